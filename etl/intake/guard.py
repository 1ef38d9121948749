"""What is refused before it is parsed, because it could harm (forms.md 4, last paragraph)."""

from __future__ import annotations

import lzma
import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from etl.intake.cells import Fault
from etl.intake.file_names import mistaken_for

MEGABYTE = 1024 * 1024
_ENCRYPTED = 0x1
_OLD_CONTAINER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
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
    except (
        KeyError,
        zipfile.BadZipFile,
        ValueError,
        OSError,
        EOFError,
        NotImplementedError,
        RuntimeError,
        zlib.error,
        lzma.LZMAError,
    ) as error:
        raise RefusedError("unreadable") from error


def refuse_document_type(content: bytes) -> None:
    """RefusedError where an XML part declares a document type or entities, in whatever encoding."""
    if _DOCUMENT_TYPE.search(content) or (b"\0" in content and _DOCUMENT_TYPE.search(content.replace(b"\0", b""))):
        raise RefusedError("document_type")


def refuse_macros(names: list[str], content_types: bytes) -> None:
    """RefusedError where a workbook carries a program: VBA, Excel 4 macro sheets, ActiveX controls."""
    lowered = [name.lower() for name in names]
    if any("vbaproject" in name or "/macrosheets/" in name or "/activex/" in name for name in lowered):
        raise RefusedError("macros")
    if b"macroenabled" in content_types.lower():
        raise RefusedError("macros")
