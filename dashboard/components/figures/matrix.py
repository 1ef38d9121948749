"""The matrix: every unit by every indicator, grouped or worst first, each cell one step from its explanation."""

from __future__ import annotations

from collections.abc import Iterable

from dashboard.components.figures.cells import STATUSES, cell, history, in_words, legend
from dashboard.components.layout.markup import Node, classes, element
from dashboard.components.layout.paging import fetch, pager, shown_units
from dashboard.model.context import Context, FigureTable
from dashboard.model.selection import is_large, period_of_figure, shown_trend, trend_codes
from etl.figures.read_api import Figure
from indicators.model import Indicator

TOLD_AT_MOST = 6
"""As many periods as the tip of a box tells of: the last of those that are laid out."""


def matrix(context: Context, table: FigureTable, earlier: FigureTable | None = None) -> Node:
    """The matrix with its switch of order and its legend; what differs from the `earlier` figures carries a mark."""
    language = context.language
    columns = context.catalogue.indicators
    by_group = context.filters.sort == "group"
    body = _groups(context, table, earlier) if by_group else _worst_first(context, table, earlier)
    whole = context.catalogue.programme.areas.whole
    last = element("tbody", _row(context, table, earlier, whole.id, whole.label[language.code], "whole"))
    grid = element(
        "table",
        element("caption", language.say("matrix.caption"), class_="hidden"),
        element("colgroup", element("col", class_="name"), [element("col") for _ in columns]),
        element("thead", element("tr", element("td"), [_heading(context, one) for one in columns])),
        *body,
        last,
        class_="matrix",
    )
    scroller = element("div", grid, class_="scroller", tabindex="0", role="region",
                       aria_label=language.say("matrix.caption"))  # fmt: skip
    return element(
        "section", _order_switch(context), scroller, pager(context, "overview", "large.behind"), legend(context)
    )


def fetch_matrix(context: Context, table: FigureTable, earlier: FigureTable | None = None) -> None:
    """Read what the matrix shows at once, where the figures are read bit by bit."""
    catalogue, chosen, shown = context.catalogue, context.filters.period, shown_units(context)
    fetch(context, table, shown, {one.id: _laid_out(context, one) for one in catalogue.indicators})
    if earlier is not None:
        boxes = {one.id: (period_of_figure(catalogue, one, chosen),) for one in catalogue.indicators}
        fetch(context, earlier, shown, boxes)


def _order_switch(context: Context) -> Node:
    def option(sort: str) -> Node:
        here = "true" if context.filters.sort == sort else None
        return element("a", context.language.say(f"sort.{sort}"), href=context.links.to("overview", sort=sort),
                       aria_current=here)  # fmt: skip

    return element("div", context.language.say("filter.sort"), option("group"), option("worst"), class_="toggle")


def _heading(context: Context, indicator: Indicator) -> Node:
    code = context.language.code
    shown = period_of_figure(context.catalogue, indicator, context.filters.period)
    other = element("small", context.language.period(shown)) if shown != context.filters.period else None
    link = element("a", indicator.short[code], href=context.links.to("indicator", indicator=indicator.id),
                   title=indicator.title[code])  # fmt: skip
    chosen = "chosen" if indicator.id == context.filters.indicator else None
    return element("th", link, other, scope="col", class_=chosen)


def _groups(context: Context, table: FigureTable, earlier: FigureTable | None) -> list[Node]:
    areas, code = context.catalogue.programme.areas, context.language.code
    if is_large(context.catalogue):
        groups = [_row(context, table, earlier, group.id, group.label[code], "group") for group in areas.groups]
        return [element("tbody", groups), *_worst_first(context, table, earlier)]
    known = {group.id for group in areas.groups}
    found = []
    for group in areas.groups:
        members = context.by_name(unit.id for unit in areas.units if unit.group == group.id)
        rows = [_row(context, table, earlier, unit, context.area_name(unit)) for unit in members]
        found.append(element("tbody", _row(context, table, earlier, group.id, group.label[code], "group"), rows))
    ungrouped = context.by_name(unit.id for unit in areas.units if unit.group not in known)
    alone = [_row(context, table, earlier, unit, context.area_name(unit)) for unit in ungrouped]
    return [*found, element("tbody", alone)] if alone else found


def _worst_first(context: Context, table: FigureTable, earlier: FigureTable | None) -> list[Node]:
    order: Iterable[str] = shown_units(context)
    if not is_large(context.catalogue):
        order = sorted(context.by_name(order), key=lambda unit: _badness(_figures(context, table, unit)))
    return [element("tbody", [_row(context, table, earlier, unit, context.area_name(unit)) for unit in order])]


def _badness(figures: Iterable[Figure | None]) -> tuple[int, ...]:
    """Most boxes not met first, then most without data, then most partly met.

    What could still turn out better is not behind, but unknown: with what is not reported it may be met.
    """
    found = ["no_data" if one.provisional else one.status for one in figures if one]
    return tuple(-found.count(status) for status in ("not_met", "no_data", "partly_met"))


def _figures(context: Context, table: FigureTable, area: str) -> list[Figure | None]:
    catalogue, chosen = context.catalogue, context.filters.period
    return [table.get((one.id, area, period_of_figure(catalogue, one, chosen))) for one in catalogue.indicators]


def _row(
    context: Context,
    table: FigureTable,
    earlier: FigureTable | None,
    area: str,
    name: str,
    kind: str | None = None,
) -> Node:
    one_unit = context.catalogue.units_of(area) == (area,)
    link = element("a", name, href=context.links.to("committee", area=area)) if one_unit else name
    figures = _figures(context, table, area)
    cells = [element("td", cell(one, context, _tip(context, table, one), earlier)) for one in figures]
    return element("tr", element("th", link, scope="row"), cells, class_=classes(kind) or None)


def _tip(context: Context, table: FigureTable, figure: Figure | None) -> str:
    """The box in words, and the figure of each hand-in period, or of the indicator's own where that is longer."""
    if figure is None:
        return ""
    indicator = context.catalogue.indicator(figure.indicator)
    told = recent_periods(context, indicator)[-TOLD_AT_MOST:]
    past = (table.get((figure.indicator, figure.area, code)) for code in told)
    title = indicator.title[context.language.code]
    heading = f"{context.area_name(figure.area)} · {title}\n{in_words(figure, context)}"
    return history([one for one in past if one], context, heading)


def trend_periods(context: Context, indicator: Indicator) -> tuple[str, ...]:
    """The periods that a trend is shown by: the hand-in periods, or the indicator's own where those are longer."""
    return trend_codes(context.catalogue, indicator)


def recent_periods(context: Context, indicator: Indicator) -> tuple[str, ...]:
    """Those of the same that are laid out at once: all, or in a long programme the last up to the chosen one."""
    filters = context.filters
    return shown_trend(context.catalogue, indicator, filters.period, filters.as_of)


def _laid_out(context: Context, indicator: Indicator) -> tuple[str, ...]:
    """The periods whose figures a row shows: of the chosen one in its box, of the others in its tip."""
    chosen = period_of_figure(context.catalogue, indicator, context.filters.period)
    return tuple(dict.fromkeys((chosen, *recent_periods(context, indicator)[-TOLD_AT_MOST:])))


__all__ = ["STATUSES", "fetch_matrix", "matrix", "recent_periods", "trend_periods"]
