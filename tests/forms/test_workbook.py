"""One writer for every workbook that goes out: what a person sees, what a reader finds, the same bytes every time."""

import zipfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from etl.formats.form_sheets import own_sheet_name, own_texts, record_sheet_name
from etl.outputs.forms.workbook import Cell, Row, write_form
from indicators.language import Language
from indicators.model import Catalogue, Column, RecordKind, Words

COVER: Mapping[str, Cell] = {
    "form": "committee",
    "qark": "AL-07",
    "period": "2009-S1",
    "submitted_on": date(2009, 7, 12),
    "prepared_by": "Sekretariati Teknik",
}
MEETING: Row = {"body": "rcat", "held_on": date(2009, 3, 31), "members_present": 9, "minutes_ref": "=1+1"}


@pytest.fixture
def committee(tmp_path: Path, catalogue: Catalogue, speaks: Language) -> Workbook:
    """A committee's form with one meeting, every other sheet empty."""
    form = catalogue.form("committee")
    rows: dict[str, list[Row]] = {name: [] for name in form.records}
    write_form(tmp_path / "form.xlsx", catalogue, form, speaks, COVER, rows | {"meetings": [MEETING]})
    return openpyxl.load_workbook(tmp_path / "form.xlsx")


def sheet_of(workbook: Workbook, kind: RecordKind, speaks: Language) -> Worksheet:
    sheet = workbook[record_sheet_name(kind, speaks)]
    assert isinstance(sheet, Worksheet)
    return sheet


def header(sheet: Worksheet) -> list[object]:
    return [cell.value for cell in sheet[1]]


def check_at(sheet: Worksheet, cell: str) -> DataValidation:
    found: list[DataValidation] = [one for one in sheet.data_validations.dataValidation if cell in one.sqref]
    assert len(found) == 1, f"{cell} is checked {len(found)} times"
    return found[0]


# --- what stands where


def test_sheets_stand_in_the_order_of_the_form_and_speak_its_language(
    committee: Workbook, catalogue: Catalogue, speaks: Language
) -> None:
    kinds = [catalogue.record(name).label[speaks.code] for name in catalogue.form("committee").records]
    own = [own_sheet_name(name, speaks) for name in ("cover", "guide", "lists")]
    assert committee.sheetnames == [own[0], *kinds, *own[1:]]


def test_headers_are_the_labels_alone_and_required_ones_show_an_asterisk(
    committee: Workbook, catalogue: Catalogue, speaks: Language
) -> None:
    for name in catalogue.form("committee").records:
        kind = catalogue.record(name)
        sheet = sheet_of(committee, kind, speaks)
        assert header(sheet) == [column.label[speaks.code] for column in kind.columns]
        for cell, column in zip(sheet[1], kind.columns, strict=True):
            assert ("*" in str(cell.number_format)) == column.required


def test_cover_has_two_columns_with_labels_for_form_and_qark(committee: Workbook, speaks: Language) -> None:
    rows = [[cell.value for cell in row] for row in committee.worksheets[0].iter_rows()]
    assert rows[0] == {"en": ["Field", "Value"], "sq": ["Fusha", "Vlera"]}[speaks.code]
    values = [row[1] for row in rows[1:]]
    form = {"en": "Committee's form", "sq": "Formulari i komitetit"}[speaks.code]
    assert values[:3] == [form, "Kukës", "2009-S1"]
    assert str(values[3])[:10] == "2009-07-12"
    assert values[4] == "Sekretariati Teknik"


def test_register_has_no_line_for_a_qark(tmp_path: Path, catalogue: Catalogue, albanian: Language) -> None:
    form = catalogue.form("register")
    write_form(tmp_path / "form.xlsx", catalogue, form, albanian, {"form": "register"}, {"reports": []})
    cover = openpyxl.load_workbook(tmp_path / "form.xlsx").worksheets[0]
    assert [cell.value for cell in cover["A"]] == [
        "Fusha", "Formulari", "Periudha e raportimit", "Data e dorëzimit", "Përgatitur nga (zyra)",
    ]  # fmt: skip


def test_kind_without_rows_is_an_empty_sheet_and_kind_not_named_has_none(
    tmp_path: Path, catalogue: Catalogue, albanian: Language
) -> None:
    write_form(tmp_path / "form.xlsx", catalogue, catalogue.form("committee"), albanian, COVER, {"trainings": []})
    workbook = openpyxl.load_workbook(tmp_path / "form.xlsx")
    assert workbook.sheetnames == ["Kopertina", "Trajnimet", "Si plotësohet", "Vlerat e lejuara"]
    assert workbook["Trajnimet"].max_row == 1


# --- values


