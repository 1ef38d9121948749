"""The dashboard: page configuration, navigation and the filter bar; each page is a module of `views`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial

import streamlit as st
from streamlit.navigation.page import Page as StreamlitPage

from dashboard import addresses, filters, service
from dashboard.choice import Known
from dashboard.components.header import database_notices, heading, notices
from dashboard.components.page import show_page
from dashboard.context import DASHBOARD_LOCALE, Context
from dashboard.theme import PAGE_CSS
from dashboard.views import (
    calendar,
    catalogue,
    committee,
    data_quality,
    empty,
    explain,
    export,
    indicator,
    overview,
    self_assessment,
)
from etl.figures import DamagedBuildError
from etl.storage.opening import Opened
from etl.texts import ETL_LOCALE
from indicators.language import Language, language
from indicators.model import LANGUAGES

VIEWS: Mapping[str, Callable[[Context], None]] = {
    "overview": overview.render,
    "committee": committee.render,
    "indicator": indicator.render,
    "explain": explain.render,
    "calendar": calendar.render,
    "self_assessment": self_assessment.render,
    "data_quality": data_quality.render,
    "export": export.render,
    "catalogue": catalogue.render,
}
Pages = dict[str, StreamlitPage]


def main() -> None:
    """Draw the page that the address names."""
    today = date.today()  # noqa: DTZ011 - a due date is a day where the reader is
    words = language(filters.chosen_language(service.default_language()), ETL_LOCALE, DASHBOARD_LOCALE)
    st.set_page_config(page_title=words.say("product.name"), layout="wide", initial_sidebar_state="collapsed")
    st.html(PAGE_CSS)
    programme = filters.chosen_programme(service.known_programmes(), service.default_programme())
    opened = service.current(programme, today)
    pages: Pages = {}
    for one in addresses.PAGES:
        draw = partial(_draw, one, pages, opened, words, today)
        title = words.say(f"page.{one.id}.title")
        pages[one.id] = st.Page(draw, title=title, url_path=one.path, default=not one.path)
    here = st.navigation(list(pages.values()), position="hidden")
    followed = filters.followed()
    if followed is not None:
        st.switch_page(pages[followed[0].id], query_params=followed[1])
    try:
        here.run()
    except DamagedBuildError:
        service.open_anew(programme, today)
        st.rerun()


def _draw(page: addresses.Page, pages: Pages, opened: Opened, words: Language, today: date) -> None:
    """Draw one page: navigation, heading, filter bar, and what the page is about."""
    figures = opened.figures
    known = Known(figures.catalogue, words, service.known_programmes(), figures.default_as_of, today)
    choice = filters.chosen(page, known)
    context = Context(figures, figures.catalogue, words, choice.filters, choice.links)
    _navigation(page, pages, context)
    if figures.empty and not page.without_data:
        empty.render(context)
        return
    show_page("heading", context, *heading(context, page))
    filters.bar(page, known, choice.filters)
    told = (*choice.notices, *database_notices(opened, words))
    if told:
        show_page("notices", context, *notices(told))
    VIEWS[page.id](context)


def _navigation(page: addresses.Page, pages: Pages, context: Context) -> None:
    """Draw the row of pages and languages; each link keeps what is chosen."""
    with st.container(key="pages", horizontal=True, gap=None):
        for name, target in pages.items():
            with st.container(key="page_here" if name == page.id else f"page_{name}", width="content"):
                st.page_link(target, query_params=context.links.parameters())
        with st.container(key="languages", horizontal=True, width="content", gap=None):
            for code in LANGUAGES:
                with st.container(key="language_here" if code == context.language.code else None, width="content"):
                    label = context.language.say(f"language.{code}")
                    st.page_link(pages[page.id], label=label, query_params=context.links.parameters(lang=code))


if __name__ == "__main__":
    main()
