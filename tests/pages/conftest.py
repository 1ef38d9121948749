"""The demonstration data, handed in once for all tests of the pages, and the pieces that a page is drawn from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from dashboard.model.addresses import page
from dashboard.model.choice import Known, choose
from dashboard.model.context import DASHBOARD_LOCALE, Context
from etl.access.restricted import RestrictedFigures
from etl.access.viewer import local_viewer
from etl.build.warehouse import Warehouse
from etl.figures.opened import open_figures
from etl.formats.locale_folder import ETL_LOCALE
from indicators.language import Language, programme_language
from indicators.loader import CATALOGUES, load
from indicators.model import Catalogue
from tests.pages.browser import PATIENCE, listen, serving

TODAY = date(2026, 11, 22)
PROGRAMME = "rcat-2008-2010"


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load(CATALOGUES / PROGRAMME)


@pytest.fixture(scope="session")
def figures(demonstration: Path, catalogue: Catalogue) -> Iterator[RestrictedFigures]:
    build = Warehouse(demonstration, catalogue).current()
    assert build is not None
    opened = open_figures(build.path, catalogue, TODAY)
    yield RestrictedFigures(opened, local_viewer())
    opened.close()


@cache
def words(code: str) -> Language:
    return programme_language(code, load(CATALOGUES / PROGRAMME).programme, ETL_LOCALE, DASHBOARD_LOCALE)


@pytest.fixture
def context(catalogue: Catalogue, figures: RestrictedFigures) -> Callable[..., Context]:
    """Makes the context of a page from an address."""

    def make(name: str, code: str = "en", **address: str) -> Context:
        known = Known(catalogue, words(code), (PROGRAMME,), figures.default_as_of, TODAY)
        choice = choose(address, page(name), known)
        assert choice.notices == ()
        return Context(figures, catalogue, words(code), choice.filters, choice.links)

    return make


@pytest.fixture(scope="session")
def address(demonstration: Path) -> Iterator[str]:
    """Where a dashboard on the demonstration data answers."""
    with serving(demonstration) as base:
        yield base


@pytest.fixture(scope="module")
def window(browser: Browser) -> Iterator[BrowserContext]:
    """A browser whose pages share what they load."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context
    context.close()


@pytest.fixture
def screen(window: BrowserContext) -> Iterator[Page]:
    """A page that remembers what went wrong in it, and fails the test for it."""
    page = window.new_page()
    page.set_default_timeout(PATIENCE)
    wrong = listen(page)
    yield page
    page.close()
    assert wrong == []
