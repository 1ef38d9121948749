"""Facts that a programme ships come in through the door by themselves: once, and also where nothing can be written."""

from __future__ import annotations

import errno
from datetime import date
from pathlib import Path

import pytest

from etl.build.warehouse import Warehouse
from etl.opening import open_current
from etl.store.store import Store
from indicators.loader import CATALOGUES, load
from indicators.model import Catalogue
from tests.measures.conftest import COVER, FAIRS, write_facts

TODAY = date(2010, 1, 1)


def fairs(data: Path, catalogue: Catalogue) -> list[tuple[object, ...]]:
    opened = open_current(Warehouse(data, catalogue), TODAY)
    rows = opened.figures.records("fairs", TODAY)
    return [(row["qark"], row["fair"], row["held"]) for row in rows]


KNOWN = [("T-1", "spring", "2004-05"), ("T-1", "autumn", None), ("T-2", "spring", "2004-05"), ("T-2", "autumn", None)]


def test_facts_are_there_when_the_programme_is_opened(tmp_path: Path, shipped: Catalogue) -> None:
    assert fairs(tmp_path / "data", shipped) == KNOWN


def test_facts_come_in_once(tmp_path: Path, shipped: Catalogue) -> None:
    for _ in range(2):
        assert fairs(tmp_path / "data", shipped) == KNOWN
    assert len(Store(tmp_path / "data", "sound").names()) == 2


def test_facts_count_where_nothing_can_be_written(
    tmp_path: Path, shipped: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: Path) -> None:
        raise OSError(errno.EROFS, "read-only")

    monkeypatch.setattr("etl.store.store.make_folder", refuse)
    opened = open_current(Warehouse(tmp_path / "data", shipped), TODAY)
    assert opened.unwritten == "read_only"
    assert fairs(tmp_path / "data", shipped) == KNOWN
    assert [one.submission for one in opened.figures.submissions(TODAY)] == [1, 2]


def test_new_facts_of_a_newer_catalogue_replace_the_old(tmp_path: Path, shipped: Catalogue) -> None:
    fairs(tmp_path / "data", shipped)
    changed = FAIRS.replace("2004-05", "2004-06")
    write_facts(tmp_path / "catalogue" / "sound" / "facts" / "yearbook-2", cover=COVER, fairs=changed)
    assert fairs(tmp_path / "data", shipped)[0] == ("T-1", "spring", "2004-06")


def test_facts_that_the_door_refuses_count_nowhere(tmp_path: Path, shipped: Catalogue) -> None:
    future = COVER.replace("2008-03-01", "2031-03-01")
    write_facts(tmp_path / "catalogue" / "sound" / "facts" / "future", cover=future, fairs=FAIRS)
    assert fairs(tmp_path / "data", shipped) == KNOWN


def test_programme_without_facts_has_no_store(tmp_path: Path) -> None:
    plain = load(CATALOGUES / "rcat-2008-2010")
    open_current(Warehouse(tmp_path / "data", plain), TODAY)
    assert Store(tmp_path / "data", plain.programme.id).is_empty()
