"""Odd values: each oddity of the meetings' sheet found where it is, and not where it is not."""

from __future__ import annotations

from datetime import date

import pytest

from etl.figures.odd_values import Odd, odd_values
from etl.figures.opened import figures_of
from tests.ledger.bridge import SHIPPED, kept
from tests.oracle import Submission
from tests.oracle.build import Values, committee, meeting, seat

AS_OF = date(2009, 8, 1)


def found(*submissions: Submission) -> list[tuple[str, object, list[int]]]:
    """Each oddity with its value and its rows."""
    figures = figures_of(kept(submissions), SHIPPED, AS_OF)
    odd: tuple[Odd, ...] = odd_values(figures, AS_OF, areas=("AL-01",))
    return [(one.oddity, one.value, [source.row for source in one.sources]) for one in odd]


def minuted(held_on: str, reference: str, body: str = "rcat", present: int = 9) -> Values:
    return meeting(held_on, body) | {"minutes_ref": reference, "members_present": present}


def test_the_same_minutes_twice() -> None:
    rows = [minuted("2009-02-01", "Prot. 1"), minuted("2009-03-01", "prot.  1"), minuted("2009-04-01", "Prot. 2")]
    assert found(committee(1, "2009-S1", "2009-07-01", meetings=rows)) == [("same_minutes", "Prot. 1", [2, 3])]


def test_a_joint_sitting_has_one_text_for_both_bodies() -> None:
    rows = [minuted("2009-02-01", "Prot. 1"), minuted("2009-02-01", "Prot. 1", body="twt")]
    assert found(committee(1, "2009-S1", "2009-07-01", meetings=rows)) == []


@pytest.mark.parametrize(("count", "odd"), [(2, False), (3, True)])
def test_a_year_s_meetings_on_one_day(count: int, odd: bool) -> None:
    rows = [meeting("2009-03-31") for _ in range(count)]
    oddities = found(committee(1, "2009-S1", "2009-07-01", meetings=rows))
    assert oddities == ([("one_day", date(2009, 3, 31), [2, 3, 4])] if odd else [])


def test_meetings_on_two_days_are_not_odd() -> None:
    rows = [meeting("2009-03-31"), meeting("2009-03-31"), meeting("2009-04-01")]
    assert found(committee(1, "2009-S1", "2009-07-01", meetings=rows)) == []


def test_more_present_than_members_on_the_day() -> None:
    """Three seats, one of them only from May: of 3 present in February one is too many, in June none is."""
    seats = [seat("police", "2008-01-01"), seat("education", "2008-01-01"), seat("employment", "2009-05-01")]
    rows = [minuted("2009-02-01", "1", present=3), minuted("2009-06-01", "2", present=3)]
    handed_in = committee(1, "2009-S1", "2009-07-01", meetings=rows, members=seats)
    assert found(handed_in) == [("more_than_members", 3, [2])]


def test_without_a_sheet_of_members_nobody_can_tell() -> None:
    assert found(committee(1, "2009-S1", "2009-07-01", meetings=[minuted("2009-02-01", "1", present=99)])) == []


def test_superseded_rows_are_looked_at_no_more() -> None:
    first = committee(1, "2009-S1", "2009-07-01", meetings=[minuted("2009-02-01", "1"), minuted("2009-03-01", "1")])
    second = committee(2, "2009-S1", "2009-07-20", meetings=[minuted("2009-02-01", "1"), minuted("2009-03-01", "2")])
    assert found(first) != []
    assert found(first, second) == []
