"""What moved a figure between two days: examples worked by hand, and the sums on random worlds."""

from __future__ import annotations

import os
from dataclasses import asdict
from datetime import date
from functools import lru_cache
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from etl.figures.build_figures import BuildFigures
from etl.figures.choice import Choice
from etl.figures.opened import figures_of
from etl.figures.read_api import Figure, Figures, Obligation
from etl.what_if.moves import Counts, Moved, moved
from indicators.model import Change, Words
from tests.ledger.bridge import SHIPPED, catalogue, kept
from tests.oracle.build import committee, community, meeting, programme, register, report, seat, terms, training
from tests.strategies import as_of_dates, worlds

TODAY = date(2026, 1, 1)
GENERATE = (Phase.explicit, Phase.reuse, Phase.generate)
SLOW = [HealthCheck.too_slow]  # a world takes long to draw on a busy machine
WORLDS = int(os.environ.get("MOVES", "0"))
"""So many random worlds, each at four hundred random pairs of days, where it is set: for a longer look by hand."""

HANDED_IN = (
    # AL-01: one meeting in February; the register's reports of two half-years
    committee(1, "2009-S1", "2009-07-05", meetings=[meeting("2009-02-03")]),
    register(2, "2009-S1", "2009-07-31", report("2009-07-20", qark="AL-02")),
    register(3, "2009-S1", "2009-08-20", report("2009-08-10"), report("2009-08-09", qark="AL-02")),
    # AL-02: handed in again on 1 August, the meeting of February is gone, there is one in May instead
    committee(4, "2009-S1", "2009-07-05", "AL-02", meetings=[meeting("2009-02-03")]),
    committee(5, "2009-S1", "2009-08-01", "AL-02", meetings=[meeting("2009-05-04")]),
    # AL-03: terms that ended in October, and an empty sheet after; AL-04: the sheet after names them with their end
    committee(6, "2009-S1", "2009-07-05", "AL-03", terms_of_reference=[terms("2009-01-05", "2009-10-31")]),
    committee(7, "2009-S2", "2010-01-05", "AL-03", terms_of_reference=[]),
    committee(8, "2009-S1", "2009-07-05", "AL-04", terms_of_reference=[terms("2009-01-05")]),
    committee(9, "2009-S2", "2010-01-05", "AL-04", terms_of_reference=[terms("2009-01-05", "2009-10-31")]),
    # AL-05: terms without an end, and an empty sheet after; AL-06: no sheet after
    committee(10, "2009-S1", "2009-07-05", "AL-05", terms_of_reference=[terms("2009-01-05")]),
    committee(11, "2009-S2", "2010-01-05", "AL-05", terms_of_reference=[]),
    committee(12, "2009-S1", "2009-07-05", "AL-06", terms_of_reference=[terms("2009-01-05")]),
    # AL-07: two communities, one with a programme; then the first written otherwise, a third one, and not the second
    committee(
        13, "2009-S1", "2009-07-05", "AL-07",
        vulnerable_communities=[community("Bathore"), community("Kinostudio")],
        programmes=[programme("Bathore", "2009-02-01")],
    ),
    committee(
        14, "2009-S1", "2009-08-05", "AL-07",
        vulnerable_communities=[community("BATHORE"), community("Breglumas")],
        programmes=[programme("bathore", "2009-02-01"), programme("Breglumas", "2009-03-01")],
    ),
    # AL-08: the first that is known of its communities
    committee(15, "2009-S1", "2009-08-05", "AL-08",
              vulnerable_communities=[community("A"), community("B")], programmes=[]),
    # AL-09: a trained member, and in the next half-year another one in his place
    committee(16, "2009-S1", "2009-07-05", "AL-09", members=[seat("police", "2008-01-01")],
              trainings=[training("2009-02-03")]),
    committee(17, "2009-S2", "2010-01-05", "AL-09", members=[seat("npo", "2009-08-01", organisation="V")],
              trainings=[]),
)  # fmt: skip


@pytest.fixture(scope="module")
def figures() -> Figures:
    changed = [one.model_copy(update={"changes": (*one.changes, CHANGE)}) for one in SHIPPED.indicators]
    return figures_of(kept(HANDED_IN), SHIPPED.model_copy(update={"indicators": tuple(changed)}), TODAY)


CHANGE = Change(date=date(2009, 4, 1), what=Words(en="x", sq="x"), why=Words(en="x", sq="x"))


def between(figures: Figures, since: str, as_of: str, of: str, period: str, area: str = "AL-01") -> Moved:
    """What moved a figure, after its sums are checked."""
    found = moved(figures, of, area, period, date.fromisoformat(since), date.fromisoformat(as_of))
    assert found is not None
    assert total(found) == Counts.of(found.after) - Counts.of(found.before)
    return found


def told(found: Moved) -> list[tuple[Any, ...]]:
    """Each move as: reason, period, item, numerator, denominator, unreported, submissions."""
    return [
        (one.reason, one.obligation.period, one.obligation.item, *asdict(one.change).values(), one.submissions)
        for one in found.moves
    ]


