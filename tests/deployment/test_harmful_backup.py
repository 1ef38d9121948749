"""A backup that somebody made to harm: what cannot be unpacked safely is refused in one line, and nothing is left."""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard.cli import main
from etl.backup import MANIFEST, BadBackupError, restore

NAME = "submissions/programme/000001/original.xlsx"


def made(folder: Path, content: bytes = b"handed in" * 400, method: int = zipfile.ZIP_DEFLATED) -> Path:
    """A backup of one file, by a method that a zip may have."""
    file = folder / "backup.zip"
    with zipfile.ZipFile(file, "w", method) as archive:
        archive.writestr(NAME, content)
        digest = hashlib.sha256(content).hexdigest()
        archive.writestr(MANIFEST, json.dumps({"format": 1, "made_at": "", "files": {NAME: digest}}))
    return file


def encrypted(content: bytearray) -> None:
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1


def damaged_within(content: bytearray) -> None:
    begin = 30 + len(NAME)
    content[begin : begin + 6] = bytes(255 - one for one in content[begin : begin + 6])


def damaged_list(content: bytearray) -> None:
    begin = content.rindex(b"PK\x03\x04") + 30 + len(MANIFEST)
    content[begin : begin + 9] = bytes(255 - one for one in content[begin : begin + 9])


@pytest.mark.parametrize("fault", [encrypted, damaged_within, damaged_list])
def test_what_cannot_be_unpacked_is_one_clear_line(
    tmp_path: Path, fault: object, capsys: pytest.CaptureFixture[str]
) -> None:
    file = made(tmp_path)
    content = bytearray(file.read_bytes())
    fault(content)  # type: ignore[operator]
    file.write_bytes(content)
    assert main(["restore", str(file), "--data", str(tmp_path / "home")]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["backup.zip"]


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_method_that_no_backup_has_is_not_unpacked(tmp_path: Path, method: int) -> None:
    file = made(tmp_path, b"0" * 20_000_000, method)
    assert file.stat().st_size < 20_000
    with pytest.raises(BadBackupError):
        restore(file, tmp_path / "home")
    assert [path.name for path in tmp_path.iterdir()] == ["backup.zip"]


@pytest.fixture
def usual_mask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.mark.usefixtures("usual_mask")
@pytest.mark.parametrize("is_there", [True, False])
def test_nobody_else_may_look_into_what_is_restored(tmp_path: Path, is_there: bool) -> None:
    home = tmp_path / "home"
    if is_there:
        home.mkdir(mode=0o700)
    restore(made(tmp_path), home)
    assert home.stat().st_mode & 0o077 == 0
    assert (home / NAME).is_file()
