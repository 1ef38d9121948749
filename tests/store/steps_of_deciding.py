"""Locking and reopening a semester, killed or failing at each step; prints what was found wrong, as JSON."""

from __future__ import annotations

import json
import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path

from etl.access.archive import DecisionFolder
from etl.access.decisions import Action
from etl.access.review import Proposal, decide
from etl.access.viewer import local_viewer
from etl.audit import verify
from tests.store.at_every_step import FAILED, fail, in_a_child, kill, run_once
from tests.store.handed_in import CATALOGUE

PROGRAMME = CATALOGUE.programme.id
PLACE, OTHER = ("AL-07", "2009-S1"), ("AL-08", "2009-S1")
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def take(data: Path, action: Action) -> None:
    decide(Proposal(action, *PLACE, "arsye"), local_viewer(), data, CATALOGUE, (), NOW)


def state(data: Path) -> list[bool]:
    """Whether the semester is locked, whether anything is in doubt, and whether another is locked for it."""
    found = DecisionFolder(data, PROGRAMME).read()
    return [found.is_locked(*PLACE), found.doubt(*PLACE) is not None, found.is_locked(*OTHER)]


def steps_of(folder: Path, before: tuple[Action, ...], action: Action, wrong: list[str]) -> dict[str, int]:
    """Take a decision again and again, stopped at one step after the other."""
    counts = {}
    for name, act in (("kill", kill), ("fail", fail)):
        for step in range(1, 200):
            data = folder / f"{name}-{action}-{step}"
            for one in before:
                in_a_child(lambda: take(data, one))  # noqa: B023
            status = run_once(lambda: take(data, action), data, step, act)  # noqa: B023
            if status is None:
                counts[f"{name} {action}"] = step - 1
                break
            when = f"{name} of {action} at step {step} (status {status})"
            wrong += look(data, action, when, refused=act is fail and status == FAILED)
            if act is kill and verify(data).problems:
                wrong.append(f"{when}: the log is {verify(data).problems}")
            shutil.rmtree(data)
    return counts


def look(data: Path, action: Action, when: str, *, refused: bool) -> list[str]:
    """What is wrong after a kill or a fault, and once the decision was taken again: it is in force whole or not."""
    found, was, becomes, wrong = state(data), action == "reopened", action == "locked", []
    if found not in ([was, False, False], [becomes, False, False]):
        wrong.append(f"{when}: {found}")
    if refused and found[0] != was:
        wrong.append(f"{when}: what was refused is in force")
    if found[0] == was:
        in_a_child(lambda: take(data, action))
    if state(data) != [becomes, False, False]:
        wrong.append(f"{when}: taken again it is {state(data)}")
    if list((data / "reviews" / PROGRAMME).glob(".incoming*")):
        wrong.append(f"{when}: something was left behind")
    return wrong


def main(folder: Path) -> None:
    wrong: list[str] = []
    counts = steps_of(folder, (), "locked", wrong) | steps_of(folder, ("locked",), "reopened", wrong)
    sys.stdout.write(json.dumps({"wrong": wrong, "steps": counts}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
