"""An indicator: what is owed, against which evidence, and its reference sheet."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from indicators.base import AreaCode, Frequency, Identifier, Model, Slug, Text, Timing, Words


class ForEach(Model):
    """What splits an obligation into items: a fixed list of codes, or a record kind's rows in force at period end."""

    list: tuple[Identifier, ...] = ()
    record: Identifier | None = None
    key: tuple[Identifier, ...] = ()


class Due(Model):
    """So many days after the period's end."""

    days_after_period_end: int = Field(ge=0, le=3660)


class Evidence(Model):
    """Which records satisfy an obligation (FIGURES.md 3).

    `where` maps a column to a value; `$body` is the owing body, `$item` the item of a fixed list, `$<column>` the
    item's key column.
    """

    record: Identifier
    where: dict[Identifier, Text] = Field(default_factory=dict)
    at_least: int = Field(1, ge=1)
    timing: Timing


class Thresholds(Model):
    """Shares from which a figure is met, or partly met."""

    met: float = Field(1.0, gt=0, le=1)
    partly: float = Field(0.5, ge=0, le=1)


class Clause(Model):
    """Where a duty is laid down: the source's id, the section, and the words, quoted."""

    source: Slug
    section: Text
    words: Text


class Assumption(Model):
    """A working assumption of this project; `about` is the definition's key that it explains."""

    about: Text
    text: Words


class Target(Model):
    """A target share with its date and reason."""

    date: date
    value: float = Field(ge=0, le=1)
    reason: Words


class Change(Model):
    """A dated change of a definition."""

    date: date
    what: Words
    why: Words


class ExampleSubmission(Model):
    """A small submission of a worked example; rows as they would be typed."""

    form: Identifier
    unit: AreaCode | None = None
    period: Text
    submitted_on: date
    sheets: dict[Identifier, tuple[dict[Identifier, str], ...]]


class ExpectedFigure(Model):
    """The figure that a worked example must give, to the last digit."""

    area: AreaCode
    period: Text
    numerator: int
    denominator: int
    unreported: int
    status: Literal["not_applicable", "not_due", "no_data", "met", "partly_met", "not_met"]
    provisional: bool = False


class Example(Model):
    """A worked example: what is handed in, the as-of date, the figure, and the arithmetic in words."""

    title: Words
    as_of: date
    submissions: tuple[ExampleSubmission, ...]
    expect: tuple[ExpectedFigure, ...]
    reasoning: Words


class Indicator(Model):
    """What is owed, against which evidence (to `thresholds`: FIGURES.md 3), and the reference sheet (FIGURES.md 8).

    A `soft` benchmark is what is generally done, as the need arises: it is computed like any other, but it is no duty,
    and nobody is told to make up for it.
    """

    id: Slug
    order: int = Field(ge=0)
    title: Words
    short: Words
    owed_by: tuple[Identifier, ...]
    every: Frequency | None = None
    once: date | None = None
    for_each: ForEach | None = None
    due: Literal["period_end"] | Due = "period_end"
    evidence: Evidence
    late: Literal["counts", "fails"]
    aggregation: Literal["sum", "latest"]
    thresholds: Thresholds = Thresholds()
    benchmark: Literal["firm", "soft"] = "firm"
    satisfied_by: Words
    definition: Words
    rationale: Words
    unit_of_measure: Words
    data_type: Words
    disaggregated_by: Words
    data_source: Words
    method_of_collection: Words
    responsible_organisation: Words
    baseline: Words
    targets: tuple[Target, ...]
    direction: Literal["higher_is_better", "lower_is_better"]
    legal_clause: Clause
    assumptions: tuple[Assumption, ...] = ()
    known_limitations: Words
    comparability: Words
    examples: tuple[Example, ...]
    changes: tuple[Change, ...]

    @property
    def last_updated(self) -> date:
        """The date of the newest change."""
        return max(change.date for change in self.changes)

    @property
    def days_to_due(self) -> int:
        """Days from a period's end to the due date."""
        return self.due.days_after_period_end if isinstance(self.due, Due) else 0

    @property
    def may_come_late(self) -> bool:
        """Whether a missing obligation is still owed rather than missed for good (FIGURES.md 7)."""
        return self.is_duty and self.late == "counts" and self.evidence.timing in ("for_period", "any")

    @property
    def is_duty(self) -> bool:
        """Whether somebody must do it; what is soft is looked at, and nobody is told to do it."""
        return self.benchmark == "firm"
