"""The Committee page's lanes and timeline say what the speaking sheets say: random worlds, held against the oracle.

Fault D6 of those that outsiders found (tests/intake/cases/README.md).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import Phase, given, settings

from dashboard.charts.theme import LIGHT
from dashboard.charts.timeline import axis_span, in_force, timeline
from dashboard.model.lanes import FALLEN_DUE, Bar, Lane, Reported, Silence, lane_sentence, lanes, reported
from dashboard.model.selection import default_period, shown_hand_ins
from etl.figures.choice import Choice
from etl.figures.labels import body_label
from etl.figures.opened import figures_of
from etl.figures.read_api import Figures
from indicators.model import Catalogue
from indicators.periods import parse
from indicators.schedule import hand_in_periods
from tests import oracle
from tests.ledger.bridge import SHIPPED, kept
from tests.ledger.bridge import catalogue as catalogue_of
from tests.oracle.build import committee, meeting, register, report
from tests.oracle.speaking import SpeakingSheets, in_force_at
from tests.pages.conftest import words
from tests.strategies import World, drawn, worlds

LATER = date(2026, 1, 1)
EN = words("en")


def lanes_of(figures: Figures, unit: str, period: str, as_of: date) -> tuple[Lane, ...]:
    catalogue = figures.catalogue
    known = reported(catalogue, figures.submissions(as_of), unit, hand_in_periods(catalogue), period, as_of)
    return lanes(
        catalogue, EN, lambda kind: figures.records(kind, as_of, areas=(unit,)),
        figures.obligations(Choice(as_of, areas=(unit,))), known,
    )  # fmt: skip


def titles(catalogue: Catalogue) -> dict[str, tuple[str, str | None]]:
    """Each lane of records by its title: the record kind and the body."""
    bodies = [body.id for body in catalogue.programme.bodies]
    return {
        kind.label["en"] + (f" · {body_label(catalogue, body, EN)}" if body else ""): (kind.id, body)
        for kind in catalogue.records
        for body in (bodies if kind.body else [None])
    }


@given(worlds(max_submissions=8))
@settings(max_examples=drawn(9), phases=(Phase.explicit, Phase.generate))
def test_every_number_is_that_of_the_speaking_sheets(world: World) -> None:
    catalogue = catalogue_of(world.programme, world.indicators)
    figures = figures_of(kept(world.submissions), catalogue, LATER)
    speaking = SpeakingSheets(world.programme, oracle.RECORD_KINDS, world.submissions, world.as_of)
    owed = oracle.obligations(world.programme, world.indicators, world.submissions, world.as_of)
    named = titles(catalogue)
    units = sorted({one.qark for one in world.submissions if one.qark}) or ["AL-01"]
    for unit in units:
        drawn = lanes_of(figures, unit, default_period(catalogue, world.as_of), world.as_of)
        for lane in drawn:
            if lane.title in named and not lane.arrivals:
                _holds(lane, *named[lane.title], unit, speaking, world)
        expected = [states for states in _arrivals(world, unit, owed) if states]
        arrivals = [one for one in drawn if one.arrivals]
        assert [Counter(one.state for one in lane.arrivals) for lane in arrivals] == expected
        for lane, states in zip(arrivals, expected, strict=True):
            assert _counts_said(lane, world.as_of, states)
        timeline(drawn, axis_span(catalogue.programme.span.start, catalogue.programme.span.end, world.as_of),
                 world.as_of, LIGHT, EN)  # fmt: skip


def _arrivals(world: World, unit: str, owed: list[dict[str, Any]]) -> Iterator[Counter[str]]:
    """The states of what may come late, one lane for the indicators that ask for the same."""
    seen = set()
    for one in world.indicators:
        wanted = (one.evidence.record, tuple(sorted(map(repr, one.evidence.where))), one.every, one.once)
        if one.evidence.timing in ("for_period", "any") and wanted not in seen:
            states = Counter(row["state"] for row in owed if (row["qark"], row["indicator"]) == (unit, one.id))
            seen |= {wanted} if states else set()
            yield states


def _counts_said(lane: Lane, as_of: date, states: Counter[str]) -> bool:
    text = lane_sentence(lane, as_of, EN)
    if not any(states[one] for one in FALLEN_DUE):
        return text == EN.say("lane.not_due", title=lane.title)
    said = EN.say("lane.arrivals", title=lane.title, on_time=states["on_time"], late=states["late"],
                  left=states["missing"])  # fmt: skip
    unknown = EN.say("lane.unknown", count=states["no_data"]) if states["no_data"] else ""
    return text == f"{said} {unknown}".strip()


def _holds(lane: Lane, record: str, body: str | None, unit: str, speaking: SpeakingSheets, world: World) -> None:
    kind = oracle.RECORD_KINDS[record]
    text = lane_sentence(lane, world.as_of, EN)
    silent = dict(_silent(speaking, record, unit, world))
    assert {one.period.code: one.days for one in lane.silent} == silent
    rows = {
        semester.code: [row for row in sheet.rows if kind.body is None or row.values[kind.body] == body]
        for semester in oracle.hand_in_periods(world.programme)
        if (sheet := speaking.sheet(unit, semester.code, record)) is not None
    }
    if kind.valid_from is None:
        days = sorted(row.values[kind.own_date or ""] for of in rows.values() for row in of)  # type: ignore[type-var]
        assert [one.on for one in lane.events] == days
        ended = [code for code in silent if oracle.period_named(world.programme, code).end < world.as_of]
        assert (EN.say("lane.nothing", title=lane.title) in text) == (bool(rows) and not days)
        assert (EN.say("lane.silent", title=lane.title) == text) == (not rows and bool(ended))
        assert (EN.say("lane.not_due", title=lane.title) == text) == (not rows and not ended)
        for key, is_there in (("lane.unreported", False), ("lane.early", True)):
            codes = [code for code in ended if (code in rows) is is_there]
            assert (EN.say(key, periods=", ".join(map(EN.period, codes))) in text) == bool(rows and codes)
        assert (f"{lane.title}: {len(days)}, " in text) == bool(days)
        return
    _drawn_days_are_those_in_force(lane, kind, rows, world)
    if lane.on is None:
        return
    here = [row for row in rows.get(lane.of, ()) if in_force_at(row, kind, lane.on)]
    on = speaking.sheet(unit, lane.of, record)
    is_known = on is not None and (here or on.submitted_on >= lane.on)
    assert lane.in_force == (len(here) if is_known else None)
    said = EN.say("lane.bars", title=lane.title, count=len(here), date=EN.date(lane.on))
    assert (said in text) == bool(is_known)
    has_ended = oracle.period_named(world.programme, lane.of).end < world.as_of
    said_of_it = "lane.not_said" if on is None else "lane.too_early"
    for key, wanted in ((said_of_it, has_ended), ("lane.not_yet", not has_ended)):
        assert (EN.say(key, title=lane.title, period=EN.period(lane.of)) in text) == (wanted and not is_known)


def _silent(speaking: SpeakingSheets, record: str, unit: str, world: World) -> Iterator[tuple[str, tuple[date, date]]]:
    for semester in oracle.hand_in_periods(world.programme):
        sheet, last = speaking.sheet(unit, semester.code, record), min(semester.end, world.as_of)
        first = semester.start if sheet is None else max(semester.start, sheet.submitted_on + timedelta(days=1))
        if first <= last:
            yield semester.code, (first, last)


def _drawn_days_are_those_in_force(
    lane: Lane, kind: oracle.RecordKind, rows: dict[str, list[oracle.Row]], world: World
) -> None:
    """On the first, middle and last day of each hand-in period as many bars stand as its sheet has rows in force."""
    for semester in oracle.hand_in_periods(world.programme):
        for day in (semester.start, semester.start + (semester.end - semester.start) / 2, semester.end):
            drawn = sum(any(first <= day <= last for first, last in bar.stretches) for bar in lane.bars)
            in_force = [row for row in rows.get(semester.code, ()) if in_force_at(row, kind, day)]
            assert drawn == (len(in_force) if day <= world.as_of else 0)


def test_d2_hand_in_periods_that_only_touch_the_span_are_laid_out() -> None:
    for first, last, codes in (
        (date(2008, 3, 1), date(2009, 2, 28), ["2008-S1", "2008-S2", "2009-S1"]),
        (date(2008, 3, 1), date(2008, 3, 1), ["2008-S1"]),
        (date(2008, 6, 30), date(2008, 7, 1), ["2008-S1", "2008-S2"]),
        (date(2008, 7, 1), date(2008, 12, 31), ["2008-S2"]),
    ):
        span = SHIPPED.programme.span.model_copy(update={"start": first, "end": last})
        programme = SHIPPED.programme.model_copy(update={"span": span})
        catalogue = SHIPPED.model_copy(update={"programme": programme, "digest": f"{first} {last}"})
        assert [one.code for one in shown_hand_ins(catalogue, "all", LATER)] == codes


# --- D6, by hand


def seat(institution: str) -> dict[str, oracle.Value]:
    return {"body": "rcat", "institution": institution, "organisation": None, "since": date(2008, 1, 10), "until": None}


@pytest.fixture
def d6() -> Figures:
    """Terms of reference and two seats stand without an end in 2008-S2; 2009-S1 lists no terms and one other seat."""
    terms: dict[str, oracle.Value] = {
        "body": "rcat", "adopted_on": date(2008, 5, 6), "valid_until": None, "document_ref": "1",
    }  # fmt: skip
    before = committee(1, "2008-S2", "2009-01-20", meetings=[meeting("2008-08-03")], terms_of_reference=[terms],
                       members=[seat("police"), seat("qark_council")])  # fmt: skip
    after = committee(2, "2009-S1", "2009-07-20", terms_of_reference=[], members=[seat("deputy_prefect")])
    return figures_of(kept([before, after]), SHIPPED, LATER)


def said(figures: Figures, period: str, as_of: date) -> dict[str, str]:
    return {lane.title: lane_sentence(lane, as_of, EN) for lane in lanes_of(figures, "AL-01", period, as_of)}


def test_d6_the_lanes_show_what_the_speaking_sheet_of_the_period_says(d6: Figures) -> None:
    text = said(d6, "2009-S1", date(2009, 8, 14))
    silent = "Not reported: semester 1 of 2008."
    assert (
        text["Terms of reference · Committee"]
        == f"Terms of reference · Committee: 0 in force on 30 June 2009. {silent}"
    )
    assert text["Members · Committee"] == f"Members · Committee: 1 in force on 30 June 2009. {silent}"
    text = said(d6, "2008-S2", date(2009, 8, 14))
    assert "1 in force on 31 December 2008" in text["Terms of reference · Committee"]
    assert "2 in force on 31 December 2008" in text["Members · Committee"]
    lane = next(
        one for one in lanes_of(d6, "AL-01", "2009-S1", date(2009, 8, 14)) if "Members · Committee" in one.title
    )
    assert [bar.stretches for bar in lane.bars] == [
        ((date(2008, 7, 1), date(2008, 12, 31)),) , ((date(2008, 7, 1), date(2008, 12, 31)),),
        ((date(2009, 1, 1), date(2009, 6, 30)),),
    ]  # fmt: skip


def test_d6_of_a_longer_period_the_last_hand_in_that_has_ended_is_judged(d6: Figures) -> None:
    """By hand: in August 2009 that is the first semester of the year, in March 2010 the second, which nobody sent."""
    title = "Members · Committee"
    assert said(d6, "2009", date(2009, 8, 14))[title].startswith(f"{title}: 1 in force on 30 June 2009.")
    assert said(d6, "2009", date(2010, 3, 1))[title].startswith(f"{title}: not reported for semester 2 of 2009.")


def test_d6_nothing_is_missing_in_a_register_that_was_never_handed_in(d6: Figures) -> None:
    as_of = date(2009, 8, 14)
    text = [one for one in said(d6, "2009-S1", as_of).values() if "on time" in one]
    assert text
    assert all("0 not in the register" in one and "not reported" in one for one in text)
    handed_in = register(3, "2008-S2", "2009-02-10", report("2009-01-20", qark="AL-05"))
    both = figures_of(
        kept([committee(1, "2008-S2", "2009-01-20", meetings=[meeting("2008-08-03")]), handed_in]), SHIPPED, LATER
    )
    assert any("1 not in the register" in one for one in said(both, "2009-S1", as_of).values())


def test_what_came_too_early_was_handed_in_and_is_not_called_unreported() -> None:
    """The sheets of May stand as "1 row" and "none, reported" in the table below the timeline."""
    early = committee(1, "2009-S1", "2009-05-20", meetings=[meeting("2009-02-03")], members=[])
    text = said(figures_of(kept([early]), SHIPPED, LATER), "2009-S1", date(2009, 8, 14))
    silent = "Not reported: semester 1 of 2008, semester 2 of 2008."
    assert text["Meetings · Committee"] == (
        f"Meetings · Committee: 1, on 3 February 2009. {silent} Handed in too early to be complete: semester 1 of 2009."
    )
    assert text["Members · Committee"] == (
        f"Members · Committee: handed in too early to tell for semester 1 of 2009. {silent}"
    )


def test_what_was_never_reported_is_said_and_hatched_and_is_not_none() -> None:
    figures = figures_of(kept([committee(1, "2008-S1", "2008-07-20", meetings=[])]), SHIPPED, LATER)
    as_of = date(2009, 8, 14)
    text = said(figures, "2009-S1", as_of)
    assert text["Meetings · Committee"] == (
        "Meetings · Committee: none reported. Not reported: semester 2 of 2008, semester 1 of 2009."
    ), "the first sheet says that there were none; that is no silence, and the later ones are named"
    never = said(
        figures_of(kept([committee(1, "2008-S1", "2008-07-20", members=[])]), SHIPPED, LATER), "2009-S1", as_of
    )
    assert never["Meetings · Committee"] == "Meetings · Committee: not reported."
    assert text["Members · Committee"] == (
        "Members · Committee: not reported for semester 1 of 2009. "
        "Not reported: semester 1 of 2008, semester 2 of 2008."
    )
    chart = timeline(
        lanes_of(figures, "AL-01", "2009-S1", as_of), (date(2008, 1, 1), date(2011, 1, 12)), as_of, LIGHT, EN
    )
    hatched = [trace for trace in chart.data if trace.fill == "toself"]
    assert len(hatched) == 1
    assert hatched[0].fillpattern.shape == "/"
    assert len([one for one in hatched[0].x if one is None]) > 6


@pytest.mark.parametrize(
    ("as_of", "said_of_it"),
    [
        (date(2009, 12, 31), "not yet due for semester 2 of 2009."),
        (date(2010, 1, 1), "not reported for semester 2 of 2009."),
    ],
)
def test_nobody_has_failed_to_report_what_has_not_ended(as_of: date, said_of_it: str) -> None:
    lane = Lane("Terms", on=min(as_of, date(2009, 12, 31)), of="2009-S2")
    assert lane_sentence(lane, as_of, EN) == f"Terms: {said_of_it}"
    quiet = Lane("Meetings", said=False, silent=reported_nothing(as_of))
    ended = as_of > date(2009, 12, 31)
    assert lane_sentence(quiet, as_of, EN) == f"Meetings: {'not reported' if ended else 'nothing has fallen due yet'}."


def reported_nothing(as_of: date) -> tuple[Silence, ...]:
    return Reported((parse("2009-S2"),), None, as_of, {}).silent("meetings")


def test_how_many_are_in_force_is_counted_day_by_day_and_unknown_where_no_sheet_speaks() -> None:
    """One seat from January, two more from March, one of them until May; of the quarter after no sheet speaks."""
    first, last = date(2009, 1, 1), date(2009, 6, 30)
    ends = ((first, last), (date(2009, 3, 1), last), (date(2009, 3, 1), date(2009, 5, 31)))
    bars = tuple(Bar(*days, "", (days,)) for days in ends)
    quarter = parse("2009-Q3")
    silent = Silence(quarter, (quarter.start, quarter.end))
    assert in_force(Lane("", bars=bars, silent=(silent,))) == [
        (first, date(2009, 2, 28), 1),
        (date(2009, 3, 1), date(2009, 5, 31), 3),
        (date(2009, 6, 1), last, 2),
    ]
    four = Lane("Seats", bars=(*bars, bars[0]), silent=(silent,))
    drawn = timeline([four], (first, date(2009, 12, 31)), date(2009, 12, 31), LIGHT, words("en"))
    (steps,) = [one for one in drawn.data if one.line.shape == "hv"]
    told = ["2 in force from 1 January 2009", "4 in force from 1 March 2009", "3 in force from 1 June 2009"]
    assert list(steps.hovertext) == [one for one in told for _ in range(2)]
    assert "3" in [one.text for one in drawn.layout.annotations]
