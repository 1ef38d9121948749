"""Every sentence over random worlds, read again: its numbers, dates and states are those of the figures."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import closing
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import Phase, given, settings

from etl.figures.choice import Choice
from etl.figures.opened import figures_of
from etl.figures.read_api import Figure, Figures, Obligation
from etl.figures.wording import figure_sentence, figure_shares, obligation_need
from etl.formats.locale_folder import ETL_LOCALE
from etl.outputs.reports import phrases
from etl.outputs.reports.content import unit_report
from indicators.language import Language, language
from indicators.model import Catalogue
from indicators.schedule import hand_in_periods
from tests.ledger.bridge import SHIPPED, catalogue, kept
from tests.strategies import World, drawn, worlds

TODAY = date(2026, 1, 1)
GENERATE = (Phase.explicit, Phase.reuse, Phase.generate)  # a world is said in a second, so none is made smaller
BOTH = tuple(language(code, ETL_LOCALE) for code in ("en", "sq"))
BETWEEN = {"en": "between", "sq": "midis"}
OPEN = {"en": "could still change", "sq": "mund të ndryshojë ende"}
ONE = {"en": r"\b1 of \d+ is ", "sq": r"\bkonfirmohet 1 nga "}
MANY = {"en": r"\b(?!1 )\d+ of \d+ are ", "sq": r"\bkonfirmohen (?!1 )\d+ nga "}
IN_TIME = {"en": ("by the due date", "on time"), "sq": ("brenda afatit", "në afat")}
LATE = {"en": ("late (", "after the due date"), "sq": ("me vonesë", "pas afatit")}
FIRST_WORD = {
    "en": {"owed": "Still owed", "missed": "Missed", "no_data": "Not known", "not_due": "Needed by"},
    "sq": {"owed": "Detyrim i papërmbushur", "missed": "Nuk u krye", "no_data": "Nuk dihet", "not_due": "Duhet"},
}


def numbers(text: str, *known: str) -> list[str]:
    """The numbers of a sentence, without those of the names, periods and days in it."""
    for one in sorted(filter(None, known), key=len, reverse=True):
        text = text.replace(one, " ")
    return re.findall(r"[<>]?\d+(?:[.,]\d+)?(?:\s%)?", text)


def check_figure(figure: Figure, of: Catalogue, words: Language) -> None:
    indicator, code = of.indicator(figure.indicator), words.code
    said = figure_sentence(figure, of, words)
    names = (indicator.title[code], of.area_labels[figure.area][code], words.period(figure.period),
             indicator.unit_of_measure[code])  # fmt: skip
    low, high = figure_shares(figure, indicator, words)
    expected: list[str] = []
    if figure.value is not None:
        graded = (indicator.thresholds.partly, indicator.thresholds.met)
        assert low == words.share(Fraction(figure.numerator, figure.denominator), graded)
        assert high == words.share(Fraction(figure.numerator + figure.unreported, figure.denominator), graded)
        counts = [figure.numerator, figure.denominator, *([figure.unreported] if figure.unreported else [])]
        expected = [*map(str, counts), low, *([high] if low != high else [])]
        assert words.say(f"status.{figure.status}") in said
        assert re.search((ONE if figure.numerator == 1 else MANY)[code], said), said
    elif figure.status == "no_data":
        expected = [str(figure.denominator)]
        assert figure.unreported == figure.denominator
    found = numbers(said, *names)
    assert sorted(found) == sorted(expected), said
    assert (BETWEEN[code] in said) == (low != high), said
    assert (OPEN[code] in said) == figure.provisional, said


def check_obligation(one: Obligation, of: Catalogue, words: Language) -> None:
    said, code = obligation_need(one, of, words), words.code
    due = words.date(one.due_on)
    if one.satisfied_on is not None:
        assert words.date(one.satisfied_on) in said
        is_late = one.satisfied_on > one.due_on and one.state == "late"
        assert any(sign in said for sign in LATE[code]) == is_late, said
        if is_late:
            assert due in said
            assert not any(sign in said for sign in IN_TIME[code]), said
        return
    form = "owed" if one.still_owed else {"missing": "missed"}.get(one.state, one.state)
    if of.indicator(one.indicator).is_duty:
        assert said.startswith(FIRST_WORD[code][form]), said
    assert form == "no_data" or due in said, said


def check_report(figures: Figures, unit: str, period: str, as_of: date, words: Language) -> None:
    """Each counting sentence against the table beside it, and its parts against their sum."""
    report = unit_report(figures, unit, period, as_of)
    said = phrases.summary(report, words)
    days = [words.date(one.submitted_on) for one in report.handed_in]
    assert (said[0] == words.say("report.summary.not_handed_in")) == (not report.handed_in)
    shown = {line.indicator.id for line in report.lines}
    absent = len(of_all := report.catalogue.indicators) - len(shown)
    assert [one.id for one in report.without_figure] == [one.id for one in of_all if one.id not in shown]
    assert (words.say("report.summary.without_figure", count=absent) in said) == bool(absent)
    counted = [int(one) for one in numbers(said[1])] if report.lines else [0]
    assert counted[0] == sum(counted[1:]) == len(report.lines), said
    assert sorted(counted[1:]) == sorted(report.counts.values())
    rows = {
        "still_owed": report.still_owed, "missed": report.missed, "unreported": report.unreported,
        "due_next": report.due_next,
    }  # fmt: skip
    for name, owed in rows.items():
        total = sum(len(one.obligations) for one in owed)
        sentence = words.say(f"report.summary.{name}", count=total)
        assert (sentence in said) == bool(total)
        assert all(one.state == "no_data" for each in owed for one in each.obligations) == (
            name == "unreported" or not owed
        )
    states = [int(one) for one in numbers(phrases.states(report, words), *days)]
    assert states[0] == sum(states[1:])
    assert sorted(states[1:]) == sorted(count for count in report.states.values() if count)


def check_all(world: World, of: Catalogue) -> None:
    with closing(figures_of(kept(world.submissions), of, TODAY)) as figures:
        for words in BOTH:
            for figure in _told_apart(figures.values(Choice(world.as_of))):
                check_figure(figure, of, words)
            for one in _each_once(figures.obligations(Choice(world.as_of))):
                check_obligation(one, of, words)
            periods = hand_in_periods(of)
            for unit, period in (("AL-07", periods[:3][-1]), ("AL-01", periods[0]), ("AL-01", periods[-1])):
                check_report(figures, unit, period.code, world.as_of, words)


def _told_apart(figures: Iterable[Figure]) -> Iterable[Figure]:
    """One of those that read alike but for their area and period."""
    found = {
        (one.indicator, one.numerator, one.denominator, one.unreported, one.status, one.provisional): one
        for one in figures
    }
    return found.values()


def _each_once(obligations: Iterable[Obligation]) -> Iterable[Obligation]:
    """One of those that read alike but for their area."""
    found = {
        (one.indicator, one.body, one.period, one.state, one.satisfied_on, one.still_owed): one for one in obligations
    }
    return found.values()


@given(worlds(strategy_only=True))
@settings(max_examples=drawn(3), deadline=None, phases=GENERATE)
def test_every_sentence_of_the_strategy_s_figures_says_what_they_are(world: World) -> None:
    check_all(world, SHIPPED)


@given(worlds())
@settings(max_examples=drawn(5), deadline=None, phases=GENERATE)
def test_every_sentence_of_any_definitions_says_what_the_figures_are(world: World) -> None:
    check_all(world, catalogue(world.programme, world.indicators))


# --- by hand


def a_figure(numerator: int, denominator: int, unreported: int, status: str, *, provisional: bool = False) -> Figure:
    known = denominator > unreported
    low, high = (one / denominator if known else None for one in (numerator, numerator + unreported))
    return Figure("regular-meetings", "AL", "2009-S1", numerator, denominator, unreported, low, high, status,
                  provisional, date(2009, 8, 14))  # fmt: skip


def said(figure: Figure, code: str) -> str:
    return figure_sentence(figure, SHIPPED, language(code)).replace("\N{NO-BREAK SPACE}", " ")


def test_the_ends_of_a_span_are_rounded_as_every_share() -> None:
    """15 of 24 is 62.5 %, and with the 8 that are not reported 23 of 24 is 95.8 %."""
    span = a_figure(15, 24, 8, "partly_met")
    assert "between 63 % and 96 %; partly met" in said(span, "en")
    assert "midis 63 % dhe 96 %; i përmbushur pjesërisht" in said(span, "sq")


def test_a_span_whose_ends_are_written_alike_is_no_span() -> None:
    alike = a_figure(1501, 3000, 1, "partly_met")
    assert "1 not reported, which leaves the share at 50 %" in said(alike, "en")
    assert "1 nuk u raportua, gjë që e lë pjesën te 50 %" in said(alike, "sq")
    below = a_figure(1498, 3000, 1, "not_met")
    assert "between 49.9 % and 49.97 %; not met" in said(below, "en")
    assert "midis 49,9 % dhe 49,97 %; i papërmbushur" in said(below, "sq")


@pytest.mark.parametrize(
    ("count", "english", "albanian"),
    [(0, "0 of 4 are confirmed", "konfirmohen 0 nga 4"), (1, "1 of 4 is confirmed", "konfirmohet 1 nga 4"),
     (2, "2 of 4 are confirmed", "konfirmohen 2 nga 4")],
)  # fmt: skip
def test_numbers_and_words_agree(count: int, english: str, albanian: str) -> None:
    figure = a_figure(count, 4, 0, "not_met")
    assert english in said(figure, "en")
    assert albanian in said(figure, "sq")


def obligation(indicator: str, state: str, satisfied_on: str | None) -> Obligation:
    day = date.fromisoformat(satisfied_on) if satisfied_on else None
    return Obligation(indicator, "AL-07", "rcat", "2009-S1", "", date(2009, 7, 30), day, state, False, ())


def test_a_late_report_is_never_received_by_the_due_date() -> None:
    late = obligation("reports-on-time", "late", "2009-09-14")
    assert obligation_need(late, SHIPPED, language("en")) == (
        "Came on 14 September 2009, after the due date 30 July 2009, and so does not count here: Reports received."
    )
    assert obligation_need(late, SHIPPED, language("sq")).startswith("Erdhi më 14 shtator 2009, pas afatit 30 korrik")
    counts = obligation_need(obligation("reports-received", "late", "2009-09-14"), SHIPPED, language("en"))
    assert counts.startswith("Done on 14 September 2009, late (the due date was 30 July 2009): an activity report")
    on_time = obligation_need(obligation("reports-on-time", "on_time", "2009-07-30"), SHIPPED, language("en"))
    assert on_time.startswith("Done on 30 July 2009: an activity report about the semester that the ONAC received by")
