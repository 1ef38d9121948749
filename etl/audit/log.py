"""Adding to the audit log, so that a kill, a full disk or a second process harms nothing that stands there.

`audit/log.jsonl` is a line an entry, each with the hash of the one before: whoever changes, removes or inserts a line
breaks the chain. `audit/head` holds the number and hash of the last entry, so that a tail that was cut off is missed.
Whoever can write the folder can replace both, and no file on the same machine can prevent that: only a head that was
noted elsewhere (`rcat audit head`, `rcat audit verify --head`) shows it.

An entry is written and forced to the disk, then the head over the one before. After a kill or a power cut the head may
lie behind, which is no fault: it still names an entry that stands. A half line that a kill left is moved aside
(`audit/half-…`) by the next writer, who records it.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from io import FileIO
from pathlib import Path

from etl.audit.entry import (
    BROKEN,
    FOLDER,
    LOCAL,
    LOG,
    MENDED,
    NOTHING,
    Entry,
    begins_with,
    checked_facts,
    entry_after,
    entry_of,
    line_of,
    may_be,
)
from etl.store.disk import DiskError, alone, force_to_disk, make_folder, reason_of
from etl.store.versions import refuse_newer_folder

HEAD, HALF = "head", "half-"
_PATIENCE = 10.0
_BLOCK = 1 << 16
_HEAD = re.compile(rb"(\d{12}):([0-9a-f]{64})\n")


class AuditError(DiskError):
    """The log could not be written; what was to be recorded has happened all the same."""


@dataclass(frozen=True)
class Head:
    """The last entry's number and hash; 0 and zeros where there is none."""

    number: int = 0
    hash: str = NOTHING


def folder_of(data: Path) -> Path:
    """Where the audit log of a data folder stands."""
    return data / FOLDER


def record(data: Path, actor: str, action: str, **facts: str | int | None) -> Head:
    """Add an entry and force it to the disk; its number and hash.

    Args:
        data: The data folder.
        actor: `LOCAL` for whoever sits at this machine, otherwise what `person` gives.
        action: One of `ACTIONS`.
        facts: Codes, dates, digests and counts; None is left out. Never a value, a file's name or a reason.

    Raises:
        AuditError: It could not be written; `reason` is a key under `disk.` of the locale files.
        NewerFormatError: A newer program has written there.
        ValueError: A fact could be something that somebody typed, or the action is unknown.
    """
    kept = checked_facts(actor, action, facts)
    folder = folder_of(data)
    try:
        refuse_newer_folder(data)
        make_folder(folder)
        with alone(folder / ".lock", _PATIENCE):
            return _add(folder, actor, action, kept)
    except OSError as error:
        raise AuditError(reason_of(error)) from error


def noted(data: Path, actor: str, action: str, **facts: str | int | None) -> str | None:
    """The same without raising DiskError: why it could not be recorded (a key under `disk.`), or None."""
    try:
        record(data, actor, action, **facts)
    except DiskError as error:
        return error.reason
    return None


def head_of(data: Path) -> Head | None:
    """What the file `head` says; None where it is not there or not readable as one."""
    try:
        found = _HEAD.fullmatch((folder_of(data) / HEAD).read_bytes())
    except OSError:
        return None
    return Head(int(found[1]), found[2].decode()) if found else None


def head_text(head: Head) -> bytes:
    """The one way in which a head is written: always as long, so that it is written over in one piece."""
    return b"%012d:%s\n" % (head.number, head.hash.encode())


def entries(data: Path, actions: Collection[str] = ()) -> Iterator[Entry]:
    """The entries (of some actions alone) that stand as they were written; what was changed is passed over."""
    begins = begins_with(actions)
    with suppress(FileNotFoundError), (folder_of(data) / LOG).open("rb") as log:
        for line in log:
            entry = entry_of(line[:-1]) if line.endswith(b"\n") and may_be(line, begins) else None
            if entry is not None and (not actions or entry.action in actions):
                yield entry


