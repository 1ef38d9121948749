"""The oracle's items (`for_each`), computed by hand; each test quotes the sentence of the contract that it holds."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.oracle import Evidence, ForEachRecord, Indicator, ItemPart, Submission, strategy_indicator
from tests.oracle.build import (
    Values,
    committee,
    community,
    counts,
    day,
    figure,
    ledger,
    owed,
    pick,
    programme,
    seat,
    state,
    training,
)

PROGRAMMES = "community-programmes"
COVERAGE = "training-coverage"
EXPANDED = "membership-expanded"


def items(indicator: Indicator | str, submissions: list[Submission], as_of: str, period: str, body: str) -> list[str]:
    """The items, sorted: their order is nobody's promise."""
    return sorted(one["item"] for one in pick(ledger(indicator, submissions, as_of), period=period, body=body))


# --- what the items are -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("as_of", "expected"), [("2009-06-30", "not_due"), ("2009-07-01", "no_data")])
def test_where_the_items_sheet_is_absent_one_obligation_stands_for_them_all(as_of: str, expected: str) -> None:
    """“one obligation for each owing body, with an empty item, stands for them all, `no_data` (or `not_due`)”."""
    found = pick(ledger(COVERAGE, [], as_of), period="2009-S1")
    assert [(one["body"], one["item"], one["state"]) for one in found] == [
        ("rcat", "", expected),
        ("twt", "", expected),
    ]


def test_the_placeholder_is_never_satisfied() -> None:
    """A programme without its sheet of communities is no evidence for items that are unknown, nor makes one missing."""
    handed_in = [committee(1, "2009-S1", "2009-07-01", programmes=[programme("Bathore", "2009-01-10")])]
    found = owed(PROGRAMMES, handed_in, "2009-08-01", "2009-S1")
    assert (found["state"], found["satisfied_on"], found["still_owed"]) == ("no_data", None, False)
    assert found["evidence"] == []


def test_where_the_items_sheet_is_present_and_empty_there_is_no_obligation() -> None:
    """“Where it is present, whenever it was handed in, and has no such row in force, that body has no obligation.”"""
    handed_in = [committee(1, "2009-S1", "2009-01-02", vulnerable_communities=[])]
    assert items(PROGRAMMES, handed_in, "2009-08-01", "2009-S1", "rcat") == []
    found = figure(PROGRAMMES, handed_in, "2009-08-01", "2009-S1")
    assert (found["status"], found["value"], counts(found)) == ("not_applicable", None, (0, 0, 0))


def test_one_bodys_rows_are_no_items_of_the_other() -> None:
    """“the rows ... that belong to the owing body (where the kind has a `body` column)”: the table has none."""
    seats = [seat("police", "2008-02-01", body="rcat"), seat("education", "2008-02-01", until="2009-06-29", body="twt")]
    handed_in = [committee(1, "2009-S1", "2009-07-01", members=seats)]
    assert items(COVERAGE, handed_in, "2009-08-01", "2009-S1", "rcat") == ["police|"]
    assert items(COVERAGE, handed_in, "2009-08-01", "2009-S1", "twt") == []


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        ("2009-06-30", None, ["police|"]),
        ("2008-02-01", "2009-06-30", ["police|"]),
        ("2008-02-01", "2009-06-29", []),
        ("2009-07-01", None, []),
    ],
)
def test_items_are_the_rows_in_force_at_period_end(since: str, until: str | None, expected: list[str]) -> None:
    """“are in force at period end”: 30 June 2009, both ends inclusive."""
    handed_in = [committee(1, "2009-S1", "2009-07-01", members=[seat("police", since, until)])]
    assert items(COVERAGE, handed_in, "2009-08-01", "2009-S1", "rcat") == expected


def test_items_hold_from_a_sheet_handed_in_before_the_period_ends() -> None:
    """“whenever it was handed in”: communities named in March are owed a programme by 30 June."""
    handed_in = [committee(1, "2009-S1", "2009-03-01", vulnerable_communities=[community("Bathore")])]
    assert items(PROGRAMMES, handed_in, "2009-04-01", "2009-S1", "rcat") == ["Bathore"]
    assert state(PROGRAMMES, handed_in, "2009-06-30", "2009-S1") == "not_due"
    assert state(PROGRAMMES, handed_in, "2009-07-01", "2009-S1") == "no_data"


