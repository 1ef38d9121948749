"""Pages of a programme of many areas: each shows some, says how many there are, and leads to all of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard.components.figures.cells import count
from dashboard.components.figures.matrix import matrix
from dashboard.components.figures.multiples import small_multiples
from dashboard.components.figures.overview_data import figures_shown
from dashboard.components.layout.markup import Node
from dashboard.components.layout.paging import pager, period_pager, shown_units
from dashboard.model.addresses import PAGES, page
from dashboard.model.area_search import called, offered
from dashboard.model.area_table import AreaTable
from dashboard.model.choice import Choice, Known, choose
from dashboard.model.context import DASHBOARD_LOCALE, Context
from dashboard.model.lanes import Arrival, Bar, Event, Lane, lane_within
from dashboard.model.selection import MOST_PERIODS, SHOWN_AT_ONCE, period_of_figure, shown_hand_ins, unit_ids
from dashboard.state import service
from etl.access.restricted import RestrictedFigures
from etl.access.viewer import local_viewer, signed_in
from etl.build.warehouse import Warehouse
from etl.figures import choice as figures_choice
from etl.figures.large.held_figures import HeldFigures
from etl.figures.opened import open_figures
from etl.figures.read_api import Figure, Figures
from etl.formats.locale_folder import ETL_LOCALE
from indicators.language import programme_language
from indicators.model import Catalogue
from indicators.schedule import hand_in_periods
from tests.benchmarks import scale
from tests.pages.conftest import PROGRAMME, TODAY
from tests.pages.test_pages import opened, page_text, trees

SEMESTERS = 12
Make = Callable[..., Context]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Catalogue]:
    """A data folder with some hundred committees over six years, the folder of its catalogue, and the catalogue."""
    folder = tmp_path_factory.mktemp("large")
    data, catalogue = scale.make(folder, 70_000, SEMESTERS)
    Warehouse(data, catalogue).ensure(TODAY)
    return data, folder / "catalogue", catalogue


@pytest.fixture(scope="module")
def catalogue(made: tuple[Path, Path, Catalogue]) -> Catalogue:
    return made[2]


@pytest.fixture(scope="module")
def whole(made: tuple[Path, Path, Catalogue]) -> Iterator[Figures]:
    build = Warehouse(made[0], made[2]).current()
    assert build is not None
    found = open_figures(build.path, made[2], TODAY, holds=True)
    yield found
    found.close()


@pytest.fixture(autouse=True, scope="module")
def fresh_cache() -> Iterator[None]:
    """All tests look at the same data, and what one page has read serves the next."""
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


@pytest.fixture
def context(catalogue: Catalogue, whole: Figures) -> Make:
    """Makes the context of a page from an address."""
    figures = RestrictedFigures(whole, local_viewer())

    def make(name: str, code: str = "en", **address: str) -> Context:
        choice = judged(catalogue, figures.default_as_of, name, code, **address)
        assert choice.notices == ()
        words = programme_language(code, catalogue.programme, ETL_LOCALE, DASHBOARD_LOCALE)
        return Context(figures, catalogue, words, choice.filters, choice.links)

    return make


def judged(catalogue: Catalogue, as_of: date, name: str, code: str = "en", **address: str) -> Choice:
    words = programme_language(code, catalogue.programme, ETL_LOCALE, DASHBOARD_LOCALE)
    return choose(address, page(name), Known(catalogue, words, (PROGRAMME,), as_of, TODAY))


def way(pager: Node, words: str, name: str) -> str | None:
    """Where a link leads, as far as one parameter of the address tells; None where there is no such link."""
    links = [node for node in pager.children if not isinstance(node, str) and node.text() == words]
    (query,) = (urlsplit(dict(link.attributes).get("href", "")).query for link in links)
    return dict(parse_qsl(query)).get(name)


# --- lists of units, some at a time


def test_the_ways_to_the_next_lead_to_every_area_once(context: Make, catalogue: Catalogue) -> None:
    seen: list[str] = []
    place: str | None = "1"
    while place is not None:
        here = context("overview", first=place)
        seen += shown_units(here)
        found = pager(here, "overview", "large.behind")
        assert found is not None
        place = way(found, "Those after", "first")
    assert sorted(seen) == sorted(unit_ids(catalogue))
    assert len(seen) > 5 * SHOWN_AT_ONCE


def test_the_first_are_those_furthest_behind(context: Make, catalogue: Catalogue, whole: Figures) -> None:
    here = context("overview")
    boxes = {one.id: period_of_figure(catalogue, one, here.filters.period) for one in catalogue.indicators}
    status: dict[str, list[str]] = {}
    for one in whole.values(figures_choice.Choice(here.filters.as_of, areas=unit_ids(catalogue))):
        if boxes[one.indicator] == one.period:
            status.setdefault(one.area, []).append("no_data" if one.provisional else one.status)
    worst = [status[unit].count("not_met") for unit in shown_units(here)]
    assert worst == sorted((found.count("not_met") for found in status.values()), reverse=True)[:SHOWN_AT_ONCE]


@pytest.mark.parametrize(("first", "impossible"), [("0", True), ("9999", True), ("x", False), ("-1", False)])
@pytest.mark.parametrize("code", ["en", "sq"])
def test_a_place_that_the_list_does_not_have_is_said(
    catalogue: Catalogue,
    first: str,
    impossible: bool,
    code: str,
) -> None:
    choice = judged(catalogue, date(2013, 1, 1), "overview", code, first=first)
    assert len(choice.notices) == 1
    assert ("does not fit" in choice.notices[0] or "nuk" in choice.notices[0]) or not impossible
    assert choice.filters.first == 1


def test_a_place_belongs_to_its_list_alone(context: Make) -> None:
    links = context("overview", first="16", lang="en").links
    assert "first" not in links.to("indicator")
    assert "first" not in links.to("overview", sort="worst")
    assert "first=31" in links.to("overview", first="31")


def test_a_list_of_an_areas_units_ends_with_them(catalogue: Catalogue) -> None:
    group = catalogue.programme.areas.groups[0].id
    count = len(catalogue.units_of(group))
    if count > 60:
        assert judged(catalogue, TODAY, "data_quality", area=group, first=str(count)).filters.first == count
    assert judged(catalogue, TODAY, "data_quality", area=group, first=str(count + 1)).notices


# --- what is read, and what is sent


def test_a_page_reads_the_figures_that_it_shows_and_no_others(
    context: Make, whole: Figures, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = context("overview")
    shown_units(here)
    asked: list[int] = []
    values = HeldFigures.values

    def counted(self: HeldFigures, choice: figures_choice.Choice) -> object:
        found = values(self, choice)
        asked.append(len(found))
        return found

    monkeypatch.setattr(HeldFigures, "values", counted)
    found = figures_shown(here)
    matrix(here, found)
    shown, table = found.order, found.table
    areas, indicators = len(shown) + len(here.catalogue.programme.areas.groups) + 1, len(here.catalogue.indicators)
    assert len(asked) == 1
    assert asked[0] <= areas * indicators * 12
    monkeypatch.undo()
    for unit in shown:
        for one in whole.values(figures_choice.Choice(here.filters.as_of, areas=(unit,))):
            assert table[one.indicator, one.area, one.period] == one


def test_what_is_not_there_is_looked_for_once(context: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    here = context("overview")
    table = AreaTable(here.figures, here.filters.as_of)
    table.fetch(("AL-01",), {"regular-meetings": ("2009-S1", "1900-S1")})
    monkeypatch.setattr(HeldFigures, "values", lambda *_, **__: pytest.fail("asked again"))
    assert table["regular-meetings", "AL-01", "2009-S1"].area == "AL-01"
    assert table.get(("regular-meetings", "AL-01", "1900-S1")) is None
    assert table.get(("regular-meetings", "AL-99", "2009-S1")) is None
    table.fetch(("AL-01",), {"regular-meetings": ("2009-S1",)})


def test_of_areas_that_may_not_be_seen_nothing_is_read(catalogue: Catalogue, whole: Figures) -> None:
    viewer = signed_in("secretary", ("https://id.example", "s"), "AL-07")
    table = AreaTable(RestrictedFigures(whole, viewer), whole.default_as_of)
    table.fetch(unit_ids(catalogue), {"regular-meetings": ("2009-S1",)})
    assert {key[1] for key in table} == {"AL-07"}
    assert table.get(("regular-meetings", "AL-01", "2009-S1")) is None


def test_a_page_of_many_weighs_little_more_than_one_of_few(context: Make) -> None:
    here = context("overview")
    found = figures_shown(here)
    table, boxes = found.table, matrix(here, found).find("cell")
    assert len(boxes) == (SHOWN_AT_ONCE + 1) * len(here.catalogue.indicators)
    assert all(dict(box.attributes)["data-tip"].count("\n") <= 8 for box in boxes if "data-tip" in dict(box.attributes))
    little = small_multiples(context("indicator"), table, tuple("abc"), "all").find("multiple")
    assert len(little) == SHOWN_AT_ONCE


# --- periods, some at a time


def test_of_many_periods_those_up_to_the_chosen_one_are_laid_out(catalogue: Catalogue) -> None:
    codes = [one.code for one in hand_in_periods(catalogue)]
    late = date(2100, 1, 1)
    laid_out = {code: [one.code for one in shown_hand_ins(catalogue, code, late)] for code in codes}
    assert all(len(shown) == MOST_PERIODS and code in shown for code, shown in laid_out.items())
    assert laid_out[codes[-1]] == codes[-MOST_PERIODS:]
    assert [one.code for one in shown_hand_ins(catalogue, "all", date(2012, 3, 1))][-1] == "2012-S1"
    assert [one.code for one in shown_hand_ins(catalogue, "all", date(2008, 3, 1))] == codes[:MOST_PERIODS]


def test_the_ways_to_other_periods_lead_to_all(context: Make, catalogue: Catalogue) -> None:
    seen: set[str] = set()
    period: str | None = "2013-S2"
    while period is not None:
        here = context("committee", period=period)
        seen |= {one.code for one in shown_hand_ins(catalogue, period, here.filters.as_of)}
        ways = period_pager(here, "committee")
        assert ways is not None
        period = way(ways, "Earlier periods", "period")
    assert seen == {one.code for one in hand_in_periods(catalogue)}


# --- finding an area


def test_an_area_is_found_by_a_part_of_its_name_or_code(catalogue: Catalogue) -> None:
    areas = catalogue.area_labels
    assert called(catalogue, "en", areas, " kukes ") == ("AL-07",)
    assert called(catalogue, "sq", areas, "AL-07") == ("AL-07",)
    assert called(catalogue, "sq", areas, "KUKËS-000003") == ("AL-07-000003",)
    assert called(catalogue, "en", areas, "ukës-000003") == ("AL-07-000003",)
    assert len(called(catalogue, "en", areas, "0000")) == SHOWN_AT_ONCE
    assert called(catalogue, "en", areas, "Shqip") == ()
    assert called(catalogue, "en", {"AL-01": None}, "kukes") == ()
    assert called(catalogue, "en", areas, "nowhere") == called(catalogue, "en", areas, "  ") == ()


def test_few_areas_are_offered_and_those_that_are_chosen(catalogue: Catalogue) -> None:
    areas = catalogue.area_labels
    plain = offered(catalogue, areas, (), ("AL-07-000003",))
    assert plain[0] == catalogue.programme.areas.whole.id
    assert "AL-07-000003" in plain
    assert len(plain) <= SHOWN_AT_ONCE + 6
    assert offered(catalogue, areas, ("AL-07-000002",), ("AL-01",)) == ("AL-07-000002", "AL-01")
    assert offered(catalogue, {"AL-07-000003": None}) == ("AL-07-000003",)


@pytest.fixture
def shown(made: tuple[Path, Path, Catalogue], monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages show the large programme."""
    monkeypatch.setenv("RCAT_DATA", str(made[0]))
    monkeypatch.setattr(service, "CATALOGUES", made[1])
    monkeypatch.setattr(service, "known_programmes", lambda: (PROGRAMME,))


