"""Computing a build's tables here, by DuckDB: the generated queries step by step, each step once.

The steps are those of indicators/ledger.py and indicators/aggregate.py. What several steps read is made a table for the
while; one indicator after the other, so that memory holds the rows of one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import duckdb

from indicators import aggregate, ledger
from indicators.model import Catalogue, Indicator
from indicators.sql import name as quoted

COUNTED = "counted"
# The steps of an indicator that more than one later step reads, and that are work to compute.
_READ_AGAIN = ("_items", "_matches")


def compute_ledger(
    connection: duckdb.DuckDBPyConnection,
    catalogue: Catalogue,
    as_of: date,
    indicators: Sequence[Indicator] = (),
    aside: str = "",
) -> None:
    """The tables `ledger` and `evidence` from the loaded ones, for some indicators (none named: all).

    `aside`: make temporary tables instead, whose names begin with this.
    """
    (here,) = connection.execute("SELECT current_database()").fetchone() or ("memory",)
    # By the whole name: the step of the same name would stand before it.
    place, kind = (aside, "TEMP TABLE") if aside else (f"{quoted(here)}.main.", "TABLE")
    connection.execute(f"CREATE TEMP TABLE speaking AS {ledger.speaking(as_of)}")
    made = False
    each: list[tuple[str, ...]] = [(one.id,) for one in indicators or catalogue.indicators]
    for chosen in each or [()]:  # a programme that owes nothing has the tables all the same
        steps = ledger.steps(catalogue, as_of, chosen)
        names = _make_steps(connection, steps[1:])
        for table in ("evidence", "ledger"):
            into = f"INSERT INTO {place}{table}" if made else f"CREATE {kind} {place}{table} AS"
            connection.execute(f"{into} SELECT * FROM temp.{table}")
        made = True
        for what, name in reversed(names):
            connection.execute(f"DROP {what} temp.{name}")
    connection.execute("DROP TABLE temp.speaking")


def _make_steps(connection: duckdb.DuckDBPyConnection, steps: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Each step as a temporary table or view of its name; what was made, in order."""
    made = []
    for name, query in steps:
        kind = "TABLE" if name.endswith(_READ_AGAIN) else "VIEW"
        connection.execute(f"CREATE TEMP {kind} {name} AS {query}")
        made.append((kind, name))
    return made


def count(connection: duckdb.DuckDBPyConnection, as_of: date, into: str = f"TABLE {COUNTED}") -> None:
    """The table `counted`: each unit's counts for each indicator and period, which areas add."""
    steps = [("chosen_parts", aggregate.chosen_parts(as_of))]
    connection.execute(f"CREATE {into} AS " + ledger.with_steps(steps, aggregate.COUNTED))


def figures_from_counted(as_of: date) -> str:
    """The query for the figures that reads the table `counted`."""
    steps = [step for step in aggregate.steps(as_of) if step[0] != COUNTED]
    return ledger.with_steps(steps, "SELECT * FROM figures")
