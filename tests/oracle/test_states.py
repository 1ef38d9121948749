"""The oracle's states of one obligation, computed by hand; each test quotes the sentence of the contract it holds.

Timing stands in oracle/test_timing.py, items in oracle/test_items.py, figures in oracle/test_figures.py.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.oracle import STRATEGY, STRATEGY_INDICATORS, Evidence, Indicator, Submission, folded, strategy_indicator
from tests.oracle.build import (
    committee,
    day,
    ledger,
    meeting,
    owed,
    pick,
    register,
    report,
    seat,
    state,
    terms,
)

MEETINGS = "regular-meetings"
TABLE = "technical-table-meetings"
REPORTS = "reports-received"
BASELINE = "baseline-assessment"
TERMS = "terms-of-reference"
TRAINED = "bodies-trained"


def in_february() -> list[Submission]:
    return [committee(1, "2009-S1", "2009-02-20", meetings=[meeting("2009-02-10")])]


# --- section 2: periods -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("indicator", "period", "due_on"),
    [
        (MEETINGS, "2008-Q1", "2008-03-31"),
        (MEETINGS, "2008-Q4", "2008-12-31"),
        (REPORTS, "2008-S1", "2008-07-30"),
        (REPORTS, "2008-S2", "2009-01-30"),
        (TERMS, "2009-S1", "2009-06-30"),
        (TRAINED, "2010", "2010-12-31"),
        (BASELINE, "all", "2008-12-31"),
    ],
)
def test_due_dates(indicator: str, period: str, due_on: str) -> None:
    """“`period_end` (default), or so many days after it”: 30 June + 30 = 30 July; 31 December + 30 = 30 January."""
    found = pick(ledger(indicator, [], "2008-01-01"), period=period, body="rcat")
    assert [one["due_on"] for one in found] == [day(due_on)]


def test_a_meeting_on_the_last_day_of_a_quarter_belongs_to_it() -> None:
    """“All dates are whole days, both ends inclusive”: 31 March is Q1, 1 April is Q2."""
    handed_in = [committee(1, "2009-S1", "2009-07-01", meetings=[meeting("2009-03-31"), meeting("2009-04-01")])]
    assert owed(MEETINGS, handed_in, "2009-08-01", "2009-Q1")["satisfied_on"] == date(2009, 3, 31)
    assert owed(MEETINGS, handed_in, "2009-08-01", "2009-Q2")["satisfied_on"] == date(2009, 4, 1)


def test_one_obligation_a_body_period_and_qark() -> None:
    """“`every`: one obligation a body and period”: 12 qarks x 12 quarters; 12 x 2 bodies x 6 semesters; 12."""
    assert len(ledger(MEETINGS, [], "2011-06-01")) == 144
    assert len(ledger(TERMS, [], "2011-06-01")) == 12 * 2 * 6
    assert len(ledger(BASELINE, [], "2011-06-01")) == 12


# --- section 3: bodies with from and to ---------------------------------------------------------------------------


def test_a_body_owes_only_periods_wholly_inside_its_dates() -> None:
    """“owed only for periods that lie wholly inside them”: 15 February to 15 November 2008 holds Q2 and Q3."""
    programme = replace(STRATEGY, bodies={"rcat": (date(2008, 2, 15), date(2008, 11, 15))})
    found = pick(ledger(MEETINGS, [], "2011-06-01", programme))
    assert [one["period"] for one in found] == ["2008-Q2", "2008-Q3"]


@pytest.mark.parametrize(("first", "owing"), [("2008-12-31", 12), ("2009-01-01", 0)])
def test_once_is_owed_where_the_due_date_lies_inside_the_bodys_dates(first: str, owing: int) -> None:
    """“(`once`: its due date does)”: due 2008-12-31, a body from that very day owes it, one a day later does not."""
    programme = replace(STRATEGY, bodies={"rcat": (day(first), None)})
    assert len(ledger(BASELINE, [], "2011-06-01", programme)) == owing


# --- section 4, rule 4: states ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("as_of", "expected"), [("2009-03-30", "early"), ("2009-03-31", "early"), ("2009-04-01", "on_time")]
)
def test_satisfied_before_on_and_after_the_due_date(as_of: str, expected: str) -> None:
    """“`early` satisfied, and D <= due date · `on_time` due date < D”: due 31 March."""
    assert state(MEETINGS, in_february(), as_of, "2009-Q1") == expected


@pytest.mark.parametrize(
    ("as_of", "expected"), [("2009-03-30", "not_due"), ("2009-03-31", "not_due"), ("2009-04-01", "no_data")]
)
def test_silence_before_on_and_after_the_due_date(as_of: str, expected: str) -> None:
    """“`not_due` not satisfied, and D <= due date · `no_data` due date < D, not satisfied, not reported”."""
    assert state(MEETINGS, [], as_of, "2009-Q1") == expected


@pytest.mark.parametrize(("received_on", "expected"), [("2009-07-30", "on_time"), ("2009-07-31", "late")])
def test_a_report_on_and_after_its_due_date(received_on: str, expected: str) -> None:
    """“`on_time` satisfied_on <= due date · `late` satisfied_on > due date”: 2009-S1 is due 30 July."""
    handed_in = [register(1, "2009-S1", "2009-08-15", report(received_on))]
    assert state(REPORTS, handed_in, "2009-09-01", "2009-S1") == expected


def test_a_late_report_is_missing_until_it_is_known() -> None:
    """Registers of 31 July (empty) and 20 August (received 15 August): missing between them, then late."""
    handed_in = [register(1, "2009-S1", "2009-07-31"), register(2, "2009-S1", "2009-08-20", report("2009-08-15"))]
    assert state(REPORTS, handed_in, "2009-08-19", "2009-S1") == "missing"
    assert state(REPORTS, handed_in, "2009-08-20", "2009-S1") == "late"


# --- section 4: only what was known on D --------------------------------------------------------------------------


def test_a_submission_is_known_from_the_day_it_was_handed_in() -> None:
    """“a submission is known if its `submitted_on` <= D”."""
    handed_in = [committee(1, "2009-S1", "2009-07-10", meetings=[meeting("2009-02-10")])]
    assert state(MEETINGS, handed_in, "2009-07-09", "2009-Q1") == "no_data"
    assert state(MEETINGS, handed_in, "2009-07-10", "2009-Q1") == "on_time"


def test_a_record_is_known_from_its_own_date() -> None:
    """“a record is known if its own date is <= D”, even where a sheet claimed it before it happened."""
    handed_in = [committee(1, "2009-S1", "2009-02-01", meetings=[meeting("2009-02-10")])]
    assert state(MEETINGS, handed_in, "2009-02-09", "2009-Q1") == "not_due"
    assert state(MEETINGS, handed_in, "2009-02-10", "2009-Q1") == "early"


# --- section 4, rule 1: which records speak -----------------------------------------------------------------------


def test_a_later_submission_supersedes_an_earlier_one() -> None:
    """“the latest known submission that contains the sheet speaks”: the meeting of 1 July is gone from 1 August on."""
    handed_in = [
        committee(1, "2009-S1", "2009-07-01", meetings=[meeting("2009-02-10")]),
        committee(2, "2009-S1", "2009-08-01", meetings=[]),
    ]
    assert state(MEETINGS, handed_in, "2009-07-31", "2009-Q1") == "on_time"
    assert state(MEETINGS, handed_in, "2009-08-01", "2009-Q1") == "missing"


def test_on_a_tie_the_one_received_later_speaks() -> None:
    """“latest `submitted_on`; on a tie the one received later”, wherever it stands in the list."""
    first = committee(1, "2009-S1", "2009-07-01", meetings=[meeting("2009-02-10")])
    second = committee(2, "2009-S1", "2009-07-01", meetings=[])
    assert state(MEETINGS, [second, first], "2009-08-01", "2009-Q1") == "missing"


def test_one_received_later_but_dated_earlier_supersedes_nothing() -> None:
    """“latest `submitted_on`” comes first: number 2 is dated a month before number 1."""
    handed_in = [
        committee(1, "2009-S1", "2009-08-01", meetings=[meeting("2009-02-10")]),
        committee(2, "2009-S1", "2009-07-01", meetings=[]),
    ]
    assert state(MEETINGS, handed_in, "2009-09-01", "2009-Q1") == "on_time"


def test_superseding_goes_by_sheet() -> None:
    """“A sheet that is absent says nothing”: a later submission of terms of reference alone leaves the meetings."""
    handed_in = [
        committee(1, "2009-S1", "2009-07-01", meetings=[meeting("2009-02-10")]),
        committee(2, "2009-S1", "2009-08-01", terms_of_reference=[]),
    ]
    assert state(MEETINGS, handed_in, "2009-09-01", "2009-Q1") == "on_time"


def test_superseding_goes_by_qark_and_semester() -> None:
    """“For a (qark, semester, record kind)”: neither another qark nor another semester supersedes."""
    handed_in = [
        committee(1, "2009-S1", "2009-07-01", meetings=[meeting("2009-02-10")]),
        committee(2, "2009-S1", "2009-08-01", qark="AL-02", meetings=[]),
        committee(3, "2009-S2", "2009-08-01", meetings=[]),
    ]
    assert state(MEETINGS, handed_in, "2009-09-01", "2009-Q1") == "on_time"
    assert state(MEETINGS, handed_in, "2009-09-01", "2009-Q1", qark="AL-02") == "missing"


def test_a_register_speaks_for_every_qark() -> None:
    """“a register: every qark; one without a row in its sheet had none”: AL-02 is missing, not without data."""
    handed_in = [register(1, "2009-S1", "2009-08-01", report("2009-07-10", qark="AL-01"))]
    assert state(REPORTS, handed_in, "2009-09-01", "2009-S1") == "on_time"
    assert state(REPORTS, handed_in, "2009-09-01", "2009-S1", qark="AL-02") == "missing"


def test_a_later_register_supersedes_for_every_qark() -> None:
    """The second register no longer names AL-01: it “had none”."""
    handed_in = [
        register(1, "2009-S1", "2009-08-01", report("2009-07-10", qark="AL-01")),
        register(2, "2009-S1", "2009-08-02", report("2009-07-10", qark="AL-02")),
    ]
    assert state(REPORTS, handed_in, "2009-09-01", "2009-S1") == "missing"
    assert state(REPORTS, handed_in, "2009-09-01", "2009-S1", qark="AL-02") == "on_time"


# --- section 4, rule 2: is it reported? ---------------------------------------------------------------------------


def test_an_empty_sheet_says_there_were_none() -> None:
    """“A sheet that is present and empty says there were none.”"""
    assert state(MEETINGS, [committee(1, "2009-S1", "2009-07-01", meetings=[])], "2009-08-01", "2009-Q1") == "missing"


def test_an_absent_sheet_says_nothing() -> None:
    """“A sheet that is absent says nothing”: terms of reference alone report no meeting."""
    handed_in = [committee(1, "2009-S1", "2009-07-01", terms_of_reference=[])]
    assert state(MEETINGS, handed_in, "2009-08-01", "2009-Q1") == "no_data"


@pytest.mark.parametrize(("submitted_on", "expected"), [("2009-03-30", "no_data"), ("2009-03-31", "missing")])
def test_a_hand_in_before_the_quarters_end_reports_nothing_on_it(submitted_on: str, expected: str) -> None:
    """“handed in on or after that semester's end or the period's end, whichever comes first”: here 31 March."""
    handed_in = [committee(1, "2009-S1", submitted_on, meetings=[])]
    assert state(MEETINGS, handed_in, "2009-09-01", "2009-Q1") == expected


def test_an_april_hand_in_reports_the_first_quarter_only() -> None:
    """10 April is after Q1's end and before Q2's: silence on Q1 is an answer, silence on Q2 is not."""
    handed_in = [committee(1, "2009-S1", "2009-04-10", meetings=[])]
    assert state(MEETINGS, handed_in, "2009-09-01", "2009-Q1") == "missing"
    assert state(MEETINGS, handed_in, "2009-09-01", "2009-Q2") == "no_data"


def test_a_hand_in_before_the_semesters_end_reports_no_semester() -> None:
    """Terms of reference of 2009-S1 handed in on 29 June, empty: the facts were not in. On 30 June they were."""
    before = [committee(1, "2009-S1", "2009-06-29", terms_of_reference=[])]
    on_the_day = [committee(1, "2009-S1", "2009-06-30", terms_of_reference=[])]
    assert state(TERMS, before, "2009-09-01", "2009-S1", body="rcat") == "no_data"
    assert state(TERMS, on_the_day, "2009-09-01", "2009-S1", body="rcat") == "missing"


@pytest.mark.parametrize(("submitted_on", "expected"), [("2009-07-29", "no_data"), ("2009-07-30", "missing")])
def test_the_last_semesters_sheet_must_come_on_or_after_the_due_date(submitted_on: str, expected: str) -> None:
    """“and the one of the last semester on or after the due date”: reports of 2009-S1 may come until 30 July."""
    assert state(REPORTS, [register(1, "2009-S1", submitted_on)], "2009-09-01", "2009-S1") == expected


@pytest.mark.parametrize(
    ("first_semester", "second_semester", "expected"),
    [
        ("2009-07-01", "2010-01-05", "missing"),
        ("2009-06-30", "2009-12-31", "missing"),
        ("2009-06-29", "2010-01-05", "no_data"),
        ("2009-07-01", "2009-12-30", "no_data"),
        (None, "2010-01-05", "no_data"),
        ("2009-07-01", None, "no_data"),
    ],
)
def test_a_year_is_reported_where_both_semesters_are(
    first_semester: str | None, second_semester: str | None, expected: str
) -> None:
    """“every semester that the period touches must have a speaking sheet”: S1's from 30 June, S2's 31 December."""
    hand_ins = (("2009-S1", first_semester), ("2009-S2", second_semester))
    handed_in = [committee(1, period, when, trainings=[]) for period, when in hand_ins if when is not None]
    assert state(TRAINED, handed_in, "2010-03-01", "2009", body="rcat") == expected


@pytest.mark.parametrize(
    ("period", "submitted_on", "expected"),
    [
        ("2008-S2", "2008-12-30", "no_data"),
        ("2008-S2", "2008-12-31", "missing"),
        ("2008-S1", "2009-01-05", "missing"),
        ("2010-S1", "2010-02-01", "missing"),
    ],
)
def test_once_is_reported_by_any_semesters_sheet_from_its_due_date_on(
    period: str, submitted_on: str, expected: str
) -> None:
    """“(`once`: a known sheet for any semester, handed in on or after the due date.)”: due 2008-12-31."""
    assert state(BASELINE, [register(1, period, submitted_on)], "2010-06-01", "all") == expected


def test_satisfied_is_satisfied_also_where_nothing_is_reported() -> None:
    """“unknown applies only where nothing satisfies it”: handed in on 20 February, before the quarter's end."""
    assert state(MEETINGS, in_february(), "2009-04-01", "2009-Q1") == "on_time"
    assert state(MEETINGS, in_february(), "2009-07-01", "2009-Q2") == "no_data"


