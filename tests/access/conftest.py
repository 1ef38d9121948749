"""A dashboard with an identity provider beside it, both on this machine alone, and the browsers of those who look."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from dashboard.model.context import DASHBOARD_LOCALE
from dashboard.server.sign_in import SECRETS_VARIABLE
from dashboard.server.streamlit_settings import streamlit_flags
from etl.access.grants import FOLDER, ROLES_FILE
from etl.formats.locale_folder import ETL_LOCALE
from indicators.language import programme_language
from tests.ledger.bridge import SHIPPED
from tests.pages.browser import PATIENCE, _answering, headed

SERVER = Path(__file__).resolve().parents[2] / "dashboard" / "asgi.py"
WORDS = programme_language("en", SHIPPED.programme, ETL_LOCALE, DASHBOARD_LOCALE)


@dataclass(frozen=True)
class Site:
    """Where the dashboard answers, who the provider is, and the dashboard's data folder."""

    base: str
    issuer: str
    data: Path

    def grant(self, *grants: str, first: str = "") -> None:
        """Write the file of roles: each grant as `subject role`, with further lines after a semicolon."""
        lines = [first, "grants:" if grants else "grants: []"]
        for one in grants:
            (subject, role), *further = (part.split(maxsplit=1) for part in one.split(";"))
            lines += [f"  - issuer: {self.issuer}", f"    subject: {subject}", f"    role: {role}"]
            lines += [f"    {' '.join(part)}" for part in further]
        (self.data / FOLDER).mkdir(exist_ok=True)
        (self.data / FOLDER / ROLES_FILE).write_text("\n".join(lines) + "\n", "utf-8")


@pytest.fixture(scope="session")
def handed_in(tmp_path_factory: pytest.TempPathFactory, demonstration: Path) -> Path:
    """A data folder with the demonstration data, of this test process alone."""
    return shutil.copytree(demonstration, tmp_path_factory.mktemp("handed_in") / "data", symlinks=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def answering(data: Path, environment: dict[str, str], flags: dict[str, str], port: int) -> Iterator[str]:
    """The dashboard as `rcat serve` runs it."""
    command = [sys.executable, "-m", "streamlit", "run", str(SERVER), *streamlit_flags({"server.port": port, **flags})]
    around = os.environ | {"RCAT_DATA": str(data), "PYTHONPATH": str(SERVER.parents[1]), **environment}
    server = subprocess.Popen(command, env=around, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield _answering(f"http://127.0.0.1:{port}")
    finally:
        server.terminate()
        server.wait(60)


@contextmanager
def providing(port: int) -> Iterator[str]:
    """An identity provider that believes everybody."""
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port)]
    provider = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    issuer = f"http://localhost:{port}"
    try:
        for _ in range(300):
            with suppress(OSError), urlopen(f"{issuer}/.well-known/openid-configuration", timeout=2):  # noqa: S310 - ours
                break
            time.sleep(0.2)
        yield issuer
    finally:
        provider.terminate()
        provider.wait(60)


@pytest.fixture(scope="module")
def site(handed_in: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A dashboard that asks everybody to sign in at a provider."""
    data = tmp_path_factory.mktemp("site") / "data"
    shutil.copytree(handed_in, data, symlinks=True)
    port = free_port()
    with ExitStack() as stack:
        issuer = stack.enter_context(providing(free_port()))
        secrets = tmp_path_factory.mktemp("secrets") / "secrets.toml"
        secrets.write_text(
            f'[auth]\nredirect_uri = "http://127.0.0.1:{port}/oauth2callback"\ncookie_secret = "{"x" * 48}"\n'
            f'client_id = "rcat"\nclient_secret = "nothing secret"\n'
            f'server_metadata_url = "{issuer}/.well-known/openid-configuration"\n',
            "utf-8",
        )
        base = stack.enter_context(
            answering(data, {SECRETS_VARIABLE: str(secrets)}, {"secrets.files": str(secrets)}, port)
        )
        yield Site(base, issuer, data)


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Callable[[], BrowserContext]]:
    """Makes browsers that share nothing."""
    opened: list[BrowserContext] = []

    def make() -> BrowserContext:
        opened.append(browser.new_context(viewport={"width": 1280, "height": 900}))
        return opened[-1]

    yield make
    for one in opened:
        one.close()


def see(page: Page, address: str) -> None:
    """Open an address and wait for its heading."""
    page.set_default_timeout(PATIENCE)
    page.goto(address)
    headed(page)


def sign_in(page: Page, site: Site, subject: str) -> None:
    """Sign in at the provider, as a person does it."""
    see(page, site.base)
    page.get_by_role("button", name=WORDS.say("access.sign_in")).click()
    page.get_by_placeholder("sub").fill(subject)
    page.get_by_role("button", name="Authorize").click()
    page.wait_for_url(f"{site.base}/**")
    headed(page)
    expect(page.get_by_role("button", name=WORDS.say("access.sign_in"), exact=True)).to_have_count(0, timeout=PATIENCE)
