"""Hypothesis strategies for whole random worlds: a programme, indicators, what was handed in, an as-of date.

`submissions()` gives a list of accepted submissions in order of receipt, `indicators()` variations that a catalogue
may declare, `worlds()` all of it. All are the plain frozen dataclasses of `tests.oracle`. Dates crowd around due dates,
period ends and hand-ins, where figures change.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Literal

from hypothesis import strategies as st

from tests.oracle.contract import RECORD_KINDS, STRATEGY, STRATEGY_INDICATORS
from tests.oracle.model import (
    Evidence,
    ForEachList,
    ForEachRecord,
    Indicator,
    ItemPart,
    OwingBody,
    Programme,
    Row,
    Submission,
    Thresholds,
    Timing,
    Wanted,
)
from tests.oracle.periods import LENGTHS, Period, hand_in_periods, periods, schedule
from tests.oracle.random_rows import (
    COMMITTEE_SHEETS,
    INSTITUTIONS,
    REPORT_KINDS,
    TOPICS,
    Setting,
    Sheet,
    between,
    marks,
    programmes_for,
    reports,
)


def drawn(few: int) -> int:
    """How many examples a run draws: a few, each time others; with `WORLDS=500` in the environment so many, by hand."""
    return int(os.environ.get("WORLDS", "0")) or few


ITEMS: tuple[tuple[ForEachList | ForEachRecord, str, tuple[tuple[str, Wanted], ...]], ...] = (
    (ForEachList(INSTITUTIONS[:3]), "members", (("institution", ItemPart()),)),
    (ForEachList(INSTITUTIONS[:2]), "trainings", (("institution", ItemPart()),)),
    (ForEachList(TOPICS), "trainings", (("topic", ItemPart()),)),
    (ForEachList(REPORT_KINDS), "reports", (("kind", ItemPart()),)),
    *(
        (ForEachRecord(items, key), evidence, tuple((column, ItemPart(column)) for column in key))
        for items, key, evidence in (
            ("members", ("institution", "organisation"), "trainings"),
            ("members", ("institution",), "trainings"),
            ("programmes", ("community", "title"), "programmes"),
            ("programmes", ("title", "community"), "programmes"),
            ("members", ("organisation",), "members"),
            ("vulnerable_communities", ("community",), "programmes"),
            ("vulnerable_communities", ("municipality",), "vulnerable_communities"),
            ("programmes", ("community", "title"), "programmes"),
            ("terms_of_reference", ("document_ref",), "terms_of_reference"),
        )
    ),
)
"""What an obligation can be split into, the evidence that carries the same columns, and how these are matched."""

FILTERS: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "members": (("institution", INSTITUTIONS),),
    "trainings": (("topic", TOPICS), ("institution", INSTITUTIONS)),
    "reports": (("kind", REPORT_KINDS),),
}
"""Record kind -> columns that a `where` may fix, each with the codes it may ask for."""

EVIDENCE_KINDS = tuple(kind.name for kind in RECORD_KINDS.values() if kind.own_date is not None)


@dataclass(frozen=True)
class World:
    """Everything a figure depends on."""

    programme: Programme
    indicators: tuple[Indicator, ...]
    submissions: tuple[Submission, ...]
    as_of: date


@st.composite
def programmes(draw: st.DrawFn) -> Programme:
    """The Strategy's programme, often with another span and hand-in period, bodies that begin and end within it or
    stand in a few qarks only.
    """
    start, end, hand_in = STRATEGY.start, STRATEGY.end, STRATEGY.hand_in
    if draw(st.sampled_from((True, False, True))):
        start, end = draw(spans())
        hand_in = draw(st.sampled_from(("quarter", "semester", "semester", "year")))
    span = replace(STRATEGY, start=start, end=end, hand_in=hand_in)
    days = [day for day in marks(span) if start <= day <= end]
    bodies: dict[str, tuple[date | None, date | None]] = {}
    for body in STRATEGY.bodies:
        first = draw(_often_none(days))
        bodies[body] = first, draw(_often_none([day for day in days if first is None or day >= first]))
    some = st.lists(st.sampled_from(STRATEGY.qarks), min_size=1, max_size=6, unique=True).map(tuple)
    only_in = {body: draw(some) for body in bodies if draw(st.sampled_from((False, False, True)))}
    return replace(span, bodies=bodies, only_in=only_in)


def spans() -> st.SearchStrategy[tuple[date, date]]:
    """A first and a last day anywhere in the Strategy's years: often in the middle of a period, or one day."""
    days = st.dates(STRATEGY.start, STRATEGY.end)
    crowded = st.sampled_from([day for day in marks(STRATEGY) if STRATEGY.start <= day <= STRATEGY.end])
    either = st.one_of(days, crowded)
    several = st.tuples(either, either).map(lambda two: (min(two), max(two)))
    return st.one_of(several, several, several, either.map(lambda day: (day, day)))


