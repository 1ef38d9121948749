"""A build computed step by step, some units after the others, equals one computed at once, in every cell."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings

from etl.build import computing, tables
from etl.store.kept import Kept
from etl.store.store import Store
from indicators.loader import CATALOGUES, load
from indicators.model import Catalogue
from tests.ledger.bridge import catalogue as catalogue_of
from tests.ledger.bridge import kept as kept_of
from tests.store.handed_in import TODAY
from tests.strategies import World, worlds

COMPUTED = ("ledger", "evidence", "counted", "indicator_values", "obligations")


def cells(catalogue: Catalogue, kept: tuple[Kept, ...], most_rows: int | None = None) -> dict[str, list[str]]:
    """What is computed, sorted: at once, or in parts of so many records."""
    taken_apart = partial(computing.compute, most_rows=most_rows, few_rows=0) if most_rows else computing.compute
    with duckdb.connect(":memory:") as connection:
        tables.fill(connection, catalogue, kept, TODAY, compute=taken_apart)
        return {one: sorted(map(repr, connection.execute(f"FROM {one}").fetchall())) for one in COMPUTED}


@given(worlds())
@settings(max_examples=5)
def test_random_worlds_taken_apart(world: World) -> None:
    catalogue, kept = catalogue_of(world.programme, world.indicators), tuple(kept_of(world.submissions))
    whole = cells(catalogue, kept)
    assert cells(catalogue, kept, most_rows=1_000_000) == whole
    assert cells(catalogue, kept, most_rows=1) == whole


def test_the_demonstration_data_taken_apart(demonstration: Path) -> None:
    """Twelve committees in parts of one, of several, and all together; the parts are really taken."""
    catalogue = load(CATALOGUES / "rcat-2008-2010")
    store = Store(demonstration, catalogue.programme.id)
    kept, _ = store.survey(store.names()[:40])
    whole = cells(catalogue, kept)
    assert whole["obligations"]
    assert whole["indicator_values"]
    assert cells(catalogue, kept, most_rows=400) == whole


UNITS = {"ç": 1, "AL-10": 900, "AL-1": 40, "b": 40, "AL-2": 300, "Z": 1}


@pytest.fixture
def weighed() -> Iterator[duckdb.DuckDBPyConnection]:
    """Six units with very different numbers of records."""
    with duckdb.connect(":memory:") as connection:
        connection.execute("CREATE TABLE units (qark VARCHAR, records BIGINT)")
        connection.executemany("INSERT INTO units VALUES (?, ?)", list(UNITS.items()))
        yield connection


def parts_of(connection: duckdb.DuckDBPyConnection, count: int) -> list[list[str]]:
    found = []
    for part in computing._parts(connection, "SELECT qark, records FROM units ORDER BY qark", count):
        inside = computing._inside(connection, part, "units", "qark")
        found.append([unit for (unit,) in connection.execute(f"SELECT qark FROM units WHERE {inside}").fetchall()])
    return found


@pytest.mark.parametrize("count", range(1, 9))
def test_parts_hold_every_unit_once(weighed: duckdb.DuckDBPyConnection, count: int) -> None:
    parts = parts_of(weighed, count)
    assert sorted(unit for part in parts for unit in part) == sorted(UNITS)
    assert all(parts)
    assert len(parts) <= count


def test_parts_are_of_the_same_work() -> None:
    """Of 800 units the first half has three records each, the others one: 1,600 records in four parts."""
    query = "SELECT printf('%03d', n), CASE WHEN n < 400 THEN 3 ELSE 1 END FROM range(800) t(n) ORDER BY 1"
    with duckdb.connect(":memory:") as connection:
        rows = connection.execute(query).fetchall()
        parts = computing._parts(connection, query, 4)
    work = [sum(records for unit, records in rows if part and part[0] <= unit <= part[1]) for part in parts]
    assert [round(one, -1) for one in work] == [400, 400, 400, 400]
