"""What happened in one unit, as the plan draws it: the truth that hand-ins tell of, in part and too late at times."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product

from etl.demonstration.draw import Draw
from etl.demonstration.plan import Plan, Profile, Series, Value, share, span
from etl.outputs.forms.workbook import Cell
from indicators.keys import fold_key
from indicators.model import Catalogue, RecordKind, Unit
from indicators.periods import Period, containing, within

WEEKEND = timedelta(days=2)  # what would begin on one begins on the Monday after

Row = dict[str, Cell]


@dataclass(frozen=True)
class Event:
    """One row of a record kind: the day it is about, the submission period that it belongs to, and its values.

    `known_once_past` names the date columns that nobody can know before their day.
    """

    kind: str
    on: date
    period: str
    values: Mapping[str, Cell]
    known_once_past: frozenset[str] = frozenset()

    def as_known_on(self, day: date) -> Row:
        """The row as it could be written on a day: dates of `known_once_past` only once they are past."""
        late = {name for name in self.known_once_past if isinstance(at := self.values.get(name), date) and at > day}
        return {name: None if name in late else value for name, value in self.values.items()}


@dataclass(frozen=True)
class Occasion:
    """One time that a series may happen: the days it can fall on, its submission period, and the event it follows."""

    first: date
    last: date
    period: str | None
    follows: Event | None = None


def history(catalogue: Catalogue, plan: Plan, unit: Unit, place: int) -> dict[str, tuple[Event, ...]]:
    """Everything that happened in the unit at a place (from 0) of the programme: by record kind, in order of day."""
    return _Chronicle(catalogue, plan, unit, place).written()


class _Chronicle:
    """The history of one unit while it is drawn."""

    def __init__(self, catalogue: Catalogue, plan: Plan, unit: Unit, place: int) -> None:
        self._catalogue = catalogue
        self._plan = plan
        self._unit = unit
        self._place = place
        self._span = catalogue.programme.span
        self._numbers: dict[tuple[object, ...], int] = {}
        self._pools: dict[str, list[str]] = {}
        self._keys: set[tuple[object, ...]] = set()
        self._events: dict[str, list[Event]] = {}

    def written(self) -> dict[str, tuple[Event, ...]]:
        """Draw every series of the plan, in the plan's order: a record kind may build on those before it."""
        for name, several in self._plan.records.items():
            kind = self._catalogue.record(name)
            for number, series in enumerate(several):
                draw = Draw(self._plan.seed, self._unit.id, name, number)
                for occasion in self._occasions(series, draw):
                    self._happen(kind, series, occasion, draw)
            self._events.setdefault(name, []).sort(key=lambda event: event.on)
        return {name: tuple(events) for name, events in self._events.items()}

    def _profile(self, day: date) -> Profile:
        """The unit's profile on a day."""
        return self._plan.profile(self._place, day, self._span.start)

    def _occasions(self, series: Series, draw: Draw) -> Iterator[Occasion]:
        """Every time that a series may happen, in order."""
        if series.once is not None:
            yield Occasion(series.once.start, series.once.end, None)
        elif series.every is not None:
            for period in within(self._span.start, self._span.end, series.every):
                yield from self._parts(series, period)
        elif series.after is not None and series.for_each is not None:
            for event in list(self._matching(series, None)):
                start = event.values.get(series.after.column)
                if isinstance(start, date):
                    least, most = span(series.after.days, self._profile(start))
                    day = start + timedelta(days=draw.between(least, most))
                    yield Occasion(day, day + WEEKEND, None, event)

    def _parts(self, series: Series, period: Period) -> Iterator[Occasion]:
        """A period's occasions: `times` equal parts of it, or days after its end."""
        if series.after_end is not None:
            least, most = span(series.after_end, self._profile(period.start))
            yield Occasion(period.end + timedelta(days=least), period.end + timedelta(days=most), self._owed(period))
            return
        length = (period.end - period.start).days + 1
        for part in range(series.times):
            first = period.start + timedelta(days=length * part // series.times)
            last = period.start + timedelta(days=length * (part + 1) // series.times - 1)
            yield Occasion(first, last, None)

    def _owed(self, period: Period) -> str:
        return containing(period.end, self._catalogue.programme.submission_period).code

    def _happen(self, kind: RecordKind, series: Series, occasion: Occasion, draw: Draw) -> None:
        """Draw one occasion: whether it happens, on which day, and its rows."""
        day = draw.day(occasion.first, occasion.last)
        profile = self._profile(occasion.first)
        last = date.max if series.after_end is not None else self._span.end  # a report comes after its period
        if not draw.happens(share(series.chance, profile)) or day > last:
            return
        period = occasion.period or containing(day, self._catalogue.programme.submission_period).code
        for given, source in self._rows(series, occasion, day):
            if draw.happens(share(series.share, profile)):
                event = self._event(kind, series, (day, period), (given, source), draw)
                if self._is_new(kind, event):
                    self._events.setdefault(kind.id, []).append(event)

    def _rows(self, series: Series, occasion: Occasion, day: date) -> Iterator[tuple[Row, Event | None]]:
        """What each row of an occasion is given from the start, and the event that it builds on."""
        sources: list[Event | None] = [occasion.follows]
        if series.for_each is not None and occasion.follows is None:
            sources = list(self._matching(series, day))
        combinations = [dict(zip(series.each, found, strict=True)) for found in product(*series.each.values())]
        for row, combination, source in product(series.rows, combinations, sources):
            yield {**row, **combination}, source

    def _matching(self, series: Series, day: date | None) -> Iterator[Event]:
        """The events that a series builds on; where a day is given and the plan asks so, those in force on it."""
        if series.for_each is None:
            return
        kind = self._catalogue.record(series.for_each.record)
        for event in self._events.get(kind.id, ()):
            end = event.values.get(kind.valid_to or "")
            in_force = day is None or (event.on <= day and (not isinstance(end, date) or day <= end))
            if (in_force or not series.for_each.in_force) and all(
                event.values.get(column) == value for column, value in series.for_each.where.items()
            ):
                yield event

    def _event(
        self, kind: RecordKind, series: Series, when: tuple[date, str], start: tuple[Row, Event | None], draw: Draw
    ) -> Event:
        """One row: what it is given, its day, its unit, then the values of the plan in their order."""
        day, period = when
        row, source = dict(start[0]), start[1]
        if kind.date is not None:
            row[kind.date] = day
        if kind.unit is not None:
            row[kind.unit] = self._unit.id
        for column, rule in self._plan.values_of(series).items():
            if isinstance(rule, str):
                row[column] = rule.format(number=self._number(kind, column, day), year=day.year, **row)
            elif draw.happens(share(rule.chance, self._profile(day))):
                row[column] = self._value(rule, row, (day, source), draw)
        hidden = {
            name for name, rule in self._plan.values_of(series).items() if isinstance(rule, Value) and rule.once_past
        }
        return Event(kind.id, day, period, row, frozenset(hidden))

    def _value(self, rule: Value, row: Row, start: tuple[date, Event | None], draw: Draw) -> Cell:
        day, source = start
        profile = self._profile(day)
        if rule.weights:
            return draw.weighted(rule.weights)
        if rule.pool is not None:
            return self._from_pool(rule.pool)
        if rule.number is not None:
            added = row.get(rule.plus) if rule.plus is not None else 0
            return draw.between(*span(rule.number, profile)) + (added if isinstance(added, int) else 0)
        if rule.days is not None:
            since = row.get(rule.since) if rule.since is not None else day
            later = timedelta(days=draw.between(*span(rule.days, profile)))
            return since + later if isinstance(since, date) else None
        return source.values.get(rule.copied) if source is not None and rule.copied is not None else None

    def _from_pool(self, name: str) -> str:
        """The unit's next word of a pool, in an order of its own; all are used before one comes again."""
        left = self._pools.setdefault(name, [])
        if not left:
            words = self._plan.unit_pools.get(name, {}).get(self._unit.id) or self._plan.pools[name]
            left += Draw(self._plan.seed, self._unit.id, name).shuffled(words)
        return left.pop(0)

    def _number(self, kind: RecordKind, column: str, day: date) -> int:
        """The running number of a document within its year."""
        key = (kind.id, column, day.year)
        self._numbers[key] = self._numbers.get(key, 0) + 1
        return self._numbers[key]

    def _is_new(self, kind: RecordKind, event: Event) -> bool:
        """Whether no other row has the same key: the same key twice would be rejected (FORMS.md 4)."""
        if not kind.unique:
            return True
        scope = "" if kind.standing else event.period
        key = (kind.id, scope, *(fold_key(str(event.values.get(column) or "")) for column in kind.unique))
        if key in self._keys:
            return False
        self._keys.add(key)
        return True
