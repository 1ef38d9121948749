"""Edges that a figure stands or falls with: the settled day, a count that is not known, the day a period ends."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from dashboard.model.reporting import not_reported
from etl.figures.choice import Choice
from etl.figures.opened import figures_of
from etl.figures.people import people_counts
from etl.figures.people_counts import NO_DATA
from etl.figures.read_api import Figures
from etl.what_if.changes import changes
from tests.ledger.bridge import SHIPPED, kept
from tests.oracle.build import committee, meeting, register, seat, training

TODAY = date(2026, 1, 1)


def of(*submissions: object, today: date = TODAY) -> Figures:
    return figures_of(kept(submissions), SHIPPED, today)  # type: ignore[arg-type]


def test_a_day_after_the_settled_one_is_worked_out_anew() -> None:
    """What is settled is one day's: on the next, a quarter has fallen due."""
    settled = date(2009, 3, 31)
    figures = of(committee(1, "2009-S1", "2009-03-20", meetings=[]), today=settled)
    assert figures.default_as_of == settled
    for day, expected in ((settled, "not_due"), (settled + timedelta(days=1), "no_data")):
        (one,) = figures.obligations(
            Choice(day, indicators=("regular-meetings",), areas=("AL-01",), periods=("2009-Q1",))
        )
        assert one.state == expected
        (figure,) = figures.values(
            Choice(day, indicators=("regular-meetings",), areas=("AL-01",), periods=("2009-Q1",))
        )
        assert (figure.status, figure.as_of) == (expected, day)


def test_a_seat_without_an_organisation_is_trained_by_a_row_without_one_alone() -> None:
    """Empty matches only empty (FIGURES.md 4.3): of two seats of the same institution one has been trained."""
    seats = [seat("npo", "2008-01-10"), seat("npo", "2008-01-10", organisation="Vatra")]
    trainings = [training("2009-02-03", "npo"), training("2009-03-04", "npo", "Tjetër")]
    figures = of(committee(1, "2009-S1", "2009-07-05", members=seats, trainings=trainings))
    owed = figures.obligations(
        Choice(date(2009, 12, 31), indicators=("training-coverage",), areas=("AL-01",), periods=("2009-S1",))
    )
    found = {one.item: (one.state, one.satisfied_on) for one in owed if one.body == "rcat"}
    assert found == {"npo|": ("on_time", date(2009, 2, 3)), "npo|Vatra": ("missing", None)}


def test_people_of_whom_nothing_is_reported_are_not_none() -> None:
    """Missing is never zero: a semester without a sheet has no count, one with an empty sheet has the count 0."""
    found = people_counts(of(committee(1, "2009-S1", "2009-07-05", trainings=[])), date(2010, 3, 1)).totals
    by_period = {one.period: one for one in found if one.record == "trainings" and one.area == "AL-01"}
    assert (by_period["2009-S1"].count, by_period["2009-S1"].unreported) == (0, 0)
    assert (by_period["2009-S2"].count, by_period["2009-S2"].status, by_period["2009-S2"].unreported) == (
        None,
        NO_DATA,
        1,
    )
    whole = {one.period: one for one in found if one.record == "trainings" and one.area == "AL"}
    assert (whole["2009-S2"].count, whole["2009-S2"].status) == (None, NO_DATA)


def test_a_figure_that_changes_in_what_is_unreported_alone_has_changed() -> None:
    """Two figures of the same status and counts, one of which might still be higher, are not the same."""
    (one,) = of(register(1, "2009-S1", "2009-08-05")).values(
        Choice(date(2009, 9, 1), indicators=("reports-received",), areas=("AL",), periods=("2009-S1",))
    )
    assert one.unreported == 0
    (found,) = changes([one], [replace(one, unreported=1)])
    assert (found.before, found.after) == (one, replace(one, unreported=1))
    assert changes([one], [replace(one, as_of=TODAY)]) == ()


def test_a_period_is_not_lacking_on_its_last_day() -> None:
    """Nobody has failed to report a half-year that has not ended: it ends with its last day."""
    figures, last = of(committee(1, "2009-S1", "2009-06-30", meetings=[meeting("2009-02-03")])), date(2009, 6, 30)
    known = figures.submissions(last)
    assert not_reported(SHIPPED, known, "2009-S1", last) == ()
    silent = not_reported(SHIPPED, known, "2009-S1", last + timedelta(days=1))
    assert "AL-01" not in silent
    assert len(silent) == 11


def test_a_count_of_people_that_is_known_is_published() -> None:
    rows = [training("2009-03-03") | {"participants": 25}]
    found = people_counts(of(committee(1, "2009-S1", "2009-07-05", trainings=rows)), date(2010, 3, 1)).totals
    counts = {(one.area, one.period): one.count for one in found if one.record == "trainings"}
    assert counts["AL-01", "2009-S1"] == counts["AL", "2009-S1"] == 25