# --- section 4, rule 3: satisfied on the n-th record --------------------------------------------------------------


def test_one_of_two_leaves_the_table_unsatisfied() -> None:
    """“fewer than n leave the obligation unsatisfied” (at_least 2); the one that is there is still shown."""
    handed_in = [committee(1, "2009-S1", "2009-07-01", meetings=[meeting("2009-02-10", "twt")])]
    found = owed(TABLE, handed_in, "2009-08-01", "2009-Q1")
    assert (found["state"], found["satisfied_on"]) == ("missing", None)
    assert found["evidence"] == [{"submission": 1, "sheet": "meetings", "row": 2}]


def test_satisfied_on_the_second_in_date_order() -> None:
    """“the date of the n-th matching row in date order”: of 5 January, 10 February, 20 March it is 10 February."""
    dates = ("2009-03-20", "2009-01-05", "2009-02-10")
    handed_in = [committee(7, "2009-S1", "2009-07-01", meetings=[meeting(on, "twt") for on in dates])]
    found = owed(TABLE, handed_in, "2009-08-01", "2009-Q1")
    assert found["satisfied_on"] == date(2009, 2, 10)
    assert [one["row"] for one in found["evidence"]] == [3, 4, 2]


def test_a_second_meeting_does_not_fill_another_quarter() -> None:
    """Timing `during`: two in January leave Q2 missing."""
    meetings = [meeting("2009-01-05"), meeting("2009-01-20")]
    handed_in = [committee(1, "2009-S1", "2009-07-01", meetings=meetings)]
    assert state(MEETINGS, handed_in, "2009-08-01", "2009-Q2") == "missing"


