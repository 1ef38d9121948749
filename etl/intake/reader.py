"""Reading in a process of its own, where a crash, a hang or a hunger for memory is a finding (FORMS.md 4)."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from etl.intake.cells import Fault, RawSubmission, raw_submission
from etl.intake.container.guard import LIMITS, NO_LIMITS, Limits
from etl.intake.worker import OUT_OF_TIME, READY, request

# The limit is for reading a file: how long a busy machine takes to start a process says nothing about the file.
_START_PATIENCE = 60.0
# The seconds of the limit are the processor's. A process that waits uses none, so the clock stops it in the end.
_CLOCK_PATIENCE = 12.0
_ROOT = Path(__file__).resolve().parents[2]


class Reader:
    """Reads files one after the other in one reader process, which is started at need and again after a crash.

    A context manager. Not for several threads at once: each takes its own.
    """

    def __init__(self, limits: Limits = LIMITS) -> None:
        self.limits = limits
        self._process: subprocess.Popen[bytes] | None = None
        self._ready = False

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def start(self) -> None:
        """Start the process, so that it is ready when the first file comes."""
        if self._process is not None and self._process.poll() is None:
            return
        self.close()
        self._ready = False
        path = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH", ""))))
        self._process = subprocess.Popen(
            [sys.executable, "-m", "etl.intake.worker", str(self.limits.memory_bytes)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": path},
        )  # fmt: skip

    def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()
        process.wait()

    def read(self, path: Path) -> RawSubmission:
        """What a file holds, within the limit of processor time; a reader that dies or hangs is a fault of the file."""
        self.start()
        process = self._process
        if process is None or process.stdin is None or process.stdout is None:
            return RawSubmission(faults=(Fault("reader_died"),))
        if not self._ready:
            with _killed_after(_START_PATIENCE, process):
                self._ready = process.stdout.read(len(READY)) == READY
        with _killed_after(self.limits.seconds * _CLOCK_PATIENCE, process) as ran_out:
            content = _ask(process.stdin, process.stdout, request(path.absolute(), self.limits))
        if content is None:
            self.close()
            if ran_out.is_set() or (OUT_OF_TIME is not None and process.returncode == -OUT_OF_TIME):
                return RawSubmission(faults=(Fault("took_too_long", values=(("limit", int(self.limits.seconds)),)),))
            return RawSubmission(faults=(Fault("reader_died"),))
        data = json.loads(content)
        if "stopped" in data:
            self.close()
            return RawSubmission(faults=(Fault("too_much_memory"),))
        return raw_submission(data)


@contextlib.contextmanager
def _killed_after(seconds: float, process: subprocess.Popen[bytes]) -> Iterator[threading.Event]:
    """Kill a process that has not done its work in time; whether it was is what the event says."""
    ran_out = threading.Event()

    def stop() -> None:
        ran_out.set()
        process.kill()

    timer = threading.Timer(seconds, stop)
    timer.daemon = True
    timer.start()
    try:
        yield ran_out
    finally:
        timer.cancel()


def _ask(into: IO[bytes], out_of: IO[bytes], line: bytes) -> bytes | None:
    """Send a request and read the answer; None where the process ended before it had answered."""
    try:
        into.write(line)
        into.flush()
    except BrokenPipeError:
        return None
    length = out_of.read(8)
    if len(length) < 8:
        return None
    size = int.from_bytes(length, "big")
    content = out_of.read(size)
    return content if len(content) == size else None


def reader_for(*, limits: bool) -> Reader:
    """A reader with the limits of FORMS.md, or without those of size, rows and time."""
    return Reader(LIMITS if limits else NO_LIMITS)
