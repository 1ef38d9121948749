"""A dashboard that answers in a process of its own, and what the tests in a browser wait for."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import ConsoleMessage, Page, expect

from dashboard.server.streamlit_settings import streamlit_flags

APP = Path(__file__).resolve().parents[2] / "dashboard" / "app.py"
FLAGS = ["--no-sandbox", "--disable-quic", "--disable-background-networking"]
PATIENCE = 60_000
# Streamlit asks for its health below the page's own path before it asks at the root.
_ASKED_IN_VAIN = re.compile(r"/[a-z-]+/_stcore/(health|host-config)$")


@contextmanager
def serving(data: Path) -> Iterator[str]:
    """Where a dashboard on some data answers."""
    with running(APP, data) as (base, _):
        yield base


@contextmanager
def running(script: Path, data: Path) -> Iterator[tuple[str, int]]:
    """The address at which Streamlit shows a script on a data folder, and the number of the process that does."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(script), *streamlit_flags({"server.port": port})]
    environment = os.environ | {"RCAT_DATA": str(data), "PYTHONPATH": str(APP.parents[1])}
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield _answering(f"http://127.0.0.1:{port}"), server.pid
    finally:
        server.terminate()
        server.wait(60)


def _answering(base: str) -> str:
    for _ in range(300):
        try:
            with urlopen(f"{base}/_stcore/health", timeout=2) as answer:  # noqa: S310 - our own http address
                if answer.status == 200:
                    return base
        except (URLError, OSError):
            time.sleep(0.2)
    raise TimeoutError(base)


def listen(page: Page) -> list[str]:
    """What goes wrong in a page from now on."""
    wrong: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error" and not _ASKED_IN_VAIN.search(message.location.get("url", "")):
            wrong.append(message.text)

    page.on("console", note)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    return wrong


def headed(page: Page, exactly: str = "", *, containing: str = "", timeout: float = PATIENCE) -> None:
    """Wait until a page has one heading, of some text; for a moment the page before may stand beside it."""
    heading = page.locator("h1")
    expect(heading.filter(has_text=exactly or containing)).to_have_count(1, timeout=timeout)
    expect(heading).to_have_count(1, timeout=timeout)
    expect(heading).to_be_visible(timeout=timeout)
    expect(heading).to_contain_text(containing, timeout=timeout)
    if exactly:
        expect(heading).to_have_text(exactly, timeout=timeout)


def settled(page: Page) -> None:
    """Wait until Streamlit has drawn all of the page."""
    headed(page)
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0, timeout=PATIENCE)
    page.wait_for_function("!document.querySelector('[data-test-script-state=running]')", timeout=PATIENCE)