def total(found: Moved) -> Counts:
    return sum((one.change for one in found.moves), Counts())


def test_a_quarter_falls_due_without_a_hand_in_and_is_reported_later(figures: Figures) -> None:
    """Until 30 March nothing is due. On 1 April the first quarter is, unknown; on 5 July both quarters are known."""
    of = ("regular-meetings", "2009")
    assert told(between(figures, "2009-03-30", "2009-04-01", *of)) == [("became_due", "2009-Q1", "", 0, 1, 1, ())]
    assert told(between(figures, "2009-04-01", "2009-07-05", *of)) == [
        ("became_due", "2009-Q2", "", 0, 1, 0, (1,)),  # no meeting in it, says the sheet of 5 July
        ("done", "2009-Q1", "", 1, 0, -1, (1,)),
    ]
    assert told(between(figures, "2009-07-01", "2009-07-05", *of)) == [
        ("done", "2009-Q1", "", 1, 0, -1, (1,)),
        ("reported", "2009-Q2", "", 0, 0, -1, (1,)),
    ]


def test_back_in_time_the_signs_are_turned_round(figures: Figures) -> None:
    found = between(figures, "2009-07-05", "2009-04-01", "regular-meetings", "2009")
    assert told(found) == [("became_due", "2009-Q2", "", 0, -1, 0, (1,)), ("done", "2009-Q1", "", -1, 0, 1, (1,))]
    assert (found.before.as_of, found.after.as_of) == (date(2009, 7, 5), date(2009, 4, 1))


def test_nothing_moves_on_one_and_the_same_day(figures: Figures) -> None:
    assert between(figures, "2009-07-05", "2009-07-05", "regular-meetings", "2009").moves == ()


def test_a_later_hand_in_withdraws_a_meeting_and_names_another(figures: Figures) -> None:
    found = between(figures, "2009-07-10", "2009-08-01", "regular-meetings", "2009-S1", "AL-02")
    assert told(found) == [("done", "2009-Q2", "", 1, 0, 0, (5,)), ("withdrawn", "2009-Q1", "", -1, 0, 0, (5,))]


def test_a_report_that_comes_late_counts_in_one_figure_and_not_in_the_other(figures: Figures) -> None:
    """For 2009-S1 due on 30 July. The register of 31 July has none; that of 20 August has it, received on the 10th."""
    days = ("2009-08-01", "2009-08-20")
    assert told(between(figures, *days, "reports-received", "2009-S1")) == [("done", "2009-S1", "", 1, 0, 0, (3,))]
    assert told(between(figures, *days, "reports-on-time", "2009-S1")) == []  # missing, then late: neither counts
    assert told(between(figures, "2009-07-30", "2009-08-20", "reports-on-time", "2009-S1")) == [
        ("became_due", "2009-S1", "", 0, 1, 0, (3,))
    ]


def test_what_a_later_register_dates_otherwise_is_superseded(figures: Figures) -> None:
    """The register of 31 July says received on 20 July; that of 20 August says on 9 August. The key holds the day."""
    found = between(figures, "2009-08-01", "2009-08-20", "reports-on-time", "2009-S1", "AL-02")
    assert told(found) == [("superseded", "2009-S1", "", -1, 0, 0, (3,))]


@pytest.mark.parametrize(("area", "says"), [("AL-03", 7), ("AL-04", 9)])
def test_terms_that_ended_before_the_next_period_did_are_expired(figures: Figures, area: str, says: int) -> None:
    """`latest`: in force at the end of 2009-S1, ended in October, so not at the end of 2009-S2. The table has none."""
    found = between(figures, "2009-07-10", "2010-01-05", "terms-of-reference", "2009", area)
    assert told(found) == [("expired", "2009-S2", "", -1, 0, 0, (says,))]
    assert found.moves[0].obligation.body == "rcat"


def test_terms_that_the_next_sheet_does_not_name_are_withdrawn(figures: Figures) -> None:
    found = between(figures, "2009-07-10", "2010-01-05", "terms-of-reference", "2009", "AL-05")
    assert told(found) == [("withdrawn", "2009-S2", "", -1, 0, 0, (11,))]


def test_a_newer_period_without_a_hand_in_has_become_due(figures: Figures) -> None:
    """`latest` looks at 2009-S2 from 1 January on, and of it nothing is reported, of neither body."""
    assert told(between(figures, "2009-07-10", "2010-01-01", "terms-of-reference", "2009", "AL-06")) == [
        ("became_due", "2009-S2", "", -1, 0, 1, ()),
        ("became_due", "2009-S2", "", 0, 0, 1, ()),
    ]


def test_items_that_a_later_sheet_lists_and_no_longer_lists(figures: Figures) -> None:
    assert told(between(figures, "2009-07-10", "2009-08-05", "community-programmes", "2009-S1", "AL-07")) == [
        ("withdrawn", "2009-S1", "Kinostudio", 0, -1, 0, (14,)),
        ("listed", "2009-S1", "Breglumas", 1, 1, 0, (14,)),
    ]


