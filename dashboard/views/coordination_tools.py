"""Coordination tools: the sources' other systems, each fact with its source, and what stands beside them elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import streamlit as st

from dashboard import assessment, tools
from dashboard.components.comparators import comparators
from dashboard.components.markup import Node, element
from dashboard.components.page import show_drawn, show_page
from dashboard.components.plan import plan_of
from dashboard.components.plan_form import plan_form
from dashboard.components.rating_form import rating_form
from dashboard.components.tool_topics import show_topic
from dashboard.context import Context
from indicators.model import RecordKind

Place = tuple[Context, RecordKind, str]


def render(context: Context) -> None:
    """Draw the page."""
    today = assessment.today()
    beside, strategies = tools.beside(context, today), tools.strategies(context, today)
    show_page("tools_ways", context, _ways(context, strategies))
    for one in tools.of_role(beside, "tools"):
        for topic in tools.topics(one):
            show_topic(one, topic)
    _fill_in(context, (*beside, *strategies), today)
    for one in tools.of_role(beside, "comparator"):
        show_drawn(f"comparators_{one.catalogue.programme.id}", one, comparators)


def _ways(context: Context, strategies: Sequence[Context]) -> Node:
    """What the page is, and the way to the tasks that a Strategy lays on its committees."""
    say, code = context.language.say, context.language.code
    links = [
        element("a", say("tools.tasks", programme=one.catalogue.programme.short_title[code]),
                href=one.links.to("catalogue"))
        for one in strategies if one.catalogue.programme.tasks
    ]  # fmt: skip
    return element("div", element("p", say("tools.lead"), class_="lead"),
                   element("p", links, class_="ways") if links else None)  # fmt: skip


def _fill_in(context: Context, programmes: Sequence[Context], today: date) -> None:
    """Update a plan, or rate oneself: a control that chooses, and only the form that is asked for."""
    say = context.language.say
    plans = _places(programmes, lambda kind: kind.plan is not None)
    ratings = _places(programmes, lambda kind: kind.rating is not None)
    offered = [name for name, places in (("plan", plans), ("rating", ratings)) if places]
    if not offered:
        return
    heading = element("h2", say("tools.fill_in"), id="fill-in")
    show_page("tools_fill_in", context, heading, element("p", say("tools.fill_in_about")))
    chosen = st.segmented_control(
        say("tools.fill_in"), offered, key="tools_form", label_visibility="collapsed",
        format_func=lambda one: say(f"tools.form.{one}"),
    )  # fmt: skip
    if chosen is None:
        return
    one, kind, unit = _choose(context, plans if chosen == "plan" else ratings, chosen)
    if kind.plan is not None:
        if one.catalogue.programme.role not in tools.ROLES:  # those of tools stand above, in their topic
            show_page("tools_plan", one, plan_of(one, kind, kind.plan, unit))
        plan_form(one, kind, unit, today)
    elif kind.rating is not None:
        rating_form(one, kind, kind.rating, unit, today)


def _places(programmes: Sequence[Context], wanted: Callable[[RecordKind], bool]) -> list[Place]:
    """Every unit that may fill in a kind of sheet, of every programme."""
    return [
        (one, kind, unit)
        for one in programmes
        for kind in one.catalogue.records
        if wanted(kind)
        for unit in tools.units_of(one.catalogue, kind)
        if one.viewer.may_hand_in(one.catalogue.form_of(kind.id), unit)
    ]


def _choose(context: Context, places: Sequence[Place], name: str) -> Place:
    """Whose sheet: a unit, with its programme's name where several programmes have such sheets."""
    code = context.language.code
    several = len({one.catalogue.programme.id for one, _, _ in places}) > 1

    def label(number: int) -> str:
        one, _, unit = places[number]
        programme = one.catalogue.programme.short_title[code]
        return f"{one.area_name(unit)} · {programme}" if several else one.area_name(unit)

    asked = [number for number, (_, _, unit) in enumerate(places) if unit == context.filters.area]
    chosen = st.selectbox(context.language.say(f"tools.whose.{name}"), range(len(places)), key=f"whose_{name}",
                          index=asked[0] if asked else 0, format_func=label, width=460)  # fmt: skip
    return places[chosen]
