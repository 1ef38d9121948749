"""Reviews: who may decide what, what a lock keeps out, and that a decision is kept whole or not at all."""

from __future__ import annotations

import fcntl
import json
import shutil
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

import etl.hand_in
from etl import audit
from etl.access.archive import DecisionError, DecisionFolder
from etl.access.decisions import FOLDER, digest_of
from etl.access.review import Proposal, Review, ReviewError, decide, review, review_as_of
from etl.access.viewer import NotAllowedError, Viewer, signed_in
from etl.figures.choice import Choice
from etl.figures.opened import figures_of
from etl.figures.read_api import SubmissionInfo
from etl.store.store import Receipt, Store
from tests.access.world import ADMINISTRATOR, EVALUATOR, LOCAL, ONAC, TODAY, secretary
from tests.commands.forms import MEETINGS, hand_in_folder, meeting
from tests.ledger.bridge import SHIPPED

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
PLACE = ("AL-07", "2009-S1")
PROGRAMME = SHIPPED.programme.id
BOB = signed_in("secretary", ("https://login.example.al", "bob"), "AL-07")


def hand_in(data: Path, viewer: Viewer, number: int = 1, qark: str = "AL-07") -> etl.hand_in.Outcome:
    rows = [meeting(f"2009-02-{10 + number}")]
    folder = hand_in_folder(
        data.parent / f"form-{viewer.role}-{qark}-{number}", {"meetings": (MEETINGS, rows)}, qark=qark
    )
    (done,) = etl.hand_in.keep(etl.hand_in.check([folder], SHIPPED, TODAY), data, SHIPPED, viewer)
    return done


KNOWN: dict[tuple[Path, tuple[str, ...]], Sequence[SubmissionInfo]] = {}


def known(data: Path) -> Sequence[SubmissionInfo]:
    """What a store holds, as pages know it; found once while nothing else is handed in there."""
    store = Store(data, PROGRAMME)
    key = data, store.names()
    if key not in KNOWN:
        KNOWN[key] = figures_of(tuple(store.all()), SHIPPED, TODAY).submissions(date.max)
    return KNOWN[key]


def standing(data: Path) -> Review:
    return review(DecisionFolder(data, PROGRAMME).read(), known(data), SHIPPED, *PLACE)


def take(data: Path, action: str, reason: str = "Mungon fleta e trajnimeve", viewer: Viewer = ONAC) -> Review:
    proposal = Proposal(action, *PLACE, reason)  # type: ignore[arg-type]
    assert decide(proposal, viewer, data, SHIPPED, known(data), NOW).unrecorded is None
    return standing(data)


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("handed_in") / "data"
    assert hand_in(folder, BOB).receipt is not None
    return folder


@pytest.fixture
def data(handed_in: Path, tmp_path: Path) -> Path:
    """A data folder in which Kukës has handed in, beside the form."""
    return shutil.copytree(handed_in.parent, tmp_path / "kukes", symlinks=True) / "data"


def test_what_was_handed_in_waits_and_is_accepted(data: Path) -> None:
    assert standing(data).status == "waiting"
    found = take(data, "accepted", "")
    assert found.status == "accepted"
    assert [(one.action, one.submission) for one in found.history] == [("accepted", 1)]


def test_what_comes_after_a_decision_waits_again(data: Path) -> None:
    assert take(data, "returned").status == "returned"
    hand_in(data, BOB, 2)
    found = standing(data)
    assert found.status == "waiting"
    assert found.history[-1].reason == "Mungon fleta e trajnimeve"


def test_a_locked_semester_takes_nothing_until_it_is_reopened(data: Path) -> None:
    assert take(data, "locked").status == "locked"
    for viewer in (BOB, LOCAL):
        refused = hand_in(data, viewer, 3)
        assert (refused.receipt, refused.fault) == (None, etl.hand_in.LOCKED)
    assert len(Store(data, PROGRAMME).names()) == 1
    assert hand_in(data, LOCAL, 4, qark="AL-08").receipt is not None
    assert take(data, "reopened").status == "waiting"
    assert hand_in(data, BOB, 5).receipt is not None


