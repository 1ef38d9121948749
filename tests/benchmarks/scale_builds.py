"""How builds grow, beside named baselines in one run. Run by hand:

    python -m tests.benchmarks.scale_builds FOLDER [RECORDS...]

For each size a synthetic programme is made (tests/benchmarks/scale.py), then, each in a process of its own:
`build` makes the database anew; `limit` is DuckDB computing the same obligations and figures straight from the packs'
Parquet, in memory, each step once, and keeping nothing; `pandas` is what a user would write (pandas_ledger.py); `more`
publishes one more submission. Seconds of the clock and of the processors, peak memory, and how each compares.
"""

from __future__ import annotations

import json
import math
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import duckdb

from etl.storage import packs, spare, tables
from etl.storage.kept import Kept
from etl.storage.warehouse import MEMORY, Warehouse
from indicators.ledger import records_table
from indicators.loader import load
from tests.benchmarks import pandas_ledger
from tests.benchmarks.scale import PROGRAMME, TODAY, make
from tests.store.handed_in import put

SIZES = (100_000, 1_000_000, 10_000_000)
SEMESTERS = 22
MOST_FOR_PANDAS = 10_000_000


def warehouse_of(folder: Path) -> Warehouse:
    """The builds of a synthetic programme."""
    return Warehouse(folder / "data", load(folder / "catalogue" / PROGRAMME))


def build(folder: Path) -> Callable[[], object]:
    """The database made anew."""
    found = warehouse_of(folder)
    return lambda: found.build(TODAY)


def limit(folder: Path) -> Callable[[], object]:
    """The same joins and group-bys once, over views on the Parquet files."""
    found = warehouse_of(folder)
    as_of = duckdb.connect(str(found.ensure(TODAY).path), read_only=True).execute("SELECT as_of FROM build").fetchall()
    connection = duckdb.connect(":memory:", config={"memory_limit": MEMORY})
    connection.execute("SET preserve_insertion_order = false")
    tables.load_catalogue(connection, found.catalogue)
    every = str(found.store.folder / packs.FOLDER / "*" / "{}.parquet")
    sheets = every.format("sheets")
    columns = ", ".join(f"s.{column}" for column in tables.SHEETS if column != "qark")
    connection.execute(f"""CREATE VIEW sheets AS
SELECT s.qark, {columns} FROM '{sheets}' s WHERE s.qark IS NOT NULL
UNION ALL SELECT u.qark, {columns} FROM '{sheets}' s CROSS JOIN units u WHERE s.qark IS NULL""")
    for kind in found.catalogue.records:
        table = records_table(kind.id)
        connection.execute(f"CREATE VIEW {table} AS SELECT * FROM '{every.format(table)}'")
    return lambda: tables.compute(connection, found.catalogue, as_of[0][0])


def pandas(folder: Path) -> Callable[[], object]:
    """The ledger by pandas."""
    found = warehouse_of(folder)
    as_of = duckdb.connect(str(found.ensure(TODAY).path), read_only=True).execute("SELECT as_of FROM build").fetchall()
    folders = [pack.folder for pack in found.store.contents().packs]
    return lambda: pandas_ledger.build(folders, found.catalogue, as_of[0][0])


def more(folder: Path) -> Callable[[], object]:
    """One more submission of a committee published, with the spare that the build before had made."""
    found = warehouse_of(folder)
    spare.make(found.ensure(TODAY).path)
    pack = found.store.contents().packs[-1]
    one = next(one for one in pack.read(set(range(pack.last - 40, pack.last))) if one.qark)
    number = max(int(name.partition("-")[0]) for name in found.store.names()) + 1
    put(found.store, Kept(**{**vars(one), "submission": number, "sha256": f"{number:064x}"}))
    return lambda: found.ensure(TODAY)


ACTIONS = {action.__name__: action for action in (build, limit, pandas, more)}


def measure(folder: Path, action: str) -> dict[str, float]:
    """What one action took: in this process, which does nothing else."""
    act = ACTIONS[action](folder)
    begun, worked = time.perf_counter(), time.process_time()
    act()
    elapsed, work = time.perf_counter() - begun, time.process_time() - worked
    return {"s": elapsed, "work": work, "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def main(folder: Path, sizes: list[int]) -> None:
    """Measure and print a line an action, and how each grew since the size before."""
    before: dict[str, tuple[int, float]] = {}
    for size in sizes:
        make(folder / str(size), size, SEMESTERS)
        found: dict[str, dict[str, float]] = {}
        for action in ACTIONS:
            if action == "pandas" and size > MOST_FOR_PANDAS:
                continue
            call = [sys.executable, "-m", "tests.benchmarks.scale_builds", str(folder / str(size)), action]
            answer = subprocess.run(call, capture_output=True, text=True, check=False)
            if answer.returncode:
                sys.stdout.write(f"{size} {action}: {answer.stderr.splitlines()[-1:]}\n")
                continue
            one = found[action] = json.loads(answer.stdout)
            times = one["s"] / found["build"]["s"]
            line = f"{size} {action}: {one['s']:.2f} s, {one['work']:.2f} s of work, {one['mb']:.0f} MB"
            line += f", {times:.2f} x build"
            if action in before:
                rows, seconds = before[action]
                line += f", rows^{math.log(one['s'] / seconds) / math.log(size / rows):.2f}"
            before[action] = size, one["s"]
            sys.stdout.write(line + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    if sys.argv[2:] and sys.argv[2] in ACTIONS:
        sys.stdout.write(json.dumps(measure(Path(sys.argv[1]), sys.argv[2])))
    else:
        main(Path(sys.argv[1]), [int(float(one)) for one in sys.argv[2:]] or list(SIZES))
