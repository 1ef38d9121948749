"""`rcat submit` of a folder of ordinary workbooks beside the reader library alone on the same files. Run by hand:

    python -m tests.benchmarks.intake [WORKBOOKS]

The workbooks are the demonstration's, each under another office's name, so that no two are the same file. The baseline
is openpyxl in read-only mode giving every cell's value, which is where any program of one's own would begin.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import load_workbook

from etl.demonstration import write_demonstration
from indicators.loader import CATALOGUES, load

CATALOGUE = load(CATALOGUES / "rcat-2008-2010")


def workbooks(folder: Path, count: int) -> list[Path]:
    """So many workbooks of committees, no two alike."""
    write_demonstration(folder / "demonstration", CATALOGUE)
    found = sorted((folder / "demonstration").glob("*.xlsx"))
    (folder / "all").mkdir()
    return [
        _varied(found[number % len(found)], folder / "all" / f"{number:05d}.xlsx", number) for number in range(count)
    ]


def _varied(source: Path, target: Path, number: int) -> Path:
    office = CATALOGUE.programme.demonstration.prepared_by
    with ZipFile(source) as read, ZipFile(target, "w", ZIP_DEFLATED) as write:
        for member in read.infolist():
            content = read.read(member)
            if member.filename.endswith(".xml"):
                for words in office.values():
                    content = content.replace(words.encode(), f"Zyra {number}".encode())
            write.writestr(member.filename, content)
    return target


def read_alone(files: list[Path]) -> None:
    """Every cell of every sheet, by the library alone."""
    for file in files:
        for sheet in load_workbook(file, read_only=True).worksheets:
            for _ in sheet.iter_rows(values_only=True):
                pass


def timed(what: str, count: int, action: Callable[[], object]) -> float:
    """Do something to so many files; the seconds it took, children's work included in what is said."""
    begun, before = time.perf_counter(), os.times()
    action()
    took, after = time.perf_counter() - begun, os.times()
    work = sum(after[:4]) - sum(before[:4])
    sys.stdout.write(
        f"{what}: {took:.1f} s, {count / took:.1f} a second, {1000 * work / count:.1f} ms of work a file\n"
    )
    return took


def submit(what: Path, data: Path) -> None:
    """The command, as a user gives it."""
    call = [sys.executable, "-m", "dashboard.cli", "submit", str(what), "--data", str(data), "--json"]
    # Compiled once, as wherever it is installed, also where this shell says that nothing shall be.
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(data.parent / "compiled")
    answer = subprocess.run(call, capture_output=True, check=False, env=environment)
    if answer.returncode not in (0, 1):
        sys.stderr.write(answer.stderr.decode())


def main(count: int) -> None:
    """Measure and print, the baseline first."""
    with TemporaryDirectory() as aside:
        folder = Path(aside)
        files = workbooks(folder, count)
        sys.stdout.write(f"{count} workbooks, {date.today()}\n")  # noqa: DTZ011 - the day of the figures
        submit(files[0], folder / "one")  # whatever is compiled is compiled now
        alone = timed("openpyxl alone", count, lambda: read_alone(files))
        ours = timed("rcat submit", count, lambda: submit(folder / "all", folder / "data"))
        sys.stdout.write(f"rcat submit takes {ours / alone:.1f} times as long as the library alone\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
