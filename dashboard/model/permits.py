"""Which pages a viewer may open, and which areas may be chosen on each. Pure; the figures refuse the rest themselves.

A page without a rule here is open only to those who see everything.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import lru_cache

from dashboard.model.addresses import PAGES, Page
from dashboard.model.selection import ByAreas, unit_ids
from etl.access.viewer import Viewer
from indicators.model import Catalogue


def _own(viewer: Viewer, catalogue: Catalogue) -> frozenset[str]:
    return _areas_seen(viewer, ByAreas(catalogue), in_detail=True)


def _figures(viewer: Viewer, catalogue: Catalogue) -> frozenset[str]:
    return _areas_seen(viewer, ByAreas(catalogue), in_detail=False)


@lru_cache(maxsize=256)
def _areas_seen(viewer: Viewer, key: ByAreas, *, in_detail: bool) -> frozenset[str]:
    """What a role sees of some areas follows from the two alone, and is asked several times at every rerun."""
    return frozenset(viewer.detailed_areas(key.catalogue) if in_detail else viewer.figure_areas(key.catalogue))


# Pages that tell of areas, and the areas that each may tell of.
_OF_AREAS: Mapping[str, Callable[[Viewer, Catalogue], frozenset[str]]] = {
    "committee": _own, "explain": _own, "calendar": _own, "data_quality": _own, "indicator": _figures,
}  # fmt: skip
_OTHERS: Mapping[str, Callable[[Viewer], bool]] = {
    "self_assessment": lambda viewer: viewer.may("hand_in") or viewer.may("register"),
    "export": lambda viewer: viewer.may("export"),
    "coordination_tools": lambda viewer: viewer.may("figures"),
    "catalogue": lambda viewer: viewer.may("catalogue"),
    "access": lambda viewer: viewer.may("roles"),
}


def units(viewer: Viewer, catalogue: Catalogue) -> Collection[str]:
    """The units that a viewer sees in detail, as the catalogue groups them; a quick look-up."""
    return _units_seen(viewer, ByAreas(catalogue)).keys()


@lru_cache(maxsize=64)
def _units_seen(viewer: Viewer, key: ByAreas) -> dict[str, None]:
    seen = set(viewer.detailed_units(key.catalogue))
    return dict.fromkeys(unit for unit in unit_ids(key.catalogue) if unit in seen)


def may_open(page: Page, viewer: Viewer, catalogue: Catalogue) -> bool:
    """Whether a viewer may open a page of a programme."""
    if page.id in _OF_AREAS:
        return bool(_OF_AREAS[page.id](viewer, catalogue))
    rule = _OTHERS.get(page.id)
    return viewer.sees_everything if rule is None else rule(viewer)


def open_pages(viewer: Viewer, catalogue: Catalogue) -> tuple[Page, ...]:
    """The pages that a viewer is led to, in their order."""
    return tuple(one for one in PAGES if may_open(one, viewer, catalogue))


def areas(page: Page, viewer: Viewer, catalogue: Catalogue) -> frozenset[str] | None:
    """The areas that may be chosen on a page; None where all may, or where it is about none."""
    if viewer.sees_everything or page.id not in _OF_AREAS:
        return None
    return _OF_AREAS[page.id](viewer, catalogue)
