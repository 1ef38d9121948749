"""A form as an XLSX workbook in one language: the one writer, for templates and for filled-in forms.

Every sheet is the form's own and nothing more (no comments, no hidden sheets, no merged cells): what is written here is
read back without a warning. Notes are input messages of the cells, drop-downs choose from the visible list sheet, and
headers are protected without a password. The same arguments give the same bytes on every machine.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, time
from io import BytesIO
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name

from etl.formats import form_sheets as sheets
from etl.formats.stored_zip import members_of, write_zip
from etl.outputs.forms.cell_checks import SPARE_ROWS, CellChecks
from indicators.language import Language
from indicators.model import Catalogue, Column, CoverField, Form, RecordKind
from indicators.periods import Period, parse

Cell = str | int | float | date | None
Row = Mapping[str, Cell]

WRITTEN_ON = datetime(2008, 1, 1)  # noqa: DTZ001 (a property of the document that must not depend on the clock)
INK, PALE, MUTED, MISSING = "#1F3A44", "#E8EEF0", "#5F6B70", "#FFF2CC"

# Cells are unlocked unless their format says otherwise, so that whole rows can be deleted in a protected sheet.
_UNLOCKED = {"font_name": "Calibri", "font_size": 11, "locked": False}
_LOCKED_FORMATS: dict[str, dict[str, Any]] = {
    "plain": {},
    "title": {"bold": True, "font_size": 14, "font_color": INK},
    "heading": {"bold": True, "font_size": 12, "font_color": INK},
    "muted": {"font_color": MUTED},
    "example": {"italic": True, "font_color": MUTED, "text_wrap": True, "valign": "top", "border": 1},
    "caption": {"bold": True, "valign": "top", "bg_color": PALE, "border": 1},
    "help": {"text_wrap": True, "valign": "top", "border": 1},
    "column": {"bold": True, "text_wrap": True, "valign": "vcenter", "bg_color": PALE, "border": 1},
    # The asterisk is shown, not written: the cell still holds the label alone, by which it is recognised.
    "required": {"bold": True, "text_wrap": True, "valign": "vcenter", "font_color": "#FFFFFF", "bg_color": INK,
                 "border": 1, "num_format": '@" *"'},
}  # fmt: skip
_FORMATS: dict[str, dict[str, Any]] = {
    "text": {"num_format": "@", "text_wrap": True, "valign": "top"},
    "code": {"valign": "top"},
    "date": {"num_format": "dd.mm.yyyy", "align": "left", "valign": "top"},
    "whole_number": {"num_format": "0", "valign": "top"},
    "number": {"num_format": "General", "valign": "top"},
    "loose_date": {"num_format": "@", "valign": "top"},
    "missing": {"bg_color": MISSING},
    **{name: look | {"locked": True} for name, look in _LOCKED_FORMATS.items()},
}
_WIDTHS = {"text": 34, "code": 16, "date": 15, "whole_number": 13, "number": 13, "loose_date": 15}
_ALLOWED = dict.fromkeys(
    ("format_cells", "format_columns", "format_rows", "insert_rows", "delete_rows", "sort", "autofilter"), True
)


def write_form(
    path: Path,
    catalogue: Catalogue,
    form: Form,
    speaks: Language,
    cover: Row,
    rows: Mapping[str, Sequence[Row] | None],
) -> None:
    """Write a form as a workbook in a language.

    Args:
        path: The .xlsx file to write.
        catalogue: The programme.
        form: Which of its forms.
        speaks: The language of sheets, headers, notes and codes, with the texts of etl/locale.
        cover: The cover's values by field: machine names for form and unit; what is missing stays empty.
        rows: The rows of each record kind by column, with codes as machine names. A kind that is not named has no sheet
            (FORMS.md 1: nothing is said about it); an empty sequence is an empty sheet ("there were none"). None: no
            sheet either, and the guide says so.
    """
    content = BytesIO()
    workbook = Workbook(content, {"in_memory": True, "default_format_properties": _UNLOCKED})
    workbook.set_properties({"created": WRITTEN_ON, "title": form.label[speaks.code]})
    writer = _FormWriter(workbook, catalogue, form, speaks, _period(cover.get("period")))
    writer.cover(cover)
    sheets_of = {name: known for name in form.records if (known := rows.get(name)) is not None}
    for name, known in sheets_of.items():
        writer.records(catalogue.record(name), known, present=sheets_of.keys())
    writer.guide([name for name in form.records if rows.get(name, ()) is None])
    writer.lists()
    workbook.close()
    write_zip(path, members_of(content.getvalue()))


def _period(code: Cell) -> Period | None:
    try:
        return parse(str(code))
    except ValueError:
        return None


class _FormWriter:
    """One workbook being written: its formats, its language, and the period that its dates are held to."""

    def __init__(
        self, workbook: Any, catalogue: Catalogue, form: Form, speaks: Language, period: Period | None
    ) -> None:
        self._workbook = workbook
        self._catalogue = catalogue
        self._form = form
        self._speaks = speaks
        self._checks = CellChecks(catalogue, form, speaks, period)
        self._formats = {name: workbook.add_format(look) for name, look in _FORMATS.items()}
        self._lists = sheets.choice_lists(catalogue, form, speaks.code)

    def cover(self, values: Row) -> None:
        """The cover sheet: two columns, field and value; the form's name is fixed, the rest may be changed."""
        sheet = self._workbook.add_worksheet(sheets.own_sheet_name(sheets.COVER_SHEET, self._speaks))
        sheet.set_column(0, 0, 28, self._formats["column"])
        sheet.set_column(1, 1, 48)
        for place, name in enumerate(sheets.COVER_COLUMNS):
            sheet.write_string(0, place, self._speaks.say(f"template.cover.{name}"), self._formats["column"])
        for number, field in enumerate(sheets.cover_fields(self._catalogue, self._form), start=1):
            sheet.write_string(number, 0, field.label[self._speaks.code], self._formats["required"])
            value = self._cover_label(field, values.get(field.id))
            look = self._formats["help" if field.id == "form" else "date" if isinstance(value, date) else "text"]
            _write(sheet, (number, 1), value, look)
            sheet.data_validation(number, 1, number, 1, self._checks.cover(field))
        sheet.freeze_panes(1, 0)
        sheet.protect("", {"format_cells": True, "format_columns": True})
        _printed(sheet)

    def _cover_label(self, field: CoverField, value: Cell) -> Cell:
        """A cover value as the workbook shows it: the label of a form or unit, everything else as it is."""
        return sheets.cover_labels(self._catalogue, field, self._speaks.code).get(str(value), value)

    def records(self, kind: RecordKind, rows: Sequence[Row], present: Collection[str]) -> None:
        """One record kind's sheet: header, rows, checks and drop-downs for further rows."""
        sheet = self._workbook.add_worksheet(sheets.record_sheet_name(kind, self._speaks))
        sheet.set_row(0, 32, self._formats["plain"])
        last = len(rows) + SPARE_ROWS
        for place, column in enumerate(kind.columns):
            label = column.label[self._speaks.code]
            sheet.set_column(place, place, self._width(column), self._formats[column.type])
            sheet.write_string(0, place, label, self._formats["required" if column.required else "column"])
            sheet.data_validation(0, place, 0, place, self._checks.header(kind, column))
            sheet.data_validation(1, place, last, place, self._checks.cell(kind, column, present))
            if column.required:
                self._mark_missing(sheet, kind, place, last)
        labels = {column.id: self._labels(column) for column in kind.columns}
        for number, row in enumerate(rows, start=1):
            for place, column in enumerate(kind.columns):
                value = row.get(column.id)
                _write(sheet, (number, place), labels[column.id].get(str(value), value), self._formats[column.type])
        sheet.freeze_panes(1, 0)
        sheet.protect("", _ALLOWED)
        sheet.repeat_rows(0)
        _printed(sheet)

    def _labels(self, column: Column) -> dict[str, str]:
        return {one.id: one.label[self._speaks.code] for one in self._catalogue.codes(column)}

    def _width(self, column: Column) -> int:
        texts = [column.label[self._speaks.code] + " *", *self._labels(column).values()]
        return min(max(_WIDTHS[column.type], *(len(text) + 3 for text in texts)), 46)

    def _mark_missing(self, sheet: Any, kind: RecordKind, place: int, last: int) -> None:
        """Colour a required cell that is empty in a row that was begun."""
        row = f"${xl_col_to_name(0)}2:${xl_col_to_name(len(kind.columns) - 1)}2"
        criteria = f"=AND(COUNTA({row})>0,ISBLANK(${xl_col_to_name(place)}2))"
        look = {"type": "formula", "criteria": criteria, "format": self._formats["missing"]}
        sheet.conditional_format(1, place, last, place, look)

    def guide(self, left_out: Sequence[str]) -> None:
        """How to fill the form in: the steps, then each sheet's columns with an example row that is shown as such."""
        sheet = self._workbook.add_worksheet(sheets.own_sheet_name(sheets.GUIDE_SHEET, self._speaks))
        sheet.set_column(0, 0, 18, self._formats["plain"])
        sheet.set_column(
            1, max(len(self._catalogue.record(name).columns) for name in self._form.records), 26, self._formats["plain"]
        )
        sheet.write_string(0, 0, self._speaks.say("template.guide.title"), self._formats["title"])
        sheet.write_string(1, 0, self._form.label[self._speaks.code], self._formats["muted"])
        steps = (*sheets.guide_steps(self._speaks), self._speaks.say("template.guide.examples"))
        if left_out:
            names = (sheets.record_sheet_name(self._catalogue.record(name), self._speaks) for name in left_out)
            steps = (*steps, self._speaks.say("template.guide.left_out"), *names)
        for number, step in enumerate(steps, start=3):
            sheet.write_string(number, 0, step, self._formats["plain"])
        row = len(steps) + 4
        for name in self._form.records:
            row = self._explain(sheet, row, self._catalogue.record(name)) + 2
        sheet.protect("", {"format_columns": True, "format_rows": True})
        _printed(sheet)

    def _explain(self, sheet: Any, row: int, kind: RecordKind) -> int:
        """One record kind on the guide, from a row on; gives the last row written."""
        sheet.write_string(row, 0, sheets.record_sheet_name(kind, self._speaks), self._formats["heading"])
        sheet.write_string(row + 1, 0, kind.description[self._speaks.code], self._formats["muted"])
        looks = ("column", "help", "help", "example")
        table = sheets.guide_table(self._catalogue, kind, self._speaks)
        for number, (texts, look) in enumerate(zip(table, looks, strict=True), start=row + 2):
            sheet.write_string(number, 0, texts[0], self._formats["caption"])
            for place, text in enumerate(texts[1:], start=1):
                sheet.write_string(number, place, text, self._formats[look])
            if look == "help":
                sheet.set_row(number, 15 * max(1, *(-(-len(text) // 24) for text in texts)))
        return row + 1 + len(table)

    def lists(self) -> None:
        """Every permitted value, a list in each column; the drop-downs choose from here."""
        sheet = self._workbook.add_worksheet(sheets.own_sheet_name(sheets.LIST_SHEET, self._speaks))
        for place, values in enumerate(self._lists.values()):
            width = min(max(len(value) for value in values) + 3, 46)
            sheet.set_column(place, place, width, self._formats["plain"])
            sheet.write_string(0, place, values[0], self._formats["column"])
            for number, value in enumerate(values[1:], start=1):
                sheet.write_string(number, place, value, self._formats["plain"])
        sheet.freeze_panes(1, 0)
        sheet.protect("", {"format_columns": True})
        _printed(sheet)


def _write(sheet: Any, place: tuple[int, int], value: Cell, look: Any) -> None:
    """One cell by its type; a text is always a string, whatever it begins with, so that no formula comes of it."""
    if value is None:
        return
    if isinstance(value, date):
        sheet.write_datetime(*place, datetime.combine(value, time()), look)
    elif isinstance(value, int | float):
        sheet.write_number(*place, value, look)
    else:
        sheet.write_string(*place, value, look)


def _printed(sheet: Any) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
