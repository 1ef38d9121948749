"""How soon after the drop an ordinary workbook's findings are there, beside openpyxl alone on the same file. By hand:

    python -m tests.benchmarks.findings [WORKBOOK]

Without a workbook the largest one of the demonstration data is taken. Cold is the first file of a process, whose reader
and checks have yet to start; warm is every later one.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from openpyxl import load_workbook

from etl.demonstration import write_demonstration
from etl.intake.reader import Reader
from etl.intake.submission import check_submission
from indicators.loader import CATALOGUES, load

CATALOGUE = load(CATALOGUES / "rcat-2008-2010")
TODAY = date(2026, 1, 1)
TIMES = 7


def seconds(action: Callable[[], object]) -> float:
    """How long something takes."""
    begun = time.perf_counter()
    action()
    return time.perf_counter() - begun


def read_all(path: Path) -> int:
    """Every value of every sheet, as openpyxl alone reads them; how many cells."""
    return sum(len(row) for sheet in load_workbook(path) for row in sheet.iter_rows(values_only=True))


def measure(path: Path) -> None:
    """Say what it takes, and how much of it openpyxl alone would take."""
    with_reader = []
    reader = Reader()

    def findings() -> None:
        reader.start()
        with_reader.append(check_submission(path, CATALOGUE, today=TODAY, reader=reader))

    cold = seconds(findings)
    warm = statistics.median(seconds(findings) for _ in range(TIMES))
    reader.close()
    alone = statistics.median(seconds(lambda: read_all(path)) for _ in range(TIMES))
    rows = sum(with_reader[0].accepted.values()) + sum(with_reader[0].rejected.values())
    sys.stdout.write(f"{path.name}: {rows} rows, {len(with_reader[0].findings)} findings\n")
    for name, taken in (("openpyxl alone", alone), ("findings, warm", warm), ("findings, cold", cold)):
        sys.stdout.write(f"{name}: {taken:.3f} s, {taken / alone:.1f} times openpyxl alone\n")


def main(arguments: list[str]) -> None:
    if arguments:
        measure(Path(arguments[0]))
        return
    with TemporaryDirectory() as folder:
        books = [path for path in write_demonstration(Path(folder), CATALOGUE) if path.suffix == ".xlsx"]
        measure(max(books, key=lambda path: path.stat().st_size))


if __name__ == "__main__":
    main(sys.argv[1:])
