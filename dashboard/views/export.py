"""Export: choose a table, see how many rows it has, take it away."""

from __future__ import annotations

import streamlit as st

from dashboard.components.markup import element
from dashboard.components.page import show_page
from dashboard.components.tables import preview, table_notes
from dashboard.context import Context
from dashboard.labels import capitalised
from dashboard.selection import area_ids, period_codes
from dashboard.service import export_csv, export_tables

SHOWN_ROWS = 200


def render(context: Context) -> None:
    """Draw the page."""
    catalogue, language, code = context.catalogue, context.language, context.language.code
    say = language.say
    titles = {one.id: one.title[code] for one in catalogue.indicators}
    periods = {period: capitalised(language.period(period)) for period in period_codes(catalogue)}
    with st.container(key="export_choice", horizontal=True):
        indicators = _several(say("export.indicators"), titles, say("export.all"))
        areas = _several(
            say("export.areas"), {one: context.area_name(one) for one in area_ids(catalogue)}, say("export.all")
        )
        chosen = _several(say("export.periods"), periods, say("export.all"))
    tables = export_tables(context.figures, context.filters.as_of, indicators, areas, chosen)
    show_page("export_tables", context, table_notes(context, tables))
    names = {
        table.name: say("export.option", name=table.name, count=language.number(len(table.rows))) for table in tables
    }
    name = st.radio(say("export.table"), tuple(names), format_func=names.__getitem__, horizontal=True)
    table = next(one for one in tables if one.name == name)
    st.download_button(
        say("export.download", name=f"{table.name}.csv"),
        data=lambda: export_csv(table).encode(),
        file_name=f"{table.name}.csv",
        mime="text/csv",
        on_click="ignore",
        type="primary",
    )
    show_page(
        "export_preview",
        context,
        element("h2", say("export.preview", name=table.name)),
        preview(context, table, SHOWN_ROWS),
        element(
            "p",
            say("export.cite", date=language.date(context.filters.as_of), build=context.figures.build),
            class_="muted",
        ),
    )


def _several(label: str, options: dict[str, str], everything: str) -> tuple[str, ...]:
    """A choice of several; none chosen means all."""
    return tuple(
        st.multiselect(label, tuple(options), format_func=options.__getitem__, placeholder=everything, width=300)
    )
