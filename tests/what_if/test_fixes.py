"""The shortest list of things that would raise a status."""

from __future__ import annotations

from datetime import date
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from etl.figures.read_api import Figure, Obligation
from etl.what_if.assessment import assess
from etl.what_if.fixes import Fix, Identity, MissingSheet, ScopeCell, Situation, identity, shortest_list
from indicators.model import Thresholds
from tests.ledger.bridge import SHIPPED
from tests.oracle.build import committee, meeting, register, report, terms
from tests.what_if.drafts import before, checked

DAY = date(2011, 1, 31)


def fix_for(fixes: tuple[Fix, ...], indicator: str) -> list[Fix]:
    return [one for one in fixes if any(owed.indicator == indicator for owed in one.obligations)]


def test_what_falls_due_later_is_named_with_what_it_raises() -> None:
    """Handed in before the second quarter ended: the quarter's meeting is to come, and lifts partly met to met."""
    draft = committee(1, "2009-S1", "2009-05-01", meetings=[meeting("2009-02-03")])
    found = assess([], checked(draft), SHIPPED, date(2009, 5, 1))
    fixes = fix_for(found.fixes, "regular-meetings")
    assert [(one.kind, [owed.period for owed in one.obligations]) for one in fixes] == [("due", ["2009-Q2"])]
    raised = {(one.figure.indicator, one.figure.period, one.to) for one in fixes[0].raises}
    assert ("regular-meetings", "2009-S1", "met") in raised
    assert fixes[0].sheets == (), "a sheet is what may have to be handed in of what is unreported; this is not yet due"


def test_a_quarter_without_a_meeting_is_past_mending() -> None:
    draft = committee(1, "2009-S1", "2009-07-10", meetings=[meeting("2009-02-03")])
    found = assess([], checked(draft), SHIPPED, DAY)
    assert fix_for(found.fixes, "regular-meetings") == []


def test_one_sheet_left_out_is_one_piece_of_work_for_all_that_hang_on_it() -> None:
    draft = committee(1, "2009-S1", "2009-07-10", meetings=[])
    found = assess([], checked(draft), SHIPPED, DAY)
    fixes = [one for one in found.fixes if one.sheets == (MissingSheet("members", "2009-S1", date(2009, 6, 30)),)]
    assert len(fixes) == 1
    assert fixes[0].kind == "unreported"
    assert {one.indicator for one in fixes[0].obligations} == {"membership-expanded", "training-coverage"}
    assert {one.to for one in fixes[0].raises} == {"met"}


def test_a_sheet_handed_in_too_early_must_come_again() -> None:
    draft = committee(1, "2009-S1", "2009-06-01", terms_of_reference=[])
    found = assess([], checked(draft), SHIPPED, DAY)
    fixes = fix_for(found.fixes, "terms-of-reference")
    assert [one.sheets for one in fixes] == [(MissingSheet("terms_of_reference", "2009-S1", date(2009, 6, 30)),)]


def test_a_sheet_handed_in_on_the_very_day_need_not_come_again() -> None:
    """FIGURES.md 4.2: of a year, the first semester's sheet from its end on, the second's from the due day on."""
    kept = before(committee(1, "2009-S1", "2009-06-30", trainings=[]))
    found = assess(kept, checked(committee(2, "2009-S2", "2009-12-30", trainings=[])), SHIPPED, DAY)
    fixes = fix_for(found.fixes, "bodies-trained")
    assert [one.sheets for one in fixes] == [(MissingSheet("trainings", "2009-S2", date(2009, 12, 31)),)]


def test_one_late_report_satisfies_every_indicator_that_asks_for_it() -> None:
    draft = register(1, "2009-S1", "2009-09-10", report("2009-07-20", qark="AL-05"))
    found = assess([], checked(draft), SHIPPED, DAY)
    owed = [one for one in fix_for(found.fixes, "reports-received") if one.obligations[0].qark == "AL-06"]
    assert [one.kind for one in owed] == ["owed"]
    assert fix_for(found.fixes, "reports-on-time") == []


def test_what_is_met_needs_nothing() -> None:
    both = [terms("2008-02-01"), terms("2008-02-01", body="twt", document="2")]
    found = assess([], checked(committee(1, "2009-S1", "2009-07-10", terms_of_reference=both)), SHIPPED, DAY)
    assert fix_for(found.fixes, "terms-of-reference") == []


