"""A programme's span may begin and end anywhere: its hand-ins are for the periods that touch it (FIGURES.md 2).

Fault D2 of those that outsiders found (tests/intake/cases/README.md).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from etl.figures.choice import Choice
from etl.figures.opened import figures_of
from indicators.model import Catalogue
from indicators.schedule import all_periods, default_as_of, hand_in_periods, inside_span
from tests.ledger.bridge import catalogue, kept
from tests.oracle import STRATEGY, STRATEGY_INDICATORS, Submission
from tests.oracle.build import committee, meeting

TODAY = date(2026, 1, 1)
MEETINGS = STRATEGY_INDICATORS[0]


def spanning(first: str, last: str, hand_in: str = "semester", every: str = "quarter") -> Catalogue:
    of = replace(STRATEGY, start=date.fromisoformat(first), end=date.fromisoformat(last), hand_in=hand_in)  # type: ignore[arg-type]
    return catalogue(of, [replace(MEETINGS, every=every)])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("first", "last", "hand_in", "own", "handed_in"),
    [
        ("2008-04-01", "2008-12-31", "semester", "2008-Q2 2008-Q3 2008-Q4 2008-S2 all", "2008-S1 2008-S2"),
        ("2008-05-15", "2008-11-20", "semester", "2008-Q3 all", "2008-S1 2008-S2"),
        ("2008-07-01", "2009-06-30", "year", "2008-Q3 2008-Q4 2009-Q1 2009-Q2 2008-S2 2009-S1 all", "2008 2009"),
        ("2009-02-10", "2009-05-20", "semester", "all", "2009-S1"),
        ("2009-06-30", "2009-07-01", "semester", "all", "2009-S1 2009-S2"),
        ("2009-03-15", "2009-03-15", "quarter", "all", "2009-Q1"),
    ],
)
def test_periods_lie_inside_and_hand_ins_touch(first: str, last: str, hand_in: str, own: str, handed_in: str) -> None:
    of = spanning(first, last, hand_in)
    assert " ".join(one.code for one in all_periods(of)) == own
    assert " ".join(one.code for one in hand_in_periods(of)) == handed_in
    inside = [inside_span(of, one) for one in hand_in_periods(of)]
    assert (inside[0].start, inside[-1].end) == (date.fromisoformat(first), date.fromisoformat(last))


def state(of: Catalogue, submissions: list[Submission], period: str, as_of: str) -> str:
    found = figures_of(kept(submissions), of, TODAY).obligations(Choice(date.fromisoformat(as_of), areas=("AL-01",)))
    return next(one.state for one in found if one.period == period)


def test_a_hand_in_that_reaches_beyond_the_span_speaks() -> None:
    """The quarter lies inside the span, its semester begins before it: that semester's sheet answers for it."""
    of = spanning("2008-04-01", "2010-12-31")
    given = [committee(1, "2008-S1", "2008-07-02", meetings=[meeting("2008-05-10")])]
    assert state(of, given, "2008-Q2", "2008-08-01") == "on_time"
    assert state(of, [committee(1, "2008-S1", "2008-07-02", meetings=[])], "2008-Q2", "2008-08-01") == "missing"
    assert state(of, [committee(1, "2008-S1", "2008-06-29", meetings=[])], "2008-Q2", "2008-08-01") == "no_data"
    assert state(of, [], "2008-Q2", "2008-08-01") == "no_data"


def test_a_year_needs_both_its_semesters_also_where_the_span_ends_with_it() -> None:
    of = spanning("2008-10-01", "2009-12-31", every="year")
    both = [committee(1, "2009-S1", "2009-07-02", meetings=[]), committee(2, "2009-S2", "2010-01-02", meetings=[])]
    assert state(of, both, "2009", "2010-02-01") == "missing"
    assert state(of, both[1:], "2009", "2010-02-01") == "no_data"


def test_yearly_hand_ins_over_two_half_years() -> None:
    """July 2008 to June 2010 by the year: 2008, 2009 and 2010 are handed in for, though 2009 alone lies inside."""
    of = spanning("2008-07-01", "2010-06-30", "year")
    given = [committee(1, "2010", "2010-07-02", meetings=[meeting("2010-02-10")])]
    assert state(of, given, "2010-Q1", "2010-08-01") == "on_time"
    assert state(of, given, "2010-Q2", "2010-08-01") == "missing"
    assert state(of, given, "2008-Q3", "2010-08-01") == "no_data"


@pytest.mark.parametrize(("first", "last"), [("2009-03-15", "2009-03-15"), ("2009-02-10", "2009-05-20")])
def test_a_span_too_short_for_any_period_has_one_figure_and_no_obligation(first: str, last: str) -> None:
    of = spanning(first, last)
    figures = figures_of(kept([committee(1, "2009-S1", "2009-07-02", meetings=[])]), of, TODAY)
    assert figures.obligations(Choice(date(2009, 8, 1))) == ()
    (one,) = figures.values(Choice(date(2009, 8, 1), areas=("AL-01",)))
    assert (one.period, one.status, one.denominator, one.value) == ("all", "not_applicable", 0, None)
    assert figures.behind(MEETINGS.id, "AL-01", "all", date(2009, 8, 1)) == ()
    assert default_as_of(of, None, TODAY) > of.programme.span.end
