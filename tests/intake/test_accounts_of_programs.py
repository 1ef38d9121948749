"""Programs write of themselves who worked on a file: that is not kept, and no reason to refuse it (FORMS.md 4)."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.intake.personal.accounts import without_accounts
from tests.intake.builders import MAIN, packed, parts_of, rules, workbook
from tests.intake.conftest import Check

MAIL, GUID, IDENTITY = "zyra@shembull.al", "37569bf0-5a3c-4a18-a4c5-f72a5b2b1b61", "I12345678A"
BOOK, CORE = "xl/workbook.xml", "docProps/core.xml"
DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006"


def properties(*named: tuple[str, str]) -> str:
    written = "".join(
        f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="{number}" name="{name}">'
        f"<vt:lpwstr>{value}</vt:lpwstr></property>"
        for number, (name, value) in enumerate(named, start=2)
    )
    return (
        f'<Properties xmlns="{DOCUMENT}/custom-properties" xmlns:vt="{DOCUMENT}/docPropsVTypes">{written}</Properties>'
    )


def of_the_library(fields: str) -> str:
    space = "http://schemas.microsoft.com/office/2006/metadata/properties"
    return f'<p:properties xmlns:p="{space}"><documentManagement>{fields}</documentManagement></p:properties>'


def user(name: str, account: str) -> str:
    written = f"<DisplayName>{name}</DisplayName><AccountId>{account}</AccountId><AccountType/>"
    return of_the_library(f'<SharedWithUsers xmlns="a"><UserInfo>{written}</UserInfo></SharedWithUsers>')


def signature(issuer: str) -> str:
    return (
        '<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><Object><X509IssuerName>'
        f"{issuer}</X509IssuerName><X509SerialNumber>11</X509SerialNumber></Object></Signature>"
    )


# A part of its own -> what it holds, with WHO where a program writes an account.
PARTS = {
    "owner of a label": ("docProps/custom.xml", properties((f"MSIP_Label_{GUID}_Owner", "WHO"))),
    "sender": ("docProps/custom.xml", properties(("_AuthorEmail", "WHO"), ("_AuthorEmailDisplayName", "Zyra WHO"))),
    "editor": (
        "docProps/custom.xml", properties(("display_urn:schemas-microsoft-com:office:office#Editor", "WHO"))),
    "shared with": ("docProps/custom.xml", properties(("SharedWithUsers", "12;#Zyra;#i:0#.f|membership|WHO"))),
    "user of a library": ("customXml/item1.xml", user("Zyra", "i:0#.f|membership|WHO")),
    "user shown": ("customXml/item3.xml", user("WHO", "12")),
    "users of a shared workbook": (
        "xl/revisions/userNames.xml", f'<users xmlns="{MAIN}"><userInfo guid="{{{GUID}}}" name="WHO"/></users>'),
    "changes": (
        "xl/revisions/revisionHeaders.xml", f'<headers xmlns="{MAIN}"><header userName="WHO"/></headers>'),
    "issuer": ("_xmlsignatures/sig1.xml", signature("E=WHO, CN=Shembull CA, C=AL")),
    "pivot table": (
        "xl/pivotCache/pivotCacheDefinition1.xml", f'<pivotCacheDefinition xmlns="{MAIN}" refreshedBy="WHO"/>'),
    "comments that no sheet has": (
        "xl/comments9.xml", f'<comments xmlns="{MAIN}"><authors><author>WHO</author></authors></comments>'),
    "connection": (
        "xl/connections.xml",
        f'<connections xmlns="{MAIN}"><connection><dbPr connection="User ID=WHO;Cube=x"/></connection></connections>'),
    "folder of a connection": (
        "xl/connections.xml",
        f'<connections xmlns="{MAIN}"><connection sourceFile="C:\\Users\\WHO\\a.csv"/></connections>'),
}  # fmt: skip
# What stands in the workbook's part and the properties that every file has -> what is put before it.
PLACES = {
    "reservation": (BOOK, "<workbookPr", '<fileSharing readOnlyRecommended="1" userName="WHO"/><workbookPr'),
    "folder": (BOOK, "<workbookPr", '<x:absPath xmlns:x="urn:x" url="C:\\Users\\WHO\\"/><workbookPr'),
    "folder elsewhere": (BOOK, "<workbookPr", '<absPath url="D:\\WHO\\Raporte\\"/><workbookPr'),
    "view": (
        BOOK, "</sheets>",
        '</sheets><customWorkbookViews><customWorkbookView name="WHO - Vetjak"/></customWorkbookViews>'),
    "creator": (CORE, "openpyxl", "WHO"),
    "creators": (CORE, "openpyxl", "WHO;WHO"),
    "creator with a name": (CORE, "openpyxl", "Zyra &lt;WHO&gt;"),
    "creator in brackets": (CORE, "openpyxl", "Zyra (WHO)"),
    "link to another workbook": (
        "xl/_rels/workbook.xml.rels", "</Relationships>",
        '<Relationship Id="x" TargetMode="External" Target="\\\\server\\Users\\WHO\\b.xlsx"/></Relationships>'),
}  # fmt: skip


def with_part(path: Path, name: str, written: str) -> Path:
    parts = parts_of(workbook())
    if name in PARTS:
        part, content = PARTS[name]
        return packed(path, {**parts, part: content.replace("{{", "{").replace("}}", "}").replace("WHO", written)})
    part, found, put = PLACES[name]
    assert found.encode() in parts[part]
    return packed(path, {**parts, part: parts[part].replace(found.encode(), put.replace("WHO", written).encode(), 1)})


@pytest.mark.parametrize("name", [*PARTS, *PLACES])
def test_account_that_a_program_wrote_is_not_kept(check: Check, tmp_path: Path, name: str) -> None:
    found = check(with_part(tmp_path / "a.xlsx", name, MAIL))
    assert (found.refused, found.keeps_file, found.accepted) == (False, False, {"meetings": 1})
    assert "extra_author" in rules(found)
    assert "shembull" not in str(found.as_json())


@pytest.mark.parametrize("name", [*PARTS, *PLACES])
def test_what_else_stands_where_accounts_do_is_searched(check: Check, tmp_path: Path, name: str) -> None:
    assert rules(check(with_part(tmp_path / "a.xlsx", name, IDENTITY))) == ["personal_elsewhere"]
    assert rules(check(with_part(tmp_path / "b.xlsx", name, f"{MAIL} {IDENTITY}"))) == ["personal_elsewhere"]


@pytest.mark.parametrize("typed", ["069 123 4567", MAIL, IDENTITY])
@pytest.mark.parametrize(
    ("part", "content"),
    [
        ("docProps/custom.xml", properties((f"MSIP_Label_{GUID}_Owner", MAIL), ("Kontakti", "{}"))),
        ("docProps/custom.xml", properties((f"MSIP_Label_{GUID}_Name", "{}"))),
        ("customXml/item1.xml", of_the_library("<Kontakti>{}</Kontakti>")),
        ("customXml/item1.xml", of_the_library("<DisplayName>{}</DisplayName>")),
        ("_xmlsignatures/sig1.xml", "<Signature><SignatureComments>{}</SignatureComments></Signature>"),
        ("xl/connections.xml", '<connections><connection description="{}"/></connections>'),
    ],
)
def test_what_was_typed_beside_an_account_still_stops(
    check: Check, tmp_path: Path, part: str, content: str, typed: str
) -> None:
    found = check(packed(tmp_path / "a.xlsx", {**parts_of(workbook()), part: content.replace("{}", typed)}))
    assert rules(found) == ["personal_elsewhere"]


@pytest.mark.parametrize("name", ["creator", "user shown", "pivot table", "sender"])
def test_name_with_a_form_of_address_is_an_author(check: Check, tmp_path: Path, name: str) -> None:
    found = check(with_part(tmp_path / "a.xlsx", name, "Dr. Arta Hoxha"))
    assert (found.refused, found.keeps_file, "extra_author" in rules(found)) == (False, False, True)


@pytest.mark.parametrize(
    ("place", "text", "rest"),
    [
        ("creator", "S::zyra@shembull.al::11111111-2222-4333-8444-555555555555", ""),
        ("creator", "zyra@shembull.al; 069 123 4567", "; 069 123 4567"),
        ("creator", "Zyra e Koordinatorit", "Zyra e Koordinatorit"),
        ("UserInfo/AccountId", "i:0#.f|membership|zyra_shembull.al#ext#@tenant.onmicrosoft.com", "i:0#.f|membership|"),
        ("absPath@url", "https://x/zyra%40shembull.al/Raporte", "https://x//Raporte"),
        ("Relationship@Target", "//server/Users/zyra@shembull.al/b.xlsx", "//server/Users//b.xlsx"),
        ("Relationship@Target", "mailto:zyra@shembull.al", "mailto:zyra@shembull.al"),
        ("Company", "zyra@shembull.al", "zyra@shembull.al"),
        ("", "zyra@shembull.al", "zyra@shembull.al"),
    ],
)
def test_accounts_are_taken_out_of_their_places_alone(place: str, text: str, rest: str) -> None:
    assert without_accounts(place, text) == rest
