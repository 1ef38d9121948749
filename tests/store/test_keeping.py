"""No acknowledged submission lost, doubled or half visible (issue: the store under fire)."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Self

import pytest

from etl.figures.opened import figures_of
from etl.store import disk
from etl.store import kept as kept_module
from etl.store.disk import BusyError, alone
from etl.store.store import MANIFEST, Damaged, Receipt, Store, StoreError
from tests.store.at_every_step import ROOT, outcome_of
from tests.store.handed_in import CATALOGUE, TODAY, checked, file_of


@pytest.fixture
def kept(tmp_path: Path) -> Store:
    """A store with three submissions."""
    found = Store(tmp_path / "data", CATALOGUE.programme.id)
    for number in (1, 2, 3):
        hand_in(found, tmp_path, number)
    return found


def hand_in(into: Store, folder: Path, number: int, *, size: int = 2_000) -> Receipt:
    source = file_of(folder / "sources", number, size)
    return into.keep(checked(source, number), CATALOGUE, source)


def numbers(of: Store) -> list[int]:
    return [one.submission for one in of.all()]


def test_every_kill_and_every_fault_leaves_all_or_nothing(tmp_path: Path) -> None:
    """A kill, or a full disk, at each opening, writing, forcing and renaming while a submission is kept."""
    found = outcome_of("steps_of_keeping", str(tmp_path))
    assert found.wrong == []
    assert min(found.steps.values()) > 10


def test_the_same_file_from_two_processes_at_once_is_one_submission(tmp_path: Path) -> None:
    source = file_of(tmp_path, 7)
    code = """
import sys, time
from pathlib import Path
from etl.store.store import Store
from tests.store.handed_in import CATALOGUE, checked
source, data, at = Path(sys.argv[1]), Path(sys.argv[2]), float(sys.argv[3])
submission = checked(source, 7)
time.sleep(max(0, at - time.time()))
receipt = Store(data, CATALOGUE.programme.id).keep(submission, CATALOGUE, source)
print(receipt.submission, receipt.already_known)
"""
    at = str(datetime.now(UTC).timestamp() + 4)
    call = [sys.executable, "-c", code, str(source), str(tmp_path / "data"), at]
    with ThreadPoolExecutor() as pool:
        answers = pool.map(lambda _: subprocess.run(call, cwd=ROOT, capture_output=True, text=True, check=True), "ab")
    assert sorted(one.stdout.split() for one in answers) == [["1", "False"], ["1", "True"]]
    assert numbers(Store(tmp_path / "data", CATALOGUE.programme.id)) == [1]


def test_a_full_disk_keeps_nothing_and_says_so(kept: Store, tmp_path: Path) -> None:
    source = file_of(tmp_path, 4, size=40_000)
    submission = checked(source, 4)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    for size in (0, 100, 3_000, 39_000):
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
        try:
            with pytest.raises(StoreError) as error:
                kept.keep(submission, CATALOGUE, source)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
        assert error.value.reason == "no_space"
        assert numbers(kept) == [1, 2, 3]
    assert kept.keep(submission, CATALOGUE, source).submission == 4


@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("mount"), reason="only root may mount a small disk")
def test_a_small_disk_fills_up_and_what_was_acknowledged_stays(tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=600k", "tmpfs", str(small)], check=False)  # noqa: S607
    if mounted.returncode:
        pytest.skip("this machine lets nobody mount")
    try:
        found = Store(small / "data", CATALOGUE.programme.id)
        acknowledged: list[int] = []
        with pytest.raises(StoreError, match="no_space"):
            acknowledged.extend(hand_in(found, tmp_path, number, size=30_000).submission for number in range(1, 200))
        assert 3 < len(acknowledged) < 100
        assert numbers(found) == acknowledged
    finally:
        subprocess.run(["umount", str(small)], check=True)  # noqa: S607


@pytest.mark.parametrize("damage", ["cut_short", "one_digit_changed", "emptied", "manifest_gone", "no_json", "no_text"])
def test_a_damaged_submission_is_named_and_the_others_count(kept: Store, damage: str) -> None:
    damage_manifest(kept, 2, damage)
    counted, damaged = kept.survey(kept.names())
    assert [one.submission for one in counted] == [1, 3]
    assert [one.submission for one in damaged] == [2]


def damage_manifest(of: Store, number: int, damage: str) -> None:
    path = of.folder / of.names()[number - 1] / MANIFEST
    content = path.read_bytes()
    if damage == "manifest_gone":
        path.unlink()
        return
    changed = {
        "cut_short": content[: len(content) // 2],
        "one_digit_changed": content.replace(b'"members_present": 5', b'"members_present": 6', 1),
        "emptied": b"",
        "no_json": b"[1, 2]",
        "no_text": content.replace(b"K", b"\xff"),
    }[damage]
    assert changed != content
    path.write_bytes(changed)


def test_the_same_file_again_mends_a_damaged_submission(kept: Store, tmp_path: Path) -> None:
    damage_manifest(kept, 2, "cut_short")
    assert hand_in(kept, tmp_path, 2) == Receipt(2, checked(tmp_path / "sources" / "2.xlsx", 2).sha256, False)
    assert kept.survey(kept.names())[1] == ()
    assert numbers(kept) == [1, 2, 3]
    assert hand_in(kept, tmp_path, 2).already_known
    damage_manifest(kept, 2, "emptied")
    assert not hand_in(kept, tmp_path, 2).already_known
    assert numbers(kept) == [1, 2, 3]


def test_a_copied_folder_does_not_count_twice(kept: Store) -> None:
    first = kept.folder / kept.names()[0]
    other = kept.folder / kept.names()[1].replace("000002", "000001")
    shutil.copytree(kept.folder / kept.names()[1], other)
    counted, damaged = kept.survey(kept.names())
    assert [one.submission for one in counted] == [1, 2, 3]
    assert [one.submission for one in damaged] == [1]
    assert first.is_dir()


def test_a_file_that_changed_after_it_was_checked_is_not_kept(tmp_path: Path) -> None:
    """What was checked had no personal data; what stands there now was seen by nobody."""
    found, source = Store(tmp_path / "data", CATALOGUE.programme.id), file_of(tmp_path, 1)
    submission = checked(source, 1)
    source.write_bytes(b"another content")
    with pytest.raises(StoreError, match="changed"):
        found.keep(submission, CATALOGUE, source)
    assert list(found.folder.glob("*")) == [found.folder / ".lock"] or not any(found.folder.glob("0*"))
    assert found.names() == ()


def test_a_clock_set_back_does_not_change_the_order_of_receipt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a tie of `submitted_on` the one received later speaks, whatever the clock said (FIGURES.md 4.1)."""
    found = Store(tmp_path / "data", CATALOGUE.programme.id)
    for number, (year, meetings) in enumerate([(2030, 2), (1999, 1)], 1):

        class Clock(datetime):
            @classmethod
            def now(cls, tz: tzinfo | None = None) -> Self:
                return cls(year, 1, 1, tzinfo=tz)  # noqa: B023

        monkeypatch.setattr(kept_module, "datetime", Clock)
        source = file_of(tmp_path / "sources", number)
        found.keep(checked(source, 12, meetings=meetings), CATALOGUE, source)
    assert [one.received_at[:4] for one in found.all()] == ["2030", "1999"]
    figures = figures_of(list(found.all()), CATALOGUE, TODAY)
    assert [one.superseded for one in figures.submissions(TODAY)] == [True, False]
    assert len(figures.records("meetings", TODAY)) == 1


