"""The documented proxy, run with nginx on loopback before a dashboard: nobody gets anything without having signed in.

Where there is no nginx (`apt-get install nginx`) or openssl, this is skipped.
"""

from __future__ import annotations

import asyncio
import re
import shutil
import socket
import ssl
import subprocess
import threading
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.error import HTTPError, URLError

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Origin, Subprotocol

from tests.pages.browser import APP, running

CONF = APP.parent / "deployment" / "rcat.nginx.conf"
NAME = "rcat.example.org"
SIGNED_IN = {"Cookie": "_oauth2_proxy=good"}
UPLOAD = "/_stcore/upload_file/a-session/a-file"


class SignIn(BaseHTTPRequestHandler):
    """What oauth2-proxy answers: 202 to who is signed in, 401 to who is not, and the way to the provider."""

    def do_GET(self) -> None:
        known = SIGNED_IN["Cookie"] in (self.headers.get("Cookie") or "")
        status = (202 if known else 401) if self.path == "/oauth2/auth" else 302
        self.send_response(status)
        if status == 302:
            self.send_header("Location", f"https://provider.example/?back={self.headers['X-Auth-Request-Redirect']}")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@dataclass(frozen=True)
class Proxy:
    """Where the proxy answers, what trusts its certificate, and where its logs are."""

    port: int
    trust: ssl.SSLContext
    logs: Path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def documented(folder: Path, ports: dict[str, int]) -> str:
    """The documented file with nothing changed but addresses and places of files; each stands there once."""
    text = CONF.read_text("utf-8")
    for old, new in {
        "server 127.0.0.1:8501;": f"server 127.0.0.1:{ports['dashboard']};",
        "server 127.0.0.1:4180;": f"server 127.0.0.1:{ports['sign_in']};",
        "listen 80;": f"listen 127.0.0.1:{ports['plain']};",
        "listen 443 ssl http2;": f"listen 127.0.0.1:{ports['proxy']} ssl http2;",
        "/etc/ssl/rcat/fullchain.pem": f"{folder}/cert.pem",
        "/etc/ssl/rcat/privkey.pem": f"{folder}/key.pem",
        "/var/log/nginx/rcat.log": f"{folder}/rcat.log",
    }.items():
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    return (
        f"daemon off; pid {folder}/pid; error_log {folder}/error.log;"
        f"events {{ }} http {{ {temporary} access_log off; {text} }}"
    )


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    nginx, openssl = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin"), shutil.which("openssl")
    if nginx is None or openssl is None:
        pytest.skip("no nginx or no openssl on this machine: the proxy is not tried (apt-get install nginx openssl)")
    folder = tmp_path_factory.mktemp("proxy")
    key = ["-newkey", "rsa:2048", "-nodes", "-keyout", f"{folder}/key.pem", "-out", f"{folder}/cert.pem", "-days", "2"]
    names = ["-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}"]
    subprocess.run([openssl, "req", "-x509", *key, *names], check=True, capture_output=True)
    sign_in = ThreadingHTTPServer(("127.0.0.1", 0), SignIn)
    threading.Thread(target=sign_in.serve_forever, daemon=True).start()
    with pytest.MonkeyPatch.context() as patch:
        # As the systemd unit sets it: pages are served under the proxy's name.
        patch.setenv("STREAMLIT_BROWSER_SERVER_ADDRESS", NAME)
        with running(APP.with_name("asgi.py"), folder / "data") as (base, _):
            ports = {"dashboard": int(base.rpartition(":")[2]), "sign_in": sign_in.server_port,
                     "plain": free_port(), "proxy": free_port()}  # fmt: skip
            (folder / "nginx.conf").write_text(documented(folder, ports))
            server = subprocess.Popen([nginx, "-p", str(folder), "-c", f"{folder}/nginx.conf"])
            try:
                found = Proxy(ports["proxy"], ssl.create_default_context(cafile=f"{folder}/cert.pem"), folder)
                wait_for(found)
                yield found
            finally:
                server.terminate()
                server.wait(10)
                sign_in.shutdown()
                sign_in.server_close()


def wait_for(proxy: Proxy) -> None:
    for _ in range(100):
        try:
            ask(proxy, "/")
        except URLError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(proxy.port)


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        """Follow nothing."""


