"""`rcat check`, `submit` and `build`: statuses, JSON, receipts (INTERFACES.md, "Commands")."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dashboard.cli import main
from tests.commands.forms import MEETINGS, hand_in_folder, meeting

KEYS = {"file", "sha256", "form", "qark", "period", "submitted_on", "accepted", "rejected", "findings"}
FINDING_KEYS = {"level", "sheet", "row", "column", "value", "rule", "message"}


@pytest.fixture
def good(tmp_path: Path) -> Path:
    """A committee's form with two meetings."""
    rows = [meeting("2009-02-10"), meeting("2009-05-20", present="8")]
    return hand_in_folder(tmp_path / "good", {"meetings": (MEETINGS, rows)})


@pytest.fixture
def flawed(tmp_path: Path) -> Path:
    """A committee's form with one good row and one whose date lies outside the semester."""
    rows = [meeting("2009-02-10"), meeting("2009-07-05")]
    return hand_in_folder(tmp_path / "flawed", {"meetings": (MEETINGS, rows)})


@pytest.fixture
def bad_cover(tmp_path: Path) -> Path:
    """A form for a semester that the programme does not have."""
    rows = [meeting("2009-02-10")]
    return hand_in_folder(tmp_path / "bad_cover", {"meetings": (MEETINGS, rows)}, period="2012-S1")


def test_a_good_form_is_accepted_and_nothing_is_stored(
    good: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data"
    assert main(["check", str(good), "--data", str(data), "--json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)
    assert set(found) == KEYS
    assert (found["form"], found["qark"], found["period"]) == ("committee", "AL-07", "2009-S1")
    assert found["submitted_on"] == "2009-07-10"
    assert found["accepted"] == {"meetings": 2}
    assert found["rejected"] == {"meetings": 0}
    assert found["findings"] == []
    assert not data.exists()


def test_a_rejected_row_is_a_finding(flawed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(flawed), "--data", str(tmp_path / "data"), "--json"]) == 1
    (found,) = json.loads(capsys.readouterr().out)
    assert found["accepted"] == {"meetings": 1}
    assert found["rejected"] == {"meetings": 1}
    (finding,) = found["findings"]
    assert set(finding) == FINDING_KEYS
    assert (finding["level"], finding["row"], finding["column"]) == ("error", 3, "held_on")
    assert finding["value"] == "2009-07-05"
    assert set(finding["message"]) == {"en", "sq"}


def test_a_bad_cover_cannot_be_done(bad_cover: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["submit", str(bad_cover), "--data", str(tmp_path / "data"), "--json"]) == 2
    shown = capsys.readouterr()
    assert len(shown.err.strip().splitlines()) == 1
    (found,) = json.loads(shown.out)
    assert (found["accepted"], found["rejected"]) == ({"meetings": 0}, {"meetings": 1})
    assert any(finding["sheet"] == "cover" and finding["row"] == 4 for finding in found["findings"])


def test_one_that_is_refused_stops_no_other(
    good: Path, bad_cover: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    batch = tmp_path / "batch"
    batch.mkdir()
    good.rename(batch / good.name)
    bad_cover.rename(batch / bad_cover.name)
    data = tmp_path / "data"
    assert main(["submit", str(batch), "--data", str(data), "--json"]) == 1
    assert [one["accepted"] for one in json.loads(capsys.readouterr().out)] == [{"meetings": 0}, {"meetings": 2}]
    assert len(list((data / "submissions" / "rcat-2008-2010").glob("0*"))) == 1


def test_the_same_file_again_changes_nothing_and_says_so(
    good: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data"
    assert main(["submit", str(good), "--data", str(data)]) == 0
    first = capsys.readouterr().out
    kept = sorted(path.name for path in data.rglob("*"))
    assert main(["submit", str(good), "--data", str(data)]) == 0
    assert "no. 1" in first
    assert "already submission no. 1" in capsys.readouterr().out
    assert sorted(path.name for path in data.rglob("*")) == kept


@pytest.mark.parametrize("code", ["en", "sq"])
def test_what_is_kept_is_said_to_be_kept_where_the_build_fails(
    good: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    """Also by a fault that nobody expected: it is kept, the figures do not count it yet, and what to do."""

    def broken(*_: object) -> None:
        raise IndexError

    data = tmp_path / "data"
    with monkeypatch.context() as patched:
        patched.setattr("etl.build.warehouse.Warehouse.ensure", broken)
        assert main(["submit", str(good), "--data", str(data), "--lang", code]) == 1
    shown = capsys.readouterr()
    assert len(shown.err.strip().splitlines()) == 1
    assert all(part in shown.err for part in ("IndexError", "rcat build", "RCAT_TRACE=1"))
    assert {"en": "is kept", "sq": "është ruajtur"}[code] in shown.err
    assert not any(part in shown.err for part in ("half-done", "papërfunduar"))
    assert {"en": "no. 1", "sq": "nr. 1"}[code] in shown.out
    assert main(["build", "--data", str(data)]) == 0


def test_submissions_are_taken_in_the_order_of_their_dates(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    batch = tmp_path / "batch"
    sheets = {"meetings": (MEETINGS, [meeting("2009-02-10")])}
    hand_in_folder(batch / "a_late", sheets, submitted_on="2009-09-01")
    hand_in_folder(batch / "z_early", sheets, submitted_on="2009-07-01")
    assert main(["submit", str(batch), "--data", str(tmp_path / "data"), "--json"]) == 0
    days = [one["submitted_on"] for one in json.loads(capsys.readouterr().out)]
    assert days == ["2009-07-01", "2009-09-01"]


def test_no_file_of_that_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(tmp_path / "nothing.xlsx"), "--lang", "sq"]) == 2
    assert capsys.readouterr().err.strip() == f"rcat: nuk ka skedar ose dosje {tmp_path / 'nothing.xlsx'}."


def test_the_same_file_again_says_so_beside_json(
    good: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data"
    assert main(["submit", str(good), "--data", str(data), "--json"]) == 0
    assert capsys.readouterr().err == ""
    assert main(["submit", str(good), "--data", str(data), "--json", "--lang", "sq"]) == 0
    assert "tashmë dorëzimi nr. 1" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (["fly"], "‘fly’ nuk është një nga vlerat"),
        (["check"], "mungon: FILE"),
        (["serve", "--port", "x"], "‘x’ nuk është numër i plotë"),
        (["build", "--fast"], "nuk kuptohet: --fast"),
        (["build", "--data"], "--data kërkon një vlerë"),
    ],
)
def test_a_fault_of_the_call_is_said_in_the_language(
    call: list[str], said: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RCAT_LANG", "sq")
    with pytest.raises(SystemExit):
        main(call)
    assert said in capsys.readouterr().err


def test_a_template_of_a_committee_needs_its_qark(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["template", "--period", "2009-S1", "--out", str(tmp_path / "a.xlsx")]) == 2
    assert "missing: --qark" in capsys.readouterr().err


@pytest.mark.parametrize("call", [[], ["fly"], ["check"], ["explain", "regular-meetings"], ["serve", "--port", "x"]])
def test_a_call_that_cannot_be_understood_is_one_line(call: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(call)
    assert stopped.value.code == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1
