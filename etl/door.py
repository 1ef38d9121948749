"""The one door: whatever is handed in, by command or by page, is checked, kept and built into the database here."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from etl.audit import LOCAL
from etl.audit.outcomes import note_outcome
from etl.intake.reader import reader_for
from etl.intake.submission import CheckedSubmission, check_submission, submissions_in
from etl.storage.store import Receipt, Store, StoreError
from etl.storage.warehouse import Warehouse
from indicators.model import Catalogue

DEMONSTRATION = "demonstration"
BREAKS_THE_SCHEMA = "breaks_the_schema"
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Outcome:
    """What became of one submission; `receipt` is None where it was refused, `fault` says why it could not be kept.

    `unrecorded` says why the audit log could not be written: what is kept is kept all the same.
    """

    path: Path
    checked: CheckedSubmission
    receipt: Receipt | None = None
    fault: str | None = None
    unrecorded: str | None = None


def check(
    paths: Sequence[Path], catalogue: Catalogue, today: date, *, limits: bool = True, progress: Progress | None = None
) -> list[Outcome]:
    """Read and validate, keeping nothing; in the order of taking: of `submitted_on`, then of name."""
    found = submissions_in(paths)
    outcomes = []
    with reader_for(limits=limits) as reader:
        for number, path in enumerate(found, 1):
            outcomes.append(Outcome(path, check_submission(path, catalogue, today=today, limits=limits, reader=reader)))
            if progress:
                progress(number, len(found))
    return sorted(outcomes, key=_order)


def _order(outcome: Outcome) -> tuple[date, str]:
    return outcome.checked.submitted_on or date.max, outcome.path.name


def keep(outcomes: Sequence[Outcome], data: Path, catalogue: Catalogue, *, actor: str = LOCAL) -> Iterator[Outcome]:
    """Keep what was not refused, each for itself: a fault of one stops no other. What became of each is recorded.

    What was accepted is held to the record kinds' schemas once more before anything of it is kept.
    """
    store = Store(data, catalogue.programme.id)
    broken = _breaking_the_schema(outcomes, catalogue)
    for number, one in enumerate(outcomes):
        done = one
        if number in broken:
            done = replace(one, fault=BREAKS_THE_SCHEMA)
        elif not one.checked.refused:
            done = _kept(one, store, catalogue)
        unrecorded = note_outcome(data, actor, catalogue.programme.id, done.checked, done.receipt or done.fault)
        yield replace(done, unrecorded=unrecorded)


def _kept(one: Outcome, store: Store, catalogue: Catalogue) -> Outcome:
    try:
        return replace(one, receipt=store.keep(one.checked, catalogue, one.path))
    except StoreError as error:
        return replace(one, fault=str(error))


def _breaking_the_schema(outcomes: Sequence[Outcome], catalogue: Catalogue) -> frozenset[int]:
    """The places of the outcomes with a row that the schemas refuse though the door accepted it: a defect of ours."""
    from etl.intake.schema import Batch, breaches  # noqa: PLC0415 - pandera takes a second to load, which a mere check saves

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
    *,
    limits: bool = True,
    progress: Progress | None = None,
) -> list[Outcome]:
    """Check, keep and rebuild."""
    outcomes = list(keep(check(paths, catalogue, today, limits=limits, progress=progress), data, catalogue))
    Warehouse(data, catalogue).ensure(today)
    return outcomes


def demonstration(data: Path, catalogue: Catalogue, today: date) -> Path:
    """A data folder of its own with the demonstration submissions, handed in through the same door; its path.

    It lies beside the real submissions and is never mixed with them.
    """
    from etl.demonstration import write_demonstration  # noqa: PLC0415 - writing workbooks is seldom wanted

    folder = data / DEMONSTRATION
    if not Store(folder, catalogue.programme.id).names():
        with TemporaryDirectory() as aside:
            write_demonstration(Path(aside), catalogue)
            hand_in([Path(aside)], folder, catalogue, today)
    Warehouse(folder, catalogue).ensure(today)
    return folder
