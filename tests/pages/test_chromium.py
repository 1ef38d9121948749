"""The whole in a browser: every page, both languages, wide and narrow; and what people do on them."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from etl.figures.choice import Choice
from etl.figures.read_api import Figures
from tests.pages.browser import APP, PATIENCE, headed, running, settled
from tests.pages.conftest import words

WIDE, NARROW = (1280, 900), (400, 800)
D = date(2009, 8, 14)


def sideways(page: Page) -> int:
    """By how many pixels the page is wider than the window."""
    return int(
        page.evaluate("""() => {
            const main = document.querySelector('[data-testid="stMain"]');
            return Math.max(document.documentElement.scrollWidth - innerWidth, main.scrollWidth - main.clientWidth);
        }""")
    )


def cut_off(page: Page) -> list[str]:
    """The boxes of figures whose text does not fit into them."""
    return list(
        page.evaluate("""() => [...document.querySelectorAll('.board :is(.cell, .figure, .when, h1, h2)')]
            .filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.textContent)""")
    )


@pytest.fixture(scope="module")
def slow(demonstration: Path) -> Iterator[tuple[str, int]]:
    """A dashboard whose process a test may hold up: its address and its process."""
    with running(APP, demonstration) as found:
        yield found


@contextmanager
def held_up(process: int) -> Iterator[None]:
    """Nothing is answered meanwhile."""
    os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(process, signal.SIGCONT)


@pytest.mark.parametrize("code", ["en", "sq"])
def test_the_format_chosen_last_is_the_one_taken_away(window: BrowserContext, slow: tuple[str, int], code: str) -> None:
    """However long the page takes to be drawn again, no button for the format before can be pressed."""
    address, process = slow
    page, say = window.new_page(), words(code).say
    page.goto(f"{address}/export?lang={code}&as_of={D}")
    settled(page)
    download = page.get_by_role("button", name=say("export.download"), exact=True)
    for name in ("sdmx", "xlsx", "csv"):
        expect(download).to_be_visible(timeout=PATIENCE)
        with held_up(process):
            page.get_by_role("radiogroup").get_by_text(say(f"export.name.{name}"), exact=True).click()
            expect(download).to_have_count(0)
        with page.expect_download(timeout=PATIENCE) as taken:
            download.click(timeout=PATIENCE)
        assert taken.value.suggested_filename.endswith(say(f"export.ending.{name}"))
    page.close()


def box(page: Page, indicator: str, area: str) -> Locator:
    """A box of the matrix."""
    return page.locator(f'table.matrix a.cell[href*="area={area}"][href*="indicator={indicator}"]')


def test_officer_opens_a_box_down_to_the_row_and_comes_back(screen: Page, address: str, figures: Figures) -> None:
    screen.goto(f"{address}/?as_of=2009-08-14&period=2009-S1")
    settled(screen)
    (figure,) = figures.values(Choice(D, indicators=("regular-meetings",), areas=("AL-11",), periods=("2009-S1",)))
    chosen = box(screen, "regular-meetings", "AL-11")
    expect(chosen).to_contain_text(f"{figure.numerator}/{figure.denominator}")
    chosen.click()
    expect(screen).to_have_url(re.compile(r"/explain\?.*as_of=2009-08-14.*area=AL-11"), timeout=PATIENCE)
    settled(screen)
    behind = figures.behind("regular-meetings", "AL-11", "2009-S1", D)
    expect(screen.locator("table.stacks tbody tr")).to_have_count(len(behind))
    source = next(source for one in behind for source in one.evidence)
    row = screen.locator("details", has_text=f"row {source.row}").first
    row.locator("summary").click()
    expect(row.locator("dl")).to_contain_text(words("en").short_date(figures.row_values([source])[source]["held_on"]))
    screen.go_back()
    expect(screen.locator("table.matrix")).to_be_visible(timeout=PATIENCE)
    assert "period=2009-S1" in screen.url


def test_matrix_works_by_keyboard(screen: Page, address: str) -> None:
    screen.goto(f"{address}/?as_of=2009-08-14&lang=sq&sort=name")
    settled(screen)
    box(screen, "regular-meetings", "AL-07").focus()
    screen.keyboard.press("ArrowRight")
    screen.keyboard.press("ArrowDown")
    expect(box(screen, "technical-table-meetings", "AL-08")).to_be_focused()
    expect(screen.locator(".tip:not([hidden])")).to_contain_text("Lezhë")
    screen.keyboard.press("Enter")
    expect(screen).to_have_url(re.compile(r"/explain\?.*lang=sq.*area=AL-08.*indicator=technical-table-meetings"))


def test_a_box_opens_in_a_tab_of_its_own(screen: Page, address: str) -> None:
    screen.goto(f"{address}/?as_of=2009-08-14")
    settled(screen)
    with screen.context.expect_page() as opened:
        box(screen, "regular-meetings", "AL-07").click(modifiers=["Control"])
    settled(opened.value)
    headed(opened.value, words("en").say("page.explain.heading"))
    assert "/explain?" not in screen.url


def test_language_and_pages_keep_what_is_chosen(screen: Page, address: str) -> None:
    screen.goto(f"{address}/explain?as_of=2009-08-14&indicator=reports-received&area=AL-07&period=2009-S1")
    settled(screen)
    screen.get_by_role("link", name="Shqip").click()
    headed(screen, words("sq").say("page.explain.heading"))
    screen.get_by_role("link", name=words("sq").say("page.indicator.title"), exact=True).click()
    expect(screen).to_have_url(re.compile(r"/indicator\?.*lang=sq.*period=2009-S1.*as_of=2009-08-14.*area=AL-07"))
    settled(screen)
    expect(screen.locator(".subtitle")).to_contain_text("14 gusht 2009")


def test_choosing_writes_the_address_and_back_undoes_it(screen: Page, address: str, figures: Figures) -> None:
    screen.goto(f"{address}/?as_of=2009-08-14&period=2009-S1")
    settled(screen)
    screen.get_by_role("combobox", name=re.compile("Period")).click()
    screen.get_by_role("option", name="Semester 2 of 2008").click()
    expect(screen).to_have_url(re.compile("period=2008-S2"), timeout=PATIENCE)
    settled(screen)
    (figure,) = figures.values(Choice(D, indicators=("regular-meetings",), areas=("AL-01",), periods=("2008-S2",)))
    expect(box(screen, "regular-meetings", "AL-01")).to_contain_text(f"{figure.numerator}/{figure.denominator}")
    screen.go_back()
    expect(screen.locator(".subtitle")).to_contain_text("semester 1 of 2009", timeout=PATIENCE)


def test_calendar_file_is_taken_away(screen: Page, address: str, figures: Figures) -> None:
    screen.goto(f"{address}/calendar?as_of=2009-08-14&area=AL-07")
    settled(screen)
    with screen.expect_download() as waiting:
        screen.get_by_test_id("stDownloadButton").get_by_role("button").click()
    text = waiting.value.path().read_text("utf-8")
    due = {
        one.due_on
        for one in figures.obligations(Choice(D, areas=("AL-07",)))
        if one.state == "not_due" or one.still_owed
    }
    assert {f"DTSTART;VALUE=DATE:{day:%Y%m%d}" for day in due} == set(re.findall(r"DTSTART.*?\d{8}", text))


def test_what_a_workbook_holds_is_shown_as_it_was_typed(screen: Page, address: str) -> None:
    screen.goto(f"{address}/?period=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E")
    settled(screen)
    expect(screen.locator(".notice")).to_contain_text("<img src=x onerror=alert(1)>")
    expect(screen.locator(".board img")).to_have_count(0)


def test_text_of_the_boards_is_text_of_the_page(screen: Page, address: str, figures: Figures) -> None:
    screen.goto(f"{address}/?as_of=2009-08-14&period=2009-S1")
    settled(screen)
    text = screen.evaluate("document.body.innerText")
    for one in figures.values(Choice(D, areas=("AL-07",), periods=("2009-S1",))):
        assert one.value is None or f"{one.numerator}/{one.denominator}" in text
    assert "of twelve committees are behind" in text
