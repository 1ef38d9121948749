"""Which periods, areas and indicators can be chosen, and which stands where nothing was chosen. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from indicators.area_lookup import area_lookup
from indicators.model import Catalogue, Indicator
from indicators.periods import Period, within
from indicators.schedule import all_periods, parts

MOST_SHOWN = 60
"""As many units or tasks as a page lists; of more, it shows those that matter most, and says how many there are."""


def default_period(catalogue: Catalogue, as_of: date) -> str:
    """The last hand-in period that has ended before the as-of date; the first one where none has."""
    span = catalogue.programme.span
    periods = within(span.start, span.end, catalogue.programme.submission_period)
    ended = [period for period in periods if period.end < as_of]
    return (ended or list(periods))[-1 if ended else 0].code


@dataclass(frozen=True)
class _Calendar:
    """What follows from a catalogue's dates alone, worked out once for each catalogue; `codes` as for choosing."""

    codes: tuple[str, ...]
    periods: Mapping[str, Period]
    figures: Mapping[str, tuple[str, ...]]

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


@lru_cache(maxsize=16)
def _calendar(key: ByDigest) -> _Calendar:
    figures: dict[str, dict[str, None]] = {one.id: {} for one in key.catalogue.indicators}
    for part in parts(key.catalogue):
        figures[part.indicator][part.period] = None
    periods = all_periods(key.catalogue)
    frequencies = tuple(dict.fromkeys(period.frequency for period in reversed(periods)))
    return _Calendar(
        tuple(period.code for name in frequencies for period in periods if period.frequency == name),
        {period.code: period for period in periods},
        {indicator: tuple(codes) for indicator, codes in figures.items()},
    )


def period_codes(catalogue: Catalogue) -> tuple[str, ...]:
    """Every period that can be chosen, the longest frequency first, each in order of time."""
    return _calendar(ByDigest(catalogue)).codes


def figure_periods(catalogue: Catalogue, indicator: Indicator) -> tuple[str, ...]:
    """The periods that an indicator has figures for, shorter ones first (figures.md 5 and 6)."""
    return _calendar(ByDigest(catalogue)).figures[indicator.id]


def period_of_figure(catalogue: Catalogue, indicator: Indicator, chosen: str) -> str:
    """The period whose figure answers for the chosen one: itself, or the shortest longer one that the indicator has.

    A figure by semester says nothing about a quarter alone, so the quarter's page shows the semester's and says so.
    """
    return _calendar(ByDigest(catalogue)).answering(indicator.id, chosen)


def period_named(catalogue: Catalogue, code: str) -> Period:
    """A period of the programme by its code; KeyError where there is none."""
    return _calendar(ByDigest(catalogue)).periods[code]


def unit_ids(catalogue: Catalogue) -> tuple[str, ...]:
    """The areas that owe and report, grouped as the catalogue groups them."""
    return area_lookup(catalogue.programme.areas).grouped


def is_large(catalogue: Catalogue, area: str | None = None) -> bool:
    """Whether a programme, or one of its areas, has more units than a person reads down."""
    units = catalogue.programme.areas.units if area is None else catalogue.units_of(area)
    return len(units) > MOST_SHOWN


def area_ids(catalogue: Catalogue) -> tuple[str, ...]:
    """Every area that can be chosen: the whole, the groups, the units."""
    areas = catalogue.programme.areas
    return (areas.whole.id, *(group.id for group in areas.groups), *unit_ids(catalogue))
