"""How exports grow: time and memory of each format for a build with a million obligations. Run by hand:

    python -m tests.benchmarks.exports [OBLIGATIONS]

Each format runs in a process of its own, so that its memory is its own.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from etl import door
from etl.export import FORMATS, Choice, write_export
from etl.figures import open_figures
from etl.storage.warehouse import Warehouse
from indicators.loader import CATALOGUES, load

TODAY = date(2026, 1, 1)
CATALOGUE = load(CATALOGUES / "rcat-2008-2010")


def enlarge(build: Path, wanted: int) -> int:
    """Repeat the obligations of a build under further items until there are so many; how many there are."""
    with duckdb.connect(str(build)) as connection:
        (have,) = connection.execute("SELECT COUNT(*) FROM obligations").fetchone() or (0,)
        connection.execute(
            "INSERT INTO obligations SELECT o.* REPLACE (o.item || '|' || n AS item) FROM obligations o, range(?) r(n)",
            [max(wanted // have - 1, 0)],
        )
        (have,) = connection.execute("SELECT COUNT(*) FROM obligations").fetchone() or (0,)
    return int(have)


def measure(build: Path, file_format: str) -> str:
    """Export a build in one format; what it took."""
    figures = open_figures(build, CATALOGUE, TODAY)
    begun, worked = time.perf_counter(), time.process_time()
    with TemporaryDirectory() as folder:
        write_export(Path(folder), figures, Choice(figures.default_as_of), file_format)
    elapsed, work = time.perf_counter() - begun, time.process_time() - worked
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return f"{file_format}: {elapsed:.1f} s, {work:.1f} s of work, {memory} MB"


def main(arguments: list[str]) -> None:
    if len(arguments) == 2:
        sys.stdout.write(measure(Path(arguments[0]), arguments[1]) + "\n")
        return
    with TemporaryDirectory() as folder:
        data = door.demonstration(Path(folder), CATALOGUE, TODAY)
        build = Warehouse(data, CATALOGUE).ensure(TODAY).path
        count = enlarge(build, int(arguments[0]) if arguments else 1_000_000)
        sys.stdout.write(f"{count} obligations\n")
        for name in FORMATS:
            subprocess.run([sys.executable, "-m", "tests.benchmarks.exports", str(build), name], check=True)


if __name__ == "__main__":
    main(sys.argv[1:])
