"""Every worked example through the front door of all submissions: accepted whole, and read as the runner types it."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from etl.figures.worked_examples import _kept
from etl.intake.submission import check_submission
from etl.store.kept import plain
from indicators.model import Catalogue, ExampleSubmission
from tests.reports.test_examples import SHIPPED
from tests.reports.worlds import TODAY

GIVEN = [
    pytest.param(catalogue, given, id=f"{indicator.id}-{number}-{place}")
    for catalogue in SHIPPED
    for indicator in catalogue.indicators
    for number, example in enumerate(indicator.examples, 1)
    for place, given in enumerate(example.submissions, 1)
]


def write_folder(folder: Path, catalogue: Catalogue, given: ExampleSubmission) -> None:
    cover = {"form": given.form, "period": given.period, "submitted_on": given.submitted_on.isoformat(),
             "prepared_by": "Prefecture"}  # fmt: skip
    cover |= {"qark": given.unit} if given.unit else {}
    write(folder / "cover.csv", ["field", "value"], [{"field": key, "value": value} for key, value in cover.items()])
    for name, rows in given.sheets.items():
        write(folder / f"{name}.csv", [column.id for column in catalogue.record(name).columns], rows)


def write(path: Path, columns: Sequence[str], rows: Sequence[Mapping[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)


@pytest.mark.parametrize(("catalogue", "given"), GIVEN)
def test_example_is_accepted_whole_and_read_alike(
    catalogue: Catalogue, given: ExampleSubmission, tmp_path: Path
) -> None:
    write_folder(tmp_path, catalogue, given)
    checked = check_submission(tmp_path, catalogue, today=TODAY, limits=False)
    assert [finding.rule for finding in checked.findings if finding.level == "error"] == []
    assert sum(checked.rejected.values()) == 0
    accepted = {
        sheet.kind: [{column: plain(value) for column, value in row.values.items()} for row in sheet.rows]
        for sheet in checked.sheets
    }
    typed = {kind: [values for _, values in sheet["rows"]] for kind, sheet in _kept(1, given, catalogue).sheets.items()}
    assert accepted == typed
