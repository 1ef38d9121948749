"""What the Office decided of semesters, as values: one decision, all of them, and which semesters are locked.

A prohibition fails closed: a lock holds with any one of its records, its file or the audit log's entry; a reopening
counts only while its own file is sound. A decision that is damaged or gone and that the log does not know either could
have locked any semester, so all are locked on which nothing was decided since.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import lru_cache
from typing import Literal, get_args

from etl.store.kept import seal
from etl.store.versions import FORMAT, NewerFormatError, refuse_newer

Action = Literal["accepted", "returned", "locked", "reopened"]
ACTIONS: tuple[Action, ...] = get_args(Action)
Doubt = Literal["missed", "unknown"]
"""Why a semester is locked by no decision that stands. missed: the log names a lock whose file is damaged or gone.
unknown: a decision is damaged or gone of which not even the log says what it was of."""
FOLDER, SEAL = "reviews", "seal"


@dataclass(frozen=True)
class Decision:
    """One decision of a unit's hand-in period: what, why, by whom, when (UTC), and over which newest submission."""

    number: int
    action: Action
    unit: str
    period: str
    reason: str
    actor: str
    at: str
    submission: int | None


@dataclass(frozen=True)
class Missed:
    """A decision that the audit log names and of which there is no sound file; the log holds no reason.

    `entry` is the number of the log's entry, `number` the decision's (None: the entry is too old to say). `order` puts
    it among the others: by its number, or after the decision of the entry before.
    """

    entry: int
    number: int | None
    order: tuple[int, int]
    action: str
    unit: str
    period: str
    at: str


@dataclass(frozen=True)
class Decisions:
    """All decisions of a programme in their order, the numbers of those that are damaged, and what the log misses.

    `unknown`: the highest number of a decision that is damaged or gone without the log saying what it was; 0: none.
    `newer`: those of the damaged that a newer program wrote, as what has to be said of them.
    """

    taken: tuple[Decision, ...] = ()
    damaged: tuple[int, ...] = ()
    missed: tuple[Missed, ...] = ()
    unknown: int = 0
    newer: tuple[NewerFormatError, ...] = ()

    def of(self, unit: str, period: str) -> tuple[Decision, ...]:
        """Those of a unit's hand-in period."""
        return tuple(one for one in self.taken if (one.unit, one.period) == (unit, period))

    def missed_since(self, unit: str, period: str) -> tuple[Missed, ...]:
        """What the log misses of a unit's hand-in period after the last decision of it that stands."""
        last = max(((one.number, 1) for one in self.of(unit, period)), default=(0, 0))
        return tuple(one for one in self.missed if (one.unit, one.period) == (unit, period) and one.order > last)

    def is_locked(self, unit: str | None, period: str | None) -> bool:
        """Whether a unit's hand-in period takes no submission."""
        if unit is None or period is None:
            return False
        decided = [one.action for one in self.of(unit, period)]
        return decided[-1:] == ["locked"] or self.doubt(unit, period) is not None

    def doubt(self, unit: str, period: str) -> Doubt | None:
        """Why a unit's hand-in period is locked though no decision that stands says so; None where none is in doubt."""
        last = self.of(unit, period)[-1:]
        if any(one.action == "locked" for one in last):
            return None
        if any(one.action == "locked" for one in self.missed_since(unit, period)):
            return "missed"
        return "unknown" if self.unknown > max((one.number for one in last), default=0) else None


def digest_of(decision: Decision) -> str:
    """A SHA-256 of all that a decision says: the seal of its file."""
    return seal(asdict(decision))


def written(decision: Decision) -> str:
    """A decision as its file holds it, sealed."""
    return json.dumps({**asdict(decision), SEAL: digest_of(decision)}, ensure_ascii=False)


@lru_cache(maxsize=4096)
def decision_in(content: bytes, number: int, file: str) -> Decision | None:
    """A decision as it was written; None where it is not. NewerFormatError where a newer program wrote it."""
    try:
        found = json.loads(content)
        refuse_newer("decision", found, file)
        sealed = found.pop(SEAL)
        decision = Decision(**{key: value for key, value in found.items() if key != FORMAT})
        datetime.fromisoformat(decision.at)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    is_whole = sealed == seal(found) and decision.number == number and decision.action in ACTIONS
    return decision if is_whole and _is_written_so(decision) else None


def _is_written_so(decision: Decision) -> bool:
    texts = (decision.action, decision.unit, decision.period, decision.reason, decision.actor)
    return all(isinstance(one, str) for one in texts) and isinstance(decision.submission, int | None)
