"""Putting a page's markup on the screen."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from functools import partial

import streamlit as st

from dashboard import filters
from dashboard.components.board import show
from dashboard.components.markup import Node
from dashboard.context import Context, Filters


def show_page(key: str, context: Context, *nodes: Node | None) -> None:
    """Show markup under a key of its own; what is None is left out. A followed link is taken up at the next run."""
    _show(key, context, _as_text(node for node in nodes if node))


def show_drawn(key: str, context: Context, draw: Callable[[Context], Sequence[Node | None]]) -> None:
    """Show markup that follows from the context alone: it is drawn once for each build, choice and language."""
    given = tuple(context.links.given.items())
    _show(
        key, context, _drawn(key, context.figures.build, context.filters, given, context.language.code, draw, context)
    )


@st.cache_resource(max_entries=96, show_spinner=False)
def _drawn(
    key: str,  # noqa: ARG001 - what is drawn depends on all of these
    build: str,  # noqa: ARG001
    filters: Filters,  # noqa: ARG001
    given: tuple[tuple[str, str], ...],  # noqa: ARG001
    language: str,  # noqa: ARG001
    _draw: Callable[[Context], Sequence[Node | None]],
    _context: Context,
) -> str:
    return _as_text(node for node in _draw(_context) if node)


def _as_text(nodes: Iterable[Node]) -> str:
    """Markup as one JSON text: Streamlit writes what it is given as JSON, twice a rerun, and a text is far faster."""
    return json.dumps([node.as_json() for node in nodes], ensure_ascii=False, separators=(",", ":"))


def _show(key: str, context: Context, drawn: str) -> None:
    show(key, drawn, context.language.code, partial(filters.follow, key))
