"""What a hand-in would take away: rows, standing rows, figures; and what takes nothing away.

Fault D6 of those that outsiders found (tests/intake/cases/README.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import Phase, assume, given, settings

from etl.formats.locale_folder import ETL_LOCALE
from etl.what_if.assessment import assess, losses_of
from etl.what_if.assessment_wording import figure_values
from etl.what_if.before_after import Cell
from etl.what_if.loss_findings import loss_findings
from etl.what_if.losses import Losses
from indicators.language import language
from tests import oracle
from tests.ledger.bridge import SHIPPED, catalogue, kept
from tests.oracle.build import committee, community, meeting, programme, register, report, terms
from tests.strategies import World, drawn, worlds
from tests.what_if.drafts import before, checked

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


def named(losses: Losses) -> list[tuple[str, str]]:
    return [(one.after.indicator, one.after.period) for one in losses.falls]


TWO = committee(1, "2009-S1", "2009-07-10", meetings=[meeting("2009-02-03"), meeting("2009-05-03")])


def test_rows_that_are_gone_are_withdrawn_and_the_figure_falls() -> None:
    losses = lost(committee(2, "2009-S1", "2009-07-12", meetings=[]), TWO)
    (gone,) = losses.withdrawn
    assert (gone.record, len(gone.rows)) == ("meetings", 2)
    assert named(losses) == [("regular-meetings", period) for period in ("2009-Q1", "2009-Q2", "2009-S1")]
    first, *quarters, second, longer = said(losses)
    assert all(one.endswith("from met (1 of 1) to not met (0 of 1).") for one in quarters)
    assert longer == "And 2 figures of longer periods would fall, too."
    assert first.startswith("‘Meetings’: 2 rows that count now are not in this form, and would be withdrawn: ")
    assert "3 Feb 2009" in first
    assert second.startswith("A figure would fall: Regular meetings held, ")
    assert second.endswith("from met (2 of 2) to not met (0 of 2).")


def training(topic: str, institution: str = "police", on: date = date(2009, 3, 1)) -> dict[str, oracle.Value]:
    return {"trained_on": on, "topic": topic, "provider": None, "body": "rcat", "institution": institution,
            "organisation": None, "participants": 3}  # fmt: skip


def test_the_fall_of_a_later_period_is_named() -> None:
    """A training of 2009-S1 counts for the members of 2009-S2, too: both semesters fall, and the year of the bodies."""
    both = [seat("police"), seat("education")]
    topic = "structure_and_tasks"
    trained = committee(
        1, "2009-S1", "2009-07-10", trainings=[training(topic), training(topic, "education")], members=both
    )
    later = committee(2, "2009-S2", "2010-01-10", trainings=[], members=both)
    losses = lost(committee(3, "2009-S1", "2010-02-01", trainings=[training(topic)]), trained, later)
    assert [code for one, code in named(losses) if one == "training-coverage"] == ["2009-S1", "2009-S2"]
    assert any(one.endswith("semester 2 of 2009, from met (2 of 2) to partly met (1 of 2).") for one in said(losses))


def test_a_quarter_falls_though_its_semester_does_not() -> None:
    moved = committee(2, "2009-S1", "2009-07-12", meetings=[meeting("2009-05-03"), meeting("2009-05-04")])
    assert named(lost(moved, TWO)) == [("regular-meetings", "2009-Q1"), ("regular-meetings", "2009-S1")]
    one = committee(1, "2009-S1", "2009-07-10", meetings=[meeting("2009-02-03")])
    instead = committee(2, "2009-S1", "2009-07-12", meetings=[meeting("2009-05-04")])
    assert named(lost(instead, one)) == [("regular-meetings", "2009-Q1")]


def test_what_becomes_known_undone_says_what_was_not_reported() -> None:
    """A sheet of May cannot say that the second quarter had no meeting; the same sheet in July does."""
    rows = [meeting("2009-02-03")]
    losses = lost(committee(2, "2009-S1", "2009-07-12", meetings=rows),
                  committee(1, "2009-S1", "2009-05-01", meetings=rows))  # fmt: skip
    undone = "A figure that could still be met would count as it stands: Regular meetings held, "
    quarter, semester, *of_the_tables = said(losses)
    assert quarter.startswith(undone)
    assert quarter.endswith("from no data (? of 1) to not met (0 of 1).")
    assert semester.endswith("from partly met (1 of 2, 1 not reported) to partly met (1 of 2).")
    assert of_the_tables[1].endswith("from not met (0 of 2, 1 not reported) to not met (0 of 2).")
    albanian = figure_values(losses.falls[1], SHIPPED, SQ)
    assert albanian["before"] == "“i përmbushur pjesërisht” (1 nga 2, pa u raportuar 1)"
    assert albanian["after"] == "“i përmbushur pjesërisht” (1 nga 2)"


def test_a_row_that_changes_is_not_withdrawn_and_one_more_takes_nothing_away() -> None:
    changed = [{**meeting("2009-02-03"), "members_present": 3}, meeting("2009-05-03"), meeting("2009-06-03")]
    assert not lost(committee(2, "2009-S1", "2009-07-12", meetings=changed), TWO)


def test_of_several_hand_ins_the_latest_is_what_a_draft_takes_from() -> None:
    """FIGURES.md 4.1: the latest day speaks, on a tie the one received later; what only the first had is gone."""
    one, two = [meeting("2009-02-03")], [meeting("2009-02-03"), meeting("2009-05-03")]
    for first, second in (("2009-07-05", "2009-07-10"), ("2009-07-10", "2009-07-10")):
        fewer, more = (committee(1, "2009-S1", first, meetings=one), committee(2, "2009-S1", second, meetings=two))
        losses = lost(committee(3, "2009-S1", "2009-07-20", meetings=one), fewer, more)
        assert [[row["held_on"] for row in gone.rows] for gone in losses.withdrawn] == [["2009-05-03"]]
        more, fewer = (committee(1, "2009-S1", first, meetings=two), committee(2, "2009-S1", second, meetings=one))
        assert not lost(committee(3, "2009-S1", "2009-07-20", meetings=one), more, fewer)


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


def test_a_sheet_whose_rows_were_all_rejected_does_not_say_there_were_none() -> None:
    """Its rows are to be corrected; that it is empty is not what its sender means."""
    draft = checked(committee(2, "2009-S1", "2009-07-12", trainings=[]), rejected={"trainings": 2})
    assert losses_of(before(TWO), draft, SHIPPED, LATER).says_none == ()


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


@pytest.mark.parametrize(("until", "ceasing"), [(date(2009, 6, 30), 1), (date(2009, 6, 29), 0)])
def test_d6_what_ends_on_the_last_day_of_the_semester_is_in_force_at_its_end(until: date, ceasing: int) -> None:
    """FIGURES.md 3, `in_force`: its end is empty, or on or after the period's."""
    old = committee(1, "2008-S2", "2009-01-20", members=[seat("police", until)])
    losses = lost(committee(2, "2009-S1", "2009-07-20", members=[seat("npo")]), old)
    assert sum(len(one.rows) for one in losses.ceasing) == ceasing


