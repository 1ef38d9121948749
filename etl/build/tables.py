"""The tables of one build: what was accepted, what is owed, and the figures on the build's own as-of date.

The public tables (`indicator_values`, `obligations`, `submissions`, `indicators`, `areas`, `periods`) carry the names
of the exported ones; the others (`sheets`, `records_<kind>`, `duties`, ...) are what the generated queries read.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, repeat
from pathlib import Path

import duckdb

from etl.build import computing, dictionary_codes
from etl.build.catalogue_rows import INDICATOR_COLUMNS, area_rows, indicator_rows, period_rows
from etl.store.kept import Kept
from etl.store.kept_rows import RECEIVED, SHEETS, Rows, insert, received_row, record_rows, sheet_rows
from indicators import aggregate, ledger, schedule
from indicators.languages import columns_of, in_columns
from indicators.model import Catalogue
from indicators.sql import day, name, text

# Makes the tables of `computed` from the loaded ones; etl/build/large/engines does it elsewhere than here.
Compute = Callable[[duckdb.DuckDBPyConnection, Catalogue, date], None]

OBLIGATION_KEY = ("indicator", "qark", "body", "period", "item")
_EVIDENCE_ORDER = ", ".join(f"l.{column}" for column in ledger.EVIDENCE_ORDER)
_EVIDENCE_JSON = f"""'[' || string_agg('{{"submission": ' || l.submission || ', "sheet": "' || l.sheet ||
  '", "row": ' || l.sheet_row || '}}', ', ' ORDER BY {_EVIDENCE_ORDER}) || ']'"""


def proven(where: str = "TRUE") -> str:
    """The query for the evidence of some obligations as JSON, one row an obligation that has any.

    `where` is the test on an obligation `l`: put here too, so that nothing is put together that nobody asked for.
    """
    keys = ", ".join(f"l.{column}" for column in OBLIGATION_KEY)
    return f"SELECT {keys}, {_EVIDENCE_JSON} AS evidence FROM evidence l WHERE {where} GROUP BY {keys}"


def obligations_query(where: str = "TRUE") -> str:
    """The query for the public table of obligations; as a view, for its evidence would be most of a large build."""
    columns = ", ".join(f"l.{column}" for column in ledger.OBLIGATION_COLUMNS)
    same = " AND ".join(f"e.{column} = l.{column}" for column in OBLIGATION_KEY)
    return f"""SELECT {columns}, COALESCE(e.evidence, '[]') AS evidence
FROM ledger l LEFT JOIN ({proven(where)}) e ON {same} WHERE {where}"""


def computed(catalogue: Catalogue, as_of: date) -> tuple[tuple[str, str], ...]:
    """The tables that are computed and not loaded, in order, each with its query; portable: any engine may run them."""
    steps = ledger.steps(catalogue, as_of)
    return (
        ("evidence", ledger.with_steps(steps, "SELECT * FROM evidence")),
        ("ledger", ledger.with_steps(steps, "SELECT * FROM ledger")),
        ("indicator_values", ledger.with_steps(aggregate.steps(as_of), "SELECT * FROM figures")),
    )


def compute(connection: duckdb.DuckDBPyConnection, catalogue: Catalogue, as_of: date) -> None:
    """The computed tables, made here by DuckDB: the same steps, each once (etl/build/computing.py)."""
    if catalogue.indicators:
        computing.compute(connection, catalogue, as_of)
        return
    for table, query in computed(catalogue, as_of):
        connection.execute(f"CREATE TABLE {table} AS {query}")


def fill(
    connection: duckdb.DuckDBPyConnection,
    catalogue: Catalogue,
    kept: Sequence[Kept],
    today: date,
    *,
    compute: Compute = compute,
) -> None:
    """All tables, from the catalogue and some submissions; `compute` says which engine computes."""
    last = max((one.submitted_on for one in kept), default=None)
    as_of = schedule.default_as_of(catalogue, last, today)
    load(connection, catalogue, kept)
    settle(connection, catalogue, as_of, compute)
    demonstration = any(one.demonstration for one in kept)
    insert(connection, "build", BUILD, [{"as_of": as_of, "last_submitted_on": last, "demonstration": demonstration}])


def load(connection: duckdb.DuckDBPyConnection, catalogue: Catalogue, kept: Sequence[Kept]) -> None:
    """The tables that the generated queries read: the catalogue's side and what was handed in."""
    load_catalogue(connection, catalogue)
    for table, columns, rows in loaded_rows(catalogue, kept):
        insert(connection, table, columns, rows)


