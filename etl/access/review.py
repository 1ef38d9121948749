"""Reviewing what was handed in: the Office accepts, returns with a reason, or locks a unit's hand-in period.

Nobody accepts what they handed in themselves. A locked period takes no submission, by page or by command, until it is
reopened. Reasons stay in the history for good, so they may hold no personal data. No figure depends on a review.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Literal

from etl import audit
from etl.access.archive import DecisionFolder, next_number
from etl.access.decisions import Action, Decision, Decisions, Doubt, Missed
from etl.access.recorded import facts_of
from etl.access.viewer import Viewer
from etl.figures.read_api import SubmissionInfo
from etl.intake.personal.recognised import personal_kind
from indicators.model import Catalogue
from indicators.schedule import hand_in_periods
from indicators.today import day_of

Status = Literal["nothing", "waiting", "accepted", "returned", "locked"]
LONGEST_REASON = 500


class ReviewError(Exception):
    """A decision that cannot be taken; `key` names its words under `access.review` of the locale files."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


@dataclass(frozen=True)
class Review:
    """How the review of a unit's hand-in period stands, by which decision, and everything that was decided before.

    `doubt` says why it is locked though no decision that stands says so, `missed` what the log knows beyond the
    history.
    """

    unit: str
    period: str
    status: Status
    newest: int | None
    history: tuple[Decision, ...]
    missed: tuple[Missed, ...] = ()
    doubt: Doubt | None = None

    @property
    def may(self) -> tuple[Action, ...]:
        """What can be decided next."""
        if self.status == "locked":
            return ("reopened",)
        if self.status == "nothing":
            return ("locked",)
        return tuple(one for one in ("accepted", "returned", "locked") if one != self.status)


def review(
    decisions: Decisions, submissions: Sequence[SubmissionInfo], catalogue: Catalogue, unit: str, period: str
) -> Review:
    """How the review stands; something newly handed in waits again, unless the period is locked."""
    forms = {form.id for form in catalogue.programme.forms if form.covers == "unit"}
    mine = [one.submission for one in submissions if (one.qark, one.period) == (unit, period) and one.form in forms]
    newest, history = max(mine, default=None), decisions.of(unit, period)
    status: Status = "waiting" if newest else "nothing"
    if history:
        last = history[-1]
        is_newer = newest is not None and newest > (last.submission or 0)
        if last.action == "locked" or (last.action != "reopened" and not is_newer):
            status = last.action
    doubt = decisions.doubt(unit, period)
    status = "locked" if doubt else status
    return Review(unit, period, status, newest, history, decisions.missed_since(unit, period), doubt)


def review_as_of(
    decisions: Decisions,
    submissions: Sequence[SubmissionInfo],
    catalogue: Catalogue,
    place: tuple[str, str],
    as_of: date,
    present: date,
) -> Review:
    """How the review of a unit's hand-in period (`place`) stood on a day: by what was handed in and decided until then.

    `present`: the day from which on all that is known is shown; what is decided of old hand-ins is decided later than
    any of them was handed in, and belongs to the newest state.
    """
    known = [one for one in submissions if one.submitted_on <= as_of]
    taken = decisions
    if as_of < present:
        until = tuple(one for one in decisions.taken if day_of(one.at, catalogue) <= as_of)
        missed = tuple(one for one in decisions.missed if day_of(one.at, catalogue) <= as_of)
        taken = replace(decisions, taken=until, missed=missed)
    return review(taken, known, catalogue, *place)


@dataclass(frozen=True)
class Proposal:
    """A decision that somebody wants to take."""

    action: Action
    unit: str
    period: str
    reason: str = ""


@dataclass(frozen=True)
class Taken:
    """A decision that is kept for good; `unrecorded` says why the audit log could not be written, or is None."""

    decision: Decision
    unrecorded: str | None = None


def decide(
    proposal: Proposal,
    viewer: Viewer,
    data: Path,
    catalogue: Catalogue,
    submissions: Sequence[SubmissionInfo],
    now: datetime,
) -> Taken:
    """Take a decision, keep it for good, and record it in the audit log, without its reason.

    Args:
        proposal: What is to be decided, and why.
        viewer: Who decides.
        data: The data folder.
        catalogue: The programme.
        submissions: Every submission known.
        now: The moment, in UTC.

    Raises:
        NotAllowedError: The role does not review.
        ReviewError: It cannot be decided so.
        DecisionError: It could not be kept.
        NewerFormatError: A newer program wrote in the folder or in the log.
    """
    viewer.need("review")
    reason = " ".join(proposal.reason.split())
    _check_reason(proposal.action, reason)
    _check_place(proposal, catalogue)
    folder = DecisionFolder(data, catalogue.programme.id)
    with folder.held() as decisions:
        standing = review(decisions, submissions, catalogue, proposal.unit, proposal.period)
        if proposal.action not in standing.may:
            raise ReviewError(f"not_now.{standing.status}")
        if proposal.action == "accepted" and _is_own(viewer, data, catalogue, proposal):
            raise ReviewError("own")
        decision = Decision(next_number(decisions), proposal.action, proposal.unit, proposal.period, reason,
                            viewer.actor, now.isoformat(timespec="seconds"), standing.newest)  # fmt: skip
        folder.add(decision)
        # Before anybody else may look: whoever compares the two finds no decision that is about to be recorded.
        unrecorded = audit.noted(
            data, viewer.actor, decision.action, programme=catalogue.programme.id, **facts_of(decision)
        )
    return Taken(decision, unrecorded)


def _check_place(proposal: Proposal, catalogue: Catalogue) -> None:
    if proposal.unit not in {unit.id for unit in catalogue.programme.areas.units}:
        raise ReviewError("unknown_unit")
    if proposal.period not in {period.code for period in hand_in_periods(catalogue)}:
        raise ReviewError("unknown_period")


def _check_reason(action: Action, reason: str) -> None:
    """A reason where one is due, of a length that is read, and without personal data: it stays for good."""
    if not reason and action != "accepted":
        raise ReviewError("no_reason")
    if len(reason) > LONGEST_REASON or not reason.isprintable():
        raise ReviewError("reason_form")
    if personal_kind(reason):
        raise ReviewError("personal")


def _is_own(viewer: Viewer, data: Path, catalogue: Catalogue, proposal: Proposal) -> bool:
    """Whether the viewer handed in anything of the period, in whatever role; the audit log knows who did."""
    place = (catalogue.programme.id, proposal.unit, proposal.period)
    return any(
        (one.facts.get("programme"), one.facts.get("unit"), one.facts.get("period")) == place
        and (one.actor.partition(":")[2] or one.actor) == viewer.identity
        for one in audit.entries(data, (audit.HANDED_IN, audit.KNOWN))
    )
