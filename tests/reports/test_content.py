"""What a report says of a period, checked against hand-made submissions that a reader can hold in the head."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO

import pytest
from docx import Document

from etl.figures.choice import Choice
from etl.outputs.reports import report_docx
from etl.outputs.reports.content import Owed, UnitReport, unit_report
from indicators.model import LANGUAGES
from tests.oracle import Submission
from tests.oracle.build import committee, day, register, report
from tests.reports.worlds import AS_OF, PERIOD, UNIT, figures, figures_from, speak

EMPTY_REGISTERS = (
    register(1, "2008-S1", "2009-02-01"),
    register(2, PERIOD, "2009-08-05"),
    committee(3, PERIOD, "2009-07-10", UNIT, meetings=[]),
)


@pytest.fixture(scope="module")
def kukes() -> UnitReport:
    return unit_report(figures(), UNIT, PERIOD, AS_OF)


def named(found: Sequence[Owed]) -> list[tuple[str, str, str, int]]:
    return [(one.first.indicator, one.first.body, one.first.period, len(one.obligations)) for one in found]


def test_every_indicator_has_a_line_and_longer_periods_are_borrowed(kukes: UnitReport) -> None:
    lines = {line.indicator.id: (line.figure.period, line.borrowed) for line in kukes.lines}
    assert list(lines) == [one.id for one in kukes.catalogue.indicators]
    assert lines["regular-meetings"] == (PERIOD, False)
    assert lines["bodies-trained"] == ("2009", True)
    assert lines["baseline-assessment"] == ("all", True)


def test_figures_are_those_of_the_read_api(kukes: UnitReport) -> None:
    for line in kukes.lines:
        chosen = Choice(AS_OF, indicators=(line.indicator.id,), areas=(UNIT,), periods=(line.figure.period,))
        found = kukes.figures.values(chosen)
        assert found == (line.figure,)


def test_history_reaches_over_every_period_once(kukes: UnitReport) -> None:
    stretches = {one.indicator.id: [stretch.periods for stretch in one.stretches] for one in kukes.history}
    assert {sum(found) for found in stretches.values()} == {6}
    assert stretches["regular-meetings"] == [1] * 6
    assert stretches["bodies-trained"] == [2, 2, 2]
    baseline = next(one for one in kukes.history if one.indicator.once)
    assert [stretch.figure is not None for stretch in baseline.stretches] == [False, True, False, False, False, False]


def test_what_is_still_owed_reaches_back_to_earlier_periods(kukes: UnitReport) -> None:
    assert named(kukes.still_owed) == [
        ("baseline-assessment", "rcat", "all", 1),
        ("reports-received", "rcat", PERIOD, 1),
    ]
    with_empty_registers = unit_report(figures_from(*EMPTY_REGISTERS), UNIT, PERIOD, AS_OF)
    assert named(with_empty_registers.still_owed) == [
        ("reports-received", "rcat", "2008-S1", 1),
        ("situation-assessments", "rcat", "2008-S1", 1),
        ("baseline-assessment", "rcat", "all", 1),
        ("reports-received", "rcat", PERIOD, 1),
        ("situation-assessments", "rcat", PERIOD, 1),
    ]


def test_missed_is_what_nothing_later_can_fill(kukes: UnitReport) -> None:
    missed = named(kukes.missed)
    assert ("regular-meetings", "rcat", "2009-Q2", 1) in missed
    assert ("technical-table-meetings", "twt", "2009-Q1", 1) in missed
    assert ("community-programmes", "rcat", PERIOD, 1) in missed
    assert ("training-coverage", "rcat", PERIOD, 2) in missed
    assert ("membership-expanded", "rcat", PERIOD, 3) in missed
    assert not any(one.first.still_owed for one in kukes.missed)


def test_unreported_names_the_sheet_that_was_left_out(kukes: UnitReport) -> None:
    assert ("terms-of-reference", "rcat", PERIOD, 1) in named(kukes.unreported)
    assert ("terms-of-reference", "twt", PERIOD, 1) in named(kukes.unreported)


def test_due_next_holds_this_and_the_next_period_only(kukes: UnitReport) -> None:
    assert {one.first.period for one in kukes.due_next} <= {"2009", "2009-Q3", "2009-Q4", "2009-S2"}
    assert ("regular-meetings", "rcat", "2009-Q3", 1) in named(kukes.due_next)


def test_sheets_tell_rows_from_none_and_from_silence(kukes: UnitReport) -> None:
    said = {one.kind.id: (one.says, len(one.rows)) for one in kukes.sheets}
    assert list(said) == [kind.id for kind in kukes.catalogue.records]
    assert said["meetings"] == ("rows", 2)
    assert said["actions"] == ("empty", 0)
    assert said["terms_of_reference"] == ("absent", 0)
    assert said["reports"] == ("rows", 1)


OF_OTHERS = register(1, PERIOD, "2009-08-05", report("2009-07-20", qark="AL-01"))
ALL_REJECTED = replace(committee(1, PERIOD, "2009-07-10", UNIT, meetings=[]), rejected={"meetings": 3})
OF_OTHERS_AND_REJECTED = replace(OF_OTHERS, rejected={"reports": 1})


@pytest.mark.parametrize(
    ("given", "kind", "says", "heading", "texts"),
    [
        (OF_OTHERS, "reports", "elsewhere",
         ("Handed in without a row on Kukës", "Të dorëzuara pa asnjë rresht për Kukës"),
         ("rows on other areas only, so of Kukës there were none: Reports", "pra për Kukës nuk pati asnjë: Raportet")),
        (ALL_REJECTED, "meetings", "rejected",
         ("Handed in, and no row on Kukës accepted", "Të dorëzuara, por pa asnjë rresht të pranuar për Kukës"),
         ("is not known: Meetings (3 rows rejected).", "nuk dihet nëse pati: Mbledhjet (3 rreshta të refuzuar).")),
        (OF_OTHERS_AND_REJECTED, "reports", "rejected",
         ("Handed in, and no row on Kukës accepted", "Të dorëzuara, por pa asnjë rresht të pranuar për Kukës"),
         ("(1 row rejected).", "(1 rresht i refuzuar).")),
    ],
)  # fmt: skip
def test_a_sheet_without_rows_of_the_unit_need_not_have_been_empty(
    given: Submission, kind: str, says: str, heading: tuple[str, str], texts: tuple[str, str]
) -> None:
    of = figures_from(given)
    found = {one.kind.id: one for one in unit_report(of, UNIT, PERIOD, AS_OF).sheets}
    assert (found[kind].says, found[kind].rows) == (says, ())
    for code, title, text in zip(LANGUAGES, heading, texts, strict=True):
        said = [one.text for one in Document(BytesIO(report_docx(of, UNIT, PERIOD, AS_OF, speak(code)))).paragraphs]
        assert title in said
        assert text in said[said.index(title) + 1]
        assert speak(code).say("report.section.empty") not in said


def test_the_latest_sheet_says_whether_rows_were_rejected() -> None:
    """A form that mends an earlier one: that one's rejected rows are no longer anybody's answer."""
    mended = replace(ALL_REJECTED, number=2, submitted_on=day("2009-07-12"), rejected={})
    (meetings,) = [one for one in unit_report(figures_from(ALL_REJECTED, mended), UNIT, PERIOD, AS_OF).sheets
                   if one.kind.id == "meetings"]  # fmt: skip
    assert meetings.says == "empty"


def test_small_counts_of_people_are_withheld(kukes: UnitReport) -> None:
    trainings = next(one for one in kukes.sheets if one.kind.id == "trainings")
    assert trainings.withheld == {(0, "participants")}


def test_basis_names_the_submissions_behind(kukes: UnitReport) -> None:
    assert [one.submission for one in kukes.submissions] == [2, 3]
    assert [one.submission for one in kukes.handed_in] == [2]


@pytest.mark.parametrize(("unit", "period"), [("AL", PERIOD), ("northern", PERIOD), (UNIT, "2009"), (UNIT, "2011-S1")])
def test_what_is_no_unit_or_no_hand_in_period_is_refused(unit: str, period: str) -> None:
    with pytest.raises(ValueError, match=unit if period == PERIOD else period):
        unit_report(figures(), unit, period, AS_OF)
