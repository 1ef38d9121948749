"""What of a programme's submissions is missing, damaged, or not what the audit log says was handed in.

The log's entry of a hand-in holds a digest of what was kept (`etl.store.kept.content_digest`): rows that were cut out
of a manifest or a pack, and the seal set anew, are found. Entries of before it did say number and file alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from etl import audit
from etl.build.loading import look_over
from etl.scrub.kept_files import folders_in
from etl.store import packs
from etl.store.kept import Damaged, DamagedSubmissionError, content_digest
from etl.store.names import digest_of, number_of
from etl.store.store import Store

Recorded = Mapping[tuple[int, str], frozenset[str]]
"""What the log says was kept: number and SHA-256 of the file -> the digests of what was kept, none if it is old."""
# So many submissions of a pack are held in memory at a time.
_AT_ONCE = 200


@dataclass(frozen=True)
class Standing:
    """The submissions that the log names and that are not there, those that are damaged, those that are not as kept.

    `originals`: those whose file was kept as it was handed in, and is gone. `sound` counts those that count,
    `without_entry` those that no entry names: older than the log, or a kill came in between.
    """

    missing: tuple[Damaged, ...] = ()
    damaged: tuple[Damaged, ...] = ()
    changed: tuple[Damaged, ...] = ()
    originals: tuple[Damaged, ...] = ()
    sound: int = field(default=0, compare=False)
    without_entry: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether all that was handed in is there as it was."""
        return not (self.missing or self.damaged or self.changed or self.originals)


def programmes(data: Path, folder: str, actions: Collection[str]) -> tuple[str, ...]:
    """The programmes that have a folder in one of the data folder's, or that the log says should have one."""
    named = {str(one.facts["programme"]) for one in audit.entries(data, actions) if "programme" in one.facts}
    return tuple(sorted({path.name for path in folders_in(data / folder)} | named))


def recorded(data: Path, programme: str) -> Recorded:
    """What the log says was kept of a programme. OSError where it cannot be read."""
    found: defaultdict[tuple[int, str], set[str]] = defaultdict(set)
    for one in audit.entries(data, (audit.HANDED_IN,)):
        number, content = one.facts.get("submission"), one.facts.get("content")
        if one.facts.get("programme") == programme and isinstance(number, int):
            found[number, str(one.facts.get("sha256"))].update([str(content)] if content else [])
    return {key: frozenset(several) for key, several in found.items()}


def missing(data: Path, programme: str) -> tuple[Damaged, ...]:
    """The submissions that the log names and that are not there, not even damaged."""
    # The log first: what is handed in meanwhile is then in the store at least.
    known = recorded(data, programme)
    return _missing(known, Store(data, programme).names())


def standing(data: Path, programme: str) -> Standing:
    """How all submissions of a programme stand. OSError where something cannot be read just now."""
    known, store = recorded(data, programme), Store(data, programme)
    names = store.names()
    damaged = look_over(store).damaged
    unsound = {one.submission for one in damaged}
    sound = [name for name in names if number_of(name) not in unsound]
    changed = (name for name, content in _contents(store, sound, known) if not is_as_recorded(name, content, known))
    files = {sha256 for _, sha256 in known}
    return Standing(
        tuple(one for one in _missing(known, names) if one.submission not in unsound),
        damaged,
        tuple(Damaged(number_of(name), digest_of(name)) for name in changed),
        tuple(_without_original(data, store, sound)),
        len(sound),
        sum(digest_of(name) not in files for name in sound),
    )


def is_as_recorded(name: str, content: Mapping[str, Any], known: Recorded) -> bool:
    """Whether a manifest's content is what the log says was kept under its name, as far as the log says anything."""
    digests = known.get((number_of(name), digest_of(name)))
    if digests is None:
        # The same file under another number was moved: its place says what it takes the place of.
        return all(sha256 != digest_of(name) for _, sha256 in known)
    return not digests or content_digest(content) in digests


def _missing(known: Recorded, names: Iterable[str]) -> tuple[Damaged, ...]:
    there = set(map(digest_of, names))
    return tuple(Damaged(number, sha256) for number, sha256 in sorted(known) if sha256 not in there)


def _without_original(data: Path, store: Store, names: Iterable[str]) -> Iterator[Damaged]:
    """The submissions of which the log says that their file was kept, and it is not there."""
    programme = store.folder.name
    with_original = {
        str(one.facts.get("sha256"))
        for one in audit.entries(data, (audit.HANDED_IN,))
        if one.facts.get("programme") == programme and one.facts.get("original") == 1
    }
    there = {path.parent.name for path in store.folder.glob("*/file.*")}
    for pack in store.contents().packs:
        there |= {path.stem for path in (pack.folder / packs.FILES).glob("*")}
    for name in names:
        if digest_of(name) in with_original and name not in there:
            yield Damaged(number_of(name), digest_of(name))


def _contents(store: Store, names: Iterable[str], known: Recorded) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The content of sound submissions of which the log says anything; a pack's rows are read a part at a time."""
    files = {sha256 for _, sha256 in known}
    wanted = {name for name in names if digest_of(name) in files}
    contents = store.contents()
    for pack in contents.packs:
        packed = {number_of(name): name for name in pack.listed() if name in wanted}
        numbers = sorted(packed)
        with suppress(duckdb.Error):
            for first in range(0, len(numbers), _AT_ONCE):
                for number, content in pack.manifests(numbers[first : first + _AT_ONCE]):
                    yield packed[number], content
    for name in contents.loose:
        if name in wanted:
            with suppress(DamagedSubmissionError):
                yield name, store.manifest(name)
