"""The accepted rows that speak on the as-of date, and the counts of people, as an evaluator may have them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import astuple, fields

from etl.figures.choice import Choice
from etl.figures.people_counts import PeopleCount, PeopleCounts
from etl.figures.read_api import Figures, SourceRow
from etl.outputs.exports.tables import Column, ColumnType, Row, Table, marked
from indicators import ledger
from indicators.model import Catalogue, RecordKind
from indicators.sql import name

WITHHELD = "_suppressed"
PEOPLE = "people_counts"
_SQL_TYPES: dict[str, ColumnType] = {
    "BIGINT": "whole_number", "DATE": "date", "VARCHAR": "text", "BOOLEAN": "truth", "DOUBLE": "number",
}  # fmt: skip


def record_tables(figures: Figures, choice: Choice) -> tuple[Table, ...]:
    """A table for each record kind: every row that speaks, whatever is chosen, for figures rest on all of them.

    A count of people that must not be published is empty, and `<column>_suppressed` says so.
    """
    counts = figures.people(choice.as_of)
    return tuple(marked(_record_table(figures, kind, choice, counts), figures) for kind in figures.catalogue.records)


def _record_columns(catalogue: Catalogue, kind: RecordKind) -> tuple[Column, ...]:
    """Where a row stands, its values, the keys that are compared, and what is withheld of it."""
    names = {"sheet_row": "row"}
    stored = ledger.record_columns(catalogue, kind)
    found = [Column(names.get(one, one), _SQL_TYPES[sql_type]) for one, sql_type in stored.items()]
    return (*found, *(Column(column + WITHHELD, "truth") for column in _counting(kind)))


def _counting(kind: RecordKind) -> tuple[str, ...]:
    return tuple(column.id for column in kind.columns if column.counts)


def _record_table(figures: Figures, kind: RecordKind, choice: Choice, counts: PeopleCounts) -> Table:
    columns = _record_columns(figures.catalogue, kind)
    counting = _counting(kind)
    places = [(number, column.name) for number, column in enumerate(columns) if column.name in counting]

    def read() -> Iterator[Row]:
        stored = ["sheet_row" if one.name == "row" else one.name for one in columns if not one.name.endswith(WITHHELD)]
        query = f"""SELECT {", ".join(f"r.{name(one)}" for one in stored)}
FROM ({ledger.spoken(kind, choice.as_of)}) r ORDER BY r.qark, r.period, r.submission, r.sheet_row"""
        steps = [("speaking", ledger.speaking(choice.as_of))]
        for row in figures.stream(ledger.with_steps(steps, query)):
            source = SourceRow(row[0], row[1], row[2])
            hidden = {column: counts.withholds(source, column) for column in counting}
            values = list(row)
            for number, column in places:
                values[number] = None if hidden[column] else values[number]
            yield (*values, *hidden.values())

    return Table(kind.id, columns, read)


def people_rows(figures: Figures, choice: Choice) -> tuple[PeopleCount, ...]:
    """The totals of people over the chosen areas and periods; none where the catalogue counts none."""
    return tuple(
        one
        for one in figures.people(choice.as_of).totals
        if (not choice.areas or one.area in choice.areas) and (not choice.periods or one.period in choice.periods)
    )


def people_table(figures: Figures, choice: Choice) -> Table:
    """The totals of people as a table."""
    types: dict[str, ColumnType] = {"count": "whole_number", "unreported": "whole_number"}
    columns = tuple(Column(field.name, types.get(field.name, "text")) for field in fields(PeopleCount))
    return marked(Table(PEOPLE, columns, lambda: map(astuple, people_rows(figures, choice))), figures)
