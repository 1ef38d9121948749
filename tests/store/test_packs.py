"""Many submissions consolidated into a pack: none lost, none doubled, none changed, and damage is said."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pytest
from hypothesis import given, settings

from etl.build import loading
from etl.build.warehouse import Warehouse
from etl.store import store as store_module
from etl.store.disk import alone
from etl.store.kept import SEAL, Kept, seal
from etl.store.packing import pack_loose
from etl.store.packs import Pack
from etl.store.store import MANIFEST, Receipt, Store
from tests.ledger.bridge import kept as kept_of
from tests.store.at_every_step import outcome_of
from tests.store.handed_in import CATALOGUE, TODAY, checked, file_of, put
from tests.strategies import World, worlds


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A store with five submissions, none of them packed."""
    found = Store(tmp_path / "data", CATALOGUE.programme.id)
    for number in range(1, 6):
        hand_in(found, tmp_path, number)
    return found


def hand_in(into: Store, folder: Path, number: int) -> Receipt:
    source = file_of(folder / "sources", number)
    return into.keep(checked(source, number, meetings=number), CATALOGUE, source)


def packed(of: Store) -> tuple[Pack, ...]:
    of.folder.mkdir(parents=True, exist_ok=True)
    with alone(of.folder / ".lock"):
        return pack_loose(of, CATALOGUE)


def without_empty(one: Kept) -> object:
    """A submission as a value to compare: a column left out is one left empty."""

    def said(values: dict[str, object]) -> dict[str, object]:
        return {key: value for key, value in values.items() if value is not None}

    rows = {kind: [[row, said(values)] for row, values in sheet["rows"]] for kind, sheet in one.sheets.items()}
    return {**vars(one), "sheets": (rows, {kind: sheet["sheet"] for kind, sheet in one.sheets.items()})}


def test_a_pack_gives_back_what_was_kept(store: Store, tmp_path: Path) -> None:
    names, before = store.names(), [without_empty(one) for one in store.all()]
    total = store.contents().total
    (pack,) = packed(store)
    assert store.contents().loose == ()
    assert (pack.first, pack.last) == (1, 5)
    assert store.names() == names
    assert [without_empty(one) for one in store.all()] == before
    assert store.contents().total == total
    file = store.file(3)
    assert file is not None
    assert file.read_bytes() == (tmp_path / "sources" / "3.xlsx").read_bytes()
    assert hand_in(store, tmp_path, 3) == Receipt(3, checked(tmp_path / "sources" / "3.xlsx", 3).sha256, True)
    assert hand_in(store, tmp_path, 6).submission == 6
    assert [one.submission for one in store.all()] == [1, 2, 3, 4, 5, 6]


@given(worlds())
@settings(max_examples=8)
def test_random_submissions_come_back_from_packs(world: World) -> None:
    kept = kept_of(world.submissions)
    with TemporaryDirectory() as folder:
        found = Store(Path(folder), CATALOGUE.programme.id)
        half = len(kept) // 2
        for part in (kept[:half], kept[half:]):
            for one in part:
                put(found, one)
            packed(found)
        assert found.contents().loose == ()
        assert [without_empty(one) for one in found.all()] == [without_empty(one) for one in kept]


def test_a_thousand_that_wait_are_packed_by_the_next_writer(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_module, "MOST_LOOSE", 6)
    for number in range(6, 9):
        hand_in(store, tmp_path, number)
    assert [(pack.first, pack.last) for pack in store.contents().packs] == [(1, 7)]
    assert [one.submission for one in store.all()] == list(range(1, 9))


