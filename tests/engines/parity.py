"""One build computed by two engines, cell by cell."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from datetime import date
from typing import Any

import duckdb

from etl.build import tables
from etl.store.store import Kept
from indicators.model import Catalogue

Build = dict[str, tuple[list[Any], list[Any]]]


def computed_by(
    compute: tables.Compute, catalogue: Catalogue, kept: Sequence[Kept], days: Sequence[date]
) -> list[Build]:
    """For each day every table that is made after loading: its columns with their types, and its rows, sorted."""
    found = []
    for as_of in days:
        with closing(duckdb.connect()) as connection:
            tables.load(connection, catalogue, kept)
            before = _names(connection)
            tables.settle(connection, catalogue, as_of, compute)
            made = sorted(_names(connection) - before)
            found.append({name: _table(connection, name) for name in made})
    return found


def _names(connection: duckdb.DuckDBPyConnection) -> set[str]:
    return {row[0] for row in connection.execute("SELECT table_name FROM information_schema.tables").fetchall()}


def _table(connection: duckdb.DuckDBPyConnection, name: str) -> tuple[list[Any], list[Any]]:
    columns = connection.execute(f"SELECT column_name, column_type FROM (DESCRIBE {name})").fetchall()
    return columns, connection.execute(f"SELECT * FROM {name} ORDER BY ALL").fetchall()
