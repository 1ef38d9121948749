"""What a cell's number format shows of a date and of a number (FORMS.md 3), and what the reader carries of it."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from etl.intake.cells import Cell
from etl.intake.container.guard import LIMITS
from etl.intake.values.number_formats import number_format
from etl.intake.worker import read_file
from tests.intake.builders import MEETINGS, edited, meeting, saved, workbook

SERIAL = 39903.0  # 31 March 2009
# Format -> whether it shows a day, whether a year.
DATES = {
    "mmm-yy": (False, True), "mm/yyyy": (False, True), "[$-41C]mmm yy": (False, True), "mmmm yyyy": (False, True),
    "[$-41C]mmmm\\ yyyy;@": (False, True), "yyyy": (False, True), '"d"mmm yy': (False, True),
    "mmm\\d yy": (False, True), "mmm_dyy": (False, True), "[Red]mmm-yy": (False, True), "MMM-YY": (False, True),
    "dddd, mmmm yyyy": (False, True), "yyyy-mm": (False, True), "mmmm": (False, False),
    "[<40000]mmm yy;d mmm yyyy": (False, True), "[>40000]mmm yy;d mmm yyyy": (True, True),
    "mmm yy;d mmm yyyy": (False, True), "d mmm yyyy;mmm yy": (True, True),
    "d mmm": (True, False), "dd/mm": (True, False), "d-mmm;@": (True, False), "[$-41C]d mmmm": (True, False),
    'd mmm"yy"': (True, False), "dd\\.mm\\.": (True, False), "dddd": (True, False), "ddd d mmm": (True, False),
    "dd.mm.yyyy": (True, True), "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy": (True, True), "m/d/yy h:mm": (True, True),
    '[$-411]e"年"m"月"d"日"': (True, True), "yyyy\\-mm\\-dd": (True, True), 'd "datë" mmm yyyy': (True, True),
}  # fmt: skip
NO_DATES = ["General", "0", "hh:mm", "[h]:mm", '0 "ditë"', "[Red]0", "#,##0", "@", '"d"0', "0\\d", "mm:ss", "0.00E+00"]
BUILT_IN = {
    14: (True, True),
    15: (True, True),
    16: (True, False),
    17: (False, True),
    22: (True, True),
    **dict.fromkeys((27, 28, 29, 36, *range(50, 59)), (None, True)),
    30: (True, True),
    31: (True, True),
}
NUMBERS: list[tuple[str, float, str | None]] = [
    ("000", 7, "007"), ("000", 1234, "1234"), ("0", 12, "12"), ('"Prot "0', 12, "Prot 12"), ("0", -5, "-5"),
    ('"Nr. "000"/2009"', 7, "Nr. 007/2009"), ("000-00", 12345, "123-45"), ("000\\-000", 7, "000-007"),
    ("0%", 0.5, "50%"),
    ("0.00%", 0.1234, "12.34%"), ("#,##0", 1234567, "1,234,567"), ("#,##0", 999, "999"),
    ("#,##0.00", 1234.5, "1,234.50"),
    ("0.00", 1.005, "1.01"), ("0.##", 1.5, "1.5"), ("0", 12.5, "13"), (".00", 12.5, "12.50"), ("0,", 12345, "12"),
    ("0.0,", 12345, "12.3"), ("0,.0", 12345, "12.3"),
    ("[Red]00", 5, "05"), ("0;(0)", -5, "(5)"), ("#,##0;-#,##0", -1234, "-1,234"), ("[$€-2] 0.00", 3.5, "€ 3.50"),
    ("[>100]0\\x;00", 7, "07"), ("[>100]0\\x;00", 700, "700x"), ('General" copë"', 7, "7 copë"), ("00000", 0, "00000"),
    ("General", 8 / 9, "0.888888889"), ("General", 0.1 + 0.2, "0.3"), ("000000000000", 200903150001, "200903150001"),
    ("0_)", 7, "7"), ("??0", 7, "7"),
    ("General", 7, None), ("0.00E+00", 12345, None), ("# ?/?", 0.5, None), ("dd.mm.yyyy", 7, None),
    ("[h]:mm", 0.5, None),
    ("0", 2.0090315000123456e16, None), (";;;", 7, ""), ('"fshehur"', 7, "fshehur"),
    ("0;;", 0, ""), ('0;;"-"', 0, "-"), ("h:mm", 12, None),
]  # fmt: skip


@pytest.mark.parametrize("code", DATES)
def test_parts_of_a_date_that_a_format_shows(code: str) -> None:
    look = number_format(170, code)
    assert (look.is_date(SERIAL), look.date_parts(SERIAL)) == (True, DATES[code])


@pytest.mark.parametrize("code", NO_DATES)
def test_format_that_shows_no_date(code: str) -> None:
    assert not number_format(170, code).is_date(SERIAL)


@pytest.mark.parametrize("number", BUILT_IN)
def test_built_in_dates(number: int) -> None:
    look = number_format(number, None)
    assert (look.is_date(SERIAL), look.date_parts(SERIAL)) == (True, BUILT_IN[number])


@pytest.mark.parametrize(("code", "value", "shown"), NUMBERS)
def test_number_as_a_format_shows_it(code: str, value: float, shown: str | None) -> None:
    assert number_format(170, code).shown(float(value)) == shown


@pytest.mark.parametrize(
    ("number", "value", "shown"), [(1, 7, "7"), (2, 7, "7.00"), (3, 1234, "1,234"), (10, 0.5, "50.00%"), (49, 7, None)]
)
def test_built_in_numbers(number: int, value: float, shown: str | None) -> None:
    assert number_format(number, None).shown(float(value)) == shown
    assert number_format(number, "").shown(float(value)) == shown


def cell(path: Path, place: int) -> Cell:
    raw = read_file(path, LIMITS)
    assert raw.faults == ()
    return next(one for one in raw.sheets[1].rows[1].cells if one.column == place)


@pytest.mark.parametrize(
    ("look", "day", "year"), [("mmm-yy", False, True), ("d mmm", True, False), ("dd.mm.yyyy", True, True)]
)
@pytest.mark.parametrize("value", [date(2009, 3, 31), datetime.fromisoformat("2009-03-31T10:00")])
def test_reader_carries_what_a_date_shows(tmp_path: Path, value: Any, look: str, day: bool, year: bool) -> None:
    book = workbook({"meetings": (MEETINGS, meeting(held_on=value))})
    book["meetings"]["B2"].number_format = look
    found = cell(saved(book, tmp_path / "a.xlsx"), 2)
    assert (found.kind, found.value, found.shows_day, found.shows_year) == ("date", "2009-03-31", day, year)


def test_reader_carries_what_an_iso_date_and_a_formula_show(tmp_path: Path) -> None:
    book = workbook()
    book["meetings"]["B2"].number_format = "mmm-yy"
    for content in ('t="d"><v>2009-03-31</v>', "><f>DATE(2009,3,31)</f><v>39903</v>"):
        path = edited(tmp_path / "a.xlsx", "xl/worksheets/sheet2.xml", '<c r="B2"( s="[0-9]+")[^>]*>.*?</c>',
                      rf'<c r="B2"\1 {content}</c>', book)  # fmt: skip
        found = cell(path, 2)
        assert (found.kind, found.value, found.shows_day) == ("date", "2009-03-31", False)


@pytest.mark.parametrize(("look", "shown"), [("000", "007"), ('"Prot. "0', "Prot. 7"), ("General", None), ("@", None)])
def test_reader_carries_how_a_number_is_shown(tmp_path: Path, look: str, shown: str | None) -> None:
    book = workbook({"meetings": (MEETINGS, meeting(minutes_ref=7))})
    book["meetings"]["G2"].number_format = look
    found = cell(saved(book, tmp_path / "a.xlsx"), 7)
    assert (found.value, found.as_shown) == (7.0, shown)
