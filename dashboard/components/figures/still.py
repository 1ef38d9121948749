"""Whether a unit's figures of the chosen period can still be met: a line for each that leaves something to say."""

from __future__ import annotations

from collections.abc import Mapping

from dashboard.components.layout.markup import Node, element
from dashboard.model.context import Context
from dashboard.model.selection import period_of_figure
from etl.what_if.attainable import Attainable, Box
from etl.what_if.attainable_wording import attainable_sentence


def still_boxes(context: Context) -> tuple[Box, ...]:
    """The figures of duties that answer for the chosen period."""
    catalogue, chosen = context.catalogue, context.filters.period
    return tuple((one.id, period_of_figure(catalogue, one, chosen)) for one in catalogue.indicators if one.is_duty)


def still_section(context: Context, found: Mapping[Box, Attainable]) -> Node | None:
    """The section; None where nothing is left to say of any."""
    language, catalogue = context.language, context.catalogue
    rows = []
    for (name, period), one in found.items():
        indicator = catalogue.indicator(name)
        if said := attainable_sentence(one, indicator, language):
            link = element("a", indicator.short[language.code],
                           href=context.links.to("explain", indicator=name, period=period))  # fmt: skip
            rows.append(element("tr", element("th", link, scope="row"), element("td", said)))
    if not rows:
        return None
    title = language.say("committee.still", period=language.period(context.filters.period))
    table = element("table", element("caption", language.say("attainable.note")), element("tbody", rows),
                    class_="plain stacks still")  # fmt: skip
    return element("section", element("h2", title), table)
