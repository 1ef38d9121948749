"""Which periods, areas and indicators can be chosen, and which stands where nothing was chosen. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from indicators.area_lookup import area_lookup
from indicators.model import Catalogue, Indicator
from indicators.periods import ALL, Period, within
from indicators.schedule import all_periods, hand_in_periods, parts

MOST_SHOWN = 60
"""As many units as a page shows at once; a programme or area of more is large."""
SHOWN_AT_ONCE = 15
"""As many units or tasks as a page lists of a large programme: those that matter most, or those after them."""
NAMED_AT_MOST = 12
"""As many units as are named one by one where many have the same to do."""
MOST_PERIODS = 8
"""As many hand-in periods as a page lays out side by side; of more, those up to the chosen one."""
_LONGEST_PLACE = 9


def default_period(catalogue: Catalogue, as_of: date) -> str:
    """The last of the programme's periods of a hand-in that has ended before the as-of date; else the first of them.

    The whole span where it is too short for any.
    """
    span = catalogue.programme.span
    periods = within(span.start, span.end, catalogue.programme.submission_period)
    ended = [period for period in periods if period.end < as_of]
    return (*periods[:1], *ended)[-1].code if periods else ALL


@dataclass(frozen=True)
class _Calendar:
    """What follows from a catalogue's dates alone, worked out once for each catalogue; `codes` as for choosing."""

    codes: tuple[str, ...]
    periods: Mapping[str, Period]
    figures: Mapping[str, tuple[str, ...]]
    parts: Mapping[tuple[str, str], frozenset[str]]

    def answering(self, indicator: str, chosen: str) -> str:
        """The shortest period with a figure that contains the chosen one."""
        return next(code for code in self.figures[indicator] if self.periods[code].contains(self.periods[chosen]))


class ByDigest:
    """A catalogue as the key of a cache: two with the same digest are the same."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue

    def __hash__(self) -> int:
        return hash(self.catalogue.digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ByDigest) and self.catalogue.digest == other.catalogue.digest


class ByAreas:
    """A catalogue as the key of what follows from its areas: one with the same areas, the very same object."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue

    def __hash__(self) -> int:
        return id(self.catalogue.programme.areas)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ByAreas) and self.catalogue.programme.areas is other.catalogue.programme.areas


@lru_cache(maxsize=16)
def _calendar(key: ByDigest) -> _Calendar:
    figures: dict[str, dict[str, None]] = {one.id: {} for one in key.catalogue.indicators}
    own: dict[tuple[str, str], set[str]] = {}
    for part in parts(key.catalogue):
        figures[part.indicator][part.period] = None
        if part.part is not None:
            own.setdefault((part.indicator, part.period), set()).add(part.part)
    periods = all_periods(key.catalogue)
    frequencies = tuple(dict.fromkeys(period.frequency for period in reversed(periods)))
    return _Calendar(
        tuple(period.code for name in frequencies for period in periods if period.frequency == name),
        {period.code: period for period in periods},
        {indicator: tuple(codes) for indicator, codes in figures.items()},
        {box: frozenset(found) for box, found in own.items()},
    )


def period_codes(catalogue: Catalogue) -> tuple[str, ...]:
    """Every period that can be chosen, the longest frequency first, each in order of time."""
    return _calendar(ByDigest(catalogue)).codes


def figure_periods(catalogue: Catalogue, indicator: Indicator) -> tuple[str, ...]:
    """The periods that an indicator has figures for, shorter ones first (FIGURES.md 5 and 6)."""
    return _calendar(ByDigest(catalogue)).figures[indicator.id]


def parts_of_figure(catalogue: Catalogue, indicator: Indicator, code: str) -> frozenset[str]:
    """The indicator's own periods that its figure of a period may take its obligations from (FIGURES.md 5)."""
    return _calendar(ByDigest(catalogue)).parts.get((indicator.id, code), frozenset())


def period_before(catalogue: Catalogue, indicator: Indicator, code: str) -> str | None:
    """The last period of the same length before one, of those that the indicator has figures for."""
    shown = period_named(catalogue, code)
    found = (period_named(catalogue, one) for one in figure_periods(catalogue, indicator))
    earlier = [one for one in found if one.frequency == shown.frequency and one.end < shown.start]
    return max(earlier, key=lambda one: one.end).code if earlier else None


def period_of_figure(catalogue: Catalogue, indicator: Indicator, chosen: str) -> str:
    """The period whose figure answers for the chosen one: itself, or the shortest longer one that the indicator has.

    A figure by semester says nothing about a quarter alone, so the quarter's page shows the semester's and says so.
    """
    return _calendar(ByDigest(catalogue)).answering(indicator.id, chosen)