@pytest.mark.usefixtures("shown")
@pytest.mark.parametrize("name", [one.id for one in PAGES])
def test_no_page_sends_all_areas(name: str, catalogue: Catalogue) -> None:
    app = opened(name, lang="sq")
    sent = str(trees(app)) + str([one.options for one in (*app.selectbox, *app.multiselect)])
    units = catalogue.programme.areas.units
    assert sum(unit.label["sq"] in sent for unit in units if "-" in unit.label["sq"]) <= 60


def field(app: AppTest) -> str:
    (found,) = app.text_input
    return str(found.label)


@pytest.mark.usefixtures("shown")
def test_who_types_a_name_is_shown_that_area() -> None:
    app = opened("committee", lang="sq")
    assert field(app) == "Gjeni një zonë"
    app.text_input[0].set_value("kukes-000003").run()
    assert "Kukës-000003 ka" in page_text(app)
    assert "AL-07-000003" in app.query_params["area"]
    app.text_input[0].set_value("kukes-00000").run()
    (areas,) = (one for one in app.selectbox if one.label == "Zona")
    assert all(option.startswith("Kukës-00000") for option in areas.options)
    assert "Kukës-000003 ka" in page_text(app), "of several nothing is taken"
    areas.select("AL-07-000002").run()
    assert re.search("Kukës-000002 (nuk )?ka ", page_text(app))
    app.text_input[0].set_value("askund").run()
    assert [one.value for one in app.caption if "Asnjë" in one.value] == ["Asnjë zonë nuk quhet kështu."]


