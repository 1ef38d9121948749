"""A build's codes read as their texts, and whatever was ever handed in has one."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings

from etl.build import dictionary_codes, loading, tables
from etl.build.large import incremental
from etl.build.warehouse import Warehouse
from etl.figures.opened import open_figures
from etl.outputs.exports.export import Choice, write_export
from etl.store.disk import alone
from etl.store.kept import Kept
from etl.store.packing import pack_loose
from etl.store.store import Store
from indicators.model import Catalogue, RecordKind
from indicators.schedule import default_as_of
from tests.build.test_incremental import cells, pack
from tests.ledger.bridge import catalogue as catalogue_of
from tests.ledger.bridge import kept as kept_of
from tests.store.handed_in import CATALOGUE, TODAY, put
from tests.strategies import World, worlds

PUBLIC = ("indicator_values", "obligations", "submissions", "indicators", "areas", "periods")
GONE = "AL-99"
GIVEN_UP = "given_up"


def built(catalogue: Catalogue, kept: tuple[Kept, ...], *, coded: bool) -> dict[str, list[str]]:
    with duckdb.connect(":memory:") as connection:
        tables.load(connection, catalogue, kept)
        if coded:
            dictionary_codes.encode(connection, catalogue, tables.read_by_queries(catalogue), ())
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
    """A submission with rows of a unit, a period and a code that this catalogue does not know."""
    last = max((warehouse.store.read(name) for name in warehouse.store.names()), key=lambda one: one.submission)
    committee = next(
        one for one in map(warehouse.store.read, warehouse.store.names()) if one.qark and one.sheets["meetings"]["rows"]
    )
    day = max(last.submitted_on, date(2011, 1, 5))
    sheets = deepcopy(dict(committee.sheets))
    for _, values in sheets["meetings"]["rows"]:
        values["kind"] = GIVEN_UP
    return replace(
        committee, submission=last.submission + 1, sha256="9" * 64, qark=GONE, period="1999-S1", submitted_on=day,
        sheets=sheets,
    )  # fmt: skip


def test_public_tables_hold_texts(warehouse: Warehouse) -> None:
    with duckdb.connect(str(warehouse.ensure(TODAY).path), read_only=True) as connection:
        for table in PUBLIC:
            kinds = {kind for _, kind, *_ in connection.execute(f"DESCRIBE {table}").fetchall()}
            assert kinds <= {"VARCHAR", "BIGINT", "DATE", "DOUBLE", "BOOLEAN"}, table
        # Else this test would hold without any codes at all.
        assert dictionary_codes.is_coded(connection)
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
    assert all(GONE in row and "1999-S1" in row and GIVEN_UP in row for row in added)


def test_what_has_no_code_is_built_anew(warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    """The shortcut is tried, gives up without a word, and the build is that of everything."""
    carry_out, tried = incremental.carry_out, []

    def trying(*given: Any) -> None:
        tried.append(given)
        carry_out(*given)

    monkeypatch.setattr(incremental, "carry_out", trying)
    put(warehouse.store, of_a_unit_given_up(warehouse))
    extended = cells(warehouse.ensure(TODAY))
    assert tried
    assert extended == cells(warehouse.build(TODAY))
    assert any(GONE in row and GIVEN_UP in row for row in extended["records_meetings"])


def with_code(warehouse: Warehouse, kind: str, column: str, code: str) -> Kept:
    """A later submission of a committee that has reported, whose rows of a kind all have one code."""
    every = [warehouse.store.read(name) for name in warehouse.store.names()]
    committee = next(one for one in every if one.qark and one.sheets[kind]["rows"])
    sheets = deepcopy(dict(committee.sheets))
    for _, values in sheets[kind]["rows"]:
        values[column] = code
    last = max(every, key=lambda one: one.submission)
    return replace(committee, submission=last.submission + 1, sha256="8" * 64, sheets=sheets)


def unused(warehouse: Warehouse) -> Iterator[tuple[str, str, str]]:
    """The codes that the catalogue lists for a committee's records and nobody has used: kind, column, code."""
    with duckdb.connect(str(warehouse.ensure(TODAY).path), read_only=True) as connection:
        for kind in map(CATALOGUE.record, CATALOGUE.form("committee").records):
            for column in kind.columns:
                query = f'SELECT DISTINCT "{column.id}" FROM records_{kind.id}'
                used = {value for (value,) in connection.execute(query).fetchall()}
                yield from ((kind.id, column.id, one.id) for one in CATALOGUE.codes(column) if one.id not in used)


