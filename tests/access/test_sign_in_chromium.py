"""Signing in, roles and the end of sessions, from end to end in a browser against a provider on this machine."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from dashboard.model import permits
from dashboard.model.addresses import PAGES
from dashboard.model.context import DASHBOARD_LOCALE
from etl import audit
from etl.access.archive import DecisionFolder
from etl.formats.locale_folder import ETL_LOCALE
from indicators.language import language
from tests.access.conftest import WORDS, Site, see, sign_in
from tests.access.world import secretary
from tests.ledger.bridge import SHIPPED
from tests.pages.browser import PATIENCE, headed

Visitor = Callable[[], BrowserContext]
ALBANIAN = language("sq", ETL_LOCALE, DASHBOARD_LOCALE)


def cookies_of(one: BrowserContext) -> list[Any]:
    """The cookies of a browser, as another takes them."""
    return list(one.cookies())


def body(page: Page) -> str:
    return page.locator("body").inner_text()


def told(page: Page, text: str) -> None:
    expect(page.locator("body")).to_contain_text(text, timeout=PATIENCE)


def test_nobody_sees_a_figure_without_signing_in(site: Site, visitor: Visitor) -> None:
    site.grant()
    page = visitor().new_page()
    for one in PAGES:
        see(page, f"{site.base}/{one.path}?as_of=2009-08-14")
        told(page, WORDS.say("access.welcome"))
        assert WORDS.say("product.demonstration") not in body(page)
        assert page.locator("table").count() == 0


def test_a_sign_in_that_was_refused_is_said_once_it_was_tried(site: Site, visitor: Visitor) -> None:
    site.grant("officer onac")
    page = visitor().new_page()
    see(page, site.base)
    assert WORDS.say("access.refused") not in body(page)
    page.get_by_role("button", name=WORDS.say("access.sign_in")).click()
    page.get_by_role("button", name="Deny").click()
    page.wait_for_url(f"{site.base}/**")
    told(page, WORDS.say("access.refused"))
    see(page, f"{site.base}/?lang=sq")
    told(page, ALBANIAN.say("access.refused"))
    sign_in(page, site, "officer")
    told(page, WORDS.say("access.chip.role", role=WORDS.say("access.role.onac")))
    assert WORDS.say("access.refused") not in body(page)


def test_whoever_followed_a_link_comes_back_to_it(site: Site, visitor: Visitor) -> None:
    """A secretary opens the link that ONAC sent her, in her language, and signs in there."""
    site.grant("officer onac")
    page = visitor().new_page()
    see(page, f"{site.base}/committee?lang=sq&area=AL-05&as_of=2009-08-14")
    page.get_by_role("button", name=ALBANIAN.say("access.sign_in")).click()
    page.get_by_placeholder("sub").fill("officer")
    page.get_by_role("button", name="Authorize").click()
    page.wait_for_url(f"{site.base}/committee?**")
    told(page, ALBANIAN.say("access.chip.role", role=ALBANIAN.say("access.role.onac")))
    assert {"lang=sq", "area=AL-05", "as_of=2009-08-14"} <= set(page.url.partition("?")[2].split("&"))
    assert "rcat_asked_for" not in {one["name"] for one in cookies_of(page.context) if not one["value"]}


@pytest.mark.parametrize(
    ("query", "is_said"),
    [("?error=invalid_request&state=x", True), ("?code=x&state=x", True), ("", False), ("?state=x", False)],
)
def test_only_an_answer_that_signs_nobody_in_is_a_refusal(
    site: Site, visitor: Visitor, query: str, *, is_said: bool
) -> None:
    page = visitor().new_page()
    see(page, f"{site.base}/oauth2callback{query}")
    told(page, WORDS.say("access.welcome"))
    assert (WORDS.say("access.refused") in body(page)) == is_said


def test_whoever_has_no_role_is_told_what_to_give_the_administrator(site: Site, visitor: Visitor) -> None:
    site.grant("another onac")
    page = visitor().new_page()
    sign_in(page, site, "stranger")
    told(page, WORDS.say("access.denied.no_role"))
    told(page, WORDS.say("access.who", issuer=site.issuer))
    told(page, WORDS.say("access.subject", subject="stranger"))
    site.grant("stranger onac")
    see(page, f"{site.base}/?as_of=2009-08-14")
    told(page, WORDS.say("access.chip.role", role=WORDS.say("access.role.onac")))
    expect(page.locator("table.matrix")).to_have_count(1, timeout=PATIENCE)
    denied = [one for one in audit.entries(site.data) if one.action == "denied"]
    assert denied[-1].facts == {"reason": "no_role"}
    assert "stranger" not in denied[-1].actor


def test_a_secretary_sees_the_own_committee_and_is_told_what_is_not_open(site: Site, visitor: Visitor) -> None:
    site.grant("kukes secretary; qark: AL-07")
    page = visitor().new_page()
    sign_in(page, site, "kukes")
    see(page, f"{site.base}/committee?area=AL-10&as_of=2009-08-14")
    told(page, "Kukës")
    assert "Shkodër" not in page.locator("h1").inner_text()
    links = page.locator("nav.pages a").all_inner_texts()
    open_pages = permits.open_pages(secretary("AL-07"), SHIPPED)
    assert links == [WORDS.say(f"page.{one.id}.title") for one in open_pages]
    assert {"overview", "export", "access"}.isdisjoint(one.id for one in open_pages)
    for closed in ("", "export", "access"):
        see(page, f"{site.base}/{closed}")
        headed(page, containing="not open to this role")
        assert page.locator("table").count() == 0


def test_a_copied_cookie_is_dead_after_signing_out(site: Site, visitor: Visitor) -> None:
    site.grant("officer onac")
    mine, thief = visitor(), visitor()
    page = mine.new_page()
    sign_in(page, site, "officer")
    copied = cookies_of(mine)
    thief.add_cookies(copied)
    stolen = thief.new_page()
    see(stolen, f"{site.base}/?as_of=2009-08-14")
    expect(stolen.locator("table.matrix")).to_have_count(1, timeout=PATIENCE)
    page.get_by_role("button", name=WORDS.say("access.sign_out")).click()
    page.get_by_role("button", name="End session").click()
    told(page, WORDS.say("access.welcome"))
    see(stolen, f"{site.base}/?as_of=2009-08-14")
    told(stolen, WORDS.say("access.denied.signed_out"))
    again = visitor()
    again.add_cookies(copied)
    other = again.new_page()
    see(other, f"{site.base}/export")
    told(other, WORDS.say("access.denied.signed_out"))
    assert [one.action for one in audit.entries(site.data)].count("signed_out") == 1


def test_a_revocation_ends_what_is_open_and_every_copy(site: Site, visitor: Visitor) -> None:
    site.grant("officer onac")
    mine, copy = visitor(), visitor()
    page = mine.new_page()
    sign_in(page, site, "officer")
    copy.add_cookies(cookies_of(mine))
    soon = datetime.now(UTC) + timedelta(seconds=1)
    site.grant("officer onac", first=f"sessions_from: {soon.isoformat()}")
    # The page that is open still: the next thing that is chosen on it.
    page.locator("nav.languages a").last.click()
    headed(page, WORDS.say("product.name"))
    assert page.locator("table").count() == 0
    stolen = copy.new_page()
    see(stolen, f"{site.base}/?as_of=2009-08-14")
    told(stolen, WORDS.say("access.denied.ended"))


def test_a_decision_that_was_begun_ends_with_the_role(site: Site, visitor: Visitor) -> None:
    site.grant("officer onac")
    page = visitor().new_page()
    sign_in(page, site, "officer")
    see(page, f"{site.base}/committee?area=AL-07&period=2009-S1")
    page.get_by_role("button", name=WORDS.say("access.review.decide")).click()
    form = page.get_by_role("dialog")
    form.get_by_text(WORDS.say("access.review.action.locked"), exact=True).click()
    form.get_by_role("textbox").fill("The evaluation has begun")
    site.grant("another onac")
    form.get_by_role("button", name=WORDS.say("access.review.decide")).click()
    told(page, WORDS.say("access.denied.no_role"))
    assert DecisionFolder(site.data, SHIPPED.programme.id).read().taken == ()


def test_a_mistake_in_the_file_of_roles_lets_nobody_in(site: Site, visitor: Visitor) -> None:
    site.grant("officer onac")
    page = visitor().new_page()
    sign_in(page, site, "officer")
    site.grant("officer onac", "somebody secretary; qark: AL-7")
    see(page, site.base)
    told(page, WORDS.say("access.denied.roles_faulty"))
    site.grant("officer onac")
    see(page, site.base)
    told(page, WORDS.say("access.chip.role", role=WORDS.say("access.role.onac")))


def test_a_cookie_that_was_changed_is_no_sign_in(site: Site, visitor: Visitor) -> None:
    site.grant("officer onac")
    mine = visitor()
    sign_in(mine.new_page(), site, "officer")
    for cookie in cookies_of(mine):
        if "user" in cookie["name"]:
            forged = visitor()
            value = cookie["value"]
            middle = len(value) // 2
            changed = value[:middle] + ("A" if value[middle] != "A" else "B") + value[middle + 1 :]
            copied: Any = dict(cookie) | {"value": changed}
            forged.add_cookies([copied])
            page = forged.new_page()
            see(page, site.base)
            told(page, WORDS.say("access.welcome"))
