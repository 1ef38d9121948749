"""Committee: how one unit is doing, over time, and what it has to do next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import cache, partial

import plotly.graph_objects as go

from dashboard.charts.theme import Palette
from dashboard.charts.timeline import axis_span, timeline
from dashboard.components.figures.changes import changes_legend, changes_section, own_figures
from dashboard.components.figures.lists import todo_list
from dashboard.components.figures.still import still_boxes, still_section
from dashboard.components.figures.strips import strips
from dashboard.components.figures.summary import unit_headlines
from dashboard.components.figures.unit_title import unit_title
from dashboard.components.layout.chart import show_drawn_chart
from dashboard.components.layout.markup import Node, element
from dashboard.components.layout.page import show_drawn
from dashboard.components.layout.paging import pager, period_pager, shown_units, submissions_of
from dashboard.components.layout.take_away import offer
from dashboard.components.reporting.review import review_badge, review_panel, review_standing
from dashboard.components.reporting.sheets import sheet_grid
from dashboard.model import documents
from dashboard.model.context import Context, FigureTable
from dashboard.model.lanes import Lane, lane_sentence, lane_within, lanes, reported
from dashboard.model.reporting import own_rows
from dashboard.model.selection import shown_hand_ins, shown_span
from dashboard.model.todo import Task, due_next, still_owed
from dashboard.state.reasons import reachable
from dashboard.state.service import earlier_table, figure_table, ledger, records
from etl.access.review import Review
from indicators.schedule import hand_in_periods

LISTED = 5
Told = Callable[[], tuple[Sequence[Lane], str]]


def title(context: Context) -> tuple[str, None]:
    """How the committee stands, as the page's title; which one it is about, where none is chosen."""
    filters, area = context.filters, context.filters.area
    if not _is_chosen(context):
        return context.language.say("committee.choose"), None
    obligations = ledger(context.figures, filters.as_of, (area,))
    has_reported = any(one.qark == area for one in submissions_of(context, (area,)))
    rows = partial(records, context.figures, filters.as_of, area)
    return unit_title(context, obligations, rows, has_reported=has_reported), None


def render(context: Context) -> None:
    """Draw the page: what is to be done, the way to do it, how the committee stands, and what that rests on."""
    if not _is_chosen(context):
        show_drawn("committee_choice", context, _choice)
        return
    told = cache(partial(_lanes, context))  # both the chart and the lists tell of it
    period = documents.hand_in_period(context.catalogue, context.filters.period)
    review = review_standing(context, context.filters.area, period)
    show_drawn("committee_to_do", context, partial(_head, review), review)
    _take_away(context)
    show_drawn("committee", context, _standing)
    show_drawn_chart("timeline", context, partial(_timeline, told))
    show_drawn("committee_lists", context, partial(_lists, told))
    review_panel(context, review)


def _is_chosen(context: Context) -> bool:
    return context.catalogue.units_of(context.filters.area) == (context.filters.area,)


def _choice(context: Context) -> tuple[Node | None, ...]:
    """The committees to choose from: those of the chosen area, of very many those furthest behind."""
    area = context.filters.area
    units = context.by_name(shown_units(context, area=area))
    links = [element("li", element("a", context.area_name(unit), href=context.links.to("committee", area=unit)))
             for unit in units]  # fmt: skip
    return element("ul", links, class_="choices"), pager(context, "committee", "large.behind", area)


def _head(review: Review, context: Context) -> tuple[Node, ...]:
    """How the review of its semester stands, and what is to be done."""
    say, (owed, soon) = context.language.say, _to_do(context)
    lists = element(
        "div",
        _section(context, "owed", todo_list(context, owed, say("todo.nothing_owed"), limit=LISTED, with_area=False)),
        _section(context, "next", todo_list(context, soon, say("todo.nothing_next"), limit=LISTED, with_area=False)),
        class_="columns even",
    )
    return review_badge(context, review), lists


