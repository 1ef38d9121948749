"""Putting a page's markup on the screen."""

from __future__ import annotations

from functools import partial

from dashboard import filters
from dashboard.components.board import show
from dashboard.components.markup import Node
from dashboard.context import Context


def show_page(key: str, context: Context, *nodes: Node | None) -> None:
    """Show markup under a key of its own; what is None is left out. A followed link is taken up at the next run."""
    show(key, [node for node in nodes if node], context.language.code, partial(filters.follow, key))
