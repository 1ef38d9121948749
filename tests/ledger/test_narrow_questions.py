"""Narrow questions of a build answer as the wide ones do after filtering, on the settled day and on an earlier one."""

from __future__ import annotations

import gc
from collections import Counter
from dataclasses import replace
from datetime import date
from functools import cache
from weakref import ref

import pytest

from dashboard.components.figures.obligations import STATES
from dashboard.model.reporting import not_reported
from dashboard.model.selection import unit_ids
from dashboard.model.todo import across_units, coming_work, due_next, listed, owed_work, pieces, shared, still_owed
from etl.figures.choice import Choice
from etl.figures.read_api import Figure, Figures, Obligation
from indicators.schedule import hand_in_periods
from tests.access.world import AS_OF, PERIOD, UNITS, whole
from tests.ledger.bridge import SHIPPED

DAYS = (AS_OF, date(2009, 7, 15))
BOXES = {one.id: "all" for one in SHIPPED.indicators}
AREAS = ((), ("AL-05",), (SHIPPED.programme.areas.groups[0].id, "AL-01"), (SHIPPED.programme.areas.whole.id,))
FORMS = tuple(form.id for form in SHIPPED.programme.forms if form.covers == "unit")
WORST = ("not_met", "no_data", "partly_met")


@pytest.fixture(params=DAYS, ids=str)
def day(request: pytest.FixtureRequest) -> date:
    return date.fromisoformat(str(request.param))


@pytest.fixture
def figures() -> Figures:
    return whole()


# The wide answers, which many tests filter, are asked for once: on another day each question replays that day.


@cache
def all_obligations(day: date) -> tuple[Obligation, ...]:
    return whole().obligations(Choice(day))


@cache
def all_rows(day: date) -> list[tuple[object, ...]]:
    return list(whole().obligation_rows(Choice(day)))


@cache
def totals(day: date) -> tuple[Figure, ...]:
    """The figures over all periods."""
    return whole().values(Choice(day, periods=("all",)))


def test_whoever_is_done_with_figures_lets_go_of_the_build() -> None:
    """Nothing that is remembered may hold the open file: another program could then not open it as it likes."""
    figures = whole.__wrapped__()
    assert figures.submissions(AS_OF, areas=("AL-05",))
    gone = ref(figures)
    gc.disable()
    try:
        del figures
        assert gone() is None
    finally:
        gc.enable()


def test_the_units_furthest_behind_are_those_with_most_figures_not_met(figures: Figures, day: date) -> None:
    found: dict[str, list[str]] = {unit: [] for unit in unit_ids(SHIPPED)}
    for one in totals(day):
        if one.area in found:
            found[one.area].append("no_data" if one.provisional else one.status)
    expected = sorted(found, key=lambda unit: tuple(-found[unit].count(status) for status in WORST))
    assert figures.units_behind(day, BOXES, limit=100) == tuple(expected)
    assert figures.units_behind(day, BOXES, limit=3, offset=2) == tuple(expected[2:5])
    assert figures.units_behind(day, BOXES, areas=("AL-05",), limit=3) == ("AL-05",)
    assert figures.units_behind(day, {}, limit=3) == ()


@pytest.mark.parametrize("areas", AREAS, ids=str)
def test_statuses_are_counted_over_units_alone(figures: Figures, day: date, areas: tuple[str, ...]) -> None:
    inside = {unit for area in areas for unit in SHIPPED.units_of(area)} or set(UNITS)
    for one in SHIPPED.indicators:
        rows = [f for f in totals(day) if f.indicator == one.id and f.area in inside]
        assert figures.statuses(day, one.id, "all", areas=areas) == Counter(f.graded for f in rows)


@pytest.mark.parametrize(
    ("day", "areas"), [*((AS_OF, areas) for areas in AREAS), (DAYS[1], ()), (DAYS[1], AREAS[2])], ids=str
)
def test_the_first_works_are_the_first_tasks(figures: Figures, day: date, areas: tuple[str, ...]) -> None:
    obligations = figures.obligations(Choice(day, areas=areas))
    for work, tasks in (
        (owed_work(SHIPPED), still_owed(SHIPPED, obligations, day)),
        (coming_work(SHIPPED, day), due_next(SHIPPED, obligations, day)),
        (coming_work(SHIPPED, day, 30), due_next(SHIPPED, obligations, day, 30)),
    ):
        for limit in (1, 7, 10_000):
            found = figures.to_do(day, work, areas=areas, limit=limit)
            first = listed(SHIPPED, found, day)
            assert first.tasks == tasks[:limit]
            assert (found.works, first.pieces) == (len(tasks), pieces(tasks))
        together = shared(SHIPPED, figures.to_do_shared(day, work, areas=areas, named=2), day)
        assert [(one.task, one.units, one.count) for one in together] == [
            (one.task, one.units[:2], len(one.units)) for one in across_units(tasks)
        ]


