"""The generated SQL against a plain-Python reading of the contract, on random submissions and random definitions."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from hypothesis import given, settings

from etl.figures.choice import Choice
from etl.figures.opened import figures_of
from etl.figures.read_api import Figures
from tests import oracle
from tests.ledger.bridge import catalogue, kept
from tests.strategies import World, drawn, worlds

TODAY = date(2026, 1, 1)


def _key(row: dict[str, Any]) -> tuple[str, ...]:
    return tuple(str(row[column]) for column in ("indicator", "qark", "body", "period", "item"))


def _obligations(figures: Figures, as_of: date) -> list[dict[str, Any]]:
    return sorted(({**asdict(one), "evidence": [asdict(row) for row in one.evidence]} for one in
                   figures.obligations(Choice(as_of))), key=_key)  # fmt: skip


def _expected(world: World) -> list[dict[str, Any]]:
    rows = oracle.obligations(world.programme, world.indicators, world.submissions, world.as_of)
    return sorted((dict(row) for row in rows), key=_key)


def _by_cell(rows: list[dict[str, Any]]) -> dict[tuple[str, str, str], dict[str, Any]]:
    return {(row["indicator"], row["area"], row["period"]): row for row in rows}


@given(worlds())
@settings(max_examples=drawn(25))
def test_obligations_and_figures_of_random_worlds(world: World) -> None:
    """Every obligation with its evidence, and every figure at every area and period, to the last digit."""
    figures = figures_of(kept(world.submissions), catalogue(world.programme, world.indicators), TODAY)
    assert _obligations(figures, world.as_of) == _expected(world)
    values = [asdict(one) for one in figures.values(Choice(world.as_of))]
    expected = oracle.indicator_values(world.programme, world.indicators, world.submissions, world.as_of)
    assert _by_cell(values) == _by_cell([dict(row) for row in expected])
    assert len(values) == len(expected)


@given(worlds(strategy_only=True))
@settings(max_examples=drawn(5))
def test_the_build_s_own_day_equals_a_replay_of_it(world: World) -> None:
    """What is settled when the database is built is what a replay of that day computes."""
    figures = figures_of(kept(world.submissions), catalogue(world.programme, world.indicators), world.as_of)
    day = figures.default_as_of
    expected = oracle.indicator_values(world.programme, world.indicators, world.submissions, day)
    assert _by_cell([asdict(one) for one in figures.values(Choice(day))]) == _by_cell([dict(row) for row in expected])
    assert day == oracle.default_as_of(world.programme, world.indicators, world.submissions, world.as_of)
