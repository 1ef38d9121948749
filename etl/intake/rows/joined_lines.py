"""Tables whose values are not told apart: lines that each stand in one cell, values in other quotation marks.

Each gets one reason instead of several for every row. Where all rows are so the submission stops, else each such row is
rejected.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from etl.formats.form_sheets import COVER_COLUMNS, COVER_SHEET
from etl.intake.cells import RawSheet, Row
from etl.intake.csv.text import SEPARATORS
from etl.intake.findings import Phrase
from etl.intake.report import Place, Report
from etl.intake.rows.validate import AcceptedSheet
from etl.intake.sheets.cover import known_fields
from etl.intake.sheets.headers import KnownSheets, column_names, cover_column_keys, name_key
from etl.intake.text.characters import LONGEST_TEXT
from indicators.model import Catalogue, RecordKind

SPACE = " "
_SIGN = re.compile(r"[^\w\s'’\"-]")
_WIDE = re.compile(r"\s{2,}")
# What separates the values of a row that stands in one cell under a good header.
_SIGNS_OF_ROWS = (*SEPARATORS, "|")
# All but the one that CSV knows.
_QUOTES = "‘’‚‛“”„‟'«»‹›`´′″"
_DIGIT = re.compile(r"\s*[0-9]")

# What is said of one row, and of a sheet whose rows are all so.
_OF_ALL_ROWS = {"row_quotes_other": "rows_quotes_other", "row_in_one_cell": "rows_in_one_cell"}


@dataclass(frozen=True)
class _Table:
    """A sheet of the form: `names` are all its headers, folded; `plain` are the columns that hold no free text.

    `firsts` are what a row's first value is one of (the fields of a cover), folded; empty where it may be anything.
    """

    kind: str
    sheet: RawSheet
    names: Mapping[str, str]
    required: frozenset[str]
    plain: frozenset[str]
    numeric: bool = False
    firsts: frozenset[str] = frozenset()

    @property
    def columns(self) -> dict[int, str]:
        """The columns that the header names, by number."""
        header = self.sheet.rows[0].cells if self.sheet.rows else ()
        keys = {cell.column: name_key(cell.written) for cell in header}
        return {column: self.names[key] for column, key in keys.items() if key in self.names}


@dataclass(frozen=True)
class _Flaw:
    """What is wrong with a table as a whole: the rule, the row to name, and the sign that the message names."""

    rule: str
    row: int
    sign: str = ""


def tables_apart(
    known: KnownSheets, catalogue: Catalogue, report: Report
) -> tuple[KnownSheets, tuple[AcceptedSheet, ...]]:
    """The sheets whose values can be told apart, and the others, with their rows rejected for one reason."""
    tables = {table.sheet.name: table for table in _tables(known, catalogue)}
    flaws = {name: flaw for name, table in tables.items() if (flaw := _flaw(table))}
    for rule in dict.fromkeys(flaw.rule for flaw in flaws.values()):
        names = tuple(sorted(name for name, flaw in flaws.items() if flaw.rule == rule))
        flaw = flaws[names[0]]
        shown = Phrase("finding.place.spaces") if flaw.sign == SPACE else Phrase("finding.place.sign", (flaw.sign,))
        report.stop(rule, Place(names[0], flaw.row), sheets=names, sign=shown if flaw.sign else None)
    cover = None if known.cover is None or known.cover.name in flaws else _with_faults(tables[known.cover.name])
    apart = tuple((kind, _with_faults(tables[sheet.name])) for kind, sheet in known.records if sheet.name not in flaws)
    joined = tuple(
        AcceptedSheet(kind.id, sheet.name, (), max(len(sheet.rows) - 1, 0))
        for kind, sheet in known.records if sheet.name in flaws
    )  # fmt: skip
    return replace(known, cover=cover, records=apart), joined


def _tables(known: KnownSheets, catalogue: Catalogue) -> Iterator[_Table]:
    if known.cover is not None:
        required, firsts = frozenset(COVER_COLUMNS), frozenset(known_fields(catalogue))
        plain = frozenset(COVER_COLUMNS[:1])
        yield _Table(COVER_SHEET, known.cover, cover_column_keys(COVER_COLUMNS), required, plain, firsts=firsts)
    for kind, sheet in known.records:
        yield _table_of(kind, sheet)


def _table_of(kind: RecordKind, sheet: RawSheet) -> _Table:
    required = [column for column in kind.columns if column.required]
    plain = frozenset(column.id for column in kind.columns if column.type != "text")
    numeric = any(column.type not in ("text", "code") for column in required)
    return _Table(kind.id, sheet, column_names(kind), frozenset(one.id for one in required), plain, numeric)


def _flaw(table: _Table) -> _Flaw | None:
    """What is wrong with a table as a whole, if anything."""
    sheet = table.sheet
    if not sheet.rows:
        return None
    sign = joined_by(sheet, table.names)
    if sign:
        return _Flaw("lines_in_one_cell" if sign in SEPARATORS else "separator_other", sheet.rows[0].number,
                     "" if sign in SEPARATORS else sign)  # fmt: skip
    columns = table.columns
    stripped = {table.names.get(name_key(cell.written.strip(_QUOTES))) for cell in sheet.rows[0].cells}
    if table.required & stripped - set(columns.values()):
        return _Flaw("quotes_other", sheet.rows[0].number)
    if not table.required <= set(columns.values()) or len(sheet.rows) == 1:
        return None
    first = _fault_of(sheet.rows[1], table, columns)
    if first is None or not all(_fault_of(row, table, columns) for row in sheet.rows[2:]):
        return None
    return _Flaw(_OF_ALL_ROWS[first[0]], sheet.rows[1].number, first[1])


def _with_faults(table: _Table) -> RawSheet:
    """The sheet with each row marked as faulty whose values cannot be told apart."""
    columns = table.columns
    if not table.required <= set(columns.values()):
        return table.sheet
    head, *rows = table.sheet.rows
    found = ((row, None if row.fault else _fault_of(row, table, columns)) for row in rows)
    return replace(table.sheet, rows=(head, *(row._replace(fault=fault[0]) if fault else row for row, fault in found)))


def _fault_of(row: Row, table: _Table, columns: Mapping[int, str]) -> tuple[str, str] | None:
    """The rule that a row breaks whose values cannot be told apart, and the sign between them."""
    texts = {cell.column: cell.written[:LONGEST_TEXT] for cell in row.cells if not cell.says_nothing}
    filled = {columns.get(column) for column in texts}
    wrapped = {columns.get(column) for column, text in texts.items() if _is_wrapped(text)}
    if len(wrapped) > 1 and len(texts) <= 2 * len(wrapped) and wrapped & table.plain:
        return "row_quotes_other", ""
    if table.required <= filled or not texts or min(texts) != min(columns):
        return None
    first = texts[min(texts)]
    sign = max(_SIGNS_OF_ROWS, key=first.count)
    parts = [part.strip('" ') for part in first.split(sign)]
    told = name_key(parts[0]) in table.firsts if table.firsts else not table.numeric or any(map(_DIGIT.match, parts))
    return ("row_in_one_cell", sign) if told and len(parts) > max(len(table.required) - 1, 1, len(texts)) else None


def _is_wrapped(text: str) -> bool:
    plain = text.strip()
    return len(plain) > 2 and plain[0] in _QUOTES and plain[-1] in _QUOTES


def joined_by(sheet: RawSheet, names: Iterable[str]) -> str | None:
    """The sign between the column names that stand in one cell of the header; None where columns are told apart.

    `names` are all headers of the sheet, folded.
    """
    known = frozenset(names)
    cells = [cell.written[:LONGEST_TEXT] for cell in sheet.rows[0].cells] if sheet.rows else []
    if any(name_key(text) in known for text in cells):
        return None
    for text in cells:
        signs: list[str] = [*SEPARATORS, *_SIGN.findall(text)]
        for sign in dict.fromkeys(signs):
            if _names_in(text.split(sign), known) > 1:
                return sign
        if max(_names_in(text.split(), known), _names_in(_WIDE.split(text), known)) > 1:
            return SPACE
    return None


def _names_in(parts: Iterable[str], known: frozenset[str]) -> int:
    return sum(name_key(part.strip('"')) in known for part in parts)
