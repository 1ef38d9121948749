"""Who is behind, since when, and in which order, by figures and obligations written by hand."""

from __future__ import annotations

from datetime import date

import pytest

from dashboard.model.behind import (
    Standing,
    furthest,
    longest_first,
    missed_since,
    movement,
    standing,
    worst_figures_first,
    worst_first,
)
from dashboard.model.finding import Fact, Finding, finding
from etl.figures.read_api import Figure, Obligation
from tests.ledger.bridge import SHIPPED

D = date(2010, 1, 11)
MEETINGS = SHIPPED.indicator("regular-meetings")
ON_TIME = SHIPPED.indicator("reports-on-time")


def graded(share: float) -> str:
    return "met" if share >= 1 else "partly_met" if share >= 0.5 else "not_met"


def figure(done: int, due: int, unknown: int = 0, indicator: str = "regular-meetings", area: str = "AL-01") -> Figure:
    """A figure with the shipped thresholds: met from 1, partly met from one half."""
    if due == unknown:
        return Figure(indicator, area, "2009-S2", 0, due, due, None, None, "no_data" if due else "not_due", False, D)
    low, high = done / due, (done + unknown) / due
    return Figure(
        indicator, area, "2009-S2", done, due, unknown, low, high, graded(low), graded(low) != graded(high), D
    )


def owed(
    due: str, state: str, period: str | None = None, indicator: str = "regular-meetings", body: str = "rcat"
) -> Obligation:
    return Obligation(indicator, "AL-01", body, period or due, "", date.fromisoformat(due), None, state, False, ())


# --- what is settled


@pytest.mark.parametrize(
    ("done", "due", "unknown", "expected"),
    [
        (0, 2, 0, "not_met"), (1, 2, 0, "partly_met"), (2, 2, 0, "met"), (0, 2, 2, "no_data"), (0, 0, 0, "not_due"),
        (0, 24, 22, "open"), (2, 24, 22, "open"), (12, 24, 12, "open"), (12, 24, 11, "partly_met"),
        (0, 24, 11, "not_met"), (0, 24, 12, "open"), (3, 4, 1, "open"),
    ],
)  # fmt: skip
def test_a_figure_is_settled_only_where_the_rest_could_not_change_it(
    done: int, due: int, unknown: int, expected: str
) -> None:
    assert figure(done, due, unknown).graded == expected


def test_a_standing_counts_what_is_known_and_what_is_not() -> None:
    figures = [
        figure(0, 2), figure(0, 24, 22, "technical-table-meetings"), figure(0, 1, 1, "reports-received"),
        figure(1, 2, 0, "reports-on-time"), figure(2, 2, 0, "bodies-trained"), figure(0, 0, 0, "training-coverage"),
        figure(0, 4, 0, "membership-expanded"),
    ]  # fmt: skip
    days = {"regular-meetings": date(2009, 9, 30), "membership-expanded": date(2008, 12, 31)}
    found = standing("AL-01", figures, days)
    assert found == Standing("AL-01", ("regular-meetings", "membership-expanded"), 2, 1, 1, date(2008, 12, 31))
    assert found.is_behind
    assert found.due == 6


def test_what_is_unknown_makes_nobody_behind() -> None:
    found = standing("AL-01", [figure(0, 48, 44), figure(0, 2, 2, "reports-received")])
    assert not found.is_behind
    assert found.unknown == 2


# --- since when


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ({"2008-09-30": "missing", "2008-12-31": "on_time", "2009-03-31": "missing", "2009-06-30": "missing",
          "2009-09-30": "missing", "2009-12-31": "not_due"}, "2009-03-31"),
        ({"2009-06-30": "missing", "2009-09-30": "on_time"}, None),
        ({"2009-06-30": "no_data", "2009-09-30": "missing"}, "2009-09-30"),
        ({"2009-06-30": "late", "2009-09-30": "missing"}, "2009-09-30"),
        ({"2008-03-31": "missing", "2008-06-30": "missing", "2009-09-30": "missing"}, "2008-03-31"),
        ({"2009-09-30": "missing", "2009-12-31": "on_time"}, "2009-09-30"),
        ({"2009-09-30": "early"}, None),
    ],
)  # fmt: skip
def test_behind_since_the_first_of_the_due_dates_missed_in_a_row(states: dict[str, str], expected: str | None) -> None:
    inside = {"2009-09-30", "2009-12-31"}
    found = missed_since(MEETINGS, [owed(due, state) for due, state in states.items()], inside)
    assert found == (date.fromisoformat(expected) if expected else None)


def test_what_came_too_late_to_count_was_missed() -> None:
    rows = [owed("2009-01-30", "late", indicator=ON_TIME.id), owed("2009-07-30", "missing", indicator=ON_TIME.id)]
    assert missed_since(ON_TIME, rows, {"2009-07-30"}) == date(2009, 1, 30)


def test_a_due_date_is_missed_where_one_of_the_bodies_missed_it() -> None:
    rows = [
        owed("2009-06-30", "on_time"), owed("2009-06-30", "missing", body="twt"),
        owed("2009-09-30", "missing"), owed("2009-09-30", "no_data", body="twt"),
    ]  # fmt: skip
    assert missed_since(MEETINGS, rows, {"2009-09-30"}) == date(2009, 6, 30)


