"""What a hand-in would take away: rows, standing rows, figures; and what takes nothing away."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import Phase, assume, given, settings

from etl.texts import ETL_LOCALE
from etl.what_if.assessment import assess, losses_of
from etl.what_if.loss_findings import loss_findings
from etl.what_if.losses import Losses
from indicators.language import language
from tests import oracle
from tests.assessment.drafts import before, checked
from tests.ledger.bridge import SHIPPED, catalogue, kept
from tests.oracle.build import committee, meeting, register, report, terms
from tests.strategies import World, worlds

LATER = date(2026, 1, 1)
EN, SQ = (language(code, ETL_LOCALE) for code in ("en", "sq"))


def lost(draft: oracle.Submission, *earlier: oracle.Submission) -> Losses:
    return losses_of(before(*earlier), checked(draft), SHIPPED, LATER)


def said(losses: Losses) -> list[str]:
    return [one.message(EN) for one in loss_findings(losses, "draft.xlsx", SHIPPED)]


def seat(institution: str, until: date | None = None) -> dict[str, oracle.Value]:
    organisation = "Vatra" if institution == "npo" else None
    return {
        "body": "rcat", "institution": institution, "organisation": organisation, "since": date(2008, 1, 10),
        "until": until,
    }  # fmt: skip


TWO = committee(1, "2009-S1", "2009-07-10", meetings=[meeting("2009-02-03"), meeting("2009-05-03")])


def test_rows_that_are_gone_are_withdrawn_and_the_figure_falls() -> None:
    losses = lost(committee(2, "2009-S1", "2009-07-12", meetings=[]), TWO)
    (gone,) = losses.withdrawn
    assert (gone.record, len(gone.rows)) == ("meetings", 2)
    assert [(one.after.indicator, one.after.period) for one in losses.falls] == [("regular-meetings", "2009-S1")]
    first, second = said(losses)
    assert first.startswith("‘Meetings’: 2 rows that count now are not in this form, and would be withdrawn: ")
    assert "3 Feb 2009" in first
    assert second.startswith("A figure would fall: Regular meetings held, ")
    assert second.endswith("from met (2 of 2) to not met (0 of 2).")


def test_a_row_that_changes_is_not_withdrawn_and_one_more_takes_nothing_away() -> None:
    changed = [{**meeting("2009-02-03"), "members_present": 3}, meeting("2009-05-03"), meeting("2009-06-03")]
    assert not lost(committee(2, "2009-S1", "2009-07-12", meetings=changed), TWO)


def test_keys_compare_folded() -> None:
    old = committee(1, "2009-S1", "2009-07-10", members=[seat("npo")])
    again = committee(2, "2009-S1", "2009-07-12", members=[{**seat("npo"), "organisation": "VATRA"}])
    assert not lost(again, old)


def test_a_sheet_that_is_not_in_the_draft_loses_nothing() -> None:
    assert not lost(
        committee(2, "2009-S1", "2009-07-12", trainings=[]), committee(1, "2009-S1", "2009-07-10", trainings=[])
    )
    assert not lost(committee(2, "2009-S1", "2009-07-12", terms_of_reference=[terms("2008-02-01")]), TWO)


def test_an_empty_sheet_on_which_nothing_was_said_says_there_were_none() -> None:
    losses = lost(committee(2, "2009-S1", "2009-07-12", trainings=[]), TWO)
    assert [one.record for one in losses.says_none] == ["trainings"]
    assert {one.after.indicator for one in losses.falls} <= {"bodies-trained", "training-coverage"}


def test_a_back_dated_draft_and_the_same_file_take_nothing_away() -> None:
    assert not lost(committee(2, "2009-S1", "2009-07-01", meetings=[]), TWO)
    assert not losses_of(before(TWO), checked(TWO), SHIPPED, LATER)


def test_a_first_hand_in_takes_nothing_away() -> None:
    assert not lost(committee(1, "2009-S1", "2009-07-10", meetings=[], members=[], trainings=[]))
    assert not lost(committee(2, "2009-S2", "2010-01-10", meetings=[]), TWO)


def d6() -> oracle.Submission:
    """Terms of reference and two seats stand without an end."""
    return committee(1, "2008-S2", "2009-01-20", terms_of_reference=[terms("2008-05-06")],
                     members=[seat("police"), seat("qark_council")])  # fmt: skip


def test_d6_standing_rows_that_are_not_named_again_cease() -> None:
    draft = committee(2, "2009-S1", "2009-07-20", terms_of_reference=[], members=[seat("deputy_prefect")])
    (text,) = said(lost(draft, d6()))
    assert text.startswith(
        "3 standing rows of the last form are not in this one and have no end; they count no longer: "
        "Terms of reference: "
    )
    assert "Members: Regional Anti-trafficking Committee, " in text
    # Handed in as it is, the next form of the same semester takes nothing more away.
    assert not lost(committee(3, "2009-S1", "2009-07-21", terms_of_reference=[], members=[seat("deputy_prefect")]),
                    d6(), draft)  # fmt: skip


def test_d6_what_had_ended_or_is_named_again_does_not_cease_and_what_ends_later_is_told_apart() -> None:
    old = committee(1, "2008-S2", "2009-01-20", members=[
        seat("police", date(2009, 3, 1)), seat("npo"), seat("education", date(2010, 3, 1)),
    ])  # fmt: skip
    (text,) = said(lost(committee(2, "2009-S1", "2009-07-20", members=[seat("npo")]), old))
    assert text.startswith(
        "1 standing row of the last form is not in this one and ends only later; it counts no longer:"
    )


def test_d6_the_last_form_is_the_newest_one_with_the_sheet() -> None:
    between = committee(2, "2009-S1", "2009-07-20", meetings=[])
    losses = lost(committee(3, "2009-S2", "2010-01-20", members=[]), d6(), between)
    assert [(one.record, len(one.rows)) for one in losses.ceasing] == [("members", 2)]


def test_a_register_that_drops_reports_says_of_whom() -> None:
    old = register(1, "2009-S1", "2009-08-10", report("2009-07-20", qark="AL-05"), report("2009-07-21", qark="AL-06"))
    losses = lost(register(2, "2009-S1", "2009-08-12", report("2009-07-20", qark="AL-05")), old)
    assert [row["qark"] for one in losses.withdrawn for row in one.rows] == ["AL-06"]
    assert {one.after.area for one in losses.falls} == {"AL-06"}


@pytest.mark.parametrize("words", [EN, SQ])
def test_a_count_of_people_is_never_named(words: object) -> None:
    row: dict[str, oracle.Value] = {
        "trained_on": date(2009, 3, 3), "topic": "case_management", "provider": None, "body": "rcat",
        "institution": "police", "organisation": None, "participants": 73,
    }  # fmt: skip
    old = committee(1, "2009-S1", "2009-07-10", trainings=[row])
    losses = lost(committee(2, "2009-S1", "2009-07-12", trainings=[]), old)
    assert losses.withdrawn
    assert all("73" not in one.message(words) for one in loss_findings(losses, "", SHIPPED))  # type: ignore[arg-type]


@given(worlds(max_submissions=6))
@settings(max_examples=20, phases=(Phase.explicit, Phase.generate))
def test_looking_quickly_finds_what_working_it_all_out_finds(world: World) -> None:
    """The short way of a command, which works figures out only where one could fall, against the whole assessment."""
    assume(world.submissions)
    *earlier, last = world.submissions
    definitions = catalogue(world.programme, world.indicators)
    quick = losses_of(kept(earlier), checked(last), definitions, LATER)
    whole = assess(kept(earlier), checked(last), definitions, LATER).losses
    cells = {(one.after.indicator, one.after.area) for one in quick.falls}
    assert (quick.withdrawn, quick.ceasing, quick.says_none) == (whole.withdrawn, whole.ceasing, whole.says_none)
    assert cells == {(one.after.indicator, one.after.area) for one in whole.falls}
