"""The row of headlines over the page of one unit."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.components.figures.act_on import not_ended
from dashboard.components.figures.cells import STATUSES, glyph
from dashboard.components.figures.headlines import headline
from dashboard.components.layout.markup import Node, element
from dashboard.model.context import Context, FigureTable
from dashboard.model.reporting import ended_hand_ins, sheet_states
from dashboard.model.selection import period_of_figure
from dashboard.model.todo import Task, pieces
from etl.figures.labels import capitalised
from etl.figures.read_api import SubmissionInfo


def unit_headlines(
    context: Context,
    table: FigureTable,
    owed: Sequence[Task],
    soon: Sequence[Task],
    submissions: Sequence[SubmissionInfo],
) -> Node:
    """How the unit stands, what it owes, what comes next, and which sheets are not in."""
    language = context.language
    oldest = language.say("headline.owed_since", date=language.date(owed[0].first.due_on)) if owed else ""
    first = soon[0].first if soon else None
    next_day = language.short_date(first.due_on) if first else "–"
    title = context.catalogue.indicator(first.indicator).short[language.code] if first else ""
    return element(
        "div",
        _standing(context, table),
        headline(language.say("headline.owed"), language.number(pieces(owed)), oldest),
        headline(language.say("headline.next"), next_day, title or language.say("todo.nothing_next")),
        _absence(context, submissions),
        class_="headlines",
    )


def _standing(context: Context, table: FigureTable) -> Node:
    """How many indicators stand where in the chosen period."""
    language, filters = context.language, context.filters
    found = [
        table.get((one.id, filters.area, period_of_figure(context.catalogue, one, filters.period)))
        for one in context.catalogue.indicators
    ]
    statuses = [one.graded for one in found if one]
    entries = [
        element("li", glyph(status), language.counted(f"counted.status.{status}", statuses.count(status)))
        for status in STATUSES
        if status in statuses
    ]
    label = capitalised(language.say("headline.standing", period=language.period(filters.period)))
    listed = element("ul", entries, class_="standing")
    return element("div", element("span", label, class_="label"), listed, class_="headline")


def _absence(context: Context, submissions: Sequence[SubmissionInfo]) -> Node:
    """The sheets of the unit's own forms that are not in for what has ended of the period, and of how many."""
    catalogue, filters, language = context.catalogue, context.filters, context.language
    states = sheet_states(catalogue, submissions)
    periods = ended_hand_ins(catalogue, filters.period, filters.as_of)
    label = language.say("headline.absent")
    if not periods:
        return headline(label, language.say("status.not_due"), not_ended(context))
    kinds = [kind for kind in catalogue.records if catalogue.form_of(kind.id).covers == "unit"]
    absent = [
        kind.label[language.code]
        for kind in kinds
        if any((filters.area, period.code, kind.id) not in states for period in periods)
    ]
    count = language.say("headline.of", numerator=len(absent), denominator=len(kinds))
    return headline(label, count, ", ".join(absent) or language.say("headline.none_absent"))
