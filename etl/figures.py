"""The one read API: figures, obligations and the rows behind them, as of a date.

Pages, exports and commands all ask here, so they can never disagree. A `Figures` reads one build and never writes;
every call takes a cursor of its own, so threads may share it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb

from etl import questions
from etl.answers import Figure, Obligation, SharedWork, SourceRow, SubmissionInfo, ToDo
from etl.build_reader import BuildReader, DamagedBuildError
from etl.questions import Reporting, SubmissionCounts, Work, WorkKey, among
from etl.storage import tables
from etl.storage.soundness import shut_in
from etl.storage.store import Kept
from indicators import aggregate, ledger, schedule
from indicators.model import Catalogue
from indicators.sql import name, text

__all__ = [
    "DamagedBuildError", "Figure", "Figures", "Obligation", "SharedWork", "SourceRow", "SubmissionInfo", "ToDo",
    "figures_of", "open_figures",
]  # fmt: skip

_ORDER = "ORDER BY d.place, a.at, p.at"
_OBLIGATION = ", ".join(f"l.{column}" for column in ledger.OBLIGATION_COLUMNS)
_PROVEN = ", ".join(f"l.{column}" for column in ledger.EVIDENCE_ORDER)
# More units than these are named by their area: the text of a query must not grow with the programme.
_MOST_LISTED = 100


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


class Figures(BuildReader):
    """One build, read only. DamagedBuildError from any call where its file cannot be read."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, catalogue: Catalogue, today: date, build: str) -> None:
        self.catalogue = catalogue
        self.build = build
        self._today = today
        super().__init__(connection)
        built = self._rows("SELECT as_of, last_submitted_on, demonstration FROM build")[0]
        self._settled_on: date = built[0]
        self._last_submitted_on: date | None = built[1]
        self.demonstration: bool = built[2]

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
        first: int | None = None,
    ) -> tuple[Figure, ...]:
        """The figures of the chosen indicators, areas and periods (none chosen: all), in the order of the tables.

        `first`: only so many.
        """
        steps, source = self._figures(as_of, indicators)
        columns = ", ".join(f"f.{name(column)}" for column in aggregate.FIGURE_COLUMNS)
        limit = f"LIMIT {first}" if first is not None else ""
        query = f"""SELECT {columns} FROM {source} f JOIN definitions d ON d.indicator = f.indicator
JOIN area_places a ON a.area = f.area JOIN period_places p ON p.period = f.period
WHERE {questions.chosen_values(indicators, areas, periods, first)} {_ORDER} {limit}"""
        return tuple(Figure(*row) for row in self._rows(ledger.with_steps(steps, query)))

    def values_count(
        self,
        as_of: date,
        *,
        indicators: Sequence[str] = (),
        areas: Sequence[str] = (),
        periods: Sequence[str] = (),
    ) -> int:
        """How many figures these are."""
        steps, source = self._figures(as_of, indicators)
        query = f"SELECT COUNT(*) FROM {source} f WHERE {questions.chosen_values(indicators, areas, periods)}"
        return int(self._rows(ledger.with_steps(steps, query))[0][0])

    def units_behind(
        self, as_of: date, boxes: Mapping[str, str], *, areas: Sequence[str] = (), limit: int, offset: int = 0
    ) -> tuple[str, ...]:
        """The units furthest behind: most figures not met first, then most without data, then most partly met.

        `boxes` are the figures looked at: each indicator's period. Units alike stand as the catalogue groups them.
        """
        steps, source = self._figures(as_of, tuple(boxes))
        query = questions.units_behind(source, boxes, self._in_areas("u.qark", areas), limit, offset)
        return tuple(row[0] for row in self._rows(ledger.with_steps(steps, query))) if boxes else ()

    def statuses(self, as_of: date, indicator: str, period: str, *, areas: Sequence[str] = ()) -> Mapping[str, int]:
        """How many units stand where in one indicator and period."""
        steps, source = self._figures(as_of, (indicator,))
        query = questions.statuses(source, indicator, period, self._in_areas("u.qark", areas))
        return dict(self._rows(ledger.with_steps(steps, query)))

    def to_do(self, as_of: date, work: Work, *, areas: Sequence[str] = (), limit: int) -> ToDo:
        """The obligations of the first works, owed longest or due soonest first, and how many there are in all."""
        steps = [*self._steps(as_of, work.indicators), *questions.works(work, self._in_areas("l.qark", areas))]
        found = self._rows(ledger.with_steps(steps, questions.first_works(limit))) if work.kinds else []
        first = self._work(as_of, work, [row[:4] for row in found])
        return ToDo(first, *(int(count) for count in found[0][4:])) if found else ToDo()

    def to_do_shared(self, as_of: date, work: Work, *, areas: Sequence[str] = (), named: int) -> tuple[SharedWork, ...]:
        """The same work of several units as one, with how many units and the first of them; soonest due first."""
        steps = [*self._steps(as_of, work.indicators), *questions.works(work, self._in_areas("l.qark", areas))]
        found = self._rows(ledger.with_steps(steps, questions.shared_works(named))) if work.kinds else []
        firsts = [(units[0], period, due_on, indicators) for period, due_on, indicators, _, units in found]
        own = self._work(as_of, work, firsts)
        return tuple(
            SharedWork(tuple(one for one in own if questions.is_of(one, first)), row[3], tuple(row[4]))
            for first, row in zip(firsts, found, strict=True)
        )

    def _work(self, as_of: date, work: Work, keys: Sequence[WorkKey]) -> tuple[Obligation, ...]:
        """The obligations of some works: those of the work's state, in the order of the tables."""
        found = self._ledger(as_of, work.indicators, questions.of_works(keys)) if keys else ()
        own = {(indicator, *key[:3]) for key in keys for indicator in key[3]}
        return tuple(
            one for one in found if work.holds(one) and (one.indicator, one.qark, one.period, one.due_on) in own
        )

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
        first: int | None = None,
    ) -> Iterator[tuple[Any, ...]]:
        """The same as rows of the public table, evidence as JSON, read bit by bit: for exports of any size.

        `first`: only so many.
        """
        where = self._chosen_obligations(indicators, areas, periods)
        steps = self._steps(as_of, indicators)
        if first is not None:
            where = questions.of_keys(tables.OBLIGATION_KEY, self._first_keys(as_of, indicators, where, first))
        query = f"""SELECT {_OBLIGATION}, l.evidence FROM ({tables.obligations_query(where)}) l
JOIN definitions d ON d.indicator = l.indicator
JOIN area_places a ON a.area = l.qark JOIN period_places p ON p.period = l.period {_ORDER}, l.body, l.item"""
        return self._stream(ledger.with_steps(steps, query))

    def obligations_count(
        self,
        as_of: date,
        *,
        indicators: Sequence[str] = (),
        areas: Sequence[str] = (),
        periods: Sequence[str] = (),
    ) -> int:
        """How many obligations these are."""
        query = f"SELECT COUNT(*) FROM ledger l WHERE {self._chosen_obligations(indicators, areas, periods)}"
        return int(self._rows(ledger.with_steps(self._steps(as_of, indicators), query))[0][0])

    def _first_keys(self, as_of: date, indicators: Sequence[str], where: str, first: int) -> list[tuple[Any, ...]]:
        """The keys of the first obligations in the order of the tables: one indicator after the other, until enough."""
        found: list[tuple[Any, ...]] = []
        for one in self.catalogue.indicators:
            if len(found) < first and (not indicators or one.id in indicators):
                query = questions.first_obligations(one.id, where, first - len(found))
                found += self._rows(ledger.with_steps(self._steps(as_of, (one.id,)), query))
        return found

    def _chosen_obligations(self, indicators: Sequence[str], areas: Sequence[str], periods: Sequence[str]) -> str:
        """The test that an obligation is one of the chosen; no names mean any."""
        own = {(part.indicator, part.part) for part in schedule.parts(self.catalogue) if part.period in periods}
        where = f"{among('l.indicator', indicators)} AND {self._in_areas('l.qark', areas)}"
        if periods:
            pairs = " OR ".join(f"(l.indicator = {text(one)} AND l.period = {text(part)})" for one, part in sorted(own))
            where += f" AND ({pairs or 'FALSE'})"
        return where

    def behind(
        self, indicator: str, area: str, period: str, as_of: date, *, states: Sequence[str] = (), limit: int = 0
    ) -> tuple[Obligation, ...]:
        """Exactly the obligations that a figure is made of; `latest` takes those of one period only (figures.md 5).

        With a `limit`, only so many: those of the first of the `states` first, then by due date, unit, body and item.
        """
        chosen, steps = self._behind(indicator, area, period, as_of), self._steps(as_of, (indicator,))
        if limit:
            keys = self._rows(ledger.with_steps(steps, questions.first_behind(chosen, states, limit)))
            chosen = questions.of_keys(tables.OBLIGATION_KEY, keys)
        return self._ledger(as_of, (indicator,), chosen)

    def behind_states(self, indicator: str, area: str, period: str, as_of: date) -> Mapping[str, int]:
        """How many of the obligations that a figure is made of stand in each state."""
        query = f"""SELECT l.state, COUNT(*) FROM ledger l
WHERE {self._behind(indicator, area, period, as_of)} GROUP BY l.state"""
        return dict(self._rows(ledger.with_steps(self._steps(as_of, (indicator,)), query)))

    def _behind(self, indicator: str, area: str, period: str, as_of: date) -> str:
        return f"""l.indicator = {text(indicator)} AND {self._in_areas("l.qark", (area,))}
AND l.period IN (SELECT part FROM ({aggregate.chosen_parts(as_of)}) c
  WHERE c.indicator = {text(indicator)} AND c.period = {text(period)})"""

    def submissions(
        self, as_of: date, *, areas: Sequence[str] = (), newest: int | None = None, first: int | None = None
    ) -> tuple[SubmissionInfo, ...]:
        """The submissions known on a day, in the order of receipt; superseded where none of its sheets speaks.

        Those of the units in the areas and those that cover all units (no areas: all); `newest`, or `first`: only so
        many, the last or the first of them.
        """
        kinds = [kind.id for kind in self.catalogue.records]
        accepted = ", ".join(f"s.{name(kind)}" for kind in kinds)
        limit = f" DESC LIMIT {newest}" if newest is not None else f" LIMIT {first}" if first is not None else ""
        query = f"""SELECT {questions.RECEIVED}, [{accepted}]::BIGINT[]
FROM received r JOIN ({self._submissions(as_of, areas)}) s ON s.submission = r.submission
WHERE r.qark IS NULL OR {self._in_areas("r.qark", areas)} ORDER BY r.submission{limit}"""
        return tuple(
            SubmissionInfo(
                number, sha256, form, unit, period, submitted_on, superseded, dict(zip(kinds, rows, strict=True)),
                json.loads(rejected), made_up, received_at,
            )
            for number, sha256, form, unit, period, submitted_on, superseded, received_at, made_up, rejected, rows
            in sorted(self._rows(query), key=lambda row: row[0])
        )  # fmt: skip

    def submission_counts(self, as_of: date, *, areas: Sequence[str] = ()) -> SubmissionCounts:
        """How many submissions there are of the same, how many superseded, and their rows accepted and rejected."""
        rows = " + ".join(["0", *(f"COALESCE(s.{name(kind.id)}, 0)" for kind in self.catalogue.records)])
        query = f"""SELECT r.rejected, COUNT(*), SUM(CASE WHEN s.superseded THEN 1 ELSE 0 END), SUM({rows})
FROM received r JOIN ({self._submissions(as_of, areas)}) s ON s.submission = r.submission
WHERE r.qark IS NULL OR {self._in_areas("r.qark", areas)} GROUP BY r.rejected"""
        found = self._rows(query)
        count, superseded, accepted = (int(sum(row[at] for row in found)) for at in (1, 2, 3))
        rejected = sum(sum(json.loads(row[0]).values()) * row[1] for row in found)
        return SubmissionCounts(count, superseded, accepted, rejected)

    def least_reported(
        self,
        as_of: date,
        forms: Sequence[str],
        periods: Sequence[str],
        *,
        areas: Sequence[str] = (),
        limit: int,
        offset: int = 0,
    ) -> Reporting:
        """How many units lack a submission of these forms for any of the periods; those that lack most come first."""
        inside = self._in_areas("u.qark", areas)
        rows = self._rows(questions.least_reported(as_of, forms, periods, inside, limit, offset))
        return Reporting(int(rows[0][1]) if rows else 0, tuple(row[0] for row in rows))

    def _submissions(self, as_of: date, areas: Sequence[str]) -> str:
        """The public table of submissions as of a day: a look-up where the same are known as on the settled day."""
        last = self._last_submitted_on or self._settled_on
        if as_of == self._settled_on or min(as_of, self._settled_on) >= last:
            return "SELECT * FROM submissions"
        of_all = [kind for form in self.catalogue.programme.forms if form.covers == "all" for kind in form.records]
        speaking = questions.speaking_of(as_of, self._in_areas("s.qark", areas), of_all)
        return tables.submissions_query(self.catalogue, as_of, speaking if areas else None)

    def records(self, kind: str, as_of: date, *, areas: Sequence[str] = ()) -> list[dict[str, Any]]:
        """The rows of a record kind that speak on a day: submission, sheet, row, qark, period, its columns."""
        found = self.catalogue.record(kind)
        inside, speaking = (
            self._in_areas("r.qark", areas),
            questions.speaking_of(as_of, self._in_areas("s.qark", areas)),
        )
        query = f"SELECT r.* FROM ({ledger.spoken(found, as_of)}) r WHERE {inside} "
        return self._dicts([("speaking", speaking)], query + "ORDER BY r.qark, r.period, r.sheet_row")

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

    def _steps(self, as_of: date, indicators: Sequence[str]) -> list[tuple[str, str]]:
        """The steps to the ledger; none on the settled day, whose ledger is a table."""
        return [] if as_of == self._settled_on else ledger.steps(self.catalogue, as_of, tuple(indicators))

    def _figures(self, as_of: date, indicators: Sequence[str]) -> tuple[list[tuple[str, str]], str]:
        """The steps to the figures, and the relation that holds them."""
        if as_of == self._settled_on:
            return [], "indicator_values"
        return [*self._steps(as_of, indicators), *aggregate.steps(as_of)], "figures"

    def _in_areas(self, column: str, areas: Sequence[str]) -> str:
        """A test that a unit lies in one of some areas; no areas mean any. KeyError for an unknown one."""
        units = {unit for area in areas for unit in self.catalogue.units_of(area)}
        if len(units) <= _MOST_LISTED:
            return among(column, sorted(units))
        return f"{column} IN (SELECT qark FROM area_units WHERE {among('area', areas)})"

    def _ledger(self, as_of: date, indicators: tuple[str, ...], where: str) -> tuple[Obligation, ...]:
        steps = self._steps(as_of, indicators)
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
