"""How far a scrub has come, and what the last one found: one small sealed file, replaced in one piece."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from etl.scrub.kept_files import STATE
from etl.store.disk import force_to_disk
from etl.store.kept import seal

MOST_NAMED = 1_000
_SEAL = "seal"
Kind = Literal["damaged", "missing", "changed", "copy", "differs", "log", "log_replaced", "head", "added"]
"""What is wrong with a file. damaged: not as it was written. missing: gone. changed: not what the log says. copy: its
second copy was damaged. differs: it and its second copy both look sound and are not the same. log: a line of the audit
log is not as it was written. log_replaced: the log does not go on from its second copy. head: the log's head does not
fit it. added: the log knows nothing of it."""


@dataclass(frozen=True)
class Finding:
    """Something wrong with a file of the data folder; `mended` where it is as it was again."""

    path: str
    kind: Kind
    mended: bool = False


@dataclass(frozen=True)
class Result:
    """What a scrub went through and found; `ended` (UTC) is empty while it has not. Only the first are named."""

    ended: str = ""
    files: int = 0
    size: int = 0
    mended: int = 0
    unmended: int = 0
    named: tuple[Finding, ...] = ()

    def with_found(self, finding: Finding) -> Result:
        """The same with one more; nothing is named twice."""
        if any(one.path == finding.path for one in self.named):
            return self
        named = (*self.named, finding)[:MOST_NAMED]
        mended = self.mended + finding.mended
        return replace(self, named=named, mended=mended, unmended=self.unmended + (not finding.mended))


@dataclass(frozen=True)
class State:
    """The scrub that is under way up to the file `at`, the last that ended, and what files without a seal came to.

    `sums` maps such a file's path to its SHA-256, size and time of change.
    """

    at: str = ""
    repairs: bool = False
    running: Result = field(default_factory=Result)
    last: Result = field(default_factory=Result)
    sums: Mapping[str, tuple[str, int, int]] = field(default_factory=dict)

    def finished(self) -> State:
        """The running scrub has ended now."""
        ended = replace(self.running, ended=datetime.now(UTC).isoformat(timespec="seconds"))
        return State(last=ended, sums=self.sums)


def last_scrub(data: Path) -> Result | None:
    """What the last scrub that ended found; None where none did, or nobody can tell."""
    found = read_state(data).last
    return found if found.ended else None


def read_state(data: Path) -> State:
    """The state that was written last; a first one where there is none, or it is damaged: then a scrub begins anew."""
    try:
        content = json.loads((data / STATE).read_bytes())
        if content.pop(_SEAL) != seal(content):
            return State()
        running, last = (_result(content.pop(name)) for name in ("running", "last"))
        sums = {path: (str(one[0]), int(one[1]), int(one[2])) for path, one in content.pop("sums").items()}
        return State(**content, running=running, last=last, sums=sums)
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return State()


def write_state(data: Path, state: State) -> None:
    """Replace the state. OSError where that cannot be done; the one before stays."""
    content = asdict(state)
    aside = data / f".{STATE}"
    aside.write_text(json.dumps({**content, _SEAL: seal(content)}, indent=1), "utf-8")
    force_to_disk(aside)
    aside.replace(data / STATE)
    force_to_disk(data)


def _result(content: Mapping[str, object]) -> Result:
    named = content["named"]
    if not isinstance(named, list):
        raise TypeError
    return Result(**{**content, "named": tuple(Finding(**one) for one in named)})  # type: ignore[arg-type]
