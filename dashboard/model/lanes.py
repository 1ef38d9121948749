"""What a committee's timeline shows: lanes of events, of validity, and of reports against their due dates. Pure.

Which lanes there are follows from the catalogue: a record kind with a first day of force is validity, one with a date
is an event, and what may come late is drawn against the day it was due.

Validity is what each hand-in period's own sheet says and no more, as the ledger reads it (FIGURES.md 3, `in_force`):
what the sheet of a later period does not name again is not in force there. Where no sheet speaks, nothing is known: the
lane is silent there, which is not the same as empty.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import Any

from dashboard.model.reporting import hand_ins_of
from etl.figures.labels import body_label, value_label
from etl.figures.read_api import Obligation, SubmissionInfo
from etl.figures.wording import item_label
from indicators.keys import fold_key
from indicators.language import Language
from indicators.model import Catalogue, Indicator, RecordKind
from indicators.periods import Period

FALLEN_DUE = ("on_time", "late", "missing", "no_data")
Records = Callable[[str], Sequence[Mapping[str, Any]]]


@dataclass(frozen=True)
class Event:
    """Something that happened on a day."""

    on: date
    words: str


Days = tuple[date, date]
"""A first and a last day."""


@dataclass(frozen=True)
class Bar:
    """Something in force from a day to another; `end` is None while it holds.

    `stretches`: the days for which a sheet says so, one after the other.
    """

    start: date
    end: date | None
    words: str
    stretches: tuple[Days, ...] = ()


@dataclass(frozen=True)
class Silence:
    """The days of a hand-in period for which no sheet speaks: all of them, or those after it was handed in early."""

    period: Period
    days: Days

    @property
    def has_sheet(self) -> bool:
        """Whether a sheet was handed in, too early to speak for all of the period."""
        return self.days[0] > self.period.start


@dataclass(frozen=True)
class Arrival:
    """Something due on a day: when it came, or that it has not (`came` is None), and its state."""

    due: date
    came: date | None
    state: str
    words: str


@dataclass(frozen=True)
class Lane:
    """One line of the timeline; `said`: whether any sheet of a shown period speaks of it at all.

    Of a lane of validity `in_force` says how many held on the day `on`, by the sheet of the period `of`; None where
    that sheet does not say.
    """

    title: str
    events: tuple[Event, ...] = ()
    bars: tuple[Bar, ...] = ()
    arrivals: tuple[Arrival, ...] = ()
    silent: tuple[Silence, ...] = ()
    said: bool = True
    in_force: int | None = None
    on: date | None = None
    of: str = ""


@dataclass(frozen=True)
class Reported:
    """When the sheets that speak for a unit were handed in, by record kind and hand-in period.

    `periods` are those that are shown, `judged` is the one whose sheet says what is in force; None before the first.
    """

    periods: tuple[Period, ...]
    judged: Period | None
    as_of: date
    on: Mapping[tuple[str, str], date]

    def silent(self, kind: str) -> tuple[Silence, ...]:
        """The days up to the as-of date for which no sheet of a record kind speaks."""
        begun = ((one, min(one.end, self.as_of)) for one in self.periods if one.start <= self.as_of)
        found = ((one, last, self.on.get((kind, one.code))) for one, last in begun)
        return tuple(
            Silence(one, (one.start if day is None else day + timedelta(days=1), last))
            for one, last, day in found
            if day is None or day < last
        )

    def says(self, kind: str, period: Period, count: int) -> bool:
        """Whether a count of what is in force is an answer: a sheet that came early may still lack something."""
        day = self.on.get((kind, period.code))
        return day is not None and (count > 0 or day >= min(period.end, self.as_of))


def reported(
    catalogue: Catalogue, submissions: Iterable[SubmissionInfo], unit: str, periods: tuple[Period, ...], judged: str,
    as_of: date,
) -> Reported:  # fmt: skip
    """When the sheets that speak for a unit were handed in.

    Args:
        catalogue: The programme.
        submissions: What is known on the as-of date.
        unit: Whose timeline it is.
        periods: The hand-in periods that are shown.
        judged: The chosen period: the last hand-in period in it that has ended, else begun, says what is in force.
        as_of: The as-of date.
    """
    found: dict[tuple[str, str], tuple[date, int]] = {}
    for one in submissions:
        if one.qark in (unit, None):
            for kind in (name for name, rows in one.accepted.items() if rows is not None):
                at = (one.submitted_on, one.submission)
                found[kind, one.period] = max(at, found.get((kind, one.period), at))
    touched = hand_ins_of(catalogue, judged)
    ended = [one for one in touched if one.end < as_of]
    begun = [one for one in touched if one.start <= as_of]
    judged_by = ended or begun
    return Reported(periods, judged_by[-1] if judged_by else None, as_of, {key: day for key, (day, _) in found.items()})


def lanes(
    catalogue: Catalogue, language: Language, records: Records, obligations: Iterable[Obligation], known: Reported
) -> tuple[Lane, ...]:
    """Every lane of one unit, in the order of the catalogue's forms and indicators."""
    owed = tuple(obligations)
    drawn_late = {one.evidence.record for one in catalogue.indicators if _comes_late(one)}
    shown = {one.code for one in known.periods}
    found: list[Lane] = []
    for kind in catalogue.records:
        if kind.date is None or kind.id in drawn_late or kind.column(kind.date).type == "loose_date":
            continue  # a month or a year is no point on a line of days
        rows = records(kind.id)
        for body in _bodies(catalogue, kind):
            own = [row for row in rows if body is None or row[kind.body or ""] == body]
            title, silent = _title(catalogue, kind, body, language), known.silent(kind.id)
            lane = Lane(title, silent=silent, said=any((kind.id, code) in known.on for code in shown))
            if kind.valid_from is None:
                of_them = (row for row in own if row["period"] in shown)
                events = (Event(row[kind.date], _codes(catalogue, kind, row, language)) for row in of_them)
                found.append(replace(lane, events=tuple(sorted(events, key=lambda one: (one.on, one.words)))))
            else:
                bars = _bars(kind, own, known, partial(_codes, catalogue, kind, language=language))
                found.append(_judged(replace(lane, bars=bars), kind, own, known))
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


