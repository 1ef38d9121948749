"""Quarters, semesters, years and the whole span (figures, section 2), and the areas figures are given for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from tests.oracle.model import Indicator, PeriodLength, Programme

LENGTHS: tuple[PeriodLength, ...] = ("quarter", "semester", "year", "all")
MONTHS = {"quarter": 3, "semester": 6, "year": 12}


@dataclass(frozen=True)
class Period:
    """One period; both ends belong to it."""

    code: str
    length: PeriodLength
    start: date
    end: date

    def holds(self, day: date) -> bool:
        """Whether `day` lies in the period."""
        return self.start <= day <= self.end

    def contains(self, other: Period) -> bool:
        """Whether `other` lies wholly in this period."""
        return self.start <= other.start and other.end <= self.end

    def touches(self, other: Period) -> bool:
        """Whether the two have a day in common."""
        return self.start <= other.end and other.start <= self.end


def _code(length: PeriodLength, year: int, position: int) -> str:
    return {"quarter": f"{year}-Q{position}", "semester": f"{year}-S{position}", "year": f"{year}"}[length]


def _last_day_before_month(year: int, month: int) -> date:
    first = date(year + 1, 1, 1) if month > 12 else date(year, month, 1)
    return first - timedelta(days=1)


def periods(programme: Programme, length: PeriodLength) -> list[Period]:
    """The programme's periods of one length, in order: those that lie wholly in its span."""
    span = Period("all", "all", programme.start, programme.end)
    return [one for one in _periods_between(programme.start, programme.end, length) if span.contains(one)]


@cache
def _periods_between(first: date, last: date, length: PeriodLength) -> tuple[Period, ...]:
    """Every period of a length in the years of a span."""
    if length == "all":
        return (Period("all", "all", first, last),)
    months = MONTHS[length]
    found = []
    for year in range(first.year, last.year + 1):
        for position in range(1, 12 // months + 1):
            start = date(year, (position - 1) * months + 1, 1)
            end = _last_day_before_month(year, position * months + 1)
            found.append(Period(_code(length, year, position), length, start, end))
    return tuple(found)


def hand_in_periods(programme: Programme) -> list[Period]:
    """Section 2: “the periods of its hand-ins are those that touch the span”, in order; the ends may reach beyond."""
    span = Period("all", "all", programme.start, programme.end)
    return [one for one in _periods_between(programme.start, programme.end, programme.hand_in) if one.touches(span)]


def hand_ins_touched(programme: Programme, period: Period) -> list[Period]:
    """The hand-in periods that have a day in common with `period`, in order."""
    return [other for other in hand_in_periods(programme) if other.touches(period)]


def period_named(programme: Programme, code: str) -> Period:
    """The period with this code, the programme's or one of a hand-in; KeyError where it has none."""
    own = [period for length in LENGTHS for period in periods(programme, length)]
    return {period.code: period for period in (*own, *hand_in_periods(programme))}[code]


def schedule(programme: Programme, indicator: Indicator) -> list[tuple[Period, date]]:
    """Each period an indicator is owed for, with its due date: one under `all` for `once`."""
    if indicator.once is not None:
        return [(periods(programme, "all")[0], indicator.once)]
    assert indicator.every is not None
    wait = timedelta(days=indicator.days_after_period_end)
    return [(period, period.end + wait) for period in periods(programme, indicator.every)]


def figure_periods(programme: Programme, indicator: Indicator) -> list[Period]:
    """The periods an indicator has figures for: its own frequency and every longer one; `once`: section 6's four."""
    if indicator.once is not None:
        due = indicator.once
        return [
            period
            for length in LENGTHS
            for period in periods(programme, length)
            if period.holds(due) or length == "all"
        ]
    assert indicator.every is not None
    own_and_longer = LENGTHS[LENGTHS.index(indicator.every) :]
    return [period for length in own_and_longer for period in periods(programme, length)]


def areas(programme: Programme) -> dict[str, tuple[str, ...]]:
    """Area -> the qarks whose obligations it adds: each qark, each cluster, the country."""
    own = {qark: (qark,) for qark in programme.qarks}
    return own | dict(programme.clusters) | {programme.country: programme.qarks}
