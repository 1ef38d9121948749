"""Putting a chart on the page, with its sentence beside it and as its alternative text."""

from __future__ import annotations

import plotly.graph_objects as go
import streamlit as st

from dashboard.charts.frame import CONFIG
from dashboard.theme import Palette, palette


def colours() -> Palette:
    """The palette of the reader's mode."""
    return palette(st.context.theme.type)


def show_chart(key: str, figure: go.Figure, sentence: str) -> None:
    """Show a chart; `sentence` says in words what it shows."""
    st.plotly_chart(figure, key=key, theme=None, alt=sentence, config=CONFIG)