@pytest.mark.usefixtures("shown")
def test_areas_to_export_are_found_and_stay_chosen() -> None:
    app = opened("export", lang="en")
    before = page_text(app)
    app.text_input[0].set_value("kukes-000003").run()
    app.multiselect(key="export_areas").select("AL-07-000003").run()
    after = page_text(app)
    assert before != after
    assert "AL-07-000003" in after
    app.text_input[0].set_value("berat-000002").run()
    app.multiselect(key="export_areas").select("AL-01-000002").run()
    assert [one.value for one in app.exception] == []
    assert app.multiselect(key="export_areas").value == ["AL-07-000003", "AL-01-000002"]
    app.text_input[0].set_value("").run()
    assert app.multiselect(key="export_areas").value == ["AL-07-000003", "AL-01-000002"]


@pytest.mark.usefixtures("shown")
def test_a_place_in_the_address_is_shown_and_kept_by_the_other_language() -> None:
    app = opened("overview", first="16", lang="en")
    text = page_text(app)
    assert "Areas 16 to 30 of" in text
    assert re.search(r"lang=sq[^']*first=16", str(trees(app)))
    assert "Zonat 16 deri 30 nga" in page_text(opened("overview", first="16", lang="sq"))


def test_a_timeline_shows_what_lies_in_its_days() -> None:
    first, last = date(2012, 1, 1), date(2012, 12, 31)
    inside, before, after = date(2012, 5, 1), date(2011, 5, 1), date(2013, 5, 1)
    lane = Lane(
        "",
        events=tuple(Event(day, "") for day in (before, first, inside, last, after)),
        bars=(Bar(before, None, "open"), Bar(before, inside, "ended"), Bar(before, before, ""), Bar(after, None, "")),
        arrivals=(
            Arrival(before, inside, "late", "came inside"), Arrival(inside, None, "missing", "due inside"),
            Arrival(before, None, "missing", "long missing"), Arrival(after, None, "not_due", "later"),
        ),
    )  # fmt: skip
    shown = lane_within(lane, first, last)
    assert [one.on for one in shown.events] == [first, inside, last]
    assert [one.words for one in shown.bars] == ["open", "ended"]
    assert [one.words for one in shown.arrivals] == ["came inside", "due inside"]


def test_a_fraction_that_no_box_holds_is_told_as_a_share(context: Make) -> None:
    made = context("overview")
    figure = Figure("regular-meetings", "AL", "2009-S1", 13_906, 19_632, 0, 0.7083, 0.7083, "partly_met", False,
                    date(2019, 1, 1))  # fmt: skip
    assert count(figure, made) == "71\N{NO-BREAK SPACE}%"
    assert count(replace(figure, numerator=906, denominator=1_962), made) == "906/1962"
    assert count(replace(figure, value=None, value_high=None, unreported=19_632), made) == "of 19632"
