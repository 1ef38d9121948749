"""The page of coordination tools, and every page of every programme, run by Streamlit itself without a browser."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import streamlit as st

from dashboard.charts.series import Mark, Series, series_chart
from dashboard.charts.theme import LIGHT
from dashboard.components.catalogue.tasks import tasks_table
from dashboard.components.layout.markup import Node
from dashboard.components.plan.plan_form import table, written
from dashboard.components.tools.cover_map import cover_map
from dashboard.components.tools.topics import _head, _rest
from dashboard.model import addresses
from dashboard.model.context import DASHBOARD_LOCALE, Context
from dashboard.model.permits import may_open
from dashboard.state import assessment, service, tools
from dashboard.state.fill_in import FilledIn, as_upload, standing_rows
from dashboard.views.coordination_tools import _places
from etl.access.restricted import RestrictedFigures
from etl.access.viewer import local_viewer, signed_in
from etl.build.warehouse import Warehouse
from etl.figures.measure_wording import value_text
from etl.figures.opened import open_figures
from etl.formats.locale_folder import ETL_LOCALE
from etl.outputs.exports.export import Choice, write_export
from indicators.language import programme_language
from indicators.loader import CATALOGUES, load, programmes
from indicators.model import Catalogue
from tests.catalogue.test_facts import COMPARATORS, ELSEWHERE, FACTS, TOOLS
from tests.pages.conftest import words
from tests.pages.test_pages import opened, page_text, trees

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def own(demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the demonstration data that tests of this module may hand in to."""
    folder = tmp_path_factory.mktemp("tools") / "data"
    shutil.copytree(demonstration, folder, symlinks=True)
    return folder


@pytest.fixture(autouse=True)
def data(own: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RCAT_DATA", str(own))
    return own


@pytest.fixture(autouse=True, scope="module")
def fresh_cache() -> Iterator[None]:
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


def context_of(programme: str, make: object, code: str = "en", as_of: date = TODAY) -> Context:
    """A programme as the page opens it beside the chosen one."""
    base = make("coordination_tools", code)  # type: ignore[operator]
    day = base.filters.__class__(**{**vars(base.filters), "as_of": as_of})
    whole = Context(base.figures, base.catalogue, base.language, day, base.links)
    beside = (*tools.beside(whole), *tools.strategies(whole))
    return next(one for one in beside if one.catalogue.programme.id == programme)


@pytest.mark.parametrize("code", ["en", "sq"])
@pytest.mark.parametrize("programme", programmes())
@pytest.mark.parametrize("name", [one.id for one in addresses.PAGES])
def test_every_page_of_every_programme_opens(name: str, programme: str, code: str) -> None:
    text = page_text(opened(name, programme=programme, lang=code))
    speaks = programme_language(code, load(CATALOGUES / programme).programme, ETL_LOCALE, DASHBOARD_LOCALE)
    assert speaks.say(f"page.{name}.title") in text


@pytest.mark.parametrize("code", ["en", "sq"])
def test_every_fact_stands_on_the_page_with_its_source(code: str) -> None:
    text = page_text(opened("coordination_tools", lang=code, as_of=TODAY.isoformat()))
    for name, facts in ((TOOLS, FACTS), (COMPARATORS, ELSEWHERE)):
        figures = service.current(name, local_viewer()).figures
        titles = {one.id: one.title for one in figures.catalogue.programme.sources}
        for fact in facts:
            measure = figures.catalogue.measure(fact.measure)
            found = service.measured(figures, TODAY, fact.measure)
            (value,) = (one for one in found if one.point == fact.point and one.series == fact.category)
            assert value_text(value, measure, words(code)) in text
            assert titles[fact.source] in text
            if fact.number is not None:
                assert value.words in text


def test_2006_is_as_the_source_says() -> None:
    text = page_text(opened("coordination_tools", as_of=TODAY.isoformat()))
    assert "Annual Conference 2006: 119" in text
    assert "Government offices, Annual Conference 2006: 43\N{NO-BREAK SPACE}%" in text
    assert "over 67\N{NO-BREAK SPACE}%" in text
    assert "Local government only, Annual Conference 2008: 37\N{NO-BREAK SPACE}%" in text
    assert "No data: Fifth conference, not described." in text
    assert "Said to be “quarterly”, 2005 to 2007" in text
    assert "Said to be “an average of four meetings per region”" in text


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("en", ("one is not described; read literally, two are not", "signed on 16 June 2006", "on June 19",
                "three are of offices and organisations that the extracts place in Kukës")),
        ("sq", ("një nuk përshkruhet; po të lexohet fjalë për fjalë, nuk përshkruhen dy",
                "u nënshkrua më 16 qershor 2006",
                "më 19 qershor", "tri janë të zyrave dhe organizatave që pjesët i vendosin në Kukës")),
    ],
)  # fmt: skip
def test_what_the_sources_leave_open_is_said(code: str, said: tuple[str, ...]) -> None:
    text = page_text(opened("coordination_tools", lang=code, as_of=TODAY.isoformat()))
    for one in (*said, "VMA-Kukes", "Kukes—Prefect's Office (Technical Secretariat)"):
        assert one in text
    assert "Victims of Mines Association" not in text


