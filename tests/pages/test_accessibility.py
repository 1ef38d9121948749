"""Every page in a browser: it fits wide and narrow, and axe finds nothing, in light and dark, in both languages."""

from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Page, expect

from dashboard.model import addresses
from indicators.language import language
from tests.pages.browser import headed, settled
from tests.pages.conftest import words
from tests.pages.test_chromium import NARROW, WIDE, cut_off, sideways

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
# axe does not hear what a style sheet writes; browsers do, which the buttons' names below hold.
RUN = """async () => (await axe.run(document, {resultTypes: ["violations"]})).violations
    .filter(one => one.impact === "serious" || one.impact === "critical")
    .flatMap(one => one.nodes.map(node => [one.id, node.target.flat().join(" "), node.html.slice(0, 200)]))
    .filter(([id, place]) => id !== "button-name" || !document.querySelector(place)?.closest(".st-key-drop"))"""
# The titles of these pages are what was found.
FINDING = {
    "overview": {"en": "of twelve committees are behind", "sq": "nga dymbëdhjetë komitetet kanë mbetur prapa"},
    "committee": {"en": "last met on", "sq": "u mblodh së fundi më"},
}
# The words of a button that a style sheet writes.
WRITTEN_BY_STYLE = {"catalogue": "trial.drop.choose", "self_assessment": "self_assessment.drop.choose"}
# The least contrast of the boxes' text against their ground that WCAG AA asks for is 4.5 to 1.
CONTRAST = """() => {
  const light = (c) => { const v = c.match(/[\\d.]+/g).slice(0, 3).map(x => x / 255)
      .map(x => x <= 0.03928 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4);
    return 0.2126 * v[0] + 0.7152 * v[1] + 0.0722 * v[2]; };
  const clear = (c) => /rgba\\(.*, 0\\)|transparent/.test(c);
  const ground = (e) => { for (let at = e; at; at = at.parentElement) {
      const c = getComputedStyle(at).backgroundColor; if (!clear(c)) return c; } return 'rgb(255, 255, 255)'; };
  const weak = [];
  const told = '.cell, .muted, h1, h2, .when, .label, .note, .legend li, nav a';
  const looked = document.querySelectorAll(`.board :is(${told})`);
  if (looked.length < 100) weak.push(`only ${looked.length} were looked at`);
  for (const e of looked) {
    if (e.matches('.no_data')) continue;
    const [a, b] = [light(getComputedStyle(e).color), light(ground(e))].sort((x, y) => y - x);
    if ((a + 0.05) / (b + 0.05) < 4.5) weak.push(e.className + ' ' + e.textContent.slice(0, 30));
  }
  return [...new Set(weak)];
}"""


@pytest.mark.parametrize("name", [one.id for one in addresses.PAGES])
def test_page_fits_and_is_accessible_in_light_and_dark_and_both_languages(
    screen: Page, address: str, name: str
) -> None:
    """In one visit: loading a page costs more than everything that is asked of it."""
    screen.emulate_media(color_scheme="light")
    screen.goto(f"{address}/{addresses.page(name).path}?as_of=2009-08-14&since=2009-04-30&area=AL-07&lang=en")
    fits(screen, name, "en")
    is_accessible(screen, name, "en")
    app = screen.get_by_test_id("stApp")
    light = app.evaluate("e => getComputedStyle(e).backgroundColor")
    screen.emulate_media(color_scheme="dark")
    expect(app).not_to_have_css("background-color", light)
    screen.get_by_role("link", name=language("sq").name).click()
    fits(screen, name, "sq")
    is_accessible(screen, name, "sq")


def fits(screen: Page, name: str, code: str) -> None:
    """The page of a language is there, without an error, and no wider than a wide or a narrow window."""
    heading = words(code).say(f"page.{name}.heading", area="|", indicator="|").strip("|")
    headed(screen, containing=FINDING[name][code] if name in FINDING else heading)
    expect(screen.get_by_text(words(code).say("product.demonstration"))).to_be_visible()
    for width, height in (WIDE, NARROW, WIDE):
        screen.set_viewport_size({"width": width, "height": height})
        settled(screen)
        expect(screen.get_by_test_id("stException")).to_have_count(0)
        assert sideways(screen) <= 0
        assert cut_off(screen) == []
    assert screen.evaluate("document.documentElement.lang") == code


def is_accessible(screen: Page, name: str, code: str) -> None:
    """Neither axe nor our own measure of contrast finds anything, and every button is called something."""
    screen.evaluate(AXE)
    assert screen.evaluate(RUN) == []
    if name == "overview":
        assert screen.evaluate(CONTRAST) == []
    if name in WRITTEN_BY_STYLE:
        button = words(code).say(WRITTEN_BY_STYLE[name])
        expect(screen.get_by_role("button", name=button)).to_be_visible()
