"""The generated queries in an engine's dialect, which loaded tables they read, and the columns they give."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import duckdb
import sqlglot
from sqlglot import exp

from etl.build import dictionary_codes
from indicators.sql import name, text


@dataclass(frozen=True)
class Table:
    """A table that passes between DuckDB and an engine: its columns with their types as DuckDB calls them."""

    name: str
    columns: Mapping[str, str]


@dataclass(frozen=True)
class Step:
    """One query of a build in an engine's dialect, and the name that later ones read its rows by.

    `computed` holds the query that gives a whole table of the build, where this step is one; `readers` counts the
    steps that read this one.
    """

    name: str
    query: str
    readers: int
    computed: str | None = None


def planned(queries: Sequence[tuple[str, str]], dialect: str) -> list[Step]:
    """The steps of some tables' queries in order, each once.

    An engine that runs them one by one knows how many rows each gave when it plans the next. Planned as one statement
    of a hundred steps, all guesses multiply: PostgreSQL then joins a million rows with a loop in a loop.
    """
    found: dict[tuple[str, str, bool], Step] = {}
    readers: Counter[str] = Counter()
    for table, query in queries:
        statement = sqlglot.parse_one(query, read="duckdb")
        steps = [(step.alias, step.this, None) for step in statement.find_all(exp.CTE)]
        for with_steps in list(statement.find_all(exp.With)):
            with_steps.pop()
        for name_of_step, body, whole in [*steps, (table, statement, query)]:
            step = Step(name_of_step, body.sql(dialect), 0, whole)
            key = (step.name, step.query, whole is not None)
            if key not in found:
                found[key] = step
                readers.update({one.name for one in body.find_all(exp.Table)})
    return [replace(step, readers=readers[step.name]) for step in found.values()]


def type_in(dialect: str, duckdb_type: str) -> str:
    """A column's type as an engine calls it."""
    return exp.DataType.build(duckdb_type, dialect="duckdb").sql(dialect)


def read_by(queries: Iterable[str]) -> set[str]:
    """The tables that queries read and do not define themselves as a step."""
    found: set[str] = set()
    for query in queries:
        statement = sqlglot.parse_one(query, read="duckdb")
        steps = {step.alias for step in statement.find_all(exp.CTE)}
        found |= {table.name for table in statement.find_all(exp.Table)} - steps
    return found


def loaded(connection: duckdb.DuckDBPyConnection, names: Iterable[str]) -> list[Table]:
    """Those of some tables that the database has."""
    listed = ", ".join(text(one) for one in sorted(names))
    rows = connection.execute(
        f"""SELECT table_name, column_name, data_type FROM duckdb_columns()
WHERE table_name IN ({listed}) AND NOT internal ORDER BY table_name, column_index"""
    ).fetchall()
    tables: dict[str, dict[str, str]] = {}
    for table, column, kind in rows:
        tables.setdefault(table, {})[column] = _decoded(kind)
    return [Table(table, columns) for table, columns in tables.items()]


def given_by(connection: duckdb.DuckDBPyConnection, table: str, query: str) -> Table:
    """The table that a query gives, from its columns as DuckDB would type them; the query is not run."""
    rows = connection.execute(f"DESCRIBE {query}").fetchall()
    return Table(table, {row[0]: _decoded(row[1]) for row in rows})


def _decoded(duckdb_type: str) -> str:
    """A type as an engine has it: texts where a build has codes for them (etl/build/dictionary_codes.py)."""
    return "VARCHAR" if duckdb_type.startswith("ENUM(") else duckdb_type


def create(connection: duckdb.DuckDBPyConnection, table: Table) -> str:
    """DuckDB's statement that makes a computed table, empty: with codes where the database has any."""
    coded = dictionary_codes.COMPUTED.get(table.name, {}) if dictionary_codes.is_coded(connection) else {}
    columns = ", ".join(f"{name(column)} {coded.get(column, kind)}" for column, kind in table.columns.items())
    return f"CREATE TABLE {name(table.name)} ({columns})"
