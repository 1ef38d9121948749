"""What is not there is not seen: a declaration is no macro, a share no account, an unread part no XML.

FORMS.md 3 and 4. Each test is named after the fault that an outsider found.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from openpyxl import Workbook

from etl.intake.personal.recognised import personal_kind, personal_kind_outside
from tests.intake.builders import COVER, MEETINGS, csv_folder, csv_text, edited, meeting, packed, parts_of, rules, saved
from tests.intake.builders import workbook as good_workbook
from tests.intake.conftest import Check

SHEET, TYPES, BOOK = "xl/worksheets/sheet2.xml", "[Content_Types].xml", "xl/workbook.xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
VBA = OLE + bytes(500) + "_VBA_PROJECT".encode("utf-16-le")
MAIN_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
IDENTITY = "I12345678A"


def with_types(path: Path, declarations: str, parts: dict[str, bytes] | None = None, main: str = MAIN_TYPE) -> Path:
    """A good workbook with more declarations of types and more parts."""
    found = {**parts_of(good_workbook()), **(parts or {})}
    text = found[TYPES].decode().replace(MAIN_TYPE, main).replace("<Default ", f"{declarations}<Default ", 1)
    return packed(path, {**found, TYPES: text.encode()})


def default(extension: str, kind: str) -> str:
    return f'<Default Extension="{extension}" ContentType="{kind}"/>'


def override(part: str, kind: str) -> str:
    return f'<Override PartName="{part}" ContentType="{kind}"/>'


# --- W02, W22: macros

DECLARED = {
    "binary main type of SheetJS": default("bin", "application/vnd.ms-excel.sheet.binary.macroEnabled.main"),
    "project for an extension": default("bin", "application/vnd.ms-office.vbaProject"),
    "project that is not there": override("/xl/vbaProject.bin", "application/vnd.ms-office.vbaProject"),
    "macro sheet that is not there": override("/xl/macrosheets/s.xml", "application/vnd.ms-excel.macrosheet+xml"),
}


@pytest.mark.parametrize("declaration", DECLARED.values(), ids=DECLARED.keys())
def test_declaration_without_a_part_is_no_macro(check: Check, tmp_path: Path, declaration: str) -> None:
    found = check(with_types(tmp_path / "a.xlsx", declaration))
    assert (found.refused, found.accepted) == (False, {"meetings": 1})


@pytest.mark.parametrize("kind", ["sheet", "template", "addin"])
def test_workbook_that_may_hold_macros_and_holds_none(check: Check, tmp_path: Path, kind: str) -> None:
    main = f"application/vnd.ms-excel.{kind}.macroEnabled.main+xml"
    assert check(with_types(tmp_path / "a.xlsm", "", main=main)).accepted == {"meetings": 1}


def test_printer_settings_typed_as_a_project_are_no_macro(check: Check, tmp_path: Path) -> None:
    path = with_types(tmp_path / "a.xlsm", DECLARED["project for an extension"], {"xl/printer1.bin": b"\1\2\3"})
    assert rules(check(path)) == ["extra_parts"]


PROGRAMS = {
    "project by its name": ("", {"xl/vbaProject.bin": b"x"}),
    "project by its type": (override("/xl/x.dat", "application/vnd.ms-office.vbaProject"), {"xl/x.dat": b"x"}),
    "macro sheet by its type": (
        override("/xl/x.xml", "application/vnd.ms-excel.macrosheet+xml"),
        {"xl/x.xml": b"<x/>"},
    ),
    "control by its type": (override("/xl/x.xml", "application/vnd.ms-office.activeX+xml"), {"xl/x.xml": b"<x/>"}),
    "project by what it holds": ("", {"xl/media/image1.dat": VBA}),
    "document of Office 97 with a program in it": ("", {"xl/embeddings/old.doc": VBA}),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_program_is_found_by_its_part(check: Check, tmp_path: Path, name: str) -> None:
    declarations, parts = PROGRAMS[name]
    assert rules(check(with_types(tmp_path / "a.xlsx", declarations, parts))) == ["macros"]


def binary(path: Path, main: str = "xl/workbook.bin", more: dict[str, bytes] | None = None) -> Path:
    kind = "application/vnd.ms-excel.sheet.binary.macroEnabled.main"
    package = "http://schemas.openxmlformats.org/package/2006"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    types = f'<Types xmlns="{package}/content-types">{override("/" + main, kind)}</Types>'
    relation = f'<Relationship Id="a" Type="{office}" Target="{main}"/>'
    relations = f'<Relationships xmlns="{package}/relationships">{relation}</Relationships>'
    return packed(path, {TYPES: types, "_rels/.rels": relations, main: b"\x83\x01\0", **(more or {})})


@pytest.mark.parametrize("main", ["xl/workbook.bin", "xl/book", "Workbook.BIN"])
def test_binary_workbook_is_of_another_kind(check: Check, tmp_path: Path, main: str) -> None:
    assert rules(check(binary(tmp_path / "a.xlsb", main))) == ["old_format"]
    assert rules(check(binary(tmp_path / "b.xlsb", main, {"xl/vbaProject.bin": VBA}))) == ["macros"]


# --- W03, W04: what programs compute and count with

GUID = "{CE6537A1-D6FC-4f65-9D91-7224C49458BB}"
NUMBERS_OF_PROGRAMS = [
    "0.8888888888888888", "0,8888888888888888", "7.4620653261187692E-2", "0.8491450360846097", "2193.1512120046173",
    "=1.11111111111111=1.1111111111111", "=0.4111111111111111*2", GUID, GUID[1:-1], GUID.lower(), f"id={GUID};",
    "{AF507438-7753-43E0-B8FC-AC1667EBCBE1}", "{00000000-0008-0000-0000-000063040000}", "13_ncr:1_" + GUID,
    "73a95c2b-ae30-4bf5-8518-964ea590bd9a", "-0.4111111111111111",
]  # fmt: skip
STILL_FOUND = [
    "4111 1111 1111 1111", "4111111111111111", "069.2345678", "tel. 069.2345678", "0101990450006", "355.691234567",
    f"{GUID} 069 123 4567", f"0.8888888888888888 {IDENTITY}", "0.4111111111111111 4111111111111111",
]  # fmt: skip


@pytest.mark.parametrize("text", NUMBERS_OF_PROGRAMS)
def test_decimals_and_ids_are_no_accounts(text: str) -> None:
    assert (personal_kind(text), personal_kind_outside(text)) == (None, None)


@pytest.mark.parametrize("text", STILL_FOUND)
def test_numbers_beside_decimals_and_ids_are_found(text: str) -> None:
    assert personal_kind(text) is not None


@pytest.mark.parametrize("number", [8 / 9, 0.8491450360846097, 2193.1512120046173, 991.1504424778763, 355.691234567])
def test_share_in_a_cell_is_no_account(check: Check, tmp_path: Path, number: float) -> None:
    book = good_workbook({"meetings": ((*MEETINGS, "Përqindja"), (*meeting(), number))})
    found = check(saved(book, tmp_path / "a.xlsx"))
    assert (rules(found), found.accepted) == (["unknown_column"], {"meetings": 1})


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("SUM(E3:E9)", ["formula"]),
        ("[1]x!A1", ["personal_cell"]),
        ("691234567", ["personal_cell"]),
        (None, ["personal_cell"]),
    ],
)
def test_sum_that_looks_like_a_phone(check: Check, tmp_path: Path, formula: str | None, expected: list[str]) -> None:
    content = (f"<f>{formula}</f>" if formula else "") + "<v>691234567</v>"
    found = check(edited(tmp_path / "a.xlsx", SHEET, '<c r="E2".*?</c>', f'<c r="E2">{content}</c>'))
    assert [rule for rule in rules(found) if rule != "at_least"] == expected


CHARTS = {
    "id of the format": f'<c:ext uri="{GUID}"/>',
    "id of an element": f'<c:uniqueId val="{GUID}"/>',
    "cached decimal": "<c:v>0.8491450360846097</c:v>",
    "axis": '<c:axId val="696278351"/><c:crossAx val="665031030"/>',
    "size": '<a:ext cx="691234567" cy="-691234567"/>',
}


@pytest.mark.parametrize("content", CHARTS.values(), ids=CHARTS.keys())
def test_chart_is_not_kept_and_not_taken_for_personal_data(check: Check, tmp_path: Path, content: str) -> None:
    chart = f'<c:chartSpace xmlns:c="urn:c" xmlns:a="urn:a">{content}</c:chartSpace>'
    found = check(packed(tmp_path / "a.xlsx", {**parts_of(good_workbook()), "xl/charts/chart1.xml": chart}))
    assert (rules(found), found.accepted) == (["extra_parts"], {"meetings": 1})


@pytest.mark.parametrize("content", ['<c:x name="691234567"/>', "<c:v>0691234567</c:v>", f'<c:x val="{IDENTITY}"/>'])
def test_personal_data_of_a_chart_is_found(check: Check, tmp_path: Path, content: str) -> None:
    chart = f'<c:chartSpace xmlns:c="urn:c">{content}</c:chartSpace>'
    found = check(packed(tmp_path / "a.xlsx", {**parts_of(good_workbook()), "xl/charts/chart1.xml": chart}))
    assert rules(found) == ["personal_elsewhere"]


# --- W06, W07: blank rows and blank cells


def running_numbers(book: Workbook) -> None:
    for row in range(3, 17):
        book["meetings"].cell(row, 8).value = row - 1


def running_numbers_between(book: Workbook) -> None:
    running_numbers(book)
    for place, value in enumerate(meeting(body="twt"), start=1):
        book["meetings"].cell(20, place).value = value


def total_without_a_header(book: Workbook) -> None:
    book["meetings"]["M9"] = "=SUM(E2:E8)"
    book["meetings"]["N9"] = 9


def empty_texts_of_formulas(book: Workbook) -> None:
    running_numbers(book)
    book["meetings"]["A5"] = " "


ROWS_BESIDE = [
    (running_numbers, 1), (running_numbers_between, 2), (total_without_a_header, 1), (empty_texts_of_formulas, 1),
]  # fmt: skip


@pytest.mark.parametrize(("fill", "accepted"), ROWS_BESIDE, ids=lambda one: getattr(one, "__name__", None))
def test_row_that_holds_nothing_of_the_form_is_blank(check: Check, tmp_path: Path, fill: object, accepted: int) -> None:
    book = good_workbook({"meetings": ((*MEETINGS, "Nr."), (*meeting(), 1))})
    assert callable(fill)
    fill(book)
    found = check(saved(book, tmp_path / "a.xlsx"))
    assert (found.accepted, found.rejected) == ({"meetings": accepted}, {"meetings": 0})
    assert rules(found, "error") == []


def test_row_of_csv_that_holds_nothing_of_the_form_is_blank(check: Check, tmp_path: Path) -> None:
    row = ("rcat", "2009-03-31", "", "", "9", "", "", "1")
    table = csv_text(((*MEETINGS, "Nr."), row, ("",) * 7 + ("2",), ("",) * 7 + ("3",)))
    found = check(csv_folder(tmp_path / "x", {"meetings.csv": table}))
    assert (found.accepted, found.rejected) == ({"meetings": 1}, {"meetings": 0})
    shifted = csv_text((MEETINGS, row[:7], ("",) * 7 + ("2",)))
    found = check(csv_folder(tmp_path / "y", {"meetings.csv": shifted}))
    assert (found.accepted, found.rejected, rules(found)) == ({"meetings": 1}, {"meetings": 1}, ["extra_fields"])


def test_row_with_one_value_of_the_form_is_a_row(check: Check, tmp_path: Path) -> None:
    book = good_workbook({"meetings": ((*MEETINGS, "Nr."), (*meeting(), 1), (*(None,) * 6, "x", 2))})
    assert check(saved(book, tmp_path / "a.xlsx")).rejected == {"meetings": 1}


@pytest.mark.parametrize("kind", ["s", "b", "n", "d", "e", "str", "inlineStr"])
@pytest.mark.parametrize("value", ["<v/>", "<v></v>", "<v> </v>", "", '<v xml:space="preserve"></v>'])
def test_empty_value_is_blank(check: Check, tmp_path: Path, kind: str, value: str) -> None:
    found = check(edited(tmp_path / "a.xlsx", SHEET, '<c r="G2".*?</c>', f'<c r="G2" t="{kind}">{value}</c>'))
    assert (rules(found), found.sheets[0].rows[0].values["minutes_ref"]) == ([], None)


PIECES = [
    ('<row r="2"><c r="A2" s="0"/><c r="B2"/></row></sheetData>', []),
    ('<row r="2"><c r="I2" t="inlineStr"><is><t>x</t></is></c></row></sheetData>', ["column_without_header"]),
    ('<row r="2"><c r="A2" t="inlineStr"><is><t>twt</t></is></c></row></sheetData>', ["unreadable"]),
    ('<row r="2" hidden="1"><c r="I2"><v>1</v></c></row></sheetData>', ["hidden_row", "column_without_header"]),
]


@pytest.mark.parametrize(("piece", "expected"), PIECES)
def test_row_written_in_several_pieces(check: Check, tmp_path: Path, piece: str, expected: list[str]) -> None:
    found = check(edited(tmp_path / "a.xlsx", SHEET, "</sheetData>", piece))
    assert rules(found) == expected
    assert found.refused or found.accepted == {"meetings": 1}


@pytest.mark.parametrize(("again", "expected"), [('<c r="E2" s="0"/>', []), ('<c r="E2"><v>9</v></c>', ["unreadable"])])
def test_cell_written_again_without_content(check: Check, tmp_path: Path, again: str, expected: list[str]) -> None:
    assert (
        rules(check(edited(tmp_path / "a.xlsx", SHEET, "</row></sheetData>", f"{again}</row></sheetData>"))) == expected
    )


# --- W08: a part that nobody reads

NO_XML = {
    "drawing with an open line break": b'<xml xmlns:v="urn:v"><v:textbox><div>Kontrolluar<br></div></v:textbox></xml>',
    "page": b"<html><body><p>Kontrolluar & mir\xc3\xab<p></body></html>",
    "bytes": bytes(range(1, 256)),
    "nothing": b"",
    "unbound prefix": b"<xml><v:shape/></xml>",
}
UNREAD = ["xl/drawings/vmlDrawing1.vml", "customXml/item1.xml", "docProps/app.xml", "xl/theme/theme1.xml",
          "xl/persons/person.xml", "xl/drawings/_rels/drawing1.xml.rels"]  # fmt: skip


@pytest.mark.parametrize("content", NO_XML.values(), ids=NO_XML.keys())
@pytest.mark.parametrize("part", UNREAD)
def test_part_that_nobody_reads_need_not_be_xml(check: Check, tmp_path: Path, part: str, content: bytes) -> None:
    found = check(packed(tmp_path / "a.xlsx", {**parts_of(good_workbook()), part: content}))
    assert (found.refused, found.keeps_file, found.accepted) == (False, False, {"meetings": 1})
    assert "extra_parts" in rules(found)


@pytest.mark.parametrize("part", UNREAD)
@pytest.mark.parametrize(
    "content",
    [
        f"<xml><div>{IDENTITY}<br></div></xml>".encode(),
        f'<xml><div title="{IDENTITY}"><br></div>'.encode(),
        f"\0\1\2 {IDENTITY} \3".encode(),
        f"<xml><div>{IDENTITY}<br></div></xml>".encode("utf-16"),
    ],
)
def test_personal_data_in_a_part_that_is_no_xml_stops(check: Check, tmp_path: Path, part: str, content: bytes) -> None:
    found = check(packed(tmp_path / "a.xlsx", {**parts_of(good_workbook()), part: content}))
    assert rules(found) == ["personal_elsewhere"]


@pytest.mark.parametrize("part", [SHEET, BOOK, "xl/styles.xml", "xl/_rels/workbook.xml.rels", TYPES])
def test_part_that_is_read_must_be_xml(check: Check, tmp_path: Path, part: str) -> None:
    parts = parts_of(good_workbook())
    assert rules(check(packed(tmp_path / "a.xlsx", {**parts, part: parts[part] + b"<br>"}))) == ["unreadable"]


@pytest.mark.parametrize("part", UNREAD)
def test_document_type_of_a_part_that_nobody_reads_stops(check: Check, tmp_path: Path, part: str) -> None:
    parts = {**parts_of(good_workbook()), part: b"<!DOCTYPE html><html><br></html>"}
    assert rules(check(packed(tmp_path / "a.xlsx", parts))) == ["document_type"]


# --- W23: accounts that programs note

ACCOUNT = "S::zyra@shembull.al::11111111-2222-4333-8444-555555555555"
COMMENTED = "http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"
RELATION = "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"


@pytest.mark.parametrize(
    "person",
    [
        f'displayName="Zyra" id="{GUID}" userId="{ACCOUNT}" providerId="AD"',
        f'displayName="zyra@shembull.al" id="{GUID}" userId="zyra@shembull.al" providerId="None"',
        f'displayName="Zyra" id="{GUID}" userId="4111111111111111" providerId="Windows Live"',
        f'displayName="Zyra" id="{GUID}" userId="S::urn:spo:anon#0691234567" providerId="AD"',
    ],
)
def test_account_of_whoever_commented_is_not_kept(check: Check, tmp_path: Path, person: str) -> None:
    persons = f'<personList xmlns="{COMMENTED}"><person {person}/></personList>'
    found = check(packed(tmp_path / "a.xlsx", {**parts_of(good_workbook()), "xl/persons/person.xml": persons}))
    assert (rules(found), found.keeps_file, found.accepted) == (["extra_author"], False, {"meetings": 1})
    assert all(word in str(found.as_json()) for word in ("comments", "komentet"))
    assert "shembull" not in str(found.as_json())


def threaded(path: Path, text: str) -> Path:
    comment = f'<threadedComment ref="B2" dT="2026-01-01T10:00:00.00" personId="{GUID}" id="{GUID}"><text>{text}</text>'
    relation = f'<Relationship Id="t1" Type="{RELATION}" Target="../threadedComments/t1.xml"/>'
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    return packed(path, {
        **parts_of(good_workbook()),
        "xl/worksheets/_rels/sheet2.xml.rels": f'<Relationships xmlns="{package}">{relation}</Relationships>',
        "xl/threadedComments/t1.xml": f'<ThreadedComments xmlns="{COMMENTED}">{comment}</threadedComment>'
        "</ThreadedComments>",
        "xl/persons/person.xml": f'<personList xmlns="{COMMENTED}"><person displayName="Zyra" userId="{ACCOUNT}"/>'
        "</personList>",
    })  # fmt: skip


def test_what_was_typed_in_a_comment_is_still_searched(check: Check, tmp_path: Path) -> None:
    assert rules(check(threaded(tmp_path / "a.xlsx", "shih procesverbalin"))) == ["comment", "extra_author"]
    for typed in ("069 123 4567", "zyra@shembull.al", IDENTITY):
        assert rules(check(threaded(tmp_path / "b.xlsx", typed))) == ["personal_comment"]


@pytest.mark.parametrize("name", ["creator", "lastModifiedBy"])
def test_account_in_the_properties_is_an_author(check: Check, tmp_path: Path, name: str) -> None:
    book = good_workbook()
    setattr(book.properties, name, "zyra@shembull.al")
    assert rules(check(saved(book, tmp_path / "a.xlsx"))) == ["extra_author"]
    setattr(book.properties, name, f"Zyra {IDENTITY}")
    assert rules(check(saved(book, tmp_path / "b.xlsx"))) == ["personal_elsewhere"]


# --- what the numbers' formats of the cover's dates must not change


def test_good_workbook_is_as_it_was(check: Check, tmp_path: Path) -> None:
    found = check(saved(good_workbook(), tmp_path / "a.xlsx"))
    assert (found.findings, found.keeps_file, found.qark) == ((), True, COVER["qark"])
    assert re.fullmatch("[0-9a-f]{64}", found.sha256)


@pytest.mark.parametrize(("number", "shown_as", "is_telephone"), [
    (699979830.0335821, "0", False), (-699979830.4, "0", False), (699979830.0335821, '"tel. 0"0', True),
    (699979830, "0", True),
])  # fmt: skip
def test_decimals_shown_without_their_places_are_no_telephone(
    check: Check, tmp_path: Path, number: float, shown_as: str, is_telephone: bool
) -> None:
    book = good_workbook()
    cell = book["meetings"].cell(2, MEETINGS.index("minutes_ref") + 1)
    cell.value, cell.number_format = number, shown_as
    found = check(saved(book, tmp_path / "a.xlsx"))
    assert ("personal_cell" in rules(found)) == is_telephone
