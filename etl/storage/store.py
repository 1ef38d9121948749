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
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from etl.forms.stored_zip import write_zip
from etl.storage.disk import DiskError, alone, force_to_disk, make_folder, reason_of, remove
from indicators.keys import fold_key
from indicators.model import Catalogue

if TYPE_CHECKING:
    from etl.intake.submission import CheckedSubmission

MANIFEST = "submission.json"
SEAL = "seal"
_BUNDLE = re.compile(r"^(\d{6,})-([0-9a-f]{64})(?:\.(\d+))?$")
_INCOMING = ".incoming-"
_ENDINGS = (".xlsx", ".zip")
# The manifest is not there, or the device cannot give it back; anything else may pass.
_DAMAGE = (errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.EIO)


class StoreError(DiskError):
    """The submission could not be kept; nothing of it is visible."""


class DamagedSubmissionError(Exception):
    """A kept submission cannot be read, or is not as it was written."""


@dataclass(frozen=True)
class Receipt:
    """What the sender gets: the submission's number, and whether the same file was known before."""

    submission: int
    sha256: str
    already_known: bool


@dataclass(frozen=True)
class Damaged:
    """A kept submission that does not count, because its folder is not as it was written."""

    submission: int
    sha256: str


@dataclass(frozen=True)
class Kept:
    """One kept submission as the manifest tells it; `sheets` maps a record kind to its sheet's name and rows."""

    submission: int
    sha256: str
    form: str
    qark: str | None
    period: str
    submitted_on: date
    received_at: str
    demonstration: bool
    rejected: Mapping[str, int]
    sheets: Mapping[str, Mapping[str, Any]]
    findings: tuple[Mapping[str, Any], ...]


class Store:
    """The submissions of one programme in a data folder."""

    def __init__(self, data: Path, programme: str) -> None:
        self.folder = data / "submissions" / programme

    def names(self) -> tuple[str, ...]:
        """The names of all kept submissions in the order of receipt, of a mended one only that which counts."""
        if not self.folder.is_dir():
            return ()
        newest: dict[tuple[int, str], tuple[int, str]] = {}
        for path in self.folder.iterdir():
            match = _BUNDLE.match(path.name)
            if match:
                key, this = (int(match[1]), match[2]), (int(match[3] or 1), path.name)
                newest[key] = max(this, newest.get(key, this))
        return tuple(newest[key][1] for key in sorted(newest))

    def known(self, sha256: str) -> int | None:
        """The number of the submission with this SHA-256, or None where there is none or it is damaged."""
        name = self._named(sha256)
        return _number(name) if name and self._is_sound(name) else None

    def keep(self, checked: CheckedSubmission, catalogue: Catalogue, source: Path) -> Receipt:
        """Keep an accepted submission for good; the same file again changes nothing. StoreError where it cannot be."""
        if checked.refused:
            raise ValueError(checked.file)
        try:
            make_folder(self.folder)
            with alone(self.folder / ".lock"):
                for left in self.folder.glob(f"{_INCOMING}*"):
                    remove(left)
                name = self._named(checked.sha256)
                if name and self._is_sound(name):
                    # Whoever wrote it may have been killed between the rename and this.
                    force_to_disk(self.folder)
                    return Receipt(_number(name), checked.sha256, already_known=True)
                name = self._next_name(checked.sha256) if name is None else _mended(name)
                self._write(name, manifest(checked, catalogue), checked, source)
                return Receipt(_number(name), checked.sha256, already_known=False)
        except OSError as error:
            raise StoreError(reason_of(error)) from error

    def read(self, name: str) -> Kept:
        """One kept submission by its name; DamagedSubmissionError where it is not as it was written.

        OSError where the system cannot read just now (too many open files, no permission): that is no damage.
        """
        try:
            content = json.loads(self._text(name))
            if content.pop(SEAL) != seal(content) or content["sha256"] != _digest(name):
                raise DamagedSubmissionError(name)
            return kept_as(_number(name), content)
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
            raise DamagedSubmissionError(name) from error

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

    def survey(self, names: Iterable[str]) -> tuple[tuple[Kept, ...], tuple[Damaged, ...]]:
        """The submissions of some names, and those of them that are damaged.

        Two with one number, which only copying folders about can give, cannot be told apart: the second does not count.
        """
        kept: dict[int, Kept] = {}
        damaged: list[Damaged] = []
        for name in names:
            number = _number(name)
            try:
                found = self.read(name)
            except DamagedSubmissionError:
                damaged.append(Damaged(number, _digest(name)))
                continue
            if kept.setdefault(number, found) is not found:
                damaged.append(Damaged(number, _digest(name)))
        return tuple(kept.values()), tuple(damaged)

    def file(self, submission: int) -> Path | None:
        """The file as it was handed in, where it was kept."""
        for name in self.names():
            if _number(name) == submission:
                return next((self.folder / name).glob("file.*"), None)
        return None

    def _named(self, sha256: str) -> str | None:
        return next((name for name in self.names() if _digest(name) == sha256), None)

    def _is_sound(self, name: str) -> bool:
        try:
            self.read(name)
        except DamagedSubmissionError:
            return False
        return True

    def _next_name(self, sha256: str) -> str:
        last = max(map(_number, self.names()), default=0)
        return f"{last + 1:06d}-{sha256}"

    def _write(self, name: str, content: Mapping[str, Any], checked: CheckedSubmission, source: Path) -> None:
        incoming, final = self.folder / f"{_INCOMING}{os.getpid()}", self.folder / name
        incoming.mkdir()
        try:
            text = json.dumps({**content, SEAL: seal(content)}, ensure_ascii=False, indent=1)
            (incoming / MANIFEST).write_text(text, "utf-8")
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


