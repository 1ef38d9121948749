"""Calendar: what is owed when, as a list and as a file for a calendar program."""

from __future__ import annotations

import streamlit as st

from dashboard import entry
from dashboard.calendar_file import calendar_text
from dashboard.components.agenda import by_month, entries, passed
from dashboard.components.lists import todo_list
from dashboard.components.markup import element
from dashboard.components.page import show_page
from dashboard.context import Context
from dashboard.service import figure_table, ledger
from dashboard.todo import due_next, pieces, still_owed


def render(context: Context) -> None:
    """Draw the page."""
    filters, catalogue, say = context.filters, context.catalogue, context.language.say
    obligations = ledger(context.figures, filters.as_of, (filters.area,))
    owed = still_owed(catalogue, obligations, filters.as_of)
    soon = due_next(catalogue, obligations, filters.as_of)
    several = len(catalogue.units_of(filters.area)) > 1
    sentence = say("calendar.sentence", area=context.area_name(), owed=pieces(owed), soon=pieces(soon),
                   date=context.language.date(filters.as_of))  # fmt: skip
    overdue = todo_list(context, owed, say("todo.nothing_owed"), limit=len(owed), with_area=several)
    coming = by_month(context, soon) if soon else element("p", say("todo.nothing_next"), class_="muted")
    show_page("calendar_head", context, element("p", sentence, class_="lead"))
    name = f"{say('product.name')}: {context.area_name()}"
    st.download_button(
        say("calendar.download"),
        data=entry.still_allowed(
            context.viewer, lambda: calendar_text(entries(context, (*owed, *soon)), name, filters.as_of)
        ),
        file_name=f"rcat-{filters.area}-{filters.as_of.isoformat()}.ics",
        mime="text/calendar",
        on_click="ignore",
        disabled=not (owed or soon),
    )
    past = passed(context, figure_table(context.figures, filters.as_of))
    before = (
        element("section", element("h2", say("todo.still_owed")), overdue),
        element("section", element("h2", say("calendar.passed")), past),
    )
    after = element("section", element("h2", say("calendar.coming")), coming)
    show_page("calendar", context, element("div", element("div", before), after, class_="columns even"))
