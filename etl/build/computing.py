"""Computing a build's tables here, by DuckDB: the queries of indicators/ledger.py and indicators/aggregate.py.

Of few records by one query a table. Of many step by step, each step once: what several steps read is made a table for
the while; one indicator after the other, and of a large build some units after the others, so that memory holds the
rows of few indicators and those units, and time grows no faster than the rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial

import duckdb

from etl.build import dictionary_codes
from etl.build.concurrent_steps import AT_ONCE, side_by_side
from etl.build.shadow_tables import Stage, whole
from indicators import aggregate, ledger
from indicators.model import Catalogue, Indicator
from indicators.sql import name, text

COUNTED = "counted"
MOST_ROWS = 2_500_000
"""With more records than this the units are taken in parts of about so many records each."""
FEW_ROWS = 200_000
"""Up to so many records all is computed by one query a table: to plan many small ones would take longer."""
# The steps of an indicator that more than one later step reads, and that are work to compute.
_ITEMS = "_items"
_READ_AGAIN = (_ITEMS, "_matches")
_BOUNDS = ("first_of_part", "last_of_part")
# Areas in order, each with the work that it is: its own figures take as long as to add some units to another's.
_AREAS_WEIGHED = "SELECT area, 6 + COUNT(*) FROM area_units GROUP BY area ORDER BY area"
COMPUTED = ("ledger", "evidence", COUNTED, "indicator_values")

Part = tuple[str, str] | None
"""The first and the last unit or area of a part; None is the whole."""


def compute(
    connection: duckdb.DuckDBPyConnection,
    catalogue: Catalogue,
    as_of: date,
    most_rows: int = MOST_ROWS,
    few_rows: int = FEW_ROWS,
) -> None:
    """The tables `ledger`, `evidence`, `counted` and `indicator_values` from the loaded ones.

    `most_rows`: of a part; `few_rows`: up to so many records there are neither parts nor steps.
    """
    for table, query in _computed(catalogue, as_of, (catalogue.indicators[0].id,)):
        create(connection, table, query)
    records = _records(connection)
    if records <= few_rows:
        for table, query in _computed(catalogue, as_of):
            insert(connection, table, query)
        return
    count_of_parts = -(-records // most_rows)
    if count_of_parts > 1:  # as many as fit together, so that at the end nobody waits
        count_of_parts = -(-count_of_parts // AT_ONCE) * AT_ONCE
    by_unit = _tables_by_unit(connection)

    def owed(part: Part, here: duckdb.DuckDBPyConnection) -> None:
        inside = _inside(here, part, "units", "qark")
        with Stage(here) as stage:
            for table in by_unit if part else ():
                stage.seen_of(table, inside)
            compute_ledger(here, catalogue, as_of)
            if part:
                stage.seen_of("ledger", inside)
            insert(here, COUNTED, counted(as_of))

    def figures(part: Part, here: duckdb.DuckDBPyConnection) -> None:
        inside = _inside(here, part, "areas", "area")
        with Stage(here) as stage:
            query = f"SELECT {dictionary_codes.coded(here, 'area')} FROM {whole(here)}.areas WHERE {inside}"
            stage.seen("areas", query)
            insert(here, "indicator_values", figures_from_counted(as_of))

    for work, weighed in ((owed, _units_weighed(catalogue)), (figures, _AREAS_WEIGHED)):
        parts = _parts(connection, weighed, count_of_parts)
        side_by_side(connection, [partial(work, part) for part in parts])


def _computed(catalogue: Catalogue, as_of: date, indicators: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """The tables that are computed, in order, each with its query; for some indicators (none named: all)."""
    steps = ledger.steps(catalogue, as_of, indicators)
    for table in ("ledger", "evidence"):
        yield table, ledger.with_steps(steps, f"SELECT * FROM {table}")
    yield COUNTED, counted(as_of)
    yield "indicator_values", figures_from_counted(as_of)


def compute_ledger(
    connection: duckdb.DuckDBPyConnection,
    catalogue: Catalogue,
    as_of: date,
    indicators: Sequence[Indicator] = (),
    *,
    aside: str = "",
) -> None:
    """Add to the tables `ledger` and `evidence` from the loaded ones, for some indicators (none named: all).

    `aside`: make temporary tables instead, whose names begin with this.
    """
    for table in ("ledger", "evidence") if aside else ():
        connection.execute(f"CREATE TEMP TABLE {aside}{table} AS FROM {whole(connection)}.{table} LIMIT 0")
    connection.execute(f"CREATE TEMP TABLE speaking AS {ledger.speaking(as_of)}")
    for one in indicators or catalogue.indicators:
        names = _make_steps(connection, ledger.steps(catalogue, as_of, (one.id,))[1:])
        for table in ("evidence", "ledger"):
            insert(connection, table, f"SELECT * FROM temp.{table}", aside=aside)
        for what, step in reversed(names):
            connection.execute(f"DROP {what} temp.{step}")
    connection.execute("DROP TABLE temp.speaking")


def counted(as_of: date) -> str:
    """The query for each unit's counts for each indicator and period, which areas add."""
    return ledger.with_steps([("chosen_parts", aggregate.chosen_parts(as_of))], aggregate.COUNTED)


