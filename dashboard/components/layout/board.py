"""Putting markup on the page: one Streamlit component that builds it, and says which link was followed.

The markup stands in the page itself, not in a shadow root, so that whoever reads the page finds its text: the browser's
own search, a copy of the page, a program. Its styles are nested under `.board`, so nothing leaks either way; they are
put into the document once, by the script, rather than sent with every piece of markup.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import streamlit as st

ASSETS = Path(__file__).resolve().parents[2] / "assets"


def _script() -> str:
    """The builder, with the styles that it puts into the document."""
    styles = "\n".join((ASSETS / name).read_text("utf-8") for name in ("page.css", "board.css", "tools.css"))
    return f"const STYLES = {json.dumps(styles)};\n{(ASSETS / 'board.js').read_text('utf-8')}"


_mount = st.components.v2.component(
    "rcat_board",
    html='<div class="board"><div class="drawn"></div><div class="tip" role="tooltip" hidden></div></div>',
    js=_script(),
    isolate_styles=False,
)


def show(key: str, drawn: bytes, follow: Callable[[], None]) -> None:
    """Show markup.

    Args:
        key: the component's place on the page; the followed link waits under it in the session's state.
        drawn: the language and the markup to show, as `page.as_bytes` gives them. Streamlit passes bytes on as they
            are, where it would write anything else as JSON, twice a rerun.
        follow: called when a link is followed, before the page is drawn again.
    """
    _mount(key=key, data=drawn, on_link_change=follow)
