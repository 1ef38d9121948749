"""What the Overview finds, against the plain-Python reading of the contract, on random worlds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from hashlib import sha256
from typing import Any

from hypothesis import event, given, settings
from hypothesis import strategies as st

from dashboard.model.finding import finding
from dashboard.model.selection import period_codes, period_of_figure
from dashboard.model.standings import by_box, unit_standing
from dashboard.model.todo import across_units, due_next, next_due, still_owed
from etl.figures.choice import Choice
from etl.figures.opened import figures_of
from indicators.model import Catalogue
from tests import oracle
from tests.ledger.bridge import catalogue, kept
from tests.strategies import World, drawn, worlds

TODAY = date(2026, 1, 1)
FALLEN_DUE = ("on_time", "late", "missing", "no_data")
Row = dict[str, Any]


def described(world: World) -> Catalogue:
    """The catalogue of a world, with a digest of its own: what follows from a catalogue is kept by its digest."""
    made = catalogue(world.programme, world.indicators)
    return made.model_copy(update={"digest": sha256(repr(world).encode()).hexdigest()})


def is_short(row: Row, indicator: oracle.Indicator) -> bool:
    """Whether a figure stays below `partly` even if all that is not reported had been done."""
    if row["denominator"] == row["unreported"]:
        return False
    return Fraction(row["numerator"] + row["unreported"], row["denominator"]) < indicator.thresholds.partly


def since_when(rows: Sequence[Row], indicator: oracle.Indicator, inside: set[str]) -> date:
    """The first of the due dates missed in a row up to the last missed one of some periods."""

    lost = ("missing", "late") if indicator.late == "fails" else ("missing",)
    days: set[date] = {row["due_on"] for row in rows if row["state"] in FALLEN_DUE}
    missed: set[date] = {row["due_on"] for row in rows if row["state"] in lost}
    last: date = max(row["due_on"] for row in rows if row["state"] in lost and row["period"] in inside)
    last_kept = max((day for day in days - missed if day < last), default=date.min)
    return min(day for day in missed if day > last_kept)


def inside(world: World, indicator: oracle.Indicator, code: str) -> set[str]:
    """The indicator's own periods inside a period."""
    period = oracle.period_named(world.programme, code)
    plan = oracle.schedule(world.programme, indicator)
    return {one.code for one, _ in plan if indicator.once is not None or period.contains(one)}


@given(worlds(), st.randoms(use_true_random=False))
@settings(max_examples=drawn(9))
def test_who_is_behind_and_since_when(world: World, random: Any) -> None:
    """The number of units behind, those named, and from when on, of any period of any world."""
    made = described(world)
    figures = figures_of(kept(world.submissions), made, TODAY)
    table = {(one.indicator, one.area, one.period): one for one in figures.values(Choice(world.as_of))}
    period = random.choice(period_codes(made))
    owed = by_box(figures.obligations(Choice(world.as_of), with_evidence=False))
    units = [unit.id for unit in made.programme.areas.units]
    found = {unit: unit_standing(made, table, owed, unit, period) for unit in units}
    values = oracle.indicator_values(world.programme, world.indicators, world.submissions, world.as_of)
    ledger = oracle.obligations(world.programme, world.indicators, world.submissions, world.as_of)
    expected: dict[str, dict[str, date]] = {unit: {} for unit in units}
    for indicator in world.indicators:
        code = period_of_figure(made, made.indicator(indicator.id), period)
        for row in values:
            box, area = (row["indicator"], row["period"]), row["area"]
            if box == (indicator.id, code) and area in expected and is_short(row, indicator):
                own = [one for one in ledger if (one["indicator"], one["qark"]) == (indicator.id, area)]
                expected[area][indicator.id] = since_when(own, indicator, inside(world, indicator, code))
    assert {unit: set(one.not_met) for unit, one in found.items()} == {u: set(own) for u, own in expected.items()}
    assert {unit: one.since for unit, one in found.items()} == {
        unit: min(own.values(), default=None) for unit, own in expected.items()
    }
    title = finding(list(found.values()))
    event(title.kind)
    assert title.behind == sum(bool(own) for own in expected.values())
    assert (title.kind == "behind") == any(expected.values())
    if title.fact and title.fact.kind == "furthest":
        counts = Counter({unit: len(own) for unit, own in expected.items()}).most_common(2)
        assert counts[0] == (title.fact.units[0], title.fact.count)
        assert counts[1][1] < counts[0][1]


@given(worlds(strategy_only=True))
@settings(max_examples=drawn(5))
def test_what_to_act_on_and_what_falls_due(world: World) -> None:
    """The days overdue of everything still owed, who owes it, what falls due in 30 days, and the next due date."""
    made = described(world)
    figures = figures_of(kept(world.submissions), made, TODAY)
    rows = figures.obligations(Choice(world.as_of), with_evidence=False)
    ledger = oracle.obligations(world.programme, world.indicators, world.submissions, world.as_of)
    owed = across_units(still_owed(made, rows, world.as_of))
    expected = {
        (name, row["qark"], row["period"], (world.as_of - row["due_on"]).days)
        for row in ledger if row["still_owed"] for name in [row["indicator"]]
    }  # fmt: skip
    shown = {
        (name, unit, one.task.first.period, one.task.days)
        for one in owed for name in one.task.indicators for unit in one.units
    }  # fmt: skip
    assert shown == expected
    assert [one.task.days for one in owed] == sorted((one.task.days for one in owed), reverse=True)
    last = world.as_of + timedelta(days=30)
    coming = [row for row in ledger if row["state"] == "not_due"]
    soon = {(row["indicator"], row["qark"], row["due_on"]) for row in coming if row["due_on"] <= last}
    found = due_next(made, rows, world.as_of, 30)
    assert {(name, task.first.qark, task.first.due_on) for task in found for name in task.indicators} == soon
    assert next_due(made, rows, world.as_of) == min((row["due_on"] for row in coming), default=None)
