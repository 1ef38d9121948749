"""Overview: who is behind, at a glance, and one step from why."""

from __future__ import annotations

from dashboard.components.headlines import figure_headline, headline
from dashboard.components.lists import todo_list
from dashboard.components.markup import Node, element
from dashboard.components.matrix import matrix
from dashboard.components.page import show_page
from dashboard.components.tiles import tile_map
from dashboard.context import Context
from dashboard.ranking import furthest_behind
from dashboard.reporting import not_reported
from dashboard.selection import period_of_figure
from dashboard.service import FigureTable, figure_table, ledger, submissions
from dashboard.todo import Task, due_next, pieces, still_owed
from etl.wording import figure_sentence

SOON_DAYS = 30
LISTED = 6


def render(context: Context) -> None:
    """Draw the page."""
    filters, catalogue = context.filters, context.catalogue
    table = figure_table(context.figures, filters.as_of)
    obligations = ledger(context.figures, filters.as_of)
    owed = still_owed(catalogue, obligations, filters.as_of)
    soon = due_next(catalogue, obligations, filters.as_of, SOON_DAYS)
    indicator = catalogue.indicator(filters.indicator)
    whole = table[indicator.id, catalogue.programme.areas.whole.id,
                  period_of_figure(catalogue, indicator, filters.period)]  # fmt: skip
    sentence = figure_sentence(whole, catalogue, context.language)
    side = element("div", tile_map(context, table), _lists(context, owed, soon), class_="side")
    show_page(
        "overview",
        context,
        _headlines(context, table, owed),
        element("p", sentence, class_="lead"),
        element("div", matrix(context, table), side, class_="columns overview"),
    )


def _headlines(context: Context, table: FigureTable, owed: tuple[Task, ...]) -> Node:
    language, filters, catalogue = context.language, context.filters, context.catalogue
    chosen = catalogue.indicator(filters.indicator)
    worst = furthest_behind(context, table)
    silent = not_reported(catalogue, submissions(context.figures, filters.as_of), filters.period, filters.as_of)
    cards = []
    for one, key in ((chosen, "chosen"), (worst, "worst")):
        figure = table.get((one.id, catalogue.programme.areas.whole.id,
                            period_of_figure(catalogue, one, filters.period))) if one else None  # fmt: skip
        if one and figure:
            label = language.say(f"headline.{key}", indicator=one.short[language.code])
            cards.append(figure_headline(figure, context, label, context.links.to("indicator", indicator=one.id)))
    since = language.say("headline.owed_since", date=language.date(owed[0].first.due_on)) if owed else ""
    cards.append(headline(language.say("headline.owed"), language.number(pieces(owed)), since,
                          href=context.links.to("calendar", area=None)))  # fmt: skip
    names = ", ".join(context.area_name(unit) for unit in silent) or language.say("headline.all_reported")
    cards.append(headline(language.say("headline.silent"), language.number(len(silent)), names,
                          href=context.links.to("data_quality", area=None)))  # fmt: skip
    return element("div", cards, class_="headlines")


def _lists(context: Context, owed: tuple[Task, ...], soon: tuple[Task, ...]) -> Node:
    say = context.language.say
    return element(
        "div",
        element("section", element("h2", say("todo.still_owed")),
                todo_list(context, owed, say("todo.nothing_owed"), limit=LISTED)),
        element("section", element("h2", say("todo.due_next", count=SOON_DAYS)),
                todo_list(context, soon, say("todo.nothing_due", count=SOON_DAYS), limit=LISTED)),
    )  # fmt: skip
