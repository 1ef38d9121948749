"""`rcat check` and `submit` say what a hand-in takes away, and on a terminal one hand-in asks once more."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dashboard.cli import main
from etl.store.store import Store
from tests.commands.forms import MEETINGS, hand_in_folder, meeting

Told = pytest.CaptureFixture[str]
TERMS = ("body", "adopted_on", "valid_until", "document_ref")
MEMBERS = ("body", "institution", "organisation", "since", "until")


def kept(data: Path) -> int:
    return len(Store(data, "rcat-2008-2010").names())


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("handed_in")
    rows = [meeting("2009-02-10"), meeting("2009-05-20")]
    first = hand_in_folder(folder / "first", {"meetings": (MEETINGS, rows)})
    assert main(["submit", str(first), "--data", str(folder / "data")]) == 0
    assert [one.findings for one in Store(folder / "data", "rcat-2008-2010").all()] == [()]
    return folder / "data"


@pytest.fixture
def data(handed_in: Path, tmp_path: Path) -> Path:
    """A data folder in which Kukës has two meetings of 2009-S1."""
    return shutil.copytree(handed_in, tmp_path / "data", symlinks=True)


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """The same form again, with an empty sheet."""
    return hand_in_folder(tmp_path / "empty", {"meetings": (MEETINGS, [])}, submitted_on="2009-07-12")


def rules(capsys: Told) -> list[tuple[str, str]]:
    (found,) = json.loads(capsys.readouterr().out)
    return [(one["level"], one["rule"]) for one in found["findings"]]


# A semester's meetings are two quarters' figures and the semester's own; the year's and the whole are counted.
LOST = [("warning", "rows_withdrawn"), *[("warning", "figure_falls")] * 3, ("warning", "longer_fall")]


@pytest.mark.parametrize("command", ["check", "submit"])
def test_losses_are_warnings_and_change_neither_the_status_nor_what_is_kept(
    command: str, data: Path, empty: Path, capsys: Told
) -> None:
    assert main([command, str(empty), "--data", str(data), "--json"]) == 0
    assert rules(capsys) == LOST
    assert kept(data) == (1 if command == "check" else 2)
    store = Store(data, "rcat-2008-2010")
    assert all(one.findings == () for one in store.all()), "what is kept of a hand-in stays as it was"


def test_they_stand_in_the_text_too_in_albanian(data: Path, empty: Path, capsys: Told) -> None:
    assert main(["check", str(empty), "--data", str(data), "--lang", "sq"]) == 0
    text = capsys.readouterr().out
    assert "2 rreshta që numërohen tani nuk gjenden në këtë formular dhe do të tërhiqeshin" in text
    assert "nga “i përmbushur” (2 nga 2) në “i papërmbushur” (0 nga 2)" in text
    assert "nga “i përmbushur” (1 nga 1) në “i papërmbushur” (0 nga 1)" in text
    assert "Do të binin edhe 2 shifra të periudhave më të gjata." in text


def test_d6_three_standing_rows_count_no_longer(tmp_path: Path, capsys: Told) -> None:
    def seat(institution: str) -> dict[str, str]:
        return {"body": "rcat", "institution": institution, "since": "2008-01-10"}

    terms = [{"body": "rcat", "adopted_on": "2008-05-06", "document_ref": "1"}]
    sheets: dict[str, Any] = {
        "terms_of_reference": (TERMS, terms), "members": (MEMBERS, [seat("police"), seat("qark_council")]),
    }  # fmt: skip
    first = hand_in_folder(tmp_path / "first", sheets, period="2008-S2", submitted_on="2009-01-20")
    sheets = {"terms_of_reference": (TERMS, []), "members": (MEMBERS, [seat("deputy_prefect")])}
    then = hand_in_folder(tmp_path / "then", sheets)
    folder = ["--data", str(tmp_path / "data"), "--json"]
    assert main(["submit", str(first), *folder]) == 0
    capsys.readouterr()
    assert main(["check", str(then), *folder]) == 0
    (found,) = json.loads(capsys.readouterr().out)
    (finding,) = found["findings"]
    assert (finding["rule"], finding["row"], finding["value"]) == ("standing_rows_cease", None, None)
    wanted = "3 standing rows of the last form are not in this one and have no end; they count no longer"
    assert finding["message"]["en"].startswith(wanted)


class Terminal(io.StringIO):
    """What stands in for a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Terminal]:
    """Puts somebody at a terminal who will type an answer; gives what they see on it."""

    def sit(answer: str) -> Terminal:
        shown = Terminal()
        monkeypatch.setattr("sys.stdin", Terminal(answer))
        monkeypatch.setattr("sys.stderr", shown)
        return shown

    return sit


