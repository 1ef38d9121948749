"""Looks for personal data everywhere in a file, and says where it is without ever repeating it (forms.md 4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from etl.forms.form_sheets import COVER_COLUMNS, COVER_SHEET, GUIDE_SHEET, LIST_SHEET, own_sheet_names
from etl.intake.cells import Cell, RawSheet, RawSubmission, address, column_letters, split_address
from etl.intake.cover import OFFICE_FIELD, column_label
from etl.intake.findings import Phrase
from etl.intake.headers import column_names, cover_column_keys, kind_names, name_key
from etl.intake.personal import personal_kind, personal_kind_outside, worth_a_look
from etl.intake.personal_headers import personal_header
from etl.intake.personal_names import looks_like_a_person
from etl.intake.report import Place, Report
from indicators.model import Catalogue, Words

_HEADER_ROWS_OF_UNKNOWN_SHEETS = 10
_LONGEST_HEADER = 80


@dataclass(frozen=True)
class _Expected:
    """What a sheet may hold in its header: known names, folded; `lines` are known names in its first column."""

    headers: dict[str, str]
    lines: dict[str, str] | None = None
    header_rows: int = 1
    labels: dict[str, Words] = field(default_factory=dict)


def find_personal_data(raw: RawSubmission, catalogue: Catalogue, report: Report) -> bool:
    """Report every place that holds personal data; whether there is any. Stops the submission."""
    before = len(report.findings)
    expected = _expected_sheets(catalogue)
    own = {name_key(name) for sheet in (GUIDE_SHEET, LIST_SHEET) for name in own_sheet_names(sheet)}
    seen: dict[str, str | None] = {}
    for number, sheet in enumerate(raw.sheets, start=1):
        kind = _kind(sheet.name, seen)
        if kind:
            report.stop("personal_sheet_name", Place(f"#{number}"), kind=phrase(kind), sheet_number=number)
            sheet = replace(sheet, name=f"#{number}")  # noqa: PLW2901 (its name must not be repeated further down)
        key = name_key(sheet.title)
        headers = expected.get(key, _Expected({}, header_rows=0 if key in own else _HEADER_ROWS_OF_UNKNOWN_SHEETS))
        _search_headers(sheet, headers, report)
        _search_cells(sheet, headers, seen, report)
        _search_comments(sheet, seen, report)
    for kind in (
        *(_kind(text, seen) for text in raw.other_texts),
        *(personal_kind_outside(text) for text in raw.outside_texts),
    ):
        if kind:
            report.stop("personal_elsewhere", kind=phrase(kind))
            break
    return len(report.findings) > before


def phrase(kind: str) -> Phrase:
    """The words for a kind of personal data."""
    return Phrase(f"finding.personal.{kind}")


def _expected_sheets(catalogue: Catalogue) -> dict[str, _Expected]:
    expected = {
        name_key(name): _Expected(column_names(kind), labels={one.id: one.label for one in kind.columns})
        for kind in catalogue.records
        for name in kind_names(kind)
    }
    fields = {
        name_key(text): field.id for field in catalogue.programme.cover
        for text in (field.id, field.label.en, field.label.sq)
    }  # fmt: skip
    labels = {one: column_label(one) for one in COVER_COLUMNS}
    cover = _Expected(cover_column_keys(COVER_COLUMNS), fields, labels=labels)
    return expected | {name_key(name): cover for name in own_sheet_names(COVER_SHEET)}


def _kind(text: str, seen: dict[str, str | None]) -> str | None:
    if not worth_a_look(text):
        return None
    if text not in seen:
        seen[text] = personal_kind(text)
    return seen[text]


def _headings(sheet: RawSheet, expected: _Expected) -> Iterator[tuple[int, Cell]]:
    """The cells that may head something: those of the first rows and, on a cover, those of the first column."""
    for row in sheet.rows[: expected.header_rows]:
        for cell in row.cells:
            yield row.number, cell
    for row in sheet.rows[1:] if expected.lines is not None else ():
        if row.cells[0].column == sheet.rows[0].cells[0].column:
            yield row.number, row.cells[0]


def _search_headers(sheet: RawSheet, expected: _Expected, report: Report) -> None:
    known = expected.headers.keys() | (expected.lines or {}).keys()
    for row, cell in _headings(sheet, expected):
        text = cell.written
        if cell.kind != "text" or len(text) > _LONGEST_HEADER or name_key(text) in known:
            continue
        kind = personal_header(text)
        if kind:
            column = column_letters(cell.column)
            report.stop("personal_header", Place(sheet.name, row, column), kind=phrase(kind),
                        cell=address(cell.column, row), sheet_name=sheet.name)  # fmt: skip


def _search_cells(sheet: RawSheet, expected: _Expected, seen: dict[str, str | None], report: Report) -> None:
    columns = {}
    if sheet.rows:
        columns = {cell.column: expected.headers.get(name_key(cell.written)) for cell in sheet.rows[0].cells}
    for row in sheet.rows:
        for cell in row.cells:
            kind = None if _only_counts(cell) else _kind(cell.written, seen)
            if kind is None and cell.formula is not None:
                kind = _kind(cell.formula, seen)
            if kind is None and cell.as_shown is not None:
                kind = _kind(cell.as_shown, seen)
            if kind is None and expected.lines is not None and cell.column != row.cells[0].column:
                is_office = expected.lines.get(name_key(row.cells[0].written)) == OFFICE_FIELD
                kind = "person_name" if is_office and looks_like_a_person(cell.written) else None
            if kind:
                column = columns.get(cell.column) or column_letters(cell.column)
                report.stop("personal_cell", Place(sheet.name, row.number, column), kind=phrase(kind),
                            label=expected.labels.get(column),
                            cell=address(cell.column, row.number), sheet_name=sheet.name)  # fmt: skip


def _only_counts(cell: Cell) -> bool:
    """Whether a cell's value can be no number that names somebody: a day, decimals, what a formula works out here."""
    if not isinstance(cell.value, float):
        return cell.kind == "date"
    return not cell.value.is_integer() or (cell.formula is not None and not cell.reaches_outside)


def _search_comments(sheet: RawSheet, seen: dict[str, str | None], report: Report) -> None:
    for comment in sheet.comments:
        kind = _kind(comment.text, seen)
        if kind:
            place = split_address(comment.place)
            column, row = (column_letters(place[0]), place[1]) if place else (None, None)
            report.stop("personal_comment", Place(sheet.name, row, column), kind=phrase(kind),
                        cell=comment.place if place else "?", sheet_name=sheet.name)  # fmt: skip
