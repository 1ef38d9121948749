"""Rows read = accepted + rejected, whatever stands in the sheet; and a sheet wrong throughout is judged in time.

`python -m tests.intake.test_random_sheets 10000` is the long run by hand.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.intake.cells import Cell, RawSheet, RawSubmission, Row, plain_data, raw_submission
from etl.intake.report import Report
from etl.intake.submission import CheckedSubmission, check_raw
from indicators.loader import CATALOGUES, load
from tests.intake.builders import COVER, REGISTER, TODAY

CATALOGUE = load(CATALOGUES / "rcat-2008-2010")
EXAMPLES = 100

VALUES = st.one_of(
    st.sampled_from(
        [
            *("rcat", "twt", "Komiteti Rajonal Antitrafik", "npo", "police", "Tjetër", "2009-03-31", "31.03.2009"),
            *("03/04/2009", "12", "0", "-1", "n/a", "", " ", "Vatra", "VATRA", "Lagjja", "lagjja", "po", "yes"),
            *("ordinary", "#REF!", "KukÃ«s", "activity_report", "Kukës", "AL-07", "structure_and_tasks", "x" * 501),
        ]
    ),
    st.text(max_size=12),
)  # fmt: skip
CELLS = st.one_of(
    VALUES.map(lambda text: ("text", text)),
    st.dates(date(2007, 1, 1), date(2012, 1, 1)).map(lambda day: ("date", day.isoformat())),
    st.integers(-3, 40).map(lambda number: ("number", float(number))),
    st.floats(allow_nan=False, allow_infinity=False).map(lambda number: ("number", number)),
    st.booleans().map(lambda truth: ("truth", truth)),
    st.just(("error", "#VALUE!")),
    st.just(("blank", "")),
)


@st.composite
def sheets(draw: st.DrawFn, kind_names: tuple[str, ...]) -> RawSheet:
    """A sheet of a kind with its header, more or less whole, and random rows."""
    kind = CATALOGUE.record(draw(st.sampled_from(kind_names)))
    columns = [column.id for column in kind.columns]
    if draw(st.integers(0, 9)) == 0:
        columns = draw(st.lists(st.sampled_from([*columns, "x"]), min_size=1, max_size=9))
    header = Row(1, tuple(Cell(number, "text", name) for number, name in enumerate(columns, start=1)))
    rows = [header]
    # A few rows out of few values, so that repetitions, conflicts and references come about.
    pool = draw(st.lists(st.tuples(*(CELLS for _ in columns)), min_size=1, max_size=4))
    for number in draw(st.lists(st.integers(2, 60), unique=True, max_size=10).map(sorted)):
        values = draw(st.sampled_from(pool))
        cells = tuple(
            Cell(place, name, value, None if name != "blank" else "A1", calculated=name != "blank")
            for place, (name, value) in enumerate(values, start=1)
            if value != "" or name == "blank"
        )
        if cells:
            rows.append(Row(number, cells))
    return RawSheet(kind.id, tuple(rows))


def cover(fields: dict[str, Any]) -> RawSheet:
    rows = [("field", "value"), *((name, value) for name, value in fields.items() if value is not None)]
    return RawSheet(
        "cover",
        tuple(
            Row(number, (Cell(1, "text", name), Cell(2, "date" if isinstance(value, date) else "text", str(value))))
            for number, (name, value) in enumerate(rows, start=1)
        ),
    )


@st.composite
def submissions(draw: st.DrawFn) -> RawSubmission:
    form = draw(st.sampled_from(CATALOGUE.programme.forms))
    fields = COVER if form.covers == "unit" else REGISTER
    chosen = draw(st.lists(sheets(form.records), min_size=1, max_size=4, unique_by=lambda sheet: sheet.name))
    return RawSubmission((cover(fields), *chosen), plain_text=draw(st.booleans()))


def check(raw: RawSubmission) -> CheckedSubmission:
    return check_raw(raw, CATALOGUE, TODAY, Report("random"), "")


@settings(max_examples=EXAMPLES)
@given(submissions())
def test_rows_read_are_accepted_or_rejected(raw: RawSubmission) -> None:
    rows_add_up(raw)


def rows_add_up(raw: RawSubmission) -> None:
    found = check(raw)
    if any(finding.rule.startswith("personal") for finding in found.findings):
        assert found.sheets == ()
        return
    read = {sheet.name: len(sheet.rows) - 1 for sheet in raw.sheets[1:]}
    assert {kind: found.accepted[kind] + found.rejected[kind] for kind in found.accepted} == read
    for sheet in found.sheets:
        blamed = {
            finding.row for finding in found.findings if finding.sheet == sheet.sheet and finding.level == "error"
        }
        assert blamed.isdisjoint(row.row for row in sheet.rows), "an accepted row has no error"
        if not found.refused:
            assert len(blamed) == sheet.rejected, "every rejected row has its reason"
    found.as_json()


@settings(max_examples=30)
@given(submissions())
def test_what_is_sent_between_processes_comes_back(raw: RawSubmission) -> None:
    assert raw_submission(plain_data(raw)) == raw


def rows_of(kind: str, count: int, value: Any) -> RawSheet:
    """A sheet of many rows; `value` makes the cell of a column in a row from their numbers."""
    columns = CATALOGUE.record(kind).columns
    header = Row(1, tuple(Cell(place, "text", column.id) for place, column in enumerate(columns, start=1)))
    rows = [
        Row(number, tuple(Cell(place, "text", value(place, number)) for place in range(1, len(columns) + 1)))
        for number in range(2, count + 2)
    ]
    return RawSheet(kind, (header, *rows))


def same_key(place: int, row: int) -> str:
    return {1: "x", 3: "2008-03-01", 4: "migration"}.get(place, f"m{row}")


def own_community(place: int, row: int) -> str:
    return {3: "2008-03-01", 4: "migration"}.get(place, f"lagjja nr {row}")


def other_community(place: int, row: int) -> str:
    return {4: "npo", 5: "2008-03-01", 6: "2008-03-01"}.get(place, f"lagje nr {row}")


def unknown_code(place: int, row: int) -> str:
    return f"komitet {row} {place}"


def mixed_letters(place: int, row: int) -> str:
    return "ё\u200b" * 400 + str(row) + str(place)


WRONG_THROUGHOUT: dict[str, list[tuple[str, int, Callable[[int, int], str]]]] = {
    "the same key in every row": [("vulnerable_communities", 20_000, same_key)],
    "another unknown code in every cell": [("meetings", 10_000, unknown_code)],
    "every reference leads nowhere": [
        ("vulnerable_communities", 10_000, own_community),
        ("programmes", 10_000, other_community),
    ],
    "texts of mixed letters": [("actions", 1_200, mixed_letters)],
}


@pytest.mark.parametrize("name", WRONG_THROUGHOUT)
def test_sheet_that_is_wrong_throughout_is_judged_in_time(name: str) -> None:
    """Eight times the rows cost some eight times as much: what is quadratic costs sixty times, on any machine."""

    def seconds(part: int) -> float:
        chosen = [rows_of(kind, count // part, value) for kind, count, value in WRONG_THROUGHOUT[name]]
        start = time.process_time()
        found = check(RawSubmission((cover(COVER), *chosen), plain_text=True))
        taken = time.process_time() - start
        assert sum(found.accepted.values()) + sum(found.rejected.values()) == sum(len(one.rows) - 1 for one in chosen)
        return taken

    eighth = seconds(8)
    assert seconds(1) < 2 * 8 * eighth


@pytest.mark.parametrize(
    "text",
    [
        "a" * 300_000 + "@",
        "1 " * 300_000,
        "+" * 300_000 + "12345678",
        "tel " * 100_000 + "123456",
        "\u200b" * 300_000 + "123456",
    ],
)
def test_long_text_is_searched_in_time(text: str) -> None:
    start = time.process_time()
    check(RawSubmission((cover(COVER), rows_of("meetings", 1, lambda *_: text)), plain_text=True))
    assert time.process_time() - start < 5


if __name__ == "__main__":
    settings(max_examples=int(sys.argv[1]), deadline=None)(given(submissions())(rows_add_up))()
