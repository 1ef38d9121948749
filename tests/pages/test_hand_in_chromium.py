"""Handing in, in a browser, by somebody who reads only Albanian: from the form to the receipt, guided by the page."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect

from etl.store.store import Store
from indicators.model import Catalogue
from tests.pages.browser import PATIENCE, serving, settled
from tests.pages.conftest import PROGRAMME, words
from tests.pages.test_chromium import NARROW, cut_off, sideways

# What Streamlit says where nobody tells it otherwise.
ENGLISH = re.compile(r"\b(upload|browse|drag and drop|per file|add files|remove|running|must be)\b", re.IGNORECASE)
say = words("sq").say


@pytest.fixture(scope="module")
def data(demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    own = tmp_path_factory.mktemp("hand-in") / "data"
    shutil.copytree(demonstration, own, symlinks=True)
    return own


@pytest.fixture(scope="module")
def address(data: Path) -> Iterator[str]:
    with serving(data) as base:
        yield base


@pytest.fixture
def screen(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"{address}/self-assessment?lang=sq&area=AL-07&period=2010-S2")
    settled(page)
    expect(page.get_by_test_id("stFileUploaderDropzone")).to_be_visible()
    yield page
    context.close()


def drop(page: Page, file: Path, verdict: str) -> None:
    """Drop a file and wait for what is said of it."""
    page.set_input_files("input[type=file]", file)
    page.get_by_text(say(f"self_assessment.verdict.{verdict}.heading"), exact=True).wait_for()
    settled(page)


def take(page: Page, label: str, path: Path) -> Path:
    """What a button gives."""
    with page.expect_download() as waiting:
        page.get_by_role("button", name=say(label), exact=True).click()
    waiting.value.save_as(path)
    return path


def day(year: int, month: int, number: int) -> datetime:
    return datetime(year, month, number)  # noqa: DTZ001 - a day, as spreadsheets write it


def test_newcomer_gets_from_the_form_to_the_receipt_by_the_page_alone(
    screen: Page, address: str, data: Path, catalogue: Catalogue, tmp_path: Path
) -> None:
    before = Store(data, PROGRAMME).names()
    form = take(screen, "self_assessment.take_away.workbook", tmp_path / "formulari.xlsx")
    book = load_workbook(form)
    sheet = {kind.id: kind.label["sq"] for kind in catalogue.records}
    cover = {row[0].value: row[1] for row in book[say("template.sheet.cover")].iter_rows()}
    period, handed_in = (
        cover[next(one.label["sq"] for one in catalogue.programme.cover if one.id == name)]
        for name in ("period", "submitted_on")
    )
    handed_in.value, period.value = day(2011, 1, 20), "vjeshta 2010"
    book[sheet["meetings"]].delete_rows(2, book[sheet["meetings"]].max_row)  # what was handed in stands in the form
    _write(book[sheet["meetings"]], 2, ("Komiteti Rajonal Antitrafik", "31/09/2010", "E zakonshme", "Prefekti", 9, 11))
    _write(book[sheet["trainings"]], 2, (day(2010, 10, 5), "Tjetër", "OSBE", "Komiteti Rajonal Antitrafik", "Policia"))
    wrong = [
        (period, "2010-S2"),
        (book[sheet["meetings"]]["B2"], "30.09.2010"),
        (book[sheet["terms_of_reference"]]["B2"], day(2010, 3, 24)),
        (book[sheet["members"]]["B3"], "Bashkia"),
        (book[sheet["trainings"]]["G2"], 6),
        (book[sheet["vulnerable_communities"]]["C2"], day(2009, 4, 3)),
        (book[sheet["programmes"]]["D2"], "Qeveria"),
        (book[sheet["actions"]]["D2"], "Jo"),
    ]
    mistakes = ("vjeshta 2010", "31/09/2010", day(2099, 1, 1), "Bashki e qytetit", "gjashtë", None, "Shteti", "Ndoshta")
    for (cell, _), value in zip(wrong, mistakes, strict=True):
        cell.value = value
    book.save(form)
    drop(screen, form, "refused")
    for cell, _ in wrong:
        heading = say("self_assessment.findings.sheet", name=cell.parent.title)
        group = screen.locator("section.findings", has_text=heading)
        expect(group.get_by_text(say("self_assessment.findings.row_number", number=cell.row)).first).to_be_visible()
    assert not ENGLISH.search(screen.get_by_test_id("stMain").aria_snapshot())
    marked = load_workbook(take(screen, "self_assessment.marked", tmp_path / "shenuar.xlsx"))
    assert all(marked[cell.parent.title][cell.coordinate].comment for cell, _ in wrong)
    for cell, right in wrong:
        cell.value = right
    book.save(form)
    drop(screen, form, "with_losses")  # meetings that were handed in are not in it
    screen.get_by_role("button", name=say("self_assessment.losses.button"), exact=True).click()
    expect(screen.get_by_role("button", name=say("self_assessment.losses.yes"), exact=True)).to_be_visible()
    assert Store(data, PROGRAMME).names() == before
    screen.get_by_role("button", name=say("self_assessment.losses.yes"), exact=True).click()
    number = len(before) + 1
    expect(screen.get_by_text(say("self_assessment.receipt.kept", number=number))).to_be_visible(timeout=PATIENCE)
    names = Store(data, PROGRAMME).names()
    assert len(names) == number
    expect(screen.locator(".kept")).to_contain_text(names[-1].partition("-")[2])
    assert take(screen, "self_assessment.take_away.report", tmp_path / "r.docx").read_bytes()[:2] == b"PK"
    screen.get_by_role("link", name=say("self_assessment.receipt.see_overview")).click()
    expect(screen).to_have_url(re.compile(rf"^{address}/\?"), timeout=PATIENCE)
    settled(screen)
    box = screen.locator('a.cell[href*="area=AL-07"][href*="indicator=technical-table-meetings"]').first
    expect(box).to_contain_text("0/2")  # its meetings were withdrawn: 2/2 before


def _write(sheet: Any, row: int, values: tuple[object, ...]) -> None:
    for column, value in enumerate(values, start=1):
        sheet.cell(row, column).value = value


def test_each_drop_is_read_anew(screen: Page, tmp_path: Path) -> None:
    form = take(screen, "self_assessment.take_away.workbook", tmp_path / "formulari.xlsx")
    book = load_workbook(form)
    for number in range(3):
        book.worksheets[1].cell(2, 2).value = f"3{number}.13.2010"
        book.save(form)
        drop(screen, form, "with_errors")
        expect(screen.locator("section.findings")).to_contain_text(f"3{number}.13.2010")


def test_personal_data_leaves_no_trace_on_the_page(screen: Page, data: Path, tmp_path: Path) -> None:
    before = Store(data, PROGRAMME).names()
    form = take(screen, "self_assessment.take_away.workbook", tmp_path / "Agim-formulari.xlsx")
    book = load_workbook(form)
    book.worksheets[1].cell(2, 7).value = "tel 069 20 12 345"
    book.save(form)
    drop(screen, form, "personal")
    expect(screen.locator("section.findings")).to_contain_text("G2")
    shown = screen.content()
    assert "069 20 12 345" not in shown
    assert "Agim" not in shown
    expect(screen.get_by_role("button", name=say("self_assessment.marked"))).to_have_count(0)
    assert Store(data, PROGRAMME).names() == before


def test_too_large_a_file_is_refused_in_albanian(screen: Page) -> None:
    large = {"name": "i-madh.xlsx", "mimeType": "application/octet-stream", "buffer": b"x" * 11_000_000}
    screen.set_input_files("input[type=file]", large)  # type: ignore[arg-type]
    expect(screen.get_by_text("i-madh.xlsx")).to_be_visible()
    failed = screen.get_by_test_id("stFileChips").evaluate("e => getComputedStyle(e, '::after').content")
    assert failed == f'"{say("self_assessment.drop.failed", limit=10)}"'
    assert not ENGLISH.search(screen.locator(".st-key-drop").inner_text())


def test_page_fits_a_narrow_screen_with_everything_on_it(screen: Page, tmp_path: Path) -> None:
    form = take(screen, "self_assessment.take_away.workbook", tmp_path / "formulari.xlsx")
    book = load_workbook(form)
    book.worksheets[1].cell(2, 2).value = "31/04/2010"
    book.save(form)
    drop(screen, form, "with_errors")
    expect(screen.get_by_text(say("self_assessment.figures.heading"))).to_be_visible()
    screen.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
    settled(screen)
    assert sideways(screen) <= 0
    assert cut_off(screen) == []
