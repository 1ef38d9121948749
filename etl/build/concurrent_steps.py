"""Several pieces of work on one database at a time: while a step of one waits for its last rows, another goes on.

Whoever asks DuckDB works along with its threads; so it gets fewer of them for the while, and there are as many workers
as cores: on two cores each piece has one to itself, and takes a tenth less than two pieces that share three workers.
The last piece has them all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import closing, suppress

import duckdb

from etl.build.shadow_tables import whole

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
    (cores,) = connection.execute("SELECT current_setting('threads')").fetchone() or (1,)
    _share(connection, cores, AT_ONCE)
    with ThreadPoolExecutor(AT_ONCE) as workers:
        asked = [workers.submit(_by_itself, connection, place, work) for work in works]
        for ended, _ in enumerate(as_completed(asked), 1):
            _share(connection, cores, min(AT_ONCE, len(works) - ended))
    for one in asked:
        one.result()


def _share(connection: duckdb.DuckDBPyConnection, cores: int, pieces: int) -> None:
    """Let as many workers run as there are cores, of which each piece of work is one itself."""
    with suppress(duckdb.Error):  # a database that a full disk has stopped takes no setting; the pieces say why
        connection.execute(f"SET threads = {max(1, cores - max(1, pieces) + 1)}")


def _by_itself(connection: duckdb.DuckDBPyConnection, place: str, work: Work) -> None:
    with closing(connection.cursor()) as own:
        own.execute(f"USE {place}")
        work(own)
