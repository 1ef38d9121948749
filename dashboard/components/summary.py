"""The row of headlines over a page: of the whole country, or of one unit."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.components.cells import STATUSES, glyph
from dashboard.components.headlines import figure_headline, headline
from dashboard.components.markup import Node, element
from dashboard.context import Context, FigureTable
from dashboard.ranking import furthest_behind
from dashboard.reporting import hand_ins_of, sheet_states
from dashboard.selection import period_of_figure
from dashboard.todo import Listed, Task, pieces
from etl.figures import SubmissionInfo
from etl.labels import capitalised
from indicators.model import Indicator


def national_headlines(context: Context, table: FigureTable, owed: Listed, silent: tuple[int, Sequence[str]]) -> Node:
    """The chosen indicator and the one furthest behind, each with its span; what is owed; who has not reported.

    `silent`: how many units have not, and the first of them.
    """
    language, filters, catalogue = context.language, context.filters, context.catalogue
    chosen = catalogue.indicator(filters.indicator)
    cards = [
        _figure_card(context, table, one, key)
        for key, one in (("chosen", chosen), ("worst", furthest_behind(context, table)))
        if one
    ]
    since = language.say("headline.owed_since", date=language.date(owed.tasks[0].first.due_on)) if owed.tasks else ""
    count, units = silent
    names = ", ".join(context.area_name(unit) for unit in units) or language.say("headline.all_reported")
    if count > len(units):
        names = f"{names} {language.say('todo.more', count=count - len(units))}"
    return element(
        "div",
        cards,
        headline(language.say("headline.owed"), language.number(owed.pieces), since,
                 href=context.links.to("calendar", area=None)),
        headline(language.say("headline.silent"), language.number(count), names,
                 href=context.links.to("data_quality", area=None)),
        class_="headlines",
    )  # fmt: skip


def _figure_card(context: Context, table: FigureTable, indicator: Indicator, key: str) -> Node | None:
    whole = context.catalogue.programme.areas.whole.id
    period = period_of_figure(context.catalogue, indicator, context.filters.period)
    figure = table.get((indicator.id, whole, period))
    if figure is None:
        return None
    label = context.language.say(f"headline.{key}", indicator=indicator.short[context.language.code])
    return figure_headline(figure, context, label, context.links.to("indicator", indicator=indicator.id))


def unit_headlines(
    context: Context,
    table: FigureTable,
    owed: Sequence[Task],
    soon: Sequence[Task],
    submissions: Sequence[SubmissionInfo],
) -> Node:
    """How the unit stands, what it owes, what comes next, and which sheets are not in."""
    language = context.language
    oldest = language.say("headline.owed_since", date=language.date(owed[0].first.due_on)) if owed else ""
    first = soon[0].first if soon else None
    next_day = language.short_date(first.due_on) if first else "–"
    title = context.catalogue.indicator(first.indicator).short[language.code] if first else ""
    absent, asked = _absent(context, submissions)
    return element(
        "div",
        _standing(context, table),
        headline(language.say("headline.owed"), language.number(pieces(owed)), oldest),
        headline(language.say("headline.next"), next_day, title or language.say("todo.nothing_next")),
        headline(
            language.say("headline.absent"),
            language.say("headline.of", numerator=len(absent), denominator=asked),
            ", ".join(absent) or language.say("headline.none_absent"),
        ),
        class_="headlines",
    )


def _standing(context: Context, table: FigureTable) -> Node:
    """How many indicators stand where in the chosen period."""
    language, filters = context.language, context.filters
    found = [
        table.get((one.id, filters.area, period_of_figure(context.catalogue, one, filters.period)))
        for one in context.catalogue.indicators
    ]
    statuses = [one.status for one in found if one]
    entries = [
        element("li", glyph(status), f"{statuses.count(status)} {language.say(f'status.{status}')}")
        for status in STATUSES
        if status in statuses
    ]
    label = capitalised(language.say("headline.standing", period=language.period(filters.period)))
    listed = element("ul", entries, class_="standing")
    return element("div", element("span", label, class_="label"), listed, class_="headline")


def _absent(context: Context, submissions: Sequence[SubmissionInfo]) -> tuple[list[str], int]:
    """The sheets of the unit's own forms that are not in for the period, and how many there are."""
    catalogue, filters = context.catalogue, context.filters
    states = sheet_states(catalogue, submissions)
    periods = hand_ins_of(catalogue, filters.period)
    kinds = [kind for kind in catalogue.records if catalogue.form_of(kind.id).covers == "unit"]
    missing = [
        kind.label[context.language.code]
        for kind in kinds
        if any((filters.area, period.code, kind.id) not in states for period in periods)
    ]
    return missing, len(kinds)
