"""Going back: a data folder in which tomorrow's version wrote is refused whole, with one line, and not changed."""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dashboard.cli import main
from etl import audit
from etl.access.archive import DecisionFolder
from etl.access.decisions import Decision, written
from etl.backup import MANIFEST as BACKUP_MANIFEST
from etl.backup import back_up
from etl.store.kept import seal
from etl.store.packing import pack_loose
from etl.store.store import MANIFEST, Store
from etl.store.versions import OURS, STAMP, NewerFormatError, is_stamped, version_in
from tests.store.handed_in import CATALOGUE, checked, file_of

PROGRAMME = CATALOGUE.programme.id
Told = pytest.CaptureFixture[str]


def resealed(path: Path) -> None:
    """Write a sealed file as tomorrow's version would: another version, and something that we know nothing of."""
    content = json.loads(path.read_text("utf-8"))
    del content["seal"]
    content |= {"format": 2, "tomorrow": True}
    path.write_text(json.dumps({**content, "seal": seal(content)}), "utf-8")


def folder(data: Path) -> str:
    (data / STAMP).write_text('{"format": 2}\n', "ascii")
    return STAMP


def submission(data: Path) -> str:
    store = Store(data, PROGRAMME)
    resealed(store.folder / store.names()[0] / MANIFEST)
    return f"submissions/{PROGRAMME}/{store.names()[0]}/{MANIFEST}"


def pack(data: Path) -> str:
    (one,) = pack_loose(Store(data, PROGRAMME), CATALOGUE)
    resealed(one.folder / "pack.json")
    return f"{PROGRAMME}/packs/{one.name}/pack.json"


