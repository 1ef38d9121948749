"""The oracle's five timings, computed by hand; each test quotes the sentence of figures, section 3, that it holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.oracle import Evidence, Indicator, OwingBody, strategy_indicator
from tests.oracle.build import Values, committee, owed, register, report, seat, state, terms, training

REPORTS = "reports-received"
BASELINE = "baseline-assessment"
TERMS = "terms-of-reference"
TRAINED = "bodies-trained"


def test_during_takes_the_date_whichever_semester_it_was_handed_in_for() -> None:
    """“the record's date lies in the period”: a report about S1, received in July, lies in 2009-S2 and not in S1."""
    indicator = replace(strategy_indicator(REPORTS), evidence=Evidence("reports", "during"))
    handed_in = [register(1, "2009-S1", "2009-08-15", report("2009-07-10")), register(2, "2009-S2", "2010-03-01")]
    assert state(indicator, handed_in, "2010-03-01", "2009-S1") == "missing"
    assert state(indicator, handed_in, "2010-03-01", "2009-S2") == "on_time"


def test_for_period_takes_the_semester_whatever_the_date() -> None:
    """“handed in for a semester that the period touches, whatever its date”: received in July, counts for 2009-S1."""
    handed_in = [register(1, "2009-S1", "2009-08-15", report("2009-07-10")), register(2, "2009-S2", "2010-03-01")]
    assert state(REPORTS, handed_in, "2010-03-01", "2009-S1") == "on_time"
    assert state(REPORTS, handed_in, "2010-03-01", "2009-S2") == "missing"


def test_for_period_by_the_quarter_takes_its_semesters_sheet() -> None:
    """“a semester that the period touches”: one report about 2009-S1 serves Q1 (due 30 April: late) and Q2."""
    indicator = replace(strategy_indicator(REPORTS), every="quarter")
    handed_in = [register(1, "2009-S1", "2009-08-15", report("2009-07-10"))]
    assert state(indicator, handed_in, "2009-09-01", "2009-Q1") == "late"
    assert state(indicator, handed_in, "2009-09-01", "2009-Q2") == "on_time"


def test_an_annual_report_covers_one_semester() -> None:
    """By the year, either semester's report will do; by the semester each needs its own."""
    handed_in = [register(1, "2009-S2", "2010-02-15", report("2010-01-10")), register(2, "2009-S1", "2010-02-15")]
    assert state(replace(strategy_indicator(REPORTS), every="year"), handed_in, "2010-03-01", "2009") == "on_time"
    assert state(REPORTS, handed_in, "2010-03-01", "2009-S1") == "missing"


@pytest.mark.parametrize(
    ("valid_until", "expected"), [(None, "on_time"), ("2009-06-30", "on_time"), ("2009-06-29", "missing")]
)
def test_terms_in_force_at_period_end(valid_until: str | None, expected: str) -> None:
    """“from <= period end and (to is empty or to >= period end)”: expired ones are not in force from the day after."""
    handed_in = [committee(1, "2009-S1", "2009-07-01", terms_of_reference=[terms("2008-05-01", valid_until)])]
    assert state(TERMS, handed_in, "2009-08-01", "2009-S1", body="rcat") == expected
    assert state(TERMS, handed_in, "2009-08-01", "2009-S1", body="twt") == "missing"


def test_renewed_terms_are_in_force_where_the_old_ones_have_expired() -> None:
    """Rows 2 (to 31 March) and 3 (from 1 April): only row 3 holds 30 June, and it dates the obligation."""
    both = [terms("2008-04-01", "2009-03-31", document="1"), terms("2009-04-01", "2010-03-31", document="2")]
    found = owed(
        TERMS, [committee(1, "2009-S1", "2009-07-01", terms_of_reference=both)], "2009-08-01", "2009-S1", body="rcat"
    )
    assert (found["state"], found["satisfied_on"]) == ("on_time", date(2009, 4, 1))
    assert [one["row"] for one in found["evidence"]] == [3]


def test_in_force_reads_the_last_semesters_sheet_only() -> None:
    """“handed in for the period's last semester”: endless terms in S1's sheet prove nothing for S2."""
    handed_in = [committee(1, "2009-S1", "2009-07-01", terms_of_reference=[terms("2008-05-01")])]
    assert state(TERMS, handed_in, "2010-03-01", "2009-S2", body="rcat") == "no_data"
    empty = committee(2, "2009-S2", "2010-01-05", terms_of_reference=[])
    assert state(TERMS, [*handed_in, empty], "2010-03-01", "2009-S2", body="rcat") == "missing"


