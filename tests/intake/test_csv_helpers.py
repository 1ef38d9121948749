"""Helpers that programs leave beside people's files are no tables (FORMS.md 3)."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.intake.container.file_names import is_helper
from etl.intake.submission import submissions_in
from tests.intake.builders import COVER, MEETING, MEETINGS, cover_rows, csv_folder, csv_text, packed, rules
from tests.intake.conftest import Check

ROW = tuple(str(value) for value in MEETING)
MEETINGS_CSV, COVER_CSV = csv_text((MEETINGS, ROW)), csv_text(cover_rows(COVER))
APPLE_DOUBLE = b"\0\5\x16\7\0\2\0\0Mac OS X        "
HELPERS = ("._Mbledhjet.csv", ".DS_Store", "Thumbs.db", "THUMBS.DB", "desktop.ini", "Desktop.INI", "~$Mbledhjet.csv",
           ".~lock.Mbledhjet.csv#", "._Kopertina.csv", "._.DS_Store", "~$cover.csv")  # fmt: skip


@pytest.mark.parametrize("name", HELPERS)
def test_helper_in_a_folder_is_another_file(check: Check, tmp_path: Path, name: str) -> None:
    found = check(csv_folder(tmp_path / "x", {"meetings.csv": MEETINGS_CSV, name: APPLE_DOUBLE}))
    assert (rules(found), found.accepted, found.keeps_file) == (["extra_files"], {"meetings": 1}, False)


@pytest.mark.parametrize("folder", ["", "raporti/", "Zyra/raporti/"])
@pytest.mark.parametrize("helpers", ["__MACOSX/{folder}", "__macosx/{folder}", "{folder}", "A/__MACOSX/"])
def test_helpers_in_a_zip_are_other_files(check: Check, tmp_path: Path, folder: str, helpers: str) -> None:
    place = helpers.format(folder=folder)
    parts: dict[str, bytes | str] = {
        f"{folder}Kopertina.csv": COVER_CSV, f"{folder}Mbledhjet.csv": MEETINGS_CSV,
        f"{place}._Kopertina.csv": APPLE_DOUBLE, f"{place}._Mbledhjet.csv": APPLE_DOUBLE,
    }  # fmt: skip
    found = check(packed(tmp_path / "raporti.zip", parts))
    assert (rules(found), found.accepted, found.keeps_file) == (["extra_files"], {"meetings": 1}, False)


def test_helper_of_a_file_called_cover_is_no_second_cover(check: Check, tmp_path: Path) -> None:
    parts: dict[str, bytes | str] = {
        "a/cover.csv": COVER_CSV,
        "a/meetings.csv": MEETINGS_CSV,
        "__MACOSX/a/cover.csv": APPLE_DOUBLE,
    }
    found = check(packed(tmp_path / "a.zip", parts))
    assert (rules(found), found.accepted) == (["extra_files"], {"meetings": 1})


def test_helper_is_never_refused_for_its_name(check: Check, tmp_path: Path) -> None:
    parts: dict[str, bytes | str] = {
        "cover.csv": COVER_CSV,
        "meetings.csv": MEETINGS_CSV,
        "__MACOSX/._J50312112A.csv": APPLE_DOUBLE,
    }
    assert rules(check(packed(tmp_path / "a.zip", parts))) == ["extra_files"]
    other = {"cover.csv": COVER_CSV, "meetings.csv": MEETINGS_CSV, "J50312112A.txt": "x"}
    assert rules(check(packed(tmp_path / "b.zip", other))) == ["personal_elsewhere"], "any other file is"


def test_home_is_the_folder_with_the_cover_whatever_sorts_first(check: Check, tmp_path: Path) -> None:
    parts = {"z/Kopertina.csv": COVER_CSV, "z/Mbledhjet.csv": MEETINGS_CSV, "a/old.csv": "x,y\r\n"}
    found = check(packed(tmp_path / "a.zip", parts))
    assert (rules(found), found.accepted) == (["extra_files"], {"meetings": 1})


def test_covers_in_two_folders_are_two_submissions_whatever_their_name(check: Check, tmp_path: Path) -> None:
    parts = {f"{place}/Kopertina.csv": COVER_CSV for place in "ab"}
    assert rules(check(packed(tmp_path / "a.zip", parts))) == ["several_covers"]


def test_what_lies_elsewhere_has_one_reason(check: Check, tmp_path: Path) -> None:
    notes: dict[str, bytes | str] = {"shenime.csv": "a,b\r\n1,2\r\n"}
    several: dict[str, bytes | str] = {"a/cover.csv": COVER_CSV, "b/meetings.csv": MEETINGS_CSV}
    reasons: dict[str, dict[str, bytes | str]] = {
        "workbook_beside": {"raport.xlsx": b"x", **notes},
        "zip_in_zip": {"raport.zip": b"x", **notes},
        "csv_in_several_folders": several,
    }
    for reason, parts in reasons.items():
        assert rules(check(packed(tmp_path / f"{reason}.zip", parts)), "error") == [reason]
    below = {"cover.csv": COVER_CSV, "meetings.csv": MEETINGS_CSV, "te tjera/Trajnimet.csv": "body\r\n"}
    assert rules(check(packed(tmp_path / "b.zip", below)), "error") == ["csv_in_several_folders"]
    folder = csv_folder(tmp_path / "f", {"raport.xlsx": b"x", "shenime.csv": "a,b\r\n1,2\r\n"}, cover=None)
    assert rules(check(folder), "error") == ["workbook_beside"]
    found = check(packed(tmp_path / "d.zip", {**several, "a/trainings.csv": csv_text((("body",),))}))
    assert rules(found, "error")[0] == "csv_in_several_folders"
    beside: dict[str, bytes | str] = {
        "cover.csv": COVER_CSV, "meetings.csv": MEETINGS_CSV, "raport.xlsx": b"x", "a/meetings.csv": MEETINGS_CSV,
    }  # fmt: skip
    found = check(packed(tmp_path / "e.zip", beside))
    assert (rules(found), found.accepted) == (["extra_files"], {"meetings": 1}), "what is there counts"


def test_helpers_are_no_submissions_and_make_none_of_a_folder(tmp_path: Path) -> None:
    home = csv_folder(tmp_path / "raporti", {"meetings.csv": MEETINGS_CSV})
    for name in ("._raporti.csv", "~$a.xlsx", "._a.xlsx", "Thumbs.db", ".DS_Store", "__MACOSX/raporti/._cover.csv"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(APPLE_DOUBLE)
    (tmp_path / "b.xlsx").write_bytes(b"x")
    assert submissions_in([tmp_path]) == [tmp_path / "b.xlsx", home]


@pytest.mark.parametrize("name", ["cover.csv", "_cover.csv", "a~$b.csv", "MACOSX/a.csv", "thumbs.csv", ".hidden.csv"])
def test_what_only_sounds_like_a_helper_is_none(name: str) -> None:
    assert not is_helper(name)
