"""Indicator: how it is measured, beside who is where."""

from __future__ import annotations

import plotly.graph_objects as go

from dashboard.charts.theme import Palette
from dashboard.charts.trend import TICKS, Point, Words, trend
from dashboard.components.catalogue.examples import worked_examples
from dashboard.components.catalogue.reference_sheet import reference_sheet
from dashboard.components.figures.benchmark import benchmark_chip
from dashboard.components.figures.cells import by_status
from dashboard.components.figures.matrix import recent_periods, trend_periods
from dashboard.components.figures.multiples import small_multiples
from dashboard.components.figures.over_time import target_path, trend_points, trend_sentence
from dashboard.components.figures.tiles import tile_map
from dashboard.components.layout.chart import show_drawn_chart
from dashboard.components.layout.markup import Node, element
from dashboard.components.layout.page import show_drawn
from dashboard.components.layout.paging import counted_by_status, pager
from dashboard.model.context import Context
from dashboard.model.selection import is_large, period_of_figure, unit_ids
from dashboard.state.service import figure_table
from etl.figures.wording import definition_note, figure_sentence
from indicators.model import Indicator


def render(context: Context) -> None:
    """Draw the page; `assets/page.css` places the sheet beside the rest."""
    show_drawn("indicator_trend", context, _standing)
    show_drawn_chart("trend", context, _trend)
    show_drawn("indicator_units", context, _units)
    show_drawn("indicator_sheet", context, _sheet)


def _chosen(context: Context) -> tuple[Indicator, str]:
    """The indicator, and the period whose figure answers for the chosen one."""
    indicator = context.catalogue.indicator(context.filters.indicator)
    return indicator, period_of_figure(context.catalogue, indicator, context.filters.period)


def _points(context: Context) -> tuple[Point, ...]:
    table, (indicator, _) = figure_table(context.figures, context.filters.as_of), _chosen(context)
    return tuple(trend_points(context, table, indicator, trend_periods(context, indicator)))


def _standing(context: Context) -> tuple[Node, ...]:
    """Where the chosen area stands, in words."""
    indicator, shown = _chosen(context)
    figure = figure_table(context.figures, context.filters.as_of)[indicator.id, context.filters.area, shown]
    title = context.language.say("indicator.trend", area=context.area_name())
    sentence = figure_sentence(figure, context.catalogue, context.language)
    lead = element("p", sentence, " ", benchmark_chip(context, indicator), class_="lead")
    return lead, element("h2", title)


def _trend(context: Context, colours: Palette) -> tuple[go.Figure, str]:
    say, points = context.language.say, _points(context)
    indicator, _ = _chosen(context)
    path = target_path(context, indicator, trend_periods(context, indicator))
    words = Words(say("trend.confirmed"), say("trend.possible"), tuple(map(context.language.share, TICKS)))
    return trend(points, path, colours, words), trend_sentence(points)


def _units(context: Context) -> tuple[Node | None, ...]:
    """The trend in words, the units, the note, and the worked examples."""
    say, (indicator, shown) = context.language.say, _chosen(context)
    table = figure_table(context.figures, context.filters.as_of)
    if is_large(context.catalogue):
        standing = counted_by_status(context, indicator, shown)
    else:
        standing = by_status(context, [table.get((indicator.id, unit, shown)) for unit in unit_ids(context.catalogue)])
    note = say("indicator.note", note=definition_note(indicator, context.language))
    return (
        element("p", trend_sentence(_points(context)), class_="muted small wide"),
        element("h2", say("indicator.units", period=context.language.period(shown))),
        small_multiples(context, table, recent_periods(context, indicator), shown),
        pager(context, "indicator", "large.behind"),
        element("p", standing, class_="muted small wide after"),
        element("p", note, class_="muted small wide"),
        element("section", element("h2", say("indicator.examples")), worked_examples(context, indicator)),
    )


def _sheet(context: Context) -> tuple[Node, ...]:
    """The map of the chosen period, and the reference sheet."""
    table = figure_table(context.figures, context.filters.as_of)
    sheet = reference_sheet(context, _chosen(context)[0])
    heading = element("h2", context.language.say("indicator.sheet"))
    return tile_map(context, table), element("section", heading, sheet)