def test_values_keep_their_types_and_codes_show_their_labels(
    committee: Workbook, catalogue: Catalogue, speaks: Language
) -> None:
    row = sheet_of(committee, catalogue.record("meetings"), speaks)[2]
    body = {"en": "Regional Anti-trafficking Committee", "sq": "Komiteti Rajonal Antitrafik"}[speaks.code]
    assert row[0].value == body
    assert row[1].data_type == "d"
    assert str(row[1].value)[:10] == "2009-03-31"
    assert row[4].value == 9


@pytest.mark.parametrize("text", ["=1+1", "+355", "-", "@sum", "007", "NO", "http://example.org", "1e5"])
def test_text_is_written_as_text_whatever_it_begins_with(
    tmp_path: Path, catalogue: Catalogue, albanian: Language, text: str
) -> None:
    rows: dict[str, list[Row]] = {"meetings": [{**MEETING, "minutes_ref": text}]}
    write_form(tmp_path / "form.xlsx", catalogue, catalogue.form("committee"), albanian, COVER, rows)
    cell = openpyxl.load_workbook(tmp_path / "form.xlsx")["Mbledhjet"]["G2"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)


# --- help while typing


def test_code_column_offers_its_whole_list_in_the_language(
    committee: Workbook, catalogue: Catalogue, speaks: Language
) -> None:
    kind = catalogue.record("members")
    check = check_at(sheet_of(committee, kind, speaks), "B2")
    assert check.type == "list"
    name, _, cells = str(check.formula1).rpartition("!")
    lists = committee[name.strip("'")]
    assert isinstance(lists, Worksheet)
    offered = [row[0].value for row in lists[cells.replace("$", "")]]
    assert offered == [code.label[speaks.code] for code in catalogue.codes(kind.column("institution"))]


def test_every_cell_below_a_header_is_checked_and_says_what_belongs_there(
    committee: Workbook, catalogue: Catalogue, speaks: Language
) -> None:
    for name in catalogue.form("committee").records:
        kind = catalogue.record(name)
        sheet = sheet_of(committee, kind, speaks)
        for cell, column in zip(sheet[1], kind.columns, strict=True):
            below = cell.coordinate.replace("1", "2")
            assert check_at(sheet, below).type in ("list", "date", "whole", "textLength")
            for place in (below, cell.coordinate):
                assert str(check_at(sheet, place).prompt).startswith(column.help[speaks.code][:200])


def test_dates_are_held_to_the_period_and_to_the_other_dates_of_the_row(
    committee: Workbook, catalogue: Catalogue, speaks: Language
) -> None:
    held_on = check_at(sheet_of(committee, catalogue.record("meetings"), speaks), "B2")
    assert "DATE(2009,1,1)" in str(held_on.formula1)
    assert "DATE(2009,6,30)" in str(held_on.formula2)
    until = check_at(sheet_of(committee, catalogue.record("members"), speaks), "E2")
    assert "$D2" in str(until.formula1)
    assert held_on.errorStyle == "warning", "a day can be written in many ways: it may stay after a warning"


def test_whole_number_may_not_be_below_the_column_it_is_held_against(
    committee: Workbook, catalogue: Catalogue, speaks: Language
) -> None:
    sheet = sheet_of(committee, catalogue.record("meetings"), speaks)
    assert (check_at(sheet, "E2").type, str(check_at(sheet, "E2").formula1)) == ("whole", "MAX(1)")
    assert "$E2" in str(check_at(sheet, "F2").formula1)


def test_column_that_refers_to_another_sheet_offers_what_that_sheet_holds(
    committee: Workbook, catalogue: Catalogue, speaks: Language
) -> None:
    check = check_at(sheet_of(committee, catalogue.record("programmes"), speaks), "A2")
    communities = record_sheet_name(catalogue.record("vulnerable_communities"), speaks)
    assert str(check.formula1).startswith(f"'{communities}'!$A$2")


def test_headers_are_protected_without_password_and_rows_may_be_filled_and_deleted(
    tmp_path: Path, committee: Workbook, catalogue: Catalogue, speaks: Language
) -> None:
    styles = zipfile.ZipFile(tmp_path / "form.xlsx").read("xl/styles.xml").decode()
    first_style = styles.partition("<cellXfs")[2].partition("</xf>")[0]
    assert 'locked="0"' in first_style, "what was never written is free"
    assert not any(cell.protection.locked for cell in committee.worksheets[1][2] if cell.value)
    for name in catalogue.form("committee").records:
        kind = catalogue.record(name)
        sheet = sheet_of(committee, kind, speaks)
        assert sheet.protection.sheet
        assert sheet.protection.password is None
        assert not sheet.protection.deleteRows, "openpyxl says True where it is forbidden"
        assert all(cell.protection.locked for cell in sheet[1])
        assert sheet.freeze_panes == "A2"


