"""The file that somebody dropped in this session: waiting to be read, read, or handed in. Nobody else sees it.

Like `filters` and `catalogue_trial` this module touches Streamlit's session state. A dropped file is taken out of
Streamlit's own store at once, which would otherwise hold it until the session is forgotten; here it stays until it is
handed in, taken back, replaced by another, or found to hold personal data.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import streamlit as st
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard.state.assessment import Draft, HandedIn, Unread, Upload
from etl.what_if.assessment import Assessment
from etl.what_if.losses import Losses

_DROPS = "drops"
_WAITING = "dropped_file"
_DRAFT = "draft"
_OUTLOOK = "outlook"
_ASKED = "asked_once_more"
_HANDED_IN = "handed_in"
_FILLED_IN = "filled_in"
_FILLINGS = "fillings"


def drop_key() -> str:
    """The key of the place to drop a file on; a new one after every drop, so that it is empty again."""
    return f"drop_{st.session_state.setdefault(_DROPS, 0)}"


def take() -> None:
    """Take over the file that was just dropped; what was there before is forgotten."""
    dropped = st.session_state.get(drop_key())
    if dropped is None:
        return
    take_back()
    st.session_state[_WAITING] = Upload(dropped.name, dropped.getvalue())
    st.session_state[_DROPS] += 1
    running = get_script_run_ctx()
    if running is not None and isinstance(running.uploaded_file_mgr, MemoryUploadedFileManager):
        running.uploaded_file_mgr.remove_file(running.session_id, dropped.file_id)


def take_back() -> None:
    """Forget the draft, and the receipt of the one before."""
    for name in (_WAITING, _DRAFT, f"{_OUTLOOK}_", f"{_ASKED}_", _HANDED_IN):
        st.session_state.pop(name, None)


def is_waiting() -> bool:
    """Whether a file waits to be read."""
    return _WAITING in st.session_state


def read_waiting(read: Callable[[Upload], Draft | Unread]) -> None:
    """Read the file that waits; what comes of it is `current`."""
    upload: Upload | None = st.session_state.pop(_WAITING, None)
    if upload is not None:
        st.session_state[_DRAFT] = read(upload)


def current() -> Draft | Unread | None:
    """What was read and not handed in."""
    return cast("Draft | Unread | None", st.session_state.get(_DRAFT))


def outlook(build: str, work_out: Callable[[], Assessment | None], place: str = "") -> Assessment | None:
    """What handing in the draft would do, worked out once for each build of the figures."""
    known = st.session_state.get(f"{_OUTLOOK}_{place}")
    if known is None or known[0] != build:
        known = (build, work_out())
        st.session_state[f"{_OUTLOOK}_{place}"] = known
    return cast("Assessment | None", known[1])


def ask(place: str, losses: Losses | None) -> None:
    """Note that it is asked once more whether these losses are meant; None: no longer."""
    st.session_state[f"{_ASKED}_{place}"] = losses


def is_asked(place: str, losses: Losses) -> bool:
    """Whether it is asked once more, of these very losses."""
    return bool(st.session_state.get(f"{_ASKED}_{place}") == losses)


def settle(done: HandedIn) -> None:
    """Note what became of the draft; once it is kept, nothing else of it is held here."""
    if done.receipt is not None:
        take_back()
    st.session_state[_HANDED_IN] = done


def handed_in() -> HandedIn | None:
    """What became of the draft that was last handed in."""
    return cast("HandedIn | None", st.session_state.get(_HANDED_IN))


def fill_in(place: str, draft: Draft | Unread) -> None:
    """Hold what was filled in at a place of a page and read; it takes the place of what was held there before."""
    st.session_state[f"{_FILLED_IN}_{place}"] = draft
    _forget_weighing(place)


def filled_in(place: str) -> Draft | Unread | HandedIn | None:
    """What was filled in at a place and not handed in, or what became of it when it was."""
    return cast("Draft | Unread | HandedIn | None", st.session_state.get(f"{_FILLED_IN}_{place}"))


def settle_filled_in(place: str, done: HandedIn) -> None:
    """Note what became of what was filled in; once it is kept, the place begins anew from what was kept."""
    st.session_state[f"{_FILLED_IN}_{place}"] = done
    if done.receipt is not None:
        st.session_state[f"{_FILLINGS}_{place}"] = filling(place) + 1


def forget_filled_in(place: str) -> None:
    """Forget what was filled in at a place, and let it begin anew."""
    st.session_state.pop(f"{_FILLED_IN}_{place}", None)
    st.session_state[f"{_FILLINGS}_{place}"] = filling(place) + 1


def _forget_weighing(place: str) -> None:
    for name in (_OUTLOOK, _ASKED):
        st.session_state.pop(f"{name}_{place}", None)


def filling(place: str) -> int:
    """Which time a place is filled in: part of its controls' keys, so that they begin anew."""
    return cast("int", st.session_state.get(f"{_FILLINGS}_{place}", 0))
