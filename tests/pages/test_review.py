"""The Office decides on a committee's semester on that committee's page, and the reason stays there."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from playwright.sync_api import Page, expect
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from dashboard.components.layout.page import markup_bytes
from dashboard.components.reporting.review import _panel
from dashboard.model import addresses
from dashboard.model.context import Context
from etl.access.decisions import Decisions, Missed
from etl.access.review import review
from tests.pages.browser import serving
from tests.pages.conftest import words

APP = Path(__file__).resolve().parents[2] / "dashboard" / "app.py"
UNIT, PERIOD = "AL-07", "2009-S1"


@pytest.fixture
def app(demonstration: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    """The committee's page over a copy of the data, which a decision may change."""
    shutil.copytree(demonstration, tmp_path / "data", symlinks=True)
    monkeypatch.setenv("RCAT_DATA", str(tmp_path / "data"))
    st.cache_resource.clear()
    page = AppTest.from_file(str(APP), default_timeout=120)
    page._page_hash = calc_hash(addresses.page("committee").path)
    page.query_params.update({"area": UNIT, "period": PERIOD})
    yield page.run()
    st.cache_resource.clear()


def test_the_form_is_there_only_when_it_is_asked_for(app: AppTest) -> None:
    assert not app.exception
    assert not app.radio
    app.button(key=f"review_open_{UNIT}_{PERIOD}").click().run()
    assert app.radio(key=f"review_action_{UNIT}_{PERIOD}").options


@pytest.mark.parametrize("code", ["en", "sq"])
def test_a_lock_whose_record_is_gone_is_told(context: Callable[..., Context], code: str) -> None:
    here, say = context("committee", code, area=UNIT, period=PERIOD), words(code).say
    missed = Missed(17, 4, (4, 0), "locked", UNIT, PERIOD, "2026-11-22T12:00:00+00:00")
    decisions = Decisions(missed=(missed,), unknown=5)
    standing = review(decisions, (), here.catalogue, UNIT, PERIOD)
    shown = markup_bytes(code, _panel(standing, (1, True), here)).decode()
    said = (
        say("access.review.numbered", number=4),
        say("access.review.entry", number=17),
        say("access.review.unknown"),
    )
    assert [text in shown for text in (say("access.review.status.locked"), *said)] == [True] * 4


def test_a_lock_is_kept_with_its_reason(demonstration: Path, tmp_path: Path, screen: Page) -> None:
    say = words("en").say
    shutil.copytree(demonstration, tmp_path / "data", symlinks=True)
    with serving(tmp_path / "data") as base:
        screen.goto(f"{base}/committee?area={UNIT}&period={PERIOD}")
        screen.get_by_role("button", name=say("access.review.decide")).click()
        form = screen.get_by_role("dialog")
        form.get_by_text(say("access.review.action.locked"), exact=True).click()
        form.get_by_role("textbox").fill("The evaluation has begun")
        form.get_by_role("button", name=say("access.review.decide")).click()
        expect(screen.get_by_text("The evaluation has begun")).to_be_visible()
        expect(form).to_be_hidden()
        screen.get_by_role("button", name=say("access.review.decide")).click()
        expect(form.get_by_role("radio")).to_have_count(1)
        screen.close()  # before the server goes, or its absence counts as a fault
