"""The pages beside a bare Streamlit page that shows one table of the same size, in one run. Run by hand:

    python -m tests.benchmarks.pages [RERUNS]

Measured are the cold load (a new browser to a drawn page), the time from a click to the drawn page, the CPU of a rerun
with 50 sessions at once, and the server's memory over many reruns (`runner.postScriptGC` is off).
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import sys
import time
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page, sync_playwright
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from etl import hand_in
from indicators.loader import CATALOGUES, load
from tests.pages.browser import APP, FLAGS, running

SESSIONS = 50
TIMES = 7
QUERY = "as_of=2009-08-14&period=2009-S1"
# As many rows and columns as the matrix; the button and the box are what is clicked.
BARE = """
import pandas as pd, streamlit as st
st.set_page_config(layout="wide")
turn = st.selectbox("Turn", range(40))
st.html(f"<h1>Turn {turn}</h1>")
st.dataframe(pd.DataFrame([[f"{row}/{column + turn}" for column in range(12)] for row in range(17)]))
"""
# Asked at every frame: Playwright's own way of waiting looks only every few tenths of a second.
DRAWN = """wanted => !document.querySelector('[data-test-script-state=running]')
    && [...document.querySelectorAll('h1, .subtitle')].some(e => e.textContent.toLowerCase().includes(wanted))"""
PAGES = {"overview": "", "committee": "committee", "indicator": "indicator", "explain": "explain", "export": "export"}


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def cpu(process: int) -> float:
    """The seconds of CPU that a process has taken."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory(process: int) -> float:
    """The megabytes that a process holds."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


# --- what a reader waits for


def cold(browser: Browser, address: str, drawn: str) -> float:
    """The median seconds from a browser without anything to the page drawn."""
    taken = []
    for _ in range(TIMES):
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        page = context.new_page()
        begun = time.perf_counter()
        page.goto(address)
        page.locator(drawn).first.wait_for(timeout=60_000)
        taken.append(time.perf_counter() - begun)
        context.close()
    return statistics.median(taken)


def clicked(browser: Browser, address: str, drawn: str) -> float:
    """The median seconds from a choice in the page to the page drawn by it."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(address)
    page.locator(drawn).first.wait_for(timeout=60_000)
    taken = []
    for number in range(TIMES + 1):
        time.sleep(0.5)
        taken.append(_timed(page, number))
    context.close()
    return statistics.median(taken[1:])


def _timed(page: Page, number: int) -> float:
    """The seconds from the click on an option of the first list to the page drawn by it."""
    page.get_by_role("combobox").first.click()
    option = page.get_by_role("option").nth(4 + number % 2)
    option.wait_for()
    wanted = option.inner_text()
    begun = time.perf_counter()
    option.click()
    page.wait_for_function(DRAWN, arg=wanted.lower())
    return time.perf_counter() - begun


# --- what a server pays


async def session(address: str) -> ClientConnection:
    """A session, as a browser opens it."""
    url = address.replace("http", "ws") + "/_stcore/stream"
    protocols = [Subprotocol("streamlit")]
    return await connect(url, origin=Origin(address), subprotocols=protocols, max_size=None, compression=None)


async def rerun(connection: ClientConnection, query: str, page: str) -> None:
    """Draw the page once and wait until it is; RuntimeError where an error is drawn, which is cheaper than any page."""
    message = BackMsg()
    message.rerun_script.query_string = query
    message.rerun_script.page_name = page
    await connection.send(message.SerializeToString())
    async for content in connection:
        answer = ForwardMsg()
        answer.ParseFromString(content if isinstance(content, bytes) else content.encode())
        if answer.delta.new_element.WhichOneof("type") == "exception":
            raise RuntimeError(f"an error is drawn at {page or '/'}?{query}")
        if answer.WhichOneof("type") == "script_finished":
            return
    raise ConnectionError(query)


async def at_once(address: str, process: int, query: str, page: str) -> tuple[float, float]:
    """CPU in milliseconds, and seconds of the clock, a rerun with all sessions at once; after one to warm up."""
    sessions = [await session(address) for _ in range(SESSIONS)]
    await asyncio.gather(*(rerun(one, query, page) for one in sessions))
    before, begun = cpu(process), time.perf_counter()
    rounds = 4
    for _ in range(rounds):
        await asyncio.gather(*(rerun(one, query, page) for one in sessions))
    count = rounds * SESSIONS
    found = 1000 * (cpu(process) - before) / count, (time.perf_counter() - begun) / rounds
    for one in sessions:
        await one.close()
    return found


async def soak(address: str, process: int, reruns: int) -> list[float]:
    """The server's memory at ten moments of many reruns of all pages, with new sessions all the while."""
    found = []
    for number in range(reruns):
        if number % 20 == 0:
            connection = await session(address)
        page = list(PAGES.values())[number % len(PAGES)]
        area = f"AL-{number % 12 + 1:02d}"
        await rerun(connection, f"{QUERY}&area={area}&lang={('en', 'sq')[number % 2]}", page)
        if number % 20 == 19:
            await connection.close()
        if number % max(1, reruns // 10) == 0:
            found.append(memory(process))
    return found


def main(arguments: list[str]) -> None:
    """Measure and print."""
    reruns = int(arguments[0]) if arguments else 2_000
    with TemporaryDirectory() as folder:
        bare_script = Path(folder) / "bare.py"
        bare_script.write_text(BARE)
        data = hand_in.demonstration(Path(folder) / "data", load(CATALOGUES / "rcat-2008-2010"), date(2026, 1, 1))
        with running(bare_script, data) as (bare, bare_process), running(APP, data) as (ours, our_process):
            measure_screens(bare, ours)
            found = {"bare": asyncio.run(at_once(bare, bare_process, "", ""))}
            for name, path in PAGES.items():
                found[name] = asyncio.run(at_once(ours, our_process, QUERY, path))
            for name, (work, clock) in found.items():
                times = work / found["bare"][0]
                say(f"{SESSIONS} sessions, {name}: {work:.1f} ms of CPU a rerun ({times:.1f} x), {clock:.2f} s a round")
            held = asyncio.run(soak(ours, our_process, reruns))
            say(f"memory over {reruns} reruns, MB: {json.dumps([round(one) for one in held])}")


def measure_screens(bare: str, ours: str) -> None:
    """The cold load and the click, of both pages in turn."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        overview = f"{ours}/?{QUERY}"
        cold(browser, overview, "table.matrix")  # the first reader after a start pays for what all others find ready
        for name, address, drawn in (("bare", bare, "canvas"), ("overview", overview, "table.matrix")):
            say(f"cold load, {name}: {cold(browser, address, drawn):.2f} s")
        for name, address, drawn in (("bare", bare, "canvas"), ("overview", overview, "table.matrix")):
            say(f"click to drawn, {name}: {clicked(browser, address, drawn):.2f} s")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
