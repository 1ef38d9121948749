"""A workbook as Google Sheets exports one, part by part as its exports are: no properties, an empty drawing a sheet.

Imitated, for nobody but Google can write it: every number has a decimal place, days have a format of their own, texts
are shared, and namespaces of many programs are declared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from html import escape
from pathlib import Path
from typing import Any

from etl.intake.cells import column_letters
from tests.intake.builders import MAIN, packed

_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_SPACES = (
    f'xmlns="{MAIN}" xmlns:r="{_R}" xmlns:mx="http://schemas.microsoft.com/office/mac/excel/2008/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:mv="urn:schemas-microsoft-com:mac:vml" '
    'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" '
    'xmlns:x15="http://schemas.microsoft.com/office/spreadsheetml/2010/11/main" '
    'xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac" '
    'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"'
)
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument"
_XF = 'borderId="0" fillId="0" fontId="0" xfId="0" applyAlignment="1" applyFont="1"'
_STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="d.m.yyyy"/></numFmts>'
    '<fonts count="1"><font><sz val="10.0"/><color rgb="FF000000"/><name val="Arial"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="lightGray"/></fill>'
    '</fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf borderId="0" fillId="0" fontId="0" '
    f'numFmtId="0" applyAlignment="1" applyFont="1"/></cellStyleXfs><cellXfs count="3"><xf numFmtId="0" {_XF}/>'
    f'<xf numFmtId="0" {_XF}/><xf numFmtId="164" applyNumberFormat="1" {_XF}/></cellXfs>'
    '<cellStyles count="1"><cellStyle xfId="0" name="Normal" builtinId="0"/></cellStyles><dxfs count="0"/></styleSheet>'
)
_DRAWING = (
    '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"/>'
)


def by_google(path: Path, sheets: Mapping[str, Sequence[Sequence[Any]]]) -> Path:
    """The sheets as Google would write them."""
    shared: dict[str, int] = {}
    parts = {"xl/styles.xml": _STYLES, "_rels/.rels": _relations({"rId1": ("officeDocument", "xl/workbook.xml")})}
    related = {"rId2": ("styles", "styles.xml"), "rId3": ("sharedStrings", "sharedStrings.xml")}
    listed, kinds = [], {"/xl/workbook.xml": "sheet.main", "/xl/styles.xml": "styles"}
    for number, (name, rows) in enumerate(sheets.items(), start=1):
        related[f"rId{number + 3}"] = ("worksheet", f"worksheets/sheet{number}.xml")
        listed.append(f'<sheet state="visible" name="{escape(name)}" sheetId="{number}" r:id="rId{number + 3}"/>')
        parts[f"xl/worksheets/sheet{number}.xml"] = _sheet(rows, shared)
        drawing = {"rId1": ("drawing", f"../drawings/drawing{number}.xml")}
        parts[f"xl/worksheets/_rels/sheet{number}.xml.rels"] = _relations(drawing)
        parts[f"xl/drawings/drawing{number}.xml"] = _DRAWING
        kinds[f"/xl/worksheets/sheet{number}.xml"] = "worksheet"
    texts = "".join(f"<si><t>{escape(text, quote=False)}</t></si>" for text in shared)
    parts["xl/sharedStrings.xml"] = (
        f'<sst xmlns="{MAIN}" count="{len(shared)}" uniqueCount="{len(shared)}">{texts}</sst>'
    )
    kinds["/xl/sharedStrings.xml"] = "sharedStrings"
    parts["xl/workbook.xml"] = (
        f"<workbook {_SPACES}><workbookPr/><sheets>{''.join(listed)}</sheets><definedNames/><calcPr/></workbook>"
    )
    parts["xl/_rels/workbook.xml.rels"] = _relations(related)
    parts["[Content_Types].xml"] = _types(kinds, len(sheets))
    return packed(path, {name: f"{_HEAD}{content}".encode() for name, content in parts.items()})


def _sheet(rows: Sequence[Sequence[Any]], shared: dict[str, int]) -> str:
    written = []
    for number, row in enumerate(rows, start=1):
        cells = (
            _cell(f"{column_letters(place)}{number}", value, shared)
            for place, value in enumerate(row, start=1)
            if value is not None
        )
        written.append(f'<row r="{number}">{"".join(cells)}</row>')
    return (
        f'<worksheet {_SPACES}><sheetPr><outlinePr summaryBelow="0" summaryRight="0"/></sheetPr><sheetViews>'
        '<sheetView workbookViewId="0"/></sheetViews><sheetFormatPr customHeight="1" defaultColWidth="12.63" '
        f'defaultRowHeight="15.75"/><sheetData>{"".join(written)}</sheetData><drawing r:id="rId1"/></worksheet>'
    )


def _cell(place: str, value: Any, shared: dict[str, int]) -> str:
    if isinstance(value, date):
        return f'<c r="{place}" s="2"><v>{float((value - date(1899, 12, 30)).days)}</v></c>'
    if isinstance(value, str):
        return f'<c r="{place}" s="1" t="s"><v>{shared.setdefault(value, len(shared))}</v></c>'
    return f'<c r="{place}" s="1"><v>{float(value)}</v></c>'


def _relations(of: Mapping[str, tuple[str, str]]) -> str:
    listed = (
        f'<Relationship Id="{name}" Type="{_R}/{kind}" Target="{target}"/>' for name, (kind, target) in of.items()
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{"".join(listed)}</Relationships>'


def _types(kinds: Mapping[str, str], drawings: int) -> str:
    listed = [
        f'<Override ContentType="{_KIND}.spreadsheetml.{kind}+xml" PartName="{name}"/>' for name, kind in kinds.items()
    ]
    listed += [
        f'<Override ContentType="{_KIND}.drawing+xml" PartName="/xl/drawings/drawing{number}.xml"/>'
        for number in range(1, drawings + 1)
    ]
    return (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default ContentType="application/xml" Extension="xml"/>'
        '<Default ContentType="application/vnd.openxmlformats-package.relationships+xml" Extension="rels"/>'
        f"{''.join(listed)}</Types>"
    )
