"""The oracle's figures, computed by hand; each test shows the sum and quotes the sentence of the contract it holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from tests.oracle import (
    STRATEGY,
    STRATEGY_INDICATORS,
    Indicator,
    Submission,
    Thresholds,
    default_as_of,
    indicator_values,
    strategy_indicator,
)
from tests.oracle.build import (
    Values,
    committee,
    community,
    counts,
    day,
    figure,
    meeting,
    programme,
    register,
    report,
    terms,
)

MEETINGS = "regular-meetings"
REPORTS = "reports-received"
TERMS = "terms-of-reference"
PROGRAMMES = "community-programmes"
BASELINE = "baseline-assessment"


def year_of_meetings(first: list[Values], second: list[Values] | None, qark: str = "AL-01") -> list[Submission]:
    """2009 of one qark: S1 handed in on 1 July, S2 (unless None) on 5 January."""
    handed_in = [committee(1, "2009-S1", "2009-07-01", qark, meetings=first)]
    return handed_in if second is None else [*handed_in, committee(2, "2009-S2", "2010-01-05", qark, meetings=second)]


# --- section 5: the fraction --------------------------------------------------------------------------------------


def test_sum_adds_the_obligations_of_all_periods() -> None:
    """“`sum` adds the obligations of all periods in the longer one”: Q1, Q2, Q4 met, Q3 not: 3 of 4."""
    meetings = year_of_meetings([meeting("2009-02-01"), meeting("2009-05-01")], [meeting("2009-11-01")])
    found = figure(MEETINGS, meetings, "2010-02-01", "2009")
    assert counts(found) == (3, 4, 0)
    assert (found["value"], found["value_high"], found["status"]) == (0.75, 0.75, "partly_met")
    assert found["provisional"] is False
    assert figure(MEETINGS, meetings, "2010-02-01", "2009-S1")["status"] == "met"
    assert figure(MEETINGS, meetings, "2010-02-01", "2009-S2")["value"] == 0.5
    assert figure(MEETINGS, meetings, "2010-02-01", "2009-Q3")["status"] == "not_met"


def test_four_in_december_are_one_of_four() -> None:
    """“Two meetings in one quarter do not fill another: four in December are one of four”: 1/4."""
    december = [meeting(f"2009-12-{number:02}") for number in (1, 8, 15, 22)]
    found = figure(MEETINGS, year_of_meetings([], december), "2010-02-01", "2009")
    assert (counts(found), found["value"], found["status"]) == ((1, 4, 0), 0.25, "not_met")


def test_what_is_not_due_is_in_no_fraction() -> None:
    """“obligations that have fallen due”: on 1 October three quarters of 2009 have; Q4's meeting waits."""
    handed_in = [
        committee(1, "2009-S1", "2009-07-01", meetings=[meeting("2009-02-01"), meeting("2009-05-01")]),
        committee(2, "2009-S2", "2009-10-01", meetings=[meeting("2009-10-01")]),
    ]
    assert counts(figure(MEETINGS, handed_in, "2009-10-01", "2009")) == (2, 3, 0)
    assert counts(figure(MEETINGS, handed_in, "2010-01-01", "2009")) == (3, 4, 0)


def test_unreported_spans_from_confirmed_to_possible() -> None:
    """Q1 and Q2 met, S2 never handed in: confirmed 2/4, possible (2 + 2)/4; graded partly_met and met: provisional."""
    handed_in = year_of_meetings([meeting("2009-02-01"), meeting("2009-05-01")], None)
    found = figure(MEETINGS, handed_in, "2010-02-01", "2009")
    assert counts(found) == (2, 4, 2)
    assert (found["value"], found["value_high"]) == (0.5, 1.0)
    assert (found["status"], found["provisional"]) == ("partly_met", True)


def test_a_span_within_one_grade_is_not_provisional() -> None:
    """12 quarters by 2011: 7 met, 3 missing, 2 unreported: 7/12 and 9/12 are both partly met (from 1/2 to below 1)."""
    dates = ["2008-01-10", "2008-04-10", "2008-07-10", "2008-10-10", "2009-01-10", "2009-04-10", "2009-07-10"]
    handed_in = [
        committee(number, f"{year}-S{half}", "2011-01-01", meetings=_in_half(dates, year, half))
        for number, (year, half) in enumerate([(2008, 1), (2008, 2), (2009, 1), (2009, 2), (2010, 1)], start=1)
    ]
    found = figure(MEETINGS, handed_in, "2011-02-01", "all")
    assert counts(found) == (7, 12, 2)
    assert (found["value"], found["value_high"]) == (7 / 12, 9 / 12)
    assert (found["status"], found["provisional"]) == ("partly_met", False)


