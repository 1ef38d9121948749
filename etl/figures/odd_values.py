"""Rows that are valid and yet odd, by what the catalogue calls odd: to be looked at, never to change a figure.

`same`: a text that two rows of a body share. `on_one_day`: the day that all rows of a body and year fall on, where they
are `at_least` so many. `beyond`: a number above the body's rows of the kind `of` that are in force on the row's day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from etl.figures.read_api import Figures, SourceRow
from indicators.keys import fold_key
from indicators.model import OddValue, RecordKind

Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Odd:
    """An oddity in the speaking rows of one unit: which one, of which record kind, the value, and the rows."""

    kind: str
    oddity: str
    qark: str
    column: str
    value: object
    sources: tuple[SourceRow, ...]


def odd_values(figures: Figures, as_of: date, *, areas: Sequence[str] = ()) -> tuple[Odd, ...]:
    """Everything odd in what speaks on a day, in the order of kinds, oddities, units and rows."""
    found: list[Odd] = []
    for kind in figures.catalogue.records:
        rows = figures.records(kind.id, as_of, areas=areas) if kind.odd else []
        for oddity in kind.odd:
            if oddity.same:
                found += _same(kind, oddity, oddity.same, rows)
            elif oddity.on_one_day:
                found += _on_one_day(kind, oddity, oddity.on_one_day, rows)
            elif oddity.beyond and oddity.of:
                counted = figures.catalogue.record(oddity.of)
                others = figures.records(oddity.of, as_of, areas=areas)
                found += _beyond(kind, oddity, rows, (counted, others))
    return tuple(found)


def _groups(rows: Rows, kind: RecordKind, key: Mapping[int, object]) -> Iterator[tuple[Any, list[Mapping[str, Any]]]]:
    """Rows by unit, body and a key a row; rows without a key are left out."""
    groups: dict[Any, list[Mapping[str, Any]]] = defaultdict(list)
    for number, row in enumerate(rows):
        if key[number] is not None:
            groups[row["qark"], row[kind.body] if kind.body else "", key[number]].append(row)
    yield from sorted(groups.items(), key=lambda group: tuple(map(str, group[0])))


def _same(kind: RecordKind, oddity: OddValue, column: str, rows: Rows) -> Iterator[Odd]:
    texts = {number: fold_key(row[column]) if row[column] else None for number, row in enumerate(rows)}
    for (unit, _, _), alike in _groups(rows, kind, texts):
        if len(alike) > 1:
            yield Odd(kind.id, oddity.id, unit, column, alike[0][column], _sources(kind, alike))


def _on_one_day(kind: RecordKind, oddity: OddValue, column: str, rows: Rows) -> Iterator[Odd]:
    years = {number: row[column].year if row[column] else None for number, row in enumerate(rows)}
    for (unit, _, _), of_year in _groups(rows, kind, years):
        days = {row[column] for row in of_year}
        if len(of_year) >= oddity.at_least and len(days) == 1:
            yield Odd(kind.id, oddity.id, unit, column, of_year[0][column], _sources(kind, of_year))


def _beyond(kind: RecordKind, oddity: OddValue, rows: Rows, counted: tuple[RecordKind, Rows]) -> Iterator[Odd]:
    """Numbers above the count of rows in force on the row's own day, from the sheet of the same hand-in period."""
    column = oddity.beyond or ""
    other, others = counted
    of_sheet: dict[tuple[str, str], list[Mapping[str, Any]]] = defaultdict(list)
    for one in others:
        of_sheet[one["qark"], one["period"]].append(one)
    for row in rows:
        day = row[kind.date] if kind.date else None
        peers = of_sheet.get((row["qark"], row["period"]), [])
        if row[column] is None or not isinstance(day, date) or not peers:  # a month or a year is no day
            continue
        in_force = [one for one in peers if _same_body(kind, row, other, one) and _in_force(other, one, day)]
        if row[column] > len(in_force):
            yield Odd(kind.id, oddity.id, row["qark"], column, row[column], _sources(kind, [row]))


def _same_body(kind: RecordKind, row: Mapping[str, Any], other: RecordKind, one: Mapping[str, Any]) -> bool:
    return not (kind.body and other.body) or row[kind.body] == one[other.body]


def _in_force(kind: RecordKind, row: Mapping[str, Any], day: date) -> bool:
    last = row[kind.valid_to] if kind.valid_to else None
    return bool(row[kind.valid_from or ""] <= day and (last is None or last >= day))


def _sources(kind: RecordKind, rows: Rows) -> tuple[SourceRow, ...]:
    return tuple(sorted(SourceRow(row["submission"], kind.id, row["row"]) for row in rows))
