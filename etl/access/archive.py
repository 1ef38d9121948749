"""The decisions of a data folder, kept for good: one immutable file a decision, numbered in the order of taking.

`DATA/reviews/<programme>/000001.json`, written under a temporary name, forced to the disk and renamed; the rename is
the decision. A kill or a full disk before it leaves nothing that anybody reads. Each carries a seal. What is damaged,
unreadable or gone is asked of the audit log (`matching`): whoever reads the files reads both, and everybody is told.
No figure depends on any of them.
"""

from __future__ import annotations

import errno
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from etl.access.decisions import ACTIONS, FOLDER, Decision, Decisions, decision_in, written
from etl.access.matching import with_log
from etl.audit.following import Followed
from etl.store import packs
from etl.store.disk import DiskError, alone, force_to_disk, make_folder, reason_of, remove
from etl.store.versions import NewerFormatError, refuse_newer_folder

_NAME = re.compile(r"^(\d{6,})\.json$")
_INCOMING = ".incoming"
# What is not going to pass by looking again.
_LASTING = frozenset(
    (errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.EIO, errno.EACCES, errno.EPERM, errno.ELOOP, errno.ESTALE)
)
_EVERY_NUMBER = 1 << 62


class DecisionError(DiskError):
    """The decision could not be kept; nothing of it is visible."""


class DecisionFolder:
    """The decisions of one programme in a data folder; one such object reads on in the log from where it was."""

    def __init__(self, data: Path, programme: str) -> None:
        self.folder = data / FOLDER / programme
        self._data, self._programme = data, programme
        self._log = Followed(data, ACTIONS)

    def read(self) -> Decisions:
        """All decisions as they stand now, by their files and by the log. OSError where the system is short of means.

        What cannot be read for good is damaged; where that is the folder, nobody knows what was decided.
        """
        files = self.files()
        try:
            return with_log(files, self._log.of_programme(self._programme))
        except NewerFormatError as error:
            return replace(files, unknown=_EVERY_NUMBER, newer=(*files.newer, error))
        except OSError as error:
            _raise_unless_lasting(error)
            return with_log(files, ())

    def files(self) -> Decisions:
        """What the files alone say."""
        try:
            names = _listed(self.folder)
        except OSError as error:
            _raise_unless_lasting(error)
            return Decisions(unknown=_EVERY_NUMBER)
        found = [(_number(name), _decision(self.folder / name)) for name in names]
        taken = tuple(one for _, one in found if isinstance(one, Decision))
        newer = tuple(one for _, one in found if isinstance(one, NewerFormatError))
        damaged = (number for number, one in found if not isinstance(one, Decision))
        return Decisions(taken, tuple(damaged), newer=newer)

    def signature(self) -> str:
        """What the disk says of decisions and log without reading them: what a cache of them is keyed by."""
        try:
            names = _listed(self.folder)
        except OSError as error:
            names = (str(error.errno),)
        return packs.signature([*(self.folder / name for name in names), self._log.file])

    @contextmanager
    def held(self) -> Iterator[Decisions]:
        """The decisions, and nobody else takes one, be it the first, until the block ends.

        DecisionError where the folder cannot be made; BusyError where somebody holds it for too long.
        """
        try:
            refuse_newer_folder(self._data)
            make_folder(self.folder)
        except OSError as error:
            raise DecisionError(reason_of(error)) from error
        with alone(self.folder / ".lock"):
            yield self.read()

    def add(self, decision: Decision) -> None:
        """Keep a decision; only inside `held`. DecisionError where it cannot be kept."""
        incoming, final = self.folder / _INCOMING, self.folder / f"{decision.number:06d}.json"
        try:
            incoming.write_text(written(decision), "utf-8")
            force_to_disk(incoming)
            incoming.rename(final)
            force_to_disk(self.folder)
        except OSError as error:
            remove(incoming)
            remove(final)
            raise DecisionError(reason_of(error)) from error


def next_number(decisions: Decisions) -> int:
    """The number of the next decision: never one that was given before, though nothing may be left of that."""
    given = [one.number for one in decisions.taken] + [one.number or 0 for one in decisions.missed]
    return max((*given, *decisions.damaged), default=0) + 1


def _listed(folder: Path) -> tuple[str, ...]:
    """The names of all decisions, in their order."""
    try:
        found = [path.name for path in folder.iterdir() if _NAME.match(path.name)]
    except FileNotFoundError:
        return ()
    return tuple(sorted(found, key=_number))


def _decision(path: Path) -> Decision | NewerFormatError | None:
    try:
        return decision_in(path.read_bytes(), _number(path.name), f"{FOLDER}/{path.parent.name}/{path.name}")
    except NewerFormatError as error:
        return error
    except OSError as error:
        _raise_unless_lasting(error)
        return None


def _raise_unless_lasting(error: OSError) -> None:
    """Too many open files, an interrupted call: that passes, and says nothing of a decision."""
    if error.errno not in _LASTING:
        raise error


def _number(name: str) -> int:
    return int(name.partition(".")[0])
