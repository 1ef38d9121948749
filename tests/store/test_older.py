"""Stores that older programs wrote: each is a backup of that time in `older/`, and opens as it is, for good.

Whoever changes how submissions, packs, decisions or the audit log are written adds a backup of the form before; none is
ever made anew once a release wrote it so.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from dashboard.cli import main
from etl import audit
from etl.access.archive import DecisionFolder
from etl.access.recorded import differences
from etl.backup import restore
from etl.store.store import Store
from tests.store.handed_in import CATALOGUE

OLDER = sorted((Path(__file__).parent / "older").glob("*.zip"))
PROGRAMME = CATALOGUE.programme.id
# What stands in each: the same two files of the demonstration, handed in one after the other.
DIGESTS = (
    "0535e87262311ee5e4a042290b74476983c38460687e7786e0874c812a2b8033",
    "8d039dca77f7a510fa086d369992c1939617d12bd1b35d68b439067550e7deaf",
)
ACCEPTED = {1: {"meetings": 6, "trainings": 5}, 2: {"meetings": 4, "actions": 7}}


@pytest.fixture(params=OLDER, ids=lambda path: path.stem)
def data(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A data folder as an older program left it."""
    home = tmp_path / "data"
    holding = restore(request.param, home)
    assert (holding.damaged, holding.audit_problems) == ((), 0)
    return home


def test_there_is_one_of_each_form() -> None:
    assert len(OLDER) >= 2


def test_every_submission_is_there_and_sound(data: Path) -> None:
    store = Store(data, PROGRAMME)
    kept, damaged = store.survey(store.names())
    assert damaged == ()
    assert {one.submission: one.sha256 for one in kept} == dict(enumerate(DIGESTS, 1))
    for one in kept:
        rows = {kind: len(sheet["rows"]) for kind, sheet in one.sheets.items() if sheet["rows"]}
        assert rows == ACCEPTED[one.submission]
        assert store.known(one.sha256) == one.submission
        assert store.file(one.submission) is not None


def test_its_figures_are_computed(data: Path, tmp_path: Path) -> None:
    assert main(["export", "--data", str(data), "--out", str(tmp_path / "out"), "--as-of", "2009-06-30"]) == 0
    submissions = (tmp_path / "out" / "submissions.csv").read_text("utf-8")
    # The first has counts of people that are withheld, which could be tried against the digest of its file.
    assert [digest in submissions for digest in DIGESTS] == [False, True]
    assert len(submissions.splitlines()) == 3


def test_its_audit_log_goes_on(data: Path) -> None:
    assert audit.verify(data).problems == ()
    audit.record(data, audit.LOCAL, "built")
    assert audit.verify(data).problems == ()
    assert main(["audit", "verify", "--data", str(data)]) == 0


def test_decisions_of_before_their_entries_held_a_digest_stand(tmp_path: Path) -> None:
    data = tmp_path / "data"
    restore(next(path for path in OLDER if path.stem == "2026-11-reviews"), data)
    taken = DecisionFolder(data, PROGRAMME).read().taken
    assert [one.action for one in taken] == ["returned", "locked", "locked", "reopened"]
    assert differences(data, PROGRAMME) == ()
    (data / "reviews" / PROGRAMME / "000002.json").unlink()
    assert [(one.kind, one.action, one.unit) for one in differences(data, PROGRAMME)] == [("lost", "locked", "AL-07")]


def test_the_next_submission_stands_beside(data: Path, tmp_path: Path) -> None:
    main(["demo", "--out", str(tmp_path / "in")])
    third = sorted((tmp_path / "in").glob("*_AL-07_*.xlsx"))[2]
    assert main(["submit", str(third), "--data", str(data)]) in {0, 1}
    store = Store(data, PROGRAMME)
    kept, damaged = store.survey(store.names())
    assert (len(kept), damaged) == (3, ())


def test_a_store_from_before_the_audit_log_opens(data: Path) -> None:
    # Nobody decided anything then, either.
    for name in ("audit", "reviews"):
        shutil.rmtree(data / name, ignore_errors=True)
    assert main(["audit", "verify", "--data", str(data)]) == 0
    audit.record(data, audit.LOCAL, "built")
    assert audit.verify(data).problems == ()