def _standing(context: Context) -> tuple[Node | None, ...]:
    """How the committee stands, now, over its periods, and against another day."""
    filters, catalogue, say = context.filters, context.catalogue, context.language.say
    table, earlier = figure_table(context.figures, filters.as_of), earlier_table(context.figures, filters.since)
    owed, soon = _to_do(context)
    boxes = strips(context, table, catalogue.indicators, filters.area, say("committee.strips"), earlier)
    still = reachable(context.figures, filters.area, still_boxes(context), filters.as_of)
    return (
        unit_headlines(context, table, owed, soon, submissions_of(context, (filters.area,))),
        still_section(context, still),
        _section(context, "strips", boxes, period_pager(context, "committee"), changes_legend(context)),
        _changes(context, table, earlier),
        element("h2", say("committee.timeline")),
    )


def _changes(context: Context, table: FigureTable, earlier: FigureTable) -> Node | None:
    """How its figures differ from the earlier ones; every one of them is looked at only where there is such a day."""
    if context.filters.since is None:
        return None
    own = own_figures(context.catalogue, table, context.filters.area)
    return changes_section(context, own, earlier, with_area=False)


def _to_do(context: Context) -> tuple[tuple[Task, ...], tuple[Task, ...]]:
    """What is still owed, and what falls due next."""
    filters, catalogue = context.filters, context.catalogue
    obligations = ledger(context.figures, filters.as_of, (filters.area,))
    return still_owed(catalogue, obligations, filters.as_of), due_next(catalogue, obligations, filters.as_of)


def _lanes(context: Context) -> tuple[Sequence[Lane], str]:
    """The lanes of the timeline as they are drawn, and what they show in words."""
    filters, language, catalogue = context.filters, context.language, context.catalogue
    spoken = partial(records, context.figures, filters.as_of, filters.area)
    obligations = ledger(context.figures, filters.as_of, (filters.area,))
    shown = shown_hand_ins(catalogue, filters.period, filters.as_of)
    files = submissions_of(context, (filters.area,))
    known = reported(catalogue, files, filters.area, shown, filters.period, filters.as_of)
    drawn = lanes(catalogue, language, spoken, obligations, known)
    if len(shown) < len(hand_in_periods(catalogue)):
        drawn = tuple(lane_within(lane, *_axis(context)) for lane in drawn)
    return drawn, " ".join(lane_sentence(lane, filters.as_of, language) for lane in drawn)


def _axis(context: Context) -> tuple[date, date]:
    as_of = context.filters.as_of
    shown = shown_span(context.catalogue, context.filters.period, as_of)
    return axis_span(shown.start, shown.end, as_of)


def _timeline(told: Told, context: Context, colours: Palette) -> tuple[go.Figure, str]:
    drawn, sentence = told()
    return timeline(drawn, _axis(context), context.filters.as_of, colours, context.language), sentence


def _lists(told: Told, context: Context) -> tuple[Node, ...]:
    """The timeline in words, and which sheets were reported."""
    filters, say = context.filters, context.language.say
    own = own_rows(context.catalogue, partial(records, context.figures, filters.as_of, filters.area))
    files = submissions_of(context, (filters.area,))
    return (
        element("p", told()[1], class_="muted small wide"),
        element("p", say("timeline.legend"), class_="muted small wide"),
        _section(context, "sheets", sheet_grid(context, files, filters.area, own)),
    )


def _take_away(context: Context) -> None:
    """What the committee takes away for the hand-in period that the chosen period belongs to."""
    catalogue, area = context.catalogue, context.filters.area
    period = documents.hand_in_period(catalogue, context.filters.period)
    request = documents.workbook_request(context, documents.committee_form(catalogue), area, period)
    workbook = documents.prefilled_workbook(context, request)
    title = context.language.say("self_assessment.take_away.heading", period=context.language.period(period))
    offer(
        context,
        (workbook, *documents.reports(context, area, period, context.filters.as_of)),
        "committee",
        title,
        primary=True,
    )


def _section(context: Context, name: str, *content: Node | None) -> Node:
    return element("section", element("h2", context.language.say(f"committee.{name}")), *content)
