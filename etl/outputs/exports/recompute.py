"""`recompute.sql`: the evaluator's proof. It rebuilds `indicator_values` from the package's records alone.

It is the same generated SQL that the product computes its figures with (indicators/ledger.py, indicators/aggregate.py);
the calendar of duties stands in it as literal rows, and who had reported what is read from `submissions.csv`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from etl.build import tables as stored
from etl.build.catalogue_rows import period_rows
from etl.figures.choice import Choice
from etl.outputs.exports.tables import MARK, SQL_TYPES, SUBMISSIONS, VALUES, Table
from etl.outputs.exports.words import both
from indicators import aggregate, ledger
from indicators.model import Catalogue
from indicators.sql import name, text

FILE = "recompute.sql"
RECORDS = "records"


def recompute_sql(
    catalogue: Catalogue, choice: Choice, submissions: Table, records: Sequence[Table], mark: str | None
) -> str:
    """The whole script.

    Args:
        catalogue: The programme.
        choice: What `indicator_values.csv` of the package holds.
        submissions: The table that is the package's `submissions.csv`.
        records: The tables that are the package's `records/<name>.csv`.
        mark: What stands in the last column of every table where data is demonstration data.
    """
    as_of = choice.as_of
    statements = [
        _comment("head", title=catalogue.programme.title, date=as_of.isoformat()),
        _comment("received"),
        _create(SUBMISSIONS, f"SELECT * FROM {_read(f'{SUBMISSIONS}.csv', submissions)}"),
        *(_records(table) for table in records),
        _comment("calendar"),
        *(_literal_table(table) for table in _calendar(catalogue)),
        _comment("sheets"),
        _create("sheets", _sheets(catalogue)),
        _comment("ledger"),
        _create("ledger", ledger.with_steps(ledger.steps(catalogue, as_of), "SELECT * FROM ledger")),
        _comment("figures"),
        _create(VALUES, ledger.with_steps(aggregate.steps(as_of), _figures(choice, mark))),
        f"SELECT * FROM {VALUES};",
    ]
    return "\n\n".join(statements) + "\n"


def _comment(key: str, **values: object) -> str:
    words = both(f"recompute.{key}", **values)
    return "\n".join(f"-- {line}" for said in words.values() for line in said.splitlines())


def _create(table: str, query: str) -> str:
    return f"CREATE OR REPLACE TABLE {name(table)} AS\n{query};"


def _read(path: str, table: Table) -> str:
    """Reading a CSV file of the package, every type named and nothing guessed."""
    types = ", ".join(f"{text(column.name)}: {text(SQL_TYPES[column.type])}" for column in table.columns)
    return f"""read_csv({text(path)}, auto_detect=false, header=true, delim=',', quote='"', escape='"',
  columns={{{types}}})"""


def _records(table: Table) -> str:
    source = _read(f"{RECORDS}/{table.name}.csv", table)
    return _create(ledger.records_table(table.name), f'SELECT *, "row" AS sheet_row FROM {source}')


def _calendar(catalogue: Catalogue) -> tuple[stored.CatalogueTable, ...]:
    """What the queries read besides records and submissions, and the order of the tables."""
    areas = [{"area": area, "at": at} for at, area in enumerate(catalogue.area_labels)]
    periods = [{"period": row["period"], "at": at} for at, row in enumerate(period_rows(catalogue))]
    return (
        *stored.calendar(catalogue),
        stored.CatalogueTable("areas", {"area": "VARCHAR", "at": "BIGINT"}, areas),
        stored.CatalogueTable("periods", {"period": "VARCHAR", "at": "BIGINT"}, periods),
    )


def _literal_table(table: stored.CatalogueTable) -> str:
    columns = ", ".join(f"{name(column)} {kind}" for column, kind in table.columns.items())
    rows = [_literal_row(row, table.columns) for row in table.rows]
    created = f"CREATE OR REPLACE TABLE {name(table.name)} ({columns});"
    return f"{created}\nINSERT INTO {name(table.name)} VALUES\n" + ",\n".join(rows) + ";" if rows else created


def _literal_row(row: Mapping[str, object], columns: Mapping[str, str]) -> str:
    return "(" + ", ".join(_literal(row[column]) for column in columns) + ")"


def _literal(value: object) -> str:
    """A literal; the table's column gives it its type."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return repr(value)
    return text(value.isoformat() if isinstance(value, date) else str(value))


def _sheets(catalogue: Catalogue) -> str:
    """A sheet was handed in where its count of accepted rows is not empty; without a qark it speaks for every unit."""
    each = "\nUNION ALL ".join(
        f"SELECT submission, qark, period, {text(kind.id)} AS kind, submitted_on "
        f"FROM {SUBMISSIONS} WHERE {name(kind.id)} IS NOT NULL"
        for kind in catalogue.records
    )
    return f"""SELECT s.submission, u.qark, s.period, s.kind, s.submitted_on
FROM ({each}) s JOIN units u ON s.qark IS NULL OR s.qark = u.qark"""


def _figures(choice: Choice, mark: str | None) -> str:
    columns = ", ".join(f"f.{name(column)}" for column in aggregate.FIGURE_COLUMNS)
    marked = f", {text(mark)} AS {MARK}" if mark else ""
    chosen = {"indicator": choice.indicators, "area": choice.areas, "period": choice.periods}
    tests = [f"f.{column} IN ({', '.join(map(text, values))})" for column, values in chosen.items() if values]
    where = f"\nWHERE {' AND '.join(tests)}" if tests else ""
    return f"""SELECT {columns}{marked} FROM figures f
JOIN definitions d ON d.indicator = f.indicator
JOIN areas a ON a.area = f.area
JOIN periods p ON p.period = f.period{where}
ORDER BY d.place, a."at", p."at\""""
