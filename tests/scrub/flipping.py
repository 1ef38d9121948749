"""A data folder with all that can be in one, and single bytes of its files flipped."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from etl import hand_in
from etl.access.review import Proposal, decide
from etl.access.viewer import local_viewer
from etl.scrub.kept_files import COPIES, kept_files
from etl.scrub.scrubbing import How, scrub
from etl.scrub.state import Result
from etl.store.disk import alone
from etl.store.packing import pack_loose
from etl.store.store import Store
from indicators.model import Catalogue
from tests.intake.builders import COVER, MEETINGS, csv_folder, csv_text, meeting, meetings_file
from tests.ledger.bridge import SHIPPED

PROGRAMME = SHIPPED.programme.id
TODAY = date(2026, 1, 1)


def data_folder(home: Path, each: int = 2) -> Path:
    """Submissions in a pack and beside it (workbooks, a folder of tables), decisions, log, roles, a map."""
    data, store = home / "data", Store(home / "data", PROGRAMME)
    for number in range(2 * each):
        folder = home / "in" / str(number)
        folder.mkdir(parents=True)
        row = meeting(minutes_ref=f"Minutes {number}/2009")
        is_tables = number % each == 0
        source = tables(folder, row) if is_tables else meetings_file(folder, row, cover=COVER)
        (done,) = hand_in.keep(hand_in.check([source], SHIPPED, TODAY), data, SHIPPED, local_viewer())
        assert done.receipt, done.checked.findings
        if number == each - 1:
            with alone(store.folder / ".lock"):
                assert pack_loose(store, SHIPPED)
    for number, action in enumerate(("locked", "reopened")):
        at = datetime(2026, 11, 22, 12, number, tzinfo=UTC)
        decide(Proposal(action, "AL-08", "2009-S1", "Mungon fleta"), local_viewer(), data, SHIPPED, (), at)  # type: ignore[arg-type]
    (data / "access").mkdir()
    (data / "access" / "roles.yaml").write_text("roles: []\n", "utf-8")
    (data / "reference").mkdir(exist_ok=True)
    (data / "reference" / "areas.geojson").write_text('{"type": "FeatureCollection", "features": []}', "utf-8")
    return data


def tables(folder: Path, row: Sequence[object]) -> Path:
    """A folder of CSV files."""
    return csv_folder(folder / "tables", {"meetings.csv": csv_text([MEETINGS, row])})


def shipped(programme: str) -> Catalogue | None:
    return SHIPPED if programme == PROGRAMME else None


def scrubbed(data: Path, *, repairs: bool = False) -> Result:
    return scrub(data, How(0, repairs, shipped))


@dataclass(frozen=True)
class Flip:
    """One byte of one file, as it was and as it is."""

    path: Path
    at: int
    before: bytes

    def is_undone(self) -> bool:
        return self.path.is_file() and self.path.read_bytes() == self.before


def flip(path: Path, chance: random.Random) -> Flip:
    """Flip bits of one byte as a disk does: the file's time of change stays."""
    before, stood = path.read_bytes(), path.stat()
    at = chance.randrange(len(before))
    after = bytearray(before)
    after[at] ^= chance.randrange(1, 256)
    path.write_bytes(after)
    os.utime(path, ns=(stood.st_atime_ns, stood.st_mtime_ns))
    return Flip(path, at, before)


def every_file(data: Path) -> list[Path]:
    """Every file that a flip may meet: also the second copies."""
    copies = [path for path in (data / COPIES).rglob("*") if path.is_file()]
    return [*kept_files(data), *sorted(copies)]


def without_copies(data: Path) -> None:
    shutil.rmtree(data / COPIES, ignore_errors=True)


def said(result: Result) -> list[tuple[str, str, bool]]:
    return [(Path(one.path).name, one.kind, one.mended) for one in result.named]
