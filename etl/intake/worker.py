"""The reader process: reads one file at a time for `etl.intake.reader`, within limits of memory and of processor time.

Runs as `python -m etl.intake.worker [MEMORY_BYTES]`. It says READY when it has started. A request is a line of JSON on
standard input; the answer is eight bytes of length and a JSON document on standard output. Only the standard library is
imported, so that it starts at once.
"""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from etl.intake.cells import Fault, RawSubmission, plain_data
from etl.intake.container.file_names import packed_document
from etl.intake.container.guard import Limits, RefusedError, container_fault, open_archive
from etl.intake.container.zip_bytes import measure
from etl.intake.csv.folder import read_folder, read_zip
from etl.intake.personal.marks import searched
from etl.intake.xlsx.workbook import CONTENT_TYPES, read_xlsx

READY = b"!"
_STEPS = 2  # reading, and looking through what was read: each may take as long as is allowed
# The signal that ends the process when its time is up; Windows has none, and there the clock alone is watched.
OUT_OF_TIME: signal.Signals | None = getattr(signal, "SIGPROF", None)
_ZIP_HEADS = (b"PK\x03\x04", b"PK\x05\x06")


def read_file(path: Path, limits: Limits) -> RawSubmission:
    """What a workbook, a zip or a folder of CSV files holds, and what of it is personal data.

    What cannot be used is a fault, never an exception.
    """
    return searched(_read(path, limits))


def _read(path: Path, limits: Limits) -> RawSubmission:
    try:
        if path.is_dir():
            return read_folder(path, limits)
        with path.open("rb") as file:
            head = file.read(8)
        if not head.startswith(_ZIP_HEADS):
            return RawSubmission(faults=(container_fault(head, path),))
        with open_archive(path, limits) as archive:
            measure(archive, limits)
            names = {name.lower() for name in archive.namelist()}
            other = packed_document(names)
            if other:
                return RawSubmission(faults=(Fault(other),))
            return (read_xlsx if CONTENT_TYPES.lower() in names else read_zip)(archive, limits)
    except RefusedError as error:
        values = dict(error.fault.values)
        sheet = values.pop("sheet_name", None)
        fault = Fault(error.fault.rule, str(sheet) if sheet is not None else None, values=tuple(values.items()))
        return RawSubmission(faults=(fault,))
    except OSError:
        return RawSubmission(faults=(Fault("cannot_be_opened"),))


def request(path: Path, limits: Limits) -> bytes:
    """One request as a line."""
    return json.dumps({"path": str(path), "limits": asdict(limits)}).encode() + b"\n"


def answer(line: bytes, read: Callable[[Path, Limits], RawSubmission] = read_file) -> bytes:
    """The answer to one request."""
    asked: dict[str, Any] = json.loads(line)
    try:
        data = plain_data(read(Path(asked["path"]), Limits(**asked["limits"])))
        return json.dumps(data).encode()
    except MemoryError:
        return b'{"stopped": "memory"}'


def _limit_memory(most: int) -> None:
    try:
        import resource  # noqa: PLC0415 (only on Unix)
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _limit_time(seconds: float) -> None:
    """End this process after so many seconds of the processor's: a machine busy with others takes nothing off them."""
    if OUT_OF_TIME is not None:
        signal.setitimer(signal.ITIMER_PROF, seconds)


def main() -> None:
    """Answer requests until there are no more."""
    if len(sys.argv) > 1 and int(sys.argv[1]):
        _limit_memory(int(sys.argv[1]))
    sys.stdout.buffer.write(READY)
    sys.stdout.buffer.flush()
    for line in sys.stdin.buffer:
        _limit_time(_STEPS * json.loads(line)["limits"]["seconds"])
        content = answer(line)
        _limit_time(0)
        sys.stdout.buffer.write(len(content).to_bytes(8, "big") + content)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