def test_items_change_with_the_as_of_date() -> None:
    """“Only what was known on D is used”: the placeholder until 1 March, Bathore until 1 June, then Kënetë."""
    handed_in = [
        committee(1, "2009-S1", "2009-03-01", vulnerable_communities=[community("Bathore")]),
        committee(2, "2009-S1", "2009-06-01", vulnerable_communities=[community("Kënetë")]),
    ]
    on = ("2009-02-28", "2009-03-01", "2009-05-31", "2009-06-01")
    assert [items(PROGRAMMES, handed_in, as_of, "2009-S1", "rcat") for as_of in on] == [
        [""],
        ["Bathore"],
        ["Bathore"],
        ["Kënetë"],
    ]


def test_items_of_one_semester_are_not_those_of_the_next() -> None:
    """“the speaking sheet of the period's last semester”: 2009-S2 was not handed in, so its items are unknown."""
    handed_in = [committee(1, "2009-S1", "2009-07-01", vulnerable_communities=[community("Bathore")])]
    assert items(PROGRAMMES, handed_in, "2010-02-01", "2009-S1", "rcat") == ["Bathore"]
    assert items(PROGRAMMES, handed_in, "2010-02-01", "2009-S2", "rcat") == [""]


def test_a_years_items_come_from_its_second_semester() -> None:
    """The same by the year: Bathore of S1 is no item of 2009, Kënetë of S2 is."""
    yearly = replace(strategy_indicator(PROGRAMMES), every="year")
    handed_in = [
        committee(1, "2009-S1", "2009-07-01", vulnerable_communities=[community("Bathore")]),
        committee(2, "2009-S2", "2010-01-05", vulnerable_communities=[community("Kënetë")]),
    ]
    assert items(yearly, handed_in, "2010-02-01", "2009", "rcat") == ["Kënetë"]


def test_a_quarters_items_come_from_its_semesters_sheet_in_force_at_the_quarters_end() -> None:
    """Bathore was identified on 15 May: no item of Q1 (31 March), one of Q2 (30 June)."""
    quarterly = replace(strategy_indicator(PROGRAMMES), every="quarter")
    handed_in = [committee(1, "2009-S1", "2009-07-01", vulnerable_communities=[community("Bathore", "2009-05-15")])]
    assert items(quarterly, handed_in, "2009-08-01", "2009-Q1", "rcat") == []
    assert items(quarterly, handed_in, "2009-08-01", "2009-Q2", "rcat") == ["Bathore"]


def test_one_obligation_a_distinct_key_as_first_written() -> None:
    """“once per distinct key, written as in that sheet”: three rows, two municipalities."""
    by_municipality = Indicator(
        "by-municipality",
        owed_by=("rcat",),
        every="semester",
        for_each=ForEachRecord("vulnerable_communities", key=("municipality",)),
        evidence=Evidence("vulnerable_communities", "in_force", (("municipality", ItemPart("municipality")),)),
        aggregation="latest",
    )
    named = [("A", "Korçë"), ("B", "KORCE"), ("C", "Maliq")]
    sheet = [community(name, municipality=municipality) for name, municipality in named]
    handed_in = [committee(1, "2009-S1", "2009-07-01", vulnerable_communities=sheet)]
    assert items(by_municipality, handed_in, "2009-08-01", "2009-S1", "rcat") == ["Korçë", "Maliq"]
    assert [
        one["row"] for one in owed(by_municipality, handed_in, "2009-08-01", "2009-S1", item="Korçë")["evidence"]
    ] == [2, 3]


def test_an_empty_part_of_a_key_leaves_its_place_empty() -> None:
    """“the key's values joined by `|` (an empty one leaves its place empty: `police|`)”."""
    seats = [seat("police", "2008-02-01"), seat("npo", "2008-02-01", organisation="Vatra")]
    handed_in = [committee(1, "2009-S1", "2009-07-01", members=seats)]
    assert items(COVERAGE, handed_in, "2009-08-01", "2009-S1", "rcat") == ["npo|Vatra", "police|"]


def test_a_list_is_owed_item_by_item_whatever_was_handed_in() -> None:
    """“either a fixed list (`list:`)”: four a committee and semester, with no submission at all."""
    four = ["qark_council", "deputy_prefect", "border_and_migration", "npo"]
    assert items(EXPANDED, [], "2009-08-01", "2009-S1", "rcat") == sorted(four)
    assert items(EXPANDED, [], "2009-08-01", "2009-S1", "twt") == []