def test_a_joint_sitting_counts_for_each_body_that_minuted_it() -> None:
    """`meetings`, body = the body: one day for both is one for each; a table's own is nothing to the other."""
    joint = [meeting("2009-02-10", "rcat"), meeting("2009-02-10", "twt"), meeting("2009-05-10", "twt")]
    handed_in = [committee(1, "2009-S1", "2009-07-01", meetings=joint)]
    assert state(MEETINGS, handed_in, "2009-08-01", "2009-Q1") == "on_time"
    assert state(MEETINGS, handed_in, "2009-08-01", "2009-Q2") == "missing"
    assert len(owed(TABLE, handed_in, "2009-08-01", "2009-Q1")["evidence"]) == 1


@pytest.mark.parametrize(
    ("written", "wanted", "same"),
    [
        ("Kënetë", "KENETE", True),
        ("ÇOROVODË", "çorovodë", True),
        ("Fushë  Arrëz", " fushe arrez ", True),
        ("Kënetë e re", "Kënetë", False),
    ],
)
def test_keys_match_without_case_or_diacritics(written: str, wanted: str, same: bool) -> None:
    """“Values match as keys do in FORMS.md, section 3, without case or diacritics”."""
    assert (folded(written) == folded(wanted)) is same
    indicator = replace(
        strategy_indicator(TERMS), evidence=Evidence("terms_of_reference", "in_force", (("document_ref", wanted),))
    )
    handed_in = [committee(1, "2009-S1", "2009-07-01", terms_of_reference=[terms("2009-01-05", document=written)])]
    assert (state(indicator, handed_in, "2009-08-01", "2009-S1", body="rcat") == "on_time") is same


