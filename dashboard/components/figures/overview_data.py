"""What the Overview shows of the chosen area, asked for once and put in order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from dashboard.components.layout.paging import fetch, shown_units, silent_units
from dashboard.model.area_table import AreaTable
from dashboard.model.behind import Standing, longest_first, worst_figures_first, worst_first
from dashboard.model.context import Context, FigureTable
from dashboard.model.finding import Finding, finding
from dashboard.model.reporting import Silence, never_reported
from dashboard.model.selection import (
    NAMED_AT_MOST,
    is_large,
    listed_units,
    period_before,
    period_of_figure,
    shown_trend,
)
from dashboard.model.standings import Owed, by_box, unit_standing
from dashboard.model.todo import (
    SharedTask,
    across_units,
    coming_work,
    due_next,
    next_due,
    owed_work,
    shared,
    still_owed,
)
from dashboard.state import large_queries as narrow
from dashboard.state import service
from etl.figures.read_api import Obligation
from indicators.model import Indicator

SOON_DAYS = 30
TOLD_AT_MOST = 6
"""As many periods as the tip of a box tells of: the last of those that are laid out."""


@dataclass(frozen=True)
class Shown:
    """The units in order, how each stands, and the figures: of the day, and of the day to compare with.

    `is_whole`: whether all units of the area are among them, so that they can be counted.
    """

    table: FigureTable
    earlier: FigureTable
    owed: Owed
    standings: Mapping[str, Standing]
    order: tuple[str, ...]
    is_whole: bool


@dataclass(frozen=True)
class Agenda:
    """What is past its day and still owed, longest first, what falls due soon, and the next due date of all."""

    owed: tuple[SharedTask, ...]
    soon: tuple[SharedTask, ...]
    next_due: date | None


def figures_shown(context: Context) -> Shown:
    """The units of the chosen area, in the chosen order."""
    figures, catalogue, filters = context.figures, context.catalogue, context.filters
    table = service.figure_table(figures, filters.as_of)
    earlier = service.earlier_table(figures, filters.since)
    is_whole = not is_large(catalogue, filters.area)
    units = shown_units(context, _sorted_by(context), area=filters.area)
    read_boxes(context, table, earlier, units)
    owed = by_box(_obligations(context, units)) if is_whole else {}
    standings = {unit: unit_standing(catalogue, table, owed, unit, filters.period) for unit in units}
    order = _order(context, table, standings) if is_whole else units
    return Shown(table, earlier, owed, standings, order, is_whole)


def read_boxes(context: Context, table: FigureTable, earlier: FigureTable, units: tuple[str, ...]) -> None:
    """Read what is shown of some units at once, where the figures are read bit by bit."""
    catalogue, chosen = context.catalogue, context.filters.period
    fetch(context, table, units, {one.id: laid_out(context, one) for one in catalogue.indicators})
    if isinstance(earlier, AreaTable):
        boxes = {one.id: (period_of_figure(catalogue, one, chosen),) for one in catalogue.indicators}
        fetch(context, earlier, units, boxes)


def laid_out(context: Context, indicator: Indicator) -> tuple[str, ...]:
    """The periods whose figures a row shows: the chosen one, that before it, and those that its tip tells of."""
    catalogue, filters = context.catalogue, context.filters
    chosen = period_of_figure(catalogue, indicator, filters.period)
    before = period_before(catalogue, indicator, chosen)
    told = shown_trend(catalogue, indicator, filters.period, filters.as_of)[-TOLD_AT_MOST:]
    return tuple(dict.fromkeys((chosen, *((before,) if before else ()), *told)))


def _obligations(context: Context, units: tuple[str, ...]) -> tuple[Obligation, ...]:
    """The obligations of the units; of few units among very many only theirs are read."""
    areas = units if is_large(context.catalogue) else ()
    found = service.ledger(context.figures, context.filters.as_of, areas)
    own = frozenset(units)
    return tuple(one for one in found if one.qark in own)


def _sorted_by(context: Context) -> tuple[Indicator, ...]:
    """The indicator that the units are ordered by; none where they are ordered otherwise."""
    return tuple(one for one in context.catalogue.indicators if one.id == context.filters.sort)


def _order(context: Context, table: FigureTable, standings: Mapping[str, Standing]) -> tuple[str, ...]:
    def by_name(unit: str) -> object:
        return context.language.alphabetical(context.area_name(unit))

    for indicator in _sorted_by(context):
        code = period_of_figure(context.catalogue, indicator, context.filters.period)
        return worst_figures_first({unit: table.get((indicator.id, unit, code)) for unit in standings}, by_name)
    if context.filters.sort == "name":
        return context.by_name(standings)
    in_order = longest_first if context.filters.sort == "since" else worst_first
    return tuple(one.unit for one in in_order(standings.values(), by_name))


def finding_of(context: Context, shown: Shown) -> Finding | None:
    """What the page's title says; None of an area that has too many units to look at each."""
    if not shown.is_whole:
        return None
    catalogue, filters = context.catalogue, context.filters
    boxes = [(one.id, period_of_figure(catalogue, one, filters.period)) for one in catalogue.indicators]
    figures = (shown.table.get((name, unit, code)) for unit in shown.order for name, code in boxes)
    owes = any(one and one.status != "not_applicable" for one in figures)
    standings = [shown.standings[unit] for unit in context.by_name(shown.order)]
    coming = first_due(context)
    if is_large(catalogue):
        return finding(standings, owes=owes, next_due=coming)
    never = never_reported(catalogue, service.submissions(context.figures, filters.as_of), filters.as_of)
    silence = silence_of(context)
    return finding(
        standings, never=never, silent=silence.units, several=len(silence.ended) > 1, owes=owes, next_due=coming
    )


def silence_of(context: Context) -> Silence:
    """Who of the chosen area has not reported what they could have for the period."""
    return silent_units(context, context.filters.area)


def agenda(context: Context) -> Agenda:
    """What the chosen area has to do; of a large programme only as much as is shown."""
    figures, catalogue, filters = context.figures, context.catalogue, context.filters
    as_of = filters.as_of
    if is_large(catalogue):
        areas = (filters.area,) if filters.area != catalogue.programme.areas.whole.id else ()
        owed = narrow.to_do_shared(figures, as_of, owed_work(catalogue), areas, NAMED_AT_MOST)
        soon = narrow.to_do_shared(figures, as_of, coming_work(catalogue, as_of, SOON_DAYS), areas, NAMED_AT_MOST)
        return Agenda(shared(catalogue, owed, as_of), shared(catalogue, soon, as_of), first_due(context))
    obligations = _obligations(context, listed_units(catalogue, filters.area))
    return Agenda(
        across_units(still_owed(catalogue, obligations, as_of)),
        across_units(due_next(catalogue, obligations, as_of, SOON_DAYS)),
        first_due(context),
    )


def first_due(context: Context) -> date | None:
    """The first day from the as-of date on when something of the chosen area falls due; None where nothing does."""
    figures, catalogue, filters = context.figures, context.catalogue, context.filters
    as_of = filters.as_of
    if is_large(catalogue):
        areas = (filters.area,) if filters.area != catalogue.programme.areas.whole.id else ()
        first = narrow.to_do(figures, as_of, coming_work(catalogue, as_of), areas, 1).first
        return min((one.due_on for one in first), default=None)
    return next_due(catalogue, _obligations(context, listed_units(catalogue, filters.area)), as_of)
