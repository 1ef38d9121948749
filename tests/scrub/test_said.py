"""Whoever asks for figures is told of what does not count: commands, exports, pages, the health answer."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from dashboard.cli import main
from dashboard.commands.common import DASHBOARD_LOCALE
from dashboard.components.layout.header import database_notices
from dashboard.server.health import store_state
from etl.build.warehouse import Warehouse
from etl.formats.locale_folder import ETL_LOCALE
from etl.opening import open_current
from etl.store.store import MANIFEST, Store
from indicators.language import language
from tests.scrub.test_standing import PROGRAMME, handed_in
from tests.store.handed_in import CATALOGUE, TODAY


@pytest.fixture
def data(tmp_path: Path) -> Path:
    handed_in(tmp_path / "data", tmp_path / "sources", 1, 2, 3)
    return tmp_path / "data"


def lose(data: Path) -> None:
    """The first is damaged, the second gone."""
    store = Store(data, PROGRAMME)
    first, second, _ = store.contents().loose
    (store.folder / first / MANIFEST).write_text("{}")
    shutil.rmtree(store.folder / second)


def package(data: Path, into: Path) -> dict[str, bytes]:
    call = ["export", "--data", str(data), "--format", "package", "--out", str(into), "--as-of", "2011-01-31"]
    assert main(call) == (1 if into.name == "lacking" else 0)
    return {path.relative_to(into).as_posix(): path.read_bytes() for path in into.rglob("*") if path.is_file()}


def test_a_build_and_an_export_say_it_and_end_with_a_finding(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["build", "--data", str(data)]) == 0
    whole = package(data, tmp_path / "whole")
    assert "lacking_submissions" not in json.loads(whole["datapackage.json"])
    lose(data)
    capsys.readouterr()
    assert main(["build", "--data", str(data)]) == 1
    said = capsys.readouterr().err
    assert "no. 1 in the store is damaged" in said
    assert "gone and does not count: no. 2." in said
    lacking = package(data, tmp_path / "lacking")
    assert json.loads(lacking["datapackage.json"])["lacking_submissions"] == [1, 2]
    for said in (lacking["README.md"].decode(), json.loads(lacking["datapackage.json"])["description"]):
        assert "2 submissions that were handed in are damaged or gone" in said
        assert "2 dorëzime të bëra janë të dëmtuara ose mungojnë" in said
    assert b"Beware" not in whole["README.md"]


@pytest.mark.parametrize(("code", "words"), [("en", "is gone"), ("sq", "Mungon")])
def test_pages_say_it(data: Path, code: str, words: str) -> None:
    lose(data)
    opened = open_current(Warehouse(data, CATALOGUE), TODAY)
    said = list(database_notices(opened, language(code, ETL_LOCALE, DASHBOARD_LOCALE)))
    assert any(words in one for one in said)


def test_the_health_answer_says_it(data: Path) -> None:
    assert store_state(data) == "missing=0; damaged=0; scrubbed=never"
    lose(data)
    assert main(["scrub", "--data", str(data)]) == 1
    said = store_state(data)
    assert said.startswith("missing=1; damaged=2; scrubbed=20")
    assert store_state(data / "nothing") == "missing=0; damaged=0; scrubbed=never"
