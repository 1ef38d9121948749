"""Self-assessment: what if we hand this in? Read, weighed, and kept only when that is asked for."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from dashboard.components.assessment.assessment import findings_by_sheet, receipt, row_counts, verdict
from dashboard.components.assessment.drop import drop_place
from dashboard.components.assessment.figures import before_and_after, what_would_help
from dashboard.components.assessment.losses import hand_in_control, losses_section
from dashboard.components.layout.markup import element
from dashboard.components.layout.page import show_page
from dashboard.components.layout.take_away import offer
from dashboard.model import documents, permits
from dashboard.model.context import Context
from dashboard.state import assessment, current_viewer, drafts, filters
from dashboard.state.assessment import Draft, Unread
from etl.access.weighing import may_hand_in
from etl.figures.labels import capitalised
from etl.outputs.forms.template import prefilled
from etl.what_if.losses import Losses
from indicators.schedule import hand_in_periods


def render(context: Context) -> None:
    """Draw the page."""
    assessment.get_ready()
    say = context.language.say
    done = drafts.handed_in()
    if done is not None:
        show_page("assessment_receipt", context, receipt(context, done))
        if done.receipt is not None and done.checked.qark and done.checked.period:
            # As of the day that shows what was just handed in, whatever day the address names.
            as_of = context.figures.default_as_of
            offer(context, documents.reports(context, done.checked.qark, done.checked.period, as_of), "receipt")
    if context.figures.demonstration:
        show_page(
            "assessment_demonstration", context, element("p", say("self_assessment.demonstration"), class_="notice")
        )
    again = drafts.is_waiting() or drafts.current() is not None
    if not again:
        show_page("assessment_intro", context, element("p", say("self_assessment.intro"), class_="lead"))
    drop_place(context, again=again)
    if drafts.is_waiting():
        with st.spinner(say("self_assessment.reading")):
            drafts.read_waiting(partial(assessment.read, catalogue=context.catalogue))
    draft = drafts.current()
    if isinstance(draft, Draft):
        _weigh(context, draft)
    elif isinstance(draft, Unread):
        text = say("self_assessment.unread", reason=say(f"disk.{draft.reason}"))
        show_page("assessment_unread", context, element("p", text, class_="notice", role="alert"))
    _form_to_fill_in(context)


def _weigh(context: Context, draft: Draft) -> None:
    """The draft: what can be done with it and what that would take away, then what was found and what it would do."""
    known_as = assessment.known_as(draft, context.catalogue, context.viewer)
    is_own = draft.checked.refused or may_hand_in(draft.checked, context.catalogue, context.viewer)
    outlook = None
    if not draft.checked.refused and is_own:
        with st.spinner(context.language.say("self_assessment.weighing")):
            outlook = drafts.outlook(
                context.figures.build, lambda: assessment.outlook(draft, context.catalogue, context.viewer)
            )
    losses = outlook.losses if outlook is not None and known_as is None else Losses()
    show_page("assessment_verdict", context, verdict(context, draft, known_as, loses=bool(losses)),
              losses_section(context, losses))  # fmt: skip
    if not is_own:
        text = context.language.say("access.not_your_form")
        show_page("assessment_not_yours", context, element("p", text, class_="notice", role="alert"))
    _actions(context, draft, losses, may=known_as is None and is_own)
    found = (findings_by_sheet(context, draft.checked), row_counts(context, draft.checked))
    show_page("assessment_findings", context, element("div", found, class_="columns reading" if all(found) else None))
    if outlook is not None:
        helps = what_would_help(context, outlook, draft.checked)
        figures = before_and_after(context, outlook) if known_as is None else None
        show_page("assessment_figures", context, figures, helps)


def _actions(context: Context, draft: Draft, losses: Losses, *, may: bool) -> None:
    """Hand in, take the marked workbook, or walk away."""
    say = context.language.say

    def hand_in() -> None:
        with st.spinner(say("self_assessment.keeping")):
            drafts.settle(assessment.hand_in(draft, context.catalogue, context.viewer))
        st.rerun()

    with st.container(key="assessment_actions", horizontal=True):
        if not draft.checked.refused and may:
            is_clean = not any(one.level == "error" for one in draft.checked.findings)
            hand_in_control(context, losses, "", is_clean=is_clean, hand_in=hand_in)
        if draft.can_be_marked:
            st.download_button(
                say("self_assessment.marked"),
                data=current_viewer.still_allowed(
                    context.viewer, lambda: assessment.marked(draft, context.catalogue, context.language)
                ),
                file_name=say("self_assessment.marked_name"),
                mime=documents.WORKBOOK,
                key="marked",
                on_click="ignore",
            )
        st.button(say("self_assessment.take_back"), key="take_back", on_click=drafts.take_back)


def _form_to_fill_in(context: Context) -> None:
    """The workbook to take away: which form, whose, and for which period."""
    catalogue, language, say = context.catalogue, context.language, context.language.say
    show_page("assessment_form", context, element("h2", say("self_assessment.form.heading")),
              element("p", say("self_assessment.form.intro")))  # fmt: skip
    takes = context.viewer.may_take_form
    units = permits.units(context.viewer, catalogue)
    forms = {form.id: form for form in catalogue.programme.forms
             if takes(form, next(iter(units), None) if form.covers == "unit" else None, catalogue)}  # fmt: skip
    if not forms:
        return
    period = documents.hand_in_period(catalogue, context.filters.period)
    unit = context.filters.area if context.filters.area in units else next(iter(units), "")
    with st.container(key="assessment_form_choice", horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(say("self_assessment.form.form"), tuple(forms), key="form", width=260,
                              format_func=lambda one: forms[one].label[language.code])  # fmt: skip
        form = forms[chosen]
        if form.covers == "unit":
            name = capitalised(catalogue.programme.areas.unit_name[language.code])
            filters.area_control(catalogue, language, name, units, unit)
        periods = {one.code: capitalised(language.period(one.code)) for one in hand_in_periods(catalogue)}
        filters.choice_control("period", say("filter.period"), periods, period, 230)
        whose = unit if form.covers == "unit" else None
        request = documents.workbook_request(context, form, whose, period)
        left_out = prefilled(context.figures, request).left_out
        if left_out and st.toggle(say("self_assessment.form.all_sheets"), key=f"all_sheets_{whose}_{period}"):
            request = replace(request, all_sheets=True)
        offer(context, [documents.prefilled_workbook(context, request)], "form")
    if left_out:
        names = ", ".join(catalogue.record(name).label[language.code] for name in left_out)
        text = say("self_assessment.form.left_out", sheets=names, period=language.period(period))
        show_page("assessment_left_out", context, element("p", text, class_="muted small"))
