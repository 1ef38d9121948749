"""Helpers for exported files: read them as anybody would, and run the evaluator's script in a folder of its own."""

from __future__ import annotations

import csv
import hashlib
import subprocess
import sys
from pathlib import Path

import duckdb

RUN = """import duckdb, json, sys
rows = duckdb.connect().execute(open('recompute.sql', encoding='utf-8').read()).fetchall()
json.dump([[None if cell is None else str(cell) for cell in row] for row in rows], sys.stdout)
"""


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def recomputed(folder: Path) -> list[tuple[object, ...]]:
    """The last statement's rows of `recompute.sql`, run by a bare DuckDB in the folder."""
    query = (folder / "recompute.sql").read_text("utf-8").replace("read_csv('", f"read_csv('{folder}/")
    with duckdb.connect() as connection:
        return connection.execute(query).fetchall()


def exported(folder: Path) -> list[tuple[object, ...]]:
    """`indicator_values.csv` with its types."""
    columns = {
        "indicator": "VARCHAR", "area": "VARCHAR", "period": "VARCHAR", "numerator": "BIGINT", "denominator": "BIGINT",
        "unreported": "BIGINT", "value": "DOUBLE", "value_high": "DOUBLE", "status": "VARCHAR",
        "provisional": "BOOLEAN", "as_of": "DATE",
    }  # fmt: skip
    header = (folder / "indicator_values.csv").read_text("utf-8").partition("\n")[0].split(",")
    assert header[: len(columns)] == list(columns)
    columns |= dict.fromkeys(header[len(columns) :], "VARCHAR")
    with duckdb.connect() as connection:
        path = str(folder / "indicator_values.csv")
        return connection.execute(
            f"SELECT * FROM read_csv(?, auto_detect=false, header=true, columns={columns})", [path]
        ).fetchall()


def recomputed_elsewhere(folder: Path) -> str:
    """The same in a Python of its own that knows nothing of this project."""
    done = subprocess.run([sys.executable, "-I", "-c", RUN], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout
