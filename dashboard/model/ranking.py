"""Which indicator the country is furthest behind on."""

from __future__ import annotations

from dashboard.model.context import Context, FigureTable
from dashboard.model.selection import period_of_figure
from indicators.model import Indicator


def furthest_behind(context: Context, table: FigureTable) -> Indicator | None:
    """The indicator, other than the chosen one, that all units together are furthest behind on in the period.

    Furthest behind is the lowest share that is possible, where that is below what is asked for. What is not reported
    is no failure: a figure that could still be graded better is not called behind, however little of it is confirmed.
    """
    catalogue, filters = context.catalogue, context.filters
    whole = catalogue.programme.areas.whole.id
    behind = []
    for one in catalogue.indicators:
        figure = table.get((one.id, whole, period_of_figure(catalogue, one, filters.period)))
        if one.id == filters.indicator or figure is None or figure.value is None or figure.value_high is None:
            continue
        if figure.status != "met" and not figure.provisional:
            behind.append((figure.value_high, figure.value, one.order, one))
    return min(behind, key=lambda entry: entry[:3])[3] if behind else None
