"""What the oracle takes in: a programme, indicators, record kinds and submissions, as frozen dataclasses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Literal

Value = str | int | date | None
"""One accepted cell: text or code, whole number, date, or nothing."""

Timing = Literal["during", "for_period", "in_force", "by_end", "any"]
PeriodLength = Literal["quarter", "semester", "year", "all"]


@dataclass(frozen=True)
class Programme:
    """The span, the areas and the bodies of one programme; all dates are whole days, both ends inclusive."""

    start: date
    end: date
    qarks: tuple[str, ...]
    clusters: Mapping[str, tuple[str, ...]]
    bodies: Mapping[str, tuple[date | None, date | None]]
    """Body -> (from, to); a missing end is open."""
    country: str = "AL"
    only_in: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Body -> the qarks that have one; a body that is no key stands in every qark."""
    hand_in: PeriodLength = "semester"
    """What one submission covers; where the contract says “semester” of a hand-in, this is meant."""


@dataclass(frozen=True)
class RecordKind:
    """Which columns of a record kind carry its own date, its validity, its body and (in a register) its qark."""

    name: str
    form: Literal["committee", "register"]
    own_date: str | None
    valid_from: str | None = None
    valid_to: str | None = None
    body: str | None = None
    qark: str | None = None


@dataclass(frozen=True)
class OwingBody:
    """In a `where`: the column holds the body that owes the obligation."""


@dataclass(frozen=True)
class ItemPart:
    """In a `where`: the column holds the obligation's item, or that part of its key (`column` of the item's record)."""

    column: str = "item"


Wanted = str | None | OwingBody | ItemPart
"""What a `where` asks of one column: a fixed text (None: empty), the owing body, or a part of the item."""


@dataclass(frozen=True)
class Evidence:
    """Figures, section 3, `evidence`: record kind, filter, number of records, timing."""

    record: str
    timing: Timing
    where: tuple[tuple[str, Wanted], ...] = ()
    at_least: int = 1


@dataclass(frozen=True)
class ForEachList:
    """`for_each: {list: ...}`: a fixed list of items."""

    values: tuple[str, ...]


@dataclass(frozen=True)
class ForEachRecord:
    """`for_each: {record: ...}`: the rows of a record kind in force at period end, by the columns of `key`."""

    record: str
    key: tuple[str, ...]


@dataclass(frozen=True)
class Thresholds:
    """Shares from which a figure is met, and partly met; exact, so that no rounding decides a status."""

    met: Fraction = Fraction(1)
    partly: Fraction = Fraction(1, 2)


@dataclass(frozen=True)
class Indicator:
    """The keys of figures, section 3. Exactly one of `every` and `once` is given."""

    id: str
    owed_by: tuple[str, ...]
    evidence: Evidence
    aggregation: Literal["sum", "latest"]
    every: Literal["quarter", "semester", "year"] | None = None
    once: date | None = None
    for_each: ForEachList | ForEachRecord | None = None
    days_after_period_end: int = 0
    late: Literal["counts", "fails"] = "counts"
    thresholds: Thresholds = field(default_factory=Thresholds)

    def __post_init__(self) -> None:
        """Refuse an indicator with no frequency, or with two."""
        if (self.every is None) == (self.once is None):
            message = f"{self.id}: give either every or once"
            raise ValueError(message)


@dataclass(frozen=True)
class Row:
    """One accepted row: its number as the spreadsheet shows it, and its values by column."""

    row: int
    values: Mapping[str, Value]


@dataclass(frozen=True)
class Submission:
    """One accepted submission: `number` is the order of receipt, `qark` is None for a register (rows name theirs)."""

    number: int
    form: Literal["committee", "register"]
    qark: str | None
    period: str
    submitted_on: date
    sheets: Mapping[str, tuple[Row, ...]]
    """Record kind -> accepted rows. A key without rows is an empty sheet; a kind that is no key, an absent one."""
    rejected: Mapping[str, int] = field(default_factory=dict)
    """Record kind -> how many more rows of its sheet were rejected; no figure depends on it."""