def figures_from_counted(as_of: date) -> str:
    """The query for the figures that reads the table `counted`."""
    steps = [step for step in aggregate.steps(as_of) if step[0] != COUNTED]
    return ledger.with_steps(steps, "SELECT * FROM figures")


def create(connection: duckdb.DuckDBPyConnection, table: str, query: str) -> None:
    """Make a computed table, empty, with the columns of a query."""
    stored = dictionary_codes.as_stored(table, query) if dictionary_codes.is_coded(connection) else query
    connection.execute(f"CREATE TABLE {table} AS SELECT * FROM ({stored}) LIMIT 0")


def insert(connection: duckdb.DuckDBPyConnection, table: str, query: str, *, aside: str = "") -> None:
    """Add a query's rows to a computed table."""
    # By the whole name: the step of the same name would stand before it.
    connection.execute(f"INSERT INTO {aside or f'{whole(connection)}.'}{table} {query}")


def _make_steps(connection: duckdb.DuckDBPyConnection, steps: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Each step as a temporary table or view of its name; what was made, in order.

    What is owed is put in the order of units, and DuckDB's joins go through it as it lies there: so obligations and
    evidence of a unit, several times as many rows, come out beside each other, as pages ask for them.
    """
    made = []
    for step, query in steps:
        kind = "TABLE" if step.endswith(_READ_AGAIN) else "VIEW"
        ordered = f"SELECT * FROM ({query}) ORDER BY qark" if step.endswith(_ITEMS) else query
        connection.execute(f"CREATE TEMP {kind} {step} AS {ordered}")
        made.append((kind, step))
    return made


def _records(connection: duckdb.DuckDBPyConnection) -> int:
    """About how many records are loaded."""
    query = "SELECT COALESCE(SUM(estimated_size), 0) FROM duckdb_tables() WHERE starts_with(table_name, ?)"
    ((found,),) = connection.execute(query, [ledger.records_table("")]).fetchall()
    return int(found)


def _tables_by_unit(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The loaded tables whose rows belong each to one unit."""
    rows = connection.execute(
        """SELECT table_name FROM duckdb_columns() WHERE NOT internal AND schema_name = 'main'
GROUP BY table_name HAVING BOOL_OR(column_name = 'qark') AND NOT BOOL_OR(column_name = 'area') ORDER BY table_name"""
    ).fetchall()
    return [table for (table,) in rows if table not in COMPUTED]


def _units_weighed(catalogue: Catalogue) -> str:
    """The query for the units in order, each with how many records it has: so much work it is."""
    rows = " UNION ALL ".join(f"SELECT qark FROM {ledger.records_table(kind.id)}" for kind in catalogue.records)
    return f"""SELECT u.qark, 1 + COALESCE(r.records, 0) FROM units u
LEFT JOIN (SELECT qark, COUNT(*) AS records FROM ({rows}) GROUP BY qark) r ON r.qark = u.qark ORDER BY u.qark"""


def _parts(connection: duckdb.DuckDBPyConnection, weighed: str, count: int) -> list[Part]:
    """The values of a query in at most so many parts of about the same weight, each its first and its last."""
    if count <= 1:
        return [None]
    rows = connection.execute(weighed).fetchall()
    share = sum(weight for _, weight in rows) / count
    parts: dict[int, list[str]] = {}
    before = 0.0
    for value, weight in rows:
        parts.setdefault(int((before + weight / 2) / share), []).append(value)
        before += weight
    return [(values[0], values[-1]) for values in parts.values()]


def _inside(connection: duckdb.DuckDBPyConnection, part: Part, table: str, column: str) -> str:
    """The test that a row lies in a part.

    By variables, which have the column's own type: a text would be read as a code again for each query, for longer than
    some of them run.
    """
    if part is None:
        return "TRUE"
    for bound, value in zip(_BOUNDS, part, strict=True):
        query = f"SELECT MIN({column}) FROM {table} WHERE {column} = {text(value)}"
        connection.execute(f"SET VARIABLE {bound} = ({query})")
    return "{} BETWEEN getvariable('{}') AND getvariable('{}')".format(name(column), *_BOUNDS)
