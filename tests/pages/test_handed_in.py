"""What stands in a data folder is remembered while the folder has not changed, and seen at once when it has."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

from dashboard.state import handed_in
from etl.store.store import Store

PROGRAMME = "rcat-2008-2010"
LONG_AGO = 1_700_000_000


def folder_of(data: Path) -> Path:
    return Store(data, PROGRAMME).folder


def settle(folder: Path, at: int) -> None:
    os.utime(folder, (at, at))


def test_a_folder_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    assert handed_in.contents(tmp_path, PROGRAMME).is_empty


def test_what_comes_in_is_seen_at_the_next_look(demonstration: Path, tmp_path: Path) -> None:
    shutil.copytree(folder_of(demonstration), folder_of(tmp_path))
    names = sorted(path.name for path in folder_of(tmp_path).iterdir() if path.is_dir())
    aside = tmp_path / names[-1]
    shutil.move(folder_of(tmp_path) / names[-1], aside)
    settle(folder_of(tmp_path), LONG_AGO)
    before = handed_in.contents(tmp_path, PROGRAMME)
    assert handed_in.contents(tmp_path, PROGRAMME) is before, "remembered"
    shutil.move(aside, folder_of(tmp_path) / names[-1])
    after = handed_in.contents(tmp_path, PROGRAMME)
    assert after.loose == (*before.loose, names[-1])


def test_a_folder_that_changed_a_moment_ago_is_looked_at_each_time(demonstration: Path, tmp_path: Path) -> None:
    shutil.copytree(folder_of(demonstration), folder_of(tmp_path))
    now = time.time_ns()
    os.utime(folder_of(tmp_path), ns=(now, now))
    before = handed_in.contents(tmp_path, PROGRAMME)
    shutil.rmtree(folder_of(tmp_path) / before.loose[-1])
    os.utime(folder_of(tmp_path), ns=(now, now))  # the same tick of the clock
    assert handed_in.contents(tmp_path, PROGRAMME).loose == before.loose[:-1]
