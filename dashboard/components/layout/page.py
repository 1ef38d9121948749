"""Putting a page's markup on the screen."""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Iterable, Sequence
from functools import partial

import streamlit as st

from dashboard.components.layout.board import show
from dashboard.components.layout.markup import Node
from dashboard.components.layout.permitted_links import offered
from dashboard.model.context import Context
from dashboard.state import filters

Draw = Callable[[Context], Sequence[Node | None]]


def show_page(key: str, context: Context, *nodes: Node | None) -> None:
    """Show markup under a key of its own; what is None is left out. A followed link is taken up at the next run."""
    show(key, as_bytes(context, nodes), partial(filters.follow, key))


def show_drawn(key: str, context: Context, draw: Draw, *further: Hashable) -> None:
    """Show markup that follows from the context and from `further` alone: drawn once for all that ask for the same."""
    drawn = _drawn(asked=cache_key(key, context, further), _draw=draw, _context=context)
    show(key, drawn, partial(filters.follow, key))


def cache_key(key: str, context: Context, further: Hashable) -> str:
    """What is drawn depends on all of this; one text, because Streamlit looks at each argument of a cache for itself.

    The arguments are named for the same reason: for each that is not, it asks Python for the function's signature.
    """
    given, boundaries = tuple(context.links.given.items()), context.boundaries
    borders = (boundaries.digest, type(boundaries).__name__) if boundaries else None
    return repr((key, context.figures.build, context.filters, given, context.language.code, borders, further))


@st.cache_resource(max_entries=128, show_spinner=False)
def _drawn(*, asked: str, _draw: Draw, _context: Context) -> bytes:  # noqa: ARG001 - what is asked for is the key
    return as_bytes(_context, _draw(_context))


def as_bytes(context: Context, nodes: Iterable[Node | None]) -> bytes:
    """Markup and its language as the browser's builder reads them, without ways to what is not open."""
    return markup_bytes(context.language.code, (offered(context, node) for node in nodes if node))


def markup_bytes(code: str, nodes: Iterable[Node | None]) -> bytes:
    """The same from the language's code alone."""
    found = {"language": code, "nodes": [node.as_json() for node in nodes if node]}
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode()
