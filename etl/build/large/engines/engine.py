"""Which engines there are, what one that cannot work says, and where it puts what passes between it and DuckDB.

An engine is a `Compute` of etl/build/tables.py: it takes over the loaded tables that the queries read, runs the
queries in its own dialect, and gives back the computed tables and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from etl.build.tables import Compute, compute

# Engine -> the module of this package whose `compute` it is. Each is an extra of the same name to install.
_MODULES = {"postgres": "etl.build.large.engines.postgres", "spark": "etl.build.large.engines.spark"}
ENGINES = ("duckdb", *_MODULES)
# Engine -> the environment variable that says where it runs.
VARIABLES = {"postgres": "RCAT_POSTGRES", "spark": "RCAT_SPARK_MASTER"}


class EngineError(Exception):
    """An engine cannot do its work.

    `reason`: `missing` (not installed), `unreachable` (no server answers), `no_java` or `failed` (it gave up); `detail`
    is the engine's own first line.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.detail = detail


def engine_named(name: str) -> Compute:
    """The engine of a name, one of ENGINES. EngineError `missing` where its extra is not installed."""
    if name not in _MODULES:
        return compute
    try:
        found: Compute = import_module(_MODULES[name]).compute
    except ImportError as error:
        raise EngineError("missing", str(error.name)) from error
    return found


def first_line(error: Exception) -> str:
    """What an error says, in one line: servers add hints, positions and stack traces."""
    return next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)


@contextmanager
def exchange(connection: duckdb.DuckDBPyConnection) -> Iterator[Path]:
    """A folder for what passes between DuckDB and the engine, removed at the end.

    It lies beside the database that is being built: there the disk has room for a build, a cluster that shares the data
    folder sees it, and the next builder removes what a killed one left.
    """
    files = connection.execute("SELECT path FROM duckdb_databases() WHERE path IS NOT NULL").fetchall()
    beside = Path(files[0][0]).resolve().parent if files else None
    with TemporaryDirectory(prefix="exchange-", dir=beside) as folder:
        yield Path(folder)
