"""The annotated workbook: what was sent, given back with each problem marked at its cell and a list of all in front."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook

from etl.formats.form_sheets import FORBIDDEN_IN_SHEET_NAME, LONGEST_SHEET_NAME
from etl.intake.cells import Cell, RawSheet, RawSubmission, split_address
from etl.intake.reader import Reader, reader_for
from etl.intake.report import Report
from etl.intake.sheets.personal_search import find_personal_data
from etl.intake.sheets.sheet_names import recognised
from etl.intake.submission import CheckedSubmission, sha256_of
from etl.outputs.forms.marks import AUTHOR, COLOURS, COLUMNS, Annotation, annotation, numbers_and_dates, writable
from indicators.language import Language
from indicators.model import Catalogue

_ROOT = Path(__file__).resolve().parents[3]
_SECONDS = 20
_DECIMAL = re.compile(r"(?:0|[1-9][0-9]{0,8})\.[0-9]{1,9}")
_WHOLE_NUMBER, _DAY = re.compile("0|[1-9][0-9]{0,8}"), re.compile("(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}")
_MEMORY = 1024 * 1024 * 1024


class NotAnnotatedError(Exception):
    """No copy is given back; `reason` is `personal_data`, `unreadable` or `changed`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def annotated_workbook(
    path: Path, checked: CheckedSubmission, catalogue: Catalogue, speaks: Language, *, reader: Reader | None = None
) -> bytes:
    """A workbook (XLSX) with every finding of `checked` marked at its cell, and all of them on a first sheet.

    Of a workbook it is a copy that keeps drop-downs and formats; CSV files become the sheets of a workbook. Handed in
    again it is read as the file itself: marks and list are warned of and passed over.

    Args:
        path: The file or folder that was checked; it must not have changed since.
        checked: What `check_submission` said of it.
        catalogue: The programme.
        speaks: The sender's language, with the texts of etl/locale.
        reader: A reader to use; without one a process is started for this file alone.

    Raises:
        NotAnnotatedError: The file holds personal data, could not be read, or has changed.
    """
    if reader is not None:
        raw = reader.read(path)
    else:
        with reader_for(limits=True) as own:
            raw = own.read(path)
    raw = recognised(raw, catalogue)
    if find_personal_data(raw, catalogue, Report("")) or any(
        one.rule.startswith("personal") for one in checked.findings
    ):
        raise NotAnnotatedError("personal_data")
    if not raw.sheets or not checked.sha256:
        raise NotAnnotatedError("unreadable")
    if sha256_of(path) != checked.sha256:
        raise NotAnnotatedError("changed")
    found = annotation(checked, raw, catalogue, speaks)
    copy = None if raw.plain_text else _marked_copy(path, found)
    return copy or _drawn(raw, found, catalogue)


