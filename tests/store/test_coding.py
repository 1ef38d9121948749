"""A build's codes read as their texts, and whatever was ever handed in has one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings

from etl.storage import coding, extending, tables
from etl.storage.kept import Kept
from etl.storage.store import Store
from etl.storage.warehouse import Warehouse
from indicators.model import Catalogue
from indicators.schedule import default_as_of
from tests.ledger.bridge import catalogue as catalogue_of
from tests.ledger.bridge import kept as kept_of
from tests.store.handed_in import CATALOGUE, TODAY, put
from tests.store.test_extending import cells, pack
from tests.strategies import World, worlds

PUBLIC = ("indicator_values", "obligations", "submissions", "indicators", "areas", "periods")
GONE = "AL-99"


def built(catalogue: Catalogue, kept: tuple[Kept, ...], *, coded: bool) -> dict[str, list[str]]:
    with duckdb.connect(":memory:") as connection:
        tables.load(connection, catalogue, kept)
        if coded:
            coding.encode(connection, catalogue, tables.read_by_queries(catalogue), ())
        last = max((one.submitted_on for one in kept), default=None)
        tables.settle(connection, catalogue, default_as_of(catalogue, last, TODAY))
        names = connection.execute("SELECT table_name FROM information_schema.tables ORDER BY 1").fetchall()
        return {name: sorted(map(repr, connection.execute(f"FROM {name}").fetchall())) for (name,) in names}


@given(worlds())
@settings(max_examples=5)
def test_random_worlds_are_the_same_with_codes_and_without(world: World) -> None:
    catalogue, kept = catalogue_of(world.programme, world.indicators), tuple(kept_of(world.submissions))
    assert built(catalogue, kept, coded=True) == built(catalogue, kept, coded=False)


@pytest.fixture(scope="module")
def handed_in(demonstration: Path) -> tuple[Kept, ...]:
    """Some submissions of the demonstration data."""
    store = Store(demonstration, CATALOGUE.programme.id)
    return store.survey(store.names()[:30])[0]


@pytest.fixture
def warehouse(tmp_path: Path, handed_in: tuple[Kept, ...]) -> Warehouse:
    """They, built."""
    found = Warehouse(tmp_path / "data", CATALOGUE)
    for one in handed_in:
        put(found.store, one)
    found.ensure(TODAY)
    return found


def of_a_unit_given_up(warehouse: Warehouse) -> Kept:
    """A submission with rows of a unit and a period that this catalogue does not know."""
    last = max((warehouse.store.read(name) for name in warehouse.store.names()), key=lambda one: one.submission)
    committee = next(
        one for one in map(warehouse.store.read, warehouse.store.names()) if one.qark and one.sheets["meetings"]["rows"]
    )
    day = max(last.submitted_on, date(2011, 1, 5))
    return replace(
        committee, submission=last.submission + 1, sha256="9" * 64, qark=GONE, period="1999-S1", submitted_on=day
    )


def test_public_tables_hold_texts(warehouse: Warehouse) -> None:
    with duckdb.connect(str(warehouse.ensure(TODAY).path), read_only=True) as connection:
        for table in PUBLIC:
            kinds = {kind for _, kind, *_ in connection.execute(f"DESCRIBE {table}").fetchall()}
            assert kinds <= {"VARCHAR", "BIGINT", "DATE", "DOUBLE", "BOOLEAN"}, table
        # Else this test would hold without any codes at all.
        assert coding.is_coded(connection)
        kinds = {kind for _, kind, *_ in connection.execute("DESCRIBE ledger").fetchall()}
        assert any(kind.startswith("ENUM") for kind in kinds)


@pytest.mark.parametrize("is_packed", [False, True])
def test_what_the_catalogue_has_given_up_stays(warehouse: Warehouse, is_packed: bool) -> None:
    """The rows of a unit that is no more stand in the build, count for nothing and stop nothing."""
    before = cells(warehouse.ensure(TODAY))
    stray = of_a_unit_given_up(warehouse)
    put(warehouse.store, stray)
    if is_packed:
        pack(warehouse)
        assert warehouse.store.contents().packs
    after = cells(warehouse.build(TODAY))
    for table in ("ledger", "evidence"):
        assert after[table] == before[table]
    added = [row for row in after["records_meetings"] if row not in before["records_meetings"]]
    assert len(added) == len(stray.sheets["meetings"]["rows"])
    assert all(GONE in row and "1999-S1" in row for row in added)


def test_what_has_no_code_is_built_anew(warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    """The shortcut is tried, gives up without a word, and the build is that of everything."""
    carry_out, tried = extending.carry_out, []

    def trying(*given: Any) -> None:
        tried.append(given)
        carry_out(*given)

    monkeypatch.setattr(extending, "carry_out", trying)
    put(warehouse.store, of_a_unit_given_up(warehouse))
    extended = cells(warehouse.ensure(TODAY))
    assert tried
    assert extended == cells(warehouse.build(TODAY))
    assert any(GONE in row for row in extended["records_meetings"])
