"""A body rates itself on the page: every item with the guidance that belongs to it, answered as of a day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import streamlit as st

from dashboard.components.layout.markup import element
from dashboard.components.layout.page import show_page
from dashboard.components.plan.fill_in import check, found, office_and_check, period_control, place_of
from dashboard.model.context import Context
from dashboard.model.plans import with_rating
from dashboard.state import drafts
from dashboard.state.fill_in import FilledIn, rows_of_period
from indicators.model import Code, Rating, RecordKind


def rating_form(context: Context, kind: RecordKind, rating: Rating, unit: str, today: date) -> None:
    """Draw the items of one unit's rating, and what was found in it."""
    place = place_of(context, kind, unit)
    period = period_control(context, place, today)
    with st.form(f"form_{place}", border=False):
        on, given = _answers(context, kind, rating, f"{place}_{period}_{drafts.filling(place)}", today)
        office, asked = office_and_check(context, place, unit)
    answered = {item: answer for item, answer in given.items() if answer is not None}
    if asked and on is not None and len(answered) == len(given):
        earlier = rows_of_period(context.figures, kind, unit, period, today)
        rows = with_rating(rating, earlier, on, answered)
        check(context, place, FilledIn(kind.id, unit, period, office, today, rows))
    elif asked:
        text = context.language.say("rating.incomplete", count=len(given) - len(answered))
        show_page(f"incomplete_{place}", context, element("p", text, class_="notice", role="alert"))
        return
    found(context, place)


def _answers(
    context: Context, kind: RecordKind, rating: Rating, key: str, today: date
) -> tuple[date | None, Mapping[str, str | None]]:
    """The day, and an answer to each item as far as one is given."""
    language, catalogue = context.language, context.catalogue
    labels = {code.id: code.label[language.code] for code in catalogue.codes(kind.column(rating.answer))}
    on = st.date_input(kind.column(rating.on).label[language.code], today, max_value=today, key=f"on_{key}",
                       format="DD/MM/YYYY", width=220)  # fmt: skip
    given: dict[str, str | None] = {}
    for number, code in enumerate(catalogue.codes(kind.column(rating.item)), 1):
        given[code.id] = st.radio(
            f"{number}. {code.label[language.code]}", tuple(labels), index=None, horizontal=True,
            format_func=labels.__getitem__, key=f"answer_{code.id}_{key}",
        )  # fmt: skip
        _guidance(context, code)
    return on if isinstance(on, date) else None, given


def _guidance(context: Context, code: Code) -> None:
    """What an item means, and what the documents advise about it; an item may have no advice."""
    language = context.language
    title = "rating.guidance" if code.guidance else "rating.meaning"
    with st.expander(language.say(title, count=len(code.guidance))):
        if code.help:
            st.text(code.help[language.code])
        titles = {source.id: source.title for source in context.catalogue.programme.sources}
        for one in code.guidance:
            st.text(f"“{one.words[language.code]}”")
            st.caption(f"{titles[one.source]}. {one.place}")