def _often_none(days: Sequence[date]) -> st.SearchStrategy[date | None]:
    return st.one_of(st.none(), st.none(), st.none(), st.sampled_from(days))


@st.composite
def _evidence(
    draw: st.DrawFn, record: str, matched: tuple[tuple[str, Wanted], ...], timings: Sequence[Timing]
) -> Evidence:
    kind = RECORD_KINDS[record]
    possible = [timing for timing in timings if timing != "in_force" or kind.valid_from is not None]
    where = list(matched)
    if kind.body is not None and draw(st.booleans()):
        where.append((kind.body, OwingBody()))
    for column, codes in FILTERS.get(record, ()):
        if column not in dict(matched) and draw(st.sampled_from((False, False, True))):
            where.append((column, draw(st.sampled_from(codes))))
    at_least = draw(st.sampled_from((1, 1, 1, 2, 3)))
    return Evidence(record, draw(st.sampled_from(possible)), tuple(where), at_least)


@st.composite
def indicators(
    draw: st.DrawFn, once_timings: Sequence[Timing] = ("any",), programme: Programme = STRATEGY
) -> Indicator:
    """One random indicator. `once` comes without items of a record kind, and only with the timings given."""
    every: Literal["quarter", "semester", "year"] | None = draw(st.sampled_from(("quarter", "semester", "year", None)))
    days = [day for day in marks(programme) if programme.start <= day <= programme.end]
    once = draw(st.sampled_from(days)) if every is None else None
    splits = [one for one in ITEMS if every is not None or isinstance(one[0], ForEachList)]
    plain = st.sampled_from(EVIDENCE_KINDS).map(lambda record: (None, record, ()))
    for_each, record, matched = draw(st.one_of(plain, st.sampled_from(splits)))
    timings: Sequence[Timing] = ("during", "for_period", "in_force", "by_end", "any") if once is None else once_timings
    bodies = st.lists(st.sampled_from(sorted(STRATEGY.bodies)), min_size=1, unique=True)
    shares = (("1", "1/2"), ("3/4", "1/4"), ("1/2", "1/2"), ("0.9", "0.1"))
    met, partly = draw(st.sampled_from(shares))
    return Indicator(
        id=f"random-{draw(st.integers(1, 10**6))}",
        owed_by=tuple(sorted(draw(bodies))),
        every=every,
        once=once,
        for_each=for_each,
        days_after_period_end=0 if once is not None else draw(st.sampled_from((0, 0, 1, 30, 31, 100, 200))),
        evidence=draw(_evidence(record, matched, timings)),
        late=draw(st.sampled_from(("counts", "fails"))),
        aggregation=draw(st.sampled_from(("sum", "latest"))),
        thresholds=Thresholds(Fraction(met), Fraction(partly)),
    )


@st.composite
def _sheets(draw: st.DrawFn, form: str, setting: Setting) -> dict[str, Sheet]:
    """Some of a form's sheets, at least one; each may be empty."""
    if form == "register":
        return {"reports": draw(reports(setting))}
    kinds = draw(st.lists(st.sampled_from([*COMMITTEE_SHEETS, "programmes"]), min_size=1, max_size=5, unique=True))
    found = {kind: draw(COMMITTEE_SHEETS[kind](setting)) for kind in kinds if kind != "programmes"}
    if "programmes" in kinds:
        found["programmes"] = draw(programmes_for(setting, found.get("vulnerable_communities", [])))
    return found


