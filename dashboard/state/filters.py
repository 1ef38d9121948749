"""The controls of what the reader has chosen: shown in the bar, written to the address, read back from there.

The address is the one place where a choice lives, so a link shows the same screen. This is the only module that touches
Streamlit's query parameters. Its session state is touched here for the controls and the followed link, and by the
modules that hold what somebody brought in this session, such as `drafts` and `catalogue_trial`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from typing import Literal

import streamlit as st

from dashboard.model.addresses import PLACE, Page, Parameter, read
from dashboard.model.area_search import called, has_too_many, in_alphabet, offered
from dashboard.model.choice import Known, areas_on, periods_on
from dashboard.model.context import Filters
from dashboard.model.selection import SHOWN_AT_ONCE, ByDigest
from etl.figures.labels import capitalised
from indicators.language import Language
from indicators.model import LANGUAGES, Catalogue

_FOLLOWED = "followed_link"
_FAILED_BUILD = "failed_build"
_FIND = "find_area"


@dataclass(frozen=True)
class _Options:
    """The options of a control with their texts, and its width in pixels."""

    texts: dict[str, str]
    width: int


def address() -> dict[str, str]:
    """What the address says, read once a run."""
    return st.query_params.to_dict()


def chosen_language(asked: str | None, default: str) -> str:
    """The language asked for, or the default; an unknown one is said by `choice.choose`."""
    return next((code for code in (asked, default) if code in LANGUAGES), LANGUAGES[0])


def bar(page: Page, known: Known, filters: Filters, beside: Callable[[], None]) -> None:
    """Draw the controls of a page; a change is written to the address, and the page is drawn again from there.

    `beside` draws what stands in the same line, after them.
    """
    if not page.filters:
        return
    with st.container(key="filters", horizontal=True, vertical_alignment="bottom"):
        for name in page.filters:
            if name in ("as_of", "since"):
                _date_control(name, known, getattr(filters, name))
            else:
                _list_control(name, page, known, filters)
        beside()


def _date_control(name: Parameter, known: Known, day: date | None) -> None:
    """A date of the address: the as-of date, by which the whole page replays, or the one to compare it with."""
    key = f"filter_{name}"
    st.session_state[key] = day
    st.date_input(
        known.language.say(f"filter.{name}"),
        value=None,
        key=key,
        min_value=known.earliest if name == "as_of" else known.catalogue.programme.span.start,
        max_value=max(known.today, day or known.today),
        format="DD.MM.YYYY",
        width=160,
        on_change=partial(_write, name),
    )


def _list_control(name: Parameter, page: Page, known: Known, filters: Filters) -> None:
    """A control of the bar that offers a list."""
    if name == "area":
        areas = areas_on(page, known.catalogue, known.areas)
        area_control(known.catalogue, known.language, known.language.say("filter.area"), areas, filters.area)
        return
    options = _options(name, page, known, filters.indicator)
    choice_control(name, known.language.say(f"filter.{name}"), options.texts, getattr(filters, name), options.width)


def choice_control(
    name: Parameter, label: str, texts: Mapping[str, str], value: str, width: int | Literal["stretch"]
) -> None:
    """A control for one parameter of the address, in the bar or elsewhere; `texts` says each value in words.

    A value that is none of them leaves it empty: nothing is chosen yet.
    """
    key = f"filter_{name}"
    is_chosen = value in texts
    st.session_state[key] = value if is_chosen else None
    st.selectbox(
        label, tuple(texts), index=0 if is_chosen else None, key=key, format_func=texts.__getitem__, width=width,
        placeholder="", on_change=partial(_write, name),
    )  # fmt: skip


def area_control(
    catalogue: Catalogue, language: Language, label: str, areas: Collection[str], value: str, width: int = 180
) -> None:
    """The control for the area; where there are too many to offer, beside one to find any by its name or code."""
    found = find_areas(catalogue, language, areas, partial(_take_only, catalogue, language, areas))
    labels = catalogue.area_labels
    shown = in_alphabet(catalogue, language, offered(catalogue, areas, found, (value,)))
    texts = {area: labels[area][language.code] for area in shown}
    choice_control("area", label, texts, value, width)


def find_areas(
    catalogue: Catalogue, language: Language, areas: Collection[str], on_change: Callable[[], None] | None = None
) -> tuple[str, ...]:
    """A field to find some of many areas by, and those that were found; nothing where all are offered."""
    if not has_too_many(catalogue):
        return ()
    say = language.say
    with st.container(width=200, gap=None):
        typed = st.text_input(say("large.find"), key=_FIND, placeholder=say("large.find_by"),
                              on_change=on_change)  # fmt: skip
        found = called(catalogue, language.code, areas, typed)
        if typed.strip():
            st.caption(say(_found_words(len(found)), count=len(found)))
    return found


def _found_words(count: int) -> str:
    if not count:
        return "large.not_found"
    return "large.found" if count < SHOWN_AT_ONCE else "large.found_many"


def _take_only(catalogue: Catalogue, language: Language, areas: Collection[str]) -> None:
    """Take the area that was typed, where only one is called so; of several one is chosen from the list."""
    found = called(catalogue, language.code, areas, st.session_state[_FIND])
    if len(found) == 1:
        st.session_state["filter_area"], st.session_state[_FIND] = found[0], ""
        _write("area")


def _options(name: Parameter, page: Page, known: Known, chosen: str) -> _Options:
    return _options_of(name, page, ByDigest(known.catalogue), known.language, chosen)


@lru_cache(maxsize=512)
def _options_of(name: Parameter, page: Page, key: ByDigest, language: Language, chosen: str) -> _Options:
    """`chosen` is the indicator."""
    catalogue, indicator = key.catalogue, chosen
    if name == "indicator":
        return _Options({one.id: one.title[language.code] for one in catalogue.indicators}, 380)
    codes = periods_on(page, catalogue, indicator)
    return _Options({code: capitalised(language.period(code)) for code in codes}, 215)


def _write(name: str) -> None:
    """Write a control's new value to the address; a list that was begun further down begins anew."""
    st.query_params.pop(PLACE, None)
    if name == "area" and _FIND in st.session_state:
        st.session_state[_FIND] = ""
    value = st.session_state[f"filter_{name}"]
    if value is not None:
        st.query_params[name] = value.isoformat() if isinstance(value, date) else str(value)
    elif name in st.query_params:
        del st.query_params[name]


def follow(key: str) -> None:
    """Note the link that was followed in a piece of markup; `followed` says where it leads."""
    st.session_state[_FOLLOWED] = st.session_state[key].get("link")


def followed() -> tuple[Page, dict[str, str]] | None:
    """The page and the parameters of a link just followed, once."""
    return read(st.session_state.pop(_FOLLOWED, None))


def fails_again(build: str) -> bool:
    """Whether the run before failed on the same build, which was then opened anew: that would not help twice."""
    before = st.session_state.get(_FAILED_BUILD)
    st.session_state[_FAILED_BUILD] = build
    return bool(before == build)


def drawn_well() -> None:
    """Forget that a run failed."""
    st.session_state.pop(_FAILED_BUILD, None)
