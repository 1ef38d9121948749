"""Export: choose what, look into it, take it away in any of the formats of `rcat export`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import streamlit as st

from dashboard.components.layout.markup import Node, element
from dashboard.components.layout.page import show_drawn
from dashboard.components.layout.tables import preview
from dashboard.model.area_search import in_alphabet
from dashboard.model.area_search import offered as offered_areas
from dashboard.model.context import Context
from dashboard.model.selection import area_ids, period_codes
from dashboard.state import current_viewer, filters
from dashboard.state.audit_trail import note
from dashboard.state.service import export_citation, export_counts, export_file, export_rows
from etl import audit
from etl.figures.labels import capitalised
from etl.outputs.exports.export import FORMATS, Choice

SHOWN_ROWS = 40


def render(context: Context) -> None:
    """Draw the page."""
    say, as_of = context.language.say, context.filters.as_of
    choice = _choice(context)
    kind = st.radio(
        say("export.format"),
        FORMATS,
        format_func=lambda one: say(f"export.name.{one}"),
        captions=[say(f"export.holds.{one}") for one in FORMATS],
        key=_key("format"),
    )
    counts = export_counts(context.figures, choice)
    st.download_button(
        say("export.download"),
        data=current_viewer.still_allowed(context.viewer, partial(_made, context, choice, kind)),
        file_name=f"{context.catalogue.programme.id}_{as_of.isoformat()}{say(f'export.ending.{kind}')}",
        on_click="ignore",
        type="primary",
        key=_key("take"),
    )
    # Behind the button, so that it is never shown for a button that is still to come.
    st.html(f"<style>{_held_back(kind)}</style>")
    rows = {name: f"{name} · {say('export.rows', count=count)}" for name, count in counts.items()}
    name = st.selectbox(say("export.table"), tuple(rows), format_func=rows.__getitem__, width=380)
    show_drawn("export_preview", context, partial(_preview, choice, name), choice, name)


def _held_back(kind: str) -> str:
    """Keeps the button away while it makes another format than the one that is marked, or while the page is drawn.

    The mark moves as soon as somebody chooses; the button makes what was chosen before until the page is drawn again.
    """
    marked = f".st-key-{_key('format')} input[value='{FORMATS.index(kind)}']:checked"
    button = f".st-key-{_key('take')} button"
    drawing = "[data-test-script-state='running']"
    return f".stApp:not(:has({marked})) {button}, {drawing} {button} {{ visibility: hidden; }}"


def _preview(choice: Choice, name: str, context: Context) -> tuple[Node, ...]:
    """What a table holds, its first rows, and how to cite it."""
    say, figures = context.language.say, context.figures
    count = export_counts(figures, choice)[name]
    cited = export_citation(figures, choice.as_of)[context.language.code]
    return (
        element("p", say(f"export.about.{name}"), class_="muted"),
        preview(context, export_rows(figures, choice, name, SHOWN_ROWS), count),
        element("section", element("h2", say("export.cite")), element("p", cited)),
    )


def _made(context: Context, choice: Choice, kind: str) -> bytes:
    """The file that somebody takes away; that they did is recorded."""
    content = export_file(context.figures, choice, kind).content
    note(context.figures, audit.EXPORTED, format=kind, as_of=choice.as_of.isoformat())
    return content


def _choice(context: Context) -> Choice:
    """What of the figures is taken; where nothing is chosen, all."""
    catalogue, language = context.catalogue, context.language
    indicators = {one.id: one.title[language.code] for one in catalogue.indicators}
    periods = {code: capitalised(language.period(code)) for code in period_codes(catalogue)}
    with st.container(key="export_choice", horizontal=True):
        return Choice(
            context.filters.as_of,
            indicators=_some(context, "indicators", indicators),
            areas=_some_areas(context),
            periods=_some(context, "periods", periods),
        )


def _some_areas(context: Context) -> tuple[str, ...]:
    """The areas that are chosen; of many, those found by name or code are offered beside the first."""
    catalogue, key = context.catalogue, _key("areas")
    taken = list(st.session_state.get(key, ()))
    found = filters.find_areas(catalogue, context.language, catalogue.area_labels)
    # Set anew, because a list of other options is another control to Streamlit.
    st.session_state[key] = taken
    shown = in_alphabet(catalogue, context.language, offered_areas(catalogue, area_ids(catalogue), found, taken))
    return _some(context, "areas", {area: context.area_name(area) for area in shown})


def _some(context: Context, name: str, texts: Mapping[str, str]) -> tuple[str, ...]:
    say = context.language.say
    chosen = st.multiselect(say(f"export.{name}"), tuple(texts), key=_key(name), format_func=texts.__getitem__,
                            placeholder=say("export.all"), width=300)  # fmt: skip
    return tuple(chosen)


def _key(name: str) -> str:
    return f"export_{name}"
