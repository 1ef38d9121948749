"""Whether a figure can still be met: examples worked by hand, and every outcome tried on random worlds."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from etl.figures.choice import Choice
from etl.figures.opened import figures_of
from etl.figures.read_api import Figures
from etl.what_if.attainable import Attainable, attainable_by_box, reach
from tests import oracle
from tests.ledger.bridge import SHIPPED, catalogue, kept
from tests.oracle.build import committee, community, meeting, programme, register, report
from tests.oracle.figures import _figure
from tests.oracle.model import ForEachRecord
from tests.oracle.periods import areas, figure_periods
from tests.strategies import World, worlds

TODAY = date(2026, 1, 1)
WORLDS = int(os.environ.get("ATTAINABLE", "0"))
"""So many random worlds, each in forty figures, where it is set: for a longer look by hand."""
GENERATE = (Phase.explicit, Phase.reuse, Phase.generate)
SLOW = [HealthCheck.too_slow]  # a world takes long to draw on a busy machine
MOST_OPEN, FIGURES = (10, 40) if WORLDS else (7, 15)

HANDED_IN = (
    committee(1, "2009-S1", "2009-07-05", meetings=[meeting("2009-02-03"), meeting("2009-05-04")]),
    committee(2, "2009-S1", "2009-06-30", "AL-02", meetings=[meeting("2009-02-03")]),
    committee(3, "2009-S1", "2009-07-05", "AL-03", meetings=[]),
    committee(4, "2009-S1", "2009-08-05", "AL-03", meetings=[meeting("2009-02-03"), meeting("2009-05-04")]),
    committee(5, "2009-S1", "2009-09-05", "AL-03", meetings=[meeting("2009-05-04")]),
    register(6, "2009-S1", "2009-08-20", report("2009-08-09", qark="AL-02")),
    committee(7, "2009-S1", "2009-07-05", "AL-04", vulnerable_communities=[community("A"), community("B")],
              programmes=[programme("A", "2009-02-01")]),
)  # fmt: skip


@pytest.fixture(scope="module")
def figures() -> Figures:
    return figures_of(kept(HANDED_IN), SHIPPED, TODAY)


def of(figures: Figures, indicator: str, period: str, as_of: str, unit: str = "AL-01") -> Attainable:
    return reach(figures, unit, [(indicator, period)], date.fromisoformat(as_of))[indicator, period]


def told(found: Attainable) -> tuple[Any, ...]:
    return found.kind, found.done, found.open, found.lost, found.needed, found.best


def test_two_quarters_kept_and_two_to_come(figures: Figures) -> None:
    """Met from all four: both that are not yet due are needed. In the half-year alone nothing is left to do."""
    found = of(figures, "regular-meetings", "2009", "2009-08-01")
    assert told(found) == ("needs", 2, 2, 0, 2, 1)
    assert of(figures, "regular-meetings", "2009-S1", "2009-08-01").kind == "closed"


def test_a_quarter_that_was_missed_puts_the_year_out_of_reach_from_the_day_it_is_known(figures: Figures) -> None:
    """The sheet came on the quarter's last day: on that day it is not yet due, on the next it is missed."""
    day = of(figures, "regular-meetings", "2009", "2009-06-30", "AL-02")
    assert told(day) == ("needs", 1, 3, 0, 3, 1)
    after = of(figures, "regular-meetings", "2009", "2009-11-30", "AL-02")
    assert told(after) == ("out_of_reach", 1, 2, 1, None, Fraction(3, 4))
    assert after.since == date(2009, 7, 1)


def test_a_hand_in_that_mends_it_breaks_the_row_of_days(figures: Figures) -> None:
    """Nothing in July, both quarters in August, one of them gone in September: out of reach since then."""
    assert of(figures, "regular-meetings", "2009", "2009-08-04", "AL-03").since == date(2009, 7, 5)
    assert of(figures, "regular-meetings", "2009", "2009-08-05", "AL-03").kind == "needs"
    assert of(figures, "regular-meetings", "2009", "2009-12-01", "AL-03").since == date(2009, 9, 5)


def test_a_report_that_may_come_late_is_still_to_be_done_and_in_time_it_is_not(figures: Figures) -> None:
    """No report for 2009-S1 is in the register of 20 August; of AL-02 one is that came too late to be in time."""
    assert told(of(figures, "reports-received", "2009", "2009-09-01")) == ("needs", 0, 2, 0, 2, 1)
    late = of(figures, "reports-on-time", "2009", "2009-09-01")
    assert (told(late)[:5], late.since) == (("out_of_reach", 0, 1, 1, None), date(2009, 8, 20))
    assert told(of(figures, "reports-received", "2009", "2009-09-01", "AL-02")) == ("needs", 1, 1, 0, 1, 1)
    assert of(figures, "reports-on-time", "2009", "2009-09-01", "AL-02").kind == "out_of_reach"


def test_of_latest_the_last_period_alone_decides(figures: Figures) -> None:
    """At the end of 2009-S1 one of two communities had no programme; by the end of 2009-S2 all may have one."""
    half = of(figures, "community-programmes", "2009-S1", "2009-09-01", "AL-04")
    assert (told(half)[:5], half.since) == (("out_of_reach", 1, 0, 1, None), date(2009, 7, 5))
    year = of(figures, "community-programmes", "2009", "2009-09-01", "AL-04")
    assert (year.kind, year.items_unknown) == ("unknown_items", True)


def test_where_nothing_is_reported_all_may_turn_out_to_have_been_done(figures: Figures) -> None:
    assert told(of(figures, "regular-meetings", "2009", "2010-06-01", "AL-05")) == ("needs", 0, 4, 0, 4, 1)


