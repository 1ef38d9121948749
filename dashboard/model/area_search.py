"""Finding an area among many by a part of its name or its code. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache

from dashboard.model.selection import SHOWN_AT_ONCE, ByAreas, is_large, unit_ids
from indicators.keys import fold_key
from indicators.language import Language
from indicators.model import Catalogue

_LONGEST = 80


def called(catalogue: Catalogue, code: str, areas: Collection[str], typed: str) -> tuple[str, ...]:
    """The first of the areas that are called so in a language, without regard to capitals and accents.

    Those whose very code or name was typed, and no others; else those whose name begins so, then those whose name or
    code has it somewhere.
    """
    wanted = fold_key(typed[:_LONGEST])
    if not wanted:
        return ()
    exact: list[str] = []
    begun: list[str] = []
    inside: list[str] = []
    for area, (own, name) in _folded(ByAreas(catalogue), code).items():
        if area in areas and (wanted in name or wanted in own):
            (exact if wanted in (own, name) else begun if name.startswith(wanted) else inside).append(area)
    return tuple((exact or [*begun, *inside])[:SHOWN_AT_ONCE])


@lru_cache(maxsize=16)
def _folded(key: ByAreas, code: str) -> Mapping[str, tuple[str, str]]:
    """Each area's code and name as they are compared."""
    return {area: (fold_key(area), fold_key(label[code])) for area, label in key.catalogue.area_labels.items()}


def offered(
    catalogue: Catalogue, areas: Collection[str], found: Iterable[str] = (), chosen: Iterable[str] = ()
) -> tuple[str, ...]:
    """The areas of a list to choose from: all, or of many those that were found, beside those that are chosen.

    Where none was looked for, the whole, the groups and some units. The browser is sent every option at every run: ten
    thousand of them would be most of what a page weighs.
    """
    if not has_too_many(catalogue):
        return tuple(areas)
    programme = catalogue.programme.areas
    first = (programme.whole.id, *(group.id for group in programme.groups), *unit_ids(catalogue)[:SHOWN_AT_ONCE])
    few = [area for area in (*(tuple(found) or first), *chosen) if area in areas]
    return tuple(dict.fromkeys(few or tuple(areas)[:SHOWN_AT_ONCE]))


def in_alphabet(catalogue: Catalogue, language: Language, areas: Iterable[str]) -> tuple[str, ...]:
    """Areas to choose from: the whole and the groups as the catalogue has them, then the units in the alphabet."""
    programme = catalogue.programme.areas
    above = {programme.whole.id, *(group.id for group in programme.groups)}
    names = catalogue.area_labels
    shown = tuple(areas)
    units = sorted(
        (area for area in shown if area not in above),
        key=lambda area: language.alphabetical(names[area][language.code]),
    )
    return (*(area for area in shown if area in above), *units)


def has_too_many(catalogue: Catalogue) -> bool:
    """Whether a list offers only some areas, and the others are found by what is typed."""
    return is_large(catalogue)
