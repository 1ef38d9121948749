"""Checking many files: two reader processes read ahead while rows are validated here, in the order of the files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from queue import SimpleQueue

from etl.intake.reader import Reader, reader_for
from etl.intake.submission import CheckedSubmission, check_submission
from indicators.model import Catalogue

READERS = 2
# A second process pays only where there is something to read ahead.
_ENOUGH = 4


def check_all(
    paths: Sequence[Path], catalogue: Catalogue, today: date, *, limits: bool = True
) -> Iterator[CheckedSubmission]:
    """What was found in each file, in their order; each reader process reads many, one after the other."""
    count = READERS if len(paths) >= _ENOUGH else 1
    free: SimpleQueue[Reader] = SimpleQueue()
    with ExitStack() as stack:
        for _ in range(count):
            free.put(stack.enter_context(reader_for(limits=limits)))

        def check(path: Path) -> CheckedSubmission:
            # There are as many readers as threads: one is always free.
            reader = free.get()
            try:
                return check_submission(path, catalogue, today=today, limits=limits, reader=reader)
            finally:
                free.put(reader)

        if count == 1:
            yield from map(check, paths)
            return
        with ThreadPoolExecutor(count) as pool:
            yield from pool.map(check, paths)
