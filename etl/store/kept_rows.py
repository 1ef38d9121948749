"""Kept submissions as rows of tables, for builds and for packs alike, and how rows get into a table."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

import duckdb

from etl.store.kept import Kept, plain
from indicators.keys import fold_key
from indicators.model import Catalogue, RecordKind
from indicators.sql import KEY, has_key, name

Rows = Iterable[Mapping[str, object]]
_ROWS_AT_ONCE = 10_000

RECEIVED = {
    "submission": "BIGINT", "sha256": "VARCHAR", "form": "VARCHAR", "qark": "VARCHAR", "period": "VARCHAR",
    "submitted_on": "DATE", "received_at": "VARCHAR", "demonstration": "BOOLEAN", "rejected": "VARCHAR",
    "findings": "VARCHAR",
}  # fmt: skip
SHEETS = {
    "submission": "BIGINT", "qark": "VARCHAR", "period": "VARCHAR", "kind": "VARCHAR", "submitted_on": "DATE",
    "sheet": "VARCHAR", "accepted": "BIGINT",
}  # fmt: skip


def insert(connection: duckdb.DuckDBPyConnection, table: str, columns: Mapping[str, str], rows: Rows) -> None:
    """Create a table and fill it, a batch of rows as one JSON text: far faster than a parameter a value.

    Nothing goes through a file: a kill would leave rows behind there, and a full disk would stop what needs no disk.
    """
    definition = ", ".join(f"{name(column)} {kind}" for column, kind in columns.items())
    connection.execute(f"CREATE TABLE {name(table)} ({definition})")
    append(connection, table, columns, rows)


def append(connection: duckdb.DuckDBPyConnection, table: str, columns: Mapping[str, str], rows: Rows) -> None:
    """Add rows to a table in the same way; columns left out of a row are empty."""
    shape = json.dumps([dict(columns)])
    waiting = iter(rows)
    while batch := list(islice(waiting, _ROWS_AT_ONCE)):
        query = f"INSERT INTO {name(table)} SELECT unnest(from_json(CAST(? AS JSON), ?), max_depth := 2)"
        connection.execute(query, [json.dumps(batch, ensure_ascii=False, default=plain), shape])


def received_row(one: Kept) -> dict[str, object]:
    """A submission as a row of `received`."""
    findings = json.dumps(list(one.findings), ensure_ascii=False)
    row: dict[str, object] = {key: getattr(one, key) for key in RECEIVED if key not in ("rejected", "findings")}
    return row | {"rejected": json.dumps(dict(one.rejected)), "findings": findings}


def sheet_rows(one: Kept, catalogue: Catalogue) -> Iterable[dict[str, object]]:
    """One row a sheet and unit that it speaks for; a register speaks for every unit (FIGURES.md 4.1)."""
    units = [one.qark] if one.qark else [unit.id for unit in catalogue.programme.areas.units]
    for kind, sheet in one.sheets.items():
        for unit in units:
            yield {
                "submission": one.submission, "qark": unit, "period": one.period, "kind": kind,
                "submitted_on": one.submitted_on, "sheet": sheet["sheet"], "accepted": len(sheet["rows"]),
            }  # fmt: skip


def record_rows(one: Kept, kind: RecordKind) -> Iterable[dict[str, Any]]:
    """The rows of one of a submission's sheets as rows of the record kind's table."""
    sheet = one.sheets.get(kind.id)
    if sheet is None:
        return
    for number, values in sheet["rows"]:
        row = {"submission": one.submission, "sheet": kind.id, "sheet_row": number, "period": one.period}
        row["qark"] = values.get(kind.unit) if kind.unit else one.qark
        for column in kind.columns:
            value = values.get(column.id)
            row[column.id] = value
            if has_key(column):
                row[column.id + KEY] = None if value is None else fold_key(str(value))
        yield row
