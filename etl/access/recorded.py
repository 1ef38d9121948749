"""Whether the kept decisions are those that the audit log says were taken: none lost, none changed, none put in.

An entry of a decision holds its number and a digest of all of it, so that a file that was written anew, with a seal
that fits, is found too. Entries of before that (November 2026) name neither: they are compared by what was decided, of
which unit and hand-in period, over which submission and by whom, and a reason that was changed under them is not found.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from etl import audit
from etl.access.decisions import ACTIONS, Decision, DecisionFolder, digest_of
from etl.audit import Entry
from etl.store.disk import alone_where_possible

_DECISION = "decision"
_PATIENCE = 5.0
_Named = tuple[object, ...]


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
        _DECISION: decision.number, "sha256": digest_of(decision),
    }  # fmt: skip


def differences(data: Path, programme: str) -> tuple[Difference, ...]:
    """Every decision of a programme of which log and archive differ: first what the log misses, in its order.

    OSError where either cannot be read.
    """
    folder = DecisionFolder(data, programme)
    # A decision is recorded before this lock is free again, so both sides are those of one moment.
    with alone_where_possible(folder.folder / ".lock", _PATIENCE):
        kept = folder.read()
        entries = [
            one for one in audit.entries(data) if one.action in ACTIONS and one.facts.get("programme") == programme
        ]
    left, unmatched = _matched(kept.taken, entries)
    damaged = list(kept.damaged)
    missed = [_missed(one, left, damaged) for one in unmatched]
    added = [Difference("added", one.number, None, one.action, one.unit, one.period) for one in left]
    added += [Difference("added", number, None, None, None, None) for number in damaged]
    return (*missed, *sorted(added, key=lambda one: one.number or 0))


def _matched(taken: Sequence[Decision], entries: Sequence[Entry]) -> tuple[list[Decision], list[Entry]]:
    """The decisions that no entry names, and the entries of which there is no decision."""
    # Entries that hold a digest come first: the others, which say less, share what is left.
    left, missing = _paired(taken, [one for one in entries if _DECISION in one.facts], by_digest=True)
    left, older = _paired(left, [one for one in entries if _DECISION not in one.facts], by_digest=False)
    return left, sorted((*missing, *older), key=lambda one: one.number)


def _paired(
    taken: Iterable[Decision], entries: Iterable[Entry], *, by_digest: bool
) -> tuple[list[Decision], list[Entry]]:
    """What is left over of both once each entry has found its decision."""
    waiting: defaultdict[_Named, list[Entry]] = defaultdict(list)
    for entry in entries:
        waiting[_named_by(entry, by_digest=by_digest)].append(entry)
    left = []
    for one in taken:
        found = waiting[_name_of(one, by_digest=by_digest)]
        if found:
            found.pop(0)
        else:
            left.append(one)
    return left, [entry for several in waiting.values() for entry in several]


def _name_of(decision: Decision, *, by_digest: bool) -> _Named:
    if by_digest:
        return decision.number, digest_of(decision)
    return decision.action, decision.actor, decision.unit, decision.period, decision.submission


def _named_by(entry: Entry, *, by_digest: bool) -> _Named:
    if by_digest:
        return entry.facts[_DECISION], entry.facts.get("sha256")
    return entry.action, entry.actor, *(entry.facts.get(fact) for fact in ("unit", "period", "submission"))


def _missed(entry: Entry, left: list[Decision], damaged: list[int]) -> Difference:
    """What became of a decision that an entry names; a file under its number, sound or not, is that one changed."""
    number = entry.facts.get(_DECISION)
    instead = next((one for one in left if one.number == number), None)
    is_there = instead is not None or number in damaged
    if instead is not None:
        left.remove(instead)
    elif isinstance(number, int) and is_there:
        damaged.remove(number)
    unit, period = (str(entry.facts.get(fact)) for fact in ("unit", "period"))
    known = number if isinstance(number, int) else None
    return Difference("changed" if is_there else "lost", known, entry.number, entry.action, unit, period)
