"""All tables as one workbook: typed cells, filters, and what a reader needs beside them, in both languages.

Text is always written as text, so what begins like a formula stays what it was. Rows are written as they come, so
that a workbook may be as large as a sheet allows.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.worksheet import Worksheet

from etl.exports.choice import Choice
from etl.exports.citation import citation, method, selection
from etl.exports.dictionary import dictionary
from etl.exports.records import people_table
from etl.exports.tables import Cell, ColumnType, Table, marked, public_tables
from etl.exports.words import beside, both, speak
from etl.figures import Figures
from etl.files import replaced
from etl.reference import reference_sheet
from indicators.model import LANGUAGES

ENDING = ".xlsx"
MOST_ROWS = 1_048_576 - 1
LONGEST_TEXT = 32_767
COVER, DEFINITIONS = "cover", "definitions"
_WRITTEN_ON = datetime(2008, 1, 1)  # noqa: DTZ001 (a property of the document that must not depend on the clock)
_INK, _PALE, _WARN = "#1F3A44", "#E8EEF0", "#8A3B1E"
_LOOKS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 14, "font_color": _INK},
    "heading": {"bold": True, "font_color": _INK, "bg_color": _PALE, "text_wrap": True, "valign": "top"},
    "warning": {"bold": True, "font_color": _WARN, "text_wrap": True, "valign": "top"},
    "prose": {"text_wrap": True, "valign": "top"},
    "text": {"num_format": "@"}, "json": {"num_format": "@"}, "truth": {"num_format": '"TRUE";"TRUE";"FALSE"'},
    "whole_number": {"num_format": "0"},
    "number": {"num_format": "General"}, "date": {"num_format": "yyyy-mm-dd"},
}  # fmt: skip
_PROSE_WIDTH = 70
_PROSE_LETTERS = 62  # that surely fit on a line of that width
_WIDTHS: dict[ColumnType, int] = {
    "text": 22, "json": 30, "truth": 12, "whole_number": 12, "number": 12, "date": 12,
}  # fmt: skip


class _FullPrecision(Worksheet):  # type: ignore[misc] # xlsxwriter ships no types
    """A sheet whose numbers are written with as many digits as they have; xlsxwriter alone stops at sixteen."""

    def _xml_number_element(self, number: float, attributes: Sequence[tuple[str, object]] = ()) -> None:
        described = "".join(f' {key}="{value}"' for key, value in attributes)
        self.fh.write(f"<c{described}><v>{number!r}</v></c>")


class TooManyRowsError(ValueError):
    """A table has more rows than a sheet of a workbook can hold."""

    def __init__(self, table: str) -> None:
        super().__init__(table)
        self.table = table


def write_workbook(path: Path, figures: Figures, choice: Choice) -> int:
    """Write the workbook, replaced at once; how many rows its public tables have.

    Raises:
        TooManyRowsError: A table does not fit into a sheet.
        OSError: The file cannot be written.
    """
    tables = (*public_tables(figures, choice), people_table(figures, choice))
    with replaced(path) as aside:
        workbook = Workbook(aside, {"constant_memory": True})
        try:
            rows = _Writer(workbook).all(figures, choice, tables)
        finally:
            _close(workbook)  # also after a fault: it lets go of the files that rows are gathered in
    return rows


def _close(workbook: Workbook) -> None:
    try:
        workbook.close()
    except FileCreateError as error:
        raise OSError(str(error)) from error


class _Writer:
    """Writes the sheets of one workbook, each from its first row to its last."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._looks = {name: workbook.add_format(look) for name, look in _LOOKS.items()}

    def all(self, figures: Figures, choice: Choice, tables: Sequence[Table]) -> int:
        """The cover, the tables, the data dictionary and the definitions; how many rows the tables have."""
        catalogue = figures.catalogue
        title = beside(catalogue.programme.short_title)
        self._workbook.set_properties({"created": _WRITTEN_ON, "title": title})
        cover = self._workbook.add_worksheet(COVER)
        counts = {table.name: self.table(table) for table in tables}
        self.table(marked(dictionary(catalogue, tables), figures))
        self.definitions(figures)
        self.cover(cover, figures, choice, counts)
        return sum(counts.values())

    def cover(self, sheet: Worksheet, figures: Figures, choice: Choice, counts: dict[str, int]) -> None:
        """What this is, how to cite it, how it was made, what is in it."""
        programme = figures.catalogue.programme
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, 2, _PROSE_WIDTH)
        sheet.hide_gridlines(2)
        _printed(sheet)
        sheet.write_string(0, 0, programme.id, self._looks["title"])
        lines = {
            "title": programme.title,
            "citation": citation(figures, choice.as_of),
            "as_of": both("cover.date", date=choice.as_of.isoformat()),
            "selection": selection(figures, choice),
            "method": method(figures),
        }
        if programme.licence:
            lines["licence"] = programme.licence.title
        if figures.demonstration:
            lines["demonstration"] = both("readme.demonstration")
        for row, (key, words) in enumerate(lines.items(), start=2):
            sheet.set_row(row, _height(*(words[code] for code in LANGUAGES)))
            look = self._looks["warning" if key == "demonstration" else "prose"]
            sheet.write_string(row, 0, beside(both(f"cover.{key}")), self._looks["heading"])
            for column, code in enumerate(LANGUAGES, start=1):
                sheet.write_string(row, column, words[code], look)
        for row, (name, count) in enumerate(counts.items(), start=len(lines) + 3):
            contents = [_content(name, count, code) for code in LANGUAGES]
            sheet.set_row(row, _height(*contents))
            sheet.write_string(row, 0, name, self._looks["heading"])
            for column, text in enumerate(contents, start=1):
                sheet.write_string(row, column, text, self._looks["prose"])

    def table(self, table: Table) -> int:
        """A table with its machine names as header, frozen and filtered; how many rows it has."""
        sheet = self._workbook.add_worksheet(table.name, worksheet_class=_FullPrecision)
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        _printed(sheet)
        for place, column in enumerate(table.columns):
            sheet.set_column(place, place, _WIDTHS[column.type], self._looks[column.type])
            sheet.write_string(0, place, column.name, self._looks["heading"])
        types = [column.type for column in table.columns]
        number = 0
        for number, row in enumerate(table.read(), start=1):
            if number > MOST_ROWS:
                raise TooManyRowsError(table.name)
            for place, value in enumerate(row):
                self._cell(sheet, (number, place), value, types[place])
        sheet.autofilter(0, 0, number, len(types) - 1)
        return number

    def _cell(self, sheet: Worksheet, place: tuple[int, int], value: Cell, kind: ColumnType) -> None:
        if value is None or value == "":
            return
        look = self._looks[kind]
        if isinstance(value, bool):
            sheet.write_boolean(*place, value, look)
        elif isinstance(value, int | float):
            sheet.write_number(*place, value, look)
        elif isinstance(value, date):
            sheet.write_datetime(*place, value, look)
        else:
            sheet.write_string(*place, value if len(value) <= LONGEST_TEXT else value[: LONGEST_TEXT - 1] + "…", look)

    def definitions(self, figures: Figures) -> None:
        """The reference sheets: a line a field, English beside Albanian."""
        sheet = self._workbook.add_worksheet(DEFINITIONS)
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        _printed(sheet)
        widths = {"indicator": 24, "field": 50, "english": _PROSE_WIDTH, "albanian": _PROSE_WIDTH}
        for place, (key, width) in enumerate(widths.items()):
            sheet.set_column(place, place, width)
            sheet.write_string(0, place, beside(both(f"definitions.{key}")), self._looks["heading"])
        row = 0
        for indicator in figures.catalogue.indicators:
            sheets = {code: reference_sheet(indicator, figures.catalogue, code) for code in LANGUAGES}
            for field in sheets["en"]:
                row += 1
                sheet.set_row(row, _height(*(sheets[code][field] for code in LANGUAGES)))
                name = beside(both(_field_key(field)))
                for place, text in enumerate((indicator.id, name, *(sheets[code][field] for code in LANGUAGES))):
                    sheet.write_string(row, place, text, self._looks["prose"])
        sheet.autofilter(0, 0, row, 3)


def _printed(sheet: Worksheet) -> None:
    """As wide as a page, lying."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _height(*texts: str) -> int:
    """The height in points of a row whose longest text is wrapped; programs do not all find it by themselves."""
    lines = (sum(1 + len(line) // _PROSE_LETTERS for line in text.splitlines() or [""]) for text in texts)
    return 15 * min(max(lines), 26)


def _field_key(field: str) -> str:
    return f"sheet.{field}" if speak("en").has(f"sheet.{field}") else f"column.any.{field}"


def _content(table: str, count: int, code: str) -> str:
    language = speak(code)
    rows = language.say("cover.rows", count=count, number=language.number(count))
    return f"{language.say(f'table.{table}')} {rows}"
