"""The head of every page: what the data is, what the page answers, and what of the address could not be taken."""

from __future__ import annotations

from collections.abc import Iterable

from dashboard.addresses import Page
from dashboard.components.markup import Node, element
from dashboard.context import Context


def heading(context: Context, page: Page) -> tuple[Node | None, ...]:
    """The banner over demonstration data, the page's question, and the programme."""
    language, filters, programme = context.language, context.filters, context.catalogue.programme
    code = language.code
    values = {
        "area": context.area_name(),
        "indicator": context.catalogue.indicator(filters.indicator).title[code],
        "programme": programme.short_title[code],
        "period": language.period(filters.period),
        "date": language.date(filters.as_of),
        "count": len(programme.areas.units),
        "unit": programme.areas.unit_name[code],
    }
    banner = element("p", language.say("product.demonstration"), class_="banner", role="note")
    return (
        banner if context.figures.demonstration else None,
        element("h1", language.say(f"page.{page.id}.heading", **values)),
        element("p", language.say(f"page.{page.id}.subtitle", **values), class_="subtitle"),
    )


def notices(texts: Iterable[str]) -> tuple[Node, ...]:
    """What could not be taken from the address."""
    return tuple(element("p", text, class_="notice", role="status") for text in texts)
