"""The server that `rcat serve` runs: headers on every answer, health, and a log that holds no value."""

from __future__ import annotations

import io
import logging
import re
import shutil
import urllib.request
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from urllib.error import HTTPError

import pytest
from playwright.sync_api import Browser, FilePayload

from dashboard.cli import main
from dashboard.model.addresses import PAGES
from dashboard.server.headers import content_policy, inline_scripts
from dashboard.server.log import log_without_values
from tests.pages.browser import APP, PATIENCE, listen, running

MARKER = "Marker-7f3a"
PATHS = ("/", "/committee", "/_stcore/health", "/_stcore/host-config", "/static/nothing.js", "/media/nothing.csv",
         "/_stcore/upload_file/a/b")  # fmt: skip


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("data")
    assert main(["demo", "--out", str(folder / "in")]) == 0
    assert main(["submit", str(folder / "in"), "--data", str(folder / "data")]) in {0, 1}
    with running(APP.with_name("asgi.py"), folder / "data") as (address, _):
        yield address


def answer(address: str, method: str = "GET") -> tuple[int, dict[str, str], bytes]:
    """Status, headers by their small names, and content."""
    request = urllib.request.Request(address, method=method)  # noqa: S310 - our own http address
    try:
        with urllib.request.urlopen(request, timeout=10) as found:  # noqa: S310 - the same
            return found.status, small(found.headers.items()), found.read()
    except HTTPError as error:
        with error:
            return error.code, small(error.headers.items()), error.read()


def small(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers}


def is_safe(found: Mapping[str, str]) -> None:
    """The headers are those of a page."""
    assert found["x-frame-options"] == "DENY"
    assert found["x-content-type-options"] == "nosniff"
    assert found["referrer-policy"] == "no-referrer"
    assert "camera=()" in found["permissions-policy"]
    assert "frame-ancestors 'none'" in found["content-security-policy"]
    assert found["cross-origin-opener-policy"] == "same-origin"


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_carries_the_headers(base: str, path: str) -> None:
    _, headers, _ = answer(base + path)
    is_safe(headers)
    if path.startswith(("/media", "/_stcore")):
        assert headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/component/nothing/nothing.js", 404),
        ("GET", "/media/nothing.csv", 404),
        ("POST", "/committee", 405),
        ("DELETE", "/_stcore/health", 405),
        ("PUT", "/_stcore/upload_file/a/b", 403),
        ("GET", "//elsewhere/x", 400),
        ("GET", "/a/..%5c..%5cx", 400),
    ],
)
def test_an_error_carries_them_too_and_stays_in_no_cache(base: str, method: str, path: str, status: int) -> None:
    found, headers, _ = answer(base + path, method)
    assert found == status
    is_safe(headers)
    assert headers["cache-control"] == "no-store"


def test_an_upload_that_is_too_large_is_answered_with_them(base: str, browser: Browser, tmp_path: Path) -> None:
    small_file = tmp_path / "small.xlsx"
    small_file.write_bytes(b"not a workbook")
    page = browser.new_page()
    page.goto(f"{base}/self-assessment")
    page.locator("input[type=file]").wait_for(state="attached", timeout=PATIENCE)
    with page.expect_request("**/upload_file/**", timeout=PATIENCE) as sent:
        page.set_input_files("input[type=file]", small_file)
    token = sent.value.all_headers()["x-xsrftoken"]
    large: FilePayload = {"name": "large.xlsx", "mimeType": "application/octet-stream", "buffer": bytes(11 << 20)}
    refused = page.request.put(sent.value.url, headers={"X-Xsrftoken": token}, multipart={"file": large})
    assert refused.status == 413
    is_safe(refused.headers)
    assert refused.headers["cache-control"] == "no-store"
    page.close()


RAISING = """

async def raises(request):
    raise RuntimeError("Marker-7f3a")

"""


def test_a_handler_that_raises_is_answered_with_them_and_says_nothing(tmp_path: Path) -> None:
    """The server's own file, with one more path whose handler raises."""
    ours = APP.with_name("asgi.py").read_text("utf-8")
    assert ours.count("\napp = App(") == ours.count("middleware=[") == 1
    raising = ours.replace("\napp = App(", f"{RAISING}app = App(").replace(
        "middleware=[", "routes=[__import__('starlette.routing').routing.Route('/raises', raises)], middleware=["
    )
    (tmp_path / "asgi.py").write_text(raising, "utf-8")
    shutil.copy(APP, tmp_path / "app.py")
    with running(tmp_path / "asgi.py", tmp_path / "data") as (address, _):
        status, headers, content = answer(f"{address}/raises")
    assert (status, content) == (500, b"Internal Server Error")
    is_safe(headers)
    assert headers["cache-control"] == "no-store"


def test_health_answers_ok(base: str) -> None:
    status, headers, content = answer(f"{base}/_stcore/health")
    assert (status, content) == (200, b"ok")
    assert headers["x-rcat-store"] == "missing=0; damaged=0; scrubbed=never"


def test_every_page_draws_under_them(base: str, browser: Browser) -> None:
    """What the policy forbids is an error in the browser's console, and what it breaks is not drawn."""
    drawn = {"overview": "table.matrix", "committee": ".js-plotly-plot", "indicator": ".js-plotly-plot"}
    context = browser.new_context()
    for one in PAGES:
        page = context.new_page()
        wrong = listen(page)
        page.goto(f"{base}/{one.path}?as_of=2009-08-14&period=2009-S1&area=AL-07")
        page.locator("h1").first.wait_for(timeout=PATIENCE)
        page.locator(drawn.get(one.id, "h1")).first.wait_for(timeout=PATIENCE)
        page.locator("[data-test-script-state=notRunning]").wait_for(timeout=PATIENCE)
        assert wrong == [], one.id
        page.close()
    context.close()


def test_no_other_server_and_no_written_script_is_allowed() -> None:
    policy = dict(one.split(" ", 1) for one in content_policy(inline_scripts()).split("; "))
    assert policy["default-src"] == "'none'"
    assert not re.search(r"https?:|\*|unsafe-(inline|eval)", policy["script-src"])
    assert not re.search(r"https?:|\*", " ".join(policy.values()))
    assert len(inline_scripts()) >= 1


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What a logger of its own writes once the server's way of logging is set up."""
    before, written = logging.getLogRecordFactory(), io.StringIO()
    handler = logging.StreamHandler(written)
    logger = logging.getLogger("tests.log")
    logger.addHandler(handler)
    log_without_values()
    try:
        yield written
    finally:
        logging.setLogRecordFactory(before)
        logger.removeHandler(handler)


def test_the_log_says_what_kind_of_fault_and_where_but_not_its_message(log: io.StringIO) -> None:
    def inner() -> None:
        raise ValueError(MARKER)

    logger = logging.getLogger("tests.log")
    try:
        try:
            inner()
        except ValueError as error:
            raise KeyError(MARKER + "2") from error
    except KeyError as error:
        logger.exception("Uncaught app execution")
        logger.error("it failed: %s", error)  # noqa: TRY400 - the other way of logging a fault is what is tested
    said = log.getvalue()
    assert MARKER not in said
    assert "ValueError" in said
    assert "KeyError" in said
    assert f"{Path(__file__).name}:" in said
