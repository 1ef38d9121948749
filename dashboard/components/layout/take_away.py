"""Buttons for the documents that a committee takes away."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

import streamlit as st

from dashboard.model.context import Context
from dashboard.model.documents import Document
from dashboard.state import current_viewer
from dashboard.state.audit_trail import note
from etl import audit


def offer(
    context: Context, documents: Iterable[Document], place: str, title: str | None = None, *, primary: bool = False
) -> None:
    """One button a document, side by side; one that cannot be written here says so. `place` tells rows apart.

    `primary`: the first is what the page is for.
    """
    with st.container(key=f"take_away_{place}", horizontal=True, vertical_alignment="center", gap="small"):
        if title:
            st.caption(title, width="content")
        for at, one in enumerate(documents):
            _button(context, one, place, is_primary=primary and not at)


def _made(context: Context, document: Document) -> bytes:
    """The document that somebody takes away; that they did is recorded, under the name that we give it."""
    content = document.make()
    note(context.figures, audit.REPORTED, document=document.file_name)
    return content


def _button(context: Context, document: Document, place: str, *, is_primary: bool) -> None:
    say = context.language.say
    name = say(f"self_assessment.take_away.{document.id}")
    label = name if document.available else say("self_assessment.take_away.not_installed", name=name)
    st.download_button(
        label,
        data=current_viewer.still_allowed(context.viewer, partial(_made, context, document)),
        file_name=document.file_name,
        mime=document.mime,
        key=f"take_away_{place}_{document.id}",
        type="primary" if is_primary else "secondary",
        on_click="ignore",
        disabled=not document.available,
        help=None if document.available else say("self_assessment.take_away.how_to_install"),
    )
