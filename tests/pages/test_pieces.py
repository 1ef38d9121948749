"""The pieces that pages are put together from, each by itself."""

from collections.abc import Callable
from datetime import date

import pytest

from dashboard.charts.theme import DARK, LIGHT
from dashboard.charts.timeline import timeline
from dashboard.components.figures.cells import cell, count, in_words, open_end
from dashboard.components.figures.headlines import value_text
from dashboard.components.figures.matrix import matrix
from dashboard.components.figures.multiples import small_multiples
from dashboard.components.figures.over_time import target_path
from dashboard.components.figures.overview_data import figures_shown
from dashboard.components.figures.tiles import tile_map
from dashboard.components.layout.markup import Node, element
from dashboard.model.calendar_file import Entry, calendar_text
from dashboard.model.context import Context
from dashboard.model.lanes import Lane, lane_sentence, lanes, reported
from dashboard.model.selection import figure_periods, period_of_figure, unit_ids
from dashboard.model.todo import across_units, due_next, pieces, still_owed
from etl.figures.choice import Choice
from etl.figures.read_api import Figure, Figures, Obligation
from indicators.model import Catalogue
from indicators.schedule import hand_in_periods
from tests.pages.conftest import words

MakeContext = Callable[..., Context]
D = date(2009, 8, 14)


def figure(numerator: int, denominator: int, unreported: int, status: str, *, provisional: bool = False) -> Figure:
    known = denominator > unreported
    value = numerator / denominator if known else None
    high = (numerator + unreported) / denominator if known else None
    return Figure("regular-meetings", "AL-07", "2009-S1", numerator, denominator, unreported, value, high, status,
                  provisional, D)  # fmt: skip


# --- markup


def test_text_stays_text() -> None:
    node = element("p", "<script>alert(1)</script> ![](http://example.org/x.png)")
    assert node.as_json() == ["p", {}, "<script>alert(1)</script> ![](http://example.org/x.png)"]


@pytest.mark.parametrize("tag", ["script", "iframe", "img", "style", "object", "form"])
def test_an_element_that_could_load_or_run_is_refused(tag: str) -> None:
    with pytest.raises(ValueError, match="not a known element"):
        element(tag)


@pytest.mark.parametrize("name", ["onclick", "style", "src", "srcdoc"])
def test_an_attribute_that_could_load_or_run_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="not a known attribute"):
        element("a", **{name: "x"})


@pytest.mark.parametrize("href", ["https://example.org", "javascript:alert(1)", "//example.org", "data:text/html,x"])
def test_a_link_that_leaves_is_refused(href: str) -> None:
    with pytest.raises(ValueError, match="may not leave"):
        element("a", href=href)


# --- a figure in a box


def test_no_data_is_never_written_as_zero(context: MakeContext) -> None:
    made = context("overview")
    unknown, none = figure(0, 2, 2, "no_data"), figure(0, 2, 0, "not_met")
    assert count(unknown, made) == "of 2"
    assert count(none, made) == "0/2"
    assert count(figure(0, 0, 0, "not_due"), made) == ""


def test_what_is_open_is_said() -> None:
    assert open_end(figure(3, 24, 16, "not_met", provisional=True), words("en")) == "+16?"
    assert open_end(figure(0, 2, 2, "no_data"), words("en")) == ""
    assert open_end(figure(1, 2, 0, "partly_met"), words("en")) == ""


def test_headline_is_a_span_only_where_something_is_unreported(catalogue: Catalogue) -> None:
    indicator = catalogue.indicator("regular-meetings")
    assert value_text(figure(3, 24, 16, "not_met"), indicator, words("en")) == "13 %–79 %".replace(
        " ", "\N{NO-BREAK SPACE}"
    )
    assert value_text(figure(7, 12, 0, "partly_met"), indicator, words("en")) == "7 of 12"
    assert value_text(figure(0, 2, 2, "no_data"), indicator, words("sq")) == "pa të dhëna"


