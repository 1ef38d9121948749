"""A backup does not hide a loss: it is held against the log, and no fuller one is replaced by it."""

from __future__ import annotations

import shutil
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dashboard.cli import main
from etl import audit, backup
from etl.access.review import Proposal, decide
from etl.access.viewer import local_viewer
from etl.backup import FullerBackupError, back_up, check_backup, restore
from etl.store.disk import alone
from etl.store.packing import pack_loose
from etl.store.store import Store
from tests.scrub.test_standing import PROGRAMME, cut, handed_in
from tests.store.handed_in import CATALOGUE


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Three submissions and a decision."""
    handed_in(tmp_path / "data", tmp_path / "sources", 1, 2, 3)
    at = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
    decide(Proposal("locked", "AL-08", "2009-S1", "Mungon fleta"), local_viewer(), tmp_path / "data", CATALOGUE, (), at)
    return tmp_path / "data"


def lose(data: Path) -> None:
    """A submission, the file of another, and the decision are gone; rows of a third are cut out."""
    store = Store(data, PROGRAMME)
    first, second, _ = store.contents().loose
    shutil.rmtree(store.folder / first)
    (store.folder / second / "file.xlsx").unlink()
    (data / "reviews" / PROGRAMME / "000001.json").unlink()
    cut(store, 3)


def numbers(found: backup.Holding) -> tuple[list[int], ...]:
    return tuple([one.submission for one in several] for several in (found.missing, found.originals, found.changed))


def test_what_is_gone_is_said_by_backup_check_and_restore(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert back_up(data, tmp_path / "whole.zip").is_whole
    assert main(["backup", "--check", str(tmp_path / "whole.zip")]) == 0
    lose(data)
    found = back_up(data, tmp_path / "less.zip")
    assert (numbers(found), found.decisions) == (([1], [2], [3]), 1)
    again = check_backup(tmp_path / "less.zip")
    assert (numbers(again), again.decisions) == (([1], [2], [3]), 1)
    restored = restore(tmp_path / "less.zip", tmp_path / "home")
    assert (numbers(restored), restored.decisions) == (([1], [2], [3]), 1)
    capsys.readouterr()
    for code, words in (("en", "not there any more"), ("sq", "nuk është më aty")):
        assert main(["backup", "--check", str(tmp_path / "less.zip"), "--lang", code]) == 1
        assert capsys.readouterr().out.count(words) == 2
    assert main(["backup", "--out", str(tmp_path / "less.zip"), "--data", str(data)]) == 1
    assert main(["restore", str(tmp_path / "less.zip"), "--data", str(tmp_path / "other")]) == 1


def test_a_fuller_backup_is_replaced_only_where_somebody_says_so(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "backup.zip"
    call = ["backup", "--data", str(data), "--out", str(out)]
    assert main(call) == 0
    with alone(Store(data, PROGRAMME).folder / ".lock"):
        pack_loose(Store(data, PROGRAMME), CATALOGUE)
    assert main(call) == 0, "what was packed is not lost"
    before = out.read_bytes()
    shutil.rmtree(data / "submissions")
    with pytest.raises(FullerBackupError):
        back_up(data, out)
    capsys.readouterr()
    assert main(call) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert out.read_bytes() == before
    assert main([*call, "--replace"]) == 1
    assert out.read_bytes() != before


def test_it_holds_one_moment_of_what_is_written_over(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody hands in while the archive is written: the log's head must not be newer than the log."""
    real = backup._add

    def add(archive: zipfile.ZipFile, file: backup._File) -> str:
        if file.name.startswith("audit/"):
            audit.record(data, audit.LOCAL, audit.BUILT)
        return real(archive, file)

    monkeypatch.setattr(backup, "_add", add)
    back_up(data, tmp_path / "backup.zip")
    monkeypatch.undo()
    assert check_backup(tmp_path / "backup.zip").is_whole


@pytest.mark.parametrize(
    ("call", "code", "words"),
    [
        ([], "en", "one of --out --check"), ([], "sq", "një nga --out --check"),
        (["--out", "a.zip", "--check", "b.zip"], "en", "does not go with"),
    ],
)  # fmt: skip
def test_the_call_names_one_of_the_two(
    capsys: pytest.CaptureFixture[str], call: list[str], code: str, words: str
) -> None:
    with pytest.raises(SystemExit):
        main(["backup", *call, "--lang", code])
    assert words in capsys.readouterr().err
