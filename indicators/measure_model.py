"""A measure: what documents state or rows add up to, beside the obligations: a share, a count, a number of people.

A measure grades nobody. It shows values as they are known: with their bounds ("over 90"), with the breaks where one
category gave way to another, and with no data where nothing was stated.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field

from indicators.base import Identifier, Model, Slug, Text, Words
from indicators.indicator_model import Assumption, Change


class Share(Model):
    """Of the numbers in `column`, those of the rows of `numerator` over those of `denominator`."""

    column: Identifier
    numerator: dict[Identifier, Text]
    denominator: dict[Identifier, Text]


class Value(Model):
    """Where a value comes from: exactly one of a row's number, the count of the rows, and a share."""

    column: Identifier | None = None
    count: Literal["rows"] | None = None
    share: Share | None = None


class Bound(Model):
    """The code column that says how exact a number is: codes of a lower bound ("over"), codes of an upper one."""

    column: Identifier
    lower: tuple[Text, ...] = ()
    upper: tuple[Text, ...] = ()


class Points(Model):
    """The record kind whose rows are the points of the axis, also those without values; `key` is called as `at`."""

    record: Identifier
    key: Identifier
    date: Identifier | None = None


class Lane(Model):
    """A series of its own, made of codes that stand for the same thing over time, though they may differ in scope."""

    id: Slug
    label: Words
    codes: tuple[Text, ...]


class Break(Model):
    """A point of a lane that may not be compared with the one before, and why."""

    lane: Slug
    before: Text
    why: Words


class Cite(Model):
    """The columns of a row that name the document, the place in it, and its own words."""

    source: Identifier
    place: Identifier
    words: Identifier


class Measure(Model):
    """What is shown of which rows (to `cite`), and the reference sheet.

    `at` names the column that holds the point, `date` one that dates it; `points` the rows that are all the points
    there are. `where` filters with fixed values. Rows whose code of `series` no lane names are not of the measure.
    With `unit: percent`, values are percentages: 43 is 43 %. Without `cite`, rows are a body's own word: the hand-in is
    their source.
    """

    id: Slug
    order: int = Field(ge=0)
    title: Words
    short: Words
    record: Identifier
    where: dict[Identifier, Text] = Field(default_factory=dict)
    unit: Literal["number", "percent"] = "number"
    value: Value
    bound: Bound | None = None
    at: Identifier | None = None
    date: Identifier | None = None
    points: Points | None = None
    series: Identifier | None = None
    lanes: tuple[Lane, ...] = ()
    breaks: tuple[Break, ...] = ()
    cite: Cite | None = None
    definition: Words
    rationale: Words
    unit_of_measure: Words
    data_source: Words
    comparability: Words
    known_limitations: Words
    assumptions: tuple[Assumption, ...] = ()
    changes: tuple[Change, ...]

    @property
    def last_updated(self) -> dt.date:
        """The date of the newest change."""
        return max(change.date for change in self.changes)
