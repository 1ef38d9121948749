"""A folder or zip of CSV files -> sheets. Every value is a text."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path, PurePosixPath

from etl.intake.cells import Cell, Fault, RawSheet, RawSubmission, Row
from etl.intake.characters import is_blank
from etl.intake.guard import MEGABYTE, Limits, RefusedError, read_member
from etl.intake.zip_bytes import bytes_beside

SEPARATORS = (",", ";", "\t")
COVER_FILE = "cover.csv"
_SEPARATOR_LINE = re.compile(r"^sep=(.)\r?\n?", re.IGNORECASE)


def read_folder(folder: Path, limits: Limits) -> RawSubmission:
    """The CSV files of a folder; whatever else lies there is named and not read."""
    contents: dict[str, bytes] = {}
    others: list[str] = []
    paths = sorted(folder.iterdir())
    if len(paths) > limits.parts:
        raise RefusedError("too_many_parts", limit=limits.parts)
    total = 0
    for path in paths:
        if path.suffix.lower() != ".csv" or path.is_symlink() or not path.is_file():
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
    names = {member.filename: _decoded(member) for member in archive.infolist() if not member.is_dir()}
    covers = [PurePosixPath(name) for name in names.values() if PurePosixPath(name).name.lower() == COVER_FILE]
    covers = [path for path in covers if path.parts[0] != "__MACOSX"]
    if len(covers) > 1:
        raise RefusedError("several_covers")
    tables = {PurePosixPath(name).parent for name in names.values() if name.lower().endswith(".csv")}
    home = covers[0].parent if covers else min(tables, default=PurePosixPath())
    contents: dict[str, bytes] = {}
    others: list[str] = []
    for stored, name in names.items():
        path = PurePosixPath(name)
        if path.parent == home and path.suffix.lower() == ".csv":
            contents[path.name] = read_member(archive, stored)
        else:
            others.append(name)
    if not contents:
        raise RefusedError("not_a_submission")
    found = _submission(contents, others, limits)
    hidden = bytes_beside(archive)
    folders = (_printable(_decoded(member)) for member in archive.infolist())
    return replace(
        found,
        other_texts=(*found.other_texts, *(part for name in folders for part in PurePosixPath(name).parts[:-1])),
        outside_texts=hidden,
        extras=(*found.extras, "outside") if hidden else found.extras,
    )


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
            sheets.append(_sheet(name, text, limits))
        except RefusedError as error:
            faults.append(Fault(error.fault.rule, sheet=name, row=error.fault.row, values=error.fault.values))
            continue
        if is_guess:
            notes.append(Fault("encoding_guessed", sheet=name))
    return RawSubmission(
        sheets=tuple(sheets), faults=tuple(faults), notes=tuple(notes), plain_text=True,
        other_texts=tuple(map(_printable, others)), extras=("files",) if others else (),
    )  # fmt: skip


def _printable(name: str) -> str:
    """A file's name without the bytes that are no text."""
    return name.encode("utf-8", "replace").decode("utf-8")


def decode(content: bytes) -> tuple[str, bool]:
    """The text of a CSV file, and whether its encoding had to be taken for Windows-1250; RefusedError if it is none."""
    encoding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    text, is_guess = _text(content, encoding), False
    if text is None and encoding == "utf-8-sig":
        text, is_guess = _text(content, "cp1250"), True
    if text is None or "\0" in text:
        raise RefusedError("not_text")
    return text, is_guess


def _text(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _sheet(name: str, text: str, limits: Limits) -> RawSheet:
    declared = _SEPARATOR_LINE.match(text)
    separator = declared[1] if declared else None
    if declared:
        text = text[declared.end() :]
    if separator is not None and separator not in SEPARATORS:
        raise RefusedError("separator_unknown")
    csv.field_size_limit(max(len(text), 1))
    rows: list[Row] = []
    columns: set[int] = set()
    for number, fields in enumerate(_records(text, separator or _separator_of(text)), start=1):
        cells = tuple(
            Cell(column, "text", value) for column, value in enumerate(fields, start=1) if not is_blank(value)
        )
        if not cells:
            continue
        rows.append(Row(number, cells))
        columns.update(cell.column for cell in cells)
        if len(rows) - 1 > limits.rows:
            raise RefusedError("too_many_rows", limit=limits.rows)
        if len(columns) > limits.columns:
            raise RefusedError("too_many_columns", limit=limits.columns)
    return RawSheet(name, tuple(rows))


def _records(text: str, separator: str) -> list[list[str]]:
    """The records of a CSV text. A quote that is not closed runs into the next one or the end: both are errors here."""
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise RefusedError("unclosed_quote") from error


def _separator_of(text: str) -> str:
    """The separator of the header: the one that stands in it most often outside quotation marks."""
    counts = dict.fromkeys(SEPARATORS, 0)
    quoted = False
    for character in text.lstrip():
        if character == '"':
            quoted = not quoted
        elif not quoted and character in "\r\n":
            break
        elif not quoted and character in counts:
            counts[character] += 1
    return max(SEPARATORS, key=lambda separator: counts[separator])
