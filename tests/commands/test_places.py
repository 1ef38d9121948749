"""Files and folders that are named wrongly: one clear line that names them as they were typed, and status 2."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboard.cli import main

TEMPLATE = ["template", "--qark", "AL-07", "--period", "2009-S1"]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place with a file, an empty folder, and an empty data folder that is the default one."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RCAT_DATA", str(tmp_path / "data"))
    (tmp_path / "data").mkdir()
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("kept", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("call", "line"),
    [
        (["export", "--out", "file"], "rcat: file is a file; name a folder."),
        (["export", "--out", "file/below"], "rcat: file is a file; name a folder."),
        (["export", "--out", "x", "--data", "file"], "rcat: file is a file; name a folder."),
        (["demo", "--out", "file"], "rcat: file is a file; name a folder."),
        ([*TEMPLATE, "--out", "folder"], "rcat: folder is a folder; name a file."),
        ([*TEMPLATE, "--out", "new/"], "rcat: new/ is a folder; name a file."),
        ([*TEMPLATE, "--out", "file/a.xlsx"], "rcat: file is a file; name a folder."),
        (["check", "folder/none.xlsx"], "rcat: there is no file or folder folder/none.xlsx."),
        (["check", "file", "folder/none.xlsx"], "rcat: there is no file or folder folder/none.xlsx."),
        (["catalogue", "check", "folder/none"], "rcat: there is no file or folder folder/none."),
        (["catalogue", "diff", "folder/none"], "rcat: there is no file or folder folder/none."),
        (["catalogue", "check", "file"], "rcat: file is a file; name a folder."),
    ],
)
def test_place_that_cannot_be_used_is_named_as_it_was_typed(
    here: Path, capsys: pytest.CaptureFixture[str], call: list[str], line: str
) -> None:
    assert main(call) == 2
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", line + "\n")
    assert (here / "file").read_text("utf-8") == "kept"
    assert sorted(path.name for path in here.iterdir()) == ["data", "file", "folder"]


@pytest.mark.parametrize("what", ["check", "diff"])
def test_folder_without_a_catalogue_is_said_to_be_none(
    here: Path, capsys: pytest.CaptureFixture[str], what: str
) -> None:
    assert main(["catalogue", what, "folder"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("rcat: there is no catalogue in folder;")
    assert said.err.count("\n") == 1
    (here / "folder" / "programme.yaml").write_text("id: other\n", encoding="utf-8")
    assert main(["catalogue", "check", "folder"]) == 1
    assert "programme.yaml" in capsys.readouterr().out
