"""Before and after a draft, held against the figures of a store that really has it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import assume, given, settings

from etl.figures.choice import Choice
from etl.figures.opened import figures_of
from etl.figures.read_api import Figure
from etl.what_if.assessment import Assessment, Outlook, Outranked, assess
from etl.what_if.before_after import Cell
from tests.ledger.bridge import SHIPPED, catalogue, kept
from tests.oracle.build import committee, meeting, register, report, terms
from tests.strategies import World, drawn, worlds
from tests.what_if.drafts import before, checked

LATER = date(2026, 1, 1)


def cell(outlook: Outlook, indicator: str, period: str, area: str = "AL-01") -> Cell:
    wanted = (indicator, area, period)
    return next(one for one in outlook.cells if (one.after.indicator, one.after.area, one.after.period) == wanted)


def counts(figure: Figure) -> tuple[int, int, int, str]:
    return figure.numerator, figure.denominator, figure.unreported, figure.status


@given(worlds())
@settings(max_examples=drawn(5))
def test_before_and_after_are_the_figures_without_and_with_the_draft(world: World) -> None:
    """In every random world: the last submission as a draft, at both as-of dates."""
    assume(world.submissions)
    *earlier, last = world.submissions
    definitions = catalogue(world.programme, world.indicators)
    assume(any(one.evidence.record in definitions.form(last.form).records for one in definitions.indicators))
    found = assess(kept(earlier), checked(last), definitions, LATER)
    for outlook in (found.now, found.once_due):
        for side, submissions in (("before", earlier), ("after", world.submissions)):
            figures = figures_of(kept(submissions), definitions, LATER)
            areas = {one.after.area for one in outlook.cells}
            names = tuple({one.after.indicator for one in outlook.cells})
            expected = figures.values(Choice(outlook.as_of, indicators=names, areas=tuple(areas))) if names else ()
            assert tuple(getattr(one, side) for one in outlook.cells) == expected


@pytest.fixture
def first_hand_in() -> Assessment:
    """A committee hands in its first semester with one of two quarterly meetings, in July, on that very day."""
    draft = committee(1, "2009-S1", "2009-07-10", meetings=[meeting("2009-02-03")])
    return assess([], checked(draft), SHIPPED, date(2009, 7, 10))


def test_what_changes_is_told_and_nothing_else(first_hand_in: Assessment) -> None:
    now = first_hand_in.now
    assert now.as_of == date(2009, 7, 10)
    assert counts(cell(now, "regular-meetings", "2009-S1").before) == (0, 2, 2, "no_data")
    assert counts(cell(now, "regular-meetings", "2009-S1").after) == (1, 2, 0, "partly_met")
    changed = {(one.after.indicator, one.after.period) for one in now.changed}
    assert {indicator for indicator, _ in changed} == {"regular-meetings", "technical-table-meetings"}
    assert ("regular-meetings", "2009-S2") not in changed


def test_once_due_is_the_day_after_the_last_duty_that_the_draft_speaks_for(first_hand_in: Assessment) -> None:
    """A year's training is owed by its end: until then a draft for its first semester is not the whole story."""
    assert first_hand_in.once_due.as_of == date(2010, 1, 1)


def test_an_evaluator_of_today_sees_one_outlook() -> None:
    draft = committee(1, "2009-S1", "2009-07-10", meetings=[])
    found = assess([], checked(draft), SHIPPED, LATER)
    assert found.now.as_of == found.once_due.as_of == date(2011, 1, 31)


def test_a_grade_that_falls_is_seen() -> None:
    old = committee(1, "2009-S1", "2009-07-10", meetings=[meeting("2009-02-03"), meeting("2009-05-03")])
    draft = committee(2, "2009-S1", "2009-07-12", meetings=[meeting("2009-02-03")])
    found = assess(before(old), checked(draft), SHIPPED, LATER)
    assert cell(found.now, "regular-meetings", "2009-S1").direction == -1
    assert found.replaces == (1,)


def test_the_same_file_again_changes_nothing() -> None:
    old = committee(1, "2009-S1", "2009-07-10", meetings=[meeting("2009-02-03")])
    found = assess(before(old), checked(old), SHIPPED, LATER)
    assert found.known_as == 1
    assert found.now.changed == ()
    assert found.replaces == ()


def test_a_back_dated_draft_is_outranked_sheet_by_sheet() -> None:
    old = committee(1, "2009-S1", "2009-08-01", meetings=[])
    draft = committee(2, "2009-S1", "2009-07-10", meetings=[meeting("2009-02-03")], terms_of_reference=[])
    found = assess(before(old), checked(draft), SHIPPED, LATER)
    assert found.outranked == (Outranked("meetings", 1),)
    assert {one.after.indicator for one in found.now.changed} == {"terms-of-reference"}
    assert found.replaces == ()


def test_of_two_of_one_day_the_draft_is_the_later() -> None:
    """“Latest `submitted_on`; on a tie the one received later”: a draft is received after all that is kept.

    In the figures and in what is said of them: nothing outranks it, and it replaces the one of its day.
    """
    old = committee(7, "2009-S1", "2009-07-10", meetings=[])
    draft = committee(8, "2009-S1", "2009-07-10", meetings=[meeting("2009-02-03")])
    found = assess(before(old), checked(draft), SHIPPED, LATER)
    assert counts(cell(found.now, "regular-meetings", "2009-Q1").after)[:2] == (1, 1)
    assert (found.outranked, found.replaces) == ((), (7,))


def test_a_register_speaks_for_every_unit() -> None:
    draft = register(1, "2009-S1", "2009-08-10", report("2009-07-20", qark="AL-05"))
    found = assess([], checked(draft), SHIPPED, LATER)
    assert counts(cell(found.now, "reports-received", "2009-S1", "AL-05").after) == (1, 1, 0, "met")
    assert counts(cell(found.now, "reports-received", "2009-S1", "AL-06").after) == (0, 1, 0, "not_met")


def test_what_stays_provisional_is_told() -> None:
    draft = committee(1, "2009-S1", "2009-07-10", terms_of_reference=[terms("2008-02-01")])
    found = assess([], checked(draft), SHIPPED, date(2009, 7, 10))
    assert not cell(found.now, "terms-of-reference", "2009-S1").after.provisional
    early = committee(1, "2009-S1", "2009-06-01", terms_of_reference=[terms("2008-02-01")])
    found = assess([], checked(early), SHIPPED, date(2009, 6, 1))
    assert cell(found.once_due, "terms-of-reference", "2009-S1").after in found.once_due.provisional


def test_a_refused_draft_is_not_assessed() -> None:
    refused = checked(committee(1, "2009-S1", "2009-07-10", meetings=[]))
    with pytest.raises(ValueError, match=r"draft\.xlsx"):
        assess([], type(refused)(**{**vars(refused), "refused": True}), SHIPPED, LATER)
