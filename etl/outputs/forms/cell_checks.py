"""What the cells of a form's workbook may hold, as the spreadsheet program checks it while someone types.

These checks and notes are a help, never the judge: whatever comes back is read and validated anew. All are given as
arguments of xlsxwriter's `data_validation`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from xlsxwriter.utility import quote_sheetname, xl_col_to_name, xl_rowcol_to_cell

from etl.formats import form_sheets as sheets
from etl.intake.text.characters import LONGEST_TEXT
from etl.intake.values.written_dates import EARLIEST, LATEST
from indicators.language import Language
from indicators.model import Catalogue, Column, CoverField, Form, RecordKind, Reference, Words
from indicators.periods import Period

SPARE_ROWS = 500  # rows below the last filled one that still have drop-downs and checks
LONGEST_LOOSE_DATE = 20  # longer than "30 nëntor 2009"
LONGEST_TITLE, LONGEST_MESSAGE = 32, 255  # Excel's limits for the messages of a cell

Check = dict[str, Any]


class CellChecks:
    """The checks and notes of one workbook, in its language and for its period (None where it is not known)."""

    def __init__(self, catalogue: Catalogue, form: Form, speaks: Language, period: Period | None) -> None:
        self._catalogue = catalogue
        self._speaks = speaks
        self._period = period
        self._lists = sheets.choice_lists(catalogue, form, speaks.code)

    def cover(self, field: CoverField) -> Check:
        """The check and note of a line of the cover."""
        note = self._note(field.label, field.help, ())
        if f"cover.{field.id}" in self._lists:
            return self._choice(f"cover.{field.id}") | note
        if field.id == "submitted_on":
            first = self._period.start if self._period else EARLIEST
            return _between(_day(first), "TODAY()") | self._refusal("date", field.label, field.help) | note
        return {"validate": "any"} | note

    def header(self, kind: RecordKind, column: Column) -> Check:
        """The note of a column's header."""
        return {"validate": "any"} | self._note(column.label, sheets.help_of(kind, column), self._remarks(column))

    def cell(self, kind: RecordKind, column: Column, present: Collection[str]) -> Check:
        """The check and note of a column's cells; `present` are the record kinds that have a sheet."""
        note = self._note(column.label, sheets.help_of(kind, column), self._remarks(column))
        return self._check(kind, column, present) | note

    def _check(self, kind: RecordKind, column: Column, present: Collection[str]) -> Check:
        if column.codes:
            return self._choice(column.codes)
        if column.refers_to is not None and column.refers_to.record in present:
            return self._referred(column.refers_to)
        refusal = self._refusal(column.type, column.label, sheets.help_of(kind, column))
        if column.type == "date":
            return _between(*self._date_bounds(kind, column)) | refusal
        if column.type == "whole_number":
            least = [str(column.minimum or 0), *([_cell(kind, column.at_least)] if column.at_least else [])]
            return {"validate": "integer", "criteria": ">=", "value": f"=MAX({','.join(least)})"} | refusal
        if column.type == "number":
            return {"validate": "decimal", "criteria": ">=", "value": column.minimum or 0} | refusal
        longest = LONGEST_LOOSE_DATE if column.type == "loose_date" else LONGEST_TEXT
        return {"validate": "length", "criteria": "<=", "value": longest} | refusal

    def _choice(self, key: str) -> Check:
        """A drop-down from a list of the list sheet."""
        place = list(self._lists).index(key)
        first, last = (xl_rowcol_to_cell(row, place, True, True) for row in (1, len(self._lists[key]) - 1))
        name = quote_sheetname(sheets.own_sheet_name(sheets.LIST_SHEET, self._speaks))
        return {"validate": "list", "source": f"={name}!{first}:{last}"} | self._refusal("choose")

    def _referred(self, reference: Reference) -> Check:
        """A drop-down from what another sheet of this workbook holds; anything else may stay after a warning."""
        kind = self._catalogue.record(reference.record)
        place = [one.id for one in kind.columns].index(reference.column)
        letter = xl_col_to_name(place, col_abs=True)
        name = quote_sheetname(sheets.record_sheet_name(kind, self._speaks))
        source = f"={name}!{letter}$2:{letter}${SPARE_ROWS}"
        return {"validate": "list", "source": source} | self._refusal("choose") | {"error_type": "warning"}

    def _date_bounds(self, kind: RecordKind, column: Column) -> tuple[str, str]:
        """The first and the last day that fit, as formulas over the row's other dates, the period and today."""
        period = self._period
        days = {"period_start": _day(period.start), "period_end": _day(period.end)} if period else {}
        known = {**{one.id: _cell(kind, one.id) for one in kind.columns}, **days}
        first = [_day(EARLIEST), *(known[name] for name in column.not_before if name in known)]
        latest = _day(LATEST) if kind.may_lie_ahead(column.id) else "TODAY()"
        last = [latest, *(known[name] for name in column.not_after if name in known)]
        return f"MAX({','.join(first)})", f"MIN({','.join(last)})"

    def _remarks(self, column: Column) -> tuple[str, ...]:
        remarks = [self._speaks.say("template.note.required")] if column.required else []
        if column.codes:
            remarks.append(self._speaks.say("template.note.choose"))
        elif example := sheets.example_of(self._catalogue, column, self._speaks.code):
            remarks.append(self._speaks.say("template.note.example", example=example))
        return tuple(remarks)

    def _note(self, label: Words, text: Words, remarks: Sequence[str]) -> Check:
        """An input message: what belongs in the cell, then the remarks that still fit."""
        message = text[self._speaks.code]
        for remark in remarks:
            longer = f"{message} {remark}"
            message = longer if len(longer) <= LONGEST_MESSAGE else message
        title = label[self._speaks.code]
        return {"input_title": _cut(title, LONGEST_TITLE), "input_message": _cut(message, LONGEST_MESSAGE)}

    def _refusal(self, key: str, label: Words | None = None, text: Words | None = None) -> Check:
        """What is said when a cell is refused. A day may stay after a warning: FORMS.md allows it many spellings."""
        values = {name: words[self._speaks.code] for name, words in (("label", label), ("help", text)) if words}
        message = self._speaks.say(f"template.error.{key}", **values, longest=LONGEST_TEXT)
        return {
            "error_title": _cut(self._speaks.say("template.error.title"), LONGEST_TITLE),
            "error_message": _cut(message, LONGEST_MESSAGE),
            "error_type": "warning" if key == "date" else "stop",
        }


def _day(day: date) -> str:
    return f"DATE({day.year},{day.month},{day.day})"


def _between(first: str, last: str) -> Check:
    return {"validate": "date", "criteria": "between", "minimum": f"={first}", "maximum": f"={last}"}


def _cell(kind: RecordKind, column: str) -> str:
    """Another column's cell in the first row below the header; the program moves it along with each row."""
    place = [one.id for one in kind.columns].index(column)
    return f"{xl_col_to_name(place, col_abs=True)}2"


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"
