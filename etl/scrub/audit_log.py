"""The audit log gone through: every line by its chain, and by its second copy, from which it must go on."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from etl.audit.check import read_through
from etl.audit.entry import FILE, FOLDER
from etl.audit.log import HEAD, Head, head_text
from etl.scrub.state import Finding, Kind

_HEAD_FILE = f"{FOLDER}/{HEAD}"


@dataclass(frozen=True)
class Log:
    """What log and head hold and what they should; None where that cannot be known."""

    log: bytes
    head: bytes | None
    findings: tuple[Finding, ...]


def look(data: Path, copies: Path, *, repairs: bool) -> tuple[Log, bool]:
    """What the log and its head should be, and whether they are not there as that: nothing is written here.

    Only with `repairs` do the two differ from what stands; while the log's own lock is held.
    """
    log, copy = _bytes(data / FILE) or b"", _bytes(copies / FILE) or b""
    if not _is_sound(copy):
        found = [Finding(f"{copies.name}/{FILE}", "copy", mended=True)]
        copy = b""
    else:
        found = []
    kind, mended = _mended_log(log, copy)
    if kind:
        found.append(Finding(FILE, kind, mended=repairs and mended is not None))
    standing = mended if repairs and mended is not None else log
    head, head_copy = _bytes(data / _HEAD_FILE), _bytes(copies / _HEAD_FILE)
    right = _mended_head(standing, head, head_copy)
    if head_copy is not None and _is_sound(standing) and head_copy not in _heads(standing):
        found.append(Finding(f"{copies.name}/{_HEAD_FILE}", "copy", mended=True))
    if right != head and _is_sound(standing):
        found.append(Finding(_HEAD_FILE, "head", mended=repairs and right is not None))
    new = right if repairs and right is not None else head
    return Log(standing, new, tuple(found)), (standing, new) != (log, head)


def locked(data: Path) -> Path:
    """The lock of those who write the log."""
    return data / FOLDER / ".lock"


def _mended_log(log: bytes, copy: bytes) -> tuple[Kind | None, bytes | None]:
    """What is wrong with the log, and the log without it where that can be known."""
    if _is_sound(log) and log.startswith(copy):
        return None, log
    if _is_sound(log) and not copy.startswith(log):
        # Both hold together, so one of them was written anew as a whole: nobody here can say which.
        return "log_replaced", None
    tail = log[len(copy) :]
    for candidate in (copy + tail, copy + tail[:-1] + b"\n" if tail else copy, log[:-1] + b"\n"):
        if _is_sound(candidate) and candidate.startswith(copy):
            return "log", candidate
    return "log", None


def _mended_head(log: bytes, head: bytes | None, copy: bytes | None) -> bytes | None:
    """The head that a log should have; None where nobody can say. One that names an entry that stands is right.

    A head that names what is not there is the one sign of a tail that was cut off: it is only put right where a single
    byte of it differs from one that fits, or where it is no head at all.
    """
    right = _heads(log)
    if not right or (head is None and len(right) == 1) or head in right:
        return head
    near = [one for one in right if head is not None and _differing(one, head) == 1]
    if near:
        return near[0]
    is_head = head is not None and len(head) == len(next(iter(right))) and head[12:13] == b":"
    return copy if copy in right and not is_head else None


def _heads(log: bytes) -> set[bytes]:
    """Every head that fits a log."""
    marks, _ = read_through(BytesIO(log))
    return {head_text(Head(number, mark)) for number, mark in marks.items()}


def _differing(one: bytes, other: bytes) -> int:
    return sum(a != b for a, b in zip(one, other, strict=False)) + abs(len(one) - len(other))


def _is_sound(log: bytes) -> bool:
    """Whether every line stands; that a writer once found a break, and recorded it, is no new one."""
    return all(one.kind == "broken" for one in read_through(BytesIO(log))[1])


def _bytes(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
