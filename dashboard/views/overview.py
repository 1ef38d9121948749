"""Overview: who is behind, at a glance, and one step from why."""

from __future__ import annotations

from dashboard.components.figures.changes import changes_section, matrix_figures
from dashboard.components.figures.lists import shared_entries, todo_list
from dashboard.components.figures.matrix import fetch_matrix, matrix
from dashboard.components.figures.summary import national_headlines
from dashboard.components.figures.tiles import tile_map
from dashboard.components.layout.markup import Node, element
from dashboard.components.layout.page import show_drawn
from dashboard.components.layout.paging import silent_units
from dashboard.model.context import Context
from dashboard.model.selection import NAMED_AT_MOST, is_large, period_of_figure
from dashboard.model.todo import (
    Listed,
    SharedTask,
    across_units,
    coming_work,
    due_next,
    listed,
    owed_work,
    pieces,
    shared,
    still_owed,
)
from dashboard.state.large_queries import to_do, to_do_shared
from dashboard.state.service import earlier_table, figure_table, ledger
from etl.figures.wording import figure_sentence

SOON_DAYS = 30
LISTED = 8


def render(context: Context) -> None:
    """Draw the page."""
    show_drawn("overview", context, _draw)


def _draw(context: Context) -> tuple[Node, ...]:
    filters, catalogue, say = context.filters, context.catalogue, context.language.say
    whole = catalogue.programme.areas.whole.id
    table, earlier = figure_table(context.figures, filters.as_of), earlier_table(context.figures, filters.since)
    fetch_matrix(context, table, earlier)
    owed, soon = _to_do(context)
    indicator = catalogue.indicator(filters.indicator)
    figure = table[indicator.id, whole, period_of_figure(catalogue, indicator, filters.period)]
    coming = shared_entries(context, soon, say("todo.nothing_due", count=SOON_DAYS), limit=LISTED, area=whole)
    overdue = todo_list(context, owed.tasks, say("todo.nothing_owed"), limit=LISTED, total=owed.pieces)
    main = (
        matrix(context, table, earlier),
        changes_section(context, matrix_figures(context, table), earlier),
        _section(say("todo.due_next", count=SOON_DAYS), coming),
    )
    side = (tile_map(context, table), _section(say("todo.still_owed"), overdue))
    return (
        national_headlines(context, table, owed, silent_units(context)),
        element("p", figure_sentence(figure, catalogue, context.language), class_="lead"),
        element(
            "div", element("div", main, class_="main"), element("div", side, class_="side"), class_="columns overview"
        ),
    )


def _to_do(context: Context) -> tuple[Listed, tuple[SharedTask, ...]]:
    """What is still owed, and what falls due soon; of a large programme only as much as is shown."""
    figures, catalogue, as_of = context.figures, context.catalogue, context.filters.as_of
    if is_large(catalogue):
        owed = listed(catalogue, to_do(figures, as_of, owed_work(catalogue), (), LISTED + 1), as_of)
        work = coming_work(catalogue, as_of, SOON_DAYS)
        return owed, shared(catalogue, to_do_shared(figures, as_of, work, (), NAMED_AT_MOST), as_of)
    obligations = ledger(figures, as_of)
    tasks = still_owed(catalogue, obligations, as_of)
    return Listed(tasks, pieces(tasks)), across_units(due_next(catalogue, obligations, as_of, SOON_DAYS))


def _section(title: str, content: Node) -> Node:
    return element("section", element("h2", title), content)