@pytest.mark.parametrize("most_sorted", [loading.MOST_SORTED, 7, 1])
def test_several_packs_are_built_together_whatever_the_data_folder_is_called(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most_sorted: int
) -> None:
    """DuckDB takes some of these characters for a pattern of names; one of three packs is of an older catalogue."""
    monkeypatch.setattr(loading, "MOST_SORTED", most_sorted)
    warehouse = Warehouse(tmp_path / "të dhëna [2010]*" / "it's", CATALOGUE)
    for number in range(1, 7):
        hand_in(warehouse.store, tmp_path, number)
        if number % 2 == 0:
            packed(warehouse.store)
    before, older, after = warehouse.store.contents().packs
    content = json.loads((older.folder / "pack.json").read_text("utf-8"))
    content["columns"]["meetings"].popitem()
    content[SEAL] = seal({key: value for key, value in content.items() if key != SEAL})
    (older.folder / "pack.json").write_text(json.dumps(content), "utf-8")
    kept = tuple(without_empty(one) for one in warehouse.store.all())
    with duckdb.connect(str(warehouse.build(TODAY).path), read_only=True) as connection:
        rows = connection.execute(
            "SELECT submission, COUNT(*) FROM records_meetings GROUP BY ALL ORDER BY 1"
        ).fetchall()
        assert rows == [(number, number) for number in range(1, 7)]
        assert connection.execute("SELECT COUNT(*) FROM received").fetchall() == [(len(kept),)]
    assert [before.first, older.first, after.first] == [1, 3, 5]


def test_a_value_that_has_no_column_is_kept_beside(store: Store) -> None:
    """Submissions checked by an older catalogue may hold columns and kinds of values that today's has not."""
    content = store.manifest(store.names()[0])
    values = content["sheets"]["meetings"]["rows"][0][1]
    values |= {"an_older_column": "AB 12", "members_present": "many", "held_on": "in May"}
    one = next(store.all())
    sheets = content["sheets"]
    put(store, Kept(**{**vars(one), "submission": 9, "sha256": "9" * 64, "sheets": sheets}))
    packed(store)
    assert store.contents().loose == ()
    ninth = list(store.all())[-1]
    assert ninth.sheets["meetings"]["rows"][0][1].items() >= values.items()


def test_what_a_pack_cannot_give_back_stays_in_its_folder(store: Store) -> None:
    one = next(store.all())
    put(store, Kept(**{**vars(one), "submission": 9, "sha256": "9" * 64,
                       "sheets": {"an_older_kind": {"sheet": "x", "rows": [[2, {"a": "b"}]]}}}))  # fmt: skip
    packed(store)
    assert [name[:6] for name in store.contents().loose] == ["000009"]
    assert [one.submission for one in store.all()] == [1, 2, 3, 4, 5, 9]


def test_a_damaged_submission_is_not_packed_and_stays_told_of(store: Store, tmp_path: Path) -> None:
    (store.folder / store.names()[1] / MANIFEST).write_bytes(b"{}")
    packed(store)
    kept, damaged = store.survey(store.names())
    assert ([one.submission for one in kept], [one.submission for one in damaged]) == ([1, 3, 4, 5], [2])
    assert not hand_in(store, tmp_path, 2).already_known
    packed(store)
    assert [one.submission for one in store.all()] == [1, 2, 3, 4, 5]


def cut_short(pack: Pack) -> None:
    path = pack.folder / "records_meetings.parquet"
    path.write_bytes(path.read_bytes()[:-20])


def one_bit_flipped(pack: Pack) -> None:
    path = pack.folder / "records_meetings.parquet"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def a_table_gone(pack: Pack) -> None:
    (pack.folder / "sheets.parquet").unlink()


def manifest_of_nothing(pack: Pack) -> None:
    (pack.folder / "pack.json").write_bytes(b"[]")


def index_changed(pack: Pack) -> None:
    path = pack.folder / "index"
    path.write_text(path.read_text().replace("000003 0001", "000007 0001"))


def index_emptied(pack: Pack) -> None:
    (pack.folder / "index").write_bytes(b"")


@pytest.mark.parametrize(
    "damage", [cut_short, one_bit_flipped, a_table_gone, manifest_of_nothing, index_changed, index_emptied]
)
def test_a_damaged_pack_is_said_and_the_others_count(
    store: Store, tmp_path: Path, damage: Callable[[Pack], None]
) -> None:
    (pack,) = packed(store)
    hand_in(store, tmp_path, 6)
    damage(pack)
    kept, damaged = store.survey(store.names())
    assert [one.submission for one in kept] == [6]
    assert len(damaged) == 5
    assert hand_in(store, tmp_path, 2).already_known is False
    assert len(store.survey(store.names())[0]) == 2


