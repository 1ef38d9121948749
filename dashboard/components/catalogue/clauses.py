"""The clause of the Strategy that a duty rests on, quoted, with its place."""

from __future__ import annotations

from dashboard.components.layout.markup import Node, element
from dashboard.model.context import Context
from indicators.model import ENGLISH, Indicator


def clause(context: Context, indicator: Indicator) -> Node:
    """The quoted words and where they stand; the words stay in the language of the source."""
    quoted = indicator.legal_clause
    titles = {source.id: source.title for source in context.catalogue.programme.sources}
    place = element("cite", f"{titles.get(quoted.source, quoted.source)}. {quoted.section}")
    return element("blockquote", element("p", f"“{quoted.words}”", lang=ENGLISH), place)
