"""PostgreSQL computes a build: tables copied in, the generated queries run there, the computed tables copied back.

The server is named by `RCAT_POSTGRES` as libpq names one (`host=... dbname=... user=...` or a postgresql:// address);
where it is not set, libpq's own variables and defaults hold. The tables stay in a schema of the programme's own, public
names and all, and are replaced in one transaction: whoever reads them there sees the build before or this one.
"""

from __future__ import annotations

import os
import re
from datetime import date
from pathlib import Path

import duckdb
import psycopg
from psycopg import sql

from etl.build.large.engines.dialect import Table, create, given_by, loaded, planned, read_by, type_in
from etl.build.large.engines.engine import VARIABLES, EngineError, exchange, first_line
from etl.build.tables import computed
from indicators.model import Catalogue
from indicators.sql import name, text

SERVER = VARIABLES["postgres"]
_PATIENCE_TO_CONNECT = 10
_CHUNK = 1 << 20
# How DuckDB reads what the server writes: nothing guessed, an empty text is no missing value.
_AS_WRITTEN = (
    "header = false, delim = ',', quote = '\"', escape = '\"', nullstr = '\\N', allow_quoted_nulls = false, "
    "auto_detect = false"
)
_DIALECT = "postgres"
# Whatever the server is set to: dates in ISO form, numbers to the last digit, backslashes as they stand.
_SESSION = "SET datestyle = 'ISO, YMD'; SET extra_float_digits = 1; SET standard_conforming_strings = on"


def compute(connection: duckdb.DuckDBPyConnection, catalogue: Catalogue, as_of: date) -> None:
    """The computed tables, made by a PostgreSQL server. EngineError where none answers or it gives up."""
    queries = computed(catalogue, as_of)
    inputs = loaded(connection, read_by(query for _, query in queries))
    try:
        with _connected() as server, exchange(connection) as folder:
            schema = schema_of(catalogue)
            _enter(server, schema)
            for table in inputs:
                _copy_in(connection, server, table, folder)
            for step in planned(queries, _DIALECT):
                place = "pg_temp" if step.computed is None else schema
                _run(server, sql.Identifier(place, step.name), step.query)
                if step.computed is not None:
                    _copy_out(connection, server, given_by(connection, step.name, step.computed), folder)
    except psycopg.Error as error:
        raise EngineError("failed", first_line(error)) from error


def schema_of(catalogue: Catalogue) -> str:
    """The schema that holds a programme's tables."""
    return "rcat_build_" + re.sub(r"[^a-z0-9]", "_", catalogue.programme.id)


def _connected() -> psycopg.Connection[tuple[object, ...]]:
    try:
        return psycopg.connect(os.environ.get(SERVER, ""), connect_timeout=_PATIENCE_TO_CONNECT)
    except psycopg.OperationalError as error:
        raise EngineError("unreachable", first_line(error)) from error
    except psycopg.Error as error:
        # It would quote the variable, and with it perhaps a password.
        raise EngineError("unreachable", SERVER) from error


def _enter(server: psycopg.Connection[tuple[object, ...]], schema: str) -> None:
    server.execute(_SESSION)
    server.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(schema)))
    server.execute(sql.SQL("SET search_path TO {}").format(sql.Identifier(schema)))


def _column(column: str, duckdb_type: str) -> sql.Composable:
    """A column's definition; texts compare byte by byte, as they do in DuckDB, whatever the server's language."""
    kind = type_in(_DIALECT, duckdb_type)
    collation = sql.SQL(' COLLATE "C"' if duckdb_type == "VARCHAR" else "")
    return sql.SQL("{} {}{}").format(sql.Identifier(column), sql.SQL(kind), collation)


def _copy_in(
    connection: duckdb.DuckDBPyConnection,
    server: psycopg.Connection[tuple[object, ...]],
    table: Table,
    folder: Path,
) -> None:
    """A table from DuckDB, through a file of CSV: the one form that both write and read without Python's help."""
    file = folder / f"{table.name}.csv"
    connection.execute(f"COPY {name(table.name)} TO {text(str(file))} (FORMAT csv, HEADER false, NULLSTR '\\N')")
    here = sql.Identifier(table.name)
    columns = sql.SQL(", ").join(_column(*one) for one in table.columns.items())
    server.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(here))
    server.execute(sql.SQL("CREATE TABLE {} ({})").format(here, columns))
    into = sql.SQL("COPY {} FROM STDIN (FORMAT csv, NULL '\\N', ENCODING 'UTF8')").format(here)
    with server.cursor() as cursor, cursor.copy(into) as copy, file.open("rb") as content:
        while chunk := content.read(_CHUNK):
            copy.write(chunk)
    server.execute(sql.SQL("ANALYZE {}").format(here))
    file.unlink()


def _run(server: psycopg.Connection[tuple[object, ...]], here: sql.Identifier, query: str) -> None:
    """A query's rows as a table, counted, so that the next query is planned by what is there."""
    server.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(here))
    # The query holds its values, and its per-cent signs are its own: no parameters are passed.
    server.execute(sql.SQL("CREATE TABLE {} AS ").format(here) + sql.SQL(query))
    server.execute(sql.SQL("ANALYZE {}").format(here))


def _copy_out(
    connection: duckdb.DuckDBPyConnection,
    server: psycopg.Connection[tuple[object, ...]],
    table: Table,
    folder: Path,
) -> None:
    file = folder / f"{table.name}.csv"
    columns = sql.SQL(", ").join(map(sql.Identifier, table.columns))
    out = sql.SQL("COPY (SELECT {} FROM {}) TO STDOUT (FORMAT csv, NULL '\\N', FORCE_QUOTE *, ENCODING 'UTF8')")
    query = out.format(columns, sql.Identifier(table.name))
    with file.open("wb") as content, server.cursor() as cursor, cursor.copy(query) as copy:
        for chunk in copy:
            content.write(chunk)
    connection.execute(create(connection, table))
    kinds = ", ".join(f"{text(column)}: {text(kind)}" for column, kind in table.columns.items())
    source = f"read_csv({text(str(file))}, columns = {{{kinds}}}, {_AS_WRITTEN})"
    connection.execute(f"INSERT INTO {name(table.name)} SELECT * FROM {source}")
    file.unlink()