def ask(
    proxy: Proxy, path: str, headers: dict[str, str] | None = None, method: str = "GET", body: bytes | None = None
) -> tuple[int, dict[str, str]]:
    """The status and headers of an answer of the proxy."""
    trust = proxy.trust
    trust.check_hostname = False
    opener = urllib.request.build_opener(
        NoRedirect, urllib.request.HTTPSHandler(context=trust), urllib.request.ProxyHandler({})
    )
    request = urllib.request.Request(
        f"https://127.0.0.1:{proxy.port}{path}", body, {"Host": NAME, **(headers or {})}, method=method
    )
    try:
        with opener.open(request, timeout=20) as found:
            return found.status, {name.lower(): value for name, value in found.headers.items()}
    except HTTPError as error:
        with error:
            return error.code, {name.lower(): value for name, value in error.headers.items()}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PUT", UPLOAD),
        ("POST", UPLOAD),
        ("DELETE", UPLOAD),
        ("GET", "/media/0123456789abcdef.csv"),
        ("HEAD", "/media/0123456789abcdef.csv"),
        ("GET", "/_stcore/health"),
        ("GET", "/_stcore/host-config"),
        ("GET", "/_stcore/metrics"),
        ("GET", "/_stcore/agent/openapi.json"),
        ("GET", "/static/js/index.js"),
        ("GET", "/component/x/index.html"),
        ("PUT", "//_stcore/upload_file/a/b"),
        ("PUT", "/x/../_stcore/upload_file/a/b"),
        ("GET", "/%6dedia/0123456789abcdef.csv"),
    ],
)
def test_who_has_not_signed_in_gets_401(proxy: Proxy, method: str, path: str) -> None:
    status, headers = ask(proxy, path, method=method, body=b"x" * 1000 if method in {"PUT", "POST"} else None)
    assert status == 401
    assert "content-security-policy" not in headers, "the dashboard itself was asked"


@pytest.mark.parametrize("path", ["/", "/committee?area=AL-01&period=2009-S1", "/nothing/_stcore/health"])
def test_a_page_leads_to_the_sign_in_and_back(proxy: Proxy, path: str) -> None:
    status, headers = ask(proxy, path)
    assert (status, headers["location"]) == (302, f"https://provider.example/?back={path}")


def test_who_has_signed_in_is_served_with_both_sets_of_headers(proxy: Proxy) -> None:
    status, headers = ask(proxy, "/", SIGNED_IN)
    assert status == 200
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["strict-transport-security"].startswith("max-age=")
    assert "uvicorn" not in headers.get("server", "")
    status, headers = ask(proxy, "/_stcore/health", SIGNED_IN)
    assert status == 200
    assert "secure" in headers["set-cookie"].lower()


def test_the_inner_way_to_the_sign_in_is_closed(proxy: Proxy) -> None:
    assert ask(proxy, "/oauth2/auth", SIGNED_IN)[0] == 404


def test_what_is_too_large_is_refused(proxy: Proxy) -> None:
    assert ask(proxy, UPLOAD, SIGNED_IN, "PUT", b"x" * (12 << 20))[0] == 413
    assert ask(proxy, "/committee", SIGNED_IN, "POST", b"x" * (100 << 10))[0] == 413


def test_an_upload_of_ten_megabytes_reaches_the_dashboard(proxy: Proxy) -> None:
    """It is the dashboard that refuses it here: it knows no such session, or misses its own token."""
    status, headers = ask(proxy, UPLOAD, SIGNED_IN, "PUT", b"x" * (10 << 20))
    assert status in {400, 403}
    assert "content-security-policy" in headers


async def greeted(proxy: Proxy, headers: dict[str, str], origin: str) -> int:
    """The status of opening a page's connection: 101 where it stands."""
    url = f"wss://127.0.0.1:{proxy.port}/_stcore/stream"
    try:
        async with connect(
            url, ssl=proxy.trust, origin=Origin(origin), subprotocols=[Subprotocol("streamlit")],
            additional_headers=headers, server_hostname=NAME, proxy=None,
        ):  # fmt: skip
            return 101
    except InvalidStatus as error:
        return error.response.status_code


def greeting(proxy: Proxy, headers: dict[str, str], origin: str) -> int:
    """The same, in a thread of its own: where a browser was used before, a loop runs in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, greeted(proxy, headers, origin)).result()


def test_a_page_stays_connected_only_for_who_signed_in_and_from_its_own_name(proxy: Proxy) -> None:
    own, foreign = f"https://{NAME}", "https://elsewhere.example"
    assert greeting(proxy, SIGNED_IN, own) == 101
    assert greeting(proxy, {}, own) == 401
    assert greeting(proxy, SIGNED_IN, foreign) in {400, 403}


def logged(proxy: Proxy, line: str) -> str:
    """The proxy's log once a line stands in it: nginx writes it after the answer has gone out."""
    for _ in range(100):
        log = (proxy.logs / "rcat.log").read_text()
        if re.search(line, log):
            return log
        time.sleep(0.1)
    raise TimeoutError(line)


def test_the_proxys_log_holds_no_query_and_no_browser(proxy: Proxy) -> None:
    ask(proxy, "/committee?area=AL-01", SIGNED_IN)
    log = logged(proxy, r"GET /committee 200")
    assert "AL-01" not in log
    assert "Python" not in log


def test_a_script_that_uploads_without_end_is_stopped(proxy: Proxy) -> None:
    answers = [ask(proxy, UPLOAD, SIGNED_IN, "PUT", b"x")[0] for _ in range(30)]
    assert 429 in answers
