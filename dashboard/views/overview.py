"""Overview: who is behind, at a glance, and one step from why."""

from __future__ import annotations

from dashboard.components.changes import changes_section, matrix_figures
from dashboard.components.lists import shared_list, todo_list
from dashboard.components.markup import Node, element
from dashboard.components.matrix import matrix
from dashboard.components.page import show_drawn
from dashboard.components.summary import national_headlines
from dashboard.components.tiles import tile_map
from dashboard.context import Context
from dashboard.selection import period_of_figure
from dashboard.service import earlier_table, figure_table, ledger, submissions
from dashboard.todo import due_next, still_owed
from etl.wording import figure_sentence

SOON_DAYS = 30
LISTED = 8


def render(context: Context) -> None:
    """Draw the page."""
    show_drawn("overview", context, _draw)


def _draw(context: Context) -> tuple[Node, ...]:
    filters, catalogue, say = context.filters, context.catalogue, context.language.say
    whole = catalogue.programme.areas.whole.id
    table, earlier = figure_table(context.figures, filters.as_of), earlier_table(context.figures, filters.since)
    obligations = ledger(context.figures, filters.as_of)
    owed = still_owed(catalogue, obligations, filters.as_of)
    soon = due_next(catalogue, obligations, filters.as_of, SOON_DAYS)
    indicator = catalogue.indicator(filters.indicator)
    figure = table[indicator.id, whole, period_of_figure(catalogue, indicator, filters.period)]
    coming = shared_list(context, soon, say("todo.nothing_due", count=SOON_DAYS), limit=LISTED, area=whole)
    overdue = todo_list(context, owed, say("todo.nothing_owed"), limit=LISTED)
    main = (
        matrix(context, table, earlier),
        changes_section(context, matrix_figures(context, table), earlier),
        _section(say("todo.due_next", count=SOON_DAYS), coming),
    )
    side = (tile_map(context, table), _section(say("todo.still_owed"), overdue))
    return (
        national_headlines(context, table, owed, submissions(context.figures, filters.as_of)),
        element("p", figure_sentence(figure, catalogue, context.language), class_="lead"),
        element(
            "div", element("div", main, class_="main"), element("div", side, class_="side"), class_="columns overview"
        ),
    )


def _section(title: str, content: Node) -> Node:
    return element("section", element("h2", title), content)
