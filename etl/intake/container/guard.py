"""What is refused before it is parsed, because it could harm (FORMS.md 4, last paragraph)."""

from __future__ import annotations

import contextlib
import lzma
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from etl.intake.cells import Fault
from etl.intake.container.file_names import mistaken_for

MEGABYTE = 1024 * 1024
_ENCRYPTED = 0x1
_OLD_CONTAINER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_VBA = "_VBA_PROJECT".encode("utf-16-le")
# Words in the types of parts that are programs.
_PROGRAMS = ("vbaproject", "macrosheet", "activex")
_UNREADABLE = (
    KeyError, zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError, RuntimeError, zlib.error,
    lzma.LZMAError,
)  # fmt: skip
_DOCUMENT_TYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


@dataclass(frozen=True)
class Limits:
    """How much of a file is read. Bytes, parts, rows and columns a sheet, seconds and bytes of memory."""

    file_bytes: int = 10 * MEGABYTE
    unpacked_bytes: int = 50 * MEGABYTE
    parts: int = 200
    rows: int = 20_000
    columns: int = 100
    seconds: float = 5.0
    memory_bytes: int = 512 * 1024 * 1024


LIMITS = Limits()
_WITHOUT_END = 2**62
NO_LIMITS = Limits(
    _WITHOUT_END, _WITHOUT_END, _WITHOUT_END, _WITHOUT_END, _WITHOUT_END, seconds=86_400.0, memory_bytes=0
)


class RefusedError(Exception):
    """The file, or a part of it, cannot be used; `fault` says why."""

    def __init__(self, rule: str, **values: object) -> None:
        super().__init__(rule)
        self.fault = Fault(rule, values=tuple(values.items()))


def container_fault(head: bytes, path: Path) -> Fault:
    """Why a file that is no zip cannot be read, from its first bytes: a password, an old format, a mistake."""
    if head.startswith(_OLD_CONTAINER):
        locked = "EncryptedPackage".encode("utf-16-le")
        with path.open("rb") as file:
            is_locked = any(locked in block for block in _overlapping_blocks(file))
        return Fault("password" if is_locked else "old_format")
    with path.open("rb") as file:
        return Fault(mistaken_for(path.name, file.read(4096)))


def _overlapping_blocks(file: BinaryIO, size: int = 1 << 20, overlap: int = 64) -> list[bytes]:
    blocks, tail = [], b""
    for _ in range(16):
        block = file.read(size)
        if not block:
            break
        blocks.append(tail + block)
        tail = block[-overlap:]
    return blocks


def open_archive(path: Path, limits: Limits) -> zipfile.ZipFile:
    """A zip whose members are safe to unpack; RefusedError otherwise. Looks at the table of contents only."""
    try:
        archive = zipfile.ZipFile(path)
        members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError, UnicodeError) as error:
        raise RefusedError("unreadable") from error
    try:
        _check_members(members, limits)
    except RefusedError:
        archive.close()
        raise
    return archive


def _check_members(members: list[zipfile.ZipInfo], limits: Limits) -> None:
    if len(members) > limits.parts:
        raise RefusedError("too_many_parts", limit=limits.parts)
    if sum(member.file_size for member in members) > limits.unpacked_bytes:
        raise RefusedError("unpacks_too_big", limit=limits.unpacked_bytes // MEGABYTE)
    seen: set[str] = set()
    for member in members:
        name = member.orig_filename.replace("\\", "/")
        # Part names of a workbook are compared without case, and so are files on most office computers.
        if (
            name.casefold() in seen
            or "\0" in name
            or name.startswith("/")
            or ":" in name[:3]
            or ".." in name.split("/")
        ):
            raise RefusedError("bad_member")
        seen.add(name.casefold())
        if member.flag_bits & _ENCRYPTED:
            raise RefusedError("password")


def read_member(archive: zipfile.ZipFile, name: str) -> bytes:
    """The bytes of a member; RefusedError where it is missing or damaged. Never more than its entry announces."""
    try:
        return archive.read(name)
    except _UNREADABLE as error:
        raise RefusedError("unreadable") from error


def refuse_document_type(content: bytes) -> None:
    """RefusedError where an XML part declares a document type or entities, in whatever encoding."""
    if _DOCUMENT_TYPE.search(content) or (b"\0" in content and _DOCUMENT_TYPE.search(content.replace(b"\0", b""))):
        raise RefusedError("document_type")


def refuse_macros(archive: zipfile.ZipFile, types: Mapping[str, tuple[str, bool]]) -> None:
    """RefusedError where a workbook carries a program: VBA, Excel 4 macro sheets, ActiveX controls.

    `types` are the types of the parts that are there, and whether each was given for that part alone. A type that only
    says what a workbook may hold (`macroEnabled`, which every binary workbook has), or that no part has, is no program.
    """
    for member in archive.infolist():
        name = member.filename.replace("\\", "/").lower()
        kind, own = types.get(name, ("", False))
        named = "vbaproject" in name or "/macrosheets/" in name or "/activex/" in name
        if named or (own and any(word in kind for word in _PROGRAMS)) or _holds_vba(archive, member):
            raise RefusedError("macros")


def _holds_vba(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    """Whether a part is a container of programs, or a document of Office 97 that has one in it, however it is named."""
    if member.filename.lower().endswith((".xml", ".rels", "/")):
        return False
    with contextlib.suppress(*_UNREADABLE), archive.open(member) as part:
        if part.read(len(_OLD_CONTAINER)) == _OLD_CONTAINER:
            return _VBA in part.read()
    return False
