"""Every page over a large build beside the demonstration's build, in one run. Run by hand:

    python -m tests.benchmarks.pages_at_scale FOLDER [RECORDS] [SEMESTERS]

FOLDER is one that `tests.benchmarks.scale` has filled, or is filled now. Both dashboards run at once and are asked in
turn. `again`: the same page asked for once more; `new`: a choice that nobody has made before, so that the page is drawn
from the tables.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from dashboard.addresses import PAGES
from etl import door
from etl.storage.warehouse import Warehouse
from indicators.loader import CATALOGUES, load, programmes
from indicators.model import Catalogue
from indicators.schedule import hand_in_periods
from tests.benchmarks import scale
from tests.benchmarks.pages import cpu, memory, rerun, say, session
from tests.pages.browser import running

TODAY = date(2026, 11, 22)
TIMES = 7
# The dashboard, with the catalogue of a large programme in place of the shipped one of the same name.
SCRIPT = """
import os
from pathlib import Path
from dashboard import app, service
service.CATALOGUES = Path(os.environ["RCAT_CATALOGUES"])
app.main()
"""


@contextmanager
def shown(script: Path, data: Path, catalogues: Path) -> Iterator[tuple[str, int]]:
    """A dashboard over some data and the catalogues of a folder."""
    os.environ["RCAT_CATALOGUES"] = str(catalogues)
    try:
        with running(script, data) as found:
            yield found
    finally:
        os.environ.pop("RCAT_CATALOGUES", None)


def large(folder: Path, records: int, semesters: int) -> tuple[Path, Catalogue]:
    """The data folder of a large programme with a published build, and its catalogue; made where it is not there."""
    catalogues, data = folder / "catalogue", folder / "data"
    if not (catalogues / scale.PROGRAMME).exists():
        scale.make(folder, records, semesters)
    for name in programmes():
        if not (catalogues / name).exists():
            (catalogues / name).symlink_to(CATALOGUES / name)
    catalogue = load(catalogues / scale.PROGRAMME)
    Warehouse(data, catalogue).ensure(TODAY)
    return data, catalogue


def choices(catalogue: Catalogue) -> Iterator[str]:
    """Addresses that differ in period and area, one after the other."""
    units = catalogue.programme.areas.units
    periods = hand_in_periods(catalogue)
    groups = catalogue.programme.areas.groups
    for number in range(TIMES):
        unit = units[(number * 37 + 1) % len(units)].id
        yield f"period={periods[number % len(periods)].code}&area={groups[number].id if number < 2 else unit}"


async def asked(address: str, page: str, query: str) -> float:
    """Seconds from asking for a page in an open session to the page sent."""
    connection = await session(address)
    begun = time.perf_counter()
    await rerun(connection, query, page)
    taken = time.perf_counter() - begun
    await connection.close()
    return taken


async def measured(address: str, page: str, queries: Sequence[str]) -> tuple[float, float, float]:
    """Seconds of the first time after the start, of the same again, and of new choices."""
    first = await asked(address, page, "")
    again = statistics.median([await asked(address, page, "") for _ in range(TIMES)])
    own = "area=" if page in ("committee", "explain", "calendar", "data-quality", "indicator") else ""
    new = statistics.median([await asked(address, page, one if own else one.split("&")[0]) for one in queries])
    return first, again, new


def main(arguments: Sequence[str]) -> None:
    """Measure and print."""
    records, semesters = (int(float(one)) for one in (*arguments[1:3], "1e6", "22")[:2])
    data, catalogue = large(Path(arguments[0]), records, semesters)
    shipped = load(CATALOGUES / scale.PROGRAMME)
    with TemporaryDirectory() as folder:
        script = Path(folder) / "dashboard_at_scale.py"
        script.write_text(SCRIPT)
        small = door.demonstration(Path(folder) / "data", shipped, TODAY)
        with (
            shown(script, small, CATALOGUES) as (ours, our_process),
            shown(script, data, Path(arguments[0]) / "catalogue") as (theirs, their_process),
        ):
            for page in PAGES:
                try:
                    few = asyncio.run(measured(ours, page.path, tuple(choices(shipped))))
                    many = asyncio.run(measured(theirs, page.path, tuple(choices(catalogue))))
                except RuntimeError as error:
                    say(f"{page.id}: {error}")
                    continue
                told = [
                    f"{name} {1000 * one:.0f} / {1000 * other:.0f} ms ({other / one:.2f} x)"
                    for name, one, other in zip(("first", "again", "new"), few, many, strict=True)
                ]
                say(f"{page.id}: {', '.join(told)}")
            say(f"CPU {cpu(our_process):.0f} / {cpu(their_process):.0f} s, "
                f"memory {memory(our_process):.0f} / {memory(their_process):.0f} MB")  # fmt: skip


if __name__ == "__main__":
    main(sys.argv[1:])