@st.composite
def submissions(draw: st.DrawFn, programme: Programme = STRATEGY, max_size: int = 10) -> list[Submission]:
    """Accepted submissions in order of receipt, numbered from 1: a few qarks and semesters, so that many supersede.

    Hand-in dates are in no order (some come back-dated) and often tie. No two say the same: a file handed in twice
    is one submission.
    """
    qarks = draw(st.lists(st.sampled_from(programme.qarks), min_size=2, max_size=4, unique=True))
    semesters = draw(st.lists(st.sampled_from(hand_in_periods(programme)), min_size=1, max_size=3, unique=True))
    days = marks(programme)
    found: list[Submission] = []
    for _ in range(draw(st.sampled_from((max_size, *range(max_size))))):
        semester = draw(st.sampled_from(semesters))
        submitted_on = draw(_hand_in(semester, days, found))
        form: Literal["committee", "register"] = draw(st.sampled_from(("committee", "committee", "register")))
        sheets = draw(_sheets(form, Setting(programme, semester, submitted_on, days, qarks)))
        qark = draw(st.sampled_from(qarks)) if form == "committee" else None
        first_row = draw(st.sampled_from((2, 3)))  # blank rows are skipped, wherever they stand
        rows = {kind: tuple(Row(number, row) for number, row in enumerate(sheets[kind], first_row)) for kind in sheets}
        rejected = {kind: draw(st.sampled_from((0, 0, 0, 1, 2))) for kind in rows}
        one = Submission(len(found) + 1, form, qark, semester.code, submitted_on, rows, rejected)
        if not any(_says_the_same(one, other) for other in found):
            found.append(one)
    return found


def _hand_in(semester: Period, days: Sequence[date], earlier: Sequence[Submission]) -> st.SearchStrategy[date]:
    """On or after the semester's first day, mostly near its end; often the day of another hand-in, seldom years on."""
    near = between(days, semester.start, semester.end + timedelta(days=60))
    same_day = [other.submitted_on for other in earlier if other.submitted_on >= semester.start]
    years_on = [semester.end + timedelta(days=400)]
    return st.sampled_from(near + same_day * 4 + years_on)


def _says_the_same(one: Submission, other: Submission) -> bool:
    cover = (one.form, one.qark, one.period, one.submitted_on)
    return cover == (other.form, other.qark, other.period, other.submitted_on) and one.sheets == other.sheets


def as_of_dates(
    programme: Programme, chosen: Sequence[Indicator], handed_in: Sequence[Submission]
) -> st.SearchStrategy[date]:
    """A day on, before or after a due date, a period's end or a hand-in; now and then any day of the years around."""
    ends = {period.end for length in LENGTHS for period in periods(programme, length)}
    ends |= {period.end for period in hand_in_periods(programme)}
    due = {due_on for indicator in chosen for _, due_on in schedule(programme, indicator)}
    received = {submission.submitted_on for submission in handed_in}
    near = sorted({day + timedelta(days=after) for day in ends | due | received for after in (-1, 0, 1)})
    known = [day for day in near if received and day >= min(received)] or near
    at_the_end = [programme.end + timedelta(days=after) for after in (1, 30, 31, 32, 550)]
    around = st.dates(programme.start - timedelta(days=31), programme.end + timedelta(days=550))
    return st.one_of(st.sampled_from(known), st.sampled_from(known), st.sampled_from([*near, *at_the_end * 5]), around)


@st.composite
def worlds(draw: st.DrawFn, *, strategy_only: bool = False, max_submissions: int = 10) -> World:
    """A whole world: the Strategy's programme and eleven indicators, or random bodies' dates and random indicators."""
    programme = STRATEGY if strategy_only else draw(programmes())
    by_id = st.lists(indicators(programme=programme), min_size=1, max_size=4, unique_by=lambda indicator: indicator.id)
    chosen = STRATEGY_INDICATORS if strategy_only else tuple(draw(by_id))
    handed_in = tuple(draw(submissions(programme, max_submissions)))
    return World(programme, chosen, handed_in, draw(as_of_dates(programme, chosen, handed_in)))
