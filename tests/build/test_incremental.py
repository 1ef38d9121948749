"""A build made from the one before equals one made anew in every cell, and the shortcut is taken where it is open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from etl.build import file_integrity
from etl.build.large import incremental, standby_copy
from etl.build.warehouse import Build, Warehouse
from etl.store.disk import alone
from etl.store.kept import Kept
from etl.store.packing import pack_loose
from etl.store.store import MANIFEST
from indicators.schedule import parts
from tests.ledger.bridge import catalogue as catalogue_of
from tests.ledger.bridge import kept as kept_of
from tests.store.handed_in import CATALOGUE, TODAY, UNITS, checked, file_of, put
from tests.strategies import World, worlds


def cells(build: Build) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table and view, in an order of its own."""
    with duckdb.connect(str(build.path), read_only=True) as connection:
        names = connection.execute("SELECT table_name FROM information_schema.tables ORDER BY 1").fetchall()
        return {name: sorted(connection.execute(f"FROM {name}").fetchall(), key=repr) for (name,) in names}


def pack(warehouse: Warehouse) -> None:
    warehouse.store.folder.mkdir(parents=True, exist_ok=True)
    with alone(warehouse.store.folder / ".lock"):
        pack_loose(warehouse.store, warehouse.catalogue)


def is_open(warehouse: Warehouse, today: date) -> bool:
    """Whether the shortcut would be taken now."""
    build = warehouse.current()
    assert build is not None
    known = incremental.before(build.path)
    return incremental.plan(known, warehouse.store, warehouse.catalogue, today, warehouse._recipe()) is not None


def replay(warehouse: Warehouse, parts: Sequence[Sequence[Kept]], days: Sequence[date], packed: int) -> None:
    """Hand in one part after the other, and compare each build with one made anew."""
    for number, (part, today) in enumerate(zip(parts, days, strict=True)):
        for one in part:
            put(warehouse.store, one)
        if number == packed:
            pack(warehouse)
        extended = cells(warehouse.ensure(today))
        if part:
            assert extended == cells(warehouse.build(today))


@given(worlds(), st.data())
@settings(max_examples=8, phases=[Phase.explicit, Phase.generate])
def test_random_worlds_extended_equal_those_made_anew(world: World, data: st.DataObject) -> None:
    """Late, repeated, back-dated and superseding submissions, registers, packs on the way, as-of moving or not."""
    kept = kept_of(world.submissions)
    first = data.draw(st.integers(0, len(kept)))
    second = data.draw(st.integers(first, len(kept)))
    day = data.draw(st.sampled_from((world.as_of, TODAY)))
    days = [day, day + timedelta(data.draw(st.sampled_from((0, 1, 40)))), day + timedelta(50)]
    with TemporaryDirectory() as folder:
        catalogue = catalogue_of(world.programme, world.indicators)
        parts = (kept[:first], kept[first:second], kept[second:])
        replay(Warehouse(Path(folder), catalogue), parts, days, data.draw(st.integers(0, 3)))


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    """Forty submissions of several units and periods, built."""
    found = Warehouse(tmp_path / "data", CATALOGUE)
    for number in range(1, 41):
        hand_in(found, tmp_path, number)
    found.ensure(TODAY)
    return found


def hand_in(into: Warehouse, folder: Path, number: int, *, day: date = date(2011, 1, 5), meetings: int = 3) -> None:
    source = file_of(folder / "sources", number)
    into.store.keep(checked(source, number, meetings=meetings, submitted_on=day), CATALOGUE, source)


@pytest.mark.parametrize("number", [41, 3 + len(UNITS) * 6])
def test_the_shortcut_is_taken_for_one_more_submission(warehouse: Warehouse, tmp_path: Path, number: int) -> None:
    """Of a unit and period without one so far, and one that supersedes another."""
    hand_in(warehouse, tmp_path, number, meetings=5, day=date(2011, 2, 1))
    assert is_open(warehouse, TODAY)
    extended = cells(warehouse.ensure(TODAY))
    assert extended == cells(warehouse.build(TODAY))
    assert len(extended["received"]) == 41


def test_a_due_date_that_passes_between_two_builds_closes_the_shortcut(tmp_path: Path) -> None:
    """Built exactly on a due date, where nothing has fallen due yet, and again the day after, where it has."""
    found, due = Warehouse(tmp_path / "data", CATALOGUE), date(2009, 3, 31)
    assert due in {one.due_on for one in parts(CATALOGUE)}
    hand_in(found, tmp_path, 1, day=due)
    found.ensure(due)
    assert is_open(found, due)
    assert not is_open(found, due + timedelta(days=1))
    hand_in(found, tmp_path, 2, day=due)
    assert cells(found.ensure(due + timedelta(days=1))) == cells(found.build(due + timedelta(days=1)))


