"""The reference sheet of a measure: what is shown of which rows, and how far it can be compared."""

from __future__ import annotations

from dashboard.components.layout.markup import Node, element
from dashboard.model.context import Context
from indicators.model import Measure


def measure_sheet(context: Context, measure: Measure) -> Node:
    """Every field, under its name."""
    language, code = context.language, context.language.code
    newest_first = sorted(measure.changes, key=lambda change: change.date, reverse=True)
    changes = [element("li", f"{language.date(one.date)}: {one.what[code]} {one.why[code]}") for one in newest_first]
    series = [element("li", one.label[code]) for one in measure.lanes]
    breaks = [element("li", one.why[code]) for one in measure.breaks]
    assumptions = [element("li", one.text[code]) for one in measure.assumptions]
    fields: list[tuple[str, str | Node | None]] = [
        ("id", element("code", measure.id)),
        ("definition", measure.definition[code]),
        ("rationale", measure.rationale[code]),
        ("unit_of_measure", measure.unit_of_measure[code]),
        ("data_source", measure.data_source[code]),
        ("series", element("ul", series) if series else None),
        ("breaks", element("ul", breaks) if breaks else None),
        ("assumptions", element("ul", assumptions) if assumptions else None),
        ("known_limitations", measure.known_limitations[code]),
        ("comparability", measure.comparability[code]),
        ("changes", element("ul", changes)),
        ("last_updated", language.date(measure.last_updated)),
    ]
    pairs = [(element("dt", language.say(f"sheet.{name}")), element("dd", said)) for name, said in fields if said]
    return element("dl", pairs, class_="sheet")
