"""The rows that a measure is made of, and the points of its axis, as of a date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from etl.figures.read_api import Figures, SourceRow
from indicators.keys import fold_key
from indicators.language import language
from indicators.loose_dates import possible_days
from indicators.model import Catalogue, Column, Measure, RecordKind, Words


@dataclass(frozen=True)
class Row:
    """An accepted row: the unit, the period that it was handed in for, its values."""

    source: SourceRow
    unit: str
    period: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Point:
    """A point of a measure's axis in one unit. `stands_alone` where it is one even without values."""

    unit: str
    key: str
    label: Words
    first_day: date | None = None
    last_day: date | None = None
    place: int = 0
    rows: tuple[Row, ...] = ()
    stands_alone: bool = False

    @property
    def order(self) -> tuple[object, ...]:
        """Points stand by their first possible day, those of unknown date last, then as their code list does."""
        return (self.first_day is None, self.first_day or date.max, self.place, self.key)


def current_rows(figures: Figures, kind: RecordKind, as_of: date, *, is_cited: bool) -> tuple[Row, ...]:
    """The rows that hold on a day: of a standing kind each unit's latest sheet; else each key's latest row."""
    rows = [
        Row(SourceRow(one["submission"], kind.id, one["row"]), one["qark"], one["period"], one)
        for one in figures.measured(kind.id, as_of, is_cited=is_cited)
    ]
    rows.sort(key=lambda row: (row.unit, row.period, row.source))
    if kind.standing:
        return tuple(rows)
    by_key: dict[object, Row] = {}
    for row in rows:
        by_key[(row.unit, *(text_of(row.values[name]) for name in kind.unique)) if kind.unique else row.source] = row
    return tuple(by_key.values())


def text_of(value: object) -> str:
    """A value as keys compare it: empty for none."""
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else fold_key(str(value))


def matches(kind: RecordKind, row: Row, where: Mapping[str, str]) -> bool:
    """Whether a row has the values that a filter asks for; texts compare as keys."""
    return all(text_of(row.values[kind.column(name).id]) == fold_key(value) for name, value in where.items())


def cited(measure: Measure, rows: tuple[Row, ...]) -> tuple[str, str, str]:
    """Document, place and words of some rows; where they differ, side by side."""
    if measure.cite is None:
        return "", "", ""
    columns = (measure.cite.source, measure.cite.place, measure.cite.words)
    found = [list(dict.fromkeys(str(row.values[one]) for row in rows if row.values.get(one))) for one in columns]
    source, place, words = ("; ".join(texts) for texts in found)
    return source, place, words


@dataclass(frozen=True)
class Axis:
    """The points of a measure, unit by unit, and the rows at each."""

    by_unit: Mapping[str, tuple[Point, ...]]
    rows: Mapping[tuple[str, str], tuple[Row, ...]]

    @staticmethod
    def of(figures: Figures, measure: Measure, rows: tuple[Row, ...], as_of: date) -> Axis:
        """The axis of a measure: the rows of `points`, or whatever points its own rows name."""
        catalogue, kind = figures.catalogue, figures.catalogue.record(measure.record)
        known = [row for row in rows if _is_known(row, measure.date, as_of)]
        key = measure.at or measure.date
        at: dict[tuple[str, str], tuple[Row, ...]] = {}
        for row in known:
            place = (row.unit, text_of(row.values[key]) if key else "")
            at[place] = (*at.get(place, ()), row)
        if measure.points is None:
            found = [_point(catalogue, kind, (key, measure.date), of_point[0]) for of_point in at.values()]
        else:
            points, own = measure.points, catalogue.record(measure.points.record)
            standing = current_rows(figures, own, as_of, is_cited=measure.cite is not None)
            found = [
                _point(catalogue, own, (points.key, points.date), row, stands_alone=True)
                for row in standing
                if _is_known(row, points.date, as_of)
            ]
        by_unit: dict[str, list[Point]] = {}
        for point in sorted(found, key=lambda one: one.order):
            by_unit.setdefault(point.unit, []).append(point)
        return Axis({unit: tuple(points) for unit, points in by_unit.items()}, at)

    def points(self, unit: str) -> tuple[Point, ...]:
        """The points of a unit, in order."""
        return self.by_unit.get(unit, ())

    def rows_at(self, point: Point) -> tuple[Row, ...]:
        """The measure's rows at a point."""
        return self.rows.get((point.unit, fold_key(point.key)), ())


def _is_known(row: Row, column: str | None, as_of: date) -> bool:
    """Whether what a row is about had happened by a day: its first possible day had come, or nobody knows when."""
    days = _days(row.values[column]) if column else None
    return days is None or days[0] <= as_of


def _days(value: object) -> tuple[date, date] | None:
    if value is None:
        return None
    return (value, value) if isinstance(value, date) else possible_days(str(value))


def _point(
    catalogue: Catalogue, kind: RecordKind, columns: tuple[str | None, str | None], row: Row, *,
    stands_alone: bool = False,
) -> Point:  # fmt: skip
    """The point that a row stands at or is."""
    key, dated = columns
    value = row.values[key] if key else None
    column = kind.column(key) if key else None
    days = _days(row.values[dated]) if dated else None
    codes = [code.id for code in catalogue.codes(column)] if column else []
    return Point(
        unit=row.unit,
        key="" if value is None else value.isoformat() if isinstance(value, date) else str(value),
        label=_label(catalogue, column, value, row.unit),
        first_day=days[0] if days else None,
        last_day=days[1] if days else None,
        place=codes.index(value) if value in codes else 0,
        rows=(row,),
        stands_alone=stands_alone,
    )


def _label(catalogue: Catalogue, column: Column | None, value: object, unit: str) -> Words:
    """A point's name: a code's label, a date in words, a text as it was typed; without a key, the unit's."""
    if column is None:
        return catalogue.area_labels[unit]
    if value is None:
        return Words.each(lambda code: language(code).say("measure.undated"))
    labels = {code.id: code.label for code in catalogue.codes(column)}
    if str(value) in labels:
        return labels[str(value)]
    if column.type in ("date", "loose_date"):
        return Words.each(lambda code: language(code).loose_date(str(value)))
    return Words.each(lambda _code: str(value))
