"""The workbook: text stays text, a long table goes on on another sheet, and a failed export leaves the old file."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import NoReturn
from xml.etree import ElementTree as ET

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from etl.figures.opened import figures_of
from etl.figures.read_api import Figures
from etl.outputs.exports import spreadsheet, workbook_parts
from etl.outputs.exports.export import Choice, write_export
from etl.outputs.exports.spreadsheet import write_table
from etl.outputs.exports.tables import Column, ColumnType, Table
from etl.outputs.exports.workbook_parts import WorkbookFile
from tests.exports.folders import read
from tests.exports.test_recompute import TODAY
from tests.ledger.bridge import SHIPPED, kept
from tests.oracle.build import committee, day, seat

FORMULA_LIKE = ("=1+1", "+355 tonë", "-qendra", "@shoqata", '=HYPERLINK("x","y")', "007", "NA")


@pytest.fixture
def figures() -> Figures:
    members = [seat("npo", "2008-02-01", organisation=name) for name in FORMULA_LIKE]
    return figures_of(kept([committee(1, "2009-S1", "2009-07-05", members=members)]), SHIPPED, TODAY)


CHOICE = Choice(day("2009-08-01"), areas=("AL-01",))


def workbook(folder: Path) -> Path:
    return folder / f"{SHIPPED.programme.id}.xlsx"


def test_what_begins_like_a_formula_is_text(figures: Figures, tmp_path: Path) -> None:
    write_export(tmp_path, figures, CHOICE, "xlsx")
    book = load_workbook(workbook(tmp_path))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "b", "d", "inlineStr"}
    assert not any(cell.hyperlink for cell in cells)
    items = {cell.value for cell in book["obligations"]["E"]}
    assert {f"npo|{name}" for name in FORMULA_LIKE} <= items


def test_sheets_are_filtered_and_their_headers_stay_in_view(figures: Figures, tmp_path: Path) -> None:
    write_export(tmp_path, figures, CHOICE, "xlsx")
    book = load_workbook(workbook(tmp_path))
    assert book.sheetnames[0] == "cover"
    assert book.sheetnames[-2:] == ["data_dictionary", "definitions"]
    for sheet in book.worksheets[1:]:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == sheet.dimensions
    definitions = [row[:2] for row in book["definitions"].iter_rows(min_row=2, values_only=True)]
    assert {one.id for one in SHIPPED.indicators} == {str(row[0]) for row in definitions}
    assert len(definitions) == len(set(definitions))


def test_table_of_more_rows_than_a_sheet_holds_goes_on_on_the_next(
    figures: Figures, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_export(tmp_path / "one", figures, CHOICE, "xlsx")
    whole = list(load_workbook(workbook(tmp_path / "one"))["indicator_values"].iter_rows(values_only=True))
    monkeypatch.setattr(workbook_parts, "MOST_ROWS", 20)
    write_export(tmp_path, figures, CHOICE, "xlsx")
    book = load_workbook(workbook(tmp_path))
    names = [name for name in book.sheetnames if name.startswith("indicator_values")]
    assert names == ["indicator_values", *(f"indicator_values_{number}" for number in range(2, len(names) + 1))]
    assert len(names) == -(-(len(whole) - 1) // 19)
    sheets = [list(book[name].iter_rows(values_only=True)) for name in names]
    assert {sheet[0] for sheet in sheets} == {whole[0]}
    assert [row for sheet in sheets for row in sheet[1:]] == whole[1:]
    assert all(book[name].auto_filter.ref == book[name].dimensions for name in names)


def test_table_as_long_as_a_sheet_leaves_no_empty_sheet_behind(
    figures: Figures, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook_parts, "MOST_ROWS", 1 + len(SHIPPED.indicators))
    write_export(tmp_path, figures, CHOICE, "xlsx")
    assert "indicators_2" not in load_workbook(workbook(tmp_path)).sheetnames


def test_sheet_of_too_many_bytes_goes_on_on_the_next(
    figures: Figures, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook_parts, "MOST_BYTES", 20_000)
    monkeypatch.setattr(spreadsheet, "_ROWS_AT_ONCE", 50)
    write_export(tmp_path, figures, CHOICE, "xlsx")
    assert "indicator_values_2" in load_workbook(workbook(tmp_path)).sheetnames


def test_failed_export_leaves_the_old_file(figures: Figures, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_export(tmp_path, figures, CHOICE, "xlsx")
    before = workbook(tmp_path).read_bytes()

    def fault(*_: object) -> NoReturn:
        raise OSError("no space left")

    monkeypatch.setattr(spreadsheet, "reference_sheet", fault)
    with pytest.raises(OSError, match="no space left"):
        write_export(tmp_path, figures, CHOICE, "xlsx")
    assert workbook(tmp_path).read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == [workbook(tmp_path).name]


ODD_TEXTS = (
    "a & b < c > d \"e\" 'f'", " space around ", "two\nlines\tand a tab", "]]>", "é ë ç 漢 😀", "true", "x" * 40_000,
    "12", "2009-01-01", "#REF!",
)  # fmt: skip
TYPED: tuple[tuple[ColumnType, object], ...] = (
    ("number", 2 / 3), ("number", 1e-7), ("number", 0.1 + 0.2), ("whole_number", 2**53 - 1), ("whole_number", 0),
    ("date", date(2009, 7, 5)), ("truth", True), ("truth", False), ("text", None), ("text", ""),
)  # fmt: skip


def sheet_of(folder: Path, table: Table) -> Worksheet:
    with WorkbookFile(folder / "table.xlsx", "<title> & all") as book:
        assert write_table(book, table) == 1
    sheet = load_workbook(folder / "table.xlsx").active
    assert isinstance(sheet, Worksheet)
    return sheet


def test_text_comes_back_as_it_was(tmp_path: Path) -> None:
    columns = tuple(Column(f"column_{number}", "text") for number in range(len(ODD_TEXTS)))
    (row,) = sheet_of(tmp_path, Table("table", columns, lambda: [ODD_TEXTS])).iter_rows(min_row=2)
    assert {found.data_type for found in row} <= {"s", "inlineStr"}
    for found, text in zip(row, ODD_TEXTS, strict=True):
        assert found.value == (text if len(text) < 32_768 else text[:32_766] + "…")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("bell \a", "bell _x0007_"),
        ("_x0041_", "_x005F_x0041_"),
        ("return\r", "return_x000D_"),
        ("half \ud800", "half \ufffd"),
        ("\uffff", "\ufffd"),
    ],
)
def test_what_xml_cannot_hold_is_written_as_spreadsheets_write_it(tmp_path: Path, text: str, written: str) -> None:
    sheet_of(tmp_path, Table("table", (Column("text", "text"),), lambda: [(text,)]))
    with zipfile.ZipFile(tmp_path / "table.xlsx") as archive:
        root = ET.fromstring(archive.read("xl/worksheets/sheet1.xml"))  # noqa: S314 (our own file)
    assert [one.text for one in root.iter() if one.tag.endswith("}t")] == ["text", written]


def test_numbers_and_dates_come_back_typed_and_in_full(tmp_path: Path) -> None:
    columns = tuple(Column(f"column_{number}", kind) for number, (kind, _) in enumerate(TYPED))
    values = tuple(value for _, value in TYPED)
    (row,) = sheet_of(tmp_path, Table("table", columns, lambda: [values])).iter_rows(min_row=2)  # type: ignore[list-item]
    for found, value in zip(row, values, strict=True):
        if isinstance(value, bool):
            assert found.value == str(value).lower()
        elif isinstance(value, date):
            assert found.number_format == r"yyyy\-mm\-dd"
            assert isinstance(found.value, datetime)
            assert found.value.date() == value
        else:
            assert found.value == (value if value != "" else None)


OFFICE = shutil.which("soffice")


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
def test_libreoffice_sees_the_same_values_and_no_formula(figures: Figures, tmp_path: Path) -> None:
    write_export(tmp_path, figures, CHOICE, "xlsx")
    write_export(tmp_path, figures, CHOICE, "csv")
    assert OFFICE is not None
    home = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    for kind in ("fods", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"):
        subprocess.run(
            [OFFICE, home, "--headless", "--convert-to", kind, "--outdir", str(tmp_path / "office"),
             str(workbook(tmp_path))], check=True, capture_output=True, timeout=120,
        )  # fmt: skip
    assert "table:formula" not in (tmp_path / "office" / f"{SHIPPED.programme.id}.fods").read_text("utf-8")
    for name in ("indicator_values", "obligations", "submissions", "indicators", "areas", "periods"):
        seen = read(tmp_path / "office" / f"{SHIPPED.programme.id}-{name}.csv")
        written = read(tmp_path / f"{name}.csv")
        assert len(seen) == len(written) > 0
        for row, expected in zip(seen, written, strict=True):
            assert {key: number(value) for key, value in row.items()} == {
                key: number(value) for key, value in expected.items()
            }


def number(text: str) -> str | float:
    """A share as a number, for LibreOffice shows fewer digits than it holds."""
    try:
        return round(float(text), 9)
    except ValueError:
        return text
