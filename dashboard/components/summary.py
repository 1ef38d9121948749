"""The headlines of one unit: how it stands, what it owes, what comes next, and what it has not reported."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.components.cells import STATUSES, glyph
from dashboard.components.headlines import headline
from dashboard.components.markup import Node, element
from dashboard.context import Context
from dashboard.labels import capitalised
from dashboard.reporting import hand_ins_of, sheet_states
from dashboard.selection import period_of_figure
from dashboard.service import FigureTable
from dashboard.todo import Task, pieces
from etl.figures import SubmissionInfo


def unit_headlines(
    context: Context,
    table: FigureTable,
    owed: Sequence[Task],
    soon: Sequence[Task],
    submissions: Sequence[SubmissionInfo],
) -> Node:
    """The row of headlines."""
    language = context.language
    oldest = language.say("headline.owed_since", date=language.date(owed[0].first.due_on)) if owed else ""
    first = soon[0].first if soon else None
    next_day = language.short_date(first.due_on) if first else "–"
    title = context.catalogue.indicator(first.indicator).short[language.code] if first else ""
    absent, asked = _absent(context, submissions)
    return element(
        "div",
        _standing(context, table),
        headline(language.say("headline.owed"), language.number(pieces(owed)), oldest),
        headline(language.say("headline.next"), next_day, title or language.say("todo.nothing_next")),
        headline(
            language.say("headline.absent"),
            language.say("headline.of", numerator=len(absent), denominator=asked),
            ", ".join(absent) or language.say("headline.none_absent"),
        ),
        class_="headlines",
    )


def _standing(context: Context, table: FigureTable) -> Node:
    """How many indicators stand where in the chosen period."""
    language, filters = context.language, context.filters
    found = [
        table.get((one.id, filters.area, period_of_figure(context.catalogue, one, filters.period)))
        for one in context.catalogue.indicators
    ]
    statuses = [one.status for one in found if one]
    entries = [
        element("li", glyph(status), f"{statuses.count(status)} {language.say(f'status.{status}')}")
        for status in STATUSES
        if status in statuses
    ]
    label = capitalised(language.say("headline.standing", period=language.period(filters.period)))
    listed = element("ul", entries, class_="standing")
    return element("div", element("span", label, class_="label"), listed, class_="headline")


def _absent(context: Context, submissions: Sequence[SubmissionInfo]) -> tuple[list[str], int]:
    """The sheets of the unit's own forms that are not in for the period, and how many there are."""
    catalogue, filters = context.catalogue, context.filters
    states = sheet_states(catalogue, submissions)
    periods = hand_ins_of(catalogue, filters.period)
    kinds = [kind for kind in catalogue.records if catalogue.form_of(kind.id).covers == "unit"]
    missing = [
        kind.label[context.language.code]
        for kind in kinds
        if any((filters.area, period.code, kind.id) not in states for period in periods)
    ]
    return missing, len(kinds)