def _title(catalogue: Catalogue, kind: RecordKind, body: str | None, language: Language) -> str:
    title = kind.label[language.code]
    return title if body is None else f"{title} · {body_label(catalogue, body, language)}"


def _judged(lane: Lane, kind: RecordKind, rows: Sequence[Mapping[str, Any]], known: Reported) -> Lane:
    """The lane with how many were in force at the end of the period that is judged, by its own sheet."""
    period = known.judged
    if period is None:
        return lane
    day = min(period.end, known.as_of)
    held = {_key(kind, row) for row in rows if row["period"] == period.code and _held(kind, row, day, day)}
    return replace(lane, on=day, of=period.code, in_force=len(held) if known.says(kind.id, period, len(held)) else None)


def _held(kind: RecordKind, row: Mapping[str, Any], first: date, last: date) -> Days | None:
    """Those of some days on which a row was in force."""
    end = row[kind.valid_to] if kind.valid_to else None
    days = max(row[kind.valid_from or ""], first), min(end or last, last)
    return days if days[0] <= days[1] else None


def _key(kind: RecordKind, row: Mapping[str, Any]) -> tuple[object, ...]:
    """What makes a standing record the same one in the next hand-in; texts compare as keys (FORMS.md 3)."""
    names = kind.unique or tuple(column.id for column in kind.columns)
    return tuple(fold_key(row[name]) if isinstance(row[name], str) else row[name] for name in names)


def _bars(
    kind: RecordKind,
    rows: Sequence[Mapping[str, Any]],
    known: Reported,
    words: Callable[[Mapping[str, Any]], str],
) -> tuple[Bar, ...]:
    """A bar for each record that some shown period's sheet names, with the latest sheet's dates."""
    last: dict[tuple[object, ...], Mapping[str, Any]] = {}
    stretches: dict[tuple[object, ...], list[Days]] = {}
    for period in known.periods:
        for row in (row for row in rows if row["period"] == period.code):
            days = _held(kind, row, period.start, min(period.end, known.as_of))
            if days is not None:
                last[_key(kind, row)] = row
                _add(stretches.setdefault(_key(kind, row), []), days)
    bars = (
        Bar(row[kind.valid_from or ""], row[kind.valid_to] if kind.valid_to else None, words(row),
            tuple(stretches[key]))
        for key, row in last.items()
    )  # fmt: skip
    return tuple(sorted(bars, key=lambda bar: (bar.stretches, bar.start, bar.words)))


def _add(stretches: list[Days], days: Days) -> None:
    """One stretch more; what follows on the day after the one before is one with it."""
    if stretches and days[0] <= stretches[-1][1] + timedelta(days=1):
        stretches[-1] = (stretches[-1][0], max(days[1], stretches[-1][1]))
    else:
        stretches.append(days)


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
    """A lane in words: what is known of it, and for which periods that have ended nothing was reported."""
    if lane.arrivals:
        return _arrivals_in_words(lane, language)
    ended = [one for one in lane.silent if one.period.end < as_of]
    unsaid = [one for one in ended if lane.on is None or one.period.code != lane.of or lane.in_force is not None]
    parts = [_known_in_words(lane, as_of, language)]
    if lane.on is not None or lane.said:
        # What was handed in too early stands as handed in among the sheets, so that it is not called unreported.
        for key, early in (("lane.unreported", False), ("lane.early", True)):
            periods = ", ".join(language.period(one.period.code) for one in unsaid if one.has_sheet is early)
            parts += [language.say(key, periods=periods)] if periods else []
    return " ".join(parts)


def _known_in_words(lane: Lane, as_of: date, language: Language) -> str:
    if lane.on is not None:
        if lane.in_force is None:
            # of a period that has not ended nobody could report yet
            early = any(one.period.code == lane.of and one.has_sheet for one in lane.silent)
            key = ("lane.too_early" if early else "lane.not_said") if lane.on < as_of else "lane.not_yet"
            return language.say(key, title=lane.title, period=language.period(lane.of))
        return language.say("lane.bars", title=lane.title, count=lane.in_force, date=language.date(lane.on))
    if lane.events:
        last = language.date(lane.events[-1].on)
        return language.say("lane.events", title=lane.title, count=len(lane.events), date=last)
    if lane.said:
        return language.say("lane.nothing", title=lane.title)
    has_ended = any(one.period.end < as_of for one in lane.silent)
    return language.say("lane.silent" if has_ended else "lane.not_due", title=lane.title)


def _arrivals_in_words(lane: Lane, language: Language) -> str:
    """What fell due and came, late or in time, what did not come, and apart from it what is not known."""
    count = Counter(one.state for one in lane.arrivals)
    if not any(count[state] for state in FALLEN_DUE):
        return language.say("lane.not_due", title=lane.title)
    text = language.say(
        "lane.arrivals", title=lane.title, on_time=count["on_time"], late=count["late"], left=count["missing"]
    )
    unknown = count["no_data"]
    return f"{text} {language.say('lane.unknown', count=unknown)}" if unknown else text
