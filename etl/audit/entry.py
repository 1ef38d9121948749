"""One entry of the audit log: what it holds, how it is written, and what its hash covers."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from etl.store.versions import refuse_newer

LOCAL = "local"
# What may be recorded, each with its words under `audit.action` of the commands' locale files.
HANDED_IN, KNOWN, REFUSED, NOT_KEPT = "handed_in", "handed_in_again", "refused", "not_kept"
BUILT, EXPORTED, REPORTED, BACKED_UP, RESTORED = "built", "exported", "reported", "backed_up", "restored"
MENDED, BROKEN, REPAIRED = "mended", "broken", "repaired"
ACTIONS = (
    HANDED_IN, KNOWN, REFUSED, NOT_KEPT, BUILT, EXPORTED, REPORTED, BACKED_UP, RESTORED, MENDED, BROKEN, REPAIRED,
    "accepted", "returned", "locked", "reopened", "signed_in", "signed_out", "session_ended", "denied",
)  # fmt: skip
# Before the first entry there is nothing to be chained to.
NOTHING = "0" * 64
# A code, a number, a date, a digest: what no file's name, reason or cell of a workbook can be mistaken for.
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:|+/-]{0,127}")
_FACT = re.compile(r"[a-z][a-z0-9_]{0,39}")
Facts = Mapping[str, str | int]


# Where the log stands in a data folder.
FOLDER, LOG = "audit", "log.jsonl"
FILE = f"{FOLDER}/{LOG}"


@dataclass(frozen=True)
class Entry:
    """What was done: the entry's number from 1, when (UTC), by whom, what, facts in codes and counts, and its chain."""

    number: int
    at: str
    actor: str
    action: str
    facts: Facts
    before: str
    hash: str


def person(role: str, issuer: str, subject: str) -> str:
    """Who acted, as the log names them: the role, and a digest of who the identity provider says it is."""
    # The separator cannot stand in an issuer's address, so no two people share a text.
    digest = hashlib.sha256(f"{issuer}\x00{subject}".encode()).hexdigest()
    return f"{role}:{digest[:32]}"


def checked_facts(actor: str, action: str, facts: Mapping[str, str | int | None]) -> dict[str, str | int]:
    """The facts that are there; ValueError for what could be a value that somebody typed, or an unknown action."""
    if action not in ACTIONS:
        raise ValueError(action)
    found = {name: value for name, value in facts.items() if value is not None}
    for text in (actor, *(value for value in found.values() if isinstance(value, str))):
        if not _CODE.fullmatch(text):
            raise ValueError("the audit log takes codes, dates, digests and counts alone")
    if not all(map(_FACT.fullmatch, found)):
        raise ValueError("a fact is named in small letters")
    return found


def entry_after(before: str, number: int, at: str, who: tuple[str, str], facts: Facts) -> Entry:
    """The entry that follows the one with the hash `before`; `who` is actor and action."""
    content = {"number": number, "at": at, "actor": who[0], "action": who[1], "facts": dict(facts), "before": before}
    return Entry(number, at, *who, facts=dict(facts), before=before, hash=_hash(content))


def line_of(entry: Entry) -> bytes:
    """The one way in which an entry is written; so a line that is written otherwise was changed."""
    return _canonical(asdict(entry)) + b"\n"


def begins_with(actions: Iterable[str]) -> tuple[bytes, ...]:
    """How the lines of some actions begin, so that no other line need be parsed: keys stand in alphabetical order."""
    return tuple(b'{"action":"%s",' % one.encode("ascii") for one in actions)


def may_be(line: bytes, begins: tuple[bytes, ...]) -> bool:
    """Whether a line is worth parsing: it begins as one of the wanted ones, or could be a newer program's."""
    return not begins or line.startswith(begins) or b'"format":' in line


def entry_of(line: bytes) -> Entry | None:
    """The entry of a line without its end; None where the line is not, to the byte, what was written.

    NewerFormatError where a newer program wrote it.
    """
    try:
        content = json.loads(line)
        refuse_newer("entry", content, FILE)
        entry = Entry(**content)
        datetime.fromisoformat(entry.at)
        sealed = {name: value for name, value in asdict(entry).items() if name != "hash"}
        as_written = entry.hash == _hash(sealed) and line_of(entry) == line + b"\n"
    except (ValueError, TypeError, AttributeError, RecursionError):
        return None
    return entry if as_written else None


def _hash(content: Mapping[str, object]) -> str:
    return hashlib.sha256(_canonical(content)).hexdigest()


def _canonical(content: Mapping[str, object]) -> bytes:
    return json.dumps(content, ensure_ascii=True, sort_keys=True, separators=(",", ":")).encode("ascii")
