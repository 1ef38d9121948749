"""Backup and restore: a drill that ends in the same bytes, and every way in which a backup can be wrong."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from dashboard.cli import main
from etl import audit
from etl.backup import MANIFEST, BackupError, BadBackupError, NotEmptyError, back_up, restore
from etl.demonstration import write_demonstration
from etl.scrub.standing import standing
from etl.store.store import Store
from etl.store.versions import STAMP
from tests.store.handed_in import CATALOGUE
from tests.store.test_commands import room_for

ROOT = Path(__file__).resolve().parents[2]
PROGRAMME = CATALOGUE.programme.id


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with some demonstration submissions, a map, who may do what, and all that is not backed up."""
    aside, data = tmp_path_factory.mktemp("aside"), tmp_path_factory.mktemp("home") / "data"
    write_demonstration(aside, CATALOGUE)
    assert main(["submit", *map(str, sorted(aside.glob("*.xlsx"))[:6]), "--data", str(data)]) in {0, 1}
    (data / "reference" / "areas.geojson").write_text("{}")
    (data / "access").mkdir()
    (data / "access" / "roles.yaml").write_text("grants: []\n")
    (data / "dashboard.log").write_text("the server's")
    (data / "submissions" / PROGRAMME / ".incoming-1").mkdir()
    return data


@pytest.fixture
def data(full: Path, tmp_path: Path) -> Path:
    shutil.copytree(full, tmp_path / "data", symlinks=True)
    return tmp_path / "data"


def exported(data: Path, out: Path) -> dict[str, bytes]:
    assert main(["export", "--data", str(data), "--out", str(out), "--as-of", "2010-12-31"]) == 0
    return {path.name: path.read_bytes() for path in out.iterdir()}


def changed(backup: Path, name: str, content: bytes) -> Path:
    """The same backup with one member's content replaced, or a member put in."""
    found = backup.with_name("changed.zip")
    with zipfile.ZipFile(backup) as before, zipfile.ZipFile(found, "w") as after:
        for one in before.namelist():
            after.writestr(one, content if one == name else before.read(one))
        if name not in before.namelist():
            after.writestr(name, content)
    return found


def test_a_restore_drill_ends_in_the_same_bytes(data: Path, tmp_path: Path) -> None:
    before = exported(data, tmp_path / "before")
    backup, home = tmp_path / "backup.zip", tmp_path / "elsewhere" / "data"
    assert main(["backup", "--data", str(data), "--out", str(backup)]) == 0
    assert main(["restore", str(backup), "--data", str(home)]) == 0
    assert exported(home, tmp_path / "after") == before
    assert audit.verify(home).problems == ()
    assert [one.action for one in audit.entries(home)][-2:] == ["restored", "exported"]
    assert Store(home, PROGRAMME).names() == Store(data, PROGRAMME).names()
    assert (home / "access" / "roles.yaml").is_file()
    assert main(["audit", "verify", "--data", str(home)]) == 0


def test_it_holds_what_cannot_be_made_again_and_nothing_else(data: Path, tmp_path: Path) -> None:
    back_up(data, tmp_path / "backup.zip")
    with zipfile.ZipFile(tmp_path / "backup.zip") as archive:
        names = set(archive.namelist())
    assert {name.partition("/")[0] for name in names} == {
        "submissions",
        "audit",
        "reference",
        "access",
        STAMP,
        MANIFEST,
    }
    assert {"reference/areas.geojson", "access/roles.yaml", "audit/log.jsonl", "audit/head"} <= names
    assert not any(".lock" in name or ".incoming" in name for name in names)


def test_nobody_else_may_read_it(data: Path, tmp_path: Path) -> None:
    back_up(data, tmp_path / "backup.zip")
    assert (tmp_path / "backup.zip").stat().st_mode & 0o077 == 0


def test_a_backup_within_the_data_folder_does_not_hold_itself(data: Path) -> None:
    for _ in range(2):
        back_up(data, data / "backup.zip")
    with zipfile.ZipFile(data / "backup.zip") as archive:
        assert "backup.zip" not in archive.namelist()


WRITER = """
import sys
from pathlib import Path
from etl import audit
from etl.audit.outcomes import note_outcome
from etl.store.store import Store
from tests.store.handed_in import CATALOGUE, checked, file_of
home = Path(sys.argv[1])
print("ready", flush=True)
for number in range(25):
    source = file_of(home / "in", number)
    one = checked(source, number)
    receipt = Store(home / "data", CATALOGUE.programme.id).keep(one, CATALOGUE, source)
    note_outcome(home / "data", audit.LOCAL, CATALOGUE.programme.id, one, receipt)
"""


