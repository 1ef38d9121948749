"""A lock holds whatever becomes of its record: damaged, unreadable, from a newer version, or gone.

The answers by hand: the audit log names unit, period and action of each decision, so a lock whose file is harmed locks
its own semester and no other; a reopening counts only while its own file is sound; what not even the log knows could
be a lock of any semester, so all are locked on which nothing was decided since.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest

from dashboard.cli import main
from etl import audit
from etl import hand_in as door
from etl.access.archive import DecisionFolder
from etl.access.decisions import FOLDER
from etl.access.review import Proposal, Review, decide, review, review_as_of
from etl.access.viewer import local_viewer
from etl.store.kept import seal
from tests.access.world import TODAY
from tests.audit.test_decisions import older_log, take
from tests.commands.forms import MEETINGS, hand_in_folder, meeting
from tests.ledger.bridge import SHIPPED
from tests.store.at_every_step import outcome_of

PROGRAMME = SHIPPED.programme.id
PLACE, OTHER = ("AL-07", "2009-S1"), ("AL-08", "2010-S1")
Told = pytest.CaptureFixture[str]


def file_of(data: Path, number: int) -> Path:
    return data / FOLDER / PROGRAMME / f"{number:06d}.json"


def truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:40])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[60] ^= 4
    path.write_bytes(content)


def unreadable(path: Path) -> None:
    path.unlink()
    path.mkdir()


def lead_nowhere(path: Path) -> None:
    path.unlink()
    path.symlink_to("nowhere")


def newer(path: Path) -> None:
    content = json.loads(path.read_text("utf-8"))
    del content["seal"]
    content |= {"format": 2, "until": "2027-01-01"}
    path.write_text(json.dumps({**content, "seal": seal(content)}), "utf-8")


def delete(path: Path) -> None:
    path.unlink()


def delete_all(path: Path) -> None:
    shutil.rmtree(path.parent)


HARMS = [truncate, empty, flip, unreadable, lead_nowhere, newer, delete, delete_all]
harmed_so = pytest.mark.parametrize("harm", HARMS, ids=lambda one: one.__name__)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder in which Kukës' semester is locked; nothing was handed in."""
    take(tmp_path / "data", "locked", *PLACE)
    return tmp_path / "data"


def standing(data: Path, place: tuple[str, str] = PLACE) -> Review:
    return review(DecisionFolder(data, PROGRAMME).read(), (), SHIPPED, *place)


def locked(data: Path, place: tuple[str, str]) -> bool:
    return DecisionFolder(data, PROGRAMME).read().is_locked(*place)


def form(folder: Path, qark: str) -> Path:
    return hand_in_folder(folder / qark, {"meetings": (MEETINGS, [meeting("2009-02-10")])}, qark=qark)


@cache
def checked(qark: str) -> Sequence[door.Outcome]:
    """A form of the first semester of 2009, read once for all tests; its folder is left to the system."""
    return door.check([form(Path(mkdtemp()), qark)], SHIPPED, TODAY)


def handed_in(data: Path, qark: str) -> str | None:
    """Why that form is not taken; None where it is."""
    (done,) = door.keep(checked(qark), data, SHIPPED, local_viewer())
    assert (done.receipt is None) == (done.fault is not None)
    return done.fault


@harmed_so
def test_a_lock_whose_record_is_harmed_locks_its_semester_and_no_other(
    data: Path, harm: Callable[[Path], None]
) -> None:
    harm(file_of(data, 1))
    found = standing(data)
    assert (found.status, found.may, found.doubt) == ("locked", ("reopened",), "missed")
    assert (found.missed[0].action, found.missed[0].entry) == ("locked", 1)
    assert handed_in(data, "AL-07") == door.LOCK_IN_DOUBT
    assert handed_in(data, "AL-08") is None


@harmed_so
def test_it_is_opened_by_a_decision_of_the_office_alone(data: Path, harm: Callable[[Path], None]) -> None:
    harm(file_of(data, 1))
    take(data, "reopened", *PLACE)
    assert (standing(data).status, standing(data).doubt) == ("nothing", None)
    assert file_of(data, 2).is_file(), "the number of what is gone is not given again"
    assert handed_in(data, "AL-07") is None
    take(data, "locked", *PLACE)
    assert (standing(data).status, standing(data).doubt) == ("locked", None)


@harmed_so
def test_a_reopening_counts_only_while_its_record_is_sound(data: Path, harm: Callable[[Path], None]) -> None:
    take(data, "reopened", *PLACE)
    assert not locked(data, PLACE)
    harm(file_of(data, 2))
    assert locked(data, PLACE)
    assert not locked(data, OTHER)


@pytest.mark.parametrize("harm", [truncate, unreadable, delete, newer], ids=lambda one: one.__name__)
def test_a_harmed_lock_that_was_reopened_since_is_open(data: Path, harm: Callable[[Path], None]) -> None:
    take(data, "reopened", *PLACE)
    harm(file_of(data, 1))
    assert not locked(data, PLACE)
    assert handed_in(data, "AL-07") is None


@harmed_so
def test_what_was_no_lock_locks_nothing(tmp_path: Path, harm: Callable[[Path], None]) -> None:
    data = tmp_path / "data"
    assert handed_in(data, "AL-07") is None
    info = [_Info(1, "AL-07", "2009-S1")]
    proposal = Proposal("returned", *PLACE, "Mungon fleta e trajnimeve")
    decide(proposal, local_viewer(), data, SHIPPED, info, datetime(2026, 11, 22, 12, 0, tzinfo=UTC))  # type: ignore[arg-type]
    harm(file_of(data, 1))
    found = review(DecisionFolder(data, PROGRAMME).read(), info, SHIPPED, *PLACE)  # type: ignore[arg-type]
    assert (found.status, found.doubt) == ("waiting", None)


