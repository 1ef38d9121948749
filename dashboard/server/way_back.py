"""The way back after signing in: to the page that somebody followed a link to, and not to the first one.

Streamlit takes everybody who has signed in to the first page. Which page a browser asked for before stands for ten
minutes in a cookie of its own, as one of the public addresses (INTERFACES.md, "Addresses") and nothing else: what a
cookie says is judged like any other input, so that it leads to no other place.
"""

from __future__ import annotations

from http.cookies import CookieError, SimpleCookie

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard.model import addresses
from dashboard.server.sign_in_refusal import signs_in

ASKED_FOR = "rcat_asked_for"
_SECONDS = 600
_LONGEST = 500
_SHOWS_A_PAGE = (200, 304)


class LeadsBack:
    """Remembers which page was asked for, and leads there whoever has signed in; ASGI middleware."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        asked = _address(f"{scope['path']}?{scope['query_string'].decode('latin-1')}") if _is_page(headers) else None

        async def with_way(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer = MutableHeaders(scope=message)
                if signs_in(scope, answer):
                    answer["location"] = f"{answer['location']}{_wanted(headers) or ''}"
                    answer.append("set-cookie", _cookie("", 0))
                elif asked is not None and message["status"] in _SHOWS_A_PAGE:
                    answer.append("set-cookie", _cookie(asked, _SECONDS))
            await send(message)

        await self.app(scope, receive, with_way)


def _is_page(headers: Headers) -> bool:
    return "text/html" in headers.get("accept", "")


def _address(asked: str) -> str | None:
    """One of our addresses as we write it, empty for the first page; None for any other."""
    found = addresses.read(asked)
    if found is None:
        return None
    address = addresses.Links(found[1]).to(found[0].id).removeprefix("./")
    return address if len(address) <= _LONGEST else ""


def _wanted(headers: Headers) -> str | None:
    try:
        cookies = SimpleCookie(headers.get("cookie", ""))
    except CookieError:
        return None
    return _address(cookies[ASKED_FOR].value) if ASKED_FOR in cookies else None


def _cookie(value: str, seconds: int) -> str:
    return f"{ASKED_FOR}={value}; Max-Age={seconds}; Path=/; HttpOnly; SameSite=Lax"
