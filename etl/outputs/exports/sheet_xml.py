"""Rows of a sheet as Office Open XML, many at once: a large table is written thirty times as fast as cell by cell.

Text is always an inline string, so what begins like a formula stays text. Truth is the text `true` or `false`, as in
every other format: some programs keep a truth cell as the formula TRUE(). A cell does not name its place (the standard,
ECMA-376 part 1, 18.3.1.4, lets it follow from the order), which makes a file a third as large; a missing value is an
empty cell.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from etl.outputs.exports.tables import Cell, Column, Row
from etl.outputs.exports.workbook_looks import LOOKS

LONGEST_TEXT = 32_767
_DAY_ZERO = date(1899, 12, 30).toordinal()
_ILLEGAL = re.compile("[\ud800-\udfff\ufffe\uffff]")
# What XML cannot hold is written _xHHHH_, and so must be a text that looks like that already.
_ESCAPED = re.compile(r"[\x00-\x08\x0b-\x1f]|_(?=x[0-9A-Fa-f]{4}_)")


def escaped(text: str) -> str:
    """A text as the content of an element; what XML cannot hold at all is the sign of an unknown character."""
    text = _ESCAPED.sub(lambda found: f"_x{ord(found[0]):04X}_", _ILLEGAL.sub("\ufffd", text))
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def cell(value: Cell, look: int) -> str:
    """One cell: a number, a date as its serial number, else text; what is too long is cut with an ellipsis."""
    if value is None or value == "":
        return f'<c s="{look}"/>'
    if isinstance(value, str):
        return text_cell(value, look)
    if isinstance(value, bool):
        return text_cell("true" if value else "false", look)
    if isinstance(value, date):
        return f'<c s="{look}"><v>{value.toordinal() - _DAY_ZERO}</v></c>'
    return f'<c s="{look}"><v>{value!r}</v></c>'


def text_cell(text: str, look: int) -> str:
    """A cell of text."""
    if len(text) > LONGEST_TEXT:
        text = text[: LONGEST_TEXT - 1] + "…"
    if _is_plain(text):
        return f'<c s="{look}" t="inlineStr"><is><t>{text}</t></is></c>'
    return f'<c s="{look}" t="inlineStr"><is><t xml:space="preserve">{escaped(text)}</t></is></c>'


def _is_plain(text: str) -> bool:
    """Whether a text surely stands in XML as it is; tests of this kind are much faster than a pattern."""
    return (
        text.isprintable()
        and "&" not in text
        and "<" not in text
        and ">" not in text
        and "_x" not in text
        and text[:1] != " "
        and text[-1:] != " "
    )


def line(number: int, cells: Sequence[str], height: int | None = None) -> str:
    """A row of given cells, by its number from 1; `height` in points."""
    size = f' ht="{height}" customHeight="1"' if height else ""
    return f'<row r="{number}"{size}>{"".join(cells)}</row>'


class RowMaker:
    """Makes the XML of a table's rows."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self._looks = [LOOKS[column.type] for column in columns]

    def lines(self, rows: Sequence[Row], first: int) -> str:
        """The rows one after another; `first` is the number of the first. A value that comes again is made once."""
        columns = []
        for values, look in zip(zip(*rows, strict=True), self._looks, strict=True):
            made = {value: cell(value, look) for value in set(values)}
            columns.append([made[value] for value in values])
        starts = [f'<row r="{number}">' for number in range(first, first + len(rows))]
        return "</row>".join(map("".join, zip(starts, *columns, strict=True))) + "</row>"