@pytest.mark.parametrize("code", ["en", "sq"])
def test_a_box_says_in_words_what_it_shows(context: MakeContext, code: str) -> None:
    drawn = cell(figure(3, 24, 16, "not_met", provisional=True), context("overview", code))
    attributes = dict(drawn.attributes)
    assert attributes["class"] == "cell not_met provisional"
    assert drawn.find("open"), "what could still be met has not the sign of what is not met"
    assert len(drawn.find("not_met")) == 1
    assert attributes["href"].startswith("explain?")
    for part in (words(code).say("status.not_met"), words(code).say("cell.provisional"), "16", "3", "24"):
        assert part in attributes["aria-label"]


# --- the matrix and the map, against the figures


@pytest.mark.parametrize("sort", ["worst", "since", "name", "reports-on-time"])
def test_matrix_has_every_unit_by_every_indicator(
    context: MakeContext, figures: Figures, catalogue: Catalogue, sort: str
) -> None:
    made = context("overview", as_of="2009-08-14", sort=sort)
    table = {(one.indicator, one.area, one.period): one for one in figures.values(Choice(D))}
    shown = matrix(made, figures_shown(made)).find("cell")
    drawn = {dict(node.attributes)["href"]: node for node in shown if node.tag == "a"}
    for unit in unit_ids(catalogue):
        for indicator in catalogue.indicators:
            period = period_of_figure(catalogue, indicator, made.filters.period)
            one = table[indicator.id, unit, period]
            link = made.links.to("explain", indicator=indicator.id, area=unit, period=period)
            assert count(one, made) in drawn[link].text()
            assert one.status in dict(drawn[link].attributes)["class"].split()
            assert in_words(one, made) in dict(drawn[link].attributes)["aria-label"]


def test_worst_first_begins_with_most_not_met(context: MakeContext, figures: Figures, catalogue: Catalogue) -> None:
    made = context("overview", as_of="2009-08-14")
    table = {(one.indicator, one.area, one.period): one for one in figures.values(Choice(D))}
    names = [header.text() for header in _row_headers(matrix(made, figures_shown(made)))]

    def missed(unit: str) -> int:
        periods = [(one.id, period_of_figure(catalogue, one, made.filters.period)) for one in catalogue.indicators]
        found = [table[one, unit, period] for one, period in periods]
        return sum(one.status == "not_met" and not one.provisional for one in found)

    by_name = {catalogue.area_labels[unit]["en"]: missed(unit) for unit in unit_ids(catalogue)}
    shown = [by_name[name] for name in names if name in by_name]
    assert len(shown) == len(by_name)
    assert shown == sorted(shown, reverse=True)


def _row_headers(node: Node) -> list[Node]:
    own = [node] if dict(node.attributes).get("scope") == "row" else []
    return own + [one for child in node.children if isinstance(child, Node) for one in _row_headers(child)]


def test_map_has_a_tile_for_every_unit_where_the_catalogue_places_it(
    context: MakeContext, figures: Figures, catalogue: Catalogue
) -> None:
    table = {(one.indicator, one.area, one.period): one for one in figures.values(Choice(D))}
    tiles = tile_map(context("overview", as_of="2009-08-14"), table).find("cell")
    places = {(dict(one.attributes)["style-column"], dict(one.attributes)["style-row"]) for one in tiles}
    assert len(tiles) == len(places) == len(catalogue.programme.areas.units)


def test_small_multiples_show_every_unit(context: MakeContext, figures: Figures, catalogue: Catalogue) -> None:
    table = {(one.indicator, one.area, one.period): one for one in figures.values(Choice(D))}
    drawn = small_multiples(context("indicator", as_of="2009-08-14"), table, ("2008-S1", "2008-S2"), "2008-S2")
    assert len(drawn.find("multiple")) == len(catalogue.programme.areas.units)


# --- which period's figure is shown


