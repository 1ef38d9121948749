"""Reading what was handed in, out of a build: the submissions, the rows that speak, what was found in them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

import duckdb

from etl.build import tables
from etl.figures import queries
from etl.figures.build_reader import BuildReader, remembered
from etl.figures.queries import among
from etl.figures.result_types import SourceRow, SubmissionCounts, SubmissionInfo
from indicators import ledger
from indicators.model import Catalogue
from indicators.sql import name, text

# More units than these are named by their area: the text of a query must not grow with the programme.
_MOST_LISTED = 100
# Of so few units no more than is theirs is looked at: which sheets speak is looked up once, the ledger is theirs alone.
FEW = 12


class RecordReader(BuildReader):
    """The rows of one build's submissions. DamagedBuildError from any call where its file cannot be read."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, catalogue: Catalogue) -> None:
        super().__init__(connection)
        self.catalogue = catalogue
        built = self._rows("SELECT as_of, last_submitted_on, demonstration FROM build")[0]
        self._settled_on: date = built[0]
        self._last_submitted_on: date | None = built[1]
        self.demonstration: bool = built[2]
        self._sheets = remembered(self._speaking_sheets, most=64)
        self._own_submissions = remembered(self._read_submissions, most=64)

    @property
    def empty(self) -> bool:
        """Whether nothing has been handed in at all."""
        return self._last_submitted_on is None

    def submissions(
        self, as_of: date, *, areas: Sequence[str] = (), newest: int | None = None, first: int | None = None
    ) -> tuple[SubmissionInfo, ...]:
        """The submissions known on a day, in the order of receipt; superseded where none of its sheets speaks.

        Those of the units in the areas and those that cover all units (no areas: all); `newest`, or `first`: only so
        many, the last or the first of them.
        """
        units = self._units_in(areas)
        if 0 < len(units) <= FEW and newest is None and first is None:
            return self._few_submissions(as_of, units)
        return self._read_submissions(as_of, areas, newest, first)

    def _few_submissions(self, as_of: date, units: tuple[str, ...]) -> tuple[SubmissionInfo, ...]:
        """The submissions of a few units; the same on every day from the last hand-in on."""
        return self._own_submissions(min(as_of, self._last_submitted_on or as_of), units)

    def _read_submissions(
        self, as_of: date, areas: Sequence[str], newest: int | None = None, first: int | None = None
    ) -> tuple[SubmissionInfo, ...]:
        kinds = [kind.id for kind in self.catalogue.records]
        accepted = ", ".join(f"s.{name(kind)}" for kind in kinds)
        limit = f" DESC LIMIT {newest}" if newest is not None else f" LIMIT {first}" if first is not None else ""
        query = f"""SELECT {queries.RECEIVED}, [{accepted}]::BIGINT[]
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

    def known_hashes(self, as_of: date) -> tuple[str, ...]:
        """What identifies every submission known on a day, in the order of receipt: what a citation rests on.

        Its SHA-256; of one with counts of people, which could be tried against it, what is published of it instead.
        """
        counting = [kind.id for kind in self.catalogue.records if any(column.counts for column in kind.columns)]
        rows = [f"COALESCE(s.{name(kind.id)}, -1)" for kind in self.catalogue.records]
        public = f"concat_ws('|', r.form, COALESCE(r.qark, ''), r.period, r.submitted_on, {', '.join(rows)})"
        is_public = " AND ".join(["TRUE", *(f"COALESCE(s.{name(kind)}, 0) = 0" for kind in counting)])
        query = f"""SELECT CASE WHEN {is_public} THEN r.sha256 ELSE {public} END
