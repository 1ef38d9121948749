"""What a public table is: a name, typed columns, rows that can be read bit by bit and as often as one likes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

ColumnType = Literal["text", "whole_number", "number", "truth", "date", "json"]
Cell = str | int | float | bool | date | None
Row = tuple[Cell, ...]


@dataclass(frozen=True)
class Column:
    """A column of a public table."""

    name: str
    type: ColumnType


@dataclass(frozen=True)
class Table:
    """A public table: its name, its columns in order, and a way to read its rows, as often as one likes."""

    name: str
    columns: tuple[Column, ...]
    read: Callable[[], Iterable[Row]]
