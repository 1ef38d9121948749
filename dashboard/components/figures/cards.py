"""The matrix on a telephone: a card a unit, in the same order, with what fails as chips."""

from __future__ import annotations

from dashboard.components.figures.cells import count, explain_link, figure_sign, glyph, in_words
from dashboard.components.figures.overview_data import Shown
from dashboard.components.layout.markup import Node, element
from dashboard.model.context import Context
from dashboard.model.selection import period_of_figure
from etl.figures.read_api import Figure


def cards(context: Context, shown: Shown) -> Node:
    """One card a unit; the style sheet shows them where the matrix has no room."""
    entries = [element("li", _card(context, shown, unit)) for unit in shown.order]
    return element("ol", entries, class_="cards", aria_label=context.language.say("matrix.cards"))


def _card(context: Context, shown: Shown, unit: str) -> tuple[Node | None, ...]:
    language, one = context.language, shown.standings[unit]
    link = element("a", context.area_name(unit), href=context.links.to("committee", area=unit))
    since = language.say("matrix.behind_since", date=language.short_date(one.since)) if one.since else None
    figures = [
        shown.table.get((indicator.id, unit, period_of_figure(context.catalogue, indicator, context.filters.period)))
        for indicator in context.catalogue.indicators
    ]
    chips = [_chip(context, figure) for figure in figures if figure and figure.graded == "not_met"]
    chips += [_chip(context, figure) for figure in figures if figure and figure.graded == "partly_met"]
    rest = [("no_data", "matrix.unknown", one.unknown), ("met", "matrix.met", one.met)]
    chips += [
        element("span", glyph(status), " ", language.say(key, count=number), class_=f"chip {status}")
        for status, key, number in rest
        if number
    ]
    head = element("h3", link, " ", element("span", since, class_="since-when") if since else None)
    return head, element("p", chips, class_="chips") if chips else None


def _chip(context: Context, figure: Figure) -> Node:
    indicator = context.catalogue.indicator(figure.indicator)
    words = f"{indicator.short[context.language.code]} {count(figure, context)}"
    return element("a", figure_sign(figure), " ", words, class_=f"chip {figure.status}",
                   href=explain_link(figure, context), aria_label=f"{words}: {in_words(figure, context)}")  # fmt: skip
