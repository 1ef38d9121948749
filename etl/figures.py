"""The one read API: figures, obligations and the rows behind them, as of a date.

Pages, exports and commands all ask here, so they can never disagree. A `Figures` reads one build and never writes;
every call takes a cursor of its own, so threads may share it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb

from etl.storage import tables
from etl.storage.soundness import shut_in
from etl.storage.store import Kept
from indicators import aggregate, ledger, schedule
from indicators.model import Catalogue
from indicators.sql import KEY, day, name, text

_ORDER = "ORDER BY d.place, a.at, p.at"
_OBLIGATION = ", ".join(f"l.{column}" for column in ledger.OBLIGATION_COLUMNS)
_PROVEN = ", ".join(f"l.{column}" for column in ledger.EVIDENCE_ORDER)
_ROWS_AT_ONCE = 10_000
# More units than these are named by their area: the text of a query must not grow with the programme.
_MOST_LISTED = 100


class DamagedBuildError(Exception):
    """The build's file cannot be read; it can be made anew from the store."""


@dataclass(frozen=True)
class Figure:
    """One cell of `indicator_values`: counts of obligations, the confirmed and the possible share (figures.md 5)."""

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


@dataclass(frozen=True, order=True)
class SourceRow:
    """Where a row of evidence stands: the submission, the record kind's sheet, the row as it shows there."""

    submission: int
    sheet: str
    row: int


@dataclass(frozen=True)
class Obligation:
    """One row of the ledger: what is owed, by when, and what satisfies it (figures.md 4)."""

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


def open_figures(path: Path, catalogue: Catalogue, today: date) -> Figures:
    """The figures of a build's file, opened so that nothing can be written, loaded or reached from it."""
    try:
        connection = duckdb.connect(str(path), read_only=True, config=shut_in())
    except duckdb.Error as error:
        raise DamagedBuildError(str(error)) from error
    return Figures(connection, catalogue, today, path.stem)


def figures_of(kept: Sequence[Kept], catalogue: Catalogue, today: date) -> Figures:
    """The figures of some submissions that no store holds: a worked example, or a draft before it is handed in."""
    connection = duckdb.connect(":memory:", config=shut_in())
    tables.fill(connection, catalogue, kept, today)
    return Figures(connection, catalogue, today, "memory")


