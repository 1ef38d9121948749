"""What handing in a draft would take away: in full above the button, and in short where it is asked once more."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from dashboard.components.layout.markup import Node, element
from dashboard.components.layout.page import show_page
from dashboard.model.context import Context
from dashboard.state import drafts
from etl.what_if.assessment_wording import figure_values
from etl.what_if.loss_findings import loss_findings
from etl.what_if.losses import Losses

NAMED = 3
"""So many of the figures that fall are named where it is asked once more."""


def losses_section(context: Context, losses: Losses) -> Node | None:
    """Each loss in a sentence; None where there is none."""
    if not losses:
        return None
    found = loss_findings(losses, "", context.catalogue)
    return element(
        "section",
        element("h2", context.language.say("self_assessment.losses.heading")),
        element("ul", [element("li", one.message(context.language)) for one in found], class_="losses"),
        class_="notice with_losses",
        role="alert",
    )


def in_short(context: Context, losses: Losses) -> str:
    """The losses in one phrase: how many rows of which sheet, and the first figures before and after."""
    say, catalogue, code = context.language.say, context.catalogue, context.language.code
    parts = [
        say(f"self_assessment.losses.{name}", count=len(one.rows), sheet=catalogue.record(one.record).label[code])
        for name, several in (("withdrawn", losses.withdrawn), ("ceasing", losses.ceasing), ("none", losses.says_none))
        for one in several
    ]
    figures = (figure_values(one, catalogue, context.language) for one in losses.falls[:NAMED])
    parts += [say("self_assessment.losses.figure", **one) for one in figures]
    more = len(losses.falls) - NAMED
    parts += [say("self_assessment.losses.more", count=more)] if more > 0 else []
    parts += [say("self_assessment.losses.longer", count=len(losses.longer))] if losses.longer else []
    return "; ".join(parts)


def hand_in_control(
    context: Context, losses: Losses, place: str, *, is_clean: bool, hand_in: Callable[[], None]
) -> None:
    """The button that hands in; where something is lost it asks once more, and only the answer hands in.

    `place` tells drafts apart; an answer holds for the very losses that were shown, and for no others.
    """
    say, key = context.language.say, f"hand_in_{place}" if place else "hand_in"
    if losses and drafts.is_asked(place, losses):
        text = say("self_assessment.losses.ask", losses=in_short(context, losses))
        show_page(f"ask_{place}", context, element("p", text, class_="notice with_losses", role="alert"))
        if st.button(say("self_assessment.losses.yes"), key=f"{key}_all_the_same"):
            hand_in()
        st.button(say("self_assessment.losses.no"), type="primary", key=f"{key}_not", on_click=drafts.ask,
                  args=(place, None))  # fmt: skip
        return
    label = say("self_assessment.hand_in" if is_clean else "self_assessment.hand_in_anyway")
    if losses:
        st.button(
            say("self_assessment.losses.button") if is_clean else label,
            key=key,
            on_click=drafts.ask,
            args=(place, losses),
        )
    elif st.button(label, type="primary" if is_clean else "secondary", key=key):
        hand_in()
