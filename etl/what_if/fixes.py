"""The shortest list of things that would raise a status: pieces of work, the most telling first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

from etl.figures.read_api import Figure, Obligation
from indicators import schedule
from indicators.model import Catalogue, Thresholds
from indicators.periods import parse

Kind = Literal["unreported", "owed", "due"]
_KINDS: tuple[Kind, ...] = ("unreported", "owed", "due")
_Work = tuple[object, ...]
Identity = tuple[str, str, str, str, str]


@dataclass(frozen=True)
class ScopeCell:
    """A figure once all is due, its indicator's thresholds, and the obligations that it counts."""

    figure: Figure
    thresholds: Thresholds
    obligations: tuple[Obligation, ...]

    def grade(self, more: int) -> str:
        """The status with so many more obligations satisfied (FIGURES.md 5)."""
        share = (self.figure.numerator + more) / self.figure.denominator
        if share >= self.thresholds.met:
            return "met"
        return "partly_met" if share >= self.thresholds.partly else "not_met"

    @cached_property
    def lacking(self) -> int:
        """How many more obligations must be satisfied for the next better status; 0 where none is better."""
        if self.figure.status not in ("no_data", "not_met", "partly_met"):
            return 0
        better = ("met",) if self.figure.status == "partly_met" else ("partly_met", "met")
        return next((more for more in range(1, self.figure.denominator + 1) if self.grade(more) in better), 0)


@dataclass(frozen=True)
class Raise:
    """A figure whose status rises, and to what."""

    figure: Figure
    to: str


@dataclass(frozen=True)
class MissingSheet:
    """A sheet that must be handed in, on or after `needed_on`, before silence is an answer (FIGURES.md 4.2).

    `period` is the hand-in's; `all` where any will do.
    """

    record: str
    period: str
    needed_on: date


@dataclass(frozen=True)
class Fix:
    """One piece of work: evidence that satisfies every one of `obligations` at once.

    `kind`: `unreported` (the `sheets` that would tell are not handed in, or were too early; the work itself may be done
    already), `owed` (past its day, and may still come), `due` (falls due later). `raises` are the figures that this
    lifts once all before it in the list is done; with `unreported` that is the most that it can do. It may be empty
    where several pieces are needed for one figure.
    """

    kind: Kind
    obligations: tuple[Obligation, ...]
    sheets: tuple[MissingSheet, ...]
    raises: tuple[Raise, ...]


@dataclass(frozen=True)
class RejectedRows:
    """Rows of the draft that were rejected, and the obligations that lack evidence of their record kind."""

    record: str
    rows: int
    obligations: tuple[Obligation, ...]


@dataclass(frozen=True)
class Situation:
    """What is needed to tell one piece of work from another.

    `due_later`: the obligations that are not due as of now. `speaking`: when the sheet that speaks for a unit, record
    kind and hand-in period was handed in.
    """

    catalogue: Catalogue
    due_later: frozenset[Identity]
    speaking: Mapping[tuple[str, str, str], date]

    def kind(self, one: Obligation) -> Kind | None:
        """What can be done about an obligation; None where it is satisfied, past mending or no duty."""
        if one.satisfied_on is not None or not self.catalogue.indicator(one.indicator).is_duty:
            return None
        if identity(one) in self.due_later:
            return "due"
        if one.state == "no_data":
            return "unreported"
        return "owed" if one.still_owed else None

    def missing_sheets(self, one: Obligation) -> tuple[MissingSheet, ...]:
        """The sheets that would have to be handed in for an unreported obligation to be judged."""
        indicator = self.catalogue.indicator(one.indicator)
        split, record = indicator.for_each, indicator.evidence.record
        if split and split.record and not one.item:
            own = (one.indicator, one.body, one.period)
            duties = schedule.duties(self.catalogue)
            last = next(duty.last_hand_in for duty in duties if (duty.indicator, duty.body, duty.period) == own)
            return (MissingSheet(split.record, last, parse(last).end),)
        if indicator.once:
            return (MissingSheet(record, one.period, indicator.once),)
        return tuple(
            MissingSheet(record, needed.hand_in, needed.needed_on)
            for needed in schedule.needed(self.catalogue)
            if (needed.indicator, needed.period) == (one.indicator, one.period)
            and self.speaking.get((one.qark, record, needed.hand_in), date.min) < needed.needed_on
        )

    def work(self, one: Obligation) -> _Work:
        """What tells one piece of work from another: obligations that the same evidence satisfies are one.

        Of the unreported, those that the same sheets would tell of.
        """
        if self.kind(one) == "unreported":
            return (one.qark, *((sheet.record, sheet.period) for sheet in self.missing_sheets(one)))
        evidence = self.catalogue.indicator(one.indicator).evidence
        wanted = (evidence.record, tuple(sorted(evidence.where.items())), evidence.at_least, evidence.timing)
        return (*wanted, one.qark, one.body, one.period, one.item, one.due_on)

    def ease(self, one: Obligation) -> tuple[int, date, str, str, str]:
        """What is easier comes first: what may only have to be reported, what is overdue, what falls due."""
        kind = self.kind(one)
        return (_KINDS.index(kind) if kind else len(_KINDS), one.due_on, one.qark, one.body, one.item)


