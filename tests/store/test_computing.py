"""A build computed step by step, some units after the others, equals one computed at once, in every cell."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import duckdb
from hypothesis import given, settings

from etl.storage import computing, tables
from etl.storage.kept import Kept
from etl.storage.store import Store
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


def test_parts_hold_every_unit_once() -> None:
    with duckdb.connect(":memory:") as connection:
        connection.execute("CREATE TABLE units AS SELECT unnest(['ç', 'AL-10', 'AL-1', 'b', 'AL-2', 'Z']) AS qark")
        for count in range(1, 9):
            parts = computing._parts(connection, "units", "qark", count)
            found = []
            for part in parts:
                inside = computing._inside(connection, part, "units", "qark")
                found += connection.execute(f"SELECT qark FROM units WHERE {inside}").fetchall()
            assert sorted(found) == sorted(connection.execute("FROM units").fetchall())
            assert len(parts) <= count
