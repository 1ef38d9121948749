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

from etl import hand_in
from etl.build.computing import COUNTED
from etl.build.tables import settle
from etl.build.warehouse import Warehouse
from etl.figures.opened import open_figures
from etl.outputs.exports.export import FORMATS, Choice, write_export
from indicators.loader import CATALOGUES, load

TODAY = date(2026, 1, 1)
# A day on which nearly all has been handed in, so that nearly all is owed, but which is not the settled one.
OTHER_DAY = date(2011, 1, 20)
CATALOGUE = load(CATALOGUES / "rcat-2008-2010")


def enlarge(build: Path, wanted: int) -> int:
    """Multiply the members' seats in a build until it owes so much; how much it owes.

    Trainings are multiplied half as often, which keeps their part in all that is owed as it was.
    """
    with duckdb.connect(str(build)) as connection:
        times = max(wanted // count(connection, "obligations WHERE indicator = 'training-coverage'"), 1)
        for kind, step in (("members", 1), ("trainings", 2)):
            connection.execute(
                f"""INSERT INTO records_{kind}
SELECT r.* REPLACE (r.sheet_row + 10000 * n AS sheet_row, COALESCE(r.organisation, '') || ' ' || n AS organisation,
  COALESCE(r.organisation_key, '') || ' ' || n AS organisation_key)
FROM records_{kind} r, range(1, ?, {step}) c(n)""",
                [times],
            )
        (as_of,) = connection.execute("SELECT as_of FROM build").fetchone() or (None,)
        connection.execute("DROP VIEW obligations")
        for table in ("ledger", "evidence", COUNTED, "indicator_values", "submissions"):
            connection.execute(f"DROP TABLE {table}")
        assert isinstance(as_of, date)
        settle(connection, CATALOGUE, as_of)
        return count(connection, "obligations")


def count(connection: duckdb.DuckDBPyConnection, what: str) -> int:
    """How many rows there are of something."""
    (found,) = connection.execute(f"SELECT COUNT(*) FROM {what}").fetchone() or (0,)
    return int(found)


def measure(build: Path, file_format: str, as_of: date | None) -> str:
    """Export a build in one format; what it took."""
    figures = open_figures(build, CATALOGUE, TODAY)
    chosen = as_of or figures.default_as_of
    begun, worked = time.perf_counter(), time.process_time()
    with TemporaryDirectory() as folder:
        write_export(Path(folder), figures, Choice(chosen), file_format)
    elapsed, work = time.perf_counter() - begun, time.process_time() - worked
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return f"{file_format} as of {chosen}: {elapsed:.1f} s, {work:.1f} s of work, {memory} MB"


def main(arguments: list[str]) -> None:
    """Without a build: make one and measure each format in a process of its own, as of the settled and another day."""
    if len(arguments) > 1:
        as_of = date.fromisoformat(arguments[2]) if len(arguments) > 2 else None
        sys.stdout.write(measure(Path(arguments[0]), arguments[1], as_of) + "\n")
        return
    with TemporaryDirectory() as folder:
        data = hand_in.demonstration(Path(folder), CATALOGUE, TODAY)
        build = Warehouse(data, CATALOGUE).ensure(TODAY).path
        wanted = int(arguments[0]) if arguments else 1_000_000
        sys.stdout.write(f"{enlarge(build, wanted)} obligations\n")
        for day in ([], [OTHER_DAY.isoformat()]):
            for name in FORMATS:
                call = [sys.executable, "-m", "tests.benchmarks.exports", str(build), name, *day]
                subprocess.run(call, check=True)


if __name__ == "__main__":
    main(sys.argv[1:])
