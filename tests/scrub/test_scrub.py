"""`rcat scrub`: a flipped byte of any file is found and put right, by its second copy or from the originals."""

from __future__ import annotations

import json
import os
import random
import shutil
from pathlib import Path

import pytest

from dashboard.cli import main
from etl.scrub import scrubbing
from etl.scrub.judging import Judge, Pace
from etl.scrub.kept_files import COPIES, STATE
from etl.scrub.standing import Standing, standing
from etl.scrub.state import Result, last_scrub, read_state
from etl.store.disk import alone
from etl.store.packing import pack_loose
from etl.store.store import Store
from tests.benchmarks.flipped_bytes import flipped
from tests.ledger.bridge import SHIPPED
from tests.scrub.flipping import (
    PROGRAMME,
    data_folder,
    every_file,
    flip,
    said,
    scrubbed,
    without_copies,
)

# By hand: python -m tests.benchmarks.flipped_bytes
FLIPS = int(os.environ.get("FLIPS", "4"))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that was gone through once; each test takes a copy of it."""
    data = data_folder(tmp_path_factory.mktemp("scrub"))
    found = scrubbed(data)
    assert (found.mended, found.unmended, found.named) == (0, 0, ())
    assert found.files == len([one for one in every_file(data) if COPIES not in one.parts]) - 2, "all but log and head"
    return data


@pytest.fixture
def data(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made, tmp_path / "data", symlinks=True)
    return tmp_path / "data"


def manifest_of(data: Path, number: int) -> Path:
    (found,) = (data / "submissions" / PROGRAMME).glob(f"{number:06d}-*/submission.json")
    return found


def in_pack(data: Path, name: str) -> Path:
    (found,) = (data / "submissions" / PROGRAMME / "packs").glob(f"*/{name}")
    return found


def test_any_flipped_byte_is_found_and_put_right_or_named(made: Path, tmp_path: Path) -> None:
    counts = flipped(made, tmp_path / "data", FLIPS, random.Random(18))
    assert counts["found"] == FLIPS == counts["put right"] + counts["named"], counts
    assert counts["wrong figures"] == 0
    assert counts["put right"] >= FLIPS / 2, "with second copies all is put right"


def made_again(data: Path, path: Path) -> None:
    """Flip a byte where there is no second copy: the file must come out of the originals as it was."""
    chance = random.Random(len(path.parts))
    without_copies(data)
    done = flip(path, chance)
    found = scrubbed(data, repairs=True)
    assert (path.name, "damaged", True) in said(found), (done.at, found)
    assert done.is_undone(), done.at


@pytest.mark.parametrize("number", [3, 4], ids=["tables", "workbook"])
def test_a_manifest_is_made_again_from_the_original(data: Path, number: int) -> None:
    made_again(data, manifest_of(data, number))


@pytest.mark.parametrize("file", ["received.parquet", "pack.json"])
def test_a_pack_is_made_again_from_the_originals(data: Path, file: str) -> None:
    made_again(data, in_pack(data, file))


def test_what_is_gone_comes_back(data: Path) -> None:
    shutil.rmtree(manifest_of(data, 3).parent)
    shutil.rmtree(in_pack(data, "index").parent)
    (data / "reviews" / PROGRAMME / "000001.json").unlink()
    (data / "audit" / "log.jsonl").unlink()
    assert {one.kind for one in scrubbed(data).named} >= {"missing", "log"}
    assert scrubbed(data, repairs=True).unmended == 0
    assert scrubbed(data).named == ()
    assert standing(data, PROGRAMME) == Standing()


def test_what_cannot_be_put_right_is_named_and_left(data: Path) -> None:
    without_copies(data)
    original = next(manifest_of(data, 4).parent.glob("file.*"))
    done = flip(original, random.Random(1))
    after = original.read_bytes()
    for repairs in (False, True):
        assert said(scrubbed(data, repairs=repairs)) == [(original.name, "damaged", False)]
    assert original.read_bytes() == after
    assert not (data / COPIES / original.relative_to(data)).exists(), "what is damaged gets no second copy"
    assert not done.is_undone()


def test_a_manifest_of_another_catalogue_is_not_guessed(data: Path) -> None:
    """What the door makes of the original is no longer what it made then: the log's digest does not know it."""
    without_copies(data)
    log = data / "audit" / "log.jsonl"
    path = manifest_of(data, 4)
    path.write_text("{}", "utf-8")
    log.unlink()
    (data / "audit" / "head").unlink()
    assert (path.name, "damaged", False) in said(scrubbed(data, repairs=True))
    assert path.read_text("utf-8") == "{}"