def period_named(catalogue: Catalogue, code: str) -> Period:
    """A period of the programme by its code; KeyError where there is none."""
    return _calendar(ByDigest(catalogue)).periods[code]


def shown_span(catalogue: Catalogue, chosen: str | None, as_of: date) -> Period:
    """The days whose periods a page lays out: all of the programme's, or, where those are many, some hand-in periods.

    They end with the last one that the chosen period touches and that has begun on the as-of date (no period: the last
    one that has begun), so that whoever chooses another period sees others.
    """
    return _shown_span(ByDigest(catalogue), chosen, as_of)


@lru_cache(maxsize=256)
def _shown_span(key: ByDigest, chosen: str | None, as_of: date) -> Period:
    span, hand_ins = key.catalogue.programme.span, hand_in_periods(key.catalogue)
    if len(hand_ins) <= MOST_PERIODS:
        return Period(ALL, ALL, span.start, span.end)
    asked = period_named(key.catalogue, chosen or ALL)
    touched = [at for at, one in enumerate(hand_ins) if one.touches(asked)]
    begun = [at for at in touched if hand_ins[at].start <= as_of]
    last = max((begun or touched[:1] or [0])[-1], MOST_PERIODS - 1)
    return Period(ALL, ALL, hand_ins[last - MOST_PERIODS + 1].start, hand_ins[last].end)


def trend_codes(catalogue: Catalogue, indicator: Indicator) -> tuple[str, ...]:
    """The periods that a trend is shown by: the hand-in periods, or the indicator's own where those are longer."""
    return _trend_codes(ByDigest(catalogue), indicator.id)


@lru_cache(maxsize=512)
def _trend_codes(key: ByDigest, indicator: str) -> tuple[str, ...]:
    one, programme = key.catalogue.indicator(indicator), key.catalogue.programme
    has = figure_periods(key.catalogue, one)
    for frequency in dict.fromkeys((programme.submission_period, one.every or ALL, ALL)):
        codes = tuple(period.code for period in within(programme.span.start, programme.span.end, frequency))
        if codes and all(code in has for code in codes):
            return codes
    return (ALL,)


def shown_trend(catalogue: Catalogue, indicator: Indicator, chosen: str, as_of: date) -> tuple[str, ...]:
    """Those of the same that are laid out at once: all, or in a long programme the last up to the chosen one."""
    return _shown_trend(ByDigest(catalogue), indicator.id, chosen, as_of)


@lru_cache(maxsize=1024)
def _shown_trend(key: ByDigest, indicator: str, chosen: str, as_of: date) -> tuple[str, ...]:
    span, codes = _shown_span(key, chosen, as_of), _trend_codes(key, indicator)
    return tuple(code for code in codes if period_named(key.catalogue, code).touches(span))


def shown_hand_ins(catalogue: Catalogue, chosen: str | None, as_of: date) -> tuple[Period, ...]:
    """The hand-in periods that a page lays out side by side."""
    span = shown_span(catalogue, chosen, as_of)
    return tuple(one for one in hand_in_periods(catalogue) if span.touches(one))


def unit_ids(catalogue: Catalogue) -> tuple[str, ...]:
    """The areas that owe and report, grouped as the catalogue groups them."""
    return area_lookup(catalogue.programme.areas).grouped


def listed_units(catalogue: Catalogue, area: str | None = None) -> tuple[str, ...]:
    """The units of an area, or all."""
    return catalogue.units_of(area or catalogue.programme.areas.whole.id)


def is_large(catalogue: Catalogue, area: str | None = None) -> bool:
    """Whether a programme, or one of its areas, has more units than a person reads down."""
    return len(listed_units(catalogue, area)) > MOST_SHOWN


def area_ids(catalogue: Catalogue) -> tuple[str, ...]:
    """Every area that can be chosen: the whole, the groups, the units."""
    return _area_ids(ByAreas(catalogue))


@lru_cache(maxsize=16)
def _area_ids(key: ByAreas) -> tuple[str, ...]:
    areas = key.catalogue.programme.areas
    return (areas.whole.id, *(group.id for group in areas.groups), *unit_ids(key.catalogue))


def several_unit_areas(catalogue: Catalogue) -> tuple[str, ...]:
    """The areas that are more than one unit: the whole and the groups."""
    areas = catalogue.programme.areas
    return (areas.whole.id, *(group.id for group in areas.groups))


def place_in_list(catalogue: Catalogue, asked: str, area: str | None = None) -> int | None:
    """The place, from 1, that a list of many units, of an area or all, is asked to begin at; None where it has none."""
    if not asked.isascii() or not asked.isdecimal() or len(asked) > _LONGEST_PLACE:
        return None
    last = len(listed_units(catalogue, area)) if is_large(catalogue, area) else 1
    return int(asked) if 1 <= int(asked) <= last else None
