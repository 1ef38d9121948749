"""`rcat review` as a person meets it: what is said, with which status, and what a lock does to `rcat submit`."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

import etl.hand_in
from dashboard.cli import main
from etl import audit
from etl.access.archive import DecisionFolder
from etl.access.viewer import Viewer, local_viewer, signed_in
from etl.store.store import Store
from tests.commands.forms import MEETINGS, hand_in_folder, meeting
from tests.ledger.bridge import SHIPPED

ROOT = Path(__file__).resolve().parents[2]
PROGRAMME = SHIPPED.programme.id
SECRETARY = signed_in("secretary", ("https://login.example.al", "kukes"), "AL-07")
REASON = "Mungon fleta e trajnimeve"
Told = pytest.CaptureFixture[str]


def form(folder: Path, day: str) -> Path:
    """A committee's form with one meeting."""
    return hand_in_folder(folder, {"meetings": (MEETINGS, [meeting(day)])})


def hand_in(data: Path, day: str, viewer: Viewer) -> None:
    file = form(data.parent / f"form-{day}", day)
    (done,) = etl.hand_in.hand_in([file], data, SHIPPED, date(2026, 1, 1), viewer)
    assert done.receipt is not None


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("handed_in") / "data"
    hand_in(folder, "2009-02-10", SECRETARY)
    return folder


@pytest.fixture
def data(handed_in: Path, tmp_path: Path) -> Path:
    """A data folder in which the secretary of Kukës has handed in."""
    return shutil.copytree(handed_in, tmp_path / "data", symlinks=True)


def about(data: Path, decision: str, *words: str) -> list[str]:
    """A call that decides the semester."""
    return ["review", decision, "--qark", "AL-07", "--period", "2009-S1", "--data", str(data), *words]


def decided(data: Path) -> list[str]:
    return [one.action for one in DecisionFolder(data, PROGRAMME).read().taken]


def kept(data: Path) -> int:
    return len(Store(data, PROGRAMME).names())


# --- a process a call, as from a terminal


