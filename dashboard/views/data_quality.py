"""Data quality: who has reported what, what was rejected or superseded, came back-dated, or is odd."""

from __future__ import annotations

from dashboard.components.markup import Node, element
from dashboard.components.page import show_drawn
from dashboard.components.quality import coverage, odd_table, quality_sentence, submission_table
from dashboard.context import Context
from dashboard.service import findings, odd_values, submissions


def render(context: Context) -> None:
    """Draw the page."""
    show_drawn("data_quality", context, _draw)


def _draw(context: Context) -> tuple[Node, ...]:
    filters, say = context.filters, context.language.say
    units = context.catalogue.units_of(filters.area)
    known = submissions(context.figures, filters.as_of)
    shown = tuple(one for one in known if one.qark is None or one.qark in units)
    return (
        element("p", quality_sentence(context, shown), class_="lead"),
        element("section", element("h2", say("quality.coverage")), coverage(context, known)),
        element(
            "section",
            element("h2", say("quality.submissions")),
            submission_table(context, shown, findings(context.figures, shown)),
        ),
        element(
            "section",
            element("h2", say("quality.odd")),
            odd_table(context, odd_values(context.figures, filters.as_of, filters.area)),
        ),
    )
