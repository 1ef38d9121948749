"""Small submissions as folders of CSV files, written as a committee would hand them in."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

Rows = Sequence[Mapping[str, str]]

MEETINGS = ("body", "held_on", "kind", "chaired_by", "members_present", "members_total", "minutes_ref")


def meeting(held_on: str, body: str = "rcat", present: str = "9") -> dict[str, str]:
    """A row of the sheet of meetings."""
    return {"body": body, "held_on": held_on, "members_present": present}


def hand_in_folder(
    folder: Path,
    sheets: Mapping[str, tuple[Sequence[str], Rows]],
    *,
    form: str = "committee",
    qark: str | None = "AL-07",
    period: str = "2009-S1",
    submitted_on: str = "2009-07-10",
) -> Path:
    """Write a submission: a cover, and a file a record kind with its header and rows."""
    folder.mkdir(parents=True)
    cover = {"form": form, "qark": qark, "period": period, "submitted_on": submitted_on, "prepared_by": "Prefecture"}
    fields = [{"field": field, "value": value} for field, value in cover.items() if value is not None]
    _write(folder / "cover.csv", ("field", "value"), fields)
    for kind, (columns, rows) in sheets.items():
        _write(folder / f"{kind}.csv", columns, rows)
    return folder


def _write(path: Path, columns: Sequence[str], rows: Rows) -> None:
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, columns)
        writer.writeheader()
        writer.writerows(rows)
