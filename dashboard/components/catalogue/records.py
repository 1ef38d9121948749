"""What is handed in: each record kind with its columns, as the catalogue declares them."""

from __future__ import annotations

from dashboard.components.layout.markup import Node, element
from dashboard.model.context import Context
from dashboard.model.selection import MOST_SHOWN
from etl.formats.form_sheets import help_of
from indicators.model import Column, RecordKind


def record_kind(context: Context, kind: RecordKind) -> Node:
    """A record kind: what it is about, and its columns."""
    language, code = context.language, context.language.code
    form = context.catalogue.form_of(kind.id).label[code]
    heads = [element("th", language.say(f"record.{name}"), scope="col") for name in ("column", "type", "help")]
    rows = [_column(context, kind, column) for column in kind.columns]
    return element(
        "details",
        element("summary", kind.label[code], " ", element("span", form, class_="tag")),
        element("p", kind.description[code]),
        element("table", element("thead", element("tr", heads)), element("tbody", rows), class_="plain stacks"),
        class_="entry",
    )


def _column(context: Context, kind: RecordKind, column: Column) -> Node:
    language, code = context.language, context.language.code
    codes = context.catalogue.codes(column)
    names = ", ".join(one.label[code] for one in codes[:MOST_SHOWN])
    if len(codes) > MOST_SHOWN:
        names = f"{names} {language.say('todo.more', count=len(codes) - MOST_SHOWN)}"
    what = language.say(f"record.type_{column.type}") + (f": {names}" if names else "")
    star = element("span", language.say("record.required"), class_="tag") if column.required else None
    name = element("th", column.label[code], " ", star, element("div", element("code", column.id), class_="rest"),
                   scope="row")  # fmt: skip
    return element("tr", name, element("td", what), element("td", help_of(kind, column)[code]))
