"""The bytes of a zip that are no member's content: what may hide between, before and after, and how much unpacks."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from pathlib import Path
from typing import BinaryIO

from etl.intake.container.guard import MEGABYTE, Limits, RefusedError

_LOCAL_HEADER = struct.Struct("<4s5H3L2H")
_BLOCK = 1 << 18
_DESCRIPTOR = re.compile(rb"(?:PK\x07\x08)?.{12}(?:.{8})?", re.DOTALL)
_END_SIZE = 22
_ZIP64_END = re.compile(rb"PK\x06\x06.{52,72}PK\x06\x07.{16}", re.DOTALL)
# Extra fields that programs write, by their number: the most bytes that times, owners and sizes take.
_FIELDS = {0x0001: 28, 0x000A: 36, 0x5455: 13, 0x5855: 12, 0x7855: 4, 0x7875: 15}
_PADDING = 0xA220  # Excel leaves room to grow
_LONGEST = 4_096


def bytes_beside(archive: zipfile.ZipFile) -> tuple[str, ...]:
    """What stands in a zip beside its members, as texts.

    Comments of the archive and its members, extra fields that can be read, and bytes outside of every member.
    """
    found = [archive.comment, *(member.comment for member in archive.infolist())]
    found += [_unknown_fields(member.extra) for member in archive.infolist()]
    if archive.filename is None:
        return ()
    with Path(archive.filename).open("rb") as file:
        last = 0
        for member in sorted(archive.infolist(), key=lambda one: one.header_offset):
            gap = _between(file, last, member.header_offset)
            if gap and not (last and _DESCRIPTOR.fullmatch(gap)):
                found.append(gap)
            extra, start = _local_header(file, member)
            found.append(_unknown_fields(extra))
            last = start + member.compress_size
            found.append(_behind_the_content(file, start, member))
        gap = _between(file, last, archive.start_dir)
        if gap and not _DESCRIPTOR.fullmatch(gap):
            found.append(gap)
        found.append(_after_the_directory(file, archive))
    return tuple(dict.fromkeys(one[:_LONGEST].decode("utf-8", "replace") for one in found if one.strip(b"\0")))


def measure(archive: zipfile.ZipFile, limits: Limits) -> None:
    """RefusedError where more unpacks than is allowed, whatever the entries announce."""
    if archive.filename is None:
        return
    total = 0
    with Path(archive.filename).open("rb") as file:
        for member in archive.infolist():
            _, start = _local_header(file, member)
            total += max(member.file_size, _unpacked(file, start, member, limits.unpacked_bytes - total)[0])
            if total > limits.unpacked_bytes:
                raise RefusedError("unpacks_too_big", limit=limits.unpacked_bytes // MEGABYTE)


def _behind_the_content(file: BinaryIO, start: int, member: zipfile.ZipInfo) -> bytes:
    return _unpacked(file, start, member, 1 << 62)[1]


def _between(file: BinaryIO, start: int, end: int) -> bytes:
    file.seek(start)
    return file.read(min(end - start, _LONGEST)) if end > start else b""


def _unknown_fields(extra: bytes) -> bytes:
    """The extra fields of a member that are not of a known kind and size."""
    rest = extra
    found = b""
    while len(rest) >= 4:
        number, length = struct.unpack_from("<HH", rest)
        content, rest = rest[4 : 4 + length], rest[4 + length :]
        is_padding = number == _PADDING and not content[4:].strip(b"\0")
        if not is_padding and len(content) > _FIELDS.get(number, 0):
            found += content
    return found + rest


def _local_header(file: BinaryIO, member: zipfile.ZipInfo) -> tuple[bytes, int]:
    """The extra field before a member's content, and where that begins."""
    file.seek(member.header_offset)
    header = file.read(_LOCAL_HEADER.size)
    if len(header) < _LOCAL_HEADER.size:
        raise RefusedError("unreadable")
    *_, name_length, extra_length = _LOCAL_HEADER.unpack(header)
    file.seek(name_length, 1)
    return file.read(extra_length), member.header_offset + _LOCAL_HEADER.size + name_length + extra_length


def _unpacked(file: BinaryIO, start: int, member: zipfile.ZipInfo, most: int) -> tuple[int, bytes]:
    """How many bytes a member really unpacks to (counted no further than `most` is passed), and what follows in it."""
    if member.compress_type != zipfile.ZIP_DEFLATED:
        return max(member.file_size, member.compress_size if not member.compress_type else 0), b""
    file.seek(start)
    left, total = member.compress_size, 0
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        while left > 0 and not inflate.eof and total <= most:
            block = file.read(min(left, _BLOCK))
            if not block:
                break
            left -= len(block)
            while block and not inflate.eof and total <= most:
                total += len(inflate.decompress(block, _BLOCK * 4))
                block = inflate.unconsumed_tail
    except zlib.error as error:
        raise RefusedError("unreadable") from error
    rest = inflate.unused_data
    return total, rest + file.read(min(left, _LONGEST)) if inflate.eof and left else rest


def _after_the_directory(file: BinaryIO, archive: zipfile.ZipFile) -> bytes:
    """What follows the table of contents beside the end record and its comment."""
    directory = sum(
        46 + len(one.orig_filename.encode("utf-8" if one.flag_bits & 0x800 else "cp437", "replace"))
        + len(one.extra) + len(one.comment)
        for one in archive.infolist()
    )  # fmt: skip
    file.seek(archive.start_dir + directory)
    rest = file.read(_LONGEST + len(archive.comment) + _END_SIZE)
    rest = _ZIP64_END.sub(b"", rest)
    if rest.startswith(b"PK\x05\x06"):
        return rest[_END_SIZE + len(archive.comment) :]
    return rest
