"""A first look at an export shows what the export will hold: its counts, its first rows, how it is cited."""

from __future__ import annotations

from datetime import date
from itertools import islice

import pytest

from etl.access.restricted import RestrictedFigures
from etl.outputs.exports.export import Choice, citation
from etl.outputs.exports.preview import first_rows, table_counts
from etl.outputs.exports.tables import public_tables
from tests.access.world import AS_OF, LOCAL, whole
from tests.ledger.bridge import SHIPPED

DAYS = (AS_OF, date(2009, 7, 15))
SECOND, LAST = SHIPPED.indicators[1].id, SHIPPED.indicators[-1].id
CHOICES = [
    choice
    for day in DAYS
    for choice in (
        Choice(day),
        Choice(day, indicators=(LAST, SECOND)),
        Choice(day, areas=("AL-05", SHIPPED.programme.areas.groups[0].id), periods=("2009-Q2", "2008")),
        Choice(day, areas=(SHIPPED.programme.areas.whole.id,), periods=("2009-S1",)),
    )
]


@pytest.mark.parametrize("choice", CHOICES, ids=str)
def test_counts_and_first_rows_are_those_of_the_tables(choice: Choice) -> None:
    figures = whole()
    tables = {table.name: table for table in public_tables(figures, choice)}
    assert table_counts(figures, choice) == {name: len(list(table.read())) for name, table in tables.items()}
    for name, table in tables.items():
        for limit in (1, 9, 1_000):
            found = first_rows(figures, choice, name, limit)
            assert found.columns == table.columns
            assert list(islice(found.read(), limit)) == list(islice(table.read(), limit))


def test_of_a_large_table_no_more_is_read_than_is_asked_for() -> None:
    for name in ("indicator_values", "obligations", "submissions"):
        assert len(list(first_rows(whole(), Choice(AS_OF), name, 5).read())) == 5


def test_a_table_that_there_is_not_is_an_error() -> None:
    with pytest.raises(KeyError):
        first_rows(whole(), Choice(AS_OF), "evidence", 5)


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_the_page_cites_as_the_files_do(day: date) -> None:
    assert RestrictedFigures(whole(), LOCAL).export_citation(day) == citation(whole(), day)
