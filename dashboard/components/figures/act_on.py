"""Beside the matrix: three things to act on, what falls due soon, and who has not reported."""

from __future__ import annotations

from dashboard.components.figures.lists import shared_entries
from dashboard.components.figures.overview_data import SOON_DAYS, Agenda, silence_of
from dashboard.components.layout.markup import Node, element
from dashboard.model.context import Context
from dashboard.model.reporting import Silence, hand_ins_of
from dashboard.model.todo import last_due

ACT_ON = 3
FALL_DUE = 4


def act_on(context: Context, agenda: Agenda) -> tuple[Node, ...]:
    """The three sections."""
    say, area = context.language.say, context.filters.area
    owed = shared_entries(context, agenda.owed, say("todo.nothing_owed"), limit=ACT_ON, area=area)
    coming = (
        shared_entries(context, agenda.soon, "", limit=FALL_DUE, area=area)
        if agenda.soon
        else element("p", next_words(context, agenda))
    )
    return (
        element("section", element("h2", say("todo.act_on")), owed),
        element("section", element("h2", say("todo.due_next", count=SOON_DAYS)), coming),
        silence_note(context, silence_of(context)),
    )


def next_words(context: Context, agenda: Agenda) -> str:
    """That nothing falls due soon, and when the next thing does, or when the last one did."""
    language = context.language
    if agenda.next_due:
        return language.say("todo.next_later", count=SOON_DAYS, date=language.date(agenda.next_due))
    last = last_due(context.catalogue)
    return language.say("todo.none_later", date=language.date(last)) if last else language.say("todo.nothing_next")


def silence_note(context: Context, silent: Silence) -> Node:
    """Who has not reported; where nothing has ended yet nobody could, and nobody is counted."""
    language = context.language
    number, words = _silence(context, silent)
    label = language.say("headline.silent")
    link = element("a", number, href=context.links.to("data_quality", area=context.filters.area))
    return element(
        "section", element("h2", label), element("p", element("strong", link), " " if silent.ended else " – ", words)
    )


def _silence(context: Context, silent: Silence) -> tuple[str, str]:
    language = context.language
    if not silent.ended:
        return language.say("status.not_due"), not_ended(context)
    if not silent.count:
        periods = ", ".join(map(language.period, silent.ended))
        key = "headline.all_reported" if silent.all_ended else "headline.all_reported_ended"
        return language.number(0), language.say(key, periods=periods)
    return language.number(silent.count), _silent_names(context, silent)


def _silent_names(context: Context, silent: Silence) -> str:
    names = ", ".join(map(context.area_name, silent.units))
    more = silent.count - len(silent.units)
    return f"{names} {context.language.say('todo.more', count=more)}" if more else names


def not_ended(context: Context) -> str:
    """Why nobody could report yet: the first hand-in period of what is shown, which may be longer, is not over."""
    first = hand_ins_of(context.catalogue, context.filters.period)[0]
    return context.language.say("headline.not_ended", period=context.language.period(first.code))
