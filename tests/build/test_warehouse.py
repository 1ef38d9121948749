"""The database is derived: whatever becomes of it, the submissions bring it back, and people are told."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pytest

from etl.build.warehouse import Warehouse, WarehouseError
from etl.figures.choice import Choice
from etl.figures.opened import open_figures
from etl.figures.read_api import Figures
from etl.opening import open_current
from etl.store.store import MANIFEST, Store
from indicators.model import Catalogue
from tests.store.at_every_step import ROOT, outcome_of
from tests.store.handed_in import CATALOGUE, TODAY, checked, file_of


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with three submissions and their database."""
    hand_in(tmp_path / "data", 1, 2, 3)
    Warehouse(tmp_path / "data", CATALOGUE).ensure(TODAY)
    return tmp_path / "data"


def hand_in(data: Path, *numbers: int, catalogue: Catalogue = CATALOGUE) -> None:
    for number in numbers:
        source = file_of(data.parent / "sources", number)
        Store(data, catalogue.programme.id).keep(checked(source, number), catalogue, source)


def shown(figures: Figures) -> list[int]:
    return [one.submission for one in figures.submissions(TODAY)]


def current_file(data: Path) -> Path:
    build = Warehouse(data, CATALOGUE).current()
    assert build is not None
    return build.path


def cut_short(data: Path) -> None:
    path = current_file(data)
    path.write_bytes(path.read_bytes()[:100_000])


