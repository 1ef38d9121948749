"""The kept decisions against the audit log, in both directions: what was deleted, changed or put in is named."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from dashboard.cli import main
from etl import audit
from etl.access.archive import DecisionFolder
from etl.access.decisions import FOLDER, Action
from etl.access.recorded import differences
from etl.access.review import Proposal, decide
from etl.access.viewer import local_viewer
from etl.backup import back_up, restore
from etl.store.kept import seal
from tests.audit.test_commands import actions
from tests.ledger.bridge import SHIPPED

PROGRAMME = SHIPPED.programme.id
REASON = "Mungon fleta e trajnimeve"
PLACE = ("AL-07", "2009-S1")


def take(data: Path, action: Action, unit: str = "AL-07", period: str = "2009-S1") -> None:
    now = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
    taken = decide(Proposal(action, unit, period, REASON), local_viewer(), data, SHIPPED, (), now)
    assert taken.unrecorded is None


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with three decisions: a lock, its end, and the lock of another committee."""
    folder = tmp_path / "data"
    take(folder, "locked")
    take(folder, "reopened")
    take(folder, "locked", "AL-08", "2010-S1")
    return folder


def file_of(data: Path, number: int) -> Path:
    return data / FOLDER / PROGRAMME / f"{number:06d}.json"


def rewritten(data: Path, number: int, *, into: int | None = None, **changed: Any) -> None:
    """Write a decision anew, or beside itself, with a seal that fits."""
    content = json.loads(file_of(data, number).read_text("utf-8"))
    del content["seal"]
    content |= {"number": into or number, **changed}
    file_of(data, into or number).write_text(json.dumps({**content, "seal": seal(content)}), "utf-8")
    read = DecisionFolder(data, PROGRAMME).read()
    assert (into or number) in {one.number for one in read.taken}, "it must pass for a decision"


def delete(data: Path) -> None:
    file_of(data, 3).unlink()


def delete_from_the_middle(data: Path) -> None:
    file_of(data, 2).unlink()


def change_the_reason(data: Path) -> None:
    rewritten(data, 1, reason="Nuk mungon asgjë")


def turn_it_round(data: Path) -> None:
    rewritten(data, 1, action="accepted")


def break_the_seal(data: Path) -> None:
    file_of(data, 2).write_text("{}", "utf-8")


def put_in(data: Path) -> None:
    rewritten(data, 3, into=4, action="reopened")


def put_in_a_copy(data: Path) -> None:
    file_of(data, 1).with_name("0000001.json").write_bytes(file_of(data, 1).read_bytes())


def put_in_what_is_no_decision(data: Path) -> None:
    file_of(data, 4).write_bytes(file_of(data, 1).read_bytes())


def put_in_of_no_place(data: Path) -> None:
    rewritten(data, 3, into=4, unit="\x1b[2J", period="2009-S1\nLine 9")


def put_in_place_of_the_last(data: Path) -> None:
    file_of(data, 3).unlink()
    take(data, "locked", "AL-09", "2010-S1")


FAULTS: dict[Callable[[Path], None], list[tuple[object, ...]]] = {
    delete: [("lost", 3, "locked", "AL-08", "2010-S1")],
    delete_from_the_middle: [("lost", 2, "reopened", *PLACE)],
    change_the_reason: [("changed", 1, "locked", *PLACE)],
    turn_it_round: [("changed", 1, "locked", *PLACE)],
    break_the_seal: [("changed", 2, "reopened", *PLACE)],
    put_in: [("added", 4, "reopened", "AL-08", "2010-S1")],
    put_in_a_copy: [("added", 1, "locked", *PLACE)],
    put_in_what_is_no_decision: [("added", 4, None, None, None)],
    put_in_of_no_place: [("added", 4, "locked", "\x1b[2J", "2009-S1\nLine 9")],
    put_in_place_of_the_last: [("lost", 3, "locked", "AL-08", "2010-S1")],
}


def found(data: Path) -> list[tuple[object, ...]]:
    return [(one.kind, one.number, one.action, one.unit, one.period) for one in differences(data, PROGRAMME)]


def test_decisions_and_log_agree_until_somebody_writes_there(data: Path) -> None:
    assert found(data) == []
    assert found(data / "nothing") == []
    assert differences(data, "another-programme") == ()
    assert main(["audit", "verify", "--data", str(data)]) == 0


@pytest.mark.parametrize("fault", FAULTS, ids=lambda one: one.__name__)
def test_what_somebody_wrote_there_is_named(data: Path, fault: Callable[[Path], None]) -> None:
    fault(data)
    assert found(data) == FAULTS[fault]


@pytest.mark.parametrize(
    ("code", "lost", "changed", "added"),
    [
        ("en", "is not there any more (no. 3, locked, AL-08, 2010-S1; entry no. 3)",
         "not as it was taken (no. 1, locked, AL-07, 2009-S1; entry no. 1)", "does not name (no. 4)"),
        ("sq", "nuk është më aty (nr. 3, mbylli, AL-08, 2010-S1; shënimi nr. 3)",
         "nuk është ashtu siç u mor (nr. 1, mbylli, AL-07, 2009-S1; shënimi nr. 1)", "nuk thotë asgjë (nr. 4)"),
    ],
)  # fmt: skip
def test_the_command_says_which_and_never_why(
    data: Path, capsys: pytest.CaptureFixture[str], code: str, lost: str, changed: str, added: str
) -> None:
    change_the_reason(data)
    put_in_of_no_place(data)
    delete(data)
    assert main(["audit", "verify", "--data", str(data), "--lang", code]) == 1
    said = capsys.readouterr().out
    for text in (lost, changed, added):
        assert text in said
    assert "\x1b" not in said
    assert "ungon" not in said


def test_one_that_could_not_be_recorded_is_said_then_and_found(data: Path) -> None:
    (data / "audit" / "log.jsonl").rename(data / "log")
    (data / "audit" / "log.jsonl").mkdir()
    now = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)
    taken = decide(Proposal("reopened", "AL-08", "2010-S1", REASON), local_viewer(), data, SHIPPED, (), now)
    assert taken.unrecorded is not None
    (data / "audit" / "log.jsonl").rmdir()
    (data / "log").rename(data / "audit" / "log.jsonl")
    assert found(data) == [("added", 4, "reopened", "AL-08", "2010-S1")]


def older_log(data: Path) -> None:
    """Write the log anew as it was before its entries held a decision's number and digest."""
    before = list(audit.entries(data))
    for path in (data / "audit").iterdir():
        path.unlink()
    for one in before:
        facts = {name: fact for name, fact in one.facts.items() if name not in ("decision", "sha256")}
        audit.record(data, one.actor, one.action, **facts)


def test_entries_of_before_are_compared_by_what_they_say(data: Path) -> None:
    older_log(data)
    take(data, "reopened", "AL-08", "2010-S1")
    assert found(data) == []
    turn_it_round(data)
    assert found(data) == [("lost", None, "locked", *PLACE), ("added", 1, "accepted", *PLACE)]
    delete(data)
    assert [one[:2] for one in found(data)] == [("lost", None), ("lost", None), ("added", 1)]


def test_a_backup_holds_decisions_with_their_entries(data: Path, tmp_path: Path) -> None:
    back_up(data, tmp_path / "backup.zip")
    restore(tmp_path / "backup.zip", tmp_path / "home")
    assert found(tmp_path / "home") == []
    assert actions(tmp_path / "home") == ["locked", "reopened", "locked"]
