"""Nothing that somebody typed is read as Markdown or HTML: an address in data is never fetched, on any page."""

from __future__ import annotations

import re
import shutil
import threading
import zipfile
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import quoteattr

import pytest
from openpyxl import Workbook
from playwright.sync_api import Browser, FilePayload, Page, expect

from dashboard.model.addresses import PAGES
from dashboard.model.documents import WORKBOOK
from etl import hand_in
from etl.access.review import Proposal, decide
from etl.access.viewer import local_viewer
from etl.figures.opened import figures_of
from etl.outputs.exports.export import FORMATS, Choice, download
from etl.outputs.forms.template import TemplateRequest, prefilled, write_template
from etl.outputs.reports import report_docx
from etl.store.store import Store
from tests.access.conftest import WORDS, answering, free_port, see
from tests.access.world import ONAC, TODAY
from tests.commands.forms import MEETINGS, hand_in_folder, meeting
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


def workbook(address: str) -> bytes:
    """A form as a workbook, with such a text as the name of a sheet and as a column's header."""
    made, content = Workbook(), BytesIO()
    cover, meetings, named = made.active, made.create_sheet("meetings"), made.create_sheet("NAMED")
    assert cover is not None
    cover.title = "cover"
    fields = {"form": "committee", "qark": "AL-07", "period": "2009-S1", "submitted_on": "2009-07-11",
              "prepared_by": "Prefecture"}  # fmt: skip
    for row in (("field", "value"), *fields.items()):
        cover.append(row)
    for line in ((*MEETINGS, hostile(address, "header")), tuple(meeting("2009-02-11").values())):
        meetings.append(line)
    named.append(["x"])
    made.save(content)
    changed = BytesIO()
    with zipfile.ZipFile(content) as before, zipfile.ZipFile(changed, "w") as after:
        for member in before.namelist():
            # No program that writes workbooks gives a sheet such a name, so it is put in afterwards.
            name = quoteattr(hostile(address, "sheet")).encode()
            after.writestr(member, before.read(member).replace(b'"NAMED"', name))
    return changed.getvalue()


def shown(page: Page, address: str) -> None:
    """Nothing on the page leads to the address: it was read as text, whatever the page's headers would have stopped."""
    made = [f'[{name}*="{address}"]' for name in ("src", "href", "srcset", "data", "action")]
    assert page.locator(", ".join((*made, 'a[href^="javascript"]'))).count() == 0


@pytest.fixture
def data(tmp_path: Path, listener: tuple[str, list[str]]) -> Path:
    address, folder = listener[0], tmp_path / "data"
    done = hand_in.hand_in([submission(tmp_path, address, "form")], folder, SHIPPED, TODAY, local_viewer())
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
            shown(page, address)
        for indicator in SHIPPED.indicators:
            see(page, f"{base}/explain?indicator={indicator.id}&area=AL-07&as_of=2009-08-14")
            page.wait_for_timeout(500)
            shown(page, address)
        # On a day before the newest one known, a decision taken later is not shown.
        see(page, f"{base}/committee?area=AL-07&period=2009-S1")
        expect(page.locator("body")).to_contain_text("reason-md", timeout=PATIENCE)
        shown(page, address)
        see(page, f"{base}/self-assessment")
        draft: FilePayload = {
            "name": f"<img src={address.replace('/', ':')}>.zip", "mimeType": "application/zip",
            "buffer": Path(archive).read_bytes(),
        }  # fmt: skip
        page.locator("input[type=file]").first.set_input_files(draft)
        expect(page.locator("body")).to_contain_text("-wrong", timeout=PATIENCE)
        page.wait_for_timeout(1500)
        shown(page, address)
        named: FilePayload = {"name": "names.xlsx", "mimeType": WORKBOOK, "buffer": workbook(address)}
        page.locator("input[type=file]").first.set_input_files(named)
        for place in ("header-md", "sheet-md"):
            expect(page.locator("body")).to_contain_text(place, timeout=PATIENCE)
        page.wait_for_timeout(1500)
        shown(page, address)
        page.context.close()
    assert asked == []


def test_the_listener_and_the_look_at_a_page_find_what_is_read_as_html(
    listener: tuple[str, list[str]], browser: Browser
) -> None:
    address, asked = listener
    page = browser.new_page()
    page.set_content(hostile(address, "control"), wait_until="load")
    assert asked == ["/control-img"]
    with pytest.raises(AssertionError):
        shown(page, address)
    page.close()


def test_nothing_that_is_taken_away_is_a_link_or_a_formula(data: Path, listener: tuple[str, list[str]]) -> None:
    figures = figures_of(tuple(Store(data, PROGRAMME).all()), SHIPPED, TODAY)
    choice, day = Choice(date(2009, 8, 14)), date(2009, 8, 14)
    files = [download(figures, choice, one).content for one in FORMATS]
    request = TemplateRequest(SHIPPED, SHIPPED.form("committee"), "AL-07", "2009-S2", WORDS, TODAY)
    write_template(data / "form.xlsx", request, prefilled(figures, request))
    files += [(data / "form.xlsx").read_bytes(), report_docx(figures, "AL-07", "2009-S1", day, WORDS)]
    said = 0
    for name, part in parts(files):
        said += listener[0].encode() in part
        if name.endswith(".rels"):
            assert listener[0].encode() not in part, name
        if name.endswith(".xml"):
            assert not re.search(rb"<(\w+:)?hyperlink|HYPERLINK|<f>[^<]*http", part), name
    assert said >= 2


def parts(files: Iterable[bytes]) -> Iterator[tuple[str, bytes]]:
    """Every member of every archive among some files, and of archives inside."""
    for content in files:
        if content.startswith(b"PK"):
            with zipfile.ZipFile(BytesIO(content)) as archive:
                members = [(name, archive.read(name)) for name in archive.namelist()]
            yield from members
            yield from parts(inner for _, inner in members)
