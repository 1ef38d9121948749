"""Signs that stand for nothing, and numbers in text columns: kept as the cell shows them, or rejected (FORMS.md 3)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from etl.formats.locale_folder import ETL_LOCALE
from etl.intake.cells import Cell, RawSheet, RawSubmission, Row
from etl.intake.report import Report
from etl.intake.submission import check_raw
from etl.intake.values.values import CodeTable, Reading, read_value
from indicators.language import language
from indicators.model import Catalogue, Code, Words
from tests.intake.builders import COVER, MEETINGS, TODAY, csv_folder, csv_text, meeting, rules, saved, workbook
from tests.intake.conftest import Check
from tests.intake.test_rows import ACTIONS, MEMBERS, SINCE, TERMS, TRAINING, TRAININGS


def read(value: Any, kind: Any = "text", **more: Any) -> Reading:
    cell = Cell(1, "text" if isinstance(value, str) else "number", value, **more)
    return read_value(cell, kind, None, TODAY, plain_text=False)


# --- signs that stand for nothing


@pytest.mark.parametrize(
    "written",
    ["-", "–", "—", "−", "--", "---", "- -", "/", "//", "n/a", "N/A", "n/A", "s'ka", "S'ka", "s’ka", "S‘KA", "s`ka",
     "s´ka", "sʼka", "ska", "nuk ka", " - ", "\u00a0–", ".", "...", "…", "_", "./.", "\u200b-",
     "n.a.", "N.A.", "n. a.", "n.a", "N⁄A", "N∕A", "Ｎ／Ａ", "n / a", "n\\a", "－", "﹘", "―", "(n/a)", "[-]", "•",
     "\\N", "NULL", "NaT", "NaN", " NULL ", "<NA>"],
)  # fmt: skip
def test_sign_for_nothing_is_missing_with_a_warning(written: str) -> None:
    assert read(written) == Reading(notes=("text_says_nothing",))


@pytest.mark.parametrize(
    "written",
    ["NA", "NO", "na", "None", "null", "Nan", "NULLI", "N.A.T.O.", "n.a.sh", "(-5)", "nuk aplikohet",
     "0", "-5", "--a", "x", "?", "A", "N/Ab", "n/a/b", "s'kam", "Ska-nderbeg",
     "1/2", "1-2", "-1-", "ka", "Nuk ka lidhje"],
)  # fmt: skip
def test_text_that_says_something_is_kept(written: str) -> None:
    assert read(written) == Reading(written)


@pytest.mark.parametrize("written", ["-", "–", "—", "/", "s'ka", "nuk ka", "－", "NULL", "NaN", "\\N"])
@pytest.mark.parametrize("kind", ["whole_number", "number", "date", "loose_date", "code"])
def test_sign_for_nothing_is_missing_in_every_column(kind: str, written: str) -> None:
    assert read(written, kind) == Reading(notes=("text_says_nothing",))


@pytest.mark.parametrize("written", ["n/a", "N/A", "n.a.", "N⁄A", "n / a", "(n/a)"])
def test_not_applicable_is_missing_where_no_number_belongs(written: str) -> None:
    for kind in ("date", "loose_date", "code"):
        assert read(written, kind) == Reading(notes=("text_says_nothing",))
    assert read(written, "whole_number").fault == "number_unreadable"
    assert read(written, "number").fault == "decimal_unreadable"


@pytest.mark.parametrize("written", ["-5", "–5", "dymbëdhjetë", "ka", "NA", "?"])
def test_what_says_something_is_no_sign_for_nothing(written: str) -> None:
    for kind in ("whole_number", "date", "code"):
        assert read(written, kind).fault is not None


def test_code_that_is_spelt_like_a_sign_for_nothing_is_the_code() -> None:
    codes = CodeTable.of((Code(id="none", label=Words(en="n/a", sq="nuk ka")),))
    for written in ("n/a", "Nuk ka"):
        assert read_value(Cell(1, "text", written), "code", codes, TODAY, plain_text=True) == Reading("none")


def test_signs_for_nothing_in_optional_columns_of_a_row(check: Check, tmp_path: Path) -> None:
    rows = (MEETINGS, meeting(kind="n/a", chaired_by="s'ka", members_total="–", minutes_ref="n.a."))
    found = check(saved(workbook({"meetings": rows, "terms_of_reference": (TERMS, ("rcat", SINCE, "-", "Vendim 1"))}),
                        tmp_path / "a.xlsx"))  # fmt: skip
    assert (rules(found), found.accepted) == (["text_says_nothing"] * 5, {"meetings": 1, "terms_of_reference": 1})
    kept = {sheet.kind: sheet.rows[0].values for sheet in found.sheets}
    assert [kept["meetings"][name] for name in ("kind", "chaired_by", "members_total", "minutes_ref")] == [None] * 4
    assert kept["terms_of_reference"]["valid_until"] is None


@pytest.mark.parametrize("changes", [{"held_on": "-"}, {"body": "n/a"}, {"members_present": "s'ka"}])
def test_sign_for_nothing_in_required_columns_of_any_type(
    check: Check, tmp_path: Path, changes: dict[str, str]
) -> None:
    found = check(csv_folder(tmp_path / "x", {"meetings.csv": csv_text((MEETINGS, meeting(**changes)))}))
    assert (rules(found, "error"), found.rejected) == (["required"], {"meetings": 1})


@pytest.mark.parametrize("written", ["-", "–", "N/A", "s’ka"])
def test_police_whose_organisation_is_a_dash_has_none(check: Check, tmp_path: Path, written: str) -> None:
    """Else the police of the trainings, without an organisation, would not be the members'."""
    sheets = {
        "members": (MEMBERS, ("rcat", "police", written, SINCE, None)),
        "trainings": (TRAININGS, TRAINING),
    }
    found = check(saved(workbook(sheets), tmp_path / "a.xlsx"))
    assert (rules(found), found.accepted) == (["text_says_nothing"], {"members": 1, "trainings": 1})
    assert found.findings[0].level == "warning"
    assert next(one for one in found.sheets if one.kind == "members").rows[0].values["organisation"] is None


