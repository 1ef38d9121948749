"""A first look at what an export would hold: how many rows each public table has, and the first of them.

Of the large tables nothing is read or put together beyond what is shown, so that it costs the same for any programme.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from etl.figures.read_api import Figure, Figures, SubmissionInfo
from etl.outputs.exports.choice import Choice
from etl.outputs.exports.tables import OBLIGATIONS, SUBMISSIONS, VALUES, Table, public_tables


class _FirstRows(Figures):
    """The same build, of whose large tables only the first rows are told."""

    def __init__(self, whole: Figures, limit: int) -> None:
        vars(self).update(vars(whole))
        self._only = {"first": limit}

    def values(self, *asked: Any, **chosen: Any) -> tuple[Figure, ...]:
        return super().values(*asked, **chosen | self._only)

    def obligation_rows(self, *asked: Any, **chosen: Any) -> Iterator[tuple[Any, ...]]:
        return super().obligation_rows(*asked, **chosen | self._only)

    def submissions(self, *asked: Any, **chosen: Any) -> tuple[SubmissionInfo, ...]:
        return super().submissions(*asked, **chosen | self._only)


def first_rows(figures: Figures, choice: Choice, name: str, limit: int) -> Table:
    """A public table with its first rows alone, as many as asked for or some more; KeyError where there is no such."""
    return {one.name: one for one in public_tables(_FirstRows(figures, limit), choice)}[name]


def table_counts(figures: Figures, choice: Choice) -> dict[str, int]:
    """How many rows each public table will have, in their order."""
    chosen = {name: value for name, value in asdict(choice).items() if name != "as_of"}
    counted = {
        VALUES: lambda: figures.values_count(choice.as_of, **chosen),
        OBLIGATIONS: lambda: figures.obligations_count(choice.as_of, **chosen),
        SUBMISSIONS: lambda: figures.submission_counts(choice.as_of).count,
    }
    return {
        table.name: counted[table.name]() if table.name in counted else sum(1 for _ in table.read())
        for table in public_tables(figures, choice)
    }
