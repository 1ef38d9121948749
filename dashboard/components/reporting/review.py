"""The review of a committee's semester: how it stands, why, and for the Office the way to decide."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import partial

import streamlit as st

from dashboard.components.layout.markup import Node, element
from dashboard.components.layout.page import show_drawn, show_page
from dashboard.components.layout.paging import submissions_of
from dashboard.model.context import Context
from dashboard.state import current_viewer, service
from dashboard.state.audit_trail import warn_unrecorded
from etl.access.decisions import Action, Decision
from etl.access.review import LONGEST_REASON, Proposal, Review, ReviewError, decide, review, review_as_of
from etl.access.viewer import NotAllowedError
from etl.access.wording import decisions_missed
from etl.figures.labels import capitalised
from etl.store.disk import DiskError
from indicators.today import day_of

_REASON = "review_reason"


def review_standing(context: Context, unit: str, period: str) -> Review:
    """How the review of a unit's hand-in period stood on the as-of date."""
    known, present = submissions_of(context, (unit,), date.max), context.figures.default_as_of
    decisions = service.decisions(context.figures)
    return review_as_of(decisions, known, context.catalogue, (unit, period), context.filters.as_of, present)


def review_badge(context: Context, found: Review) -> Node:
    """The same in a line."""
    return element("p", element("span", _status(context, found), class_="tag"), class_="badge")


def _status(context: Context, found: Review) -> str:
    say = context.language.say
    return say("access.review.is", period=capitalised(context.language.period(found.period)),
               status=say(f"access.review.status.{found.status}"))  # fmt: skip


def review_panel(context: Context, standing: Review) -> None:
    """Show the decisions on a hand-in period up to the as-of date, and let who reviews decide."""
    unit, period = standing.unit, standing.period
    catalogue, decisions = context.catalogue, service.decisions(context.figures)
    may = context.viewer.may("review")
    doubts = len(decisions.damaged), bool(decisions.unknown)
    if standing.history or standing.missed or any(doubts) or may:
        show_drawn("review", context, partial(_panel, standing, doubts), standing, doubts)
    if may and st.button(context.language.say("access.review.decide"), key=f"review_open_{unit}_{period}"):
        known = submissions_of(context, (unit,), date.max)
        _open_form(context, review(decisions, known, catalogue, unit, period))


def _panel(standing: Review, doubts: tuple[int, bool], context: Context) -> tuple[Node | None, ...]:
    """How it stands, and what must be said of decisions that are damaged or gone."""
    say, (damaged, are_unknown) = context.language.say, doubts
    told = [say("access.review.damaged", count=damaged)] if damaged else []
    if standing.missed:
        told.append(say("access.review.missed", decision=decisions_missed(standing.missed, context.language)))
    if are_unknown:
        told.append(say("access.review.unknown"))
    return (_standing(context, standing), *(element("p", one, class_="notice", role="alert") for one in told))


def _standing(context: Context, found: Review) -> Node:
    say = context.language.say
    history = [_decision(context, one) for one in reversed(found.history)]
    return element(
        "section",
        element("h2", say("access.review.heading")),
        element("p", _status(context, found)),
        element("ol", history, class_="reviews") if history else None,
        element("p", say("access.review.note"), class_="muted small"),
    )


def _decision(context: Context, one: Decision) -> Node:
    """One decision: when, what, by which office, and the reason as it was typed."""
    say = context.language.say
    by = say(f"access.role.{one.actor.partition(':')[0]}")
    day = context.language.date(day_of(one.at, context.catalogue))
    head = say("access.review.history", date=day, action=say(f"access.review.done.{one.action}"), by=by)
    return element("li", element("span", head), element("blockquote", one.reason) if one.reason else None)


def _open_form(context: Context, found: Review) -> None:
    """What can be decided next, and why: opened only when it is asked for, so that the page stays one to read."""
    say, place = context.language.say, f"{found.unit}_{found.period}"

    @st.dialog(say("access.review.decide"))
    def form() -> None:
        # Decided is of what is handed in by now, whatever day the page looks back to.
        now = say("access.review.now", unit=context.area_name(found.unit), period=context.language.period(found.period),
                  status=say(f"access.review.status.{found.status}"))  # fmt: skip
        show_page("review_now", context, element("p", now))
        names = {one: say(f"access.review.action.{one}") for one in found.may}
        action: Action = st.radio(say("access.review.what"), found.may, key=f"review_action_{place}",
                                  format_func=names.__getitem__, horizontal=True)  # fmt: skip
        reason = st.text_area(say("access.review.reason"), key=f"{_REASON}_{place}", max_chars=LONGEST_REASON,
                              help=say("access.review.reason_help"))  # fmt: skip
        if st.button(say("access.review.decide"), key=f"review_decide_{place}"):
            fault = _decided(context, Proposal(action, found.unit, found.period, reason))
            if fault is None:
                st.rerun()
            show_page("review_fault", context, element("p", fault, class_="notice", role="alert"))

    form()


def _decided(context: Context, proposal: Proposal) -> str | None:
    """As `_decide`, and nothing where the session or the role has ended: the page drawn anew then says so.

    Streamlit runs an open dialog alone, without the page around it, and so without asking who looks.
    """
    try:
        return current_viewer.still_allowed(context.viewer, partial(_decide, context, proposal))()
    except NotAllowedError:
        return None


def _decide(context: Context, proposal: Proposal) -> str | None:
    """Take a decision; why it could not be taken, in words, or None."""
    catalogue, say = context.catalogue, context.language.say
    folder = service.shown_folder(catalogue.programme.id)
    known = context.figures.submissions(date.max, areas=(proposal.unit,))
    try:
        taken = decide(proposal, context.viewer, folder, catalogue, known, datetime.now(UTC))
    except ReviewError as error:
        return say(f"access.review.error.{error.key}")
    except DiskError as error:
        return say("access.review.not_kept", reason=say(f"disk.{error.reason}"))
    warn_unrecorded(taken.unrecorded)
    return None
