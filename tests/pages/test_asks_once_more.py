"""A form of a semester handed in already: unchanged it takes nothing away; whatever it takes away is asked about."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
import streamlit as st
from openpyxl import load_workbook

from dashboard.components.assessment.figures import before_and_after
from dashboard.model import documents
from etl.what_if.assessment import assess
from indicators.model import Catalogue
from tests.oracle.build import committee, meeting
from tests.pages.conftest import words
from tests.pages.test_pages import page_text
from tests.pages.test_self_assessment import MakeContext, content, dropped, kept, labels_of, press
from tests.what_if.drafts import before, checked


@pytest.fixture(autouse=True)
def data(demonstration: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the demonstration data that a test may hand in to."""
    st.cache_resource.clear()
    own = tmp_path / "data"
    shutil.copytree(demonstration, own, symlinks=True)
    monkeypatch.setenv("RCAT_DATA", str(own))
    yield own
    st.cache_resource.clear()


@pytest.mark.parametrize("code", ["en", "sq"])
def test_what_would_be_lost_stands_above_the_button_which_asks_once_more(
    context: MakeContext, catalogue: Catalogue, data: Path, code: str
) -> None:
    """Elbasan's form of 2009-S2 without its meetings: named, asked, not handed in, asked again, handed in."""
    page = context("self_assessment", code)
    request = documents.workbook_request(page, documents.committee_form(catalogue), "AL-03", "2009-S2")
    book = load_workbook(BytesIO(documents.prefilled_workbook(page, request).make()))
    sheet = catalogue.record("meetings").label[code]
    rows = sum(row[0].value is not None for row in book[sheet].iter_rows(min_row=2))
    assert rows > 1
    book[sheet].delete_rows(2, rows)
    before, say = kept(data), words(code).say
    app = dropped(content(book), lang=code)
    text = page_text(app)
    assert say("self_assessment.verdict.with_losses.heading") in text
    assert say("self_assessment.verdict.clean.heading") not in text
    withdrawn = say("self_assessment.losses.withdrawn", count=rows, sheet=sheet)
    assert withdrawn not in text
    press(app, code, "losses.button")
    assert withdrawn in page_text(app)
    assert " (0 " in page_text(app)[page_text(app).index(withdrawn) :]
    assert kept(data) == before
    press(app, code, "losses.no")
    assert withdrawn not in page_text(app)
    press(app, code, "losses.button")
    press(app, code, "losses.yes")
    assert kept(data) == before + 1


def test_form_of_a_semester_handed_in_comes_back_as_it_was(context: MakeContext, catalogue: Catalogue) -> None:
    page = context("self_assessment", "sq")
    request = documents.workbook_request(page, documents.committee_form(catalogue), "AL-03", "2009-S2")
    book = load_workbook(BytesIO(documents.prefilled_workbook(page, request).make()))
    app = dropped(content(book), lang="sq")
    text, say = page_text(app), words("sq").say
    assert say("self_assessment.verdict.clean.heading") in text
    assert say("self_assessment.losses.heading") not in text
    assert say("self_assessment.hand_in") in labels_of(app)


@pytest.mark.parametrize("code", ["en", "sq"])
def test_of_the_figures_of_other_periods_it_says_how_many_fall(
    context: MakeContext, catalogue: Catalogue, code: str
) -> None:
    """Two meetings of 2009-S1 are withdrawn: both quarters, the year and the whole fall; then one is moved to May."""
    earlier = before(committee(1, "2009-S1", "2009-07-10", meetings=[meeting("2009-02-03"), meeting("2009-05-03")]))
    draft = checked(committee(2, "2009-S1", "2009-07-12", meetings=[]))
    found = assess(earlier, draft, catalogue, date(2026, 1, 1))
    shown, say = context("self_assessment", code), words(code).say
    assert say("self_assessment.figures.others_fall", count=4) in before_and_after(shown, found).text()
    earlier = before(committee(1, "2009-S1", "2009-07-10", meetings=[meeting("2009-02-03")]))
    draft = checked(committee(2, "2009-S1", "2009-07-12", meetings=[meeting("2009-05-03")]))
    text = before_and_after(shown, assess(earlier, draft, catalogue, date(2026, 1, 1))).text()
    assert say("self_assessment.figures.others", count=2) in text
    assert say("self_assessment.figures.of_them_fall", count=1) in text
