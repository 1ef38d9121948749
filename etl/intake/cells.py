"""What was read from a file before anything is understood: sheets, rows and cells that know where they stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from etl.intake.text.characters import is_blank

COLUMNS_OF_THE_GRID = 16_384
ROWS_OF_THE_GRID = 1_048_576


class Cell(NamedTuple):
    """One cell with content.

    `kind` is `text`, `number`, `date` (value in ISO form, its time of day dropped), `truth`, `error` (value `#REF!`
    and the like) or `blank` (a formula without a value). `formula` is its text, None where there is none; `calculated`
    is false for a formula that no program ever computed; `shown_as_is` says that a number is shown without a format;
    `reaches_outside` that the formula takes its value from another workbook; `had_time` that a time of day was
    dropped; `shows_day` and `shows_year` whether a date's format shows its day and its year, `shows_day` being None
    where that differs with the program; `as_shown` is a number as its format shows it (`007`), None where that cannot
    be told; `shows_time` that its format shows a time.
    """

    column: int
    kind: str
    value: str | float | bool
    formula: str | None = None
    calculated: bool = True
    shown_as_is: bool = True
    reaches_outside: bool = False
    had_time: bool = False
    shows_day: bool | None = True
    shows_year: bool = True
    as_shown: str | None = None
    shows_time: bool = False

    @property
    def says_nothing(self) -> bool:
        """Whether it is a formula that gives an empty text: it is missing, and no content."""
        return self.kind == "text" and self.formula is not None and is_blank(str(self.value))

    @property
    def written(self) -> str:
        """The value as a person would have written it."""
        if isinstance(self.value, bool):
            return "TRUE" if self.value else "FALSE"
        if isinstance(self.value, float):
            return str(int(self.value)) if self.value.is_integer() and abs(self.value) < 1e15 else repr(self.value)
        return self.value if self.value or self.formula is None else f"={self.formula}"

    def shown(self) -> dict[str, object]:
        """How the value is to be shown to people, where not as written: a real date has no text of its own."""
        return {"written": date.fromisoformat(str(self.value))} if self.kind == "date" else {}


class Row(NamedTuple):
    """A row with at least one cell; `number` is the one that the spreadsheet shows.

    `fault` is the rule that the row breaks as a whole, so that its cells cannot be told apart; mostly empty.
    """

    number: int
    cells: tuple[Cell, ...]
    hidden: bool = False
    fault: str = ""


class Comment(NamedTuple):
    """A note that hangs on a cell; `place` is the cell's address."""

    place: str
    text: str


@dataclass(frozen=True)
class RawSheet:
    """A sheet of a workbook, or one CSV file of a folder, without its blank rows.

    `known_as` is the form's sheet that is meant by a name which a program lengthened (`etl.intake.sheets.sheet_names`),
    and `could_be` those that it might be; both are empty where the name says it as it stands.
    """

    name: str
    rows: tuple[Row, ...] = ()
    hidden: bool = False
    hidden_columns: tuple[tuple[int, int], ...] = ()
    merged: tuple[str, ...] = ()
    comments: tuple[Comment, ...] = ()
    known_as: str = ""
    could_be: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The name by which the form's sheet is found."""
        return self.known_as or self.name

    def column_is_hidden(self, column: int) -> bool:
        """Whether the column of this number (from 1) is hidden."""
        return any(first <= column <= last for first, last in self.hidden_columns)


@dataclass(frozen=True)
class Fault:
    """Why a file, or one sheet of it, cannot be used; `rule` is a key of the findings' texts."""

    rule: str
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    values: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True)
class PersonalMarks:
    """What of a file is personal data, by kind: texts, headers that ask for it, and whatever stands elsewhere."""

    texts: Mapping[str, str]
    headings: Mapping[str, str]
    elsewhere: str | None = None


@dataclass(frozen=True)
class RawSubmission:
    """All that a file holds: its sheets, the faults that stop it, and what it holds beside its sheets.

    `plain_text` is true for CSV, where every value is a text. `other_texts` are texts outside of cells that people
    write (properties, drawings, left-overs), `outside_texts` what programs write around them (names, links, ids);
    `extras` are kinds of things that are not of the form (`author`, `parts`, `files`, `outside`, `collected`,
    `endless`). `unread` are the names of tables in other folders, workbooks and packed files that lie beside CSV files.
    `marks` are None until it is searched for personal data.
    """

    sheets: tuple[RawSheet, ...] = ()
    faults: tuple[Fault, ...] = ()
    notes: tuple[Fault, ...] = ()
    plain_text: bool = False
    other_texts: tuple[str, ...] = ()
    extras: tuple[str, ...] = field(default=())
    outside_texts: tuple[str, ...] = ()
    marks: PersonalMarks | None = None
    unread: tuple[str, ...] = ()


def column_letters(number: int) -> str:
    """The letters of a column's number: 1 is A, 28 is AB."""
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def address(column: int, row: int) -> str:
    """A cell's address, such as C7."""
    return f"{column_letters(column)}{row}"


def split_address(text: str) -> tuple[int, int] | None:
    """Column and row of an address such as C7 or $C$7; None where it is not one inside the grid."""
    plain = text.replace("$", "")
    letters = plain.rstrip("0123456789")
    digits = plain[len(letters) :]
    if not 1 <= len(letters) <= 3 or not letters.isascii() or not letters.isalpha() or not 1 <= len(digits) <= 7:
        return None
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - 64
    row = int(digits)
    return (column, row) if column <= COLUMNS_OF_THE_GRID and 1 <= row <= ROWS_OF_THE_GRID else None


def raw_submission(data: dict[str, Any]) -> RawSubmission:
    """A submission from the plain data that the reader process sends."""
    return RawSubmission(
        sheets=tuple(_sheet(one) for one in data["sheets"]),
        faults=tuple(_fault(one) for one in data["faults"]),
        notes=tuple(_fault(one) for one in data["notes"]),
        plain_text=bool(data["plain_text"]),
        other_texts=tuple(data["other_texts"]),
        extras=tuple(data["extras"]),
        outside_texts=tuple(data["outside_texts"]),
        marks=PersonalMarks(*data["marks"]) if data["marks"] else None,
        unread=tuple(data["unread"]),
    )


def plain_data(raw: RawSubmission) -> dict[str, Any]:
    """The same as lists and scalars, to be sent from one process to another."""
    return {
        "sheets": [
            [one.name, one.rows, one.hidden, one.hidden_columns, one.merged, one.comments] for one in raw.sheets
        ],
        "faults": [[one.rule, one.sheet, one.row, one.column, one.values] for one in raw.faults],
        "notes": [[one.rule, one.sheet, one.row, one.column, one.values] for one in raw.notes],
        "plain_text": raw.plain_text,
        "other_texts": raw.other_texts,
        "extras": raw.extras,
        "outside_texts": raw.outside_texts,
        "marks": [raw.marks.texts, raw.marks.headings, raw.marks.elsewhere] if raw.marks else None,
        "unread": raw.unread,
    }


def _sheet(data: Sequence[Any]) -> RawSheet:
    name, rows, hidden, hidden_columns, merged, comments = data
    return RawSheet(
        name=name,
        rows=tuple(Row(number, tuple(map(Cell._make, cells)), *rest) for number, cells, *rest in rows),
        hidden=hidden,
        hidden_columns=tuple((first, last) for first, last in hidden_columns),
        merged=tuple(merged),
        comments=tuple(Comment(*one) for one in comments),
    )


def _fault(data: Sequence[Any]) -> Fault:
    rule, sheet, row, column, values = data
    return Fault(rule, sheet, row, column, tuple((name, value) for name, value in values))