def loaded_rows(catalogue: Catalogue, kept: Sequence[Kept]) -> Iterator[tuple[str, Mapping[str, str], Rows]]:
    """What some submissions add to each table that holds what was handed in: the table, its columns, the rows."""
    yield "received", RECEIVED, (received_row(one) for one in kept)
    yield "sheets", SHEETS, (row for one in kept for row in sheet_rows(one, catalogue))
    for kind in catalogue.records:
        rows = chain.from_iterable(map(record_rows, kept, repeat(kind)))
        yield ledger.records_table(kind.id), ledger.record_columns(catalogue, kind), rows


def load_catalogue(connection: duckdb.DuckDBPyConnection, catalogue: Catalogue) -> None:
    """The catalogue's side: areas, periods, the indicators, and what the generated queries read."""
    sheet = indicator_rows(catalogue)
    columns = dict.fromkeys(INDICATOR_COLUMNS, "VARCHAR")
    for table in (
        CatalogueTable("areas", AREAS, area_rows(catalogue)),
        CatalogueTable("periods", PERIODS, period_rows(catalogue)),
        CatalogueTable("indicators", columns, sheet),
        *places(catalogue),
        *calendar(catalogue),
    ):
        insert(connection, table.name, table.columns, table.rows)


@dataclass(frozen=True)
class CatalogueTable:
    """A table that comes from the catalogue alone: its columns with their SQL types, its rows."""

    name: str
    columns: Mapping[str, str]
    rows: Rows


def places(catalogue: Catalogue) -> tuple[CatalogueTable, ...]:
    """The order of areas and periods in every table: `at` counts from 0."""
    areas = ({"area": area, "at": at} for at, area in enumerate(catalogue.area_labels))
    periods = ({"period": one.code, "at": at} for at, one in enumerate(schedule.all_periods(catalogue)))
    return (
        CatalogueTable("area_places", {"area": "VARCHAR", "at": "BIGINT"}, areas),
        CatalogueTable("period_places", {"period": "VARCHAR", "at": "BIGINT"}, periods),
    )


def calendar(catalogue: Catalogue) -> tuple[CatalogueTable, ...]:
    """What the generated queries read besides `areas`: units, what is owed when, and how it is counted."""
    units = [{"qark": unit.id} for unit in catalogue.programme.areas.units]
    return (
        CatalogueTable("units", {"qark": "VARCHAR"}, units),
        CatalogueTable("body_units", BODY_UNITS, map(vars, schedule.body_units(catalogue))),
        CatalogueTable("duties", DUTIES, map(vars, schedule.duties(catalogue))),
        CatalogueTable("needed", NEEDED, map(vars, schedule.needed(catalogue))),
        CatalogueTable("touched", TOUCHED, map(vars, schedule.touched(catalogue))),
        CatalogueTable("parts", PARTS, map(vars, schedule.parts(catalogue))),
        CatalogueTable("definitions", DEFINITIONS, map(vars, aggregate.definitions(catalogue))),
        CatalogueTable("area_units", AREA_UNITS, map(vars, aggregate.area_units(catalogue))),
    )


def read_by_queries(catalogue: Catalogue) -> dict[str, Mapping[str, str]]:
    """The loaded tables that the generated queries read, but for the records', each with its columns."""
    owing = (*places(catalogue), *calendar(catalogue))
    return {one.name: one.columns for one in owing} | {"sheets": SHEETS}


