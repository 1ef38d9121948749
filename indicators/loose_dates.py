"""Dates of which only the month or the year may be known, kept as `2004-05-12`, `2004-05` or `2004`.

A loose date stands for a span of possible days. On a day D something so dated is known where its first possible day is
on or before D; what has no date at all says nothing about when it was.
"""

from __future__ import annotations

import re
from datetime import date

from indicators.periods import Period, period

_SHAPE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?", re.ASCII)


def possible_days(text: str) -> tuple[date, date]:
    """The first and the last day that a loose date may mean; ValueError where it is none."""
    match = _SHAPE.fullmatch(text)
    if match is None:
        raise ValueError(text)
    year, month, day = match.groups()
    if day is not None:
        found = date.fromisoformat(text)
        return found, found
    if month is not None and not 1 <= int(month) <= 12:
        raise ValueError(text)
    span: Period = period("month", int(year), int(month)) if month else period("year", int(year), 1)
    return span.start, span.end


def is_loose_date(text: str) -> bool:
    """Whether a text is a loose date, written as it is kept."""
    try:
        possible_days(text)
    except ValueError:
        return False
    return True
