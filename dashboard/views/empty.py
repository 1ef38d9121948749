"""What is shown while nothing has been handed in: that, and the demonstration data, and what it is."""

from __future__ import annotations

import streamlit as st

from dashboard.components.layout.markup import element
from dashboard.components.layout.page import show_page
from dashboard.model.context import Context
from dashboard.state.service import load_demonstration


def render(context: Context) -> None:
    """Draw the page."""
    say = context.language.say
    show_page(
        "empty",
        context,
        element("h1", say("empty.heading")),
        element("p", say("empty.nothing"), class_="lead"),
        element("p", say("empty.offer"), class_="lead"),
    )
    if context.viewer.may("demonstration") and st.button(say("empty.button"), type="primary"):
        with st.spinner(say("empty.loading")):
            load_demonstration(context.catalogue, context.viewer)
        st.rerun()
