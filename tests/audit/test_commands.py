"""`rcat audit`, and what the other commands leave in the log."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from dashboard.cli import main
from dashboard.commands.common import COMMAND_LOCALE
from etl import audit
from etl.formats.locale_folder import ETL_LOCALE
from indicators.language import language
from tests.intake.builders import COVER, meeting, meetings_file


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    return meetings_file(tmp_path, meeting(), cover=COVER)


@pytest.fixture
def data(tmp_path: Path, workbook: Path) -> Path:
    """A data folder with one submission handed in by command."""
    folder = tmp_path / "data"
    assert main(["submit", str(workbook), "--data", str(folder)]) == 0
    return folder


def actions(data: Path) -> list[str]:
    return [one.action for one in audit.entries(data)]


@pytest.mark.parametrize("code", ["en", "sq"])
def test_every_action_has_its_words(code: str) -> None:
    words = language(code, ETL_LOCALE, COMMAND_LOCALE)
    assert [one for one in audit.ACTIONS if not words.has(f"audit.action.{one}")] == []


def test_what_commands_do_is_recorded(data: Path, workbook: Path, tmp_path: Path) -> None:
    note = tmp_path / "note.xlsx"
    note.write_bytes(b"not a workbook")
    main(["submit", str(workbook), "--data", str(data)])
    main(["submit", str(note), "--data", str(data)])
    main(["check", str(workbook), "--data", str(data)])
    main(["build", "--data", str(data)])
    main(["export", "--out", str(tmp_path / "out"), "--data", str(data)])
    main(["backup", "--out", str(tmp_path / "backup.zip"), "--data", str(data)])
    assert actions(data) == ["handed_in", "handed_in_again", "refused", "built", "exported", "backed_up"]
    first = next(audit.entries(data))
    assert first.facts["submission"] == 1
    assert first.facts["accepted"] == 1
    assert first.facts["unit"] == "AL-07"


def test_it_is_in_order_until_a_byte_is_changed(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", "verify", "--data", str(data)]) == 0
    assert "1 entry." in capsys.readouterr().out
    log = data / "audit" / "log.jsonl"
    log.write_bytes(log.read_bytes().replace(b'"accepted":1', b'"accepted":2'))
    assert main(["audit", "verify", "--data", str(data)]) == 1
    assert "Line 1 is not as it was written" in capsys.readouterr().out


def test_a_head_noted_elsewhere_finds_a_log_that_was_replaced(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["audit", "head", "--data", str(data)]) == 0
    head = capsys.readouterr().out.strip()
    assert main(["audit", "verify", "--data", str(data), "--head", head]) == 0
    shutil.rmtree(data / "audit")
    audit.record(data, audit.LOCAL, "built")
    assert main(["audit", "verify", "--data", str(data), "--head", head]) == 1
    assert main(["audit", "verify", "--data", str(data), "--head", "elsewhere"]) == 2
    assert "audit head" in capsys.readouterr().err


def test_a_submission_that_was_taken_out_of_the_store_is_missed(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (bundle,) = (data / "submissions" / "rcat-2008-2010").glob("0*")
    shutil.rmtree(bundle)
    assert main(["audit", "verify", "--data", str(data)]) == 1
    assert "not there any more" in capsys.readouterr().out


def test_a_store_older_than_the_log_is_no_fault(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.rmtree(data / "audit")
    assert main(["audit", "verify", "--data", str(data)]) == 0
    assert "1 kept submission has no entry" in capsys.readouterr().out


@pytest.mark.parametrize(("code", "words"), [("en", "handed in"), ("sq", "dorëzoi")])
def test_it_is_shown_in_words(data: Path, capsys: pytest.CaptureFixture[str], code: str, words: str) -> None:
    capsys.readouterr()
    assert main(["audit", "show", "--data", str(data), "--lang", code]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert words in line
    assert "AL-07" in line


def test_a_log_that_cannot_be_written_is_said_and_the_work_stays(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(data / "audit")
    (data / "audit").write_bytes(b"")
    capsys.readouterr()
    assert main(["export", "--out", str(tmp_path / "out"), "--data", str(data)]) == 0
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert (tmp_path / "out" / "indicator_values.csv").is_file()
    (tmp_path / "again").mkdir()
    again = meetings_file(tmp_path / "again", meeting(minutes_ref="Minutes 2/2009"), cover=COVER)
    main(["submit", str(again), "--data", str(data)])
    said = capsys.readouterr()
    assert "no. 2" in said.out
    assert "audit log" in said.err
