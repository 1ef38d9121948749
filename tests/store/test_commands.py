"""What the commands say when disk, database or store fail them: kept is kept, one clear line, never a traceback."""

from __future__ import annotations

import json
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from dashboard.cli import main
from dashboard.commands.builds import tell
from dashboard.commands.common import speak
from etl.build.warehouse import Warehouse
from etl.store.store import MANIFEST, Damaged, Store
from tests.intake.builders import COVER, meeting, meetings_file
from tests.store.handed_in import CATALOGUE


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """No file may grow larger than this many bytes: so a full disk looks to whoever writes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    return meetings_file(tmp_path, meeting(), cover=COVER)


def explain(data: Path) -> int:
    return main(["explain", "regular-meetings", "AL-07", "2009-S1", "--data", str(data)])


@pytest.mark.parametrize("flags", [[], ["--json"], ["--lang", "sq"]])
def test_a_submission_is_acknowledged_though_the_database_cannot_be_rebuilt(
    workbook: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], flags: list[str]
) -> None:
    data = tmp_path / "data"
    with room_for(200_000):
        status = main(["submit", str(workbook), "--data", str(data), *flags])
    said = capsys.readouterr()
    assert status == 1
    assert len(said.err.splitlines()) == 1
    assert ("është ruajtur" if "sq" in flags else "is kept") in said.err
    if "--json" in flags:
        assert json.loads(said.out)[0]["accepted"] == {"meetings": 1}
    else:
        assert Store(data, CATALOGUE.programme.id).names()[0].partition("-")[2] in said.out
    assert explain(data) == 0
    assert "1" in capsys.readouterr().out
    assert Warehouse(data, CATALOGUE).fresh() is not None


def test_what_cannot_be_kept_is_said_in_one_line(
    workbook: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with room_for(100):
        status = main(["submit", str(workbook), "--data", str(tmp_path / "data"), "--lang", "sq"])
    said = capsys.readouterr()
    assert status == 2
    assert "disku është plot" in said.err
    assert "Traceback" not in said.err + said.out
    assert Store(tmp_path / "data", CATALOGUE.programme.id).names() == ()


def test_a_damaged_database_and_a_damaged_submission_are_said(
    workbook: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data"
    assert main(["submit", str(workbook), "--data", str(data)]) == 0
    build, store = Warehouse(data, CATALOGUE).current(), Store(data, CATALOGUE.programme.id)
    assert build is not None
    build.path.write_bytes(b"rubbish")
    (store.folder / store.names()[0] / MANIFEST).write_text("{", "utf-8")
    capsys.readouterr()
    assert explain(data) == 0
    said = capsys.readouterr().err.splitlines()
    assert [line.partition(":")[0] for line in said] == ["rcat", "rcat"]
    assert "rebuilt" in said[0]
    assert "submission no. 1" in said[1]
    assert main(["submit", str(workbook), "--data", str(data)]) == 0
    assert "Kept as submission no. 1" in capsys.readouterr().out
    assert explain(data) == 0
    assert capsys.readouterr().err == ""


def test_every_reason_is_said_in_both_languages() -> None:
    from etl.store.disk import _REASONS  # noqa: PLC0415

    for code in ("en", "sq"):
        for reason in {*_REASONS.values(), "busy", "changed", "other"}:
            assert speak(code).say(f"disk.{reason}")


def test_a_damaged_pack_is_one_line_and_not_one_for_each_submission(capsys: pytest.CaptureFixture[str]) -> None:
    words, many = speak("en"), [*range(1, 1002), 1007]
    tell([Damaged(number, "0" * 64) for number in many], words, rebuilt=False)
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 1
    assert "1002 submissions" in said[0]
    assert "no. 1–1001, 1007." in said[0]


@pytest.mark.parametrize("flags", [[], ["--json"]])
def test_what_a_lock_keeps_out_is_a_finding_and_nobody_is_told_to_try_again(
    workbook: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], flags: list[str]
) -> None:
    place = ["--qark", "AL-07", "--period", "2009-S1", "--data", str(tmp_path / "data")]
    (tmp_path / "data").mkdir()
    assert main(["review", "lock", "--reason", "closed", *place]) == 0
    capsys.readouterr()
    assert main(["submit", str(workbook), *place[-2:], *flags]) == 2
    said = capsys.readouterr()
    assert "was not taken" in said.err
    assert "try again" not in said.err
    if flags:
        finding = json.loads(said.out)[0]["findings"][-1]
        assert (finding["level"], finding["rule"]) == ("error", "locked")
        assert finding["message"]["en"].startswith(f"{workbook.name} was not taken")
        assert "nuk u pranua" in finding["message"]["sq"]