def states(owed: Sequence[dict[str, Any]], done: Sequence[bool]) -> list[dict[str, Any]]:
    """The obligations once all is due and known: those that were open as one outcome has them."""
    left = iter(done)
    return [one | {"state": ("on_time" if next(left) else "missing") if is_open(one) else _ends(one)} for one in owed]


def _ends(one: dict[str, Any]) -> str:
    return "on_time" if one["state"] == "early" else str(one["state"])


def is_open(one: dict[str, Any]) -> bool:
    return one["state"] in ("not_due", "no_data") or bool(one["still_owed"])


def outcomes(owed: list[dict[str, Any]], indicator: oracle.Indicator) -> list[tuple[int, dict[str, Any]]]:
    """How many of the open ones are done in each outcome, and the figure that the oracle makes of it."""
    count = sum(map(is_open, owed))
    return [(sum(one), _figure(states(owed, one), indicator)) for one in product((True, False), repeat=count)]


def final(
    world: World, rows: list[dict[str, Any]], indicator: oracle.Indicator, period: str, area: str
) -> list[dict[str, Any]]:
    """Those of an indicator's obligations that a figure counts when all is over."""
    programme = world.programme
    wanted = oracle.period_named(programme, period)
    plan = [one.code for one, _ in oracle.schedule(programme, indicator) if indicator.once or wanted.contains(one)]
    inside, units = plan[-1:] if indicator.aggregation == "latest" else plan, areas(programme)[area]
    return [one for one in rows if one["period"] in inside and one["qark"] in units]


@given(st.data())
@settings(max_examples=WORLDS or 2, deadline=None, phases=GENERATE, suppress_health_check=SLOW)
def test_the_best_is_the_best_of_all_outcomes(data: st.DataObject) -> None:
    world = data.draw(worlds())
    figures = figures_of(kept(world.submissions), catalogue(world.programme, world.indicators), TODAY)
    cells = [(one, period.code, area) for one in world.indicators for period in figure_periods(world.programme, one)
             for area in (*world.programme.qarks, "eastern", "AL")]  # fmt: skip
    drawn, tried = data.draw(st.randoms(use_true_random=False)), 0
    rows = {one.id: oracle.obligations(world.programme, [one], world.submissions, world.as_of)
            for one in world.indicators}  # fmt: skip
    for indicator, period, area in drawn.sample(cells, k=min(len(cells), 120)):
        owed = final(world, rows[indicator.id], indicator, period, area)
        if sum(map(is_open, owed)) > MOST_OPEN or tried >= FIGURES:
            continue
        tried += 1
        all_owed = figures.obligations(Choice(world.as_of, indicators=(indicator.id,), areas=(area,)))
        box = (indicator.id, period)
        check_best(attainable_by_box(figures.catalogue, [box], all_owed)[box], owed, indicator)
    figures.close()


def check_best(found: Attainable, owed: list[dict[str, Any]], indicator: oracle.Indicator) -> None:
    assert found.total == len(owed)
    if not owed:
        assert found.kind == "nothing_owed"
        return
    tried = outcomes(owed, indicator)
    met = [count for count, figure in tried if figure["status"] == "met"]
    is_unknown = isinstance(indicator.for_each, ForEachRecord) and any(
        is_open(one) and not one["item"] and one["satisfied_on"] is None for one in owed
    )
    assert found.items_unknown == is_unknown
    if is_unknown and found.lost:
        assert found.best is None  # nobody knows how much more is owed
    else:
        assert float(found.best or 0) == max(figure["value"] for _, figure in tried)
    if not (is_unknown and not met):
        assert found.needed == min(met, default=None)
        assert (found.kind == "secured") == (len(met) == len(tried) and found.open > 0 and not is_unknown)


@given(st.data())
@settings(max_examples=WORLDS or 1, deadline=None, phases=GENERATE, suppress_health_check=SLOW)
def test_out_of_reach_since_the_first_day_of_an_unbroken_row(data: st.DataObject) -> None:
    """Against the oracle on every day around a due date or a hand-in."""
    world = data.draw(worlds())
    figures = figures_of(kept(world.submissions), catalogue(world.programme, world.indicators), TODAY)
    drawn = data.draw(st.randoms(use_true_random=False))
    indicator = drawn.choice(world.indicators)
    period = drawn.choice(figure_periods(world.programme, indicator)).code
    unit = drawn.choice(sorted({one.qark for one in world.submissions if one.qark} or {"AL-01"}))
    found = reach(figures, unit, [(indicator.id, period)], world.as_of)[indicator.id, period]
    figures.close()
    if found.kind != "out_of_reach":
        assert found.since is None
        return
    assert found.since is not None
    marks = {due for _, due in oracle.schedule(world.programme, indicator)} | {
        one.submitted_on for one in world.submissions
    }
    days = sorted({day + timedelta(days=after) for day in marks for after in (-1, 0, 1)} | {world.as_of, found.since})
    for day in (day for day in days if found.since <= day <= world.as_of):
        assert is_out(world, indicator, period, day, unit)
    assert not is_out(world, indicator, period, found.since - timedelta(days=1), unit)


def is_out(world: World, indicator: oracle.Indicator, period: str, day: date, unit: str) -> bool:
    """By the oracle: all that is open done, and still not met."""
    rows = oracle.obligations(world.programme, [indicator], world.submissions, day)
    owed = final(world, rows, indicator, period, unit)
    return bool(owed) and _figure(states(owed, [True] * sum(map(is_open, owed))), indicator)["status"] != "met"
