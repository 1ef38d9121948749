"""What moved a figure between two as-of dates: every obligation behind it that counts otherwise, and why.

A figure counts obligations (FIGURES.md 5), so what each counts on the later day less what it counted on the earlier one
adds up to the change of numerator, denominator and unreported exactly: for a unit, a group and the whole, and for each
kind of indicator. `latest` looks at one period at a time: there a body's obligation of the newer period stands against
that of the older one, and both are named only where they count differently.

Both days go by the definition as it is today. A dated change of it in between is told, and moves nothing by itself.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any, Literal

from etl.figures.choice import Choice
from etl.figures.read_api import Figure, Figures, Obligation, SourceRow, SubmissionInfo
from etl.what_if.losses import identity
from indicators import items, schedule
from indicators.keys import fold_key
from indicators.model import Catalogue, Change, Indicator

Reason = Literal["became_due", "done", "reported", "listed", "withdrawn", "superseded", "expired", "moved_on"]
REASONS: tuple[Reason, ...] = (
    "became_due", "done", "withdrawn", "superseded", "expired", "listed", "moved_on", "reported",
)  # fmt: skip
_FALLEN_DUE = ("on_time", "late", "missing", "no_data")
Key = tuple[str, ...]


@dataclass(frozen=True)
class Counts:
    """What something adds to a figure."""

    numerator: int = 0
    denominator: int = 0
    unreported: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.numerator + other.numerator,
            self.denominator + other.denominator,
            self.unreported + other.unreported,
        )

    def __neg__(self) -> Counts:
        return Counts(-self.numerator, -self.denominator, -self.unreported)

    def __sub__(self, other: Counts) -> Counts:
        return self + -other

    @staticmethod
    def of(figure: Figure) -> Counts:
        """Those of a figure."""
        return Counts(figure.numerator, figure.denominator, figure.unreported)


@dataclass(frozen=True)
class Move:
    """An obligation that counts otherwise: how it stood on the earlier and the later day, why, and who says so.

    `before` is None where it did not count yet, `after` where it no longer does; `submissions` are those that say so.
    Looked at from the later day back, `change` is turned round; the rest still tells what happened as time went on.
    """

    reason: Reason
    before: Obligation | None
    after: Obligation | None
    change: Counts
    submissions: tuple[int, ...] = ()

    @property
    def obligation(self) -> Obligation:
        """The obligation that it is about, as it stood last."""
        found = self.after or self.before
        if found is None:
            raise ValueError("a move of nothing")
        return found


@dataclass(frozen=True)
class Moved:
    """A figure on two days, and what moved it; `definition_changes` lie between the days and moved nothing."""

    before: Figure
    after: Figure
    moves: tuple[Move, ...]
    definition_changes: tuple[Change, ...] = ()


def moved(figures: Figures, indicator: str, area: str, period: str, since: date, as_of: date) -> Moved | None:
    """What moved a figure from the day `since` to the day `as_of`, which may be the earlier one.

    None where there is no such figure.
    """
    pair = [figures.values(Choice(day, (indicator,), (area,), (period,))) for day in (since, as_of)]
    if not all(pair):
        return None
    of, (first, last) = figures.catalogue.indicator(indicator), sorted((since, as_of))
    owed = [figures.behind(indicator, area, period, day) for day in (first, last)]
    moves = _Compared(figures, of, first, last, _counted_alone(figures.catalogue, of, period, last)).moves(*owed)
    changes = tuple(one for one in of.changes if first < one.date <= last)
    if as_of < since:
        moves = tuple(replace(one, change=-one.change) for one in moves)
    return Moved(pair[0][0], pair[1][0], moves, changes)


def _counted_alone(catalogue: Catalogue, indicator: Indicator, period: str, as_of: date) -> str | None:
    """The one period that a figure of `latest` counts on a day; None where it counts several, or none is due."""
    if indicator.aggregation == "sum":
        return None
    inside = ((one.due_on, one.part) for one in schedule.parts(catalogue)
              if (one.indicator, one.period) == (indicator.id, period))  # fmt: skip
    return max(((due, part) for due, part in inside if due and part and due < as_of), default=(None, None))[1]


class _Compared:
    """The obligations of one figure on two days. `counted` is the one period that the later figure looks at, if one."""

    def __init__(self, figures: Figures, indicator: Indicator, since: date, as_of: date, counted: str | None) -> None:
        self.figures, self.catalogue = figures, figures.catalogue
        self.indicator, self.since, self.as_of, self.counted = indicator, since, as_of, counted
        self.kind = self.catalogue.record(indicator.evidence.record)
        self.submissions: Sequence[SubmissionInfo] = ()
        self.lost: Mapping[SourceRow, Mapping[str, Any]] = {}
        self.rows: Sequence[Mapping[str, Any]] = ()

    def moves(self, before: Sequence[Obligation], after: Sequence[Obligation]) -> tuple[Move, ...]:
        """Every obligation that counts otherwise, those that matter most first."""
        earlier, later = ({self._key(one): one for one in of if one.state in _FALLEN_DUE} for of in (before, after))
        pairs = [(earlier.get(key), later.get(key)) for key in dict.fromkeys((*earlier, *later))]
        pairs = [(one, other) for one, other in pairs if self._count(one) != self._count(other)]
        self._read(pairs)
        found = (self._move(one, other) for one, other in pairs)
        return tuple(sorted(found, key=lambda one: REASONS.index(one.reason)))

    def _key(self, one: Obligation) -> Key:
        """What makes an obligation the same on another day: a sheet handed in later may write its item otherwise."""
        period = () if self.indicator.aggregation == "latest" else (one.period,)
        split = self.indicator.for_each
        if split is None or not split.record or not one.item:
            return one.qark, one.body, *period, one.item
        kind = self.catalogue.record(split.record)
        parts = zip(split.key, items.split(one.item), strict=True)
        compared = (fold_key(part) if kind.column(column).type == "text" else part for column, part in parts)
        return one.qark, one.body, *period, *compared

    def _count(self, one: Obligation | None) -> Counts:
        if one is None:
            return Counts()
        done = one.state == "on_time" or (one.state == "late" and self.indicator.late == "counts")
        return Counts(int(done), 1, int(one.state == "no_data"))

    def _read(self, pairs: Sequence[tuple[Obligation | None, Obligation | None]]) -> None:
        """What the reasons are told by, of the units that moved alone: the submissions, and rows that speak no more."""
        units = tuple(sorted({one.qark for pair in pairs for one in pair if one}))
        if not units:
            return
        self.submissions = self.figures.submissions(self.as_of, areas=units)
        lost = [one for one, other in pairs if one and other and self._is_lost(one, other)]
        if lost:
            own = tuple(sorted({one.qark for one in lost}))
            self.lost = self.figures.row_values([row for one in lost for row in one.evidence], areas=own)
            self.rows = self.figures.records(self.kind.id, self.as_of, areas=own)

    def _is_lost(self, before: Obligation, after: Obligation) -> bool:
        return self._count(before).numerator > self._count(after).numerator

    def _move(self, before: Obligation | None, after: Obligation | None) -> Move:
        reason = self._reason(before, after)
        change = self._count(after) - self._count(before)
        return Move(reason, before, after, change, self._said_by(reason, before, after))

    def _reason(self, before: Obligation | None, after: Obligation | None) -> Reason:
        if before is None or after is None:
            return self._reason_alone(before, after)
        if self._is_lost(before, after):
            return self._reason_lost(before, after)
        if self._count(after).numerator > self._count(before).numerator or after.state == "late":
            return "done"
        return "reported" if before.state == "no_data" else "became_due"

    def _reason_alone(self, before: Obligation | None, after: Obligation | None) -> Reason:
        """Why an obligation counts now that did not, or no longer does."""
        if after is not None:
            return "became_due" if after.due_on >= self.since else "listed"
        if before is None or (self.counted and before.period != self.counted):
            return "moved_on"
        stood_for_all = self.indicator.for_each is not None and self.indicator.for_each.record and not before.item
        return "reported" if stood_for_all and before.state == "no_data" else "withdrawn"

    def _reason_lost(self, before: Obligation, after: Obligation) -> Reason:
        """Why what was done is not done now: its row ceased to hold, says otherwise, or is no longer there."""
        timing, is_later_period = self.indicator.evidence.timing, before.period != after.period
        if is_later_period and (after.state != "missing" or timing not in ("in_force", "by_end")):
            return "became_due"
        if after.state == "late":
            return "superseded"
        rows = [self.lost[row] for row in before.evidence]
        keys = {identity(self.kind, row) for row in rows}
        now = [row for row in self.rows if row["qark"] == before.qark and identity(self.kind, row) in keys]
        if timing == "in_force":
            duty = self._duties[after.body, after.period]
            now = [row for row in now if row["period"] == duty.last_hand_in]
            ends = (row[self.kind.valid_to] for row in (*rows, *now)) if self.kind.valid_to else ()
            if any(end is not None and end < duty.ends_on for end in ends):
                return "expired"
        return "superseded" if {identity(self.kind, row) for row in now} == keys else "withdrawn"

    def _said_by(self, reason: Reason, before: Obligation | None, after: Obligation | None) -> tuple[int, ...]:
        """The submissions that made it so: those of its evidence, else of the sheets that speak instead."""
        if after is not None and after.satisfied_on:
            return tuple(dict.fromkeys(row.submission for row in after.evidence))
        one = after or before
        if one is None or reason == "moved_on" or (after is not None and after.state == "no_data"):
            return ()
        split, last = self.indicator.for_each, self._duties[one.body, one.period].last_hand_in
        if split and split.record and (after is None or reason == "listed"):
            return self._speaking(one.qark, split.record, {last})
        if self.indicator.evidence.timing == "in_force":
            return self._speaking(one.qark, self.kind.id, {last})
        lost = {row.submission for row in before.evidence} if before and reason in ("withdrawn", "superseded") else ()
        periods = {known.period for known in self.submissions if known.submission in lost}
        return self._speaking(one.qark, self.kind.id, periods or self._touched[one.period])

    def _speaking(self, unit: str, kind: str, hand_ins: Collection[str]) -> tuple[int, ...]:
        """The submissions whose sheets speak for a unit in some hand-in periods (FIGURES.md 4.1)."""
        found: dict[str, tuple[date, int]] = {}
        for one in self.submissions:
            if one.qark in (unit, None) and one.period in hand_ins and one.accepted.get(kind) is not None:
                found[one.period] = max(found.get(one.period, (date.min, 0)), (one.submitted_on, one.submission))
        first = self.indicator.once or date.min  # only a sheet that came by then says that there was none
        return tuple(number for _, (day, number) in sorted(found.items()) if day >= first)

    @cached_property
    def _duties(self) -> Mapping[tuple[str, str], schedule.Duty]:
        own = (one for one in schedule.duties(self.catalogue) if one.indicator == self.indicator.id)
        return {(one.body, one.period): one for one in own}

    @cached_property
    def _touched(self) -> Mapping[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        for one in schedule.touched(self.catalogue):
            found.setdefault(one.period, set()).add(one.hand_in)
        return {period: frozenset(hand_ins) for period, hand_ins in found.items()}
