"""What changed since another day: in the figures, on the pages, in the address."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
import streamlit as st

from dashboard.components.figures.changes import changes_section, matrix_figures, own_figures
from dashboard.components.figures.matrix import matrix
from dashboard.components.figures.overview_data import figures_shown
from dashboard.components.layout.markup import Node
from dashboard.model.context import Context
from etl.figures.choice import Choice
from etl.figures.read_api import Figure, Figures
from etl.what_if.changes import changes
from indicators.model import Catalogue
from tests.pages.conftest import words
from tests.pages.test_pages import opened, page_text

MakeContext = Callable[..., Context]
Table = dict[tuple[str, str, str], Figure]
SINCE, D = date(2009, 4, 30), date(2009, 8, 14)
DAYS = {"as_of": "2009-08-14", "since": "2009-04-30"}


@pytest.fixture(autouse=True, scope="module")
def shown(demonstration: Path) -> Iterator[None]:
    """All tests look at the same data, and what one page has read serves the next."""
    st.cache_resource.clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RCAT_DATA", str(demonstration))
        yield
    st.cache_resource.clear()


def figure(status: str, numerator: int, denominator: int = 2, unreported: int = 0, as_of: date = D) -> Figure:
    return Figure("any", "AL-07", "2009", numerator, denominator, unreported, None, None, status, False, as_of)


def tables(figures: Figures) -> tuple[Table, Table]:
    before, after = (
        {(one.indicator, one.area, one.period): one for one in figures.values(Choice(day))} for day in (SINCE, D)
    )
    return before, after


def rows(node: Node) -> int:
    return (node.tag == "tr") + sum(rows(child) for child in node.children if isinstance(child, Node))


# --- in the figures


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        (figure("not_met", 0), figure("met", 2), "rises"),
        (figure("met", 2), figure("partly_met", 1), "falls"),
        (figure("not_due", 0, 0), figure("no_data", 0, 2, 2), "falls_due"),
        (figure("no_data", 0, 2, 2), figure("not_met", 0), "becomes_known"),
        (figure("met", 2), figure("no_data", 0, 2, 2), "other"),
        (figure("partly_met", 5, 8), figure("partly_met", 5, 9), "counts"),
    ],
)
def test_a_change_is_named_by_what_happened(before: Figure, after: Figure, kind: str) -> None:
    (found,) = changes([before], [after])
    assert found.kind == kind
    assert found.changes_status == (kind != "counts")


def test_another_as_of_date_alone_is_no_change() -> None:
    assert changes([figure("met", 2, as_of=SINCE)], [figure("met", 2, as_of=D)]) == ()


def test_what_only_one_side_has_is_a_change() -> None:
    (gone,), (new,) = changes([figure("met", 2)], []), changes([], [figure("met", 2)])
    assert (gone.after, new.before) == (None, None)


# --- on the pages


@pytest.mark.parametrize("code", ["en", "sq"])
def test_every_changed_box_of_the_matrix_is_marked_and_listed(
    context: MakeContext, figures: Figures, catalogue: Catalogue, code: str
) -> None:
    made = context("overview", code, **DAYS)
    before, after = tables(figures)
    shown = matrix_figures(made, after)
    assert len(shown) == len(catalogue.programme.areas.units) * len(catalogue.indicators)
    differ = {
        (one.indicator, one.area) for one in shown
        if (was := before[one.indicator, one.area, one.period])
        and (was.status, was.numerator, was.denominator, was.unreported)
        != (one.status, one.numerator, one.denominator, one.unreported)
    }  # fmt: skip
    assert differ
    drawn = matrix(made, figures_shown(made))
    hrefs = [dict(one.attributes)["href"] for one in drawn.find("changed")]
    parts = [dict(parse_qsl(href.partition("?")[2])) for href in hrefs]
    units = {unit.id for unit in catalogue.programme.areas.units}
    assert {(one["indicator"], one["area"]) for one in parts if one["area"] in units} == differ
    said = words(code).say("since.before", date=words(code).date(SINCE), words="|").split("|")[0]
    assert all(said in dict(one.attributes)["aria-label"] for one in drawn.find("changed"))
    section = changes_section(made, shown, before)
    assert section is not None
    assert rows(section) == len(differ) + 1


def test_a_box_of_the_list_opens_the_figure_of_its_own_day(context: MakeContext, figures: Figures) -> None:
    made = context("committee", area="AL-06", **DAYS)
    before, after = tables(figures)
    section = changes_section(made, own_figures(made.catalogue, after, "AL-06"), before, with_area=False)
    assert section is not None
    links = [dict(one.attributes)["href"] for one in section.find("small") if one.tag == "a"]
    assert len(links) % 2 == 0
    for then, now in zip(links[::2], links[1::2], strict=True):
        assert "as_of=2009-04-30" in then
        assert "since" not in then
        assert "as_of=2009-08-14&since=2009-04-30" in now


@pytest.mark.parametrize("code", ["en", "sq"])
@pytest.mark.parametrize("name", ["overview", "committee"])
def test_pages_say_what_changed_and_count_it(figures: Figures, name: str, code: str) -> None:
    text = page_text(opened(name, lang=code, area="AL-06", **DAYS))
    assert words(code).say("since.heading", date=words(code).date(SINCE)) in text
    assert words(code).say("since.mark", date=words(code).date(SINCE)) in text
    before, after = tables(figures)
    if name == "committee":
        found = changes(
            [one for one in before.values() if one.area == "AL-06"],
            [one for one in after.values() if one.area == "AL-06"],
        )
        total = sum(one.area == "AL-06" for one in after.values())
        said = words(code).say("since.changed", count=len(found), total=total, kinds="|", since=words(code).date(SINCE),
                               date=words(code).date(D))  # fmt: skip
        assert said.split("|")[0] in text


def test_without_a_second_day_nothing_is_compared(context: MakeContext, figures: Figures) -> None:
    made = context("overview", as_of="2009-08-14")
    before, after = tables(figures)
    assert changes_section(made, matrix_figures(made, after), before) is None
    assert matrix(made, figures_shown(made)).find("changed") == ()


# --- in the address


def test_choosing_a_second_day_writes_the_address_and_emptying_it_takes_it_away() -> None:
    app = opened("overview", as_of="2009-08-14")
    app.date_input[1].set_value(SINCE).run()
    assert app.query_params["since"] == "2009-04-30"
    assert words("en").say("since.heading", date=words("en").date(SINCE)) in page_text(app)
    app.date_input[1].set_value(None).run()
    assert "since" not in app.query_params
    assert words("en").say("since.heading", date=words("en").date(SINCE)) not in page_text(app)


@pytest.mark.parametrize("day", ["2009-08-14", "2010-01-01", "2007-12-31", "soon"])
def test_a_day_that_cannot_be_compared_with_is_said(day: str) -> None:
    text = page_text(opened("overview", as_of="2009-08-14", since=day))
    assert f"‘{day}’" in text
    assert words("en").say("since.none") in text