def test_while_others_hand_in_it_holds_a_moment_of_the_store(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    backups: list[Path] = []
    with subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        writer.stdout.readline()
        while writer.poll() is None:
            backups.append(tmp_path / f"{len(backups)}.zip")
            back_up(tmp_path / "data", backups[-1])
    assert writer.returncode == 0
    counts = []
    for number, backup in enumerate(backups):
        home = tmp_path / f"home{number}"
        holding = restore(backup, home)
        assert (holding.damaged, holding.audit_problems) == ((), 0)
        found = standing(home, PROGRAMME)
        assert found.is_whole
        assert found.without_entry <= 1
        counts.append(holding.submissions)
    assert counts == sorted(counts)


# --- links


def linked(data: Path, aside: Path) -> None:
    """A map that lies elsewhere, roles that are gone, a folder that leads in a circle, a name for no terminal."""
    aside.write_text("{}")
    (data / "reference" / "areas.geojson").unlink()
    (data / "reference" / "areas.geojson").symlink_to(aside)
    (data / "access" / "roles.yaml").unlink()
    (data / "access" / "roles.yaml").symlink_to("nowhere")
    (data / "access" / "circle").symlink_to(data)
    (data / "a\x1b[2J").symlink_to(aside)


LINKS = ("a\x1b[2J", "access/circle", "access/roles.yaml", "reference/areas.geojson")


def test_links_are_left_out_and_named(data: Path, tmp_path: Path) -> None:
    linked(data, tmp_path / "map")
    found = back_up(data, tmp_path / "backup.zip")
    assert found.links == LINKS
    with zipfile.ZipFile(tmp_path / "backup.zip") as archive:
        names = archive.namelist()
    assert found.files == len(names) - 1
    assert not set(LINKS) & set(names)
    assert restore(tmp_path / "backup.zip", tmp_path / "home").submissions == 6


def test_the_pointers_to_builds_are_no_matter(data: Path, tmp_path: Path) -> None:
    assert (data / "rcat.duckdb").is_symlink()
    (data / "another-programme.duckdb").symlink_to(Path("builds") / "another-programme-1.duckdb")
    assert back_up(data, tmp_path / "backup.zip").links == ()
    (data / "of-somebody.duckdb").symlink_to(tmp_path / "builds" / "of-somebody.duckdb")
    assert back_up(data, tmp_path / "backup.zip").links == ("of-somebody.duckdb",)


@pytest.mark.parametrize(
    ("code", "said"),
    [("en", "is a link; what it leads to is not in"), ("sq", "është një lidhje; ajo ku të çon nuk")],
)
def test_the_command_says_each_link_and_ends_with_a_finding(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], code: str, said: str
) -> None:
    call = ["backup", "--data", str(data), "--out", str(tmp_path / "backup.zip"), "--lang", code]
    assert main(call) == 0
    assert capsys.readouterr().err == ""
    linked(data, tmp_path / "map")
    assert main(call) == 1
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == len(LINKS)
    assert all(said in line for line in lines)
    assert all(any(name in line for line in lines) for name in LINKS[1:])
    assert "\x1b" not in "".join(lines)


def test_submissions_that_lie_elsewhere_are_not_counted_as_held(data: Path, tmp_path: Path) -> None:
    (data / "submissions").rename(tmp_path / "submissions")
    (data / "submissions").symlink_to(tmp_path / "submissions")
    found = back_up(data, tmp_path / "backup.zip")
    assert (found.links, found.submissions) == (("submissions",), 0)


# --- what may be wrong


def test_every_member_that_was_changed_is_found(data: Path, tmp_path: Path) -> None:
    backup = tmp_path / "backup.zip"
    back_up(data, backup)
    with zipfile.ZipFile(backup) as archive:
        names = archive.namelist()
    for name in (names[0], "audit/log.jsonl", "access/roles.yaml", MANIFEST, "submissions/put-in.json"):
        with pytest.raises(BadBackupError):
            restore(changed(backup, name, b"{}"), tmp_path / "home")
        assert not (tmp_path / "home").exists()


@pytest.mark.parametrize("cut", [0, 10, 0.5, -10])
def test_a_backup_that_is_cut_off_restores_nothing(data: Path, tmp_path: Path, cut: float) -> None:
    backup = tmp_path / "backup.zip"
    back_up(data, backup)
    content = backup.read_bytes()
    backup.write_bytes(content[: int(len(content) * cut) if cut == 0.5 else int(cut)])
    assert main(["restore", str(backup), "--data", str(tmp_path / "home")]) == 2
    assert not (tmp_path / "home").exists()
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith(".")) == []


@pytest.mark.parametrize("name", ["../outside.txt", "/outside.txt", "a/../../outside.txt", "a\\b", "./a"])
def test_a_member_outside_the_folder_is_refused(tmp_path: Path, name: str) -> None:
    backup = tmp_path / "backup.zip"
    digest = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    with zipfile.ZipFile(backup, "w") as archive:
        archive.writestr(name, b"")
        archive.writestr(MANIFEST, json.dumps({"format": 1, "made_at": "", "files": {name: digest}}))
    with pytest.raises(BadBackupError):
        restore(backup, tmp_path / "in" / "home")
    assert not list(tmp_path.rglob("outside.txt"))


def test_a_folder_that_holds_something_is_left_alone(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    backup = tmp_path / "backup.zip"
    back_up(data, backup)
    with pytest.raises(NotEmptyError):
        restore(backup, data)
    assert main(["restore", str(backup), "--data", str(data)]) == 2
    assert "not empty" in capsys.readouterr().err
    (tmp_path / "empty").mkdir()
    assert restore(backup, tmp_path / "empty").submissions == 6


def test_a_full_disk_leaves_the_backup_before(data: Path, tmp_path: Path) -> None:
    backup = tmp_path / "backup.zip"
    back_up(data, backup)
    before = backup.read_bytes()
    with room_for(2_000), pytest.raises(BackupError, match="no_space"):
        back_up(data, backup)
    assert backup.read_bytes() == before
    with room_for(2_000), pytest.raises(BackupError, match="no_space"):
        restore(backup, tmp_path / "home")
    assert not (tmp_path / "home").exists()


def test_what_is_damaged_is_backed_up_as_it_is_and_said(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = next((data / "submissions" / PROGRAMME).glob("000001-*"))
    (first / "submission.json").write_text("{}")
    backup = tmp_path / "backup.zip"
    assert main(["backup", "--data", str(data), "--out", str(backup)]) == 1
    assert "no. 1" in capsys.readouterr().out
    assert main(["restore", str(backup), "--data", str(tmp_path / "home")]) == 1
    assert "no. 1" in capsys.readouterr().out


def test_no_data_folder_is_one_clear_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["backup", "--data", str(tmp_path / "no"), "--out", str(tmp_path / "b.zip")]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
