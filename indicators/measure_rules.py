"""Rules on measures: their columns exist and are of the right type, their points and lanes are clear."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from indicators.document import Document, Loc
from indicators.draft import SOURCES, Draft, column_of, numbered, report_repeated, report_value
from indicators.model import Measure, RecordKind

NUMBERS = ("whole_number", "number")
DATES = ("date", "loose_date")
KEYS = ("text", "code", "date", "loose_date")
DEFINITION = ("record", "where", "unit", "value", "bound", "at", "date", "points", "series", "lanes", "breaks", "cite")
"""The keys that compute; the others describe."""


def _measured(draft: Draft) -> Iterator[tuple[Measure, Document, RecordKind]]:
    """Every measure of a record kind that there is."""
    for measure, document in draft.measures:
        kind = draft.kind(measure.record)
        if kind is not None:
            yield measure, document, kind


def _of_type(document: Document, loc: Loc, kind: RecordKind, column: str, wanted: tuple[str, ...]) -> bool:
    """Note a column that the kind lacks, or that is of another type; say whether it is neither."""
    found = column_of(kind, column)
    if found is None:
        document.unknown(loc, "column", column, [one.id for one in kind.columns])
    elif found.type not in wanted:
        values = {"column": column, "type": found.type, "expected": " / ".join(wanted)}
        document.report(loc, "wrong_type", **values)
    return found is not None and found.type in wanted


def _codes(draft: Draft, kind: RecordKind, column: str | None) -> tuple[str, ...]:
    found = column_of(kind, column)
    return draft.codes(found) if found else ()


def measure_files_are_called_after_their_id(draft: Draft) -> None:
    """A measure's file is its id and `.yaml`."""
    for measure, document in draft.measures:
        if document.name != f"measures/{measure.id}.yaml":
            document.report(("id",), "file_name", expected=f"{measure.id}.yaml")


def measures_are_called_unlike_indicators(draft: Draft) -> None:
    """A measure's id is no indicator's: commands and addresses know both by their id alone."""
    taken = [indicator.id for indicator, _ in draft.indicators]
    for measure, document in draft.measures:
        if measure.id in taken:
            document.report(("id",), "repeated_name", what="indicator", name=measure.id)


def orders_of_measures_are_unique(draft: Draft) -> None:
    """No two measures claim the same place."""
    places: dict[int, str] = {}
    for measure, document in draft.measures:
        owner = places.setdefault(measure.order, measure.id)
        if owner != measure.id:
            document.report(("order",), "order_taken", order=measure.order, name=owner)


def records_of_measures_exist(draft: Draft) -> None:
    """`record` and `points` name record kinds."""
    for measure, document in draft.measures:
        named: list[tuple[Loc, str]] = [(("record",), measure.record)]
        if measure.points:
            named.append((("points", "record"), measure.points.record))
        for loc, name in named:
            if name not in draft.record_names:
                document.unknown(loc, "record", name, draft.record_names)


def values_come_from_one_thing(draft: Draft) -> None:
    """`value` is exactly one of a column, a count and a share; a share is of one hundred, a count is not."""
    for measure, document in draft.measures:
        value = measure.value
        if sum(one is not None for one in (value.column, value.count, value.share)) != 1:
            document.report(("value",), "one_value")
        elif (value.share and measure.unit != "percent") or (value.count and measure.unit != "number"):
            document.report(("unit",), "unit_of_value", unit=measure.unit)


def values_are_numbers(draft: Draft) -> None:
    """The column of a value or a share holds numbers."""
    for measure, document, kind in _measured(draft):
        if measure.value.column is not None:
            _of_type(document, ("value", "column"), kind, measure.value.column, NUMBERS)
        if measure.value.share is not None:
            _of_type(document, ("value", "share", "column"), kind, measure.value.share.column, NUMBERS)


def filters_of_measures_can_match(draft: Draft) -> None:
    """Each filter names a column that compares exactly, and a value that can stand in it."""
    for measure, document, kind in _measured(draft):
        filters: list[tuple[Loc, dict[str, str]]] = [(("where",), measure.where)]
        if measure.value.share:
            filters.append((("value", "share", "numerator"), measure.value.share.numerator))
            filters.append((("value", "share", "denominator"), measure.value.share.denominator))
        for loc, where in filters:
            for name, value in where.items():
                if _of_type(document, (*loc, name), kind, name, (*KEYS, "whole_number")):
                    report_value(draft, (document, (*loc, name)), kind.column(name), value)


def bounds_are_codes(draft: Draft) -> None:
    """`bound` names a code column, and codes of its list, each for one side."""
    for measure, document, kind in _measured(draft):
        bound = measure.bound
        if bound is None or not _of_type(document, ("bound", "column"), kind, bound.column, ("code",)):
            continue
        places = [*numbered(("bound", "lower"), bound.lower), *numbered(("bound", "upper"), bound.upper)]
        report_repeated(document, "code", places)
        _known_codes(draft, document, kind, bound.column, places)


