"""The public tables with their typed columns, read bit by bit, so that a table may be of any size."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date

from etl.build.catalogue_rows import INDICATOR_COLUMNS, area_rows, indicator_rows, period_rows
from etl.figures.choice import Choice
from etl.figures.read_api import Figures, SubmissionInfo
from etl.outputs.exports.measures import measure_tables
from etl.outputs.exports.public_table import Cell, Column, ColumnType, Row, Table
from etl.outputs.exports.words import mark
from indicators.aggregate import FIGURE_COLUMNS
from indicators.ledger import OBLIGATION_COLUMNS

__all__ = [
    "MARK", "SQL_TYPES", "SUBMISSIONS", "VALUES", "Cell", "Column", "ColumnType", "Row", "Table", "as_mapping",
    "columns", "marked", "public_tables",
]  # fmt: skip

MARK = "demonstration"
VALUES, OBLIGATIONS, SUBMISSIONS, INDICATORS, AREAS, PERIODS = (
    "indicator_values", "obligations", "submissions", "indicators", "areas", "periods",
)  # fmt: skip
SQL_TYPES: Mapping[ColumnType, str] = {
    "text": "VARCHAR", "whole_number": "BIGINT", "number": "DOUBLE", "truth": "BOOLEAN", "date": "DATE",
    "json": "VARCHAR",
}  # fmt: skip
_TYPES: Mapping[str, ColumnType] = {
    "numerator": "whole_number", "denominator": "whole_number", "unreported": "whole_number", "value": "number",
    "value_high": "number", "provisional": "truth", "as_of": "date", "due_on": "date", "satisfied_on": "date",
    "still_owed": "truth", "evidence": "json", "submission": "whole_number", "submitted_on": "date",
    "superseded": "truth", "starts_on": "date", "ends_on": "date", "last_updated": "date",
}  # fmt: skip


def public_tables(figures: Figures, choice: Choice) -> tuple[Table, ...]:
    """The public tables in their order; where data is demonstration data, its mark is the last column of every row."""
    plain = (
        _indicator_values(figures, choice),
        _obligations(figures, choice),
        _submissions(figures, choice),
        _indicators(figures, choice),
        _from_mappings(AREAS, area_rows(figures.catalogue)),
        _from_mappings(PERIODS, period_rows(figures.catalogue)),
        *measure_tables(figures, choice),
    )
    return tuple(marked(table, figures) for table in plain)


def marked(table: Table, figures: Figures) -> Table:
    """A table with the mark of demonstration data, where the build holds such."""
    if not figures.demonstration:
        return table
    last = mark()
    return Table(
        table.name, (*table.columns, Column(MARK, "text")), lambda: (((*row, last)) for row in table.read())
    )  # fmt: skip


def columns(names: Iterable[str]) -> tuple[Column, ...]:
    """The columns of public tables by their names; what is nothing else is text."""
    return tuple(Column(name, _TYPES.get(name, "text")) for name in names)


def _indicator_values(figures: Figures, choice: Choice) -> Table:
    def read() -> Iterator[Row]:
        found = figures.values(choice)
        return (tuple(getattr(one, name) for name in FIGURE_COLUMNS) for one in found)

    return Table(VALUES, columns(FIGURE_COLUMNS), read)


def _obligations(figures: Figures, choice: Choice) -> Table:
    def read() -> Iterator[Row]:
        return figures.obligation_rows(choice)

    return Table(OBLIGATIONS, columns((*OBLIGATION_COLUMNS, "evidence")), read)


def _submissions(figures: Figures, choice: Choice) -> Table:
    """Every submission known on the day, whatever else is chosen: a citation names all that the figures rest on.

    The SHA-256 of a file is left out where a count that is withheld could be tried against it.
    """
    kinds = tuple(kind.id for kind in figures.catalogue.records)
    cover = ("submission", "sha256", "form", "qark", "period", "submitted_on", "superseded")

    def row(one: SubmissionInfo) -> Row:
        return (*(getattr(one, name) or None for name in cover[:2]), *(getattr(one, name) for name in cover[2:]),
                *(one.accepted[kind] for kind in kinds))  # fmt: skip

    named = (*columns(cover), *(Column(kind, "whole_number") for kind in kinds))

    def read() -> Iterator[Row]:
        counts = figures.people(choice.as_of)
        return (row(counts.published(one)) for one in figures.submissions(choice.as_of, first=choice.first))

    return Table(SUBMISSIONS, named, read)


def _indicators(figures: Figures, choice: Choice) -> Table:
    rows = indicator_rows(figures.catalogue)
    chosen = [row for row in rows if not choice.indicators or row["indicator"] in choice.indicators]
    for row in chosen:
        row["last_updated"] = date.fromisoformat(str(row["last_updated"]))
    return _from_mappings(INDICATORS, chosen, INDICATOR_COLUMNS)


def _from_mappings(name: str, rows: Sequence[Mapping[str, object]], names: Sequence[str] = ()) -> Table:
    """The rows as a table; `names` are the columns where there may be no row to take them from."""
    names = tuple(rows[0]) if rows else names
    found: list[Row] = [tuple(row.values()) for row in rows]  # type: ignore[arg-type]
    return Table(name, columns(names), lambda: found)


def as_mapping(choice: Choice) -> dict[str, object]:
    """A choice in plain words, for what describes a file."""
    return {key: value for key, value in asdict(choice).items() if value}
