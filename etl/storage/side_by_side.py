"""Several pieces of work on one database at a time: while a step of one waits for its last rows, another goes on.

Whoever asks DuckDB works along with its threads; so it gets fewer of them for the while, and there are as many workers
as cores: on two cores each piece has one to itself, and takes a tenth less than two pieces that share three workers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress

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
    with _fewer_threads(connection), ThreadPoolExecutor(AT_ONCE) as workers:
        for done in [workers.submit(_by_itself, connection, place, work) for work in works]:
            done.result()


@contextmanager
def _fewer_threads(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    (threads,) = connection.execute("SELECT current_setting('threads')").fetchone() or (1,)
    connection.execute(f"SET threads = {max(1, threads - AT_ONCE + 1)}")
    try:
        yield
    finally:
        with suppress(duckdb.Error):  # where the disk was full the connection is of no more use, and that is known
            connection.execute(f"SET threads = {threads}")


def _by_itself(connection: duckdb.DuckDBPyConnection, place: str, work: Work) -> None:
    with closing(connection.cursor()) as own:
        own.execute(f"USE {place}")
        work(own)
