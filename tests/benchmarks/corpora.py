"""Our reader of workbooks beside openpyxl and python-calamine (where it is installed), cell by cell. Run by hand:

    python -m tests.benchmarks.corpora FOLDER

FOLDER holds workbooks of other people's programs, such as the test files of apache/poi, ClosedXML/ClosedXML,
ExcelDataReader, jmcnamara/XlsxWriter, PHPOffice/PhpSpreadsheet, SheetJS/test_files, tafia/calamine and
tidyverse/readxl. They are borrowed for the run and never committed.

Printed are the files by outcome; of the refused those that another reader can read, and macros without a program; the
places that hold personal data (never what stands there); and every cell, hidden sheet, row or column and merged range
that another reader sees otherwise without one of the reasons in `other_readers`. The exit status is 1 where there are
any of these last. Two cells of those corpora stay there for good: MCExecl.xlsx A1 (calamine takes a text of another
namespace for the cell's) and 52575_main.xlsx A2 (both drop a formula's text that an old LibreOffice wrote as inline).
"""

from __future__ import annotations

import importlib.util
import multiprocessing
import re
import resource
import sys
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from etl.intake.cells import RawSheet, RawSubmission, address, column_letters
from etl.intake.container.guard import LIMITS, NO_LIMITS
from etl.intake.reader import Reader
from etl.intake.report import Report
from etl.intake.sheets.personal_search import find_personal_data
from indicators.loader import CATALOGUES, load
from tests.benchmarks.other_readers import COVERED, NOTHING, Sheet, by_calamine, by_openpyxl, ours, reason_for, same

PATIENCE = 60.0
MEMORY = 4 << 30
CATALOGUE = load(CATALOGUES / "rcat-2008-2010")
WORKBOOKS = frozenset((".xlsx", ".xlsm", ".xltx", ".xltm", ".xlsb", ".xls", ".ods"))
OF_OLDER_KINDS = frozenset((".xlsb", ".xls", ".ods"))
OF_SIZE = frozenset(("too_many_rows", "too_many_columns", "too_many_parts", "unpacks_too_big", "took_too_long"))
PROGRAM = re.compile(r"vbaproject[^/]*\.bin$|/macrosheets/|/activex/")
FORKED = multiprocessing.get_context("fork")
PEERS = {"openpyxl": by_openpyxl} | ({"calamine": by_calamine} if importlib.util.find_spec("python_calamine") else {})


def _answer(reader: Callable[[Path], dict[str, Sheet]], path: Path, into: Connection) -> None:
    warnings.simplefilter("ignore")
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    try:
        into.send(reader(path))
    except Exception:  # noqa: BLE001 (whatever it is, the other reader cannot read the file)
        into.send(None)


def asked(reader: Callable[[Path], dict[str, Sheet]], path: Path) -> dict[str, Sheet] | None:
    """What another reader sees, in a process of its own; None where it cannot read the file in time and memory."""
    receive, send = FORKED.Pipe(duplex=False)
    process = FORKED.Process(target=_answer, args=(reader, path, send))
    process.start()
    send.close()
    found: dict[str, Sheet] | None = None
    with suppress(EOFError, OSError):
        found = receive.recv() if receive.poll(PATIENCE) else None
    process.kill()
    process.join()
    return found


@dataclass
class Totals:
    """What a run counts, and what nothing explains."""

    outcomes: Counter[str] = field(default_factory=Counter)
    compared: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    personal: Counter[str] = field(default_factory=Counter)
    remarks: list[str] = field(default_factory=list)
    unexplained: list[str] = field(default_factory=list)


def say(text: str) -> None:
    sys.stdout.write(text.encode("utf-8", "replace").decode("utf-8") + "\n")
    sys.stdout.flush()


def cells_of(sheet: RawSheet) -> dict[tuple[int, int], tuple[str, Any]]:
    """What we see of a sheet, by place."""
    return {(row.number, cell.column): ours(cell) for row in sheet.rows for cell in row.cells}


def compare_cells(own: RawSheet, other: Sheet, where: str, totals: Totals) -> None:
    """Every cell that either reader sees."""
    grid = cells_of(own)
    for place in sorted(grid.keys() | other.cells.keys()):
        pair = grid.get(place, NOTHING), other.cells.get(place, NOTHING)
        totals.compared["comparisons of cells"] += pair[0] != NOTHING or pair[1] not in (NOTHING, COVERED)
        if same(*pair):
            continue
        code = other.codes.get(place, "")
        reason = reason_for(*pair, code)
        if reason is not None:
            totals.reasons[reason] += 1
        else:
            row, column = place
            totals.unexplained.append(f"{where}{address(column, row)}: ours {pair[0]}, theirs {pair[1]}")


