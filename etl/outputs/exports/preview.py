"""A first look at what an export would hold: how many rows each public table has, and the first of them.

Of the large tables nothing is read or put together beyond what is shown, so that it costs the same for any programme.
"""

from __future__ import annotations

from dataclasses import replace

from etl.figures.choice import Choice
from etl.figures.read_api import Figures
from etl.outputs.exports.tables import OBLIGATIONS, SUBMISSIONS, VALUES, Table, public_tables


def first_rows(figures: Figures, choice: Choice, name: str, limit: int) -> Table:
    """A public table with its first rows alone, as many as asked for or some more; KeyError where there is no such."""
    return {one.name: one for one in public_tables(figures, replace(choice, first=limit))}[name]


def table_counts(figures: Figures, choice: Choice) -> dict[str, int]:
    """How many rows each public table will have, in their order."""
    counted = {
        VALUES: lambda: figures.values_count(choice),
        OBLIGATIONS: lambda: figures.obligations_count(choice),
        SUBMISSIONS: lambda: figures.submission_counts(choice.as_of).count,
    }
    return {
        table.name: counted[table.name]() if table.name in counted else sum(1 for _ in table.read())
        for table in public_tables(figures, choice)
    }