def test_what_was_not_known_to_be_owed_is_known_by_the_sheet_that_lists_it(figures: Figures) -> None:
    """One unknown obligation stands for all communities, until a sheet lists two of them."""
    assert told(between(figures, "2009-07-10", "2009-08-05", "community-programmes", "2009-S1", "AL-08")) == [
        ("listed", "2009-S1", "A", 0, 1, 0, (15,)),
        ("listed", "2009-S1", "B", 0, 1, 0, (15,)),
        ("reported", "2009-S1", "", 0, -1, -1, (15,)),
    ]


def test_an_item_of_the_older_period_alone_stands_no_longer_in_the_figure(figures: Figures) -> None:
    """A seat that the sheet of 2009-S2 no longer has: the figure of the year has moved on to that half-year."""
    assert told(between(figures, "2009-07-10", "2010-01-05", "training-coverage", "2009", "AL-09")) == [
        ("became_due", "2009-S2", "npo|V", 0, 1, 0, (17,)),
        ("moved_on", "2009-S1", "police|", -1, -1, 0, ()),
    ]


def test_the_whole_country_adds_the_moves_of_its_units(figures: Figures) -> None:
    """Twelve first quarters fall due: two are known to be kept by 5 July, and the ten others are not reported."""
    found = between(figures, "2009-03-31", "2009-07-05", "regular-meetings", "2009-Q1", "AL")
    kept_or_not = sorted(one.change.unreported for one in found.moves)
    assert [one.reason for one in found.moves] == ["became_due"] * 12
    assert kept_or_not == [0] * 2 + [1] * 10


def test_a_dated_change_of_the_definition_is_told_and_moves_nothing(figures: Figures) -> None:
    for since, told_of in {"2009-03-31": (CHANGE,), "2009-04-01": ()}.items():
        found = between(figures, since, "2009-05-01", "regular-meetings", "2009")
        assert found.definition_changes == told_of


def test_a_figure_that_there_is_not_has_not_moved(figures: Figures) -> None:
    assert moved(figures, "reports-received", "AL-01", "2009-Q1", date(2009, 4, 1), TODAY) is None


class Remembered(BuildFigures):
    """Figures that answer from memory: one reading of each day serves many questions."""

    def __init__(self, figures: BuildFigures) -> None:
        self.whole, self.catalogue = figures, figures.catalogue
        self.known = lru_cache(maxsize=None)(self._known)
        self.submissions = lru_cache(maxsize=None)(figures.submissions)  # type: ignore[method-assign]
        self.row_values, self.records = figures.row_values, figures.records  # type: ignore[method-assign]

    def _known(self, day: date) -> tuple[dict[tuple[str, str, str], Figure], dict[str, list[Obligation]], Any]:
        cells = {(one.indicator, one.area, one.period): one for one in self.whole.values(Choice(day))}
        owed: dict[str, list[Obligation]] = {}
        for one in self.whole.obligations(Choice(day)):
            owed.setdefault(one.indicator, []).append(one)
        return cells, owed, self.whole._parts(day)

    def values(self, choice: Choice) -> tuple[Figure, ...]:
        ((indicator,), (area,), (period,)) = choice.indicators, choice.areas, choice.periods
        found = self.known(choice.as_of)[0].get((indicator, area, period))
        return (found,) if found else ()

    def behind(self, indicator: str, area: str, period: str, as_of: date, **_: Any) -> tuple[Obligation, ...]:
        known, units = self.known(as_of), self.catalogue.units_of(area)
        inside = known[2].get((indicator, period), ())
        return tuple(one for one in known[1].get(indicator, ()) if one.period in inside and one.qark in units)


@given(st.data())
@settings(max_examples=WORLDS or 3, deadline=None, phases=GENERATE, suppress_health_check=SLOW)
def test_what_moved_adds_up_to_the_change(data: st.DataObject) -> None:
    """Of random worlds, at random pairs of days: numerator, denominator and unreported, to the last one."""
    world = data.draw(worlds(strategy_only=data.draw(st.sampled_from((False, False, True)))))
    whole = figures_of(kept(world.submissions), catalogue(world.programme, world.indicators), TODAY)
    figures, drawn = Remembered(whole), data.draw(st.randoms(use_true_random=False))
    days = [data.draw(as_of_dates(world.programme, world.indicators, world.submissions)) for _ in range(DAYS)]
    cells = sorted(figures.known(days[0])[0])
    for _ in range(PAIRS):
        check_sum(figures, drawn.choice(cells), *drawn.choices(days, k=2))
    whole.close()


DAYS, PAIRS = (12, 400) if WORLDS else (4, 30)


def check_sum(figures: Figures, cell: tuple[str, str, str], since: date, as_of: date) -> None:
    """The sum holds, nothing is told that moved nothing, and what a hand-in made so names it."""
    found = moved(figures, *cell, since, as_of)
    assert found is not None
    assert total(found) == Counts.of(found.after) - Counts.of(found.before)
    known = {one.submission for one in figures.submissions(max(since, as_of))}
    for one in found.moves:
        assert one.change != Counts()
        assert set(one.submissions) <= known
        assert one.reason in ("became_due", "moved_on") or one.submissions, one