def _in_half(dates: list[str], year: int, half: int) -> list[Values]:
    months = range(1, 7) if half == 1 else range(7, 13)
    return [meeting(on) for on in dates if day(on).year == year and day(on).month in months]


def test_all_unreported_is_no_data_and_null() -> None:
    """“both are null where nothing is known: ... all of it is unreported”; “`no_data` unreported = denominator”."""
    found = figure(MEETINGS, [], "2010-02-01", "2009")
    assert counts(found) == (0, 4, 4)
    assert (found["value"], found["value_high"]) == (None, None)
    assert (found["status"], found["provisional"]) == ("no_data", False)


def test_nothing_fallen_due_is_not_due_and_null() -> None:
    """“both are null where ... the denominator is 0”; “`not_due` obligations, none fallen due”: D is the due date."""
    found = figure(MEETINGS, [], "2009-03-31", "2009-Q1")
    assert counts(found) == (0, 0, 0)
    assert (found["value"], found["value_high"]) == (None, None)
    assert (found["status"], found["provisional"]) == ("not_due", False)


def test_all_missing_is_zero_not_null() -> None:
    """“zero is never missing”: an empty sheet is 0 of 2 and a value of 0."""
    found = figure(MEETINGS, year_of_meetings([], None), "2009-08-01", "2009-S1")
    assert (counts(found), found["value"], found["status"]) == ((0, 2, 0), 0.0, "not_met")


def test_late_counts_or_fails() -> None:
    """“`on_time`, plus `late` where `late: counts`”: one report, a day late, is 1/1 received and 0/1 on time."""
    handed_in = [register(1, "2009-S1", "2009-08-15", report("2009-07-31"))]
    received = figure(REPORTS, handed_in, "2009-09-01", "2009-S1")
    on_time = figure("reports-on-time", handed_in, "2009-09-01", "2009-S1")
    assert (counts(received), received["status"]) == ((1, 1, 0), "met")
    assert (counts(on_time), on_time["value"], on_time["status"]) == ((0, 1, 0), 0.0, "not_met")


@pytest.mark.parametrize(
    ("met", "partly", "status"),
    [("1", "1/2", "partly_met"), ("3/4", "1/2", "met"), ("1", "3/4", "partly_met"), ("1", "0.76", "not_met")],
)
def test_a_threshold_is_reached_by_its_own_value(met: str, partly: str, status: str) -> None:
    """“`met` value >= met · `partly_met` value >= partly · `not_met` otherwise”: 3/4 against each pair."""
    graded = replace(strategy_indicator(MEETINGS), thresholds=Thresholds(Fraction(met), Fraction(partly)))
    meetings = year_of_meetings([meeting("2009-02-01"), meeting("2009-05-01")], [meeting("2009-11-01")])
    assert figure(graded, meetings, "2010-02-01", "2009")["status"] == status


def test_a_bodys_dates_cut_both_sides_of_the_fraction() -> None:
    """“on both sides of the fraction”: a committee from 1 April owes Q2 to Q4; its meeting in Q1 is nothing."""
    late_starter = replace(STRATEGY, bodies={"rcat": (date(2009, 4, 1), None)})
    meetings = year_of_meetings([meeting("2009-02-01"), meeting("2009-05-01")], [])
    assert counts(figure(MEETINGS, meetings, "2010-02-01", "2009", of=late_starter)) == (1, 3, 0)
    assert figure(MEETINGS, meetings, "2010-02-01", "2009-Q1", of=late_starter)["status"] == "not_applicable"


# --- section 5: areas ---------------------------------------------------------------------------------------------


def test_areas_add_obligations_and_never_average_rates() -> None:
    """Central: AL-02 with 1 of 1 community served, AL-03 with 1 of 3; 2 of 4, and not the mean of 1 and 1/3."""
    handed_in = [
        committee(
            1,
            "2009-S1",
            "2009-07-01",
            "AL-02",
            vulnerable_communities=[community("A")],
            programmes=[programme("A", "2009-01-10")],
        ),
        committee(
            2,
            "2009-S1",
            "2009-07-01",
            "AL-03",
            vulnerable_communities=[community("A"), community("B"), community("C")],
            programmes=[programme("B", "2009-01-10")],
        ),
        committee(3, "2009-S1", "2009-07-01", "AL-11", vulnerable_communities=[], programmes=[]),
    ]
    found = figure(PROGRAMMES, handed_in, "2009-08-01", "2009-S1", "central")
    assert (counts(found), found["value"]) == ((2, 4, 0), 0.5)
    # The other nine say nothing: a placeholder each, so the country is 2 of 13 with 9 unreported, at most 11/13.
    country = figure(PROGRAMMES, handed_in, "2009-08-01", "2009-S1", "AL")
    assert (counts(country), country["value"], country["value_high"]) == ((2, 13, 9), 2 / 13, 11 / 13)


