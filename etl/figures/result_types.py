"""What the read API answers with: rows of the public tables, and what pages show of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Figure:
    """One cell of `indicator_values`: counts of obligations, the confirmed and the possible share (FIGURES.md 5)."""

    indicator: str
    area: str
    period: str
    numerator: int
    denominator: int
    unreported: int
    value: float | None
    value_high: float | None
    status: str
    provisional: bool
    as_of: date

    @property
    def graded(self) -> str:
        """Its status, or `open` while what is not reported leaves it on both sides of a threshold.

        By this a figure is coloured, ordered and named: what is not known is neither met nor not met.
        """
        return "open" if self.provisional else self.status


@dataclass(frozen=True, order=True)
class SourceRow:
    """Where a row of evidence stands: the submission, the record kind's sheet, the row as it shows there."""

    submission: int
    sheet: str
    row: int


@dataclass(frozen=True)
class Obligation:
    """One row of the ledger: what is owed, by when, and what satisfies it (FIGURES.md 4)."""

    indicator: str
    qark: str
    body: str
    period: str
    item: str
    due_on: date
    satisfied_on: date | None
    state: str
    still_owed: bool
    evidence: tuple[SourceRow, ...]


@dataclass(frozen=True)
class ToDo:
    """The obligations of the first works, and how many works, and pieces of work, there are in all."""

    first: tuple[Obligation, ...] = ()
    works: int = 0
    pieces: int = 0


@dataclass(frozen=True)
class SharedWork:
    """The same work of several units: the obligations of the first unit, how many units, and the first of them."""

    obligations: tuple[Obligation, ...]
    count: int
    units: tuple[str, ...]


@dataclass(frozen=True)
class SubmissionInfo:
    """One submission known on the as-of date. `accepted`: rows a record kind, None where the sheet was absent."""

    submission: int
    sha256: str
    form: str
    qark: str | None
    period: str
    submitted_on: date
    superseded: bool
    accepted: Mapping[str, int | None]
    rejected: Mapping[str, int]
    demonstration: bool
    received_at: str


@dataclass(frozen=True)
class SubmissionCounts:
    """How many submissions are known, how many of them are superseded, and their rows accepted and rejected."""

    count: int
    superseded: int
    accepted: int
    rejected: int


@dataclass(frozen=True)
class Reporting:
    """How many units have not handed in for every period, and the units, those that handed in for fewest first."""

    silent: int
    units: tuple[str, ...]