@pytest.mark.parametrize("on", [*DAYS, date.max, date(2009, 7, 1)], ids=str)
def test_submissions_of_some_areas_are_those_of_all_that_name_them(figures: Figures, on: date) -> None:
    every = figures.submissions(on)
    assert figures.submissions(on, newest=3) == every[-3:]
    assert figures.submissions(on, first=3) == every[:3]
    for areas in AREAS[1:]:
        inside = {None, *(unit for area in areas for unit in SHIPPED.units_of(area))}
        own = tuple(one for one in every if one.qark in inside)
        assert figures.submissions(on, areas=areas) == own
        counts = figures.submission_counts(on, areas=areas)
        assert (counts.count, counts.superseded) == (len(own), sum(one.superseded for one in own))
        assert counts.accepted == sum(rows or 0 for one in own for rows in one.accepted.values())
        assert counts.rejected == sum(sum(one.rejected.values()) for one in own)


def test_obligations_of_few_units_are_those_of_all_that_are_theirs(figures: Figures, day: date) -> None:
    for areas in AREAS[1:]:
        inside = {unit for area in areas for unit in SHIPPED.units_of(area)}
        own = tuple(one for one in all_obligations(day) if one.qark in inside)
        assert figures.obligations(Choice(day, areas=areas)) == own
        assert list(figures.obligation_rows(Choice(day, areas=areas))) == [
            row for row in all_rows(day) if row[1] in inside
        ]


def test_obligations_are_the_same_without_their_evidence(figures: Figures, day: date) -> None:
    bare = figures.obligations(Choice(day, areas=("AL-05",)), with_evidence=False)
    full = figures.obligations(Choice(day, areas=("AL-05",)))
    assert bare == tuple(replace(one, evidence=()) for one in full)
    assert any(one.evidence for one in full)


def test_obligations_stand_in_the_order_of_the_published_table(day: date) -> None:
    """Put in order where they are read; the table that is published is put in order by the database."""
    found = [(one.indicator, one.qark, one.body, one.period, one.item) for one in all_obligations(day)]
    assert found == [row[:5] for row in all_rows(day)]
    assert len({one[2] for one in found}) > 1
    assert len({one[4] for one in found}) > 1


def test_rows_of_evidence_are_those_of_the_units_whose_obligations_they_prove(figures: Figures, day: date) -> None:
    proven = [one for one in all_obligations(day) if one.evidence]
    assert len({one.qark for one in proven}) > 1
    every = figures.row_values([source for one in proven for source in one.evidence])
    for unit in {one.qark for one in proven}:
        sources = [source for one in proven if one.qark == unit for source in one.evidence]
        assert figures.row_values(sources, areas=(unit,)) == {source: every[source] for source in sources}


@pytest.mark.parametrize("kind", [kind.id for kind in SHIPPED.records])
def test_rows_of_few_units_are_those_of_all_that_are_theirs(figures: Figures, day: date, kind: str) -> None:
    every = figures.records(kind, day)
    for areas in AREAS[1:]:
        inside = {unit for area in areas for unit in SHIPPED.units_of(area)}
        assert figures.records(kind, day, areas=areas) == [row for row in every if row["qark"] in inside]


def test_who_reported_least_comes_first(figures: Figures, day: date) -> None:
    for period in ("2009-S1", "2009"):
        silent = not_reported(SHIPPED, figures.submissions(day), period, day)
        ended = tuple(one.code for one in hand_in_periods(SHIPPED) if one.code.startswith(period) and one.end < day)
        found = figures.least_reported(day, FORMS, ended, limit=100)
        assert found.silent == len(silent)
        assert set(found.units[: found.silent]) == set(silent)
        assert len(found.units) == len(UNITS)
        later = figures.least_reported(day, FORMS, ended, limit=4, offset=3)
        assert later.units == found.units[3:7]
        assert later.silent == found.silent


def test_the_first_obligations_behind_a_figure_are_those_that_need_doing(figures: Figures, day: date) -> None:
    area = SHIPPED.programme.areas.whole.id
    for one in SHIPPED.indicators:
        for period in ("all", PERIOD):
            found = figures.behind(one.id, area, period, day)
            order = sorted(found, key=lambda o: (STATES.index(o.state), o.due_on, o.qark, o.body, o.item))
            first = figures.behind(one.id, area, period, day, states=STATES, limit=5)
            assert set(first) == set(order[:5])
            assert figures.behind_states(one.id, area, period, day) == Counter(o.state for o in found)
