"""The map by the borders that a user gave: the same boxes as on the tiles, each inside its unit's own outline."""

from __future__ import annotations

from collections.abc import Mapping

from dashboard.components.figures.cells import box_class, explain_link, in_words
from dashboard.components.figures.unit_box import unit_box
from dashboard.components.layout.markup import Node, classes, element
from dashboard.model.borders import Outline, drawing
from dashboard.model.context import Context
from etl.figures.read_api import Figure
from etl.formats.boundaries import FILE, MEGABYTES, Boundaries, BoundaryFault


def boundary_map(context: Context, figures: Mapping[str, Figure | None], boundaries: Boundaries) -> Node:
    """The outlines, and over them a box for each unit, which is what is read, heard and reached by keyboard."""
    drawn = drawing(boundaries)
    # What could still change is drawn last, so that no neighbour covers its frame.
    last = sorted(drawn.outlines, key=lambda unit: bool((one := figures.get(unit)) and one.provisional))
    shapes = [_shape(context, unit, drawn.outlines[unit], figures.get(unit)) for unit in last]
    size = f"0 0 {drawn.width:g} {drawn.height:g}"
    picture = element("svg", _hatch(), shapes, viewBox=size, aria_hidden="true", focusable="false")
    boxes = [
        unit_box(context, unit.id, figures.get(unit.id), style_left=f"{place.left:.2%}", style_top=f"{place.top:.2%}")
        for unit in context.catalogue.programme.areas.units
        if (place := drawn.outlines.get(unit.id))
    ]
    return element("div", picture, boxes, class_="borders", role="group", aria_labelledby="map")


def _hatch() -> Node:
    """The hatching of what nobody knows, as on every other box without data."""
    stripe = element("path", d="M0 0H5V10H0Z")
    ground = element("path", d="M0 0H10V10H0Z", class_="ground")
    pattern = element("pattern", ground, stripe, id="map-no-data", width="10", height="10",
                      patternUnits="userSpaceOnUse", patternTransform="rotate(45)")  # fmt: skip
    return element("defs", pattern)


def _shape(context: Context, unit: str, outline: Outline, figure: Figure | None) -> Node:
    if figure is None:
        return element("path", d=outline.path, class_="none")
    path = element("path", d=outline.path, class_=classes(*box_class(figure).split()[1:]))
    tip = f"{context.area_name(unit)}: {in_words(figure, context)}"
    return element("a", path, href=explain_link(figure, context), tabindex="-1", data_tip=tip)


def fault_notice(context: Context, fault: BoundaryFault) -> Node:
    """Why the borders are not drawn: which units, and what to do."""
    names = ", ".join(f"{context.area_name(unit)} ({unit})" for unit in fault.units)
    example = context.catalogue.programme.areas.units[0].id
    text = context.language.say(f"borders.{fault.rule}", file=FILE, units=names, limit=MEGABYTES, example=example)
    return element("p", text, class_="notice", role="status")
