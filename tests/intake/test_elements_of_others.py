"""Elements are taken by namespace and place: an extension may call its own by the same name (FORMS.md 3)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from etl.intake.container.guard import RefusedError
from etl.intake.submission import CheckedSubmission
from etl.intake.xlsx.parts import comments, content_types, relations, shared_strings, styles
from etl.intake.xlsx.xml_events import read_places
from tests.intake.builders import MAIN, packed, parts_of, rules, sharing_strings, workbook
from tests.intake.conftest import Check

SHEET, BOOK, STYLES = "xl/worksheets/sheet2.xml", "xl/workbook.xml", "xl/styles.xml"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
X15 = 'xmlns:x15="http://schemas.microsoft.com/office/spreadsheetml/2010/11/main"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
HELD_ON = date(2009, 3, 31)


def held_on(found: CheckedSubmission) -> object:
    return found.sheets[0].rows[0].values["held_on"]


def changed(path: Path, part: str, old: str, new: str, *, from_1904: bool = False) -> Path:
    book = workbook()
    if from_1904:
        book.epoch = CALENDAR_MAC_1904
    parts = parts_of(book)
    assert old.encode() in parts[part]
    parts[part] = parts[part].replace(old.encode(), new.encode(), 1)
    return packed(path, parts)


# --- W01: days counted from 1904, though an extension has an element of the same name

AFTER_THE_MAIN_ONE = {
    "extension with an attribute of its own": (
        f'<extLst><ext uri="x" {X15}><x15:workbookPr chartTrackingRefBase="1"/></ext></extLst></workbook>'
    ),
    "extension that says otherwise": f'<extLst><ext {X15}><x15:workbookPr date1904="0"/></ext></extLst></workbook>',
    "main name inside an extension": '<extLst><ext uri="x"><workbookPr date1904="0"/></ext></extLst></workbook>',
    "extension without a list": f'<x15:workbookPr {X15} date1904="0"/></workbook>',
    "choice of programs that know more": (
        f'<mc:AlternateContent {MC}><mc:Choice Requires="x15"><workbookPr date1904="0"/></mc:Choice>'
        "</mc:AlternateContent></workbook>"
    ),
    "main name in another place": '<customWorkbookViews><workbookPr date1904="0"/></customWorkbookViews></workbook>',
}


@pytest.mark.parametrize("addition", AFTER_THE_MAIN_ONE.values(), ids=AFTER_THE_MAIN_ONE.keys())
def test_extension_does_not_take_the_1904_system_away(check: Check, tmp_path: Path, addition: str) -> None:
    found = check(changed(tmp_path / "a.xlsx", BOOK, "</workbook>", addition, from_1904=True))
    assert (held_on(found), found.accepted) == (HELD_ON, {"meetings": 1})


@pytest.mark.parametrize(
    "addition",
    [
        f'<extLst><ext {X15}><x15:workbookPr date1904="1"/></ext></extLst></workbook>',
        f'<x15:workbookPr {X15} date1904="true"/></workbook>',
        '<extLst><ext uri="x"><workbookPr date1904="1"/></ext></extLst></workbook>',
    ],
)
def test_extension_does_not_bring_the_1904_system(check: Check, tmp_path: Path, addition: str) -> None:
    assert held_on(check(changed(tmp_path / "a.xlsx", BOOK, "</workbook>", addition))) == HELD_ON


def test_what_stands_in_a_fallback_is_read(check: Check, tmp_path: Path) -> None:
    book = workbook()
    book.epoch = CALENDAR_MAC_1904
    parts = parts_of(book)
    choice = f'<mc:AlternateContent {MC}><mc:Choice Requires="x"><workbookPr/></mc:Choice><mc:Fallback>'
    text = re.sub(rb"(<workbookPr[^>]*/>)", choice.encode() + rb"\1</mc:Fallback></mc:AlternateContent>", parts[BOOK])
    assert text != parts[BOOK]
    assert held_on(check(packed(tmp_path / "a.xlsx", {**parts, BOOK: text}))) == HELD_ON


def renamed(text: bytes, prefix: str, namespace: str | None) -> bytes:
    """A part with all its own elements under a prefix, or in another namespace or in none."""
    found = text.decode()
    if prefix:
        found = re.sub(r"<(/?)([a-zA-Z]+)(?=[\s/>])", rf"<\1{prefix}:\2", found).replace("xmlns=", f"xmlns:{prefix}=")
    return (found.replace(f'xmlns="{MAIN}"', "") if namespace is None else found.replace(MAIN, namespace)).encode()


@pytest.mark.parametrize("prefix", ["", "x", "ns0", "r1"])
@pytest.mark.parametrize("namespace", [MAIN, STRICT, "urn:a:producer:of:its:own"])
def test_names_are_read_whatever_their_prefix_and_namespace(
    check: Check, tmp_path: Path, prefix: str, namespace: str
) -> None:
    parts = sharing_strings(parts_of(workbook()))
    for part in (SHEET, BOOK, STYLES, "xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"):
        parts[part] = renamed(parts[part], prefix, namespace)
    found = check(packed(tmp_path / "a.xlsx", parts))
    assert (held_on(found), found.accepted) == (HELD_ON, {"meetings": 1})


def test_names_without_a_namespace_are_read(check: Check, tmp_path: Path) -> None:
    parts = sharing_strings(parts_of(workbook()))
    for part in (SHEET, STYLES, "xl/sharedStrings.xml", BOOK):
        parts[part] = renamed(parts[part], "", None)
    found = check(packed(tmp_path / "a.xlsx", parts))
    assert (held_on(found), found.accepted) == (HELD_ON, {"meetings": 1})


# --- the same for everything else that is read

Q = 'xmlns:q="urn:q"'
ADDED: dict[str, tuple[str, str, str]] = {
    "sheet": (BOOK, "</sheets>", f'<q:sheet {Q} name="x" state="hidden"/></sheets>'),
    "row": (SHEET, "</sheetData>", f'<q:row {Q} r="2" hidden="1"><c r="A2"><v>1</v></c></q:row></sheetData>'),
    "row elsewhere": (SHEET, "</sheetData>", '</sheetData><x><row r="3"><c r="A3"><v>1</v></c></row></x>'),
    "cell": (SHEET, '<c r="E2"', f'<q:c {Q} r="E2"><v>99</v></q:c><c r="E2"'),
    "cell of an extension": (
        SHEET, "</sheetData>", '</sheetData><extLst><ext uri="x"><row r="9"><c r="A9"><v>1</v></c></row></ext></extLst>'
    ),
    "merged cells": (SHEET, "</sheetData>", f'</sheetData><q:mergeCell {Q} ref="A1:B2"/>'),
    "column": (SHEET, "<sheetData>", f'<q:col {Q} min="1" max="3" hidden="1"/><sheetData>'),
    "format of all": (SHEET, "<sheetData>", f'<q:sheetFormatPr {Q} defaultColWidth="0"/><sheetData>'),
    "number format": (STYLES, "</styleSheet>", f'<q:numFmt {Q} numFmtId="14" formatCode="0"/></styleSheet>'),
    "cell style": (STYLES, "<cellXfs", f'<q:cellXfs {Q}><xf numFmtId="0"/><xf numFmtId="0"/></q:cellXfs><cellXfs'),
}  # fmt: skip


@pytest.mark.parametrize("name", ADDED)
def test_element_of_others_counts_for_nothing_and_is_not_kept(check: Check, tmp_path: Path, name: str) -> None:
    found = check(changed(tmp_path / "a.xlsx", *ADDED[name]))
    assert (found.refused, held_on(found)) == (False, HELD_ON)
    assert found.sheets[0].rows[0].values["members_present"] == 9


def test_number_format_of_a_conditional_look_is_no_cells_format() -> None:
    content = (
        f'<styleSheet xmlns="{MAIN}"><numFmts><numFmt numFmtId="170" formatCode="dd.mm.yyyy"/></numFmts>'
        '<cellStyleXfs><xf numFmtId="1"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="170"/></cellXfs>'
        '<dxfs><dxf><numFmt numFmtId="170" formatCode="0"/></dxf></dxfs></styleSheet>'
    )
    found = styles(content.encode())
    assert [found.of(one).is_date(39903) for one in ("0", "1", "01", "2", "", "x")] == [False, True, True, *[False] * 3]


def test_texts_of_shared_strings() -> None:
    content = (
        f'<sst xmlns="{MAIN}" {Q}><si><q:placeholder><t>ddd</t></q:placeholder><t>abc</t></si>'
        "<si><r><t>d</t></r><q:t>x</q:t><rPh><t>x</t></rPh></si><q:si><t>x</t></q:si><t>x</t>"
        f"<si><mc:AlternateContent {MC}><mc:Choice><t>x</t></mc:Choice><mc:Fallback><t>e</t></mc:Fallback>"
        "</mc:AlternateContent></si></sst>"
    )
    assert shared_strings(content.encode()) == ["abc", "d", "e"]


def test_relation_of_an_extension_comes_after_the_formats_own() -> None:
    base = "schemas.openxmlformats.org/officeDocument/2006/relationships"
    content = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="a" Type="http://schemas.microsoft.com/office/2020/relationships/styles" Target="x.xml"/>'
        f'<Relationship Id="b" Type="http://{base}/styles" Target="styles.xml"/><q:Relationship {Q} Id="c"/>'
        '<Relationship Id="d" Type="http://purl.oclc.org/ooxml/officeDocument/relationships/theme" Target="/t.xml"/>'
        "</Relationships>"
    )
    found = relations(content.encode(), "xl")
    assert [(name, one.kind, one.target) for name, one in found.items()] == [
        ("b", "styles", "xl/styles.xml"), ("d", "theme", "t.xml"), ("a", "styles", "xl/x.xml"),
    ]  # fmt: skip


def test_types_of_parts_that_are_there() -> None:
    content = (
        f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types" {Q}>'
        '<Default Extension="BIN" ContentType="a/b"/><Override PartName="/xl/A.xml" ContentType="c/D"/>'
        '<Override PartName="/xl/none.bin" ContentType="e/f"/><q:Default Extension="xml" ContentType="x/y"/></Types>'
    )
    assert content_types(content.encode(), ["xl/a.xml", "xl/b.bin", "xl/c.xml"]) == {
        "xl/a.xml": ("c/d", True), "xl/b.bin": ("a/b", False), "xl/c.xml": ("", False),
    }  # fmt: skip


@pytest.mark.parametrize("typed", ["a text", "call 069 123 4567"])
def test_comment_without_the_author_that_a_program_puts_before_it(typed: str) -> None:
    content = (
        f'<comments xmlns="{MAIN}" {Q}><authors><author>zyra@example.org</author></authors><commentList>'
        f'<comment ref="A1" authorId="0"><text><r><t>zyra@example.org:</t></r><r><t>\n{typed}</t></r></text></comment>'
        f'<q:comment ref="A2"><text><t>x</t></text></q:comment><comment ref="A3" authorId="7"><text><t>{typed}</t>'
        "</text></comment></commentList></comments>"
    )
    assert [(one.place, one.text.strip()) for one in comments(content.encode())] == [("A1", typed), ("A3", typed)]


def test_places_of_elements() -> None:
    seen: list[str] = []
    content = '<a xmlns="urn:a"><b><c/><d xmlns="urn:d"><b/></d></b><extLst><ext><b/></ext></extLst><b/></a>'
    read_places(content.encode(), lambda place, _: seen.append(place))
    assert seen == ["/a", "/b", "b/c", "/extLst", "/b"]


DAMAGED: list[Callable[[bytes], bytes]] = [
    lambda text: text.replace(b"<v>9</v>", b"<v>9<q xmlns='urn:q'>9</q></v>"),
    lambda text: text.replace(b'<row r="2"', b'<row r="2"><row r="3"', 1).replace(b"</row></sh", b"</row></row></sh"),
    lambda text: text.replace(b'<c r="E2"', b'<c r="D2"><c r="E2"', 1).replace(b"</c></row></s", b"</c></c></row></s"),
    lambda text: text.replace(b"<v>9</v>", b"<v>9_0</v>"),
    lambda text: text.replace(b"<sheetData>", b"<q:sheetData>"),
]


@pytest.mark.parametrize("damage", DAMAGED)
def test_value_or_cell_inside_another_is_damage(check: Check, tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    parts = parts_of(workbook())
    text = damage(parts[SHEET])
    assert text != parts[SHEET]
    assert rules(check(packed(tmp_path / "a.xlsx", {**parts, SHEET: text}))) == ["unreadable"]


def test_namespace_that_breaks_the_names_is_damage() -> None:
    with pytest.raises(RefusedError):
        read_places(b'<a xmlns="urn:&#10;x"><b/></a>', lambda *_: None)


# --- how XML says yes, and which choice is ours

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def with_property(path: Path, written: str, *, from_1904: bool = True) -> Path:
    book = workbook()
    if from_1904:
        book.epoch = CALENDAR_MAC_1904
    parts = parts_of(book)
    text, count = re.subn(rb"<workbookPr\b[^>]*/>", written.encode(), parts[BOOK])
    assert count == 1
    return packed(path, {**parts, BOOK: text})


@pytest.mark.parametrize("yes", ["1", "true", "True", "TRUE", "on", "On", " 1 ", "\ttrue\n"])
def test_1904_system_however_it_is_said(check: Check, tmp_path: Path, yes: str) -> None:
    assert held_on(check(with_property(tmp_path / "a.xlsx", f'<workbookPr date1904="{yes}"/>'))) == HELD_ON


@pytest.mark.parametrize("no", ["0", "false", "False", "off", " 0 ", ""])
def test_1900_system_however_it_is_said(check: Check, tmp_path: Path, no: str) -> None:
    found = check(with_property(tmp_path / "a.xlsx", f'<workbookPr date1904="{no}"/>', from_1904=False))
    assert held_on(found) == HELD_ON


@pytest.mark.parametrize(
    "unclear",
    [
        '<workbookPr date1904="yes"/>', '<workbookPr date1904="2"/>', '<workbookPr date1904="po"/>',
        '<workbookPr date1904="1"/><workbookPr/>', '<workbookPr/><workbookPr date1904="1"/>',
        '<workbookPr date1904="on"/><workbookPr date1904="0"/>',
    ],
)  # fmt: skip
def test_dates_that_could_be_four_years_off_are_refused(check: Check, tmp_path: Path, unclear: str) -> None:
    found = check(with_property(tmp_path / "a.xlsx", unclear))
    assert (rules(found), found.refused) == (["date_system_unclear"], True)
    assert str(found.findings[0].as_json()["message"]).count("1904") == 2


def test_two_properties_that_say_the_same(check: Check, tmp_path: Path) -> None:
    both = '<workbookPr date1904="1"/><workbookPr date1904="true"/>'
    assert held_on(check(with_property(tmp_path / "a.xlsx", both))) == HELD_ON


NAMESPACES = f'xmlns:m="{MAIN}" xmlns:r="{RELATIONS}" {X15}'
UNTAKEN = '<mc:Choice Requires="x15"><workbookPr date1904="0"/></mc:Choice>'
CHOICES = {
    "own namespace": '<mc:Choice Requires="m"><workbookPr date1904="1"/></mc:Choice>',
    "relations": '<mc:Choice Requires="r"><workbookPr date1904="1"/></mc:Choice>',
    "both": '<mc:Choice Requires=" m  r "><workbookPr date1904="1"/></mc:Choice>',
    "second choice": f'{UNTAKEN}<mc:Choice Requires="r"><workbookPr date1904="1"/></mc:Choice>',
    "declared on the choice": f'<mc:Choice xmlns:q="{MAIN}" Requires="q"><workbookPr date1904="1"/></mc:Choice>',
    "one choice of two that would do": (
        '<mc:Choice Requires="m"><workbookPr date1904="1"/></mc:Choice>'
        '<mc:Choice Requires="r"><workbookPr date1904="0"/></mc:Choice>'
    ),
    "choice within a choice": (
        f'<mc:Choice Requires="m"><mc:AlternateContent>{UNTAKEN}<mc:Fallback><workbookPr date1904="1"/></mc:Fallback>'
        "</mc:AlternateContent></mc:Choice>"
    ),
}


@pytest.mark.parametrize("choice", CHOICES.values(), ids=CHOICES.keys())
def test_choice_that_asks_for_nothing_unknown_is_taken(check: Check, tmp_path: Path, choice: str) -> None:
    fallback = '<mc:Fallback><workbookPr date1904="0"/></mc:Fallback>'
    written = f"<mc:AlternateContent {MC} {NAMESPACES}>{choice}{fallback}</mc:AlternateContent>"
    assert held_on(check(with_property(tmp_path / "a.xlsx", written))) == HELD_ON


@pytest.mark.parametrize("required", ["x15", "m x15", "unbound", "", "m unbound"])
def test_choice_that_asks_for_more_is_not_taken(check: Check, tmp_path: Path, required: str) -> None:
    written = (
        f'<mc:AlternateContent {MC} {NAMESPACES}><mc:Choice Requires="{required}"><workbookPr date1904="0"/>'
        '</mc:Choice><mc:Fallback><workbookPr date1904="1"/></mc:Fallback></mc:AlternateContent>'
    )
    assert held_on(check(with_property(tmp_path / "a.xlsx", written))) == HELD_ON


@pytest.mark.parametrize("said", ["on", "True", " 1 "])
def test_row_and_column_are_hidden_however_it_is_said(check: Check, tmp_path: Path, said: str) -> None:
    row = f'<row r="2" hidden="{said}"'
    assert rules(check(changed(tmp_path / "a.xlsx", SHEET, '<row r="2"', row))) == ["hidden_row"]
    column = f'<cols><col min="3" max="3" width="9" hidden="{said}"/></cols><sheetData>'
    assert rules(check(changed(tmp_path / "b.xlsx", SHEET, "<sheetData>", column))) == ["hidden_column"]


def test_row_hidden_in_an_unknown_way_is_unreadable(check: Check, tmp_path: Path) -> None:
    assert rules(check(changed(tmp_path / "a.xlsx", SHEET, '<row r="2"', '<row r="2" hidden="yes"'))) == ["unreadable"]


# --- a sheet that is listed without a part: programs leave such an entry where a module or a sheet of theirs was

R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'


@pytest.mark.parametrize("attribute", [f'{R} r:id=""', "", 'id="rId1"'])
def test_sheet_without_a_part_is_an_empty_one(check: Check, tmp_path: Path, attribute: str) -> None:
    entry = f'<sheet name="Module1" sheetId="9" {attribute}/></sheets>'
    found = check(changed(tmp_path / "a.xlsx", BOOK, "</sheets>", entry))
    assert (rules(found), found.accepted) == (["unknown_sheet"], {"meetings": 1})


def test_sheet_of_the_form_without_a_part_does_not_say_that_there_were_none(check: Check, tmp_path: Path) -> None:
    entry = f'<sheet name="members" sheetId="9" {R} r:id=""/></sheets>'
    found = check(changed(tmp_path / "a.xlsx", BOOK, "</sheets>", entry))
    assert found.refused
    assert set(rules(found)) == {"no_header"}


def test_part_of_a_sheet_that_is_listed_without_it_is_not_kept(check: Check, tmp_path: Path) -> None:
    parts = parts_of(workbook())
    parts["xl/worksheets/sheet9.xml"] = (
        f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>Agim</t></is></c></row>'
        "</sheetData></worksheet>"
    ).encode()
    entry = f'<sheet name="Module1" sheetId="9" {R} r:id=""/></sheets>'.encode()
    parts[BOOK] = parts[BOOK].replace(b"</sheets>", entry)
    found = check(packed(tmp_path / "a.xlsx", parts))
    assert (set(rules(found)), found.accepted) == ({"unknown_sheet", "extra_parts"}, {"meetings": 1})


# --- a text in the cell, and beside it what LibreOffice 4.2 left of a formula: its value stands in the text alone


@pytest.mark.parametrize("left", ["<v>1.0</v>", "<v>0</v>", "<v/>", "<v>rcat</v>"])
def test_text_in_a_cell_is_its_value_whatever_stands_beside_it(check: Check, tmp_path: Path, left: str) -> None:
    parts = parts_of(workbook())
    text = re.compile(rb'(<c r="A2"[^>]*t=")(?:s|inlineStr)("[^>]*>)(?:<v>\d+</v>|<is>.*?</is>)</c>')
    new = rb"\1inlineStr\2" + left.encode() + b"<is><t>twt</t></is></c>"
    parts[SHEET], count = text.subn(new, parts[SHEET])
    found = check(packed(tmp_path / "a.xlsx", parts))
    assert (count, found.sheets[0].rows[0].values["body"]) == (1, "twt")


def test_cell_of_another_kind_with_two_values_cannot_be_read(check: Check, tmp_path: Path) -> None:
    parts = parts_of(workbook())
    number = re.compile(rb'(<c r="E2"[^>]*>)(<v>9</v>)</c>')
    parts[SHEET], count = number.subn(rb"\1\2<is><t>12</t></is></c>", parts[SHEET])
    assert (count, rules(check(packed(tmp_path / "a.xlsx", parts)))) == (1, ["unreadable"])
