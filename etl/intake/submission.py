"""The front door: a workbook, a zip or a folder of CSV files -> a checked submission. Bad input never raises.

Reading happens in a process of its own (`etl.intake.reader`), personal data is looked for before anything else is said
about the file, then the cover, the sheets, the rows (FORMS.md 1, 3 and 4).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path, PurePath

from etl.formats.form_sheets import COVER_SHEET, OWN_SHEETS, own_sheet_names
from etl.intake.cells import Fault, RawSubmission
from etl.intake.container.file_names import is_archive, is_helper, is_table, is_workbook
from etl.intake.container.guard import LIMITS, MEGABYTE, NO_LIMITS
from etl.intake.findings import Finding
from etl.intake.personal.marks import searched
from etl.intake.personal.recognised import personal_kind
from etl.intake.reader import Reader, reader_for
from etl.intake.report import Place, Report
from etl.intake.rows.joined_lines import tables_apart
from etl.intake.rows.validate import AcceptedRow, AcceptedSheet, Circumstances, validate
from etl.intake.sheets.beyond_form import look_beyond_the_form
from etl.intake.sheets.collected import unpack
from etl.intake.sheets.cover import Cover, form_of_cover, read_cover
from etl.intake.sheets.headers import known_sheets, name_key
from etl.intake.sheets.personal_search import find_personal_data, phrase
from etl.intake.sheets.sheet_names import cover_candidates, meant_by, recognised, sheets_by_name
from indicators.model import Catalogue

__all__ = ["AcceptedRow", "AcceptedSheet", "CheckedSubmission", "check_submission", "submissions_in"]

# Files of these kinds in a folder are taken for submissions; others, such as a note, are passed over.
_SINGLE_FILES = frozenset((".xlsx", ".xlsm", ".xltx", ".xls", ".xlsb", ".ods", ".zip"))
_NEVER_HANDED_IN = frozenset(OWN_SHEETS) - {COVER_SHEET}


@dataclass(frozen=True)
class CheckedSubmission:
    """What was found in one file. Where it is refused nothing of it counts; every row read is then a rejected one.

    `file` is its name without the folder, `sha256` is empty where the file is too large to be read. `keeps_file` says
    that the file holds nothing but the form, and so may be kept byte for byte. `stopped_by` is the first finding that
    refuses it, which is also the first of the findings.
    """

    file: str
    sha256: str
    form: str | None
    qark: str | None
    period: str | None
    submitted_on: date | None
    prepared_by: str | None
    sheets: tuple[AcceptedSheet, ...]
    findings: tuple[Finding, ...]
    refused: bool
    keeps_file: bool
    stopped_by: Finding | None = None

    @property
    def accepted(self) -> dict[str, int]:
        """Accepted rows by record kind, of the sheets that are there."""
        return {sheet.kind: len(sheet.rows) for sheet in self.sheets}

    @property
    def rejected(self) -> dict[str, int]:
        """Rejected rows by record kind, of the sheets that are there."""
        return {sheet.kind: sheet.rejected for sheet in self.sheets}

    def as_json(self) -> dict[str, object]:
        """The submission as INTERFACES.md fixes it."""
        return {
            "file": self.file,
            "sha256": self.sha256 or None,
            "form": self.form,
            "qark": self.qark,
            "period": self.period,
            "submitted_on": self.submitted_on.isoformat() if self.submitted_on else None,
            "accepted": self.accepted,
            "rejected": self.rejected,
            "findings": [finding.as_json() for finding in self.findings],
        }


def check_submission(
    path: Path, catalogue: Catalogue, *, today: date, limits: bool = True, reader: Reader | None = None
) -> CheckedSubmission:
    """Read and validate one submission; nothing is kept and bad input never raises.

    Args:
        path: A workbook, a zip of CSV files, or a folder of them.
        catalogue: The programme that it is handed in for.
        today: No date may be later.
        limits: False lifts the limits of size, rows and time for trusted bulk files, not those of safety.
        reader: A reader to use for many files; without one a process is started for this file alone.
    """
    kind = personal_kind(path.name)
    if kind:
        report = Report(f"•••{path.suffix if len(path.suffix) < 6 else ''}")
        report.stop("personal_file_name", kind=phrase(kind))
        return _checked(report, "", Cover(), ())
    report = Report(path.name.encode("utf-8", "replace").decode("utf-8"))
    fault = _fault_before_reading(path, limits=limits)
    if fault is not None:
        report.stop(fault.rule, **dict(fault.values))
        return _checked(report, "", Cover(), ())
    if reader is not None:
        raw = reader.read(path)
    else:
        with reader_for(limits=limits) as own:
            raw = own.read(path)
    try:
        sha256 = sha256_of(path)
    except OSError:
        raw, sha256 = RawSubmission(faults=(Fault("cannot_be_opened"),)), ""
    return check_raw(raw, catalogue, today, report, sha256)


def _fault_before_reading(path: Path, *, limits: bool) -> Fault | None:
    """Why a path is not even handed to the reader: there is nothing, it is no file, it is too large."""
    try:
        if path.is_dir():
            return None
        if not path.is_file():
            return Fault("not_found" if not path.exists() else "not_a_submission")
        most = (LIMITS if limits else NO_LIMITS).file_bytes
        if path.stat().st_size > most:
            return Fault("too_big", values=(("limit", most // MEGABYTE),))
    except (OSError, ValueError):
        return Fault("cannot_be_opened")
    return None


def check_raw(raw: RawSubmission, catalogue: Catalogue, today: date, report: Report, sha256: str) -> CheckedSubmission:
    """Validate what was read; `report` takes the findings."""
    raw = recognised(unpack(raw if raw.marks else searched(raw), catalogue), catalogue)
    if find_personal_data(raw, catalogue, report):
        return _checked(report, sha256, Cover(), ())
    for note in raw.notes:
        report.warn(note.rule, Place(note.sheet, note.row, note.column), **dict(note.values))
    for fault in raw.faults:
        report.stop(fault.rule, Place(fault.sheet, fault.row, fault.column), **dict(fault.values))
    if raw.faults and not raw.sheets:
        return _checked(report, sha256, Cover(), ())
    covers = {name_key(name) for name in own_sheet_names(COVER_SHEET)}
    cover_sheet = next((sheet for sheet in raw.sheets if name_key(sheet.title) in covers), None)
    form = form_of_cover(cover_sheet, catalogue) if cover_sheet else None
    known = known_sheets(raw.sheets, catalogue, form, report)
    unread = _unread(raw, catalogue) | _elsewhere(raw, catalogue, report)
    apart, joined = tables_apart(known, catalogue, report)
    cover = Cover()
    if apart.cover is not None:
        cover = read_cover(apart.cover, catalogue, today, report, plain_text=raw.plain_text)
    elif known.cover is None and COVER_SHEET not in unread:
        _no_cover(raw, catalogue, report)
    if not known.records and not unread - {COVER_SHEET}:
        report.stop("no_record_sheet")
    circumstances = Circumstances(catalogue, cover, today, raw.plain_text)
    sheets = validate(apart.records, circumstances, report, unread | {one.kind for one in joined})
    sheets = tuple(replace(one, rejected=one.rejected + known.rows_repeated(one.kind)) for one in (*sheets, *joined))
    look_beyond_the_form(raw, known, catalogue, report)
    return _checked(report, sha256, cover, sheets)


def _elsewhere(raw: RawSubmission, catalogue: Catalogue, report: Report) -> frozenset[str]:
    """The sheets that lie where nothing is read, by machine name: in another folder of a zip, in a workbook beside."""
    if not raw.unread:
        return frozenset()
    known = sheets_by_name(catalogue)
    names = [*(sheet.title for sheet in raw.sheets), *(fault.sheet for fault in raw.faults if fault.sheet is not None)]
    read = {known[name_key(name)] for name in names if name_key(name) in known} | _unread(raw, catalogue)
    in_folders = (name_key(PurePath(name).stem) for name in raw.unread if is_table(name))
    elsewhere = frozenset(known[name] for name in in_folders if name in known) - read - _NEVER_HANDED_IN
    if elsewhere:
        report.stop("csv_in_several_folders")
    elif not read and any(map(is_workbook, raw.unread)):
        report.stop("workbook_beside")
        return frozenset(known.values())
    elif not read and any(map(is_archive, raw.unread)):
        report.stop("zip_in_zip")
        return frozenset(known.values())
    return elsewhere


def _unread(raw: RawSubmission, catalogue: Catalogue) -> frozenset[str]:
    """The sheets of the form that are there but could not be read, by machine name."""
    names = [fault.sheet for fault in raw.faults if fault.sheet is not None]
    known = sheets_by_name(catalogue)
    meant = meant_by([*names, *(sheet.name for sheet in raw.sheets)], known)
    found = (known.get(name_key(name)) or meant.get(name) for name in names)
    return frozenset(one for one in found if one)


def _no_cover(raw: RawSubmission, catalogue: Catalogue, report: Report) -> None:
    candidates = cover_candidates(raw.sheets, catalogue)
    if candidates:
        report.stop("no_cover_but", candidates=candidates)
    else:
        report.stop("no_cover")


def _checked(report: Report, sha256: str, cover: Cover, sheets: tuple[AcceptedSheet, ...]) -> CheckedSubmission:
    if report.refused:
        sheets = tuple(AcceptedSheet(one.kind, one.sheet, (), one.rejected + len(one.rows)) for one in sheets)
    return CheckedSubmission(
        file=report.file,
        sha256=sha256,
        form=cover.form.id if cover.form else None,
        qark=cover.unit,
        period=cover.period.code if cover.period else None,
        submitted_on=cover.submitted_on,
        prepared_by=cover.prepared_by,
        sheets=sheets,
        findings=report.stopping_first(),
        refused=report.refused,
        keeps_file=not report.refused and not report.holds_more,
        stopped_by=report.stops[0] if report.stops else None,
    )


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file; of a folder, over its files sorted by name: each name and content after its length.

    Helpers do not count: only looking into a folder must not make another hand-in of it.
    """
    digest = hashlib.sha256()
    if not path.is_dir():
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
        return digest.hexdigest()
    for member in sorted(path.iterdir(), key=lambda one: one.name):
        if member.is_file() and not member.is_symlink() and not is_helper(member.name):
            for part in (member.name.encode("utf-8", "surrogateescape"), member.read_bytes()):
                digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


def submissions_in(paths: Sequence[Path]) -> list[Path]:
    """The submissions among paths: a file is one, a folder with CSV files is one, any other folder is all in it."""
    return [found for path in paths for found in (list(_submissions_of(path)) or [path])]


def _submissions_of(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    members = sorted(path.iterdir(), key=lambda one: one.name)
    if any(is_table(member) and not is_helper(member.name) for member in members):
        yield path
        return
    for member in members:
        if member.is_symlink() or member.name.startswith(".") or is_helper(member.name):
            continue
        if member.is_dir() or member.suffix.lower() in _SINGLE_FILES:
            yield from _submissions_of(member)