FROM received r JOIN ({self._submissions(as_of, ())}) s ON s.submission = r.submission ORDER BY r.submission"""
        return tuple(row[0] for row in self._rows(query))

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

    def _submissions(self, as_of: date, areas: Sequence[str]) -> str:
        """The public table of submissions as of a day: a look-up where the same are known as on the settled day."""
        last = self._last_submitted_on or self._settled_on
        if as_of == self._settled_on or min(as_of, self._settled_on) >= last:
            return "SELECT * FROM submissions"
        of_all = [kind for form in self.catalogue.programme.forms if form.covers == "all" for kind in form.records]
        speaking = queries.speaking_of(as_of, self._in_areas("s.qark", areas), of_all)
        return tables.submissions_query(self.catalogue, as_of, speaking if areas else None)

    def records(self, kind: str, as_of: date, *, areas: Sequence[str] = ()) -> list[dict[str, Any]]:
        """The rows of a record kind that speak on a day: submission, sheet, row, qark, period, its columns."""
        found, inside = self.catalogue.record(kind), self._in_areas("r.qark", areas)
        order = "ORDER BY r.qark, r.period, r.sheet_row"
        units = self._units_in(areas)
        if not 0 < len(units) <= FEW:
            speaking = queries.speaking_of(as_of, self._in_areas("s.qark", areas))
            query = f"SELECT r.* FROM ({ledger.spoken(found, as_of)}) r WHERE {inside}"
            return self._dicts([("speaking", speaking)], f"{query} {order}")
        # All rows of a unit lie beside each other: to name the sheets in the query would take longer than to read them.
        sheets = {(submission, unit) for submission, unit, of in self._sheets(as_of, units) if of == kind}
        where = f"{inside}{ledger.known(found, as_of)}"
        rows = self._dicts([], f"SELECT r.* FROM {ledger.records_table(kind)} r WHERE {where} {order}")
        return [row for row in rows if (row["submission"], row["qark"]) in sheets]

    def _speaking_sheets(self, as_of: date, units: tuple[str, ...]) -> tuple[tuple[int, str, str], ...]:
        """The sheets that speak of a few units: of which submission, of which unit, of which kind (FIGURES.md 4.1)."""
        latest: dict[tuple[str, str, str], int] = {}
        known = self._few_submissions(as_of, units)
        for one in sorted(known, key=lambda one: (one.submitted_on, one.submission)):
            for kind in (kind for kind, rows in one.accepted.items() if rows is not None):
                for unit in (one.qark,) if one.qark else units:
                    latest[kind, unit, one.period] = one.submission
        return tuple((submission, unit, kind) for (kind, unit, _), submission in sorted(latest.items()))

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

    def row_values(self, sources: Sequence[SourceRow], *, areas: Sequence[str] = ()) -> dict[SourceRow, dict[str, Any]]:
        """The values of rows of evidence, as they were accepted.

        `areas`: the rows are of the units in these, so that no others need be looked at (FIGURES.md 4: a unit's
        obligation is proven by its own rows).
        """
        found: dict[SourceRow, dict[str, Any]] = {}
        for kind in sorted({source.sheet for source in sources}):
            own = [one for one in sources if one.sheet == kind]
            where = f"{self._in_areas('r.qark', areas)} AND {queries.of_rows(own)}"
            for row in self._dicts([], f"SELECT r.* FROM {ledger.records_table(kind)} r WHERE {where}"):
                source = SourceRow(row.pop("submission"), row.pop("sheet"), row.pop("row"))
                found[source] = row
        return found

    def findings(self, submissions: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
        """The findings kept with some submissions, as `rcat check --json` gave them; known ones alone."""
        if not submissions:
            return {}
        numbers = ", ".join(str(int(one)) for one in submissions)
        rows = self._rows(f"SELECT submission, findings FROM received WHERE submission IN ({numbers})")
        return {number: list(json.loads(findings)) for number, findings in rows}

    def _in_areas(self, column: str, areas: Sequence[str]) -> str:
        """A test that a unit lies in one of some areas; no areas mean any. KeyError for an unknown one."""
        units = self._units_in(areas)
        if len(units) <= _MOST_LISTED:
            return among(column, units)
        return f"{column} IN (SELECT qark FROM area_units WHERE {among('area', areas)})"

    def _units_in(self, areas: Sequence[str]) -> tuple[str, ...]:
        return tuple(sorted({unit for area in areas for unit in self.catalogue.units_of(area)}))
