"""What a collection tool gives back of an XLSForm (`etl/outputs/forms/xlsform.py`) -> the sheets of a submission.

KoboToolbox exports a workbook, ODK a zip of CSV files: one main table with a row a form, and one table a repeat. Here
the main row becomes the cover and each repeat the sheet of its record kind; rows keep their numbers, so that findings
name the place in the export. Questions and answers come by their names or by the labels that the form shows, in any
language. What the tool adds for itself (keys, times, who sent it) is not looked at and not kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from etl.formats.form_sheets import COVER_COLUMNS, COVER_SHEET, UNIT_FIELD
from etl.formats.locale_folder import ETL_LOCALE
from etl.formats.xlsform_names import HELPERS, NONE, NOTE, ROWS, SAID, SILENT
from etl.intake.cells import Cell, Fault, RawSheet, RawSubmission, Row
from etl.intake.sheets.cover import PERIOD_FIELD
from etl.intake.sheets.headers import column_names, kind_names, name_key
from etl.intake.sheets.sheet_names import meant_by, sheets_by_name
from indicators.language import Language, language
from indicators.model import LANGUAGES, Catalogue, RecordKind
from indicators.schedule import hand_in_periods

_KEYS = frozenset(("KEY", "_index", "_id", "_uuid", "instanceID"))
# What no table has that a person made.
_MARKS_OF_A_TOOL = frozenset(("KEY", "PARENT_KEY", "_index", "_uuid", "_parent_index", "_submission__id", "instanceID"))
_OWN = frozenset(
    (
        "KEY", "PARENT_KEY", "SubmissionDate", "SubmitterID", "SubmitterName", "AttachmentsPresent",
        "AttachmentsExpected", "Status", "ReviewState", "DeviceID", "Edits", "FormVersion", "isValidated", "instanceID",
        "instanceName", "rootUuid", "uuid", "deviceid", "username", "start", "end", "today", *HELPERS,
    )
)  # fmt: skip
_OF_TABLES = re.compile(r"^(SET-OF-.*|_.*)$")
# What stands between a group and its question: a slash in KoboToolbox (it can be set), a hyphen in ODK.
_JOINT = re.compile(r"\s*[/:.>|-]\s*")


@dataclass(frozen=True)
class _Names:
    """The names of the questions and answers of every form, by all that they may go by, folded."""

    questions: Mapping[str, str]
    said: Mapping[str, str]
    periods: Mapping[str, str]

    @staticmethod
    def of(catalogue: Catalogue) -> _Names:
        """The names in a programme: machine names, and the labels of the XLSForm in each language."""
        speaks = [language(code, ETL_LOCALE) for code in LANGUAGES]
        questions = dict(_questions(catalogue, speaks))
        said = {name_key(one.say(f"xlsform.{answer}")): answer for one in speaks for answer in (ROWS, NONE, SILENT)}
        periods = {
            name_key(one.period(period.code)): period.code for one in speaks for period in hand_in_periods(catalogue)
        }
        return _Names(questions, said, periods)

    def question(self, cell: Cell) -> str:
        """A question's name without the groups that it stands in; what is not known keeps its last part."""
        text = cell.written
        if text.startswith("SET-OF-"):
            return text
        ends = [text, *(text[joint.end() :] for joint in _JOINT.finditer(text))]
        known = next((self.questions[key] for end in ends if (key := name_key(end)) in self.questions), None)
        return known or re.split(r"[/-]", text)[-1].strip()


def _questions(catalogue: Catalogue, speaks: list[Language]) -> Iterator[tuple[str, str]]:
    for one in speaks:
        yield name_key(one.say("template.step.persons")), NOTE
        for kind in catalogue.records:
            yield name_key(one.say("xlsform.said", sheet=kind.label[one.code])), kind.id + SAID
    for kind in catalogue.records:
        yield name_key(kind.id + SAID), kind.id + SAID
    for field in catalogue.programme.cover:
        for text in (*field.label.values(), field.id):
            yield name_key(text), field.id


def unpack(raw: RawSubmission, catalogue: Catalogue) -> RawSubmission:
    """The sheets of a submission where a collection tool exported it; anything else as it is."""
    known = sheets_by_name(catalogue)
    meant = meant_by([sheet.name for sheet in raw.sheets], known)
    if any((known.get(name_key(sheet.name)) or meant.get(sheet.name)) == COVER_SHEET for sheet in raw.sheets):
        return raw
    names = _Names.of(catalogue)
    main = _main_table(raw, catalogue, names)
    extras = (*raw.extras, "collected")
    if main is None:
        tool = next((sheet for sheet in raw.sheets if _headers(sheet) & _MARKS_OF_A_TOOL), None)
        fault = Fault("collected_unknown", sheet=tool.name if tool else None)
        return replace(raw, sheets=(), faults=(*raw.faults, fault), extras=extras) if tool else raw
    if len(main.rows) != 2:
        fault = Fault("collected_not_one", sheet=main.name, values=(("count", len(main.rows) - 1),))
        return replace(raw, sheets=(), faults=(*raw.faults, fault), extras=extras)
    return replace(_unpacked(raw, main, catalogue, names), extras=extras)


