"""What is handed in: record kinds, their columns, and the codes that these may hold."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from indicators.base import Identifier, Model, Slug, Text, Words, named


class Guidance(Model):
    """What a document advises about a code: its words, quoted in English and translated, and where they stand."""

    words: Words
    source: Slug
    place: Text


class Code(Model):
    """One value of a code list; `also` are other spellings that are recognised on reading.

    `truth` says that a ticked box (true) or an empty one (false) stands for it, as for yes and no.
    """

    id: Identifier
    label: Words
    also: tuple[Text, ...] = ()
    truth: bool | None = None
    help: Words | None = None
    guidance: tuple[Guidance, ...] = ()


class Reference(Model):
    """A column whose value must stand in another record kind of the same submission."""

    record: Identifier
    column: Identifier


class Column(Model):
    """A column of a record kind.

    A `number` may have decimals. A `loose_date` is a day, a month or a year, whatever is known of it, kept as
    `2004-05-12`, `2004-05` or `2004`. `minimum` is the least number; `at_least` names a whole-number column that this
    one may not be below; `not_before` and `not_after` name date columns, or `period_start`, `period_end`,
    `submitted_on`. `counts: people` puts a whole number under the programme's disclosure control.
    """

    id: Identifier
    type: Literal["text", "code", "date", "whole_number", "number", "loose_date"]
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
    """What would be odd in valid rows (etl/figures/odd_values.py). One of `same`, `on_one_day`, `beyond` with `of`."""

    id: Identifier
    label: Words
    same: Identifier | None = None
    on_one_day: Identifier | None = None
    at_least: int = Field(3, ge=2)
    beyond: Identifier | None = None
    of: Identifier | None = None


class Plan(Model):
    """Which columns of a standing kind make it an action plan that people see and update.

    `item` is what is to be done, `due` and `done` are its dates, `number` its place in the list. `chosen` is a code
    column with the code that marks a priority; `detail` are further code columns, shown beside the item.
    """

    item: Identifier
    due: Identifier
    done: Identifier
    number: Identifier | None = None
    chosen: dict[Identifier, Text] = Field(default_factory=dict, max_length=1)
    detail: tuple[Identifier, ...] = ()


class Rating(Model):
    """Which columns of a kind make it a self-rating: every code of `item` answered, `fulfilled` or not, on a day."""

    item: Identifier
    answer: Identifier
    fulfilled: Text
    on: Identifier


class RecordKind(Model):
    """One kind of record, one sheet of a form (FORMS.md 2). `date` to `unit` name columns.

    Days lie in the past, but for those of validity and plans: `valid_to`, and the day that a plan's item is due.
    """

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
    plan: Plan | None = None
    rating: Rating | None = None
    odd: tuple[OddValue, ...] = ()

    def column(self, name: str) -> Column:
        """The column called `name`; KeyError where there is none."""
        return named(self.columns, name)

    def may_lie_ahead(self, column: str) -> bool:
        """Whether the days of a column may lie in the future."""
        return column in (self.valid_to, self.plan.due if self.plan else None) and column != self.date
