"""What filling in on a page has in common: for which period and by which office, what was found, and handing it in."""

from __future__ import annotations

from datetime import date

import streamlit as st

from dashboard.components.assessment.assessment import findings_by_sheet, receipt, verdict
from dashboard.components.assessment.losses import hand_in_control, losses_section
from dashboard.components.layout.markup import element
from dashboard.components.layout.page import show_page
from dashboard.model.context import Context
from dashboard.state import assessment, drafts
from dashboard.state.assessment import Draft, HandedIn, Unread
from dashboard.state.fill_in import FilledIn, as_upload
from etl.figures.labels import capitalised
from etl.what_if.losses import Losses
from indicators.model import RecordKind
from indicators.schedule import hand_in_periods

LONGEST_OFFICE = 120


def place_of(context: Context, kind: RecordKind, unit: str) -> str:
    """The name under which what is filled in of a kind for a unit is held in the session."""
    return f"{context.catalogue.programme.id}_{kind.id}_{unit}"


def period_control(context: Context, place: str, today: date) -> str:
    """The hand-in period that is filled in for; the last one that has begun, until another is chosen."""
    begun = [one.code for one in hand_in_periods(context.catalogue) if one.start <= today]
    return st.selectbox(
        context.language.say("filter.period"), begun[::-1], key=f"period_{place}", width=260,
        format_func=lambda code: capitalised(context.language.period(code)),
    )  # fmt: skip


def office_and_check(context: Context, place: str, unit: str) -> tuple[str, bool]:
    """The office that fills in, never a person, and the button that has it checked."""
    language = context.language
    label = next(field.label for field in context.catalogue.programme.cover if field.id == "prepared_by")
    office = language.say("template.office", place=context.area_name(unit))
    written = st.text_input(label[language.code], office, max_chars=LONGEST_OFFICE, key=f"office_{place}", width=420)
    return written.strip() or office, st.form_submit_button(language.say("fill_in.check"), type="primary")


def check(context: Context, place: str, filled: FilledIn) -> None:
    """Read what was filled in as any file that is handed in, and hold what was found."""
    assessment.get_ready()
    with st.spinner(context.language.say("self_assessment.reading")):
        drafts.fill_in(place, assessment.read(as_upload(filled, context.catalogue), context.catalogue))


def found(context: Context, place: str) -> None:
    """What was found in what was filled in, and what can be done with it; or what became of it."""
    held = drafts.filled_in(place)
    if isinstance(held, HandedIn):
        show_page(f"receipt_{place}", context, receipt(context, held))
    elif isinstance(held, Unread):
        text = context.language.say("self_assessment.unread", reason=context.language.say(f"disk.{held.reason}"))
        show_page(f"unread_{place}", context, element("p", text, class_="notice", role="alert"))
    elif held is not None:
        _decide(context, place, held)


def _decide(context: Context, place: str, draft: Draft) -> None:
    """Hand in what was found sound, or walk away."""
    say, catalogue = context.language.say, context.catalogue
    known = assessment.known_as(draft, catalogue, context.viewer)
    may = not draft.checked.refused and known is None
    weighed = drafts.outlook(
        context.figures.build, lambda: assessment.outlook(draft, catalogue, context.viewer), place
    ) if may else None  # fmt: skip
    losses = weighed.losses if weighed is not None else Losses()
    is_sound = not draft.checked.findings and known is None and not losses
    said = element("section", element("h2", say("self_assessment.verdict.clean.heading")),
                   element("p", say("fill_in.clean"), class_="notice clean", role="status"))  # fmt: skip
    show_page(f"verdict_{place}", context, said if is_sound else verdict(context, draft, known, loses=bool(losses)),
              losses_section(context, losses), findings_by_sheet(context, draft.checked))  # fmt: skip

    def hand_in() -> None:
        with st.spinner(say("self_assessment.keeping")):
            drafts.settle_filled_in(place, assessment.hand_in(draft, catalogue, context.viewer))
        st.rerun()

    with st.container(key=f"actions_{place}", horizontal=True):
        if may:
            is_clean = not any(one.level == "error" for one in draft.checked.findings)
            hand_in_control(context, losses, place, is_clean=is_clean, hand_in=hand_in)
        st.button(say("self_assessment.take_back"), key=f"take_back_{place}", on_click=drafts.forget_filled_in,
                  args=(place,))  # fmt: skip
