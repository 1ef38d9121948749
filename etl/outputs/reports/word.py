"""An editable document (DOCX) for any word processor: real headings, tables whose header repeats, marked places.

The same calls give the same bytes: no clock, no author, no compressor. Elements stand in the order that the format's
schema asks for, without which Word calls a file damaged.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm

from etl.formats.stored_zip import members_of, write_zip
from etl.outputs.reports.palette import LINE, MUTED
from etl.outputs.reports.word_nodes import field_node, node, text_node
from etl.outputs.reports.word_styles import WIDTH, prepare
from indicators.language import Language

WRITTEN_ON = datetime(2008, 1, 1)  # noqa: DTZ001 (a property of the document that must not depend on the clock)
THIN = 4  # eighths of a point


@dataclass(frozen=True)
class Cell:
    """A table's cell: text, colours, over how many columns of the grid it reaches, the language of a quotation."""

    text: str = ""
    ground: str | None = None
    color: str | None = None
    hatched: bool = False
    bold: bool = False
    centred: bool = False
    span: int = 1
    language: str | None = None


@dataclass(frozen=True)
class Grid:
    """A table: relative widths of its columns, an optional header that repeats on each page, rows, and words for both.

    `alt` is read to those who do not see it. `lines` are thin rules between rows; without, the table is a picture.
    """

    widths: Sequence[int]
    rows: Sequence[Sequence[Cell]]
    alt: str
    header: Sequence[str] = ()
    lines: bool = True


class WordDocument:
    """A document being written, from top to bottom."""

    def __init__(self, language: Language, title: str, subject: str) -> None:
        self._document = Document()
        self._places = 0
        prepare(self._document, language)
        about = self._document.core_properties
        about.title, about.subject, about.language = title, subject, language.code
        about.author = about.last_modified_by = about.comments = about.keywords = ""
        about.created = about.modified = WRITTEN_ON

    def heading(self, text: str, level: int = 1) -> None:
        """A heading; level 0 is the document's title."""
        self._document.add_paragraph(text, "Title" if level == 0 else f"Heading {level}")

    def text(self, text: str, style: str = "Normal", *, language: str | None = None) -> None:
        """A paragraph; `language` where it is a quotation in another one."""
        run = self._document.add_paragraph(style=style).add_run(text)
        if language is not None:
            run._r.get_or_add_rPr().append(node("lang", val=language))  # noqa: SLF001 - the library has no call for it

    def bullets(self, texts: Iterable[str]) -> None:
        """A list, an entry a text."""
        for text in texts:
            self.text(text, "List Bullet")

    def place(self, label: str, prompt: str) -> None:
        """A marked place for somebody's own words: a content control whose prompt vanishes on the first letter."""
        self._places += 1
        paragraph = node("p", node("pPr", node("pStyle", val="Narrative")))
        paragraph.append(node("r", node("rPr", node("rStyle", val="PlaceholderText")), text_node(prompt)))
        control = node("sdtPr", node("alias", val=label), node("tag", val=f"place-{self._places}"),
                       node("id", val=1000 + self._places), node("showingPlcHdr"))  # fmt: skip
        self._document.element.body.insert_element_before(
            node("sdt", control, node("sdtContent", paragraph)), "w:sectPr"
        )

    def new_page(self) -> None:
        """What follows begins on a new page."""
        self._document.element.body.insert_element_before(node("p", node("r", node("br", type="page"))), "w:sectPr")

    def table(self, grid: Grid) -> None:
        """A table over the whole width, and a little space below it."""
        total = sum(grid.widths)
        widths = [WIDTH * width // total for width in grid.widths]
        made = node("tbl", _table_properties(grid), node("tblGrid", *(node("gridCol", w=width) for width in widths)))
        if grid.header:
            cells = [Cell(text, color=MUTED, bold=True) for text in grid.header]
            made.append(_row(cells, widths, header=True))
        made.extend(_row(row, widths) for row in grid.rows)
        if not grid.lines:  # a picture stays on one page
            for properties in made.iter(qn("w:pPr")):
                properties.insert(1, node("keepNext"))
        self._document.element.body.insert_element_before(made, "w:sectPr")
        self.text("", "Table Gap")

    def running(self, head: str, foot: str, page: str, of_pages: str) -> None:
        """What stands at the top and the foot of every page but the first; the foot on the first too."""
        section: Section = self._document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm(22)
        section.top_margin, section.bottom_margin = Mm(24), Mm(22)
        section.different_first_page_header_footer = True
        section.header.paragraphs[0].text = head
        for footer in (section.footer, section.first_page_footer):
            paragraph = footer.paragraphs[0]
            paragraph.add_run(f"{foot}\t\t{page} ")
            paragraph._p.append(field_node("PAGE"))  # noqa: SLF001 - the library has no call for fields
            paragraph.add_run(f" {of_pages} ")
            paragraph._p.append(field_node("NUMPAGES"))  # noqa: SLF001

    def content(self) -> bytes:
        """The file."""
        written = BytesIO()
        self._document.save(written)
        with TemporaryDirectory() as aside:
            path = Path(aside) / "document"
            write_zip(path, members_of(written.getvalue()))
            return path.read_bytes()


def _table_properties(grid: Grid) -> Any:
    rule = {"val": "single", "sz": THIN, "space": 0, "color": LINE}
    gap = {"val": "single", "sz": 18, "space": 0, "color": "FFFFFF"}
    inside = node("insideH", **(rule if grid.lines else gap))
    edges = [node("top", **rule), node("bottom", **rule), inside] if grid.lines else [inside]
    if not grid.lines:
        edges.append(node("insideV", val="single", sz=6, space=0, color="FFFFFF"))
    title = grid.alt.partition(". ")[0]
    return node(
        "tblPr",
        node("tblW", w=WIDTH, type="dxa"),
        node("tblBorders", *edges),
        node("tblLayout", type="fixed"),
        node("tblCellMar", node("left", w=70, type="dxa"), node("right", w=70, type="dxa")),
        node("tblLook", val="0020" if grid.header else "0000", firstRow=int(bool(grid.header))),
        node("tblCaption", val=title),
        node("tblDescription", val=grid.alt),
    )


def _row(cells: Sequence[Cell], widths: Sequence[int], *, header: bool = False) -> Any:
    properties = node("trPr", node("cantSplit"), *([node("tblHeader")] if header else []))
    row = node("tr", properties)
    place = 0
    for cell in cells:
        row.append(_cell(cell, sum(widths[place : place + cell.span])))
        place += cell.span
    return row


def _cell(cell: Cell, width: int) -> Any:
    properties = node("tcPr", node("tcW", w=width, type="dxa"))
    if cell.span > 1:
        properties.append(node("gridSpan", val=cell.span))
    if cell.ground:
        pattern = "diagStripe" if cell.hatched else "clear"
        properties.append(node("shd", val=pattern, color="FFFFFF" if cell.hatched else "auto", fill=cell.ground))
    properties.append(node("vAlign", val="center" if cell.centred else "top"))
    paragraph = node("p", node("pPr", node("pStyle", val="TableText"),
                               *([node("jc", val="center")] if cell.centred else [])))  # fmt: skip
    if cell.text:
        paragraph.append(node("r", *_run_properties(cell), text_node(cell.text)))
    return node("tc", properties, paragraph)


def _run_properties(cell: Cell) -> list[Any]:
    found = [
        *([node("b")] if cell.bold else []),
        *([node("color", val=cell.color)] if cell.color else []),
        *([node("lang", val=cell.language)] if cell.language else []),
    ]
    return [node("rPr", *found)] if found else []