# --- evidence for an item -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("running", "expected"),
    [
        ([programme("BATHORE", "2009-01-10")], "on_time"),
        ([programme("Bathore", "2009-01-10", "2009-06-30")], "on_time"),
        ([programme("Bathore", "2009-01-10", "2009-06-29")], "missing"),
        ([programme("Bathore", "2009-07-01")], "missing"),
        ([programme("Kënetë", "2009-01-10")], "missing"),
        ([], "missing"),
    ],
)
def test_a_community_needs_a_programme_of_its_own_in_force(running: list[Values], expected: str) -> None:
    """`programmes`, same community, in_force: at period end, 30 June, and names match without case or diacritics."""
    named = [community("Bathore"), community("Kënetë")]
    handed_in = [committee(1, "2009-S1", "2009-07-10", vulnerable_communities=named, programmes=running)]
    assert state(PROGRAMMES, handed_in, "2009-08-01", "2009-S1", item="Bathore") == expected


def test_an_item_is_reported_by_the_evidences_record_kind() -> None:
    """“a speaking sheet of the evidence's record kind”: communities alone say nothing on programmes."""
    handed_in = [committee(1, "2009-S1", "2009-07-01", vulnerable_communities=[community("Bathore")])]
    assert state(PROGRAMMES, handed_in, "2009-08-01", "2009-S1", item="Bathore") == "no_data"
    empty = committee(2, "2009-S1", "2009-07-05", programmes=[])
    assert state(PROGRAMMES, [*handed_in, empty], "2009-08-01", "2009-S1", item="Bathore") == "missing"


@pytest.mark.parametrize(
    ("trained", "expected"),
    [
        (training("2008-10-10", "npo", "vatra"), "on_time"),
        (training("2008-10-10", "npo", "Tjetër Vizion"), "missing"),
        (training("2008-10-10", "npo"), "missing"),
        (training("2008-10-10", "other", "Vatra"), "missing"),
        (training("2008-10-10", "npo", "Vatra", body="twt"), "missing"),
        (training("2008-10-10", "npo", "Vatra", topic="other"), "missing"),
    ],
)
def test_a_member_is_trained_under_its_own_body_institution_and_organisation(trained: Values, expected: str) -> None:
    """`trainings`, same body, institution and organisation, topic = structure_and_tasks, by_end: last year's counts."""
    handed_in = [
        committee(1, "2008-S2", "2009-01-05", trainings=[trained]),
        committee(2, "2009-S1", "2009-07-01", members=[seat("npo", "2008-02-01", organisation="Vatra")], trainings=[]),
    ]
    assert state(COVERAGE, handed_in, "2009-08-01", "2009-S1", body="rcat", item="npo|Vatra") == expected


def test_a_training_of_a_named_organisation_is_none_of_an_unnamed_one() -> None:
    """“empty matches only empty”: the seat of the police has no organisation, the trained police had one."""
    seats, trained = [seat("police", "2008-02-01")], [training("2009-03-03", "police", "Komisariati")]
    handed_in = [committee(1, "2009-S1", "2009-07-01", members=seats, trainings=trained)]
    assert state(COVERAGE, handed_in, "2009-08-01", "2009-S1", body="rcat") == "missing"


def test_a_seat_of_the_table_does_not_expand_the_committee() -> None:
    """`members`, body = rcat, institution = the item: two seats of NPOs are one item, the table's qark council none."""
    seats = [
        seat("npo", "2008-03-01", organisation="Vatra"),
        seat("npo", "2008-02-01", organisation="Tjetër Vizion"),
        seat("qark_council", "2008-02-01", body="twt"),
    ]
    handed_in = [committee(1, "2009-S1", "2009-07-01", members=seats)]
    found = owed(EXPANDED, handed_in, "2009-08-01", "2009-S1", item="npo")
    assert (found["state"], found["satisfied_on"]) == ("on_time", day("2008-02-01"))
    assert [one["row"] for one in found["evidence"]] == [3, 2]
    assert state(EXPANDED, handed_in, "2009-08-01", "2009-S1", item="qark_council") == "missing"
    assert counts(figure(EXPANDED, handed_in, "2009-08-01", "2009-S1")) == (1, 4, 0)
