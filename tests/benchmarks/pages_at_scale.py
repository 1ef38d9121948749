"""Every page over a large build beside the demonstration's build, in one run. Run by hand:

    python -m tests.benchmarks.pages_at_scale FOLDER [RECORDS] [SEMESTERS]

FOLDER is one that `tests.benchmarks.scale` has filled, or is filled now. Both dashboards run at once and are asked in
turn. `again`: the same page asked for once more; `new`: a choice that nobody has made before, so that the page is drawn
from the tables. Each in milliseconds of the server's processor time, and of the clock in brackets. `seen`: such a
choice in Chromium, from the click on the page's name to the page drawn; what a reader waits for.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, sync_playwright

from dashboard.model.addresses import PAGES, Page
from etl import hand_in
from etl.build.warehouse import Warehouse
from indicators.loader import CATALOGUES, load, programmes
from indicators.model import Catalogue
from indicators.schedule import hand_in_periods
from tests.benchmarks import scale
from tests.benchmarks.pages import cpu, memory, rerun, say, session
from tests.pages.browser import FLAGS, PATIENCE, running, settled
from tests.pages.conftest import words

TODAY = date(2026, 11, 22)
TIMES = 7
AGAIN = 15
SEEN = 5
# Asked at every frame, as in `tests.benchmarks.pages`.
DRAWN = """title => document.querySelector('nav.pages a[aria-current=page]')?.textContent === title
    && !document.querySelector('[data-test-script-state=running], [data-testid=stSkeleton]')"""
_PROCESS_CLOCK = 2  # CPUCLOCK_SCHED of Linux: the time on a processor of all threads of a process
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


def choices(catalogue: Catalogue, page: Page) -> Iterator[str]:
    """Addresses that differ in period and area, one after the other; of groups too where the page shows them."""
    units = catalogue.programme.areas.units
    periods = hand_in_periods(catalogue)
    groups = catalogue.programme.areas.groups
    for number in range(TIMES):
        of_group = number < 2 and not page.one_unit
        area = groups[number].id if of_group else units[(number * 37 + 1) % len(units)].id
        yield f"period={periods[number % len(periods)].code}&area={area}"


@dataclass(frozen=True)
class Taken:
    """Seconds from asking for a page in an open session to the page sent: of the server's processor, of the clock."""

    processor: float
    clock: float


@dataclass(frozen=True)
class Server:
    """A dashboard: its address, and the number of its process."""

    address: str
    process: int

    def processor(self) -> float:
        """The seconds of processor time that it has taken, all its threads together (the clock of its process)."""
        return time.clock_gettime((~self.process << 3) | _PROCESS_CLOCK)


async def asked(server: Server, page: str, query: str) -> Taken:
    """What asking for a page takes."""
    connection = await session(server.address)
    processor, begun = server.processor(), time.perf_counter()
    await rerun(connection, query, page)
    taken = Taken(server.processor() - processor, time.perf_counter() - begun)
    await connection.close()
    return taken


async def typical(server: Server, page: str, queries: Sequence[str]) -> Taken:
    """The median of some such."""
    every = [await asked(server, page, query) for query in queries]
    return Taken(statistics.median(one.processor for one in every), statistics.median(one.clock for one in every))


async def measured(server: Server, page: str, queries: Sequence[str]) -> tuple[Taken, Taken, Taken]:
    """The first time after the start, the same again, and new choices."""
    own = page in ("committee", "explain", "calendar", "data-quality", "indicator")
    new = [one if own else one.split("&")[0] for one in queries]
    first = await asked(server, page, "")
    return first, await typical(server, page, [""] * AGAIN), await typical(server, page, new)


def seen(browser: Browser, address: str, page: Page, query: str) -> float:
    """The seconds from the click on a page's name, on another page with the same choice, to that page drawn."""
    before = "coordination-tools" if page.id == "catalogue" else "catalogue"
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    screen = context.new_page()
    # Nobody has asked in this language before, so that nothing of the page is drawn yet.
    screen.goto(f"{address}/{before}?lang=sq&{query}")
    settled(screen)
    title = words("sq").say(f"page.{page.id}.title")
    link = screen.locator("nav.pages").get_by_role("link", name=title, exact=True)
    link.wait_for(timeout=PATIENCE)
    begun = time.perf_counter()
    link.click()
    screen.wait_for_function(DRAWN, arg=title, timeout=PATIENCE)
    taken = time.perf_counter() - begun
    context.close()
    return taken


def look(addresses: tuple[str, str], catalogues: tuple[Catalogue, Catalogue]) -> None:
    """Every page of both dashboards in Chromium, asked in turn; the first of each only warms up."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        for page in PAGES:
            queries = zip(*(islice(choices(one, page), SEEN + 1) for one in catalogues), strict=True)
            taken = [
                [seen(browser, address, page, query) for address, query in zip(addresses, asked, strict=True)]
                for asked in queries
            ]
            few, many = (statistics.median(times) for times in zip(*taken[1:], strict=True))
            say(f"{page.id}: seen {1000 * few:.0f} / {1000 * many:.0f} ms ({many / few:.2f} x)")
        browser.close()


def main(arguments: Sequence[str]) -> None:
    """Measure and print."""
    records, semesters = (int(float(one)) for one in (*arguments[1:3], "1e6", "22")[:2])
    data, catalogue = large(Path(arguments[0]), records, semesters)
    shipped = load(CATALOGUES / scale.PROGRAMME)
    with TemporaryDirectory() as folder:
        script = Path(folder) / "dashboard_at_scale.py"
        script.write_text(SCRIPT)
        small = hand_in.demonstration(Path(folder) / "data", shipped, TODAY)
        with (
            shown(script, small, CATALOGUES) as (ours, our_process),
            shown(script, data, Path(arguments[0]) / "catalogue") as (theirs, their_process),
        ):
            for page in PAGES:
                try:
                    few = asyncio.run(measured(Server(ours, our_process), page.path, tuple(choices(shipped, page))))
                    many = asyncio.run(
                        measured(Server(theirs, their_process), page.path, tuple(choices(catalogue, page)))
                    )
                except RuntimeError as error:
                    say(f"{page.id}: {error}")
                    continue
                told = [
                    f"{name} {1000 * one.processor:.0f} / {1000 * other.processor:.0f} ms "
                    f"({other.processor / one.processor:.2f} x) [{1000 * one.clock:.0f} / {1000 * other.clock:.0f}]"
                    for name, one, other in zip(("first", "again", "new"), few, many, strict=True)
                ]
                say(f"{page.id}: {', '.join(told)}")
            look((ours, theirs), (shipped, catalogue))
            say(f"CPU {cpu(our_process):.0f} / {cpu(their_process):.0f} s, "
                f"memory {memory(our_process):.0f} / {memory(their_process):.0f} MB")  # fmt: skip


if __name__ == "__main__":
    main(sys.argv[1:])