def test_guide_shows_an_example_row_of_every_sheet(committee: Workbook, catalogue: Catalogue, speaks: Language) -> None:
    guide = committee[own_sheet_name("guide", speaks)]
    assert isinstance(guide, Worksheet)
    rows = [[cell.value for cell in row] for row in guide.iter_rows()]
    examples = [row for row in rows if row[0] == speaks.say("template.guide.example")]
    kinds = [catalogue.record(name) for name in catalogue.form("committee").records]
    assert len(examples) == len(kinds)
    for kind, row in zip(kinds, examples, strict=True):
        for column, value in zip(kind.columns, row[1:], strict=False):
            assert value or not column.required, f"{kind.id}: no example of {column.id}"


# --- nothing but the form


def test_file_holds_nothing_but_the_form(tmp_path: Path, committee: Workbook, catalogue: Catalogue) -> None:
    assert [sheet.title for sheet in committee.worksheets if sheet.sheet_state != "visible"] == []
    assert [sheet.title for sheet in committee.worksheets if sheet.merged_cells.ranges] == []
    hidden = [one for sheet in committee.worksheets for one in sheet.column_dimensions.values() if one.hidden]
    assert hidden == []
    assert not committee.properties.creator
    names = zipfile.ZipFile(tmp_path / "form.xlsx").namelist()
    assert [name for name in names if "comment" in name or "drawing" in name or "vba" in name.lower()] == []
    texts = own_texts(catalogue, catalogue.form("committee"))
    for sheet in committee.worksheets[-2:]:
        assert {str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value} <= texts


def test_every_form_of_every_programme_can_be_written(
    tmp_path: Path, any_catalogue: Catalogue, speaks: Language
) -> None:
    """Titles, notes and lists within Excel's limits: xlsxwriter warns of any that is not, and a warning is an error."""
    for form in any_catalogue.programme.forms:
        path = tmp_path / f"{form.id}.xlsx"
        write_form(path, any_catalogue, form, speaks, {"form": form.id}, {name: [] for name in form.records})
        assert len(openpyxl.load_workbook(path).sheetnames) == len(form.records) + 3


def test_same_form_gives_the_same_bytes(tmp_path: Path, catalogue: Catalogue, speaks: Language) -> None:
    for name in ("one.xlsx", "other.xlsx"):
        rows: dict[str, list[Row]] = {"meetings": [MEETING]}
        write_form(tmp_path / name, catalogue, catalogue.form("committee"), speaks, COVER, rows)
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "other.xlsx").read_bytes()


def test_bytes_depend_on_no_clock_and_no_compressor(tmp_path: Path, catalogue: Catalogue, albanian: Language) -> None:
    write_form(tmp_path / "form.xlsx", catalogue, catalogue.form("committee"), albanian, COVER, {"meetings": []})
    archive = zipfile.ZipFile(tmp_path / "form.xlsx")
    assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert {info.compress_type for info in archive.infolist()} == {zipfile.ZIP_STORED}
    assert b"2008-01-01T00:00:00Z" in archive.read("docProps/core.xml")


# --- the catalogue drives


def test_new_column_of_the_catalogue_is_a_new_column_of_the_workbook(
    tmp_path: Path, catalogue: Catalogue, speaks: Language
) -> None:
    kind = catalogue.record("meetings")
    label, help_text = Words(en="Guests", sq="Të ftuar"), Words(en="How many guests.", sq="Sa të ftuar.")
    guests = Column(id="guests", type="whole_number", label=label, help=help_text, minimum=0)
    wider = kind.model_copy(update={"columns": (*kind.columns, guests)})
    records = tuple(wider if one.id == kind.id else one for one in catalogue.records)
    changed = catalogue.model_copy(update={"records": records})
    rows: dict[str, list[Row]] = {"meetings": [{**MEETING, "guests": 4}]}
    write_form(tmp_path / "form.xlsx", changed, changed.form("committee"), speaks, COVER, rows)
    workbook = openpyxl.load_workbook(tmp_path / "form.xlsx")
    sheet = sheet_of(workbook, wider, speaks)
    assert header(sheet)[-1] == label[speaks.code]
    assert sheet["H2"].value == 4
    assert check_at(sheet, "H2").prompt == help_text[speaks.code]
    guide = workbook[own_sheet_name("guide", speaks)]
    assert isinstance(guide, Worksheet)
    assert help_text[speaks.code] in {cell.value for row in guide.iter_rows() for cell in row}