def test_two_signs_for_nothing_are_the_same(check: Check, tmp_path: Path) -> None:
    rows = (MEMBERS, ("rcat", "police", "-", SINCE, None), ("rcat", "police", "n/a", SINCE, None))
    found = check(saved(workbook({"members": rows}), tmp_path / "a.xlsx"))
    assert rules(found, "error") == ["row_repeated"]


@pytest.mark.parametrize("written", ["-", "n/a", "s'ka"])
def test_sign_for_nothing_in_a_required_column_rejects_the_row(check: Check, tmp_path: Path, written: str) -> None:
    rows = (TERMS, ("rcat", SINCE, None, written), ("twt", SINCE, None, "Vendim 1"))
    found = check(saved(workbook({"terms_of_reference": rows}), tmp_path / "a.xlsx"))
    assert (rules(found, "error"), found.accepted) == (["required"], {"terms_of_reference": 1})


def test_sign_for_nothing_where_another_column_needs_a_text(check: Check, tmp_path: Path) -> None:
    rows = (MEMBERS, ("rcat", "npo", "-", SINCE, None))
    found = check(saved(workbook({"members": rows}), tmp_path / "a.xlsx"))
    assert (rules(found, "error"), found.rejected) == (["required_when"], {"members": 1})


@pytest.mark.parametrize("written", ["-", "n/a", "—"])
def test_sign_for_nothing_is_no_office(check: Check, tmp_path: Path, written: str) -> None:
    found = check(csv_folder(tmp_path / "x", {"meetings.csv": csv_text((MEETINGS,))},
                             {**COVER, "prepared_by": written}))  # fmt: skip
    assert (found.refused, rules(found, "error")) == (True, ["cover_missing"])


# --- ticked boxes


def test_ticked_boxes_in_a_column_of_yes_and_no(check: Check, tmp_path: Path) -> None:
    ticked = [("Ditë informimi", "awareness", None, True, None, None),
              ("Fletushka", "media_and_religious", None, False, None, None),
              ("Takim", "other", None, "TRUE", None, None), ("Plan", "planning", None, "x", None, None)]  # fmt: skip
    found = check(saved(workbook({"actions": (ACTIONS, *ticked)}), tmp_path / "a.xlsx"))
    assert rules(found) == ["code_from_truth", "code_from_truth", "code_from_truth", "code_unknown"]
    assert [row.values["chosen"] for row in found.sheets[0].rows] == ["yes", "no", "yes"]
    assert "“Po”" in found.findings[0].message(language("sq", ETL_LOCALE))


