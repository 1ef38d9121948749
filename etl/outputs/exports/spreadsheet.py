"""All tables as one workbook: typed cells, filters, and what a reader needs beside them, in every language.

Rows are written as they come, so that a workbook may be as large as its tables are; a table of more rows than a sheet
can hold goes on on a sheet `<table>_2`, and so on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import count, islice
from pathlib import Path

from etl.build.catalogue_rows import measure_sheet, reference_sheet
from etl.figures.choice import Choice
from etl.figures.read_api import Figures
from etl.formats.atomic_file import replaced
from etl.outputs.exports.citation import citation, method, selection
from etl.outputs.exports.dictionary import dictionary
from etl.outputs.exports.records import people_table
from etl.outputs.exports.sheet_xml import RowMaker, line, text_cell
from etl.outputs.exports.tables import ColumnType, Row, Table, marked, public_tables
from etl.outputs.exports.words import beside, both, speak
from etl.outputs.exports.workbook_looks import HEADING, LOOKS, PROSE, TITLE, WARNING
from etl.outputs.exports.workbook_parts import Layout, Sheet, WorkbookFile
from indicators.languages import ENGLISH, LANGUAGES, Words
from indicators.model import Catalogue

ENDING = ".xlsx"
COVER, DEFINITIONS = "cover", "definitions"
_PROSE_WIDTH = 70
_PROSE_LETTERS = 62  # that surely fit on a line of that width
_WIDTHS: Mapping[ColumnType, int] = {
    "text": 22, "json": 30, "truth": 12, "whole_number": 12, "number": 12, "date": 12,
}  # fmt: skip
_TEXTS = (_PROSE_WIDTH,) * len(LANGUAGES)
_COVER = Layout((34, *_TEXTS), header=False)
_DEFINITIONS = {"indicator": 24, "field": 50}
_ROWS_AT_ONCE = 10_000


def write_workbook(path: Path, figures: Figures, choice: Choice) -> int:
    """Write the workbook, replaced at once; how many rows its public tables have. OSError where it cannot be written.

    The cover, the tables, the data dictionary and the definitions, in this order.
    """
    catalogue = figures.catalogue
    tables = (*public_tables(figures, choice), people_table(figures, choice))
    with replaced(path) as aside, WorkbookFile(aside, beside(catalogue.programme.short_title)) as book:
        counts = {table.name: write_table(book, table) for table in tables}
        write_table(book, marked(dictionary(catalogue, tables), figures))
        _write_definitions(book, figures)
        _write_cover(book, figures, choice, counts)
    return sum(counts.values())


def write_table(book: WorkbookFile, table: Table) -> int:
    """A table with its machine names as header, on as many sheets as it takes; how many rows it has."""
    layout = Layout(
        tuple(_WIDTHS[column.type] for column in table.columns), tuple(LOOKS[column.type] for column in table.columns)
    )
    header = line(1, [text_cell(column.name, HEADING) for column in table.columns])
    maker, rows = RowMaker(table.columns), iter(table.read())
    batch, written = _next_rows(rows), 0
    for number in count(1):
        with book.sheet(table.name if number == 1 else f"{table.name}_{number}", layout) as sheet:
            sheet.add(header, 1)
            while batch and sheet.room:
                now, rest = batch[: sheet.room], batch[sheet.room :]
                sheet.add(maker.lines(now, sheet.rows + 1), len(now))
                written += len(now)
                batch = rest or _next_rows(rows)
        if not batch:
            break
    return written


def _next_rows(rows: Iterator[Row]) -> list[Row]:
    return list(islice(rows, _ROWS_AT_ONCE))


def _write_cover(book: WorkbookFile, figures: Figures, choice: Choice, counts: Mapping[str, int]) -> None:
    """What this is, how to cite it, how it was made, what is in it."""
    with book.sheet(COVER, _COVER, at=0) as sheet:
        sheet.add(line(1, [text_cell(figures.catalogue.programme.id, TITLE)]), 1)
        sheet.add(line(2, []), 1)
        for key, words in _cover_words(figures, choice).items():
            look = WARNING if key == "demonstration" else PROSE
            _add_words(sheet, [(beside(both(f"cover.{key}")), HEADING)], words, look)
        sheet.add(line(sheet.rows + 1, []), 1)
        for name, rows in counts.items():
            words = Words.each(partial(_content, name, rows))
            _add_words(sheet, [(name, HEADING)], words, PROSE)


def _cover_words(figures: Figures, choice: Choice) -> dict[str, Words]:
    programme = figures.catalogue.programme
    found = {
        "title": programme.title,
        "citation": citation(figures, choice.as_of),
        "as_of": both("cover.date", date=choice.as_of.isoformat()),
        "selection": selection(figures, choice),
        "method": method(figures),
    }
    if programme.licence:
        found["licence"] = programme.licence.title
    if figures.demonstration:
        found["demonstration"] = both("readme.demonstration")
    return found


def _write_definitions(book: WorkbookFile, figures: Figures) -> None:
    """The reference sheets: a line a field, the languages beside each other."""
    with book.sheet(DEFINITIONS, Layout((*_DEFINITIONS.values(), *_TEXTS))) as sheet:
        names = [beside(both(f"definitions.{key}")) for key in _DEFINITIONS]
        names += [beside(Words.each(partial(_heading, code))) for code in LANGUAGES]
        sheet.add(line(1, [text_cell(name, HEADING) for name in names]), 1)
        for name, found in _reference_sheets(figures.catalogue):
            for field in found[ENGLISH]:
                words = Words(**{code: sheet[field] for code, sheet in found.items()})
                if not all(words.values()):
                    continue  # nothing is assumed, for example
                _add_words(sheet, [(name, PROSE), (beside(both(_field_key(field))), PROSE)], words, PROSE)


def _heading(of: str, code: str) -> str:
    """What a column of texts in a language is called in another one."""
    name = speak(code).name_of(of)
    return name[:1].upper() + name[1:]


def _reference_sheets(catalogue: Catalogue) -> Iterator[tuple[str, dict[str, dict[str, str]]]]:
    """The id and the reference sheet in each language of every indicator, then of every measure."""
    for indicator in catalogue.indicators:
        yield indicator.id, {code: reference_sheet(indicator, catalogue, code) for code in LANGUAGES}
    for measure in catalogue.measures:
        yield measure.id, {code: measure_sheet(measure, code) for code in LANGUAGES}


def _add_words(sheet: Sheet, names: Sequence[tuple[str, int]], words: Words, look: int) -> None:
    """A row that says something in every language, high enough for it."""
    cells = [text_cell(name, of) for name, of in names]
    cells += [text_cell(text, look) for text in words.values()]
    sheet.add(line(sheet.rows + 1, cells, _height(*words.values())), 1)


def _height(*texts: str) -> int:
    """The height in points of a row whose longest text is wrapped; programs do not all find it by themselves."""
    lines = (sum(1 + len(one) // _PROSE_LETTERS for one in text.splitlines() or [""]) for text in texts)
    return 15 * min(max(lines), 26)


def _field_key(field: str) -> str:
    return f"sheet.{field}" if speak(ENGLISH).has(f"sheet.{field}") else f"column.any.{field}"


def _content(table: str, rows: int, code: str) -> str:
    language = speak(code)
    counted = language.say("cover.rows", count=rows, number=language.number(rows))
    return f"{language.say(f'table.{table}')} {counted}"
