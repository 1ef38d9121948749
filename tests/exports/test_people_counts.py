"""Which totals of people there are, what each adds, and what of a row is withheld; a small table by hand."""

from __future__ import annotations

from datetime import date

import pytest

from etl.figures.disclosure import Count, suppressed
from etl.figures.opened import figures_of
from etl.figures.people import _longer_ones, _Person, _Table, people_counts
from etl.figures.people_counts import PeopleCount, PeopleCounts, all_withheld, counting_columns
from etl.figures.read_api import Figures, SourceRow
from tests.ledger.bridge import SHIPPED, kept
from tests.oracle.build import committee, training

KIND, COLUMN = "trainings", "participants"
FIRST, SECOND, THIRD = (SourceRow(number, KIND, 2) for number in (1, 2, 3))
# Berat and Fier are of the southern group, Kukës of the northern one.
ROWS = (
    _Person(FIRST, "AL-01", "2008-S1", 20),
    _Person(SECOND, "AL-04", "2008-S2", 30),
    _Person(THIRD, "AL-07", "2009-S1", 5),
)
REPORTED = frozenset({("AL-01", "2008-S1"), ("AL-04", "2008-S2"), ("AL-07", "2009-S1"), ("AL-07", "2009-S2")})


def totals(hidden: frozenset[object] = frozenset()) -> dict[tuple[str, str], PeopleCount]:
    found = list(_Table(SHIPPED, ROWS, REPORTED).totals(KIND, COLUMN, hidden))
    by_cell = {(one.area, one.period): one for one in found}
    assert len(by_cell) == len(found)
    assert {(one.record, one.column) for one in found} == {(KIND, COLUMN)}
    return by_cell


def test_there_is_a_total_of_each_unit_group_and_period() -> None:
    """12 units by 6 semesters; the whole by 6 semesters and 3 years; 12 units, 4 groups and the whole over all."""
    assert len(totals()) == 72 + 9 + 17


def test_totals_add_what_lies_in_them() -> None:
    found = totals()
    counts = {cell: one.count for cell, one in found.items() if one.count}
    assert counts == {
        ("AL-01", "2008-S1"): 20, ("AL-04", "2008-S2"): 30, ("AL-07", "2009-S1"): 5,
        ("AL-01", "all"): 20, ("AL-04", "all"): 30, ("AL-07", "all"): 5,
        ("southern", "all"): 50, ("northern", "all"): 5, ("AL", "all"): 55,
        ("AL", "2008-S1"): 20, ("AL", "2008-S2"): 30, ("AL", "2009-S1"): 5, ("AL", "2008"): 50, ("AL", "2009"): 5,
    }  # fmt: skip
    zero = found["AL-07", "2009-S2"]
    assert (zero.count, zero.status, zero.unreported) == (0, "A", 0)


def test_what_is_not_reported_is_told_beside_a_total() -> None:
    """Kukës reported 2 of 6 semesters; of 2009-S1 11 of 12 units are missing, of 2008 22 of 24."""
    found = totals()
    assert found["AL-07", "all"].unreported == 4
    assert found["AL", "2009-S1"].unreported == 11
    assert found["AL", "2008"].unreported == 22
    assert found["AL", "all"].unreported == 72 - 4
    assert found["AL-02", "2008-S1"].unreported == 1


def test_a_hidden_total_has_no_number() -> None:
    found = totals(frozenset({("AL-07", "2009-S1"), ("northern", "all")}))
    hidden = {cell for cell, one in found.items() if one.status == "Q"}
    assert hidden == {("AL-07", "2009-S1"), ("northern", "all")}
    assert all(found[cell].count is None for cell in hidden)
    assert found["AL-07", "2009-S1"].unreported == 0


def test_the_table_is_a_network_in_which_as_much_flows_in_as_out() -> None:
    found = _Table(SHIPPED, ROWS, REPORTED).counts(lowest=1)
    flows: dict[object, int] = {}
    for one in found:
        flows[one.source] = flows.get(one.source, 0) - one.value
        flows[one.target] = flows.get(one.target, 0) + one.value
    assert set(flows.values()) == {0}
    assert [one for one in found if one.name == FIRST] == [
        Count(FIRST, ("cell", "AL-01", "2008-S1"), ("period", "2008-S1"), 20, 1)
    ]
    assert {one.value for one in found if one.name == ("AL", "2008")} == {50}
    names = [one.name for one in found]
    assert len(names) == len(set(names)) == 1 + 4 + 12 + 72 + 3 + 6 + 3


