"""Backup and restore of a data folder: everything that cannot be made again, in one file that proves itself.

A backup is a zip of what was handed in, the audit log, and whatever else stands in the data folder (reviews, who may do
what, a map of one's own), without what is derived (`builds/`, `rcat*.duckdb`, the pointers to builds), the
demonstration data, the server's log and what a writer has not finished. Its last member, `backup.json`, names every
file with its SHA-256.

A symbolic link is not followed: it may lead anywhere, in a circle, or to what changes while it is read, and a restore
could not put it back where it was. Nor does it stop the backup: everything else is worth having tonight. But a backup
that lacks something must not pass for whole, so every link is named, and `rcat backup` ends with a finding.

It is made while others write, and holds one moment of the folder: under all locks it is listed, and what may be written
over (the log's head, roles) is read; submissions are immutable once their folder has its name, the log is copied up to
where it ended then, and a submission that comes in meanwhile is in the next backup.
"""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import BinaryIO

from etl import audit
from etl.access.decisions import ACTIONS
from etl.access.decisions import FOLDER as REVIEWS
from etl.access.recorded import differences
from etl.audit.entry import FILE as LOG_FILE
from etl.scrub.kept_files import folders_in, kept_files
from etl.scrub.standing import Standing, programmes, standing
from etl.store.disk import DiskError, alone, force_to_disk, make_folder, reason_of, remove
from etl.store.store import MANIFEST as SUBMISSION
from etl.store.store import Damaged, Store
from etl.store.versions import OURS, NewerFormatError, refuse_newer, refuse_newer_folder

MANIFEST = "backup.json"
_FORMAT = OURS["backup"]
_BLOCK = 1 << 20
_ATTEMPTS = 3
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_SUBMISSIONS = "submissions"
_LARGE = 1 << 26
_ENCRYPTED = 0x1
_LONGEST_MANIFEST = 1 << 28


class BackupError(DiskError):
    """The backup could not be written, or nothing was restored; `reason` is a key under `disk.` of the locale files."""


