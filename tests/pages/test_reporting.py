"""Who has not reported: nobody is counted before a period has ended.

Fault D1 of those that outsiders found (tests/intake/cases/README.md).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

import pytest
import streamlit as st

from dashboard.components.figures.act_on import silence_note
from dashboard.components.figures.summary import _absence
from dashboard.components.layout.paging import silent_units
from dashboard.model.context import Context
from dashboard.model.reporting import SheetState, hand_ins_of, sheet_states
from etl.figures.opened import figures_of
from etl.figures.read_api import Figures
from indicators.model import Catalogue
from tests.ledger.bridge import SHIPPED, kept
from tests.oracle.build import committee, meeting, register, report, seat
from tests.pages.conftest import words
from tests.pages.test_pages import opened, page_text

MakeContext = Callable[..., Context]


@pytest.fixture(autouse=True, scope="module")
def fresh_cache() -> Iterator[None]:
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


@pytest.mark.parametrize("code", ["en", "sq"])
@pytest.mark.parametrize(
    ("as_of", "period"),
    [
        ("2009-07-20", "2009-S2"), ("2009-07-20", "2010"), ("2009-07-20", "2009-Q3"), ("2009-07-20", "2010-Q4"),
        ("2009-06-30", "2009-S1"), ("2009-06-30", "2009-Q1"), ("2008-03-01", "all"), ("2008-06-30", "2008"),
        ("2009-10-10", "2009-Q3"),
    ],
)  # fmt: skip
def test_before_a_period_has_ended_nobody_has_reported_and_nobody_has_failed_to(
    context: MakeContext, code: str, as_of: str, period: str
) -> None:
    made = context("overview", code, as_of=as_of, period=period)
    say = words(code).say
    for node in (silence_note(made, silent_units(made)), _absence(made, made.figures.submissions(date.max))):
        assert say("status.not_due") in node.text()
        assert say("headline.all_reported") not in node.text()
        assert say("headline.none_absent") not in node.text()
        first = words(code).period(hand_ins_of(made.catalogue, period)[0].code)
        assert first in node.text()
        assert "0" not in node.text().replace(first, "")


def test_all_have_reported_says_for_which_periods(context: MakeContext, figures: Figures) -> None:
    day = max(one.submitted_on for one in figures.submissions(date.max) if one.period <= "2009-S1")
    for code in ("en", "sq"):
        made = context("overview", code, as_of=min(day, date(2009, 12, 31)).isoformat(), period="2009")
        silence = replace(silent_units(made), count=0, units=())
        assert silence.ended == ("2009-S1",)
        assert not silence.all_ended
        assert made.language.period("2009-S1") in silence_note(made, silence).text()


def test_who_is_silent_is_counted_from_the_day_after_the_end(context: MakeContext, catalogue: Catalogue) -> None:
    made = context("overview", as_of="2009-07-01", period="2009-S1")
    silence = silent_units(made)
    given = {one.qark for one in made.figures.submissions(date(2009, 7, 1)) if one.period == "2009-S1" and one.qark}
    assert set(silence.units) == {unit.id for unit in catalogue.programme.areas.units} - given
    assert silence.count == len(silence.units)
    names = [made.area_name(unit) for unit in silence.units]
    assert names == sorted(names, key=made.language.alphabetical)


def _not_ended(code: str, period: str) -> str:
    language = words(code)
    return language.say("headline.not_ended", period=language.period(period))


@pytest.mark.parametrize("code", ["en", "sq"])
@pytest.mark.parametrize("period", ["2009-S2", "2010", "2009-Q3"])
def test_the_page_says_not_yet_due(
    demonstration: object, monkeypatch: pytest.MonkeyPatch, code: str, period: str
) -> None:
    monkeypatch.setenv("RCAT_DATA", str(demonstration))
    text = page_text(opened("overview", lang=code, as_of="2009-07-20", period=period))
    assert words(code).say("headline.all_reported") not in text
    assert _not_ended(code, "2010-S1" if period == "2010" else "2009-S2") in text


# --- which sheet speaks


def test_the_latest_sheet_of_a_kind_speaks_and_an_absent_one_says_nothing() -> None:
    """FIGURES.md 4.1, by hand: an empty sheet says none; a later hand-in without the sheet leaves the earlier one."""
    found = figures_of(
        kept(
            [
                committee(1, "2009-S1", "2009-07-05", meetings=[meeting("2009-02-03")], trainings=[]),
                committee(2, "2009-S1", "2009-07-20", meetings=[], members=[seat("police", "2009-01-02")]),
                replace(committee(3, "2009-S1", "2009-07-20", members=[]), rejected={"members": 2}),  # received later
                committee(4, "2009-S1", "2009-07-01", meetings=[meeting("2009-03-04")], trainings=[]),  # back-dated
                register(5, "2009-S1", "2009-08-01", report("2009-07-30")),
            ]
        ),
        SHIPPED,
        date(2026, 1, 1),
    )
    assert sheet_states(SHIPPED, found.submissions(date(2009, 12, 31))) == {
        ("AL-01", "2009-S1", "meetings"): SheetState(0, 2, 0),
        ("AL-01", "2009-S1", "trainings"): SheetState(0, 1, 0),
        ("AL-01", "2009-S1", "members"): SheetState(0, 3, 2),
        (None, "2009-S1", "reports"): SheetState(1, 5, 0),
    }