def test_what_people_edit_is_no_damage(data: Path) -> None:
    roles = data / "access" / "roles.yaml"
    roles.write_text("roles: [] # none yet\n", "utf-8")
    (data / "reference" / "areas.geojson").unlink()
    assert scrubbed(data).named == ()
    assert (data / COPIES / "access" / "roles.yaml").read_bytes() == roles.read_bytes()
    assert not (data / "reference" / "areas.geojson").exists()


def test_a_log_that_was_replaced_as_a_whole_is_found(data: Path) -> None:
    shutil.rmtree(data / "audit")
    assert main(["build", "--data", str(data)]) in {0, 1}
    found = scrubbed(data, repairs=True)
    assert ("log.jsonl", "log_replaced", False) in said(found)
    assert ("log.jsonl", "log_replaced", False) in said(scrubbed(data)), "its second copy is kept"


def test_what_is_packed_meanwhile_leaves_no_copy_twice(data: Path) -> None:
    store = Store(data, PROGRAMME)
    with alone(store.folder / ".lock"):
        pack_loose(store, SHIPPED)
    assert scrubbed(data).named == ()
    here = {path.relative_to(data) for path in every_file(data) if COPIES not in path.parts}
    copied = {path.relative_to(data / COPIES) for path in every_file(data) if COPIES in path.parts}
    assert here == copied


class StoppedError(Exception):
    """The scrub was stopped."""


def test_it_goes_on_from_where_it_was_stopped(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    flip(manifest_of(data, 4), random.Random(2))
    monkeypatch.setattr(scrubbing, "_SAVED_EVERY", 0.0)
    real, seen = Judge.look, list[str]()

    def look(self: Judge, name: str, path: Path) -> object:
        seen.append(name)
        if stop_at == name:
            raise StoppedError
        return real(self, name, path)

    monkeypatch.setattr(Judge, "look", look)
    names = sorted(one.relative_to(data).as_posix() for one in every_file(data) if COPIES not in one.parts)
    stop_at = names[-1]
    with pytest.raises(StoppedError):
        scrubbed(data)
    before = len(set(seen))
    seen.clear()
    stop_at = ""
    assert said(scrubbed(data)) == [("submission.json", "damaged", False)], "what was found before is not forgotten"
    assert len(set(seen)) < before / 2
    assert read_state(data).at == ""


def test_a_damaged_state_begins_anew(data: Path) -> None:
    flip(data / STATE, random.Random(3))
    assert last_scrub(data) is None
    assert scrubbed(data).named == ()
    assert last_scrub(data) != Result()


@pytest.mark.parametrize(
    ("code", "words"), [("en", "is not as it was written"), ("sq", "nuk është ashtu siç u shkrua")]
)
def test_the_command_says_it(data: Path, capsys: pytest.CaptureFixture[str], code: str, words: str) -> None:
    call = ["scrub", "--data", str(data), "--lang", code]
    assert main(call) == 0
    flip(manifest_of(data, 4), random.Random(4))
    capsys.readouterr()
    assert main(call) == 1
    assert words in capsys.readouterr().out
    assert main([*call, "--repair", "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["mended"] == 1
    assert main(call) == 0
    assert main(["scrub", "--data", str(data / "nothing")]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_it_reads_no_faster_than_it_may(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr("etl.scrub.judging.time.sleep", slept.append)
    (tmp_path / "file").write_bytes(os.urandom(3 << 20))
    Pace(1 << 20).sha256(tmp_path / "file")
    assert 2.5 < max(slept) <= 3