@pytest.mark.parametrize(
    ("code", "said"), [("en", "2009, a year inferred: "), ("sq", "2009, vit i nxjerrë me përfundim: ")]
)
def test_an_inferred_year_says_so(code: str, said: str) -> None:
    assert said in page_text(opened("catalogue", programme=TOOLS, lang=code))
    assert "inferred" not in page_text(opened("catalogue", programme=COMPARATORS))


def test_nothing_of_a_document_is_shown_before_its_day() -> None:
    before = page_text(opened("coordination_tools", as_of="2006-12-30"))
    assert "119" not in before
    assert "no plan is known on 30 December 2006" in before
    assert "13 actions" in page_text(opened("coordination_tools", as_of="2006-12-31"))


def test_the_page_is_the_same_whatever_programme_is_chosen() -> None:
    shown = [page_text(opened("coordination_tools", programme=name, as_of="2010-03-01")) for name in programmes()]
    for text in shown:
        assert "National Anti-trafficking Shelter Coalition" in text
        assert "SECAT" in text


def test_links_of_the_page_keep_what_was_chosen() -> None:
    app = opened("coordination_tools", lang="sq", programme="comparators", area="secat")
    assert "programme=comparators&area=secat" in str(trees(app)[0])


def test_the_cluster_map_has_every_qark_and_both_exceptions(context: object) -> None:
    found = context_of(TOOLS, context)
    units = found.catalogue.programme.areas.units
    drawn = cover_map(found, [unit for unit in units if unit.covers and unit.id.startswith("cluster")])
    assert drawn is not None
    assert len(drawn.find("cell")) == 12
    assert "Përmet" in drawn.text()
    assert "Skrapar" in drawn.text()


@pytest.mark.parametrize("code", ["en", "sq"])
def test_every_task_stands_with_what_measures_it_or_that_nothing_does(
    context: object, catalogue: Catalogue, code: str
) -> None:
    drawn = tasks_table(context("catalogue", code))  # type: ignore[operator]
    assert isinstance(drawn, Node)
    text = drawn.text()
    tasks = catalogue.programme.tasks
    assert len(tasks) == 7
    for task in tasks:
        assert task.words in text
        for name in task.indicators:
            assert catalogue.indicator(name).title[code] in text
    assert text.count(words(code).say("tasks.nothing")) == sum(not task.indicators for task in tasks)
    assert words(code).say("tasks.heading") in page_text(opened("catalogue", lang=code))


def test_definitions_stand_before_anything_is_handed_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RCAT_DATA", str(tmp_path))
    assert words("en").say("tasks.heading") in page_text(opened("catalogue"))


