"""Which sheet and which column is meant by a name, in any language, whatever its case, diacritics or space."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from etl.formats.form_sheets import (
    COVER_SHEET,
    GUIDE_SHEET,
    LIST_SHEET,
    LONGEST_SHEET_NAME,
    cover_column_names,
    own_sheet_label,
    own_sheet_names,
    record_sheet_name,
)
from etl.formats.locale_folder import ETL_LOCALE
from etl.intake.cells import RawSheet, Row, column_letters
from etl.intake.report import Place, Report
from etl.intake.text.characters import LONGEST_TEXT, clean_text
from etl.intake.text.keys import nearest
from indicators.keys import fold_key
from indicators.language import language
from indicators.model import LANGUAGES, Catalogue, Column, CoverField, Form, RecordKind, Words


@dataclass(frozen=True)
class KnownSheets:
    """The sheets of a submission by what they are; `own` are the form's guide and list of values.

    `repeated` are further sheets of a kind that is there already: nobody can tell which one counts.
    """

    cover: RawSheet | None
    records: tuple[tuple[RecordKind, RawSheet], ...]
    own: tuple[RawSheet, ...]
    repeated: tuple[tuple[str, RawSheet], ...] = ()

    def rows_repeated(self, kind: str) -> int:
        """The rows of the further sheets of a record kind."""
        return sum(max(len(sheet.rows) - 1, 0) for name, sheet in self.repeated if name == kind)


@dataclass(frozen=True)
class Header:
    """The header row of a sheet: its number, and the column (by number) of each name that was recognised."""

    row: int
    columns: dict[int, str]
    last: int
    usable: bool


def name_key(text: str) -> str:
    """A sheet's name or a header as it is compared; the asterisk that marks a required column is not part of it."""
    return fold_key(clean_text(text[:LONGEST_TEXT]).strip("*: "))


def kind_names(kind: RecordKind) -> tuple[str, ...]:
    """Every name that a record kind's sheet may go by."""
    shown = (record_sheet_name(kind, language(code, ETL_LOCALE)) for code in LANGUAGES)
    labels = kind.label.values()
    return (kind.id, *labels, *(label[:LONGEST_SHEET_NAME] for label in labels), *shown)


def known_sheets(sheets: tuple[RawSheet, ...], catalogue: Catalogue, form: Form | None, report: Report) -> KnownSheets:
    """Sort the sheets by what they are, and say which are unknown, hidden or there twice."""
    own = {name_key(name): sheet for sheet in (COVER_SHEET, GUIDE_SHEET, LIST_SHEET) for name in own_sheet_names(sheet)}
    kinds = {name_key(name): kind for kind in catalogue.records for name in kind_names(kind)}
    of_the_form = set(form.records) if form else {kind.id for kind in catalogue.records}
    found: dict[str, RawSheet] = {}
    repeated: list[tuple[str, RawSheet]] = []
    for sheet in sheets:
        key = name_key(sheet.title)
        kind = kinds.get(key)
        name = own.get(key) or (kind.id if kind and kind.id in of_the_form else None)
        if name is None:
            _unknown_sheet(
                sheet, kind, catalogue, tuple(one for one in kinds.values() if one.id in of_the_form), report
            )
        elif name in found:
            report.stop("repeated_sheet", Place(sheet.name), other=found[name].name)
            repeated.append((name, sheet))
        else:
            found[name] = sheet
            if sheet.known_as:
                label = kind.label if kind else own_sheet_label(name)
                report.more("sheet_read_as", Place(sheet.name), meant=label)
    _unclear_sheets(sheets, found, {one.id: one for one in kinds.values() if one.id in of_the_form}, report)
    return KnownSheets(
        cover=found.get(COVER_SHEET),
        records=tuple((kind, found[kind.id]) for kind in catalogue.records if kind.id in found),
        own=tuple(found[name] for name in (GUIDE_SHEET, LIST_SHEET) if name in found),
        repeated=tuple(repeated),
    )


def _unclear_sheets(
    sheets: tuple[RawSheet, ...], found: Mapping[str, RawSheet], kinds: Mapping[str, RecordKind], report: Report
) -> None:
    """Stop where several sheets could each be one that is not there: none of them was read."""
    for name in kinds.keys() - found.keys():
        several = [sheet for sheet in sheets if not sheet.known_as and sheet.could_be == (name,)]
        for sheet in several if len(several) > 1 else ():
            others = tuple(one.name for one in several if one is not sheet)
            report.stop("sheet_unclear", Place(sheet.name), meant=kinds[name].label, others=others)


