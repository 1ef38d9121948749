"""What a collection tool gives back of an XLSForm (`etl/forms/xlsform.py`) -> the sheets of a submission.

KoboToolbox exports a workbook, ODK a zip of CSV files: one main table with a row a form, and one table a repeat. Here
the main row becomes the cover and each repeat the sheet of its record kind; rows keep their numbers, so that findings
name the place in the export. What the tool adds for itself (keys, times, who sent it) is not looked at and not kept.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from etl.forms.form_sheets import COVER_COLUMNS, COVER_SHEET, UNIT_FIELD, own_sheet_names
from etl.forms.xlsform import HELPERS, NONE, ROWS, SAID, SILENT
from etl.intake.cells import Cell, Fault, RawSheet, RawSubmission, Row
from etl.intake.headers import name_key
from indicators.model import Catalogue, RecordKind

_KEYS = frozenset(("KEY", "_index", "_id", "_uuid", "instanceID"))
_OWN = frozenset(
    (
        "KEY", "PARENT_KEY", "SubmissionDate", "SubmitterID", "SubmitterName", "AttachmentsPresent",
        "AttachmentsExpected", "Status", "ReviewState", "DeviceID", "Edits", "FormVersion", "isValidated", "instanceID",
        "instanceName", "start", "end", *HELPERS,
    )
)  # fmt: skip
_OF_TABLES = re.compile(r"^(SET-OF-.*|_.*)$")


def unpack(raw: RawSubmission, catalogue: Catalogue) -> RawSubmission:
    """The sheets of a submission where a collection tool exported it; anything else as it is."""
    main = _main_table(raw, catalogue)
    if main is None:
        return raw
    extras = (*raw.extras, "collected")
    if len(main.rows) != 2:
        fault = Fault("collected_not_one", sheet=main.name, values=(("count", len(main.rows) - 1),))
        return replace(raw, sheets=(), faults=(*raw.faults, fault), extras=extras)
    values = _named_values(main)
    said = {name.removesuffix(SAID): cell.written for name, cell in values.items() if name.endswith(SAID)}
    cover = {name: cell for name, cell in values.items() if not name.endswith(SAID)}
    sheets, faults = [_cover(cover)], list(raw.faults)
    kinds = {kind.id: kind for kind in catalogue.records}
    others = {_kind_of(sheet, kinds): sheet for sheet in raw.sheets if sheet is not main}
    for name, kind in kinds.items():
        sheet = others.pop(name, None)
        if said.get(name) == NONE:
            sheets.append(RawSheet(name, (_header(kind),)))
        elif said.get(name) == ROWS and (sheet is None or len(sheet.rows) < 2):
            # Never an empty sheet: a table that was not exported must not say that there were none.
            faults.append(Fault("collected_without_table", sheet=name))
        elif sheet is not None and said.get(name) != SILENT:
            sheets.append(_records(sheet, name))
    sheets += [sheet for sheet in raw.sheets if sheet in others.values()]
    return replace(raw, sheets=tuple(sheets), faults=tuple(faults), extras=extras)


def _main_table(raw: RawSubmission, catalogue: Catalogue) -> RawSheet | None:
    """The table with a form in each row: it has the cover's fields as columns, and a key of the tool's."""
    covers = {name_key(name) for name in own_sheet_names(COVER_SHEET)}
    if any(name_key(sheet.name) in covers for sheet in raw.sheets):
        return None
    wanted = {field.id for field in catalogue.programme.cover if field.id != UNIT_FIELD}
    for sheet in raw.sheets:
        names = {_own_name(cell) for cell in sheet.rows[0].cells} if sheet.rows else set()
        if wanted <= names and names & _KEYS:
            return sheet
    return None


def _own_name(cell: Cell) -> str:
    """A question's name without the groups that it stands in: Kobo puts a slash between them, ODK a hyphen."""
    return cell.written if cell.written.startswith("SET-OF-") else re.split(r"[/-]", cell.written)[-1]


def _is_the_tools(name: str) -> bool:
    return name in _OWN or bool(_OF_TABLES.match(name))


def _named_values(main: RawSheet) -> dict[str, Cell]:
    """The answers of the one form, by the question's name."""
    header = {cell.column: _own_name(cell) for cell in main.rows[0].cells}
    found = {header[cell.column]: cell for cell in main.rows[1].cells if cell.column in header}
    return {name: cell for name, cell in found.items() if not _is_the_tools(name)}


def _cover(values: Mapping[str, Cell]) -> RawSheet:
    rows = [Row(1, tuple(Cell(place, "text", name) for place, name in enumerate(COVER_COLUMNS, 1)))]
    for number, (name, cell) in enumerate(values.items(), 2):
        rows.append(Row(number, (Cell(1, "text", name), cell._replace(column=2))))
    return RawSheet(COVER_SHEET, tuple(rows))


def _kind_of(sheet: RawSheet, kinds: Mapping[str, RecordKind]) -> str:
    """The record kind that a repeat's table is for: ODK puts the form's name before it."""
    name = re.split(r"[/-]", sheet.name)[-1]
    return name if name in kinds else sheet.name


def _header(kind: RecordKind) -> Row:
    return Row(1, tuple(Cell(place, "text", column.id) for place, column in enumerate(kind.columns, 1)))


def _records(sheet: RawSheet, name: str) -> RawSheet:
    """A repeat's table without the tool's own columns; rows and columns keep their places."""
    if not sheet.rows:
        return replace(sheet, name=name)
    kept = {cell.column: _own_name(cell) for cell in sheet.rows[0].cells if not _is_the_tools(_own_name(cell))}
    head, *rows = sheet.rows
    header = Row(head.number, tuple(Cell(column, "text", text) for column, text in kept.items()), head.hidden)
    body = (row._replace(cells=tuple(cell for cell in row.cells if cell.column in kept)) for row in rows)
    return replace(sheet, name=name, rows=(header, *(row for row in body if row.cells)))
