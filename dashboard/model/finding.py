"""What the Overview has found, from figures and hand-ins: what its title says, before it is put into words. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from dashboard.model.behind import Standing, furthest

Kind = Literal["nothing_owed", "not_due", "nothing_known", "behind", "none_known", "none_behind", "all_met"]
FactKind = Literal["never", "silent", "silent_in_part", "unknown", "furthest", "partly", "next_due"]


@dataclass(frozen=True)
class Fact:
    """The second clause of the title: what it says, of which units, and a number or a day where it has one."""

    kind: FactKind
    units: tuple[str, ...] = ()
    count: int = 0
    of: int = 0
    day: date | None = None


@dataclass(frozen=True)
class Finding:
    """What the title says of so many units: `behind` of them are."""

    kind: Kind
    total: int
    behind: int = 0
    fact: Fact | None = None


def finding(
    standings: Sequence[Standing],
    *,
    never: Collection[str] = (),
    silent: Collection[str] = (),
    several: bool = False,
    owes: bool = True,
    next_due: date | None = None,
) -> Finding:
    """What is found of some units.

    Args:
        standings: how each stands.
        never: those who could have reported and never have.
        silent: those who have not reported all that they could have for the period.
        several: whether that is more than one report each.
        owes: whether anything at all is owed in the period.
        next_due: the next due date from the as-of date on.
    """
    total = len(standings)
    if not any(one.due for one in standings):
        day = Fact("next_due", day=next_due) if owes and next_due else None
        return Finding("not_due" if owes else "nothing_owed", total, fact=day)
    silence = _silence(standings, never, silent, several=several)
    behind = sum(one.is_behind for one in standings)
    if behind:
        return Finding("behind", total, behind, silence or _unknown(standings) or _furthest(standings))
    if all(one.due == one.unknown for one in standings):
        return Finding("nothing_known", total, fact=silence)
    if any(one.unknown for one in standings):
        return Finding("none_known", total, fact=silence or _unknown(standings))
    partly = tuple(one.unit for one in standings if one.partly)
    if partly:
        return Finding("none_behind", total, fact=silence or Fact("partly", partly, len(partly)))
    return Finding("all_met", total, fact=silence)


def _silence(
    standings: Sequence[Standing], never: Collection[str], silent: Collection[str], *, several: bool
) -> Fact | None:
    """Who never reported, or, where all have at some time, who has not for this period."""
    now: FactKind = "silent_in_part" if several else "silent"
    kinds: tuple[tuple[FactKind, Collection[str]], ...] = (("never", never), (now, silent))
    for kind, units in kinds:
        found = tuple(one.unit for one in standings if one.unit in units)
        if found:
            return Fact(kind, found, len(found))
    return None


def _unknown(standings: Sequence[Standing]) -> Fact | None:
    """Who is not behind for all that is known, while not everything is."""
    found = tuple(one.unit for one in standings if one.unknown and not one.is_behind)
    return Fact("unknown", found, len(found)) if found else None


def _furthest(standings: Sequence[Standing]) -> Fact | None:
    one = furthest(standings)
    return Fact("furthest", (one.unit,), len(one.not_met), one.due) if one and len(standings) > 1 else None
