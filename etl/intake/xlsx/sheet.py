"""One sheet of a workbook, read in one pass: values, formulas, dates, what is hidden, what is merged."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from math import isfinite

from etl.intake.cells import Cell, Row, split_address
from etl.intake.container.guard import Limits, RefusedError
from etl.intake.text.characters import is_blank
from etl.intake.values.formulas import reaches_outside
from etl.intake.values.number_formats import GENERAL
from etl.intake.xlsx.beside_cells import KNOWN_ELEMENTS, PROMPTS, Beside
from etl.intake.xlsx.parts import Styles, unescaped
from etl.intake.xlsx.xml_events import Attributes, is_true

EPOCH_1900 = date(1899, 12, 30)
EPOCH_1904 = date(1904, 1, 1)
MOST_MERGES = 10_000
_MILLISECONDS = 24 * 60 * 60 * 1000  # of a day
LEAST_SIZE = 0.1  # points of a row's height, characters of a column's width: less than a line on the screen
_PAGE_TEXTS = frozenset(("oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter"))
_OF_A_CELL = frozenset(("r", "s", "t", "cm", "vm", "ph"))
_OF_CELLS = frozenset(("v", "f", "is", "t"))
_TRUTHS = frozenset(("0", "1", "true", "false"))
_PAGE_CODE = re.compile(r"&(?:\"[^\"]*\"|K[0-9A-F]{6}|[A-Za-z])")


@dataclass(frozen=True)
class Workbook:
    """What all sheets share."""

    strings: list[str]
    styles: Styles
    epoch: date
    limits: Limits
    outside_names: frozenset[str] = frozenset()
    sheet_names: frozenset[str] = frozenset()
    to_be_calculated: bool = False


@dataclass
class SheetEvents:
    """Collects a worksheet's rows from its XML events."""

    book: Workbook
    rows: list[Row] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    places: dict[int, int] = field(default_factory=dict)
    used_strings: set[int] = field(default_factory=set)
    columns: set[int] = field(default_factory=set)
    texts: list[str] = field(default_factory=list)
    page_text: list[str] = field(default_factory=list)
    beside: Beside = field(init=False)
    rows_are_hidden: bool = False
    columns_are_hidden: bool = False
    sized_columns: list[tuple[int, int]] = field(default_factory=list)
    # where the reader stands: what the sheet's own vocabulary says elsewhere, or an extension's, is no row and no cell
    in_rows: bool = False
    in_row: bool = False
    in_cell: bool = False
    row: int = 0
    row_text: str = ""
    row_hidden: bool = False
    cells: list[Cell] = field(default_factory=list)
    column: int = 0
    letters: dict[str, int] = field(default_factory=dict)
    cell_type: str = ""
    style: str = ""
    formula: list[str] | None = None
    shared: str = ""
    shared_formulas: dict[str, str] = field(default_factory=dict)
    value: list[str] | None = None
    inline: list[str] | None = None
    run: list[str] | None = None
    target: list[str] | None = None
    phonetic: bool = False

    def __post_init__(self) -> None:
        self.beside = Beside(sheet_names=self.book.sheet_names, known=KNOWN_ELEMENTS["worksheet"])

    def start(self, name: str, attributes: Attributes) -> None:
        """An element opens."""
        if name == "c" and self.in_row:
            if not attributes.keys() <= _OF_A_CELL or not attributes.get("s", "0").isdigit():
                self.beside.element_starts(name, attributes)
            self._start_cell(attributes)
        elif self.in_cell and name in _OF_CELLS:
            if attributes:
                self.beside.element_starts(name, attributes)
            self._start_content(name, attributes)
        else:
            if self.target is not None and self.in_cell:
                raise RefusedError("unreadable")  # something inside a value: nobody can tell what it is
            if name == "r":
                self.run = None
            self.beside.element_starts(name, attributes)
            self._start_around(name, attributes)

    def _start_around(self, name: str, attributes: Attributes) -> None:
        """An element that is no part of a cell opens."""
        if name == "row" and self.in_rows:
            self._start_row(attributes)
        elif name == "sheetData":
            self.in_rows = True
        elif name == "rPh":
            self.phonetic = True
        elif name == "mergeCell":
            if len(self.merged) >= MOST_MERGES:
                raise RefusedError("merged_cells", cells="…")
            self.merged.append(attributes.get("ref", "")[:40])
        elif name == "col":
            self._column(attributes)
        elif name == "sheetFormatPr":
            self._format_of_all(attributes)
        elif name in _PAGE_TEXTS:
            self.page_text = self.target = []
        elif name == "dataValidation":
            self.texts.extend(attributes[key] for key in PROMPTS if key in attributes)

    def end(self, name: str) -> None:
        """An element closes."""
        if self.beside.element:
            self.beside.element_ends(name)
        if name == "c":
            if self.in_cell:
                self._end_cell()
        elif name == "row":
            if self.in_row:
                self._end_row()
        elif name in _OF_CELLS:
            self.target = None
        elif name in _PAGE_TEXTS:
            self.texts.append(_PAGE_CODE.sub(" ", "".join(self.page_text)))
            self.target = None
        elif name == "rPh":
            self.phonetic = False
        elif name == "sheetData":
            self.in_rows = False

    def _end_row(self) -> None:
        self.in_row = False
        # A row of formulas that all give an empty text is as blank as one of white space.
        if all(cell.says_nothing for cell in self.cells):
            return
        place, cells, hidden = self.places.get(self.row), tuple(self.cells), self.row_hidden
        if place is not None:  # some programs write a row in several pieces
            cells, hidden = (*self.rows[place].cells, *cells), hidden or self.rows[place].hidden
            _refuse_twice(cells)
        row = Row(self.row, tuple(sorted(cells, key=lambda cell: cell.column)), hidden)
        if place is not None:
            self.rows[place] = row
            return
        self.places[self.row] = len(self.rows)
        self.rows.append(row)
        self._check_size()

    def text(self, text: str) -> None:
        """Characters between tags."""
        if self.target is not None:
            self.target.append(text)
            if self.target is self.page_text:
                self.beside.text(text)
        elif not text.isspace():
            self.beside.text(text)

    def _format_of_all(self, attributes: Attributes) -> None:
        """Rows and columns that say nothing of their size have the one named here; zero is out of sight.

        `zeroHeight` hides the rows that are not written at all: programs write those of use, to show them.
        """
        self.rows_are_hidden = _is_out_of_sight(attributes.get("defaultRowHeight", ""))
        self.columns_are_hidden = _is_out_of_sight(attributes.get("defaultColWidth", ""))

    def _start_row(self, attributes: Attributes) -> None:
        if self.in_row:
            raise RefusedError("unreadable")
        given = attributes.get("r")
        if given is not None and split_address(f"A{given}") is None:
            raise RefusedError("outside_grid")
        self.row = int(given) if given is not None else self.row + 1
        self.row_text = str(self.row)
        self.in_row = True
        self.cells = []
        self.column = 0
        hidden = attributes.get("hidden")
        out_of_sight = self.rows_are_hidden if hidden is None and "ht" not in attributes else is_true(hidden or "")
        self.row_hidden = out_of_sight or _is_out_of_sight(attributes.get("ht", ""))

    def _start_cell(self, attributes: Attributes) -> None:
        if self.in_cell:
            raise RefusedError("unreadable")
        given = attributes.get("r")
        if given is None:
            self.column += 1
        else:
            letters = given.removesuffix(self.row_text)
            column = self.letters.get(letters)
            if column is None or len(letters) == len(given):
                place = split_address(given)
                if place is None or place[1] != self.row:
                    raise RefusedError("outside_grid")
                column = place[0]
                if given == f"{letters}{self.row_text}" and letters.isalpha():
                    self.letters[letters] = column
            self.column = column
        self.in_cell = True
        self.cell_type = attributes.get("t", "n")
        self.style = attributes.get("s", "")
        self.formula = self.value = self.inline = None

    def _start_content(self, name: str, attributes: Attributes) -> None:
        if name == "v":
            _refuse_second(self.value)
            self.value = self.target = []
        elif name == "f":
            _refuse_second(self.formula)
            self.formula = self.target = []
            self.shared = attributes.get("si", "") if attributes.get("t") == "shared" else ""
        elif name == "is":
            _refuse_second(self.inline)
            self.inline, self.run = [], None
        elif name == "t" and self.inline is not None and not self.phonetic:
            _refuse_second(self.run)
            self.run = self.target = self.inline

    def _column(self, attributes: Attributes) -> None:
        hidden = is_true(attributes.get("hidden", "")) or _is_out_of_sight(attributes.get("width", ""))
        first, last = attributes.get("min", ""), attributes.get("max", "")
        if first.isdigit() and last.isdigit():
            columns = self.hidden_columns if hidden else self.sized_columns
            columns.append((int(first[:7]), int(last[:7])))

    def columns_out_of_sight(self) -> tuple[tuple[int, int], ...]:
        """Ranges of hidden columns, by number from 1."""
        if not self.columns_are_hidden:
            return tuple(self.hidden_columns)
        sized = [*self.sized_columns, *self.hidden_columns]
        rest = (one for one in sorted(self.columns) if not any(first <= one <= last for first, last in sized))
        return (*self.hidden_columns, *((column, column) for column in rest))

    def _end_cell(self) -> None:
        self.in_cell = False
        if self.value is None and self.formula is None and self.inline is None:
            return  # a blank cell: it only has a format
        formula = self._formula_text()
        written = "".join(self.value) if self.value is not None else None
        if self.inline is not None:
            if self.cell_type == "inlineStr":
                self.beside.stray(written or "")  # its value stands in `is`, not in `v` (ECMA-376, 18.18.11)
            else:
                _refuse_second((written or "").strip() or None)
            written, self.cell_type = "".join(self.inline), "inlineStr"
        elif written is not None and self.cell_type != "str":
            written = written.strip()
            if formula is not None and self.book.to_be_calculated and self.cell_type == "n" and not written.strip("0."):
                written = None  # what programs write that calculate nothing
        cell = self._cell(written, formula)
        if cell is not None and formula is not None and reaches_outside(formula, self.book.outside_names):
            cell = cell._replace(reaches_outside=True)
        # A formula that gives an empty text stays, to be told of; otherwise a cell of white space is missing.
        if cell is not None and (formula is not None or not (cell.kind == "text" and is_blank(str(cell.value)))):
            if self.cells and self.column <= self.cells[-1].column:
                _refuse_twice((*self.cells, cell))
            self.cells.append(cell)
            self.columns.add(self.column)

    def _cell(self, written: str | None, formula: str | None) -> Cell | None:
        """The cell with this content; an empty value is none, whatever its kind."""
        if written or (written is not None and formula is not None and self.cell_type == "str"):
            return self._typed(written, formula)
        return Cell(self.column, "blank", "", formula, calculated=False) if formula is not None else None

    def _formula_text(self) -> str | None:
        if self.formula is None:
            return None
        text = "".join(self.formula)
        if self.shared:
            self.beside.look_at(text)
            text = (
                self.shared_formulas.setdefault(self.shared, text)
                if text
                else self.shared_formulas.get(self.shared, "")
            )
        return text

    def _typed(self, written: str, formula: str | None) -> Cell:
        kind = self.cell_type
        if kind == "s":
            return Cell(self.column, "text", self._shared_string(written), formula)
        if kind in ("str", "inlineStr"):
            return Cell(self.column, "text", unescaped(written), formula)
        if kind == "e":
            return Cell(self.column, "error", written, formula)
        if kind == "b":
            self.beside.stray("" if written.lower() in _TRUTHS else written)
            return Cell(self.column, "truth", written.lower() in ("1", "true"), formula)
        if kind == "d":
            return self._iso_date(written, formula)
        return self._number(written, formula)

    def _shared_string(self, written: str) -> str:
        number = int(written) if written.isascii() and written.isdigit() else -1
        if not 0 <= number < len(self.book.strings):
            raise RefusedError("unreadable")
        self.used_strings.add(number)
        return self.book.strings[number]

    def _iso_date(self, written: str, formula: str | None) -> Cell:
        try:
            moment = datetime.fromisoformat(written.strip())
        except ValueError:
            return Cell(self.column, "text", written, formula)
        if moment.tzinfo is not None:  # a moment elsewhere has another day here; `read_date` says so
            return Cell(self.column, "text", written, formula)
        return self._date(moment.date(), moment.time() != time(), formula)

    def _number(self, written: str, formula: str | None) -> Cell:
        try:
            number = float(written)
        except ValueError as error:
            raise RefusedError("unreadable") from error
        if not isfinite(number) or "_" in written or not written.isascii():
            raise RefusedError("unreadable")
        look = self.book.styles.of(self.style)
        if look is GENERAL and number.is_integer():
            return Cell(self.column, "number", number, formula)
        if look.is_date(number):
            # To the millisecond, as programs do: what was computed may lie a hair before the midnight that is shown.
            days, rest = divmod(round(number * _MILLISECONDS), _MILLISECONDS)
            try:
                day = self.book.epoch + timedelta(days=days)
            except (OverflowError, ValueError):
                return Cell(self.column, "number", number, formula, shown_as_is=False)
            return self._date(day, rest != 0, formula, number)
        return Cell(
            self.column, "number", number, formula,
            shown_as_is=look.plain, as_shown=look.shown(number), shows_time=look.is_time(number),
        )  # fmt: skip

    def _date(self, day: date, had_time: bool, formula: str | None, number: float | None = None) -> Cell:
        look = self.book.styles.of(self.style)
        serial = float((day - self.book.epoch).days) if number is None else number
        shows_day, shows_year = look.date_parts(serial)
        return Cell(
            self.column, "date", day.isoformat(), formula, had_time=had_time, shows_day=shows_day, shows_year=shows_year
        )

    def _check_size(self) -> None:
        limits = self.book.limits
        # The first row with content is the header, and is not counted.
        if len(self.rows) - 1 > limits.rows:
            raise RefusedError("too_many_rows", limit=limits.rows)
        if len(self.columns) > limits.columns:
            raise RefusedError("too_many_columns", limit=limits.columns)


def _refuse_twice(cells: tuple[Cell, ...]) -> None:
    """RefusedError where the same cell has content twice: nobody can tell which is true."""
    if len({cell.column for cell in cells}) < len(cells):
        raise RefusedError("unreadable")


def _refuse_second(first: object | None) -> None:
    """RefusedError where a cell has a first value already: as with the same cell twice."""
    if first is not None:
        raise RefusedError("unreadable")


def _is_out_of_sight(size: str) -> bool:
    """Whether a height or width is written as one that nobody can see."""
    try:
        return float(size) < LEAST_SIZE
    except ValueError:
        return False


_RANGE = re.compile(r"^\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?$")


def range_corners(text: str) -> tuple[int, int, int, int] | None:
    """First column, first row, last column, last row of a range such as B2:C3; None where it is none."""
    match = _RANGE.match(text)
    if not match:
        return None
    first = split_address(match[1] + match[2])
    last = split_address((match[3] or match[1]) + (match[4] or match[2]))
    if first is None or last is None:
        return None
    return min(first[0], last[0]), min(first[1], last[1]), max(first[0], last[0]), max(first[1], last[1])
