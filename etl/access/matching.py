"""The decisions' files beside the audit log's entries: which belong together, and what is left over on either side.

An entry of a decision holds its number and a digest of all of it. Entries of before that (November 2026) name neither:
they are matched by what was decided, of which unit and hand-in period, over which submission and by whom.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from etl.access.decisions import Decision, Decisions, Missed, digest_of
from etl.audit import Entry

DECISION = "decision"
_Named = tuple[object, ...]
_Pairs = dict[int, Decision]


def matched(taken: Sequence[Decision], entries: Sequence[Entry]) -> tuple[list[Decision], _Pairs]:
    """The decisions that no entry names, and the decision of each entry that has one, by the entry's number."""
    # Entries that hold a digest come first: the others, which say less, share what is left.
    left, pairs = _paired(taken, [one for one in entries if DECISION in one.facts], by_digest=True)
    left, older = _paired(left, [one for one in entries if DECISION not in one.facts], by_digest=False)
    return left, pairs | older


def with_log(files: Decisions, entries: Sequence[Entry]) -> Decisions:
    """What the files say, and what the log says of those that are damaged or gone."""
    _, pairs = matched(files.taken, entries)
    missed = tuple(_missed(entries, pairs))
    named = {one.number for one in missed if one.number is not None}
    unnamed = {number for number in (*files.damaged, *_gone(files, entries)) if number not in named}
    # Each of them was recorded, so where there are as many older entries without a number, those are theirs.
    if len(unnamed) <= sum(one.number is None for one in missed):
        unnamed = set()
    return replace(files, missed=missed, unknown=max((files.unknown, *unnamed)))


def _missed(entries: Sequence[Entry], pairs: Mapping[int, Decision]) -> Iterator[Missed]:
    """The entries that no sound file belongs to, each in its place among the others."""
    last = 0
    for entry in entries:
        found = pairs.get(entry.number)
        number = _number_in(entry)
        if found is None:
            # A number that is given twice was given first to what is gone.
            order = (number, 0) if number is not None else (last, 2)
            unit, period = str(entry.facts.get("unit")), str(entry.facts.get("period"))
            yield Missed(entry.number, number, order, entry.action, unit, period, entry.at)
        last = found.number if found is not None else number or last


def _gone(files: Decisions, entries: Sequence[Entry]) -> set[int]:
    """The numbers below the highest that are not there: numbers are given one after the other."""
    there = {*files.damaged, *(one.number for one in files.taken)}
    highest = max((*there, *(_number_in(one) or 0 for one in entries)), default=0)
    return set(range(1, highest + 1)) - there


def _number_in(entry: Entry) -> int | None:
    number = entry.facts.get(DECISION)
    return number if isinstance(number, int) else None


def _paired(taken: Iterable[Decision], entries: Iterable[Entry], *, by_digest: bool) -> tuple[list[Decision], _Pairs]:
    """The decisions left over once each entry has found its own, and which is whose."""
    waiting: defaultdict[_Named, list[Entry]] = defaultdict(list)
    for entry in entries:
        waiting[_named_by(entry, by_digest=by_digest)].append(entry)
    left: list[Decision] = []
    pairs: _Pairs = {}
    for one in taken:
        found = waiting[_name_of(one, by_digest=by_digest)]
        if found:
            pairs[found.pop(0).number] = one
        else:
            left.append(one)
    return left, pairs


def _name_of(decision: Decision, *, by_digest: bool) -> _Named:
    if by_digest:
        return decision.number, digest_of(decision)
    return decision.action, decision.actor, decision.unit, decision.period, decision.submission


def _named_by(entry: Entry, *, by_digest: bool) -> _Named:
    if by_digest:
        return entry.facts[DECISION], entry.facts.get("sha256")
    return entry.action, entry.actor, *(entry.facts.get(fact) for fact in ("unit", "period", "submission"))