class BadBackupError(Exception):
    """The file is no backup, or not as it was written; `name` is the first member that is wrong."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class NotEmptyError(Exception):
    """The folder to restore into holds something."""


@dataclass(frozen=True)
class Holding:
    """What a backup holds: files, submissions, entries of the audit log, and what in it is damaged or gone.

    `missing`: submissions that the log names and that are gone; `originals`: those whose file is; `changed`: those that
    are not what the log says; `decisions`: how many decisions the log names that are gone or changed. `links` are the
    symbolic links of the data folder that it does not hold, by their names within the folder.
    """

    files: int
    submissions: int
    entries: int
    damaged: tuple[Damaged, ...]
    audit_problems: int
    missing: tuple[Damaged, ...] = ()
    changed: tuple[Damaged, ...] = ()
    originals: tuple[Damaged, ...] = ()
    decisions: int = 0
    links: tuple[str, ...] = ()

    @property
    def is_whole(self) -> bool:
        """Whether all that the log names is in it, as it was."""
        gone = self.damaged or self.missing or self.changed or self.originals or self.decisions
        return not (gone or self.audit_problems or self.links)


class FullerBackupError(Exception):
    """The file to write is a backup that holds what this one would not; `lost` counts it."""

    def __init__(self, lost: int) -> None:
        super().__init__(lost)
        self.lost = lost


@dataclass(frozen=True)
class _File:
    """A file to back up, with its size at one moment, and its content where it may be written over after that."""

    name: str
    path: Path
    size: int
    content: bytes | None


def back_up(data: Path, out: Path, *, replaces: bool = False) -> Holding:
    """Write a backup of a data folder, readable by its owner alone; it appears whole or not at all.

    The folder is held against its log first, and what is gone is said; the rest is worth having all the same. A fuller
    backup of the same name is replaced only where `replaces` says so.

    BackupError where that fails. FileNotFoundError where there is no data folder. FullerBackupError.
    """
    if not data.is_dir():
        raise FileNotFoundError(data)
    holding = _holding(data)
    lost = 0 if replaces else _lost_by_replacing(out, data)
    if lost:
        raise FullerBackupError(lost)
    try:
        make_folder(out.absolute().parent)
        aside = out.with_name(f".{out.name}.part")
        try:
            files, links = _write_steadily(data, aside, out.absolute())
            force_to_disk(aside)
            aside.replace(out)
            force_to_disk(out.absolute().parent)
        finally:
            remove(aside)
    except OSError as error:
        raise BackupError(reason_of(error)) from error
    return replace(holding, files=files, links=links)


def restore(file: Path, data: Path) -> Holding:
    """Restore a backup into a data folder that does not exist or is empty; all of it or nothing.

    Every file is compared with the SHA-256 of the backup before anything appears under the folder's name. What the
    backup holds is then looked through: the seals of the submissions, the chain of the audit log. The folder can be
    entered by its owner alone, whatever else the machine gives to new folders.

    Raises:
        BadBackupError: The file is no backup, or damaged.
        NotEmptyError: The folder holds something.
        BackupError: It could not be written.
        NewerFormatError: A newer program wrote the backup, or what is in it.
    """
    if data.exists() and (not data.is_dir() or any(data.iterdir())):
        raise NotEmptyError(data)
    aside = data.absolute().with_name(f".{data.absolute().name}.restoring")
    try:
        remove(aside)
        make_folder(aside.parent)
        aside.mkdir(mode=0o700)
        files = _unpack(file, aside)
        refuse_newer_folder(aside)
        holding = _holding(aside)
        if data.exists():
            data.rmdir()
        aside.rename(data)
        force_to_disk(data.absolute().parent)
    except OSError as error:
        raise BackupError(reason_of(error)) from error
    finally:
        remove(aside)
    return replace(holding, files=files)


def check_backup(file: Path) -> Holding:
    """What a backup holds, proved as by `restore`, and nothing of it stays; the errors of `restore`."""
    with TemporaryDirectory() as aside:
        return restore(file, Path(aside) / "data")


def _holding(data: Path) -> Holding:
    """What stands in a data folder, held against its log; `files` is not counted."""
    standings = {one: _standing(data, one) for one in programmes(data, _SUBMISSIONS, (audit.HANDED_IN,))}
    found, here = tuple(standings.values()), {folder.name for folder in folders_in(data / _SUBMISSIONS)}
    decided = [one for programme in programmes(data, REVIEWS, ACTIONS) for one in differences(data, programme)]
    verdict = audit.verify(data)
    several = {name: tuple(damaged for one in found for damaged in getattr(one, name))
               for name in ("damaged", "missing", "changed", "originals")}  # fmt: skip
    return Holding(
        files=0,
        # What a link leads to can be read and is no part of a backup.
        submissions=sum(one.sound for programme, one in standings.items() if programme in here),
        entries=verdict.entries,
        audit_problems=len(verdict.problems),
        decisions=sum(one.kind != "added" for one in decided),
        **several,
    )


def _standing(data: Path, programme: str) -> Standing:
    """How a programme's submissions stand; where something is wrong looked at once more, with nobody at work.

    One that was just consolidated with others stands elsewhere now.
    """
    found = standing(data, programme)
    if found.is_whole:
        return found
    with _alone(data / _SUBMISSIONS / programme):
        return standing(data, programme)


def _lost_by_replacing(out: Path, data: Path) -> int:
    """How many submissions, originals and decisions a backup holds that are not in the data folder any more."""
    try:
        with zipfile.ZipFile(out) as archive:
            before = _held(_listed(archive))
    except (OSError, zipfile.BadZipFile, BadBackupError, NewerFormatError):
        return 0
    names = {path.relative_to(data).as_posix() for path in kept_files(data)}
    stored = {name for folder in folders_in(data / _SUBMISSIONS) for name in Store(data, folder.name).names()}
    return len(before - _held(names) - stored)


def _held(files: Iterable[str]) -> set[str]:
    """The submissions (by name), originals (by name with an ending), packs and decisions among a folder's files."""
    found: set[str] = set()
    for parts in (PurePosixPath(one).parts for one in files):
        match parts:
            case ("submissions", _, "packs", pack, *inner):
                found |= {pack} if len(inner) == 1 else {f"{PurePosixPath(inner[-1]).stem} original"}
            case ("submissions", _, name, file):
                found |= {name} if file == SUBMISSION else {f"{name} original"}
            case ("reviews", programme, file):
                found.add(f"{programme} {file}")
    return found


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """While nobody writes there; where the folder may only be read nobody does, and there is nothing to lock."""
    with ExitStack() as held:
        with suppress(PermissionError, FileNotFoundError):
            held.enter_context(alone(folder / ".lock"))
        yield


# --- writing


def _write_steadily(data: Path, aside: Path, passed_over: Path) -> tuple[int, tuple[str, ...]]:
    """Write the archive, anew where a file went away in between: a writer was consolidating submissions."""
    for attempt in range(_ATTEMPTS):
        try:
            with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as target:
                return _write(data, target, passed_over)
        except FileNotFoundError:
            if attempt == _ATTEMPTS - 1:
                raise
    raise FileNotFoundError(data)


