"""The one door: whatever is handed in, by command or by page, is checked, kept and built into the database here."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from etl.access.archive import DecisionFolder
from etl.access.decisions import Decisions
from etl.access.viewer import Viewer, local_viewer
from etl.audit.outcomes import note_outcome
from etl.build.warehouse import Warehouse
from etl.intake.bulk import check_all
from etl.intake.findings import Finding
from etl.intake.submission import CheckedSubmission, submissions_in
from etl.store.disk import DiskError, reason_of
from etl.store.store import Kept, Receipt, Store
from indicators.model import Catalogue

DEMONSTRATION = "demonstration"
BREAKS_THE_SCHEMA = "breaks_the_schema"
LOCKED, LOCK_IN_DOUBT, NOT_ALLOWED = "locked", "lock_in_doubt", "not_allowed"
NOT_TAKEN = frozenset((LOCKED, LOCK_IN_DOUBT, NOT_ALLOWED))
"""Faults that are the sender's: nothing is wrong with this machine."""
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Outcome:
    """What became of one submission; `receipt` is None where it was refused, `fault` says why it could not be kept.

    `unrecorded` says why the audit log could not be written: what is kept is kept all the same. `losses`: what it would
    take away, as warnings, where somebody looked (`foreseen`); of what is not kept nothing is lost.
    """

    path: Path
    checked: CheckedSubmission
    receipt: Receipt | None = None
    fault: str | None = None
    unrecorded: str | None = None
    losses: tuple[Finding, ...] = ()


def check(
    paths: Sequence[Path], catalogue: Catalogue, today: date, *, limits: bool = True, progress: Progress | None = None
) -> list[Outcome]:
    """Read and validate, keeping nothing; in the order of taking: of `submitted_on`, then of name."""
    found = submissions_in(paths)
    outcomes = []
    for number, checked in enumerate(check_all(found, catalogue, today, limits=limits), 1):
        outcomes.append(Outcome(found[number - 1], checked))
        if progress:
            progress(number, len(found))
    return sorted(outcomes, key=_order)


def _order(outcome: Outcome) -> tuple[date, str]:
    return outcome.checked.submitted_on or date.max, outcome.path.name


def foreseen(
    outcomes: Sequence[Outcome], data: Path, catalogue: Catalogue, today: date, viewer: Viewer | None = None
) -> list[Outcome]:
    """The same with what each would take away of what is kept, and of what is handed in with it before.

    Nothing is said where nothing is kept, or where what is kept cannot be read: that must stop nobody. With a `viewer`
    who is about to hand them in, nor of one that would not be taken: of it nothing is lost.
    """
    store = Store(data, catalogue.programme.id)
    weighed = {number: one.checked for number, one in enumerate(outcomes) if not one.checked.refused}
    if viewer is not None:
        decisions = _decisions(data, catalogue)
        weighed = {number: checked for number, checked in weighed.items()
                   if _why_not_taken(checked, catalogue, viewer, decisions, store) is None}  # fmt: skip
    kept = _kept_of({checked.qark for checked in weighed.values()}, store)
    if not weighed or (not kept and len(weighed) < 2):
        return list(outcomes)
    from etl.what_if.assessment import as_kept, losses_of  # noqa: PLC0415 - a check of a first hand-in needs none of it
    from etl.what_if.loss_findings import loss_findings  # noqa: PLC0415

    found = []
    for number, one in enumerate(outcomes):
        said: tuple[Finding, ...] = ()
        if number in weighed:
            own = _touching(kept, one.checked.qark)
            losses = losses_of(own, one.checked, catalogue, today)
            said = loss_findings(losses, one.checked.file, catalogue)
            kept.setdefault(one.checked.qark, []).append(as_kept(own, one.checked, catalogue))
        found.append(replace(one, losses=said))
    return found


def _decisions(data: Path, catalogue: Catalogue) -> Decisions:
    """The decisions as they stand; none where the system is short of means, for then keeping will say so."""
    try:
        return DecisionFolder(data, catalogue.programme.id).read()
    except OSError:
        return Decisions()


def _why_not_taken(
    checked: CheckedSubmission, catalogue: Catalogue, viewer: Viewer, decisions: Decisions, store: Store
) -> str | None:
    """Why a sound submission is not taken from a viewer; None where it is. What is known already is acknowledged."""
    if checked.form is None or not viewer.may_hand_in(catalogue.form(checked.form), checked.qark):
        return NOT_ALLOWED
    if not decisions.is_locked(checked.qark, checked.period) or store.known(checked.sha256) is not None:
        return None
    in_doubt = checked.qark and checked.period and decisions.doubt(checked.qark, checked.period)
    return LOCK_IN_DOUBT if in_doubt else LOCKED