def _unpacked(raw: RawSubmission, main: RawSheet, catalogue: Catalogue, names: _Names) -> RawSubmission:
    values = _named_values(main, names)
    said = {
        name.removesuffix(SAID): names.said.get(name_key(cell.written), cell.written)
        for name, cell in values.items() if name.endswith(SAID)
    }  # fmt: skip
    cover = {name: cell for name, cell in values.items() if not name.endswith(SAID)}
    sheets, faults = [_cover(cover, names)], list(raw.faults)
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
            sheets.append(_records(sheet, kind))
    sheets += [sheet for sheet in raw.sheets if sheet in others.values()]
    return replace(raw, sheets=tuple(sheets), faults=tuple(faults))


def _headers(sheet: RawSheet) -> frozenset[str]:
    return (
        frozenset(re.split(r"[/-]", cell.written)[-1].strip() for cell in sheet.rows[0].cells)
        if sheet.rows
        else frozenset()
    )


def _main_table(raw: RawSubmission, catalogue: Catalogue, names: _Names) -> RawSheet | None:
    """The table with a form in each row: it has the cover's fields as columns, and a key of the tool's."""
    wanted = {field.id for field in catalogue.programme.cover if field.id != UNIT_FIELD}
    for sheet in raw.sheets:
        found = {names.question(cell) for cell in sheet.rows[0].cells} if sheet.rows else set()
        if wanted <= found and _headers(sheet) & _KEYS:
            return sheet
    return None


def _is_the_tools(name: str) -> bool:
    return name in _OWN or bool(_OF_TABLES.match(name))


def _named_values(main: RawSheet, names: _Names) -> dict[str, Cell]:
    """The answers of the one form, by the question's name."""
    header = {cell.column: names.question(cell) for cell in main.rows[0].cells}
    found = {header[cell.column]: cell for cell in main.rows[1].cells if cell.column in header}
    return {name: cell for name, cell in found.items() if not _is_the_tools(name)}


def _cover(values: Mapping[str, Cell], names: _Names) -> RawSheet:
    rows = [Row(1, tuple(Cell(place, "text", name) for place, name in enumerate(COVER_COLUMNS, 1)))]
    for number, (name, cell) in enumerate(values.items(), 2):
        period = names.periods.get(name_key(cell.written)) if name == PERIOD_FIELD and cell.kind == "text" else None
        value = cell._replace(column=2, value=period or cell.value)
        rows.append(Row(number, (Cell(1, "text", name), value)))
    return RawSheet(COVER_SHEET, tuple(rows))


def _kind_of(sheet: RawSheet, kinds: Mapping[str, RecordKind]) -> str:
    """The record kind that a repeat's table is for: ODK puts the form's name before it."""
    names = {name_key(name): kind.id for kind in kinds.values() for name in kind_names(kind)}
    ends = (sheet.name, re.split(r"[/-]", sheet.name)[-1])
    return next((names[name_key(end)] for end in ends if name_key(end) in names), sheet.name)


def _header(kind: RecordKind) -> Row:
    return Row(1, tuple(Cell(place, "text", column.id) for place, column in enumerate(kind.columns, 1)))


def _column(cell: Cell, names: Mapping[str, str]) -> str:
    """A column's header without the groups that it stands in."""
    text = cell.written
    ends = [text, *(text[joint.end() :] for joint in _JOINT.finditer(text))]
    known = next((end for end in ends if name_key(end) in names), None)
    return known or (text if text.startswith("SET-OF-") else re.split(r"[/-]", text)[-1].strip())


def _records(sheet: RawSheet, kind: RecordKind) -> RawSheet:
    """A repeat's table without the tool's own columns; rows and columns keep their places."""
    if not sheet.rows:
        return replace(sheet, name=kind.id)
    names = column_names(kind)
    headers = {cell.column: _column(cell, names) for cell in sheet.rows[0].cells}
    kept = {column: text for column, text in headers.items() if not _is_the_tools(text)}
    head, *rows = sheet.rows
    header = Row(head.number, tuple(Cell(column, "text", text) for column, text in kept.items()), head.hidden)
    body = (row._replace(cells=tuple(cell for cell in row.cells if cell.column in kept)) for row in rows)
    return replace(sheet, name=kind.id, rows=(header, *(row for row in body if row.cells)))
