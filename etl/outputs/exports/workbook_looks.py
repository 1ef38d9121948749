"""How cells of a workbook look: the list of styles of Office Open XML, and each look's place in it."""

from __future__ import annotations

from collections.abc import Mapping

from etl.outputs.exports.tables import ColumnType

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_INK, _PALE, _WARN, _BLACK = "FF1F3A44", "FFE8EEF0", "FF8A3B1E", "FF000000"
_ISO_DATE = 164


def _font(size: int = 11, colour: str = _BLACK, *, bold: bool = True) -> str:
    weight = "<b/>" if bold else ""
    return f'<font>{weight}<sz val="{size}"/><color rgb="{colour}"/><name val="Calibri"/><family val="2"/></font>'


def _style(number_format: int = 0, font: int = 0, fill: int = 0, *, prose: bool = False) -> str:
    inside = '<alignment vertical="top" wrapText="1"/>' if prose else ""
    return (
        f'<xf numFmtId="{number_format}" fontId="{font}" fillId="{fill}" borderId="0" xfId="0" applyNumberFormat="1"'
        f' applyFont="1" applyFill="1" applyAlignment="1">{inside}</xf>'
    )


PLAIN, TITLE, HEADING, WARNING, PROSE, TEXT, WHOLE_NUMBER, NUMBER, DATE = range(9)
# In the order of these looks. Number formats: 0 general, 1 whole, 49 text.
_CELL_STYLES = (
    _style(), _style(font=1), _style(font=2, fill=2, prose=True), _style(font=3, prose=True), _style(prose=True),
    _style(49), _style(1), _style(), _style(_ISO_DATE),
)  # fmt: skip
LOOKS: Mapping[ColumnType, int] = {
    "text": TEXT, "json": TEXT, "truth": TEXT, "whole_number": WHOLE_NUMBER, "number": NUMBER, "date": DATE,
}  # fmt: skip
_FONTS = (_font(bold=False), _font(14, _INK), _font(colour=_INK), _font(colour=_WARN))
_FILLS = (  # the first two are the standard's own
    '<patternFill patternType="none"/>',
    '<patternFill patternType="gray125"/>',
    f'<patternFill patternType="solid"><fgColor rgb="{_PALE}"/><bgColor indexed="64"/></patternFill>',
)
STYLES = (
    f'{HEAD}<styleSheet xmlns="{MAIN}">'
    f'<numFmts count="1"><numFmt numFmtId="{_ISO_DATE}" formatCode="yyyy\\-mm\\-dd"/></numFmts>'
    f'<fonts count="{len(_FONTS)}">{"".join(_FONTS)}</fonts>'
    f'<fills count="{len(_FILLS)}">{"".join(f"<fill>{one}</fill>" for one in _FILLS)}</fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    f'<cellXfs count="{len(_CELL_STYLES)}">{"".join(_CELL_STYLES)}</cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
