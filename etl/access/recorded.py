"""Whether the kept decisions are those that the audit log says were taken: none lost, none changed, none put in.

A file that was written anew, with a seal that fits, is found too, by the digest that its entry holds. Entries of
before they did (see `matching`) say less, and a reason that was changed under them is not found.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from etl import audit
from etl.access.archive import DecisionFolder
from etl.access.decisions import ACTIONS, Decision, digest_of
from etl.access.matching import DECISION, matched
from etl.audit import Entry
from etl.store.disk import alone_where_possible

_PATIENCE = 5.0


@dataclass(frozen=True)
class Difference:
    """A decision of which log and archive do not say the same; never a word of its reason.

    lost: the log says that it was taken, and it is not there. changed: it is not as it was taken. added: no entry says
    that it was taken. `entry` is the number of the log's entry (None: there is none), `number` the decision's (None:
    the entry is too old to say). `action`, `unit`, `period` are what the log says, or where it says nothing what the
    decision does; None where that is damaged.
    """

    kind: Literal["lost", "changed", "added"]
    number: int | None
    entry: int | None
    action: str | None
    unit: str | None
    period: str | None


def facts_of(decision: Decision) -> dict[str, str | int | None]:
    """What the audit log is told of a decision: which it is, of what, and a digest of all of it; not its reason."""
    return {
        "unit": decision.unit, "period": decision.period, "submission": decision.submission,
        DECISION: decision.number, "sha256": digest_of(decision),
    }  # fmt: skip


def differences(data: Path, programme: str) -> tuple[Difference, ...]:
    """Every decision of a programme of which log and archive differ: first what the log misses, in its order.

    OSError where either cannot be read.
    """
    folder = DecisionFolder(data, programme)
    # A decision is recorded before this lock is free again, so both sides are those of one moment.
    with alone_where_possible(folder.folder / ".lock", _PATIENCE):
        with suppress(FileNotFoundError):
            next(folder.folder.iterdir(), None)  # what cannot be looked into is not lost, and that must be said instead
        kept = folder.files()
        entries = [one for one in audit.entries(data, ACTIONS) if one.facts.get("programme") == programme]
    left, pairs = matched(kept.taken, entries)
    damaged = list(kept.damaged)
    missed = [_missed(one, left, damaged) for one in entries if one.number not in pairs]
    added = [Difference("added", one.number, None, one.action, one.unit, one.period) for one in left]
    added += [Difference("added", number, None, None, None, None) for number in damaged]
    return (*missed, *sorted(added, key=lambda one: one.number or 0))


def _missed(entry: Entry, left: list[Decision], damaged: list[int]) -> Difference:
    """What became of a decision that an entry names; a file under its number, sound or not, is that one changed."""
    number = entry.facts.get(DECISION)
    instead = next((one for one in left if one.number == number), None)
    is_there = instead is not None or number in damaged
    if instead is not None:
        left.remove(instead)
    elif isinstance(number, int) and is_there:
        damaged.remove(number)
    unit, period = (str(entry.facts.get(fact)) for fact in ("unit", "period"))
    known = number if isinstance(number, int) else None
    return Difference("changed" if is_there else "lost", known, entry.number, entry.action, unit, period)
