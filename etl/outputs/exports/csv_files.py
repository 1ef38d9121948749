"""A table as CSV: UTF-8, decimal points, ISO dates, true and false, missing as an empty cell, one line a row."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

from etl.formats.atomic_file import replaced
from etl.outputs.exports.tables import Cell, Table

ENDING = ".csv"


def cell(value: Cell) -> str | int:
    """A value as CSV holds it, in full precision."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return repr(value)
    return value.isoformat() if isinstance(value, date) else value


def write_table(path: Path, table: Table) -> int:
    """Write a table as a CSV file, replaced at once; how many rows it has."""
    rows = 0
    with replaced(path) as aside, aside.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(column.name for column in table.columns)
        # The writer itself puts floats, dates and missing values as `cell` does; truth it would spell otherwise.
        truths = [place for place, column in enumerate(table.columns) if column.type == "truth"]
        for row in table.read():
            values: list[object] = list(row)
            for place in truths:
                values[place] = cell(row[place])
            writer.writerow(values)
            rows += 1
    return rows
