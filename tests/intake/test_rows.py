"""FORMS.md section 2 and the end of section 3: the rules of rows, within a row, across rows, across sheets."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.intake.builders import (
    COVER,
    MEETING,
    MEETINGS,
    REGISTER,
    Cells,
    meeting,
    meetings_file,
    rules,
    saved,
    workbook,
)
from tests.intake.conftest import Check

TERMS = ("body", "adopted_on", "valid_until", "document_ref")
MEMBERS = ("body", "institution", "organisation", "since", "until")
TRAININGS = ("trained_on", "topic", "provider", "body", "institution", "organisation", "participants")
COMMUNITIES = ("community", "municipality", "identified_on", "basis")
PROGRAMMES = ("community", "title", "provider", "provider_sector", "started_on", "ended_on")
ACTIONS = ("action", "theme", "responsible", "chosen", "due_on", "done_on")
REPORTS = ("qark", "kind", "received_on", "document_ref")

START, END, HANDED_IN, NEXT = date(2009, 1, 1), date(2009, 6, 30), date(2009, 7, 10), date(2009, 7, 11)
SINCE = date(2008, 5, 1)
TRAINING = (date(2009, 3, 1), "structure_and_tasks", None, "rcat", "police", None, 2)
COMMUNITY = ("Lagjja buzë lumit", "Kukës", SINCE, "migration")
PROGRAMME = ("Lagjja buzë lumit", "Rikthim në shkollë", "Bashkia", "government", SINCE, None)

GOOD: list[tuple[str, Cells]] = [
    ("meetings", (MEETINGS, meeting(held_on=START), meeting(held_on=END))),
    ("meetings", (MEETINGS, meeting(members_present=12), meeting(body="twt", members_total=None))),
    ("terms_of_reference", (TERMS, ("rcat", END, END, "Vendim 1"), ("twt", SINCE, date(2012, 1, 1), "Vendim 1"))),
    ("members", (MEMBERS, ("rcat", "police", None, END, END), ("rcat", "npo", "Vatra", SINCE, None))),
    ("members", (MEMBERS, ("rcat", "npo", "Vatra", SINCE, None), ("rcat", "npo", "Tjetër Vizion", SINCE, None))),
    ("trainings", (TRAININGS, TRAINING, (*TRAINING[:6], 3))),
    ("vulnerable_communities", (COMMUNITIES, COMMUNITY, ("Fshati", "Has", END, None))),
    ("actions", (ACTIONS, ("Ditë informimi", "awareness", "education", "Po", date(2010, 1, 1), None))),
    ("actions", (ACTIONS, ("Ditë informimi", "awareness", None, "no", None, date(2009, 9, 1)))),
]


@pytest.mark.parametrize(("kind", "rows"), GOOD)
def test_good_rows_are_accepted(check: Check, tmp_path: Path, kind: str, rows: Cells) -> None:
    found = check(saved(workbook({kind: rows}), tmp_path / "a.xlsx"))
    assert (found.findings, found.accepted) == ((), {kind: len(rows) - 1})


BAD: list[tuple[str, Cells, str, str]] = [
    ("meetings", (MEETINGS, meeting(body=None)), "body", "required"),
    ("meetings", (MEETINGS, meeting(held_on=None)), "held_on", "required"),
    ("meetings", (MEETINGS, meeting(members_present=None)), "members_present", "required"),
    ("meetings", (MEETINGS, meeting(held_on=date(2008, 12, 31))), "held_on", "before_period_start"),
    ("meetings", (MEETINGS, meeting(held_on=date(2009, 7, 1))), "held_on", "after_period_end"),
    ("meetings", (MEETINGS, meeting(members_present=0)), "members_present", "minimum"),
    ("meetings", (MEETINGS, meeting(members_total=8)), "members_total", "at_least"),
    ("meetings", (MEETINGS, meeting(kind="weekly")), "kind", "code_unknown"),
    ("terms_of_reference", (TERMS, ("rcat", date(2009, 7, 1), None, "V")), "adopted_on", "after_period_end"),
    ("terms_of_reference", (TERMS, ("rcat", END, date(2009, 6, 29), "V")), "valid_until", "before_column"),
    ("terms_of_reference", (TERMS, ("rcat", END, None, None)), "document_ref", "required"),
    ("members", (MEMBERS, ("rcat", "npo", None, SINCE, None)), "organisation", "required_when"),
    ("members", (MEMBERS, ("rcat", "Tjetër", " ", SINCE, None)), "organisation", "required_when"),
    ("members", (MEMBERS, ("rcat", "police", None, date(2009, 7, 1), None)), "since", "after_period_end"),
    ("members", (MEMBERS, ("rcat", "police", None, SINCE, date(2008, 4, 30))), "until", "before_column"),
    ("trainings", (TRAININGS, (*TRAINING[:6], 0)), "participants", "minimum"),
    ("trainings", (TRAININGS, (date(2009, 7, 1), *TRAINING[1:])), "trained_on", "after_period_end"),
    ("vulnerable_communities", (COMMUNITIES, ("x", "y", date(2009, 7, 1), None)), "identified_on", "after_period_end"),
    ("actions", (ACTIONS, ("x", None, None, None, None, None)), "theme", "required"),
    ("actions", (ACTIONS, ("x", "awareness", None, "maybe", None, None)), "chosen", "code_unknown"),
]


@pytest.mark.parametrize(("kind", "rows", "column", "rule"), BAD)
def test_bad_row_is_rejected_and_stops_only_itself(
    check: Check, tmp_path: Path, kind: str, rows: Cells, column: str, rule: str
) -> None:
    found = check(saved(workbook({kind: rows}), tmp_path / "a.xlsx"))
    assert (found.refused, found.accepted, found.rejected) == (False, {kind: 0}, {kind: 1})
    (finding,) = found.findings
    assert (finding.level, finding.sheet, finding.row, finding.column, finding.rule) == ("error", kind, 2, column, rule)


def test_no_records_own_date_is_after_handing_in(check: Check, tmp_path: Path) -> None:
    cover = {**COVER, "submitted_on": date(2009, 3, 30)}
    found = check(meetings_file(tmp_path, MEETING, meeting(held_on=date(2009, 3, 30)), cover=cover))
    assert (rules(found), found.accepted) == (["after_submitted_on"], {"meetings": 1})


def test_programmes_own_date_is_not_after_handing_in(check: Check, tmp_path: Path) -> None:
    sheets = {
        "vulnerable_communities": (COMMUNITIES, COMMUNITY),
        "programmes": (
            PROGRAMMES,
            (*PROGRAMME[:4], HANDED_IN, None),
            (*PROGRAMME[:1], "B", *PROGRAMME[2:4], NEXT, None),
        ),
    }
    found = check(saved(workbook(sheets), tmp_path / "a.xlsx"))
    assert (rules(found), found.accepted["programmes"]) == (["after_submitted_on"], 1)


@pytest.mark.parametrize(
    ("received_on", "expected"),
    [(START, []), (HANDED_IN, []), (date(2008, 12, 31), ["before_period_start"]), (NEXT, ["after_submitted_on"])],
)
def test_reports_dates(check: Check, tmp_path: Path, received_on: date, expected: list[str]) -> None:
    rows = (REPORTS, ("Kukës", "activity_report", received_on, None))
    assert rules(check(saved(workbook({"reports": rows}, REGISTER), tmp_path / "a.xlsx"))) == expected


def test_every_problem_of_a_row_is_said_at_once(check: Check, tmp_path: Path) -> None:
    found = check(meetings_file(tmp_path, ("x", "03/04/2009", None, None, "n/a", -1, None)))
    assert rules(found) == ["code_unknown", "date_ambiguous", "number_unreadable", "number_signed"]
    assert found.rejected == {"meetings": 1}


def test_a_value_that_cannot_be_read_is_not_also_missing(check: Check, tmp_path: Path) -> None:
    assert rules(check(meetings_file(tmp_path, meeting(members_present="n/a")))) == ["number_unreadable"]


# --- the same row twice, the same key with other values


@pytest.mark.parametrize(
    ("rows", "expected", "kept"),
    [
        ((MEETING, MEETING), {3: "row_repeated"}, [2]),
        ((MEETING, MEETING, MEETING), {3: "row_repeated", 4: "row_repeated"}, [2]),
        ((MEETING, meeting(minutes_ref="MINUTES 1/2009")), {3: "row_repeated"}, [2]),
        ((MEETING, meeting(members_present=8)), {2: "row_conflict", 3: "row_conflict"}, []),
        ((MEETING, meeting(minutes_ref=None)), {2: "row_conflict", 3: "row_conflict"}, []),
        ((MEETING, MEETING, meeting(members_present=8)),
         {2: "row_conflict", 3: "row_conflict", 4: "row_conflict"}, []),
        ((MEETING, meeting(members_present=0)), {3: "minimum"}, [2]),
        ((MEETING, meeting(body="twt")), {}, [2, 3]),
    ],
)  # fmt: skip
def test_repeated_and_conflicting_rows(
    check: Check, tmp_path: Path, rows: tuple[Any, ...], expected: dict[int, str], kept: list[int]
) -> None:
    found = check(meetings_file(tmp_path, *rows))
    assert {finding.row: finding.rule for finding in found.findings} == expected
    assert [row.row for row in found.sheets[0].rows] == kept


def test_keys_compare_without_case_or_diacritics(check: Check, tmp_path: Path) -> None:
    rows = (COMMUNITIES, ("Lagjja e Re", "Kukës", SINCE, None), ("LAGJJA  E RÉ", "Has", SINCE, None))
    found = check(saved(workbook({"vulnerable_communities": rows}), tmp_path / "a.xlsx"))
    assert rules(found, "error") == ["row_conflict", "row_conflict"]


def test_empty_part_of_a_key_equals_an_empty_one(check: Check, tmp_path: Path) -> None:
    rows = (MEMBERS, ("rcat", "police", None, SINCE, None), ("rcat", "police", None, date(2008, 6, 1), None))
    found = check(saved(workbook({"members": rows}), tmp_path / "a.xlsx"))
    assert rules(found) == ["row_conflict", "row_conflict"]


def test_without_a_key_the_whole_row_tells_a_repetition(check: Check, tmp_path: Path) -> None:
    rows = (TRAININGS, TRAINING, TRAINING, (*TRAINING[:6], 5))
    found = check(saved(workbook({"trainings": rows}), tmp_path / "a.xlsx"))
    assert (rules(found), found.accepted) == (["row_repeated"], {"trainings": 2})


# --- references


def test_programme_of_a_named_community_is_accepted(check: Check, tmp_path: Path) -> None:
    sheets = {
        "programmes": (PROGRAMMES, ("lagjja BUZE lumit", *PROGRAMME[1:])),
        "vulnerable_communities": (COMMUNITIES, COMMUNITY),
    }
    assert check(saved(workbook(sheets), tmp_path / "a.xlsx")).findings == ()


def test_programme_of_an_unnamed_community_is_rejected_with_a_did_you_mean(check: Check, tmp_path: Path) -> None:
    sheets = {
        "vulnerable_communities": (COMMUNITIES, COMMUNITY),
        "programmes": (PROGRAMMES, ("Lagja buzë lumit", *PROGRAMME[1:])),
    }
    found = check(saved(workbook(sheets), tmp_path / "a.xlsx"))
    assert rules(found) == ["refers_to"]
    assert dict(found.findings[0].values)["suggestion"] == "Lagjja buzë lumit"


def test_rejected_row_stops_what_refers_to_it(check: Check, tmp_path: Path) -> None:
    sheets = {
        "vulnerable_communities": (COMMUNITIES, (*COMMUNITY[:2], "mars 2009", None)),
        "programmes": (PROGRAMMES, PROGRAMME),
    }
    found = check(saved(workbook(sheets), tmp_path / "a.xlsx"))
    assert rules(found) == ["date_without_day", "refers_to"]
    assert found.rejected == {"vulnerable_communities": 1, "programmes": 1}


def test_conflicting_rows_stop_what_refers_to_them(check: Check, tmp_path: Path) -> None:
    sheets = {
        "vulnerable_communities": (COMMUNITIES, COMMUNITY, (COMMUNITY[0], "Has", SINCE, None)),
        "programmes": (PROGRAMMES, PROGRAMME),
    }
    found = check(saved(workbook(sheets), tmp_path / "a.xlsx"))
    assert sorted(rules(found)) == ["refers_to", "row_conflict", "row_conflict"]


def test_programmes_without_the_sheet_of_communities_are_rejected(check: Check, tmp_path: Path) -> None:
    found = check(saved(workbook({"programmes": (PROGRAMMES, PROGRAMME)}), tmp_path / "a.xlsx"))
    assert (found.refused, rules(found)) == (False, ["refers_to_absent_sheet"])


def test_message_of_a_conflict_names_the_other_rows(check: Check, tmp_path: Path) -> None:
    for count, english, albanian in ((2, "row 3 name", "rreshti 3 emërtojnë"), (3, "rows 3 and 4", "rreshtat 3 dhe 4")):
        rows = [meeting(members_present=number) for number in range(5, 5 + count)]
        found = check(meetings_file(tmp_path, *rows))
        message = found.as_json()["findings"][0]["message"]  # type: ignore[index]
        assert english in message["en"]
        assert albanian in message["sq"]
