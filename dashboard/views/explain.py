"""Explain: why a figure is what it is, down to the rows behind it and the clause above it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from dashboard.components.catalogue.clauses import clause
from dashboard.components.figures.benchmark import benchmark_chip
from dashboard.components.figures.headlines import figure_headline
from dashboard.components.figures.moves import moves_section
from dashboard.components.figures.obligations import STATES, obligation_table, state_counts
from dashboard.components.figures.strips import strip_boxes, strips
from dashboard.components.figures.tiles import tile_map
from dashboard.components.layout.markup import Node, element
from dashboard.components.layout.page import show_drawn
from dashboard.components.layout.paging import fetch_area, more_note, submissions_of
from dashboard.model.context import Context
from dashboard.model.selection import SHOWN_AT_ONCE, is_large
from dashboard.state.large_queries import first_behind
from dashboard.state.reasons import reachable, what_moved
from dashboard.state.service import behind, counts_of_people, figure_table, row_values
from etl.figures.read_api import Obligation
from etl.figures.wording import definition_note, figure_sentence
from etl.what_if.attainable_wording import attainable_sentence
from indicators.model import Indicator


def render(context: Context) -> None:
    """Draw the page."""
    show_drawn("explain", context, _draw)


def _draw(context: Context) -> tuple[Node, ...]:
    filters, catalogue, language = context.filters, context.catalogue, context.language
    table = figure_table(context.figures, filters.as_of)
    indicator = catalogue.indicator(filters.indicator)
    fetch_area(table, filters.area, strip_boxes(context, (indicator,)))
    figure = table[filters.indicator, filters.area, filters.period]
    obligations, states = _behind(context)
    sources = tuple(source for one in obligations for source in one.evidence)
    units = tuple(sorted({one.qark for one in obligations}))
    values = row_values(context.figures, filters.as_of, sources, units)
    counts = counts_of_people(context.figures, filters.as_of)
    files = {one.submission: counts.published(one) for one in submissions_of(context, units)}
    sentence = figure_sentence(figure, catalogue, language)
    count, least = sum(states.values()), catalogue.programme.disclosure.minimum
    caption = language.say("explain.caption", count=count, date=language.date(filters.as_of))
    over_time = language.say("explain.over_time")
    main = element(
        "div",
        _moves(context),
        element("section", element("h2", over_time), strips(context, table, (indicator,), filters.area, over_time)),
        element("section", element("h2", language.say("explain.obligations")), state_counts(context, states),
                obligation_table(context, obligations, values, files, caption) if count else
                element("p", language.say("explain.nothing_owed")),
                more_note(context, len(obligations), count),
                element("p", language.say("report.records.withheld_note", minimum=least), class_="small")
                if counts.withholds_any(sources) else None),
    )  # fmt: skip
    link = context.links.to("indicator", indicator=indicator.id)
    top = element("div", figure_headline(figure, context, language.say(f"status.{figure.graded}"), link),
                  element("div", element("p", sentence, " ", benchmark_chip(context, indicator), class_="lead"),
                          _still(context, indicator)),
                  class_="columns reading")  # fmt: skip
    return top, element("div", main, _side(context), class_="columns overview")


def _still(context: Context, indicator: Indicator) -> tuple[Node, ...]:
    """Whether the figure can still be met; nothing of what is no duty, and of an area too large to look at."""
    chosen = context.filters
    if not indicator.is_duty or is_large(context.catalogue, chosen.area):
        return ()
    box = (indicator.id, chosen.period)
    found = reachable(context.figures, chosen.area, (box,), chosen.as_of)[box]
    said = attainable_sentence(found, indicator, context.language)
    note = context.language.say("attainable.note")
    return (element("p", said, class_="still"), element("p", note, class_="muted small wide")) if said else ()


def _moves(context: Context) -> Node | None:
    """What moved the figure since the day to compare with; of a large area too much to be listed."""
    chosen = context.filters
    if chosen.since is None:
        return None
    if is_large(context.catalogue, chosen.area):
        return element("p", context.language.say("moves.large"), class_="muted wide")
    box = (chosen.indicator, chosen.area, chosen.period)
    found = what_moved(context.figures, *box, chosen.since, chosen.as_of)
    return moves_section(context, found) if found else None


def _behind(context: Context) -> tuple[Sequence[Obligation], Mapping[str, int]]:
    """The obligations, of a large area those that need doing first, and how many stand in each state."""
    chosen = context.filters
    if is_large(context.catalogue, chosen.area):
        box = (chosen.indicator, chosen.area, chosen.period)
        return first_behind(context.figures, box, chosen.as_of, STATES, SHOWN_AT_ONCE)
    found = behind(context.figures, chosen.indicator, chosen.area, chosen.period, chosen.as_of)
    return found, Counter(one.state for one in found)


def _side(context: Context) -> Node:
    """Beside the obligations: the clause, how it is counted, the other periods and the other committees."""
    filters, language = context.filters, context.language
    table = figure_table(context.figures, filters.as_of)
    indicator = context.catalogue.indicator(filters.indicator)
    return element(
        "div",
        element("section", element("h2", language.say("explain.clause")), clause(context, indicator)),
        element("section", element("h2", language.say("explain.counting")),
                element("p", definition_note(indicator, language), class_="small")),
        tile_map(context, table),
        class_="side",
    )  # fmt: skip
