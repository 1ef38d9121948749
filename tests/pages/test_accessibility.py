"""Every page before axe: nothing serious or critical, in light and dark, in both languages."""

from collections.abc import Iterator
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from dashboard.model import addresses
from tests.pages.browser import PATIENCE, settled
from tests.pages.conftest import words

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
# axe does not hear what a style sheet writes; browsers do, and the second test holds that they say it.
RUN = """async () => (await axe.run(document, {resultTypes: ["violations"]})).violations
    .filter(one => one.impact === "serious" || one.impact === "critical")
    .flatMap(one => one.nodes.map(node => [one.id, node.target.flat().join(" "), node.html.slice(0, 200)]))
    .filter(([id, place]) => id !== "button-name" || !document.querySelector(place)?.closest(".st-key-drop"))"""


@pytest.fixture(scope="module", params=[("light", "en"), ("dark", "sq")], ids=("light-en", "dark-sq"))
def reader(browser: Browser, request: pytest.FixtureRequest) -> Iterator[tuple[BrowserContext, str]]:
    """A browser in light or dark and its reader's language; its pages share what they load."""
    scheme, code = request.param
    context = browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme=scheme)
    yield context, code
    context.close()


@pytest.mark.parametrize("name", [one.id for one in addresses.PAGES])
def test_page_has_no_serious_violation(reader: tuple[BrowserContext, str], address: str, name: str) -> None:
    context, code = reader
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"{address}/{addresses.page(name).path}?as_of=2009-08-14&since=2009-04-30&lang={code}")
    settled(page)
    page.evaluate(AXE)
    found = page.evaluate(RUN)
    page.close()
    assert found == []


@pytest.mark.parametrize("code", ["en", "sq"])
@pytest.mark.parametrize(("name", "key"), [("catalogue", "trial.drop"), ("self_assessment", "self_assessment.drop")])
def test_button_that_a_style_names_is_called_so(screen: Page, address: str, name: str, key: str, code: str) -> None:
    screen.goto(f"{address}/{addresses.page(name).path}?lang={code}")
    settled(screen)
    expect(screen.get_by_role("button", name=words(code).say(f"{key}.choose"))).to_be_visible()