def test_a_cluster_adds_its_main_qarks() -> None:
    """Domain, section 2: eastern is AL-06 alone, northern has four qarks; AL-06 met: 1/1, and 0/4 with 4 unreported."""
    handed_in = [committee(1, "2009-S1", "2009-07-01", "AL-06", meetings=[meeting("2009-02-01")])]
    assert counts(figure(MEETINGS, handed_in, "2009-08-01", "2009-Q1", "eastern")) == (1, 1, 0)
    assert counts(figure(MEETINGS, handed_in, "2009-08-01", "2009-Q1", "northern")) == (0, 4, 4)
    assert counts(figure(MEETINGS, handed_in, "2009-08-01", "2009-Q1", "AL")) == (1, 12, 11)


def test_one_register_is_a_figure_for_the_country() -> None:
    """A register with 3 qarks' reports: 3 of 12, none unreported, and 3/12 = 0.25."""
    three = [report("2009-07-01", qark=qark) for qark in ("AL-01", "AL-05", "AL-12")]
    found = figure(REPORTS, [register(1, "2009-S1", "2009-08-01", *three)], "2009-09-01", "2009-S1", "AL")
    assert (counts(found), found["value"], found["provisional"]) == ((3, 12, 0), 0.25, False)


# --- section 5: latest --------------------------------------------------------------------------------------------


def two_semesters_of_terms() -> list[Submission]:
    """2009-S1 with terms of the committee, 2009-S2 with those of both bodies."""
    return [
        committee(1, "2009-S1", "2009-07-01", terms_of_reference=[terms("2009-02-01")]),
        committee(
            2, "2009-S2", "2010-01-05", terms_of_reference=[terms("2009-02-01"), terms("2009-09-01", body="twt")]
        ),
    ]


def test_latest_takes_the_one_latest_period_fallen_due() -> None:
    """“`latest` takes those of the one latest period in it whose due date is before D”: S1 to 31 December, then S2."""
    handed_in = two_semesters_of_terms()
    assert counts(figure(TERMS, handed_in, "2009-12-31", "2009")) == (1, 2, 0)
    assert counts(figure(TERMS, handed_in, "2010-01-05", "2009")) == (2, 2, 0)
    assert counts(figure(TERMS, handed_in, "2010-01-05", "all")) == (2, 2, 0)
    assert counts(figure(TERMS, handed_in, "2010-01-05", "2009-S1")) == (1, 2, 0)


def test_latest_moves_on_where_the_latest_period_is_not_reported() -> None:
    """The latest period counts, known or not: on 1 July 2010 S1 of 2010 is the one, and nobody has reported it."""
    found = figure(TERMS, two_semesters_of_terms(), "2010-07-01", "all")
    assert (counts(found), found["status"]) == ((0, 2, 2), "no_data")


def test_latest_waits_for_the_due_date_not_the_periods_end() -> None:
    """“whose due date is before D”: with 30 days more, 2009-S2 is the latest of 2009 from 31 January 2010 on."""
    slower = replace(strategy_indicator(TERMS), days_after_period_end=30)
    handed_in = [*two_semesters_of_terms(), committee(3, "2009-S1", "2010-01-06", terms_of_reference=[])]
    assert counts(figure(slower, handed_in, "2010-01-30", "2009")) == (0, 2, 0)
    assert counts(figure(slower, handed_in, "2010-01-31", "2009")) == (2, 2, 0)


def test_latest_before_any_due_date_is_not_due() -> None:
    """“where no due date has passed yet, those of all its periods (then it is `not_due`...)”."""
    found = figure(TERMS, [], "2009-06-30", "2009")
    assert (counts(found), found["value"], found["status"]) == ((0, 0, 0), None, "not_due")


