"""What is asked of a programme's areas again and again: names, order, which units each adds; worked out once.

Kept by the very object that was read, and not by its content: a narrowed copy of a catalogue has areas of its own, and
comparing ten thousand units would cost more than it saves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from indicators.base import Words
from indicators.programme_model import Areas


@dataclass(frozen=True)
class AreaLookup:
    """Labels in the order of the tables (units, groups, the whole), the units of each area, and the grouped order."""

    labels: Mapping[str, Words]
    units: Mapping[str, tuple[str, ...]]
    grouped: tuple[str, ...]


class _SameAreas:
    """Areas as the key of a cache: the same only where they are the same object, which the key keeps alive."""

    def __init__(self, areas: Areas) -> None:
        self.areas = areas

    def __hash__(self) -> int:
        return id(self.areas)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _SameAreas) and other.areas is self.areas


def area_lookup(areas: Areas) -> AreaLookup:
    """The look-up of some areas."""
    return _lookup(_SameAreas(areas))


@lru_cache(maxsize=32)
def _lookup(key: _SameAreas) -> AreaLookup:
    areas = key.areas
    order = {group.id: number for number, group in enumerate(areas.groups)}
    labels = {unit.id: unit.label for unit in areas.units} | {group.id: group.label for group in areas.groups}
    labels[areas.whole.id] = areas.whole.label
    units: dict[str, list[str]] = {area: [] for area in labels}
    for unit in areas.units:
        for area in dict.fromkeys((unit.id, unit.group, areas.whole.id)):
            if area in units:
                units[area].append(unit.id)
    grouped = tuple(unit.id for unit in sorted(areas.units, key=lambda unit: order.get(unit.group, len(order))))
    found = {area: tuple(members) for area, members in units.items()}
    return AreaLookup(MappingProxyType(labels), MappingProxyType(found), grouped)
