"""What new submissions can change: of which indicators, units and periods the obligations, and which figures add them.

A new sheet takes the place of others of its own unit, hand-in period and record kind only. So whatever an obligation's
timing (FIGURES.md 3) keeps away from that hand-in period stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from etl.store.kept import Kept
from indicators import schedule
from indicators.model import Catalogue, Indicator
from indicators.schedule import Duty, Needed

Box = tuple[str, str]
"""An indicator and a period."""


@dataclass(frozen=True)
class Scope:
    """What may be otherwise now.

    `owed` are the indicators' own periods whose obligations may be; `added` the periods whose figures add these.
    `read` are the hand-in periods whose sheets say how these obligations stand; None where any may.
    """

    indicators: tuple[Indicator, ...]
    units: tuple[str, ...]
    periods: tuple[str, ...]
    kinds: tuple[str, ...]
    owed: frozenset[Box]
    added: frozenset[Box]
    read: frozenset[str] | None

    @property
    def kinds_read(self) -> tuple[str, ...]:
        """The record kinds that these indicators read."""
        return tuple(sorted({kind for one in self.indicators for kind in kinds_read(one)}))


def scope_of(catalogue: Catalogue, new: Iterable[Kept]) -> Scope:
    """What some new submissions can change."""
    given = tuple(new)
    sheets = frozenset((kind, one.period) for one in given for kind in one.sheets)
    everywhere = [unit.id for unit in catalogue.programme.areas.units]
    units = {unit for one in given for unit in ([one.qark] if one.qark else everywhere)}
    duties, needed = tuple(schedule.duties(catalogue)), tuple(schedule.needed(catalogue))
    owed = frozenset(
        (one.id, period)
        for one in catalogue.indicators
        for period in _periods(
            one, sheets, [duty for duty in duties if duty.indicator == one.id],
            [need for need in needed if need.indicator == one.id],
        )
    )  # fmt: skip
    added = ((one.indicator, one.period) for one in schedule.parts(catalogue) if (one.indicator, one.part) in owed)
    changed = tuple(one for one in catalogue.indicators if one.id in {indicator for indicator, _ in owed})
    read = {one.last_hand_in for one in duties if (one.indicator, one.period) in owed}
    read |= {one.hand_in for one in needed if (one.indicator, one.period) in owed}
    return Scope(
        changed,
        tuple(sorted(units)),
        tuple(sorted({period for _, period in sheets})),
        tuple(sorted({kind for kind, _ in sheets})),
        owed,
        frozenset(added),
        None if any(map(_reads_any, changed)) else frozenset(read),
    )


def kinds_read(indicator: Indicator) -> set[str]:
    """The record kinds that an indicator's queries read."""
    split = indicator.for_each.record if indicator.for_each else None
    return {indicator.evidence.record, *([split] if split else [])}


def _reads_any(indicator: Indicator) -> bool:
    """Whether evidence may stand in a sheet of another hand-in period than its obligation's own."""
    return bool(indicator.once) or indicator.evidence.timing in ("during", "any", "by_end")


def _periods(
    indicator: Indicator, sheets: frozenset[Box], duties: Sequence[Duty], needed: Sequence[Needed]
) -> set[str]:
    """An indicator's own periods that sheets of some record kinds and hand-in periods can change."""
    handed_in = {period for kind, period in sheets if kind == indicator.evidence.record}
    split = indicator.for_each.record if indicator.for_each else None
    listed = {period for kind, period in sheets if kind == split}
    found = {one.period for one in duties if one.last_hand_in in listed}
    if not handed_in:
        return found
    if indicator.once or indicator.evidence.timing in ("during", "any"):
        return {one.period for one in duties}
    if indicator.evidence.timing == "by_end":
        found |= {one.period for one in duties if one.last_hand_in >= min(handed_in)}
    # Whatever a period touches it needs, so these are also the periods that such rows can be evidence for.
    return found | {one.period for one in needed if one.hand_in in handed_in}
