"""The words of a report: a figure's fraction, span and status; what is owed; the summary, a sentence at a time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from etl.figures.labels import SIGNS, body_label, capitalised
from etl.figures.read_api import Figure
from etl.figures.wording import figure_shares, item_label, obligation_need
from etl.outputs.reports.content import STATUSES, Line, Owed, UnitReport, total
from indicators.language import Language
from indicators.model import Catalogue


def fraction(figure: Figure, language: Language) -> str:
    """`1 of 2`, `? of 2` where nothing is known, a dash where nothing is due."""
    if figure.denominator == 0:
        return language.say("report.none")
    key = "report.fraction.unknown" if figure.value is None else "report.fraction.known"
    return language.say(key, numerator=figure.numerator, denominator=figure.denominator)


def short(figure: Figure, language: Language) -> str:
    """A figure in a small box: sign, n/N, what is not reported."""
    sign = SIGNS[figure.graded]
    if figure.denominator == 0:
        return sign
    if figure.value is None:
        return f"{sign} {language.say('report.fraction.of', denominator=figure.denominator)}"
    more = language.say("report.fraction.more", count=figure.unreported) if figure.unreported else ""
    return f"{sign} {figure.numerator}/{figure.denominator} {more}".strip()


def share(line: Line, language: Language) -> str:
    """The confirmed share, or the span from the confirmed to the possible one; a dash where neither is known."""
    low, high = figure_shares(line.figure, line.indicator, language)
    return low if low == high else language.say("report.range", low=low, high=high)


def span(figure: Figure) -> tuple[float, float]:
    """The confirmed and the possible share as drawn: where nothing is known, all that is due is possible."""
    if figure.value is None or figure.value_high is None:
        return 0.0, float(figure.denominator > 0)
    return figure.value, figure.value_high


def status(figure: Figure, language: Language) -> str:
    """The sign of the status, and the status in words."""
    return f"{SIGNS[figure.graded]} {capitalised(language.say(f'status.{figure.graded}'))}"


def indicator_name(line: Line, language: Language, *, short: bool = False) -> str:
    """The indicator's title, or its short one, with the figure's period where it is not the report's."""
    title = (line.indicator.short if short else line.indicator.title)[language.code]
    if not line.borrowed:
        return title
    return language.say("report.borrowed", title=title, period=language.period(line.figure.period))


def owed_name(owed: Owed, catalogue: Catalogue, language: Language) -> str:
    """What is owed, by which body where several owe it, for which period."""
    one = owed.first
    indicator = catalogue.indicator(one.indicator)
    several = len(indicator.owed_by) > 1
    parts = [
        indicator.short[language.code],
        body_label(catalogue, one.body, language) if several else "",
        "" if indicator.once else language.period(one.period),
    ]
    return ", ".join(part for part in parts if part)


def items(owed: Owed, catalogue: Catalogue, language: Language) -> str:
    """The items of what is owed, as people read them; empty where it has none."""
    labels = (item_label(one, catalogue, language) for one in owed.obligations)
    return "; ".join(sorted(filter(None, labels), key=language.alphabetical))


def need(owed: Owed, catalogue: Catalogue, language: Language) -> str:
    """What would satisfy it and by when, said once for all its items."""
    one = owed.first
    if one.state == "no_data":
        return obligation_need(one, catalogue, language)
    return obligation_need(replace(one, item=""), catalogue, language)


def with_items(owed: Owed, catalogue: Catalogue, language: Language) -> str:
    """What is owed, with its items."""
    listed = items(owed, catalogue, language)
    name = owed_name(owed, catalogue, language)
    return language.say("report.with_items", name=name, items=listed) if listed else name


def unreported(report: UnitReport, language: Language) -> list[tuple[str, str]]:
    """Each sheet to hand in, as a sentence, and what it would let us judge."""
    found: dict[str, list[str]] = {}
    for owed in report.unreported:
        name = language.say(
            "report.counted", name=owed_name(owed, report.catalogue, language), count=len(owed.obligations)
        )
        found.setdefault(need(owed, report.catalogue, language), []).append(name)
    return [(sentence, "; ".join(names)) for sentence, names in found.items()]


def summary(report: UnitReport, language: Language) -> list[str]:
    """The report in a few sentences."""
    say = language.say
    counted = (language.counted(f"counted.status.{one}", report.counts[one]) for one in STATUSES if report.counts[one])
    several = len({line.indicator.id for line in report.lines}) < len(report.lines)
    of_all = say(f"report.summary.{'parts' if several else 'statuses'}", count=len(report.lines),
                 statuses=", ".join(counted))  # fmt: skip
    sentences = [_handed_in(report, language), *([of_all] if report.lines else [])]
    if report.without_figure:
        sentences.append(say("report.summary.without_figure", count=len(report.without_figure)))
    for name, count in (
        ("still_owed", total(report.still_owed)),
        ("missed", total(report.missed)),
        ("unreported", total(report.unreported)),
        ("due_next", total(report.due_next)),
    ):
        if count or name == "still_owed":
            sentences.append(say(f"report.summary.{name}" if count else "report.summary.nothing_owed", count=count))
    return sentences


def _handed_in(report: UnitReport, language: Language) -> str:
    given = report.handed_in
    if not given:
        return language.say("report.summary.not_handed_in")
    return language.say("report.summary.handed_in", count=len(given), date=language.date(given[-1].submitted_on))


def states(report: UnitReport, language: Language) -> str:
    """How many obligations there were, and what became of them."""
    order: Iterable[str] = ("early", "on_time", "late", "missing", "no_data", "not_due")
    found = report.states
    counted = [language.counted(f"counted.state.{one}", found[one]) for one in order if found[one]]
    return language.say("report.owed.states", count=found.total(), states=", ".join(counted))
