"""Reading a build: the rows of a query, at once or bit by bit, each on a cursor of its own."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from functools import lru_cache
from typing import Any, TypeVar
from weakref import WeakMethod

import duckdb
import numpy as np
from numpy.typing import NDArray

from indicators import ledger
from indicators.sql import KEY

T = TypeVar("T")
_ROWS_AT_ONCE = 10_000


class DamagedBuildError(Exception):
    """The build's file cannot be read; it can be made anew from the store."""


def remembered(question: Callable[..., T], *, most: int) -> Callable[..., T]:
    """A reader's own question, whose last answers are remembered for as long as the reader lives.

    It is held weakly: else a reader, and with it the build's open file, would hold itself.
    """
    held = WeakMethod(question)

    @lru_cache(maxsize=most)
    def ask(*asked: Hashable) -> T:
        alive = held()
        if alive is None:
            raise ReferenceError
        return alive(*asked)

    return ask


class BuildReader:
    """A connection to a build, for as many threads as like. DamagedBuildError where its file cannot be read."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def close(self) -> None:
        """Let go of the build's file."""
        self._connection.close()

    def _dicts(self, steps: list[tuple[str, str]], query: str) -> list[dict[str, Any]]:
        """Rows as mappings, without the keys that only the queries need."""
        cursor = self._connection.cursor()
        try:
            cursor.execute(ledger.with_steps(steps, query) if steps else query)
            columns = ["row" if one[0] == "sheet_row" else str(one[0]) for one in cursor.description or ()]
            rows = cursor.fetchall()
        except duckdb.Error as error:
            raise DamagedBuildError(str(error)) from error
        kept = [(at, column) for at, column in enumerate(columns) if not column.endswith(KEY)]
        return [{column: row[at] for at, column in kept} for row in rows]

    def _columns(self, query: str) -> Mapping[str, NDArray[np.generic]]:
        """The columns of a query, of numbers that are never missing."""
        try:
            found = self._connection.cursor().execute(query).fetchnumpy()
        except duckdb.Error as error:
            raise DamagedBuildError(str(error)) from error
        return {column: np.asarray(values) for column, values in found.items()}

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