def test_a_quarter_shows_the_semester_of_what_is_owed_by_semester(catalogue: Catalogue) -> None:
    assert period_of_figure(catalogue, catalogue.indicator("reports-received"), "2009-Q1") == "2009-S1"
    assert period_of_figure(catalogue, catalogue.indicator("regular-meetings"), "2009-Q1") == "2009-Q1"
    assert period_of_figure(catalogue, catalogue.indicator("bodies-trained"), "2009-S1") == "2009"


def test_what_is_owed_once_has_figures_for_four_periods(catalogue: Catalogue) -> None:
    once = catalogue.indicator("baseline-assessment")
    assert set(figure_periods(catalogue, once)) == {"2008-Q4", "2008-S2", "2008", "all"}
    assert period_of_figure(catalogue, once, "2009-S1") == "all"
    assert period_of_figure(catalogue, once, "2008-Q4") == "2008-Q4"


# --- what is to be done


def owed(indicator: str, qark: str = "AL-07", item: str = "", **changes: object) -> Obligation:
    values: dict[str, object] = {
        "indicator": indicator, "qark": qark, "body": "rcat", "period": "2009-S1", "item": item,
        "due_on": date(2009, 7, 30), "satisfied_on": None, "state": "missing", "still_owed": True, "evidence": (),
    }  # fmt: skip
    return Obligation(**{**values, **changes})  # type: ignore[arg-type]


def test_one_report_owed_under_two_indicators_is_one_piece_of_work(catalogue: Catalogue) -> None:
    both = [owed(name, state="not_due", still_owed=False) for name in ("reports-received", "reports-on-time")]
    tasks = due_next(catalogue, both, date(2009, 7, 20))
    assert [(task.indicators, task.pieces) for task in tasks] == [(("reports-received", "reports-on-time"), 1)]


def test_items_of_one_duty_are_counted_and_listed_once(catalogue: Catalogue) -> None:
    seats = [owed("membership-expanded", item=item) for item in ("npo", "qark_council", "deputy_prefect")]
    tasks = still_owed(catalogue, seats, D)
    assert [task.pieces for task in tasks] == [3]
    assert pieces(tasks) == 3


def test_only_what_can_still_be_done_is_listed_longest_first(catalogue: Catalogue) -> None:
    found = [
        owed("reports-received", due_on=date(2009, 7, 30)),
        owed("reports-received", period="2008-S2", due_on=date(2009, 1, 30)),
        owed("regular-meetings", period="2009-Q1", due_on=date(2009, 3, 31), still_owed=False),
    ]
    assert [task.days for task in still_owed(catalogue, found, D)] == [196, 15]


def test_due_next_keeps_to_its_days(catalogue: Catalogue) -> None:
    coming = [
        owed("regular-meetings", period="2009-Q3", due_on=day, state="not_due", still_owed=False, qark=qark)
        for qark, day in (("AL-01", date(2009, 9, 13)), ("AL-02", date(2009, 9, 14)))
    ]
    assert [task.first.qark for task in due_next(catalogue, coming, D, 30)] == ["AL-01"]
    assert len(due_next(catalogue, coming, D)) == 2


def test_the_same_work_of_several_units_is_one_entry(catalogue: Catalogue) -> None:
    coming = [owed("reports-received", qark, state="not_due", still_owed=False) for qark in ("AL-01", "AL-02", "AL-03")]
    shared = across_units(due_next(catalogue, coming, date(2009, 7, 20)))
    assert [one.units for one in shared] == [("AL-01", "AL-02", "AL-03")]


# --- the calendar file


