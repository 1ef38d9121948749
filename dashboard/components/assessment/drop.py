"""The place to drop a workbook on, all in the reader's language (Streamlit's own words for it are English only)."""

from __future__ import annotations

import json

import streamlit as st

from dashboard.components.layout.board import ASSETS
from dashboard.model.context import Context
from dashboard.state import drafts
from etl.intake.container.guard import LIMITS, MEGABYTE

_WORDS = ("choose", "kinds", "here", "failed", "on-its-way")


def drop_place(context: Context, *, again: bool) -> None:
    """Let a file be dropped or chosen; `again` where one was read already and this would be its correction."""
    say = context.language.say
    st.html(ASSETS / "drop.css")
    st.html(f"<style>{_words(context)}</style>")
    with st.container(key="drop"):
        # No kinds are named to Streamlit: it would refuse others in English, where the front door says what to do.
        st.file_uploader(
            say("self_assessment.drop.again" if again else "self_assessment.drop.label"),
            key=drafts.drop_key(),
            on_change=drafts.take,
        )


def _words(context: Context) -> str:
    """The words as custom properties; a JSON string is a CSS string, too, for texts without control characters."""
    limit = LIMITS.file_bytes // MEGABYTE
    texts = {
        word: context.language.say(f"self_assessment.drop.{word.replace('-', '_')}", limit=limit).replace("<", "‹")
        for word in _WORDS
    }
    pairs = (f"--drop-{word}: {json.dumps(text, ensure_ascii=False)};" for word, text in texts.items())
    return f".st-key-drop {{ {' '.join(pairs)} }}"