def settle(
    connection: duckdb.DuckDBPyConnection, catalogue: Catalogue, as_of: date, compute: Compute = compute
) -> None:
    """The obligations and figures of the build's as-of date, so that the common question is a look-up."""
    compute(connection, catalogue, as_of)
    if not connection.execute(f"SELECT 1 FROM duckdb_tables() WHERE table_name = '{computing.COUNTED}'").fetchall():
        computing.create(connection, computing.COUNTED, computing.counted(as_of))
        computing.insert(connection, computing.COUNTED, computing.counted(as_of))
    texts = ", ".join(f"CAST({column} AS VARCHAR) AS {column}" for column in dictionary_codes.COMPUTED["ledger"])
    connection.execute(f"CREATE VIEW obligations AS SELECT * REPLACE ({texts}) FROM ({obligations_query()})")
    connection.execute(f"CREATE TABLE submissions AS {submissions_query(catalogue, as_of)}")


def submissions_query(catalogue: Catalogue, as_of: date, speaking: str | None = None) -> str:
    """The public table of submissions known on a day: superseded where no sheet speaks, accepted rows a record kind.

    `speaking`: the query for the sheets that speak, where those of some submissions alone are asked for.
    """
    counts = "".join(
        f", MAX(CASE WHEN kind = {text(kind.id)} THEN accepted END) AS {name(kind.id)}" for kind in catalogue.records
    )
    kinds = "".join(f", s.{name(kind.id)}" for kind in catalogue.records)
    query = f"""SELECT r.submission, r.sha256, r.form, r.qark, r.period, r.submitted_on,
  p.submission IS NULL AS superseded{kinds}
FROM received r
LEFT JOIN (SELECT DISTINCT submission FROM speaking) p ON p.submission = r.submission
LEFT JOIN (SELECT submission{counts} FROM sheets GROUP BY submission) s ON s.submission = r.submission
WHERE r.submitted_on <= {day(as_of)} ORDER BY r.submission"""
    return ledger.with_steps([("speaking", speaking or ledger.speaking(as_of))], query)


BUILD = {"as_of": "DATE", "last_submitted_on": "DATE", "demonstration": "BOOLEAN"}
AREAS = {"area": "VARCHAR", "kind": "VARCHAR", **dict.fromkeys(columns_of("label"), "VARCHAR"), "cluster": "VARCHAR",
         **dict.fromkeys(columns_of("note"), "VARCHAR")}  # fmt: skip
PERIODS = {"period": "VARCHAR", "frequency": "VARCHAR", "starts_on": "DATE", "ends_on": "DATE"}
DUTIES = {"indicator": "VARCHAR", "body": "VARCHAR", "period": "VARCHAR", "starts_on": "DATE", "ends_on": "DATE",
          "due_on": "DATE", "last_hand_in": "VARCHAR"}  # fmt: skip
NEEDED = {"indicator": "VARCHAR", "period": "VARCHAR", "hand_in": "VARCHAR", "needed_on": "DATE", "hand_ins": "BIGINT"}
TOUCHED = {"period": "VARCHAR", "hand_in": "VARCHAR"}
PARTS = {"indicator": "VARCHAR", "period": "VARCHAR", "part": "VARCHAR", "due_on": "DATE"}
DEFINITIONS = {"indicator": "VARCHAR", "place": "BIGINT", "aggregation": "VARCHAR", "late_counts": "BOOLEAN",
               "met": "DOUBLE", "partly": "DOUBLE"}  # fmt: skip
BODY_UNITS = {"body": "VARCHAR", "qark": "VARCHAR"}
AREA_UNITS = {"area": "VARCHAR", "qark": "VARCHAR"}


def write_reference(folder: Path, catalogue: Catalogue) -> None:
    """Qarks, clusters and code lists as CSV beside the data, for whoever reads it without us."""
    folder.mkdir(parents=True, exist_ok=True)
    codes = [
        {"list": list_name, "code": code.id, **in_columns("label", code.label)}
        for list_name, codes in catalogue.code_lists.items()
        for code in codes
    ]
    for file, rows in (("areas.csv", area_rows(catalogue)), ("code_lists.csv", codes)):
        with (folder / f".{file}").open("w", encoding="utf-8", newline="") as handle:
            writer = csv.writer(handle, lineterminator="\n")
            writer.writerow(rows[0])
            writer.writerows(row.values() for row in rows)
        (folder / f".{file}").replace(folder / file)
