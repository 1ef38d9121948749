"""Many people at once: readers who think between two steps, and committees that hand in meanwhile. Run by hand:

    python -m tests.benchmarks.users [MINUTES [READERS]]

First one reader alone, then READERS (50) for MINUTES (10), each with a session of their own as a browser holds it, on
all pages in both languages. Then three committees hand in at once, by page in three browsers and by `rcat submit` in
three processes, while twenty read. Printed are the errors (none is the aim), the 95th percentile of a rerun against the
single reader's, the server's memory and CPU, and whether everything that was acknowledged is there, once and whole.
"""

from __future__ import annotations

import asyncio
import json
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread

from playwright.sync_api import Locator, Page, expect, sync_playwright
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection

from dashboard.cli import main as rcat
from dashboard.model.addresses import PAGES
from dashboard.model.context import DASHBOARD_LOCALE
from etl import audit
from etl.formats.locale_folder import ETL_LOCALE
from etl.scrub.standing import standing
from etl.store.names import digest_of
from etl.store.store import Store
from indicators.language import language
from tests.benchmarks.pages import cpu, memory, say, session
from tests.intake.builders import COVER, meeting, meetings_file
from tests.pages.browser import APP, FLAGS, running

PROGRAMME = "rcat-2008-2010"
PATIENCE = 300_000  # ms: what counts is that nothing is lost, however slow the machine
THINKING = 12.0
"""Seconds between two steps of a reader, on average; some click twice at once, some read for a minute."""
ALONE = 80
HANDING_IN, READING, ROUNDS = 3, 20, 4
UNITS = ("AL-01", "AL-05", "AL-07")
english = language("en", ETL_LOCALE, DASHBOARD_LOCALE).say


@dataclass
class Seen:
    """What the readers met: the seconds of each rerun, and what went wrong."""

    seconds: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def p95(self) -> float:
        """The 95th percentile of a rerun, in seconds."""
        return statistics.quantiles(self.seconds, n=20)[-1]


def query(chance: random.Random) -> str:
    """What a reader chose."""
    return "&".join(
        (
            f"as_of={chance.choice(('2009-08-14', '2010-03-31', '2011-02-01'))}",
            f"period={chance.choice(('2009-S1', '2009-S2', '2010-Q1', '2009'))}",
            f"area=AL-{chance.randint(1, 12):02d}",
            f"lang={chance.choice(('en', 'sq'))}",
        )
    )


async def step(connection: ClientConnection, page: str, chosen: str) -> str | None:
    """Draw a page as a click asks for it and wait for all of it; what went wrong, or None."""
    message = BackMsg()
    message.rerun_script.query_string = chosen
    message.rerun_script.page_name = page
    await connection.send(message.SerializeToString())
    wrong = None
    async for content in connection:
        answer = ForwardMsg()
        answer.ParseFromString(content if isinstance(content, bytes) else content.encode())
        kind = answer.WhichOneof("type")
        if kind == "delta" and answer.delta.new_element.WhichOneof("type") == "exception":
            wrong = f"{page}?{chosen}: {answer.delta.new_element.exception.type}"
        if kind == "script_finished":
            if answer.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                return f"{page}: does not compile"
            return wrong
    return f"{page}: the connection ended"


async def reader(address: str, seed: int, seen: Seen, until: float, thinking: float, stop: Event | None = None) -> None:
    """Somebody who opens the dashboard and goes about in it until the time is over."""
    chance = random.Random(seed)
    await asyncio.sleep(chance.uniform(0, min(thinking, 10)))
    connection = await session(address)
    try:
        while time.monotonic() < until and not (stop and stop.is_set()):
            begun = time.perf_counter()
            wrong = await step(connection, chance.choice(PAGES).path, query(chance))
            seen.seconds.append(time.perf_counter() - begun)
            if wrong:
                seen.wrong.append(wrong)
            await asyncio.sleep(max(0.0, min(chance.expovariate(1 / thinking), 60, until - time.monotonic())))
    except (OSError, ConnectionError) as error:
        seen.wrong.append(f"reader {seed}: {type(error).__name__}")
    finally:
        await connection.close()


async def alone(address: str) -> Seen:
    """One reader, who hardly thinks, after a round of all pages that finds nothing ready."""
    seen, chance = Seen(), random.Random(0)
    connection = await session(address)
    for number in range(len(PAGES) * 2 + ALONE):
        begun = time.perf_counter()
        wrong = await step(connection, PAGES[number % len(PAGES)].path, query(chance))
        if number >= len(PAGES) * 2:
            seen.seconds.append(time.perf_counter() - begun)
        if wrong:
            seen.wrong.append(wrong)
        await asyncio.sleep(0.2)
    await connection.close()
    return seen


async def together(
    address: str, count: int, seconds: float, stop: Event | None = None, *, thinking: float = THINKING
) -> Seen:
    """Many readers for some time."""
    seen, until = Seen(), time.monotonic() + seconds
    await asyncio.gather(*(reader(address, number, seen, until, thinking, stop) for number in range(1, count + 1)))
    return seen


