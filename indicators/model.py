"""The catalogue's typed model: what a programme measures, from whom, when, and by which evidence.

Every class is frozen and refuses unknown keys. Indicators, record kinds, bodies and programmes are data, not classes.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from indicators.base import LANGUAGES as LANGUAGES  # noqa: PLC0414 - part of the model's public names
from indicators.base import AreaCode, Frequency, Identifier, Model, Slug, Text, Timing, named
from indicators.base import Words as Words  # noqa: PLC0414 - part of the model's public names


class Code(Model):
    """One value of a code list; `also` are other spellings that are recognised on reading."""

    id: Identifier
    label: Words
    also: tuple[Text, ...] = ()


class Body(Model):
    """A kind of body that owes something, one in each unit area; owed only within `from`..`to` (figures.md 3)."""

    id: Identifier
    label: Words
    short: Words
    valid_from: date | None = Field(None, alias="from")
    valid_to: date | None = Field(None, alias="to")


class Unit(Model):
    """An area that owes and reports: for the Strategy, a qark. `tile` is its column and row on the schematic map."""

    id: AreaCode
    label: Words
    also: tuple[Text, ...] = ()
    group: AreaCode
    nuts: str = ""
    capital: str = ""
    tile: tuple[int, int]


class Group(Model):
    """A set of units whose obligations are added, with a footnote where it is not an exact partition."""

    id: AreaCode
    label: Words
    note: Words | None = None


class Whole(Model):
    """The area that all units add up to."""

    id: AreaCode
    label: Words


class Areas(Model):
    """All areas of a programme, and what a unit is called."""

    unit_name: Words
    whole: Whole
    groups: tuple[Group, ...] = ()
    units: tuple[Unit, ...]


class Form(Model):
    """What is handed in at once. `covers: unit` names a unit on the cover; `covers: all` one in each row."""

    id: Identifier
    label: Words
    covers: Literal["unit", "all"]
    records: tuple[Identifier, ...]


class CoverField(Model):
    """A line of the cover sheet, as people see it."""

    id: Identifier
    label: Words
    help: Words


class Span(Model):
    """First and last day, both inclusive."""

    start: date = Field(alias="from")
    end: date = Field(alias="to")


class Source(Model):
    """A document the programme comes from."""

    id: Slug
    title: Text
    place: Text


class Disclosure(Model):
    """How counts of people are published: none below `minimum`, and none that such a one could be computed from."""

    minimum: int = Field(10, ge=2)


class Licence(Model):
    """Under which terms the programme's tables may be used by others."""

    name: Text
    title: Words
    place: Text


class Demonstration(Model):
    """How a made-up submission says so on its cover (`prepared_by`), in either language."""

    prepared_by: Words


class Programme(Model):
    """A programme of the catalogue: span, areas, bodies, forms; `submission_period` is the period of one hand-in."""

    id: Slug
    title: Words
    short_title: Words
    description: Words
    sources: tuple[Source, ...]
    span: Span
    frequencies: tuple[Frequency, ...]
    submission_period: Frequency
    areas: Areas
    bodies: tuple[Body, ...]
    cover: tuple[CoverField, ...]
    forms: tuple[Form, ...]
    demonstration: Demonstration
    disclosure: Disclosure = Disclosure()
    licence: Licence | None = None


class Reference(Model):
    """A column whose value must stand in another record kind of the same submission."""

    record: Identifier
    column: Identifier


class Column(Model):
    """A column of a record kind.

    `minimum` is the least whole number; `at_least` names a whole-number column that this one may not be below;
    `not_before` and `not_after` name date columns, or `period_start`, `period_end`, `submitted_on`. `counts: people`
    puts a whole number under the programme's disclosure control.
    """

    id: Identifier
    type: Literal["text", "code", "date", "whole_number"]
    label: Words
    help: Words
    required: bool = False
    required_when: dict[Identifier, tuple[str, ...]] = Field(default_factory=dict)
    codes: Identifier | None = None
    minimum: int | None = None
    at_least: Identifier | None = None
    not_before: tuple[Identifier, ...] = ()
    not_after: tuple[Identifier, ...] = ()
    refers_to: Reference | None = None
    example: Words | None = None
    counts: Literal["people"] | None = None


class OddValue(Model):
    """What would be odd in valid rows: see etl/odd_values.py. One of `same`, `on_one_day`, `beyond` with `of`."""

    id: Identifier
    label: Words
    same: Identifier | None = None
    on_one_day: Identifier | None = None
    at_least: int = Field(3, ge=2)
    beyond: Identifier | None = None
    of: Identifier | None = None


class RecordKind(Model):
    """One kind of record, one sheet of a form (forms.md 2). `date` to `unit` name columns."""

    id: Identifier
    label: Words
    description: Words
    columns: tuple[Column, ...]
    unique: tuple[Identifier, ...]
    date: Identifier | None = None
    valid_from: Identifier | None = None
    valid_to: Identifier | None = None
    body: Identifier | None = None
    unit: Identifier | None = None
    standing: bool = False
    odd: tuple[OddValue, ...] = ()

    def column(self, name: str) -> Column:
        """The column called `name`; KeyError where there is none."""
        return named(self.columns, name)


class ForEach(Model):
    """What splits an obligation into items: a fixed list of codes, or a record kind's rows in force at period end."""

    list: tuple[Identifier, ...] = ()
    record: Identifier | None = None
    key: tuple[Identifier, ...] = ()


class Due(Model):
    """So many days after the period's end."""

    days_after_period_end: int = Field(ge=0, le=3660)


class Evidence(Model):
    """Which records satisfy an obligation (figures.md 3).

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
    """What is owed, against which evidence (to `thresholds`: figures.md 3), and the reference sheet (product.md 5)."""

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
        """Whether a missing obligation is still owed rather than missed for good (figures.md 7)."""
        return self.late == "counts" and self.evidence.timing in ("for_period", "any")


class Catalogue(Model):
    """One programme with its code lists, record kinds and indicators; `digest` identifies the YAML it came from."""

    programme: Programme
    code_lists: dict[Identifier, tuple[Code, ...]]
    records: tuple[RecordKind, ...]
    indicators: tuple[Indicator, ...]
    digest: str

    def record(self, name: str) -> RecordKind:
        """The record kind called `name`; KeyError where there is none."""
        return named(self.records, name)

    def indicator(self, name: str) -> Indicator:
        """The indicator called `name`; KeyError where there is none."""
        return named(self.indicators, name)

    def form(self, name: str) -> Form:
        """The form called `name`; KeyError where there is none."""
        return named(self.programme.forms, name)

    def form_of(self, record: str) -> Form:
        """The form that a record kind belongs to; KeyError where none names it."""
        for form in self.programme.forms:
            if record in form.records:
                return form
        raise KeyError(record)

    def codes(self, column: Column) -> tuple[Code, ...]:
        """The codes that a code column may hold."""
        return self.code_lists[column.codes] if column.codes else ()

    @property
    def area_labels(self) -> dict[str, Words]:
        """Every area's label, in the order of the tables: units, groups, the whole."""
        areas = self.programme.areas
        units = {unit.id: unit.label for unit in areas.units}
        return units | {group.id: group.label for group in areas.groups} | {areas.whole.id: areas.whole.label}

    def units_of(self, area: str) -> tuple[str, ...]:
        """The units whose obligations an area adds; KeyError for an unknown area."""
        areas = self.programme.areas
        if area not in self.area_labels:
            raise KeyError(area)
        return tuple(unit.id for unit in areas.units if area in (unit.id, unit.group, areas.whole.id))
