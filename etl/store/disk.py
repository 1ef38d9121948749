"""Writing so that a kill, a full disk or a second writer harms nothing: locks, forced writes, why a write failed."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

PATIENCE = 60.0
_PAUSE = 0.02
# Why a write failed -> the key under `disk.` of the locale files that says so and what to do.
_REASONS = {
    errno.ENOSPC: "no_space", errno.EDQUOT: "no_space", errno.EFBIG: "no_space", errno.EROFS: "read_only",
    errno.EACCES: "no_permission", errno.EPERM: "no_permission", errno.EIO: "device", errno.ENOENT: "gone",
    errno.EEXIST: "gone", errno.ENOTEMPTY: "gone", errno.ENOTDIR: "gone",
}  # fmt: skip


class DiskError(Exception):
    """Something could not be written; `reason` is a key under `disk.` of the locale files."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class BusyError(OSError):
    """Another process held the lock for longer than anybody should wait."""


def reason_of(error: OSError) -> str:
    """Why a write failed, as a key under `disk.` of the locale files."""
    return "busy" if isinstance(error, BusyError) else _REASONS.get(error.errno or 0, "other")


def reason_in(message: str) -> str | None:
    """The same from a library's message that quotes the system's; None where it quotes none that we know."""
    return next((reason for number, reason in _REASONS.items() if os.strerror(number) in message), None)


@contextmanager
def alone(lock: Path, patience: float = PATIENCE) -> Iterator[None]:
    """One process at a time; BusyError after `patience` seconds.

    The kernel takes the lock from a process that ends, so a kill leaves none behind. Where somebody deletes the lock's
    file while it is held, the one who waited would hold a lock that nobody else sees: then the wait begins anew.
    """
    until = time.monotonic() + patience
    while True:
        with lock.open("a") as handle:
            _wait_for(handle.fileno(), until)
            if _is_same(handle.fileno(), lock):
                yield
                return


@contextmanager
def alone_where_possible(lock: Path, patience: float = PATIENCE) -> Iterator[None]:
    """The same for one who only reads: where the lock cannot be had, or not made, what stands there as it stands."""
    with ExitStack() as held:
        with suppress(OSError):
            held.enter_context(alone(lock, patience))
        yield


def _wait_for(handle: int, until: float) -> None:
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                raise BusyError from None
            time.sleep(_PAUSE)
        else:
            return


def _is_same(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, each forced to the disk: a name that is lost takes all below with it."""
    missing = [one for one in (folder, *folder.parents) if not one.is_dir()]
    for one in reversed(missing):
        one.mkdir(exist_ok=True)
        force_to_disk(one.parent)


def force_to_disk(path: Path) -> None:
    """Force a file or a folder's entries out of the machine's cache."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def remove(path: Path) -> None:
    """Remove a file, a link or a folder with all in it, as far as that is possible; nothing there is fine."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
        return
    try:
        path.unlink(missing_ok=True)
    except OSError:
        # What is left over is removed by the next writer; that it cannot be now is no reason to fail.
        return