def test_rejected_rows_are_told_where_their_evidence_is_lacking() -> None:
    draft = committee(1, "2009-S1", "2009-07-10", meetings=[meeting("2009-02-03")], terms_of_reference=[])
    found = assess(before(), checked(draft, rejected={"meetings": 2, "terms_of_reference": 0}), SHIPPED, DAY)
    assert [(one.record, one.rows) for one in found.rejected] == [("meetings", 2)]
    lacking = {(one.indicator, one.body, one.period) for one in found.rejected[0].obligations}
    assert lacking == {
        ("regular-meetings", "rcat", "2009-Q2"),
        ("technical-table-meetings", "twt", "2009-Q1"), ("technical-table-meetings", "twt", "2009-Q2"),
    }, "what other sheets are evidence of is not helped by correcting this one"  # fmt: skip


# --- the list itself, on small made-up figures


def obligation(number: int, indicator: str, work: int) -> Obligation:
    """Owed, and satisfied by the same evidence as others of the same `work`."""
    day = date(2009, 1, 1 + work)
    return Obligation(indicator, "AL-01", "rcat", "2009-S1", str(number), day, None, "missing", True, ())


class Marked(Situation):
    """Pieces of work as the test draws them."""

    def work(self, one: Obligation) -> tuple[object, ...]:
        return (one.due_on,)


@st.composite
def small_cells(draw: st.DrawFn) -> list[ScopeCell]:
    """Up to four figures with up to five obligations each, some of them satisfied by the same work."""
    cells = []
    for number in range(draw(st.integers(1, 4))):
        name = SHIPPED.indicators[number].id
        owed = draw(st.lists(st.integers(0, 5), min_size=1, max_size=5, unique=True))
        done = draw(st.integers(0, 3))
        rules = draw(st.sampled_from([Thresholds(), Thresholds(met=0.8, partly=0.3), Thresholds(met=0.5, partly=0.5)]))
        total = done + len(owed)
        share = done / total
        status = "met" if share >= rules.met else "partly_met" if share >= rules.partly else "not_met"
        figure = Figure(name, "AL-01", "2009-S1", done, total, 0, share, share, status, False, DAY)
        behind = tuple(obligation(at, name, work) for at, work in enumerate(owed))
        cells.append(ScopeCell(figure, rules, behind))
    return cells


def lifted(cells: list[ScopeCell], done: set[Identity]) -> set[int]:
    counts = [sum(identity(one) in done for one in cell.obligations) for cell in cells]
    return {at for at, cell in enumerate(cells) if cell.lacking and counts[at] >= cell.lacking}


@given(small_cells())
def test_the_list_lifts_all_that_can_rise_and_nothing_of_it_can_be_left_out(cells: list[ScopeCell]) -> None:
    fixes = shortest_list(cells, Marked(SHIPPED, frozenset(), {}))
    everything = {identity(one) for cell in cells for one in cell.obligations}
    pieces = [{identity(one) for one in fix.obligations} for fix in fixes]
    goal = lifted(cells, everything)
    assert lifted(cells, set().union(*pieces)) == goal
    for left_out in range(len(pieces)):
        assert lifted(cells, set().union(*pieces[:left_out], *pieces[left_out + 1 :])) != goal
    assert sum(len(fix.raises) for fix in fixes) == len(goal)


def test_what_lifts_two_figures_at_once_comes_before_what_lifts_one_of_them() -> None:
    """Half is partly met: each of the two lacks one of its two, and one piece of work is in both. It alone will do."""
    cells = [
        ScopeCell(
            Figure(one.id, "AL-01", "2009-S1", 0, 2, 0, 0.0, 0.0, "not_met", False, DAY),
            Thresholds(),
            (obligation(0, one.id, own), obligation(1, one.id, 3)),
        )
        for own, one in enumerate(SHIPPED.indicators[:2], 1)
    ]
    (fix,) = shortest_list(cells, Marked(SHIPPED, frozenset(), {}))
    assert {one.due_on for one in fix.obligations} == {date(2009, 1, 4)}
    assert [(one.figure.indicator, one.to) for one in fix.raises] == [
        (one.id, "partly_met") for one in SHIPPED.indicators[:2]
    ]


@given(small_cells())
def test_for_one_figure_no_shorter_list_exists(cells: list[ScopeCell]) -> None:
    one = cells[:1]
    fixes = shortest_list(one, Marked(SHIPPED, frozenset(), {}))
    work: dict[object, set[Identity]] = {}
    for owed in one[0].obligations:
        work.setdefault(owed.due_on, set()).add(identity(owed))
    for fewer in range(len(fixes)):
        for some in combinations(work.values(), fewer):
            assert lifted(one, set().union(*some)) == set()


@given(small_cells())
def test_grades_are_those_of_the_figures(cells: list[ScopeCell]) -> None:
    for cell in cells:
        assert cell.grade(0) == cell.figure.status
        if cell.lacking:
            assert cell.grade(cell.lacking) != cell.figure.status
            assert cell.grade(cell.lacking - 1) == cell.figure.status
