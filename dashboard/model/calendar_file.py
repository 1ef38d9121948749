"""A calendar file (iCalendar, RFC 5545) of what is still owed and what falls due: pure text."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

_LINE_BYTES = 75


@dataclass(frozen=True)
class Entry:
    """An all-day entry: a key that stays the same from one download to the next, the day, a title, and what to do."""

    key: str
    day: date
    title: str
    note: str


def calendar_text(entries: Iterable[Entry], name: str, stamp: date) -> str:
    """The file's text.

    Args:
        entries: what to put in.
        name: the calendar's name, as a calendar program shows it.
        stamp: the day for which the entries hold; no clock, so the same data give the same bytes.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//rcat-dashboard//calendar//EN",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{_escaped(name)}",
    ]
    for one in entries:
        lines += _event(one, stamp)
    return "".join(f"{_folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"])


def _event(one: Entry, stamp: date) -> list[str]:
    unique = hashlib.sha256(one.key.encode()).hexdigest()[:32]
    return [
        "BEGIN:VEVENT",
        f"UID:{unique}@rcat-dashboard",
        f"DTSTAMP:{stamp:%Y%m%d}T000000Z",
        f"DTSTART;VALUE=DATE:{one.day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{one.day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_escaped(one.title)}",
        f"DESCRIPTION:{_escaped(one.note)}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> str:
    """A line of at most 75 bytes, continued after a space; never broken inside a letter."""
    parts, size = [""], 0
    for letter in line:
        width = len(letter.encode())
        if size + width > _LINE_BYTES:
            parts.append(" ")
            size = 1
        parts[-1] += letter
        size += width
    return "\r\n".join(parts)
