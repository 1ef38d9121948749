"""Every page of random worlds, in both languages, against the oracle: no sentence contradicts what was handed in.

A few worlds a run; `WORLDS=500` in the environment draws more of them, for a longer look by hand.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from dashboard.views import calendar, committee, data_quality, explain, export, indicator, overview
from etl.figures.read_api import Figures
from tests import oracle
from tests.strategies import World, worlds
from tests.worlds.agenda import check_calendar, check_calendar_file, check_export, check_quality
from tests.worlds.committee import check_committee, check_unit_title
from tests.worlds.drawn import LATER, context_of, draw, opened
from tests.worlds.explained import check_explain, check_indicator
from tests.worlds.overview import check_overview, check_title
from tests.worlds.told import Told
from tests.worlds.tools import check_plan

MANY = int(os.environ.get("WORLDS", "0"))
GENERATE = (Phase.explicit, Phase.reuse, Phase.generate)
SHARED = [HealthCheck.function_scoped_fixture]
CODES = ("en", "sq")


@dataclass(frozen=True)
class Look:
    """A world and what somebody chose to look at."""

    world: World
    period: str
    unit: str
    area: str
    indicator: str
    since: date | None
    sort: str
    is_replay: bool


@st.composite
def looks(pick: st.DrawFn, *, strategy_only: bool = False) -> Look:
    world = pick(worlds(strategy_only=strategy_only))
    told = Told(world, world.as_of)
    units = sorted({one.qark for one in world.submissions if one.qark}) or ["AL-01"]
    unit = pick(st.sampled_from([*units, "AL-05"]))
    earlier = [one.submitted_on for one in world.submissions if world.programme.start <= one.submitted_on < world.as_of]
    since = pick(st.sampled_from([None, *earlier]))
    periods = [one.code for one in told.choosable]
    running = [one.code for one in told.choosable if one.start <= world.as_of <= one.end]
    return Look(
        world,
        pick(st.sampled_from(pick(st.sampled_from([periods, running or periods])))),
        unit,
        pick(st.sampled_from(["AL", "central", "eastern", unit])),
        pick(st.sampled_from([one.id for one in world.indicators])),
        since,
        pick(st.sampled_from(["worst", "since", "name"])),
        pick(st.booleans()),
    )


def check(look: Look, figures: Figures) -> None:
    told = Told(look.world, look.world.as_of)
    earlier = Told(look.world, look.since) if look.since else None
    for code in CODES:
        chosen = {"period": look.period, "indicator": look.indicator, "sort": look.sort, "since": look.since}
        of_all = context_of(figures, code, told.as_of, **chosen)
        check_overview(draw(overview.render, of_all).tree, told, of_all, earlier)
        found = overview.title(of_all)
        assert found is not None
        check_title(found[0], told, of_all)
        own = context_of(figures, code, told.as_of, **chosen, area=look.unit)
        check_committee(draw(committee.render, own), told, own, earlier)
        check_unit_title(committee.title(own)[0], told, own)
        of_area = context_of(figures, code, told.as_of, **chosen, area=look.area)
        check_indicator(draw(indicator.render, of_area), told, of_area)
        check_calendar(draw(calendar.render, of_area).tree, told, of_area)
        check_calendar_file(told, of_area)
        check_quality(draw(data_quality.render, of_area).tree, told, of_area)
        check_export(draw(export.render, of_all).tree, told, of_all)
        behind = {**chosen, "period": told.answering(look.indicator, look.period)}
        of_figure = context_of(figures, code, told.as_of, **behind, area=look.area)
        check_explain(draw(explain.render, of_figure).tree, told, of_figure, earlier)


@pytest.fixture(autouse=True)
def nothing_decided(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The data folder, where reviews would be looked for, is empty."""
    monkeypatch.setenv("RCAT_DATA", str(tmp_path))


@given(looks())
@settings(max_examples=MANY or 3, deadline=None, phases=GENERATE, suppress_health_check=SHARED)
def test_pages_of_any_definitions_say_what_was_handed_in(look: Look) -> None:
    with opened(look.world, LATER if look.is_replay else look.world.as_of) as figures:
        check(look, figures)


@given(looks(strategy_only=True))
@settings(max_examples=MANY or 1, deadline=None, phases=GENERATE, suppress_health_check=SHARED)
def test_pages_of_the_strategy_say_what_was_handed_in(look: Look) -> None:
    with opened(look.world, LATER if look.is_replay else look.world.as_of) as figures:
        check(look, figures)


DAY = date(2009, 7, 31)
DAYS = st.sampled_from([None, *(DAY + timedelta(days=days) for days in (-200, -1, 0, 1, 200))])
ACTIONS = st.lists(st.fixed_dictionaries({
    "action": st.sampled_from("ABCDE"), "theme": st.just("awareness"), "responsible": st.none(),
    "chosen": st.sampled_from(["yes", "no", None]), "due_on": DAYS, "done_on": DAYS,
}), max_size=5, unique_by=lambda row: row["action"])  # fmt: skip


def test_a_plan_says_where_each_action_stands() -> None:
    with opened(World(oracle.STRATEGY, oracle.STRATEGY_INDICATORS, (), DAY)) as figures:
        contexts = [context_of(figures, code, DAY, area="AL-07") for code in CODES]

        @given(ACTIONS)
        @settings(max_examples=MANY or 20, deadline=None, phases=GENERATE)
        def each(rows: list[dict[str, object]]) -> None:
            for one in contexts:
                check_plan(rows, DAY, one)

        each()
