"""That a sign-in did not work, told to the browser in which it was tried.

Streamlit takes somebody whom the provider refused, or whose answer does not fit, back to the first page without a word;
why stands in the server's log alone. A cookie that lives for two minutes says that it was so, and nothing else.
"""

from __future__ import annotations

from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

REFUSED = "rcat_sign_in_refused"
_SECONDS = 120
_CALLBACK = "/oauth2callback"
# Streamlit's cookie of who has signed in, as it is set and not taken back.
_USER, _TAKEN_BACK = "_streamlit_user=", "Max-Age=0"


class TellsRefusal:
    """Adds the cookie to the answer to a sign-in that did not work; ASGI middleware."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if not _is_tried(scope):
            await self.app(scope, receive, send)
            return

        async def with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if not signs_in(scope, headers):
                    headers.append("set-cookie", f"{REFUSED}=1; Max-Age={_SECONDS}; Path=/; HttpOnly; SameSite=Lax")
            await send(message)

        await self.app(scope, receive, with_cookie)


def signs_in(scope: Scope, answer: Headers) -> bool:
    """Whether this answer is the end of a sign-in that worked."""
    return _is_tried(scope) and any(_is_signed_in(one) for one in answer.getlist("set-cookie"))


def _is_tried(scope: Scope) -> bool:
    """Whether this is a provider's answer to a sign-in; the way back after signing out has the same address."""
    if scope["type"] != "http" or not scope["path"].endswith(_CALLBACK):
        return False
    return not {"code", "error"}.isdisjoint(parse_qs(scope["query_string"].decode("latin-1")))


def _is_signed_in(cookie: str) -> bool:
    return cookie.startswith(_USER) and _TAKEN_BACK not in cookie
