"""Runs an action again and again in a child process, and at its n-th touch of the disk kills it or lets the step fail.

A module of its own, run as a program: it forks, which a process with threads (pytest's workers, DuckDB) must not.
Every opening, renaming, removing, linking and making of a folder is seen by Python's audit hooks; fsync is not audited
and is replaced. What the C library of DuckDB does is not seen: there `fire.py` kills by the clock.
"""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EVENTS = ("open", "os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.symlink", "shutil.copyfile", "fsync")
FAILED, UNDONE = 3, 4


@dataclass(frozen=True)
class Outcome:
    """What a program that goes through all steps found wrong, and how many steps there were, by act."""

    wrong: list[str]
    steps: dict[str, int]


def outcome_of(module: str, *arguments: str) -> Outcome:
    """Run such a program in a process of its own."""
    call = [sys.executable, "-m", f"tests.store.{module}", *arguments]
    answer = subprocess.run(call, cwd=ROOT, capture_output=True, text=True, check=True)
    return Outcome(**json.loads(answer.stdout))


class Steps:
    """Counts steps inside a folder, and acts at the chosen one."""

    def __init__(self, folder: Path, at: int, act: Callable[[], None]) -> None:
        self.folder, self.at, self.act, self.count, self.on = str(folder), at, act, 0, True

    def seen(self, event: str, arguments: tuple[object, ...]) -> None:
        if not self.on or event not in EVENTS:
            return
        if event != "fsync" and not any(str(one).startswith(self.folder) for one in arguments):
            return
        self.count += 1
        if self.count == self.at:
            self.act()


def kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def fail() -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def run_once(action: Callable[[], None], folder: Path, at: int, act: Callable[[], None]) -> int | None:
    """The child's exit status (negative: the signal that ended it); None where the action has fewer steps than `at`."""
    child = os.fork()
    if child == 0:
        status = FAILED
        try:
            steps = Steps(folder, at, act)
            real = os.fsync

            def fsync(handle: int) -> None:
                steps.seen("fsync", ())
                real(handle)

            os.fsync = fsync  # type: ignore[assignment]
            sys.addaudithook(steps.seen)
            action()
            steps.on = False
            status = 0 if steps.count >= at else UNDONE
        finally:
            os._exit(status)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return None if status == UNDONE else status


def in_a_child(look: Callable[[], object]) -> object:
    """What a function says in a process of its own, as JSON: the one that forks must not touch DuckDB."""
    reads, writes = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reads)
        try:
            os.write(writes, json.dumps(look()).encode())
        finally:
            os._exit(0)
    os.close(writes)
    with os.fdopen(reads, "rb") as answer:
        content = answer.read()
    os.waitpid(child, 0)
    return json.loads(content)
