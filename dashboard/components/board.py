"""Putting markup on the page: one Streamlit component that builds it, and says which link was followed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import streamlit as st

from dashboard.components.markup import Node

ASSETS = Path(__file__).resolve().parent.parent / "assets"

_mount = st.components.v2.component(
    "rcat_board",
    html='<div class="board"></div><div class="tip" role="tooltip" hidden></div>',
    css=(ASSETS / "board.css").read_text("utf-8"),
    js=(ASSETS / "board.js").read_text("utf-8"),
)


def show(key: str, nodes: Sequence[Node], language: str, follow: Callable[[], None]) -> None:
    """Show markup.

    Args:
        key: the component's place on the page; the followed link waits under it in the session's state.
        nodes: what to show, in order.
        language: `en` or `sq`, told to the browser for screen readers and hyphenation.
        follow: called when a link is followed, before the page is drawn again.
    """
    _mount(key=key, data={"tree": [node.as_json() for node in nodes], "language": language}, on_link_change=follow)
