"""Whether a figure can still be met: the best it can end with, from what is not yet due and what may still be done.

Nothing is forecast. What is done stays done; what has not fallen due may be done, what is not reported may turn out to
have been done, and what is missing may be done where it may come late and count (FIGURES.md 7). All else is lost for
good. The figure meant is that of the whole period, once all of it has fallen due: `sum` adds up all its parts, `latest`
looks at the last one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Literal

from etl.figures.choice import Choice
from etl.figures.read_api import Figures, Obligation
from indicators import schedule
from indicators.model import Catalogue, Indicator

Kind = Literal["nothing_owed", "closed", "secured", "needs", "unknown_items", "out_of_reach"]
Box = tuple[str, str]
"""An indicator, and the period of its figure."""


@dataclass(frozen=True)
class Attainable:
    """How many obligations count as done, how many may yet, and how many cannot any more.

    `needed`: how many of those that may yet must be done for the figure to be met; None where all would not be enough.
    `items_unknown`: a sheet that lists what is owed is not in, so that there may be more of it. `since`: from which day
    on it has been out of reach, where somebody looked.
    """

    done: int
    open: int
    lost: int
    needed: int | None
    items_unknown: bool = False
    since: date | None = None

    @property
    def total(self) -> int:
        """All that is owed, as far as it is known."""
        return self.done + self.open + self.lost

    @property
    def best(self) -> Fraction | None:
        """The best share that it can end with; None where nothing is owed, or nobody knows how much."""
        if not self.total or (self.items_unknown and self.lost):
            return None
        return Fraction(self.done + self.open, self.total)

    @property
    def kind(self) -> Kind:
        """What there is to say of it."""
        if not self.total:
            return "nothing_owed"
        if self.needed is None:
            return "out_of_reach"
        if not self.open:
            return "closed"
        if self.items_unknown:
            return "unknown_items"
        return "needs" if self.needed else "secured"


def attainable(indicator: Indicator, obligations: Iterable[Obligation]) -> Attainable:
    """What can be reached by these obligations, which are all of a figure's (`final_parts`)."""
    done = still = lost = 0
    items_unknown = False
    is_split = indicator.for_each is not None and indicator.for_each.record is not None
    comes_late = indicator.late == "counts" and indicator.evidence.timing in ("for_period", "any")
    for one in obligations:
        if one.state in ("early", "on_time") or (one.state == "late" and indicator.late == "counts"):
            done += 1
        elif one.state in ("not_due", "no_data") or (one.state == "missing" and comes_late):
            still += 1
            items_unknown |= is_split and not one.item and one.satisfied_on is None
        else:
            lost += 1
    total, met = done + still + lost, indicator.thresholds.met
    needed = next((more for more in range(still + 1) if total and (done + more) / total >= met), None)
    if needed is None and items_unknown and (met < 1 or not lost):
        needed = still  # with enough of what is not known yet, all of it done, it would be
    return Attainable(done, still, lost, needed, items_unknown)


def final_parts(catalogue: Catalogue, boxes: Iterable[Box]) -> Mapping[Box, frozenset[str]]:
    """The own periods that each figure takes its obligations from once all has fallen due."""
    inside: dict[Box, list[tuple[date, str]]] = {box: [] for box in boxes}
    for one in schedule.parts(catalogue):
        if (one.indicator, one.period) in inside and one.part is not None and one.due_on is not None:
            inside[one.indicator, one.period].append((one.due_on, one.part))
    latest = {one.id for one in catalogue.indicators if one.aggregation == "latest"}
    return {
        box: frozenset(part for _, part in ([max(parts)] if box[0] in latest and parts else parts))
        for box, parts in inside.items()
    }


def attainable_by_box(
    catalogue: Catalogue, boxes: Sequence[Box], obligations: Iterable[Obligation]
) -> Mapping[Box, Attainable]:
    """What can be reached in several figures of an area, from all its obligations."""
    own: dict[str, list[Obligation]] = {}
    for one in obligations:
        own.setdefault(one.indicator, []).append(one)
    return {
        box: attainable(catalogue.indicator(box[0]), (one for one in own.get(box[0], ()) if one.period in parts))
        for box, parts in final_parts(catalogue, boxes).items()
    }


def reach(figures: Figures, unit: str, boxes: Sequence[Box], as_of: date) -> Mapping[Box, Attainable]:
    """What a unit can still reach in some figures, and since when what it cannot has been out of reach.

    That is the first day of the unbroken row of days up to the as-of date on which it was, by what was known on each:
    what is missing is known by a hand-in, so that no other days are looked at.
    """
    known = _on(figures, unit, boxes, as_of)
    found, left = dict(known), [box for box in boxes if known[box].kind == "out_of_reach"]
    since = dict.fromkeys(left, as_of)
    kinds = {box: _kinds(figures.catalogue.indicator(box[0])) for box in left}
    for day, handed_in in sorted(_days(figures, unit, as_of).items(), reverse=True):
        asked = [box for box in left if kinds[box] & handed_in]
        on = _on(figures, unit, asked, day)
        left = [box for box in left if box not in on or on[box].kind == "out_of_reach"]
        since |= dict.fromkeys((box for box in asked if box in left), day)
    return found | {box: replace(found[box], since=day) for box, day in since.items()}


def _on(figures: Figures, unit: str, boxes: Sequence[Box], day: date) -> Mapping[Box, Attainable]:
    if not boxes:
        return {}
    indicators = tuple(dict.fromkeys(indicator for indicator, _ in boxes))
    owed = figures.obligations(Choice(day, indicators=indicators, areas=(unit,)), with_evidence=False)
    return attainable_by_box(figures.catalogue, boxes, owed)


def _kinds(indicator: Indicator) -> frozenset[str]:
    """The record kinds by whose sheets what an indicator counts may be lost."""
    split = indicator.for_each.record if indicator.for_each else None
    return frozenset({indicator.evidence.record, split or indicator.evidence.record})


def _days(figures: Figures, unit: str, as_of: date) -> Mapping[date, frozenset[str]]:
    """The days up to the as-of date on which something may have become lost, with the record kinds that may say so.

    They are those of a hand-in, and the one after where something fell due on it.
    """
    due = {one.due_on for one in schedule.duties(figures.catalogue)}
    found: dict[date, set[str]] = {}
    for one in figures.submissions(as_of, areas=(unit,)):
        day = one.submitted_on
        for on in (day, day + timedelta(days=1)) if day in due else (day,):
            found.setdefault(on, set()).update(kind for kind, rows in one.accepted.items() if rows is not None)
    return {day: frozenset(kinds) for day, kinds in found.items() if day <= as_of}