# --- numbers in text columns


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (7.0, "007"),
        (12.0, "12/2009"),
        (0.12, "12%"),
        (1234.0, "1,234"),
        (7.0, "Prot. 7"),
        (12.5, "12,50"),
        (5.0, "nr. 5 "),
    ],
)
def test_number_is_kept_as_the_cell_shows_it_with_a_warning_that_says_so(number: float, shown: str) -> None:
    reading = read(number, shown_as_is=False, as_shown=shown)
    assert (reading.value, reading.notes) == (shown.strip(), ("text_as_shown",))
    assert dict(reading.values) == {"reading": shown.strip()}


@pytest.mark.parametrize("number", [7.0, 0.0, -3.0, 12.5, 999_999_999_999_999.0, 200_903_150_001.0])
def test_number_that_is_shown_as_it_is_needs_no_warning(number: float) -> None:
    digits = str(int(number)) if number.is_integer() else str(number)
    assert read(number) == Reading(digits)
    assert read(number, shown_as_is=False, as_shown=digits) == Reading(digits)


@pytest.mark.parametrize("shown", [None, "", "####", "-", "2.00903E+11", "*"])
def test_number_of_which_the_cell_shows_too_little_is_its_digits_with_a_warning(shown: str | None) -> None:
    reading = read(200_903_150_001.0, shown_as_is=False, as_shown=shown)
    assert (reading.value, reading.notes) == ("200903150001", ("text_not_as_shown",))


@pytest.mark.parametrize("number", [20_090_315_000_123_456.0, 1e15, -1e15, 1e300, 0.1 + 0.2, 1e-7])
@pytest.mark.parametrize("shown_as_is", [True, False])
def test_number_with_more_digits_than_are_kept_is_rejected(number: float, shown_as_is: bool) -> None:
    assert read(number, shown_as_is=shown_as_is).fault == "text_digits_lost"


def test_long_number_is_rejected_whatever_its_cell_shows() -> None:
    assert read(2.0090315000123456e16, shown_as_is=False, as_shown="20090315000123456").fault == "text_digits_lost"


def test_fraction_that_the_cell_rounds_is_what_it_shows() -> None:
    assert read(0.1 + 0.2, shown_as_is=False, as_shown="0.3").value == "0.3"


@pytest.mark.parametrize("written", ["2.0090315000123456e+16", "2,00903E+16", "2.00903E+16", "2E+16", "-2.1E+100",
                                     "2.0090315000123456E16", "2.0090315E7", "2,00903E16", "2.0E-5", "-2,5e−7",
                                     "2.00903150001235E+016"])  # fmt: skip
def test_number_that_a_program_shortened_is_rejected_in_text_too(written: str) -> None:
    assert read(written).fault == "text_shortened"


@pytest.mark.parametrize(
    "written", ["E+16", "2E16", "12E+16", "Vendim 2E+16", "1e3", "20090315000123456", "20.5E7", "2.5E", "2.E7"]
)
def test_text_that_only_seems_shortened_is_kept(written: str) -> None:
    assert read(written) == Reading(written)


def test_long_number_in_a_workbook_is_rejected(check: Check, tmp_path: Path) -> None:
    rows = (MEETINGS, meeting(minutes_ref=20_090_315_000_123_456), meeting(body="twt", minutes_ref="20090315000123456"))
    found = check(saved(workbook({"meetings": rows}), tmp_path / "a.xlsx"))
    assert (rules(found), found.accepted) == (["text_digits_lost"], {"meetings": 1})
    message = found.findings[0].message(language("sq", ETL_LOCALE))
    assert "“Tekst”" in message
    assert "e+16" not in message


def test_formula_that_gives_a_number_is_kept_as_shown_too() -> None:
    reading = read(7.0, shown_as_is=False, as_shown="007", formula="A1")
    assert (reading.value, reading.notes) == ("007", ("formula", "text_as_shown"))


def test_whole_number_column_does_not_care_how_it_is_shown() -> None:
    assert read(7.0, "whole_number", shown_as_is=False, as_shown="007") == Reading(7)


@pytest.mark.parametrize("shown", ["(042) 234 567", "+355 42 234 567"])
def test_number_that_its_cell_shows_as_a_telephone_is_refused(catalogue: Catalogue, shown: str) -> None:
    number = Cell(1, "number", 42_234_567.0, shown_as_is=False, as_shown=shown)
    sheet = RawSheet("x", (Row(1, (Cell(1, "text", "x"),)), Row(2, (number,))))
    found = check_raw(RawSubmission((sheet,)), catalogue, TODAY, Report("a.xlsx"), "")
    assert (found.refused, [one.rule for one in found.findings]) == (True, ["personal_cell"])
