"""Catalogue: definitions, assumptions and history, to browse, search and print; and what a changed one would flip."""

from __future__ import annotations

import streamlit as st

from dashboard.components.catalogue.measure_sheet import measure_sheet
from dashboard.components.catalogue.records import record_kind
from dashboard.components.catalogue.reference_sheet import reference_sheet
from dashboard.components.catalogue.tasks import tasks_table
from dashboard.components.catalogue.trial import catalogue_trial
from dashboard.components.layout.markup import Node, element
from dashboard.components.layout.page import show_page
from dashboard.model.context import Context
from indicators.keys import fold_key
from indicators.model import Indicator, Measure, Source


def render(context: Context) -> None:
    """Draw the page."""
    catalogue, code, say = context.catalogue, context.language.code, context.language.say
    asked = fold_key(st.text_input(say("catalogue.search"), max_chars=80, width=380))
    found = [(one, sheet) for one in catalogue.indicators if asked in fold_key((sheet := _entry(context, one)).text())]
    kinds = [kind for kind in catalogue.records if asked in fold_key(record_kind(context, kind).text())]
    measured = [entry for one in catalogue.measures if asked in fold_key((entry := _measure(context, one)).text())]
    count = say("catalogue.found", count=len(found), total=len(catalogue.indicators), sheets=len(kinds))
    sources = [element("li", _source(context, one)) for one in catalogue.programme.sources]
    show_page(
        "catalogue",
        context,
        element("p", catalogue.programme.description[code], class_="lead"),
        element("p", count, class_="muted", role="status"),
        tasks_table(context),
        element("section", element("h2", say("catalogue.indicators")), [sheet for _, sheet in found])
        if catalogue.indicators else None,
        element("section", element("h2", say("stated.heading")), measured) if catalogue.measures else None,
        element("section", element("h2", say("catalogue.records")), [record_kind(context, kind) for kind in kinds]),
        element("section", element("h2", say("catalogue.sources")), element("ul", sources),
                element("p", say("catalogue.digest", digest=catalogue.digest), class_="muted small wide")),
    )  # fmt: skip
    if context.viewer.sees_everything:
        catalogue_trial(context)


def _source(context: Context, source: Source) -> str:
    """A document with its place and, where known, its date; an inferred one says what it is inferred from."""
    named = f"{source.title}, {source.place}"
    if source.published is None:
        return named
    if source.inferred is None:
        return f"{named} ({source.published})"
    why = source.inferred[context.language.code]
    return context.language.say("catalogue.inferred", source=named, published=source.published, why=why)


def _entry(context: Context, indicator: Indicator) -> Node:
    """An indicator: its title, which opens the reference sheet, and the way to its figures."""
    title = element("summary", indicator.title[context.language.code])
    link = element(
        "a", context.language.say("catalogue.figures"), href=context.links.to("indicator", indicator=indicator.id)
    )
    return element(
        "details", title, element("p", link, class_="ways"), reference_sheet(context, indicator), class_="entry"
    )


def _measure(context: Context, measure: Measure) -> Node:
    """A measure: its title, which opens the reference sheet, and the way to its values."""
    title = element("summary", measure.title[context.language.code])
    link = element("a", context.language.say("stated.values"), href=context.links.to("coordination_tools"))
    return element("details", title, element("p", link, class_="ways"), measure_sheet(context, measure), class_="entry")
