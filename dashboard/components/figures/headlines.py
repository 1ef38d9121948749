"""The headline figures, each with the span from what is confirmed to what is possible."""

from __future__ import annotations

from dashboard.components.layout.markup import Node, element
from dashboard.model.context import Context
from etl.figures.read_api import Figure
from etl.figures.wording import figure_shares
from indicators.language import Language
from indicators.model import Indicator


def headline(label: str, figure: str, note: str, *, href: str | None = None, bar: Node | None = None) -> Node:
    """One headline: what it is, the figure, and what to know about it."""
    number = element("a", figure, class_="figure", href=href) if href else element("span", figure, class_="figure")
    return element("div", element("span", label, class_="label"), number, bar, element("span", note, class_="note"),
                   class_="headline")  # fmt: skip


def value_text(figure: Figure, indicator: Indicator, language: Language) -> str:
    """A figure's share: n of N where all is known, confirmed to possible where not, its status where nothing is."""
    if figure.value is None or figure.value_high is None:
        return language.say(f"status.{figure.status}")
    if not figure.unreported:
        return language.say("headline.of", numerator=figure.numerator, denominator=figure.denominator)
    low, high = figure_shares(figure, indicator, language)
    return low if low == high else language.say("headline.range", low=low, high=high)


def note_text(figure: Figure, language: Language) -> str:
    """What stands behind a figure's share, in counts."""
    if not figure.denominator:
        return ""
    key = "headline.confirmed_open" if figure.unreported else "headline.confirmed"
    return language.say(key, numerator=figure.numerator, denominator=figure.denominator, unreported=figure.unreported)


def span_bar(figure: Figure) -> Node:
    """The bar from nothing to all: solid as far as confirmed, striped as far as possible."""
    if figure.denominator == 0:
        return element("div", class_="span", aria_hidden="true")
    sure = 100 * figure.numerator / figure.denominator
    possible = 100 * (figure.numerator + figure.unreported) / figure.denominator
    return element(
        "div",
        element("i", class_="possible", style_width=f"{possible:.2f}%"),
        element("i", class_="confirmed", style_width=f"{sure:.2f}%"),
        class_="span",
        aria_hidden="true",
    )


def figure_headline(figure: Figure, context: Context, label: str, href: str) -> Node:
    """The headline of one figure."""
    language = context.language
    shown = value_text(figure, context.catalogue.indicator(figure.indicator), language)
    return headline(label, shown, note_text(figure, language), href=href, bar=span_bar(figure))
