"""The map: a tile a unit, placed as on the map, so that small places weigh as much as large ones; or given borders."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dashboard.components.figures.boundary_map import boundary_map, fault_notice
from dashboard.components.figures.unit_box import unit_box
from dashboard.components.layout.markup import Node, element
from dashboard.components.layout.paging import counted_by_status
from dashboard.model.context import Context, FigureTable
from dashboard.model.selection import is_large, period_of_figure
from etl.figures.labels import capitalised
from etl.figures.read_api import Figure
from etl.formats.boundaries import Boundaries, BoundaryFault
from indicators.model import Indicator, Unit


def tile_map(context: Context, table: FigureTable) -> Node:
    """The map of the chosen indicator."""
    indicator = context.catalogue.indicator(context.filters.indicator)
    period = period_of_figure(context.catalogue, indicator, context.filters.period)
    if is_large(context.catalogue):
        return _counted(context, indicator, period)
    units = context.catalogue.programme.areas.units
    figures = {unit.id: table.get((indicator.id, unit.id, period)) for unit in units}
    title = element("h2", indicator.short[context.language.code], id="map")
    when = element("p", capitalised(context.language.period(period)), class_="muted small")
    given = context.boundaries
    fault = fault_notice(context, given) if isinstance(given, BoundaryFault) else None
    if isinstance(given, Boundaries):
        picture, beside = boundary_map(context, figures, given), [unit for unit in units if unit.id not in given.shapes]
    else:
        picture, beside = _tiles(context, figures, units), [unit for unit in units if unit.tile is None]
    return element("section", title, when, fault, picture, _beside(context, figures, beside))


def _counted(context: Context, indicator: Indicator, period: str) -> Node:
    """In place of a map that nobody could read: how many units stand where."""
    title = element("h2", indicator.short[context.language.code], id="map")
    when = element("p", capitalised(context.language.period(period)), class_="muted small")
    return element("section", title, when, element("p", counted_by_status(context, indicator, period), class_="small"))


def _tiles(context: Context, figures: Mapping[str, Figure | None], units: Sequence[Unit]) -> Node:
    placed = [(unit, *unit.tile) for unit in units if unit.tile is not None]
    tiles = [
        unit_box(context, unit.id, figures[unit.id], style_column=str(column + 1), style_row=str(row + 1))
        for unit, column, row in placed
    ]
    return element("div", tiles, class_="tiles", role="group", aria_labelledby="map")


def _beside(context: Context, figures: Mapping[str, Figure | None], units: Sequence[Unit]) -> Node | None:
    """The units without a place on the map."""
    boxes = [unit_box(context, unit.id, figures[unit.id]) for unit in units]
    return element("div", boxes, class_="tiles beside", role="group", aria_labelledby="map") if boxes else None
