"""Small multiples: one little chart a unit, all on the same scale, each bar a period."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.components.figures.cells import count, explain_link, figure_sign, history, in_words
from dashboard.components.layout.markup import Node, element
from dashboard.components.layout.paging import fetch, shown_units
from dashboard.model.context import Context, FigureTable
from dashboard.model.selection import is_large
from etl.figures.read_api import Figure


def small_multiples(context: Context, table: FigureTable, periods: Sequence[str], shown: str) -> Node:
    """The chosen indicator in every unit; `shown` is the period whose fraction stands at the top."""
    units = shown_units(context, (context.catalogue.indicator(context.filters.indicator),))
    fetch(context, table, units, {context.filters.indicator: dict.fromkeys((*periods, shown))})
    order = units if is_large(context.catalogue) else context.by_name(units)
    charts = [_multiple(context, table, unit, periods, shown) for unit in order]
    return element("div", charts, class_="multiples")


def _multiple(context: Context, table: FigureTable, unit: str, periods: Sequence[str], shown: str) -> Node:
    indicator = context.filters.indicator
    name = context.area_name(unit)
    now = table.get((indicator, unit, shown))
    figures = [table.get((indicator, unit, code)) for code in periods]
    known = [one for one in figures if one]
    heading = f"{name}\n{in_words(now, context)}" if now else name
    top = element("span", name, element("span", figure_sign(now), " ", count(now, context)) if now else None,
                  class_="place")  # fmt: skip
    bars = element("div", [_bar(one) for one in figures], class_="bars", aria_hidden="true")
    href = explain_link(now, context) if now else context.links.to("committee", area=unit)
    tip = history(known, context, heading)
    label = f"{name} {count(now, context)}: {tip}" if now else tip
    return element("div", element("a", top, bars, href=href, data_tip=tip, aria_label=label.replace("\n", ", ")),
                   class_="multiple")  # fmt: skip


def _bar(figure: Figure | None) -> Node:
    """Solid as far as confirmed, striped as far as possible; hatched all over where nothing is known."""
    if figure is None or not figure.denominator:
        pending = figure is not None and figure.status == "not_due"
        return element("div", element("i", class_="pending") if pending else None, class_="bar")
    if figure.value is None or figure.value_high is None:
        return element("div", element("i", class_="unknown"), class_="bar")
    if not figure.value_high:
        return element("div", element("i", class_="zero"), class_="bar")
    return element(
        "div",
        element("i", class_="possible", style_height=f"{100 * figure.value_high:.1f}%"),
        element("i", class_="confirmed", style_height=f"{100 * figure.value:.1f}%"),
        class_="bar",
    )
