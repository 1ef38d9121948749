"""The matrix: every unit by every indicator, worst first, each cell one step from its explanation."""

from __future__ import annotations

from dashboard.components.figures.cells import STATUSES, cell, history, in_words, legend, shown_text
from dashboard.components.figures.overview_data import TOLD_AT_MOST, Shown
from dashboard.components.layout.markup import Node, classes, element
from dashboard.components.layout.paging import pager
from dashboard.model.behind import Movement, movement
from dashboard.model.context import Context, FigureTable
from dashboard.model.selection import period_before, period_of_figure, shown_trend, trend_codes
from dashboard.model.standings import behind_since
from etl.figures.labels import capitalised
from etl.figures.read_api import Figure
from indicators.model import Indicator


def matrix(context: Context, shown: Shown) -> Node:
    """The matrix with the rule of its order and its legend; what differs from the `earlier` figures carries a mark."""
    language, filters, columns = context.language, context.filters, context.catalogue.indicators
    rows = [_row(context, shown, unit) for unit in shown.order]
    whole = _row(context, shown, filters.area, "whole")
    grid = element(
        "table",
        element("caption", language.say("matrix.caption"), class_="hidden"),
        element("colgroup", element("col", class_="name"), element("col", class_="behind") if shown.is_whole else None,
                [element("col") for _ in columns]),
        element("thead", element("tr", _heads(context, shown))),
        element("tbody", rows),
        element("tbody", whole),
        class_="matrix",
    )  # fmt: skip
    scroller = element("div", grid, class_="scroller", tabindex="0", role="region",
                       aria_label=language.say("matrix.caption"))  # fmt: skip
    pages = pager(context, "overview", "large.behind", filters.area)
    return element("section", order_rule(context), scroller, pages, legend(context), class_="whole-matrix")


def order_rule(context: Context) -> Node:
    """By which rule the rows stand, and the way to the indicator that they are ordered by."""
    language, sort = context.language, context.filters.sort
    indicator = next((one for one in context.catalogue.indicators if one.id == sort), None)
    if indicator is None:
        return element("p", language.say(f"order.{sort}"), class_="order small")
    title = indicator.title[language.code]
    way = element("a", language.say("order.see"), href=context.links.to("indicator", indicator=sort))
    back = element("a", language.say("order.back"), href=context.links.to("overview", sort=None))
    return element("p", language.say("order.indicator", indicator=title), " ", way, " · ", back, class_="order small")


def _heads(context: Context, shown: Shown) -> list[Node]:
    say = context.language.say
    heads = [_head(context, "name", say("since.committee"), say("order.name"))]
    if shown.is_whole:
        heads.append(_head(context, "since", say("matrix.since"), say("order.since")))
    return heads + [_indicator_head(context, one) for one in context.catalogue.indicators]


def _indicator_head(context: Context, indicator: Indicator) -> Node:
    language = context.language
    period = period_of_figure(context.catalogue, indicator, context.filters.period)
    other = element("small", language.period(period)) if period != context.filters.period else None
    title = indicator.title[language.code]
    return _head(context, indicator.id, indicator.short[language.code],
                 f"{title}\n{language.say('order.by_this')}", other)  # fmt: skip


def _head(context: Context, sort: str, words: str, tip: str, more: Node | None = None) -> Node:
    """A head that orders the rows; of the present order it says so, and leads back to the usual one."""
    is_present = context.filters.sort == sort
    href = context.links.to("overview", sort=None if is_present else sort)
    link = element("a", words, href=href, data_tip=tip)
    direction = ("ascending" if sort in ("name", "since") else "other") if is_present else None
    return element("th", link, more, scope="col", class_="sorted" if is_present else None, aria_sort=direction)


def _row(context: Context, shown: Shown, area: str, kind: str | None = None) -> Node:
    name = context.area_name(area)
    one_unit = context.catalogue.units_of(area) == (area,)
    link = element("a", name, href=context.links.to("committee", area=area)) if one_unit else name
    since = element("td", _since(context, shown, area), class_="behind") if shown.is_whole else None
    found = [
        (one, shown.table.get((one.id, area, period_of_figure(context.catalogue, one, context.filters.period))))
        for one in context.catalogue.indicators
    ]
    cells = [element("td", _cell(context, shown, one, figure)) for one, figure in found]
    return element("tr", element("th", link, scope="row"), since, cells, class_=classes(kind) or None)


def _since(context: Context, shown: Shown, area: str) -> str | None:
    """From when on a unit is behind: on the indicator that orders the rows, or on any."""
    standing = shown.standings.get(area)
    if standing is None:
        return None
    day = standing.since
    for one in context.catalogue.indicators:
        if one.id == context.filters.sort:
            period = period_of_figure(context.catalogue, one, context.filters.period)
            figure = shown.table.get((one.id, area, period))
            day = behind_since(context.catalogue, figure, shown.owed) if figure else None
    return context.language.short_date(day) if day else None


def _cell(context: Context, shown: Shown, indicator: Indicator, figure: Figure | None) -> Node:
    if figure is None:
        return cell(None, context)
    moved = _moved(context, shown, indicator, figure)
    return cell(figure, context, _tip(context, shown, figure, moved), shown.earlier, moved)


def _moved(context: Context, shown: Shown, indicator: Indicator, figure: Figure) -> tuple[Movement, str] | None:
    """Where a figure went since the day to compare with, or, where none is chosen, since the period before."""
    since, language = context.filters.since, context.language
    if since is not None:
        before, when = shown.earlier.get((figure.indicator, figure.area, figure.period)), language.date(since)
    else:
        code = period_before(context.catalogue, indicator, figure.period)
        before = shown.table.get((figure.indicator, figure.area, code)) if code else None
        when = language.period(code) if code else ""
    way = movement(before, figure)
    if before is None or way is None:
        return None
    return way, language.say(f"matrix.moved.{way}", when=when, before=shown_text(before, context))


def _tip(context: Context, shown: Shown, figure: Figure, moved: tuple[Movement, str] | None) -> str:
    """The box in words, since when it is so, where it went, and the figure of each hand-in period."""
    language, indicator = context.language, context.catalogue.indicator(figure.indicator)
    told = recent_periods(context, indicator)[-TOLD_AT_MOST:]
    past = (shown.table.get((figure.indicator, figure.area, code)) for code in told)
    title = f"{context.area_name(figure.area)} · {indicator.title[language.code]}"
    day = behind_since(context.catalogue, figure, shown.owed) if figure.area in shown.standings else None
    since = language.say("matrix.behind_since", date=language.date(day)) if day else ""
    lines = (title, in_words(figure, context), capitalised(since), capitalised(moved[1]) if moved else "")
    return history([one for one in past if one], context, "\n".join(one for one in lines if one))


def trend_periods(context: Context, indicator: Indicator) -> tuple[str, ...]:
    """The periods that a trend is shown by: the hand-in periods, or the indicator's own where those are longer."""
    return trend_codes(context.catalogue, indicator)


def recent_periods(context: Context, indicator: Indicator) -> tuple[str, ...]:
    """Those of the same that are laid out at once: all, or in a long programme the last up to the chosen one."""
    filters = context.filters
    return shown_trend(context.catalogue, indicator, filters.period, filters.as_of)


__all__ = ["STATUSES", "FigureTable", "matrix", "order_rule", "recent_periods", "trend_periods"]
