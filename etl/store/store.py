"""What was handed in, kept for good: one immutable folder a submission, numbered in the order of receipt.

A submission is written under a temporary name, forced to the disk, and renamed; the rename is the receipt. A kill or a
full disk before it leaves nothing that anybody reads, after it everything. The order of receipt is a number and no
clock, so a clock set back changes nothing.

A folder is called `<number>-<SHA-256 of the file>`. Its manifest carries a seal; where the seal does not fit the
submission is damaged: it does not count, everybody is told, and the same file handed in again takes its place as
`<number>-<SHA-256>.2`. The damaged folder stays where it is.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from etl.formats.stored_zip import write_zip
from etl.store.disk import DiskError, alone, force_to_disk, make_folder, reason_of, remove
from etl.store.kept import SEAL, DamagedSubmissionError, content_digest, kept_as, manifest
from etl.store.kept import Damaged as Damaged  # noqa: PLC0414 - part of the store's public names
from etl.store.kept import Kept as Kept  # noqa: PLC0414 - the same
from etl.store.kept import seal as seal  # noqa: PLC0414 - the same
from etl.store.names import BUNDLE, added, digest_of, hash_of_names, mended, name_of, number_of, version_of
from etl.store.packs import Pack, packs_in
from etl.store.versions import refuse_newer, refuse_newer_folder, stamp
from indicators.model import Catalogue

if TYPE_CHECKING:
    from etl.intake.submission import CheckedSubmission

SUBMISSIONS, MANIFEST = "submissions", "submission.json"
# So many submissions outside of packs are consolidated into one.
MOST_LOOSE = 1000
_INCOMING = ".incoming-"
_ENDINGS = (".xlsx", ".zip")
# The manifest is not there, or the device cannot give it back; anything else may pass.
_DAMAGE = (errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.EIO)


class StoreError(DiskError):
    """The submission could not be kept; nothing of it is visible."""


@dataclass(frozen=True)
class Receipt:
    """What the sender gets: the submission's number, and whether the same file was known before.

    `content` is the digest of what was kept (`content_digest`), for the audit log; empty where nothing was.
    """

    submission: int
    sha256: str
    already_known: bool
    content: str = field(default="", compare=False)


@dataclass(frozen=True)
class Contents:
    """What stands in a store: the packs, and the names of submissions outside of them in the order of receipt.

    `replaced`: names in packs that do not count, because a mended copy stands outside.
    """

    packs: tuple[Pack, ...]
    loose: tuple[str, ...]
    replaced: frozenset[str]

    @property
    def is_empty(self) -> bool:
        """Whether nothing has been handed in at all."""
        return not self.packs and not self.loose

    @cached_property
    def total(self) -> int:
        """What the names of all that counts come to; the same whether they stand in packs or outside."""
        packed = (pack.total for pack in self.packs)
        return added(hash_of_names(self.loose), *packed, -hash_of_names(self.replaced))


class Store:
    """The submissions of one programme in a data folder."""

    def __init__(self, data: Path, programme: str) -> None:
        self.folder = data / SUBMISSIONS / programme
        self._data, self._place = data, f"{SUBMISSIONS}/{programme}"

    def contents(self) -> Contents:
        """What stands there now, without looking into it: a matter of names, however many rows there are."""
        packs, loose, replaced = packs_in(self.folder), [], set()
        last = max((pack.last for pack in packs), default=0)
        for name in self._loose():
            packed = _in_packs(packs, name) if number_of(name) <= last else None
            if packed is None or version_of(packed) < version_of(name):
                loose.append(name)
                replaced.update([packed] if packed else [])
        return Contents(packs, tuple(loose), frozenset(replaced))

    def is_empty(self) -> bool:
        """Whether nothing has been handed in at all."""
        return self.contents().is_empty

    def names(self) -> tuple[str, ...]:
        """The names of all kept submissions in the order of receipt, of a mended one only that which counts."""
        found = self.contents()
        packed = (name for pack in found.packs for name in pack.listed() if name not in found.replaced)
        return tuple(sorted((*found.loose, *packed), key=lambda name: (number_of(name), name)))

    def _loose(self) -> tuple[str, ...]:
        """The names of the folders outside of packs, of a mended submission only the newest."""
        if not self.folder.is_dir():
            return ()
        newest: dict[tuple[int, str], tuple[int, str]] = {}
        for path in self.folder.iterdir():
            match = BUNDLE.match(path.name)
            if match:
                key, this = (int(match[1]), match[2]), (int(match[3] or 1), path.name)
                newest[key] = max(this, newest.get(key, this))
        return tuple(newest[key][1] for key in sorted(newest))

    def known(self, sha256: str) -> int | None:
        """The number of the submission with this SHA-256, or None where there is none or it is damaged."""
        name = self._named(sha256, self._loose())
        return number_of(name) if name and self._is_sound(name) else None

    def keep(self, checked: CheckedSubmission, catalogue: Catalogue, source: Path, office: str = "local") -> Receipt:
        """Keep an accepted submission for good; the same file again changes nothing. StoreError where it cannot be.

        `office` says which office or role handed it in, never which person.
        """
        if checked.refused:
            raise ValueError(checked.file)
        try:
            self._make_folder()
            with alone(self.folder / ".lock"):
                for left in self.folder.glob(f"{_INCOMING}*"):
                    remove(left)
                # Looked at once: with many waiting, each look costs as much as all the rest.
                loose = self._loose()
                name = self._named(checked.sha256, loose)
                if name and self._is_sound(name):
                    # Whoever wrote it may have been killed between the rename and this.
                    force_to_disk(self.folder)
                    return Receipt(number_of(name), checked.sha256, already_known=True)
                name = self._next_name(checked.sha256, loose) if name is None else mended(name)
                content = manifest(checked, catalogue, office)
                self._write(name, content, checked, source)
                self._pack_where_many_wait(catalogue, len({*loose, name}))
                return Receipt(number_of(name), checked.sha256, already_known=False, content=content_digest(content))
        except OSError as error:
            raise StoreError(reason_of(error)) from error

    def _make_folder(self) -> None:
        """The store's folder; a data folder in which nothing was kept before states its version from now on.

        Stated before the folder is made: who was killed between the two is followed by one who states it.
        """
        refuse_newer_folder(self._data)
        if not self.folder.parent.exists():
            make_folder(self._data)
            stamp(self._data)
        make_folder(self.folder)

    def _pack_where_many_wait(self, catalogue: Catalogue, waiting: int) -> None:
        """What was kept is kept: that it cannot be consolidated now stops nobody, and the next one tries again."""
        if waiting > MOST_LOOSE:
            from etl.store.packing import pack_loose  # noqa: PLC0415 - only one writer in a thousand needs it

            with suppress(OSError, duckdb.Error):
                pack_loose(self, catalogue)

    def read(self, name: str) -> Kept:
        """One kept submission by its name; DamagedSubmissionError where it is not as it was written.

        OSError where the system cannot read just now (too many open files, no permission): that is no damage.
        """
        if not (self.folder / name).is_dir():
            pack = next((pack for pack in packs_in(self.folder) if pack.holds(name)), None)
            if pack is not None:
                return _from_pack(pack, name)
        try:
            return kept_as(number_of(name), self.manifest(name))
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
            raise DamagedSubmissionError(name) from error

    def manifest(self, name: str) -> dict[str, Any]:
        """The manifest of a submission outside of packs; the same errors as `read`, and NewerFormatError."""
        return manifest_in(self._text(name), name, f"{self._place}/{name}/{MANIFEST}")

    def _text(self, name: str) -> str:
        try:
            return (self.folder / name / MANIFEST).read_text("utf-8")
        except OSError as error:
            if error.errno in _DAMAGE:
                raise DamagedSubmissionError(name) from error
            raise

    def all(self) -> Iterator[Kept]:
        """Every kept submission that counts, in the order of receipt."""
        yield from self.survey(self.names())[0]

    def of_units(self, units: Collection[str]) -> Iterator[Kept]:
        """Every kept submission of some units, and those that cover all, in the order of receipt.

        For warnings, not for figures: packs are not held against their sums, which takes as long as they are large.
        """
        contents = self.contents()
        replaced = {number_of(name) for name in contents.replaced}
        for pack in contents.packs:
            yield from (one for one in pack.of_units(units) if one.submission not in replaced)
        for name in contents.loose:
            with suppress(DamagedSubmissionError):
                found = self.read(name)
                if found.qark is None or found.qark in units:
                    yield found

    def survey(self, names: Iterable[str]) -> tuple[tuple[Kept, ...], tuple[Damaged, ...]]:
        """The submissions of some names, and those of them that are damaged.

        Two with one number, which only copying folders about can give, cannot be told apart: the second does not count.
        """
        wanted, contents = frozenset(names), self.contents()
        kept: dict[int, Kept] = {}
        damaged: list[Damaged] = []
        for pack in contents.packs:
            chosen = [name for name in pack.listed() if name in wanted]
            numbers = {number_of(name) for name in chosen}
            if numbers & kept.keys() or not pack.is_sound():
                damaged += [Damaged(number_of(name), digest_of(name)) for name in chosen]
            elif chosen:
                kept.update((one.submission, one) for one in pack.read(numbers))
        for name in contents.loose:
            if name not in wanted:
                continue
            try:
                found = self.read(name)
            except DamagedSubmissionError:
                found = None
            if found is None or kept.setdefault(found.submission, found) is not found:
                damaged.append(Damaged(number_of(name), digest_of(name)))
        return tuple(kept[number] for number in sorted(kept)), tuple(sorted(damaged, key=lambda one: one.submission))

    def file(self, submission: int) -> Path | None:
        """The file as it was handed in, where it was kept."""
        for name in self._loose():
            if number_of(name) == submission:
                return next((self.folder / name).glob("file.*"), None)
        for pack in packs_in(self.folder):
            if pack.first <= submission <= pack.last:
                for name in pack.listed():
                    if number_of(name) == submission:
                        return pack.file(name)
        return None

    def _named(self, sha256: str, loose: Iterable[str]) -> str | None:
        found = next((name for name in loose if digest_of(name) == sha256), None)
        if found is not None:
            return found
        return next(filter(None, (pack.find(sha256) for pack in packs_in(self.folder))), None)

    def _is_sound(self, name: str) -> bool:
        try:
            self.read(name)
        except DamagedSubmissionError:
            return False
        return True

    def _next_name(self, sha256: str, loose: Iterable[str]) -> str:
        last = max(map(number_of, loose), default=0)
        packed = max((pack.last for pack in packs_in(self.folder)), default=0)
        return name_of(max(last, packed) + 1, sha256)

    def _write(self, name: str, content: Mapping[str, Any], checked: CheckedSubmission, source: Path) -> None:
        incoming, final = self.folder / f"{_INCOMING}{os.getpid()}", self.folder / name
        incoming.mkdir()
        try:
            (incoming / MANIFEST).write_text(manifest_text(content), "utf-8")
            if checked.keeps_file:
                _keep_file(source, incoming, checked.sha256)
            for path in (*incoming.iterdir(), incoming):
                force_to_disk(path)
            incoming.rename(final)
            try:
                force_to_disk(self.folder)
            except OSError:
                # Not certain to be there after a power cut, so it is not acknowledged, and must not be seen either.
                with suppress(OSError):
                    final.rename(incoming)
                raise
        except BaseException:
            remove(incoming)
            raise


def manifest_in(text: str | bytes, name: str, file: str) -> dict[str, Any]:
    """The manifest that a text is; DamagedSubmissionError where it is not as it was written, NewerFormatError."""
    try:
        content: dict[str, Any] = json.loads(text)
        # Before the seal: a newer program may seal otherwise.
        refuse_newer("submission", content, file)
        if content.pop(SEAL) != seal(content) or content["sha256"] != digest_of(name):
            raise DamagedSubmissionError(name)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise DamagedSubmissionError(name) from error
    return content


def manifest_text(content: Mapping[str, Any]) -> str:
    """A manifest as its file holds it, sealed."""
    return json.dumps({**content, SEAL: seal(content)}, ensure_ascii=False, indent=1)


def _in_packs(packs: Iterable[Pack], name: str) -> str | None:
    """The name under which a pack holds the submission of a folder outside, whichever of the two is the newer."""
    number, sha256 = number_of(name), digest_of(name)
    for pack in packs:
        if pack.first <= number <= pack.last:
            packed = pack.find(sha256)
            if packed and number_of(packed) == number:
                return packed
    return None


def _from_pack(pack: Pack, name: str) -> Kept:
    if not pack.is_sound():
        raise DamagedSubmissionError(name)
    try:
        return next(iter(pack.read({number_of(name)})))
    except (duckdb.Error, StopIteration) as error:
        raise DamagedSubmissionError(name) from error


def _keep_file(source: Path, folder: Path, sha256: str) -> None:
    """The file byte for byte; of a folder its CSV files, in one archive.

    What is kept must be what was checked: another program may have written to the source in the meantime.
    """
    from etl.intake.container.file_names import is_helper, is_table  # noqa: PLC0415
    from etl.intake.submission import sha256_of  # noqa: PLC0415 - readers of the store need nothing of the front door

    copy = folder / f"file{source.suffix.lower() if source.suffix.lower() in _ENDINGS else _ENDINGS[0]}"
    if source.is_dir():
        copy = folder / "files"
        copy.mkdir()
        for path in source.iterdir():
            if path.is_file() and not path.is_symlink():
                shutil.copyfile(path, copy / path.name)
    else:
        shutil.copyfile(source, copy)
    if sha256_of(copy) != sha256:
        raise StoreError("changed")
    if copy.is_dir():
        tables = (path for path in sorted(copy.iterdir()) if is_table(path) and not is_helper(path.name))
        members = ((path.name, path.read_bytes()) for path in tables)
        write_zip(folder / "file.zip", members)
        remove(copy)
