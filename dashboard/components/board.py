"""Putting markup on the page: one Streamlit component that builds it, and says which link was followed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import streamlit as st

ASSETS = Path(__file__).resolve().parent.parent / "assets"

_mount = st.components.v2.component(
    "rcat_board",
    html='<div class="board"></div><div class="tip" role="tooltip" hidden></div>',
    css=(ASSETS / "board.css").read_text("utf-8"),
    js=(ASSETS / "board.js").read_text("utf-8"),
)


def show(key: str, drawn: str, language: str, follow: Callable[[], None]) -> None:
    """Show markup.

    Args:
        key: the component's place on the page; the followed link waits under it in the session's state.
        drawn: the markup to show, in order, each as `Node.as_json` gives it, as one JSON text.
        language: `en` or `sq`, told to the browser for screen readers and hyphenation.
        follow: called when a link is followed, before the page is drawn again.
    """
    _mount(key=key, data={"tree": drawn, "language": language}, on_link_change=follow)
