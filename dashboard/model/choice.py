"""What an address asks for, judged: every value that exists is taken, every other is said and replaced. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from dashboard.model.addresses import PLACE, Links, Page
from dashboard.model.context import Filters
from dashboard.model.selection import (
    ByAreas,
    area_ids,
    default_period,
    figure_periods,
    period_codes,
    place_in_list,
    several_unit_areas,
    unit_ids,
)
from indicators.language import Language
from indicators.language import language as spoken
from indicators.model import LANGUAGES, Catalogue

SORTS = ("worst", "since", "name")
"""The orders of the matrix, beside the id of an indicator, which orders it by that indicator's figures."""
_SHOWN_LENGTH = 60


@dataclass(frozen=True)
class Known:
    """What an address is judged by.

    `first_day` is the earliest as-of date, by default the programme's first day; `areas` are those that the viewer may
    see on the page, None where all.
    """

    catalogue: Catalogue
    language: Language
    programmes: tuple[str, ...]
    default_as_of: date
    today: date
    first_day: date | None = None
    areas: frozenset[str] | None = None

    @property
    def earliest(self) -> date:
        """The earliest as-of date that makes sense."""
        return self.first_day or self.catalogue.programme.span.start


@dataclass(frozen=True)
class Choice:
    """What is chosen, the links that keep it, and what could not be taken, in words."""

    filters: Filters
    links: Links
    notices: tuple[str, ...]


@dataclass
class _Reading:
    """An address being read: what of it holds, and what was said about the rest."""

    address: Mapping[str, str]
    language: Language
    given: dict[str, str] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)

    def take(
        self,
        name: str,
        options: Collection[str],
        default: str,
        label: Callable[[str], str] = str,
        elsewhere: Collection[str] = (),
    ) -> str:
        """The value of a parameter; `elsewhere` are values that exist, but not on this page."""
        asked = self.address.get(name)
        if asked is None:
            return default
        if asked not in options:
            self.refuse(name, asked, label(default), impossible=asked in elsewhere)
            return default
        self.given[name] = asked
        return asked

    def refuse(self, name: str, asked: str, default: str, *, impossible: bool) -> None:
        """Say that a value could not be taken, and what stands in its place."""
        key = "notice.impossible" if impossible else "notice.unknown"
        what = self.language.say(f"filter.{name}")
        self.notices.append(self.language.say(key, value=asked[:_SHOWN_LENGTH], what=what, default=default))


def choose(address: Mapping[str, str], page: Page, known: Known) -> Choice:
    """The choice that an address makes on a page."""
    catalogue, language = known.catalogue, known.language
    reading = _Reading(address, language)
    code = reading.take("lang", LANGUAGES, language.code, lambda value: spoken(value).name)
    programme = reading.take("programme", known.programmes, catalogue.programme.id)
    as_of = _take_as_of(reading, known)
    indicator = _take_indicator(reading, known)
    area = _take_area(reading, page, known)
    periods = periods_on(page, catalogue, indicator)
    usual = default_period(catalogue, as_of)
    default = usual if usual in periods else periods[-1]
    period = reading.take("period", periods, default, language.period, period_codes(catalogue))
    sort = _take_sort(reading, known)
    since = _take_since(reading, known, as_of)
    first = _take_place(reading, page, catalogue, area)
    chosen = Filters(code, programme, period, area, indicator, as_of, sort, since, first)
    return Choice(chosen, Links(reading.given), tuple(reading.notices))


def areas_on(page: Page, catalogue: Catalogue, seen: frozenset[str] | None = None) -> Collection[str]:
    """The areas that a page can be about, in order, of those that are seen (None: all); a quick look-up."""
    return _areas_on(ByAreas(catalogue), page.one_unit, page.several_units, seen).keys()