def test_a_code_that_nobody_has_used_before_is_added_without_building_anew(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the catalogue lists has a code from the first build on."""
    kind, column, code = next(unused(warehouse))
    put(warehouse.store, with_code(warehouse, kind, column, code))
    with monkeypatch.context() as alone:
        alone.setattr(loading, "fill", None)
        extended = cells(warehouse.ensure(TODAY))
    assert extended == cells(warehouse.build(TODAY))
    assert any(code in row for row in extended[f"records_{kind}"])


@pytest.mark.parametrize("is_packed", [False, True])
def test_code_columns_hold_codes_and_texts_do_not(warehouse: Warehouse, is_packed: bool) -> None:
    if is_packed:
        pack(warehouse)
    with duckdb.connect(str(warehouse.build(TODAY).path), read_only=True) as connection:
        for kind in CATALOGUE.records:
            described = connection.execute(f"DESCRIBE records_{kind.id}").fetchall()
            coded = {name for name, of, *_ in described if of.startswith("ENUM")}
            assert coded == {one.id for one in kind.columns if one.type == "code"} | {"qark", "period", "sheet"}


def as_of_before(*changed: RecordKind) -> Catalogue:
    """The catalogue as it was while some of its record kinds were others."""
    others = {one.id: one for one in changed}
    return CATALOGUE.model_copy(update={"records": tuple(others.get(one.id, one) for one in CATALOGUE.records)})


def without(kind: str, *columns: str) -> RecordKind:
    """A record kind before it had some of its columns."""
    found = CATALOGUE.record(kind)
    return found.model_copy(update={"columns": tuple(one for one in found.columns if one.id not in columns)})


def with_numbers(kind: str, column: str) -> RecordKind:
    """A record kind while one of its columns held whole numbers."""
    found = CATALOGUE.record(kind)
    of = {column: found.column(column).model_copy(update={"type": "whole_number", "codes": None})}
    return found.model_copy(update={"columns": tuple(of.get(one.id, one) for one in found.columns)})


def coded_columns(build: Path) -> dict[str, set[str]]:
    with duckdb.connect(str(build), read_only=True) as connection:
        described = {
            kind.id: connection.execute(f"DESCRIBE records_{kind.id}").fetchall() for kind in CATALOGUE.records
        }
    return {kind: {name for name, of, *_ in rows if of.startswith("ENUM")} for kind, rows in described.items()}


def exported(warehouse: Warehouse, out: Path) -> dict[str, bytes]:
    """The bytes of an export of the current build."""
    opened = open_figures(warehouse.ensure(TODAY).path, CATALOGUE, TODAY)
    write_export(out, opened, Choice(opened.default_as_of), "csv")
    opened.close()
    return {path.name: path.read_bytes() for path in out.iterdir()}


@pytest.mark.parametrize(
    "before",
    [
        as_of_before(),
        as_of_before(without("meetings", "kind")),
        as_of_before(without("meetings", "body", "kind"), without("members", "institution")),
        as_of_before(with_numbers("trainings", "topic")),
    ],
    ids=["today's", "a code column less", "several less", "numbers where codes are"],
)
def test_packs_of_an_older_catalogue_are_coded_like_others(
    tmp_path: Path, warehouse: Warehouse, before: Catalogue
) -> None:
    """Also what lies beside their tables, or what the catalogue has given up since, has a code; nothing differs."""
    put(warehouse.store, of_a_unit_given_up(warehouse))
    loose, files = cells(warehouse.build(TODAY)), exported(warehouse, tmp_path / "loose")
    expected = coded_columns(warehouse.ensure(TODAY).path)
    assert expected["meetings"] > {"kind", "body"}
    with alone(warehouse.store.folder / ".lock"):
        (made,) = pack_loose(warehouse.store, before)
    assert all(made.is_ready(kind) for kind in CATALOGUE.records) == (before.records == CATALOGUE.records)
    assert warehouse.store.contents().loose == ()
    packed = cells(warehouse.build(TODAY))
    assert coded_columns(warehouse.ensure(TODAY).path) == expected
    assert packed.pop("sources") != loose.pop("sources")
    assert packed == loose
    assert exported(warehouse, tmp_path / "packed") == files
