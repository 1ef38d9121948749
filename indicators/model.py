"""The catalogue's typed model: what a programme measures, from whom, when, and by which evidence.

Every class is frozen and refuses unknown keys. Indicators, measures, record kinds, bodies and programmes are data, not
classes. The parts stand in modules of their own; whoever uses the model finds all its names here.
"""

from __future__ import annotations

from collections.abc import Mapping

from indicators.area_lookup import area_lookup
from indicators.base import ENGLISH, LANGUAGES, Identifier, Model, Words, named
from indicators.indicator_model import (
    Assumption,
    Change,
    Clause,
    Due,
    Evidence,
    Example,
    ExampleSubmission,
    ExpectedFigure,
    ForEach,
    Indicator,
    Target,
    Thresholds,
)
from indicators.measure_model import Bound, Break, Cite, Lane, Measure, Points, Share, Value
from indicators.programme_model import (
    Areas,
    Body,
    CoverField,
    Demonstration,
    Disclosure,
    Form,
    Group,
    Licence,
    Programme,
    Source,
    Span,
    Task,
    Topic,
    Unit,
    Whole,
)
from indicators.record_model import Code, Column, Guidance, OddValue, Plan, Rating, RecordKind, Reference

__all__ = [
    "ENGLISH", "LANGUAGES", "Areas", "Assumption", "Body", "Bound", "Break", "Catalogue", "Change", "Cite", "Clause",
    "Code", "Column", "CoverField", "Demonstration", "Disclosure", "Due", "Evidence", "Example", "ExampleSubmission",
    "ExpectedFigure", "ForEach", "Form", "Group", "Guidance", "Indicator", "Lane", "Licence", "Measure", "OddValue",
    "Plan", "Points", "Programme", "Rating", "RecordKind", "Reference", "Share", "Source", "Span", "Target", "Task",
    "Thresholds", "Topic", "Unit", "Value", "Whole", "Words",
]  # fmt: skip


class Catalogue(Model):
    """One programme with its code lists, record kinds, indicators and measures; `digest` identifies its YAML."""

    programme: Programme
    code_lists: dict[Identifier, tuple[Code, ...]]
    records: tuple[RecordKind, ...]
    indicators: tuple[Indicator, ...]
    measures: tuple[Measure, ...] = ()
    digest: str

    def record(self, name: str) -> RecordKind:
        """The record kind called `name`; KeyError where there is none."""
        return named(self.records, name)

    def indicator(self, name: str) -> Indicator:
        """The indicator called `name`; KeyError where there is none."""
        return named(self.indicators, name)

    def measure(self, name: str) -> Measure:
        """The measure called `name`; KeyError where there is none."""
        return named(self.measures, name)

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
    def titles(self) -> dict[str, Words]:
        """The title of every indicator and every measure."""
        return {one.id: one.title for one in self.indicators} | {one.id: one.title for one in self.measures}

    @property
    def area_labels(self) -> Mapping[str, Words]:
        """Every area's label, in the order of the tables: units, groups, the whole."""
        return area_lookup(self.programme.areas).labels

    def units_of(self, area: str) -> tuple[str, ...]:
        """The units whose obligations an area adds; KeyError for an unknown area."""
        return area_lookup(self.programme.areas).units[area]
