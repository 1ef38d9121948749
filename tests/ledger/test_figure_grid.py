"""The figures of a day held in memory are those of the table, whatever is asked, on the settled day and on others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.figures.choice import Choice
from etl.figures.large.held_figures import HeldFigures
from etl.figures.read_api import Figure, Figures
from tests.access.world import AS_OF, TODAY, whole
from tests.ledger.bridge import SHIPPED
from tests.strategies import drawn

DAYS = (AS_OF, date(2009, 7, 15), date(2008, 1, 1))
AREAS = tuple(SHIPPED.area_labels)
INDICATORS = tuple(one.id for one in SHIPPED.indicators)
FORMS = tuple(form.id for form in SHIPPED.programme.forms)
PERIODS = ("2008-Q1", "2009-Q2", "2009-S1", "2008", "2010", "all")
days = st.sampled_from(DAYS)
# The table is replayed anew for each question about another day.
several = settings(max_examples=drawn(12))


@cache
def held() -> HeldFigures:
    """The same build, whose figures are kept in memory."""
    return HeldFigures(whole()._connection, SHIPPED, TODAY, "held")


def some(of: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(of), unique=True, max_size=4).map(tuple)


@several
@given(days, some(INDICATORS), some((*AREAS, "AL-99")), some((*PERIODS, "2011-Q1")), st.sampled_from((None, 1, 7)))
def test_the_same_figures_are_found(
    day: date, indicators: tuple[str, ...], areas: tuple[str, ...], periods: tuple[str, ...], first: int | None
) -> None:
    def values(figures: Figures, first: int | None = None) -> tuple[Figure, ...]:
        return figures.values(Choice(day, indicators=indicators, areas=areas, periods=periods, first=first))

    every = values(whole())
    assert values(held(), first) == values(whole(), first) == every[:first]
    for figures in (whole(), held()):
        counted = figures.values_count(Choice(day, indicators=indicators, areas=areas, periods=periods))
        assert counted == len(every)


@several
@given(days, st.sampled_from(INDICATORS), st.sampled_from(PERIODS), some(AREAS))
def test_the_same_units_stand_where(day: date, indicator: str, period: str, areas: tuple[str, ...]) -> None:
    assert held().statuses(day, indicator, period, areas=areas) == whole().statuses(day, indicator, period, areas=areas)


@several
@given(
    days, st.dictionaries(st.sampled_from(INDICATORS), st.sampled_from(PERIODS)), some(AREAS), st.integers(0, 13),
    st.integers(1, 13),
)  # fmt: skip
def test_the_same_units_are_behind(
    day: date, boxes: dict[str, str], areas: tuple[str, ...], offset: int, limit: int
) -> None:
    found = whole().units_behind(day, boxes, areas=areas, limit=limit, offset=offset)
    assert held().units_behind(day, boxes, areas=areas, limit=limit, offset=offset) == found


@several
@given(days, some(FORMS), some(PERIODS), some(AREAS), st.integers(0, 13), st.integers(1, 13))
def test_the_same_units_reported_least(
    day: date, forms: tuple[str, ...], periods: tuple[str, ...], areas: tuple[str, ...], offset: int, limit: int
) -> None:
    found = whole().least_reported(day, forms, periods, areas=areas, limit=limit, offset=0)
    later = held().least_reported(day, forms, periods, areas=areas, limit=limit, offset=offset)
    assert held().least_reported(day, forms, periods, areas=areas, limit=limit) == found
    assert later.units == whole().least_reported(day, forms, periods, areas=areas, limit=limit, offset=offset).units


@pytest.mark.parametrize("of", [whole, held], ids=["read", "held"])
def test_an_area_that_there_is_not_is_an_error(of: Callable[[], Figures]) -> None:
    figures = of()
    with pytest.raises(KeyError):
        figures.statuses(AS_OF, INDICATORS[0], "all", areas=("AL-99",))
    with pytest.raises(KeyError):
        figures.units_behind(AS_OF, {INDICATORS[0]: "all"}, areas=("AL-99",), limit=3)
    with pytest.raises(KeyError):
        figures.least_reported(AS_OF, FORMS, ("2009-S1",), areas=("AL-99",), limit=3)
