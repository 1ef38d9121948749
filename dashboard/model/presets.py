"""Days that are often asked for, so that nobody types them: for the as-of date, and to compare it with. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from indicators.model import Catalogue
from indicators.schedule import hand_in_periods


@dataclass(frozen=True)
class Preset:
    """A day and what it is called."""

    name: Literal["today", "hand_in", "month", "month_before"]
    day: date


def as_of_presets(catalogue: Catalogue, today: date, earliest: date) -> tuple[Preset, ...]:
    """Today, the end of the last hand-in period, and of the last month; none that cannot be chosen."""
    found = [Preset("today", today), *_last_hand_in(catalogue, today), Preset("month", _end_of_last_month(today))]
    return tuple(one for one in found if one.day >= earliest)


def since_presets(catalogue: Catalogue, as_of: date) -> tuple[Preset, ...]:
    """A month before the as-of date, and the end of the last hand-in period before it; none before the programme."""
    found = [Preset("month_before", _month_before(as_of)), *_last_hand_in(catalogue, as_of)]
    return tuple(one for one in found if catalogue.programme.span.start <= one.day < as_of)


def _last_hand_in(catalogue: Catalogue, before: date) -> list[Preset]:
    ended = [one for one in hand_in_periods(catalogue) if one.end < before]
    return [Preset("hand_in", ended[-1].end)] if ended else []


def _end_of_last_month(day: date) -> date:
    return day.replace(day=1) - timedelta(days=1)


def _month_before(day: date) -> date:
    """The same day of the month before, or its last where it has no such day."""
    last = _end_of_last_month(day)
    return last.replace(day=min(day.day, last.day))
