"""Coordination tools: the sources' other systems, each fact with its source, and what stands beside them elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from zlib import crc32

import streamlit as st

from dashboard.components.layout.markup import Node, element
from dashboard.components.layout.page import show_drawn, show_page
from dashboard.components.plan.plan import plan_of
from dashboard.components.plan.plan_form import plan_form
from dashboard.components.plan.rating_form import rating_form
from dashboard.components.tools.comparators import comparators
from dashboard.components.tools.topics import show_topic
from dashboard.model import permits
from dashboard.model.area_search import has_too_many, offered
from dashboard.model.context import Context
from dashboard.model.selection import MOST_SHOWN
from dashboard.state import filters, tools
from indicators.model import RecordKind
from indicators.today import today_of

Place = tuple[Context, RecordKind, str]
_FORMS: Mapping[str, Callable[[RecordKind], bool]] = {
    "plan": lambda kind: kind.plan is not None,
    "rating": lambda kind: kind.rating is not None,
}


def render(context: Context) -> None:
    """Draw the page."""
    beside, strategies = tools.beside(context), tools.strategies(context)
    show_page("tools_ways", context, _ways(context, strategies))
    for one in tools.of_role(beside, "tools"):
        for topic in tools.topics(one):
            show_topic(one, topic)
    _fill_in(context, (*beside, *strategies))
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


def _fill_in(context: Context, programmes: Sequence[Context]) -> None:
    """Update a plan, or rate oneself: a control that chooses, and only the form that is asked for."""
    say = context.language.say
    forms = [name for name, is_such in _FORMS.items() if _places(programmes, is_such)]
    if not forms:
        return
    heading = element("h2", say("tools.fill_in"), id="fill-in")
    show_page("tools_fill_in", context, heading, element("p", say("tools.fill_in_about")))
    chosen = st.segmented_control(
        say("tools.fill_in"), forms, key="tools_form", label_visibility="collapsed",
        format_func=lambda one: say(f"tools.form.{one}"),
    )  # fmt: skip
    if chosen is None:
        return
    one, kind, unit = _choose(context, _places(programmes, _FORMS[chosen], _find(programmes)), chosen)
    if kind.plan is not None:
        if one.catalogue.programme.role not in tools.ROLES:  # those of tools stand above, in their topic
            show_page("tools_plan", one, plan_of(one, kind, kind.plan, unit))
        plan_form(one, kind, unit, today_of(one.catalogue))
    elif kind.rating is not None:
        rating_form(one, kind, kind.rating, unit, today_of(one.catalogue))


def _places(
    programmes: Sequence[Context], wanted: Callable[[RecordKind], bool], found: Sequence[str] = ()
) -> list[Place]:
    """Every unit that may fill in a kind of sheet, of every programme; of many units the first, and those `found`."""
    return [
        (one, kind, unit)
        for one in programmes
        for kind in one.catalogue.records
        if wanted(kind)
        for unit in _offered(one, kind, found)
        if one.viewer.may_hand_in(one.catalogue.form_of(kind.id), unit)
    ]


def _offered(one: Context, kind: RecordKind, found: Sequence[str]) -> Sequence[str]:
    units = tools.units_of(one.catalogue, kind)
    if len(units) <= MOST_SHOWN:
        return one.by_name(units)
    return offered(one.catalogue, permits.units(one.viewer, one.catalogue), found, (one.filters.area,))


def _find(programmes: Sequence[Context]) -> Sequence[str]:
    """A field to find a unit by where one of the programmes has too many to offer, and those that are called so."""
    large = next((one for one in programmes if has_too_many(one.catalogue)), None)
    if large is None:
        return ()
    return filters.find_areas(large.catalogue, large.language, permits.units(large.viewer, large.catalogue))


def _choose(context: Context, places: Sequence[Place], name: str) -> Place:
    """Whose sheet: a unit, with its programme's name where several programmes have such sheets."""
    code = context.language.code
    several = len({one.catalogue.programme.id for one, _, _ in places}) > 1

    named = _numbered(places)

    def label(number: int) -> str:
        one, _, unit = named[number]
        programme = one.catalogue.programme.short_title[code]
        return f"{one.area_name(unit)} · {programme}" if several else one.area_name(unit)

    asked = [at for at, (_, _, unit) in enumerate(places) if unit == context.filters.area]
    chosen = st.selectbox(context.language.say(f"tools.whose.{name}"), tuple(named), key=f"whose_{name}",
                          index=asked[0] if asked else 0, format_func=label, width=460)  # fmt: skip
    return named[chosen]


def _numbered(places: Sequence[Place]) -> Mapping[int, Place]:
    """A number for each place; where not all are offered, one that it keeps whatever else is offered."""
    if not any(has_too_many(one.catalogue) for one, _, _ in places):
        return dict(enumerate(places))
    return {
        crc32(f"{one.catalogue.programme.id} {kind.id} {unit}".encode()): (one, kind, unit)
        for one, kind, unit in places
    }
