"""Which indicator the country is furthest behind on."""

from __future__ import annotations

from dashboard.context import Context, FigureTable
from dashboard.selection import period_of_figure
from indicators.model import Indicator


def furthest_behind(context: Context, table: FigureTable) -> Indicator | None:
    """The indicator, other than the chosen one, with the lowest confirmed share of all units together in the period."""
    catalogue, filters = context.catalogue, context.filters
    whole = catalogue.programme.areas.whole.id
    known = []
    for one in catalogue.indicators:
        figure = table.get((one.id, whole, period_of_figure(catalogue, one, filters.period)))
        if one.id != filters.indicator and figure is not None and figure.value is not None:
            known.append((figure.value, one.order, one))
    return min(known, key=lambda entry: entry[:2])[2] if known else None
