"""What somebody sees who is not let in: the way to sign in, why not, or that a page is not for their role."""

from __future__ import annotations

from functools import partial

import streamlit as st

from dashboard.components.layout.board import show
from dashboard.components.layout.header import navigation
from dashboard.components.layout.markup import Node, element
from dashboard.components.layout.page import markup_bytes
from dashboard.model import permits
from dashboard.model.addresses import Page
from dashboard.model.context import Context
from dashboard.state import current_viewer, filters
from etl.access.sessions import Session, Standing
from indicators.language import Language


def welcome(words: Language, standing: Standing | None) -> None:
    """Let somebody sign in, or say why they see nothing; no figure has been looked at."""
    say = words.say
    lines: list[Node] = [element("h1", say("product.name"))]
    if standing is None:
        lines.append(element("p", say("access.welcome"), class_="lead"))
        if current_viewer.was_refused():
            lines.append(element("p", say("access.refused"), class_="notice", role="alert"))
    else:
        lines.append(element("p", say(f"access.denied.{standing.denial}"), class_="lead", role="alert"))
    session = standing.session if standing else None
    if session is not None and standing is not None and standing.denial in ("no_role", "roles_missing"):
        lines.append(element("p", say("access.who", issuer=session.issuer)))
        lines.append(element("p", say("access.subject", subject=session.subject)))
    show("entrance", markup_bytes(words.code, lines), partial(filters.follow, "entrance"))
    if standing is None:
        st.button(say("access.sign_in"), type="primary", on_click=st.login)
    elif standing.denial != "outside":
        _sign_out_button(words, session, say("access.switch"))


def closed(page: Page, context: Context) -> tuple[Node, ...]:
    """That a page is not open to the viewer's role, and which are."""
    say, viewer = context.language.say, context.viewer
    refusal = say("access.not_for_role", page=say(f"page.{page.id}.title"), role=say(f"access.role.{viewer.role}"))
    ways = [
        element("li", element("a", say(f"page.{one.id}.title"), href=context.links.to(one.id)))
        for one in permits.open_pages(viewer, context.catalogue)
    ]
    offered = (element("p", say("access.open_to_role")), element("ul", ways)) if ways else ()
    return (navigation(context, page), element("h1", refusal, role="alert"), *offered)


def sign_out_button(context: Context, session: Session | None) -> None:
    """The way out, for whoever has signed in."""
    if session is not None:
        _sign_out_button(context.language, session, context.language.say("access.sign_out"))


def _sign_out_button(words: Language, session: Session | None, label: str) -> None:
    """End the session for every copy of its cookie; where that cannot be noted, that is said."""
    if not st.button(label, key="sign_out"):
        return
    reason = current_viewer.sign_out(session)
    if reason is None:
        st.logout()
    else:
        st.text(words.say("access.not_signed_out", reason=words.say(f"disk.{reason}")))
