"""Workbooks that open well and still hold a trap: hidden things, formulas, left-overs, other programs' habits."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.chart import BarChart
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tests.intake.builders import (
    MEETING,
    MEETINGS,
    edited,
    meeting,
    meetings_file,
    packed,
    parts_of,
    rules,
    saved,
    sharing_strings,
    workbook,
)
from tests.intake.conftest import Check

SHEET = "xl/worksheets/sheet2.xml"
Change = Callable[[Workbook], object]


def hidden_unknown_sheet(book: Workbook) -> None:
    book.create_sheet("x").sheet_state = "hidden"


def very_hidden_unknown_sheet(book: Workbook) -> None:
    book.create_sheet("x").sheet_state = "veryHidden"


def hidden_row_with_content(book: Workbook) -> None:
    book["meetings"].row_dimensions[2].hidden = True


def hidden_header(book: Workbook) -> None:
    book["meetings"].row_dimensions[1].hidden = True


def hidden_column_with_content(book: Workbook) -> None:
    book["meetings"].column_dimensions["C"].hidden = True


def hidden_row_of_the_cover(book: Workbook) -> None:
    book["cover"].row_dimensions[3].hidden = True


def hidden_row_of_an_unknown_sheet(book: Workbook) -> None:
    book.create_sheet("x")["A5"] = 1
    book["x"].row_dimensions[5].hidden = True


def all_rows_hidden_by_default(book: Workbook) -> None:
    book["meetings"].sheet_format.defaultRowHeight = 0


STOPPED: list[tuple[Change, str]] = [
    (hidden_unknown_sheet, "hidden_sheet"),
    (very_hidden_unknown_sheet, "hidden_sheet"),
    (hidden_row_with_content, "hidden_row"),
    (hidden_header, "hidden_row"),
    (hidden_column_with_content, "hidden_column"),
    (hidden_row_of_the_cover, "hidden_row"),
    (hidden_row_of_an_unknown_sheet, "hidden_row"),
    (all_rows_hidden_by_default, "hidden_row"),
]


@pytest.mark.parametrize(("change", "rule"), STOPPED, ids=lambda one: getattr(one, "__name__", None))
def test_what_is_hidden_stops_the_submission(check: Check, tmp_path: Path, change: Change, rule: str) -> None:
    book = workbook()
    change(book)
    found = check(saved(book, tmp_path / "a.xlsx"))
    assert (found.refused, rules(found, "error")) == (True, [rule])


@pytest.mark.parametrize("look", ['ht="0" customHeight="1"', 'hidden="true"', 'hidden="1"'])
def test_row_that_cannot_be_seen_stops_the_submission(check: Check, tmp_path: Path, look: str) -> None:
    found = check(edited(tmp_path / "a.xlsx", SHEET, '<row r="2"', f'<row r="2" {look}'))
    assert rules(found) == ["hidden_row"]


def empty_hidden_row(book: Workbook) -> None:
    book["meetings"].row_dimensions[40].hidden = True


def unused_rows_hidden(book: Workbook) -> None:
    book["meetings"].sheet_format.zeroHeight = True


def empty_hidden_column(book: Workbook) -> None:
    book["meetings"].column_dimensions["Z"].hidden = True


def merged_cells_beside_the_table(book: Workbook) -> None:
    book["meetings"].merge_cells("K20:L22")


def colours(book: Workbook) -> None:
    book["meetings"]["A2"].fill = PatternFill("solid", fgColor="FFFF00")


def a_million_formatted_rows_without_content(book: Workbook) -> None:
    book["meetings"].row_dimensions[1_048_576].height = 20


def cell_of_white_space_far_down(book: Workbook) -> None:
    book["meetings"]["A9000"] = "  \u00a0 "


@pytest.mark.parametrize(
    "change",
    [empty_hidden_row, unused_rows_hidden, empty_hidden_column, merged_cells_beside_the_table, colours,
     a_million_formatted_rows_without_content, cell_of_white_space_far_down],
)  # fmt: skip
def test_what_harms_nobody_passes_without_a_finding(check: Check, tmp_path: Path, change: Change) -> None:
    book = workbook()
    change(book)
    found = check(saved(book, tmp_path / "a.xlsx"))
    assert (found.findings, found.accepted, found.keeps_file) == ((), {"meetings": 1}, True)


def a_comment(book: Workbook) -> None:
    book["meetings"]["A2"].comment = Comment("see the minutes", "")


def a_chart(book: Workbook) -> None:
    book.worksheets[1].add_chart(BarChart(), "K1")


def an_author(book: Workbook) -> None:
    book.properties.creator = "Somebody Else"


def a_last_author(book: Workbook) -> None:
    book.properties.lastModifiedBy = "Somebody Else"


@pytest.mark.parametrize(
    ("change", "rule"),
    [(a_comment, "comment"), (a_chart, "extra_parts"), (an_author, "extra_author"), (a_last_author, "extra_author")],
)
def test_what_is_not_of_the_form_is_not_kept(check: Check, tmp_path: Path, change: Change, rule: str) -> None:
    book = workbook()
    change(book)
    found = check(saved(book, tmp_path / "a.xlsx"))
    assert (found.refused, rules(found), found.keeps_file) == (False, [rule], False)
    assert found.accepted == {"meetings": 1}


@pytest.mark.parametrize("program", ["openpyxl", "", "Microsoft Office User", "LibreOffice"])
def test_a_programs_name_is_no_author(check: Check, tmp_path: Path, program: str) -> None:
    book = workbook()
    book.properties.creator = program
    assert check(saved(book, tmp_path / "a.xlsx")).keeps_file


def test_hidden_sheet_of_the_form_is_read_with_a_warning(check: Check, tmp_path: Path) -> None:
    book = workbook()
    book["meetings"].sheet_state = "hidden"
    found = check(saved(book, tmp_path / "a.xlsx"))
    assert (found.refused, rules(found), found.accepted) == (False, ["hidden_form_sheet"], {"meetings": 1})


def test_chart_sheet_is_an_unknown_sheet(check: Check, tmp_path: Path) -> None:
    book = workbook()
    book.create_chartsheet("Grafik")
    assert "unknown_sheet" in rules(check(saved(book, tmp_path / "a.xlsx")))


def test_left_over_text_is_not_kept(check: Check, tmp_path: Path) -> None:
    parts = sharing_strings(parts_of(workbook()))
    parts["xl/sharedStrings.xml"] = parts["xl/sharedStrings.xml"].replace(b"</sst>", b"<si><t>old</t></si></sst>")
    found = check(packed(tmp_path / "a.xlsx", parts))
    assert (rules(found), found.keeps_file) == (["extra_parts"], False)


@pytest.mark.parametrize(("properties", "kept"), [("", True), ('<property name="x"><v>y</v></property>', False)])
def test_custom_properties(check: Check, tmp_path: Path, properties: str, kept: bool) -> None:
    parts: dict[str, bytes | str] = {**parts_of(workbook())}
    parts["docProps/custom.xml"] = f"<Properties>{properties}</Properties>"
    assert check(packed(tmp_path / "a.xlsx", parts)).keeps_file is kept


# --- how programs write cells


def test_shared_strings_are_read_like_inline_ones(check: Check, tmp_path: Path) -> None:
    found = check(packed(tmp_path / "a.xlsx", sharing_strings(parts_of(workbook()))))
    assert (found.findings, found.accepted, found.keeps_file) == ((), {"meetings": 1}, True)


def test_text_in_several_runs_is_one_text_and_phonetic_hints_are_none(check: Check, tmp_path: Path) -> None:
    runs = '<c r="G2" t="inlineStr"><is><r><t>Prot</t></r><r><rPr><b/></rPr><t>. 1</t></r><rPh><t>zz</t></rPh></is></c>'
    found = check(edited(tmp_path / "a.xlsx", SHEET, '<c r="G2".*?</c>', runs))
    assert found.sheets[0].rows[0].values["minutes_ref"] == "Prot. 1"


def test_cells_and_rows_without_addresses_count_on(check: Check, tmp_path: Path) -> None:
    parts = parts_of(workbook())
    parts[SHEET] = re.sub(rb'(<row|<c) r="[A-Z0-9]+"', rb"\1", parts[SHEET])
    assert check(packed(tmp_path / "a.xlsx", parts)).accepted == {"meetings": 1}


def test_cells_and_rows_out_of_order_are_put_in_order(check: Check, tmp_path: Path) -> None:
    path = edited(tmp_path / "a.xlsx", SHEET, '(<c r="B2".*?</c>)(.*?)(</row></sheetData>)', r"\2\1\3")
    assert check(path).findings == ()
    path = edited(tmp_path / "b.xlsx", SHEET, '(<row r="1".*?</row>)(<row r="2".*?</row>)', r"\2\1")
    assert check(path).findings == ()


def test_prefixed_and_strict_names_are_read(check: Check, tmp_path: Path) -> None:
    parts = parts_of(workbook())
    text = re.sub(r"<(/?)([a-zA-Z]+)", r"<\1x:\2", parts[SHEET].decode())
    parts[SHEET] = (
        text.replace("xmlns=", "xmlns:x=").replace("schemas.openxmlformats.org", "purl.oclc.org/ooxml").encode()
    )
    assert check(packed(tmp_path / "a.xlsx", parts)).accepted == {"meetings": 1}


def test_iso_date_cell(check: Check, tmp_path: Path) -> None:
    cell = '<c r="B2" t="d"><v>2009-03-31T10:00:00</v></c>'
    found = check(edited(tmp_path / "a.xlsx", SHEET, '<c r="B2".*?</c>', cell))
    assert found.sheets[0].rows[0].values["held_on"] == date(2009, 3, 31)
    assert rules(found) == ["time_dropped"]


def test_time_of_day_is_dropped(check: Check, tmp_path: Path) -> None:
    found = check(meetings_file(tmp_path, meeting(held_on=datetime.fromisoformat("2009-03-31T23:59"))))
    assert (rules(found), found.sheets[0].rows[0].values["held_on"]) == (["time_dropped"], date(2009, 3, 31))


def test_1904_system(check: Check, tmp_path: Path) -> None:
    book = workbook()
    book.epoch = CALENDAR_MAC_1904
    found = check(saved(book, tmp_path / "a.xlsx"))
    assert found.sheets[0].rows[0].values["held_on"] == date(2009, 3, 31)


@pytest.mark.parametrize(
    ("look", "said"),
    [
        ("dd.mm.yyyy", []), ("d mmmm yyyy", []), ("[$-41C]d mmmm yyyy;@", []), ("yyyy\\-mm\\-dd", []),
        ("mmmm yyyy", ["date_day_not_shown"]), ("dddd", ["date_year_not_shown"]), ("d mmm", ["date_year_not_shown"]),
    ],
)  # fmt: skip
def test_date_formats(check: Check, tmp_path: Path, look: str, said: list[str]) -> None:
    book = workbook()
    book["meetings"]["B2"].number_format = look
    assert rules(check(saved(book, tmp_path / "a.xlsx"))) == said


@pytest.mark.parametrize(
    ("stored", "day"),
    [("39902.9999999962", date(2009, 3, 31)), ("39903.99998", date(2009, 3, 31)), ("39902.4", date(2009, 3, 30))],
)
def test_moment_computed_a_hair_before_midnight_is_the_day_that_is_shown(
    check: Check, tmp_path: Path, stored: str, day: date
) -> None:
    """Programs show and read moments to the millisecond; number 39903 is 31 March 2009."""
    cell = f'<c r="B2" s="1"><f>A9+TIME(1,0,0)</f><v>{stored}</v></c>'
    found = check(edited(tmp_path / "a.xlsx", SHEET, '<c r="B2".*?</c>', cell))
    assert found.sheets[0].rows[0].values["held_on"] == day


@pytest.mark.parametrize("look", ["General", "0", "0.00", '0 "ditë"', "[Red]0", "#,##0", "hh:mm"])
def test_number_without_a_date_format_is_no_date(check: Check, tmp_path: Path, look: str) -> None:
    book = workbook({"meetings": (MEETINGS, meeting(held_on=39903))})
    book["meetings"]["B2"].number_format = look
    assert rules(check(saved(book, tmp_path / "a.xlsx"))) == ["date_is_number"]


def test_time_alone_is_no_date(check: Check, tmp_path: Path) -> None:
    assert check(meetings_file(tmp_path, meeting(held_on=time(10, 30)))).rejected == {"meetings": 1}


def test_formatted_number_in_a_text_column_is_read_with_a_warning(check: Check, tmp_path: Path) -> None:
    book = workbook({"meetings": (MEETINGS, meeting(minutes_ref=7))})
    book["meetings"]["G2"].number_format = "000"
    found = check(saved(book, tmp_path / "a.xlsx"))
    assert (rules(found), found.sheets[0].rows[0].values["minutes_ref"]) == (["text_as_shown"], "007")


# --- formulas, as programs write them

FORMULA_CELLS = [
    ('<c r="E2"><f>4+5</f><v>9</v></c>', ["formula"], 1),
    ('<c r="E2"><f>4+5</f><v></v></c>', ["formula_not_calculated"], 0),
    ('<c r="E2"><f>4+5</f></c>', ["formula_not_calculated"], 0),
    ('<c r="E2" t="e"><f>1/0</f><v>#DIV/0!</v></c>', ["error_value"], 0),
    ('<c r="E2" t="e"><v>#REF!</v></c>', ["error_value"], 0),
    ('<c r="E2"><f>[1]Sheet1!A1</f><v>9</v></c>', ["formula_outside"], 0),
    ('<c r="E2" t="str"><f>"9"</f><v>9</v></c>', ["formula", "number_from_text"], 1),
    ('<c r="E2" t="b"><f>TRUE()</f><v>1</v></c>', ["number_is_truth"], 0),
    ('<c r="E2"><f t="shared" ref="E2:E3" si="0">4+5</f><v>9</v></c>', ["formula"], 1),
    ('<c r="E2"><f t="array" ref="E2">SUM(1,8)</f><v>9</v></c>', ["formula"], 1),
]


@pytest.mark.parametrize(("cell", "expected", "accepted"), FORMULA_CELLS)
def test_formula_cells(check: Check, tmp_path: Path, cell: str, expected: list[str], accepted: int) -> None:
    found = check(edited(tmp_path / "a.xlsx", SHEET, '<c r="E2".*?</c>', cell))
    assert (rules(found), found.accepted["meetings"]) == (expected, accepted)


def test_formula_that_gives_an_empty_text_is_missing(check: Check, tmp_path: Path) -> None:
    cell = '<c r="G2" t="str"><f>IF(1,"","x")</f><v></v></c>'
    found = check(edited(tmp_path / "a.xlsx", SHEET, '<c r="G2".*?</c>', cell))
    assert (rules(found), found.sheets[0].rows[0].values["minutes_ref"]) == (["formula_empty"], None)


def test_row_of_formulas_that_give_empty_texts_is_blank(check: Check, tmp_path: Path) -> None:
    row = '<row r="3"><c r="A3" t="str"><f>IF(1,"","x")</f><v></v></c></row></sheetData>'
    found = check(edited(tmp_path / "a.xlsx", SHEET, "</sheetData>", row))
    assert (found.findings, found.accepted, found.rejected) == ((), {"meetings": 1}, {"meetings": 0})


def test_formula_as_text_is_text(check: Check, tmp_path: Path) -> None:
    cell = '<c r="G2" t="inlineStr"><is><t>=1+1</t></is></c>'
    found = check(edited(tmp_path / "a.xlsx", SHEET, '<c r="G2".*?</c>', cell))
    assert (found.findings, found.sheets[0].rows[0].values["minutes_ref"]) == ((), "=1+1")


@pytest.mark.parametrize("blank", ["", " ", "\u00a0", "\t\n", "\u200b", "\u3000"])
def test_blank_cells_are_missing_and_blank_rows_skipped(check: Check, tmp_path: Path, blank: str) -> None:
    row = tuple(blank for _ in MEETINGS)
    found = check(meetings_file(tmp_path, row, meeting(minutes_ref=blank), row, row, meeting(body="twt"), row))
    assert (found.findings, found.accepted) == ((), {"meetings": 2})
    assert [one.row for one in found.sheets[0].rows] == [3, 6]
    assert found.sheets[0].rows[0].values["minutes_ref"] is None


def test_blank_rows_above_the_header_are_skipped(check: Check, tmp_path: Path) -> None:
    found = check(saved(workbook({"meetings": ((), (), MEETINGS, MEETING)}), tmp_path / "a.xlsx"))
    assert (found.findings, found.sheets[0].rows[0].row) == ((), 4)