def test_latest_before_any_due_date_is_not_applicable_where_nothing_is_owed() -> None:
    """“(... or `not_applicable` where there is none)”: both semesters' sheets name no community."""
    handed_in = [
        committee(1, "2009-S1", "2009-02-01", vulnerable_communities=[]),
        committee(2, "2009-S2", "2009-07-01", vulnerable_communities=[]),
    ]
    assert figure(PROGRAMMES, handed_in, "2009-06-30", "2009")["status"] == "not_due"  # S2 is not known yet
    assert figure(PROGRAMMES, [handed_in[0]], "2009-06-30", "2009-S1")["status"] == "not_applicable"
    early = replace(strategy_indicator(PROGRAMMES), days_after_period_end=200)
    assert figure(early, handed_in, "2009-07-01", "2009")["status"] == "not_applicable"


def test_latest_is_the_same_period_for_every_area() -> None:
    """“the same period for every area, also where an area has no obligation in it (then it is `not_applicable`)”.

    AL-01 had a community served in S1 and names none in S2; AL-02 has one in S2. For 2009 both are read off S2.
    """
    served: dict[str, list[Values]] = {
        "vulnerable_communities": [community("A")],
        "programmes": [programme("A", "2009-01-10")],
    }
    nobody: dict[str, list[Values]] = {"vulnerable_communities": [], "programmes": []}
    handed_in = [
        committee(1, "2009-S1", "2009-07-01", "AL-01", **served),
        committee(2, "2009-S2", "2010-01-05", "AL-01", **nobody),
        committee(3, "2009-S1", "2009-07-01", "AL-02", **nobody),
        committee(4, "2009-S2", "2010-01-05", "AL-02", **served),
    ]
    assert figure(PROGRAMMES, handed_in, "2010-02-01", "2009", "AL-01")["status"] == "not_applicable"
    assert counts(figure(PROGRAMMES, handed_in, "2010-02-01", "2009", "AL-02")) == (1, 1, 0)
    assert counts(figure(PROGRAMMES, handed_in, "2009-12-31", "2009", "AL-01")) == (1, 1, 0)


# --- section 6, interfaces: which figures there are ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("indicator", "figures"),
    [(MEETINGS, 12 + 6 + 3 + 1), (REPORTS, 6 + 3 + 1), ("bodies-trained", 3 + 1), (BASELINE, 4)],
)
def test_figures_stand_for_each_of_17_areas_and_every_longer_period(indicator: str, figures: int) -> None:
    """“one row for every indicator, area ... and period at the indicator's own frequency and every longer one”."""
    found = indicator_values(STRATEGY, [strategy_indicator(indicator)], [], day("2011-01-31"))
    assert len(found) == figures * 17
    assert len({(one["area"], one["period"]) for one in found}) == len(found)


def test_once_has_figures_for_exactly_four_periods() -> None:
    """“`all` and the quarter, semester and year of its due date”, and the same figure in each."""
    handed_in = [register(1, "2008-S2", "2009-01-15", report("2008-11-11", "baseline_assessment"))]
    found = indicator_values(STRATEGY, [strategy_indicator(BASELINE)], handed_in, day("2009-02-01"))
    assert {one["period"] for one in found} == {"2008-Q4", "2008-S2", "2008", "all"}
    assert {counts(one) for one in found if one["area"] == "AL"} == {(1, 12, 0)}


def test_every_figure_carries_its_as_of_date() -> None:
    """“Every figure has an as-of date D.”"""
    assert figure(MEETINGS, [], "2009-03-31", "2009-Q1")["as_of"] == date(2009, 3, 31)


# --- section 4: the default as-of date ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("submitted_on", "today", "expected"),
    [
        ("2009-07-01", "2026-01-01", "2011-01-31"),
        ("2011-01-31", "2026-01-01", "2011-01-31"),
        ("2012-05-05", "2026-01-01", "2012-05-05"),
        ("2009-07-01", "2010-06-01", "2010-06-01"),
    ],
)
def test_default_as_of(submitted_on: str, today: str, expected: str) -> None:
    """“the day after the programme's last due date or the last `submitted_on`, whichever is later”, up to today.

    The last due date is 2010-12-31 + 30 days = 2011-01-30.
    """
    handed_in = [committee(1, "2009-S1", submitted_on, meetings=[])]
    assert default_as_of(STRATEGY, STRATEGY_INDICATORS, handed_in, day(today)) == day(expected)


def test_default_as_of_without_submissions_or_with_other_due_dates() -> None:
    """Meetings alone are last due on 2010-12-31; the baseline alone on 2008-12-31."""
    by_itself: list[tuple[Indicator, str]] = [
        (strategy_indicator(MEETINGS), "2011-01-01"),
        (strategy_indicator(BASELINE), "2009-01-01"),
    ]
    for indicator, expected in by_itself:
        assert default_as_of(STRATEGY, [indicator], [], day("2026-01-01")) == day(expected)
