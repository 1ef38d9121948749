"""Looking through the audit log for anything that is not as it was written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from etl.audit.entry import BROKEN, LOG, entry_of
from etl.audit.log import HEAD, Head, folder_of, head_of
from etl.store.disk import alone_where_possible

_PATIENCE = 5.0


@dataclass(frozen=True)
class Problem:
    """What is wrong in which line (from 1); `kind` is a key under `audit.problem` of the commands' locale files.

    changed: the line is not what was written. order: it does not follow the line before. half: the log ends within a
    line. broken: a writer found the tail missing and recorded that. cut: the head names an entry that is not there.
    head: the head is missing, was changed, or names an entry that does not stand. elsewhere: the head that was noted
    elsewhere is not in the log.
    """

    line: int
    kind: str


@dataclass(frozen=True)
class Verdict:
    """How many entries stand, the last of them, and everything that is wrong, in the order of lines."""

    entries: int
    head: Head
    problems: tuple[Problem, ...]


def verify(data: Path, elsewhere: Head | None = None) -> Verdict:
    """Look at every byte of log and head; `elsewhere` is a head that was noted outside of this machine.

    Where nothing was recorded yet there is nothing wrong. OSError where the log cannot be read, NewerFormatError where
    a newer program wrote in it.
    """
    folder = folder_of(data)
    with alone_where_possible(folder / ".lock", _PATIENCE):
        noted = head_of(data)
        head_is_there = (folder / HEAD).exists()
        marks, problems = read_through(_lines(folder / LOG))
    standing = _latest(marks)
    problems += _problems_of_head(noted, standing, marks, is_there=head_is_there)
    if elsewhere is not None and elsewhere.number and marks.get(elsewhere.number) != elsewhere.hash:
        problems.append(Problem(elsewhere.number, "elsewhere"))
    return Verdict(len(marks), standing, tuple(problems))


def read_through(lines: Iterable[bytes]) -> tuple[dict[int, str], list[Problem]]:
    """The hash of every sound entry by its number, and what is wrong, of a log's lines with their ends."""
    problems: list[Problem] = []
    marks: dict[int, str] = {}
    for number, line in enumerate(lines, 1):
        _look_at(number, line, marks, problems)
    return marks, problems


def _look_at(number: int, line: bytes, marks: dict[int, str], problems: list[Problem]) -> None:
    """One line: whether it is whole, as it was written, and follows the last sound one."""
    if not line.endswith(b"\n"):
        problems.append(Problem(number, "half"))
        return
    entry = entry_of(line[:-1])
    if entry is None:
        problems.append(Problem(number, "changed"))
        return
    before = _latest(marks)
    if (entry.number, entry.before) != (before.number + 1, before.hash):
        problems.append(Problem(number, "order"))
    if entry.action == BROKEN:
        problems.append(Problem(number, "broken"))
    marks[entry.number] = entry.hash


def _latest(marks: dict[int, str]) -> Head:
    """The last sound entry so far."""
    number = next(reversed(marks), 0)
    return Head(number, marks[number]) if number else Head()


def _problems_of_head(
    noted: Head | None, standing: Head, marks: Mapping[int, str], *, is_there: bool
) -> Iterator[Problem]:
    """What the head says beside what stands; a kill leaves it behind, or missing at the first entry."""
    if noted is None:
        if is_there or standing.number > 1:
            yield Problem(standing.number, "head")
        return
    if noted.number > standing.number:
        yield Problem(noted.number, "cut")
    elif marks.get(noted.number) != noted.hash:
        yield Problem(noted.number, "head")


def _lines(log: Path) -> Iterator[bytes]:
    with suppress(FileNotFoundError), log.open("rb") as content:
        yield from content
