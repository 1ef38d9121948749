"""What is shown of a programme that owes nothing where others have figures: that, and where its measures stand."""

from __future__ import annotations

from dashboard.components.layout.markup import element
from dashboard.components.layout.page import show_page
from dashboard.model.context import Context


def render(context: Context) -> None:
    """Draw the page."""
    say = context.language.say
    name = context.catalogue.programme.short_title[context.language.code]
    way = element("a", say("measures_only.way"), href=context.links.to("coordination_tools"))
    show_page(
        "measures_only",
        context,
        element("h2", say("measures_only.heading", programme=name)),
        element("p", say("measures_only.about"), class_="lead"),
        element("p", way, class_="ways"),
    )
