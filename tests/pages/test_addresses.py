"""What addresses mean, and that whatever stands in one is taken or said, never an error."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.model.addresses import PAGES, PARAMETERS, Links, page, read
from dashboard.model.choice import Choice, Known, choose
from indicators.loader import CATALOGUES, load
from tests.pages.conftest import PROGRAMME, TODAY, words

CATALOGUE = load(CATALOGUES / PROGRAMME)
AS_OF = date(2011, 1, 31)


def chosen(name: str, code: str = "en", **address: str) -> Choice:
    return choose(address, page(name), Known(CATALOGUE, words(code), (PROGRAMME,), AS_OF, TODAY))


def test_the_public_paths_are_those_of_the_contract() -> None:
    paths = {f"/{one.path}" for one in PAGES}
    public = {"/", "/committee", "/indicator", "/explain", "/calendar", "/data-quality", "/export", "/catalogue"}
    assert paths >= public


def test_nothing_chosen_gives_the_defaults() -> None:
    filters = chosen("overview").filters
    assert (filters.area, filters.period, filters.as_of) == ("AL", "2010-S2", AS_OF)
    assert filters.indicator == CATALOGUE.indicators[0].id


def test_default_period_is_the_last_that_has_ended() -> None:
    assert chosen("overview", as_of="2009-08-14").filters.period == "2009-S1"
    assert chosen("overview", as_of="2009-06-30").filters.period == "2008-S2"
    assert chosen("overview", as_of="2008-02-01").filters.period == "2008-S1"


@pytest.mark.parametrize(
    ("name", "parameter", "value"),
    [
        ("overview", "period", "2009-S3"),
        ("overview", "period", "2011-S1"),
        ("overview", "area", "AL-13"),
        ("overview", "indicator", "meetings"),
        ("overview", "as_of", "31.12.2009"),
        ("overview", "as_of", "2009-02-30"),
        ("overview", "as_of", "2007-12-31"),
        ("overview", "as_of", "2026-11-23"),
        ("overview", "lang", "it"),
        ("overview", "programme", "another"),
        ("overview", "sort", "best"),
        ("committee", "area", "AL-13"),
        ("explain", "period", "2009-Q1&indicator"),
    ],
)
@pytest.mark.parametrize("code", ["en", "sq"])
def test_what_cannot_be_is_said_and_replaced(name: str, parameter: str, value: str, code: str) -> None:
    choice, usual = chosen(name, code, **{parameter: value}), chosen(name, code)
    assert len(choice.notices) == 1
    assert value[:60] in choice.notices[0]
    assert choice.filters == usual.filters
    assert parameter not in choice.links.given


@pytest.mark.parametrize("area", [None, "northern", "AL"])
def test_a_page_about_one_unit_takes_none_that_nobody_chose(area: str | None) -> None:
    """A larger area, from a link of another page, is kept for the other pages; here it says whom to choose among."""
    choice = chosen("committee", **({"area": area} if area else {}))
    assert (choice.filters.area, choice.notices) == (area or "AL", ())
    assert choice.links.given.get("area") == area
    assert chosen("committee", area="AL-07").filters.area == "AL-07"


def test_a_period_that_the_indicator_has_no_figure_for_is_said_on_explain() -> None:
    choice = chosen("explain", indicator="reports-received", period="2009-Q1")
    assert choice.notices
    assert choice.filters.period == "2010-S2"


def test_what_is_taken_is_kept_by_every_link() -> None:
    links = chosen("overview", lang="sq", as_of="2009-08-14", period="2009-S1", unknown="x").links
    assert links.to("explain", area="AL-07") == "explain?lang=sq&period=2009-S1&as_of=2009-08-14&area=AL-07"
    assert links.to("overview", period=None) == "./?lang=sq&as_of=2009-08-14"


def test_a_link_leads_where_it_says() -> None:
    followed = read(Links({"lang": "sq"}).to("data_quality", area="AL-01"))
    assert followed is not None
    assert (followed[0].id, followed[1]) == ("data_quality", {"lang": "sq", "area": "AL-01"})
    assert read("./?lang=sq") == (page("overview"), {"lang": "sq"})


@pytest.mark.parametrize(
    "address",
    [None, 7, "", "https://example.org/explain", "//example.org/explain", "nowhere?x=1", "javascript:alert(1)"],
)
def test_a_link_that_is_not_ours_leads_nowhere(address: object) -> None:
    followed = read(address)
    assert followed is None or followed == (page("overview"), {})


@given(
    name=st.sampled_from([one.id for one in PAGES]),
    address=st.dictionaries(st.sampled_from(PARAMETERS), st.text(max_size=80)),
)
def test_no_address_is_an_error(name: str, address: dict[str, str]) -> None:
    choice = choose(address, page(name), Known(CATALOGUE, words("en"), (PROGRAMME,), AS_OF, TODAY))
    assert choice.filters.area in CATALOGUE.area_labels
    assert len(choice.notices) + len(choice.links.given) == len(address)
