"""What a committee's timeline shows: lanes of events, of validity, and of reports against their due dates. Pure.

Which lanes there are follows from the catalogue: a record kind with a first day of force is validity, one with a date
is an event, and what may come late is drawn against the day it was due.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from etl.figures import Obligation
from etl.labels import body_label, value_label
from etl.wording import item_label
from indicators.language import Language
from indicators.model import Catalogue, Indicator, RecordKind

Records = Callable[[str], Sequence[Mapping[str, Any]]]


@dataclass(frozen=True)
class Event:
    """Something that happened on a day."""

    on: date
    words: str


@dataclass(frozen=True)
class Bar:
    """Something in force from a day to another; `end` is None while it holds."""

    start: date
    end: date | None
    words: str


@dataclass(frozen=True)
class Arrival:
    """Something due on a day: when it came, or that it has not (`came` is None), and its state."""

    due: date
    came: date | None
    state: str
    words: str


@dataclass(frozen=True)
class Lane:
    """One line of the timeline."""

    title: str
    events: tuple[Event, ...] = ()
    bars: tuple[Bar, ...] = ()
    arrivals: tuple[Arrival, ...] = ()


def lanes(
    catalogue: Catalogue, language: Language, records: Records, obligations: Iterable[Obligation]
) -> tuple[Lane, ...]:
    """Every lane of one unit, in the order of the catalogue's forms and indicators."""
    owed = tuple(obligations)
    drawn_late = {one.evidence.record for one in catalogue.indicators if _comes_late(one)}
    found: list[Lane] = []
    for kind in catalogue.records:
        if kind.date is None or kind.id in drawn_late or kind.column(kind.date).type == "loose_date":
            continue  # a month or a year is no point on a line of days
        rows = records(kind.id)
        for body in _bodies(catalogue, kind):
            own = [row for row in rows if body is None or row[kind.body or ""] == body]
            found.append(_record_lane(catalogue, kind, body, own, language))
    return (*found, *_arrival_lanes(catalogue, language, owed))


def lane_within(lane: Lane, first: date, last: date) -> Lane:
    """What of a lane lies in some days: what happened, held, was due or came in them."""
    return replace(
        lane,
        events=tuple(one for one in lane.events if first <= one.on <= last),
        bars=tuple(one for one in lane.bars if one.start <= last and (one.end is None or first <= one.end)),
        arrivals=tuple(
            one for one in lane.arrivals if any(first <= day <= last for day in (one.due, one.came) if day is not None)
        ),
    )


def _comes_late(indicator: Indicator) -> bool:
    return indicator.evidence.timing in ("for_period", "any")


def _bodies(catalogue: Catalogue, kind: RecordKind) -> tuple[str | None, ...]:
    return tuple(body.id for body in catalogue.programme.bodies) if kind.body else (None,)


def _record_lane(
    catalogue: Catalogue, kind: RecordKind, body: str | None, rows: Sequence[Mapping[str, Any]], language: Language
) -> Lane:
    title = kind.label[language.code]
    if body is not None:
        title = f"{title} · {body_label(catalogue, body, language)}"
    if kind.valid_from is None:
        events = {Event(row[kind.date or ""], _codes(catalogue, kind, row, language)) for row in rows}
        return Lane(title, events=tuple(sorted(events, key=lambda event: (event.on, event.words))))
    bars = {
        _key(kind, row): _bar(catalogue, kind, row, language) for row in sorted(rows, key=lambda row: row["period"])
    }
    return Lane(title, bars=tuple(sorted(bars.values(), key=lambda bar: (bar.start, bar.words))))


def _key(kind: RecordKind, row: Mapping[str, Any]) -> tuple[object, ...]:
    """What makes a standing record the same one in the next hand-in; the latest hand-in's dates are drawn."""
    return tuple(row[name] for name in kind.unique) or tuple(row[column.id] for column in kind.columns)


def _bar(catalogue: Catalogue, kind: RecordKind, row: Mapping[str, Any], language: Language) -> Bar:
    end = row[kind.valid_to] if kind.valid_to else None
    return Bar(row[kind.valid_from or ""], end, _codes(catalogue, kind, row, language))


def _codes(catalogue: Catalogue, kind: RecordKind, row: Mapping[str, Any], language: Language) -> str:
    """What a record says in the catalogue's own words; what was typed freely stays out of a chart's labels."""
    shown = (
        value_label(catalogue, kind, column.id, row[column.id], language)
        for column in kind.columns
        if column.type == "code" and column.id not in (kind.body, kind.unit)
    )
    return ", ".join(text for text in shown if text)


def _arrival_lanes(catalogue: Catalogue, language: Language, owed: Sequence[Obligation]) -> list[Lane]:
    """One lane for each kind of evidence that may come late; two indicators that ask for the same share it."""
    found: dict[tuple[object, ...], Lane] = {}
    for indicator in catalogue.indicators:
        if not _comes_late(indicator):
            continue
        evidence = indicator.evidence
        wanted = (evidence.record, tuple(sorted(evidence.where.items())), indicator.every, indicator.once)
        if wanted in found:
            continue
        arrivals = tuple(
            Arrival(one.due_on, one.satisfied_on, one.state, _owed_words(catalogue, one, language))
            for one in owed
            if one.indicator == indicator.id
        )
        if arrivals:
            found[wanted] = Lane(indicator.title[language.code], arrivals=arrivals)
    return list(found.values())


def _owed_words(catalogue: Catalogue, one: Obligation, language: Language) -> str:
    parts = (language.period(one.period), item_label(one, catalogue, language))
    return ", ".join(part for part in parts if part)


def lane_sentence(lane: Lane, as_of: date, language: Language) -> str:
    """A lane in words: how many events and the last; how many in force; how many came, late, and have not come."""
    if lane.arrivals:
        due = [one for one in lane.arrivals if one.due < as_of]
        count = [sum(1 for one in due if one.state in states) for states in (("on_time",), ("late",))]
        left = len(due) - sum(count)
        return language.say("lane.arrivals", title=lane.title, on_time=count[0], late=count[1], left=left)
    if lane.bars:
        force = [bar for bar in lane.bars if bar.start <= as_of and (bar.end is None or bar.end >= as_of)]
        return language.say("lane.bars", title=lane.title, count=len(force), date=language.date(as_of))
    if lane.events:
        return language.say("lane.events", title=lane.title, count=len(lane.events),
                            date=language.date(lane.events[-1].on))  # fmt: skip
    return language.say("lane.nothing", title=lane.title)
