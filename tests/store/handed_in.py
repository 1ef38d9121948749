"""Small submissions for the store: a file that is there, and what the front door would say of it."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path

from etl.intake.submission import AcceptedRow, AcceptedSheet, CheckedSubmission
from etl.store.kept import SEAL, Kept, seal
from etl.store.names import name_of
from etl.store.store import MANIFEST, Store
from indicators.loader import CATALOGUES, load
from indicators.model import Catalogue

CATALOGUE: Catalogue = load(CATALOGUES / "rcat-2008-2010")
TODAY = date(2026, 1, 1)
PERIODS = ("2008-S1", "2008-S2", "2009-S1", "2009-S2", "2010-S1", "2010-S2")
UNITS = tuple(unit.id for unit in CATALOGUE.programme.areas.units)


def file_of(folder: Path, number: int, size: int = 2_000) -> Path:
    """A file with bytes of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{number}.xlsx"
    path.write_bytes((b"%08d" % number) * (size // 8))
    return path


def checked(
    source: Path, number: int, *, meetings: int = 3, submitted_on: date = date(2011, 1, 5)
) -> CheckedSubmission:
    """What the door says of a committee's file; its place among units and periods follows from its number."""
    period = PERIODS[number // len(UNITS) % len(PERIODS)]
    first_month = 1 if period.endswith("S1") else 7
    rows = tuple(
        AcceptedRow(
            row,
            {
                "body": "rcat", "held_on": date(int(period[:4]), first_month + row % 6, 1 + row % 28), "kind": None,
                "chaired_by": None, "members_present": 5, "members_total": None, "minutes_ref": f"Këshilli {number}",
            },
        )
        for row in range(2, 2 + meetings)
    )  # fmt: skip
    return CheckedSubmission(
        file=source.name,
        sha256=hashlib.sha256(source.read_bytes()).hexdigest(),
        form="committee",
        qark=UNITS[number % len(UNITS)],
        period=period,
        submitted_on=submitted_on,
        prepared_by="Zyra e Prefektit",
        sheets=(AcceptedSheet("meetings", "Mbledhjet", rows, 0),),
        findings=(),
        refused=False,
        keeps_file=True,
    )


def put(store: Store, one: Kept) -> None:
    """Write a submission into a store as if the front door had kept it under its own number."""
    folder = store.folder / name_of(one.submission, one.sha256)
    folder.mkdir(parents=True)
    content = {**vars(one), "submitted_on": one.submitted_on.isoformat(), "findings": list(one.findings)}
    del content["submission"]
    (folder / MANIFEST).write_text(json.dumps({**content, SEAL: seal(content)}), "utf-8")
