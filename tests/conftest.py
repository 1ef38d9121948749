"""What all tests share: an environment that is not the developer's, and where Chromium is."""

import fcntl
import os
import re
import shutil
import sys
from collections.abc import Generator, Iterator
from datetime import date
from functools import cache
from pathlib import Path

import duckdb
import pytest
from hypothesis import settings
from playwright.sync_api import Browser, expect, sync_playwright

from etl import hand_in
from tests.ledger.bridge import SHIPPED
from tests.pages.browser import FLAGS

# Shared machines are slow at times: a slow example is no fault.
settings.register_profile("project", deadline=None, print_blob=True)
settings.load_profile("project")
# What a page is expected to show is waited for as long: five seconds are too few where every core is busy.
expect.set_options(timeout=60_000)

# What starts a browser, a server, or has the demonstration data made.
SLOW_FIXTURES = frozenset(("browser", "chromium_path", "demonstration", "postgres_server", "spark"))
# What starts processes, runs pages or whole commands, computes figures (each time a database) or draws many worlds.
_TAKES_LONG = re.compile(
    r"\b(subprocess|AppTest|test_pages|playwright|serving|running|dashboard\.cli|tests\.commands|Warehouse|Reader|hypothesis"
    r"|figures_of|run_example|report_docx|report_pdf|outputs\.reports|sqlglot|access\.world|oidc_provider_mock"
    r"|tests\.benchmarks|write_demonstration|written: list)\b"
)
# The rooms whose files take seconds.
_SHORT = ("audit", "catalogue", "intake", "measures", "reports", "forms")


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
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Two workers more than there are cores: whoever looks at a page waits for the browser a good part of the time.

    The fast tests wait for nothing, and each further worker would read all of them once more.
    """
    return (os.cpu_count() or 1) + (0 if config.getoption("markexpr") == "fast" else 2)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Reading the tests opens no database: every worker reads all of them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(duckdb, "connect", _opened_while_reading)
        return (yield)


def _opened_while_reading(*_: object, **__: object) -> None:
    raise AssertionError("a module of tests opens a database while it is read; let a fixture or a test do so")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Asked for the fast tests alone, a module that cannot have one is not even read."""
    if config.getoption("markexpr") == "fast" and collection_path.name.startswith("test_"):
        return not could_be_fast(collection_path) or None
    return None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long first, and what is many and short at the end: so all workers end at about the same time."""
    items.sort(key=lambda item: (item.path.name != "test_project.py", item.path.parent.name in _SHORT))
    for item in items:
        if could_be_fast(item.path) and _is_fast(item):
            item.add_marker("fast")


def _is_fast(item: pytest.Item) -> bool:
    """Whether it needs nothing slow; of the cases computed by hand, the reading of plain Python is fast."""
    callspec = getattr(item, "callspec", None)
    is_product = callspec is not None and callspec.params.get("reading") == "product"
    return not is_product and SLOW_FIXTURES.isdisjoint(getattr(item, "fixturenames", ()))


@cache
def could_be_fast(module: Path) -> bool:
    """Whether a module names nothing that takes long: so a new one is fast or not by what it does, unmarked."""
    return not _TAKES_LONG.search(module.read_text("utf-8"))


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
    """Give the path of the system's Chromium for Playwright's `executable_path`; skip where there is none.

    First the one without a window of its own: the same pages for a quarter less processor time.
    """
    for name in ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"):
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
