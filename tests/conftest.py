"""What all tests share: an environment that is not the developer's, and where Chromium is."""

import fcntl
import os
import shutil
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright

from etl import hand_in
from tests.ledger.bridge import SHIPPED
from tests.pages.browser import FLAGS

# Shared machines are slow at times: a slow example is no fault.
settings.register_profile("project", deadline=None, print_blob=True)
settings.load_profile("project")

# The rooms whose files take seconds.
_SHORT = ("audit", "catalogue", "intake", "measures", "report", "template")


def pytest_configure() -> None:
    """Forget what the developer's shell says about data folder, language and Streamlit: a test says what it needs.

    And keep compiled modules, whatever the shell says: a run starts some hundred Python processes, and each of them
    would compile pandas, Streamlit and our own packages anew (for a dashboard 9 s of processor time instead of 3).
    """
    for name in [name for name in os.environ if name.startswith(("RCAT_", "STREAMLIT_"))]:
        del os.environ[name]
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Two workers more than there are cores: whoever looks at a page waits for the browser a good part of the time."""
    return (os.cpu_count() or 1) + 2


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long first, and what is many and short at the end: so all workers end at about the same time."""
    items.sort(key=lambda item: (item.path.name != "test_project.py", item.path.parent.name in _SHORT))


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the demonstration data, only to be read; made by one test process, shared by all."""
    shared = tmp_path_factory.getbasetemp().parent / "shared"
    shared.mkdir(exist_ok=True)
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return hand_in.demonstration(shared, SHIPPED, date(2026, 1, 1))


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Give the path of the system's Chromium for Playwright's `executable_path`; skip where there is none."""
    for name in ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"):
        path = shutil.which(name)
        if path:
            return path
    pytest.skip("no Chromium on this machine: the pages are not looked at (apt-get install chromium)")


@pytest.fixture(scope="session")
def browser(chromium_path: str) -> Iterator[Browser]:
    """The one browser of a test process: Playwright can be started only once in it, and keeps a loop running."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium_path, args=FLAGS)
        yield opened
        opened.close()