def _marked_copy(path: Path, found: Annotation) -> bytes | None:
    """The workbook itself with the marks, made in a process of its own; None where it is too much for that."""
    search = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH", ""))))
    content = asdict(found)
    for row, one in zip(content["rows"], found.rows, strict=True):
        row["lines"] = one.lines
    call = [sys.executable, "-m", "etl.outputs.forms.mark_worker", str(path.absolute()), str(_MEMORY)]
    try:
        answer = subprocess.run(
            call, input=json.dumps(content).encode(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            timeout=_SECONDS, check=True, env={**os.environ, "PYTHONPATH": search},
        )  # fmt: skip
    except (subprocess.SubprocessError, OSError):
        return None
    return answer.stdout


def _drawn(raw: RawSubmission, found: Annotation, catalogue: Catalogue) -> bytes:
    """A workbook drawn anew from what was read: for CSV files, and for a workbook that cannot be copied."""
    content = BytesIO()
    workbook = Workbook(content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheets = [one for one in raw.sheets if not _is_earlier_list(one, found)]
    names = _sheet_names(sheets, found.sheet_names[0])
    formats = {
        (level, kind): workbook.add_format(
            ({"bg_color": f"#{COLOURS[level][0][2:]}", "font_color": f"#{COLOURS[level][1][2:]}"} if level else {})
            | {"num_format": "dd.mm.yyyy" if kind == "date" else "General" if kind == "number" else "@"}
        )
        for level in (None, *COLOURS)
        for kind in ("text", "number", "date", "truth")
    }
    _draw_list(workbook, found, names)
    for sheet in sheets:
        types = numbers_and_dates(sheet, catalogue) if raw.plain_text else {}
        _draw_sheet(workbook.add_worksheet(names[sheet.name]), _with_types(sheet, types), found, formats)
    workbook.close()
    return content.getvalue()


def _is_earlier_list(sheet: RawSheet, found: Annotation) -> bool:
    return sheet.name in found.sheet_names and bool(sheet.rows) and sheet.rows[0].cells[0].written in found.titles


def _sheet_names(sheets: Sequence[RawSheet], first: str) -> dict[str, str]:
    """A name that a workbook can bear for each sheet."""
    taken = {first.casefold()}
    names = {}
    for number, sheet in enumerate(sheets, start=1):
        plain = "".join("_" if one in FORBIDDEN_IN_SHEET_NAME else one for one in writable(sheet.name)).strip("'")
        plain = plain[:LONGEST_SHEET_NAME] or str(number)
        if plain.casefold() in taken:
            plain = f"{plain[: LONGEST_SHEET_NAME - 4]} {number}"
        taken.add(plain.casefold())
        names[sheet.name] = plain
    return names


def _draw_list(workbook: Any, found: Annotation, names: Mapping[str, str]) -> None:
    sheet = workbook.add_worksheet(found.sheet_names[0])
    bold, wrapped = workbook.add_format({"bold": True}), workbook.add_format({"text_wrap": True, "valign": "top"})
    link = workbook.add_format({"underline": True, "valign": "top", "font_color": "#1F3A44"})
    levels = {level: workbook.add_format({"bg_color": f"#{fill[2:]}", "text_wrap": True, "valign": "top"})
              for level, (fill, _) in COLOURS.items()}  # fmt: skip
    for column, width in enumerate(COLUMNS.values()):
        sheet.set_column(column, column, width)
    for row, line in enumerate((found.titles[0], *found.lines)):
        sheet.write_string(row, 0, line, bold if row == 0 else None)
    top = len(found.lines) + 1
    for column, caption in enumerate(found.header):
        sheet.write_string(top, column, caption, bold)
    for row, one in enumerate(found.rows, start=top + 1):
        sheet.set_row(row, 15 * one.lines)
        for column, value in enumerate(one.texts):
            sheet.write_string(row, column, value, levels[one.level] if column == 1 else wrapped)
        if one.leads_to and one.leads_to[0] in names:
            target = names[one.leads_to[0]].replace("'", "''")
            sheet.write_url(row, 3, f"internal:'{target}'!{one.leads_to[1]}", link, one.leads_to[1])
    sheet.freeze_panes(top + 1, 0)
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)


def _draw_sheet(drawn: Any, sheet: RawSheet, found: Annotation, formats: Mapping[tuple[str | None, str], Any]) -> None:
    marks = {one.cell: one for one in found.marks if one.sheet == sheet.name}
    places = {place: one for one in marks.values() if (place := split_address(one.cell))}
    drawn.set_column(0, 15, 20)
    for (column, row), one in places.items():
        drawn.write_blank(row - 1, column - 1, None, formats[one.level, "text"])
        drawn.write_comment(row - 1, column - 1, one.text, {"author": AUTHOR, "x_scale": 3, "y_scale": 1.5})
    for line in sheet.rows:
        for cell in line.cells:
            mark = places.get((cell.column, line.number))
            _draw_cell(drawn, line.number - 1, cell, mark.level if mark else None, formats)


def _with_types(sheet: RawSheet, types: Mapping[int, str]) -> RawSheet:
    """A CSV sheet with the cells that are plainly a whole number or a day as such, so that a workbook says so too."""
    rows = tuple(
        row._replace(cells=tuple(_typed(cell, types.get(cell.column)) for cell in row.cells)) for row in sheet.rows
    )
    return replace(sheet, rows=rows)


def _typed(cell: Cell, kind: str | None) -> Cell:
    text = cell.written
    if (kind == "whole_number" and _WHOLE_NUMBER.fullmatch(text)) or (kind == "number" and _DECIMAL.fullmatch(text)):
        return cell._replace(kind="number", value=float(text))
    if kind == "date" and _DAY.fullmatch(text):
        try:
            return cell._replace(kind="date", value=date.fromisoformat(text).isoformat())
        except ValueError:
            return cell
    return cell


def _draw_cell(
    drawn: Any, row: int, cell: Cell, level: str | None, formats: Mapping[tuple[str | None, str], Any]
) -> None:
    """One cell by its type; a text stays a text, whatever it begins with."""
    place = (row, cell.column - 1)
    if cell.kind == "number" and isinstance(cell.value, float):
        drawn.write_number(*place, cell.value, formats[level, "number"])
    elif cell.kind == "truth":
        drawn.write_boolean(*place, bool(cell.value), formats[level, "truth"])
    elif cell.kind == "date":
        drawn.write_datetime(*place, date.fromisoformat(str(cell.value)), formats[level, "date"])
    else:
        drawn.write_string(*place, writable(cell.written), formats[level, "text"])
