"""Strips: a row of boxes over time, each as wide as its period, so that quarters, semesters and years line up."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.components.figures.cells import cell
from dashboard.components.layout.markup import Node, element
from dashboard.components.layout.paging import fetch_area
from dashboard.model.area_table import Boxes
from dashboard.model.context import Context, FigureTable
from dashboard.model.selection import period_of_figure, shown_span
from etl.figures.labels import capitalised
from indicators.model import Indicator
from indicators.periods import FREQUENCIES, Period, within
from indicators.schedule import inside_span, own_periods


def strips(
    context: Context,
    table: FigureTable,
    indicators: Sequence[Indicator],
    area: str,
    caption: str,
    earlier: FigureTable | None = None,
) -> Node:
    """One strip an indicator, under a common calendar; what differs from the `earlier` figures carries a mark."""
    columns = _columns(context)
    fetch_area(table, area, strip_boxes(context, indicators))
    rows = [_strip(context, table, one, area, columns, earlier) for one in indicators]
    grid = element(
        "table",
        element("caption", caption, class_="hidden"),
        element("colgroup", element("col", class_="name"), [element("col") for _ in columns]),
        _calendar(context, columns),
        element("tbody", rows),
        class_="strips",
    )
    return element("div", grid, class_="scroller", tabindex="0", role="region", aria_label=caption)


def strip_boxes(context: Context, indicators: Sequence[Indicator]) -> Boxes:
    """What a page with strips reads of an area at once: what they show, and the figures for the chosen period."""
    catalogue, chosen = context.catalogue, context.filters.period
    return {
        one.id: (*(own.code for own in strip_periods(context, one)), period_of_figure(catalogue, one, chosen))
        for one in indicators
    }


def _columns(context: Context) -> tuple[Period, ...]:
    """The shortest periods of the programme: the columns that all others are multiples of."""
    catalogue, filters = context.catalogue, context.filters
    shortest = min(catalogue.programme.frequencies, key=FREQUENCIES.index)
    shown = inside_span(catalogue, shown_span(catalogue, filters.period, filters.as_of))
    return within(shown.start, shown.end, shortest)


def strip_periods(context: Context, indicator: Indicator) -> tuple[Period, ...]:
    """The indicator's own periods that its strip shows: all, or in a long programme those up to the chosen one."""
    span = shown_span(context.catalogue, context.filters.period, context.filters.as_of)
    return tuple(one for one in own_periods(context.catalogue, indicator) if one.touches(span))


def _calendar(context: Context, columns: tuple[Period, ...]) -> Node:
    years: dict[int, int] = {}
    for one in columns:
        years[one.start.year] = years.get(one.start.year, 0) + 1
    tops = [element("th", str(year), colspan=str(count), scope="colgroup") for year, count in years.items()]
    labels = [
        element("th", short_period(context, one), scope="col", title=capitalised(context.language.period(one.code)))
        for one in columns
    ]
    return element("thead", element("tr", element("td"), tops), element("tr", element("td"), labels))


def short_period(context: Context, period: Period) -> str:
    """A period inside its year, in a letter and a figure: Q1, T1."""
    number = period.code.partition("-")[2].lstrip("MQS").lstrip("0") or str(period.start.year)
    return context.language.say(f"short_period.{period.frequency}", number=number)


def _strip(
    context: Context,
    table: FigureTable,
    indicator: Indicator,
    area: str,
    columns: tuple[Period, ...],
    earlier: FigureTable | None,
) -> Node:
    code = context.language.code
    link = element("a", indicator.short[code], href=context.links.to("indicator", indicator=indicator.id),
                   title=indicator.title[code])  # fmt: skip
    boxes, at = [], 0
    for period in strip_periods(context, indicator):
        covered = [place for place, one in enumerate(columns) if period.contains(one)]
        if covered and covered[0] > at:  # where the span begins inside a period, the first columns have no box
            boxes.append(element("td", colspan=str(covered[0] - at)))
        at = covered[-1] + 1 if covered else at
        box = cell(table.get((indicator.id, area, period.code)), context, earlier=earlier)
        boxes.append(element("td", box, colspan=str(len(covered))))
    return element("tr", element("th", link, scope="row"), boxes)
