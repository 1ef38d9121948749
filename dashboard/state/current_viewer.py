"""Who is looking: the local user of this machine, or whom the identity provider names, judged anew at every rerun.

With no provider configured there is one local user with all rights, and only where nobody but this machine can reach
the server. With one, nobody sees anything without a role (`etl.access`), whatever Streamlit's cookie says.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit

import streamlit as st

from dashboard.server.sign_in import is_own_address
from dashboard.server.sign_in_refusal import REFUSED
from dashboard.state import service
from etl import audit
from etl.access import sessions
from etl.access.sessions import Session, Standing
from etl.access.viewer import NotAllowedError, Viewer, local_viewer
from etl.formats.locale_folder import ETL_LOCALE
from etl.store.disk import reason_of
from indicators.language import language

_LOGGER = logging.getLogger(__name__)
_FORWARDED = ("Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-Ip")
_SEEN = "session_seen"
Made = TypeVar("Made")


def standing() -> Standing | None:
    """Who may look now; None where somebody has yet to sign in."""
    claims = st.user.to_dict()
    if "is_logged_in" not in claims:
        return Standing(local_viewer()) if _only_this_machine() else Standing(None, "outside")
    if claims["is_logged_in"] is not True:
        return None
    found = _judged(claims)
    _record(found)
    return found


def was_refused() -> bool:
    """Whether a sign-in in this browser did not work a moment ago."""
    return REFUSED in st.context.cookies


def _judged(claims: Mapping[str, Any]) -> Standing:
    return sessions.standing(claims, service.data_folder(), service.known_units(), datetime.now(UTC))


def _only_this_machine() -> bool:
    """Whether nobody else can be looking: the server listens on this machine alone, and nothing was passed on to it."""
    headers = st.context.headers
    if not is_own_address(str(st.get_option("server.address"))) or any(name in headers for name in _FORWARDED):
        return False
    # A proxy that says nothing of itself passes on the name that the browser asked for; so does a foreign page whose
    # name was made to mean this machine.
    asked = headers.get("Host")
    return asked is None or is_own_address(_name_in(asked))


def _name_in(asked: str) -> str:
    """The name in a `Host` header, without the port; empty where there is none."""
    try:
        return urlsplit(f"//{asked}").hostname or ""
    except ValueError:
        return ""


def still_allowed(viewer: Viewer, make: Callable[[], Made]) -> Callable[[], Made]:
    """A way to make something later, refused where the viewer's session or role has ended in the meantime.

    Streamlit makes a file to take away when its button is pressed, without running the page again.
    """
    claims = st.user.to_dict()

    def guarded() -> Made:
        if "is_logged_in" in claims and _judged(claims).viewer != viewer:
            raise NotAllowedError("details")
        return make()

    return guarded


def sign_out(session: Session | None) -> str | None:
    """End the session for every copy of its cookie; why that could not be noted (a key under `disk.`), or None."""
    if session is not None:
        try:
            sessions.sign_out(session, service.data_folder(), datetime.now(UTC))
        except OSError as error:
            return reason_of(error)
        audit.noted(service.data_folder(), audit.person("session", session.issuer, session.subject), "signed_out")
    return None


def _record(found: Standing) -> None:
    """Record a sign-in, or why it was denied, once a browser session; the log says what is wrong with the roles."""
    seen = (found.session.digest if found.session else None, found.denial, found.viewer)
    if st.session_state.get(_SEEN) == seen:
        return
    st.session_state[_SEEN] = seen
    for problem in found.roles.problems if found.roles else ():
        _LOGGER.error("%s", problem.text(language(service.default_language(), ETL_LOCALE)))
    if found.viewer is not None:
        audit.noted(service.data_folder(), found.viewer.actor, "signed_in", unit=found.viewer.unit)
    elif found.session is not None:
        actor = audit.person("session", found.session.issuer, found.session.subject)
        audit.noted(service.data_folder(), actor, "denied", reason=found.denial)
