"""Calendar: what is owed when, as a list and as a file for a calendar program."""

from __future__ import annotations

import streamlit as st

from dashboard.components.figures.agenda import by_month, entries, passed, shared_by_month
from dashboard.components.figures.lists import todo_list
from dashboard.components.layout.markup import Node, element
from dashboard.components.layout.page import show_page
from dashboard.components.layout.paging import period_pager
from dashboard.model.calendar_file import calendar_text
from dashboard.model.context import Context
from dashboard.model.selection import NAMED_AT_MOST, SHOWN_AT_ONCE, is_large
from dashboard.model.todo import (
    Listed,
    Task,
    coming_work,
    due_next,
    listed,
    owed_work,
    pieces,
    shared,
    still_owed,
)
from dashboard.state import current_viewer
from dashboard.state.large_queries import to_do, to_do_shared
from dashboard.state.service import figure_table, ledger


def render(context: Context) -> None:
    """Draw the page."""
    filters, catalogue, say = context.filters, context.catalogue, context.language.say
    owed, soon, months = _large(context) if is_large(catalogue, filters.area) else _all(context)
    several = len(catalogue.units_of(filters.area)) > 1
    sentence = say(
        "calendar.sentence", area=context.area_name(), date=context.language.date(filters.as_of),
        owed=say("calendar.owed", count=owed.pieces), soon=say("calendar.soon", count=soon),
    )  # fmt: skip
    overdue = todo_list(context, owed.tasks, say("todo.nothing_owed"), limit=len(owed.tasks), with_area=several,
                        total=owed.pieces)  # fmt: skip
    coming = months if soon else element("p", say("todo.nothing_next"), class_="muted")
    show_page("calendar_head", context, element("p", sentence, class_="lead"))
    name = f"{say('product.name')}: {context.area_name()}"
    st.download_button(
        say("calendar.download"),
        data=current_viewer.still_allowed(
            context.viewer, lambda: calendar_text(entries(context, _tasks(context)), name, filters.as_of)
        ),
        file_name=f"rcat-{filters.area}-{filters.as_of.isoformat()}.ics",
        mime="text/calendar",
        on_click="ignore",
        disabled=not (owed.pieces or soon),
    )
    past = passed(context, figure_table(context.figures, filters.as_of))
    before = (
        element("section", element("h2", say("todo.still_owed")), overdue),
        element("section", element("h2", say("calendar.passed")), period_pager(context, "calendar"), past),
    )
    after = element("section", element("h2", say("calendar.coming")), coming)
    show_page("calendar", context, element("div", element("div", before), after, class_="columns even"))


def _tasks(context: Context) -> tuple[Task, ...]:
    """Everything that is still owed or falls due: for the file that somebody takes away."""
    owed, soon = _both(context)
    return (*owed, *soon)


def _both(context: Context) -> tuple[tuple[Task, ...], tuple[Task, ...]]:
    chosen, catalogue = context.filters, context.catalogue
    obligations = ledger(context.figures, chosen.as_of, (chosen.area,))
    return still_owed(catalogue, obligations, chosen.as_of), due_next(catalogue, obligations, chosen.as_of)


def _all(context: Context) -> tuple[Listed, int, Node]:
    """What is still owed, how many pieces fall due later, and these by month."""
    owed, soon = _both(context)
    return Listed(owed, pieces(owed)), pieces(soon), by_month(context, soon)


def _large(context: Context) -> tuple[Listed, int, Node]:
    """The same of an area of many units: the first that is owed, and what falls due put together."""
    figures, catalogue, chosen = context.figures, context.catalogue, context.filters
    areas, as_of = (chosen.area,), chosen.as_of
    owed = listed(catalogue, to_do(figures, as_of, owed_work(catalogue), areas, SHOWN_AT_ONCE), as_of)
    work = coming_work(catalogue, as_of)
    soon = to_do(figures, as_of, work, areas, 1).pieces
    together = shared(catalogue, to_do_shared(figures, as_of, work, areas, NAMED_AT_MOST), as_of)
    return owed, soon, shared_by_month(context, together)
