"""Workbooks with one part that is broken or means harm: one builder a fault, named after it.

They are registered beside the faulty containers; all of them stop the submission.
"""

from __future__ import annotations

from pathlib import Path

from tests.intake.builders import MEETING, MEETINGS, edited, packed, parts_of, saved, sharing_strings, workbook
from tests.intake.faulty_containers import fault

SHEET = "xl/worksheets/sheet2.xml"
STRINGS = "xl/sharedStrings.xml"


@fault("old_format")
def binary_workbook(folder: Path) -> Path:
    return packed(folder / "a.xlsb", {"[Content_Types].xml": "<Types/>", "xl/workbook.bin": b"\x83\x01"})


@fault("unreadable")
def xml_that_is_not_well_formed(folder: Path) -> Path:
    return edited(folder / "a.xlsx", SHEET, "</sheetData>", "")


@fault("unreadable")
def xml_cut_off(folder: Path) -> Path:
    return edited(folder / "a.xlsx", SHEET, "<row.*", "<row ")


@fault("unreadable")
def sheet_part_missing(folder: Path) -> Path:
    parts = parts_of(workbook())
    del parts[SHEET]
    return packed(folder / "a.xlsx", parts)


@fault("unreadable")
def relation_missing(folder: Path) -> Path:
    return edited(folder / "a.xlsx", "xl/_rels/workbook.xml.rels", "<Relationship [^>]*sheet2.xml[^>]*>", "")


@fault("unreadable")
def shared_string_that_does_not_exist(folder: Path) -> Path:
    return edited(folder / "a.xlsx", SHEET, '<c r="A2"[^>]*>.*?</c>', '<c r="A2" t="s"><v>99999</v></c>')


@fault("unreadable")
def shared_strings_missing(folder: Path) -> Path:
    parts = sharing_strings(parts_of(workbook()))
    del parts[STRINGS]
    return packed(folder / "a.xlsx", parts)


@fault("unreadable")
def number_that_is_none(folder: Path) -> Path:
    return edited(folder / "a.xlsx", SHEET, "<v>9</v>", "<v>nine</v>")


@fault("unreadable")
def number_that_is_infinite(folder: Path) -> Path:
    return edited(folder / "a.xlsx", SHEET, "<v>9</v>", "<v>1e999</v>")


@fault("unreadable")
def not_a_number(folder: Path) -> Path:
    return edited(folder / "a.xlsx", SHEET, "<v>9</v>", "<v>NaN</v>")


@fault("unreadable")
def same_cell_twice(folder: Path) -> Path:
    return edited(folder / "a.xlsx", SHEET, '(<c r="E2"[^>]*><v>9</v></c>)', r"\1\1")


@fault("unreadable")
def same_row_twice(folder: Path) -> Path:
    return edited(folder / "a.xlsx", SHEET, '(<row r="2".*?</row>)', r"\1\1")


@fault("outside_grid")
def cell_in_row_zero(folder: Path) -> Path:
    return edited(folder / "a.xlsx", SHEET, '<row r="2"', '<row r="0"')


@fault("outside_grid")
def row_beyond_the_grid(folder: Path) -> Path:
    return edited(
        folder / "a.xlsx", SHEET, "</sheetData>", '<row r="1048577"><c r="A1048577"><v>1</v></c></row></sheetData>'
    )


@fault("outside_grid")
def row_of_four_billion(folder: Path) -> Path:
    return edited(folder / "a.xlsx", SHEET, "</sheetData>", '<row r="4294967296"><c><v>1</v></c></row></sheetData>')


@fault("outside_grid")
def column_beyond_the_grid(folder: Path) -> Path:
    return edited(folder / "a.xlsx", SHEET, 'r="E2"', 'r="XFE2"')


@fault("outside_grid")
def cell_address_without_a_number(folder: Path) -> Path:
    return edited(folder / "a.xlsx", SHEET, 'r="E2"', 'r="E"')


@fault("outside_grid")
def cell_address_of_thousands_of_letters(folder: Path) -> Path:
    return edited(folder / "a.xlsx", SHEET, 'r="E2"', f'r="{"A" * 5000}2"')


@fault("outside_grid")
def cell_address_in_another_row(folder: Path) -> Path:
    return edited(folder / "a.xlsx", SHEET, 'r="E2"', 'r="E9"')


@fault("outside_grid")
def cell_address_with_a_minus(folder: Path) -> Path:
    return edited(folder / "a.xlsx", SHEET, 'r="E2"', 'r="E-2"')


@fault("document_type")
def billion_laughs(folder: Path) -> Path:
    lol = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    return edited(folder / "a.xlsx", STRINGS, "<sst", f"{lol}<sst")


@fault("document_type")
def outside_entity(folder: Path) -> Path:
    return edited(folder / "a.xlsx", SHEET, "<worksheet", '<!DOCTYPE x SYSTEM "other.xml"><worksheet')


@fault("document_type")
def document_type_in_utf_16(folder: Path) -> Path:
    parts = parts_of(workbook())
    parts["xl/theme/theme1.xml"] = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x><x/>'.encode("utf-16")
    return packed(folder / "a.xlsx", parts)


@fault("document_type")
def document_type_in_a_part_that_nobody_reads(folder: Path) -> Path:
    return packed(folder / "a.xlsx", {**parts_of(workbook()), "xl/extra.xml": "<!DOCTYPE x><x/>"})


@fault("bad_member")
def same_member_in_another_case(folder: Path) -> Path:
    return packed(folder / "a.xlsx", {**parts_of(workbook()), "XL/workbook.xml": "<x/>"})


@fault("too_many_rows")
def twenty_thousand_and_one_rows(folder: Path) -> Path:
    rows = "".join(f'<row r="{number}"><c r="A{number}"><v>1</v></c></row>' for number in range(3, 20_003))
    return edited(folder / "a.xlsx", SHEET, "</sheetData>", f"{rows}</sheetData>")


@fault("too_many_columns")
def hundred_and_one_columns(folder: Path) -> Path:
    header = (*MEETINGS, *(f"c{number}" for number in range(94)))
    return saved(workbook({"meetings": (header, (*MEETING, *range(94)))}), folder / "a.xlsx")


@fault("merged_cells")
def merge_bomb(folder: Path) -> Path:
    merges = '<mergeCell ref="A1:XFD1048576"/>' * 20_000
    return edited(folder / "a.xlsx", SHEET, "</sheetData>", f"</sheetData><mergeCells>{merges}</mergeCells>")


@fault("unreadable")
def deep_xml(folder: Path) -> Path:
    return edited(folder / "a.xlsx", SHEET, "<sheetData>", "<x>" * 100_000 + "<sheetData>")


@fault("no_cover")
def workbook_without_sheets(folder: Path) -> Path:
    return edited(folder / "a.xlsx", "xl/workbook.xml", "<sheets>.*</sheets>", "<sheets/>")


@fault("unreadable")
def encoding_that_does_not_exist(folder: Path) -> Path:
    parts = parts_of(workbook())
    parts[SHEET] = b'<?xml version="1.0" encoding="nonsense"?><worksheet/>'
    return packed(folder / "a.xlsx", parts)