def test_what_a_killed_writer_left_is_removed_and_never_read(kept: Store, tmp_path: Path) -> None:
    left = kept.folder / ".incoming-99999"
    shutil.copytree(kept.folder / kept.names()[0], left)
    assert numbers(kept) == [1, 2, 3]
    assert hand_in(kept, tmp_path, 4).submission == 4
    assert not left.exists()


def test_a_second_writer_waits_and_says_so_when_it_takes_too_long(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    with alone(lock), pytest.raises(BusyError) as error, alone(lock, patience=0.1):
        pass
    assert disk.reason_of(error.value) == "busy"


def test_a_lock_whose_file_was_deleted_is_no_lock(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    with alone(lock):
        lock.unlink()
        with alone(lock, patience=0.5):
            assert lock.exists()


def test_a_refused_submission_is_never_kept(tmp_path: Path) -> None:
    source = file_of(tmp_path, 1)
    refused = checked(source, 1).__class__(**{**vars(checked(source, 1)), "refused": True})
    with pytest.raises(ValueError, match=r"1\.xlsx"):
        Store(tmp_path / "data", CATALOGUE.programme.id).keep(refused, CATALOGUE, source)


def test_reading_that_fails_just_now_is_no_damage(kept: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Too many open files: a build that left the submission out for that would lie for good."""

    def refuse(*_: object, **__: object) -> str:
        raise OSError(24, os.strerror(24))

    monkeypatch.setattr(Path, "read_text", refuse)
    with pytest.raises(OSError, match="Too many"):
        kept.survey(kept.names())


def test_the_file_comes_back_byte_for_byte(kept: Store, tmp_path: Path) -> None:
    path = kept.file(2)
    assert path is not None
    assert path.read_bytes() == (tmp_path / "sources" / "2.xlsx").read_bytes()
    assert kept.file(9) is None


def test_damaged_names_the_file(kept: Store) -> None:
    name = kept.names()[0]
    damage_manifest(kept, 1, "emptied")
    assert kept.survey(kept.names())[1] == (Damaged(1, name.partition("-")[2]),)
    assert kept.known(name.partition("-")[2]) is None
