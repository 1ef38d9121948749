"""The workbook: text stays text, a table that does not fit is refused, and a failed export leaves the old file."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from etl.export import Choice, TooManyRowsError, write_export
from etl.exports import spreadsheet
from etl.figures import Figures, figures_of
from tests.export.test_recompute import TODAY
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


def test_table_that_does_not_fit_is_refused_and_the_old_file_stays(
    figures: Figures, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_export(tmp_path, figures, CHOICE, "xlsx")
    before = workbook(tmp_path).read_bytes()
    monkeypatch.setattr(spreadsheet, "MOST_ROWS", 20)
    with pytest.raises(TooManyRowsError) as raised:
        write_export(tmp_path, figures, CHOICE, "xlsx")
    assert raised.value.table == "indicator_values"
    assert workbook(tmp_path).read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == [workbook(tmp_path).name]
