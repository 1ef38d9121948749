"""Putting a chart on the page, with its sentence beside it and as its alternative text."""

from __future__ import annotations

from collections.abc import Callable

import plotly.graph_objects as go
import streamlit as st

from dashboard.charts.frame import CONFIG
from dashboard.context import Context, Filters
from dashboard.theme import Palette, palette


def colours() -> Palette:
    """The palette of the reader's mode."""
    return palette(st.context.theme.type)


def show_chart(key: str, figure: go.Figure, sentence: str) -> None:
    """Show a chart; `sentence` says in words what it shows."""
    st.plotly_chart(figure, key=key, theme=None, alt=sentence, config=CONFIG)


Draw = Callable[[Context, Palette], tuple[go.Figure, str]]


def show_drawn_chart(key: str, context: Context, draw: Draw) -> None:
    """Show a chart that follows from context and palette alone: drawn once for each build, choice and language."""
    figure, sentence = _drawn(
        key, context.figures.build, context.filters, colours(), context.language.code, draw, context
    )
    show_chart(key, figure, sentence)


@st.cache_resource(max_entries=48, show_spinner=False)
def _drawn(
    key: str,  # noqa: ARG001 - what is drawn depends on all of these
    build: str,  # noqa: ARG001
    filters: Filters,  # noqa: ARG001
    colours: Palette,
    language: str,  # noqa: ARG001
    _draw: Draw,
    _context: Context,
) -> tuple[go.Figure, str]:
    return _draw(_context, colours)