@pytest.mark.parametrize(("started", "ceasing"), [("2009-06-30", 1), ("2009-07-01", 0)])
def test_d6_what_begins_on_the_last_day_of_the_semester_is_in_force_at_its_end(started: str, ceasing: int) -> None:
    """A programme may begin after the semester whose form names it, and would not yet stand at the end of the next."""
    served = [programme("Bathore", started)]
    old = committee(1, "2008-S2", "2009-07-05", vulnerable_communities=[community("Bathore")], programmes=served)
    draft = committee(2, "2009-S1", "2009-07-20", vulnerable_communities=[community("Bathore")], programmes=[])
    assert [len(one.rows) for one in lost(draft, old).ceasing] == [1] * ceasing


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
@settings(max_examples=drawn(8), phases=(Phase.explicit, Phase.generate))
def test_looking_quickly_finds_what_working_it_all_out_finds(world: World) -> None:
    """The short way of a command, which works figures out only where one could fall, against the whole assessment."""
    assume(world.submissions)
    *earlier, last = world.submissions
    definitions = catalogue(world.programme, world.indicators)
    quick = losses_of(kept(earlier), checked(last), definitions, LATER)
    whole = assess(kept(earlier), checked(last), definitions, LATER).losses
    assert (quick.withdrawn, quick.ceasing, quick.says_none) == (whole.withdrawn, whole.ceasing, whole.says_none)
    assert (fallen(quick.falls), fallen(quick.longer)) == (fallen(whole.falls), fallen(whole.longer))


def fallen(cells: Sequence[Cell]) -> set[tuple[str, str, str]]:
    return {(one.after.indicator, one.after.area, one.after.period) for one in cells}


@given(worlds(max_submissions=6))
@settings(max_examples=drawn(8), phases=(Phase.explicit, Phase.generate))
def test_every_figure_that_falls_is_named_or_counted(world: World) -> None:
    """Each once; and each that falls of an indicator's own periods, as the oracle's definitions tell them, is named."""
    assume(world.submissions)
    *earlier, last = world.submissions
    found = assess(kept(earlier), checked(last), catalogue(world.programme, world.indicators), LATER)
    assume(found.known_as is None)
    falling = fallen([one for outlook in (found.now, found.once_due) for one in outlook.cells if one.falls])
    told, counted = fallen(found.losses.falls), fallen(found.losses.longer)
    assert falling <= told | counted
    assert not told & counted
    assert counted <= falling
    assert len(told) + len(counted) == len(found.losses.falls) + len(found.losses.longer)
    frequency = {one.id: one.every for one in world.indicators if one.once is None}
    own = {(one, period.code) for one, every in frequency.items() if every
           for period in oracle.periods(world.programme, every)}  # fmt: skip
    assert {one for one in falling if (one[0], one[2]) in own} <= told
