"""How builds grow, beside named baselines in one run. Run by hand:

    python -m tests.benchmarks.scale_builds [RECORDS...] [--folder FOLDER]

For each size (100,000, a million and ten million where none is named) a synthetic programme is made
(tests/benchmarks/scale.py; in a folder that is given it is kept for the next run), then, each in a process of its own:

`build`     the database made anew and published: every record copied, obligations, evidence, figures
`limit`     plain DuckDB from the packs' Parquet (limit_ledger.sql, written by hand): the same joins and group-bys once,
            obligations, evidence and figures kept in memory, nothing on disk; its rows are compared with the build's
`pandas`    what a user would write (pandas_ledger.py): obligations, evidence, figures and submissions, and all of them
            to Parquet files; the records stay where they are
`more`      one more submission of a committee, published
`register`  one more register, which covers every committee, published

A line each, as soon as it is measured: seconds of the clock and of the processors, peak memory, how many times the
limit's seconds, and the exponent by which it grew since the size before.
"""

from __future__ import annotations

import argparse
import json
import math
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from etl.build import tables
from etl.build.large import standby_copy
from etl.build.warehouse import MEMORY, Warehouse
from etl.store import packs
from etl.store.kept import Kept
from etl.store.packs import Pack
from indicators.loader import load
from tests.benchmarks.scale import PROGRAMME, TODAY, make
from tests.store.handed_in import put

SIZES = (100_000, 1_000_000, 10_000_000)
SEMESTERS = 22
LIMIT = Path(__file__).with_name("limit_ledger.sql")
COMPARED = ("ledger", "evidence", "indicator_values")
MOST_FOR_PANDAS = 10_000_000


def warehouse_of(folder: Path) -> Warehouse:
    """The builds of a synthetic programme."""
    return Warehouse(folder / "data", load(folder / "catalogue" / PROGRAMME))


def as_of_date(found: Warehouse) -> date:
    """The as-of date of the build that stands."""
    with duckdb.connect(str(found.ensure(TODAY).path), read_only=True) as connection:
        ((as_of,),) = connection.execute("SELECT as_of FROM build").fetchall()
    assert isinstance(as_of, date)
    return as_of


class Action:
    """Something to measure: what is prepared, what is measured, and what is said of it afterwards."""

    def __init__(self, folder: Path) -> None:
        self.found = warehouse_of(folder)
        self.folder = folder

    def act(self) -> None:
        """What is measured."""
        raise NotImplementedError

    def remark(self) -> str:
        """What is said of what it made."""
        return ""


class Build(Action):
    """The database made anew."""

    def act(self) -> None:
        self.path = self.found.build(TODAY).path

    def remark(self) -> str:
        return f"{self.path.stat().st_size / 1e6:.0f} MB of file"


class Limit(Action):
    """The same by hand, by plain DuckDB, in memory."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.connection = duckdb.connect(":memory:", config={"memory_limit": MEMORY})
        self.connection.execute("SET preserve_insertion_order = false")
        tables.load_catalogue(self.connection, self.found.catalogue)
        once = next(one.once for one in self.found.catalogue.indicators if one.once)
        variables = {
            "packs": str(self.found.store.folder / packs.FOLDER / "*"),
            "as_of": as_of_date(self.found),
            "baseline_asked_on": once,
        }
        for name, value in variables.items():
            self.connection.execute(f"SET VARIABLE {name} = ?", [value])

    def act(self) -> None:
        self.connection.execute(LIMIT.read_text("utf-8"))

    def remark(self) -> str:
        """How its rows compare with the build's."""
        self.connection.execute(f"ATTACH '{self.found.ensure(TODAY).path}' AS build (READ_ONLY)")
        others = 0
        for table in COMPARED:
            columns = ", ".join(name for name, *_ in self.connection.execute(f"DESCRIBE {table}").fetchall())
            ours, theirs = (f"SELECT {columns} FROM {of}.{table}" for of in ("build", "memory"))
            for one, other in ((ours, theirs), (theirs, ours)):
                query = f"SELECT COUNT(*) FROM ({one} EXCEPT ALL {other})"
                ((rows,),) = self.connection.execute(query).fetchall()
                others += rows
        return f"{others} rows differ from the build's"


class Pandas(Action):
    """The ledger by pandas."""

    def act(self) -> None:
        from tests.benchmarks import pandas_ledger  # noqa: PLC0415 - its memory is its own

        folders = [pack.folder for pack in self.found.store.contents().packs]
        aside = self.folder / "pandas"
        aside.mkdir(exist_ok=True)
        self.rows = pandas_ledger.build(folders, self.found.catalogue, self.as_of, aside)

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.as_of = as_of_date(self.found)

    def remark(self) -> str:
        with duckdb.connect(str(self.found.ensure(TODAY).path), read_only=True) as connection:
            ours = {
                table: connection.execute(f"SELECT COUNT(*) FROM {table}").fetchall()[0][0]
                for table in self.rows
            }  # fmt: skip
        return "as many rows as the build" if ours == self.rows else f"rows {self.rows}, the build {ours}"


