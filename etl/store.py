"""What was handed in, kept for good: one immutable folder a submission, numbered in the order of receipt.

A submission is written under a temporary name, forced to the disk, and renamed; the rename is the receipt. A kill or a
full disk before it leaves nothing that anybody reads, after it everything. The order of receipt is a number and no
clock, so a clock set back changes nothing.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from indicators.keys import fold_key
from indicators.model import Catalogue

if TYPE_CHECKING:
    from etl.intake import CheckedSubmission

MANIFEST = "submission.json"
_BUNDLE = re.compile(r"^(\d{6,})-([0-9a-f]{64})$")
_INCOMING = ".incoming-"


class StoreError(Exception):
    """The submission could not be kept; nothing of it is visible."""


@dataclass(frozen=True)
class Receipt:
    """What the sender gets: the submission's number, and whether the same file was known before."""

    submission: int
    sha256: str
    already_known: bool


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
        """The names of all kept submissions in the order of receipt: number and SHA-256."""
        if not self.folder.is_dir():
            return ()
        found = ((int(match[1]), match[0]) for path in self.folder.iterdir() if (match := _BUNDLE.match(path.name)))
        return tuple(name for _, name in sorted(found))

    def known(self, sha256: str) -> int | None:
        """The number of the submission with this SHA-256, or None."""
        for name in self.names():
            number, _, digest = name.partition("-")
            if digest == sha256:
                return int(number)
        return None

    def keep(self, checked: CheckedSubmission, catalogue: Catalogue, source: Path) -> Receipt:
        """Keep an accepted submission for good; the same file again changes nothing. StoreError where it cannot be."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with self._alone():
                number = self.known(checked.sha256)
                if number is not None:
                    return Receipt(number, checked.sha256, already_known=True)
                names = self.names()
                number = int(names[-1].partition("-")[0]) + 1 if names else 1
                self._write(f"{number:06d}-{checked.sha256}", manifest(checked, catalogue), checked, source)
                return Receipt(number, checked.sha256, already_known=False)
        except OSError as error:
            raise StoreError(error.strerror or str(error)) from error

    def read(self, name: str) -> Kept:
        """One kept submission by its name."""
        content = json.loads((self.folder / name / MANIFEST).read_text("utf-8"))
        number, _, digest = name.partition("-")
        return Kept(
            submission=int(number),
            sha256=digest,
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

    def all(self) -> Iterator[Kept]:
        """Every kept submission in the order of receipt."""
        for name in self.names():
            yield self.read(name)

    def file(self, submission: int) -> Path | None:
        """The file as it was handed in, where it was kept."""
        for path in self.folder.glob(f"{submission:06d}-*/file.*"):
            return path
        return None

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One writer at a time; the lock goes with its process, so a kill cannot leave it behind."""
        with (self.folder / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            for left in self.folder.glob(f"{_INCOMING}*"):
                shutil.rmtree(left, ignore_errors=True)
            yield

    def _write(self, name: str, content: Mapping[str, Any], checked: CheckedSubmission, source: Path) -> None:
        incoming = self.folder / f"{_INCOMING}{os.getpid()}"
        incoming.mkdir()
        try:
            text = json.dumps(content, ensure_ascii=False, indent=1)
            (incoming / MANIFEST).write_text(text, "utf-8")
            if checked.keeps_file:
                _keep_file(source, incoming)
            for path in (*incoming.iterdir(), incoming):
                force_to_disk(path)
            incoming.rename(self.folder / name)
        except BaseException:
            shutil.rmtree(incoming, ignore_errors=True)
            raise
        force_to_disk(self.folder)


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


def plain(value: object) -> object:
    """A value as JSON holds it: dates in ISO form."""
    return value.isoformat() if isinstance(value, date) else value


def _keep_file(source: Path, folder: Path) -> None:
    """The file byte for byte; of a folder its CSV files, in one archive."""
    if source.is_file():
        shutil.copyfile(source, folder / f"file{source.suffix.lower()}")
        return
    with zipfile.ZipFile(folder / "file.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(source.glob("*.csv")):
            archive.write(path, path.name)


def force_to_disk(path: Path) -> None:
    """Force a file or a folder's entries out of the machine's cache."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
