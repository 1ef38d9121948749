"""The pandera schemas derived from the catalogue agree with the front door, row by row."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from etl.intake.rows.schema import Batch, breaches
from etl.intake.rows.validate import AcceptedRow
from indicators.model import Catalogue
from tests.intake.builders import MEETINGS, Cells, meeting, saved, workbook
from tests.intake.conftest import Check
from tests.intake.test_rows import GOOD

PERIOD, HANDED_IN = "2009-S1", date(2009, 7, 10)


def judge(catalogue: Catalogue, kind: str, *rows: dict[str, Any]) -> frozenset[int]:
    """Which of two submissions break the schema: number 7 with these rows, and number 8 with none."""
    accepted = [AcceptedRow(number, row) for number, row in enumerate(rows, start=2)]
    batches = [Batch(7, PERIOD, HANDED_IN, accepted), Batch(8, PERIOD, HANDED_IN, [])]
    return breaches(catalogue.record(kind), batches, catalogue)


def named(**changes: Any) -> dict[str, Any]:
    return dict(zip(MEETINGS, meeting(**changes), strict=True))


@pytest.mark.parametrize(("kind", "rows"), GOOD)
def test_what_the_door_accepts_keeps_the_schema(
    check: Check, catalogue: Catalogue, tmp_path: Path, kind: str, rows: Cells
) -> None:
    (sheet,) = check(saved(workbook({kind: rows}), tmp_path / "a.xlsx")).sheets
    assert not judge(catalogue, kind, *(row.values for row in sheet.rows))


def test_every_record_kind_has_a_schema_that_an_empty_table_keeps(catalogue: Catalogue) -> None:
    for kind in catalogue.records:
        assert not judge(catalogue, kind.id)


@pytest.mark.parametrize(
    "rows",
    [
        (named(body=None),),
        (named(body="other"),),
        (named(members_present=0),),
        (named(members_total=8),),
        (named(held_on=date(2009, 7, 1)),),
        (named(held_on=date(2008, 12, 31)),),
        (named(minutes_ref="x" * 501),),
        (named(), named()),
        (named(), named(members_present=3)),
    ],
)
def test_what_the_door_would_reject_breaks_the_schema(catalogue: Catalogue, rows: tuple[dict[str, Any], ...]) -> None:
    assert judge(catalogue, "meetings", *rows) == {7}


@pytest.mark.parametrize("changes", [{"organisation": None}, {"until": date(2007, 1, 1)}])
def test_rules_between_columns(catalogue: Catalogue, changes: dict[str, Any]) -> None:
    row = {"body": "rcat", "institution": "npo", "organisation": "Vatra", "since": date(2008, 1, 1), "until": None}
    assert not judge(catalogue, "members", row)
    assert judge(catalogue, "members", {**row, **changes}) == {7}


def test_only_the_submission_with_the_wrong_row_is_named(catalogue: Catalogue) -> None:
    good, wrong = AcceptedRow(2, named()), AcceptedRow(3, named(members_present=0))
    batches = [Batch(1, PERIOD, HANDED_IN, [good]), Batch(2, PERIOD, HANDED_IN, [good, wrong])]
    assert breaches(catalogue.record("meetings"), batches, catalogue) == {2}


def test_the_same_row_in_two_submissions_is_no_repetition(catalogue: Catalogue) -> None:
    batches = [Batch(number, PERIOD, HANDED_IN, [AcceptedRow(2, named())]) for number in (1, 2)]
    assert not breaches(catalogue.record("meetings"), batches, catalogue)


def test_each_row_is_held_to_the_days_of_its_own_submission(catalogue: Catalogue) -> None:
    spring = AcceptedRow(2, named(held_on=date(2009, 2, 10)))
    batches = [Batch(1, PERIOD, HANDED_IN, [spring]), Batch(2, "2009-S2", date(2010, 1, 5), [spring])]
    assert breaches(catalogue.record("meetings"), batches, catalogue) == {2}
