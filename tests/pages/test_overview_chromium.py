"""The Overview in a browser: the answer and all committees on the first screen, on a telephone the worst card."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.pages.browser import PATIENCE, settled
from tests.pages.conftest import words


def screen_of(browser: Browser, url: str, width: int, height: int, scheme: Any = "light") -> Page:
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
    page.set_default_timeout(PATIENCE)
    page.goto(url)
    settled(page)
    expect(page.locator("table.matrix")).to_have_count(1, timeout=PATIENCE)
    return page


@pytest.mark.parametrize(
    ("code", "day", "scheme"),
    [("en", "2011-04-19", "light"), ("sq", "2010-01-11", "dark"), ("sq", "2011-04-19", "light"),
     ("en", "2009-02-01", "light")],
)  # fmt: skip
def test_all_committees_and_the_country_are_seen_without_scrolling(
    browser: Browser, address: str, code: str, day: str, scheme: str
) -> None:
    page = screen_of(browser, f"{address}/?as_of={day}&lang={code}", 1280, 800, scheme)
    places = page.locator("table.matrix tbody tr").evaluate_all("all => all.map(one => one.getBoundingClientRect())")
    assert len(places) == 13
    assert max(one["bottom"] for one in places) <= 800
    boxes = page.locator("table.matrix .cell").evaluate_all("all => all.map(one => one.getBoundingClientRect().right)")
    side = page.locator(".overview .side").bounding_box()
    assert side is not None
    assert max(boxes) <= side["x"]
    assert side["y"] < 400
    page.close()


def test_a_click_on_a_head_orders_the_rows_and_the_rule_is_said(browser: Browser, address: str) -> None:
    page = screen_of(browser, f"{address}/?as_of=2011-04-19", 1280, 800)
    expect(page.locator(".order")).to_have_text(words("en").say("order.worst"))
    page.get_by_role("columnheader", name="Regular meetings").get_by_role("link").click()
    expect(page.locator("table.matrix tbody tr th").first).to_have_text("Berat", timeout=PATIENCE)
    assert "sort=regular-meetings" in page.url
    expect(page.locator("table.matrix tbody tr .behind").first).to_have_text("30 Sep 2010")
    expect(page.locator(".order")).to_contain_text("Regular meetings held")
    page.get_by_role("link", name=words("en").say("order.back")).click()
    expect(page.locator("table.matrix tbody tr th").first).to_have_text("Dibër", timeout=PATIENCE)
    page.close()


@pytest.mark.parametrize("code", ["en", "sq"])
def test_a_telephone_shows_the_worst_committee_on_its_first_screen(browser: Browser, address: str, code: str) -> None:
    page = screen_of(browser, f"{address}/?as_of=2011-04-19&lang={code}", 400, 850)
    card = page.locator(".cards li").first
    expect(card).to_contain_text("Dibër")
    place = card.bounding_box()
    assert place is not None
    assert place["y"] + place["height"] <= 850
    expect(page.locator("table.matrix")).not_to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 400
    page.close()
