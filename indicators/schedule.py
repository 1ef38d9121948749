"""What is owed when: the calendar side of every indicator, as plain rows that the queries join with.

Calendar arithmetic happens here, once, so that the generated SQL needs none and stays portable (FIGURES.md 2, 3, 4.2).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from indicators.model import Body, Catalogue, Indicator
from indicators.periods import ALL, Period, containing, longer, touching, within


@dataclass(frozen=True)
class Duty:
    """One obligation of each unit that has the body: which body owes which period's evidence, and by when."""

    indicator: str
    body: str
    period: str
    starts_on: date
    ends_on: date
    due_on: date
    last_hand_in: str


@dataclass(frozen=True)
class BodyUnit:
    """A unit that has such a body, and so owes what it owes."""

    body: str
    qark: str


@dataclass(frozen=True)
class Needed:
    """A hand-in period that needs a speaking sheet from `needed_on`, one of `hand_ins`, for a period to be reported."""

    indicator: str
    period: str
    hand_in: str
    needed_on: date
    hand_ins: int


@dataclass(frozen=True)
class Touched:
    """A period and a hand-in period that share a day."""

    period: str
    hand_in: str


@dataclass(frozen=True)
class Part:
    """`part` is one of the indicator's own periods that the figure of `period` may take its obligations from.

    None where there is none inside: such a figure counts nothing, but it is there.
    """

    indicator: str
    period: str
    part: str | None
    due_on: date | None


def all_periods(catalogue: Catalogue) -> tuple[Period, ...]:
    """Every period of the programme, shorter frequencies first, `all` last."""
    span = catalogue.programme.span
    frequencies = [name for name in longer("month") if name == ALL or name in catalogue.programme.frequencies]
    return tuple(period for name in frequencies for period in within(span.start, span.end, name))


def hand_in_periods(catalogue: Catalogue) -> tuple[Period, ...]:
    """The periods that a submission may be for: those that touch the span, so the ends may reach beyond it."""
    programme = catalogue.programme
    return touching(programme.span.start, programme.span.end, programme.submission_period)


def inside_span(catalogue: Catalogue, period: Period) -> Period:
    """The days of a hand-in period that lie inside the programme's span, under its code."""
    span = catalogue.programme.span
    return replace(period, start=max(period.start, span.start), end=min(period.end, span.end))


def own_periods(catalogue: Catalogue, indicator: Indicator) -> tuple[Period, ...]:
    """The periods that the indicator's obligations are listed under (`once`: the whole span)."""
    span = catalogue.programme.span
    return within(span.start, span.end, indicator.every or ALL)


def due_on(indicator: Indicator, period: Period) -> date:
    """When an obligation of a period falls due."""
    return indicator.once or period.end + timedelta(days=indicator.days_to_due)


def _owes(body: Body, indicator: Indicator, period: Period) -> bool:
    """Whether the period (`once`: its due date) lies wholly inside the body's own dates (FIGURES.md 3)."""
    first, last = (indicator.once, indicator.once) if indicator.once else (period.start, period.end)
    return (body.valid_from is None or body.valid_from <= first) and (body.valid_to is None or last <= body.valid_to)


def _touched(catalogue: Catalogue, period: Period) -> tuple[Period, ...]:
    return tuple(hand_in for hand_in in hand_in_periods(catalogue) if hand_in.touches(period))


def touched(catalogue: Catalogue) -> Iterator[Touched]:
    """Every period with the hand-in periods that it shares a day with."""
    for period in all_periods(catalogue):
        for hand_in in _touched(catalogue, period):
            yield Touched(period.code, hand_in.code)


def duties(catalogue: Catalogue) -> Iterator[Duty]:
    """Every duty of every indicator, body and period; each unit that has the body owes it (`body_units`)."""
    bodies = {body.id: body for body in catalogue.programme.bodies}
    for indicator in catalogue.indicators:
        for period in own_periods(catalogue, indicator):
            last = _touched(catalogue, period)[-1].code
            due = due_on(indicator, period)
            for body in indicator.owed_by:
                if _owes(bodies[body], indicator, period):
                    yield Duty(indicator.id, body, period.code, period.start, period.end, due, last)


def body_units(catalogue: Catalogue) -> Iterator[BodyUnit]:
    """Which units have each body: all, unless it says which."""
    for body in catalogue.programme.bodies:
        for unit in catalogue.programme.areas.units:
            if body.stands_in(unit.id):
                yield BodyUnit(body.id, unit.id)


def needed(catalogue: Catalogue) -> Iterator[Needed]:
    """The sheets that make silence an answer (FIGURES.md 4.2); none for `once`, where any known sheet will do."""
    for indicator in catalogue.indicators:
        if indicator.once:
            continue
        for period in own_periods(catalogue, indicator):
            touched = _touched(catalogue, period)
            for hand_in in touched:
                on = min(hand_in.end, period.end)
                if hand_in == touched[-1]:
                    on = max(on, due_on(indicator, period))
                yield Needed(indicator.id, period.code, hand_in.code, on, len(touched))


def parts(catalogue: Catalogue) -> Iterator[Part]:
    """For each indicator and each period it has a figure for, the own periods inside (FIGURES.md 5 and 6)."""
    for indicator in catalogue.indicators:
        own = own_periods(catalogue, indicator)
        if indicator.once:
            for code in once_periods(catalogue, indicator.once):
                yield Part(indicator.id, code, ALL, indicator.once)
            continue
        wanted = longer(indicator.every or ALL)
        for period in all_periods(catalogue):
            if period.frequency in wanted:
                inside = [part for part in own if period.contains(part)]
                yield from (Part(indicator.id, period.code, part.code, due_on(indicator, part)) for part in inside)
                if not inside:  # the span is too short for any of the indicator's own periods
                    yield Part(indicator.id, period.code, None, None)


def once_periods(catalogue: Catalogue, day: date) -> tuple[str, ...]:
    """The periods with a figure for an obligation owed once: each of the programme's around its due date, and `all`."""
    known = {period.code for period in all_periods(catalogue)}
    found = (containing(day, name).code for name in longer("month") if name != ALL)
    return (*(code for code in found if code in known), ALL)


def last_due(catalogue: Catalogue) -> date:
    """The programme's last due date."""
    dues = (part.due_on for part in parts(catalogue) if part.due_on is not None)
    return max(dues, default=catalogue.programme.span.end)


def default_as_of(catalogue: Catalogue, last_submitted_on: date | None, today: date) -> date:
    """The as-of date where none is named: after the last due date and hand-in, never after today (FIGURES.md 4)."""
    day = last_due(catalogue) + timedelta(days=1)
    if last_submitted_on is not None:
        day = max(day, last_submitted_on)
    return min(day, today)
