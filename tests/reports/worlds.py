"""Small worlds that a report is drawn from, and how to look into what comes out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache

from etl.figures.build_figures import BuildFigures
from etl.figures.opened import figures_of
from etl.formats.locale_folder import ETL_LOCALE
from indicators.language import Language, language
from tests.ledger.bridge import SHIPPED, kept
from tests.oracle import Submission
from tests.oracle.build import committee, community, day, meeting, programme, register, report, seat, terms, training

TODAY = date(2026, 1, 1)
AS_OF = date(2009, 8, 14)
UNIT, PERIOD = "AL-07", "2009-S1"

# One meeting in two quarters, one of two communities served, no report, terms of reference not said; the first semester
# of the Strategy was never reported, the second one with a meeting.
KUKES = (
    committee(1, "2008-S2", "2009-01-10", UNIT, meetings=[meeting("2008-07-20")]),
    committee(
        2,
        PERIOD,
        "2009-07-10",
        UNIT,
        meetings=[meeting("2009-02-10"), meeting("2009-03-20", "twt")],
        members=[seat("prefect", "2008-02-01"), seat("police", "2008-02-01"), seat("npo", "2008-02-01", None, "Vatra")],
        trainings=[training("2009-03-18", "police")],
        vulnerable_communities=[community("Lagjja e Re", "2008-03-01"), community("Fshati përtej urës", "2009-01-05")],
        programmes=[programme("Lagjja e Re", "2009-02-01")],
        actions=[],
    ),
    register(3, PERIOD, "2009-08-05", report("2009-07-20", "situation_assessment", UNIT)),
)


def speak(code: str) -> Language:
    return language(code, ETL_LOCALE)


def figures_from(*submissions: Submission, demonstration: bool = False) -> BuildFigures:
    return figures_of([replace(one, demonstration=demonstration) for one in kept(submissions)], SHIPPED, TODAY)


@cache
def figures(*, demonstration: bool = False) -> BuildFigures:
    """What Kukës has handed in; read only, so tests may share it."""
    return figures_from(*KUKES, demonstration=demonstration)


@cache
def crowded() -> BuildFigures:
    """A qark with far more than two pages of what is owed: many seats, many communities, nothing done."""
    seats = [seat("npo", "2008-02-01", None, f"Organizata jofitimprurëse numër {number}") for number in range(400)]
    places = [community(f"Fshati me emër të gjatë numër {number}", "2008-03-01") for number in range(300)]
    early = committee(
        1, "2008-S1", "2008-07-10", UNIT, meetings=[], members=seats, trainings=[], vulnerable_communities=places,
        programmes=[], terms_of_reference=[terms("2008-02-01", "2008-03-01")], actions=[],
    )  # fmt: skip
    later = replace(early, number=2, period=PERIOD, submitted_on=day("2009-07-10"))
    return figures_from(early, later)
