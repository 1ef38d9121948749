"""Comparators side by side, apart from everything else: what each counts, never added to anything."""

from __future__ import annotations

from dashboard.components.layout.markup import Node, element
from dashboard.components.measures.facts import facts_list
from dashboard.components.measures.measures import cards
from dashboard.model.context import Context
from dashboard.state.service import measured
from dashboard.state.tools import stated_rows
from indicators.model import Unit


def comparators(context: Context) -> tuple[Node | None, ...]:
    """One column a unit of the programme, with its measures and further facts."""
    programme, code = context.catalogue.programme, context.language.code
    columns = [_column(context, unit) for unit in programme.areas.units]
    return (
        element(
            "section",
            element("h2", programme.short_title[code], id=programme.id),
            element("p", programme.description[code]),
            element("p", context.language.say("tools.apart"), class_="notice"),
            element("div", columns, class_="columns comparators"),
            class_="apart",
        ),
    )


def _column(context: Context, unit: Unit) -> Node:
    code, as_of = context.language.code, context.filters.as_of
    sections = []
    for one in context.catalogue.measures:
        values = [value for value in measured(context.figures, as_of, one.id) if value.area == unit.id]
        if values:
            sections.append(cards(context, one, values, comparing=False))
    counted = {one.record for one in context.catalogue.measures}
    pointed = {one.points.record for one in context.catalogue.measures if one.points}
    rest = [kind for kind in context.catalogue.records if kind.id not in counted | pointed]
    facts = [
        facts_list(context, kind, [row for row in stated_rows(context, kind) if row["qark"] == unit.id])
        for kind in rest
    ]
    nothing = element("p", context.language.say("stated.nothing"), class_="muted")
    return element(
        "section",
        element("h3", unit.label[code]),
        element("p", unit.note[code], class_="muted small") if unit.note else None,
        sections or nothing,
        facts,
    )
