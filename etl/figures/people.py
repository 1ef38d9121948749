"""Counts of people in accepted rows: what of them may be published, and their totals (disclosure control).

Which columns count people, and from which number on a count may be published, the catalogue says (`counts: people`,
`disclosure`). One decision is taken for a build and an as-of date, over all rows and totals at once, and every page,
export and filter obeys it: what one withholds, no other shows. Figures about duties count no people and are never
suppressed.

The decision is about one day. What it does not hold against: whoever has the exports of two days can subtract one from
the other, and may so learn a small count that came in between.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from etl.figures.disclosure import Count, suppressed
from etl.figures.people_counts import NO_DATA, PUBLISHED, SUPPRESSED, PeopleCount, PeopleCounts, counting_columns
from etl.figures.read_api import Figures, SourceRow
from indicators import ledger, schedule
from indicators.model import Catalogue, Column, RecordKind
from indicators.periods import ALL, containing, longer, parse
from indicators.sql import name, text


@dataclass(frozen=True)
class _Person:
    """One accepted row with its count."""

    source: SourceRow
    unit: str
    period: str
    count: int


def people_counts(figures: Figures, as_of: date) -> PeopleCounts:
    """What may be published of all counts of people, as of a date; for a viewer's figures, as far as they may see."""
    totals: list[PeopleCount] = []
    withheld: set[tuple[SourceRow, str]] = set()
    shown: Counter[tuple[int, str, str]] = Counter()
    columns = tuple(counting_columns(figures.catalogue))
    for kind, column in columns:
        table = _Table(figures.catalogue, _rows(figures, kind, column, as_of), _reported(figures, kind, as_of))
        hidden = suppressed(table.counts(column.minimum or 1), figures.catalogue.programme.disclosure.minimum)
        totals += table.totals(kind.id, column.id, hidden)
        withheld |= {(one.source, column.id) for one in table.rows if one.source in hidden}
        shown.update((one.source.submission, kind.id, column.id) for one in table.rows if one.source not in hidden)
    counting = frozenset((kind.id, column.id) for kind, column in columns)
    return PeopleCounts(tuple(totals), frozenset(withheld), shown_rows=shown, counting=counting)


def _rows(figures: Figures, kind: RecordKind, column: Column, as_of: date) -> tuple[_Person, ...]:
    query = f"""SELECT r.submission, r.sheet_row, r.qark, r.period, r.{name(column.id)}
FROM ({ledger.spoken(kind, as_of)}) r WHERE r.{name(column.id)} IS NOT NULL ORDER BY r.submission, r.sheet_row"""
    found = figures.table(ledger.with_steps([("speaking", ledger.speaking(as_of))], query))
    return tuple(
        _Person(SourceRow(submission, kind.id, row), unit, period, count)
        for submission, row, unit, period, count in found
    )


def _reported(figures: Figures, kind: RecordKind, as_of: date) -> frozenset[tuple[str, str]]:
    """The units and hand-in periods of which a sheet of this kind speaks."""
    query = f"SELECT qark, period FROM speaking WHERE kind = {text(kind.id)}"
    return frozenset(figures.table(ledger.with_steps([("speaking", ledger.speaking(as_of))], query)))


class _Table:
    """A two-way table: units in their groups, by hand-in periods in longer ones, and the rows behind each cell."""

    def __init__(self, catalogue: Catalogue, rows: tuple[_Person, ...], reported: frozenset[tuple[str, str]]) -> None:
        self.rows = rows
        self._whole = catalogue.programme.areas.whole.id
        self._units = catalogue.programme.areas.units
        self._groups = tuple(group.id for group in catalogue.programme.areas.groups)
        self._periods = tuple(one.code for one in schedule.hand_in_periods(catalogue))
        self._longer = {code: _longer_ones(catalogue, code) for code in self._periods}
        self._reported = reported
        self._sums: Counter[tuple[str, str]] = Counter()
        self._known: Counter[tuple[str, str]] = Counter()
        self._missing: Counter[tuple[str, str]] = Counter()
        self._add_up()

    def _cells(self, unit: str, group: str, period: str) -> Iterator[tuple[str, str]]:
        """The area and period of every published total that a unit's hand-in period is part of."""
        yield from ((unit, period), (unit, ALL), (group, ALL), (self._whole, period))
        yield from ((self._whole, one) for one in self._longer[period])

    def _add_up(self) -> None:
        groups = {unit.id: unit.group for unit in self._units}
        for unit in self._units:
            for period in self._periods:
                reported = (unit.id, period) in self._reported
                (self._known if reported else self._missing).update(self._cells(unit.id, unit.group, period))
        for row in self.rows:
            for cell in self._cells(row.unit, groups[row.unit], row.period):
                self._sums[cell] += row.count

    def counts(self, lowest: int) -> list[Count]:
        """The table as a network of flows: the whole's total into groups, units, cells, rows, periods, and back."""
        found: list[Count] = [self._count((self._whole, ALL), "sum", "whole")]
        found += [self._count((group, ALL), "whole", ("group", group)) for group in self._groups]
        for unit in self._units:
            found.append(self._count((unit.id, ALL), ("group", unit.group), ("unit", unit.id)))
            found += [
                self._count((unit.id, period), ("unit", unit.id), ("cell", unit.id, period)) for period in self._periods
            ]
        found += [
            Count(row.source, ("cell", row.unit, row.period), ("period", row.period), row.count, lowest)
            for row in self.rows
        ]
        found += self._periods_counts()
        return found

    def _periods_counts(self) -> Iterator[Count]:
        into: dict[str, str] = {}
        for period, among in self._longer.items():
            into |= dict(zip((period, *among), among, strict=False))
        for period, next_one in into.items():
            target = "sum" if next_one == ALL else ("period", next_one)
            yield self._count((self._whole, period), ("period", period), target)

    def _count(self, cell: tuple[str, str], source: object, target: object) -> Count:
        return Count(cell, source, target, self._sums[cell])

    def totals(self, record: str, column: str, hidden: frozenset[object]) -> Iterator[PeopleCount]:
        """The published totals: inner cells, then each area over the whole span, then the whole by period."""
        longer_ones = dict.fromkeys(one for among in self._longer.values() for one in among if one != ALL)
        areas = (*(unit.id for unit in self._units), *self._groups, self._whole)
        cells = [(unit.id, period) for unit in self._units for period in self._periods]
        cells += [(self._whole, period) for period in (*self._periods, *longer_ones)]
        cells += [(area, ALL) for area in areas]
        for area, period in cells:
            cell = (area, period)
            status = SUPPRESSED if cell in hidden else PUBLISHED if self._known[cell] else NO_DATA
            count = self._sums[cell] if status == PUBLISHED else None
            yield PeopleCount(record, column, area, period, count, status, self._missing[cell])


def _longer_ones(catalogue: Catalogue, code: str) -> tuple[str, ...]:
    """The longer periods of the programme that contain a hand-in period, shortest first; the last is the span."""
    known = {one.code for one in schedule.all_periods(catalogue)}
    own = parse(code)
    names = [one for one in longer(own.frequency) if one not in (own.frequency, ALL)]
    found = (containing(own.start, one).code for one in names)
    return (*(one for one in found if one in known), ALL)
