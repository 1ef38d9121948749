"""Indicator: how it is measured, beside who is where."""

from __future__ import annotations

import streamlit as st

from dashboard.charts.trend import trend
from dashboard.components.cells import by_status
from dashboard.components.chart import colours, show_chart
from dashboard.components.examples import worked_examples
from dashboard.components.markup import element
from dashboard.components.matrix import trend_periods
from dashboard.components.multiples import small_multiples
from dashboard.components.over_time import target_line, trend_points, trend_sentence
from dashboard.components.page import show_page
from dashboard.components.reference_sheet import reference_sheet
from dashboard.context import Context
from dashboard.selection import period_of_figure, unit_ids
from dashboard.service import figure_table
from etl.wording import definition_note, figure_sentence


def render(context: Context) -> None:
    """Draw the page."""
    filters, catalogue, language = context.filters, context.catalogue, context.language
    say = language.say
    table = figure_table(context.figures, filters.as_of)
    indicator = catalogue.indicator(filters.indicator)
    shown = period_of_figure(catalogue, indicator, filters.period)
    codes = trend_periods(context, indicator)
    points = trend_points(context, table, indicator, codes)
    note = definition_note(indicator, language)
    left, right = st.columns([3, 2], gap="large")
    with left:
        sentence = figure_sentence(table[indicator.id, filters.area, shown], catalogue, language)
        title = say("indicator.trend", area=context.area_name())
        show_page("indicator_trend", context, element("p", sentence, class_="lead"), element("h2", title))
        chart = trend(points, target_line(context, indicator), colours(), say("trend.confirmed"), say("trend.possible"))
        words = trend_sentence(points)
        show_chart("trend", chart, words)
        units = by_status(context, [table.get((indicator.id, unit, shown)) for unit in unit_ids(catalogue)])
        show_page(
            "indicator_units",
            context,
            element("p", words, class_="muted small wide"),
            element("h2", say("indicator.units", period=language.period(shown))),
            small_multiples(context, table, codes, shown),
            element("p", units, class_="muted small wide after"),
            element("p", say("indicator.note", note=note), class_="muted small wide"),
            element("section", element("h2", say("indicator.examples")), worked_examples(context, indicator)),
        )
    with right:
        show_page(
            "indicator_sheet", context, element("h2", say("indicator.sheet")), reference_sheet(context, indicator)
        )