@lru_cache(maxsize=256)
def _areas_on(key: ByAreas, one_unit: bool, several_units: bool, seen: frozenset[str] | None) -> dict[str, None]:
    areas = unit_ids(key.catalogue) if one_unit else area_ids(key.catalogue)
    if several_units:
        areas = several_unit_areas(key.catalogue)
    return dict.fromkeys(area for area in areas if seen is None or area in seen)


def periods_on(page: Page, catalogue: Catalogue, indicator: str) -> tuple[str, ...]:
    """The periods that a page can be about: all, or those that its indicator has figures for."""
    if not page.own_periods or not indicator:
        return period_codes(catalogue)
    own = figure_periods(catalogue, catalogue.indicator(indicator))
    return tuple(code for code in period_codes(catalogue) if code in own)


def _take_indicator(reading: _Reading, known: Known) -> str:
    """The indicator; empty in a programme that has none, where there is nothing to choose."""
    titles = {one.id: one.title[known.language.code] for one in known.catalogue.indicators}
    return reading.take("indicator", tuple(titles), next(iter(titles)), titles.__getitem__) if titles else ""


def _take_sort(reading: _Reading, known: Known) -> str:
    """The order of the matrix: one of its own, or the indicator that it goes by."""
    titles = {one.id: one.title[known.language.code] for one in known.catalogue.indicators}
    return reading.take("sort", (*SORTS, *titles), SORTS[0], lambda value: known.language.say(f"sort.{value}"))


def _take_area(reading: _Reading, page: Page, known: Known) -> str:
    """The area.

    On a page about one unit none is taken for a reader who has not chosen: the whole, or the larger area that a link
    carries, stands for that, and the page offers the units in it; who sees but one unit is shown that.
    On a page about several units one unit is kept in the address, for the pages that it is chosen on.
    """
    labels, options = known.catalogue.area_labels, areas_on(page, known.catalogue, known.areas)
    asked = reading.address.get("area", "")
    if page.several_units and asked in labels and asked not in options:
        reading.given["area"] = asked
        return next(iter(options))
    default = next(iter(options))
    if page.one_unit and len(options) > 1:
        default = known.catalogue.programme.areas.whole.id
        if asked in several_unit_areas(known.catalogue):
            reading.given["area"] = asked
            return asked
    return reading.take("area", options, default, lambda area: labels[area][known.language.code], labels)


def _take_place(reading: _Reading, page: Page, catalogue: Catalogue, area: str) -> int:
    """Where the page's list of units begins; 1 where nothing is asked."""
    asked = reading.address.get(PLACE)
    if asked is None:
        return 1
    place = place_in_list(catalogue, asked, area if page.lists_units == "area" else None)
    if place is None:
        reading.refuse(PLACE, asked, "1", impossible=asked.isdecimal())
        return 1
    reading.given[PLACE] = asked
    return place


def _take_as_of(reading: _Reading, known: Known) -> date:
    """The as-of date: a day from the programme's first on, and not after today."""
    asked = reading.address.get("as_of")
    if asked is None:
        return known.default_as_of
    try:
        day = date.fromisoformat(asked)
    except ValueError:
        reading.refuse("as_of", asked, known.language.date(known.default_as_of), impossible=False)
        return known.default_as_of
    if not known.earliest <= day <= known.today:
        reading.refuse("as_of", asked, known.language.date(known.default_as_of), impossible=True)
        return known.default_as_of
    reading.given["as_of"] = day.isoformat()
    return day


def _take_since(reading: _Reading, known: Known, as_of: date) -> date | None:
    """The day to compare the as-of date with: one of the programme's, before the as-of date; None where not asked."""
    asked = reading.address.get("since")
    if asked is None:
        return None
    none = known.language.say("since.none")
    try:
        day = date.fromisoformat(asked)
    except ValueError:
        reading.refuse("since", asked, none, impossible=False)
        return None
    if not known.catalogue.programme.span.start <= day < as_of:
        reading.refuse("since", asked, none, impossible=True)
        return None
    reading.given["since"] = day.isoformat()
    return day
