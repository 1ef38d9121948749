"""The schematic map: one tile a unit, placed as on the map, so that small places weigh as much as large ones."""

from __future__ import annotations

from dashboard.components.cells import box_class, by_status, explain_link, glyph, in_words, shown_text
from dashboard.components.markup import Node, element
from dashboard.context import Context, FigureTable
from dashboard.selection import period_of_figure
from etl.labels import capitalised
from indicators.model import Unit


def tile_map(context: Context, table: FigureTable) -> Node:
    """The map of the chosen indicator, with its sentence: who stands where, by name."""
    indicator = context.catalogue.indicator(context.filters.indicator)
    period = period_of_figure(context.catalogue, indicator, context.filters.period)
    units = context.catalogue.programme.areas.units
    tiles = [_tile(context, table, unit, period) for unit in units]
    title = element("h2", indicator.short[context.language.code], id="map")
    when = element("p", capitalised(context.language.period(period)), class_="muted small")
    sentence = by_status(context, [table.get((indicator.id, unit.id, period)) for unit in units])
    box = element("div", tiles, class_="tiles", role="group", aria_labelledby="map")
    return element("section", title, when, box, element("p", sentence, class_="muted small"))


def _tile(context: Context, table: FigureTable, unit: Unit, period: str) -> Node:
    figure = table.get((context.filters.indicator, unit.id, period))
    name = unit.label[context.language.code]
    column, row = (str(place + 1) for place in unit.tile)
    if figure is None:
        return element("span", name, class_="cell none", style_column=column, style_row=row)
    fraction = shown_text(figure, context.language)
    words = in_words(figure, context)
    return element(
        "a",
        element("span", name, class_="place"),
        " ",
        element("span", glyph(figure.status), fraction, class_="count"),
        class_=box_class(figure), href=explain_link(figure, context), style_column=column, style_row=row,
        aria_label=f"{name} {fraction}: {words}", data_tip=f"{name}: {words}",
    )  # fmt: skip
