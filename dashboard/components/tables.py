"""A look into a public table before it is taken away."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.components.markup import Node, element
from dashboard.context import Context
from etl.export import Table, cell


def table_notes(context: Context, tables: Sequence[Table]) -> Node:
    """What each table holds, and how many rows it has with the present choice."""
    language = context.language
    entries = [
        element(
            "li",
            element("strong", element("code", table.name), " "),
            language.say(f"export.about.{table.name}"),
            " ",
            element("span", language.say("export.rows", count=len(table.rows)), class_="tag"),
        )
        for table in tables
    ]
    return element("ul", entries, class_="about")


def preview(context: Context, table: Table, limit: int) -> Node:
    """The first rows as they stand in the file, and how many follow."""
    heads = [element("th", column, scope="col") for column in table.columns]
    rows = [element("tr", [element("td", str(cell(value))) for value in row]) for row in table.rows[:limit]]
    left = len(table.rows) - limit
    more = element("p", context.language.say("export.more", count=left), class_="muted") if left > 0 else None
    caption = context.language.say("export.rows", count=len(table.rows))
    grid = element("table", element("caption", caption), element("thead", element("tr", heads)),
                   element("tbody", rows), class_="plain preview")  # fmt: skip
    box = element("div", grid, class_="scroller tall", tabindex="0", role="region", aria_label=table.name)
    return element("div", box, more)
