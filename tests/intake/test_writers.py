"""Workbooks written by many programs are accepted with the same rows, whatever each makes of cells, dates and texts.

Programs that are not at hand are passed over: NODE_PATH says where node finds exceljs, xlsx (SheetJS) and excelize-wasm
(excelize of Go, compiled). Exports of KoboToolbox and ODK, by labels and by names, are in tests/exports.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest

from tests.intake.builders import COVER, MEETINGS, cover_rows, meeting, rules, saved, workbook
from tests.intake.conftest import Check
from tests.intake.written_by_google import by_google

Sheets = dict[str, list[tuple[Any, ...]]]
Writer = Callable[[Path, Sheets], Path]
MEMBERS = ("body", "institution", "organisation", "since", "until")
SHEETS: Sheets = {
    "cover": cover_rows(COVER),
    "meetings": [
        MEETINGS,
        meeting(),
        meeting(body="twt", held_on=date(2009, 6, 30), kind=None, members_total=None, minutes_ref="Nr. 7 – Kukës"),
        meeting(held_on=date(2009, 1, 1), chaired_by=None, members_present=1, minutes_ref=None),
    ],
    "members": [
        MEMBERS,
        ("rcat", "police", None, date(2004, 2, 29), date(2010, 1, 31)),
        ("rcat", "npo", "Tjetër “Vizion” & Co <2>", date(2008, 12, 31), None),
    ],
}


def accepted() -> dict[str, list[dict[str, Any]]]:
    """The rows as they are kept, worked out from what was written alone."""
    tables = {name: rows for name, rows in SHEETS.items() if name != "cover"}
    return {name: [dict(zip(rows[0], row, strict=True)) for row in rows[1:]] for name, rows in tables.items()}


def by_openpyxl(path: Path, sheets: Sheets) -> Path:
    return saved(workbook({name: rows for name, rows in sheets.items() if name != "cover"}), path)


def by_pandas(path: Path, sheets: Sheets, engine: Any = "openpyxl") -> Path:
    pandas = pytest.importorskip("pandas")
    with pandas.ExcelWriter(path, engine=engine) as writer:
        for name, rows in sheets.items():
            pandas.DataFrame(rows[1:], columns=list(rows[0])).to_excel(writer, sheet_name=name, index=False)
    return path


def by_pandas_with_xlsxwriter(path: Path, sheets: Sheets) -> Path:
    return by_pandas(path, sheets, "xlsxwriter")


def by_xlsxwriter(path: Path, sheets: Sheets, **options: object) -> Path:
    xlsxwriter = pytest.importorskip("xlsxwriter")
    with xlsxwriter.Workbook(path, {"default_date_format": "dd.mm.yyyy", **options}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for place, value in enumerate(row):
                    if value is not None:
                        sheet.write(number, place, value)
    return path


def by_xlsxwriter_from_1904(path: Path, sheets: Sheets) -> Path:
    return by_xlsxwriter(path, sheets, date_1904=True)


def by_xlsxwriter_row_by_row(path: Path, sheets: Sheets) -> Path:
    return by_xlsxwriter(path, sheets, constant_memory=True)


def by_polars(path: Path, sheets: Sheets) -> Path:
    polars, xlsxwriter = pytest.importorskip("polars"), pytest.importorskip("xlsxwriter")
    with xlsxwriter.Workbook(path) as book:
        for name, rows in sheets.items():
            columns = {
                header: [row[place] if name != "cover" else str(row[place]) for row in rows[1:]]
                for place, header in enumerate(rows[0])
            }
            polars.DataFrame(columns, strict=False).write_excel(book, worksheet=name)
    return path


def by_pyexcelerate(path: Path, sheets: Sheets) -> Path:
    pyexcelerate = pytest.importorskip("pyexcelerate")
    book = pyexcelerate.Workbook()
    for name, rows in sheets.items():
        sheet = book.new_sheet(name)
        for number, row in enumerate(rows, start=1):
            for place, value in enumerate(row, start=1):
                if isinstance(value, date):
                    sheet.set_cell_value(number, place, datetime.combine(value, time()))
                    sheet.set_cell_style(number, place, pyexcelerate.Style(format=pyexcelerate.Format("dd/mm/yyyy")))
                elif value is not None:
                    sheet.set_cell_value(number, place, value)
    book.save(str(path))
    return path


_EXCELJS = """
const Excel = require('exceljs'); const book = new Excel.Workbook();
for (const [name, rows] of Object.entries(sheets)) {
  const sheet = book.addWorksheet(name);
  rows.forEach(row => sheet.addRow(row));
}
book.xlsx.writeFile(path);
"""
_SHEETJS = """
const X = require('xlsx'); const book = X.utils.book_new();
for (const [name, rows] of Object.entries(sheets)) {
  X.utils.book_append_sheet(book, X.utils.aoa_to_sheet(rows, OPTIONS), name);
}
X.writeFile(book, path, OPTIONS);
"""
_EXCELIZE = """
const archive = require('path').join(require('path').dirname(require.resolve('excelize-wasm')), 'excelize.wasm.gz');
const told = answer => { if (answer.error) throw new Error(answer.error); return answer; };
const serial = value => (value - Date.UTC(1899, 11, 30)) / 86400000;
require('excelize-wasm').init(archive).then(excelize => {
  const book = excelize.NewFile();
  const { style } = told(book.NewStyle({ CustomNumFmt: 'dd.mm.yyyy' }));
  Object.entries(sheets).forEach(([name, rows], order) => {
    told(order ? book.NewSheet(name) : book.SetSheetName('Sheet1', name));
    rows.forEach((row, down) => row.forEach((value, across) => {
      if (value === null) return;
      const { cell } = told(excelize.CoordinatesToCellName(across + 1, down + 1));
      told(book.SetCellValue(name, cell, value instanceof Date ? serial(value) : value));
      if (value instanceof Date) told(book.SetCellStyle(name, cell, cell, style));
    }));
  });
  require('fs').writeFileSync(path, told(book.WriteToBuffer()).buffer);
  process.exit();
});
"""
_DATES = """
const dated = value => typeof value === 'string' && /^\\d{4}-\\d\\d-\\d\\d$/.test(value) ? new Date(value) : value;
for (const name in sheets) sheets[name] = sheets[name].map(row => row.map(dated));
"""


def by_node(module: str, script: str, needs: str = "true") -> Writer:
    """A writer that needs node and one of its packages, such that `needs` is true of it."""

    def write(path: Path, sheets: Sheets) -> Path:
        node, asked = shutil.which("node"), f"const it = require('{module}'); process.exit({needs} ? 0 : 1)"
        if node is None or subprocess.run([node, "-e", asked], check=False, capture_output=True).returncode:
            pytest.skip(f"{module} is not at hand")
        given = json.dumps(sheets, default=str)
        program = f"const path = {json.dumps(str(path))}; const sheets = {given};{_DATES}{script}"
        subprocess.run([node, "-e", program], check=True, env=None)
        return path

    write.__name__ = f"by_{module}"
    return write


def by_libreoffice(path: Path, sheets: Sheets) -> Path:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not at hand")
    first = by_openpyxl(path.with_name("first.xlsx"), sheets)
    out = path.parent / "out"
    profile = f"-env:UserInstallation={(path.parent / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", "xlsx", "--outdir", str(out), str(first)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return out / "first.xlsx"


WRITERS: list[Writer] = [
    by_openpyxl, by_pandas, by_pandas_with_xlsxwriter, by_xlsxwriter, by_xlsxwriter_from_1904, by_xlsxwriter_row_by_row,
    by_polars, by_pyexcelerate, by_google, by_node("exceljs", _EXCELJS), by_node("excelize-wasm", _EXCELIZE),
    by_libreoffice,
    # Before 0.20 SheetJS writes a day as a moment in UTC, which is another day elsewhere: FORMS.md rejects it.
    by_node("xlsx", _SHEETJS.replace("OPTIONS", "{UTC: true, cellDates: true}"), "it.version >= '0.20'"),
    *(by_node("xlsx", _SHEETJS.replace("OPTIONS", options)) for options in (
        "{UTC: true}", "{UTC: true, bookSST: true}")),
]  # fmt: skip


@pytest.mark.parametrize("write", WRITERS, ids=lambda one: one.__name__)
def test_workbook_is_accepted_with_the_same_rows(check: Check, tmp_path: Path, write: Writer) -> None:
    found = check(write(tmp_path / "a.xlsx", SHEETS))
    assert rules(found, "error") == []
    assert set(rules(found)) <= {"date_from_text", "extra_author", "extra_parts", "extra_outside"}
    assert {one.kind: [row.values for row in one.rows] for one in found.sheets} == accepted()
