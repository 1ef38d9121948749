"""FORMS.md section 1: the cover, the sheets and the columns, by whatever name they go."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from etl.intake.submission import CheckedSubmission
from tests.intake.builders import (
    COVER,
    MEETING,
    MEETINGS,
    REGISTER,
    Cells,
    csv_folder,
    csv_text,
    meeting,
    meetings_file,
    rules,
    saved,
    workbook,
)
from tests.intake.conftest import Check

REPORTS = (("qark", "kind", "received_on", "document_ref"), ("Kukës", "activity_report", date(2009, 7, 1), "Prot. 1"))


def test_good_workbook_is_accepted_without_a_finding(check: Check, tmp_path: Path) -> None:
    found = check(saved(workbook(), tmp_path / "good.xlsx"))
    assert (found.findings, found.refused, found.keeps_file) == ((), False, True)
    assert (found.form, found.qark, found.period, found.submitted_on) == (
        "committee", "AL-07", "2009-S1", date(2009, 7, 10),
    )  # fmt: skip
    assert (found.accepted, found.rejected) == ({"meetings": 1}, {"meetings": 0})
    assert len(found.sha256) == 64


def test_accepted_row_has_every_column_and_codes_as_machine_names(check: Check, tmp_path: Path) -> None:
    sheets = {
        "meetings": (("body", "held_on", "members_present"), ("Komiteti Rajonal Antitrafik", date(2009, 3, 31), 9))
    }
    (sheet,) = check(saved(workbook(sheets), tmp_path / "good.xlsx")).sheets
    (row,) = sheet.rows
    assert row.row == 2
    assert row.values == {
        "body": "rcat", "held_on": date(2009, 3, 31), "kind": None, "chaired_by": None, "members_present": 9,
        "members_total": None, "minutes_ref": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    "header",
    [
        ("body", "held_on", "members_present"),
        ("Body", "Held on", "Members present"),
        ("Organi", "Data e mbledhjes", "Anëtarë të pranishëm"),
        ("ORGANI", "DATA E MBLEDHJES", "ANETARE TE PRANISHEM"),
        ("  organi ", "data  e mbledhjes", "Anëtarë të\npranishëm"),
        ("Organi *", "Data e mbledhjes*", "Anëtarë të pranishëm"),
        ("Organi", "held_on", "Members present"),
        ("or\u200bgani", "held on", "\ufeffMembers present"),
    ],
)
def test_header_by_machine_name_or_label(check: Check, tmp_path: Path, header: tuple[str, ...]) -> None:
    found = check(saved(workbook({"meetings": (header, ("rcat", date(2009, 3, 31), 9))}), tmp_path / "a.xlsx"))
    assert (found.findings, found.accepted) == ((), {"meetings": 1})


def test_column_order_is_free(check: Check, tmp_path: Path) -> None:
    rows = tuple(tuple(reversed(row)) for row in (MEETINGS, MEETING))
    assert check(saved(workbook({"meetings": rows}), tmp_path / "a.xlsx")).findings == ()


@pytest.mark.parametrize("name", ["meetings", "Meetings", "MBLEDHJET", " mbledhjet ", "Mbledhjet"])
def test_sheet_by_machine_name_or_label(check: Check, tmp_path: Path, name: str) -> None:
    found = check(saved(workbook({name: (MEETINGS, MEETING)}), tmp_path / "a.xlsx"))
    assert (found.findings, found.accepted) == ((), {"meetings": 1})
    assert found.sheets[0].sheet == name


@pytest.mark.parametrize("name", ["Cover", "Kopertina", "KOPERTINA"])
def test_cover_in_either_language(check: Check, tmp_path: Path, name: str) -> None:
    book = workbook()
    book["cover"].title = f"x{name}"  # a title that differs in case alone gets a number
    book[f"x{name}"].title = name
    assert check(saved(book, tmp_path / "a.xlsx")).findings == ()


def test_cover_labels_in_albanian(check: Check, tmp_path: Path) -> None:
    book = workbook(cover=None)
    sheet = book.create_sheet("Kopertina", 0)
    for row in (
        ("Fusha", "Vlera"), ("Formulari", "Formulari i komitetit"), ("Qarku", "qarku i kukesit"),
        ("Periudha e raportimit", "2009-s1"), ("Data e dorëzimit", date(2009, 7, 10)),
        ("Përgatitur nga (zyra)", "Prefektura"),
    ):  # fmt: skip
        sheet.append(row)
    found = check(saved(book, tmp_path / "a.xlsx"))
    assert (found.findings, found.qark, found.period) == ((), "AL-07", "2009-S1")


@pytest.mark.parametrize("written", ["AL-07", "al-07", "Kukës", "KUKES", "Kukësi", "Qarku i Kukësit"])
def test_qark_by_code_or_name(check: Check, tmp_path: Path, written: str) -> None:
    assert check(meetings_file(tmp_path, MEETING, cover={**COVER, "qark": written})).qark == "AL-07"


BAD_COVERS: list[tuple[dict[str, Any], str]] = [
    ({"form": None}, "cover_missing"),
    ({"form": "komitet"}, "code_unknown"),
    ({"qark": None}, "cover_missing"),
    ({"qark": "Kosovë"}, "code_unknown"),
    ({"qark": "AL-13"}, "code_unknown"),
    ({"qark": "Кukës"}, "code_look_alike"),
    ({"period": None}, "cover_missing"),
    ({"period": "2009"}, "cover_period"),
    ({"period": 2009}, "cover_period"),
    ({"period": "2009-Q1"}, "cover_period"),
    ({"period": "2011-S1"}, "cover_period"),
    ({"period": "2009-S3"}, "cover_period"),
    ({"submitted_on": None}, "cover_missing"),
    ({"submitted_on": date(2008, 12, 31)}, "cover_before_period"),
    ({"submitted_on": date(2026, 11, 21)}, "date_in_future"),
    ({"submitted_on": "07/08/2009"}, "date_ambiguous"),
    ({"submitted_on": "korrik 2009"}, "date_without_day"),
    ({"submitted_on": 39903}, "date_is_number"),
    ({"prepared_by": None}, "cover_missing"),
    ({"prepared_by": "x" * 501}, "text_too_long"),
]


@pytest.mark.parametrize(("changes", "rule"), BAD_COVERS)
def test_bad_cover_stops_the_submission(check: Check, tmp_path: Path, changes: dict[str, Any], rule: str) -> None:
    found = check(meetings_file(tmp_path, MEETING, cover={**COVER, **changes}))
    assert found.refused
    assert rules(found, "error") == [rule]
    assert (found.accepted, found.rejected) == ({"meetings": 0}, {"meetings": 1})
    (finding,) = found.findings
    assert finding.sheet == "cover"
    assert finding.column == next(iter(changes))


NAMES, VALUES = tuple(COVER), tuple(str(value) for value in COVER.values())
BESIDE = [(name, VALUES[place]) for place, name in enumerate(NAMES)]


@pytest.mark.parametrize(
    ("rows", "rule"),
    [
        (BESIDE, "cover_without_header"),
        ([("Formulari", "committee"), *BESIDE[1:]], "cover_without_header"),
        ([BESIDE[2], BESIDE[0], ("shënim", "x"), BESIDE[1], *BESIDE[3:]], "cover_without_header"),
        ([NAMES, VALUES], "cover_on_its_side"),
        ([("field", *NAMES), ("value", *VALUES)], "cover_on_its_side"),
        ([("", *NAMES[1:], "x"), ("", *VALUES[1:], "y")], "cover_on_its_side"),
    ],
)
def test_cover_of_another_shape_has_one_reason(check: Check, tmp_path: Path, rows: Cells, rule: str) -> None:
    files = {"cover.csv": csv_text(rows), "meetings.csv": csv_text((MEETINGS, MEETING))}
    book = saved(workbook({"cover": rows, "meetings": (MEETINGS, MEETING)}, cover=None), tmp_path / "a.xlsx")
    for path in (csv_folder(tmp_path / "x", files, cover=None), book):
        found = check(path)
        assert (found.refused, rules(found), found.rejected) == (True, [rule], {"meetings": 1})


def test_fields_of_a_cover_with_a_misspelt_header_are_not_called_missing(check: Check, tmp_path: Path) -> None:
    files = {"cover.csv": csv_text([("fusa", "vlea"), *BESIDE]), "meetings.csv": csv_text((MEETINGS, MEETING))}
    found = check(csv_folder(tmp_path / "x", files, cover=None))
    assert rules(found, "error") == ["missing_column", "missing_column"]


def test_cover_finding_names_row_and_value(check: Check, tmp_path: Path) -> None:
    (finding,) = check(meetings_file(tmp_path, MEETING, cover={**COVER, "period": "S1/2009"})).findings
    assert (finding.row, finding.value) == (4, "S1/2009")
    assert dict(finding.values)["suggestion"] == "2009-S1"


def test_handing_in_on_the_periods_first_day_is_permitted(check: Check, tmp_path: Path) -> None:
    cover = {**COVER, "submitted_on": date(2009, 1, 1)}
    assert not check(meetings_file(tmp_path, cover=cover)).refused


def test_all_bad_fields_are_said_at_once_with_the_rows(check: Check, tmp_path: Path) -> None:
    cover = {**COVER, "form": "x", "qark": "y", "period": "z"}
    found = check(meetings_file(tmp_path, ("rcat", date(2009, 3, 31), None, None, 0), cover=cover))
    assert sorted(rules(found)) == ["code_unknown", "code_unknown", "cover_period", "minimum"]


def test_register_covers_all_qarks(check: Check, tmp_path: Path) -> None:
    found = check(saved(workbook({"reports": REPORTS}, REGISTER), tmp_path / "a.xlsx"))
    assert (found.findings, found.form, found.qark, found.accepted) == ((), "register", None, {"reports": 1})
    assert found.sheets[0].rows[0].values["qark"] == "AL-07"


def test_qark_in_a_register_is_passed_over_with_a_warning(check: Check, tmp_path: Path) -> None:
    found = check(saved(workbook({"reports": REPORTS}, {**REGISTER, "qark": "AL-07"}), tmp_path / "a.xlsx"))
    assert (found.refused, found.qark, rules(found)) == (False, None, ["cover_not_needed"])


def test_unknown_line_of_the_cover_is_a_warning(check: Check, tmp_path: Path) -> None:
    found = check(meetings_file(tmp_path, MEETING, cover={**COVER, "Shënime": "x"}))
    assert (found.refused, found.keeps_file, rules(found)) == (False, False, ["cover_unknown"])


def test_repeated_line_of_the_cover_stops(check: Check, tmp_path: Path) -> None:
    found = check(meetings_file(tmp_path, MEETING, cover={**COVER, "Periudha e raportimit": "2009-S2"}))
    assert (found.refused, rules(found)) == (True, ["cover_repeated"])


# --- sheets


SHEETS: list[tuple[str, dict[str, Cells], bool, list[str]]] = [
    ("empty with its header: there were none", {"meetings": (MEETINGS,)}, False, []),
    ("no record sheet", {}, True, ["no_record_sheet"]),
    ("only an unknown sheet", {"Fletë tjetër": (("a",), (1,))}, True, ["no_record_sheet", "unknown_sheet"]),
    ("without header", {"meetings": ()}, True, ["no_header"]),
    ("unknown sheet", {"meetings": (MEETINGS,), "Sheet3": ((1, 2),)}, False, ["unknown_sheet"]),
    ("sheet of another form", {"meetings": (MEETINGS,), "reports": REPORTS}, False, ["sheet_of_other_form"]),
    ("same sheet twice", {"meetings": (MEETINGS,), "Mbledhjet": (MEETINGS, MEETING)}, True, ["repeated_sheet"]),
    ("same column twice", {"meetings": ((*MEETINGS, "Organi"), MEETING)}, True, ["repeated_header"]),
    ("same unknown column twice", {"meetings": ((*MEETINGS, "x", "X"),)}, True, ["repeated_header", "unknown_column"]),
    ("missing required column", {"meetings": (MEETINGS[1:], MEETING[1:])}, True, ["missing_column"]),
    ("unknown column", {"meetings": ((*MEETINGS, "Shënime"), (*MEETING, "x"))}, False, ["unknown_column"]),
    ("column without header", {"meetings": (MEETINGS, (*MEETING, "x"))}, False, ["column_without_header"]),
    ("title above the header", {"meetings": (("Mbledhjet 2009",), MEETINGS, MEETING)}, True,
     ["missing_column", "missing_column", "missing_column", "header_further_down", "unknown_column"]),
]  # fmt: skip


@pytest.mark.parametrize(("sheets", "refused", "expected"), [one[1:] for one in SHEETS], ids=[one[0] for one in SHEETS])
def test_sheets(check: Check, tmp_path: Path, sheets: dict[str, Cells], refused: bool, expected: list[str]) -> None:
    found = check(saved(workbook(sheets), tmp_path / "a.xlsx"))
    assert (found.refused, rules(found)) == (refused, expected)


def test_empty_sheet_is_present_and_absent_sheet_says_nothing(check: Check, tmp_path: Path) -> None:
    assert check(saved(workbook({"meetings": (MEETINGS,)}), tmp_path / "a.xlsx")).accepted == {"meetings": 0}


def test_nothing_of_an_unknown_sheet_or_column_is_kept(check: Check, tmp_path: Path) -> None:
    sheets = {"meetings": ((*MEETINGS, "Shënime"), (*MEETING, "x")), "Sheet3": ((1, 2),)}
    found = check(saved(workbook(sheets), tmp_path / "a.xlsx"))
    assert not found.keeps_file
    assert set(found.sheets[0].rows[0].values) == set(MEETINGS)


def suggestions(found: CheckedSubmission) -> list[object]:
    return [value for one in found.findings for name, value in one.values if name == "suggestion"]


@pytest.mark.parametrize(
    ("wrong", "meant"), [("meetngs", "Meetings"), ("Mbledhja", "Mbledhjet"), ("Kopertin", "Kopertina")]
)
def test_misspelt_sheet_gets_a_did_you_mean(check: Check, tmp_path: Path, wrong: str, meant: str) -> None:
    found = check(saved(workbook({wrong: (MEETINGS,)}), tmp_path / "a.xlsx"))
    assert suggestions(found) == [meant]


def test_misspelt_column_gets_a_did_you_mean(check: Check, tmp_path: Path) -> None:
    header = tuple("Organ" if name == "body" else name for name in MEETINGS)
    found = check(saved(workbook({"meetings": (header, MEETING)}), tmp_path / "a.xlsx"))
    assert rules(found) == ["missing_column", "unknown_column"]
    assert suggestions(found) == ["Organi"]
    assert found.rejected == {"meetings": 1}


def test_look_alike_header_gets_a_did_you_mean(check: Check, tmp_path: Path) -> None:
    header = tuple("Оrgani" if name == "body" else name for name in MEETINGS)
    found = check(saved(workbook({"meetings": (header, MEETING)}), tmp_path / "a.xlsx"))
    assert suggestions(found) == ["Organi"]


def test_number_that_is_another_one_is_no_misspelling(check: Check, tmp_path: Path) -> None:
    found = check(meetings_file(tmp_path, MEETING, cover={**COVER, "qark": "AL-13"}))
    assert (rules(found), suggestions(found)) == (["code_unknown"], [])


def test_what_stops_comes_first_and_is_named(check: Check, tmp_path: Path) -> None:
    book = workbook({"meetings": (MEETINGS, meeting(members_present=0))})
    book["meetings"].row_dimensions[2].hidden = True
    found = check(saved(book, tmp_path / "a.xlsx"))
    assert rules(found) == ["hidden_row", "minimum"]
    assert found.stopped_by == found.findings[0]
    assert check(meetings_file(tmp_path, meeting(members_present=0))).stopped_by is None


def test_rows_of_both_sheets_of_one_kind_are_rejected(check: Check, tmp_path: Path) -> None:
    sheets = {"meetings": (MEETINGS, MEETING), "Mbledhjet": (MEETINGS, MEETING, MEETING)}
    assert check(saved(workbook(sheets), tmp_path / "a.xlsx")).rejected == {"meetings": 3}


def test_period_written_otherwise_is_read_with_a_warning(check: Check, tmp_path: Path) -> None:
    found = check(meetings_file(tmp_path, MEETING, cover={**COVER, "period": " 2009-s1"}))
    assert (found.period, rules(found)) == ("2009-S1", ["text_tidied"])


def test_missing_cover_stops(check: Check, tmp_path: Path) -> None:
    found = check(saved(workbook(cover=None), tmp_path / "a.xlsx"))
    assert (found.refused, rules(found)) == (True, ["no_cover"])
    assert found.rejected == {"meetings": 1}
