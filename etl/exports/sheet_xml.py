"""Rows of a sheet as Office Open XML, many at once: a large table is written thirty times as fast as cell by cell.

Text is always an inline string, so what begins like a formula stays text. Truth is the text `true` or `false`, as in
every other format: some programs keep a truth cell as the formula TRUE(). A cell does not name its place (the standard,
ECMA-376 part 1, 18.3.1.4, lets it follow from the order), which makes a file a third as large; a missing value is an
empty cell.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from etl.exports.tables import Cell, Column, Row
from etl.exports.workbook_looks import LOOKS

LONGEST_TEXT = 32_767
_DAY_ZERO = date(1899, 12, 30).toordinal()
_REMEMBERED = 10_000
_ILLEGAL = re.compile("[\ud800-\udfff\ufffe\uffff]")
# What XML cannot hold is written _xHHHH_, and so must be a text that looks like that already.
_ESCAPED = re.compile(r"[\x00-\x08\x0b-\x1f]|_(?=x[0-9A-Fa-f]{4}_)")
_ODD = re.compile("[&<>\x00-\x1f\ud800-\udfff\ufffe\uffff]|_x[0-9A-Fa-f]{4}_|^\\s|\\s\\Z")


def escaped(text: str) -> str:
    """A text as the content of an element; what XML cannot hold at all is the sign of an unknown character."""
    text = _ESCAPED.sub(lambda found: f"_x{ord(found[0]):04X}_", _ILLEGAL.sub("\ufffd", text))
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def cell(value: Cell, look: int) -> str:
    """One cell: a number, a date as its serial number, else text; what is too long is cut with an ellipsis."""
    if value is None or value == "":
        return f'<c s="{look}"/>'
    if isinstance(value, bool):
        return text_cell("true" if value else "false", look)
    if isinstance(value, int | float):
        return f'<c s="{look}"><v>{value!r}</v></c>'
    if isinstance(value, date):
        return f'<c s="{look}"><v>{value.toordinal() - _DAY_ZERO}</v></c>'
    return text_cell(value, look)


def text_cell(text: str, look: int) -> str:
    """A cell of text."""
    if len(text) > LONGEST_TEXT:
        text = text[: LONGEST_TEXT - 1] + "…"
    if not _ODD.search(text):
        return f'<c s="{look}" t="inlineStr"><is><t>{text}</t></is></c>'
    return f'<c s="{look}" t="inlineStr"><is><t xml:space="preserve">{escaped(text)}</t></is></c>'


def line(number: int, cells: Sequence[str], height: int | None = None) -> str:
    """A row of given cells, by its number from 1; `height` in points."""
    size = f' ht="{height}" customHeight="1"' if height else ""
    return f'<row r="{number}"{size}>{"".join(cells)}</row>'


class _Remembered(dict[Cell, str]):
    """Cells of a column by their values, for most values come again."""

    def __init__(self, make: Callable[[Cell], str]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, value: Cell) -> str:
        if len(self) >= _REMEMBERED:
            self.clear()
        made = self[value] = self._make(value)
        return made


class RowMaker:
    """Makes the XML of a table's rows."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self._cells = [_Remembered(partial(cell, look=LOOKS[one.type])) for one in columns]

    def lines(self, rows: Sequence[Row], first: int) -> str:
        """The rows one after another; `first` is the number of the first."""
        starts = [f'<row r="{number}">' for number in range(first, first + len(rows))]
        made = (
            map(cells.__getitem__, values) for cells, values in zip(self._cells, zip(*rows, strict=True), strict=True)
        )
        return "</row>".join(map("".join, zip(starts, *made, strict=True))) + "</row>"