# --- the orders


def by_name(unit: str) -> str:
    return unit


def test_worst_first() -> None:
    three, two = ("a", "b", "c"), ("a", "b")
    units = [
        Standing("AL-08", met=5), Standing("AL-07", unknown=3), Standing("AL-06", unknown=3, partly=1),
        Standing("AL-05", two, since=date(2009, 3, 31)), Standing("AL-04", two, since=date(2008, 3, 31)),
        Standing("AL-03", two, unknown=1), Standing("AL-02", three), Standing("AL-01", met=5),
    ]  # fmt: skip
    found = [one.unit for one in worst_first(units, by_name)]
    assert found == ["AL-02", "AL-03", "AL-04", "AL-05", "AL-06", "AL-07", "AL-01", "AL-08"]
    found = [one.unit for one in longest_first(units, by_name)]
    assert found == ["AL-04", "AL-05", "AL-02", "AL-03", "AL-06", "AL-07", "AL-01", "AL-08"]


def test_figures_of_one_indicator_worst_first() -> None:
    figures = {
        "met": figure(2, 2), "unknown": figure(0, 2, 2), "open": figure(0, 2, 1), "half": figure(1, 2), "none": None,
        "zero": figure(0, 2), "third": figure(1, 3), "not due": figure(0, 0), "low, can reach a third": figure(0, 3, 1),
    }  # fmt: skip
    found = worst_figures_first(figures, by_name)
    assert found == (
        "zero", "low, can reach a third", "third", "open", "unknown", "half", "met", "not due", "none",
    )  # fmt: skip


def test_furthest_is_one_alone() -> None:
    one, other = Standing("AL-01", ("a", "b")), Standing("AL-02", ("a",))
    assert furthest([other, one]) == one
    assert furthest([one, Standing("AL-03", ("b", "c"))]) is None
    assert furthest([Standing("AL-01"), Standing("AL-02")]) is None
    assert furthest([]) is None


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (figure(0, 2), figure(1, 2), "up"), (figure(2, 2), figure(1, 2), "down"), (figure(1, 2), figure(2, 4), "same"),
        (figure(0, 4, 1), figure(1, 2), "up"), (figure(0, 4, 2), figure(1, 2), None),
        (figure(0, 2, 2), figure(2, 2), None),
        (figure(2, 2), figure(0, 2, 1), "down"), (figure(1, 2), figure(0, 0), None), (None, figure(1, 2), None),
        (figure(1, 4, 1), figure(1, 4, 1), None),
    ],
)  # fmt: skip
def test_a_share_moved_only_where_the_rest_could_not_undo_it(
    before: Figure | None, after: Figure, expected: str | None
) -> None:
    assert movement(before, after) == expected


# --- what the title says


BEHIND = Standing("AL-01", ("a", "b"), met=3)
ALSO = Standing("AL-02", ("a",), met=4)
OPEN = Standing("AL-03", unknown=2, met=3)
HALF = Standing("AL-04", partly=1, met=4)
MET = Standing("AL-05", met=5)
NOT_DUE = Standing("AL-06")
SILENT = Standing("AL-07", unknown=5)


def test_titles() -> None:
    day = date(2010, 3, 31)
    assert finding([NOT_DUE, NOT_DUE], next_due=day) == Finding("not_due", 2, fact=Fact("next_due", day=day))
    assert finding([NOT_DUE]) == Finding("not_due", 1)
    assert finding([NOT_DUE], owes=False, next_due=day) == Finding("nothing_owed", 1)
    assert finding([MET, MET, NOT_DUE]) == Finding("all_met", 3)
    assert finding([MET, HALF]) == Finding("none_behind", 2, fact=Fact("partly", ("AL-04",), 1))
    assert finding([MET, OPEN]) == Finding("none_known", 2, fact=Fact("unknown", ("AL-03",), 1))
    assert finding([SILENT, SILENT], silent=["AL-07"]) == Finding(
        "nothing_known", 2, fact=Fact("silent", ("AL-07", "AL-07"), 2)
    )
    assert finding([BEHIND, MET]) == Finding("behind", 2, 1, Fact("furthest", ("AL-01",), 2, 5))
    assert finding([BEHIND, BEHIND]) == Finding("behind", 2, 2)
    assert finding([BEHIND]) == Finding("behind", 1, 1)
    assert finding([BEHIND, ALSO, OPEN]) == Finding("behind", 3, 2, Fact("unknown", ("AL-03",), 1))


def test_who_never_reported_is_said_before_who_has_not_now() -> None:
    found = finding([BEHIND, OPEN, SILENT], never=["AL-07"], silent=["AL-03", "AL-07"])
    assert found == Finding("behind", 3, 1, Fact("never", ("AL-07",), 1))
    found = finding([BEHIND, OPEN], never=["AL-07"], silent=["AL-03", "AL-07"])
    assert found == Finding("behind", 2, 1, Fact("silent", ("AL-03",), 1))


def test_a_unit_that_has_fallen_silent_but_met_all_that_is_known_is_told_of() -> None:
    assert finding([MET], silent=["AL-05"]) == Finding("all_met", 1, fact=Fact("silent", ("AL-05",), 1))
