"""Reporting periods: months, quarters, semesters, years and a programme's whole span (FIGURES.md 2).

Codes follow SDMX: `2009-M01`, `2009-Q1`, `2009-S1`, `2009`, and `all`. All dates are whole days, both ends inclusive.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

ALL = "all"
MONTHS = {"month": 1, "quarter": 3, "semester": 6, "year": 12}
FREQUENCIES = (*MONTHS, ALL)
_LETTER = {"month": "M", "quarter": "Q", "semester": "S"}
_CODE = re.compile(r"^(\d{4})(?:-([MQS])(\d{1,2}))?$")


@dataclass(frozen=True)
class Period:
    """A reporting period: its code, its frequency, its first and its last day."""

    code: str
    frequency: str
    start: date
    end: date

    def contains(self, other: Period) -> bool:
        """Whether `other` lies wholly inside this period."""
        return self.start <= other.start and other.end <= self.end

    def touches(self, other: Period) -> bool:
        """Whether the two share a day."""
        return self.start <= other.end and other.start <= self.end


def period(frequency: str, year: int, number: int) -> Period:
    """The `number`-th period (from 1) of a frequency in a year."""
    months = MONTHS[frequency]
    last = number * months
    start, end = date(year, last - months + 1, 1), date(year, last, monthrange(year, last)[1])
    if frequency == "year":
        return Period(str(year), frequency, start, end)
    text = f"{number:02d}" if frequency == "month" else str(number)
    return Period(f"{year}-{_LETTER[frequency]}{text}", frequency, start, end)


def parse(code: str) -> Period:
    """The period that a code names; ValueError where it names none (`all` needs a programme and is not parsed)."""
    match = _CODE.match(code)
    if not match:
        raise ValueError(code)
    year, letter, number = int(match[1]), match[2], int(match[3] or 1)
    frequency = next((name for name, sign in _LETTER.items() if sign == letter), "year")
    if year < 1 or not 1 <= number <= 12 // MONTHS[frequency]:
        raise ValueError(code)
    found = period(frequency, year, number)
    if found.code != code:
        raise ValueError(code)
    return found


def containing(day: date, frequency: str) -> Period:
    """The period of a frequency that a day lies in."""
    return period(frequency, day.year, (day.month - 1) // MONTHS[frequency] + 1)


@lru_cache(maxsize=256)
def within(start: date, end: date, frequency: str) -> tuple[Period, ...]:
    """All periods of a frequency that lie wholly inside a span, in order; for `all` the span itself."""
    return tuple(one for one in touching(start, end, frequency) if start <= one.start and one.end <= end)


@lru_cache(maxsize=256)
def touching(start: date, end: date, frequency: str) -> tuple[Period, ...]:
    """All periods of a frequency that share a day with a span, in order: the first and the last may reach beyond it.

    For `all` the span itself.
    """
    span = Period(ALL, ALL, start, end)
    if frequency == ALL:
        return (span,)
    count = 12 // MONTHS[frequency]
    every = (period(frequency, year, n) for year in range(start.year, end.year + 1) for n in range(1, count + 1))
    return tuple(one for one in every if one.touches(span))


def longer(frequency: str) -> tuple[str, ...]:
    """A frequency and every longer one, up to `all`."""
    return FREQUENCIES[FREQUENCIES.index(frequency) :]