def _kept_of(units: Collection[str | None], store: Store) -> dict[str | None, list[Kept]]:
    """What is kept of some units, and what covers all; a form that covers all may touch any of them."""
    found: dict[str | None, list[Kept]] = {}
    try:
        for one in store.all() if None in units else store.of_units({unit for unit in units if unit}):
            found.setdefault(one.qark, []).append(one)
    except (OSError, duckdb.Error):
        return {}
    return found


def _touching(kept: Mapping[str | None, Sequence[Kept]], unit: str | None) -> list[Kept]:
    """What a form of a unit (None: of all) is weighed against."""
    if unit is None:
        return list(chain.from_iterable(kept.values()))
    return [*kept.get(unit, ()), *kept.get(None, ())]


def keep(outcomes: Sequence[Outcome], data: Path, catalogue: Catalogue, viewer: Viewer) -> Iterator[Outcome]:
    """Keep what was not refused, each for itself: a fault of one stops no other. What became of each is recorded.

    What the viewer may not hand in, and what is of a locked period, is not taken.

    What was accepted is held to the record kinds' schemas once more before anything of it is kept.
    """
    broken = _breaking_the_schema(outcomes, catalogue)
    folder = DecisionFolder(data, catalogue.programme.id)
    for number, one in enumerate(outcomes):
        done = one
        if number in broken:
            done = replace(one, fault=BREAKS_THE_SCHEMA)
        elif not one.checked.refused:
            done = _kept(one, folder, Store(data, catalogue.programme.id), catalogue, viewer)
        unrecorded = note_outcome(data, viewer.actor, catalogue.programme.id, done.checked, done.receipt or done.fault)
        yield replace(done, unrecorded=unrecorded, losses=done.losses if done.receipt else ())


def _kept(one: Outcome, folder: DecisionFolder, store: Store, catalogue: Catalogue, viewer: Viewer) -> Outcome:
    checked = one.checked
    if why := _why_not_taken(checked, catalogue, viewer, Decisions(), store):
        return replace(one, fault=why)
    try:
        # Nobody can lock the period between the look at it and the receipt.
        with folder.held() as decisions:
            if why := _why_not_taken(checked, catalogue, viewer, decisions, store):
                return replace(one, fault=why)
            return replace(one, receipt=store.keep(checked, catalogue, one.path, viewer.office))
    except DiskError as error:
        return replace(one, fault=error.reason)
    except OSError as error:
        return replace(one, fault=reason_of(error))


def _breaking_the_schema(outcomes: Sequence[Outcome], catalogue: Catalogue) -> frozenset[int]:
    """The places of the outcomes with a row that the schemas refuse though the door accepted it: a defect of ours."""
    from etl.intake.rows.schema import Batch, breaches  # noqa: PLC0415 - pandera takes a second to load, which a mere check saves

    batches: dict[str, list[Batch]] = {}
    for number, one in enumerate(outcomes):
        checked = one.checked
        if checked.refused or checked.period is None or checked.submitted_on is None:
            continue
        for sheet in checked.sheets:
            batches.setdefault(sheet.kind, []).append(Batch(number, checked.period, checked.submitted_on, sheet.rows))
    found = (breaches(catalogue.record(kind), of_kind, catalogue) for kind, of_kind in batches.items())
    return frozenset().union(*found)


def hand_in(
    paths: Sequence[Path],
    data: Path,
    catalogue: Catalogue,
    today: date,
    viewer: Viewer,
    *,
    limits: bool = True,
) -> list[Outcome]:
    """Check, keep and rebuild."""
    outcomes = list(keep(check(paths, catalogue, today, limits=limits), data, catalogue, viewer))
    Warehouse(data, catalogue).ensure(today)
    return outcomes


def demonstration(data: Path, catalogue: Catalogue, today: date) -> Path:
    """A data folder of its own with the demonstration submissions, handed in through the same door; its path.

    It lies beside the real submissions and is never mixed with them.
    """
    from etl.demonstration import write_demonstration  # noqa: PLC0415 - writing workbooks is seldom wanted

    folder = data / DEMONSTRATION
    if Store(folder, catalogue.programme.id).is_empty():
        with TemporaryDirectory() as aside:
            write_demonstration(Path(aside), catalogue)
            hand_in([Path(aside)], folder, catalogue, today, local_viewer())
    Warehouse(folder, catalogue).ensure(today)
    return folder