class More(Action):
    """One more submission published, with the spare that the build before had made."""

    is_register = False

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        standby_copy.make(self.found.ensure(TODAY).path)
        pack = self.found.store.contents().packs[-1]
        (one,) = pack.read({self._number(pack)})
        number = max(int(name.partition("-")[0]) for name in self.found.store.names()) + 1
        put(self.found.store, Kept(**{**vars(one), "submission": number, "sha256": f"{number:064x}"}))

    def _number(self, pack: Pack) -> int:
        query = f"SELECT MAX(submission) FROM {pack.table(packs.RECEIVED)} WHERE (qark IS NULL) = ?"
        ((number,),) = duckdb.execute(query, [self.is_register]).fetchall()
        return int(number)

    def act(self) -> None:
        self.found.ensure(TODAY)


class Register(More):
    """The same of a register."""

    is_register = True


ACTIONS: Mapping[str, type[Action]] = {
    "build": Build, "limit": Limit, "pandas": Pandas, "more": More, "register": Register,
}  # fmt: skip


def measure(folder: Path, action: str) -> dict[str, float | str]:
    """What one action took: in this process, which does nothing else."""
    one = ACTIONS[action](folder)
    begun, worked = time.perf_counter(), time.process_time()
    one.act()
    elapsed, work = time.perf_counter() - begun, time.process_time() - worked
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"s": elapsed, "work": work, "mb": peak, "remark": one.remark()}


def say(line: str) -> None:
    """Print at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def prepared(folder: Path, size: int) -> Path:
    """The synthetic programme of a size; one that is there already is taken again."""
    place = folder / str(size)
    if not (place / "made").exists():
        begun = time.perf_counter()
        make(place, size, SEMESTERS)
        (place / "made").touch()
        say(f"{size:,} records made in {time.perf_counter() - begun:.0f} s")
    # What an earlier run handed in besides stands outside of packs, where the baselines do not look.
    store = warehouse_of(place).store
    for name in store.contents().loose:
        shutil.rmtree(store.folder / name)
    return place


def asked(folder: Path, action: str) -> dict[str, float]:
    """An action measured in a process of its own; nothing where it failed, which is said."""
    call = [sys.executable, "-m", "tests.benchmarks.scale_builds", "--folder", str(folder), "--action", action]
    answer = subprocess.run(call, capture_output=True, text=True, check=False)
    if answer.returncode:
        say(f"{action}: exit {answer.returncode} {answer.stderr.splitlines()[-1:]}")
        return {}
    found: dict[str, float] = json.loads(answer.stdout)
    return found


def main(folder: Path, sizes: Sequence[int], actions: Sequence[str]) -> None:
    """Measure and print a line an action, and how each grew since the size before."""
    before: dict[str, tuple[int, float]] = {}
    head = f"{'records':>12} {'what':<9} {'s':>8} {'CPU s':>8} {'MB':>7} {'s/limit':>9} {'CPU/limit':>9} {'growth':>11}"
    for size in sizes:
        place = prepared(folder, size)
        say(head)
        lines: dict[str, dict[str, float]] = {}
        for action in actions:
            one = {} if action == "pandas" and size > MOST_FOR_PANDAS else asked(place, action)
            if one:
                lines[action] = one
                growth = _growth(before.get(action), size, one["work"])
                before[action] = size, one["work"]
                say(_line(size, action, one, lines.get("limit"), growth) + f"  {one['remark']}")
        _compare(lines)


def _line(size: int, action: str, one: Mapping[str, float], limit: Mapping[str, float] | None, growth: str) -> str:
    ratios = " ".join(f"{one[key] / limit[key] if limit else math.nan:>9.2f}" for key in ("s", "work"))
    return f"{size:>12,} {action:<9} {one['s']:>8.2f} {one['work']:>8.2f} {one['mb']:>7.0f} {ratios} {growth:>11}"


def _growth(before: tuple[int, float] | None, size: int, work: float) -> str:
    """The exponent by which the processors' seconds grew."""
    if before is None or before[0] == size:
        return ""
    return f"rows^{math.log(work / before[1]) / math.log(size / before[0]):.2f}"


def _compare(lines: Mapping[str, Mapping[str, float]]) -> None:
    for one, other in (("build", "limit"), ("pandas", "build")):
        if one in lines and other in lines:
            seconds, work = (lines[one][key] / lines[other][key] for key in ("s", "work"))
            say(f"{one} takes {seconds:.2f} times the seconds of {other}, {work:.2f} times its CPU")


def arguments(given: Sequence[str]) -> argparse.Namespace:
    """The command's arguments."""
    parser = argparse.ArgumentParser(description="How builds grow, beside DuckDB alone and pandas.")
    parser.add_argument("records", nargs="*", type=lambda text: int(float(text)), help="sizes; 1e6 is a million")
    parser.add_argument("--folder", type=Path, help="where the synthetic programmes lie and stay")
    parser.add_argument("--only", nargs="*", choices=list(ACTIONS), help="only these")
    parser.add_argument("--action", choices=list(ACTIONS), help=argparse.SUPPRESS)
    return parser.parse_args(given)


if __name__ == "__main__":
    chosen = arguments(sys.argv[1:])
    if chosen.action:
        sys.stdout.write(json.dumps(measure(chosen.folder, chosen.action)))
    elif chosen.folder:
        main(chosen.folder, chosen.records or SIZES, chosen.only or list(ACTIONS))
    else:
        with TemporaryDirectory(prefix="rcat-scale-") as aside:
            main(Path(aside), chosen.records or SIZES, chosen.only or list(ACTIONS))
