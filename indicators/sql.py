"""Small pieces of portable SQL text: identifiers, literals, and a column's key.

The subset (CTEs, CASE, count/sum/min/max, row_number over, cast, coalesce) runs on DuckDB and Postgres as it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from indicators.keys import fold_key
from indicators.model import Column, RecordKind

TYPES = {
    "text": "VARCHAR", "code": "VARCHAR", "date": "DATE", "whole_number": "BIGINT", "number": "DOUBLE",
    "loose_date": "VARCHAR",
}  # fmt: skip
KEY = "_key"
EMPTY = "''"


def name(identifier: str) -> str:
    """An identifier, quoted: a column may be called `until`."""
    return '"' + identifier.replace('"', '""') + '"'


def text(value: str) -> str:
    """A text literal."""
    return "'" + value.replace("'", "''") + "'"


def day(value: date) -> str:
    """A date literal."""
    return f"CAST('{value.isoformat()}' AS DATE)"


def literal(value: object) -> str:
    """A literal of a plain Python value, typed where SQL would not know."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        return f"CAST({value} AS BIGINT)"
    if isinstance(value, float):
        return f"CAST({value!r} AS DOUBLE PRECISION)"
    if isinstance(value, date):
        return day(value)
    return text(str(value))


def loose_first_day(expression: str) -> str:
    """The first day that a loose date may mean, as text in ISO form, which sorts as days do."""
    return f"SUBSTR({expression} || '-01-01', 1, 10)"


def inline(columns: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A query that yields literal rows; portable where a bare VALUES list is not."""
    names = list(columns)
    selects = [
        "SELECT " + ", ".join(f"{literal(value)} AS {name(column)}" for column, value in zip(names, row, strict=True))
        for row in rows
    ]
    return "\nUNION ALL ".join(selects)


def has_key(column: Column) -> bool:
    """Whether a column has a key beside it: texts compare by key, everything else as it is."""
    return column.type == "text"


def key_of(kind: RecordKind, column: str, alias: str) -> str:
    """The expression by which a column's values compare; an empty value is the empty text."""
    return f"COALESCE(CAST({alias}.{name(_compared(kind, column))} AS VARCHAR), '')"


def filled_key_of(kind: RecordKind, column: str, alias: str) -> str:
    """The same, to be held against what is never empty: as it stands, so that rows are left out where they are read."""
    key = f"{alias}.{name(_compared(kind, column))}"
    return key if kind.column(column).type in ("text", "code") else f"CAST({key} AS VARCHAR)"


def _compared(kind: RecordKind, column: str) -> str:
    return column + KEY if has_key(kind.column(column)) else column


def key_literal(kind: RecordKind, column: str, value: str) -> str:
    """A value of the catalogue as it compares with a column's key."""
    return text(fold_key(value) if has_key(kind.column(column)) else value)


def shown(column: str, alias: str) -> str:
    """A column's value as it was written; an empty value is the empty text."""
    return f"COALESCE(CAST({alias}.{name(column)} AS VARCHAR), '')"