def _add(folder: Path, actor: str, action: str, facts: Mapping[str, str | int]) -> Head:
    """With the lock held: mend what a kill left, then write the entry and the head."""
    # Unbuffered: what could not be written must not be tried once more when the file is closed.
    with (folder / LOG).open("a+b", buffering=0) as log:
        half = _take_half_away(log, folder)
        last, break_found = _last(log, folder)
        if half:
            last = _write(log, last, LOCAL, MENDED, {"half": half})
        if break_found is not None:
            last = _write(log, last, LOCAL, BROKEN, break_found)
        last = _write(log, last, actor, action, facts)
    _write_head(folder, last)
    return last


def _last(log: FileIO, folder: Path) -> tuple[Head, dict[str, str | int] | None]:
    """What the next entry is chained to, and, where the tail is not what the head says, the facts of that break.

    A tail that was cut off or changed must not be papered over by writing on: the break itself becomes an entry, and
    is found for good.
    """
    line, known = _last_line(log), head_of(folder.parent)
    entry = entry_of(line) if line else None
    found = Head(entry.number, entry.hash) if entry else Head()
    noted_head = known or Head()
    is_new = not line and not (folder / HEAD).exists()
    is_first = found.number == 1 and not (folder / HEAD).exists()
    is_behind = known is not None and known.number < found.number
    if is_new or is_first or is_behind or found == known:
        return found, None
    facts: dict[str, str | int] = {
        "head_number": noted_head.number, "head_hash": noted_head.hash,
        "found_number": found.number, "found_hash": found.hash,
    }  # fmt: skip
    return max(found, noted_head, key=lambda one: one.number), facts


def _last_line(log: FileIO) -> bytes:
    """The last line without its end; empty where there is none. The log ends with a line's end."""
    size = log.seek(0, os.SEEK_END)
    tail = b""
    while len(tail) < size and b"\n" not in tail[:-1]:
        begin = max(0, size - len(tail) - _BLOCK)
        log.seek(begin)
        tail = log.read(size - begin)
    return tail[:-1].rpartition(b"\n")[2]


def _take_half_away(log: FileIO, folder: Path) -> str | None:
    """Move what stands after the last line's end into a file of its own; the SHA-256 of it, or None."""
    size = log.seek(0, os.SEEK_END)
    begin, tail = size, b""
    while begin > 0 and b"\n" not in tail:
        begin = max(0, begin - _BLOCK)
        log.seek(begin)
        tail = log.read(size - begin)
    half = tail.rpartition(b"\n")[2]
    if not half:
        return None
    digest = hashlib.sha256(half).hexdigest()
    aside = folder / f"{HALF}{digest[:16]}"
    aside.write_bytes(half)
    force_to_disk(aside)
    log.truncate(size - len(half))
    os.fsync(log.fileno())
    return digest


def _write(log: FileIO, last: Head, actor: str, action: str, facts: Mapping[str, str | int]) -> Head:
    """Write one entry; where that fails, nothing of it stays."""
    at = datetime.now(UTC).isoformat(timespec="seconds")
    entry = entry_after(last.hash, last.number + 1, at, (actor, action), facts)
    size = log.seek(0, os.SEEK_END)
    try:
        rest = line_of(entry)
        while rest:
            rest = rest[log.write(rest) :]
        os.fsync(log.fileno())
    except OSError:
        with suppress(OSError):
            os.ftruncate(log.fileno(), size)
        raise
    return Head(entry.number, entry.hash)


def _write_head(folder: Path, head: Head) -> None:
    """Over the one before. Not forced to the disk: that would cost more than the entry, and it may lie behind."""
    path = folder / HEAD
    is_first = not path.exists()
    handle = os.open(path, os.O_WRONLY | os.O_CREAT, 0o666)
    try:
        os.pwrite(handle, head_text(head), 0)
    finally:
        os.close(handle)
    if is_first:
        force_to_disk(path)
        force_to_disk(folder)
