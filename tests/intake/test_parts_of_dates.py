"""Days that nobody wrote, moments elsewhere, columns converted by halves, and months cut short (FORMS.md 3)."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from etl.formats.locale_folder import ETL_LOCALE
from etl.intake.cells import Cell, RawSheet, RawSubmission, Row
from etl.intake.report import Report
from etl.intake.submission import CheckedSubmission, check_raw
from etl.intake.values.values import Reading, read_value
from etl.intake.values.written_dates import month_names
from indicators.language import language
from indicators.model import Catalogue
from tests.intake.builders import COVER, MEETINGS, TODAY, csv_folder, csv_text, edited, meeting, rules, saved, workbook
from tests.intake.conftest import Check


def read(value: str, kind: Any = "date", *, plain_text: bool = False, cell_kind: str = "text", **more: Any) -> Reading:
    return read_value(Cell(1, cell_kind, value, **more), kind, None, TODAY, plain_text=plain_text)


# --- a moment with an offset has one day here and another there


@pytest.mark.parametrize(
    "written",
    ["2009-03-11T23:00:00Z", "2009-03-11T23:00:00.000Z", "2009-03-11T23:00:00+01:00", "2009-03-11T23:00+0100",
     "2009-03-11 23:00:00 UTC", "2009-03-11 23:00 GMT+1", "11.03.2009 23:00 CET", "2009-03-11Z", "2009-03-11+01:00",
     "2009-03-11T23:00:00-05", "2009-03-11T00:00:00−05:00", "12 mars 2009 10:00 +02:00"],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["date", "loose_date"])
def test_moment_with_an_offset_is_rejected(written: str, kind: str) -> None:
    for plain_text in (True, False):
        assert read(written, kind, plain_text=plain_text).fault == "date_with_offset"


@pytest.mark.parametrize("written", ["2009-03-11T23:00:00", "2009-03-11 23:00", "11.03.2009 23:00:59.5"])
def test_moment_without_an_offset_is_its_day(written: str) -> None:
    assert read(written).value == date(2009, 3, 11)


def test_moment_with_an_offset_in_a_csv_file(check: Check, tmp_path: Path) -> None:
    text = csv_text((MEETINGS, meeting(held_on="2009-03-11T23:00:00.000Z"), meeting(held_on="2009-03-10")))
    found = check(csv_folder(tmp_path / "x", {"meetings.csv": text}))
    assert (rules(found), found.accepted) == (["date_with_offset"], {"meetings": 1})


@pytest.mark.parametrize(
    ("written", "expected"),
    [("2009-03-11T23:00:00Z", ["date_with_offset"]), ("2009-03-11T23:00:00+01:00", ["date_with_offset"]),
     ("2009-03-11T23:00:00", ["time_dropped"]), ("2009-03-11", [])],
)  # fmt: skip
def test_moment_in_a_cell_of_type_date(check: Check, tmp_path: Path, written: str, expected: list[str]) -> None:
    path = edited(
        tmp_path / "a.xlsx",
        "xl/worksheets/sheet2.xml",
        r'<c r="B2"[^>]*>.*?</c>',
        f'<c r="B2" t="d"><v>{written}</v></c>',
    )
    assert rules(check(path)) == expected


def test_day_of_handing_in_with_an_offset_stops_the_submission(check: Check, tmp_path: Path) -> None:
    found = check(csv_folder(tmp_path / "x", {"meetings.csv": csv_text((MEETINGS,))},
                             {**COVER, "submitted_on": "2009-07-10T22:30:00Z"}))  # fmt: skip
    assert (found.refused, rules(found)) == (True, ["date_with_offset"])


# --- a date of which the cell shows a part


def test_date_whose_cell_shows_no_day_is_rejected() -> None:
    reading = read("2009-03-01", cell_kind="date", shows_day=False)
    assert (reading.value, reading.fault) == (None, "date_day_not_shown")


def test_date_whose_cell_shows_only_a_year_is_rejected_even_where_its_day_lies_ahead() -> None:
    assert read("2031-01-01", cell_kind="date", shows_day=False).fault == "date_day_not_shown"


def test_date_whose_cell_shows_no_year_is_read_with_a_warning() -> None:
    reading = read("2009-03-31", cell_kind="date", shows_year=False)
    assert (reading.value, reading.notes) == (date(2009, 3, 31), ("date_year_not_shown",))
    assert dict(reading.values) == {"reading": date(2009, 3, 31)}


def test_date_whose_cell_shows_neither_is_rejected() -> None:
    assert read("2009-03-01", cell_kind="date", shows_day=False, shows_year=False).fault == "date_day_not_shown"


def test_formula_whose_cell_shows_no_year_has_both_warnings() -> None:
    reading = read("2009-03-31", cell_kind="date", shows_year=False, formula="A1+1", had_time=True)
    assert reading.notes == ("formula", "date_year_not_shown", "time_dropped")


def test_loose_date_whose_cell_shows_no_day() -> None:
    assert read("2009-03-01", "loose_date", cell_kind="date", shows_day=False).fault == "loose_date_day_not_shown"
    shown = read("2009-03-31", "loose_date", cell_kind="date", shows_year=False)
    assert (shown.value, shown.notes) == ("2009-03-31", ("date_year_not_shown",))


def test_text_that_says_the_same_is_rejected_too() -> None:
    assert [read(text).fault for text in ("mars 2009", "Mar-09", "03/2009")] == ["date_without_day"] * 3


# --- a column converted by halves


def half(catalogue: Catalogue, *days: str | date | datetime | Cell) -> list[tuple[int | None, str]]:
    """The rows that are warned of, and the day said to be meant, where meetings were held on these days."""
    rows = [Row(1, tuple(Cell(place, "text", name) for place, name in enumerate(MEETINGS, 1)))]
    for number, day in enumerate(days, 2):
        cell = day if isinstance(day, Cell) else Cell(2, "date" if isinstance(day, date) else "text", str(day))
        rows.append(Row(number, (Cell(1, "text", "rcat"), cell, Cell(5, "number", float(number)))))
    cover = RawSheet("cover", tuple(
        Row(number, (Cell(1, "text", name), Cell(2, "text", str(value))))
        for number, (name, value) in enumerate([("field", "value"), *COVER.items()], 1)
    ))  # fmt: skip
    found: CheckedSubmission = check_raw(
        RawSubmission((cover, RawSheet("meetings", tuple(rows)))), catalogue, TODAY, Report("a.xlsx"), ""
    )
    warned = [one for one in found.findings if one.rule == "date_turned_round"]
    assert {one.level for one in warned} <= {"warning"}
    return [(one.row, str(dict(one.values)["other"])) for one in warned]


MAY_3, FEBRUARY_4 = date(2009, 5, 3), date(2009, 2, 4)
TURNED = [(2, "2009-03-05"), (4, "2009-04-02")]


@pytest.mark.parametrize(
    "text",
    ["13/03/2009", "03/13/2009", "13-03-2009", "13.03.2009", "13/3/2009", "13/03/09", "03-13-09", " 13/03/2009 ",
     "13/03/2009 10:00", "13/03/2009 10.15", "'13/03/2009", "13/03/2009, ora 10", "E premte, 13/03/2009",
     "13/03/2009T10.15", "03/13/2009 10h"],
)  # fmt: skip
def test_real_dates_of_a_column_converted_by_halves_are_warned_of(catalogue: Catalogue, text: str) -> None:
    assert half(catalogue, MAY_3, text, FEBRUARY_4) == TURNED


@pytest.mark.parametrize("midnight", [" 00:00:00", "T00:00:00", " 00:00", " 00:00:00.000"])
def test_real_dates_that_became_texts_in_csv_are_warned_of(catalogue: Catalogue, midnight: str) -> None:
    assert half(catalogue, f"2009-05-03{midnight}", "13/03/2009", f"2009-02-04{midnight}") == TURNED


def test_half_converted_column_that_a_program_saved_as_csv(check: Check, tmp_path: Path) -> None:
    rows = (MEETINGS, meeting(held_on="2009-05-03 00:00:00"), meeting(held_on="13/03/2009"))
    found = check(csv_folder(tmp_path / "x", {"meetings.csv": csv_text(rows)}))
    (turned,) = (one for one in found.findings if one.rule == "date_turned_round")
    assert (turned.level, turned.row, found.accepted) == ("warning", 2, {"meetings": 2})
    assert "3 maj 2009" in turned.message(language("sq", ETL_LOCALE))


@pytest.mark.parametrize("day", [date(2009, 5, 5), "2009-05-05 00:00:00"])
def test_date_whose_day_is_its_month_cannot_be_turned_round(catalogue: Catalogue, day: date | str) -> None:
    assert half(catalogue, day, "13/03/2009", FEBRUARY_4) == [(4, "2009-04-02")]
    assert half(catalogue, day, "13/03/2009") == []


def test_date_that_is_rejected_is_warned_of_too(catalogue: Catalogue) -> None:
    """Turned round it lies outside the period, and that alone would not say why."""
    assert half(catalogue, date(2009, 12, 2), "25/03/2009") == [(2, "2009-02-12")]


@pytest.mark.parametrize(
    "days",
    [
        (MAY_3, FEBRUARY_4),
        ("13/03/2009", "25/03/2009"),
        (MAY_3, "13/03/2009", date(2009, 2, 14)),
        (MAY_3, "13 mars 2009"),
        (MAY_3, "2009-03-13"),
        (MAY_3, "113/03/2009"),
        (MAY_3, "nr. 13/03/20099"),
        ("2009-05-03", "13/03/2009"),
        ("2009-05-03 10:30:00", "13/03/2009"),
        ("2009-05-03 00:00:00", "2009-05-14 00:00:00", "13/03/2009"),
        ("2009-05-03 00:00:00", "2009-02-04 00:00:00"),
        (MAY_3, "03/03/2009"),
        (MAY_3, "03/04/2009"),
        (MAY_3, "32/03/2009"),
        (MAY_3, "13/14/2009"),
        (MAY_3, "mars 2009"),
    ],
)
def test_other_columns_are_not(catalogue: Catalogue, days: tuple[Any, ...]) -> None:
    assert half(catalogue, *days) == []


def test_date_without_its_day_says_nothing_of_the_others(catalogue: Catalogue) -> None:
    assert half(catalogue, Cell(2, "date", "2009-03-01", shows_day=False), "13/03/2009") == []


def test_column_converted_by_halves_in_a_workbook(check: Check, tmp_path: Path) -> None:
    rows = (MEETINGS, *(meeting(held_on=day) for day in (MAY_3, "13/03/2009", "25/03/2009", FEBRUARY_4)))
    found = check(saved(workbook({"meetings": rows}), tmp_path / "a.xlsx"))
    assert found.accepted == {"meetings": 4}
    turned = [one for one in found.findings if one.rule == "date_turned_round"]
    assert [one.row for one in turned] == [2, 5]
    message = turned[0].message(language("sq", ETL_LOCALE))
    assert "3 maj 2009" in message
    assert "5 mars 2009" in message
    assert "13/03/2009" in message


# --- months as programs and people cut and decline them


@pytest.mark.parametrize(
    ("written", "month"),
    [
        ("12 Sept 2008", 9), ("12 Sept. 2008", 9), ("12 sep 2008", 9), ("Sept 12, 2008", 9), ("12-Sep-2008", 9),
        ("12 kor 2008", 7), ("12 korr 2008", 7), ("12 KOR. 2008", 7), ("12 gus 2008", 8), ("12 gush 2008", 8),
        ("12 gsh 2008", 8), ("12 sht 2008", 9), ("12 Shtat 2008", 9), ("12 shk 2008", 2), ("12 nën 2008", 11),
        ("12 nen 2008", 11), ("12 NËN. 2008", 11), ("12 nent 2008", 11), ("12 dhj 2008", 12), ("12 tet 2008", 10),
        ("12 pri 2008", 4), ("12 qer 2008", 6), ("12 qersh. 2008", 6), ("12 maj 2008", 5), ("12 jan 2008", 1),
        ("12 June 2008", 6), ("12 Jun 2008", 6), ("12 July 2008", 7), ("12 Jul 2008", 7), ("12 Octob 2008", 10),
        ("12 marsit 2008", 3), ("12 i marsit 2008", 3), ("12 korrikut 2008", 7), ("12 të korrikut 2008", 7),
        ("12 nëntorit 2008", 11), ("12 nentorit 2008", 11), ("12 gushti 2008", 8), ("12 mars të vitit 2008", 3),
        ("12 i marsit i vitit 2008", 3), ("12-të mars 2008", 3), ("12th of September 2008", 9), ("12.mar.2008", 3),
        ("12/Mar/2008", 3), ("12-kor-2008", 7),
    ],
)  # fmt: skip
def test_month_cut_short_or_declined(written: str, month: int) -> None:
    reading = read(written)
    assert (reading.value, reading.notes) == (date(2008, month, 12), ("date_from_text",))


@pytest.mark.parametrize(
    ("written", "rule"),
    [("12-Sep-08", "date_two_digit_year"), ("12 kor 08", "date_two_digit_year"), ("12 Sept '08", "date_two_digit_year"),
     ("12 i marsit 08", "date_two_digit_year"), ("Sept 2008", "date_without_day"), ("kor-08", "date_without_day"),
     ("31 Sept 2008", "date_impossible"), ("12 ko 2008", "date_unreadable"), ("12 s 2008", "date_unreadable"),
     ("12 korrk 2008", "date_unreadable"), ("12 marsh 2008", "date_unreadable"),
     ("12 septembre 2008", "date_unreadable"), ("12 i 2008", "date_unreadable")],
)  # fmt: skip
def test_month_that_cannot_be_read(written: str, rule: str) -> None:
    assert read(written).fault == rule


def test_no_two_months_begin_alike() -> None:
    full = {name: number for code in ("en", "sq") for number, name in _wide(code).items()}
    for name, number in month_names().items():
        owners = {owner for long, owner in full.items() if long.startswith(name)}
        assert owners <= {number}, name


def _wide(code: str) -> dict[int, str]:
    day = language(code, ETL_LOCALE)
    return {month: day.loose_date(f"2009-{month:02d}").split()[0].lower().replace("ë", "e") for month in range(1, 13)}


def test_month_cut_short_in_a_loose_date() -> None:
    texts = ("Sept 2008", "kor 2008", "korrikut 2008")
    assert [read(text, "loose_date").value for text in texts] == ["2008-09", "2008-07", "2008-07"]
