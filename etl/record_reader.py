"""Reading what was handed in, out of a build: the rows that speak, values of single rows, what was found in them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any

import duckdb

from etl import questions
from etl.answers import SourceRow
from etl.build_reader import BuildReader
from etl.questions import among
from indicators import ledger
from indicators.model import Catalogue
from indicators.sql import text

# More units than these are named by their area: the text of a query must not grow with the programme.
_MOST_LISTED = 100
# Of so few units it is looked up once which sheets speak, and then for each record kind in those sheets alone.
_FEW = 12


class RecordReader(BuildReader):
    """The rows of one build's submissions. DamagedBuildError from any call where its file cannot be read."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, catalogue: Catalogue) -> None:
        super().__init__(connection)
        self.catalogue = catalogue
        self._sheets = lru_cache(maxsize=64)(self._speaking_sheets)

    def records(self, kind: str, as_of: date, *, areas: Sequence[str] = ()) -> list[dict[str, Any]]:
        """The rows of a record kind that speak on a day: submission, sheet, row, qark, period, its columns."""
        found, inside = self.catalogue.record(kind), self._in_areas("r.qark", areas)
        query = f"SELECT r.* FROM ({ledger.spoken(found, as_of)}) r WHERE {inside}"
        order = "ORDER BY r.qark, r.period, r.sheet_row"
        units = self._units_in(areas)
        if not areas or len(units) > _FEW:
            speaking = questions.speaking_of(as_of, self._in_areas("s.qark", areas))
            return self._dicts([("speaking", speaking)], f"{query} {order}")
        sheets = [sheet for sheet in self._sheets(as_of, units) if sheet[2] == kind]
        if not sheets:
            return []
        query += f" AND r.submission IN ({', '.join(str(sheet[0]) for sheet in sheets)})"
        return self._dicts([("speaking", questions.as_sheets(sheets))], f"{query} {order}")

    def _speaking_sheets(self, as_of: date, units: tuple[str, ...]) -> tuple[tuple[int, str, str], ...]:
        """The sheets that speak of a few units: of which submission, of which unit, of which kind."""
        query = questions.speaking_of(as_of, among("s.qark", units))
        return tuple(self._rows(f"SELECT submission, qark, kind FROM ({query}) s ORDER BY kind, submission, qark"))

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
            own = [one for one in sources if one.sheet == kind]
            table = ledger.records_table(kind)
            for row in self._dicts([], f"SELECT * FROM {table} WHERE {questions.of_rows(own)}"):
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
