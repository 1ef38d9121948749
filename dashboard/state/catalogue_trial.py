"""The changed catalogue that somebody dropped in this session, to see what it would flip. It is never adopted.

Its bytes stay in this session alone, until they are put away or replaced; what came of trying them out is kept for an
hour, for whoever drops the same bytes. Like `drafts` for workbooks, this touches Streamlit's session state.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import date

import streamlit as st

from dashboard.model.context import Context
from dashboard.state.service import catalogue_of, shown_folder
from etl.access.viewer import NotAllowedError
from etl.what_if.trial import Trial, try_out
from indicators.today import today_of

_DROPS = "catalogue_drops"
_DROPPED = "dropped_catalogue"


@dataclass(frozen=True)
class Dropped:
    """A file as it was dropped: its name as the browser gave it, and its bytes."""

    name: str
    content: bytes


def drop_key() -> str:
    """The key of the place to drop a file on; a new one after every drop, so that it is empty again."""
    return f"catalogue_drop_{st.session_state.setdefault(_DROPS, 0)}"


def take() -> None:
    """Take over the file that was just dropped; the one before is forgotten."""
    dropped = st.session_state.get(drop_key())
    if dropped is not None:
        st.session_state[_DROPPED] = Dropped(dropped.name, dropped.getvalue())
        st.session_state[_DROPS] += 1


def put_away() -> None:
    """Forget the file."""
    st.session_state.pop(_DROPPED, None)


def current() -> Dropped | None:
    """The file that was dropped and not put away."""
    dropped: Dropped | None = st.session_state.get(_DROPPED)
    return dropped


def tried(context: Context, dropped: Dropped) -> Trial:
    """What came of trying a catalogue out on the as-of date; worked out once for each build of the figures."""
    if not context.viewer.sees_everything:
        raise NotAllowedError("details")
    return _tried(dropped.content, context.figures.build, context.filters.programme, context.filters.as_of)


@st.cache_resource(max_entries=8, ttl=3600, show_spinner=False)
def _tried(content: bytes, build: str, programme: str, as_of: date) -> Trial:  # noqa: ARG001 - the build is the key
    today = today_of(catalogue_of(programme=programme))
    with _turn():
        return try_out(content, shown_folder(programme), programme, (today, as_of))


@st.cache_resource(show_spinner=False)
def _turn() -> threading.Lock:
    """One catalogue at a time, whoever dropped it: each may take half a minute and much memory."""
    return threading.Lock()
