"""The draft as a word processor finds it: opened again, and its elements in the order that the format asks for."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from docx import Document
from docx.document import Document as Opened
from docx.oxml.ns import qn

from etl.outputs.reports import ReportsNotInstalledError, report_docx
from etl.outputs.reports import phrases as words
from etl.outputs.reports.content import unit_report
from indicators.model import LANGUAGES
from tests.reports.worlds import AS_OF, PERIOD, UNIT, crowded, figures, speak

# The order of children that ECMA-376 lays down, as far as the writer uses them; Word calls another order damaged.
ORDER = {
    "tblPr": ("tblStyle", "tblW", "jc", "tblBorders", "shd", "tblLayout", "tblCellMar", "tblLook", "tblCaption",
              "tblDescription"),
    "tblBorders": ("top", "left", "bottom", "right", "insideH", "insideV"),
    "tcPr": ("tcW", "gridSpan", "vMerge", "tcBorders", "shd", "noWrap", "vAlign"),
    "pPr": ("pStyle", "keepNext", "keepLines", "pageBreakBefore", "widowControl", "numPr", "pBdr", "shd", "tabs",
            "spacing", "ind", "contextualSpacing", "jc", "outlineLvl"),
    "rPr": ("rStyle", "rFonts", "b", "bCs", "i", "iCs", "color", "spacing", "kern", "sz", "szCs", "lang"),
    "sdtPr": ("alias", "tag", "id", "showingPlcHdr"),
    "tbl": ("tblPr", "tblGrid", "tr"),
    "tr": ("trPr", "tc"),
    "tc": ("tcPr", "p"),
}  # fmt: skip


def parts(content: bytes) -> dict[str, str]:
    with ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist() if name.endswith((".xml", ".rels"))}


def local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


@pytest.fixture(scope="module", params=LANGUAGES)
def code(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def content(code: str) -> bytes:
    return report_docx(figures(), UNIT, PERIOD, AS_OF, speak(code))


@pytest.fixture(scope="module")
def opened(content: bytes) -> Opened:
    return Document(BytesIO(content))


def cells(opened: Opened) -> list[str]:
    return [cell.text for table in opened.tables for cell in table._cells]


def text(opened: Opened) -> str:
    return "\n".join([*(one.text for one in opened.element.body.iter(qn("w:t")) if one.text)])


def test_headings_are_real_styles(opened: Opened, code: str) -> None:
    named = [one.text for one in opened.paragraphs if one.style is not None and one.style.name == "Heading 1"]
    sections = ("summary", "figures", "owed", "records", "plans", "basis", "definitions")
    assert named == [speak(code).say(f"report.section.{name}") for name in sections]
    assert [one.text for one in opened.paragraphs if one.style is not None and one.style.name == "Title"] == [
        speak(code).say("report.title.semester")
    ]


def test_every_figure_stands_in_the_table_with_its_span(opened: Opened, code: str) -> None:
    report, language = unit_report(figures(), UNIT, PERIOD, AS_OF), speak(code)
    rows = [[cell.text for cell in row.cells] for row in opened.tables[0].rows][1:]
    assert [(row[0], row[2], row[3]) for row in rows] == [
        (
            words.indicator_name(line, language),
            words.fraction(line.figure, language),
            words.share(line, language),
        )
        for line in report.lines
    ]
    assert all(words.status(line.figure, language) in row[1] for line, row in zip(report.lines, rows, strict=True))


def test_what_is_owed_and_missed_is_listed_with_its_items(opened: Opened, code: str) -> None:
    report, language = unit_report(figures(), UNIT, PERIOD, AS_OF), speak(code)
    listed = cells(opened)
    for one in (*report.still_owed, *report.missed, *report.due_next, *report.satisfied):
        assert words.with_items(one, report.catalogue, language) in listed
    for sentence, concerned in words.unreported(report, language):
        assert sentence in listed
        assert concerned in listed


def test_records_are_in_the_reader_s_words(opened: Opened, code: str) -> None:
    listed = cells(opened)
    assert "Fshati përtej urës" in listed
    assert speak(code).short_date(AS_OF.replace(month=2, day=10)) in listed
    assert "structure_and_tasks" not in " ".join(listed)
    assert speak(code).say("report.records.withheld") in listed
    assert "5" not in listed, "five participants: a count of people that must not be published"


def test_places_for_own_words_are_marked(opened: Opened, code: str) -> None:
    prompts = list(opened.element.body.iter(qn("w:sdt")))
    assert len(prompts) == 7
    assert all(speak(code).say("report.place.label") in one.find(f".//{qn('w:alias')}").values() for one in prompts)


def test_document_says_its_language(content: bytes, code: str) -> None:
    locale = {"en": "en-GB", "sq": "sq-AL"}[code]
    found = parts(content)
    defaults = found["word/styles.xml"].partition("</w:docDefaults>")[0]
    assert f'w:val="{locale}"' in defaults
    assert f"<dc:language>{code}</dc:language>" in found["docProps/core.xml"]


def test_clauses_are_marked_as_english(opened: Opened) -> None:
    quoted = [one for one in opened.element.body.iter(qn("w:r")) if one.text.startswith("“")]
    assert quoted
    assert all(one.find(f"{qn('w:rPr')}/{qn('w:lang')}").get(qn("w:val")) == "en-GB" for one in quoted)


def test_headers_of_tables_repeat_and_tables_have_alt_texts(opened: Opened) -> None:
    for table in opened.tables:
        properties = table._tbl.tblPr
        assert properties.find(qn("w:tblDescription")).get(qn("w:val"))
        if properties.find(qn("w:tblLook")).get(qn("w:firstRow")) == "1":
            assert table._tbl.tr_lst[0].find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None


def test_rows_fill_their_grid(opened: Opened) -> None:
    for table in opened.tables:
        columns = len(table._tbl.tblGrid.gridCol_lst)
        for row in table._tbl.tr_lst:
            spans = [cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}") for cell in row.tc_lst]
            assert sum(1 if one is None else int(one.get(qn("w:val"))) for one in spans) == columns


def test_elements_stand_in_the_format_s_order(opened: Opened) -> None:
    for root in (opened.element, opened.styles.element):
        for element in root.iter():
            order = ORDER.get(local(element)) if isinstance(element.tag, str) else None
            if order is not None:
                found = [order.index(local(child)) for child in element if local(child) in order]
                assert found == sorted(found), (local(element), [local(child) for child in element])


def test_every_style_that_is_named_exists(content: bytes) -> None:
    found = parts(content)
    known = set(re.findall(r'w:styleId="([^"]+)"', found["word/styles.xml"]))
    named = re.compile(r'<w:(?:pStyle|rStyle|tblStyle|basedOn|next|link) w:val="([^"]+)"')
    assert {style for part in found.values() for style in named.findall(part)} - known == set()


def test_nothing_is_left_unfilled(opened: Opened) -> None:
    assert re.findall(r"\{\w*\}|\bNone\b", text(opened)) == []


@pytest.mark.parametrize("demonstration", [True, False])
def test_demonstration_is_marked_on_the_cover_and_on_every_page(demonstration: bool, code: str) -> None:
    made = report_docx(figures(demonstration=demonstration), UNIT, PERIOD, AS_OF, speak(code))
    opened, mark = Document(BytesIO(made)), speak(code).say("report.demonstration")
    assert (mark in [one.text for one in opened.paragraphs]) is demonstration
    assert (mark in opened.sections[0].header.paragraphs[0].text) is demonstration


def test_same_bytes_whenever(content: bytes, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.localtime", lambda *_: (2031, 5, 6, 7, 8, 9, 0, 1, 0))
    monkeypatch.setattr("time.time", lambda: 1_900_000_000.0)
    assert report_docx(figures(), UNIT, PERIOD, AS_OF, speak(code)) == content


def test_nothing_of_the_library_s_own_template_stays(content: bytes) -> None:
    found = parts(content)
    with ZipFile(BytesIO(content)) as archive:
        assert not [name for name in archive.namelist() if "thumbnail" in name or "customXml" in name]
    assert "python-docx" not in found["docProps/core.xml"]
    assert "<dc:creator></dc:creator>" in found["docProps/core.xml"] or "<dc:creator/>" in found["docProps/core.xml"]


def test_a_period_of_which_nothing_is_known_gives_a_report_too(code: str) -> None:
    made = Document(BytesIO(report_docx(figures(), "AL-01", "2010-S2", AS_OF, speak(code))))
    said = [one.text for one in made.paragraphs]
    assert speak(code).say("report.summary.not_handed_in") in said
    assert speak(code).say("report.basis.none") in said


def test_a_crowded_committee_gives_a_report_too() -> None:
    made = Document(BytesIO(report_docx(crowded(), UNIT, PERIOD, AS_OF, speak("sq"))))
    assert "Organizata jofitimprurëse numër 399" in " ".join(one.text or "" for one in made.element.iter(qn("w:t")))


def test_a_missing_library_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("etl.outputs.reports.find_spec", lambda _name: None)
    with pytest.raises(ReportsNotInstalledError):
        report_docx(figures(), UNIT, PERIOD, AS_OF, speak("en"))
