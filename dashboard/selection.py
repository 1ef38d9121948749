"""Which periods, areas and indicators can be chosen, and which stands where nothing was chosen. Pure."""

from __future__ import annotations

from datetime import date

from indicators.model import Catalogue, Indicator
from indicators.periods import ALL, Period, within
from indicators.schedule import all_periods, own_periods, parts


def period_codes(catalogue: Catalogue) -> tuple[str, ...]:
    """Every period that can be chosen, the longest frequency first, each in order of time."""
    periods = all_periods(catalogue)
    frequencies = tuple(dict.fromkeys(period.frequency for period in reversed(periods)))
    return tuple(period.code for name in frequencies for period in periods if period.frequency == name)


def default_period(catalogue: Catalogue, as_of: date) -> str:
    """The last hand-in period that has ended before the as-of date; the first one where none has."""
    span = catalogue.programme.span
    periods = within(span.start, span.end, catalogue.programme.submission_period)
    ended = [period for period in periods if period.end < as_of]
    return (ended or list(periods))[-1 if ended else 0].code


def figure_periods(catalogue: Catalogue, indicator: Indicator) -> tuple[str, ...]:
    """The periods that an indicator has figures for, shorter ones first (figures.md 5 and 6)."""
    return tuple(dict.fromkeys(part.period for part in parts(catalogue) if part.indicator == indicator.id))


def period_of_figure(catalogue: Catalogue, indicator: Indicator, chosen: str) -> str:
    """The period whose figure answers for the chosen one: itself, or the shortest longer one that the indicator has.

    A figure by semester says nothing about a quarter alone, so the quarter's page shows the semester's and says so.
    """
    known = {period.code: period for period in all_periods(catalogue)}
    for code in figure_periods(catalogue, indicator):
        if known[code].contains(known[chosen]):
            return code
    return ALL


def timeline_periods(catalogue: Catalogue, indicator: Indicator) -> tuple[Period, ...]:
    """An indicator's own periods in order of time: what its strip and its trend are made of."""
    return own_periods(catalogue, indicator)


def unit_ids(catalogue: Catalogue) -> tuple[str, ...]:
    """The areas that owe and report, grouped as the catalogue groups them."""
    areas = catalogue.programme.areas
    order = {group.id: number for number, group in enumerate(areas.groups)}
    return tuple(unit.id for unit in sorted(areas.units, key=lambda unit: order.get(unit.group, len(order))))


def area_ids(catalogue: Catalogue) -> tuple[str, ...]:
    """Every area that can be chosen: the whole, the groups, the units."""
    areas = catalogue.programme.areas
    return (areas.whole.id, *(group.id for group in areas.groups), *unit_ids(catalogue))
