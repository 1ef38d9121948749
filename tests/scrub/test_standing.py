"""The log anchors what was kept: rows cut out and sealed anew are found, in folders and in packs."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from dashboard.cli import main
from etl import audit, hand_in
from etl.access.viewer import Viewer, local_viewer, signed_in
from etl.scrub.standing import Standing, standing
from etl.store.disk import alone
from etl.store.kept import SEAL, seal
from etl.store.names import name_of
from etl.store.packing import pack_loose
from etl.store.store import MANIFEST, Store
from tests.store.handed_in import CATALOGUE, checked, file_of

PROGRAMME = CATALOGUE.programme.id
SECRETARY = signed_in("secretary", ("https://idp.example.org", "somebody"), "AL-07")


def handed_in(data: Path, sources: Path, *numbers: int, viewer: Viewer | None = None) -> Store:
    """Hand in small submissions through the door, so that the log names them."""
    found = [(source, checked(source, number)) for number in numbers for source in [file_of(sources, number)]]
    outcomes = [hand_in.Outcome(source, one) for source, one in found]
    done = list(hand_in.keep(outcomes, data, CATALOGUE, viewer or local_viewer()))
    assert all(one.receipt for one in done)
    return Store(data, PROGRAMME)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return handed_in(tmp_path / "data", tmp_path / "sources", 1, 2, 3)


def packed(store: Store) -> None:
    with alone(store.folder / ".lock"):
        assert pack_loose(store, CATALOGUE)


def cut(store: Store, number: int) -> None:
    """Take a row out of a manifest and seal it anew, as one who can write the folder might."""
    (name,) = (one for one in store.contents().loose if int(one[:6]) == number)
    path = store.folder / name / MANIFEST
    content = json.loads(path.read_text("utf-8"))
    del content[SEAL], content["sheets"]["meetings"]["rows"][0]
    path.write_text(json.dumps({**content, SEAL: seal(content)}), "utf-8")
    assert len(store.read(name).sheets["meetings"]["rows"]) == 2, "it must pass for sound"


def test_what_was_handed_in_stands(store: Store, tmp_path: Path) -> None:
    assert standing(tmp_path / "data", PROGRAMME) == Standing()
    packed(store)
    assert standing(tmp_path / "data", PROGRAMME) == Standing()


def moved(store: Store) -> None:
    (name,) = (one for one in store.contents().loose if one.startswith("000002"))
    (store.folder / name).rename(store.folder / name_of(7, name[7:]))


def cut_and_packed(store: Store) -> None:
    cut(store, 2)
    packed(store)


@pytest.mark.parametrize("forge", [lambda store: cut(store, 2), cut_and_packed, moved], ids=["cut", "packed", "moved"])
@pytest.mark.parametrize("code", ["en", "sq"])
def test_what_was_changed_and_sealed_anew_is_found(
    store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str], forge: Callable[[Store], None], code: str
) -> None:
    forge(store)
    found = standing(tmp_path / "data", PROGRAMME)
    assert [one.submission for one in found.changed] == [7 if forge is moved else 2]
    assert (found.missing, found.damaged) == ((), ())
    assert main(["audit", "verify", "--data", str(tmp_path / "data"), "--lang", code]) == 1
    assert found.changed[0].sha256 in capsys.readouterr().out


def test_what_is_damaged_or_gone_is_found(store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, second, _ = store.contents().loose
    (store.folder / first / MANIFEST).write_text("{}")
    shutil.rmtree(store.folder / second)
    found = standing(tmp_path / "data", PROGRAMME)
    assert [one.submission for one in found.damaged] == [1]
    assert [one.submission for one in found.missing] == [2]
    assert main(["audit", "verify", "--data", str(tmp_path / "data")]) == 1
    said = capsys.readouterr().out
    assert first[7:] in said
    assert second[7:] in said


def test_entries_of_before_they_held_a_digest_keep_verifying(tmp_path: Path) -> None:
    data, source = tmp_path / "data", file_of(tmp_path, 1)
    found, store = checked(source, 1), Store(tmp_path / "data", PROGRAMME)
    receipt = store.keep(found, CATALOGUE, source)
    audit.record(data, audit.LOCAL, audit.HANDED_IN, programme=PROGRAMME, submission=1, sha256=receipt.sha256)
    assert standing(data, PROGRAMME) == Standing()
    cut(store, 1)
    assert standing(data, PROGRAMME) == Standing()


def test_a_submission_says_which_office_handed_it_in_and_never_who(tmp_path: Path) -> None:
    # The seventh unit's first semester.
    number = [unit.id for unit in CATALOGUE.programme.areas.units].index("AL-07")
    store = handed_in(tmp_path / "data", tmp_path / "sources", number, viewer=SECRETARY)
    (name,) = store.contents().loose
    assert store.manifest(name)["handed_in_by"] == "secretary/AL-07"
    assert SECRETARY.identity not in (store.folder / name / MANIFEST).read_text("utf-8")
    packed(store)
    (pack,) = store.contents().packs
    assert [content["handed_in_by"] for _, content in pack.manifests([1])] == ["secretary/AL-07"]