def readers(address: str, process: int, minutes: float, count: int) -> None:
    """Print how many readers fare beside one."""
    single = asyncio.run(alone(address))
    say(f"one reader: p95 {single.p95():.2f} s, median {statistics.median(single.seconds):.2f} s, wrong {single.wrong}")
    held, begun, used, stop = [memory(process)], time.monotonic(), cpu(process), Event()

    def watch() -> None:
        while not stop.wait(minutes * 6):
            held.append(memory(process))

    watching = Thread(target=watch)
    watching.start()
    seen = asyncio.run(together(address, count, minutes * 60))
    stop.set()
    watching.join()
    share = (cpu(process) - used) / (time.monotonic() - begun)
    say(f"{count} readers, {minutes:g} minutes: {len(seen.seconds)} reruns, {len(seen.wrong)} errors {seen.wrong[:3]}")
    say(f"  p95 {seen.p95():.2f} s ({seen.p95() / single.p95():.1f} x one reader's), "
        f"median {statistics.median(seen.seconds):.2f} s, {share:.2f} of a core")  # fmt: skip
    say(f"  memory over time, MB: {json.dumps([round(one) for one in (*held, memory(process))])}")


# --- handing in meanwhile


def files(folder: Path, mark: str) -> list[list[Path]]:
    """For every round a file of each committee, each with bytes of its own."""
    found = []
    for number in range(ROUNDS):
        row = []
        for unit in UNITS:
            place = folder / f"{mark}{number}{unit}"
            place.mkdir(parents=True)
            row.append(meetings_file(place, meeting(minutes_ref=f"{mark} {number}"), cover={**COVER, "qark": unit}))
        found.append(row)
    return found


def by_page(address: str, rounds: Sequence[Sequence[Path]]) -> list[str]:
    """Hand in from three browsers at once; the SHA-256 that the pages acknowledged."""
    told = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        pages = [browser.new_context().new_page() for _ in range(HANDING_IN)]
        for row in rounds:
            for page, file in zip(pages, row, strict=True):
                _drop(page, address, file)
            for page in pages:
                page.get_by_role("button", name=english("self_assessment.hand_in"), exact=True).click(
                    no_wait_after=True
                )
            for page in pages:
                shown = page.locator(".kept dd").last
                expect(shown).to_be_visible(timeout=PATIENCE)
                told.append(shown.inner_text())
        browser.close()
    return told


def _drop(page: Page, address: str, file: Path) -> None:
    page.set_default_timeout(PATIENCE)
    page.goto(f"{address}/self-assessment?lang=en&area=AL-01&period=2009-S1")
    page.locator("input[type=file]").wait_for(state="attached")
    page.set_input_files("input[type=file]", file)
    _button(page).wait_for()


def _button(page: Page) -> Locator:
    return page.get_by_role("button", name=english("self_assessment.hand_in"), exact=True)


def by_command(data: Path, rounds: Sequence[Sequence[Path]]) -> list[str]:
    """Hand in by three processes at once; the SHA-256 that they acknowledged."""
    told: list[str] = []
    for row in rounds:
        calls = [
            subprocess.Popen(
                [sys.executable, "-m", "dashboard.cli", "submit", str(file), "--json", "--data", str(data)],
                cwd=APP.parents[1], stdout=subprocess.PIPE, text=True,
            )
            for file in row
        ]  # fmt: skip
        for call in calls:
            said, _ = call.communicate()
            if call.returncode == 0:
                told += [one["sha256"] for one in json.loads(said)]
    return told


def handing_in(address: str, data: Path, aside: Path) -> None:
    """Print what became of everything that was handed in while others read."""
    before, stop, seen = len(Store(data, PROGRAMME).names()), Event(), Seen()

    def read() -> None:
        found = asyncio.run(together(address, READING, 3600, stop, thinking=4.0))
        seen.seconds, seen.wrong = found.seconds, found.wrong

    reading = Thread(target=read)
    reading.start()
    told = [*by_page(address, files(aside, "page")), *by_command(data, files(aside, "command"))]
    stop.set()
    reading.join()
    store = Store(data, PROGRAMME)
    kept, damaged = store.survey(store.names())
    names = [digest_of(name) for name in store.names()]
    lost = [one for one in told if one not in names]
    wanted = 2 * ROUNDS * HANDING_IN
    say(f"{HANDING_IN} committees at once, {READING} readers: {len(told)} of {wanted} acknowledged, {len(lost)} lost,")
    say(f"  {len(kept) - before} new in the store, {len(names) - len(set(names))} twice, {len(damaged)} damaged")
    verdict = audit.verify(data)
    found = standing(data, PROGRAMME)
    say(f"  audit log: {verdict.entries} entries, problems {list(verdict.problems)}, {found}")
    say(f"  readers: {len(seen.seconds)} reruns, p95 {seen.p95():.2f} s, {len(seen.wrong)} errors {seen.wrong[:3]}")


def main(arguments: list[str]) -> None:
    """Measure and print."""
    minutes = float(arguments[0]) if arguments else 10.0
    count = int(arguments[1]) if len(arguments) > 1 else 50
    with TemporaryDirectory() as folder:
        aside, data = Path(folder), Path(folder) / "data"
        # What the commands say of every file is not what was measured.
        with redirect_stdout(StringIO()):
            rcat(["demo", "--out", str(aside / "demo")])
            rcat(["submit", str(aside / "demo"), "--data", str(data), "--json"])
        with running(APP.with_name("asgi.py"), data) as (address, process):
            readers(address, process, minutes, count)
            handing_in(address, data, aside / "in")


if __name__ == "__main__":
    main(sys.argv[1:])
