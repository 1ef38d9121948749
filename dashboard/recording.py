"""What is done on a page, in the audit log of the data folder that the page shows."""

from __future__ import annotations

import logging

from dashboard.service import shown_folder
from etl import audit

_LOGGER = logging.getLogger(__name__)


def note(programme: str, action: str, **facts: str | int | None) -> None:
    """Record what the reader did. Where the log cannot be written the page goes on, and the server's log says why."""
    warn_unrecorded(audit.noted(shown_folder(programme), audit.LOCAL, action, **facts))


def warn_unrecorded(reason: str | None) -> None:
    """Say in the server's log why something that was done could not be recorded, if so."""
    if reason is not None:
        _LOGGER.error("the audit log could not be written: %s", reason)
