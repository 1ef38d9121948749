"""No log and no audit entry holds a value that was handed in: by page and by command, kept, refused and rejected."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from dashboard.cli import main
from dashboard.model.context import DASHBOARD_LOCALE
from etl import audit
from etl.formats.locale_folder import ETL_LOCALE
from etl.store.store import Store
from indicators.language import language
from tests.intake.builders import COVER, meeting, meetings_file
from tests.pages.browser import PATIENCE

ROOT = Path(__file__).resolve().parents[2]
PROGRAMME = "rcat-2008-2010"
# In every place where somebody types: the file's name, the cover, a text, a code that is none, a date that is none.
MARKERS = ("Shenja-Emri", "Shenja-Pergatitur", "Shenja-Akti", "Shenja-Kodi", "Shenja-Data")
say = language("en", ETL_LOCALE, DASHBOARD_LOCALE).say


def marked_file(folder: Path, **cover: str) -> Path:
    """A workbook full of markers, one row of it good and two rejected."""
    folder.mkdir()
    rows = (
        meeting(minutes_ref=f"{MARKERS[2]} 1"),
        meeting(minutes_ref=f"{MARKERS[2]} 2", chaired_by=MARKERS[3]),
        meeting(minutes_ref=f"{MARKERS[2]} 3", held_on=MARKERS[4]),
    )
    file = meetings_file(folder, *rows, cover={**COVER, "prepared_by": MARKERS[1], **cover})
    return file.rename(folder / f"{MARKERS[0]}.xlsx")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "first").mkdir()
    folder = tmp_path / "data"
    assert main(["submit", str(meetings_file(tmp_path / "first", meeting())), "--data", str(folder)]) == 0
    return folder


@pytest.fixture
def served(data: Path) -> Iterator[str]:
    """Where `rcat serve` answers; it ends cleanly."""
    command = [sys.executable, "-m", "dashboard.cli", "serve", "--data", str(data)]
    environment = os.environ | {"RCAT_LANG": "en"}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        yield next(line.strip() for line in server.stdout if line.startswith("http"))
        server.send_signal(signal.SIGTERM)
        server.communicate(timeout=60)
        assert server.returncode == 0


def assert_silent(data: Path) -> None:
    """Nothing of any marker in the server's log and in the audit log, nor of their distinct parts."""
    places = [data / "dashboard.log", *(data / "audit").iterdir()]
    for place in places:
        if place.exists():
            text = place.read_bytes().lower()
            assert [one for one in MARKERS if one.lower().encode() in text] == [], place.name
            assert b"shenja" not in text


def drop(page: Page, file: Path, verdict: str) -> None:
    page.set_input_files("input[type=file]", file)
    expect(page.get_by_text(say(f"self_assessment.verdict.{verdict}.heading"), exact=True)).to_be_visible(
        timeout=PATIENCE
    )


def test_a_page_leaves_none(served: str, data: Path, tmp_path: Path, browser: Browser) -> None:
    page = browser.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"{served}/self-assessment?lang=en&area=AL-07&period=2009-S1")
    drop(page, marked_file(tmp_path / "refused", period=MARKERS[4]), "refused")
    drop(page, marked_file(tmp_path / "kept"), "with_errors")
    page.get_by_role("button", name=say("self_assessment.hand_in_anyway"), exact=True).click()
    kept = say("self_assessment.receipt.kept", number=2)
    expect(page.get_by_text(kept)).to_be_visible(timeout=PATIENCE)
    page.goto(f"{served}/export?lang=en&area={MARKERS[2]}&as_of={MARKERS[4]}")
    with page.expect_download():
        page.get_by_role("button", name=say("export.download"), exact=True).click()
    page.close()
    assert len(Store(data, PROGRAMME).names()) == 2
    actions = [one.action for one in audit.entries(data)]
    assert actions == ["handed_in", "handed_in", "exported"]
    assert_silent(data)


def test_a_command_leaves_none(data: Path, tmp_path: Path) -> None:
    assert main(["submit", str(marked_file(tmp_path / "kept")), "--data", str(data)]) == 1
    assert main(["submit", str(marked_file(tmp_path / "refused", period=MARKERS[4])), "--data", str(data)]) == 2
    main(["export", "--out", str(tmp_path / MARKERS[0]), "--data", str(data), "--area", MARKERS[3]])
    main(["export", "--out", str(tmp_path / MARKERS[0]), "--data", str(data)])
    main(["backup", "--out", str(tmp_path / f"{MARKERS[0]}.zip"), "--data", str(data)])
    assert [one.action for one in audit.entries(data)][1:] == ["handed_in", "refused", "exported", "backed_up"]
    assert_silent(data)
