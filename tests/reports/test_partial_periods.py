"""A hand-in period that reaches beyond the programme's span: its report counts what lies inside both, and no more.

Fault D2 of those that outsiders found (tests/intake/cases/README.md).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from etl.figures.opened import figures_of
from etl.outputs.reports import phrases
from etl.outputs.reports.content import UnitReport, unit_report
from etl.outputs.reports.draft import draft
from etl.outputs.reports.scorecard import scorecard
from tests.ledger.bridge import catalogue, kept
from tests.oracle import STRATEGY, STRATEGY_INDICATORS
from tests.oracle.build import committee, meeting
from tests.reports.worlds import TODAY, UNIT, speak

MEETINGS, TRAINED = (
    next(one for one in STRATEGY_INDICATORS if one.id == name) for name in ("regular-meetings", "bodies-trained")
)


def report(span: tuple[str, str], hand_in: str, period: str) -> UnitReport:
    first, last = map(date.fromisoformat, span)
    of = catalogue(replace(STRATEGY, start=first, end=last, hand_in=hand_in), [MEETINGS, TRAINED])  # type: ignore[arg-type]
    given = [committee(1, period, "2010-09-01", UNIT, meetings=[meeting("2008-05-10"), meeting("2010-05-10")])]
    return unit_report(figures_of(kept(given), of, TODAY), UNIT, period, date(2011, 6, 1))


@pytest.mark.parametrize(
    ("span", "hand_in", "period", "figures", "owed"),
    [
        (("2008-04-01", "2010-12-31"), "semester", "2008-S1", "2008-Q2", "2008-Q2"),
        (("2008-01-01", "2010-04-20"), "semester", "2010-S1", "2010-Q1", "2010-Q1"),
        (("2008-02-10", "2010-12-31"), "year", "2008", "2008-Q2 2008-S2", "2008-Q2 2008-Q3 2008-Q4"),
        (("2008-01-01", "2010-08-20"), "year", "2010", "2010-S1", "2010-Q1 2010-Q2"),
        (("2008-01-01", "2010-08-20"), "semester", "2010-S2", "", ""),  # no quarter of it lies inside
        (("2008-07-01", "2010-06-30"), "semester", "2008-S2", "2008-S2", "2008-Q3 2008-Q4"),  # the year does not
    ],
)
def test_what_lies_inside_both_is_counted(
    span: tuple[str, str], hand_in: str, period: str, figures: str, owed: str
) -> None:
    found = report(span, hand_in, period)
    assert " ".join(line.figure.period for line in found.lines) == figures
    assert {line.indicator.id for line in found.lines} <= {MEETINGS.id}
    every = [*found.satisfied, *found.missed, *found.unreported]
    assert " ".join(sorted(one.first.period for one in every)) == owed
    assert found.states.total() == len(owed.split())
    for code in ("en", "sq"):
        said = phrases.summary(found, speak(code))
        absent = 1 if found.lines else 2  # the yearly indicator is measured over no part of a year
        assert speak(code).say("report.summary.without_figure", count=absent) in said
        several = "parts" if len(found.lines) > 1 else "statuses"
        start = speak(code).say(f"report.summary.{several}", count=len(found.lines), statuses="")[:-2]
        assert (said[1].startswith(start)) == bool(found.lines)


def test_a_report_without_any_figure_is_written_all_the_same() -> None:
    empty = report(("2008-01-01", "2010-08-20"), "semester", "2010-S2")
    for written in (draft, scorecard):
        assert written(empty.figures, UNIT, "2010-S2", empty.as_of, speak("sq"))
