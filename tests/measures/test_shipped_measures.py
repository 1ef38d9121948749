"""Every shipped measure by an independent check: its values as a reader takes them from the source documents by hand.

A line is measure, area, point, lane, value and bound (`>` more than). What is not named here must be no data.
"""

from __future__ import annotations

from datetime import date

import pytest

from etl.build.warehouse import Warehouse
from etl.figures.measures import MeasureValue, measure_values
from etl.figures.read_api import Figures
from etl.opening import open_current
from indicators.loader import CATALOGUES, load, programmes

TODAY = date(2026, 11, 22)

STATED = """
coordination-tools | conference-participants | national | launch_2004 | | 88
coordination-tools | conference-participants | national | annual_2005 | | > 90
coordination-tools | conference-participants | national | annual_2006 | | 119
coordination-tools | conference-participants | national | annual_2008 | | 108
coordination-tools | conference-sectors | national | launch_2004 | civil-society | 43
coordination-tools | conference-sectors | national | launch_2004 | international | 25
coordination-tools | conference-sectors | national | launch_2004 | government | 13.5
coordination-tools | conference-sectors | national | annual_2005 | civil-society | > 60
coordination-tools | conference-sectors | national | annual_2005 | government | 16
coordination-tools | conference-sectors | national | annual_2006 | government | 43
coordination-tools | conference-sectors | national | annual_2006 | civil-society | 38
coordination-tools | conference-sectors | national | annual_2008 | government | 37
coordination-tools | conference-sectors | national | annual_2008 | civil-society | 35
coordination-tools | conference-outside-tirana | national | annual_2006 | | > 67.22689075630252
coordination-tools | conference-contributions | national | annual_2005 | speakers | 18
coordination-tools | conference-contributions | national | annual_2005 | panels | 4
coordination-tools | conference-contributions | national | annual_2006 | presenters | > 40
coordination-tools | conference-contributions | national | annual_2008 | presentations | 11
coordination-tools | cluster-meetings-stated | national | quarterly | | 12
coordination-tools | cluster-meetings-stated | national | average_of_four | | 4
coordination-tools | coalition-members | national | 2007-07 | | 5
coordination-tools | caaht-grants | national | 2006-06 | | 23
coordination-tools | caaht-grant-money | national | 2006-06 | | > 2000000
coordination-tools | caaht-grant-money | national | 2006-12 | | > 2000000
coordination-tools | caaht-grantees | national | 2006-12 | local | 19
coordination-tools | caaht-grantees | national | 2006-12 | international | 2
coordination-tools | awareness-materials | AL-07 | 2006 | flyers | 1500
coordination-tools | awareness-materials | AL-07 | 2006 | posters | 150
coordination-tools | qark-presentations | AL-07 | annual_2006 | | 5
coordination-tools | committee-bylaws | AL-07 | | | 2
coordination-tools | plan-actions | diber-kukes | | | 13
comparators | event-participants | secat | secat_workshop | | 18
comparators | event-days | secat | secat_workshop | | 3
comparators | event-days | legis | legis_training | | 1
comparators | event-countries | secat | secat_workshop | | 9
comparators | event-sectors | legis | legis_training | | 2
comparators | project-cities | atina | | | 7
comparators | report-parts | atina | | | 3
comparators | cities-monitored | atina | social_welfare_centres | | 7
"""
# What a committee says of itself: shipped without a rating.
WITHOUT_FACTS = {("coordination-tools", "factors-fulfilled")}
NO_DATA = {
    ("coordination-tools", "conference-participants", "fifth", ""),
    ("coordination-tools", "conference-sectors", "fifth", "government"),
    ("coordination-tools", "conference-outside-tirana", "fifth", ""),
    ("comparators", "event-participants", "legis_training", ""),
}

Line = tuple[str, str, str, str, str, float, str]


def lines() -> set[Line]:
    found = set()
    for line in STATED.strip().splitlines():
        programme, measure, area, point, lane, value = (part.strip() for part in line.split("|"))
        bound = "lower" if value.startswith(">") else "exact"
        found.add((programme, measure, area, point, lane, float(value.strip("> ")), bound))
    return found


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Figures]:
    data = tmp_path_factory.mktemp("data")
    catalogues = (load(CATALOGUES / name) for name in programmes())
    return {one.programme.id: open_current(Warehouse(data, one), TODAY).figures for one in catalogues if one.measures}


@pytest.fixture(scope="module")
def values(opened: dict[str, Figures]) -> list[tuple[str, MeasureValue]]:
    return [
        (programme, value)
        for programme, figures in opened.items()
        for value in measure_values(figures, figures.default_as_of)
    ]


def test_every_value_is_what_the_documents_say(values: list[tuple[str, MeasureValue]]) -> None:
    found = {
        (programme, one.measure, one.area, one.point, one.lane, one.value, one.bound)
        for programme, one in values
        if one.value is not None
    }
    assert found == lines()


def test_every_measure_has_a_check(opened: dict[str, Figures]) -> None:
    shipped = {(name, measure.id) for name, figures in opened.items() for measure in figures.catalogue.measures}
    assert shipped == {(line[0], line[1]) for line in lines()} | WITHOUT_FACTS


def test_what_nobody_describes_is_no_data_and_never_zero(values: list[tuple[str, MeasureValue]]) -> None:
    without = {(programme, one.measure, one.point, one.lane) for programme, one in values if one.value is None}
    assert without >= NO_DATA
    assert {one.status for _, one in values if one.value is None} == {"no_data"}
    assert 0.0 not in {one.value for _, one in values}


def test_every_value_says_where_it_stands(values: list[tuple[str, MeasureValue]], opened: dict[str, Figures]) -> None:
    for programme, one in values:
        known = {source.id for source in opened[programme].catalogue.programme.sources}
        assert set(one.source.split("; ")) <= known, one
        assert one.place, one
        assert one.evidence, one


def test_local_government_alone_is_a_break_and_no_fall(values: list[tuple[str, MeasureValue]]) -> None:
    breaks = {
        (one.point, one.lane): one for _, one in values if one.measure == "conference-sectors" and one.break_before
    }
    marked = breaks["annual_2008", "government"]
    assert marked.break_before is not None
    assert "local government" in marked.break_before["en"]
    assert ("annual_2006", "government") not in breaks


def test_nothing_was_known_before_a_document_was(opened: dict[str, Figures]) -> None:
    figures = opened["coordination-tools"]
    assert measure_values(figures, date(2006, 6, 29)) == ()
    assert {one.measure for one in measure_values(figures, date(2006, 7, 31))} == {"caaht-grants", "caaht-grant-money"}