class Figures:
    """One build, read only. DamagedBuildError from any call where its file cannot be read."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, catalogue: Catalogue, today: date, build: str) -> None:
        self.catalogue = catalogue
        self.build = build
        self._today = today
        self._connection = connection
        built = self._rows("SELECT as_of, last_submitted_on, demonstration FROM build")[0]
        self._settled_on: date = built[0]
        self._last_submitted_on: date | None = built[1]
        self.demonstration: bool = built[2]

    def close(self) -> None:
        """Let go of the build's file."""
        self._connection.close()

    @property
    def empty(self) -> bool:
        """Whether nothing has been handed in at all."""
        return self._last_submitted_on is None

    @cached_property
    def default_as_of(self) -> date:
        """The as-of date where none is named (figures.md 4)."""
        return schedule.default_as_of(self.catalogue, self._last_submitted_on, self._today)

    def values(
        self,
        as_of: date,
        *,
        indicators: Sequence[str] = (),
        areas: Sequence[str] = (),
        periods: Sequence[str] = (),
    ) -> tuple[Figure, ...]:
        """The figures of the chosen indicators, areas and periods (none chosen: all), in the order of the tables."""
        if as_of == self._settled_on:
            steps, source = [], "indicator_values"
        else:
            steps, source = (
                [*ledger.steps(self.catalogue, as_of, tuple(indicators)), *aggregate.steps(as_of)],
                "figures",
            )
        columns = ", ".join(f"f.{name(column)}" for column in aggregate.FIGURE_COLUMNS)
        query = f"""SELECT {columns} FROM {source} f JOIN definitions d ON d.indicator = f.indicator
JOIN area_places a ON a.area = f.area JOIN period_places p ON p.period = f.period
WHERE {_among("f.indicator", indicators)} AND {_among("f.area", areas)} AND {_among("f.period", periods)} {_ORDER}"""
        return tuple(Figure(*row) for row in self._rows(ledger.with_steps(steps, query)))

    def obligations(
        self,
        as_of: date,
        *,
        indicators: Sequence[str] = (),
        areas: Sequence[str] = (),
        periods: Sequence[str] = (),
    ) -> tuple[Obligation, ...]:
        """The obligations of the chosen indicators, of the units in the areas, of the periods and all inside them."""
        return self._ledger(as_of, tuple(indicators), self._chosen_obligations(indicators, areas, periods))

    def obligation_rows(
        self,
        as_of: date,
        *,
        indicators: Sequence[str] = (),
        areas: Sequence[str] = (),
        periods: Sequence[str] = (),
    ) -> Iterator[tuple[Any, ...]]:
        """The same as rows of the public table, evidence as JSON, read bit by bit: for exports of any size."""
        where = self._chosen_obligations(indicators, areas, periods)
        steps = [] if as_of == self._settled_on else ledger.steps(self.catalogue, as_of, tuple(indicators))
        query = f"""SELECT {_OBLIGATION}, l.evidence FROM ({tables.obligations_query(where)}) l
JOIN definitions d ON d.indicator = l.indicator
JOIN area_places a ON a.area = l.qark JOIN period_places p ON p.period = l.period {_ORDER}, l.body, l.item"""
        return self._stream(ledger.with_steps(steps, query))

    def _chosen_obligations(self, indicators: Sequence[str], areas: Sequence[str], periods: Sequence[str]) -> str:
        """The test that an obligation is one of the chosen; no names mean any."""
        own = {(part.indicator, part.part) for part in schedule.parts(self.catalogue) if part.period in periods}
        where = f"{_among('l.indicator', indicators)} AND {self._in_areas('l.qark', areas)}"
        if periods:
            pairs = " OR ".join(f"(l.indicator = {text(one)} AND l.period = {text(part)})" for one, part in sorted(own))
            where += f" AND ({pairs or 'FALSE'})"
        return where

    def behind(self, indicator: str, area: str, period: str, as_of: date) -> tuple[Obligation, ...]:
        """Exactly the obligations that a figure is made of; `latest` takes those of one period only (figures.md 5)."""
        chosen = f"""l.indicator = {text(indicator)} AND {self._in_areas("l.qark", (area,))}
AND l.period IN (SELECT part FROM ({aggregate.chosen_parts(as_of)}) c
  WHERE c.indicator = {text(indicator)} AND c.period = {text(period)})"""
        return self._ledger(as_of, (indicator,), chosen)

    def submissions(self, as_of: date) -> tuple[SubmissionInfo, ...]:
        """Every submission known on a day, in the order of receipt; superseded where none of its sheets speaks."""
        speaking = ledger.with_steps([("speaking", ledger.speaking(as_of))], "SELECT DISTINCT submission FROM speaking")
        speaks = {row[0] for row in self._rows(speaking)}
        accepted: dict[int, dict[str, int | None]] = {}
        for number, kind, rows in self._rows("SELECT DISTINCT submission, kind, accepted FROM sheets"):
            accepted.setdefault(number, {})[kind] = rows
        kinds = [kind.id for kind in self.catalogue.records]
        query = f"""SELECT submission, sha256, form, qark, period, submitted_on, received_at, demonstration, rejected
FROM received WHERE submitted_on <= {day(as_of)} ORDER BY submission"""
        return tuple(
            SubmissionInfo(
                number,
                digest,
                form,
                qark,
                period,
                submitted_on,
                superseded=number not in speaks,
                accepted={kind: accepted.get(number, {}).get(kind) for kind in kinds},
                rejected=json.loads(rejected),
                demonstration=demonstration,
                received_at=received_at,
            )
            for number, digest, form, qark, period, submitted_on, received_at, demonstration, rejected in self._rows(
                query
            )
        )

    def records(self, kind: str, as_of: date, *, areas: Sequence[str] = ()) -> list[dict[str, Any]]:
        """The rows of a record kind that speak on a day: submission, sheet, row, qark, period, its columns."""
        found = self.catalogue.record(kind)
        query = f"SELECT r.* FROM ({ledger.spoken(found, as_of)}) r WHERE {self._in_areas('r.qark', areas)} "
        return self._dicts([("speaking", ledger.speaking(as_of))], query + "ORDER BY r.qark, r.period, r.sheet_row")

    def measured(self, kind: str, as_of: date, *, is_cited: bool) -> list[dict[str, Any]]:  # noqa: ARG002 - asked elsewhere
        """The rows that a measure may rest on: of a standing kind only each unit's latest sheet, even an empty one.

        `is_cited` says that they are statements of published documents.
        """
        rows = self.records(kind, as_of)
        if not self.catalogue.record(kind).standing:
            return rows
        query = f"SELECT qark, MAX(period) FROM speaking WHERE kind = {text(kind)} GROUP BY qark"
        latest = dict(self._rows(ledger.with_steps([("speaking", ledger.speaking(as_of))], query)))
        return [row for row in rows if row["period"] == latest[row["qark"]]]

    def row_values(self, sources: Sequence[SourceRow]) -> dict[SourceRow, dict[str, Any]]:
        """The values of rows of evidence, as they were accepted."""
        found: dict[SourceRow, dict[str, Any]] = {}
        for kind in sorted({source.sheet for source in sources}):
            pairs = ", ".join(f"({one.submission}, {one.row})" for one in sources if one.sheet == kind)
            table = ledger.records_table(kind)
            for row in self._dicts([], f"SELECT * FROM {table} WHERE (submission, sheet_row) IN ({pairs})"):
                source = SourceRow(row.pop("submission"), row.pop("sheet"), row.pop("row"))
                found[source] = row
        return found

    def findings(self, submission: int) -> list[dict[str, Any]]:
        """The findings kept with a submission, as `rcat check --json` gave them."""
        rows = self._rows(f"SELECT findings FROM received WHERE submission = {int(submission)}")
        return list(json.loads(rows[0][0])) if rows else []

    def table(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of a query of this package; exports and benchmarks use it."""
        return self._rows(query)

    def stream(self, query: str) -> Iterator[tuple[Any, ...]]:
        """The same, read bit by bit: for tables of any size."""
        return self._stream(query)

    def _in_areas(self, column: str, areas: Sequence[str]) -> str:
        """A test that a unit lies in one of some areas; no areas mean any. KeyError for an unknown one."""
        units = {unit for area in areas for unit in self.catalogue.units_of(area)}
        if len(units) <= _MOST_LISTED:
            return _among(column, sorted(units))
        return f"{column} IN (SELECT qark FROM area_units WHERE {_among('area', areas)})"

    def _ledger(self, as_of: date, indicators: tuple[str, ...], where: str) -> tuple[Obligation, ...]:
        steps = [] if as_of == self._settled_on else ledger.steps(self.catalogue, as_of, indicators)
        query = f"""SELECT {_OBLIGATION} FROM ledger l JOIN definitions d ON d.indicator = l.indicator
JOIN area_places a ON a.area = l.qark JOIN period_places p ON p.period = l.period
WHERE {where} {_ORDER}, l.body, l.item"""
        rows = self._rows(ledger.with_steps(steps, query))
        proven = f"""SELECT l.indicator, l.qark, l.body, l.period, l.item, l.submission, l.sheet, l.sheet_row
FROM evidence l WHERE {where} ORDER BY {_PROVEN}"""
        evidence: dict[tuple[Any, ...], list[SourceRow]] = {}
        for row in self._rows(ledger.with_steps(steps, proven)):
            evidence.setdefault(row[:5], []).append(SourceRow(*row[5:]))
        return tuple(Obligation(*(*row, tuple(evidence.get(row[:5], ())))) for row in rows)

    def _dicts(self, steps: list[tuple[str, str]], query: str) -> list[dict[str, Any]]:
        """Rows as mappings, without the keys that only the queries need."""
        cursor = self._connection.cursor()
        try:
            cursor.execute(ledger.with_steps(steps, query) if steps else query)
            columns = ["row" if one[0] == "sheet_row" else str(one[0]) for one in cursor.description or ()]
            kept = [column for column in columns if not column.endswith(KEY)]
            rows = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
        except duckdb.Error as error:
            raise DamagedBuildError(str(error)) from error
        return [{column: row[column] for column in kept} for row in rows]

    def _stream(self, query: str) -> Iterator[tuple[Any, ...]]:
        cursor = self._connection.cursor()
        try:
            cursor.execute(query)
            while rows := cursor.fetchmany(_ROWS_AT_ONCE):
                yield from rows
        except duckdb.Error as error:
            raise DamagedBuildError(str(error)) from error

    def _rows(self, query: str) -> list[tuple[Any, ...]]:
        cursor = self._connection.cursor()
        try:
            return cursor.execute(query).fetchall()
        except duckdb.Error as error:
            raise DamagedBuildError(str(error)) from error


def _among(column: str, values: Iterable[str]) -> str:
    """A test that a column holds one of some values; no values mean any."""
    listed = ", ".join(text(value) for value in values)
    return f"{column} IN ({listed})" if listed else "TRUE"
