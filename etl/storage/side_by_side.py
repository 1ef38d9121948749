"""Several pieces of work on one database at a time: while a step of one waits for its last rows, another goes on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import duckdb

from etl.storage.stage import whole

Work = Callable[[duckdb.DuckDBPyConnection], None]
AT_ONCE = 2


def side_by_side(connection: duckdb.DuckDBPyConnection, works: Sequence[Work]) -> None:
    """Do all of some works, each over a connection of its own: what is temporary is its own, what it inserts for all.

    A work alone has the connection that is given. The first error is raised when all have ended.
    """
    if len(works) == 1:
        works[0](connection)
        return
    place = whole(connection)
    with ThreadPoolExecutor(AT_ONCE) as workers:
        for done in [workers.submit(_by_itself, connection, place, work) for work in works]:
            done.result()


def _by_itself(connection: duckdb.DuckDBPyConnection, place: str, work: Work) -> None:
    with closing(connection.cursor()) as own:
        own.execute(f"USE {place}")
        work(own)
