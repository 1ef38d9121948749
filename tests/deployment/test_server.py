"""The server that `rcat serve` runs: headers on every answer, health, and a log that holds no value."""

from __future__ import annotations

import io
import logging
import re
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError

import pytest
from playwright.sync_api import Browser

from dashboard.addresses import PAGES
from dashboard.cli import main
from dashboard.server_headers import content_policy, inline_scripts
from dashboard.server_log import log_without_values
from tests.pages.browser import APP, PATIENCE, listen, running

MARKER = "Marker-7f3a"
PATHS = ("/", "/committee", "/_stcore/health", "/_stcore/host-config", "/static/nothing.js", "/media/nothing.csv",
         "/_stcore/upload_file/a/b")  # fmt: skip


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("data")
    assert main(["demo", "--out", str(folder / "in")]) == 0
    assert main(["submit", str(folder / "in"), "--data", str(folder / "data")]) in {0, 1}
    with running(APP.with_name("server.py"), folder / "data") as (address, _):
        yield address


def answer(address: str) -> tuple[int, dict[str, str], bytes]:
    try:
        with urllib.request.urlopen(address, timeout=10) as found:  # noqa: S310 - our own http address
            return found.status, dict(found.headers.items()), found.read()
    except HTTPError as error:
        with error:
            return error.code, dict(error.headers.items()), error.read()


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_carries_the_headers(base: str, path: str) -> None:
    _, headers, _ = answer(base + path)
    found = {name.lower(): value for name, value in headers.items()}
    assert found["x-frame-options"] == "DENY"
    assert found["x-content-type-options"] == "nosniff"
    assert found["referrer-policy"] == "no-referrer"
    assert "camera=()" in found["permissions-policy"]
    assert "frame-ancestors 'none'" in found["content-security-policy"]
    assert found["cross-origin-opener-policy"] == "same-origin"
    if path.startswith(("/media", "/_stcore")):
        assert found["cache-control"] == "no-store"


def test_health_answers_ok(base: str) -> None:
    status, _, content = answer(f"{base}/_stcore/health")
    assert (status, content) == (200, b"ok")


def test_every_page_draws_under_them(base: str, browser: Browser) -> None:
    """What the policy forbids is an error in the browser's console, and what it breaks is not drawn."""
    drawn = {"overview": "table.matrix", "committee": ".js-plotly-plot", "indicator": ".js-plotly-plot"}
    for one in PAGES:
        page = browser.new_page()
        wrong = listen(page)
        page.goto(f"{base}/{one.path}?as_of=2009-08-14&period=2009-S1")
        page.locator("h1").first.wait_for(timeout=PATIENCE)
        page.locator(drawn.get(one.id, "h1")).first.wait_for(timeout=PATIENCE)
        page.locator("[data-test-script-state=notRunning]").wait_for(timeout=PATIENCE)
        assert wrong == [], one.id
        page.close()


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
