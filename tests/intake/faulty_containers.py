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

from tests.intake.builders import packed, parts_of, saved, workbook

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


@fault("empty_file")
def empty_file(folder: Path) -> Path:
    return _bytes(folder / "a.xlsx", b"")


@fault("not_a_submission")
def text_called_xlsx(folder: Path) -> Path:
    return _bytes(folder / "a.xlsx", b"body,held_on\r\nrcat,2009-03-31\r\n")


@fault("web_page")
def web_page_called_xlsx(folder: Path) -> Path:
    return _bytes(folder / "a.xlsx", b"<html><table><tr><td>rcat</td></tr></table></html>")


@fault("picture")
def picture(folder: Path) -> Path:
    return _bytes(folder / "a.png", b"\x89PNG\r\n\x1a\n" + bytes(100))


@fault("not_a_submission")
def random_bytes(folder: Path) -> Path:
    return _bytes(folder / "a.xlsx", bytes(range(256)) * 40)


@fault("single_csv")
def single_csv_file(folder: Path) -> Path:
    return _bytes(folder / "meetings.csv", b"body,held_on\r\n")


@fault("zip_without_tables")
def zip_of_pictures(folder: Path) -> Path:
    return packed(folder / "a.zip", {"a.png": b"\x89PNG", "b.txt": "x"})


@fault("not_a_submission")
def zip_with_nothing_in_it(folder: Path) -> Path:
    return packed(folder / "a.zip", {})


@fault("other_document")
def word_document(folder: Path) -> Path:
    parts = {"[Content_Types].xml": "<Types/>", "word/document.xml": "<document/>"}
    return packed(folder / "a.docx", parts)


@fault("zip_of_workbook")
def zip_of_a_workbook(folder: Path) -> Path:
    return packed(folder / "a.zip", {"a.xlsx": _good_bytes()})


@fault("zip_of_workbook")
def zip_of_a_workbook_beside_what_a_macintosh_adds(folder: Path) -> Path:
    names = ("dosja/Raporti Kukës 2009.xlsx", "__MACOSX/dosja/._Raporti Kukës 2009.xlsx", "dosja/.DS_Store")
    return packed(folder / "a.zip", dict.fromkeys(names, _good_bytes()))


@fault("zip_of_workbook")
def zip_of_a_workbook_with_macros(folder: Path) -> Path:
    return packed(folder / "a.zip", {"a.XLSM": _good_bytes(), "notes.txt": "x"})


@fault("zip_of_workbooks")
def zip_of_two_workbooks(folder: Path) -> Path:
    return packed(folder / "a.zip", {"Kukës.xlsx": _good_bytes(), "old/Has.xls": b"x"})


@fault("zip_without_tables")
def zip_of_texts(folder: Path) -> Path:
    return packed(folder / "a.zip", {"cover.txt": "field,value", "meetings.txt": "body,held_on"})


@fault("zip_in_zip")
def zip_in_a_zip(folder: Path) -> Path:
    return packed(folder / "a.zip", {"raporti.zip": b"PK\x03\x04"})


@fault("zip_in_zip")
def other_archive_in_a_zip_beside_notes(folder: Path) -> Path:
    return packed(folder / "a.zip", {"dosja/raporti.RAR": b"Rar!", "shenime.csv": "a,b\r\n"})


@fault("not_a_submission")
def zip_of_helpers_alone(folder: Path) -> Path:
    return packed(folder / "a.zip", {"__MACOSX/._cover.csv": b"\0\5\x16\7", "._meetings.csv": "x", "~$a.xlsx": "x"})


@fault("excel_lock")
def lock_that_excel_leaves(folder: Path) -> Path:
    return _bytes(folder / "~$raport.xlsx", b"\x05Zyra" + b" " * 160)


@fault("libreoffice_lock")
def lock_that_libreoffice_leaves(folder: Path) -> Path:
    return _bytes(folder / ".~lock.raport.xlsx#", b",office,office,30.11.2026 09:00;")


@fault("mac_helper")
def helper_that_a_macintosh_leaves(folder: Path) -> Path:
    return _bytes(folder / "._raport.xlsx", b"\0\5\x16\7\0\2\0\0Mac OS X        ")


@fault("unfinished")
def download_that_is_under_way(folder: Path) -> Path:
    return _bytes(folder / "raport.xlsx.crdownload", b"")


@fault("unfinished")
def download_of_firefox_that_is_under_way(folder: Path) -> Path:
    return _bytes(folder / "raport.xlsx.PART", b"\0" * 100)


@fault("shortcut")
def shortcut_of_windows(folder: Path) -> Path:
    return _bytes(folder / "raport.xlsx", b"L\0\0\0\x01\x14\x02\0" + bytes(60))


@fault("shortcut")
def shortcut_to_an_address(folder: Path) -> Path:
    return _bytes(folder / "raport.url", b"[InternetShortcut]\r\nURL=https://example.org\r\n")


@fault("web_page")
def web_page_of_another_system_called_xls(folder: Path) -> Path:
    return _bytes(folder / "a.xls", "\ufeff<!DOCTYPE html>\r\n<html><body></body></html>".encode())


@fault("web_page")
def web_page_in_utf_16(folder: Path) -> Path:
    return _bytes(folder / "a.xls", "<table><tr><td>1</td></tr></table>".encode("utf-16"))


@fault("web_page")
def web_archive(folder: Path) -> Path:
    return _bytes(folder / "a.xls", b"MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\n")


@fault("old_format")
def excel_2003_xml(folder: Path) -> Path:
    text = b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
    return _bytes(folder / "a.xls", text)


@fault("pdf")
def printed_form(folder: Path) -> Path:
    return _bytes(folder / "a.xlsx", b"%PDF-1.7\n")


@fault("other_document")
def rich_text(folder: Path) -> Path:
    return _bytes(folder / "a.doc", b"{\\rtf1\\ansi}")


@fault("other_document")
def presentation(folder: Path) -> Path:
    return packed(folder / "a.xlsx", {"[Content_Types].xml": "<Types/>", "ppt/presentation.xml": "<p/>"})


@fault("numbers")
def spreadsheet_of_apple_numbers(folder: Path) -> Path:
    return packed(folder / "a.numbers", {"Index/Document.iwa": b"\0", "Metadata/Properties.plist": b"bplist00"})


@fault("numbers")
def older_spreadsheet_of_apple_numbers(folder: Path) -> Path:
    return packed(folder / "a.numbers", {"Index.zip": b"PK\5\6", "preview.jpg": b"\xff\xd8\xff"})


@fault("other_archive")
def archive_of_7_zip(folder: Path) -> Path:
    return _bytes(folder / "a.zip", b"7z\xbc\xaf\x27\x1c")


@fault("single_csv")
def single_file_between_tabs(folder: Path) -> Path:
    return _bytes(folder / "meetings.TSV", b"body\theld_on\r\n")


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


@fault("macros")
def vba_project(folder: Path) -> Path:
    return packed(folder / "a.xlsm", {**parts_of(workbook()), "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"})


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


def zip_with_comment_at_its_end(path: Path) -> Path:
    """A sound file, for contrast: a comment behind the table of contents harms nobody."""
    with zipfile.ZipFile(path, "a") as archive:
        archive.comment = b"x" * 1000
    return path
