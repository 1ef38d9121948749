"""Values of measures, computed by hand: bounds, breaks, points without data, what was known on a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pytest

from etl.figures.measure_wording import measure_sentence, value_text, when_text
from etl.figures.measures import MeasureValue, measure_values
from etl.figures.opened import figures_of
from etl.figures.read_api import Figures, SourceRow
from etl.store.kept import Kept
from indicators.language import language
from indicators.loader import load
from indicators.model import Catalogue, Column, Measure
from tests.measures.conftest import SOUND

TODAY = date(2010, 1, 1)
CATALOGUE = load(SOUND)
ORIGIN, FOREIGN = CATALOGUE.measures
SPRING = {"fair": "spring", "held": "2004-05", "source": "yearbook", "source_place": "page 4", "wording": "in May"}
AUTUMN = {"fair": "autumn", "held": None, "source": "yearbook", "source_place": "page 5", "wording": "another"}


def guests(fair: str, who: str, percentage: float | None = None, heads: int | None = None, exactness: str = "exact",
           **more: object) -> dict[str, object]:  # fmt: skip
    own = {"fair": fair, "who": who, "percentage": percentage, "head_count": heads, "exactness": exactness}
    return own | {"source": "yearbook", "source_place": "page 4", "wording": f"{who} guests", **more}


def kept(number: int, period: str, submitted_on: date, sheets: Mapping[str, Sequence[Mapping[str, Any]]]) -> Kept:
    return Kept(
        submission=number, sha256=f"{number:064x}", form="town_form", qark="T-1", period=period,
        submitted_on=submitted_on, received_at="", demonstration=False, rejected={}, findings=(),
        sheets={kind: {"sheet": kind, "rows": [[n, dict(row)] for n, row in enumerate(rows, 2)]}
                for kind, rows in sheets.items()},
    )  # fmt: skip


def handed_in(*submissions: Kept, catalogue: Catalogue = CATALOGUE) -> Figures:
    return figures_of(submissions, catalogue, TODAY)


def stated(*rows: Mapping[str, Any], fairs: Sequence[Mapping[str, Any]] = (SPRING, AUTUMN)) -> Figures:
    return handed_in(kept(1, "2008-S1", date(2008, 3, 1), {"fairs": fairs, "guests": rows}))


def changed(measure: Measure, **keys: object) -> Catalogue:
    """The sound catalogue with another definition of one of its measures."""
    one = Measure.model_validate({**measure.model_dump(), **keys})
    return CATALOGUE.model_copy(
        update={"measures": tuple(one if old.id == one.id else old for old in CATALOGUE.measures)}
    )


def told(values: Sequence[MeasureValue]) -> list[tuple[object, ...]]:
    return [(one.point, one.lane, one.value, one.bound, one.status) for one in values]


NO_AUTUMN = [("autumn", "near", None, "exact", "no_data"), ("autumn", "far", None, "exact", "no_data")]


def test_values_stand_by_point_and_lane_with_their_bounds() -> None:
    figures = stated(guests("spring", "local", 13.5), guests("spring", "foreign", 60.0, exactness="over"))
    found = measure_values(figures, TODAY, ("guests-by-origin",))
    assert told(found) == [
        ("spring", "near", 13.5, "exact", "known"), ("spring", "far", 60.0, "lower", "known"), *NO_AUTUMN,
    ]  # fmt: skip
    near, far, *_ = found
    assert (near.area, near.series, near.label["en"], near.label["sq"]) == (
        "T-1",
        "local",
        "Spring fair",
        "Panairi i pranverës",
    )
    assert (near.first_day, near.last_day) == (date(2004, 5, 1), date(2004, 5, 31))
    assert (far.source, far.place, far.words) == ("yearbook", "page 4", "foreign guests")
    assert far.evidence == (SourceRow(1, "guests", 3),)


def test_point_without_values_cites_the_row_that_names_it() -> None:
    *_, last = measure_values(stated(guests("spring", "local", 13.5)), TODAY, ("guests-by-origin",))
    assert (last.point, last.first_day, last.source, last.place, last.words) == (
        "autumn", None, "yearbook", "page 5", "another",
    )  # fmt: skip
    assert last.evidence == (SourceRow(1, "fairs", 3),)


def test_nothing_handed_in_is_nothing_stated() -> None:
    assert measure_values(handed_in(), TODAY) == ()


def test_empty_cell_is_no_data_and_keeps_its_source() -> None:
    found = measure_values(stated(guests("spring", "local", None)), TODAY, ("guests-by-origin",))
    assert told(found)[0] == ("spring", "near", None, "exact", "no_data")
    assert found[0].words == "local guests"


def test_zero_is_a_value() -> None:
    found = measure_values(stated(guests("spring", "local", 0.0)), TODAY, ("guests-by-origin",))
    assert told(found)[0] == ("spring", "near", 0.0, "exact", "known")


def test_code_of_no_lane_is_not_of_the_measure() -> None:
    found = measure_values(stated(guests("spring", "everybody", 100.0)), TODAY, ("guests-by-origin",))
    assert {one.status for one in found} == {"no_data"}


def test_another_code_in_the_lane_is_a_series_break() -> None:
    dated = {**AUTUMN, "held": "2005"}
    rows = (guests("spring", "local", 13.5), guests("autumn", "from_town", 37.0), guests("autumn", "foreign", 20.0),
            guests("spring", "foreign", 10.0))  # fmt: skip
    found = {
        (one.point, one.lane): one.break_before
        for one in measure_values(stated(*rows, fairs=(SPRING, dated)), TODAY, ("guests-by-origin",))
    }
    reason = found["autumn", "near"]
    assert reason is not None
    assert "‘From town’" in reason["en"]
    assert "‘Local’" in reason["en"]
    assert "‘Nga qyteti’" in reason["sq"]
    assert found["spring", "near"] is found["spring", "far"] is None
    assert found["autumn", "far"] == ORIGIN.breaks[0].why  # the catalogue says why


def test_same_code_again_is_no_break_and_a_point_without_data_between_changes_nothing() -> None:
    catalogue = changed(ORIGIN, breaks=())
    fairs = ({**SPRING, "held": "2004"}, {**AUTUMN, "held": "2006"})
    rows = (guests("spring", "local", 13.5), guests("autumn", "local", None), guests("autumn", "foreign", 1.0))
    submission = kept(1, "2008-S1", date(2008, 3, 1), {"fairs": fairs, "guests": rows})
    found = measure_values(handed_in(submission, catalogue=catalogue), TODAY, ("guests-by-origin",))
    assert [one.break_before for one in found] == [None] * 4


def test_two_statements_stand_side_by_side() -> None:
    catalogue = changed(ORIGIN, breaks=())
    rows = (guests("spring", "local", 12.0), guests("spring", "from_town", 4.0))
    submission = kept(1, "2008-S1", date(2008, 3, 1), {"fairs": [SPRING], "guests": rows})
    found = measure_values(handed_in(submission, catalogue=catalogue), TODAY, ("guests-by-origin",))
    assert [(one.series, one.value, one.break_before) for one in found[:2]] == [
        ("local", 12.0, None),
        ("from_town", 4.0, None),
    ]


# --- what was known


def test_point_is_known_from_its_first_possible_day() -> None:
    figures = stated(guests("spring", "local", 13.5), fairs=({**SPRING, "held": "2008-12"}, AUTUMN))
    before, on = (
        measure_values(figures, day, ("guests-by-origin",)) for day in (date(2008, 11, 30), date(2008, 12, 1))
    )
    assert {one.point for one in before} == {"autumn"}
    assert {one.point for one in on} == {"spring", "autumn"}


def test_submission_is_known_from_the_day_it_was_handed_in() -> None:
    figures = stated(guests("spring", "local", 13.5))
    assert measure_values(figures, date(2008, 2, 29)) == ()
    assert measure_values(figures, date(2008, 3, 1)) != ()


def test_corrected_sheet_replaces_the_old_one() -> None:
    first = kept(1, "2008-S1", date(2008, 3, 1), {"fairs": [SPRING], "guests": [guests("spring", "local", 13.5)]})
    second = kept(2, "2008-S1", date(2008, 4, 1), {"guests": [guests("spring", "local", 14.0)]})
    figures = handed_in(first, second)
    known = [
        measure_values(figures, day, ("guests-by-origin",))[0].value for day in (date(2008, 3, 31), date(2008, 4, 1))
    ]
    assert known == [13.5, 14.0]


def test_the_same_fact_of_two_periods_counts_once() -> None:
    first = kept(1, "2008-S1", date(2008, 3, 1), {"fairs": [SPRING], "guests": [guests("spring", "local", 13.5)]})
    second = kept(2, "2008-S2", date(2008, 9, 1), {"guests": [guests("spring", "local", 14.0)]})
    found = measure_values(handed_in(first, second), TODAY, ("guests-by-origin",))
    assert [one.value for one in found if one.lane == "near"] == [14.0]


def test_standing_sheet_of_the_latest_period_speaks_even_where_it_is_empty() -> None:
    kinds = tuple(
        kind.model_copy(update={"standing": True}) if kind.id == "guests" else kind for kind in CATALOGUE.records
    )
    catalogue = CATALOGUE.model_copy(update={"records": kinds})
    first = kept(1, "2008-S1", date(2008, 3, 1), {"fairs": [SPRING], "guests": [guests("spring", "local", 13.5)]})
    second = kept(2, "2008-S2", date(2008, 9, 1), {"guests": []})
    figures = handed_in(first, second, catalogue=catalogue)
    statuses = [
        {one.status for one in measure_values(figures, day, ("guests-by-origin",))}
        for day in (date(2008, 8, 31), date(2008, 9, 1))
    ]
    assert statuses == [{"known", "no_data"}, {"no_data"}]


# --- shares and counts


@pytest.mark.parametrize(
    ("part", "whole", "expected", "bound"),
    [
        ((80, "exact"), (119, "exact"), 8000 / 119, "exact"),
        ((80, "over"), (119, "exact"), 8000 / 119, "lower"),
        ((80, "under"), (119, "exact"), 8000 / 119, "upper"),
        ((80, "exact"), (119, "over"), 8000 / 119, "upper"),
        ((80, "exact"), (119, "under"), 8000 / 119, "lower"),
        ((80, "over"), (119, "over"), None, "exact"),
        ((80, "exact"), (0, "exact"), None, "exact"),
        ((None, "exact"), (119, "exact"), None, "exact"),
        ((0, "exact"), (119, "exact"), 0.0, "exact"),
    ],
)
def test_share_follows_from_its_parts(
    part: tuple[int | None, str], whole: tuple[int, str], expected: float | None, bound: str
) -> None:
    catalogue = changed(FOREIGN, where={}, bound=ORIGIN.bound)
    rows = [guests("spring", "foreign", None, *part), guests("spring", "everybody", None, *whole)]
    submission = kept(1, "2008-S1", date(2008, 3, 1), {"guests": rows})
    (found,) = measure_values(handed_in(submission, catalogue=catalogue), TODAY, ("foreign-share",))
    assert (found.value, found.bound) == (expected, bound)
    assert found.status == ("no_data" if expected is None else "known")
    assert found.evidence == (SourceRow(1, "guests", 2), SourceRow(1, "guests", 3))


def test_share_of_which_no_part_is_stated_is_no_value() -> None:
    figures = stated(guests("spring", "local", None, 5))
    assert measure_values(figures, TODAY, ("foreign-share",)) == ()


def test_count_of_rows_is_zero_where_the_kind_has_rows_and_none_fits() -> None:
    catalogue = changed(FOREIGN, value={"count": "rows"}, unit="number", where={"exactness": "over"})
    rows = [guests("spring", "foreign"), guests("spring", "local", exactness="over"), guests("autumn", "local")]
    submission = kept(1, "2008-S1", date(2008, 3, 1), {"guests": rows})
    found = measure_values(handed_in(submission, catalogue=catalogue), TODAY, ("foreign-share",))
    assert [(one.point, one.value, one.status) for one in found] == [("spring", 1.0, "known"), ("autumn", 0.0, "known")]


def test_count_at_a_point_of_which_nothing_is_said_is_no_data() -> None:
    points = {"record": "fairs", "key": "fair", "date": "held"}
    catalogue = changed(FOREIGN, value={"count": "rows"}, unit="number", where={}, points=points)
    submission = kept(
        1, "2008-S1", date(2008, 3, 1), {"fairs": [SPRING, AUTUMN], "guests": [guests("spring", "local")]}
    )
    found = measure_values(handed_in(submission, catalogue=catalogue), TODAY, ("foreign-share",))
    assert [(one.point, one.value) for one in found] == [("spring", 1.0), ("autumn", None)]


# --- which, and how it is said


def test_chosen_measures_and_areas() -> None:
    figures = stated(guests("spring", "local", 13.5), guests("spring", "everybody", None, 10))
    assert {one.measure for one in measure_values(figures, TODAY)} == {"guests-by-origin", "foreign-share"}
    assert measure_values(figures, TODAY, areas=("T-2",)) == ()
    assert measure_values(figures, TODAY, areas=("coast",)) == measure_values(figures, TODAY, areas=("T-1",))
    with pytest.raises(KeyError):
        measure_values(figures, TODAY, ("nothing",))


def test_small_counts_of_people_are_withheld() -> None:
    def counting(column: Column) -> Column:
        return column.model_copy(update={"counts": "people"}) if column.id == "head_count" else column

    kinds = tuple(kind.model_copy(update={"columns": tuple(map(counting, kind.columns))}) for kind in CATALOGUE.records)
    catalogue = CATALOGUE.model_copy(update={"records": kinds})
    figures = handed_in(
        kept(1, "2008-S1", date(2008, 3, 1), {"guests": [guests("spring", "foreign", None, 3),
                                                         guests("spring", "everybody", None, 119)]}),
        catalogue=catalogue,
    )  # fmt: skip
    (found,) = measure_values(figures, TODAY, ("foreign-share",))
    assert (found.value, found.status, found.words) == (None, "suppressed", "")


def test_value_in_words() -> None:
    english, albanian = language("en"), language("sq")
    found = measure_values(
        stated(guests("spring", "local", 13.5), guests("spring", "foreign", 60.0, exactness="over")), TODAY
    )
    assert [value_text(one, ORIGIN, english) for one in found[:3]] == [
        "13.5\N{NO-BREAK SPACE}%",
        "over 60\N{NO-BREAK SPACE}%",
        "no data",
    ]
    assert [value_text(one, ORIGIN, albanian).replace("\xa0", " ") for one in found[:3]] == [
        "13,5 %",
        "mbi 60 %",
        "pa të dhëna",
    ]
    assert [when_text(one, english) for one in found[1:3]] == ["May 2004", "date not known"]


def test_computed_share_is_never_shown_as_more_than_is_known() -> None:
    catalogue = changed(FOREIGN, where={}, bound=ORIGIN.bound)
    rows = [guests("spring", "foreign", None, 80, "over"), guests("spring", "everybody", None, 119)]
    submission = kept(1, "2008-S1", date(2008, 3, 1), {"guests": rows})
    (found,) = measure_values(handed_in(submission, catalogue=catalogue), TODAY, ("foreign-share",))
    assert value_text(found, FOREIGN, language("en")) == "over 67\N{NO-BREAK SPACE}%"


def test_sentence_names_the_source() -> None:
    found = measure_values(stated(guests("spring", "local", 13.5)), TODAY, ("guests-by-origin",))
    assert measure_sentence(found[0], CATALOGUE, language("en")).replace("\N{NO-BREAK SPACE}", " ") == (
        "Guests by origin, First town, Spring fair, From near (Local): 13.5 % (percent of the guests). "
        "Source: Yearbook, page 4."
    )
