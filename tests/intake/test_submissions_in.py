"""What counts as one submission among files and folders, and what identifies it (INTERFACES.md, `FILE`)."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import pytest

from etl.intake.submission import sha256_of, submissions_in
from tests.intake.builders import MEETINGS, csv_folder, csv_text, saved, workbook
from tests.intake.conftest import Check

TEXT = csv_text((MEETINGS,))


def test_a_file_is_one_whatever_it_is(tmp_path: Path) -> None:
    paths = [tmp_path / "missing.xlsx", tmp_path / "a.txt"]
    assert submissions_in(paths) == paths


def test_a_folder_with_a_cover_is_one(tmp_path: Path) -> None:
    folder = csv_folder(tmp_path / "x", {"meetings.csv": TEXT})
    assert submissions_in([folder]) == [folder]


def test_a_folder_of_csv_files_without_a_cover_is_one_too_and_its_fault_is_said(check: Check, tmp_path: Path) -> None:
    folder = csv_folder(tmp_path / "x", {"meetings.csv": TEXT}, cover=None)
    assert submissions_in([folder]) == [folder]
    assert [one.rule for one in check(folder).findings] == ["no_cover"]


def test_a_folder_of_several_is_all_of_them(tmp_path: Path) -> None:
    folder = csv_folder(tmp_path / "b", {"meetings.csv": TEXT})
    for name in ("a.xlsx", "c.zip", "~$a.xlsx", ".hidden.xlsx", "notes.txt", "old.xls"):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "deeper" / "still").mkdir(parents=True)
    (tmp_path / "empty").mkdir()
    (tmp_path / "deeper" / "still" / "d.xlsx").write_bytes(b"x")
    expected = [tmp_path / "a.xlsx", folder, tmp_path / "c.zip", tmp_path / "deeper/still/d.xlsx", tmp_path / "old.xls"]
    assert submissions_in([tmp_path]) == expected


def test_an_empty_folder_is_itself_and_refused(check: Check, tmp_path: Path) -> None:
    assert submissions_in([tmp_path]) == [tmp_path]
    assert [one.rule for one in check(tmp_path).findings] == ["no_cover", "no_record_sheet"]


@pytest.mark.parametrize(
    "name", [b"bad\xff.xlsx", b"new\nline.xlsx", b"x" * 240 + b".xlsx", "\u202exslx.xlsx".encode()]
)
def test_odd_file_names_can_be_said(check: Check, tmp_path: Path, name: bytes) -> None:
    path = tmp_path / os.fsdecode(name)
    found = check(saved(workbook(), path)).as_json()
    assert found["findings"] == []
    json.dumps(found, ensure_ascii=False).encode()


def test_odd_names_in_a_folder_can_be_said(check: Check, tmp_path: Path) -> None:
    folder = csv_folder(
        tmp_path / "x", {"meetings.csv": TEXT, os.fsdecode(b"\xff.csv"): TEXT, os.fsdecode(b"\xff"): "x"}
    )
    json.dumps(check(folder).as_json(), ensure_ascii=False).encode()


@pytest.mark.parametrize("kind", ["pipe", "loop", "device", "name too long", "name with a zero"])
def test_what_is_no_file_is_refused(check: Check, tmp_path: Path, kind: str) -> None:
    path = {"device": Path("/dev/zero"), "name too long": Path("x" * 5000), "name with a zero": Path("a\0b")}.get(kind)
    if path is None:
        path = tmp_path / "a.xlsx"
        os.mkfifo(path) if kind == "pipe" else path.symlink_to(path)
    assert check(path).refused


def test_sha256_of_a_file_is_that_of_its_bytes(check: Check, tmp_path: Path) -> None:
    path = saved(workbook(), tmp_path / "a.xlsx")
    assert check(path).sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_sha256_of_a_folder_is_over_names_and_contents_sorted_by_name(tmp_path: Path) -> None:
    folder = csv_folder(tmp_path / "x", {"b.csv": "2", "a.csv": "1"}, cover=None)
    digest = hashlib.sha256()
    for part in (b"a.csv", b"1", b"b.csv", b"2"):
        digest.update(len(part).to_bytes(8, "big") + part)
    assert sha256_of(folder) == digest.hexdigest()


@pytest.mark.parametrize("name", [".DS_Store", "Thumbs.db", "desktop.ini", "._a.csv", "~$a.csv", ".~lock.a.csv#"])
def test_sha256_of_a_folder_stays_where_a_program_left_a_helper(tmp_path: Path, name: str) -> None:
    folder = csv_folder(tmp_path / "x", {"a.csv": "1"}, cover=None)
    before = sha256_of(folder)
    (folder / name).write_bytes(b"x")
    assert sha256_of(folder) == before
    (folder / "b.csv").write_bytes(b"x")
    assert sha256_of(folder) != before


def test_sha256_of_a_folder_changes_where_a_byte_moves_from_one_file_to_another(tmp_path: Path) -> None:
    one = csv_folder(tmp_path / "x", {"a.csv": "12", "b.csv": "3"}, cover=None)
    other = csv_folder(tmp_path / "y", {"a.csv": "1", "b.csv": "23"}, cover=None)
    assert sha256_of(one) != sha256_of(other)
