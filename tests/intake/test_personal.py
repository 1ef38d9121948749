"""Personal data never enters (FORMS.md 4): what is found, where, and that nothing of it is ever repeated.

The numbers are made up; the account is the example of the standard that defines account numbers.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl.comments import Comment

from etl.formats.locale_folder import ETL_LOCALE
from etl.intake.cells import RawSheet, RawSubmission
from etl.intake.personal.headers import personal_header
from etl.intake.personal.recognised import personal_kind
from etl.intake.report import Report
from etl.intake.sheets.personal_search import find_personal_data
from indicators.language import language
from indicators.model import Catalogue
from tests.intake.builders import (
    COVER,
    MEETING,
    MEETINGS,
    csv_folder,
    csv_text,
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

ACCOUNT = "AL47 2121 1009 0000 0002 3569 8741"
FOUND = [
    ("I12345678A", "identity_number"), ("i12345678a", "identity_number"), ("Nr. I12345678A, Kukës", "identity_number"),
    ("J 50512345 K", "identity_number"), ("nr personal 123456789", "identity_number"),
    ("Pasaporta nr. BA1234567", "identity_number"), ("I\u200b12345678A", "identity_number"),
    ("Ｉ12345678Ａ", "identity_number"), ("І12345678А", "identity_number"), ("0101990450006", "identity_number"),
    ("RSSMRA85T10A562S", "identity_number"),
    ("+355 69 123 4567", "phone"), ("+355691234567", "phone"), ("00355 69 123 4567", "phone"),
    ("069 123 4567", "phone"), ("0691234567", "phone"), ("069-12-34-567", "phone"), ("069/123 4567", "phone"),
    ("069.123.4567", "phone"),
    ("(069) 123 4567", "phone"), ("tel. 22 345 678", "phone"), ("Cel: 0681234567", "phone"), ("355691234567", "phone"),
    ("042 234 567", "phone"), ("691234567", "phone"), ("+39 06 1234 5678", "phone"),
    ("mbledhje, 069 12 34 567", "phone"),
    ("office@example.org", "email"), ("A.B+c@sub.example.org", "email"), ("office (at) example.org", "email"),
    ("office＠example.org", "email"),
    (ACCOUNT, "bank_account"), (ACCOUNT.replace(" ", ""), "bank_account"), (ACCOUNT.lower(), "bank_account"),
    (f"IBAN: {ACCOUNT} Banka", "bank_account"), ("llogaria nr. 001234567890", "bank_account"),
    ("4111 1111 1111 1111", "bank_account"),
]  # fmt: skip
PASSING = [
    "Prot. 112/2009", "Nr. 1234/5 prot., datë 12.03.2009", "VKM nr. 589, dt. 28.08.2003", "Ligji 9669/2006",
    "Urdhri nr. 139 dt. 19.06.2006", "2009-03-31", "31.03.2009", "31/03/2009 - 30/06/2009", "2009-01-01/2009-06-30",
    "12", "1,500 fletëpalosje dhe 150 postera", "0412/2009", "0223/12.03.2009", "20090331", "Minutes 1/2009",
    "Protokoll 00123456", "06.03.2009", "Procesverbal 06-03-2009/1", "INST-2009-000123", "AL-07", "2009-S1, 2009-S2",
    "Nr.06912/2009", "068/2009, 069/2009", "Shkresa nr. 0671 datë 12.3.2009", "vendim 12345678", "Tel. datë 31.03.2009",
    "Hotel 2009-03-31", "Llogaridhënie 2009-01-01 – 2009-06-30", "CAAHT-2008-0069-01", "+12 anëtarë", "000123/2009",
    "Telefonatë më 31.03.2009", "100 200 300 400", "SHPK 12 34", "ISBN 978-99927-1-234-5", "A1234567", "AL47 2009",
    "Fondi prej 2 000 000 lekësh", "takim @ prefekturë", "12:30", "Vendim nr. 1 i vitit 2008 dhe nr. 2 i vitit 2009",
]  # fmt: skip
HEADERS = [
    "Emri", "EMRI MBIEMRI", "Emër, mbiemër", "Mbiemri", "Name", "Names", "Surname", "first_name", "Last name",
    "Full name",
    "Emri i kryetarit", "Emri i viktimës", "Victim's name", "Contact person", "Personi i kontaktit", "Nr. personal",
    "Numri personal", "ID number", "id_number", "NID", "National ID", "Passport no.", "Letërnjoftimi", "Datëlindja",
    "Date of birth", "DOB", "Data e lindjes", "Birthday", "Vendlindja", "Telefoni", "Tel.", "Nr. tel", "Phone",
    "phone_number",
    "Cel", "Mobile", "Adresa", "Address", "Vendbanimi", "E-mail", "Email", "IBAN", "Llogaria bankare", "Bank account",
    "Emri*", " emri ", "Еmri", "Atësia", "Emri i babait",
]  # fmt: skip
PASSING_HEADERS = [
    "Organisation", "Emri i organizatës", "Name of the organisation", "Project name", "Emërtimi", "Komuniteti", "Title",
    "Njësia mobile", "ID", "Nr.", "Notes", "Shënime", "Anëtarë të pranishëm", "Personat e trajnuar", "Hotel", "Data",
    "Adresa e institucionit", "Name of community", "Përgatitur nga (zyra)", "Vendi", "Numri", "Provider",
]  # fmt: skip


@pytest.mark.parametrize(("text", "kind"), FOUND)
def test_personal_value_is_found(text: str, kind: str) -> None:
    assert personal_kind(text) == kind


@pytest.mark.parametrize("text", PASSING)
def test_references_dates_and_counts_pass(text: str) -> None:
    assert personal_kind(text) is None


@pytest.mark.parametrize("header", HEADERS)
def test_personal_header_is_found(header: str) -> None:
    assert personal_header(header) is not None


@pytest.mark.parametrize("header", PASSING_HEADERS)
def test_other_headers_pass(header: str) -> None:
    assert personal_header(header) is None


def no_echo(found: object, secret: str) -> None:
    assert secret not in json.dumps(found, ensure_ascii=False, default=str)


@pytest.mark.parametrize(("text", "kind"), FOUND)
def test_personal_cell_stops_and_is_never_repeated(check: Check, tmp_path: Path, text: str, kind: str) -> None:
    del kind
    found = check(meetings_file(tmp_path, ("nonsense", None, None, None, "n/a", None, text)))
    assert (found.refused, found.keeps_file, found.sheets) == (True, False, ())
    (finding,) = found.findings
    assert (finding.rule, finding.sheet, finding.row, finding.column, finding.value) == (
        "personal_cell", "meetings", 2, "minutes_ref", None,
    )  # fmt: skip
    assert "Reference of the minutes" in finding.place(language("en", ETL_LOCALE))
    assert "minutes_ref" not in finding.place(language("en", ETL_LOCALE))
    assert "G2" in finding.as_json()["message"]["sq"]  # type: ignore[index]
    no_echo(found.as_json(), text)
    no_echo(repr(found), text)


def test_only_personal_findings_are_given(check: Check, tmp_path: Path) -> None:
    found = check(meetings_file(tmp_path, meeting(kind="secret words"), meeting(minutes_ref="0691234567")))
    assert rules(found) == ["personal_cell"]
    no_echo(found.as_json(), "secret words")
    assert (found.form, found.prepared_by) == (None, None)


@pytest.mark.parametrize("header", ["Emri", "Nr. personal", "Telefoni", "Datëlindja", "Adresa"])
def test_personal_column_stops_even_when_it_is_empty(check: Check, tmp_path: Path, header: str) -> None:
    found = check(saved(workbook({"meetings": ((*MEETINGS, header), MEETING)}), tmp_path / "a.xlsx"))
    (finding,) = found.findings
    assert (found.refused, finding.rule, finding.column) == (True, "personal_header", "H")


def test_personal_column_of_an_unknown_sheet_stops(check: Check, tmp_path: Path) -> None:
    sheets = {"meetings": (MEETINGS, MEETING), "Lista": (("Lista e pjesëmarrësve",), ("Nr.", "Emri", "Mbiemri"))}
    assert rules(check(saved(workbook(sheets), tmp_path / "a.xlsx"))) == ["personal_header", "personal_header"]


def test_personal_line_of_the_cover_stops(check: Check, tmp_path: Path) -> None:
    assert rules(check(meetings_file(tmp_path, cover={**COVER, "Telefoni": "x"}))) == ["personal_header"]


@pytest.mark.parametrize("office", ["Znj. Someone", "Z. Someone", "Dr Someone", "Mr. Someone"])
def test_person_instead_of_an_office_stops(check: Check, tmp_path: Path, office: str) -> None:
    found = check(meetings_file(tmp_path, cover={**COVER, "prepared_by": office}))
    assert rules(found) == ["personal_cell"]
    no_echo(found.as_json(), "Someone")


@pytest.mark.parametrize("text", ["Znj. Arta Someone", "raport nga Dr. Someone", "ZOTI ARBEN SOMEONE"])
def test_a_name_after_a_form_of_address_stops(check: Check, tmp_path: Path, text: str) -> None:
    found = check(meetings_file(tmp_path, meeting(minutes_ref=text)))
    assert rules(found) == ["personal_cell"]
    no_echo(found.as_json(), "omeone")


@pytest.mark.parametrize(
    "text", ["Spitali Dr. Xhafer Kongoli", "Z. Prefekt", "Rruga Prof. Someone", "Zona Z. e kodrës"]
)
def test_what_is_called_after_a_person_passes(check: Check, tmp_path: Path, text: str) -> None:
    assert rules(check(meetings_file(tmp_path, meeting(minutes_ref=text)))) == []


@pytest.mark.parametrize(
    "text", ["x " * 300 + "069 123 4567", "x\u200b" * 600 + "069 123 4567", " " * 900 + "0691234567"]
)
def test_personal_data_far_behind_in_a_long_text_stops(check: Check, tmp_path: Path, text: str) -> None:
    """Long texts are cut where the file is read; what is cut off has been looked at."""
    found = check(meetings_file(tmp_path, meeting(minutes_ref=text)))
    assert rules(found) == ["personal_cell"]
    no_echo(found.as_json(), "4567")


def test_phone_typed_as_a_number_is_found(check: Check, tmp_path: Path) -> None:
    found = check(meetings_file(tmp_path, meeting(members_total=691234567)))
    assert rules(found) == ["personal_cell"]
    no_echo(found.as_json(), "691234567")


def test_header_cell_that_holds_a_phone_is_found(check: Check, tmp_path: Path) -> None:
    found = check(saved(workbook({"meetings": ((*MEETINGS, "069 123 4567"), MEETING)}), tmp_path / "a.xlsx"))
    assert rules(found) == ["personal_cell"]
    no_echo(found.as_json(), "069 123 4567")


def test_comment(check: Check, tmp_path: Path) -> None:
    book = workbook()
    book["meetings"]["B2"].comment = Comment("call 069 123 4567", "")
    found = check(saved(book, tmp_path / "a.xlsx"))
    (finding,) = found.findings
    assert (finding.rule, finding.row, finding.column) == ("personal_comment", 2, "B")
    no_echo(found.as_json(), "069 123 4567")


def test_hidden_row_column_and_sheet(check: Check, tmp_path: Path) -> None:
    book = workbook({"meetings": (MEETINGS, MEETING), "x": (("I12345678A",),)})
    book["x"].sheet_state = "veryHidden"
    book["meetings"]["K9"] = "069 123 4567"
    book["meetings"].row_dimensions[9].hidden = True
    book["meetings"]["M2"] = "office@example.org"
    book["meetings"].column_dimensions["M"].hidden = True
    found = check(saved(book, tmp_path / "a.xlsx"))
    assert rules(found) == ["personal_cell"] * 3


def test_sheet_name(check: Check, tmp_path: Path) -> None:
    found = check(saved(workbook({"meetings": (MEETINGS, MEETING), "0691234567": ((1,),)}), tmp_path / "a.xlsx"))
    assert rules(found) == ["personal_sheet_name"]
    no_echo(found.as_json(), "0691234567")


def test_file_name(check: Check, tmp_path: Path) -> None:
    found = check(saved(workbook(), tmp_path / "kukes 0691234567.xlsx"))
    assert rules(found) == ["personal_file_name"]
    no_echo(found.as_json(), "0691234567")


def test_name_of_another_file_in_the_folder(check: Check, tmp_path: Path) -> None:
    folder = csv_folder(tmp_path / "x", {"meetings.csv": csv_text((MEETINGS,)), "I12345678A.pdf": "x"})
    assert rules(check(folder)) == ["personal_elsewhere"]


def test_formula(check: Check, tmp_path: Path) -> None:
    cell = '<c r="E2"><f>LEN("0691234567")</f><v>9</v></c>'
    found = check(edited(tmp_path / "a.xlsx", "xl/worksheets/sheet2.xml", '<c r="E2".*?</c>', cell))
    assert rules(found) == ["personal_cell"]


def test_left_over_text(check: Check, tmp_path: Path) -> None:
    parts = sharing_strings(parts_of(workbook()))
    parts["xl/sharedStrings.xml"] = parts["xl/sharedStrings.xml"].replace(
        b"</sst>", b"<si><t>I12345678A</t></si></sst>"
    )
    assert rules(check(packed(tmp_path / "a.xlsx", parts))) == ["personal_elsewhere"]


@pytest.mark.parametrize("where", ["header", "property", "drawing", "prompt"])
def test_outside_of_cells(check: Check, tmp_path: Path, where: str) -> None:
    book = workbook()
    if where == "property":
        book.properties.description = "069 123 4567"
    parts = parts_of(book)
    if where == "drawing":
        parts["xl/drawings/drawing1.xml"] = b"<x><a:t xmlns:a='a'>069 123</a:t><a:t xmlns:a='a'> 4567</a:t></x>"
    if where == "header":
        page = b"</sheetData><headerFooter><oddHeader>&amp;C069 123 4567</oddHeader></headerFooter>"
        parts["xl/worksheets/sheet2.xml"] = parts["xl/worksheets/sheet2.xml"].replace(b"</sheetData>", page)
    if where == "prompt":
        rule = b'</sheetData><dataValidations><dataValidation prompt="069 123 4567" sqref="A1"/></dataValidations>'
        parts["xl/worksheets/sheet2.xml"] = parts["xl/worksheets/sheet2.xml"].replace(b"</sheetData>", rule)
    assert rules(check(packed(tmp_path / "a.xlsx", parts))) == ["personal_elsewhere"]


def test_csv(check: Check, tmp_path: Path) -> None:
    row = ("rcat", "2009-03-31", "", "", "9", "", "0691234567")
    assert rules(check(csv_folder(tmp_path / "x", {"meetings.csv": csv_text((MEETINGS, row))}))) == ["personal_cell"]


def test_what_was_not_searched_is_not_taken(catalogue: Catalogue) -> None:
    """Whoever forgets the search is stopped, rather than finding nothing."""
    with pytest.raises(ValueError, match="not searched"):
        find_personal_data(RawSubmission((RawSheet("meetings"),)), catalogue, Report("a.xlsx"))
    assert not find_personal_data(RawSubmission(), catalogue, Report("a.xlsx"))
