"""Small submissions for tests: a good one, and the same with one thing changed."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from etl.intake.submission import CheckedSubmission

Cells = Sequence[Sequence[Any]]
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
TODAY = date(2026, 11, 20)

COVER = {
    "form": "committee",
    "qark": "AL-07",
    "period": "2009-S1",
    "submitted_on": date(2009, 7, 10),
    "prepared_by": "Prefektura Kukës",
}
REGISTER = {**COVER, "form": "register", "qark": None, "prepared_by": "Zyra e Koordinatorit Kombëtar"}
MEETINGS = ("body", "held_on", "kind", "chaired_by", "members_present", "members_total", "minutes_ref")
MEETING = ("rcat", date(2009, 3, 31), "ordinary", "prefect", 9, 12, "Minutes 1/2009")


def meeting(**changes: Any) -> tuple[Any, ...]:
    """A good meeting with some columns changed."""
    return tuple(changes.get(name, value) for name, value in zip(MEETINGS, MEETING, strict=True))


def cover_rows(cover: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """The rows of a cover sheet; a field that is None is left out."""
    return [("field", "value"), *((name, value) for name, value in cover.items() if value is not None)]


def workbook(sheets: Mapping[str, Cells] | None = None, cover: Mapping[str, Any] | None = COVER) -> Workbook:
    """A workbook with a cover and the given sheets (one good meeting if none is given)."""
    book = Workbook()
    book.remove(book.worksheets[0])
    if cover is not None:
        _fill(book, "cover", cover_rows(cover))
    for name, rows in (sheets if sheets is not None else {"meetings": (MEETINGS, MEETING)}).items():
        _fill(book, name, rows)
    return book


def _fill(book: Workbook, name: str, rows: Cells) -> None:
    sheet = book.create_sheet(name)
    for number, row in enumerate(rows, start=1):
        for place, value in enumerate(row, start=1):
            if value is not None:
                cell = sheet.cell(number, place)
                cell.value = value
                if isinstance(value, str) and value.startswith("="):
                    cell.data_type = "f"


def saved(book: Workbook, path: Path) -> Path:
    """The workbook as a file."""
    book.save(path)
    return path


def meetings_file(folder: Path, *rows: Sequence[Any], cover: Mapping[str, Any] = COVER) -> Path:
    """A workbook with these rows on its sheet of meetings."""
    return saved(workbook({"meetings": (MEETINGS, *rows)}, cover), folder / "meetings.xlsx")


def parts_of(book: Workbook) -> dict[str, bytes]:
    """The parts of a workbook, to be changed by hand."""
    content = io.BytesIO()
    book.save(content)
    with zipfile.ZipFile(content) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def sharing_strings(parts: Mapping[str, bytes]) -> dict[str, bytes]:
    """The same workbook with its texts as shared strings, as Excel writes them."""
    texts: list[str] = []

    def share(match: re.Match[str]) -> str:
        texts.append(match[2])
        return f'{match[1]} t="s"><v>{len(texts) - 1}</v></c>'

    shared = dict(parts)
    for name in parts:
        if name.startswith("xl/worksheets/"):
            pattern = r'(<c r="[A-Z]+[0-9]+"[^>]*?) t="inlineStr"><is><t[^>]*>(.*?)</t></is></c>'
            shared[name] = re.sub(pattern, share, parts[name].decode()).encode()
    items = "".join(f"<si><t>{text}</t></si>" for text in texts)
    shared["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}">{items}</sst>'.encode()
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
    relation = f'<Relationship Id="strings" Type="{kind}" Target="sharedStrings.xml"/></Relationships>'
    part = "xl/_rels/workbook.xml.rels"
    shared[part] = parts[part].replace(b"</Relationships>", relation.encode())
    return shared


def packed(path: Path, parts: Mapping[str, bytes | str]) -> Path:
    """Parts as a zip."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def edited(path: Path, part: str, pattern: str, replacement: str, book: Workbook | None = None) -> Path:
    """A good workbook in which one part was changed by a regular expression that must match."""
    parts = parts_of(book or workbook())
    if part.endswith("sharedStrings.xml"):
        parts = sharing_strings(parts)
    text, count = re.subn(pattern, replacement, parts[part].decode(), count=1, flags=re.DOTALL)
    assert count == 1, "the fault was not planted"
    parts[part] = text.encode()
    return packed(path, parts)


def csv_text(rows: Cells, separator: str = ",") -> str:
    """Rows as CSV without any quoting, as they stand."""
    return "".join(separator.join("" if value is None else str(value) for value in row) + "\r\n" for row in rows)


def csv_folder(folder: Path, files: Mapping[str, str | bytes], cover: Mapping[str, Any] | None = COVER) -> Path:
    """A folder of CSV files with a cover."""
    folder.mkdir()
    contents = {"cover.csv": csv_text(cover_rows(cover)), **files} if cover is not None else files
    for name, content in contents.items():
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def rules(checked: CheckedSubmission, level: str | None = None) -> list[str]:
    """The rules of the findings, in order."""
    return [finding.rule for finding in checked.findings if level in (None, finding.level)]
