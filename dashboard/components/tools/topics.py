"""The sections of the tools page: a topic of a programme with its charts, cards, calendar, map, plan and facts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import plotly.graph_objects as go

from dashboard.charts.theme import Palette
from dashboard.components.layout.chart import show_drawn_chart
from dashboard.components.layout.markup import Node, element
from dashboard.components.layout.page import show_drawn
from dashboard.components.measures.facts import facts_list
from dashboard.components.measures.measures import below_chart, cards, is_charted, measure_chart
from dashboard.components.plan.plan import plan_of, rating_list
from dashboard.components.tools.cover_map import cover_map
from dashboard.components.tools.half_years import half_years
from dashboard.model.context import Context
from dashboard.model.plans import own_words
from dashboard.state.service import figure_table, measured, records
from dashboard.state.tools import seen_units, stated_rows
from indicators.model import Measure, RecordKind, Topic


def show_topic(context: Context, topic: Topic) -> None:
    """Draw one topic of a programme."""
    measures = [one for name in topic.measures for one in context.catalogue.measures if one.id == name]
    charted = [one for one in measures if is_charted(one, measured(context.figures, context.filters.as_of, one.id))]
    show_drawn(f"topic_{topic.id}", context, partial(_head, topic))
    for one in charted:
        show_drawn(f"chart_head_{one.id}", context, partial(_chart_head, one))
        show_drawn_chart(f"chart_{one.id}", context, partial(_chart, one))
        show_drawn(f"chart_foot_{one.id}", context, partial(_chart_foot, one))
    rest = tuple(one for one in measures if one not in charted)
    show_drawn(f"topic_rest_{topic.id}", context, partial(_rest, topic, rest))


def _head(topic: Topic, context: Context) -> tuple[Node | None, ...]:
    code = context.language.code
    return (
        element("section", element("h2", topic.title[code], id=topic.id), element("p", topic.about[code]),
                class_="topic"),
        _calendar(context, topic),
    )  # fmt: skip


def _chart_head(measure: Measure, context: Context) -> tuple[Node, ...]:
    code = context.language.code
    return (element("h3", measure.title[code]), element("p", measure.unit_of_measure[code], class_="muted small"))


def _chart(measure: Measure, context: Context, colours: Palette) -> tuple[go.Figure, str]:
    return measure_chart(context, measure, measured(context.figures, context.filters.as_of, measure.id), colours)


def _chart_foot(measure: Measure, context: Context) -> tuple[Node, ...]:
    return (below_chart(context, measure, measured(context.figures, context.filters.as_of, measure.id)),)


def _calendar(context: Context, topic: Topic) -> Node | None:
    """The topic's obligations by half-year or by unit, and the map of what its units lie over."""
    indicators = [context.catalogue.indicator(name) for name in topic.indicators]
    units = [unit for unit in context.catalogue.programme.areas.units if unit.id in topic.units]
    drawn = cover_map(context, units) if indicators else None
    if not indicators:
        return None
    seen = [unit.id for unit in units if unit.id in context.viewer.figure_areas(context.catalogue)]
    if not seen:
        return drawn
    table = figure_table(context.figures, context.filters.as_of)
    calendar = half_years(context, table, indicators, seen)
    return element("div", calendar, drawn, class_="columns even") if drawn else calendar


def _rest(topic: Topic, measures: Sequence[Measure], context: Context) -> tuple[Node | None, ...]:
    """Cards of single values, plans and ratings, and the facts that no measure counts."""
    as_of = context.filters.as_of
    kinds = [context.catalogue.record(name) for name in topic.records]
    rated = {kind.id for kind in kinds if kind.rating}
    shown = [one for one in measures if one.record not in rated]
    found = [cards(context, one, measured(context.figures, as_of, one.id)) for one in shown]
    return (
        element("div", found, class_="measures") if found else None,
        *(node for kind in kinds for node in _kind(context, topic, kind)),
    )


def _kind(context: Context, topic: Topic, kind: RecordKind) -> tuple[Node | None, ...]:
    units = topic.units or tuple(unit.id for unit in context.catalogue.programme.areas.units)
    if kind.rating is not None:
        return tuple(
            rating_list(context, kind, kind.rating, unit, own_words(kind.rating, rows))
            for unit in seen_units(context, units)
            if (rows := records(context.figures, context.filters.as_of, unit, kind.id))
        ) or (element("p", context.language.say("rating.nobody"), class_="muted"),)
    if kind.plan is not None:
        return tuple(plan_of(context, kind, kind.plan, unit) for unit in seen_units(context, units))
    return (facts_list(context, kind, stated_rows(context, kind)),)
