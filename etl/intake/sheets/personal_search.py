"""Looks for personal data everywhere in a file, and says where it is without ever repeating it (FORMS.md 4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from etl.formats.form_sheets import (
    COVER_COLUMNS,
    COVER_SHEET,
    GUIDE_SHEET,
    LIST_SHEET,
    cover_column_label,
    own_sheet_names,
)
from etl.intake.cells import Cell, PersonalMarks, RawSheet, RawSubmission, address, column_letters, split_address
from etl.intake.findings import Phrase
from etl.intake.personal.headers import personal_header
from etl.intake.personal.marks import HEADING_ROWS, LONGEST_HEADING, searched_texts
from etl.intake.personal.names import looks_like_a_person
from etl.intake.report import Place, Report
from etl.intake.sheets.cover import OFFICE_FIELD
from etl.intake.sheets.headers import column_names, cover_column_keys, kind_names, name_key
from indicators.model import Catalogue, Words


@dataclass(frozen=True)
class _Expected:
    """What a sheet may hold in its header: known names, folded; `lines` are known names in its first column."""

    headers: dict[str, str]
    lines: dict[str, str] | None = None
    header_rows: int = 1
    labels: dict[str, Words] = field(default_factory=dict)


def find_personal_data(raw: RawSubmission, catalogue: Catalogue, report: Report) -> bool:
    """Report every place that holds personal data; whether there is any. Stops the submission.

    ValueError where the file was not searched (`etl.intake.personal.marks.searched`): nothing is taken unsearched.
    """
    marks = raw.marks
    if marks is None:
        if raw.sheets or raw.other_texts or raw.outside_texts:
            raise ValueError("the submission was not searched for personal data")
        return False  # a file that could not be read holds nothing
    before = len(report.findings)
    expected = _expected_sheets(catalogue)
    own = {name_key(name) for sheet in (GUIDE_SHEET, LIST_SHEET) for name in own_sheet_names(sheet)}
    for number, sheet in enumerate(raw.sheets, start=1):
        kind = marks.texts.get(sheet.name)
        if kind:
            report.stop("personal_sheet_name", Place(f"#{number}"), kind=phrase(kind), sheet_number=number)
            sheet = replace(sheet, name=f"#{number}")  # noqa: PLW2901 (its name must not be repeated further down)
        key = name_key(sheet.title)
        headers = expected.get(key, _Expected({}, header_rows=0 if key in own else HEADING_ROWS))
        _search_headers(sheet, headers, marks, report)
        _search_cells(sheet, headers, marks, report)
        _search_comments(sheet, marks, report)
    if marks.elsewhere:
        report.stop("personal_elsewhere", kind=phrase(marks.elsewhere))
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
        for text in (field.id, *field.label.values())
    }  # fmt: skip
    labels = {one: cover_column_label(one) for one in COVER_COLUMNS}
    cover = _Expected(cover_column_keys(COVER_COLUMNS), fields, labels=labels)
    return expected | {name_key(name): cover for name in own_sheet_names(COVER_SHEET)}


def _headings(sheet: RawSheet, expected: _Expected) -> Iterator[tuple[int, Cell]]:
    """The cells that may head something: those of the first rows and, on a cover, those of the first column."""
    for row in sheet.rows[: expected.header_rows]:
        for cell in row.cells:
            yield row.number, cell
    for row in sheet.rows[1:] if expected.lines is not None else ():
        if row.cells[0].column == sheet.rows[0].cells[0].column:
            yield row.number, row.cells[0]


def _search_headers(sheet: RawSheet, expected: _Expected, marks: PersonalMarks, report: Report) -> None:
    known = expected.headers.keys() | (expected.lines or {}).keys()
    for row, cell in _headings(sheet, expected):
        text = cell.written
        kind = marks.headings.get(text)
        if kind is None and expected.lines is not None and cell.kind == "text" and len(text) <= LONGEST_HEADING:
            kind = personal_header(text)  # a cover has as many headings as it has rows
        if kind and name_key(text) not in known:
            column = column_letters(cell.column)
            report.stop("personal_header", Place(sheet.name, row, column), kind=phrase(kind),
                        cell=address(cell.column, row), sheet_name=sheet.name)  # fmt: skip


def _search_cells(sheet: RawSheet, expected: _Expected, marks: PersonalMarks, report: Report) -> None:
    columns = {}
    if sheet.rows:
        columns = {cell.column: expected.headers.get(name_key(cell.written)) for cell in sheet.rows[0].cells}
    for row in sheet.rows:
        for cell in row.cells:
            kind = None
            if marks.texts:
                kind = next(filter(None, map(marks.texts.get, searched_texts(cell))), None)
            if kind is None and expected.lines is not None and cell.column != row.cells[0].column:
                is_office = expected.lines.get(name_key(row.cells[0].written)) == OFFICE_FIELD
                kind = "person_name" if is_office and looks_like_a_person(cell.written) else None
            if kind:
                column = columns.get(cell.column) or column_letters(cell.column)
                report.stop("personal_cell", Place(sheet.name, row.number, column), kind=phrase(kind),
                            label=expected.labels.get(column),
                            cell=address(cell.column, row.number), sheet_name=sheet.name)  # fmt: skip


def _search_comments(sheet: RawSheet, marks: PersonalMarks, report: Report) -> None:
    for comment in sheet.comments:
        kind = marks.texts.get(comment.text)
        if kind:
            place = split_address(comment.place)
            column, row = (column_letters(place[0]), place[1]) if place else (None, None)
            report.stop("personal_comment", Place(sheet.name, row, column), kind=phrase(kind),
                        cell=comment.place if place else "?", sheet_name=sheet.name)  # fmt: skip
