"""Random submissions as real files, through the door and out of `rcat export`, against the plain oracle."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from dashboard.cli import main
from etl.access.viewer import local_viewer
from etl.hand_in import Outcome, keep
from etl.intake.reader import Reader, reader_for
from etl.intake.submission import check_submission
from tests import oracle
from tests.ledger.bridge import SHIPPED
from tests.strategies import World, worlds

TODAY = date(2026, 1, 1)
SLOW_IS_FINE = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


def text_of(value: object) -> str:
    """A value as the contract writes it: full precision, ISO dates, true and false, missing as empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return repr(value) if isinstance(value, float) else str(value)


def written(folder: Path, one: oracle.Submission) -> Path:
    """A submission as a folder of CSV files; a first row that is not the second line follows a blank one."""
    folder.mkdir()
    cover = {"form": one.form, "qark": one.qark, "period": one.period, "submitted_on": one.submitted_on.isoformat(),
             "prepared_by": "Prefecture"}  # fmt: skip
    lines = [[field, value] for field, value in cover.items() if value is not None]
    _lines(folder / "cover.csv", [["field", "value"], *lines])
    for kind, rows in one.sheets.items():
        columns = [column.id for column in SHIPPED.record(kind).columns]
        last = max((row.row for row in rows), default=1)
        grid = [[""] * len(columns) for _ in range(last)]
        grid[0] = columns
        for row in rows:
            grid[row.row - 1] = [text_of(row.values.get(column)) for column in columns]
        _lines(folder / f"{kind}.csv", grid)
    return folder


def _lines(path: Path, rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle).writerows(rows)


def exported(data: Path, out: Path, as_of: date) -> dict[str, list[dict[str, str]]]:
    """The tables of an export."""
    assert main(["export", "--data", str(data), "--out", str(out), "--as-of", as_of.isoformat()]) == 0
    found = {}
    for name in ("indicator_values", "obligations"):
        with (out / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
            found[name] = list(csv.DictReader(handle))
    return found


def through_the_door(world: World, folder: Path, reader: Reader) -> Path:
    """Hand in a world's submissions, one after another in the order of receipt; the data folder."""
    data = folder / "data"
    data.mkdir()
    for one in world.submissions:
        path = written(folder / f"{one.number:03d}", one)
        checked = check_submission(path, SHIPPED, today=TODAY, reader=reader)
        assert not [finding for finding in checked.findings if finding.level == "error"]
        (kept,) = keep([Outcome(path, checked)], data, SHIPPED, local_viewer())
        assert kept.receipt is not None
        assert kept.receipt.submission == one.number
    return data


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    """One reading process for all files."""
    with reader_for(limits=True) as one:
        yield one


@given(world=worlds(strategy_only=True, max_submissions=8))
# A failing world is not shrunk: each try hands in files, and the ledger's own test shrinks in memory.
@settings(
    max_examples=6, phases=[Phase.generate], suppress_health_check=[*SLOW_IS_FINE, HealthCheck.function_scoped_fixture]
)
def test_every_cell_of_the_export(world: World, reader: Reader) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        found = exported(through_the_door(world, folder, reader), folder / "out", world.as_of)
    rules = (world.programme, world.indicators, world.submissions, world.as_of)
    values = [{key: text_of(value) for key, value in one.items()} for one in oracle.indicator_values(*rules)]
    order = {(row["indicator"], row["area"], row["period"]): row for row in values}
    assert {(row["indicator"], row["area"], row["period"]): row for row in found["indicator_values"]} == order
    owed = [
        {key: json.dumps(value) if key == "evidence" else text_of(value) for key, value in one.items()}
        for one in oracle.obligations(*rules)
    ]
    assert sorted(map(str, found["obligations"])) == sorted(map(str, owed))