def _unknown_sheet(
    sheet: RawSheet, kind: RecordKind | None, catalogue: Catalogue, expected: tuple[RecordKind, ...], report: Report
) -> None:
    place = Place(sheet.name)
    if sheet.hidden:
        report.stop("hidden_sheet", place)
    elif kind is not None:
        report.more("sheet_of_other_form", place, form=catalogue.form_of(kind.id).label)
    else:
        names = (*(name for one in expected for name in kind_names(one)), *own_sheet_names(COVER_SHEET))
        meant = next((one.label for one in expected if one.id in sheet.could_be), None)
        report.more("unknown_sheet", place, suggestion=meant or nearest(sheet.name, names))


@lru_cache(maxsize=8192)
def _own_key(name: str) -> str:
    """The key of a name of the catalogue: they are few, and every sheet of every file is held against them."""
    return name_key(name)


def column_names(kind: RecordKind) -> dict[str, str]:
    """Every header of a record kind, folded -> the column's machine name."""
    names: dict[str, str] = {}
    for column in kind.columns:
        names[_own_key(column.id)] = column.id
    for column in kind.columns:
        for text in (column.id.replace("_", " "), *column.label.values()):
            names.setdefault(_own_key(text), column.id)
    return names


def cover_column_keys(columns: tuple[str, ...]) -> dict[str, str]:
    """Every header of the cover, folded -> its machine name."""
    return {name_key(text): column for column in columns for text in cover_column_names(column)}


def read_header(
    sheet: RawSheet, names: dict[str, str], required: tuple[tuple[str, Words | str], ...], report: Report,
    shown: tuple[str, ...],
) -> Header:  # fmt: skip
    """The header of a sheet: its first row with content. A repeated or a missing required one stops the submission."""
    if not sheet.rows:
        report.stop("no_header", Place(sheet.name))
        return Header(0, {}, 0, usable=False)
    first = sheet.rows[0]
    columns: dict[int, str] = {}
    seen: dict[str, str] = {}
    usable = True
    for cell in first.cells:
        if cell.says_nothing:
            continue
        text = clean_text(cell.written)
        key = names.get(name_key(text), name_key(text))
        place = Place(sheet.name, first.number, text, cell.written)
        if key in seen:
            report.stop("repeated_header", place, other=seen[key])
            usable = False
        elif key in names.values():
            columns[cell.column] = key
        else:
            report.more("unknown_column", place, suggestion=nearest(text, shown))
        seen.setdefault(key, text)
    hint = _row_that_looks_like_the_header(sheet, names, first)
    for column, label in required:
        if column not in columns.values():
            report.stop("missing_column", Place(sheet.name, first.number, column), label=label)
            usable = False
    if hint is not None and not usable:
        report.stop("header_further_down", Place(sheet.name, hint))
    return Header(first.number, columns, max(cell.column for cell in first.cells), usable)


def _row_that_looks_like_the_header(sheet: RawSheet, names: dict[str, str], first: Row) -> int | None:
    """A later row that names columns, where the first one names none: somebody put a title above the table."""
    if any(name_key(cell.written) in names for cell in first.cells):
        return None
    for row in sheet.rows[1:10]:
        if sum(name_key(cell.written) in names for cell in row.cells) >= 2:
            return row.number
    return None


def columns_without_header(sheet: RawSheet, header: Header, report: Report, *, plain_text: bool) -> None:
    """Warn of each column that holds something and has no header: nothing of it is kept.

    In CSV a field beyond the header is a fault of its row instead (FORMS.md 3), for there it may have shifted the rest.
    """
    headed = {cell.column for cell in sheet.rows[0].cells}
    stray: dict[int, int] = {}
    for row in sheet.rows[1:]:
        for cell in row.cells:
            if cell.column not in headed and not cell.says_nothing and not (plain_text and cell.column > header.last):
                stray.setdefault(cell.column, row.number)
    for column, row_number in sorted(stray.items()):
        report.more("column_without_header", Place(sheet.name, row_number, column_letters(column)))


def shown_names(columns: tuple[Column, ...]) -> tuple[str, ...]:
    """The headers that a did-you-mean may propose."""
    return tuple(text for column in columns for text in proposed(column))


def proposed(one: Column | CoverField) -> tuple[str, ...]:
    """What a did-you-mean may propose for one thing; of names that read alike the last one is proposed."""
    return (*reversed(tuple(one.label.values())), one.id)
