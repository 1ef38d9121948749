"""What a file holds beside what its form asks for: hidden things, merged cells, comments (FORMS.md 1, 4)."""

from __future__ import annotations

from etl.formats.form_sheets import own_texts
from etl.intake.cells import RawSheet, RawSubmission, column_letters, split_address
from etl.intake.report import Place, Report
from etl.intake.sheets.headers import KnownSheets
from etl.intake.xlsx.sheet import range_corners
from indicators.model import Catalogue


def look_beyond_the_form(raw: RawSubmission, known: KnownSheets, catalogue: Catalogue, report: Report) -> None:
    """Stop what hides something, and warn of what is not of the form and so is not kept."""
    tables = tuple(sheet for sheet in (known.cover, *(sheet for _, sheet in known.records)) if sheet is not None)
    for sheet in raw.sheets:
        _hidden_rows(sheet, report)
        _hidden_columns(sheet, report)
        _comments(sheet, report)
    for sheet in tables:
        _merged_cells(sheet, report)
        if sheet.hidden:
            report.warn("hidden_form_sheet", Place(sheet.name))
    _own_sheets(known, catalogue, report)
    for what in raw.extras:
        report.more(f"extra_{what}")


def _hidden_rows(sheet: RawSheet, report: Report) -> None:
    rows = [row.number for row in sheet.rows if row.hidden]
    if rows:
        report.stop("hidden_row", Place(sheet.name, rows[0]), rows=tuple(map(str, rows[:10])))


def _hidden_columns(sheet: RawSheet, report: Report) -> None:
    if not sheet.hidden_columns:
        return
    used = sorted(
        {
            cell.column
            for row in sheet.rows
            for cell in row.cells
            if sheet.column_is_hidden(cell.column) and not cell.says_nothing
        }
    )
    if used:
        letters = tuple(column_letters(column) for column in used[:10])
        report.stop("hidden_column", Place(sheet.name, None, letters[0]), columns=letters)


def _merged_cells(sheet: RawSheet, report: Report) -> None:
    """Merged cells that touch the table, from its header to its last row with content."""
    if not sheet.rows or not sheet.merged:
        return
    columns = [cell.column for row in sheet.rows for cell in row.cells]
    left, right, top, bottom = min(columns), max(columns), sheet.rows[0].number, sheet.rows[-1].number
    for merged in sheet.merged:
        corners = range_corners(merged)
        if corners is None or (
            corners[0] <= right and corners[2] >= left and corners[1] <= bottom and corners[3] >= top
        ):
            row = max(corners[1], top) if corners else None
            report.stop("merged_cells", Place(sheet.name, row), cells=merged)
            return


def _comments(sheet: RawSheet, report: Report) -> None:
    for comment in sheet.comments[:1]:
        place = split_address(comment.place)
        at = Place(sheet.name, place[1], column_letters(place[0])) if place else Place(sheet.name)
        report.more("comment", at, count=len(sheet.comments))


def _own_sheets(known: KnownSheets, catalogue: Catalogue, report: Report) -> None:
    """The form's guide and list of values hold the form's own texts; whatever else was written there is not kept."""
    if not known.own:
        return
    texts = frozenset[str]().union(*(own_texts(catalogue, form) for form in catalogue.programme.forms))
    for sheet in known.own:
        for row in sheet.rows:
            if any(cell.written not in texts for cell in row.cells):
                report.more("own_sheet_changed", Place(sheet.name, row.number))
                break
