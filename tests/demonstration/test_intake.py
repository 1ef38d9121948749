"""The demonstration data comes in through the same door as any other: accepted, but for what is meant not to be."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from etl.demonstration.hand_ins import HandIn
from etl.demonstration.plan import Plan
from etl.intake.reader import reader_for
from etl.intake.submission import CheckedSubmission, check_submission, submissions_in
from indicators.model import Catalogue

TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def checked(written: list[Path], catalogue: Catalogue) -> dict[str, CheckedSubmission]:
    with reader_for(limits=True) as reader:
        found = submissions_in([written[0].parent])
        return {path.name: check_submission(path, catalogue, today=TODAY, reader=reader) for path in found}


def test_folder_is_taken_as_all_its_submissions(checked: dict[str, CheckedSubmission], written: list[Path]) -> None:
    assert list(checked) == [path.name for path in written]


def test_only_the_mishaps_are_found_fault_with(checked: dict[str, CheckedSubmission], plan: Plan) -> None:
    meant = {(one.unit, one.period) for one in plan.mishaps if one.cells or one.cover}
    faulty = {name for name, one in checked.items() if one.findings or one.refused or any(one.rejected.values())}
    assert {tuple(name.split("_")[1:3]) for name in faulty} == meant
    assert len(faulty) == len(meant)


def test_one_is_refused_and_one_has_several_rejected_rows(checked: dict[str, CheckedSubmission], plan: Plan) -> None:
    refused = [one for one in checked.values() if one.refused]
    assert [[finding.rule for finding in one.findings if finding.level == "error"] for one in refused] == [
        ["cover_period"]
    ]
    rejected = [one for one in checked.values() if not one.refused and any(one.rejected.values())]
    spoilt = Counter(cell.record for one in plan.mishaps for cell in one.cells)
    assert [{kind: rows for kind, rows in one.rejected.items() if rows} for one in rejected] == [spoilt]


def test_every_file_holds_nothing_but_the_form(checked: dict[str, CheckedSubmission]) -> None:
    assert [name for name, one in checked.items() if not one.keeps_file and not one.refused] == []


def test_every_row_that_was_drawn_comes_in(checked: dict[str, CheckedSubmission], drawn: tuple[HandIn, ...]) -> None:
    handed_in: dict[tuple[object, ...], int] = {
        (one.unit, one.period, one.on): sum(map(len, one.rows.values())) for one in drawn
    }
    came_in: dict[tuple[object, ...], int] = {
        (one.qark, one.period, one.submitted_on): sum(one.accepted.values()) + sum(one.rejected.values())
        for one in checked.values()
        if not one.refused
    }
    assert len(handed_in) == len(came_in) + 1, "all but the refused one"
    assert {key: rows for key, rows in came_in.items() if handed_in[key] != rows} == {}
