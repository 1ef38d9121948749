"""Every fact of the sources' other systems is there: number, bound, document and place, as the field's table has it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from etl import hand_in
from etl.build.warehouse import Warehouse
from etl.figures.measures import MeasureValue, measure_values
from etl.figures.read_api import Figures
from etl.opening import open_current
from etl.shipped_facts import facts_of
from indicators.loader import CATALOGUES, load, programmes

TODAY = date(2026, 11, 22)
TOOLS, COMPARATORS = "coordination-tools", "comparators"
CHAPTER_3, CHAPTER_4 = "Chapter III, section 3", "Chapter III, section 4"
TOOLKIT, EXTRACTS = "caaht-toolkit", "conference-extracts-2006"


@dataclass(frozen=True)
class Fact:
    """What the table says: which measure, where on its axis, which category, the number, its bound, and the source."""

    measure: str
    point: str
    category: str
    number: float | None
    bound: str
    source: str
    place: str


FACTS = [
    Fact("conference-participants", "launch_2004", "", 88, "exact", TOOLKIT, CHAPTER_3),
    Fact("conference-sectors", "launch_2004", "local_civil_society", 43, "exact", TOOLKIT, CHAPTER_3),
    Fact("conference-sectors", "launch_2004", "international_ngos", 25, "exact", TOOLKIT, CHAPTER_3),
    Fact("conference-sectors", "launch_2004", "government", 13.5, "exact", TOOLKIT, CHAPTER_3),
    Fact("conference-participants", "annual_2005", "", 90, "lower", TOOLKIT, CHAPTER_3),
    Fact("conference-sectors", "annual_2005", "national_ngos", 60, "lower", TOOLKIT, CHAPTER_3),
    Fact("conference-sectors", "annual_2005", "government", 16, "exact", TOOLKIT, CHAPTER_3),
    Fact("conference-contributions", "annual_2005", "speakers", 18, "exact", TOOLKIT, CHAPTER_3),
    Fact("conference-contributions", "annual_2005", "panels", 4, "exact", TOOLKIT, CHAPTER_3),
    Fact("conference-participants", "annual_2006", "", 119, "exact", TOOLKIT, CHAPTER_3),
    Fact("conference-sectors", "annual_2006", "government", 43, "exact", TOOLKIT, CHAPTER_3),
    Fact("conference-sectors", "annual_2006", "civil_society", 38, "exact", TOOLKIT, CHAPTER_3),
    Fact("conference-contributions", "annual_2006", "presenters", 40, "lower", TOOLKIT, CHAPTER_3),
    Fact("conference-outside-tirana", "annual_2006", "", 100 * 80 / 119, "lower", TOOLKIT, CHAPTER_3),
    Fact("conference-participants", "annual_2008", "", 108, "exact", TOOLKIT, CHAPTER_3),
    Fact("conference-sectors", "annual_2008", "local_government", 37, "exact", TOOLKIT, CHAPTER_3),
    Fact("conference-sectors", "annual_2008", "civil_society", 35, "exact", TOOLKIT, CHAPTER_3),
    Fact("conference-contributions", "annual_2008", "presentations", 11, "exact", TOOLKIT, CHAPTER_3),
    Fact("cluster-meetings-stated", "quarterly", "", 12, "exact", TOOLKIT, CHAPTER_4),
    Fact("cluster-meetings-stated", "average_of_four", "", 4, "exact", TOOLKIT, CHAPTER_4),
    Fact("coalition-members", "2007-07", "", 5, "exact", TOOLKIT, "Chapter III, section 2"),
    Fact("caaht-grants", "2006-06", "", 23, "exact", TOOLKIT, "Success story of July 2006"),
    Fact("caaht-grant-money", "2006-06", "", 2_000_000, "lower", TOOLKIT, "Success story of July 2006"),
    Fact("caaht-grant-money", "2006-12", "", 2_000_000, "lower", TOOLKIT, "Success story of December 2006"),
    Fact("caaht-grantees", "2006-12", "local_ngos", 19, "exact", TOOLKIT, "Success story of December 2006"),
    Fact("caaht-grantees", "2006-12", "international_ngos", 2, "exact", TOOLKIT, "Success story of December 2006"),
    Fact("awareness-materials", "2006", "flyers", 1_500, "exact", EXTRACTS, "page 23"),
    Fact("awareness-materials", "2006", "posters", 150, "exact", EXTRACTS, "page 23"),
    Fact("qark-presentations", "annual_2006", "", 5, "exact", EXTRACTS, "page 38"),
    Fact("committee-bylaws", "", "", 2, "exact", EXTRACTS, "page 38"),
    Fact("plan-actions", "", "", 13, "exact", EXTRACTS, "page 69"),
]
ELSEWHERE = [
    Fact("event-participants", "secat_workshop", "", 18, "exact", "irex-secat", "paragraph"),
    Fact("event-countries", "secat_workshop", "", 9, "exact", "irex-secat", "paragraph"),
    Fact("event-participants", "legis_training", "", None, "exact", "legis-training", "paragraph"),
    Fact("event-days", "legis_training", "", 1, "exact", "legis-training", "paragraph"),
    Fact("event-sectors", "legis_training", "", 2, "exact", "legis-training", "paragraph"),
    Fact("project-cities", "", "", 7, "exact", "atina-seven-cities", "paragraph"),
    Fact("report-parts", "", "", 3, "exact", "atina-seven-cities", "Paragraph"),
    Fact("cities-monitored", "social_welfare_centres", "", 7, "exact", "atina-seven-cities", "Paragraph"),
]
CHOSEN = {1: "first", 10: "first", 6: "second", 4: "third", 7: "third", 13: "fourth", 5: "fifth", 12: "fifth"}
"""Which of the thirteen actions went into which of the five."""


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Figures]]:
    """The figures of both programmes, from nothing but what is shipped."""
    data = tmp_path_factory.mktemp("facts")
    found = {
        name: open_current(Warehouse(data, load(CATALOGUES / name)), TODAY).figures for name in (TOOLS, COMPARATORS)
    }
    yield found
    for figures in found.values():
        figures.close()


def values(figures: Figures, fact: Fact, as_of: date = TODAY) -> list[MeasureValue]:
    found = measure_values(figures, as_of, (fact.measure,))
    return [one for one in found if one.point == fact.point and one.series == fact.category]


def assert_stated(fact: Fact, figures: Figures) -> None:
    (value,) = values(figures, fact)
    assert (value.value, value.bound) == (fact.number, fact.bound)
    assert fact.source in value.source.split("; ")
    assert fact.place in value.place
    assert value.words


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: f"{fact.measure}-{fact.point}-{fact.category}")
def test_fact_of_albania_is_there(fact: Fact, opened: dict[str, Figures]) -> None:
    assert_stated(fact, opened[TOOLS])


@pytest.mark.parametrize("fact", ELSEWHERE, ids=lambda fact: f"{fact.measure}-{fact.point}")
def test_fact_of_a_comparator_is_there(fact: Fact, opened: dict[str, Figures]) -> None:
    assert_stated(fact, opened[COMPARATORS])


def test_nothing_is_stated_beyond_the_table(opened: dict[str, Figures]) -> None:
    for name, table in ((TOOLS, FACTS), (COMPARATORS, ELSEWHERE)):
        stated = {
            (one.measure, one.point, one.series) for one in measure_values(opened[name], TODAY) if one.value is not None
        }
        known = {(one.measure, one.point, one.category) for one in table if one.number is not None}
        # The text gives the days of the workshop, which the table does not count.
        assert stated - known == ({("event-days", "secat_workshop", "")} if name == COMPARATORS else set())


@pytest.mark.parametrize("measure", ["conference-participants", "conference-sectors", "conference-contributions"])
def test_the_fifth_conference_is_no_data_and_never_zero(measure: str, opened: dict[str, Figures]) -> None:
    fifth = [one for one in measure_values(opened[TOOLS], TODAY, (measure,)) if one.point == "fifth"]
    assert fifth
    assert {(one.value, one.status, one.first_day) for one in fifth} == {(None, "no_data", None)}


def test_2008_is_a_series_break_and_no_fall(opened: dict[str, Figures]) -> None:
    found = {
        one.point: one
        for one in measure_values(opened[TOOLS], TODAY, ("conference-sectors",))
        if one.lane == "government"
    }
    assert found["annual_2006"].break_before is None
    assert "local government only" in found["annual_2008"].break_before["en"]  # type: ignore[index]


def test_the_thirteen_actions_and_the_five(opened: dict[str, Figures]) -> None:
    rows = opened[TOOLS].records("actions", TODAY, areas=("diber-kukes",))
    assert [row["number"] for row in rows] == list(range(1, 14))
    assert {row["number"]: row["chosen_as"] for row in rows if row["chosen"] == "yes"} == CHOSEN
    assert all(row["source"] == EXTRACTS and "page 69" in row["place"] and row["words"] for row in rows)


def test_facts_without_a_number(opened: dict[str, Figures]) -> None:
    figures = opened[TOOLS]
    milestones = {row["milestone"]: row["happened"] for row in figures.records("coalition_milestones", TODAY)}
    assert milestones == {"coalition_established": "2007-07", "secretariat_passed_on": "2009-09"}
    assert [row["feature"] for row in opened[COMPARATORS].records("features", TODAY)] == ["team_projects"]
    bylaws = {(row["qark"], row["bylaws_of"]) for row in figures.records("bylaws", TODAY)}
    assert bylaws == {("AL-07", "committee"), ("AL-07", "committee_and_desk")}


def test_a_document_is_not_known_before_its_day(opened: dict[str, Figures]) -> None:
    participants, grants = FACTS[9], FACTS[21]
    assert [one.value for one in values(opened[TOOLS], participants, date(2009, 9, 29))] == []
    assert [one.value for one in values(opened[TOOLS], participants, date(2009, 9, 30))] == [119]
    assert [one.value for one in values(opened[TOOLS], grants, date(2006, 7, 30))] == []
    assert [one.value for one in values(opened[TOOLS], grants, date(2006, 7, 31))] == [23]


@pytest.mark.parametrize("programme", programmes())
def test_facts_pass_the_door_without_a_finding(programme: str) -> None:
    catalogue = load(CATALOGUES / programme)
    outcomes = hand_in.check(facts_of(catalogue), catalogue, TODAY)
    assert [(one.path.name, one.checked.findings) for one in outcomes if one.checked.findings] == []


def test_every_row_of_a_document_says_where_it_stands() -> None:
    for name in (TOOLS, COMPARATORS):
        catalogue = load(CATALOGUES / name)
        for outcome in hand_in.check(facts_of(catalogue), catalogue, TODAY):
            for sheet in outcome.checked.sheets:
                for row in sheet.rows:
                    cells: dict[str, Any] = row.values
                    assert all(cells[column] for column in ("source", "place", "words")), (sheet.kind, cells)
