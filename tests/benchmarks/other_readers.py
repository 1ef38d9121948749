"""What openpyxl and python-calamine see in a workbook, and for which reasons they see a cell otherwise than we do."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell.cell import MergedCell

from etl.intake.cells import Cell
from etl.intake.text.characters import LONGEST_TEXT, clean_text, is_blank
from etl.intake.xlsx.sheet import LEAST_SIZE

Value = tuple[str, Any]
Place = tuple[int, int]  # row, column
NOTHING: Value = ("blank", "")
COVERED: Value = ("covered", "")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_NO_PART_OF_A_DATE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')


@dataclass
class Sheet:
    """What another reader sees of a sheet; `codes` are number formats, and what it cannot tell is None."""

    cells: Mapping[Place, Value]
    codes: Mapping[Place, str] = field(default_factory=dict)
    hidden: bool | None = None
    merged: frozenset[str] | None = None
    hidden_rows: frozenset[int] | None = None
    hidden_columns: tuple[tuple[int, int], ...] | None = None


_KINDS: tuple[tuple[type | tuple[type, ...], str, Callable[[Any], Any]], ...] = (
    (bool, "truth", bool),
    ((int, float), "number", float),
    (datetime, "date", lambda moment: moment.date().isoformat()),
    (date, "date", lambda day: day.isoformat()),
    ((time, timedelta), "time", str),
    (str, "text", lambda text: text.replace("\r\n", "\n").replace("\r", "\n").strip()),
)


def value_of(value: object) -> Value:
    """A value of any reader in one form: its kind, and the value."""
    if value is None or (isinstance(value, str) and is_blank(value)):
        return NOTHING
    return next((kind, form(value)) for types, kind, form in _KINDS if isinstance(value, types))


def ours(cell: Cell) -> Value:
    """A cell of ours in the same form."""
    return (cell.kind, cell.value) if cell.kind in ("date", "error", "blank") else value_of(cell.value)


def _is_hidden(hidden: bool, size: float | None) -> bool:
    """Whether nobody sees a row or column of that size: for us less than a tenth of a character is nothing."""
    return hidden or (size is not None and size < LEAST_SIZE)


def by_openpyxl(path: Path) -> dict[str, Sheet]:
    """The worksheets as openpyxl reads them."""
    found = {}
    for sheet in load_workbook(path, data_only=True).worksheets:
        cells = sheet._cells  # read as they are: asking for each cell of a wide grid would create it
        filled = {place: cell for place, cell in cells.items() if cell.value is not None}
        rows, columns = sheet.row_dimensions.items(), sheet.column_dimensions.values()
        found[sheet.title] = Sheet(
            {place: ("error", cell.value) if cell.data_type == "e" else value_of(cell.value)
             for place, cell in filled.items()}
            | {place: COVERED for place, cell in cells.items() if isinstance(cell, MergedCell)},
            codes={place: cell.number_format for place, cell in filled.items()},
            hidden=sheet.sheet_state != "visible",
            merged=frozenset(str(one) for one in sheet.merged_cells.ranges),
            hidden_rows=frozenset(number for number, row in rows if _is_hidden(row.hidden, row.ht)),
            hidden_columns=tuple((one.min or 0, one.max or 0) for one in columns if _is_hidden(one.hidden, one.width)),
        )  # fmt: skip
    return found


def by_calamine(path: Path) -> dict[str, Sheet]:
    """The worksheets as calamine reads them; one that it cannot read is left out."""
    book = importlib.import_module("python_calamine").CalamineWorkbook.from_path(str(path))
    found = {}
    for name in book.sheet_names:
        with suppress(Exception):
            sheet = book.get_sheet_by_name(name)
            first, left = sheet.start or (0, 0)
            rows = list(enumerate(sheet.to_python(skip_empty_area=True), first + 1))
            found[name] = Sheet(
                {(row, column): value_of(one) for row, cells in rows for column, one in enumerate(cells, left + 1)}
            )
    return found


def same(own: Value, other: Value) -> bool:
    """Whether two readers see the same: numbers to nine digits, texts whether or not escapes are resolved."""
    if own[0] == other[0] == "number":
        return bool(abs(own[1] - other[1]) <= 1e-9 * max(abs(own[1]), abs(other[1])))
    if own[0] == other[0] == "text" and own != other:
        return not _readings(own[1]).isdisjoint(_readings(other[1]))
    if other[0] == "text":
        other = value_of(_without_escapes(other[1]))
    return own == other or (own == NOTHING and other == COVERED)


def _readings(text: str) -> set[Value]:
    """A text as it stands, with its escapes resolved once, and as openpyxl makes it of a shared one with escapes."""
    once = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    return {value_of(one) for one in (text, once, text.replace("x005F_", ""), _without_escapes(text))}


def _without_escapes(text: str) -> str:
    for escaped in ("_x005F_", "_x005f_"):
        text = text.replace(escaped, "")
    text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def shows_day(code: str, day: str) -> bool:
    """Whether a format has a year, a day or a month's name. Where it is unknown, a day of early 1900 was a time."""
    bare = _NO_PART_OF_A_DATE.sub("", code.partition(";")[0]).lower()
    return bool(re.search("y|d|mmm", bare)) if code else day > "1900-03-01"


