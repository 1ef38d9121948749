"""empty."""

from __future__ import annotations

from dashboard.context import Context


def render(context: Context) -> None:
    """Draw the page."""