def test_facts_go_out_with_their_sources(tmp_path: Path) -> None:
    figures = service.current(TOOLS, local_viewer()).figures
    write_export(tmp_path, figures, Choice(TODAY), "csv")
    with (tmp_path / "measure_values.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for fact in FACTS:
        (row,) = (
            one for one in rows
            if (one["measure"], one["point"], one["series"]) == (fact.measure, fact.point, fact.category)
        )  # fmt: skip
        assert (float(row["value"]), row["bound"]) == (fact.number, fact.bound)
        assert fact.source in row["source"]
        assert fact.place in row["place"]


def test_a_bound_is_open_a_break_is_not_joined_and_no_data_is_no_zero() -> None:
    marks = (Mark(10, "10", "ten"), Mark(40, "over 40", "over forty", 1), Mark(30, "30", "thirty", 0, 1), None)
    one = Series("first", marks)
    assert list(one.segments(exact=True)) == []
    assert list(one.segments(exact=False)) == [(0, 1)]
    figure = series_chart(("a", "b", "c", "d"), [one], "no data", LIGHT)
    texts = [note.text for note in figure.layout.annotations]
    assert [text for text in texts if "//" in text] == ["<b>//</b> 1"]
    assert "no data" in texts
    assert len([note for note in figure.layout.annotations if note.showarrow]) == 1
    drawn = [value for trace in figure.data if trace.type == "scatter" for value in trace.y if value is not None]
    assert 0 not in drawn


def test_a_plan_is_updated_through_the_door(context: object) -> None:
    """Begun from what was last accepted; what is handed in is one sheet, and the other sheets speak as before."""
    unit, period = "AL-07", "2010-S2"
    found = context_of("rcat-2008-2010", context)
    kind = found.catalogue.record("actions")
    rows = standing_rows(found.figures, kind, unit, period, found.language, TODAY)
    assert rows
    sheet = table(found, kind, rows)
    sheet.loc[0, "done_on"] = date(2010, 12, 1)
    sheet.loc[len(sheet)] = [None] * len(sheet.columns)
    changed = written(sheet)
    assert len(changed) == len(rows)
    filled = FilledIn(kind.id, unit, period, "Prefektura", TODAY, changed)
    draft = assessment.read(as_upload(filled, found.catalogue), found.catalogue)
    assert isinstance(draft, assessment.Draft)
    assert draft.checked.findings == ()
    done = assessment.hand_in(draft, found.catalogue, local_viewer())
    assert done.receipt is not None
    after = context_of("rcat-2008-2010", context).figures
    kept = {row["action"]: row for row in after.records("actions", TODAY, areas=(unit,)) if row["period"] == period}
    assert kept[rows[0]["action"]]["done_on"] == date(2010, 12, 1)
    assert {row["action"] for row in rows} == set(kept)
    assert [row for row in after.records("meetings", TODAY, areas=(unit,)) if row["period"] == period] == [
        row for row in found.figures.records("meetings", TODAY, areas=(unit,)) if row["period"] == period
    ]


def test_what_is_wrong_in_a_plan_is_said_and_nothing_kept(context: object) -> None:
    found = context_of(TOOLS, context)
    kind = found.catalogue.record("actions")
    rows = [{"action": "Trajnim", "theme": "capacity", "chosen": "yes"}]
    filled = FilledIn(kind.id, "diber-kukes", "2009-S2", "Zyra", TODAY, rows)
    draft = assessment.read(as_upload(filled, found.catalogue), found.catalogue)
    assert isinstance(draft, assessment.Draft)
    assert [(one.rule, one.column) for one in draft.checked.findings] == [("required_when", "chosen_as")]


def test_a_secretary_sees_the_documents_and_no_sheet_of_others(context: object) -> None:
    seen = context_of(TOOLS, context)
    whole = open_figures(whole_path(seen), seen.catalogue, TODAY)
    secretary = signed_in("secretary", ("issuer", "subject"), "AL-07")
    own = Context(RestrictedFigures(whole, secretary), seen.catalogue, seen.language, seen.filters, seen.links)
    text = " ".join(
        node.text() for topic in tools.topics(own) for node in (*_head(topic, own), *_rest(topic, (), own)) if node
    )
    assert "Launch conference, May 2004" in text
    assert "Secretariat passed from CAAHT" in text
    assert "Train anti-trafficking police" not in text
    assert {unit for _, _, unit in _places((own,), lambda kind: kind.rating is not None)} == {"AL-07"}
    assert may_open(addresses.page("coordination_tools"), secretary, seen.catalogue)
    whole.close()


def whole_path(context: Context) -> Path:
    """The database that a context's figures come from."""
    build = Warehouse(service.shown_folder(context.catalogue.programme.id), context.catalogue).current()
    assert build is not None
    return build.path


def test_a_committee_rates_itself_and_is_taken_at_its_word() -> None:
    app = opened("coordination_tools", lang="en", area="AL-07")
    app.button_group(key="tools_form").select("rating").run()
    whose = next(one for one in app.selectbox if one.label == "Who rates itself")
    assert whose.options[int(str(whose.value))] == "Kukës"
    answers = [one for one in app.radio if one.options == ["Yes", "No"]]
    assert len(answers) == 9
    for number, one in enumerate(answers):
        one.set_value("yes" if number < 4 else "no")
    next(one for one in app.button if one.label == "Check").click().run()
    assert [one.value for one in app.exception] == []
    next(one for one in app.button if one.label == "Hand in").click().run()
    assert [one.value for one in app.exception] == []
    text = page_text(app)
    assert "Kukës: 4 of 9, by its own word, on" in text
    assert "enters no figure from records" in text
