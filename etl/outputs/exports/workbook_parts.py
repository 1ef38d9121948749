"""A workbook of many rows, written in one pass: sheets go into the file as their rows come, what names them last.

Written here and not by a library, for none that we found is fast, keeps rows out of memory, types its cells and gives
the same bytes on another day, all at once. What Office Open XML (ECMA-376) demands of such a workbook is little.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from etl.outputs.exports.sheet_xml import escaped
from etl.outputs.exports.workbook_looks import HEAD, MAIN, STYLES

_FIXED_TIME = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
# Sheets are so repetitive that more effort makes them hardly smaller; measured by tests/benchmarks/exports.py.
_EFFORT = 3
# A member of a zip may hold 2 GiB; programs that read more are few.
MOST_BYTES = 1_500_000_000
MOST_ROWS = 1_048_576
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"


@dataclass(frozen=True)
class Layout:
    """How a sheet is laid out: the width of each column in letters, the look of its cells, a header that filters."""

    widths: tuple[int, ...]
    looks: tuple[int, ...] = ()
    header: bool = True


@dataclass(frozen=True)
class _Named:
    """A sheet that is written: its name, its part, and the last row and column that its header filters, if it does."""

    name: str
    part: int
    filtered: str | None


class Sheet:
    """A sheet that rows can be added to."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.rows = 0
        self._size = 0

    def add(self, lines: str, rows: int) -> None:
        """Add the XML of so many rows."""
        content = lines.encode()
        self._file.write(content)
        self._size += len(content)
        self.rows += rows

    @property
    def room(self) -> int:
        """How many more rows it may hold."""
        return MOST_ROWS - self.rows if self._size < MOST_BYTES else 0


class WorkbookFile:
    """A workbook being written; it is whole once the block is left without a fault."""

    def __init__(self, path: Path, title: str) -> None:
        self._archive = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=_EFFORT)
        self._sheets: list[_Named] = []
        # In this order programs that guess a file's kind by its first members see a workbook.
        self._part("_rels/.rels", _relations([("officeDocument", "xl/workbook.xml")], _CORE))
        self._part("docProps/core.xml", _core(title))
        self._part("xl/styles.xml", STYLES)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._finish()
        self._archive.close()

    @contextmanager
    def sheet(self, name: str, layout: Layout, at: int | None = None) -> Iterator[Sheet]:
        """A new sheet, open until the block is left; `at` is its place among the sheets, else it is the last."""
        part = len(self._sheets) + 1
        with self._archive.open(_member(f"xl/worksheets/sheet{part}.xml"), "w") as file:
            file.write(_before_rows(layout).encode())
            sheet = Sheet(file)
            yield sheet
            last = f"${_letters(len(layout.widths))}${sheet.rows}" if layout.header else None
            file.write(_after_rows(last).encode())
        self._sheets.insert(len(self._sheets) if at is None else at, _Named(name, part, last))

    def _finish(self) -> None:
        sheets = self._sheets
        targets = [("worksheet", f"worksheets/sheet{one.part}.xml") for one in sheets]
        self._part("xl/_rels/workbook.xml.rels", _relations([*targets, ("styles", "styles.xml")]))
        self._part("xl/workbook.xml", _workbook(sheets))
        self._part("[Content_Types].xml", _content_types(sheets))

    def _part(self, name: str, content: str) -> None:
        self._archive.writestr(_member(name), content)


def _member(name: str) -> zipfile.ZipInfo:
    member = zipfile.ZipInfo(name, _FIXED_TIME)
    member.compress_type = zipfile.ZIP_DEFLATED
    member.create_system = _UNIX
    member.external_attr = 0o644 << 16
    return member


def _before_rows(layout: Layout) -> str:
    """A sheet up to its first row: printed as wide as a page, lying; its header, if it has one, stays in view."""
    pane = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/><selection pane="bottomLeft"/>'
    view = (
        f'<sheetView workbookViewId="0">{pane}' if layout.header else '<sheetView showGridLines="0" workbookViewId="0">'
    )
    looks = layout.looks or (0,) * len(layout.widths)
    columns = "".join(
        f'<col min="{number}" max="{number}" width="{width}.7109375" style="{look}" customWidth="1"/>'
        for number, (width, look) in enumerate(zip(layout.widths, looks, strict=True), start=1)
    )
    return (
        f'{HEAD}<worksheet xmlns="{MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<sheetViews>{view}</sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/>'
        f"<cols>{columns}</cols><sheetData>"
    )


def _after_rows(last: str | None) -> str:
    filtered = f'<autoFilter ref="A1:{last.replace("$", "")}"/>' if last else ""
    return (
        f'</sheetData>{filtered}<pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75"'
        ' header="0.3" footer="0.3"/><pageSetup paperSize="9" fitToHeight="0" orientation="landscape"/></worksheet>'
    )


def _workbook(sheets: Sequence[_Named]) -> str:
    listed = "".join(
        f'<sheet name="{one.name}" sheetId="{number}" r:id="rId{number}"/>'
        for number, one in enumerate(sheets, start=1)
    )
    names = "".join(
        f'<definedName name="_xlnm._FilterDatabase" localSheetId="{at}" hidden="1">\'{one.name}\'!$A$1:{one.filtered}'
        f'</definedName><definedName name="_xlnm.Print_Titles" localSheetId="{at}">\'{one.name}\'!$1:$1</definedName>'
        for at, one in enumerate(sheets)
        if one.filtered
    )
    return (
        f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{_OFFICE}"><bookViews><workbookView xWindow="240" yWindow="15"'
        f' windowWidth="16095" windowHeight="9660"/></bookViews><sheets>{listed}</sheets>'
        f"<definedNames>{names}</definedNames></workbook>"
    )


def _relations(targets: Sequence[tuple[str, str]], more: str = "") -> str:
    listed = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    return f'{HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{listed}{more}</Relationships>'


_CORE = f'<Relationship Id="core" Type="{_PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'


def _core(title: str) -> str:
    """The document's properties; none that depends on who writes it, or when."""
    return (
        f'{HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"'
        f' xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{escaped(title)}</dc:title></cp:coreProperties>'
    )


def _content_types(sheets: Sequence[_Named]) -> str:
    parts = {"/xl/workbook.xml": f"{_SHEET_TYPE}.sheet.main+xml", "/xl/styles.xml": f"{_SHEET_TYPE}.styles+xml"}
    parts |= {f"/xl/worksheets/sheet{one.part}.xml": f"{_SHEET_TYPE}.worksheet+xml" for one in sheets}
    parts["/docProps/core.xml"] = "application/vnd.openxmlformats-package.core-properties+xml"
    listed = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in parts.items())
    return (
        f'{HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels"'
        f' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{listed}</Types>'
    )


def _letters(number: int) -> str:
    """A column's letters by its number from 1."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
