"""What the Overview has found, in words: the page's title, and what "behind" means."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.components.layout.markup import Node, element
from dashboard.model.context import Context
from dashboard.model.finding import Fact, Finding
from etl.figures.labels import capitalised
from indicators.language import Language

NAMED = 2
"""As many units as a title names; more are counted."""


def finding_title(context: Context, found: Finding) -> str:
    """The title: how many are behind, and the one other thing to know."""
    first = _first_clause(context, found)
    second = _second_clause(context, found.fact, found.total) if found.fact else ""
    text = f"{first}; {second}" if second else first
    whole = context.catalogue.programme.areas.whole.id
    return capitalised(text) if context.filters.area == whole else f"{context.area_name()}: {text}"


def help_on_behind(context: Context) -> Node:
    """What "behind" means, to be opened: the rule of `dashboard.model.behind`."""
    say = context.language.say
    inside = element("div", element("p", say("finding.rule")), element("p", say("finding.since")), class_="panel")
    return element("details", element("summary", say("finding.help")), inside, class_="help")


def number_word(language: Language, number: int) -> str:
    """A small number in a word, any other in figures."""
    key = f"numeral.{number}"
    return language.say(key) if language.has(key) else language.number(number)


def _first_clause(context: Context, found: Finding) -> str:
    language = context.language
    words = {"unit": language.say("finding.unit"), "units": language.say("finding.units")}
    if found.kind != "behind":
        return language.say(f"finding.{found.kind}", **words)
    total = number_word(language, found.total)
    if found.total == 1:
        return language.say("finding.behind_one", **words)
    if found.behind == found.total:
        return language.say("finding.behind_all", total=total, **words)
    behind = number_word(language, found.behind)
    return language.say("finding.behind", count=found.behind, behind=behind, total=total, **words)


def _second_clause(context: Context, fact: Fact, total: int) -> str:
    language = context.language
    if fact.kind == "next_due":
        return language.say("finding.next_due", date=language.date(fact.day)) if fact.day else ""
    if fact.kind == "furthest":
        return language.say("finding.furthest", name=context.area_name(fact.units[0]), count=fact.count, of=fact.of)
    key = f"finding.{fact.kind}"
    if fact.count == total > 1:
        return language.say(f"{key}.all")
    if fact.count > NAMED:
        return language.say(f"{key}.counted", number=number_word(language, fact.count))
    return language.say(f"{key}.named", count=fact.count, names=in_a_row(language, _names(context, fact.units)))


def _names(context: Context, units: Sequence[str]) -> list[str]:
    return [context.area_name(unit) for unit in context.by_name(units)]


def in_a_row(language: Language, names: Sequence[str]) -> str:
    """Names as a sentence has them: `Dibër and Kukës`."""
    if len(names) < NAMED:
        return "".join(names)
    return language.say("finding.two", first=", ".join(names[:-1]), last=names[-1])