def test_longer_periods_come_shortest_first() -> None:
    assert _longer_ones(SHIPPED, "2009-S2") == ("2009", "all")


def test_a_row_shows_all_but_what_is_withheld_of_it() -> None:
    counts = PeopleCounts(withheld=frozenset({(FIRST, COLUMN)}), closed=frozenset({("meetings", "guests")}))
    assert counts.shown(FIRST, {COLUMN: 3, "topic": "x"}) == {COLUMN: None, "topic": "x"}
    assert counts.shown(SECOND, {COLUMN: 3, "topic": "x"}) == {COLUMN: 3, "topic": "x"}
    assert counts.shown(FIRST, {"topic": "x"}) == {"topic": "x"}
    meeting = SourceRow(9, "meetings", 2)
    assert counts.shown(meeting, {"guests": 4, COLUMN: 4}) == {"guests": None, COLUMN: 4}
    assert counts.withholds(FIRST, COLUMN)
    assert not counts.withholds(FIRST, "guests")
    assert not counts.withholds(SECOND, COLUMN)
    assert counts.withholds_any([SECOND, FIRST])
    assert counts.withholds_any([meeting])
    assert not counts.withholds_any([SECOND, THIRD])
    assert not counts.withholds_any([])


def test_where_nothing_is_decided_no_count_is_shown() -> None:
    closed = all_withheld(SHIPPED)
    every = {(kind.id, column.id) for kind, column in counting_columns(SHIPPED)}
    assert (KIND, COLUMN) in every
    assert closed.closed == every
    assert closed.totals == ()


# --- over what was handed in


def trained(*participants: int, minimum: int | None = 1) -> Figures:
    """One committee's trainings of 2008-S1, one an institution, in a catalogue with a least count of participants."""
    institutions = ("police", "prosecution", "education")
    given = [training("2008-03-03", institution) for institution in institutions[: len(participants)]]
    rows = [row | {COLUMN: count} for row, count in zip(given, participants, strict=True)]
    kind = SHIPPED.record(KIND)
    column = kind.column(COLUMN).model_copy(update={"minimum": minimum})
    columns = tuple(column if one.id == COLUMN else one for one in kind.columns)
    changed = kind.model_copy(update={"columns": columns})
    records = tuple(changed if one.id == KIND else one for one in SHIPPED.records)
    catalogue = SHIPPED.model_copy(update={"records": records})
    handed_in = kept([committee(1, "2008-S1", "2008-07-01", trainings=rows)])
    return figures_of(handed_in, catalogue, date(2026, 1, 1))


def test_rows_that_count_few_are_withheld_and_others_shown() -> None:
    """5 is below 10 and so withheld; 7 would give it away beside the total of 52, and 40 alone then need not go."""
    figures = trained(5, 40, 7)
    found = people_counts(figures, date(2009, 1, 1))
    withheld = {source.row for source, column in found.withheld if column == COLUMN}
    assert withheld == {2, 4}
    by_cell = {(one.area, one.period): one for one in found.totals}
    assert (by_cell["AL-01", "2008-S1"].count, by_cell["AL-01", "2008-S1"].status) == (52, "A")
    assert by_cell["AL-01", "2008-S1"].unreported == 0
    assert (by_cell["AL-02", "2008-S1"].count, by_cell["AL-02", "2008-S1"].status) == (None, "O")


def test_another_sheet_reports_nothing_of_this_one() -> None:
    figures = figures_of(kept([committee(1, "2008-S1", "2008-07-01", meetings=[])]), SHIPPED, date(2026, 1, 1))
    assert {one.status for one in people_counts(figures, date(2009, 1, 1)).totals} == {"O"}


def test_nothing_is_counted_before_it_was_handed_in() -> None:
    figures = trained(5, 40)
    found = people_counts(figures, date(2008, 6, 30))
    assert found.withheld == frozenset()
    assert {one.status for one in found.totals} == {"O"}


@pytest.mark.parametrize(("minimum", "lowest"), [(None, 1), (1, 1), (4, 4)])
def test_everybody_knows_the_least_that_a_row_may_count(
    minimum: int | None, lowest: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[Count] = []

    def looking(counts: list[Count], least: int) -> frozenset[object]:
        taken.extend(counts)
        return suppressed(counts, least)

    monkeypatch.setattr("etl.figures.people.suppressed", looking)
    figures = trained(20, 30, minimum=minimum)
    people_counts(figures, date(2009, 1, 1))
    assert {one.lowest for one in taken if isinstance(one.name, SourceRow)} == {lowest}
