"""FORMS.md section 3, "Reading values": a value has one reading or is rejected with the way to write it."""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import Any

import pytest

from etl.intake.cells import Cell
from etl.intake.values.values import CodeTable, Reading, read_value
from indicators.model import Code, Words
from tests.intake.builders import TODAY

CODES = CodeTable.of(
    (
        Code(id="rcat", label=Words(en="Regional Committee", sq="Komiteti Rajonal")),
        Code(id="twt", label=Words(en="Technical Table", sq="Tryeza Teknike"), also=("Tryeza",)),
        Code(id="kukes", label=Words(en="Kukës", sq="Kukës")),
        Code(id="yes", label=Words(en="Yes", sq="Po")),
    )
)


def read(value: Any, kind: Any, *, plain_text: bool = False, **more: Any) -> Reading:
    cell = Cell(1, "text" if isinstance(value, str) else "number", value, **more)
    return read_value(cell, kind, CODES, TODAY, plain_text=plain_text)


# --- dates


@pytest.mark.parametrize(
    "written",
    [
        "2009-03-31",
        "31.03.2009",
        "31.3.2009",
        "31/03/2009",
        "31 mars 2009",
        "31 March 2009",
        "31 MARS 2009",
        " 31.03.2009 ",
        "31.03.2009.",
        "31. 3. 2009",
        "31-03-2009",
        "2009/03/31",
        "31 Mar 2009",
        "31-Mar-2009",
        "31. mars 2009",
        "March 31, 2009",
        "2009-03-31 10:30",
        "2009-03-31T00:00:00",
        "31.03.2009 14:00",
        "31\u00a0mars\u00a02009",
        "\u200e31.03.2009",
        "03/31/2009",
    ],
)
def test_date_with_one_reading_is_accepted_with_a_warning(written: str) -> None:
    reading = read(written, "date")
    assert (reading.value, reading.fault, reading.notes) == (date(2009, 3, 31), None, ("date_from_text",))


@pytest.mark.parametrize(
    ("written", "month"),
    [
        ("5 janar 2009", 1), ("5 shkurt 2009", 2), ("5 prill 2009", 4), ("5 maj 2009", 5), ("5 qershor 2009", 6),
        ("5 korrik 2009", 7), ("5 gusht 2009", 8), ("5 shtator 2009", 9), ("5 tetor 2009", 10), ("5 nëntor 2009", 11),
        ("5 nentor 2009", 11), ("5 dhjetor 2009", 12), ("5 January 2009", 1), ("5 december 2009", 12),
    ],
)  # fmt: skip
def test_month_names_in_albanian_and_english(written: str, month: int) -> None:
    assert read(written, "date").value == date(2009, month, 5)


def test_ambiguous_date_names_both_readings() -> None:
    values = dict(read("03/04/2009", "date").values)
    assert values == {"first": date(2009, 4, 3), "second": date(2009, 3, 4)}


def test_same_number_for_day_and_month_has_one_reading() -> None:
    assert read("03/03/2009", "date").value == date(2009, 3, 3)


def test_dots_are_day_first() -> None:
    assert read("03.04.2009", "date").value == date(2009, 4, 3)


@pytest.mark.parametrize(
    ("written", "rule"),
    [
        ("03/04/2009", "date_ambiguous"),
        ("03-04-2009", "date_ambiguous"),
        ("39903", "date_is_number"),
        ("2009", "date_is_number"),
        ("31.03.09", "date_two_digit_year"),
        ("31/03/09", "date_two_digit_year"),
        ("31 mars 09", "date_two_digit_year"),
        ("mars 2009", "date_without_day"),
        ("03.2009", "date_without_day"),
        ("2009-03", "date_without_day"),
        ("31.02.2009", "date_impossible"),
        ("29 shkurt 2009", "date_impossible"),
        ("2009-13-01", "date_impossible"),
        ("0000-00-00", "date_impossible"),
        ("31.12.1989", "date_too_early"),
        ("31.03.1009", "date_too_early"),
        ("21.11.2026", "date_in_future"),
        ("31.03.20009", "date_unreadable"),
        ("në mars", "date_unreadable"),
        ("NA", "date_unreadable"),
        ("31 marsh 2009", "date_unreadable"),
        ("31.03-2009", "date_unreadable"),
        ("٣١.٠٣.٢٠٠٩", "date_unreadable"),
    ],
)
def test_date_without_one_reading_is_rejected(written: str, rule: str) -> None:
    assert read(written, "date").fault == rule


def test_today_and_the_first_day_of_1990_are_inside() -> None:
    assert read("20.11.2026", "date").value == TODAY
    assert read("01.01.1990", "date").value == date(1990, 1, 1)


