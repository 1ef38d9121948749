"""Committee: how one unit is doing, over time, and what it has to do next."""

from __future__ import annotations

from functools import partial

from dashboard import documents
from dashboard.charts.timeline import axis_span, timeline
from dashboard.components.changes import changes_legend, changes_section, own_figures
from dashboard.components.chart import colours, show_chart
from dashboard.components.lists import todo_list
from dashboard.components.markup import Node, element
from dashboard.components.page import show_page
from dashboard.components.sheets import sheet_grid
from dashboard.components.strips import strips
from dashboard.components.summary import unit_headlines
from dashboard.components.take_away import offer
from dashboard.context import Context
from dashboard.lanes import lane_sentence, lanes
from dashboard.reporting import own_rows
from dashboard.service import earlier_table, figure_table, ledger, records, submissions
from dashboard.todo import due_next, still_owed

LISTED = 10


def render(context: Context) -> None:
    """Draw the page."""
    filters, catalogue, language = context.filters, context.catalogue, context.language
    table, earlier = figure_table(context.figures, filters.as_of), earlier_table(context.figures, filters.since)
    obligations = ledger(context.figures, filters.as_of, (filters.area,))
    owed = still_owed(catalogue, obligations, filters.as_of)
    soon = due_next(catalogue, obligations, filters.as_of)
    files = submissions(context.figures, filters.as_of)
    say = language.say
    _take_away(context)
    show_page(
        "committee",
        context,
        unit_headlines(context, table, owed, soon, files),
        _section(
            context,
            "strips",
            strips(context, table, catalogue.indicators, filters.area, say("committee.strips"), earlier),
            changes_legend(context),
        ),
        changes_section(context, own_figures(catalogue, table, filters.area), earlier, with_area=False),
        element("h2", say("committee.timeline")),
    )
    spoken = partial(records, context.figures, filters.as_of, filters.area)
    drawn = lanes(catalogue, language, spoken, obligations)
    sentence = " ".join(lane_sentence(lane, filters.as_of, language) for lane in drawn)
    span = axis_span(catalogue.programme.span.start, catalogue.programme.span.end, filters.as_of)
    show_chart("timeline", timeline(drawn, span, filters.as_of, colours(), language), sentence)
    lists = element(
        "div",
        _section(context, "owed", todo_list(context, owed, say("todo.nothing_owed"), limit=LISTED, with_area=False)),
        _section(context, "next", todo_list(context, soon, say("todo.nothing_next"), limit=LISTED, with_area=False)),
        class_="columns even",
    )
    show_page(
        "committee_lists",
        context,
        element("p", sentence, class_="muted small wide"),
        element("p", say("timeline.legend"), class_="muted small wide"),
        lists,
        _section(context, "sheets", sheet_grid(context, files, filters.area, own_rows(catalogue, spoken))),
    )


def _take_away(context: Context) -> None:
    """What the committee takes away for the hand-in period that the chosen period belongs to."""
    catalogue, area = context.catalogue, context.filters.area
    period = documents.hand_in_period(catalogue, context.filters.period)
    workbook = documents.prefilled_workbook(context, documents.committee_form(catalogue), area, period)
    title = context.language.say("self_assessment.take_away.heading", period=context.language.period(period))
    offer(context, (workbook, *documents.reports(context, area, period, context.filters.as_of)), "committee", title)


def _section(context: Context, name: str, *content: Node | None) -> Node:
    return element("section", element("h2", context.language.say(f"committee.{name}")), *content)
