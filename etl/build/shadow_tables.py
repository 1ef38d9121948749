"""Temporary tables and views that stand before the whole ones of the same name, so that queries read a part of them."""

from __future__ import annotations

from typing import Self

import duckdb

from indicators.sql import name


class Stage:
    """What stands before the whole tables for a while. A context manager."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self._main = whole(connection)
        self._made: dict[str, str] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:  # else the whole transaction, and the file with it, is given up
            for table in tuple(self._made):
                self.drop(table)

    def rows(self, table: str, query: str, parameters: list[object] | None = None) -> None:
        """A temporary table of a query's rows."""
        self._connection.execute(f"CREATE TEMP TABLE {table} AS {query}", parameters)
        self.made(table)

    def made(self, table: str) -> None:
        """A temporary table that somebody else made goes with the others."""
        self._made[table] = "TABLE"

    def part_of(self, table: str, where: str) -> None:
        """Some rows of a whole table, copied, before it under its name."""
        self.rows(table, f"SELECT * FROM {self._main}.{table} WHERE {where}")

    def seen_of(self, table: str, where: str) -> None:
        """Some rows of a whole table before it under its name, found anew by each query: for what is read once."""
        self.seen(table, f"SELECT * FROM {self._main}.{table} WHERE {where}")

    def seen(self, table: str, query: str) -> None:
        """A query's rows, found anew by each query that reads them."""
        self._connection.execute(f"CREATE TEMP VIEW {table} AS {query}")
        self._made[table] = "VIEW"

    def drop(self, table: str) -> None:
        """Let the whole table of that name be seen again."""
        self._connection.execute(f"DROP {self._made.pop(table)} temp.main.{table}")

    def replace(self, table: str, where: str, query: str) -> None:
        """Put rows in the place of those of a whole table that a test finds."""
        self._connection.execute(f"DELETE FROM {self._main}.{table} WHERE {where}")
        self._connection.execute(f"INSERT INTO {self._main}.{table} {query}")


def whole(connection: duckdb.DuckDBPyConnection) -> str:
    """The place of a connection's own tables, by its whole name: what is temporary would stand before it."""
    (here,) = connection.execute("SELECT current_database()").fetchone() or ("",)
    return f"{name(here)}.main"
