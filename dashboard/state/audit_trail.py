"""What is done on a page, in the audit log of the data folder that the page shows."""

from __future__ import annotations

import logging

from dashboard.state.service import shown_folder
from etl import audit
from etl.access.restricted import RestrictedFigures

_LOGGER = logging.getLogger(__name__)


def note(figures: RestrictedFigures, action: str, **facts: str | int | None) -> None:
    """Record what the reader did. Where the log cannot be written the page goes on, and the server's log says why."""
    programme, build = figures.catalogue.programme.id, figures.build.partition(" ")[0]
    folder, actor = shown_folder(programme), figures.viewer.actor
    warn_unrecorded(audit.noted(folder, actor, action, programme=programme, build=build, **facts))


def warn_unrecorded(reason: str | None) -> None:
    """Say in the server's log why something that was done could not be recorded, if so."""
    if reason is not None:
        _LOGGER.error("the audit log could not be written: %s", reason)
