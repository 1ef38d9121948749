"""Periods, due dates and what belongs to which period, against what counting days one by one gives."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from indicators import periods, schedule
from indicators.model import Catalogue, Indicator
from indicators.periods import Period
from tests.ledger.bridge import SHIPPED

MONTHS = {"month": 1, "quarter": 3, "semester": 6, "year": 12}
ONE = timedelta(days=1)
FIRST, LAST = date(2007, 1, 1), date(2009, 12, 31)
DAYS = [FIRST + timedelta(days=at) for at in range((LAST - FIRST).days + 1)]


def of(indicator: str, catalogue: Catalogue = SHIPPED) -> Indicator:
    return catalogue.indicator(indicator)


def with_body(first: date | None, last: date | None) -> Catalogue:
    """The shipped catalogue whose first body stands between two days."""
    body, *others = SHIPPED.programme.bodies
    changed = body.model_copy(update={"valid_from": first, "valid_to": last})
    programme = SHIPPED.programme.model_copy(update={"bodies": (changed, *others)})
    return SHIPPED.model_copy(update={"programme": programme})


def owed_periods(catalogue: Catalogue, indicator: str) -> list[str]:
    return [one.period for one in schedule.duties(catalogue) if (one.indicator, one.body) == (indicator, "rcat")]


# --- periods


@pytest.mark.parametrize("frequency", MONTHS)
def test_every_day_lies_in_one_period_that_begins_and_ends_with_months(frequency: str) -> None:
    for day in DAYS:
        found = periods.containing(day, frequency)
        assert found.start <= day <= found.end
        assert (found.start.day, (found.end + ONE).day) == (1, 1)
        assert (found.start.month - 1) % MONTHS[frequency] == 0
        assert (found.end.year - found.start.year, found.end.month - found.start.month) == (0, MONTHS[frequency] - 1)
        assert periods.parse(found.code) == found == Period(found.code, frequency, found.start, found.end)


def test_codes_are_those_of_sdmx() -> None:
    day = date(2009, 9, 30)
    codes = [periods.containing(day, one).code for one in MONTHS]
    assert codes == ["2009-M09", "2009-Q3", "2009-S2", "2009"]
    assert [periods.containing(date(2009, 12, 31), one).code for one in MONTHS] == [
        "2009-M12", "2009-Q4", "2009-S2", "2009",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "code",
    ["2009-Q0", "2009-Q5", "2009-S0", "2009-S3", "2009-M00", "2009-M13", "2009-M9", "2009-Q03", "2009-S01", "0000",
     "0000-Q1", "all", "", "209", "2009-", "2009-X1", "2009-1", "2009Q1"],
)  # fmt: skip
def test_what_names_no_period_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match=f"^{code}$"):
        periods.parse(code)


def test_a_period_holds_itself_and_touches_by_a_single_day() -> None:
    first, second = periods.parse("2009-S1"), periods.parse("2009-S2")
    assert first.contains(first)
    assert first.contains(periods.parse("2009-Q1"))
    assert first.contains(periods.parse("2009-Q2"))
    for other in ("2009-Q3", "2008-Q4", "2009"):
        assert not first.contains(periods.parse(other))
    day = Period("day", "all", first.end, first.end)
    assert first.touches(day)
    assert day.touches(first)
    assert not second.touches(day)
    assert not day.touches(second)
    assert second.touches(Period("day", "all", second.start, second.start))


def test_a_span_has_the_periods_that_lie_wholly_in_it() -> None:
    """2 January takes the first month, quarter and semester away; 30 December the last ones."""
    whole = [one.code for one in periods.within(date(2009, 1, 1), date(2010, 12, 31), "semester")]
    assert whole == ["2009-S1", "2009-S2", "2010-S1", "2010-S2"]
    cut = [one.code for one in periods.within(date(2009, 1, 2), date(2010, 12, 30), "semester")]
    assert cut == ["2009-S2", "2010-S1"]
    assert [len(periods.within(date(2009, 1, 1), date(2010, 12, 31), one)) for one in MONTHS] == [24, 8, 4, 2]
    assert periods.within(FIRST, LAST, "all") == (Period("all", "all", FIRST, LAST),)


def test_longer_ones_begin_with_their_own() -> None:
    assert periods.longer("month") == ("month", "quarter", "semester", "year", "all")
    assert periods.longer("semester") == ("semester", "year", "all")
    assert periods.longer("all") == ("all",)


# --- what is owed when


def test_due_dates_are_so_many_days_after_the_period_or_the_one_day() -> None:
    first = periods.parse("2009-S1")
    assert schedule.due_on(of("regular-meetings"), first) == date(2009, 6, 30)
    assert schedule.due_on(of("reports-received"), first) == date(2009, 7, 30)
    assert schedule.due_on(of("baseline-assessment"), first) == date(2008, 12, 31)


@pytest.mark.parametrize(
    ("first", "last", "owed"),
    [
        (None, None, ["2008-S1", "2008-S2", "2009-S1", "2009-S2", "2010-S1", "2010-S2"]),
        (date(2008, 7, 1), date(2010, 6, 30), ["2008-S2", "2009-S1", "2009-S2", "2010-S1"]),
        (date(2008, 7, 2), date(2010, 6, 29), ["2009-S1", "2009-S2"]),
        (date(2008, 6, 30), None, ["2008-S2", "2009-S1", "2009-S2", "2010-S1", "2010-S2"]),
        (None, date(2008, 12, 30), ["2008-S1"]),
    ],
)
def test_a_body_owes_the_periods_that_lie_wholly_within_its_days(
    first: date | None, last: date | None, owed: list[str]
) -> None:
    assert owed_periods(with_body(first, last), "reports-received") == owed


@pytest.mark.parametrize(
    ("first", "last", "owes"),
    [
        (date(2008, 12, 31), date(2008, 12, 31), True),
        (date(2009, 1, 1), None, False),
        (None, date(2008, 12, 30), False),
        (date(2008, 12, 30), date(2009, 1, 1), True),
    ],
)
def test_what_is_owed_once_is_owed_by_who_stands_on_its_day(first: date | None, last: date | None, owes: bool) -> None:
    assert owed_periods(with_body(first, last), "baseline-assessment") == (["all"] if owes else [])


def test_a_duty_names_its_days_and_the_last_hand_in_that_may_prove_it() -> None:
    found = {(one.indicator, one.body, one.period): one for one in schedule.duties(SHIPPED)}
    quarter = found["regular-meetings", "rcat", "2009-Q3"]
    assert (quarter.starts_on, quarter.ends_on, quarter.due_on) == (
        date(2009, 7, 1), date(2009, 9, 30), date(2009, 9, 30),
    )  # fmt: skip
    assert quarter.last_hand_in == "2009-S2"
    assert found["baseline-assessment", "rcat", "all"].last_hand_in == "2010-S2"
    yearly = found["bodies-trained", "twt", "2009"]
    assert (yearly.ends_on, yearly.last_hand_in) == (date(2009, 12, 31), "2009-S2")


def test_periods_and_hand_ins_share_days() -> None:
    found = {(one.period, one.hand_in) for one in schedule.touched(SHIPPED)}
    assert {hand_in for period, hand_in in found if period == "2009"} == {"2009-S1", "2009-S2"}
    assert {hand_in for period, hand_in in found if period == "2009-Q2"} == {"2009-S1"}
    assert len({hand_in for period, hand_in in found if period == "all"}) == 6


def test_silence_is_an_answer_from_the_end_of_each_hand_in_and_of_the_last_from_the_due_date() -> None:
    """A quarter's needs its semester from the quarter's end; a report's from 30 days later; a year's both semesters."""
    found = list(schedule.needed(SHIPPED))
    of_quarter = [one for one in found if (one.indicator, one.period) == ("regular-meetings", "2009-Q1")]
    assert [(one.hand_in, one.needed_on, one.hand_ins) for one in of_quarter] == [("2009-S1", date(2009, 3, 31), 1)]
    of_report = [one for one in found if (one.indicator, one.period) == ("reports-received", "2009-S2")]
    assert [(one.hand_in, one.needed_on, one.hand_ins) for one in of_report] == [("2009-S2", date(2010, 1, 30), 1)]
    of_year = [one for one in found if (one.indicator, one.period) == ("bodies-trained", "2009")]
    assert [(one.hand_in, one.needed_on, one.hand_ins) for one in of_year] == [
        ("2009-S1", date(2009, 6, 30), 2), ("2009-S2", date(2009, 12, 31), 2),
    ]  # fmt: skip
    assert not [one for one in found if one.indicator == "baseline-assessment"]


def test_figures_take_the_own_periods_that_lie_in_theirs() -> None:
    found = [
        (one.period, one.part, one.due_on) for one in schedule.parts(SHIPPED) if one.indicator == "reports-received"
    ]
    assert [one for one in found if one[0] == "2009"] == [
        ("2009", "2009-S1", date(2009, 7, 30)), ("2009", "2009-S2", date(2010, 1, 30)),
    ]  # fmt: skip
    assert {period for period, _, _ in found if "Q" in period} == set()
    assert len([one for one in found if one[0] == "all"]) == 6
    assert [one for one in found if one[0] == "2009-S1"] == [("2009-S1", "2009-S1", date(2009, 7, 30))]


def test_what_is_owed_once_has_a_figure_in_each_period_around_its_day() -> None:
    once = [
        (one.period, one.part, one.due_on) for one in schedule.parts(SHIPPED) if one.indicator == "baseline-assessment"
    ]
    assert once == [(code, "all", date(2008, 12, 31)) for code in ("2008-Q4", "2008-S2", "2008", "all")]
    assert schedule.once_periods(SHIPPED, date(2011, 1, 1)) == ("all",)


def test_periods_of_the_programme_come_shorter_first() -> None:
    codes = [one.code for one in schedule.all_periods(SHIPPED)]
    assert codes[:2] == ["2008-Q1", "2008-Q2"]
    assert codes[-4:] == ["2008", "2009", "2010", "all"]
    assert len(codes) == 12 + 6 + 3 + 1
    assert [one.code for one in schedule.hand_in_periods(SHIPPED)] == codes[12:18]
    assert [one.code for one in schedule.own_periods(SHIPPED, of("baseline-assessment"))] == ["all"]
    assert [one.code for one in schedule.own_periods(SHIPPED, of("bodies-trained"))] == ["2008", "2009", "2010"]


def test_bodies_stand_where_they_say() -> None:
    body, *others = SHIPPED.programme.bodies
    programme = SHIPPED.programme.model_copy(
        update={"bodies": (body.model_copy(update={"only_in": ("AL-02", "AL-07")}), *others)}
    )
    found = list(schedule.body_units(SHIPPED.model_copy(update={"programme": programme})))
    assert [one.qark for one in found if one.body == body.id] == ["AL-02", "AL-07"]
    assert [one.qark for one in found if one.body == others[0].id] == [f"AL-{at:02}" for at in range(1, 13)]


@pytest.mark.parametrize(
    ("submitted", "today", "expected"),
    [
        (None, date(2026, 1, 1), date(2011, 1, 31)),
        (date(2011, 1, 31), date(2026, 1, 1), date(2011, 1, 31)),
        (date(2011, 2, 1), date(2026, 1, 1), date(2011, 2, 1)),
        (date(2009, 1, 1), date(2026, 1, 1), date(2011, 1, 31)),
        (date(2011, 2, 1), date(2009, 5, 5), date(2009, 5, 5)),
        (None, date(2009, 5, 5), date(2009, 5, 5)),
    ],
)
def test_the_day_where_none_is_named(submitted: date | None, today: date, expected: date) -> None:
    """The last due date is that of the reports of 2010-S2: 30 January 2011; the day after it all is due."""
    assert schedule.last_due(SHIPPED) == date(2011, 1, 30)
    assert schedule.default_as_of(SHIPPED, submitted, today) == expected


def test_a_programme_that_owes_nothing_is_settled_at_its_end() -> None:
    nothing = SHIPPED.model_copy(update={"indicators": ()})
    assert schedule.last_due(nothing) == date(2010, 12, 31)