def test_bare_number_is_no_date() -> None:
    assert read(39903.0, "date").fault == "date_is_number"


def test_usual_dates_in_csv_need_no_warning() -> None:
    assert read("2009-03-31", "date", plain_text=True).notes == ()
    assert read("31.03.2009", "date", plain_text=True).notes == ()
    assert read("31 mars 2009", "date", plain_text=True).notes == ("date_from_text",)


def test_real_date_cell_needs_no_warning() -> None:
    found = read_value(Cell(1, "date", "2009-03-31"), "date", None, TODAY, plain_text=False)
    assert found == Reading(date(2009, 3, 31))


# --- whole numbers


@pytest.mark.parametrize("written", ["12", "12.0", "12,0", " 12 ", "12,00", "012"])
def test_text_that_holds_a_whole_number_is_accepted_with_a_warning(written: str) -> None:
    reading = read(written, "whole_number")
    assert (reading.value, reading.notes) == (12, ("number_from_text",))


@pytest.mark.parametrize("written", [12.0, 0.0])
def test_number_cell_is_accepted(written: float) -> None:
    assert read(written, "whole_number") == Reading(int(written))


@pytest.mark.parametrize(
    ("written", "rule"),
    [
        ("12.5", "number_fraction"), ("12,5", "number_fraction"), ("1/2", "number_fraction"),
        ("12%", "number_fraction"),
        (12.5, "number_fraction"), ("+12", "number_signed"), ("-12", "number_signed"), ("−12", "number_signed"),
        (-12.0, "number_signed"), ("dymbëdhjetë", "number_unreadable"), ("n/a", "number_unreadable"),
        ("12 anëtarë", "number_unreadable"), ("1e3", "number_unreadable"), ("1,234", "number_grouped"),
        ("1.234", "number_grouped"), ("1 234", "number_grouped"), ("12,000", "number_grouped"),
        ("1.234.567", "number_grouped"), ("١٢", "number_unreadable"), ("12-15", "number_unreadable"),
        ("99999999999", "number_too_large"), (1e300, "number_too_large"), ("n.a.", "number_unreadable"),
        ("l2", "number_unreadable"),
    ],
)  # fmt: skip
def test_what_is_no_whole_number_is_rejected(written: Any, rule: str) -> None:
    assert read(written, "whole_number").fault == rule


@pytest.mark.parametrize("kind", ["whole_number", "date", "text", "code"])
def test_true_and_false_are_no_value(kind: Any) -> None:
    assert read_value(Cell(1, "truth", True), kind, CODES, TODAY, plain_text=False).fault is not None


def test_date_cell_is_no_whole_number() -> None:
    found = read_value(Cell(1, "date", "2009-03-31"), "whole_number", None, TODAY, plain_text=False)
    assert found.fault == "number_is_date"


# --- codes


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("rcat", "rcat"), ("RCAT", "rcat"), ("Regional Committee", "rcat"), ("komiteti RAJONAL", "rcat"),
        ("twt", "twt"), ("tryeza", "twt"), ("Kukes", "kukes"), ("KUKËS", "kukes"), ("Kuke\u0308s", "kukes"),
        ("PO", "yes"), ("yes", "yes"),
    ],
)  # fmt: skip
def test_code_by_machine_name_or_label(written: str, code: str) -> None:
    assert read(written, "code") == Reading(code)


@pytest.mark.parametrize(
    "written",
    ["komiteti  rajonal", " komiteti rajonal ", "komiteti\u00a0rajonal", "komi\u200bteti rajonal", "ｋomiteti rajonal"],
)
def test_code_written_with_more_than_its_letters_is_read_with_a_warning(written: str) -> None:
    expected = Reading("rcat", notes=("text_tidied",), values=(("reading", "komiteti rajonal"),))
    assert read(written, "code") == expected


@pytest.mark.parametrize("written", ["Кukës", "rсat", "Κukes", "Tryezа Teknike"])
def test_look_alike_letters_are_rejected_with_a_did_you_mean(written: str) -> None:
    assert not written.isascii()
    reading = read(written, "code")
    assert reading.fault == "code_look_alike"
    assert "suggestion" in dict(reading.values)


def test_unknown_code_names_the_permitted_values_and_the_nearest() -> None:
    reading = read("Komitet Rajonal", "code")
    assert reading.fault == "code_unknown"
    assert dict(reading.values)["suggestion"] == Words(en="Regional Committee", sq="Komiteti Rajonal")
    assert len(dict(reading.values)["allowed"]) == 4  # type: ignore[arg-type]


