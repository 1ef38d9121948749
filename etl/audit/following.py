"""The entries of some actions, each look going on from where the last one ended: a log of years is read once."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from etl.audit.entry import LOG, Entry, begins_with, entry_of, may_be
from etl.audit.log import folder_of


@dataclass(frozen=True)
class _Seen:
    """What was read of which file, up to where; the entries by their programme, in the order of the log."""

    inode: int = 0
    end: int = 0
    by_programme: dict[str, tuple[Entry, ...]] = field(default_factory=dict)


class Followed:
    """The entries of some actions in the log of a data folder that stand as they were written."""

    def __init__(self, data: Path, actions: Collection[str]) -> None:
        self.file = folder_of(data) / LOG
        self._actions, self._begins = frozenset(actions), begins_with(actions)
        self._seen = _Seen()

    def of_programme(self, programme: str) -> tuple[Entry, ...]:
        """Those of a programme that stand there now. OSError where the log cannot be read."""
        # Replaced in one piece, so that two threads that look at once do no more than read the same twice.
        seen = self._seen = self._read_on(self._seen)
        return seen.by_programme.get(programme, ())

    def _read_on(self, seen: _Seen) -> _Seen:
        with suppress(FileNotFoundError), self.file.open("rb") as log:
            inode, size = _what_it_is(log.fileno())
            if inode != seen.inode or size < seen.end:
                seen = _Seen(inode)
            log.seek(seen.end)
            found: defaultdict[str, list[Entry]] = defaultdict(list)
            end = seen.end
            for line in log:
                if not line.endswith(b"\n"):
                    break
                end += len(line)
                entry = entry_of(line[:-1]) if may_be(line, self._begins) else None
                if entry is not None and entry.action in self._actions:
                    found[str(entry.facts.get("programme"))].append(entry)
            added = {name: (*seen.by_programme.get(name, ()), *several) for name, several in found.items()}
            return _Seen(inode, end, seen.by_programme | added)
        return _Seen()


def _what_it_is(handle: int) -> tuple[int, int]:
    found = os.fstat(handle)
    return found.st_ino, found.st_size
