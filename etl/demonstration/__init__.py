"""Demonstration data: made-up submissions of a programme, as the files that offices would send (`rcat demo`).

Nothing in them is about any real committee, and every cover says so. They come in through the same door as any other
submission. What is assumed stands in `plans/<programme>.yaml`; the same plan and catalogue give the same bytes.
"""

from __future__ import annotations

from pathlib import Path

from etl.demonstration.files import write_hand_in
from etl.demonstration.hand_ins import hand_ins
from etl.demonstration.history import history
from etl.demonstration.plan import PlanError, load_plan
from indicators.model import Catalogue

__all__ = ["PlanError", "write_demonstration"]


def write_demonstration(out: Path, catalogue: Catalogue) -> list[Path]:
    """Write a full set of demonstration submissions of a programme.

    Args:
        out: The folder to write into; it is created where it does not exist.
        catalogue: The programme.

    Returns:
        The workbooks, zips and folders of CSV files, a submission each, sorted by the day of handing in.

    Raises:
        PlanError: There is no plan for this programme, or it does not fit the catalogue.
    """
    plan = load_plan(catalogue)
    units = catalogue.programme.areas.units
    histories = {unit.id: history(catalogue, plan, unit, place) for place, unit in enumerate(units)}
    out.mkdir(parents=True, exist_ok=True)
    written = [write_hand_in(out, one, catalogue) for one in hand_ins(catalogue, plan, histories)]
    return sorted(path for paths in written for path in paths)
