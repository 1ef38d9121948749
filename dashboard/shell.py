"""What every page stands in: page configuration, navigation and the filter bar; each page is a module of `views`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import streamlit as st
from streamlit.navigation.page import Page as StreamlitPage

from dashboard.components.layout.entrance import closed, sign_out_button, welcome
from dashboard.components.layout.header import database_notices, heading, navigation, notices
from dashboard.components.layout.markup import Node
from dashboard.components.layout.page import show_drawn
from dashboard.components.layout.presets import presets
from dashboard.model import addresses, permits
from dashboard.model.choice import Known, choose
from dashboard.model.context import DASHBOARD_LOCALE, Context
from dashboard.state import current_viewer, filters, service, tools
from dashboard.views import (
    access,
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
from etl.access.sessions import Session
from etl.access.viewer import NotAllowedError, Viewer
from etl.figures.read_api import DamagedBuildError
from etl.formats.locale_folder import ETL_LOCALE
from etl.store.versions import NewerFormatError
from indicators.language import Language, programme_language
from indicators.today import today_of

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
    "access": access.render,
}

Title = Callable[[Context], tuple[str, Node | None] | None]
TITLES: Mapping[str, Title] = {"overview": overview.title, "committee": committee.title}
"""Pages whose title is the answer to their question, made from the figures."""


@dataclass(frozen=True)
class _Run:
    """What one run of the script goes by: the address, the words, the programmes there are, the figures."""

    address: Mapping[str, str]
    words: Language
    programmes: tuple[str, ...]
    opened: service.OpenedFor
    session: Session | None


def main() -> None:
    """Draw the page that the address names."""
    address, programmes = filters.address(), service.known_programmes()
    code = filters.chosen_language(address.get("lang"), service.default_language())
    asked = address.get("programme", "")
    programme = asked if asked in programmes else service.default_programme()
    described = service.catalogue_of(programme).programme
    words = programme_language(code, described, ETL_LOCALE, DASHBOARD_LOCALE)
    st.set_page_config(page_title=words.say("product.name"), layout="wide", initial_sidebar_state="collapsed")
    standing = current_viewer.standing()
    if standing is None or standing.viewer is None:
        doors = [_page(one, words, partial(welcome, words, standing)) for one in addresses.PAGES]
        st.navigation(doors, position="hidden").run()
        return
    try:
        opened = _figures(programme, standing.viewer)
    except NewerFormatError as error:
        st.text(words.say("notice.newer_format", file=error.file, found=error.found, ours=error.ours))
        return
    _open(_Run(address, words, programmes, opened, standing.session))


def _figures(programme: str, viewer: Viewer) -> service.OpenedFor:
    """The figures that this viewer may read: nothing of them is looked at before it is known who looks."""
    return service.current(programme, viewer)


def _open(run: _Run) -> None:
    """Draw the page that the address names, or the one whose link was followed."""
    pages = {one.id: _page(one, run.words, partial(_draw, one, run)) for one in addresses.PAGES}
    here = st.navigation(list(pages.values()), position="hidden")
    followed = filters.followed()
    if followed is not None:
        st.switch_page(pages[followed[0].id], query_params=followed[1])
    try:
        here.run()
        filters.drawn_well()
    except DamagedBuildError:
        if filters.fails_again(run.opened.figures.build):
            st.text(run.words.say("notice.unreadable"))
            return
        service.open_anew(run.opened.figures.catalogue.programme.id)
        st.rerun()
    except NotAllowedError:
        # Refused below the pages: a page that asks for more than the role allows shows that, and nothing else.
        st.text(run.words.say("access.not_allowed"))


def _page(page: addresses.Page, words: Language, draw: Callable[[], None]) -> StreamlitPage:
    return st.Page(draw, title=words.say(f"page.{page.id}.title"), url_path=page.path, default=not page.path)


def _draw(page: addresses.Page, run: _Run) -> None:
    """Draw one page: its head, the filter bar, and what the page is about."""
    figures = run.opened.figures
    default, first_day = figures.default_as_of, None
    if page.every_programme:
        with st.spinner(run.words.say("tools.opening")):
            default, first_day = tools.default_as_of(figures.viewer), tools.first_day()
    may_open = permits.may_open(page, figures.viewer, figures.catalogue)
    areas = permits.areas(page, figures.viewer, figures.catalogue) if may_open else None
    known = Known(figures.catalogue, run.words, run.programmes, default, today_of(figures.catalogue), first_day, areas)
    choice = choose(run.address, page, known)
    borders = service.boundaries(figures.catalogue)
    context = Context(figures, figures.catalogue, run.words, choice.filters, choice.links, borders)
    if not may_open:
        show_drawn("head", context, partial(closed, page), page.id)
        sign_out_button(context, run.session)
        return
    if figures.empty and not page.without_data:
        show_drawn("head", context, lambda context: (navigation(context, page),), page.id)
        empty.render(context)
        return
    answer = TITLES.get(page.id) if context.catalogue.indicators else None
    told = (*choice.notices, *database_notices(run.opened, run.words))
    show_drawn("head", context, partial(_head, page, told, answer), page.id, told)
    sign_out_button(context, run.session)
    if page.of_indicators and not context.catalogue.indicators:
        measures_only.render(context)
        return
    filters.bar(page, known, choice.filters, partial(_presets, page, known, context))
    VIEWS[page.id](context)


def _presets(page: addresses.Page, known: Known, context: Context) -> None:
    """The days that are often asked for, on pages that compare two."""
    if "since" in page.filters:
        days = (known.today, known.earliest)
        show_drawn("presets", context, lambda context: (presets(context, page, *days),), page.id, days)


def _head(page: addresses.Page, told: Sequence[str], answer: Title | None, context: Context) -> tuple[Node | None, ...]:
    """Navigation, heading, and what must be said of address and database."""
    found = answer(context) if answer else None
    return navigation(context, page), *heading(context, page, found), *notices(told)
