"""The map of groups that lie over others: which group each tile belongs to, and where that does not hold exactly."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.components.layout.markup import Node, element
from dashboard.model.context import Context
from indicators.model import Unit

SHADES = 6
"""How many groups can be told apart by their shade; the name in each tile tells them in any case."""


def cover_map(context: Context, groups: Sequence[Unit]) -> Node | None:
    """One tile a unit, shaded and named by the group that covers it, with the footnotes; None where none covers any."""
    code, say = context.language.code, context.language.say
    owners = {name: (number, one) for number, one in enumerate(groups) for name in one.covers}
    tiles = [unit for unit in context.catalogue.programme.areas.units if unit.tile and unit.id in owners]
    if not tiles:
        return None
    box = element("div", [_tile(unit, *owners[unit.id], code) for unit in tiles], class_="tiles", role="group",
                  aria_label=say("tools.map"))  # fmt: skip
    lines = [
        element("li", element("b", one.label[code]), ": ", context.area_names(one.covers) + ".",
                element("span", f" {one.note[code]}", class_="footnote") if one.note else None)
        for one in groups if one.covers
    ]  # fmt: skip
    return element("section", box, element("ul", lines, class_="small"))


def _tile(unit: Unit, number: int, group: Unit, code: str) -> Node:
    column, row = (str(place + 1) for place in unit.tile or (0, 0))
    name, of = unit.label[code], group.label[code]
    return element(
        "span",
        element("span", name, class_="place"),
        " ",
        element("span", of, class_="count"),
        class_=f"cell shade-{number % SHADES}", style_column=column, style_row=row,
    )  # fmt: skip
