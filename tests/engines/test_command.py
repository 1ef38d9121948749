"""`rcat build --engine`: the database that the pages read, or one line that says what to do, and status 2."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from dashboard.cli import ENGINES, main
from etl.build.large.engines import engine
from etl.build.large.engines.engine import VARIABLES
from tests.commands.forms import MEETINGS, hand_in_folder, meeting


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder in which one submission was handed in."""
    rows = [meeting("2009-02-10"), meeting("2009-05-05")]
    folder = hand_in_folder(tmp_path / "in", {"meetings": (MEETINGS, rows)})
    assert main(["submit", str(folder), "--data", str(tmp_path / "data")]) == 0
    return tmp_path / "data"


def exported(data: Path, out: Path) -> dict[str, bytes]:
    assert main(["export", "--out", str(out), "--data", str(data)]) == 0
    return {path.name: path.read_bytes() for path in sorted(out.iterdir())}


def explained(data: Path, capsys: pytest.CaptureFixture[str]) -> str:
    capsys.readouterr()
    assert main(["explain", "regular-meetings", "AL-07", "2009-S1", "--json", "--data", str(data)]) == 0
    return capsys.readouterr().out


def test_every_engine_of_the_command_is_there() -> None:
    assert sorted(ENGINES) == sorted(engine.ENGINES)


def test_a_build_by_postgres_reads_as_one_by_duckdb(
    data: Path,
    tmp_path: Path,
    postgres_server: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    before, why = exported(data, tmp_path / "before"), explained(data, capsys)
    monkeypatch.setenv(VARIABLES["postgres"], postgres_server)
    assert main(["build", "--engine", "postgres", "--data", str(data)]) == 0
    assert explained(data, capsys) == why
    assert exported(data, tmp_path / "after") == before
    assert [path.name for path in (data / "builds").iterdir() if path.suffix != ".duckdb"] == [".lock"]


def test_what_is_handed_in_after_a_build_by_postgres_counts(
    data: Path, tmp_path: Path, postgres_server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next hand-in goes on from there, and gives what a build of all would give."""
    monkeypatch.setenv(VARIABLES["postgres"], postgres_server)
    assert main(["build", "--engine", "postgres", "--data", str(data)]) == 0
    rows = [meeting("2009-08-10")]
    later = hand_in_folder(
        tmp_path / "later", {"meetings": (MEETINGS, rows)}, period="2009-S2", submitted_on="2010-01-09"
    )
    assert main(["submit", str(later), "--data", str(data)]) == 0
    followed = exported(data, tmp_path / "followed")
    assert main(["build", "--data", str(data)]) == 0
    assert exported(data, tmp_path / "anew") == followed


@pytest.mark.parametrize("name", [name for name in ENGINES if name in VARIABLES])
@pytest.mark.parametrize("lang", ["en", "sq"])
def test_an_engine_that_is_not_installed(
    name: str, lang: str, data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, f"etl.build.large.engines.{name}", None)
    stands = (data / "rcat.duckdb").readlink()
    capsys.readouterr()
    assert main(["build", "--engine", name, "--data", str(data), "--lang", lang]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert f'pip install -e ".[{name}]"' in said.err
    assert (data / "rcat.duckdb").readlink() == stands


@pytest.mark.parametrize("server", ["host=/nowhere user=rcat", "postgresql://rcat:secret@127.0.0.1:1/x", "secret"])
def test_a_server_that_does_not_answer(
    server: str, data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line with the remedy, and never the password that the variable may hold."""
    monkeypatch.setenv(VARIABLES["postgres"], server)
    stands = (data / "rcat.duckdb").readlink()
    capsys.readouterr()
    assert main(["build", "--engine", "postgres", "--data", str(data)]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert VARIABLES["postgres"] in said
    assert "secret" not in said
    assert (data / "rcat.duckdb").readlink() == stands
