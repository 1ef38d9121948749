"""What changed since another day: in a sentence, and each figure before and after."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from dashboard.components.figures.cells import box_class, changed_sign, count, figure_sign, in_words, open_end
from dashboard.components.layout.markup import Node, element
from dashboard.components.layout.paging import shown_units
from dashboard.model.context import Context, FigureTable
from dashboard.model.selection import figure_periods, period_of_figure
from etl.figures.read_api import Figure
from etl.what_if.changes import FigureChange, Kind, changes
from indicators.model import Catalogue

KINDS: tuple[Kind, ...] = ("falls", "rises", "becomes_known", "falls_due", "other", "counts")


def matrix_figures(context: Context, table: FigureTable) -> tuple[Figure, ...]:
    """The figures of the matrix: every unit by every indicator, for the chosen period."""
    catalogue = context.catalogue
    chosen = {one.id: period_of_figure(catalogue, one, context.filters.period) for one in catalogue.indicators}
    units = shown_units(context, area=context.filters.area)
    found = (table.get((one, unit, period)) for unit in units for one, period in chosen.items())
    return tuple(one for one in found if one)


def own_figures(catalogue: Catalogue, table: FigureTable, area: str) -> tuple[Figure, ...]:
    """Every figure of an area, in the order of the indicators and of their periods."""
    found = (table.get((one.id, area, code)) for one in catalogue.indicators for code in figure_periods(catalogue, one))
    return tuple(one for one in found if one)


def changes_section(
    context: Context, figures: Sequence[Figure], earlier: FigureTable, *, with_area: bool = True
) -> Node | None:
    """How some figures differ from the `earlier` ones; None where no day to compare with is chosen."""
    since = context.filters.since
    if since is None:
        return None
    before = (earlier.get((one.indicator, one.area, one.period)) for one in figures)
    found = changes([one for one in before if one], figures)
    found = tuple(sorted(found, key=lambda one: KINDS.index(one.kind)))
    title = context.language.say("since.heading", date=context.language.date(since))
    return element(
        "section",
        element("h2", title),
        element("p", _sentence(context, found, len(figures)), class_="wide"),
        _table(context, found, title, with_area=with_area) if found else None,
    )


def changes_legend(context: Context) -> Node | None:
    """What the mark of a changed box means, for pages without the matrix's legend."""
    sign = changed_sign(context)
    return element("ul", sign, class_="legend") if sign else None


def _sentence(context: Context, found: Sequence[FigureChange], total: int) -> str:
    language, filters = context.language, context.filters
    days = {"since": language.date(filters.since or filters.as_of), "date": language.date(filters.as_of)}
    if not found:
        return language.say("since.unchanged", total=total, **days)
    counted = Counter(one.kind for one in found)
    kinds = [language.say(f"since.counted.{kind}", count=counted[kind]) for kind in KINDS if kind in counted]
    return language.say("since.changed", count=len(found), total=total, kinds=", ".join(kinds), **days)


def _table(context: Context, found: Sequence[FigureChange], title: str, *, with_area: bool) -> Node:
    language, filters = context.language, context.filters
    days = [language.say("since.as_of", date=language.short_date(day)) for day in (filters.since, filters.as_of) if day]
    names = [language.say("since.committee")] if with_area else []
    names += [language.say("since.figure"), *days, language.say("since.change")]
    heads = [element("th", name, scope="col") for name in names]
    rows = [_row(context, one, with_area=with_area) for one in found]
    grid = element("table", element("caption", language.say("since.caption")), element("thead", element("tr", heads)),
                   element("tbody", rows), class_="plain stacks since")  # fmt: skip
    return element("div", grid, class_="scroller tall", tabindex="0", role="region", aria_label=title)


def _row(context: Context, one: FigureChange, *, with_area: bool) -> Node:
    language, filters = context.language, context.filters
    what = f"{context.catalogue.indicator(one.indicator).short[language.code]} · {language.period(one.period)}"
    area = element("th", context.area_name(one.area), scope="row") if with_area else None
    since = filters.since.isoformat() if filters.since else None
    place = {"indicator": one.indicator, "area": one.area, "period": one.period}
    then = context.links.to("explain", **place, as_of=since, since=None)
    return element(
        "tr",
        area,
        element("td", what) if with_area else element("th", what, scope="row"),
        element("td", box_in_words(context, one.before, then)),
        element("td", box_in_words(context, one.after, context.links.to("explain", **place))),
        element("td", element("span", language.say(f"since.kind.{one.kind}"), class_=f"tag {one.kind}")),
    )


def box_in_words(context: Context, figure: Figure | None, href: str | None = None) -> Node | None:
    """A figure as in the matrix, with its status in words beside it, which open the address where one is given."""
    if figure is None:
        return None
    more = open_end(figure, context.language)
    sign = element("span", figure_sign(figure), count(figure, context), class_="sum")
    box = element("span", sign, element("small", more, class_="more") if more else None, class_=box_class(figure),
                  aria_hidden="true")  # fmt: skip
    words = in_words(figure, context)
    said = element("a", words, href=href, class_="small") if href else element("span", words, class_="small")
    return element("div", box, said, class_="in-words")
