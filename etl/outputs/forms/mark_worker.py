"""The marking process: puts an annotation into a copy of a workbook, in a process of its own.

Runs as `python -m etl.outputs.forms.mark_worker FILE.xlsx MEMORY_BYTES`; the annotation comes as JSON on standard
input, the workbook goes to standard output. Drop-downs, widths and formats of the original stay, which only loading and
saving it whole can do; a workbook that is too much for that ends this process and nothing else.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.workbook import Workbook
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from etl.outputs.forms.marks import AUTHOR, COLOURS, COLUMNS

_ALWAYS = ["TRUE"]
_FONT = "Calibri"


def marked(content: BytesIO, annotation: Mapping[str, Any]) -> bytes:
    """The workbook with the annotation in the place of any earlier one."""
    workbook = load_workbook(content, rich_text=True)
    _remove_earlier(workbook, annotation)
    for sheet in workbook.worksheets:
        _mark(sheet, [one for one in annotation["marks"] if one["sheet"] == sheet.title])
    _list(workbook, annotation)
    saved = BytesIO()
    workbook.save(saved)
    return saved.getvalue()


def _remove_earlier(workbook: Workbook, annotation: Mapping[str, Any]) -> None:
    """Take away list, comments and colours of an earlier annotation, and nothing of anybody else's."""
    for sheet in list(workbook.worksheets):
        if sheet.title in annotation["sheet_names"] and sheet["A1"].value in annotation["titles"]:
            workbook.remove(sheet)
            continue
        for row in sheet.iter_rows():
            for cell in row:
                if cell.comment is not None and cell.comment.author == AUTHOR:
                    cell.comment = None
        others = [(one.sqref, rule) for one in sheet.conditional_formatting for rule in one.rules if not _is_mark(rule)]
        sheet.conditional_formatting = ConditionalFormattingList()
        for place, rule in others:
            sheet.conditional_formatting.add(str(place), rule)


def _is_mark(rule: Rule) -> bool:
    fills = {fill for fill, _ in COLOURS.values()}
    look = rule.dxf.fill if rule.dxf else None
    return (
        rule.type == "expression"
        and rule.formula == _ALWAYS
        and isinstance(look, PatternFill)
        and (look.bgColor.rgb in fills)
    )


def _mark(sheet: Worksheet, marks: Sequence[Mapping[str, str]]) -> None:
    """Colour the cells and hang the comments; the colour lies over the cell's own look and does not replace it."""
    for number, level in enumerate(COLOURS, start=1):
        places = " ".join(one["cell"] for one in marks if one["level"] == level)
        if not places:
            continue
        for other in sheet.conditional_formatting:
            for rule in other.rules:
                rule.priority += 1
        fill, ink = COLOURS[level]
        look = DifferentialStyle(font=Font(color=ink), fill=PatternFill("solid", bgColor=fill))
        sheet.conditional_formatting.add(places, Rule("expression", dxf=look, formula=_ALWAYS, priority=number))
    for one in marks:
        cell = sheet[one["cell"]]
        earlier = f"{cell.comment.text}\n\n" if cell.comment is not None else ""
        comment = Comment(earlier + one["text"], AUTHOR)
        comment.width, comment.height = 360, 40 + 18 * (len(comment.text) // 48 + comment.text.count("\n") + 1)
        cell.comment = comment


def _list(workbook: Workbook, annotation: Mapping[str, Any]) -> None:
    sheet = workbook.create_sheet(annotation["sheet_names"][0], 0)
    workbook.active = 0
    for other in workbook.worksheets[1:]:
        other.sheet_view.tabSelected = False
    for letter, width in zip("ABCDEFG", COLUMNS.values(), strict=True):
        sheet.column_dimensions[letter].width = width
    for row, line in enumerate((annotation["titles"][0], *annotation["lines"]), start=1):
        _text(sheet, row, 1, line)
    sheet["A1"].font = Font(name=_FONT, bold=True, size=14)
    top = len(annotation["lines"]) + 2
    for column, caption in enumerate(annotation["header"], start=1):
        _text(sheet, top, column, caption)
        sheet.cell(top, column).font = Font(name=_FONT, bold=True)
    for row, one in enumerate(annotation["rows"], start=top + 1):
        for column, value in enumerate(one["texts"], start=1):
            _text(sheet, row, column, value, wrap=True)
        sheet.cell(row, 2).fill = PatternFill("solid", fgColor=COLOURS[one["level"]][0])
        sheet.row_dimensions[row].height = 15 * one["lines"]
        if one["leads_to"]:
            name, place = one["leads_to"]
            cell = sheet.cell(row, 4)
            target = "'" + name.replace("'", "''") + f"'!{place}"
            cell.hyperlink = Hyperlink(ref=cell.coordinate, location=target)
            cell.font = Font(name=_FONT, underline="single", color="FF1F3A44")
    sheet.freeze_panes = f"A{top + 1}"
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToHeight = 0


def _text(sheet: Worksheet, row: int, column: int, value: str, *, wrap: bool = False) -> None:
    """A text, whatever it begins with: never a formula."""
    cell = sheet.cell(row, column, value)
    cell.data_type = "s"
    cell.number_format = "@"
    cell.font = Font(name=_FONT)
    if wrap:
        cell.alignment = Alignment(wrap_text=True, vertical="top")


def main() -> None:
    """Mark the workbook whose path is given."""
    path, memory = sys.argv[1], int(sys.argv[2])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    annotation = json.load(sys.stdin)
    with open(path, "rb") as file:  # noqa: PTH123 - read once, so that what is marked is what was read
        content = BytesIO(file.read())
    sys.stdout.buffer.write(marked(content, annotation))


if __name__ == "__main__":
    main()
