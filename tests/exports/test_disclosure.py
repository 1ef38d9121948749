"""Counts of people: small ones are hidden, and no arithmetic on what is published brings them back."""

from __future__ import annotations

from collections.abc import Hashable
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.figures.disclosure import Count, suppressed
from tests.exports.attack import Sum, bounds, recovered, told_small
from tests.strategies import drawn

MINIMUM = 10


class TwoWayTable:
    """Rows by columns with both margins and the total, and single records behind each inner cell."""

    def __init__(self, records: dict[tuple[int, int], list[int]]) -> None:
        self.records = records
        self.rows = sorted({row for row, _ in records})
        self.columns = sorted({column for _, column in records})
        cell = {place: sum(several) for place, several in records.items()}
        self.values: dict[Hashable, int] = {("cell", *place): value for place, value in cell.items()}
        self.values |= {("row", row): sum(cell[row, column] for column in self.columns) for row in self.rows}
        self.values |= {("column", column): sum(cell[row, column] for row in self.rows) for column in self.columns}
        self.values["total"] = sum(cell.values())
        self.values |= {
            ("record", *place, number): value
            for place, several in records.items()
            for number, value in enumerate(several)
        }

    def counts(self) -> list[Count]:
        found = [Count("total", "end", "start", self.values["total"])]
        found += [Count(("row", row), "start", ("row", row), self.values["row", row]) for row in self.rows]
        found += [Count(("column", one), ("column", one), "end", self.values["column", one]) for one in self.columns]
        for (row, column), several in self.records.items():
            inner = ("cell", row, column)
            found.append(Count(inner, ("row", row), inner, self.values[inner]))
            found += [
                Count(("record", row, column, number), inner, ("column", column), value)
                for number, value in enumerate(several)
            ]
        return found

    def sums(self) -> list[Sum]:
        inner = list(product(self.rows, self.columns))
        return [
            Sum("total", tuple(("row", row) for row in self.rows)),
            Sum("total", tuple(("column", column) for column in self.columns)),
            *(Sum(("row", row), tuple(("cell", row, column) for column in self.columns)) for row in self.rows),
            *(Sum(("column", one), tuple(("cell", row, one) for row in self.rows)) for one in self.columns),
            *(
                Sum(("cell", *place), tuple(("record", *place, number) for number in range(len(self.records[place]))))
                for place in inner
            ),
        ]

    def attacked(self, hidden: frozenset[Hashable]) -> dict[Hashable, tuple[float, float]]:
        published = {name: None if name in hidden else value for name, value in self.values.items()}
        return bounds(published, self.sums())

    def small(self) -> set[Hashable]:
        return {name for name, value in self.values.items() if 0 < value < MINIMUM}


@st.composite
def tables(draw: st.DrawFn) -> TwoWayTable:
    rows, columns = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    counts = st.lists(st.sampled_from([1, 1, 1, 2, 3, 5, 9, 10, 11, 14, 30]), max_size=4)
    return TwoWayTable({place: draw(counts) for place in product(range(rows), range(columns))})


@given(tables())
@settings(max_examples=drawn(30))
def test_no_suppressed_count_is_recovered_and_no_small_one_is_told_from_a_large_one(table: TwoWayTable) -> None:
    hidden = suppressed(table.counts(), MINIMUM)
    assert table.small() <= hidden
    found = table.attacked(hidden)
    assert recovered(found) == []
    assert told_small(found, table.small(), MINIMUM) == []


def test_the_attack_succeeds_where_only_the_small_counts_are_hidden() -> None:
    """The attack itself is worth something: without complementary suppression it reads the hidden count."""
    table = TwoWayTable({(0, 0): [4], (0, 1): [30], (1, 0): [20], (1, 1): [25]})
    found = table.attacked(frozenset(table.small()))
    assert found["cell", 0, 0] == (4, 4)
    assert set(recovered(found)) == table.small()


def test_two_hidden_in_each_line_are_not_enough() -> None:
    """Two blocks of four that share one cell: every line hides two, and yet the shared cell would be computed."""
    hidden = {(0, 0), (0, 1), (1, 0), (1, 1), (1, 2), (2, 2), (2, 3), (3, 2), (3, 3)}
    table = TwoWayTable({place: [4 if place in hidden else 40] for place in product(range(4), range(4))})
    lines_alone = frozenset(name for name in table.values if isinstance(name, tuple) and name[1:3] in hidden)
    assert ("record", 1, 2, 0) in recovered(table.attacked(lines_alone))
    assert recovered(table.attacked(suppressed(table.counts(), MINIMUM))) == []


def test_nothing_small_hides_nothing() -> None:
    table = TwoWayTable({(0, 0): [10], (0, 1): [30], (1, 0): [], (1, 1): [25, 12]})
    assert suppressed(table.counts(), MINIMUM) == frozenset()


def test_large_totals_stay_where_other_small_counts_cover_a_small_one() -> None:
    table = TwoWayTable({place: [3, 4, 5, 2, 4, 6] for place in product(range(3), range(3))})
    hidden = suppressed(table.counts(), MINIMUM)
    assert "total" not in hidden
    assert not any(name in hidden for name in table.values if isinstance(name, tuple) and name[0] in ("row", "column"))


def test_a_hidden_count_lends_its_last_person_before_the_total_goes() -> None:
    """One of the hidden counts, of 2, can be one less and no more; with that the total of 15 may stay."""
    table = TwoWayTable({(0, 0): [1], (0, 1): [9], (1, 0): [2], (1, 1): [2, 1]})
    hidden = suppressed(table.counts(), MINIMUM)
    assert "total" not in hidden
    assert {name for name in table.values if name != "total"} == hidden


def test_a_published_count_that_can_be_one_less_serves() -> None:
    """With a minimum of 2 the inner 2 goes, which can be 1, and the total of 5 stays."""
    table = TwoWayTable({(0, 0): [1], (0, 1): [1], (1, 0): [2], (1, 1): [1]})
    hidden = suppressed(table.counts(), 2)
    assert "total" not in hidden
    assert ("cell", 1, 0) in hidden


def test_counts_that_do_not_add_up_are_refused() -> None:
    with pytest.raises(ValueError, match="add up"):
        suppressed([Count("total", "a", "b", 5), Count("part", "b", "a", 4)], MINIMUM)
