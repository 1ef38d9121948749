"""A table as Parquet, written by DuckDB: typed, in one order, without a clock.

The bytes depend on DuckDB's version, which the file names as its maker, and on nothing else of the machine.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from etl.formats.atomic_file import replaced
from etl.outputs.exports.csv_files import write_table
from etl.outputs.exports.tables import SQL_TYPES, Table
from indicators.sql import text

ENDING = ".parquet"
# A row of `obligations` holds all its evidence; no reader's default line length may cut it.
_LONGEST_LINE = 64 * 1024 * 1024


def write_parquet(path: Path, table: Table) -> int:
    """Write a table as a Parquet file, replaced at once; how many rows it has."""
    with TemporaryDirectory() as folder, replaced(path) as aside, duckdb.connect(":memory:") as connection:
        plain = Path(folder) / "table.csv"
        rows = write_table(plain, table)
        connection.execute("SET threads = 1")
        types = ", ".join(f"{text(column.name)}: {text(SQL_TYPES[column.type])}" for column in table.columns)
        source = f"""read_csv({text(str(plain))}, auto_detect=false, header=true, delim=',', quote='"', escape='"',
  max_line_size={_LONGEST_LINE}, columns={{{types}}})"""
        connection.execute(f"COPY (FROM {source}) TO {text(str(aside))} (FORMAT parquet, COMPRESSION zstd)")
    return rows
