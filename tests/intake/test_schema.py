"""The pandera schemas derived from the catalogue agree with the front door, row by row."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pandera.errors
import pytest

from etl.schema import frame, schema
from etl.validate import AcceptedRow
from indicators.model import Catalogue
from indicators.periods import parse
from tests.intake.builders import MEETINGS, Cells, meeting, saved, workbook
from tests.intake.conftest import Check
from tests.intake.test_rows import GOOD

PERIOD, HANDED_IN = parse("2009-S1"), date(2009, 7, 10)


def judge(catalogue: Catalogue, kind: str, *rows: dict[str, Any]) -> None:
    declared = catalogue.record(kind)
    accepted = [AcceptedRow(number, row) for number, row in enumerate(rows, start=2)]
    schema(declared, catalogue, PERIOD, HANDED_IN).validate(frame(declared, accepted), lazy=True)


def named(**changes: Any) -> dict[str, Any]:
    return dict(zip(MEETINGS, meeting(**changes), strict=True))


@pytest.mark.parametrize(("kind", "rows"), GOOD)
def test_what_the_door_accepts_keeps_the_schema(
    check: Check, catalogue: Catalogue, tmp_path: Path, kind: str, rows: Cells
) -> None:
    (sheet,) = check(saved(workbook({kind: rows}), tmp_path / "a.xlsx")).sheets
    judge(catalogue, kind, *(row.values for row in sheet.rows))


def test_every_record_kind_has_a_schema_that_an_empty_table_keeps(catalogue: Catalogue) -> None:
    for kind in catalogue.records:
        judge(catalogue, kind.id)


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
    with pytest.raises(pandera.errors.SchemaErrors):
        judge(catalogue, "meetings", *rows)


@pytest.mark.parametrize("changes", [{"organisation": None}, {"until": date(2007, 1, 1)}])
def test_rules_between_columns(catalogue: Catalogue, changes: dict[str, Any]) -> None:
    row = {"body": "rcat", "institution": "npo", "organisation": "Vatra", "since": date(2008, 1, 1), "until": None}
    judge(catalogue, "members", row)
    with pytest.raises(pandera.errors.SchemaErrors):
        judge(catalogue, "members", {**row, **changes})
