"""Which pages a viewer may open, and which areas may be chosen on each. Pure; the figures refuse the rest themselves.

A page without a rule here is open only to those who see everything.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dashboard.addresses import PAGES, Page
from etl.access.viewer import Viewer
from indicators.model import Catalogue


def _own(viewer: Viewer, catalogue: Catalogue) -> frozenset[str]:
    return frozenset(viewer.detailed_areas(catalogue))


def _figures(viewer: Viewer, catalogue: Catalogue) -> frozenset[str]:
    return frozenset(viewer.figure_areas(catalogue))


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
