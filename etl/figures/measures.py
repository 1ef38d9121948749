"""Measures as of a date: what documents state and rows add up to, with bounds, breaks and points without data.

The read API for pages, exports and commands. A measure grades nobody and is never added over areas. Where nothing was
stated there is no data, never zero; a count of rows is zero only where the kind has rows at that point and none fits.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from etl.figures.measure_rows import Axis, Point, Row, cited, current_rows, matches
from etl.figures.people_counts import PeopleCounts
from etl.figures.read_api import Figures, SourceRow
from indicators.keys import fold_key
from indicators.language import language
from indicators.model import Break, Catalogue, Lane, Measure, Share, Words

BoundName = Literal["exact", "lower", "upper"]
Status = Literal["known", "no_data", "suppressed"]


@dataclass(frozen=True)
class MeasureValue:
    """One value of a measure at a point, or that there is none.

    `point` is the key, `label` names it for people. `first_day` and `last_day` are the days between which it lies; None
    where nothing is known of its date. `series` is the code that was counted, `lane` the line it belongs to. With the
    bound `lower` the truth is more than `value`, with `upper` less. `value` is None where there is no data, or where it
    is suppressed because it counts too few people. `break_before` says why this value is not to be compared with the
    one before it.
    """

    measure: str
    area: str
    point: str
    label: Words
    first_day: date | None
    last_day: date | None
    lane: str = ""
    series: str = ""
    value: float | None = None
    bound: BoundName = "exact"
    break_before: Words | None = None
    status: Status = "no_data"
    source: str = ""
    place: str = ""
    words: str = ""
    evidence: tuple[SourceRow, ...] = ()


@dataclass(frozen=True)
class Stated:
    """A number with its bound, from the rows it rests on."""

    number: float | None
    bound: BoundName
    rows: tuple[Row, ...]
    series: str = ""


def measure_values(
    figures: Figures, as_of: date, measures: Sequence[str] = (), areas: Sequence[str] = ()
) -> tuple[MeasureValue, ...]:
    """The values of the chosen measures and areas (none chosen: all), in the order of measures, units, points, lanes.

    An area stands for the units in it; values stay those of the units. KeyError for an unknown measure or area.
    """
    catalogue = figures.catalogue
    chosen = [catalogue.measure(name) for name in measures] or list(catalogue.measures)
    units = {unit for area in areas for unit in catalogue.units_of(area)} if areas else None
    counts = figures.people(as_of) if any(_counts_people(one, catalogue) for one in chosen) else PeopleCounts()
    found = (value for measure in chosen for value in _Measured(figures, measure, as_of, counts).values())
    return tuple(value for value in found if units is None or value.area in units)


def _counts_people(measure: Measure, catalogue: Catalogue) -> bool:
    value = measure.value
    column = value.column or (value.share.column if value.share else None)
    return column is not None and catalogue.record(measure.record).column(column).counts is not None


class _Measured:
    """One measure with the rows that it is made of."""

    def __init__(self, figures: Figures, measure: Measure, as_of: date, counts: PeopleCounts) -> None:
        self.catalogue: Catalogue = figures.catalogue
        self.measure = measure
        self.kind = self.catalogue.record(measure.record)
        self.counts = counts
        self.rows = current_rows(figures, self.kind, as_of, is_cited=measure.cite is not None)
        self.axis = Axis.of(figures, measure, self.rows, as_of)
        self.lanes: tuple[Lane | None, ...] = measure.lanes or (None,)

    def values(self) -> Iterator[MeasureValue]:
        """Every value, point after point, with the breaks between them."""
        for unit in self.catalogue.programme.areas.units:
            found = [
                value
                for point in self.axis.points(unit.id)
                for lane in self.lanes
                for value in self._at(point, lane, self.axis.rows_at(point))
            ]
            yield from self._with_breaks(found)

    def _at(self, point: Point, lane: Lane | None, rows: tuple[Row, ...]) -> Iterator[MeasureValue]:
        """The values of a point and lane; one without data where none is stated and the point exists all the same."""
        own = tuple(row for row in rows if self._is_of(row, lane) and matches(self.kind, row, self.measure.where))
        value = self.measure.value
        stated: list[Stated] = []
        if value.column is not None:
            stated = [self._number(row, value.column) for row in own]
        elif value.share is not None:
            stated = self._share(own, value.share)
        elif rows:
            stated = [Stated(float(len(own)), "exact", own)]
        if not stated and point.stands_alone:
            stated = [Stated(None, "exact", ())]
        for one in stated:
            yield self._value(point, lane, one)

    def _is_of(self, row: Row, lane: Lane | None) -> bool:
        return lane is None or row.values[self.measure.series or ""] in lane.codes

    def _number(self, row: Row, column: str) -> Stated:
        number = row.values[column]
        series = str(row.values[self.measure.series] or "") if self.measure.series else ""
        return Stated(None if number is None else float(number), self._bound(row), (row,), series)

    def _bound(self, row: Row) -> BoundName:
        bound = self.measure.bound
        code = row.values[bound.column] if bound else None
        if bound and code in bound.lower:
            return "lower"
        return "upper" if bound and code in bound.upper else "exact"

    def _share(self, rows: tuple[Row, ...], share: Share) -> list[Stated]:
        """Parts of a hundred; none where neither part is stated, no number where one is missing or bounds disagree."""
        above = [self._number(row, share.column) for row in rows if matches(self.kind, row, share.numerator)]
        below = [self._number(row, share.column) for row in rows if matches(self.kind, row, share.denominator)]
        used = tuple(row for one in (*above, *below) for row in one.rows)
        if not used:
            return []
        numerator, denominator = _sum(above), _sum(below)
        bound = _bound_of_share(numerator, denominator)
        if numerator.number is None or not denominator.number or bound is None:
            return [Stated(None, "exact", used)]
        return [Stated(100 * numerator.number / denominator.number, bound, used)]

    def _value(self, point: Point, lane: Lane | None, stated: Stated) -> MeasureValue:
        """A value with its evidence; a count of people that may not be published is withheld with its words."""
        source, place, words = cited(self.measure, stated.rows or point.rows)
        value = MeasureValue(
            measure=self.measure.id, area=point.unit, point=point.key, label=point.label,
            first_day=point.first_day, last_day=point.last_day, lane=lane.id if lane else "", series=stated.series,
            value=stated.number, bound=stated.bound, status="no_data" if stated.number is None else "known",
            source=source, place=place, words=words,
            evidence=tuple(row.source for row in stated.rows or point.rows),
        )  # fmt: skip
        column = self.measure.value.column or (self.measure.value.share.column if self.measure.value.share else None)
        if column and any(self.counts.withholds(row.source, column) for row in stated.rows):
            return replace(value, value=None, status="suppressed", words="")
        return value

    def _with_breaks(self, values: list[MeasureValue]) -> Iterator[MeasureValue]:
        """The values, each marked where its lane counted something else at the last point that has data."""
        before: dict[str, frozenset[str]] = {}
        here: dict[str, tuple[str, frozenset[str]]] = {}
        for value in values:
            point, codes = here.get(value.lane, ("", frozenset[str]()))
            if codes and point != value.point:
                before[value.lane] = codes
            if value.status != "known":
                yield value
                continue
            here[value.lane] = value.point, (codes if point == value.point else frozenset()) | {value.series}
            yield replace(value, break_before=self._break(value, before.get(value.lane)))

    def _break(self, value: MeasureValue, before: frozenset[str] | None) -> Words | None:
        explicit: Break | None = next(
            (
                one
                for one in self.measure.breaks
                if one.lane == value.lane and fold_key(one.before) == fold_key(value.point)
            ),
            None,
        )
        if explicit:
            return explicit.why
        if before is None or value.series in before or self.measure.series is None:
            return None
        labels = {code.id: code.label for code in self.catalogue.codes(self.kind.column(self.measure.series))}
        earlier = sorted(before)
        return Words.each(
            lambda code: language(code).say(
                "measure.break",
                now=labels[value.series][code],
                before=", ".join(labels[one][code] for one in earlier),
            )
        )


def _sum(parts: Sequence[Stated]) -> Stated:
    """Numbers added; a lower bound among them makes the sum one, and with an upper one it is neither."""
    if not parts or any(one.number is None for one in parts):
        return Stated(None, "exact", ())
    bounds = {one.bound for one in parts} - {"exact"}
    if len(bounds) > 1:
        return Stated(None, "exact", ())
    bound: BoundName = "lower" if "lower" in bounds else "upper" if bounds else "exact"
    return Stated(sum(one.number or 0 for one in parts), bound, ())


def _bound_of_share(numerator: Stated, denominator: Stated) -> BoundName | None:
    """What is known of a share from its parts: more of the whole lowers it; None where nothing is."""
    turned: dict[BoundName, BoundName] = {"exact": "exact", "lower": "upper", "upper": "lower"}
    bounds = {numerator.bound, turned[denominator.bound]} - {"exact"}
    if len(bounds) > 1:
        return None
    return bounds.pop() if bounds else "exact"