def shortest_list(cells: Sequence[ScopeCell], situation: Situation) -> tuple[Fix, ...]:
    """The fewest pieces of work by which each figure that can rise reaches its next better status.

    Chosen greedily, the piece that brings most figures furthest first, and then thinned: whatever can be left out is.
    What is past mending is never among them (FIGURES.md 7). `cells` are the figures to raise, once all is due.
    """
    work: dict[_Work, list[Obligation]] = {}
    for cell in cells:
        for one in cell.obligations:
            if situation.kind(one):
                work.setdefault(situation.work(one), []).append(one)
    lists = _Lists(cells, {key: frozenset(map(identity, found)) for key, found in work.items()})
    chosen = lists.thinned(lists.greedy(sorted(work, key=lambda key: situation.ease(work[key][0]))))
    fixes, done = [], set[Identity]()
    for key in chosen:
        before, done = lists.counts(done), done | lists.satisfies[key]
        raised = tuple(
            Raise(cell.figure, cell.grade(after))
            for cell, count, after in zip(cells, before, lists.counts(done), strict=True)
            if count < cell.lacking <= after
        )
        kind = situation.kind(work[key][0]) or "due"
        sheets = situation.missing_sheets(work[key][0]) if kind == "unreported" else ()
        fixes.append(Fix(kind, tuple(work[key]), sheets, raised))
    return tuple(fixes)


def rejected_rows(
    cells: Sequence[ScopeCell], rejected: Mapping[str, int], catalogue: Catalogue
) -> tuple[RejectedRows, ...]:
    """Where correcting rejected rows may help: their record kind is evidence that obligations lack."""
    found = []
    for record, rows in rejected.items():
        fed = {one.id for one in catalogue.indicators if one.evidence.record == record}
        unsatisfied = (one for cell in cells for one in cell.obligations if one.satisfied_on is None)
        lacking = tuple(one for one in unsatisfied if one.indicator in fed)
        if rows and lacking:
            found.append(RejectedRows(record, rows, lacking))
    return tuple(found)


@dataclass(frozen=True)
class _Lists:
    """Figures to raise, and which obligations each piece of work satisfies."""

    cells: Sequence[ScopeCell]
    satisfies: Mapping[_Work, frozenset[Identity]]

    def counts(self, done: Iterable[Identity]) -> list[int]:
        """How many obligations of each figure are among those done."""
        marked = set(done)
        return [sum(identity(one) in marked for one in cell.obligations) for cell in self.cells]

    def reached(self, done: Iterable[Identity]) -> set[int]:
        """The places of the figures that have what they lack."""
        counts = self.counts(done)
        return {at for at, cell in enumerate(self.cells) if cell.lacking and counts[at] >= cell.lacking}

    def all_of(self, chosen: Iterable[_Work]) -> set[Identity]:
        """Every obligation that some pieces of work satisfy."""
        return {one for key in chosen for one in self.satisfies[key]}

    def greedy(self, order: Sequence[_Work]) -> list[_Work]:
        """Pieces of work until every figure that can rise has risen."""
        reachable = self.reached(self.all_of(order))
        chosen: list[_Work] = []
        while reachable - self.reached(self.all_of(chosen)):
            missing = {at: self.cells[at].lacking - count
                       for at, count in enumerate(self.counts(self.all_of(chosen))) if at in reachable}  # fmt: skip
            left = [key for key in order if key not in chosen]
            chosen.append(max(left, key=lambda key: self._effect(key, missing)))
        return chosen

    def _effect(self, key: _Work, missing: Mapping[int, int]) -> float:
        """How far a piece of work brings the figures that still lack something: 1 for each that it completes."""
        counts = self.counts(self.satisfies[key])
        return sum(min(counts[at], lack) / lack for at, lack in missing.items() if lack > 0)

    def thinned(self, chosen: list[_Work]) -> list[_Work]:
        """The same without what is not needed."""
        goal = self.reached(self.all_of(chosen))
        for key in list(reversed(chosen)):
            without = [one for one in chosen if one != key]
            if self.reached(self.all_of(without)) >= goal:
                chosen = without
        return chosen


def identity(one: Obligation) -> Identity:
    """What tells one obligation from another."""
    return one.indicator, one.qark, one.body, one.period, one.item