def structure(own: RawSheet, other: Sheet) -> Iterator[str]:
    """What is hidden or merged for one and not for the other; only rows and columns with content count."""
    if other.hidden is not None and own.hidden != other.hidden:
        yield f"sheet hidden: ours {own.hidden}"
    if other.merged is not None and {one.replace("$", "") for one in own.merged} != other.merged:
        yield f"merged: ours {sorted(own.merged)[:5]}, theirs {sorted(other.merged)[:5]}"
    if other.hidden_rows is not None:
        rows = {row.number for row in own.rows if row.hidden != (row.number in other.hidden_rows)}
        yield from (f"row {number}: hidden for one alone" for number in sorted(rows)[:3])
    if other.hidden_columns is not None:
        columns = {cell.column for row in own.rows for cell in row.cells}
        theirs = {one for one in columns for first, last in other.hidden_columns if first <= one <= last}
        differing = {one for one in columns if own.column_is_hidden(one) != (one in theirs)}
        yield from (f"column {column_letters(number)}: hidden for one alone" for number in sorted(differing)[:3])


def has_program(path: Path) -> bool:
    """Whether an archive holds a part that is a program."""
    with suppress(BadZipFile, OSError), ZipFile(path) as archive:
        return any(PROGRAM.search(name.lower()) for name in archive.namelist())
    return False


def look_for_personal_data(raw: RawSubmission, name: str, totals: Totals) -> None:
    """Where it is and of what kind, never what it is: whether a number or an id was taken for it must be looked at."""
    report = Report(name)
    find_personal_data(raw, CATALOGUE, report)
    places = {(one.rule, str(dict(one.values).get("cell", ""))) for one in report.findings}
    totals.personal.update({rule for rule, _ in places})
    if places and not any(rule == "personal_header" for rule, _ in places):
        totals.remarks.append(f"{name}: personal data at {sorted(places)[:5]}")


def look_at(path: Path, name: str, readers: tuple[Reader, Reader], totals: Totals) -> None:
    """One file."""
    raw = readers[0].read(path)
    rule = raw.faults[0].rule if raw.faults else "read"
    totals.outcomes[rule] += 1
    if rule == "macros" and not has_program(path):
        totals.remarks.append(f"{name}: refused for macros, and there is no program in it")
    if rule in OF_SIZE:
        raw = readers[1].read(path)
    if not raw.faults:
        look_for_personal_data(raw, name, totals)
    elif path.suffix.lower() in (".xls", ".xlsb", ".ods"):
        return  # of an older kind: none is read, whatever others do
    own = {sheet.name: sheet for sheet in raw.sheets}
    codes: dict[str, Mapping[tuple[int, int], str]] = {}  # which calamine does not tell
    reasons, unexplained = totals.reasons.total(), len(totals.unexplained)
    compared: set[str] = set()
    for peer, reader in PEERS.items():
        found = asked(reader, path)
        if raw.faults and found:
            totals.remarks.append(f"{name}: refused ({rule}), read by {peer}")
        totals.compared[f"files by {peer}"] += bool(own and found)
        compared |= own.keys() & (found or {}).keys()
        for title in own.keys() & (found or {}).keys():
            sheet, other = own[title], (found or {})[title]
            other.codes = codes.setdefault(title, other.codes)
            compare_cells(sheet, other, f"{name}, {peer}, {title}!", totals)
            totals.unexplained += [f"{name}, {peer}, {title}: {one}" for one in structure(sheet, other)]
    if compared:
        totals.compared["files"] += 1
        totals.compared["cells"] += sum(len(cells_of(own[title])) for title in compared)
        alike = (reasons, unexplained) == (totals.reasons.total(), len(totals.unexplained))
        totals.compared["files alike in every cell"] += alike


def main(folder: Path) -> int:
    """Compare all workbooks of a folder, and print."""
    totals = Totals()
    paths = sorted(path for path in folder.rglob("*") if path.suffix.lower() in WORKBOOKS and path.is_file())
    wide = replace(NO_LIMITS, seconds=PATIENCE, memory_bytes=MEMORY)
    with Reader(LIMITS) as usual, Reader(wide) as without_limits:
        for path in paths:
            look_at(path, path.relative_to(folder).as_posix(), (usual, without_limits), totals)
    for heading, counts in (
        ("files by outcome", totals.outcomes),
        ("compared", totals.compared),
        ("cells that differ, by reason", totals.reasons),
        ("files by place of personal data", totals.personal),
    ):
        say(f"{heading} ({counts.total()})")
        for what, count in counts.most_common():
            say(f"  {count:9,} {what}")
    for heading, lines in (("to be looked at", totals.remarks), ("without a reason", totals.unexplained)):
        say(f"{heading} ({len(lines)})")
        for line in lines:
            say(f"  {line}")
    return 1 if totals.unexplained else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
