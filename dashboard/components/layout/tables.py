"""A look into a public table before it is taken away."""

from __future__ import annotations

from dashboard.components.layout.markup import Node, element
from dashboard.model.context import Context
from dashboard.state.service import TableHead


def preview(context: Context, head: TableHead, count: int) -> Node:
    """The first rows as they stand in the file, and how many follow; `count` is how many the table has."""
    language = context.language
    heads = [element("th", column, scope="col") for column in head.columns]
    rows = [element("tr", [element("td", text) for text in row]) for row in head.rows]
    left = count - len(head.rows)
    more = element("p", language.say("export.more", count=left), class_="muted small") if left > 0 else None
    caption = language.say("export.preview", name=head.name, rows=language.say("export.rows", count=count))
    grid = element("table", element("caption", caption), element("thead", element("tr", heads)),
                   element("tbody", rows), class_="plain preview")  # fmt: skip
    box = element("div", grid, class_="scroller tall", tabindex="0", role="region", aria_label=caption)
    return element("div", box, more)