def _is_time_alone(own: Value, other: Value, code: str) -> bool:
    return own[0] == "number" and (other[0] == "time" or (other[0] == "date" and not shows_day(code, other[1])))


def _is_cut(own: Value, other: Value, _: str) -> bool:
    """Whether ours is the beginning of what they see, as far as a text may be kept; whatever spaces calamine trims."""
    if own[0] != "text" or other[0] != "text" or min(len(own[1]), len(other[1])) <= LONGEST_TEXT - 50:
        return False
    beginning, whole = ("".join(clean_text(_without_escapes(text)).split()) for text in (own[1], other[1]))
    return whole.startswith(beginning)


# Why another reader may see a cell otherwise, and whether that holds of ours, theirs and the cell's number format.
REASONS: Mapping[str, Callable[[Value, Value, str], bool]] = {
    "a text of more than 500 characters is tidied and cut for us: its row is rejected": _is_cut,
    "openpyxl drops what a merged range covers": lambda _, other, __: other == COVERED,
    "openpyxl puts a link's target where a formula has no value": lambda own, other, _: (
        own == NOTHING and other[0] == "text" and re.search("[:!]", other[1]) is not None
    ),
    "a formula's 0 in a workbook that asks to be calculated: never calculated for us": lambda own, other, _: (
        own == NOTHING and other == ("number", 0.0)
    ),
    "openpyxl does not know the date formats of East Asian locales (27 to 36, 50 to 58)": lambda own, other, code: (
        (own[0], other[0], code) == ("date", "number", "General")
    ),
    "openpyxl makes an error of a number beyond year 9999 under a date format": lambda own, other, _: (
        (own[0], other[0]) == ("number", "error") and abs(own[1]) > 2_958_465
    ),
    "calamine reads an error as a blank cell": lambda own, other, _: own[0] == "error" and other == NOTHING,
    "calamine leaves a date in ISO form with an offset a text": lambda own, other, _: (
        (own[0], other[0]) == ("date", "text") and other[1].startswith(own[1])
    ),
    "calamine trims the runs of a text": lambda own, other, _: (
        own[0] == other[0] == "text" and "".join(own[1].split()) == "".join(other[1].split())
    ),
    "a time of day or a duration alone has no day: for us a number": _is_time_alone,
    "the same in ISO form: for us a text": lambda own, other, _: (own[0], other[0]) == ("text", "time"),
    "the first day of the epoch, which they take for midnight alone": lambda own, other, _: (
        (own[0], other[0]) == ("date", "time") and own[1] <= "1904-01-01"
    ),
    "before March 1900, where Excel counts a 29 February that never was": lambda own, other, _: (
        own[0] == other[0] == "date" and max(own[1], other[1]) < "1900-03-02"
    ),
}


def reason_for(own: Value, other: Value, code: str) -> str | None:
    """Why two readers differ in a cell with this number format; None where nobody has written down why."""
    return next((text for text, holds in REASONS.items() if holds(own, other, code)), None)