def test_nobody_takes_even_the_first_decision_while_something_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[bool] = []
    keep = Store.keep

    def while_it_is_kept(*arguments: Any) -> Receipt:
        with (tmp_path / "data" / FOLDER / PROGRAMME / ".lock").open("a") as lock, suppress(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            taken.append(True)
        return keep(*arguments)

    monkeypatch.setattr(Store, "keep", while_it_is_kept)
    assert hand_in(tmp_path / "data", BOB).receipt is not None
    assert taken == []


def test_the_same_file_again_is_known_in_a_locked_semester_too(data: Path) -> None:
    take(data, "locked")
    again = data.parent / "form-secretary-AL-07-1"
    (done,) = etl.hand_in.keep(etl.hand_in.check([again], SHIPPED, TODAY), data, SHIPPED, BOB)
    assert done.receipt is not None
    assert done.receipt.already_known


def test_nobody_hands_in_for_another_committee(data: Path) -> None:
    for viewer in (secretary("AL-08", "figures"), ONAC, EVALUATOR, ADMINISTRATOR):
        assert hand_in(data, viewer, 6).fault == etl.hand_in.NOT_ALLOWED
    assert len(Store(data, PROGRAMME).names()) == 1


def test_nobody_accepts_their_own_in_whatever_role(data: Path) -> None:
    promoted = signed_in("onac", ("https://login.example.al", "bob"))
    with pytest.raises(ReviewError, match="own"):
        take(data, "accepted", viewer=promoted)
    assert take(data, "returned", viewer=promoted).status == "returned"
    hand_in(data, LOCAL, 7)
    with pytest.raises(ReviewError, match="own"):
        take(data, "accepted", viewer=LOCAL)
    assert take(data, "accepted").status == "accepted"


@pytest.mark.parametrize("viewer", [BOB, EVALUATOR, ADMINISTRATOR], ids=lambda one: one.role)
@pytest.mark.parametrize("action", ["accepted", "returned", "locked", "reopened"])
def test_only_the_office_reviews(data: Path, viewer: Viewer, action: str) -> None:
    with pytest.raises(NotAllowedError):
        take(data, action, viewer=viewer)
    assert standing(data).history == ()


@pytest.mark.parametrize(
    ("before", "action", "key"),
    [
        ((), "reopened", "not_now.waiting"),
        (("locked",), "locked", "not_now.locked"),
        (("locked",), "accepted", "not_now.locked"),
        (("accepted",), "accepted", "not_now.accepted"),
        (("returned",), "returned", "not_now.returned"),
    ],
)
def test_a_decision_fits_how_things_stand(data: Path, before: Sequence[str], action: str, key: str) -> None:
    for one in before:
        take(data, one)
    with pytest.raises(ReviewError, match=key):
        take(data, action)


def test_nothing_handed_in_can_only_be_locked(tmp_path: Path) -> None:
    for action in ("accepted", "returned", "reopened"):
        with pytest.raises(ReviewError, match=r"^not_now\.nothing$"):
            take(tmp_path, action)
    assert take(tmp_path, "locked").status == "locked"


@pytest.mark.parametrize("action", ["returned", "locked", "reopened"])
@pytest.mark.parametrize("reason", ["", "   ", "\n\t"])
def test_a_reason_is_due(data: Path, action: str, reason: str) -> None:
    with pytest.raises(ReviewError, match="no_reason"):
        take(data, action, reason)


@pytest.mark.parametrize(
    "reason",
    [
        "Telefono 069 555 0100", "shkruani te zyra@example.al", "nr. personal J12345678N", "Znj. Emri Mbiemri e di",
        "sipas z. Emri", "Dr Emri e di", "IBAN AL35202111090000000001234567",
    ],
)  # fmt: skip
def test_a_reason_with_personal_data_is_refused(data: Path, reason: str) -> None:
    with pytest.raises(ReviewError, match="personal"):
        take(data, "returned", reason)
    assert standing(data).history == ()


@pytest.mark.parametrize("reason", ["x" * 501, "një\x00dy", "majtas\u202edjathtas"])
def test_a_reason_is_short_and_can_be_shown(data: Path, reason: str) -> None:
    with pytest.raises(ReviewError, match="reason_form"):
        take(data, "returned", reason)


def test_an_ordinary_reason_passes(data: Path) -> None:
    reason = "Fleta Z dhe fleta 3: protokolli nr. 112/2009 i datës 12.03.2009 mungon"
    assert take(data, "returned", reason).history[-1].reason == reason


def test_no_unit_and_no_semester_but_those_of_the_programme(data: Path) -> None:
    for place, key in ((("AL", "2009-S1"), "unknown_unit"), (("AL-07", "2009-Q1"), "unknown_period")):
        with pytest.raises(ReviewError, match=key):
            decide(Proposal("locked", *place, "arsye"), ONAC, data, SHIPPED, (), NOW)


def test_any_changed_byte_of_a_decision_is_found_and_does_not_count(data: Path) -> None:
    take(data, "locked")
    (path,) = DecisionFolder(data, PROGRAMME).folder.glob("*.json")
    whole = path.read_bytes()
    kept = json.loads(whole)
    for place in range(len(whole)):
        changed = bytearray(whole)
        changed[place] ^= 1
        path.write_bytes(changed)
        found = DecisionFolder(data, PROGRAMME).read()
        # Between the values a space may become another: then nothing was changed.
        assert found.damaged == (1,) or json.loads(changed) == kept, place
    path.write_bytes(whole[: len(whole) // 2])
    assert DecisionFolder(data, PROGRAMME).read().damaged == (1,)


def test_a_decision_that_cannot_be_written_is_not_there(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_path: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("etl.access.archive.force_to_disk", full)
    with pytest.raises(DecisionError) as error:
        take(data, "locked")
    assert error.value.reason == "no_space"
    monkeypatch.undo()
    assert standing(data).status == "waiting"


def test_the_audit_log_has_the_decision_without_its_reason(data: Path) -> None:
    take(data, "locked", "Mungojnë fletët")
    last = list(audit.entries(data))[-1]
    assert (last.action, last.actor) == ("locked", ONAC.actor)
    (taken,) = standing(data).history
    assert last.facts == {
        "programme": PROGRAMME, "unit": "AL-07", "period": "2009-S1", "submission": 1, "decision": 1,
        "sha256": digest_of(taken),
    }  # fmt: skip
    assert "Mungojn" not in (audit.folder_of(data) / "log.jsonl").read_text("utf-8")


def test_no_figure_depends_on_a_review(data: Path) -> None:
    kept = tuple(Store(data, PROGRAMME).all())
    before = figures_of(kept, SHIPPED, TODAY).values(Choice(date(2009, 8, 14)))
    take(data, "returned")
    take(data, "locked")
    after = figures_of(tuple(Store(data, PROGRAMME).all()), SHIPPED, TODAY).values(Choice(date(2009, 8, 14)))
    assert before == after


def test_of_a_review_only_newer_submissions_of_the_unit_matter(data: Path) -> None:
    take(data, "accepted", "")
    others = [replace(one, submission=50, qark="AL-08") for one in known(data)]
    decisions = DecisionFolder(data, PROGRAMME).read()
    assert review(decisions, [*known(data), *others], SHIPPED, *PLACE).status == "accepted"


def test_the_review_shown_is_that_of_the_as_of_date(tmp_path: Path) -> None:
    """Handed in on 10 July 2009 and accepted in November 2026: nothing is there on the day before."""
    hand_in(tmp_path / "data", LOCAL)
    take(tmp_path / "data", "accepted", "")
    decisions, present = DecisionFolder(tmp_path / "data", PROGRAMME).read(), date(2011, 1, 31)

    def on(day: date, present: date = present) -> str:
        return review_as_of(decisions, known(tmp_path / "data"), SHIPPED, PLACE, day, present).status

    assert [on(date(2009, 7, 9)), on(date(2009, 7, 10)), on(present)] == ["nothing", "waiting", "accepted"]
    late = date(2027, 1, 1)
    assert [on(date(2026, 11, 21), late), on(date(2026, 11, 22), late)] == ["waiting", "accepted"]


def test_what_was_handed_in_again_later_does_not_wait_on_the_day_before(tmp_path: Path) -> None:
    hand_in(tmp_path / "data", LOCAL)
    take(tmp_path / "data", "returned")
    first = known(tmp_path / "data")
    again = [*first, replace(first[0], submission=first[0].submission + 1, submitted_on=date(2009, 9, 1))]
    decisions, present = DecisionFolder(tmp_path / "data", PROGRAMME).read(), date(2009, 8, 1)
    stood = [review_as_of(decisions, again, SHIPPED, PLACE, day, present) for day in (present, date(2009, 9, 1))]
    assert [(one.status, one.newest) for one in stood] == [("returned", 1), ("waiting", 2)]
