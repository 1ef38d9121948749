"""Cached answers to why a figure is what it is, and what it can still be: each asked of a build once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from dashboard.state.asked_once import asked_once
from etl.access.restricted import RestrictedFigures
from etl.figures.choice import Choice
from etl.what_if.attainable import Attainable, Box, attainable_by_box, reach
from etl.what_if.moves import Moved, moved


@asked_once(most=64)
def what_moved(
    figures: RestrictedFigures, indicator: str, area: str, period: str, since: date, as_of: date
) -> Moved | None:
    """What moved a figure between two days; None where there is no such figure."""
    return moved(figures, indicator, area, period, since, as_of)


@asked_once(most=64)
def reachable(figures: RestrictedFigures, area: str, boxes: tuple[Box, ...], as_of: date) -> Mapping[Box, Attainable]:
    """What can still be reached in some figures of an area; of one unit also since when it cannot."""
    catalogue = figures.catalogue
    if catalogue.units_of(area) == (area,):
        return MappingProxyType(dict(reach(figures, area, boxes, as_of)))
    indicators = tuple(dict.fromkeys(indicator for indicator, _ in boxes))
    owed = figures.obligations(Choice(as_of, indicators=indicators, areas=(area,)), with_evidence=False)
    return MappingProxyType(dict(attainable_by_box(catalogue, boxes, owed)))