def test_calendar_file_holds_to_the_format() -> None:
    note = "Një raport veprimtarie; deri më 30 korrik, i regjistruar te Zyra e Koordinatorit Kombëtar"
    text = calendar_text([Entry("a", date(2009, 7, 30), "Kukës: raporte", note)], "KRAT", D)
    lines = text.split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]
    assert max(len(line.encode()) for line in lines) <= 75
    unfolded = text.replace("\r\n ", "")
    assert "DTSTART;VALUE=DATE:20090730" in unfolded
    assert "DTEND;VALUE=DATE:20090731" in unfolded
    assert f"DESCRIPTION:{note.replace(';', chr(92) + ';').replace(',', chr(92) + ',')}" in unfolded


def test_calendar_entry_keeps_its_identity_from_one_download_to_the_next() -> None:
    first, again = (
        calendar_text([Entry("a", date(2009, 7, 30), "Kukës", "x")], "KRAT", day) for day in (D, date(2009, 9, 1))
    )
    assert [line for line in first.splitlines() if "UID" in line] == [
        line for line in again.splitlines() if "UID" in line
    ]


# --- the timeline


def lanes_of(figures: Figures, catalogue: Catalogue, code: str, area: str) -> tuple[Lane, ...]:
    known = reported(catalogue, figures.submissions(D), area, hand_in_periods(catalogue), "2009-S1", D)
    return lanes(catalogue, words(code), lambda kind: figures.records(kind, D, areas=(area,)),
                 figures.obligations(Choice(D, areas=(area,))), known)  # fmt: skip


@pytest.mark.parametrize("code", ["en", "sq"])
def test_timeline_has_a_lane_for_each_kind_and_body(figures: Figures, catalogue: Catalogue, code: str) -> None:
    area = "AL-11"
    drawn = lanes_of(figures, catalogue, code, area)
    titles = [lane.title for lane in drawn]
    assert len(titles) == len(set(titles))
    dated = [kind for kind in catalogue.records if kind.date and kind.body]
    for kind in dated:
        for body in catalogue.programme.bodies:
            assert f"{kind.label[code]} · {body.short[code]}" in titles
    arrivals = [lane for lane in drawn if lane.arrivals]
    assert len(arrivals) == 3, "activity reports, baseline, situation assessments; two indicators share the first"
    assert all(lane_sentence(lane, D, words(code)) for lane in drawn)


@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_timeline_draws_due_ticks_arrivals_and_gaps(figures: Figures, catalogue: Catalogue, colours: object) -> None:
    area = "AL-09"
    drawn = lanes_of(figures, catalogue, "en", area)
    chart = timeline(drawn, (date(2008, 1, 1), date(2010, 12, 31)), D, colours, words("en"))  # type: ignore[arg-type]
    due = sum(len(lane.arrivals) for lane in drawn)
    ticks = [trace for trace in chart.data if trace.hovertext and "due on" in "".join(trace.hovertext)]
    assert sum(len(trace.x) for trace in ticks) == due
    assert [annotation.text for annotation in chart.layout.annotations].count("14 Aug 2009") == 1


def test_the_path_of_the_targets_leads_from_each_period_to_the_next_target(context: MakeContext) -> None:
    """Half of all by the end of 2009, all by the end of 2010: three half-years lead to the one, two to the other."""
    made = context("indicator", indicator="regular-meetings")
    indicator = made.catalogue.indicator("regular-meetings")
    (last,) = indicator.targets
    interim = last.model_copy(update={"date": date(2009, 12, 31), "value": 0.5})
    codes = ("2008-S2", "2009-S1", "2009-S2", "2010-S1", "2010-S2")
    path = target_path(made, indicator.model_copy(update={"targets": (last, interim)}), codes)
    assert path is not None
    assert path.values == (0.5, 0.5, 0.5, 1.0, 1.0)
    assert [(one.value, one.at) for one in path.targets] == [(0.5, "S2<br>2009"), (1.0, "S2<br>2010")]
    after = target_path(made, indicator.model_copy(update={"targets": (interim,)}), codes[3:])
    assert after is not None
    assert (after.values, after.targets[0].at) == ((0.5, 0.5), None)
    assert target_path(made, indicator.model_copy(update={"targets": ()}), codes) is None
