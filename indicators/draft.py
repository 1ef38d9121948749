"""A catalogue being read: what could be typed, the documents it came from, and how its rules speak of both."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from indicators.document import Document, Loc
from indicators.keys import fold_key
from indicators.loose_dates import is_loose_date
from indicators.model import Code, Column, Form, Indicator, Measure, Programme, RecordKind
from indicators.periods import ALL, Period, longer, within

BODIES, UNITS, SOURCES = "bodies", "units", "sources"
DERIVED = (BODIES, UNITS, SOURCES)
"""The code lists that are derived from the programme."""

_PLAIN_NUMBER = re.compile(r"(?:0|[1-9][0-9]*)(?:\.[0-9]+)?", re.ASCII)


@dataclass(frozen=True)
class Draft:
    """What could be typed, each with its document; `untyped` are the record kinds whose file has problems already."""

    programme: Programme
    programme_document: Document
    code_lists: dict[str, tuple[Code, ...]]
    code_document: Document
    records: tuple[tuple[RecordKind, Document], ...]
    indicators: tuple[tuple[Indicator, Document], ...]
    measures: tuple[tuple[Measure, Document], ...] = ()
    untyped: frozenset[str] = frozenset()

    @property
    def record_names(self) -> tuple[str, ...]:
        """Every record kind that there is a file for."""
        return (*(kind.id for kind, _ in self.records), *sorted(self.untyped))

    @property
    def body_names(self) -> tuple[str, ...]:
        """The bodies of the programme."""
        return tuple(body.id for body in self.programme.bodies)

    @property
    def source_names(self) -> tuple[str, ...]:
        """The documents that the programme comes from."""
        return tuple(source.id for source in self.programme.sources)

    @property
    def unit_names(self) -> tuple[str, ...]:
        """The units of the programme."""
        return tuple(unit.id for unit in self.programme.areas.units)

    def kind(self, name: str | None) -> RecordKind | None:
        """The record kind called `name`, or None where there is none or it could not be typed."""
        return next((kind for kind, _ in self.records if kind.id == name), None)

    def forms_of(self, record: str) -> tuple[Form, ...]:
        """The forms that name a record kind."""
        return tuple(form for form in self.programme.forms if record in form.records)

    def codes(self, column: Column) -> tuple[str, ...]:
        """The codes that a code column may hold; none where its list is not known."""
        return tuple(code.id for code in self.code_lists.get(column.codes or "", ()))

    def refuses(self, column: Column, value: str) -> bool:
        """Whether a value is no code of the column's list; never where that list is not known: it is said elsewhere."""
        return column.type == "code" and column.codes in self.code_lists and value not in self.codes(column)

    def periods(self, frequency: str) -> tuple[Period, ...]:
        """The programme's periods of a frequency."""
        return within(self.programme.span.start, self.programme.span.end, frequency)

    def figure_periods(self, indicator: Indicator) -> tuple[str, ...]:
        """The periods that an indicator has figures for (FIGURES.md 6; INTERFACES.md, "Tables")."""
        frequencies = (*self.programme.frequencies, ALL)
        names = [name for name in longer(indicator.every or "month") if name in frequencies]
        found = [period for name in names for period in self.periods(name)]
        day = indicator.once
        return tuple(one.code for one in found if day is None or one.frequency == ALL or one.start <= day <= one.end)


def column_of(kind: RecordKind, name: str | None) -> Column | None:
    """The column called `name`, or None."""
    return next((column for column in kind.columns if column.id == name), None)


def _is_plain(column_type: str, value: str) -> bool:
    """Whether a value is written as the catalogue writes dates and numbers; any text is a plain text."""
    if column_type == "whole_number":
        return value.isascii() and value.isdigit() and value == str(int(value))
    if column_type == "number":
        return _PLAIN_NUMBER.fullmatch(value) is not None
    if column_type == "loose_date":
        return is_loose_date(value)
    try:
        return column_type != "date" or date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def report_value(draft: Draft, place: tuple[Document, Loc], column: Column, value: str) -> None:
    """Note a value that cannot stand in a column: no code of its list, no date, no number."""
    document, loc = place
    if draft.refuses(column, value):
        document.unknown(loc, "code", value, draft.codes(column))
    elif not _is_plain(column.type, value):
        document.report(loc, f"not_a_{column.type}", value=value)


def numbered(places: Loc, found: Iterable[str]) -> Iterator[tuple[Loc, str]]:
    """Names with their places in a list."""
    return (((*places, number), name) for number, name in enumerate(found))


def report_repeated(document: Document, what: str, names: Iterable[tuple[Loc, str]]) -> None:
    """Note every name that stood before."""
    seen: set[str] = set()
    for loc, name in names:
        if name in seen:
            document.report(loc, "repeated_name", what=what, name=name)
        seen.add(name)


def report_ambiguous(document: Document, things: Iterable[tuple[Loc, str, Iterable[str]]]) -> None:
    """Note every label that, read without case and diacritics (FORMS.md 1 and 3), could mean two things.

    `things` are place, id and labels; an id is a label too.
    """
    found = [(loc, name, (name, *labels)) for loc, name, labels in things]
    owners: dict[str, str] = {}
    for loc, name, labels in found:
        for label in labels:
            owner = owners.setdefault(fold_key(label), name)
            if owner != name:
                document.report(loc, "label_taken", label=label, names=f"{owner}, {name}")
