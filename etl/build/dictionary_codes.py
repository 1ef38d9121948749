"""Codes for the texts that millions of rows of a build share: areas, periods, bodies, what code columns hold, and such.

A code is a value of one of DuckDB's own enumerations. It compares, sorts and reads as its text, so that the queries
are the same with it and without, and a join or a count takes a number where it took a text. The tables that others read
keep their texts (etl/build/tables.py); a build that is computed in memory has none of this.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import duckdb

from etl.store import packs
from etl.store.packs import Pack
from indicators import ledger
from indicators.draft import BODIES, UNITS
from indicators.model import Catalogue, RecordKind
from indicators.sql import name, text

AREA, PERIOD, INDICATOR, BODY, KIND, STATE, VALUE = (
    f"{one}_code" for one in ("area", "period", "indicator", "body", "kind", "state", "value")
)
# By the columns of the tables that come from the catalogue, and of the sheets.
_OF_COLUMN = {
    "qark": AREA, "area": AREA, "period": PERIOD, "part": PERIOD, "hand_in": PERIOD, "last_hand_in": PERIOD,
    "indicator": INDICATOR, "body": BODY, "kind": KIND,
}  # fmt: skip
# By the columns that every table of records has; a record kind may have a `body` or `kind` of its own.
_OF_RECORDS = {"qark": AREA, "period": PERIOD, "sheet": KIND}
# By the code list of a record kind's own columns; all others share one.
_OF_LIST = {BODIES: BODY, UNITS: AREA}
# By the columns of what is computed.
COMPUTED = {
    "ledger": {"indicator": INDICATOR, "qark": AREA, "body": BODY, "period": PERIOD, "state": STATE},
    "evidence": {"indicator": INDICATOR, "qark": AREA, "body": BODY, "period": PERIOD, "sheet": KIND},
    "counted": {"indicator": INDICATOR, "qark": AREA, "period": PERIOD},
    "indicator_values": {"indicator": "VARCHAR", "area": "VARCHAR", "period": "VARCHAR"},
}  # fmt: skip


def encode(
    connection: duckdb.DuckDBPyConnection,
    catalogue: Catalogue,
    given: Mapping[str, Iterable[str]],
    found: Sequence[Pack],
) -> None:
    """Let the tables that the queries read hold codes, before the rows that lie ready in packs are added to them.

    `given` are those tables but for the records', each with its columns. Of a record kind that the catalogue has
    changed since, a pack's rows stand in the tables already. Whatever stands in tables or packs has a code, also what
    the catalogue has given up since.
    """
    columns = [(table, one, _OF_COLUMN[one]) for table, ones in given.items() for one in ones if one in _OF_COLUMN]
    columns += [
        (ledger.records_table(kind.id), one, code)
        for kind in catalogue.records
        for one, code in _codes_of(kind).items()
    ]
    for code in (AREA, PERIOD, INDICATOR, BODY, KIND, VALUE):
        places = [(table, column) for table, column, of in columns if of == code]
        places += _in_packs(catalogue, found, code)
        # DuckDB takes no enumeration of nothing, and a programme may owe nothing.
        listed = ", ".join(map(text, ("", *_in_catalogue(catalogue, code))))
        # Of each place the different ones: Parquet keeps them apart, and they are found without reading the rest.
        found_there = (f"SELECT DISTINCT {name(column)} FROM {table}" for table, column in places)
        values = " UNION ALL ".join([f"SELECT UNNEST([{listed}]) AS value", *found_there])
        connection.execute(
            f"CREATE TYPE {code} AS ENUM (SELECT DISTINCT value FROM ({values}) WHERE value IS NOT NULL ORDER BY value)"
        )
    connection.execute(f"CREATE TYPE {STATE} AS ENUM ({', '.join(map(text, ledger.STATES))})")
    for table in dict.fromkeys(table for table, _, _ in columns):
        codes = {column: code for of, column, code in columns if of == table}
        # Ten times faster than altering the columns, one after the other.
        connection.execute(f"CREATE OR REPLACE TABLE {table} AS SELECT * REPLACE ({_casts(codes)}) FROM {table}")


def is_coded(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether a database holds codes."""
    query = f"SELECT 1 FROM duckdb_types() WHERE type_name = {text(AREA)}"
    return bool(connection.execute(query).fetchall())


def coded(connection: duckdb.DuckDBPyConnection, column: str) -> str:
    """A column of a public table as the tables that the queries read have it: a code where the database has any."""
    return columns({column: column}) if is_coded(connection) else column


def record_columns(catalogue: Catalogue, kind: RecordKind) -> str:
    """The columns of a record kind of a relation `s`, as the tables that the queries read have them."""
    return _selected({one: f"s.{name(one)}" for one in ledger.record_columns(catalogue, kind)}, _codes_of(kind))


def columns(found: Mapping[str, str]) -> str:
    """Columns of another of these tables, each from what is found there, as codes."""
    return _selected(found, _OF_COLUMN)


def _selected(found: Mapping[str, str], codes: Mapping[str, str]) -> str:
    return ", ".join(
        f"{f'CAST({value} AS {codes[one]})' if one in codes else value} AS {name(one)}" for one, value in found.items()
    )


def as_stored(table: str, query: str) -> str:
    """A query in the columns of a computed table of a database with codes."""
    return f"SELECT * REPLACE ({_casts(COMPUTED[table])}) FROM ({query})"


def _casts(codes: Mapping[str, str]) -> str:
    return _selected({column: column for column in codes}, codes)


def _codes_of(kind: RecordKind) -> Mapping[str, str]:
    """The columns of a record kind's table that hold codes."""
    return {one.id: _OF_LIST.get(one.codes or "", VALUE) for one in kind.columns if one.type == "code"} | _OF_RECORDS


def _in_catalogue(catalogue: Catalogue, code: str) -> Iterator[str]:
    """The values that the catalogue lists for code columns: what is handed in later needs no new code then.

    Its areas stand in a table.
    """
    for listed, codes in catalogue.code_lists.items():
        if _OF_LIST.get(listed, VALUE) == code != AREA:
            yield from (one.id for one in codes)


def _in_packs(catalogue: Catalogue, found: Sequence[Pack], code: str) -> Iterator[tuple[str, str]]:
    """Where packs hold values of a code. A row may have another unit than its submission, as a register's have."""
    if not found:
        return
    if code in (AREA, PERIOD):
        yield packs.together(found, packs.RECEIVED), "qark" if code == AREA else "period"
    if code == KIND:
        yield packs.together(found, packs.SHEETS), "kind"
    for kind in catalogue.records if code in (AREA, BODY, VALUE) else ():
        ready = [one for one in found if one.is_ready(kind)]
        of_kind = [column for column, of in _codes_of(kind).items() if of == code]
        yield from ((packs.together(ready, ledger.records_table(kind.id)), one) for one in of_kind if ready)
