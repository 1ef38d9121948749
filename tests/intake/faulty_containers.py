"""Files whose container is broken or means harm: one builder a fault, named after it.

Each entry: the builder's name says the fault, the rule is what the finding must say. All of them stop the submission.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

from tests.intake.builders import MEETING, MEETINGS, edited, packed, parts_of, saved, sharing_strings, workbook

Builder = Callable[[Path], Path]
CONTAINERS: dict[str, tuple[Builder, str]] = {}
SHEET = "xl/worksheets/sheet2.xml"
STRINGS = "xl/sharedStrings.xml"


def fault(rule: str) -> Callable[[Builder], Builder]:
    """Register a builder with the rule that its file breaks."""

    def register(builder: Builder) -> Builder:
        CONTAINERS[builder.__name__] = (builder, rule)
        return builder

    return register


def _bytes(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def _good_bytes() -> bytes:
    content = io.BytesIO()
    workbook().save(content)
    return content.getvalue()


@fault("not_a_submission")
def empty_file(folder: Path) -> Path:
    return _bytes(folder / "a.xlsx", b"")


@fault("not_a_submission")
def text_called_xlsx(folder: Path) -> Path:
    return _bytes(folder / "a.xlsx", b"body,held_on\r\nrcat,2009-03-31\r\n")


@fault("not_a_submission")
def web_page_called_xlsx(folder: Path) -> Path:
    return _bytes(folder / "a.xlsx", b"<html><table><tr><td>rcat</td></tr></table></html>")


@fault("not_a_submission")
def picture(folder: Path) -> Path:
    return _bytes(folder / "a.png", b"\x89PNG\r\n\x1a\n" + bytes(100))


@fault("not_a_submission")
def random_bytes(folder: Path) -> Path:
    return _bytes(folder / "a.xlsx", bytes(range(256)) * 40)


@fault("not_a_submission")
def single_csv_file(folder: Path) -> Path:
    return _bytes(folder / "meetings.csv", b"body,held_on\r\n")


@fault("not_a_submission")
def zip_of_pictures(folder: Path) -> Path:
    return packed(folder / "a.zip", {"a.png": b"\x89PNG", "b.txt": "x"})


@fault("not_a_submission")
def zip_with_nothing_in_it(folder: Path) -> Path:
    return packed(folder / "a.zip", {})


@fault("not_a_submission")
def word_document(folder: Path) -> Path:
    parts = {"[Content_Types].xml": "<Types/>", "word/document.xml": "<document/>"}
    return packed(folder / "a.docx", parts)


@fault("not_a_submission")
def zip_of_workbooks(folder: Path) -> Path:
    return packed(folder / "a.zip", {"a.xlsx": _good_bytes()})


@fault("not_found")
def file_that_is_not_there(folder: Path) -> Path:
    return folder / "missing.xlsx"


@fault("no_cover")
def folder_without_a_cover(folder: Path) -> Path:
    (folder / "x").mkdir()
    (folder / "x" / "meetings.csv").write_text("body,held_on,members_present\r\n")
    return folder / "x"


@fault("old_format")
def excel_97_workbook(folder: Path) -> Path:
    return _bytes(folder / "a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000) + "Workbook".encode("utf-16-le"))


@fault("old_format")
def opendocument_spreadsheet(folder: Path) -> Path:
    parts = {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"}
    return packed(folder / "a.ods", parts)


@fault("old_format")
def binary_workbook(folder: Path) -> Path:
    return packed(folder / "a.xlsb", {"[Content_Types].xml": "<Types/>", "xl/workbook.bin": b"\x83\x01"})


@fault("password")
def workbook_with_a_password(folder: Path) -> Path:
    container = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(3000) + "EncryptedPackage".encode("utf-16-le") + bytes(500)
    return _bytes(folder / "a.xlsx", container)


@fault("password")
def zip_with_a_password(folder: Path) -> Path:
    content = bytearray(packed(folder / "plain.zip", {"cover.csv": "field,value\r\n"}).read_bytes())
    content[6] |= 1  # the flag in the local header, and the one in the table of contents
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return _bytes(folder / "a.zip", bytes(content))


@fault("unreadable")
def cut_off_in_the_middle(folder: Path) -> Path:
    content = _good_bytes()
    return _bytes(folder / "a.xlsx", content[: len(content) // 2])


@fault("unreadable")
def wrong_check_sum(folder: Path) -> Path:
    path = packed(folder / "a.xlsx", parts_of(workbook()))
    content = bytearray(path.read_bytes())
    place = content.index(b"PK\x03\x04") + 14
    content[place : place + 4] = b"\0\0\0\0"
    start = content.index(b"PK\x01\x02") + 16
    content[start : start + 4] = b"\0\0\0\1"
    return _bytes(path, bytes(content))


@fault("unreadable")
def table_of_contents_overwritten(folder: Path) -> Path:
    return _bytes(folder / "a.xlsx", _good_bytes().replace(b"PK\x01\x02", b"PK\x01\x09"))


@fault("unreadable")
def unknown_compression(folder: Path) -> Path:
    content = bytearray(packed(folder / "plain.zip", parts_of(workbook())).read_bytes())
    for match in re.finditer(b"PK\x01\x02", bytes(content)):
        content[match.start() + 10] = 97
    return _bytes(folder / "a.xlsx", bytes(content))


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
    return edited(folder / "a.xlsx", SHEET, "<worksheet", '<!DOCTYPE x SYSTEM "file:///etc/hostname"><worksheet')


@fault("document_type")
def document_type_in_utf_16(folder: Path) -> Path:
    parts = parts_of(workbook())
    parts["xl/theme/theme1.xml"] = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x><x/>'.encode("utf-16")
    return packed(folder / "a.xlsx", parts)


@fault("document_type")
def document_type_in_a_part_that_nobody_reads(folder: Path) -> Path:
    return packed(folder / "a.xlsx", {**parts_of(workbook()), "xl/extra.xml": "<!DOCTYPE x><x/>"})


@fault("macros")
def vba_project(folder: Path) -> Path:
    return packed(folder / "a.xlsm", {**parts_of(workbook()), "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"})


@fault("macros")
def macro_content_type_without_a_project(folder: Path) -> Path:
    wanted = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    part = "[Content_Types].xml"
    return edited(
        folder / "a.xlsx", part, r"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main\+xml", wanted
    )


@fault("macros")
def excel_4_macro_sheet(folder: Path) -> Path:
    return packed(folder / "a.xlsx", {**parts_of(workbook()), "xl/macrosheets/sheet1.xml": "<x/>"})


@fault("macros")
def activex_control(folder: Path) -> Path:
    return packed(folder / "a.xlsx", {**parts_of(workbook()), "xl/activeX/activeX1.xml": "<x/>"})


@fault("bad_member")
def member_outside_its_folder(folder: Path) -> Path:
    return packed(folder / "a.xlsx", {**parts_of(workbook()), "../../evil.txt": "x"})


@fault("bad_member")
def member_with_an_absolute_path(folder: Path) -> Path:
    return packed(folder / "a.zip", {"cover.csv": "field,value\r\n", "/etc/evil": "x"})


@fault("bad_member")
def member_with_a_drive(folder: Path) -> Path:
    return packed(folder / "a.zip", {"cover.csv": "field,value\r\n", "C:\\evil": "x"})


@fault("bad_member")
def member_outside_with_backslashes(folder: Path) -> Path:
    return packed(folder / "a.zip", {"cover.csv": "field,value\r\n", "..\\evil.csv": "x"})


@fault("bad_member")
def same_member_in_another_case(folder: Path) -> Path:
    return packed(folder / "a.xlsx", {**parts_of(workbook()), "XL/workbook.xml": "<x/>"})


@fault("bad_member")
def same_member_twice(folder: Path) -> Path:
    path = packed(folder / "a.zip", {"cover.csv": "field,value\r\n", "cover.csw": "field,value\r\n"})
    return _bytes(path, path.read_bytes().replace(b"cover.csw", b"cover.csv"))


@fault("too_many_parts")
def two_hundred_and_one_parts(folder: Path) -> Path:
    return packed(folder / "a.zip", {f"{number}.csv": "x" for number in range(201)})


@fault("unpacks_too_big")
def zip_bomb(folder: Path) -> Path:
    return packed(folder / "a.zip", {"cover.csv": b"0" * (51 * 1024 * 1024)})


@fault("unpacks_too_big")
def workbook_bomb_in_a_part_that_nobody_reads(folder: Path) -> Path:
    return packed(folder / "a.xlsx", {**parts_of(workbook()), "xl/media/a.bin": bytes(51 * 1024 * 1024)})


@fault("unreadable")
def zip_bomb_that_lies_about_its_size(folder: Path) -> Path:
    path = packed(folder / "a.zip", {"cover.csv": b"0" * (30 * 1024 * 1024)})
    content = path.read_bytes()
    return _bytes(path, content.replace(struct.pack("<L", 30 * 1024 * 1024), struct.pack("<L", 10)))


@fault("too_big")
def eleven_megabytes(folder: Path) -> Path:
    return _bytes(folder / "a.xlsx", bytes(11 * 1024 * 1024))


@fault("too_big")
def csv_of_eleven_megabytes_in_a_folder(folder: Path) -> Path:
    (folder / "x").mkdir()
    (folder / "x" / "cover.csv").write_bytes(b"a" * (11 * 1024 * 1024))
    return folder / "x"


@fault("several_covers")
def zip_of_two_folders(folder: Path) -> Path:
    return packed(folder / "a.zip", {"a/cover.csv": "field,value\r\n", "b/cover.csv": "field,value\r\n"})


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


@fault("merged_cells")
def merged_cells_in_the_table(folder: Path) -> Path:
    book = workbook()
    book["meetings"].merge_cells("A2:A3")
    return saved(book, folder / "a.xlsx")


@fault("merged_cells")
def merged_cells_on_the_cover(folder: Path) -> Path:
    book = workbook()
    book["cover"].merge_cells("B2:C2")
    return saved(book, folder / "a.xlsx")


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


def zip_with_comment_at_its_end(path: Path) -> Path:
    """A sound file, for contrast: a comment behind the table of contents harms nobody."""
    with zipfile.ZipFile(path, "a") as archive:
        archive.comment = b"x" * 1000
    return path
