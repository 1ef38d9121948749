"""The look of an editable document: its typefaces, headings and marked places, as real styles that can be changed."""

from __future__ import annotations

from typing import Any

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from docx.styles.style import ParagraphStyle

from etl.outputs.reports.palette import AMBER, INK, MUTED, NOTICE, TEAL
from etl.outputs.reports.word_nodes import node
from indicators.language import Language

WIDTH = 9411  # of the text, in twentieths of a point: A4 less two margins of 22 mm
TYPEFACE = "Arial"  # or its twin of the same widths, wherever the document is opened
_KEPT = {
    "Normal", "Title", "Subtitle", "Heading1", "Heading2", "Heading3", "Header", "Footer", "ListBullet",
    "DefaultParagraphFont", "TableNormal", "NoList",
}  # fmt: skip
_UNUSED_PARTS = ("thumbnail", "stylesWithEffects", "customXml")
# Style: size in points, colour, bold, space before and after in points.
_LOOKS: dict[str, tuple[float, str, bool, float, float]] = {
    "Normal": (10, INK, False, 0, 6),
    "Title": (32, INK, True, 4, 10),
    "Subtitle": (18, INK, False, 0, 4),
    "Cover": (10.5, MUTED, False, 0, 4),
    "Heading 1": (16, INK, True, 20, 6),
    "Heading 2": (12, TEAL, True, 14, 4),
    "Heading 3": (10, INK, True, 8, 2),
    "List Bullet": (10, INK, False, 0, 3),
    "Header": (8, MUTED, False, 0, 0),
    "Footer": (8, MUTED, False, 0, 0),
    "Table Text": (8.5, INK, False, 1.5, 1.5),
    "Table Gap": (4, INK, False, 0, 4),
    "Note": (8.5, MUTED, False, 0, 6),
    "Notice": (10, INK, True, 14, 14),
    "Narrative": (10, INK, False, 6, 10),
}
_ADDED = ("Cover", "Table Text", "Table Gap", "Note", "Notice", "Narrative")


def prepare(document: Document, language: Language) -> None:
    """Give an empty document its language and its styles, and take out what the library's own template brings along."""
    _drop_unused(document)
    for name in _ADDED:
        made = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        made.base_style = document.styles["Normal"]
    placeholder = document.styles.add_style("Placeholder Text", WD_STYLE_TYPE.CHARACTER)
    placeholder.font.color.rgb = RGBColor.from_string(MUTED)
    placeholder.font.italic = True
    for name, look in _LOOKS.items():
        style = document.styles[name]
        assert isinstance(style, ParagraphStyle)  # noqa: S101 - for the type checker
        _look(style, *look)
    _boxed(document.styles["Notice"], NOTICE, AMBER, "left")
    _boxed(document.styles["Narrative"], None, AMBER, "left")
    _speak(document, language.say("this_language.tag"))


def _look(style: ParagraphStyle, size: float, color: str, bold: bool, before: float, after: float) -> None:
    style.font.name = TYPEFACE
    style.font.size = Pt(size)
    style.font.bold = bold
    style.font.italic = False
    style.font.color.rgb = RGBColor.from_string(color)
    fonts = style.element.get_or_add_rPr().find(qn("w:rFonts"))
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    spacing = style.paragraph_format
    spacing.space_before, spacing.space_after = Pt(before), Pt(after)
    spacing.line_spacing = 1.0 if style.name in ("Table Text", "Title") else 1.15
    if style.name == "Table Gap":
        spacing.line_spacing = Pt(4)
    for name in ("pBdr", "rPr/spacing", "kern"):
        for leftover in style.element.findall(".//" + "/".join(qn(f"w:{part}") for part in name.split("/"))):
            leftover.getparent().remove(leftover)


def _boxed(style: Any, ground: str | None, line: str, side: str) -> None:
    """A rule at one side of a paragraph, and a ground."""
    properties = style.element.get_or_add_pPr()
    border = node("pBdr", node(side, val="single", sz=18, space=8, color=line))
    properties.insert_element_before(border, "w:shd", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc")
    if ground:
        shade = node("shd", val="clear", color="auto", fill=ground)
        properties.insert_element_before(shade, "w:spacing", "w:ind", "w:contextualSpacing", "w:jc")


def _drop_unused(document: Document) -> None:
    """Remove the template's thumbnail, its parts for old programs, and the styles that nothing here uses."""
    for relations in (document.part.package.rels, document.part.rels):
        for key, relation in list(relations.items()):
            if relation.reltype.rpartition("/")[2] in _UNUSED_PARTS:
                relations.pop(key)
    styles = document.styles.element
    for style in styles.findall(qn("w:style")):
        if style.get(qn("w:styleId")) not in _KEPT:
            styles.remove(style)
    known = {style.get(qn("w:styleId")) for style in styles.findall(qn("w:style"))}
    numbering = document.part.numbering_part.element
    for pointer in [*styles.iter(qn("w:link")), *numbering.iter(qn("w:pStyle"))]:
        if pointer.get(qn("w:val")) not in known:
            pointer.getparent().remove(pointer)


def _speak(document: Document, locale: str) -> None:
    """The language of spelling and reading aloud; and today's layout rules in place of those of 2010."""
    for language in document.styles.element.findall(f".//{qn('w:docDefaults')}//{qn('w:lang')}"):
        language.set(qn("w:val"), locale)
    for setting in document.settings.element.iter(qn("w:compatSetting"), qn("w:themeFontLang"), qn("w:zoom")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")
        elif setting.tag == qn("w:themeFontLang"):
            setting.set(qn("w:val"), locale)
        elif setting.tag == qn("w:zoom"):
            setting.set(qn("w:percent"), "100")  # the format asks for it; the library's template leaves it out