class _Info:
    """As much of a submission as a review looks at."""

    def __init__(self, number: int, unit: str, period: str) -> None:
        self.submission, self.qark, self.period, self.form = number, unit, period, "committee"
        self.submitted_on = date(2009, 7, 10)


@pytest.mark.parametrize("harm", [truncate, unreadable, delete, newer], ids=lambda one: one.__name__)
def test_without_the_log_a_harmed_record_locks_all_on_which_nothing_was_decided_since(
    data: Path, harm: Callable[[Path], None]
) -> None:
    take(data, "locked", *OTHER)
    shutil.rmtree(data / "audit")
    harm(file_of(data, 1))
    assert [standing(data, place).doubt for place in (PLACE, OTHER, ("AL-01", "2010-S2"))] == [
        "unknown", None, "unknown",
    ]  # fmt: skip
    assert handed_in(data, "AL-03") == door.LOCK_IN_DOUBT
    take(data, "reopened", "AL-03", "2009-S1")
    assert handed_in(data, "AL-03") is None
    assert handed_in(data, "AL-07") == door.LOCK_IN_DOUBT


def test_a_folder_that_cannot_be_read_locks_everything(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(path: Path) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("etl.access.archive._listed", refused)
    assert [standing(data, place).doubt for place in (PLACE, OTHER)] == ["missed", "unknown"]


@pytest.mark.parametrize("harm", [truncate, delete], ids=lambda one: one.__name__)
def test_entries_of_before_they_held_a_number_are_asked_too(data: Path, harm: Callable[[Path], None]) -> None:
    take(data, "reopened", *PLACE)
    take(data, "locked", *OTHER)
    older_log(data)
    harm(file_of(data, 3))
    assert (locked(data, PLACE), locked(data, OTHER), locked(data, ("AL-01", "2010-S2"))) == (False, True, False)
    harm(file_of(data, 2))
    assert (locked(data, PLACE), locked(data, OTHER), locked(data, ("AL-01", "2010-S2"))) == (True, True, False)


def test_no_flipped_byte_of_decision_or_log_opens_a_lock(data: Path) -> None:
    for path in (file_of(data, 1), data / "audit" / "log.jsonl", data / "audit" / "head"):
        whole = path.read_bytes()
        for place in range(len(whole)):
            changed = bytearray(whole)
            changed[place] ^= 1
            path.write_bytes(changed)
            assert locked(data, PLACE), (path.name, place)
        path.write_bytes(whole)


def test_every_kill_and_every_fault_of_a_decision_leaves_nothing_in_doubt(tmp_path: Path) -> None:
    found = outcome_of("steps_of_deciding", str(tmp_path))
    assert found.wrong == []
    assert min(found.steps.values()) > 10


def test_a_log_that_grows_is_read_on_and_one_that_was_replaced_anew(data: Path) -> None:
    folder = DecisionFolder(data, PROGRAMME)
    assert folder.read().is_locked(*PLACE)
    take(data, "locked", *OTHER)
    file_of(data, 2).unlink()
    assert folder.read().is_locked(*OTHER)
    log = data / "audit" / "log.jsonl"
    lines = log.read_bytes().splitlines(keepends=True)
    log.unlink()
    log.write_bytes(lines[0])
    assert not folder.read().is_locked(*OTHER)


def test_of_an_earlier_day_only_what_was_decided_until_then_locks(data: Path) -> None:
    """The log's entry was written today, whenever that is: the day before it the semester was not locked."""
    delete(file_of(data, 1))
    decisions, late = DecisionFolder(data, PROGRAMME).read(), date(2999, 1, 1)
    stood = [review_as_of(decisions, (), SHIPPED, PLACE, day, late).status for day in (date(2026, 1, 1), late)]
    assert stood == ["nothing", "locked"]


@pytest.mark.parametrize(
    ("code", "taken", "listed"),
    [
        ("en", "the decision that locks this period for this committee is damaged or gone",
         "(no. 1, locked, entry no. 1)"),
        ("sq", "vendimi që e mbyll këtë periudhë për këtë komitet është dëmtuar ose mungon",
         "(nr. 1, u mbyll, shënimi nr. 1)"),
    ],
)  # fmt: skip
def test_the_commands_say_so(data: Path, capsys: Told, code: str, taken: str, listed: str) -> None:
    delete(file_of(data, 1))
    call = ["--data", str(data), "--lang", code]
    assert main(["submit", str(form(data.parent, "AL-07")), *call]) == 2
    told = capsys.readouterr()
    assert taken in told.err
    assert told.err.count("\n") == 1
    assert main(["review", "list", *call]) == 1
    told = capsys.readouterr()
    assert listed in told.out
    assert "Traceback" not in told.err
    assert [one.action for one in audit.entries(data)] == ["locked", "not_kept"]


def test_the_commands_say_that_nobody_knows_what_a_record_was(data: Path, capsys: Told) -> None:
    shutil.rmtree(data / "audit")
    truncate(file_of(data, 1))
    assert main(["review", "list", "--data", str(data)]) == 1
    told = capsys.readouterr()
    assert "every period is locked on which nothing was decided since" in told.err
    assert main(["submit", str(form(data.parent, "AL-03")), "--data", str(data)]) == 2
