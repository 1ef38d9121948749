"""The row of headlines over a page: of the whole country, or of one unit."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.components.figures.cells import STATUSES, glyph
from dashboard.components.figures.headlines import figure_headline, headline
from dashboard.components.layout.markup import Node, element
from dashboard.model.context import Context, FigureTable
from dashboard.model.ranking import furthest_behind
from dashboard.model.reporting import Silence, ended_hand_ins, hand_ins_of, sheet_states
from dashboard.model.selection import period_of_figure
from dashboard.model.todo import Listed, Task, pieces
from etl.figures.labels import capitalised
from etl.figures.read_api import SubmissionInfo
from indicators.model import Indicator


def national_headlines(context: Context, table: FigureTable, owed: Listed, silent: Silence) -> Node:
    """The chosen indicator and the one furthest behind, each with its span; what is owed; who has not reported."""
    language, filters, catalogue = context.language, context.filters, context.catalogue
    chosen = catalogue.indicator(filters.indicator)
    cards = [
        _figure_card(context, table, one, key)
        for key, one in (("chosen", chosen), ("worst", furthest_behind(context, table)))
        if one
    ]
    since = language.say("headline.owed_since", date=language.date(owed.tasks[0].first.due_on)) if owed.tasks else ""
    return element(
        "div",
        cards,
        headline(language.say("headline.owed"), language.number(owed.pieces), since,
                 href=context.links.to("calendar", area=None)),
        _silence(context, silent),
        class_="headlines",
    )  # fmt: skip


def _silence(context: Context, silent: Silence) -> Node:
    """Who has not reported; where nothing has ended yet nobody could, and nobody is counted."""
    language = context.language
    href = context.links.to("data_quality", area=None)
    label = language.say("headline.silent")
    periods = ", ".join(language.period(one) for one in silent.ended)
    if not silent.ended:
        return headline(label, language.say("status.not_due"), _not_ended(context), href=href)
    if not silent.count:
        key = "headline.all_reported" if silent.all_ended else "headline.all_reported_ended"
        return headline(label, language.number(0), language.say(key, periods=periods), href=href)
    names = ", ".join(map(context.area_name, silent.units))
    if silent.count > len(silent.units):
        names = f"{names} {language.say('todo.more', count=silent.count - len(silent.units))}"
    return headline(label, language.number(silent.count), names, href=href)


def _not_ended(context: Context) -> str:
    """Why nobody could report yet: the first hand-in period of what is shown, which may be longer, is not over."""
    first = hand_ins_of(context.catalogue, context.filters.period)[0]
    return context.language.say("headline.not_ended", period=context.language.period(first.code))


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
    return element(
        "div",
        _standing(context, table),
        headline(language.say("headline.owed"), language.number(pieces(owed)), oldest),
        headline(language.say("headline.next"), next_day, title or language.say("todo.nothing_next")),
        _absence(context, submissions),
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
        element("li", glyph(status), language.counted(f"counted.status.{status}", statuses.count(status)))
        for status in STATUSES
        if status in statuses
    ]
    label = capitalised(language.say("headline.standing", period=language.period(filters.period)))
    listed = element("ul", entries, class_="standing")
    return element("div", element("span", label, class_="label"), listed, class_="headline")


def _absence(context: Context, submissions: Sequence[SubmissionInfo]) -> Node:
    """The sheets of the unit's own forms that are not in for what has ended of the period, and of how many."""
    catalogue, filters, language = context.catalogue, context.filters, context.language
    states = sheet_states(catalogue, submissions)
    periods = ended_hand_ins(catalogue, filters.period, filters.as_of)
    label = language.say("headline.absent")
    if not periods:
        return headline(label, language.say("status.not_due"), _not_ended(context))
    kinds = [kind for kind in catalogue.records if catalogue.form_of(kind.id).covers == "unit"]
    absent = [
        kind.label[language.code]
        for kind in kinds
        if any((filters.area, period.code, kind.id) not in states for period in periods)
    ]
    count = language.say("headline.of", numerator=len(absent), denominator=len(kinds))
    return headline(label, count, ", ".join(absent) or language.say("headline.none_absent"))
