"""A unit's box on a map: its name, and the glyph and n/N of its figure; on tiles and inside borders alike."""

from __future__ import annotations

from dashboard.components.figures.cells import box_class, explain_link, figure_sign, in_words, shown_text
from dashboard.components.layout.markup import Node, element
from dashboard.model.context import Context
from etl.figures.read_api import Figure


def unit_box(context: Context, unit: str, figure: Figure | None, **place: str) -> Node:
    """The box, which opens the figure's explanation; the name alone where the unit has no such figure.

    `place` says where it stands, as attributes such as `style_left`.
    """
    name = context.area_name(unit)
    if figure is None:
        return element("span", name, class_="cell none", **place)
    fraction = shown_text(figure, context)
    words = in_words(figure, context)
    return element(
        "a",
        element("span", name, class_="place"),
        " ",
        element("span", figure_sign(figure), fraction, class_="count"),
        class_=box_class(figure), href=explain_link(figure, context), aria_label=f"{name} {fraction}: {words}",
        data_tip=f"{name}: {words}", **place,
    )  # fmt: skip
