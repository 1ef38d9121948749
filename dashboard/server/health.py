"""What the health answer says beside its `ok`: whether all that was handed in is there, in one header.

`X-Rcat-Store: missing=0; damaged=0; scrubbed=2026-12-01T02:00:00+00:00`: how many submissions the audit log names that
are gone, how many files the last scrub found that could not be put right, and when it ended. The status stays 200: the
server is well, and to start it anew would mend nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from etl import audit
from etl.scrub.kept_files import STATE, folders_in
from etl.scrub.standing import missing, programmes
from etl.scrub.state import last_scrub
from etl.store import packs
from etl.store.store import SUBMISSIONS
from etl.store.versions import NewerFormatError

HEADER = "X-Rcat-Store"
_PATH = "/_stcore/health"


def store_state(data: Path) -> str:
    """The header's value for a data folder; worked out anew where log, submissions or scrub have changed."""
    try:
        folders = folders_in(data / SUBMISSIONS)
        watched = [data / STATE, data / "audit" / "log.jsonl", *folders, *(one / packs.FOLDER for one in folders)]
        return _state(data, packs.signature(watched))
    except (OSError, NewerFormatError):
        return "unknown"


@lru_cache(maxsize=4)
def _state(data: Path, signature: str) -> str:  # noqa: ARG001 - the signature is the key
    gone = sum(len(missing(data, one)) for one in programmes(data, SUBMISSIONS, (audit.HANDED_IN,)))
    scrub = last_scrub(data)
    damaged, ended = (scrub.unmended, scrub.ended) if scrub else (0, "never")
    return f"missing={gone}; damaged={damaged}; scrubbed={ended}"


class SaysStore:
    """Adds the header to the health answer; ASGI middleware."""

    def __init__(self, app: ASGIApp, data: Callable[[], Path]) -> None:
        self.app, self._data = app, data

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http" or scope["path"] != _PATH:
            await self.app(scope, receive, send)
            return
        said = await run_in_threadpool(store_state, self._data())

        async def with_header(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)[HEADER] = said
            await send(message)

        await self.app(scope, receive, with_header)
