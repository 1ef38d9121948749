"""What was handed in, when, and with what wrong: hand-ins drawn from the units' histories by the plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from etl.demonstration.draw import Draw
from etl.demonstration.history import Event, Row
from etl.demonstration.plan import HandIns, Mishap, Plan, Profile, Shape, share, span
from etl.formats.form_sheets import UNIT_FIELD
from etl.outputs.forms.references import finds_what_it_refers_to, kinds_in_order_of_reference, referred_kinds
from etl.outputs.forms.workbook import Cell
from indicators.model import Catalogue, Form, RecordKind
from indicators.periods import Period, parse
from indicators.schedule import hand_in_periods

Histories = Mapping[str, Mapping[str, tuple[Event, ...]]]


@dataclass(frozen=True)
class HandIn:
    """One hand-in as it will be written: its form, its unit (None where the form covers all), day, shape and rows.

    `rows` holds a record kind for each sheet; `cover` what the cover says otherwise than it should; `copy` marks a file
    that was sent before.
    """

    form: Form
    unit: str | None
    period: str
    on: date
    shape: Shape
    rows: Mapping[str, tuple[Row, ...]]
    cover: Mapping[str, Cell]
    sent_again_on: date | None = None

    @property
    def covered(self) -> Mapping[str, Cell]:
        """The cover's values: machine names, with what was badly filled in."""
        values: dict[str, Cell] = {"form": self.form.id, "period": self.period, "submitted_on": self.on}
        return {**values, **({UNIT_FIELD: self.unit} if self.unit else {}), **self.cover}


def hand_ins(catalogue: Catalogue, plan: Plan, histories: Histories) -> tuple[HandIn, ...]:
    """Every hand-in of the demonstration, in order of day."""
    found: list[HandIn] = []
    for form in catalogue.programme.forms:
        if form.id not in plan.hand_ins:
            continue
        units = [unit.id for unit in catalogue.programme.areas.units] if form.covers == "unit" else [None]
        for place, unit in enumerate(units):
            clerk = _Clerk(catalogue, plan, form, unit, place, histories)
            for period in hand_in_periods(catalogue):
                found += clerk.hand_ins(period)
    return tuple(sorted(found, key=lambda one: (one.on, one.form.id, one.unit or "")))


class _Clerk:
    """Hands in one form for one unit, or for all of them."""

    def __init__(
        self, catalogue: Catalogue, plan: Plan, form: Form, unit: str | None, place: int, histories: Histories
    ) -> None:
        self._catalogue = catalogue
        self._plan = plan
        self._form = form
        self._unit = unit
        self._place = place
        self._histories = [histories[unit]] if unit is not None else list(histories.values())
        self._rules: HandIns = plan.hand_ins[form.id]

    def hand_ins(self, period: Period) -> list[HandIn]:
        """What is handed in for a period: nothing, one hand-in, or a first and its correction."""
        draw = Draw(self._plan.seed, self._form.id, self._unit, period.code)
        profile = self._plan.profile(self._place, period.start, self._catalogue.programme.span.start)
        mishap = self._mishap(period)
        handed_in = draw.happens(share(self._rules.chance, profile))
        day = self._day(period, profile, draw)
        left_out = {name for name, amount in self._rules.left_out.items() if draw.happens(share(amount, profile))}
        if not handed_in and mishap is None:
            return []
        first = self._at(period, day, left_out)
        if mishap is not None:
            return self._after_mishap(first, mishap)
        return self._corrected(first, profile, draw)

    def _mishap(self, period: Period) -> Mishap | None:
        mine = (self._form.id, self._unit, period.code)
        return next((one for one in self._plan.mishaps if (one.form, one.unit, one.period) == mine), None)

    def _day(self, period: Period, profile: Profile, draw: Draw) -> date:
        """The day of a hand-in: some days after the period's end, or, for the hasty, before it."""
        least, most = span(self._rules.days, profile)
        day = draw.day(period.end + timedelta(days=least), period.end + timedelta(days=most))
        early = self._rules.early
        if early is None or not draw.happens(share(early.chance, profile)):
            return day
        least, most = span(early.days, profile)
        return draw.day(period.end - timedelta(days=most), period.end - timedelta(days=least))

    def _at(self, period: Period, day: date, left_out: set[str]) -> HandIn:
        """The hand-in of a period as it is on a day, with every row that was known, but for the sheets left out."""
        rows: dict[str, tuple[Row, ...]] = {}
        for kind in kinds_in_order_of_reference(self._catalogue, self._form):
            if kind.id not in left_out and referred_kinds(kind) <= rows.keys():
                known = self._rows(kind, period, day)
                rows[kind.id] = tuple(row for row in known if finds_what_it_refers_to(kind, row, rows))
        shape = self._rules.shapes[self._place % len(self._rules.shapes)]
        return HandIn(self._form, self._unit, period.code, day, shape, rows, {})

    def _rows(self, kind: RecordKind, period: Period, day: date) -> list[Row]:
        """A standing sheet tells all that began by the period's end, any other what belongs to the period."""
        events = [event for history in self._histories for event in history.get(kind.id, ())]
        mine = [
            event
            for event in events
            if event.on <= day and (event.on <= period.end if kind.standing else event.period == period.code)
        ]
        return [event.as_known_on(day) for event in mine]

    def _corrected(self, first: HandIn, profile: Profile, draw: Draw) -> list[HandIn]:
        """The hand-in alone, or with rows forgotten, followed by the whole."""
        rules = self._rules.corrections
        if rules is None or not draw.happens(share(rules.chance, profile)):
            return [first]
        least, most = span(rules.days, profile)
        later = draw.day(first.on + timedelta(days=least), first.on + timedelta(days=most))
        forgets = share(rules.forgets, profile)
        kept = {
            name: rows if self._catalogue.record(name).standing else _without(rows, forgets, draw)
            for name, rows in first.rows.items()
        }
        period = parse(first.period)
        return [replace(first, rows=kept), self._at(period, later, set())]

    def _after_mishap(self, first: HandIn, mishap: Mishap) -> list[HandIn]:
        """The hand-in with what befell it, and its correction if one followed."""
        rows = {name: list(several) for name, several in first.rows.items()}
        for cell in mishap.cells:
            several = rows.setdefault(cell.record, [])
            while len(several) < cell.row:
                several.append({})
            several[cell.row - 1] = {**several[cell.row - 1], cell.column: cell.text}
        spoilt = replace(
            first,
            rows={name: tuple(several) for name, several in rows.items()},
            cover=mishap.cover,
            sent_again_on=None if mishap.again_after is None else first.on + timedelta(days=mishap.again_after),
        )
        if mishap.corrected_after is None:
            return [spoilt]
        later = first.on + timedelta(days=mishap.corrected_after)
        return [spoilt, self._at(parse(first.period), later, set())]


def _without(rows: Sequence[Row], forgets: float, draw: Draw) -> tuple[Row, ...]:
    return tuple(row for row in rows if not draw.happens(forgets))
