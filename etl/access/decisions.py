"""What the Office decided of semesters, kept for good: one immutable file a decision, numbered in the order of taking.

`DATA/reviews/<programme>/000001.json`, written under a temporary name, forced to the disk and renamed; the rename is
the decision. A kill or a full disk before it leaves nothing that anybody reads. Each carries a seal; one whose seal
does not fit does not count, and everybody is told. No figure depends on any of them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Literal, get_args

from etl.store.disk import DiskError, alone, force_to_disk, make_folder, reason_of, remove
from etl.store.kept import seal

Action = Literal["accepted", "returned", "locked", "reopened"]
ACTIONS: tuple[Action, ...] = get_args(Action)
FOLDER = "reviews"
_NAME = re.compile(r"^(\d{6,})\.json$")
_SEAL = "seal"
_INCOMING = ".incoming"


class DecisionError(DiskError):
    """The decision could not be kept; nothing of it is visible."""


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
class Decisions:
    """All decisions of a programme in their order, and the numbers of those that are damaged and do not count."""

    taken: tuple[Decision, ...] = ()
    damaged: tuple[int, ...] = ()

    def of(self, unit: str, period: str) -> tuple[Decision, ...]:
        """Those of a unit's hand-in period."""
        return tuple(one for one in self.taken if (one.unit, one.period) == (unit, period))

    def is_locked(self, unit: str | None, period: str | None) -> bool:
        """Whether a unit's hand-in period takes no submission."""
        decided = [one.action for one in self.taken if (one.unit, one.period) == (unit, period)]
        return any(one == "locked" for one in decided[-1:])


class DecisionFolder:
    """The decisions of one programme in a data folder."""

    def __init__(self, data: Path, programme: str) -> None:
        self.folder = data / FOLDER / programme

    def names(self) -> tuple[str, ...]:
        """The names of all decisions, in their order: what a cache of them is keyed by."""
        try:
            found = [path.name for path in self.folder.iterdir() if _NAME.match(path.name)]
        except FileNotFoundError:
            return ()
        return tuple(sorted(found, key=_number))

    def read(self) -> Decisions:
        """All decisions as they stand now. OSError where the system cannot read."""
        taken: list[Decision] = []
        damaged: list[int] = []
        for name in self.names():
            found = _decision((self.folder / name).read_bytes(), _number(name))
            if found is None:
                damaged.append(_number(name))
            else:
                taken.append(found)
        return Decisions(tuple(taken), tuple(damaged))

    @contextmanager
    def held(self) -> Iterator[Decisions]:
        """The decisions, and nobody else takes one, be it the first, until the block ends.

        DecisionError where the folder cannot be made; BusyError where somebody holds it for too long.
        """
        try:
            make_folder(self.folder)
        except OSError as error:
            raise DecisionError(reason_of(error)) from error
        with alone(self.folder / ".lock"):
            yield self.read()

    def add(self, decision: Decision) -> None:
        """Keep a decision; only inside `held`. DecisionError where it cannot be kept."""
        content = {**asdict(decision), _SEAL: digest_of(decision)}
        incoming, final = self.folder / _INCOMING, self.folder / f"{decision.number:06d}.json"
        try:
            incoming.write_text(json.dumps(content, ensure_ascii=False), "utf-8")
            force_to_disk(incoming)
            incoming.rename(final)
            force_to_disk(self.folder)
        except OSError as error:
            remove(incoming)
            remove(final)
            raise DecisionError(reason_of(error)) from error

    def next_number(self) -> int:
        """The number of the next decision."""
        return max(map(_number, self.names()), default=0) + 1


def digest_of(decision: Decision) -> str:
    """A SHA-256 of all that a decision says: the seal of its file."""
    return seal(asdict(decision))


def _number(name: str) -> int:
    return int(name.partition(".")[0])


@lru_cache(maxsize=4096)
def _decision(content: bytes, number: int) -> Decision | None:
    """A decision as it was written; None where it is not."""
    try:
        found = json.loads(content)
        sealed = found.pop(_SEAL)
        decision = Decision(**found)
        datetime.fromisoformat(decision.at)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    texts = (decision.action, decision.unit, decision.period, decision.reason, decision.actor)
    is_written_so = all(isinstance(one, str) for one in texts) and isinstance(decision.submission, int | None)
    is_whole = sealed == seal(found) and decision.number == number and decision.action in ACTIONS
    return decision if is_written_so and is_whole else None
