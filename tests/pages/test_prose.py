"""The prose of whole pages, on days and periods drawn at random, against the figures beside it."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
import streamlit as st

from dashboard.model.reporting import hand_ins_of
from dashboard.model.selection import period_of_figure
from dashboard.model.todo import due_next, pieces, still_owed
from etl.figures.choice import Choice
from etl.figures.labels import capitalised
from etl.figures.read_api import Figure, Figures
from indicators.model import Catalogue
from indicators.schedule import all_periods
from tests.pages.conftest import words
from tests.pages.test_pages import opened, page_text


def _drawn(seed: int, catalogue: Catalogue) -> tuple[date, str, str]:
    """A day of the programme or soon after, a period and a unit."""
    of = random.Random(seed)
    day = date(2008, 3, 1) + timedelta(days=of.randrange(1100))
    period = of.choice([one.code for one in all_periods(catalogue)])
    return day, period, of.choice([unit.id for unit in catalogue.programme.areas.units])


def is_short(figure: Figure) -> bool:
    """Whether a figure is not met whatever is not reported."""
    return figure.value_high is not None and figure.value_high < 0.5


SEEDS = [pytest.param(seed, code, id=f"{seed}-{code}") for seed in range(3) for code in ("en", "sq")]


@pytest.fixture(autouse=True, scope="module")
def shown(demonstration: Path) -> Iterator[None]:
    """All tests look at the same data, and what one page has read serves the next."""
    st.cache_resource.clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RCAT_DATA", str(demonstration))
        yield
    st.cache_resource.clear()


@pytest.mark.parametrize(("seed", "code"), SEEDS)
def test_the_overview_says_what_its_figures_are(figures: Figures, catalogue: Catalogue, seed: int, code: str) -> None:
    day, period, _ = _drawn(seed, catalogue)
    language = words(code)
    text = page_text(opened("overview", lang=code, as_of=day.isoformat(), period=period))
    units = [unit.id for unit in catalogue.programme.areas.units]
    found = {(one.indicator, one.area, one.period): one for one in figures.values(Choice(day))}
    boxes = [(one.id, period_of_figure(catalogue, one, period)) for one in catalogue.indicators if one.is_duty]
    short = [unit for unit in units if any(is_short(found[name, unit, code]) for name, code in boxes)]
    words_of = {"unit": language.say("finding.unit"), "units": language.say("finding.units")}
    total = language.say(f"numeral.{len(units)}")
    if len(short) == len(units):
        said = language.say("finding.behind_all", total=total, **words_of)
        assert capitalised(said) in text
    elif short:
        behind = language.say(f"numeral.{len(short)}")
        said = language.say("finding.behind", count=len(short), behind=behind, total=total, **words_of)
        assert capitalised(said) in text
    else:
        assert not re.search(language.say("finding.behind", count=2, behind=r"\w+", total=total, **words_of), text)
    ended = [one.code for one in hand_ins_of(catalogue, period) if one.end < day]
    known = {(one.qark, one.period) for one in figures.submissions(day)}
    silent = [unit for unit in units if any((unit, one) not in known for one in ended)]
    label = language.say("headline.silent")
    assert f"{label} {language.number(len(silent)) if ended else language.say('status.not_due')} " in text
    unended = language.period(hand_ins_of(catalogue, period)[0].code)
    not_ended = language.say("headline.not_ended", period=unended)
    assert (not_ended in text) == (not ended)
    if silent or not ended:
        assert language.say("headline.all_reported") not in text


@pytest.mark.parametrize(("seed", "code"), SEEDS)
def test_a_committee_is_told_what_it_owes_and_how_its_review_stood(
    figures: Figures, catalogue: Catalogue, seed: int, code: str
) -> None:
    day, period, unit = _drawn(seed + 10, catalogue)
    language = words(code)
    text = page_text(opened("committee", lang=code, as_of=day.isoformat(), period=period, area=unit))
    own = figures.obligations(Choice(day, areas=(unit,)))
    owed = language.number(pieces(still_owed(catalogue, own, day)))
    assert f"{language.say('headline.owed')} {owed} " in text
    found = {(one.indicator, one.period): one.status for one in figures.values(Choice(day, areas=(unit,)))}
    counts = Counter(found[one.id, period_of_figure(catalogue, one, period)] for one in catalogue.indicators)
    assert counts.total() == len(catalogue.indicators)
    for status, count in counts.items():
        assert language.counted(f"counted.status.{status}", count) in text
    periods = {one.code for one in hand_ins_of(catalogue, period)}
    if not any(one.qark == unit and one.period in periods for one in figures.submissions(day)):
        assert language.say("access.review.status.waiting") not in text


@pytest.mark.parametrize("code", ["en", "sq"])
def test_what_is_not_reported_does_not_wait_for_review(code: str) -> None:
    """On 30 June 2009 nobody can have handed in the first semester of 2009, whatever came later."""
    text = page_text(opened("committee", lang=code, as_of="2009-07-01", period="2009-S1", area="AL-07"))
    assert words(code).say("access.review.status.waiting") not in text
    assert words(code).say("access.review.status.nothing") in text


@pytest.mark.parametrize(("seed", "code"), SEEDS)
def test_the_calendar_counts_what_it_lists(figures: Figures, catalogue: Catalogue, seed: int, code: str) -> None:
    day, _, unit = _drawn(seed + 20, catalogue)
    language = words(code)
    text = page_text(opened("calendar", lang=code, as_of=day.isoformat(), area=unit))
    own = figures.obligations(Choice(day, areas=(unit,)))
    owed, soon = pieces(still_owed(catalogue, own, day)), pieces(due_next(catalogue, own, day))
    assert language.say("calendar.owed", count=owed) in text
    assert language.say("calendar.soon", count=soon) in text
    assert not re.search(r"(?<!\d)1 (pieces|fall due|detyrime |e kanë)", text)
