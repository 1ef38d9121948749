"""A damaged manifest or pack made again from the originals, by the code that made it when it was handed in.

What is made is taken only where a witness says that it is what stood there: the log's digest of the content, the seal
that can still be read in the damaged file, all of its content but the seal, or the SHA-256 in the pack's manifest. What
a manifest holds and the original does not (when it came in, from which office, under which catalogue) is read out of
the damaged file or the pack, or tried: it was recorded within seconds of being numbered. Without a witness there is
nothing: nothing is guessed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

from etl import audit
from etl.access.viewer import OF_ONE_UNIT
from etl.audit import Entry
from etl.formats.stored_zip import members_of
from etl.intake.submission import CheckedSubmission, check_submission
from etl.scrub.judging import is_archive_of
from etl.store import packs
from etl.store.kept import SEAL, content_digest, manifest, seal
from etl.store.names import digest_of, hash_of_names, number_of
from etl.store.packing import write_pack
from etl.store.packs import BESIDE, Pack
from etl.store.store import Store
from indicators.model import Catalogue
from indicators.sql import name as quoted
from indicators.today import day_of

_SEAL = re.compile(rb'"seal": ?"([0-9a-f]{64})"')
# What of a manifest is not in the original, as the damaged file may still say it.
_SAID = {
    key: re.compile(rb'"%s": ?"([A-Za-z0-9:+/-]{1,80})"' % key.encode())
    for key in ("received_at", "handed_in_by", "catalogue")
}
# A submission is recorded at most so many seconds after it was numbered: who waits for a lock longer gives up.
_SECONDS = 90


@dataclass(frozen=True)
class Cover:
    """What a manifest says that the original does not; `office` is None in one of before it said so."""

    received_at: str
    office: str | None
    catalogue: str


@dataclass(frozen=True)
class Workshop:
    """Where things are made again: for one programme of a data folder."""

    data: Path
    catalogue: Catalogue
    _checked: dict[tuple[str, date], CheckedSubmission] = field(default_factory=dict)

    def manifest(self, name: str, original: Path, damaged: bytes) -> dict[str, Any] | None:
        """The content of a submission's manifest; None where no witness knows what can be made."""
        entry = self._entries.get((number_of(name), digest_of(name)))
        recorded = entry.facts.get("content") if entry else None
        for cover in self._covers(damaged, entry):
            made = self._made(name, original, cover)
            if made and (content_digest(made) == recorded or is_sealed_so(made, damaged)):
                return made
        return None

    def pack(self, pack: Pack, names: tuple[str, ...], originals: Callable[[str], Path | None], aside: Path) -> None:
        """Make a pack again into a folder that is not there yet; nothing, where one of its submissions cannot be."""
        covers, contents = _covers_in(pack), {}
        for name in names:
            original, cover = originals(name), covers.get(number_of(name))
            if original is None:
                return
            made = self._made(name, original, cover) if cover else self.manifest(name, original, b"")
            if made is None:
                return
            contents[name] = made
        if contents and hash_of_names(names) == pack.total:
            # Nothing stands loose under this name, so no file is linked: these are there.
            write_pack(aside, Store(aside, self.catalogue.programme.id), self.catalogue, contents)

    @cached_property
    def _entries(self) -> Mapping[tuple[object, object], Entry]:
        """The last entry of each hand-in."""
        entries = audit.entries(self.data, (audit.HANDED_IN,))
        programme = self.catalogue.programme.id
        return {(one.facts.get("submission"), one.facts.get("sha256")): one
                for one in entries if one.facts.get("programme") == programme}  # fmt: skip

    def _covers(self, damaged: bytes, entry: Entry | None) -> Iterator[Cover]:
        """What the cover may have said: what the damaged file says first, then what the log makes likely."""
        said = {key: found[1].decode() for key, pattern in _SAID.items() if (found := pattern.search(damaged))}
        times = [said["received_at"]] if _is_moment(said.get("received_at", "")) else []
        offices = [said.get("handed_in_by")]
        if entry is not None:
            at = datetime.fromisoformat(entry.at)
            times += [(at - timedelta(seconds=late)).isoformat(timespec="seconds") for late in range(_SECONDS)]
            role, unit = entry.actor.partition(":")[0], entry.facts.get("unit")
            offices.append(f"{role}/{unit}" if role in OF_ONE_UNIT else role)
        digests = [said.get("catalogue", self.catalogue.digest), self.catalogue.digest]
        seen = product(dict.fromkeys(times), dict.fromkeys([*offices, None]), dict.fromkeys(digests))
        return (Cover(*one) for one in seen)

    def _made(self, name: str, original: Path, cover: Cover) -> dict[str, Any] | None:
        """What the door makes of an original on the day on which it came in."""
        key = name, day_of(cover.received_at, self.catalogue)
        if key not in self._checked:
            self._checked.clear()
            with _as_handed_in(original, digest_of(name)) as source:
                # It was let in once: with the limits of then, or by somebody who trusted it.
                self._checked[key] = check_submission(source, self.catalogue, today=key[1], limits=False)
        checked = self._checked[key]
        if checked.refused or checked.form is None:
            return None
        made = manifest(replace(checked, sha256=digest_of(name)), self.catalogue, cover.office or "")
        made |= {"received_at": cover.received_at, "catalogue": cover.catalogue}
        return made if cover.office else {key: value for key, value in made.items() if key != "handed_in_by"}


def is_sealed_so(content: Mapping[str, Any], damaged: bytes) -> bool:
    """Whether a damaged file still says the seal of a content, or all of the content but the seal."""
    found = _SEAL.search(damaged)
    if found and found[1].decode() == seal(content):
        return True
    with suppress(ValueError, AttributeError, RecursionError):
        said = {key: value for key, value in json.loads(damaged).items() if key != SEAL}
        return bool(said == json.loads(json.dumps(content)))
    return False


def _is_moment(written: str) -> bool:
    try:
        return datetime.fromisoformat(written).isoformat(timespec="seconds") == written
    except ValueError:
        return False


def _covers_in(pack: Pack) -> Mapping[int, Cover]:
    """What a pack says of when each of its submissions came in; nothing where that table is damaged."""
    file = f"{packs.RECEIVED}.parquet"
    try:
        if pack.manifest().get("files", {}).get(file) != packs.sha256_of(pack.folder / file):
            return {}
    except OSError:
        return {}
    with duckdb.connect(":memory:") as connection:
        query = f"SELECT submission, received_at, {quoted(BESIDE)} FROM {pack.table(packs.RECEIVED)}"
        rows = connection.execute(query).fetchall()
    said = ((number, at, json.loads(beside)) for number, at, beside in rows)
    return {number: Cover(at, one.get("handed_in_by"), one["catalogue"]) for number, at, one in said}


@contextmanager
def _as_handed_in(original: Path, sha256: str) -> Iterator[Path]:
    """The original as the door met it: a folder of tables is kept as an archive."""
    if original.suffix != ".zip" or not is_archive_of(content := original.read_bytes(), sha256):
        yield original
        return
    with TemporaryDirectory() as aside:
        for name, table in members_of(content):
            (Path(aside) / name).write_bytes(table)
        yield Path(aside)
