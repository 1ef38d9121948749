"""What the page does with a file that somebody dropped: read it, say what it would change, keep it, mark it.

A file lies on the disk only while it is read, in a folder of its own that is removed right after. Nothing is kept in
the data folder before `hand_in`.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import streamlit as st

import etl.hand_in
from dashboard.state.audit_trail import warn_unrecorded
from dashboard.state.service import shown_folder
from etl.access.viewer import Viewer
from etl.access.weighing import may_hand_in, weigh
from etl.build.warehouse import Warehouse, WarehouseError
from etl.intake.reader import Reader, reader_for
from etl.intake.submission import CheckedSubmission, check_submission
from etl.outputs.forms.annotate import annotated_workbook
from etl.store.disk import reason_of
from etl.store.store import Receipt, Store
from etl.what_if.assessment import Assessment
from indicators.language import Language
from indicators.model import Catalogue
from indicators.today import today_of

_LONGEST_NAME = 120
_PERSONAL = "personal"


@dataclass(frozen=True)
class Upload:
    """A file as it was dropped: its name as the browser gave it, and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Draft:
    """A file that was read and checked. With personal data, `upload` is None: nothing of it stays, here either."""

    upload: Upload | None
    checked: CheckedSubmission

    @property
    def holds_personal_data(self) -> bool:
        """Whether it was refused for personal data."""
        return any(one.rule.startswith(_PERSONAL) for one in self.checked.findings)

    @property
    def can_be_marked(self) -> bool:
        """Whether there is anything to mark in it, and sheets that were read to mark it in."""
        findings = self.checked.findings
        was_read = bool(self.checked.sheets) or any(one.row is not None for one in findings)
        return self.upload is not None and bool(findings) and was_read


@dataclass(frozen=True)
class Unread:
    """A file that could not be written down to be read, through no fault of its own; `reason` is a key of `disk.`."""

    reason: str


@dataclass(frozen=True)
class HandedIn:
    """What became of a draft: its receipt, or the `fault` why it could not be kept.

    `unbuilt` says why the figures could not be rebuilt although it was kept; both are keys under `disk.` of the locale.
    """

    checked: CheckedSubmission
    receipt: Receipt | None
    fault: str | None = None
    unbuilt: str | None = None


class _WarmReader:
    """One reading process for all sessions, started before the first file comes; it reads one file at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._reader = reader_for(limits=True)
        self._reader.start()

    @contextmanager
    def alone(self) -> Iterator[Reader]:
        with self._lock:
            yield self._reader

    def close(self) -> None:
        with self._lock:
            self._reader.close()


@st.cache_resource(show_spinner=False, on_release=_WarmReader.close)
def _warm_reader() -> _WarmReader:
    return _WarmReader()


def get_ready() -> None:
    """Start the reading process, so that it waits for the file and not the other way round."""
    _warm_reader()


def read(upload: Upload, catalogue: Catalogue) -> Draft | Unread:
    """Read and check a dropped file; nothing is kept."""
    try:
        with _on_disk(upload) as path, _warm_reader().alone() as reader:
            checked = check_submission(path, catalogue, today=today_of(catalogue), reader=reader)
    except OSError as error:
        return Unread(reason_of(error))
    draft = Draft(upload, checked)
    return Draft(None, _nameless(checked)) if draft.holds_personal_data else draft


def _nameless(checked: CheckedSubmission) -> CheckedSubmission:
    """What was found without the file's name, which is where a person's name often stands."""
    findings = tuple(replace(one, file="") for one in checked.findings)
    stopped_by = replace(checked.stopped_by, file="") if checked.stopped_by else None
    return replace(checked, file="", findings=findings, stopped_by=stopped_by)


def known_as(draft: Draft, catalogue: Catalogue, viewer: Viewer) -> int | None:
    """The number of the submission that this very file is already, if it is one and the viewer may hand it in."""
    if not may_hand_in(draft.checked, catalogue, viewer):
        return None
    return Store(shown_folder(catalogue.programme.id), catalogue.programme.id).known(draft.checked.sha256)


def outlook(draft: Draft, catalogue: Catalogue, viewer: Viewer) -> Assessment | None:
    """What handing in a draft would do to the figures; None where it is refused. NotAllowedError where not allowed."""
    if draft.checked.refused:
        return None
    kept = tuple(Store(shown_folder(catalogue.programme.id), catalogue.programme.id).all())
    return weigh(kept, draft.checked, catalogue, today_of(catalogue), viewer)


def hand_in(draft: Draft, catalogue: Catalogue, viewer: Viewer) -> HandedIn:
    """Keep a draft for good and rebuild the figures. ValueError where it was refused; `etl.hand_in` judges that."""
    if draft.upload is None or draft.checked.refused:
        raise ValueError(draft.checked.file)
    folder = shown_folder(catalogue.programme.id)
    try:
        with _on_disk(draft.upload) as path:
            (outcome,) = etl.hand_in.keep([etl.hand_in.Outcome(path, draft.checked)], folder, catalogue, viewer)
            warn_unrecorded(outcome.unrecorded)
    except OSError as error:
        return HandedIn(draft.checked, None, fault=reason_of(error))
    unbuilt = None
    try:
        Warehouse(folder, catalogue).ensure(today_of(catalogue))
    except WarehouseError as error:
        unbuilt = error.reason
    return HandedIn(draft.checked, outcome.receipt, outcome.fault, unbuilt)


def marked(draft: Draft, catalogue: Catalogue, language: Language) -> bytes:
    """The workbook back with every finding at its cell. ValueError where nothing was kept of it."""
    if draft.upload is None:
        raise ValueError(draft.checked.file)
    with _on_disk(draft.upload) as path:
        return annotated_workbook(path, draft.checked, catalogue, language)


@contextmanager
def _on_disk(upload: Upload) -> Iterator[Path]:
    """The file in a folder of its own that only this user may enter, removed afterwards."""
    with TemporaryDirectory(prefix="rcat-") as folder:
        path = Path(folder) / safe_name(upload.name)
        path.write_bytes(upload.content)
        yield path


def safe_name(name: str) -> str:
    """A file's own name, without folders and without characters that no file's name should have."""
    plain = name.replace("\\", "/").rpartition("/")[2]
    plain = "".join(one if one.isprintable() else "_" for one in plain).strip()
    stem, dot, ending = plain.rpartition(".")
    if not dot:
        stem, ending = plain, ""
    stem, ending = stem[:_LONGEST_NAME].strip(". ") or "_", ending[:10]
    return f"{stem}{dot}{ending}"