def test_unknown_code_that_is_near_to_none_has_no_suggestion() -> None:
    assert "suggestion" not in dict(read("xyz", "code").values)


# --- texts


@pytest.mark.parametrize("written", ["NO", "NA", "007", "=1+1", "-5", "@x", "1.10", "12:30", "null", "True"])
def test_text_comes_back_as_it_was(written: str) -> None:
    assert read(written, "text") == Reading(written)


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (" Prot. 1 ", "Prot. 1"),
        ("Prot.  1", "Prot. 1"),
        ("Prot.\u00a01", "Prot. 1"),
        ("Prot.\n1", "Prot. 1"),
        ("Pr\u200bot. 1", "Prot. 1"),
        ("\u202eProt. 1", "Prot. 1"),
        ("Prot. 1\u00ad", "Prot. 1"),
        ("\ufeffProt. 1", "Prot. 1"),
        ("Prot.\u3000 1", "Prot. 1"),
        ("Prot. 1\ufe0f", "Prot. 1"),
        ("Prot.\x07 1", "Prot. 1"),
    ],
)
def test_text_is_tidied_with_a_warning(written: str, text: str) -> None:
    reading = read(written, "text")
    assert (reading.value, reading.notes) == (text, ("text_tidied",))


def test_text_is_kept_in_nfc() -> None:
    decomposed = unicodedata.normalize("NFD", "Kukës")
    assert read(decomposed, "text") == Reading("Kukës")


def test_text_of_500_characters_is_accepted_and_of_501_rejected() -> None:
    assert read("ë" * 500, "text").fault is None
    assert read("ë" * 501, "text").fault == "text_too_long"


@pytest.mark.parametrize(
    "written",
    [
        "KukÃ«s",
        "DurrÃ«s",
        "KorÃ§Ã«",
        "KukĂ«s",
        "SHQIPÃ‹RIA",
        "Ã‡elÃ«s",
        "Kuk\ufffds",
        "Kuk\u0089s",
        "â€œtekstâ€\u009d",
        "Â\u00a05",
    ],
)
def test_broken_encoding_is_rejected(written: str) -> None:
    assert read(written, "text").fault == "text_broken"


@pytest.mark.parametrize(
    "written",
    ["“VLORË”", "KOMUNITETI I VLORË\u00a0SË", "Çamëria", "“KORÇË”", "Zürich – Köln", "Łódź", "Ångström", "NÃO"],
)
def test_sound_texts_are_not_taken_for_broken(written: str) -> None:
    assert read(written, "text").fault is None


def test_whole_number_in_a_text_column_is_its_digits() -> None:
    assert read(7.0, "text") == Reading("7")


def test_text_that_became_a_date_is_lost_and_rejected() -> None:
    found = read_value(Cell(1, "date", "2009-03-01"), "text", None, TODAY, plain_text=False)
    assert found.fault == "text_is_date"


# --- formulas


def test_cached_value_of_a_formula_counts_with_a_warning() -> None:
    assert read(12.0, "whole_number", formula="6+6") == Reading(12, notes=("formula",))


def test_formula_never_calculated_is_rejected() -> None:
    cell = Cell(1, "blank", "", "6+6", calculated=False)
    assert read_value(cell, "whole_number", None, TODAY, plain_text=False).fault == "formula_not_calculated"


@pytest.mark.parametrize(
    "formula",
    [
        "[1]Sheet1!A1",
        "'[1]My sheet'!A1+1",
        "[Book.xlsx]Sheet1!$A$1",
        r"'C:\x\[B.xlsx]S'!A1",
        "cmd|'/C calc'!A0",
        "[1]!name",
    ],
)
def test_link_to_another_workbook_is_rejected(formula: str) -> None:
    assert read(12.0, "whole_number", formula=formula).fault == "formula_outside"


@pytest.mark.parametrize(
    "formula", ["Table1[Column]+1", "SUM(Table1[[#All],[x]])", 'CONCAT("[1]Sheet!A1")', "Sheet2!A1"]
)
def test_formula_inside_the_workbook_is_no_link(formula: str) -> None:
    assert read(12.0, "whole_number", formula=formula).fault is None


@pytest.mark.parametrize("kind", ["text", "code", "date", "whole_number"])
@pytest.mark.parametrize("error", ["#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#N/A"])
def test_error_value_is_rejected_in_every_column(kind: Any, error: str) -> None:
    assert read_value(Cell(1, "error", error), kind, CODES, TODAY, plain_text=False).fault == "error_value"
    assert read(error, kind).fault == "error_value"
