"""Each page, run by Streamlit itself without a browser, in both languages, against the figures."""

import json
import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from dashboard.model import addresses
from etl.figures.choice import Choice
from etl.figures.read_api import Figures
from indicators import today
from indicators.model import Catalogue
from tests.pages.conftest import words

APP = Path(__file__).resolve().parents[2] / "dashboard" / "app.py"
D = date(2009, 8, 14)
PATIENCE = 120


@pytest.fixture(autouse=True, scope="module")
def fresh_cache() -> Iterator[None]:
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


@pytest.fixture(autouse=True)
def shown(demonstration: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RCAT_DATA", str(demonstration))


def opened(name: str, **address: str) -> AppTest:
    app = AppTest.from_file(str(APP), default_timeout=PATIENCE)
    app._page_hash = calc_hash(addresses.page(name).path)  # pages are functions, which switch_page() cannot name
    app.query_params.update(address)
    app.run()
    assert [one.value for one in app.exception] == []
    return app


def trees(app: AppTest) -> list[object]:
    """The markup of every board on the page, as the browser gets it."""
    boards = app.get("bidi_component")
    return [["", {}, *json.loads(board.proto.bytes)["nodes"]] for board in boards]


def text_of(node: object) -> str:
    """Every text of a board's markup, in reading order."""
    if isinstance(node, str):
        return node
    assert isinstance(node, list)
    return " ".join(text for child in node[2:] if (text := text_of(child)))


def page_text(app: AppTest) -> str:
    return " ".join(text_of(tree) for tree in trees(app))


@pytest.mark.parametrize("code", ["en", "sq"])
@pytest.mark.parametrize("name", [one.id for one in addresses.PAGES])
def test_page_opens_and_is_all_in_one_language(name: str, code: str) -> None:
    app = opened(name, lang=code, as_of="2009-08-14")
    text = page_text(app)
    assert words(code).say("product.demonstration") in text
    if name != "overview":  # whose title is the answer
        assert words(code).say(f"page.{name}.heading", area="|", indicator="|").split("|")[0] in text
    assert not re.search(r"\b[a-z_]+\.[a-z_]+\.[a-z_]+\b", text.replace("rcat submit", "")), (
        "a key that was not translated"
    )
    other = "sq" if code == "en" else "en"
    for key in ("status.not_met", "status.no_data", "product.demonstration", "filter.period", "headline.owed"):
        assert words(other).say(key) not in text


def test_overview_shows_the_figures(figures: Figures) -> None:
    text = page_text(opened("overview", as_of="2009-08-14", period="2009-S1"))
    found = figures.values(Choice(D, areas=("AL",), periods=("2009-S1",)))
    assert len(found) >= 8
    for one in found:
        if one.value is not None:
            assert f"{one.numerator}/{one.denominator}" in text
    owed = [one for one in figures.obligations(Choice(D)) if one.still_owed]
    longest = max((D - one.due_on).days for one in owed)
    assert f"{longest} days" in text


@pytest.mark.parametrize("code", ["en", "sq"])
def test_explain_shows_every_obligation_and_row_behind_a_figure(
    figures: Figures, catalogue: Catalogue, code: str
) -> None:
    address = {"indicator": "regular-meetings", "area": "AL-11", "period": "2009"}
    text = page_text(opened("explain", lang=code, as_of="2009-12-31", **address))
    behind = figures.behind("regular-meetings", "AL-11", "2009", date(2009, 12, 31))
    assert len(behind) == 4
    sources = [source for one in behind for source in one.evidence]
    assert sources
    sheet = catalogue.record("meetings").label[code]
    for source in sources:
        place = words(code).say("obligation.source", submission=source.submission, sheet=sheet, row=source.row)
        assert place[1:] in text
    values = figures.row_values(sources)
    for row in values.values():
        assert words(code).short_date(row["held_on"]) in text
    for one in behind:
        assert words(code).short_date(one.due_on) in text
        assert words(code).say(f"state.{one.state}") in text
    assert catalogue.indicator("regular-meetings").legal_clause.words in text


def test_committee_shows_its_strips(figures: Figures) -> None:
    text = page_text(opened("committee", as_of="2009-08-14", area="AL-06"))
    for one in figures.values(Choice(D, areas=("AL-06",), periods=("2009-Q1", "2009-Q2", "2009-S1"))):
        if one.value is not None:
            assert f"{one.numerator}/{one.denominator}" in text


def test_data_quality_counts_what_was_handed_in(figures: Figures) -> None:
    text = page_text(opened("data_quality", as_of="2009-08-14"))
    known = figures.submissions(D)
    rows = sum(rows or 0 for one in known for rows in one.accepted.values())
    assert f"{len(known)} submissions" in text
    assert f"{rows:,} rows accepted" in text
    assert f"{sum(one.superseded for one in known)} of them superseded" in text


def test_export_previews_what_the_command_writes(figures: Figures) -> None:
    text = page_text(opened("export", as_of="2009-08-14"))
    assert f"{len(figures.values(Choice(D)))} rows" in text
    first = figures.values(Choice(D))[0]
    for value in (first.indicator, first.area, first.period, str(first.numerator), first.status):
        assert value in text


def test_catalogue_search_ignores_case_and_diacritics() -> None:
    app = opened("catalogue", lang="sq")
    app.text_input[0].set_value("ANETARESI E ZGJERUAR").run()
    assert words("sq").say("catalogue.found", count=1, total=11, sheets=0) in page_text(app)


def test_moving_the_as_of_date_writes_the_address_and_replays() -> None:
    app = opened("overview", as_of="2009-08-14")
    app.date_input[0].set_value(date(2010, 8, 14)).run()
    assert app.query_params["as_of"] == "2010-08-14"
    assert words("en").date(date(2010, 8, 14)) in page_text(app)


def test_impossible_value_is_said_and_never_an_error() -> None:
    text = page_text(opened("overview", period="2099-S9", area="<b>x</b>", as_of="soon"))
    assert "2099-S9" in text
    assert "<b>x</b>" in text
    assert "soon" in text


def test_nothing_handed_in_offers_the_demonstration_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RCAT_DATA", str(tmp_path))
    for code in ("en", "sq"):
        app = opened("overview", lang=code)
        assert words(code).say("empty.offer") in page_text(app)
        assert [button.label for button in app.button] == [words(code).say("empty.button")]


def test_charts_carry_their_sentence_as_alternative_text() -> None:
    for name in ("committee", "indicator"):
        app = opened(name, as_of="2009-08-14", area="AL-06")
        charts = app.get("plotly_chart")
        assert len(charts) == 1
        alternative = charts[0].proto.alt
        assert alternative
        assert alternative in page_text(app)


def test_styles_of_the_boards_reach_nothing_else() -> None:
    text = re.sub(r"/\*.*?\*/", "", (APP.parent / "assets" / "board.css").read_text("utf-8"), flags=re.DOTALL)
    depth, outermost = 0, ""
    for character in text:
        depth += {"{": 1, "}": -1}.get(character, 0)
        outermost += character if depth == 0 else ""
    assert re.sub(r"[\s}]", "", outermost) == ".board"


@pytest.mark.parametrize(("moment", "is_later"), [("22:59:59", True), ("23:00:00", False)])
def test_no_day_is_looked_at_before_it_begins_in_tirana(
    moment: str, is_later: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(today, "now", lambda: datetime.fromisoformat(f"2026-12-31T{moment}+00:00"))
    text = page_text(opened("overview", as_of="2027-01-01"))
    refused = words("en").say("notice.impossible", value="2027-01-01", what="|", default="")
    assert (refused.split("|")[0] in text) == is_later
