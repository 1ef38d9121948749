"""Computing a build's tables here, by DuckDB: the generated queries step by step, each step once.

The steps are those of indicators/ledger.py and indicators/aggregate.py. What several steps read is made a table for the
while; one indicator after the other, and of a large build some units after the others, so that memory holds the rows of
one indicator and those units, and time grows no faster than the rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import duckdb

from etl.storage import coding
from etl.storage.stage import Stage, whole
from indicators import aggregate, ledger
from indicators.model import Catalogue, Indicator
from indicators.sql import name, text

COUNTED = "counted"
MOST_ROWS = 4_000_000
"""With more records than this the units are taken in parts of about so many records each."""
# The steps of an indicator that more than one later step reads, and that are work to compute.
_READ_AGAIN = ("_items", "_matches")
COMPUTED = ("ledger", "evidence", COUNTED, "indicator_values")


def compute(
    connection: duckdb.DuckDBPyConnection, catalogue: Catalogue, as_of: date, most_rows: int = MOST_ROWS
) -> None:
    """The tables `ledger`, `evidence`, `counted` and `indicator_values` from the loaded ones."""
    count_of_parts = -(-_records(connection) // most_rows)
    by_unit = _tables_by_unit(connection)
    for number, inside in enumerate(_parts(connection, "units", "qark", count_of_parts)):
        with Stage(connection) as stage:
            for table in by_unit if inside else ():
                stage.seen_of(table, inside)
            compute_ledger(connection, catalogue, as_of, made=number > 0)
            if inside:
                stage.seen_of("ledger", inside)
            insert(connection, COUNTED, counted(as_of), made=number > 0)
    for number, inside in enumerate(_parts(connection, "areas", "area", count_of_parts)):
        with Stage(connection) as stage:
            if inside:
                stage.seen_of("areas", inside)
            insert(connection, "indicator_values", figures_from_counted(as_of), made=number > 0)


def compute_ledger(
    connection: duckdb.DuckDBPyConnection,
    catalogue: Catalogue,
    as_of: date,
    indicators: Sequence[Indicator] = (),
    *,
    aside: str = "",
    made: bool = False,
) -> None:
    """The tables `ledger` and `evidence` from the loaded ones, for some indicators (none named: all).

    `aside`: make temporary tables instead, whose names begin with this. `made`: add to the tables that stand there.
    """
    connection.execute(f"CREATE TEMP TABLE speaking AS {ledger.speaking(as_of)}")
    each: list[tuple[str, ...]] = [(one.id,) for one in indicators or catalogue.indicators]
    for chosen in each or [()]:  # a programme that owes nothing has the tables all the same
        steps = ledger.steps(catalogue, as_of, chosen)
        names = _make_steps(connection, steps[1:])
        for table in ("evidence", "ledger"):
            insert(connection, table, f"SELECT * FROM temp.{table}", aside=aside, made=made)
        made = True
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


def insert(
    connection: duckdb.DuckDBPyConnection, table: str, query: str, *, aside: str = "", made: bool = False
) -> None:
    """Make a computed table of a query's rows, or add them to it."""
    # By the whole name: the step of the same name would stand before it.
    place, kind = (aside, "TEMP TABLE") if aside else (f"{whole(connection)}.", "TABLE")
    query = coding.as_stored(table, query) if coding.is_coded(connection) else query
    connection.execute(f"INSERT INTO {place}{table} {query}" if made else f"CREATE {kind} {place}{table} AS {query}")


def _make_steps(connection: duckdb.DuckDBPyConnection, steps: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Each step as a temporary table or view of its name; what was made, in order."""
    made = []
    for step, query in steps:
        kind = "TABLE" if step.endswith(_READ_AGAIN) else "VIEW"
        connection.execute(f"CREATE TEMP {kind} {step} AS {query}")
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


def _parts(connection: duckdb.DuckDBPyConnection, table: str, column: str, count: int) -> list[str]:
    """Tests that divide a table's rows into some parts by a column; one empty text where there is one part."""
    if count <= 1:
        return [""]
    query = f"SELECT {column} FROM {table} ORDER BY {column}"
    values = [value for (value,) in connection.execute(query).fetchall()]
    size = -(-len(values) // count)
    ranges = ((values[first], values[min(first + size, len(values)) - 1]) for first in range(0, len(values), size))
    # A text beside a code would have every row's code read as a text.
    value = f"CAST({{}} AS {coding.AREA})" if coding.is_coded(connection) else "{}"
    return [
        f"{name(column)} BETWEEN {value.format(text(first))} AND {value.format(text(last))}" for first, last in ranges
    ]