def entry(data: Path) -> str:
    with (data / "audit" / "log.jsonl").open("a", encoding="ascii") as log:
        log.write('{"action":"locked","format":2,"number":9,"tomorrow":true}\n')
    return "audit/log.jsonl"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder of today with two submissions and an entry of the log."""
    home = tmp_path / "data"
    for number in (1, 2):
        source = file_of(tmp_path / "in", number)
        Store(home, PROGRAMME).keep(checked(source, number), CATALOGUE, source)
    audit.record(home, audit.LOCAL, "built")
    return home


def state(data: Path) -> dict[str, str]:
    """Every file that is not derived, with what it comes to; locks are not counted."""
    return {
        str(path.relative_to(data)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(data.rglob("*"))
        if path.is_file() and not path.name.startswith(".") and path.parts[len(data.parts)] != "builds"
    }


READ = (["build"], ["export", "--out", "OUT"], ["backup", "--out", "OUT.zip"])
TOMORROW: list[tuple[Callable[[Path], str], tuple[list[str], ...]]] = [
    (folder, (*READ, ["review", "list"], ["audit", "verify"], ["upgrade", "--yes"], ["access"])),
    (submission, READ),
    (pack, READ),
    (entry, (["audit", "verify"], ["audit", "show"], ["audit", "head"], ["backup", "--out", "OUT.zip"])),
]


@pytest.mark.parametrize(
    ("tomorrow", "call"),
    [(one, call) for one, calls in TOMORROW for call in calls],
    ids=[f"{one.__name__}-{call[0]}-{call[-1]}" for one, calls in TOMORROW for call in calls],
)
def test_what_tomorrow_wrote_is_refused_with_one_line(
    data: Path, capsys: Told, tomorrow: Callable[[Path], str], call: list[str]
) -> None:
    file = tomorrow(data)
    before = state(data)
    out = str(data.parent / "out")
    for code, words in (("en", ("version 2", "up to version 1")), ("sq", ("versionin 2", "versioni 1"))):
        capsys.readouterr()
        status = main([*(one.replace("OUT", out) for one in call), "--data", str(data), "--lang", code])
        told = capsys.readouterr()
        assert (status, told.out, told.err.count("\n")) == (2, "", 1)
        assert [one in told.err for one in (file, *words)] == [True] * 3
    assert state(data) == before
    assert not list(data.parent.glob("out*"))


@pytest.mark.parametrize("tomorrow", [folder, submission], ids=lambda one: one.__name__)
def test_nothing_is_handed_in_beside_it(data: Path, tmp_path: Path, tomorrow: Callable[[Path], str]) -> None:
    tomorrow(data)
    before, source = state(data), file_of(tmp_path / "in", 1)
    with pytest.raises(NewerFormatError):
        Store(data, PROGRAMME).keep(checked(source, 1), CATALOGUE, source)
    assert state(data) == before


@pytest.mark.parametrize("tomorrow", [folder, entry], ids=lambda one: one.__name__)
def test_nothing_is_recorded_beside_it(data: Path, tomorrow: Callable[[Path], str]) -> None:
    tomorrow(data)
    before = state(data)
    with pytest.raises(NewerFormatError):
        audit.record(data, audit.LOCAL, "built")
    assert state(data) == before


def test_a_decision_of_tomorrow_is_named_and_locks(data: Path, capsys: Told) -> None:
    one = Decision(1, "returned", "AL-07", "2009-S1", "arsye", "local", "2027-01-01T08:00:00+00:00", None)
    reviews = DecisionFolder(data, PROGRAMME).folder
    reviews.mkdir(parents=True)
    (reviews / "000001.json").write_text(written(one), "utf-8")
    assert DecisionFolder(data, PROGRAMME).read().taken == (one,)
    resealed(reviews / "000001.json")
    found = DecisionFolder(data, PROGRAMME).read()
    assert (found.taken, found.is_locked("AL-07", "2009-S1"), [error.found for error in found.newer]) == ((), True, [2])
    assert main(["review", "list", "--data", str(data)]) == 1
    assert f"reviews/{PROGRAMME}/000001.json has version 2" in capsys.readouterr().err


def test_roles_of_tomorrow_grant_nothing_and_say_so(data: Path, capsys: Told) -> None:
    (data / "access").mkdir()
    (data / "access" / "roles.yaml").write_text("format: 2\ngranted: []\n", "utf-8")
    assert main(["access", "--data", str(data)]) == 1
    said = capsys.readouterr().out.splitlines()
    assert len(said) == 1
    assert "version 2" in said[0]
    (data / "access" / "roles.yaml").write_text("format: 1\ngrants: []\n", "utf-8")
    assert main(["access", "--data", str(data)]) == 0


def test_a_backup_of_tomorrow_is_not_restored(data: Path, tmp_path: Path, capsys: Told) -> None:
    back_up(data, tmp_path / "today.zip")
    with zipfile.ZipFile(tmp_path / "today.zip") as today, zipfile.ZipFile(tmp_path / "tomorrow.zip", "w") as tomorrow:
        for member in today.infolist():
            content = today.read(member)
            if member.filename == BACKUP_MANIFEST:
                content = json.dumps({**json.loads(content), "format": 2}).encode()
            tomorrow.writestr(member, content)
    assert main(["restore", str(tmp_path / "tomorrow.zip"), "--data", str(tmp_path / "home")]) == 2
    assert "version 2" in capsys.readouterr().err
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize("stated", [None, 0, -3, True, "2", 1.5, [2], {}])
def test_what_is_no_version_is_version_one(stated: object) -> None:
    assert version_in({"format": stated}) == version_in({}) == version_in([]) == 1


def test_every_kind_has_a_version() -> None:
    assert set(OURS.values()) == {1}


def test_a_new_folder_states_its_version_and_an_older_one_is_upgraded(data: Path, capsys: Told) -> None:
    assert is_stamped(data)
    (data / STAMP).unlink()
    before = state(data)
    assert main(["upgrade", "--data", str(data)]) == 0
    assert "would be written" in capsys.readouterr().out
    assert state(data) == before
    assert main(["upgrade", "--yes", "--data", str(data)]) == 0
    assert is_stamped(data)
    assert {name: one for name, one in state(data).items() if name != STAMP} == before
    assert main(["upgrade", "--data", str(data)]) == 0
    assert "Nothing is to be upgraded" in capsys.readouterr().out.splitlines()[-1]
    assert main(["build", "--data", str(data)]) == 0
    assert main(["upgrade", "--data", str(data.parent / "nothing")]) == 2


def test_a_store_of_before_stays_as_it_is_to_the_byte(data: Path) -> None:
    for path in (data / STAMP,):
        path.unlink()
    content = json.loads(next(Store(data, PROGRAMME).folder.glob("*/" + MANIFEST)).read_text("utf-8"))
    assert "format" not in content, "version 1 is not stated, so that the program of before reads what this one writes"
    assert datetime.fromisoformat(content["received_at"]).tzinfo == UTC
    shutil.rmtree(data / "builds", ignore_errors=True)
    assert main(["build", "--data", str(data)]) == 0