@pytest.mark.parametrize("is_said_by_the_manifest", [True, False])
def test_a_pack_that_is_called_otherwise_than_it_was_written_does_not_count(
    store: Store, *, is_said_by_the_manifest: bool
) -> None:
    """Manifests of before do not say what the folder is called: then its names are added."""
    (pack,) = packed(store)
    if not is_said_by_the_manifest:
        content = json.loads((pack.folder / "pack.json").read_text("utf-8"))
        del content["name"], content[SEAL]
        (pack.folder / "pack.json").write_text(json.dumps({**content, SEAL: seal(content)}), "utf-8")
    assert pack.is_sound()
    pack.folder.rename(pack.folder.with_name(f"000001-000005-{pack.total ^ 1:064x}"))
    (renamed,) = store.contents().packs
    assert not renamed.is_sound()
    found = loading.look_over(store)
    assert found.packs == ()
    assert [one.submission for one in found.damaged] == [1, 2, 3, 4, 5]


def test_of_two_packs_with_one_number_the_first_counts(store: Store, tmp_path: Path) -> None:
    """As where somebody puts packs of two data folders together."""
    (first,) = packed(store)
    other = Store(tmp_path / "other", CATALOGUE.programme.id)
    for number in (11, 12, 13, 14, 15, 16):
        hand_in(other, tmp_path, number)
    (second,) = packed(other)
    shutil.copytree(second.folder, first.folder.with_name(second.name))
    found = loading.look_over(store)
    assert [(one.first, one.last) for one in found.packs] == [(1, 5)]
    assert [one.submission for one in found.damaged] == [1, 2, 3, 4, 5, 6]


def test_a_number_outside_of_packs_that_a_pack_has_is_damaged(store: Store) -> None:
    (pack,) = packed(store)
    again = next(pack.read({3}))
    put(store, Kept(**{**vars(again), "sha256": "9" * 64}))
    put(store, Kept(**{**vars(again), "submission": 6, "sha256": "8" * 64}))
    found = loading.look_over(store)
    assert [one.submission for one in found.kept] == [6]
    assert [(one.submission, one.sha256) for one in found.damaged] == [(3, "9" * 64)]


def test_names_of_packs_whose_numbers_stand_apart_are_not_read(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hundred thousand names would take longer than all else that is looked at."""
    packed(store)
    for number in range(6, 9):
        hand_in(store, tmp_path, number)
    packed(store)
    hand_in(store, tmp_path, 9)

    def names(_: Pack) -> tuple[str, ...]:
        raise AssertionError

    monkeypatch.setattr(Pack, "names", names)
    found = loading.look_over(store)
    assert [(one.first, one.last) for one in found.packs] == [(1, 5), (6, 8)]
    assert [one.submission for one in found.kept] == [9]


def test_a_submission_that_stands_in_a_pack_and_outside_counts_once(store: Store, tmp_path: Path) -> None:
    """As after a kill between the pack's rename and the removal of the folders."""
    before = tmp_path / "before"
    shutil.copytree(store.folder, before)
    packed(store)
    total = store.contents().total
    for path in before.glob("0*"):
        shutil.copytree(path, store.folder / path.name)
    assert store.contents().total == total
    assert [one.submission for one in store.all()] == [1, 2, 3, 4, 5]
    packed(store)
    assert not list(store.folder.glob("0*"))
    assert len(store.contents().packs) == 1


def test_kills_and_faults_at_the_steps_of_packing_leave_all_of_them_once(tmp_path: Path) -> None:
    """Every fourth step here; `python -m tests.store.steps_of_packing FOLDER 1` goes through all of them."""
    found = outcome_of("steps_of_packing", str(tmp_path), "4")
    assert found.wrong == []
    assert min(found.steps.values()) > 20


def test_a_pack_of_two_programmes_stays_apart(store: Store, tmp_path: Path) -> None:
    packed(store)
    other = Store(tmp_path / "data", "another")
    assert other.is_empty()
    assert not store.is_empty()


def test_the_names_of_a_pack_are_found_by_halving(store: Store) -> None:
    names = store.names()
    (pack,) = packed(store)
    assert all(pack.holds(name) for name in names)
    assert pack.find("0" * 64) is None
    assert json.loads((pack.folder / "pack.json").read_text())["submissions"] == 5
    assert list((pack.folder / "files").iterdir())
