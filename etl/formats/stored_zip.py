"""ZIP files whose bytes depend on nothing but their members: no clock, no system, no version of a compressor."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile, ZipInfo

FIRST_DAY_OF_ZIP = (1980, 1, 1, 0, 0, 0)
UNIX = 3


def write_zip(path: Path, members: Iterable[tuple[str, bytes]]) -> None:
    """Write members (name, content) in the order given, uncompressed: compressors differ between machines."""
    path.write_bytes(as_zip(members))


def as_zip(members: Iterable[tuple[str, bytes]]) -> bytes:
    """The bytes of what `write_zip` writes."""
    content = BytesIO()
    with ZipFile(content, "w", ZIP_STORED) as archive:
        for name, data in members:
            info = ZipInfo(name, FIRST_DAY_OF_ZIP)
            info.create_system = UNIX
            info.external_attr = 0o644 << 16
            archive.writestr(info, data)
    return content.getvalue()


def members_of(archive: bytes) -> tuple[tuple[str, bytes], ...]:
    """The members of a ZIP file (name, content), in its order."""
    with ZipFile(BytesIO(archive)) as opened:
        return tuple((name, opened.read(name)) for name in opened.namelist())