def test_in_force_at_a_quarters_end_reads_its_semesters_sheet() -> None:
    """Adopted on 15 May, in the sheet of 2009-S1: not in force on 31 March, in force on 30 June."""
    indicator = replace(strategy_indicator(TERMS), every="quarter")
    handed_in = [committee(1, "2009-S1", "2009-07-01", terms_of_reference=[terms("2009-05-15")])]
    assert state(indicator, handed_in, "2009-08-01", "2009-Q1", body="rcat") == "missing"
    assert state(indicator, handed_in, "2009-08-01", "2009-Q2", body="rcat") == "on_time"


def test_a_year_in_force_reads_its_second_semester_only() -> None:
    """Terms without end, in S1's sheet and gone from S2's: nothing is in force at the end of 2009."""
    yearly = replace(strategy_indicator(TERMS), every="year")
    handed_in = [
        committee(1, "2009-S1", "2009-07-01", terms_of_reference=[terms("2008-05-01")]),
        committee(2, "2009-S2", "2010-01-05", terms_of_reference=[]),
    ]
    assert state(yearly, handed_in, "2010-03-01", "2009", body="rcat") == "missing"


def by_end(record: str) -> Indicator:
    evidence = Evidence(record, "by_end", (("body", OwingBody()),))
    return Indicator("ever", owed_by=("rcat",), every="semester", evidence=evidence, aggregation="latest")


def test_by_end_finds_last_years_training() -> None:
    """“handed in for this semester or an earlier one”; satisfied though 2009-S2 has no sheet at all."""
    handed_in = [committee(1, "2008-S2", "2009-01-05", trainings=[training("2008-10-10")])]
    assert state(by_end("trainings"), handed_in, "2010-03-01", "2009-S2") == "on_time"
    assert state(by_end("trainings"), handed_in, "2010-03-01", "2008-S1") == "no_data"


@pytest.mark.parametrize(("trained_on", "expected"), [("2009-03-31", "on_time"), ("2009-04-01", "missing")])
def test_by_end_takes_dates_up_to_the_period_end(trained_on: str, expected: str) -> None:
    """“the record's date is on or before the period end”: by the quarter, 31 March is in time for Q1, 1 April not."""
    quarterly = replace(by_end("trainings"), every="quarter")
    handed_in = [committee(1, "2009-S1", "2009-07-01", trainings=[training(trained_on)])]
    assert state(quarterly, handed_in, "2009-08-01", "2009-Q1") == expected
    assert state(quarterly, handed_in, "2009-08-01", "2009-Q2") == "on_time"


def test_by_end_does_not_read_a_later_semesters_sheet() -> None:
    """A seat held since 2008, first written down for 2009-S2, is no evidence for 2009-S1, whose sheet was empty."""
    handed_in = [
        committee(1, "2009-S1", "2009-07-01", members=[]),
        committee(2, "2009-S2", "2010-01-05", members=[seat("police", "2008-02-01")]),
    ]
    assert state(by_end("members"), handed_in, "2010-03-01", "2009-S1") == "missing"
    assert state(by_end("members"), handed_in, "2010-03-01", "2009-S2") == "on_time"


def test_any_takes_a_baseline_handed_in_for_any_semester() -> None:
    """“`any`: handed in for any semester”: received in February 2010 about 2009-S2, due 2008-12-31: late."""
    handed_in = [register(1, "2009-S2", "2010-02-15", report("2010-02-01", "baseline_assessment"))]
    assert state(BASELINE, handed_in, "2010-03-01", "all") == "late"


def test_another_kind_of_report_is_no_baseline() -> None:
    """`where`: “reports, kind = baseline_assessment”; a combined report is two entries."""
    handed_in = [register(1, "2008-S2", "2009-02-15", report("2008-12-01", "situation_assessment"))]
    assert state(BASELINE, handed_in, "2010-03-01", "all") == "missing"


@pytest.mark.parametrize(
    ("trained", "expected"),
    [
        (training("2009-03-03"), "on_time"),
        (training("2009-03-03", topic="case_management"), "missing"),
        (training("2009-03-03", body="twt"), "missing"),
    ],
)
def test_a_body_is_trained_by_its_own_training_on_the_topic(trained: Values, expected: str) -> None:
    """`trainings`, body = the body, topic = structure_and_tasks, during: a table's training trains no committee."""
    handed_in = [
        committee(1, "2009-S1", "2009-07-01", trainings=[trained]),
        committee(2, "2009-S2", "2010-01-05", trainings=[]),
    ]
    assert state(TRAINED, handed_in, "2010-03-01", "2009", body="rcat") == expected