def _write(data: Path, target: BinaryIO, passed_over: Path) -> tuple[int, tuple[str, ...]]:
    """Write every file and, last, the list of them; how many there are, and the links that were left out."""
    digests: dict[str, str] = {}
    files, links = _files_now(data, passed_over)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            digests[file.name] = _add(archive, file)
        made = datetime.now(UTC).isoformat(timespec="seconds")
        manifest = {"format": _FORMAT, "made_at": made, "files": digests}
        archive.writestr(MANIFEST, json.dumps(manifest, indent=1, sort_keys=True))
    return len(digests), links


def _files_now(data: Path, passed_over: Path) -> tuple[list[_File], tuple[str, ...]]:
    """Every file to keep with its name and its size at one moment, while nothing is handed in, decided or recorded.

    And the names of the links.

    All locks are held, in the order in which writers take them: so no entry of the log names a submission or a decision
    that the backup lacks, and no decision is in it without its entry.
    """
    with ExitStack() as held:
        for folder in (*folders_in(data / REVIEWS), *folders_in(data / _SUBMISSIONS), data / "audit"):
            held.enter_context(_alone(folder))
        found = [
            (path.relative_to(data).as_posix(), path) for path in kept_files(data) if path.absolute() != passed_over
        ]
        files = [_now(name, path) for name, path in found if not path.is_symlink()]
        return files, tuple(name for name, path in found if path.is_symlink())


def _now(name: str, path: Path) -> _File:
    """A file at this moment: what may be written over is read now, the rest never changes but by growing."""
    stays = name == LOG_FILE or name.startswith(f"{_SUBMISSIONS}/") or path.stat().st_size > _LARGE
    return _File(name, path, path.stat().st_size, None if stays else path.read_bytes())


def _add(archive: zipfile.ZipFile, file: _File) -> str:
    """Add a file up to the size that it had; the SHA-256 of what was added."""
    digest = hashlib.sha256()
    name, path, size = file.name, file.path, file.size
    member = zipfile.ZipInfo.from_file(path, name, strict_timestamps=False)
    member.compress_type = zipfile.ZIP_DEFLATED
    with (
        path.open("rb") if file.content is None else BytesIO(file.content) as source,
        archive.open(member, "w") as target,
    ):
        for block in _blocks(source, size):
            digest.update(block)
            target.write(block)
    return digest.hexdigest()


def _blocks(source: BinaryIO, size: int) -> Iterator[bytes]:
    left = size
    while left and (block := source.read(min(_BLOCK, left))):
        left -= len(block)
        yield block


# --- reading


def _unpack(file: Path, folder: Path) -> int:
    """Write every member that the list names, compared with its SHA-256; how many there are."""
    try:
        with zipfile.ZipFile(file) as archive:
            digests = _listed(archive)
            for name, wanted in digests.items():
                _extract(archive, name, folder.joinpath(*PurePosixPath(name).parts), wanted)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError, zlib.error) as error:
        raise BadBackupError(file.name) from error
    _force_all(folder)
    return len(digests)


def _listed(archive: zipfile.ZipFile) -> Mapping[str, str]:
    """The names and SHA-256 that the backup lists; BadBackupError unless they are just its members, all inside."""
    members = archive.infolist()
    # As `_write` makes them; anything else could unpack without end, or not at all.
    for one in members:
        if one.compress_type not in _METHODS or one.flag_bits & _ENCRYPTED:
            raise BadBackupError(one.filename)
    try:
        with archive.open(MANIFEST) as listed:
            # What is longer is cut off here, and so is no JSON.
            manifest = json.loads(listed.read(_LONGEST_MANIFEST))
        refuse_newer("backup", manifest, MANIFEST)
        digests: dict[str, str] = dict(manifest["files"])
        is_known = manifest["format"] == _FORMAT
    except (KeyError, ValueError, TypeError, RecursionError) as error:
        raise BadBackupError(MANIFEST) from error
    if not is_known or sorted(one.filename for one in members) != sorted([*digests, MANIFEST]):
        raise BadBackupError(MANIFEST)
    for name in digests:
        path = PurePosixPath(name)
        is_plain = str(path) == name and path.parts and "\\" not in name and "\0" not in name
        if not is_plain or path.is_absolute() or ".." in path.parts:
            raise BadBackupError(name)
    return digests


def _extract(archive: zipfile.ZipFile, name: str, path: Path, wanted: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with archive.open(name) as source, path.open("xb") as target:
        while block := source.read(_BLOCK):
            digest.update(block)
            target.write(block)
    if digest.hexdigest() != wanted:
        raise BadBackupError(name)


def _force_all(folder: Path) -> None:
    for path in (*_all_below(folder), folder):
        force_to_disk(path)


def _all_below(folder: Path) -> Iterable[Path]:
    return sorted(folder.rglob("*"), reverse=True)
