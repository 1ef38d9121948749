"""Runs a process that answers one request, and stops it from outside where it takes too long or too much memory.

From outside, because a process that is refused memory need not end: a library in it may crash, and it may hang. What
is counted is the memory it really holds; the address space it reserves grows with the machine's cores.
"""

from __future__ import annotations

import os
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from etl.intake.cells import Fault

_LOOK_EVERY = 0.05  # seconds


def answer_of(command: Sequence[str], asked: bytes, seconds: float, memory: int, search: str) -> bytes | Fault:
    """What a command answers on standard output; a fault where it did not, and then the process is gone.

    Args:
        command: The program and its arguments.
        asked: What it reads on standard input.
        seconds: How long it may take: `took_too_long` afterwards.
        memory: How many bytes it may hold, where the system tells (Linux): `failed` above that, as where it ends with
            a status other than 0.
        search: Where Python looks for modules (PYTHONPATH).
    """
    pipe, environment = subprocess.PIPE, {**os.environ, "PYTHONPATH": search}
    with (
        subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, env=environment) as process,
        _killed_above(memory, process),
    ):
        try:
            answer, _ = process.communicate(asked, timeout=seconds)
        except subprocess.TimeoutExpired:
            return Fault("took_too_long", values=(("limit", int(seconds)),))
        finally:
            process.kill()
    return Fault("failed") if process.returncode else answer


@contextmanager
def _killed_above(memory: int, process: subprocess.Popen[bytes]) -> Iterator[None]:
    """Kill a process that holds more memory than it may."""
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(_LOOK_EVERY):
            if _held(process.pid) > memory:
                process.kill()

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        ended.set()
        watcher.join()


def _held(process: int) -> int:
    """The bytes of memory a process holds; 0 where the system does not tell."""
    try:
        pages = Path(f"/proc/{process}/statm").read_bytes().split()[1]
    except (OSError, IndexError):
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")
