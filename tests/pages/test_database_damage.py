"""A damaged database or submission under the pages: the figures stay, and the page says what happened."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.state import service
from tests.pages.conftest import PROGRAMME, words
from tests.pages.test_pages import APP, PATIENCE, page_text


@pytest.fixture
def own(demonstration: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder of one's own to damage."""
    folder = tmp_path / "data"
    shutil.copytree(demonstration, folder, symlinks=True)
    monkeypatch.setenv("RCAT_DATA", str(folder))
    return folder


def shown() -> str:
    """The text of the Overview as a visitor sees it now."""
    app = AppTest.from_file(str(APP), default_timeout=PATIENCE)
    app.query_params["lang"] = "sq"
    app.run()
    assert not app.exception
    return page_text(app)


def damage(folder: Path, pattern: str) -> None:
    """Overwrite the middle of each such file."""
    for path in folder.glob(pattern):
        content = bytearray(path.read_bytes())
        content[len(content) // 2 : len(content) // 2 + 200] = b"\xff" * 200
        path.write_bytes(bytes(content))


def test_a_damaged_database_is_rebuilt_and_the_page_says_so(own: Path) -> None:
    told = words("sq").say("notice.rebuilt")
    before = shown()
    assert told not in before
    damage(own, "builds/*.duckdb")
    service.open_anew(PROGRAMME)
    after = shown()
    assert told in after
    assert " ".join(after.replace(told, "").split()) == " ".join(before.split())


def test_a_damaged_submission_is_named(own: Path) -> None:
    damage(own, f"submissions/{PROGRAMME}/000003-*/submission.json")
    shutil.rmtree(own / "builds")
    assert words("sq").say("notice.damaged", number=3) in shown()