def test_packing_alone_changes_no_build(warehouse: Warehouse) -> None:
    before = warehouse.fresh()
    assert before is not None
    pack(warehouse)
    assert warehouse.fresh() == before


def test_the_shortcut_is_open_after_packing(warehouse: Warehouse, tmp_path: Path) -> None:
    pack(warehouse)
    for number in (41, 42):
        hand_in(warehouse, tmp_path, number)
        assert is_open(warehouse, TODAY)
        assert cells(warehouse.ensure(TODAY)) == cells(warehouse.build(TODAY))


def test_damage_closes_the_shortcut_and_is_told(warehouse: Warehouse, tmp_path: Path) -> None:
    path = warehouse.store.folder / warehouse.store.names()[4] / MANIFEST
    content = path.read_bytes()
    path.write_bytes(content.replace(b'"members_present": 5', b'"members_present": 6', 1))
    hand_in(warehouse, tmp_path, 41)
    assert not is_open(warehouse, TODAY)
    build = warehouse.ensure(TODAY)
    assert [one.submission for one in build.damaged] == [5]
    assert warehouse.ensure(TODAY).path == build.path
    path.write_bytes(content)
    assert warehouse.ensure(TODAY).damaged == ()
    assert len(cells(warehouse.ensure(TODAY))["received"]) == 41


def test_a_damaged_pack_closes_the_shortcut(warehouse: Warehouse, tmp_path: Path) -> None:
    pack(warehouse)
    hand_in(warehouse, tmp_path, 41)
    warehouse.ensure(TODAY)
    (warehouse.store.contents().packs[0].folder / "sheets.parquet").write_bytes(b"")
    hand_in(warehouse, tmp_path, 42)
    assert not is_open(warehouse, TODAY)
    build = warehouse.ensure(TODAY)
    assert len(build.damaged) == 40
    assert [row[0] for row in cells(build)["received"]] == [41, 42]


def test_a_due_date_passed_closes_the_shortcut(tmp_path: Path) -> None:
    found = Warehouse(tmp_path / "data", CATALOGUE)
    hand_in(found, tmp_path, 1, day=date(2008, 7, 1))
    found.ensure(date(2008, 7, 10))
    hand_in(found, tmp_path, 2, day=date(2008, 7, 11))
    assert is_open(found, date(2008, 7, 12))
    assert not is_open(found, date(2008, 8, 12))
    assert cells(found.ensure(date(2008, 7, 12))) == cells(found.build(date(2008, 7, 12)))


def test_another_catalogue_closes_the_shortcut(warehouse: Warehouse, tmp_path: Path) -> None:
    hand_in(warehouse, tmp_path, 41)
    other = Warehouse(warehouse.data, CATALOGUE.model_copy(update={"digest": "another"}))
    assert not is_open(other, TODAY)


def test_a_spare_is_made_for_large_builds_and_taken(warehouse: Warehouse, tmp_path: Path) -> None:
    build = warehouse.fresh()
    assert build is not None
    standby_copy.make(build.path)
    (made,) = warehouse.builds.glob(".spare-*")
    hand_in(warehouse, tmp_path, 41)
    extended = cells(warehouse.ensure(TODAY))
    assert not made.exists()
    assert extended == cells(warehouse.build(TODAY))
    standby_copy.make(build.path)
    hand_in(warehouse, tmp_path, 42)
    warehouse.ensure(TODAY)
    assert not list(warehouse.builds.glob(".spare-*"))


def test_a_large_build_is_looked_at_in_places(warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut short or opened to write it is seen at once, a few bytes in a block when that block is read."""
    monkeypatch.setattr(file_integrity, "WHOLE_UP_TO", 1 << 20)
    monkeypatch.setattr(file_integrity, "_END", 1 << 14)
    monkeypatch.setattr(file_integrity, "_PLACE", 1 << 4)
    build = warehouse.build(TODAY)
    content = bytearray(build.path.read_bytes())
    assert len(content) > 1 << 20
    build.path.write_bytes(content[:-4096])
    assert warehouse.fresh() is None
    build = warehouse.ensure(TODAY)
    with duckdb.connect(str(build.path)) as connection:
        connection.execute("CREATE TABLE added (x INTEGER)")
    assert warehouse.fresh() is None
    build = warehouse.ensure(TODAY)
    content = bytearray(build.path.read_bytes())
    for place in range(1 << 15, len(content) - (1 << 15), 100_003):
        content[place] ^= 1
    build.path.write_bytes(bytes(content))
    warehouse.discard_if_damaged()
    build = warehouse.ensure(TODAY)
    assert build.replaces_damaged
    assert len(cells(build)["received"]) == 40