def _number(name: str) -> int:
    return int(name.partition("-")[0])


def _digest(name: str) -> str:
    return name.partition("-")[2].partition(".")[0]


def _mended(name: str) -> str:
    """The name that takes the place of a damaged one."""
    base, _, place = name.partition(".")
    return f"{base}.{int(place or 1) + 1}"


def seal(content: Mapping[str, Any]) -> str:
    """What a manifest's content must come to: a SHA-256 of it, whatever the order and the spacing."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def manifest(checked: CheckedSubmission, catalogue: Catalogue) -> dict[str, Any]:
    """What is kept of a submission: its cover, the accepted rows, the findings, when it came in.

    Never its file's name, which often is a person's.
    """
    marks = {fold_key(catalogue.programme.demonstration.prepared_by[code]) for code in ("en", "sq")}
    return {
        "programme": catalogue.programme.id,
        "catalogue": catalogue.digest,
        "form": checked.form,
        "qark": checked.qark,
        "period": checked.period,
        "submitted_on": plain(checked.submitted_on),
        "prepared_by": checked.prepared_by,
        "demonstration": fold_key(checked.prepared_by or "") in marks,
        "received_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "sha256": checked.sha256,
        "rejected": dict(checked.rejected),
        "sheets": {
            sheet.kind: {
                "sheet": sheet.sheet,
                "rows": [
                    [row.row, {column: plain(value) for column, value in row.values.items()}] for row in sheet.rows
                ],
            }
            for sheet in checked.sheets
        },
        "findings": [{key: value for key, value in one.as_json().items() if key != "file"} for one in checked.findings],
    }


def kept_as(number: int, content: Mapping[str, Any]) -> Kept:
    """A manifest's content as the submission of a number; also a draft's, before anything is kept of it."""
    return Kept(
        submission=number,
        sha256=content["sha256"],
        form=content["form"],
        qark=content["qark"],
        period=content["period"],
        submitted_on=date.fromisoformat(content["submitted_on"]),
        received_at=content["received_at"],
        demonstration=content["demonstration"],
        rejected=content["rejected"],
        sheets=content["sheets"],
        findings=tuple(content["findings"]),
    )


def plain(value: object) -> object:
    """A value as JSON holds it: dates in ISO form."""
    return value.isoformat() if isinstance(value, date) else value


def _keep_file(source: Path, folder: Path, sha256: str) -> None:
    """The file byte for byte; of a folder its CSV files, in one archive.

    What is kept must be what was checked: another program may have written to the source in the meantime.
    """
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
        members = ((path.name, path.read_bytes()) for path in sorted(copy.glob("*.[cC][sS][vV]")))
        write_zip(folder / "file.zip", members)
        remove(copy)