def rcat(*arguments: str) -> tuple[int, list[str], list[str]]:
    """Run the command by itself: its status, and the lines on standard output and on standard error."""
    done = subprocess.run(
        [sys.executable, "-P", "-m", "dashboard.cli", *arguments], capture_output=True, text=True, check=False,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    return done.returncode, done.stdout.splitlines(), done.stderr.splitlines()


def test_a_semester_is_returned_locked_and_reopened(data: Path, tmp_path: Path) -> None:
    submit = ("submit", str(form(tmp_path / "second", "2009-03-12")), "--data", str(data))
    status, said, wrong = rcat(*about(data, "return", "--reason", REASON))
    assert (status, wrong) == (0, [])
    assert said[0] == "Kukës, semester 1 of 2009: returned to the committee."
    assert said[1].endswith(f"returned: {REASON}")
    assert rcat(*about(data, "lock", "--reason", "Vlerësimi ka nisur"))[0] == 0
    status, said, wrong = rcat(*submit)
    assert status == 2
    locked = "this period is locked for this committee until ONAC reopens it"
    assert wrong == [f"rcat: second was not taken: {locked}. Nothing of it was stored."]
    assert kept(data) == 1
    status, said, wrong = rcat(*about(data, "reopen", "--reason", "Një fletë mungonte"))
    assert (status, wrong) == (0, [])
    assert said[0] == "Kukës, semester 1 of 2009: handed in, waits for review."
    status, _, wrong = rcat(*submit)
    assert (status, wrong, kept(data)) == (0, [], 2)
    status, said, wrong = rcat("review", "list", "--data", str(data))
    assert (status, wrong) == (0, [])
    assert said[0] == "Kukës, semester 1 of 2009: handed in, waits for review."
    assert [line.partition(": ")[2] for line in said[1:]] == [REASON, "Vlerësimi ka nisur", "Një fletë mungonte"]
    assert rcat("audit", "verify", "--data", str(data))[0] == 0


def test_what_cannot_be_decided_is_one_line_and_status_2(data: Path) -> None:
    status, said, wrong = rcat(*about(data, "reopen", "--reason", REASON))
    assert (status, said) == (2, [])
    assert wrong == ["rcat: This period is not locked, so it cannot be reopened."]


# --- the same without a process of its own


def test_what_somebody_else_handed_in_is_accepted(data: Path, capsys: Told) -> None:
    assert main(about(data, "accept")) == 0
    told = capsys.readouterr()
    assert (told.out, told.err) == ("Kukës, semester 1 of 2009: accepted.\n", "")
    assert [one.action for one in audit.entries(data)] == ["handed_in", "accepted"]


@pytest.mark.parametrize(
    ("code", "said"), [("en", "somebody else has to accept it"), ("sq", "duhet ta pranojë dikush tjetër")]
)
def test_nobody_alone_hands_in_and_accepts(data: Path, capsys: Told, code: str, said: str) -> None:
    hand_in(data, "2009-03-12", local_viewer())
    assert main(about(data, "accept", "--lang", code)) == 2
    told = capsys.readouterr()
    assert (told.out, told.err.count("\n")) == ("", 1)
    assert said in told.err
    assert decided(data) == []
    assert main(about(data, "return", "--reason", REASON)) == 0, "to return one's own is no advantage"


@pytest.mark.parametrize("decision", ["return", "lock", "reopen"])
@pytest.mark.parametrize("words", [(), ("--reason", "  ")], ids=["left out", "blank"])
@pytest.mark.parametrize(("code", "said"), [("en", "Give a reason"), ("sq", "Jepni një arsye")])
def test_a_reason_is_due(data: Path, capsys: Told, decision: str, words: tuple[str, ...], code: str, said: str) -> None:
    assert main(about(data, decision, *words, "--lang", code)) == 2
    told = capsys.readouterr()
    assert (told.out, told.err.count("\n")) == ("", 1)
    assert said in told.err
    assert decided(data) == []


def test_a_reason_with_personal_data_is_refused_and_not_repeated(data: Path, capsys: Told) -> None:
    assert main(about(data, "return", "--reason", "shkruani te zyra@example.al")) == 2
    told = capsys.readouterr()
    assert "personal data" in told.err
    assert "zyra" not in told.out + told.err
    assert decided(data) == []


@pytest.mark.parametrize(
    ("before", "decision", "said"),
    [
        ((), "reopen", "not locked"),
        (("accept",), "accept", "accepted already"),
        (("accept",), "reopen", "accepted already"),
        (("return",), "return", "returned already"),
        (("lock",), "lock", "is locked. Reopen it first"),
        (("lock",), "accept", "is locked. Reopen it first"),
        (("lock",), "return", "is locked. Reopen it first"),
        (("lock", "reopen"), "reopen", "not locked"),
    ],
)
def test_what_does_not_follow_is_said(
    data: Path, capsys: Told, before: tuple[str, ...], decision: str, said: str
) -> None:
    for one in before:
        assert main(about(data, one, "--reason", REASON)) == 0
    taken = decided(data)
    capsys.readouterr()
    assert main(about(data, decision, "--reason", REASON)) == 2
    told = capsys.readouterr()
    assert (told.out, told.err.count("\n")) == ("", 1)
    assert said in told.err
    assert decided(data) == taken


@pytest.mark.parametrize("decision", ["accept", "return", "reopen"])
def test_where_nothing_was_handed_in_there_is_only_a_lock(data: Path, capsys: Told, decision: str) -> None:
    place = ["--qark", "AL-08", "--period", "2009-S1", "--data", str(data), "--reason", REASON]
    assert main(["review", decision, *place]) == 2
    assert "it can only be locked" in capsys.readouterr().err
    assert main(["review", "lock", *place]) == 0


@pytest.mark.parametrize(("code", "said"), [("en", "until ONAC reopens it"), ("sq", "derisa ta rihapë")])
def test_a_lock_is_a_finding_of_json_too(data: Path, capsys: Told, code: str, said: str) -> None:
    assert main(about(data, "lock", "--reason", REASON)) == 0
    file = form(data.parent / "second", "2009-03-12")
    capsys.readouterr()
    assert main(["submit", str(file), "--json", "--data", str(data), "--lang", code]) == 2
    told = capsys.readouterr()
    (found,) = json.loads(told.out)
    (finding,) = found["findings"]
    assert (finding["level"], finding["rule"]) == ("error", "locked")
    assert said in finding["message"][code]
    assert finding["message"][code] in told.err
    assert main(["check", str(file), "--data", str(data)]) == 0, "to check is to hand nothing in"


def test_of_several_the_locked_one_stops_no_other(data: Path, tmp_path: Path, capsys: Told) -> None:
    assert main(about(data, "lock", "--reason", REASON)) == 0
    form(tmp_path / "in" / "locked", "2009-03-12")
    hand_in_folder(tmp_path / "in" / "open", {"meetings": (MEETINGS, [meeting("2009-03-12")])}, qark="AL-08")
    capsys.readouterr()
    assert main(["submit", str(tmp_path / "in"), "--data", str(data)]) == 1
    told = capsys.readouterr()
    assert told.err.startswith("rcat: locked was not taken")
    assert kept(data) == 2


def test_of_what_is_locked_nothing_is_lost_nor_are_others_held_against_it(data: Path, capsys: Told) -> None:
    """A check still warns; two locked forms in one folder are an error each, and nothing more."""
    assert main(about(data, "lock", "--reason", REASON)) == 0
    for number, day in enumerate(("2009-03-12", "2009-03-13")):
        form(data.parent / "in" / f"locked{number}", day)
    folder = [str(data.parent / "in"), "--json", "--data", str(data)]
    capsys.readouterr()
    assert main(["submit", *folder]) == 1
    found = json.loads(capsys.readouterr().out)
    assert [[finding["rule"] for finding in one["findings"]] for one in found] == [["locked"]] * 2
    main(["check", *folder])
    found = json.loads(capsys.readouterr().out)
    assert all("rows_withdrawn" in {finding["rule"] for finding in one["findings"]} for one in found)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--qark", "Kukesh", "--period", "2009-S1"], "‘Kukesh’ is not a known qark"),
        (["--qark", "AL-07", "--period", "2009-Q1"], "‘2009-Q1’ is not a known period"),
        (["--qark", "AL-07"], "missing: --period"),
        ([], "missing: --qark, --period"),
    ],
)
def test_a_place_that_there_is_not_is_one_line(data: Path, capsys: Told, words: list[str], said: str) -> None:
    call = ["review", "lock", *words, "--reason", REASON, "--data", str(data)]
    try:
        status = main(call)
    except SystemExit as stopped:
        status = int(str(stopped.code))
    told = capsys.readouterr()
    assert (status, told.out, told.err.count("\n")) == (2, "", 1)
    assert said in told.err
    assert decided(data) == []


def test_a_name_will_do_for_the_qark(data: Path, capsys: Told) -> None:
    place = ["--qark", "kukes", "--period", "2009-S1", "--data", str(data)]
    assert main(["review", "return", *place, "--reason", REASON, "--lang", "sq"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[0] == "Kukës, gjashtëmujori 1 i 2009: i kthyer te komiteti."
    assert told[1].endswith(f"u kthye: {REASON}")


def test_a_decision_that_is_damaged_is_a_finding_of_the_list(data: Path, capsys: Told) -> None:
    assert main(about(data, "return", "--reason", REASON)) == 0
    (path,) = DecisionFolder(data, PROGRAMME).folder.glob("*.json")
    path.write_text("{}", "utf-8")
    capsys.readouterr()
    assert main(["review", "list", "--data", str(data)]) == 1
    told = capsys.readouterr()
    state, doubt = told.out.splitlines()
    assert state == "Kukës, semester 1 of 2009: handed in, waits for review."
    assert "the audit log still names it (no. 1, returned, entry no. 2)" in doubt
    assert "1 decision in the archive is damaged" in told.err