def garbage_in_the_middle(data: Path) -> None:
    path = current_file(data)
    content = bytearray(path.read_bytes())
    content[len(content) // 2 : len(content) // 2 + 4096] = os.urandom(4096)
    path.write_bytes(content)


def one_bit_flipped(data: Path) -> None:
    path = current_file(data)
    content = bytearray(path.read_bytes())
    content[70_000] ^= 1
    path.write_bytes(content)


def emptied(data: Path) -> None:
    current_file(data).write_bytes(b"")


def a_file_in_place_of_the_pointer(data: Path) -> None:
    (data / "rcat.duckdb").unlink()
    (data / "rcat.duckdb").write_bytes(b"no database")


def pointer_to_something_else(data: Path) -> None:
    (data / "rcat.duckdb").unlink()
    (data / "rcat.duckdb").symlink_to("/etc/hostname")


@pytest.mark.parametrize(
    "damage",
    [cut_short, garbage_in_the_middle, one_bit_flipped, emptied, a_file_in_place_of_the_pointer,
     pointer_to_something_else],
)  # fmt: skip
def test_a_damaged_database_is_rebuilt_and_that_is_said(data: Path, damage: object) -> None:
    assert callable(damage)
    damage(data)
    opened = open_current(Warehouse(data, CATALOGUE), TODAY)
    assert shown(opened.figures) == [1, 2, 3]
    assert opened.replaces_damaged
    assert not open_current(Warehouse(data, CATALOGUE), TODAY).replaces_damaged


def builds_deleted(data: Path) -> None:
    shutil.rmtree(data / "builds")


def pointer_deleted(data: Path) -> None:
    (data / "rcat.duckdb").unlink()


def all_but_submissions_deleted(data: Path) -> None:
    for one in data.iterdir():
        if one.name != "submissions":
            shutil.rmtree(one) if one.is_dir() else one.unlink()


@pytest.mark.parametrize("deletion", [builds_deleted, pointer_deleted, all_but_submissions_deleted])
def test_what_is_derived_may_be_deleted_at_any_time(data: Path, deletion: object) -> None:
    assert callable(deletion)
    deletion(data)
    opened = open_current(Warehouse(data, CATALOGUE), TODAY)
    assert shown(opened.figures) == [1, 2, 3]
    assert not opened.replaces_damaged


def test_open_figures_survive_that_their_build_is_replaced_and_deleted(data: Path) -> None:
    figures = open_figures(current_file(data), CATALOGUE, TODAY)
    before = figures.values(Choice(figures.default_as_of))
    hand_in(data, 4, 5, 6, 7)
    for _ in range(4):
        Warehouse(data, CATALOGUE).build(TODAY)
    shutil.rmtree(data / "builds")
    assert figures.values(Choice(figures.default_as_of)) == before
    assert shown(figures) == [1, 2, 3]


def test_a_rebuild_never_takes_the_name_of_an_open_build(data: Path) -> None:
    """DuckDB knows an open file by its name: under the same one this process would go on seeing the damaged bytes."""
    opened = open_current(Warehouse(data, CATALOGUE), TODAY).figures
    garbage_in_the_middle(data)
    again = open_current(Warehouse(data, CATALOGUE), TODAY).figures
    assert opened.build != again.build
    assert shown(again) == [1, 2, 3]


def test_a_full_disk_leaves_the_build_before_and_pages_go_on(data: Path) -> None:
    old = current_file(data)
    hand_in(data, 4)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    for size in (0, 5_000, 200_000, 1_000_000):
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
        try:
            with pytest.raises(WarehouseError, match="no_space"):
                Warehouse(data, CATALOGUE).ensure(TODAY)
            opened = open_current(Warehouse(data, CATALOGUE), TODAY) if size == 0 else None
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
        assert current_file(data) == old
        assert opened is None or (shown(opened.figures), opened.unwritten) == ([1, 2, 3, 4], "no_space")
    assert shown(open_current(Warehouse(data, CATALOGUE), TODAY).figures) == [1, 2, 3, 4]


def test_a_fault_of_duckdb_itself_leaves_the_build_before_and_pages_go_on(data: Path) -> None:
    """Such a fault shuts the file that is being made; a programmer's mistake is said as it is."""
    old = current_file(data)
    hand_in(data, 4)

    def broken(*_: object) -> None:
        raise duckdb.InternalException("INTERNAL Error: assertion failure")

    def mistaken(connection: duckdb.DuckDBPyConnection, *_: object) -> None:
        connection.execute("FROM nothing")

    with pytest.raises(WarehouseError, match="other"):
        Warehouse(data, CATALOGUE, broken).build(TODAY)
    assert current_file(data) == old
    assert [one.name for one in (data / "builds").iterdir() if ".new" in one.name] == []
    with pytest.raises(duckdb.CatalogException):
        Warehouse(data, CATALOGUE, mistaken).build(TODAY)
    assert shown(open_current(Warehouse(data, CATALOGUE), TODAY).figures) == [1, 2, 3, 4]


def test_kills_and_faults_at_the_steps_of_building(tmp_path: Path) -> None:
    """Every ninth step here; `python -m tests.store.steps_of_building FOLDER 1` goes through all of them."""
    found = outcome_of("steps_of_building", str(tmp_path), "9")
    assert found.wrong == []
    assert min(found.steps.values()) > 15


def test_several_builders_at_once_make_one_build(data: Path) -> None:
    hand_in(data, 4)
    with ThreadPoolExecutor(3) as pool:
        found = list(pool.map(lambda _: Warehouse(data, CATALOGUE).ensure(TODAY).path, range(3)))
    assert len(set(found)) == 1


def test_two_programmes_in_one_folder_leave_each_other_alone(data: Path) -> None:
    """The one's id begins as the other's does; each has its own submissions, builds, pointer and reference."""
    programme = CATALOGUE.programme.model_copy(update={"id": CATALOGUE.programme.id[:-1], "default": False})
    other = CATALOGUE.model_copy(update={"programme": programme, "digest": "another"})
    ours = current_file(data)
    left = data / "builds" / f".{CATALOGUE.programme.id}.new"
    left.mkdir()
    hand_in(data, 8, 9, catalogue=other)
    for _ in range(5):
        built = Warehouse(data, other).build(TODAY)
    assert shown(open_figures(built.path, other, TODAY)) == [1, 2]
    assert current_file(data) == ours
    assert left.is_dir()
    assert (data / "reference" / "areas.csv").is_file()
    assert (data / "reference" / programme.id / "areas.csv").is_file()
    assert shown(open_current(Warehouse(data, CATALOGUE), TODAY).figures) == [1, 2, 3]


def test_a_damaged_submission_is_told_of_until_it_is_mended(data: Path) -> None:
    store, warehouse = Store(data, CATALOGUE.programme.id), Warehouse(data, CATALOGUE)
    hand_in(data, 4)
    (store.folder / store.names()[1] / MANIFEST).write_bytes(b"{}")
    for _ in range(2):
        opened = open_current(warehouse, TODAY)
        assert shown(opened.figures) == [1, 3, 4]
        assert [one.submission for one in opened.damaged] == [2]
    assert warehouse.ensure(TODAY).path == warehouse.ensure(TODAY).path
    hand_in(data, 2)
    opened = open_current(warehouse, TODAY)
    assert shown(opened.figures) == [1, 2, 3, 4]
    assert opened.damaged == ()


READER = """
import os, sys
from pathlib import Path
from etl.figures.opened import figures_of
from etl.opening import open_current
from etl.build.warehouse import Warehouse
from tests.store.handed_in import CATALOGUE, TODAY
figures_of([], CATALOGUE, TODAY).submissions(TODAY)  # all that is imported late must be here while it may be read
if os.geteuid() == 0:
    os.setgroups([]); os.setgid(65534); os.setuid(65534)
opened = open_current(Warehouse(Path(sys.argv[1]), CATALOGUE), TODAY)
print([one.submission for one in opened.figures.submissions(TODAY)], opened.unwritten)
"""


@pytest.fixture
def read_only(data: Path) -> Iterator[Path]:
    """A copy where the reader may not write; outside of pytest's own folder, which only its owner may enter."""
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        copy = Path(folder) / "data"
        shutil.copytree(data, copy, symlinks=True)
        for one in (copy, *copy.rglob("*")):
            one.chmod(0o555 if one.is_dir() else 0o444)
        yield copy
        for one in (copy, *copy.rglob("*")):
            one.chmod(0o755)


@pytest.mark.parametrize(("is_stale", "expected"), [(False, "[1, 2, 3] None"), (True, "[1, 2, 3] no_permission")])
def test_a_folder_that_may_only_be_read_still_shows_figures(read_only: Path, is_stale: bool, expected: str) -> None:
    if is_stale:
        read_only.chmod(0o755)
        (read_only / "rcat.duckdb").unlink()
        read_only.chmod(0o555)
    answer = subprocess.run([sys.executable, "-c", READER, str(read_only)], cwd=ROOT, capture_output=True, text=True,
                            check=False)  # fmt: skip
    assert (answer.stdout.strip(), answer.stderr) == (expected, "")
