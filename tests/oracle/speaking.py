"""Which sheets speak on the as-of date, and what they hold (figures, section 4, rule 1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tests.oracle.model import Programme, RecordKind, Row, Submission
from tests.oracle.periods import hand_in_periods
from tests.oracle.text import match_key


@dataclass(frozen=True)
class Sheet:
    """One speaking sheet, cut to one qark: rows known on the as-of date, in the order of the sheet."""

    submission: int
    submitted_on: date
    rows: tuple[Row, ...]


class SpeakingSheets:
    """Every sheet that speaks on one as-of date, by qark, semester and record kind."""

    def __init__(
        self,
        programme: Programme,
        kinds: Mapping[str, RecordKind],
        submissions: Sequence[Submission],
        as_of: date,
    ) -> None:
        """Find the speaking sheet of each qark, semester and record kind; `as_of` hides what came after it."""
        self._sheets: dict[tuple[str, str, str], Sheet] = {}
        known = [submission for submission in submissions if submission.submitted_on <= as_of]
        for qark in programme.qarks:
            for semester in hand_in_periods(programme):
                for kind in kinds.values():
                    containing = [one for one in known if _contains_sheet(one, qark, semester.code, kind)]
                    if containing:
                        latest = max(containing, key=lambda one: (one.submitted_on, one.number))
                        self._sheets[qark, semester.code, kind.name] = _cut(latest, qark, kind, as_of)

    def sheet(self, qark: str, semester: str, kind: str) -> Sheet | None:
        """The speaking sheet, or None where nothing was said."""
        return self._sheets.get((qark, semester, kind))


def _contains_sheet(submission: Submission, qark: str, semester: str, kind: RecordKind) -> bool:
    """Whether the submission says something on this qark, semester and kind: a register covers every qark."""
    covers_qark = submission.form == "register" or submission.qark == qark
    return covers_qark and submission.period == semester and kind.name in submission.sheets


def _cut(submission: Submission, qark: str, kind: RecordKind, as_of: date) -> Sheet:
    rows = []
    for row in submission.sheets[kind.name]:
        if kind.qark is not None and match_key(row.values.get(kind.qark)) != match_key(qark):
            continue
        own_date = row.values.get(kind.own_date) if kind.own_date is not None else None
        if isinstance(own_date, date) and own_date > as_of:
            continue
        rows.append(row)
    return Sheet(submission.number, submission.submitted_on, tuple(rows))


def in_force_at(row: Row, kind: RecordKind, day: date) -> bool:
    """Whether a record's validity holds `day`: from <= day and (to is empty or to >= day)."""
    if kind.valid_from is None:
        message = f"{kind.name} has no column that says from when it is in force"
        raise ValueError(message)
    start = row.values.get(kind.valid_from)
    end = row.values.get(kind.valid_to) if kind.valid_to is not None else None
    return isinstance(start, date) and start <= day and (not isinstance(end, date) or end >= day)
