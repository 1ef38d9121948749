"""Whether a build's file is as it was published.

A small file is summed up whole, so that a change of any byte is seen. Of a large one, which would take seconds at every
start, the size, both ends and many places between are: that finds a file cut short, written over, or opened by another
program to write. What is left, a few bytes gone bad in between, DuckDB finds by its own sum over each block as soon as
it reads that block; then `reads_through` looks at all of them.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import duckdb

from indicators.sql import name

WHOLE_UP_TO = 64 << 20
_END = 1 << 20
_PLACES, _PLACE = 64, 1 << 16


def sum_of_file(path: Path) -> str:
    """What a build's bytes come to, 16 hexadecimal digits; of a large file what some places of it come to."""
    size = path.stat().st_size
    digest = hashlib.sha256(str(size).encode())
    with path.open("rb") as file:
        if size <= WHOLE_UP_TO:
            return hashlib.file_digest(file, lambda: digest).hexdigest()[:16]
        digest.update(file.read(_END))
        for number in range(1, _PLACES):
            file.seek(size * number // _PLACES)
            digest.update(file.read(_PLACE))
        file.seek(size - _END)
        digest.update(file.read(_END))
    return digest.hexdigest()[:16]


def reads_through(path: Path) -> bool:
    """Whether every block of every table can be read; it takes as long as reading the file does."""
    try:
        with duckdb.connect(str(path), read_only=True, config=sandbox_settings()) as connection:
            for (table,) in connection.execute("SELECT table_name FROM duckdb_tables() WHERE NOT internal").fetchall():
                connection.execute(f"SELECT MAX(HASH(t)) FROM {name(table)} t").fetchall()
    except duckdb.Error:
        return False
    return True


def sandbox_settings() -> dict[str, str | bool | int | float | list[str]]:
    """Settings by which no query can reach a file, the network or an extension, nor undo that."""
    return {"enable_external_access": False, "lock_configuration": True}