@pytest.mark.parametrize(("organisation", "expected"), [(None, "on_time"), ("", "on_time"), ("Vatra", "missing")])
def test_empty_matches_only_empty(organisation: str | None, expected: str) -> None:
    """“empty matches only empty”: a filter for an empty organisation takes no named one."""
    evidence = Evidence("members", "in_force", (("organisation", None),))
    indicator = Indicator("seats", owed_by=("rcat",), every="semester", evidence=evidence, aggregation="sum")
    handed_in = [committee(1, "2009-S1", "2009-07-01", members=[seat("npo", "2009-01-05", organisation=organisation)])]
    assert state(indicator, handed_in, "2009-08-01", "2009-S1") == expected


# --- section 7: missed for good, or still owed --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("indicator", "period", "expected"),
    [
        (REPORTS, "2009-S1", True),
        ("situation-assessments", "2009-S1", True),
        ("reports-on-time", "2009-S1", False),
        (BASELINE, "all", True),
        (MEETINGS, "2009-Q1", False),
    ],
)
def test_still_owed_is_what_may_come_late(indicator: str, period: str, expected: bool) -> None:
    """“timing `for_period` or `any`, and `late: counts`”; a quarter without a meeting is missed."""
    handed_in = [register(1, "2009-S1", "2009-08-01"), committee(2, "2009-S1", "2009-08-01", meetings=[])]
    found = owed(indicator, handed_in, "2009-09-01", period)
    assert (found["state"], found["still_owed"]) == ("missing", expected)


def test_only_what_is_missing_is_still_owed() -> None:
    """“A `missing` obligation is still owed”: not one without data, not one that is not due, not one that is late."""
    late = [register(1, "2009-S1", "2009-08-15", report("2009-08-10"))]
    assert not owed(REPORTS, [], "2009-09-01", "2009-S1")["still_owed"]
    assert not owed(REPORTS, [], "2009-07-30", "2009-S1")["still_owed"]
    assert not owed(REPORTS, late, "2009-09-01", "2009-S1")["still_owed"]


def test_the_strategy_has_eleven_indicators() -> None:
    """Section 6 lists eleven, each with its own id."""
    assert len({indicator.id for indicator in STRATEGY_INDICATORS}) == len(STRATEGY_INDICATORS) == 11
