"""Whatever an engine is asked to run stays in the subset that all of them read; held without any of them."""

from __future__ import annotations

from datetime import date
from functools import cache

import duckdb
import pytest
import sqlglot
from sqlglot import exp

from etl.build import tables
from etl.build.large.engines.dialect import loaded, planned, read_by
from indicators.loader import CATALOGUES, load, programmes
from indicators.model import Catalogue

AS_OF = date(2009, 8, 14)
SOUND = CATALOGUES.parents[1] / "tests" / "catalogue" / "sound"
# How one engine rounds, orders, splits or collects, another does not.
FUNCTIONS = {"And", "Case", "Cast", "Coalesce", "Count", "If", "Max", "Min", "Or", "RowNumber", "Sum", "TryCast", "Xor"}
# One plain text for another is the same in all: by it items escape their bars (indicators/items.py).
FUNCTIONS |= {"Replace"}
NOT_PORTABLE = (exp.Qualify, exp.Unnest, exp.Lateral, exp.Array, exp.Struct, exp.Pivot, exp.Anonymous, exp.Placeholder)


@cache
def catalogues() -> dict[str, Catalogue]:
    found = {one: load(CATALOGUES / one) for one in programmes()} | {"sound": load(SOUND)}
    first = next(iter(found.values()))
    return found | {"no indicator": first.model_copy(update={"indicators": ()})}


@pytest.mark.parametrize("dialect", ["postgres", "spark"])
@pytest.mark.parametrize("of", catalogues().values(), ids=catalogues())
def test_every_step_of_a_build_is_portable(of: Catalogue, dialect: str) -> None:
    steps = planned(tables.computed(of, AS_OF), dialect)
    assert {step.name for step in steps if step.computed} == {table for table, _ in tables.computed(of, AS_OF)}
    for step in steps:
        parsed = sqlglot.parse_one(step.query, read=dialect)
        assert {type(one).__name__ for one in parsed.find_all(exp.Func)} <= FUNCTIONS, step.name
        assert not list(parsed.find_all(*NOT_PORTABLE)), step.name
        assert not parsed.find(exp.With), step.name


@pytest.mark.parametrize("of", catalogues().values(), ids=catalogues())
def test_every_table_that_is_read_is_handed_over_or_made_before(of: Catalogue) -> None:
    steps = planned(tables.computed(of, AS_OF), "duckdb")
    with duckdb.connect() as connection:
        tables.load(connection, of, [])
        there = {table.name for table in loaded(connection, read_by(query for _, query in tables.computed(of, AS_OF)))}
    for step in steps:
        read = {table.name for table in sqlglot.parse_one(step.query, read="duckdb").find_all(exp.Table)}
        assert read <= there, step.name
        there.add(step.name)


def test_a_step_knows_how_many_read_it() -> None:
    queries = [
        ("first", "WITH a AS (SELECT 1 AS x), b AS (SELECT * FROM a) SELECT a.x FROM a JOIN b ON b.x = a.x"),
        ("second", "WITH a AS (SELECT 1 AS x) SELECT * FROM a JOIN first ON TRUE"),
    ]
    found = {(step.name, step.computed is not None): step.readers for step in planned(queries, "duckdb")}
    assert found == {("a", False): 3, ("b", False): 1, ("first", True): 1, ("second", True): 0}
