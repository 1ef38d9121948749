"""A folder or zip of CSV files -> sheets. Every value is a text."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from pathlib import Path, PurePosixPath

from etl.intake.cells import Cell, Fault, RawSheet, RawSubmission, Row
from etl.intake.container.file_names import is_archive, is_helper, is_table, is_workbook, zip_without_tables
from etl.intake.container.guard import MEGABYTE, Limits, RefusedError, read_member
from etl.intake.container.zip_bytes import bytes_beside
from etl.intake.csv.text import decode, records
from etl.intake.text.characters import is_blank
from etl.intake.text.encodings import could_be_another, misread_word, telling_word

# How a cover's file is called, best first: the reader process knows no catalogue, and this only finds the folder.
COVER_NAMES = (
    re.compile(r"cover\.csv(?:\.csv|\.txt)?", re.IGNORECASE),
    re.compile(r"(?:cover|kopertina)\.csv(?:\.csv|\.txt)?", re.IGNORECASE),
    re.compile(r".*(?:cover|kopertina).*\.csv(?:\.txt)?", re.IGNORECASE | re.DOTALL),
)


def read_folder(folder: Path, limits: Limits) -> RawSubmission:
    """The CSV files of a folder; whatever else lies there is named and not read."""
    contents: dict[str, bytes] = {}
    others: list[str] = []
    paths = sorted(folder.iterdir())
    if len(paths) > limits.parts:
        raise RefusedError("too_many_parts", limit=limits.parts)
    total = 0
    for path in paths:
        if not is_table(path) or is_helper(path.name) or path.is_symlink() or not path.is_file():
            others.append(path.name)
            continue
        size = path.stat().st_size
        total += size
        if size > limits.file_bytes:
            raise RefusedError("too_big", limit=limits.file_bytes // MEGABYTE)
        if total > limits.unpacked_bytes:
            raise RefusedError("unpacks_too_big", limit=limits.unpacked_bytes // MEGABYTE)
        contents[path.name] = path.read_bytes()
    return _submission(contents, others, limits)


def read_zip(archive: zipfile.ZipFile, limits: Limits) -> RawSubmission:
    """The CSV files of a zip, at its top or in the one folder that holds the cover."""
    members = {member.filename: PurePosixPath(_decoded(member)) for member in archive.infolist() if not member.is_dir()}
    tables = {stored: path for stored, path in members.items() if is_table(path) and not is_helper(path)}
    if not tables:
        rule, endings = zip_without_tables(members.values())
        raise RefusedError(rule, **({"endings": endings} if endings else {}))
    home = _home(list(tables.values()))
    contents = {path.name: read_member(archive, stored) for stored, path in tables.items() if path.parent == home}
    others = [str(path) for stored, path in members.items() if stored not in tables or path.parent != home]
    found = _submission(contents, others, limits)
    hidden = bytes_beside(archive)
    paths = [PurePosixPath(_decoded(member)) for member in archive.infolist()]
    folders = (_printable(part) for path in paths if not is_helper(path) for part in path.parts[:-1])
    return replace(
        found,
        other_texts=(*found.other_texts, *folders),
        outside_texts=hidden,
        extras=(*found.extras, "outside") if hidden else found.extras,
        unread=(*found.unread, *(_printable(path.name) for path in tables.values() if path.parent != home)),
    )


def _home(tables: list[PurePosixPath]) -> PurePosixPath:
    """The folder of the submission: the one that holds the cover, else the first one with a table."""
    for pattern in COVER_NAMES:
        folders = {path.parent for path in tables if pattern.fullmatch(path.name)}
        if len(folders) > 1:
            raise RefusedError("several_covers")
        if folders:
            return folders.pop()
    return min(path.parent for path in tables)


def _decoded(member: zipfile.ZipInfo) -> str:
    """A member's name; many programs write UTF-8 without saying so."""
    name = member.filename.replace("\\", "/")
    if member.flag_bits & 0x800:
        return name
    try:
        return name.encode("cp437").decode("utf-8")
    except UnicodeError:
        return name


def _submission(contents: dict[str, bytes], others: list[str], limits: Limits) -> RawSubmission:
    sheets: list[RawSheet] = []
    faults: list[Fault] = []
    notes: list[Fault] = []
    for file_name, content in sorted(contents.items()):
        name = _printable(PurePosixPath(file_name).stem)
        try:
            text, is_guess = decode(content)
            sheet = _sheet(name, text, limits)
            note = _guess(sheet) if is_guess else None
            sheets.append(sheet)
            notes += [note] if note else []
        except RefusedError as error:
            values = dict(error.fault.values)
            row = values.pop("row", None)
            number = row if isinstance(row, int) else None
            faults.append(Fault(error.fault.rule, sheet=name, row=number, values=tuple(values.items())))
    named = [name for name in others if not is_helper(PurePosixPath(name))]
    unread = (PurePosixPath(name) for name in named if is_workbook(name) or is_archive(name))
    return RawSubmission(
        sheets=tuple(sheets), faults=tuple(faults), notes=tuple(notes), plain_text=True,
        other_texts=tuple(map(_printable, named)), extras=("files",) if others else (),
        unread=tuple(_printable(path.name) for path in unread),
    )  # fmt: skip


def _printable(name: str) -> str:
    """A file's name without the bytes that are no text."""
    return name.encode("utf-8", "replace").decode("utf-8")


def _sheet(name: str, text: str, limits: Limits) -> RawSheet:
    rows: list[Row] = []
    columns: set[int] = set()
    for record in records(text):
        cells = tuple(
            Cell(column, "text", value) for column, value in enumerate(record.fields, start=1) if not is_blank(value)
        )
        if not cells:
            continue
        rows.append(Row(record.number, cells, fault=record.fault))
        columns.update(cell.column for cell in cells)
        if len(rows) - 1 > limits.rows:
            raise RefusedError("too_many_rows", limit=limits.rows)
        if len(columns) > limits.columns:
            raise RefusedError("too_many_columns", limit=limits.columns)
    return RawSheet(name, tuple(rows))


def _guess(sheet: RawSheet) -> Fault | None:
    """The note that an encoding was guessed, with a word to judge it by; RefusedError where a word looks wrong."""
    texts = [(row.number, cell.written) for row in sheet.rows for cell in row.cells if not cell.written.isascii()]
    if not texts:
        return None
    for number, text in texts:
        word = misread_word(text)
        if word:
            raise RefusedError("encoding_unknown", row=number, written=word)
    place, word = telling_word([text for _, text in texts])
    if could_be_another([text for _, text in texts]):
        raise RefusedError("encoding_unknown", row=texts[place][0], written=word)
    return Fault("encoding_guessed", sheet=sheet.name, row=texts[place][0], values=(("written", word),))