@pytest.mark.parametrize(("answer", "status", "count"), [("y\n", 0, 2), ("n\n", 2, 1), ("\n", 2, 1), ("", 2, 1)])
def test_at_a_terminal_it_asks_once_more(
    answer: str, status: int, count: int, data: Path, empty: Path, at_a_terminal: Callable[[str], Terminal]
) -> None:
    shown = at_a_terminal(answer)
    assert main(["submit", str(empty), "--data", str(data)]) == status
    assert kept(data) == count
    assert "from met (2 of 2) to not met (0 of 2)" in shown.getvalue()
    assert ("was not handed in" in shown.getvalue()) == (status == 2)


def test_in_albanian_the_answer_is_po(data: Path, empty: Path, at_a_terminal: Callable[[str], Terminal]) -> None:
    at_a_terminal("po\n")
    assert main(["submit", str(empty), "--data", str(data), "--lang", "sq"]) == 0
    assert kept(data) == 2


def test_yes_answers_it_and_a_check_or_a_sound_form_asks_nothing(
    data: Path, empty: Path, tmp_path: Path, at_a_terminal: Callable[[str], Terminal]
) -> None:
    shown = at_a_terminal("n\n")
    assert main(["check", str(empty), "--data", str(data)]) == 0
    assert main(["submit", str(empty), "--data", str(data), "--yes"]) == 0
    rows = [meeting("2009-08-10")]
    sound = hand_in_folder(tmp_path / "s2", {"meetings": (MEETINGS, rows)}, period="2009-S2", submitted_on="2010-01-10")
    assert main(["submit", str(sound), "--data", str(data)]) == 0
    assert "[y/N]" not in shown.getvalue()
    assert kept(data) == 3


def test_a_folder_of_many_waits_for_nobody_and_each_is_held_against_those_before(
    tmp_path: Path, capsys: Told, at_a_terminal: Callable[[str], Terminal]
) -> None:
    rows = [meeting("2009-02-10"), meeting("2009-05-20")]
    hand_in_folder(tmp_path / "many" / "a", {"meetings": (MEETINGS, rows)})
    hand_in_folder(tmp_path / "many" / "b", {"meetings": (MEETINGS, [])}, submitted_on="2009-07-12")
    shown = at_a_terminal("n\n")
    assert main(["submit", str(tmp_path / "many"), "--data", str(tmp_path / "data"), "--json"]) == 0
    assert "[y/N]" not in shown.getvalue()
    first, second = json.loads(capsys.readouterr().out)
    assert first["findings"] == []
    assert [(one["level"], one["rule"]) for one in second["findings"]] == LOST
    assert kept(tmp_path / "data") == 2


def test_what_is_kept_and_cannot_be_read_stops_no_check(data: Path, empty: Path, capsys: Told) -> None:
    for manifest in (data / "submissions").rglob("submission.json"):
        manifest.write_text("{}")
    for build in data.glob("rcat*"):
        build.unlink()
    assert main(["check", str(empty), "--data", str(data), "--json"]) == 0
    assert rules(capsys) == []


def test_a_form_taken_back_unchanged_has_no_findings(data: Path, tmp_path: Path, capsys: Told) -> None:
    form = tmp_path / "form.xlsx"
    asked = ["--qark", "Kukës", "--period", "2009-S1", "--out", str(form), "--data", str(data)]
    assert main(["template", *asked]) == 0
    assert "Without the sheets that were not handed in with the others for this period" in capsys.readouterr().out
    assert main(["check", str(form), "--data", str(data), "--json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)
    assert (found["accepted"], found["findings"]) == ({"meetings": 2}, [])
    assert main(["template", *asked, "--all-sheets"]) == 0
    capsys.readouterr()
    assert main(["check", str(form), "--data", str(data), "--json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)
    assert len(found["accepted"]) == 7
    assert {one["rule"] for one in found["findings"]} == {"empty_says_none", "figure_undone"}
