"""The server's log without values: of a fault it says what kind it is and where it arose, never its message.

A message may quote a cell of a workbook, a file's name, a path: the log is read by people who may see none of them.
"""

from __future__ import annotations

import logging
import traceback
from typing import Any


def log_without_values() -> None:
    """From now on every log entry of this process names faults by kind and place alone."""
    make = logging.getLogRecordFactory()

    def without_messages(*arguments: Any, **named: Any) -> logging.LogRecord:
        record = make(*arguments, **named)
        if isinstance(record.exc_info, tuple) and record.exc_info[1] is not None:
            record.exc_text = places_of(record.exc_info[1])
            record.exc_info = None
        if isinstance(record.args, tuple):
            record.args = tuple(_kind(one) if isinstance(one, BaseException) else one for one in record.args)
        return record

    logging.setLogRecordFactory(without_messages)


def places_of(fault: BaseException) -> str:
    """A fault and what caused it: kinds, files, lines and functions."""
    lines: list[str] = []
    seen: set[int] = set()
    one: BaseException | None = fault
    while one is not None and id(one) not in seen:
        seen.add(id(one))
        lines += [
            f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(one.__traceback__)
        ]
        lines.append(_kind(one))
        one = one.__cause__ or one.__context__
    return "\n".join(lines)


def _kind(fault: BaseException) -> str:
    return f"{type(fault).__module__}.{type(fault).__qualname__}"
