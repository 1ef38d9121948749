"""The same records built by each engine, and whether a single cell differs. Run by hand, with what the engines need:

    python -m tests.benchmarks.engines FOLDER [RECORDS] [ENGINE...]

The clock runs over one whole computing: the tables taken to the engine, the queries run there, the results brought
back. `RCAT_POSTGRES` and `RCAT_SPARK_MASTER` say where an engine runs; left out, PostgreSQL is a server that the tests
start (Debian's package) and Spark this process. DuckDB is what the others are held to.
"""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack, closing
from pathlib import Path

import duckdb

from etl.build import tables
from etl.build.large.engines.engine import ENGINES, VARIABLES, engine_named
from indicators.loader import load
from tests.benchmarks.peers import AS_OF, loaded_tables, say
from tests.engines.server import running


def compute(engine: str, source: Path, target: Path, catalogue: Path) -> float:
    """The seconds that an engine takes to compute the tables in a copy of the loaded ones."""
    shutil.copyfile(source, target)
    with closing(duckdb.connect(str(target))) as connection:
        begun = time.perf_counter()
        engine_named(engine)(connection, load(catalogue), AS_OF)
        return time.perf_counter() - begun


def differing(one: Path, other: Path, catalogue: Path) -> int:
    """How many rows of the computed tables are in one database and not in the other."""
    with closing(duckdb.connect()) as connection:
        connection.execute(f"ATTACH '{one}' AS a (READ_ONLY); ATTACH '{other}' AS b (READ_ONLY)")
        found = 0
        for table, _ in tables.computed(load(catalogue), AS_OF):
            for left, right in (("a", "b"), ("b", "a")):
                query = f"SELECT COUNT(*) FROM (SELECT * FROM {left}.{table} EXCEPT ALL SELECT * FROM {right}.{table})"
                (count,) = connection.execute(query).fetchone() or (0,)
                found += int(count)
    return found


def main(arguments: Sequence[str]) -> None:
    """Measure and print."""
    folder, records, *engines = [*arguments, "100000"] if len(arguments) == 1 else arguments
    aside = Path(folder)
    source, catalogue = loaded_tables(aside / "scale", int(float(records)))
    baseline = aside / f"{ENGINES[0]}.duckdb"
    took = compute(ENGINES[0], source, baseline, catalogue)
    say(f"{records} records, {ENGINES[0]}: {took:.1f} s")
    with ExitStack() as servers:
        for engine in engines or ENGINES[1:]:
            if engine == "postgres" and not os.environ.get(VARIABLES[engine]):
                os.environ[VARIABLES[engine]] = servers.enter_context(running())
            target = aside / f"{engine}.duckdb"
            seconds = compute(engine, source, target, catalogue)
            rows = differing(baseline, target, catalogue)
            times = f"{seconds / took:.1f} x {ENGINES[0]}"
            say(f"{records} records, {engine}: {seconds:.1f} s ({times}), {rows} rows differ")


if __name__ == "__main__":
    main(sys.argv[1:])
