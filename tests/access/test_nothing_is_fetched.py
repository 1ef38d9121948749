"""Nothing that somebody typed is read as Markdown or HTML: an address in data is never fetched, on any page."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FilePayload, expect

from dashboard.addresses import PAGES
from etl import door
from etl.access.review import Proposal, decide
from etl.access.viewer import local_viewer
from etl.figures import figures_of
from etl.storage.store import Store
from tests.access.conftest import answering, free_port, see
from tests.access.world import ONAC, TODAY
from tests.commands.forms import hand_in_folder
from tests.ledger.bridge import SHIPPED
from tests.pages.browser import PATIENCE

PROGRAMME = SHIPPED.programme.id


@pytest.fixture
def listener() -> Iterator[tuple[str, list[str]]]:
    """An address on this machine, and every path that is asked for there."""
    asked: list[str] = []

    class Note(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing is printed."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Note)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


def hostile(address: str, place: str) -> str:
    """A text that fetches, where it is read as Markdown or as HTML."""
    return f"![x]({address}/{place}-md) <img src={address}/{place}-img> [y](javascript:fetch('{address}/{place}-js'))"


def submission(folder: Path, address: str, name: str) -> Path:
    """A form with such a text in every column of text."""
    sheets = {}
    for kind in (one for one in SHIPPED.records if SHIPPED.form_of(one.id).id == "committee"):
        row = {}
        for column in kind.columns:
            value = {"date": "2009-02-10", "whole_number": "7", "text": hostile(address, f"{kind.id}-{column.id}")}
            row[column.id] = value.get(column.type) or SHIPPED.code_lists[column.codes or ""][0].id
        columns = tuple(column.id for column in kind.columns)
        sheets[kind.id] = (columns, [row, row | {columns[0]: hostile(address, f"{kind.id}-wrong")}])
    made = hand_in_folder(folder / name, sheets)
    cover = (made / "cover.csv").read_text("utf-8")
    (made / "cover.csv").write_text(cover.replace("Prefecture", hostile(address, "office")), "utf-8")
    return made


@pytest.fixture
def data(tmp_path: Path, listener: tuple[str, list[str]]) -> Path:
    address, folder = listener[0], tmp_path / "data"
    done = door.hand_in([submission(tmp_path, address, "form")], folder, SHIPPED, TODAY, local_viewer())
    assert done[0].receipt is not None, [one.rule for one in done[0].checked.findings]
    assert sum(done[0].checked.accepted.values()) >= 3
    known = figures_of(tuple(Store(folder, PROGRAMME).all()), SHIPPED, TODAY).submissions(date.max)
    reason = Proposal("returned", "AL-07", "2009-S1", hostile(address, "reason"))
    decide(reason, ONAC, folder, SHIPPED, known, datetime.now(UTC))
    return folder


def test_no_page_fetches_what_stands_in_data(
    data: Path, tmp_path: Path, listener: tuple[str, list[str]], browser: Browser
) -> None:
    address, asked = listener
    archive = shutil.make_archive(str(tmp_path / "draft"), "zip", submission(tmp_path, address, "second"))
    port = free_port()
    with answering(data, {}, {}, port) as base:
        page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
        query = "area=AL-07&period=2009-S1&as_of=2009-08-14"
        for one in PAGES:
            see(page, f"{base}/{one.path}?{query}")
            page.wait_for_timeout(1500)
        for indicator in SHIPPED.indicators:
            see(page, f"{base}/explain?indicator={indicator.id}&area=AL-07&as_of=2009-08-14")
            page.wait_for_timeout(500)
        see(page, f"{base}/committee?{query}")
        expect(page.locator("body")).to_contain_text("reason-md", timeout=PATIENCE)
        see(page, f"{base}/self-assessment")
        draft: FilePayload = {
            "name": f"<img src={address.replace('/', ':')}>.zip", "mimeType": "application/zip",
            "buffer": Path(archive).read_bytes(),
        }  # fmt: skip
        page.locator("input[type=file]").first.set_input_files(draft)
        expect(page.locator("body")).to_contain_text("-wrong", timeout=PATIENCE)
        page.wait_for_timeout(1500)
        page.context.close()
    assert asked == []
