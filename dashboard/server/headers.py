"""The headers that every answer of the dashboard carries: what a browser may load, and who may frame it.

As strict as Streamlit bears: scripts come from this server alone, nothing is fetched from or sent to another, and no
other page may hold this one in a frame. Streamlit writes its styles into the page as it runs, so inline styles stay;
and it hands a component's own script to the browser as a blob, which only a script of this server can make.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

import streamlit
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_NOT_ALLOWED = (
    "accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "magnetometer", "microphone", "midi",
    "payment", "usb",
)  # fmt: skip
# What a page lets somebody take away holds what was handed in: it stays in no cache.
_NEVER_CACHED = ("/media/", "/_stcore/")
_IN_NO_CACHE = {"Cache-Control": "no-store"}
# From this status on something is wrong: it may be well again at the next request.
_WRONG = 400


def inline_scripts() -> tuple[str, ...]:
    """The scripts that stand in Streamlit's own page, each as the digest by which a browser may let it run."""
    page = Path(streamlit.__file__).parent / "static" / "index.html"
    digests = (hashlib.sha256(text.encode()).digest() for text in _INLINE.findall(page.read_text("utf-8")))
    return tuple(f"'sha256-{base64.b64encode(one).decode()}'" for one in digests)


def content_policy(scripts: Iterable[str]) -> str:
    """What a page may load and from where; `scripts` are the digests of inline scripts that may run."""
    allowed = {
        "default-src": "'none'",
        "script-src": " ".join(("'self'", "blob:", *scripts)),
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        "connect-src": "'self'",
        "manifest-src": "'self'",
        "media-src": "'self'",
        "worker-src": "'self' blob:",
        "frame-ancestors": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
    }
    return "; ".join(f"{name} {value}" for name, value in allowed.items())


@cache
def safe_headers() -> Mapping[str, str]:
    """The headers of every answer, whatever it is about."""
    return MappingProxyType(
        {
            "Content-Security-Policy": content_policy(inline_scripts()),
            "X-Frame-Options": "DENY",
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Permissions-Policy": ", ".join(f"{name}=()" for name in _NOT_ALLOWED),
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
        }
    )


async def fault(_request: Request, _fault: Exception) -> Response:
    """What is answered where a handler raised.

    Starlette answers this one outside of all middleware, so it brings its headers along. It says nothing of the fault.
    """
    return PlainTextResponse("Internal Server Error", 500, {**safe_headers(), **_IN_NO_CACHE})


class SafeHeaders:
    """Adds the headers to every answer over HTTP that comes from within; ASGI middleware."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        # What answers may change the path on its way.
        is_never_cached = scope["path"].startswith(_NEVER_CACHED)

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(safe_headers())
                if message["status"] >= _WRONG or is_never_cached:
                    headers.update(_IN_NO_CACHE)
            await send(message)

        await self.app(scope, receive, with_headers)
