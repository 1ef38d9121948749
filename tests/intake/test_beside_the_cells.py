"""What a workbook or a zip holds outside its cells: personal data stops it, anything else is not kept (FORMS.md 4)."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.intake.builders import (
    COVER,
    MEETING,
    MEETINGS,
    cover_rows,
    csv_text,
    edited,
    packed,
    parts_of,
    rules,
    saved,
    sharing_strings,
    workbook,
)  # fmt: skip
from tests.intake.conftest import Check

SHEET, BOOK, STYLES = "xl/worksheets/sheet2.xml", "xl/workbook.xml", "xl/styles.xml"
IDENTITY = "I12345678A"
# Name of the place -> part, what is looked for, what is put there.
PLACES = {
    "tooltip": (SHEET, "</sheetData>", '</sheetData><hyperlinks><hyperlink ref="G2" tooltip="{}"/></hyperlinks>'),
    "location": (SHEET, "</sheetData>", '</sheetData><hyperlinks><hyperlink ref="G2" location="{}"/></hyperlinks>'),
    "filter": (SHEET, "</sheetData>", ('</sheetData><autoFilter ref="A1:G2"><filterColumn colId="6"><filters>'
               '<filter val="{}"/></filters></filterColumn></autoFilter>')),
    "condition": (SHEET, "</sheetData>", ('</sheetData><conditionalFormatting sqref="A1"><cfRule type="containsText" '
                  'priority="1" text="{}"><formula>1</formula></cfRule></conditionalFormatting>')),
    "list": (SHEET, "</sheetData>", ('</sheetData><dataValidations><dataValidation type="list" sqref="G2"><formula1>'
             '"{},b"</formula1></dataValidation></dataValidations>')),
    "scenario": (SHEET, "</sheetData>", '</sheetData><scenarios><scenario name="x" user="{}"/></scenarios>'),
    "protected range": (SHEET, "</sheetData>", ('</sheetData><protectedRanges><protectedRange sqref="A1" name="{}"/>'
                        '</protectedRanges>')),
    "code name": (SHEET, "<sheetPr>", '<sheetPr codeName="{}">'),
    "XML comment": (SHEET, "</sheetData>", "</sheetData><!-- {} -->"),
    "instruction": (SHEET, "</sheetData>", "</sheetData><?x {}?>"),
    "foreign attribute": (SHEET, "<sheetData>", '<sheetData xmlns:q="urn:q" q:x="{}">'),
    "namespace": (SHEET, "<sheetData>", '<sheetData xmlns:q="urn:{}">'),
    "attribute of a cell": (SHEET, '<c r="A2"', '<c r="A2" xmlns:q="urn:q" q:x="{}"'),
    "attribute of a row": (SHEET, '<row r="2"', '<row r="2" xmlns:q="urn:q" q:x="{}"'),
    "extension": (
        SHEET, "</sheetData>", '</sheetData><extLst><ext uri="x"><q:a xmlns:q="urn:q">{}</q:a></ext></extLst>'),
    "defined name": (BOOK, "</sheets>", '</sheets><definedNames><definedName name="{}">1</definedName></definedNames>'),
    "defined text": (
        BOOK, "</sheets>", '</sheets><definedNames><definedName name="x">"{}"</definedName></definedNames>'),
    "remark of a name": (BOOK, "</sheets>", ('</sheets><definedNames><definedName name="x" comment="{}">1</definedName>'
                         '</definedNames>')),
    "file sharing": (BOOK, "<workbookPr", '<fileSharing userName="{}"/><workbookPr'),
    "folder of the file": (BOOK, "<workbookPr", '<absPath url="C:\\\\{}\\\\"/><workbookPr'),
    "number format": (
        STYLES, "<fonts", '<numFmts><numFmt numFmtId="170" formatCode="&quot;{}&quot;0"/></numFmts><fonts'),
    "cell style": (STYLES, 'name="Normal"', 'name="{}"'),
    "phonetic text": ("xl/sharedStrings.xml", "</t></si>", '</t><rPh sb="0" eb="1"><t>{}</t></rPh></si>'),
    "company": ("docProps/app.xml", "</Properties>", "<Company>{}</Company></Properties>"),
    "type": ("[Content_Types].xml", "<Default ", '<Default Extension="{}" ContentType="text/plain"/><Default '),
}  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_personal_data_outside_the_cells_stops(check: Check, tmp_path: Path, place: str) -> None:
    part, found, put = PLACES[place]
    checked = check(edited(tmp_path / "a.xlsx", part, found, put.format(IDENTITY)))
    assert (checked.refused, rules(checked), checked.keeps_file) == (True, ["personal_elsewhere"], False)
    assert IDENTITY not in str(checked.as_json())


@pytest.mark.parametrize("place", PLACES)
def test_what_is_not_of_the_form_outside_the_cells_is_not_kept(check: Check, tmp_path: Path, place: str) -> None:
    part, found, put = PLACES[place]
    checked = check(edited(tmp_path / "a.xlsx", part, found, put.format("Just words")))
    assert (checked.refused, rules(checked), checked.keeps_file) == (False, ["extra_outside"], False)
    assert checked.accepted == {"meetings": 1}


@pytest.mark.parametrize(
    "link", ["mailto:someone@example.org", "tel:+355692345678", "tel:0692345678", "mailto:someone%40example.org"]
)
def test_link_to_a_person_stops(check: Check, tmp_path: Path, link: str) -> None:
    book = workbook()
    book["meetings"]["G2"].hyperlink = link
    book["meetings"]["G2"].value = "Minutes 1/2009"
    assert rules(check(saved(book, tmp_path / "a.xlsx"))) == ["personal_elsewhere"]


def linked(path: Path, attributes: str) -> Path:
    links = f'</sheetData><hyperlinks xmlns:q="urn:schemas-microsoft-com:q"><hyperlink {attributes}/></hyperlinks>'
    return edited(path, SHEET, "</sheetData>", links)


@pytest.mark.parametrize("target", ["'meetings'!B2", "meetings!$B$2", "cover!B7"])
def test_link_to_a_cell_of_the_workbook_is_of_the_form(check: Check, tmp_path: Path, target: str) -> None:
    checked = check(linked(tmp_path / "a.xlsx", f'ref="G2" location="{target}" display="B2"'))
    assert (rules(checked), checked.keeps_file) == ([], True)


@pytest.mark.parametrize(
    "attributes",
    [
        "location=\"'Just words'!B2\"",
        "location=\"'meetings'!B2 just words\"",
        'location="meetings!B2" tooltip="Just words"',
        'location="meetings!B2" display="Just words"',
        'location="meetings!B2" q:location="\'Just words\'!B2"',
        'location="meetings!B2" q:id="rId1"',
    ],
)
def test_link_that_says_more_is_not_kept(check: Check, tmp_path: Path, attributes: str) -> None:
    checked = check(linked(tmp_path / "a.xlsx", f'ref="G2" {attributes}'))
    assert (rules(checked), checked.keeps_file) == (["extra_outside"], False)


def in_the_comment(path: Path, text: bytes) -> None:
    with zipfile.ZipFile(path, "a") as archive:
        archive.comment = text


def behind_the_end(path: Path, text: bytes) -> None:
    path.write_bytes(path.read_bytes() + text)


def in_the_comment_of_a_member(path: Path, text: bytes) -> None:
    anew(path, lambda member: setattr(member, "comment", text))


def in_an_extra_field(path: Path, text: bytes) -> None:
    field = b"\xfe\xca" + len(text).to_bytes(2, "little") + text
    anew(path, lambda member: setattr(member, "extra", field))


def anew(path: Path, change: Callable[[zipfile.ZipInfo], None]) -> None:
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            member = zipfile.ZipInfo(name)
            change(member)
            archive.writestr(member, content)


CONTAINERS = (in_the_comment, behind_the_end, in_the_comment_of_a_member, in_an_extra_field)


@pytest.mark.parametrize("kind", ["xlsx", "zip"])
@pytest.mark.parametrize("plant", CONTAINERS)
def test_packing_of_a_file(check: Check, tmp_path: Path, plant: Callable[[Path, bytes], None], kind: str) -> None:
    for text, expected in ((IDENTITY.encode(), "personal_elsewhere"), (b"just words", "extra_outside")):
        path = tmp_path / f"a.{kind}"
        tables = {"cover.csv": csv_text(cover_rows(COVER)), "meetings.csv": csv_text((MEETINGS, MEETING))}
        packed(path, parts_of(workbook()) if kind == "xlsx" else tables)
        assert check(path).keeps_file
        plant(path, text)
        assert (rules(check(path)), check(path).keeps_file) == ([expected], False)


def test_folder_name_in_a_zip(check: Check, tmp_path: Path) -> None:
    tables = {"cover.csv": csv_text(cover_rows(COVER)), "meetings.csv": csv_text((MEETINGS, MEETING))}
    path = packed(tmp_path / "a.zip", {f"{IDENTITY}/{name}": content for name, content in tables.items()})
    assert rules(check(path)) == ["personal_elsewhere"]


def test_sheet_that_the_workbook_does_not_list_is_not_kept(check: Check, tmp_path: Path) -> None:
    parts = parts_of(workbook())
    found = check(packed(tmp_path / "a.xlsx", {**parts, "xl/worksheets/sheet9.xml": parts[SHEET]}))
    assert (rules(found), found.keeps_file) == (["extra_parts"], False)


AS_EXCEL_SAVES = {
    SHEET: (
        ("<worksheet ", ('<worksheet xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
         'xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac" '
         'xmlns:xr="http://schemas.microsoft.com/office/spreadsheetml/2014/revision" mc:Ignorable="x14ac xr xr2 xr3" '
         'xr:uid="{00000000-0001-0000-0100-000000000000}" ')),
        ('<row r="2"', '<row r="2" x14ac:dyDescent="0.25"'),
    ),
    BOOK: (
        ("</workbook>", ('<extLst><ext uri="{B58B0392-4F1F-4190-BB64-5DF3571DCE5F}" '
         'xmlns:xcalcf="http://schemas.microsoft.com/office/spreadsheetml/2018/calcfeatures"><xcalcf:calcFeatures>'
         '<xcalcf:feature name="microsoft.com:RD"/></xcalcf:calcFeatures></ext></extLst></workbook>')),
        ("<workbookPr", ('<xr:revisionPtr xmlns:xr="http://schemas.microsoft.com/office/spreadsheetml/2014/revision" '
         'revIDLastSave="0" documentId="13_ncr:1_{9B1C0E5A-3D5E-4C57-8D8A-0123456789AB}" '
         'xr:coauthVersionLast="47" xr:uidLastSave="{00000000-0000-0000-0000-000000000000}"/><workbookPr')),
    ),
    STYLES: (
        ("</styleSheet>", ('<extLst><ext uri="{EB79DEF2-80B8-43e5-95BD-54CBDDF9020C}" '
         'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main">'
         '<x14:slicerStyles defaultSlicerStyle="SlicerStyleLight1"/></ext></extLst></styleSheet>')),
    ),
}  # fmt: skip


def test_what_excel_adds_of_its_own_is_kept(check: Check, tmp_path: Path) -> None:
    parts = sharing_strings(parts_of(workbook()))
    for part, changes in AS_EXCEL_SAVES.items():
        for found, put in changes:
            assert found.encode() in parts[part]
            parts[part] = parts[part].replace(found.encode(), put.encode(), 1)
    checked = check(packed(tmp_path / "a.xlsx", parts))
    assert (checked.findings, checked.keeps_file) == ((), True)


def test_zip_that_lies_about_its_size(check: Check, tmp_path: Path) -> None:
    size = 60_000_000
    parts = parts_of(workbook())
    parts[SHEET] = parts[SHEET].replace(b"<sheetData>", b" " * (size - len(parts[SHEET])) + b"<sheetData>")
    path = packed(tmp_path / "a.xlsx", parts)
    content = path.read_bytes()
    assert content.count(size.to_bytes(4, "little")) == 2
    path.write_bytes(content.replace(size.to_bytes(4, "little"), (2000).to_bytes(4, "little")))
    assert rules(check(path)) == ["unpacks_too_big"]


@pytest.mark.parametrize("height", ["0", "0.0", "0.00", "0.01"])
def test_row_without_height_is_hidden(check: Check, tmp_path: Path, height: str) -> None:
    put = f'<row r="2" ht="{height}" customHeight="1"'
    assert rules(check(edited(tmp_path / "a.xlsx", SHEET, '<row r="2"', put))) == ["hidden_row"]


@pytest.mark.parametrize("width", ["0", "0.0", "0.00", "0.01"])
def test_column_without_width_is_hidden(check: Check, tmp_path: Path, width: str) -> None:
    put = f'<cols><col min="3" max="3" width="{width}" customWidth="1"/></cols><sheetData>'
    assert rules(check(edited(tmp_path / "a.xlsx", SHEET, "<sheetData>", put))) == ["hidden_column"]


def test_columns_of_no_width_by_default_are_hidden(check: Check, tmp_path: Path) -> None:
    book = workbook()
    book["meetings"].sheet_format.defaultColWidth = 0
    assert rules(check(saved(book, tmp_path / "a.xlsx"))) == ["hidden_column"]


@pytest.mark.parametrize(
    ("formula", "rejected"), [("Rate", 1), ("rate*2", 1), ("OtherRate", 1), ("Within", 0), ('LEN("Rate")', 0)]
)
def test_name_that_stands_for_another_workbook(check: Check, tmp_path: Path, formula: str, rejected: int) -> None:
    parts = parts_of(workbook())
    names = (
        "</sheets><definedNames><definedName name='Rate'>'[1]Sheet'!$A$1</definedName>"
        "<definedName name='OtherRate'>Rate+1</definedName><definedName name='Within'>meetings!$A$1</definedName>"
        "</definedNames>"
    )
    parts[BOOK] = parts[BOOK].replace(b"</sheets>", names.encode())
    book = packed(tmp_path / "base.xlsx", parts)
    cell = f'<c r="E2"><f>{formula}</f><v>9</v></c>'.encode()
    with zipfile.ZipFile(book) as archive:
        text = archive.read(SHEET)
    start, end = text.index(b'<c r="E2"'), text.index(b'<c r="F2"')
    found = check(packed(tmp_path / "a.xlsx", {**parts, SHEET: text[:start] + cell + text[end:]}))
    assert found.rejected == {"meetings": rejected}
    assert ("formula_outside" in rules(found)) == bool(rejected)
