"""The calendar of a tool: its obligations by half-year, or by unit where several owe, with the signs used elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.components.figures.benchmark import benchmark_chip
from dashboard.components.figures.cells import by_status, cell
from dashboard.components.figures.strips import short_period
from dashboard.components.layout.markup import Node, element
from dashboard.model.context import Context, FigureTable
from etl.figures.labels import capitalised
from etl.figures.read_api import Figure
from indicators.model import Indicator
from indicators.periods import ALL, Period
from indicators.schedule import hand_in_periods, own_periods

NOT_OWED = "not_applicable"


def half_years(context: Context, table: FigureTable, indicators: Sequence[Indicator], units: Sequence[str]) -> Node:
    """One table a unit where one owes; where several do, a row a unit and hand-in period by hand-in period across."""
    rows = _by_period(context, table, indicators, units[0]) if len(units) == 1 else None
    if rows is None:
        return element("div", [_across(context, table, one, units) for one in indicators])
    caption = context.language.say("tools.calendar", area=context.area_name(units[0]))
    heads = [
        element("th", one.short[context.language.code], benchmark_chip(context, one), scope="col") for one in indicators
    ]
    grid = element("table", element("caption", caption), element("thead", element("tr", element("td"), heads)),
                   element("tbody", rows), class_="plain half-years")  # fmt: skip
    return _scrolling(grid, caption)


def _by_period(context: Context, table: FigureTable, indicators: Sequence[Indicator], unit: str) -> list[Node]:
    """A row for each hand-in period in which anything is owed."""
    rows = []
    for period in hand_in_periods(context.catalogue):
        found = [_inside(context, table, one, unit, period) for one in indicators]
        if any(figures for figures in found):
            boxes = [element("td", _boxes(context, figures)) for figures in found]
            label = capitalised(context.language.period(period.code))
            rows.append(element("tr", element("th", label, scope="row"), boxes))
    return rows


def _inside(
    context: Context, table: FigureTable, indicator: Indicator, unit: str, period: Period
) -> list[tuple[Period, Figure]]:
    """The figures of an indicator's own periods inside a period, as far as anything is owed."""
    found = ((own, table.get((indicator.id, unit, own.code))) for own in own_periods(context.catalogue, indicator)
             if period.contains(own))  # fmt: skip
    return [(own, figure) for own, figure in found if figure is not None and figure.status != NOT_OWED]


def _boxes(context: Context, figures: Sequence[tuple[Period, Figure]]) -> Node:
    boxes = [
        element("span", element("small", short_period(context, own)), cell(figure, context), class_="dated")
        for own, figure in figures
    ]
    return element("div", boxes, class_="boxes")


def _across(context: Context, table: FigureTable, indicator: Indicator, units: Sequence[str]) -> Node:
    """One indicator of several units: a row a unit, a column for each of its periods in which anybody owes."""
    language = context.language
    columns = [
        own for own in own_periods(context.catalogue, indicator)
        if any(_owes(table.get((indicator.id, unit, own.code))) for unit in units)
    ]  # fmt: skip
    heads = [element("th", short_period(context, own), element("small", f" {own.start.year}"), scope="col")
             for own in columns]  # fmt: skip
    rows = [
        element("tr", element("th", context.area_name(unit), scope="row"),
                [element("td", cell(table.get((indicator.id, unit, own.code)), context)) for own in columns])
        for unit in context.by_name(units)
    ]  # fmt: skip
    caption = indicator.title[language.code]
    figures = [figure for unit in units if (figure := table.get((indicator.id, unit, ALL)))]
    grid = element("table", element("caption", caption), element("thead", element("tr", element("td"), heads)),
                   element("tbody", rows), class_="plain half-years")  # fmt: skip
    return element("div", _scrolling(grid, caption), element("p", by_status(context, figures), class_="muted small"))


def _owes(figure: Figure | None) -> bool:
    return figure is not None and figure.status != NOT_OWED


def _scrolling(grid: Node, caption: str) -> Node:
    return element("div", grid, class_="scroller", tabindex="0", role="region", aria_label=caption)
