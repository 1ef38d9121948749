"""Putting a chart on the page, with its sentence beside it and as its alternative text."""

from __future__ import annotations

from collections.abc import Callable

import plotly.graph_objects as go
import streamlit as st

from dashboard.charts.frame import CONFIG
from dashboard.charts.theme import Palette, palette
from dashboard.components.layout.page import cache_key
from dashboard.model.context import Context

Draw = Callable[[Context, Palette], tuple[go.Figure, str]]


def show_drawn_chart(key: str, context: Context, draw: Draw) -> None:
    """Show a chart that follows from context and palette alone: drawn and written as JSON once for each of them.

    `draw` gives the figure, and a sentence that says in words what it shows. To be called on the page itself, not
    inside a container: Streamlit plays the chart back to where it was first shown.
    """
    colours = palette(st.context.theme.type)
    _shown(asked=cache_key(key, context, colours), _key=key, _draw=draw, _context=context, _colours=colours)


@st.cache_resource(max_entries=64, show_spinner=False)
def _shown(*, asked: str, _key: str, _draw: Draw, _context: Context, _colours: Palette) -> None:  # noqa: ARG001
    figure, sentence = _draw(_context, _colours)
    st.plotly_chart(figure, key=_key, theme=None, alt=sentence, config=CONFIG)
