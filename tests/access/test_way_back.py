"""What stands in the cookie of the page that was asked for leads to our own pages and nowhere else."""

from __future__ import annotations

from contextlib import suppress

import pytest
from starlette.datastructures import Headers
from starlette.types import Message, Receive, Scope, Send

from dashboard.server.way_back import ASKED_FOR, LeadsBack

PAGE = "text/html,*/*"


async def server(scope: Scope, _: Receive, send: Send) -> None:
    """Streamlit as far as it matters here: a page, or the way to the first page with or without somebody signed in."""
    is_back = scope["path"] == "/oauth2callback"
    headers = [(b"location", b"/")] if is_back else []
    if b"code" in scope["query_string"]:
        headers.append((b"set-cookie", b"_streamlit_user=somebody; Path=/"))
    await send({"type": "http.response.start", "status": 302 if is_back else 200, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


class Browser:
    """A browser that keeps the one cookie."""

    def __init__(self) -> None:
        self.cookie = ""

    def get(self, address: str, accept: str = PAGE) -> Headers:
        """The headers that answer a request."""
        path, _, query = address.partition("?")
        headers = [(b"accept", accept.encode()), (b"cookie", f"{ASKED_FOR}={self.cookie}".encode())]
        scope = {"type": "http", "path": path, "query_string": query.encode(), "headers": headers}
        sent: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request"}

        async def send(message: Message) -> None:
            sent.append(message)

        # Nothing here waits, so no event loop is needed: another test's browser may be running one.
        with suppress(StopIteration):
            LeadsBack(server)(scope, receive, send).send(None)
        answer = Headers(raw=sent[0]["headers"])
        for one in answer.getlist("set-cookie"):
            if one.startswith(ASKED_FOR):
                self.cookie = one.partition("=")[2].partition(";")[0]
        return answer


@pytest.fixture
def browser() -> Browser:
    return Browser()


def come_back(browser: Browser) -> str:
    answer = browser.get("/oauth2callback?code=x&state=y")
    assert f"{ASKED_FOR}=; Max-Age=0" in answer.getlist("set-cookie")[-1]
    return answer["location"]


@pytest.mark.parametrize(
    ("asked", "comes_to"),
    [
        ("/committee?area=AL-05&lang=sq", "/committee?lang=sq&area=AL-05"),
        ("/?as_of=2009-08-14", "/?as_of=2009-08-14"),
        ("/", "/"),
        ("/explain?area=AL%3B%20Path%3D/&other=1", "/explain?area=AL%3B+Path%3D%2F"),
        ("/no-page-of-ours", "/"),
        (f"/committee?area={'A' * 600}", "/"),
    ],
)
def test_it_leads_to_what_was_asked_for(browser: Browser, asked: str, comes_to: str) -> None:
    browser.get(asked)
    assert come_back(browser) == comes_to
    assert come_back(browser) == "/"


def test_what_is_no_page_is_not_remembered(browser: Browser) -> None:
    browser.get("/committee?area=AL-05")
    browser.get("/calendar", accept="*/*")
    assert come_back(browser) == "/committee?area=AL-05"


@pytest.mark.parametrize(
    "forged",
    ["https://elsewhere.example/committee", "//elsewhere.example/committee", "/\\elsewhere.example", "javascript:1",
     "..//elsewhere.example", "%2F%2Felsewhere.example", '"', "committee%0d%0aset-cookie:x=1", "\\"],
)  # fmt: skip
def test_a_forged_cookie_leads_to_the_first_page(browser: Browser, forged: str) -> None:
    browser.cookie = forged
    assert come_back(browser) == "/"


def test_a_sign_in_that_failed_leads_nowhere_else(browser: Browser) -> None:
    browser.get("/committee?area=AL-05")
    assert browser.get("/oauth2callback")["location"] == "/"
    assert come_back(browser) == "/committee?area=AL-05"
