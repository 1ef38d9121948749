"""The dashboard: page configuration, navigation and the filter bar; each page is a module of `views`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

import streamlit as st
from streamlit.navigation.page import Page as StreamlitPage

from dashboard import addresses, filters, service, tools
from dashboard.choice import Known, choose
from dashboard.components.header import database_notices, heading, navigation, notices
from dashboard.components.markup import Node
from dashboard.components.page import show_drawn
from dashboard.context import DASHBOARD_LOCALE, Context
from dashboard.views import (
    calendar,
    catalogue,
    committee,
    coordination_tools,
    data_quality,
    empty,
    explain,
    export,
    indicator,
    measures_only,
    overview,
    self_assessment,
)
from etl.figures import DamagedBuildError
from etl.storage.opening import Opened
from etl.texts import ETL_LOCALE
from indicators.language import Language, programme_language

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
    "coordination_tools": coordination_tools.render,
}


@dataclass(frozen=True)
class _Run:
    """What one run of the script goes by: the address, the words, the programmes there are, the figures, the day."""

    address: Mapping[str, str]
    words: Language
    programmes: tuple[str, ...]
    opened: Opened
    today: date


def main() -> None:
    """Draw the page that the address names."""
    today = date.today()  # noqa: DTZ011 - a due date is a day where the reader is
    address, programmes = filters.address(), service.known_programmes()
    code = filters.chosen_language(address.get("lang"), service.default_language())
    asked = address.get("programme", "")
    programme = asked if asked in programmes else service.default_programme()
    described = service.catalogue_of(programme).programme
    words = programme_language(code, described, ETL_LOCALE, DASHBOARD_LOCALE)
    st.set_page_config(page_title=words.say("product.name"), layout="wide", initial_sidebar_state="collapsed")
    run = _Run(address, words, programmes, service.current(programme, today), today)
    pages = {one.id: _page(one, run) for one in addresses.PAGES}
    here = st.navigation(list(pages.values()), position="hidden")
    followed = filters.followed()
    if followed is not None:
        st.switch_page(pages[followed[0].id], query_params=followed[1])
    try:
        here.run()
    except DamagedBuildError:
        service.open_anew(programme, today)
        st.rerun()


def _page(page: addresses.Page, run: _Run) -> StreamlitPage:
    title = run.words.say(f"page.{page.id}.title")
    return st.Page(partial(_draw, page, run), title=title, url_path=page.path, default=not page.path)


def _draw(page: addresses.Page, run: _Run) -> None:
    """Draw one page: its head, the filter bar, and what the page is about."""
    figures = run.opened.figures
    default, first_day = figures.default_as_of, None
    if page.every_programme:
        default, first_day = tools.default_as_of(run.today), tools.first_day()
    known = Known(figures.catalogue, run.words, run.programmes, default, run.today, first_day)
    choice = choose(run.address, page, known)
    borders = service.boundaries(figures.catalogue)
    context = Context(figures, figures.catalogue, run.words, choice.filters, choice.links, borders)
    if figures.empty and not page.without_data:
        show_drawn("head", context, lambda context: (navigation(context, page),), page.id)
        empty.render(context)
        return
    told = (*choice.notices, *database_notices(run.opened, run.words))
    show_drawn("head", context, partial(_head, page, told), page.id, told)
    if page.of_indicators and not context.catalogue.indicators:
        measures_only.render(context)
        return
    filters.bar(page, known, choice.filters)
    VIEWS[page.id](context)


def _head(page: addresses.Page, told: Sequence[str], context: Context) -> tuple[Node | None, ...]:
    """Navigation, heading, and what must be said of address and database."""
    return navigation(context, page), *heading(context, page), *notices(told)


if __name__ == "__main__":
    main()