def _known_codes(
    draft: Draft, document: Document, kind: RecordKind, column: str, places: Iterable[tuple[Loc, str]]
) -> None:
    found = kind.column(column)
    for loc, code in places:
        if draft.refuses(found, code):
            document.unknown(loc, "code", code, draft.codes(found))


def axes_name_columns(draft: Draft) -> None:
    """`at` names a column that can be a key, `date` one of dates; beside `points`, `at` says which point is meant."""
    for measure, document, kind in _measured(draft):
        if measure.at is not None:
            _of_type(document, ("at",), kind, measure.at, KEYS)
        if measure.date is not None:
            _of_type(document, ("date",), kind, measure.date, DATES)
        if measure.points is not None and measure.at is None:
            document.report(("points",), "missing_key", key="at")


def points_are_rows_with_a_key(draft: Draft) -> None:
    """The rows that are points have a key of the type that `at` has, and their date is one."""
    for measure, document, kind in _measured(draft):
        points = measure.points
        rows = draft.kind(points.record) if points else None
        if points is None or rows is None:
            continue
        if points.date is not None:
            _of_type(document, ("points", "date"), rows, points.date, DATES)
        if _of_type(document, ("points", "key"), rows, points.key, KEYS):
            key, at = rows.column(points.key), column_of(kind, measure.at)
            if at is not None and (key.type, key.codes) != (at.type, at.codes):
                document.report(("points", "key"), "key_differs", column=points.key, key=at.id)


def lanes_are_made_of_codes(draft: Draft) -> None:
    """Lanes share out codes of the column `series`, each to one lane; without lanes there is no series."""
    for measure, document, kind in _measured(draft):
        if bool(measure.lanes) != (measure.series is not None):
            document.report(("lanes",) if measure.lanes else ("series",), "lanes_of_series")
        places = [
            place
            for number, lane in enumerate(measure.lanes)
            for place in numbered(("lanes", number, "codes"), lane.codes)
        ]
        report_repeated(document, "code", places)
        if measure.series is not None and _of_type(document, ("series",), kind, measure.series, ("code",)):
            _known_codes(draft, document, kind, measure.series, places)


def names_of_lanes_are_unique(draft: Draft) -> None:
    """No two lanes bear one id."""
    for measure, document in draft.measures:
        lanes = [(("lanes", number, "id"), lane.id) for number, lane in enumerate(measure.lanes)]
        report_repeated(document, "lane", lanes)


def breaks_stand_in_a_lane(draft: Draft) -> None:
    """A break names a lane and, where points are codes, one of them."""
    for measure, document, kind in _measured(draft):
        lanes = [lane.id for lane in measure.lanes]
        at = column_of(kind, measure.at)
        for number, one in enumerate(measure.breaks):
            if one.lane not in lanes:
                document.unknown(("breaks", number, "lane"), "lane", one.lane, lanes)
            if at is not None and draft.refuses(at, one.before):
                document.unknown(("breaks", number, "before"), "code", one.before, _codes(draft, kind, at.id))


def measures_cite_their_source(draft: Draft) -> None:
    """Where rows cite, each names its document, one of the programme's, the place in it and the words."""
    for measure, document, kind in _measured(draft):
        cite = measure.cite
        if cite is None:
            continue
        if _of_type(document, ("cite", "source"), kind, cite.source, ("code",)):
            column = kind.column(cite.source)
            if column.codes != SOURCES:
                document.report(("cite", "source"), "wrong_list", column=column.id, expected=SOURCES)
        _of_type(document, ("cite", "place"), kind, cite.place, ("text",))
        _of_type(document, ("cite", "words"), kind, cite.words, ("text",))


def assumptions_of_measures_explain_them(draft: Draft) -> None:
    """An assumption is about a key that computes."""
    for measure, document in draft.measures:
        for number, assumption in enumerate(measure.assumptions):
            if assumption.about not in DEFINITION:
                loc = ("assumptions", number, "about")
                document.unknown(loc, "definition_key", assumption.about, DEFINITION)


def changes_of_measures_begin_with_a_first_version(draft: Draft) -> None:
    """There is at least one dated change."""
    for measure, document in draft.measures:
        if not measure.changes:
            document.report(("changes",), "empty_list")


RULES = (
    measure_files_are_called_after_their_id,
    measures_are_called_unlike_indicators,
    orders_of_measures_are_unique,
    records_of_measures_exist,
    values_come_from_one_thing,
    values_are_numbers,
    filters_of_measures_can_match,
    bounds_are_codes,
    axes_name_columns,
    points_are_rows_with_a_key,
    lanes_are_made_of_codes,
    names_of_lanes_are_unique,
    breaks_stand_in_a_lane,
    measures_cite_their_source,
    assumptions_of_measures_explain_them,
    changes_of_measures_begin_with_a_first_version,
)
