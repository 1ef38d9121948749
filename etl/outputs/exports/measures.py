"""Measures as public tables: `measure_values`, and `measures`: what they mean. Only where the programme has some."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date

from etl.build.catalogue_rows import measure_rows
from etl.figures.choice import Choice
from etl.figures.measures import MeasureValue, measure_values
from etl.figures.read_api import Figures
from etl.outputs.exports.public_table import Column, ColumnType, Row, Table
from indicators.languages import LANGUAGES, columns_of

VALUES, MEASURES = "measure_values", "measures"
_VALUE_COLUMNS: dict[str, ColumnType] = {
    "measure": "text", "area": "text", "point": "text", **dict.fromkeys(columns_of("label"), "text"),
    "first_day": "date", "last_day": "date", "lane": "text", "series": "text", "value": "number", "unit": "text",
    "bound": "text", "status": "text",
    **dict.fromkeys(columns_of("break_before"), "text"), "source": "text", "place": "text",
    "words": "text", "evidence": "json", "as_of": "date",
}  # fmt: skip


def measure_tables(figures: Figures, choice: Choice) -> tuple[Table, ...]:
    """The tables of a programme's measures; none where it has none. Measures have points of their own, no periods."""
    catalogue = figures.catalogue
    if not catalogue.measures:
        return ()
    chosen = tuple(one.id for one in catalogue.measures if not choice.indicators or one.id in choice.indicators)

    def read() -> Iterator[Row]:
        found = measure_values(figures, choice.as_of, chosen, choice.areas) if chosen else ()
        return (_row(one, figures, choice.as_of) for one in found)

    values = Table(VALUES, tuple(Column(*one) for one in _VALUE_COLUMNS.items()), read)
    return values, _definitions(figures, chosen)


def _row(one: MeasureValue, figures: Figures, as_of: date) -> Row:
    known = one.status == "known"
    reason = one.break_before
    evidence = json.dumps([asdict(source) for source in one.evidence])
    return (
        one.measure, one.area, one.point or None, *one.label.values(), one.first_day, one.last_day,
        one.lane or None, one.series or None, one.value, figures.catalogue.measure(one.measure).unit,
        one.bound if known else None, one.status, *(reason.values() if reason else [None] * len(LANGUAGES)),
        one.source or None, one.place or None, one.words or None, evidence, as_of,
    )  # fmt: skip


def _definitions(figures: Figures, chosen: tuple[str, ...]) -> Table:
    found = measure_rows(figures.catalogue)
    columns = tuple(Column(name, "date" if name == "last_updated" else "text") for name in found[0])
    rows: list[Row] = [tuple(row.values()) for row in found if row["measure"] in chosen]
    return Table(MEASURES, columns, lambda: rows)
