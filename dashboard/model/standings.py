"""How each unit stands in a period, from the figures and the ledger of a day. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from dashboard.model.behind import Standing, missed_since, standing
from dashboard.model.selection import parts_of_figure, period_of_figure
from etl.figures.read_api import Figure, Obligation
from indicators.model import Catalogue

Table = Mapping[tuple[str, str, str], Figure]
Owed = Mapping[tuple[str, str], Sequence[Obligation]]
"""Obligations by indicator and unit."""


def by_box(obligations: Iterable[Obligation]) -> Owed:
    """Obligations by indicator and unit."""
    found: dict[tuple[str, str], list[Obligation]] = {}
    for one in obligations:
        found.setdefault((one.indicator, one.qark), []).append(one)
    return found


def figures_of_unit(catalogue: Catalogue, table: Table, area: str, period: str) -> tuple[Figure, ...]:
    """The figures of an area that answer for a period, of all that is a duty.

    What is generally done, as the need arises, is nobody's duty, and nobody is behind on it.
    """
    duties = [one for one in catalogue.indicators if one.is_duty]
    found = (table.get((one.id, area, period_of_figure(catalogue, one, period))) for one in duties)
    return tuple(one for one in found if one)


def behind_since(catalogue: Catalogue, figure: Figure, owed: Owed) -> date | None:
    """From when on a unit has been behind by a figure; None where it is not."""
    if figure.graded != "not_met":
        return None
    indicator = catalogue.indicator(figure.indicator)
    inside = parts_of_figure(catalogue, indicator, figure.period)
    return missed_since(indicator, owed.get((figure.indicator, figure.area), ()), inside)


def unit_standing(catalogue: Catalogue, table: Table, owed: Owed, unit: str, period: str) -> Standing:
    """How a unit stands in a period."""
    figures = figures_of_unit(catalogue, table, unit, period)
    days = {one.indicator: behind_since(catalogue, one, owed) for one in figures}
    return standing(unit, figures, {name: day for name, day in days.items() if day})
