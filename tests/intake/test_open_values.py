"""Numbers with decimals, and dates of which only the month or the year is known: one reading, or rejected."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from etl.formats.locale_folder import ETL_LOCALE
from etl.intake.cells import Cell
from etl.intake.reader import Reader
from etl.intake.rows.schema import Batch, breaches
from etl.intake.rows.validate import AcceptedRow
from etl.intake.submission import CheckedSubmission, check_submission
from etl.intake.values.values import Reading, read_value
from etl.outputs.forms.workbook import Row, write_form
from indicators.language import language
from indicators.loader import load
from indicators.loose_dates import is_loose_date, possible_days
from tests.intake.builders import TODAY

SOUND = load(Path(__file__).parent.parent / "catalogue" / "sound")
CITED = {"source": "yearbook", "source_place": "page 4", "wording": None}
COVER: Row = {
    "form": "town_form", "qark": "T-1", "period": "2008-S1", "submitted_on": date(2008, 7, 1), "prepared_by": "Zyra",
}  # fmt: skip


def read(value: Any, kind: Any, *, plain_text: bool = False, cell_kind: str | None = None) -> Reading:
    cell = Cell(1, cell_kind or ("text" if isinstance(value, str) else "number"), value)
    return read_value(cell, kind, None, TODAY, plain_text=plain_text)


# --- numbers


@pytest.mark.parametrize(
    ("written", "number"),
    [("13.5", 13.5), ("13,5", 13.5), ("0,125", 0.125), ("0.125", 0.125), ("1234,567", 1234.567), ("43", 43.0),
     ("1.2345", 1.2345), (" 13.5 ", 13.5), ("12,50", 12.5)],
)  # fmt: skip
def test_number_with_one_reading(written: str, number: float) -> None:
    reading = read(written, "number")
    assert (reading.value, reading.fault, reading.notes) == (number, None, ("number_from_text",))
    assert isinstance(reading.value, float)


@pytest.mark.parametrize("written", ["1,234", "1.234", "12,345", "123.456", "1.234.567", "1,234.5", "1 234", "1'234"])
def test_number_that_may_be_thousands(written: str) -> None:
    assert read(written, "number").fault == "number_grouped"


@pytest.mark.parametrize("written", ["43 %", "43%", "n/a", "about 40", "1/2", "1e3", "٣", ".5", "5.", "over 80"])
def test_what_is_no_number(written: str) -> None:
    assert read(written, "number").fault == "decimal_unreadable"


@pytest.mark.parametrize("written", ["-1", "+2", "-13.5", -0.5])
def test_number_with_a_sign(written: str | float) -> None:
    assert read(written, "number").fault == "number_signed"


def test_number_cell_counts_as_it_is() -> None:
    assert read(13.5, "number") == Reading(13.5)
    assert read(1e12, "number").fault == "number_too_large"
    assert read("2009-03-31", "number", cell_kind="date").fault == "decimal_is_date"
    assert read(True, "number", cell_kind="truth").fault == "decimal_is_truth"


def test_plain_number_in_a_csv_file_needs_no_warning() -> None:
    assert read("13.5", "number", plain_text=True).notes == ()
    assert read("13,5", "number", plain_text=True).notes == ("number_from_text",)


# --- loose dates


@pytest.mark.parametrize(
    ("written", "kept"),
    [("2004", "2004"), ("2004-05", "2004-05"), ("maj 2004", "2004-05"), ("May 2004", "2004-05"),
     ("MAJ 2004", "2004-05"), ("nëntor 2004", "2004-11"), ("2004-05-12", "2004-05-12"), ("12.05.2004", "2004-05-12"),
     ("12 maj 2004", "2004-05-12"), (2004.0, "2004")],
)  # fmt: skip
def test_loose_date_with_one_reading(written: str | float, kept: str) -> None:
    reading = read(written, "loose_date")
    assert (reading.value, reading.fault) == (kept, None)


def test_only_what_is_written_otherwise_than_kept_is_a_warning() -> None:
    assert read("2004-05", "loose_date").notes == ()
    assert read("May 2004", "loose_date").notes == ("date_from_text",)
    assert dict(read("May 2004", "loose_date").values) == {"reading": "2004-05"}


def test_day_of_a_date_cell() -> None:
    assert read("2004-05-12", "loose_date", cell_kind="date") == Reading("2004-05-12")


@pytest.mark.parametrize(
    ("written", "fault"),
    [("03/04/2004", "date_ambiguous"), ("30.02.2004", "date_impossible"), ("2004-13", "loose_date_unreadable"),
     ("04", "loose_date_unreadable"), ("maj 04", "loose_date_unreadable"), ("spring 2004", "loose_date_unreadable"),
     ("2004-2006", "loose_date_unreadable"), ("2004/05", "loose_date_unreadable"), (38000.0, "loose_date_unreadable"),
     (2004.5, "loose_date_unreadable"), ("1989", "date_too_early"), ("2031", "date_in_future"),
     ("2026-12", "date_in_future")],
)  # fmt: skip
def test_loose_date_that_cannot_be_read(written: str | float, fault: str) -> None:
    assert read(written, "loose_date").fault == fault


def test_year_and_month_of_today_have_begun() -> None:
    assert read(str(TODAY.year), "loose_date").value == str(TODAY.year)
    assert read(f"{TODAY:%Y-%m}", "loose_date").value == f"{TODAY:%Y-%m}"


def test_possible_days() -> None:
    assert possible_days("2004") == (date(2004, 1, 1), date(2004, 12, 31))
    assert possible_days("2004-02") == (date(2004, 2, 1), date(2004, 2, 29))
    assert possible_days("2004-02-29") == (date(2004, 2, 29), date(2004, 2, 29))
    assert [text for text in ("2004-00", "2004-2", "0000", "2005-02-29", "20040229") if is_loose_date(text)] == []


def test_loose_date_in_words() -> None:
    english, albanian = language("en", ETL_LOCALE), language("sq", ETL_LOCALE)
    known = ("2004", "2004-05", "2004-05-12")
    assert [english.loose_date(text) for text in known] == ["2004", "May 2004", "12 May 2004"]
    assert albanian.loose_date("2004-05") == "maj 2004"


# --- through the door


def check_rows(tmp_path: Path, reader: Reader, sheets: dict[str, list[str]]) -> CheckedSubmission:
    folder = tmp_path / "facts"
    folder.mkdir()
    cover = "".join(f"{field},{value}\n" for field, value in COVER.items())
    (folder / "cover.csv").write_text(f"field,value\n{cover}", "utf-8")
    for name, lines in sheets.items():
        header = ",".join(column.id for column in SOUND.record(name).columns)
        (folder / f"{name}.csv").write_text("\n".join((header, *lines)) + "\n", "utf-8")
    return check_submission(folder, SOUND, today=TODAY, reader=reader)


def test_facts_come_in_as_they_are_known(tmp_path: Path, reader: Reader) -> None:
    found = check_rows(
        tmp_path,
        reader,
        {
            "fairs": ["spring,2004,yearbook,page 4,in 2004", "autumn,,yearbook,page 5,"],
            "guests": ["spring,local,13.5,,exact,yearbook,page 4,some", "spring,foreign,43,90,over,yearbook,page 4,"],
        },
    )
    assert [one.rule for one in found.findings] == []
    fairs, guests = found.sheets
    assert [row.values["held"] for row in fairs.rows] == ["2004", None]
    assert [row.values["percentage"] for row in guests.rows] == [13.5, 43.0]
    for sheet in found.sheets:
        batch = Batch(1, "2008-S1", date(2008, 7, 1), sheet.rows)
        assert breaches(SOUND.record(sheet.kind), [batch], SOUND) == frozenset()


def test_fact_that_was_not_yet_known_when_it_was_handed_in(tmp_path: Path, reader: Reader) -> None:
    found = check_rows(tmp_path, reader, {"fairs": ["spring,2009,yearbook,page 4,", "autumn,2008,yearbook,page 4,"]})
    assert [(one.rule, one.row) for one in found.findings] == [("after_submitted_on", 2)]
    assert found.accepted == {"fairs": 1}


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("fairs", {"fair": "spring", "held": "spring 2004"}),
        ("fairs", {"fair": "spring", "held": "2009"}),
        ("guests", {"fair": "spring", "who": "local", "percentage": -1.0}),
    ],
)
def test_second_judge_refuses_what_the_door_would(kind: str, values: dict[str, Any]) -> None:
    every = {column.id: None for column in SOUND.record(kind).columns} | CITED | values
    rows = (AcceptedRow(2, every),)
    assert breaches(SOUND.record(kind), [Batch(1, "2008-S1", date(2008, 7, 1), rows)], SOUND) == {1}


@pytest.mark.parametrize("code", ["en", "sq"])
def test_workbook_gives_back_what_it_was_filled_with(tmp_path: Path, code: str) -> None:
    rows: dict[str, list[Row]] = {
        "fairs": [{"fair": "spring", "held": "2004-05", **CITED}],
        "guests": [{"fair": "spring", "who": "local", "percentage": 13.5, "head_count": None, "exactness": "over",
                    **CITED}],
    }  # fmt: skip
    form = SOUND.form("town_form")
    write_form(tmp_path / "form.xlsx", SOUND, form, language(code, ETL_LOCALE), COVER, rows)
    found = check_submission(tmp_path / "form.xlsx", SOUND, today=TODAY)
    assert found.findings == ()
    assert {sheet.kind: [dict(row.values) for row in sheet.rows] for sheet in found.sheets if sheet.rows} == rows
