"""Whether a file of a data folder is as it was written, by what it says of itself, its name, its pack, or the log."""

from __future__ import annotations

import hashlib
import time
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath

from etl import audit
from etl.access.decisions import ACTIONS, decision_in
from etl.access.decisions import digest_of as decision_digest
from etl.access.matching import DECISION
from etl.formats.stored_zip import as_zip, members_of
from etl.scrub.kept_files import COPIES
from etl.scrub.standing import Recorded, is_as_recorded, recorded
from etl.store import packs
from etl.store.kept import DamagedSubmissionError
from etl.store.names import BUNDLE, digest_of
from etl.store.store import MANIFEST, SUBMISSIONS, manifest_in

IMMUTABLE = (SUBMISSIONS, "reviews", "audit")
"""What stands in these folders never changes once it is written; only the log grows. All else may be edited."""
_BLOCK = 1 << 20


class Pace:
    """Reads no faster than so many bytes a second, whatever the disk can: those who work must not wait for a scrub."""

    def __init__(self, rate: float) -> None:
        self._rate, self._since, self._read = rate, time.monotonic(), 0
        self.total = 0

    def content(self, path: Path) -> bytes:
        """A file's bytes."""
        found = bytearray()
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                found += block
                self._wait(len(block))
        return bytes(found)

    def sha256(self, path: Path) -> str:
        """The SHA-256 of a file's bytes, which need not fit into memory."""
        digest = hashlib.sha256()
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                digest.update(block)
                self._wait(len(block))
        return digest.hexdigest()

    def _wait(self, size: int) -> None:
        self.total += size
        if not self._rate:
            return
        self._read += size
        now = time.monotonic()
        ahead = self._read / self._rate - (now - self._since)
        if ahead > 0:
            time.sleep(ahead)
        elif ahead < -1:  # what was not read while others were waited for is not caught up
            self._since, self._read = now, 0


@dataclass(frozen=True)
class Seen:
    """A file as it was read: the SHA-256 of its bytes, and whether it is as written; None where it does not say."""

    sha256: str
    sound: bool | None


class Judge:
    """Looks at the files of one data folder, each under its name there, wherever the bytes are read from."""

    def __init__(self, data: Path, pace: Pace) -> None:
        self._data, self._pace = data, pace
        self._known: dict[str, Recorded] = {}

    def look(self, name: str, path: Path) -> Seen | None:
        """What stands under a name, read from a path; None where there is nothing."""
        try:
            return self._look(PurePosixPath(name).parts, path)
        except (FileNotFoundError, NotADirectoryError):
            return None

    def of_programme(self, programme: str) -> Recorded:
        """What the log says was handed in, read once."""
        if programme not in self._known:
            self._known[programme] = recorded(self._data, programme)
        return self._known[programme]

    def _look(self, parts: tuple[str, ...], path: Path) -> Seen:
        match parts:
            case ("submissions", _, packs.FOLDER, pack, name):
                return self._of_pack(parts, pack, name, path)
            case ("submissions", _, packs.FOLDER, _, packs.FILES, name):
                return self._original(name, path)
            case ("submissions", programme, name, file) if BUNDLE.match(name):
                is_manifest = file == MANIFEST
                return self._manifest(programme, name, path) if is_manifest else self._original(name, path)
            case ("reviews", programme, name) if name.removesuffix(".json").isdigit():
                return self._decision(programme, name, path)
        return Seen(self._pace.sha256(path), None)

    def _of_pack(self, parts: tuple[str, ...], pack: str, name: str, path: Path) -> Seen:
        if name == packs.MANIFEST:
            content = self._pace.content(path)
            says = packs.manifest_in(content, path.name)
            return Seen(_sha256(content), bool(says) and says.get("name", pack) == pack)
        found, wanted = self._pace.sha256(path), self._files_of(parts).get(name)
        return Seen(found, None if wanted is None else found == wanted)

    def _manifest(self, programme: str, name: str, path: Path) -> Seen:
        content = self._pace.content(path)
        try:
            sound = is_as_recorded(name, manifest_in(content, name, path.name), self.of_programme(programme))
        except DamagedSubmissionError:
            sound = False
        return Seen(_sha256(content), sound)

    def _original(self, name: str, path: Path) -> Seen:
        found = self._pace.sha256(path)
        wanted = digest_of(name)
        sound = found == wanted or (path.suffix == ".zip" and is_archive_of(path.read_bytes(), wanted))
        return Seen(found, sound)

    def _files_of(self, parts: tuple[str, ...]) -> Mapping[str, str]:
        """What a pack's manifest says of its files; where that is damaged its second copy."""
        for root in (self._data, self._data / COPIES):
            try:
                content = root.joinpath(*parts[:4], packs.MANIFEST).read_bytes()
            except (FileNotFoundError, NotADirectoryError):
                continue
            if says := packs.manifest_in(content, packs.MANIFEST):
                files: Mapping[str, str] = says["files"]
                return files
        return {}

    def _decision(self, programme: str, name: str, path: Path) -> Seen:
        content, number = self._pace.content(path), int(name.removesuffix(".json"))
        decision = decision_in(content, number, path.name)
        said = self._decisions.get((programme, number))
        sound = decision is not None and said in (None, decision_digest(decision))
        return Seen(_sha256(content), sound)

    @cached_property
    def _decisions(self) -> Mapping[tuple[str, int], str]:
        """The digests of decisions by programme and number, as far as the log says them."""
        entries = audit.entries(self._data, ACTIONS)
        return {
            (str(one.facts.get("programme")), number): str(one.facts["sha256"])
            for one in entries
            if isinstance(number := one.facts.get(DECISION), int) and "sha256" in one.facts
        }


def is_archive_of(content: bytes, sha256: str) -> bool:
    """Whether an archive is, to the byte, how the store keeps a folder of tables with a SHA-256."""
    try:
        members = members_of(content)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, ValueError, EOFError, OSError, RuntimeError):
        return False
    return as_zip(members) == content and folder_digest(members) == sha256


def folder_digest(members: tuple[tuple[str, bytes], ...]) -> str:
    """The SHA-256 of a folder of these files, as `etl.intake.submission.sha256_of` has it."""
    digest = hashlib.sha256()
    for name, content in sorted(members):
        for part in (name.encode("utf-8", "surrogateescape"), content):
            digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
