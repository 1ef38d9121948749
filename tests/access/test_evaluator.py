"""An evaluator: nothing but the published tables and the catalogue, and no small count of people in any of it."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from tempfile import NamedTemporaryFile

import duckdb
import pytest
from playwright.sync_api import BrowserContext, Page

from dashboard.cli import main
from dashboard.model.permits import open_pages
from etl.access.restricted import RestrictedFigures
from etl.figures.opened import figures_of
from etl.figures.read_api import Figures
from etl.outputs.exports.export import FORMATS, Choice
from indicators.loader import programmes
from indicators.model import Catalogue
from tests.access.conftest import WORDS, Site, see, sign_in
from tests.access.world import AS_OF, EVALUATOR, TODAY, UNITS
from tests.ledger.bridge import SHIPPED, kept
from tests.oracle.build import committee, training
from tests.pages.browser import PATIENCE, listen

Visitor = Callable[[], BrowserContext]
PERIODS = {"2009-S1": ("2009-03-18", "2009-07-10"), "2009-S2": ("2009-09-18", "2010-01-10")}
# Counts so long that their digits can stand nowhere by chance, and a minimum above even the sum of all.
FIRST, STEP, ABOVE_ALL = 483_901_277, 10_007_351, 10**12


def counted(minimum: int) -> tuple[Figures, Mapping[str, int]]:
    """Two trainings of every committee in each of two semesters; and every count and total of people and its place."""
    people: dict[tuple[str, str, int], int] = {}
    handed_in = []
    for place, (unit, (period, (held_on, submitted_on))) in enumerate(
        (unit, period) for unit in UNITS for period in PERIODS.items()
    ):
        rows = [training(held_on, "police"), training(held_on, "education")]
        for number, row in enumerate(rows):
            people[unit, period, number] = FIRST + STEP * (2 * place + number)
            row["participants"] = people[unit, period, number]
        handed_in.append(committee(place + 1, period, submitted_on, unit, trainings=rows))
    disclosure = SHIPPED.programme.disclosure.model_copy(update={"minimum": minimum})
    programme = SHIPPED.programme.model_copy(update={"disclosure": disclosure})
    catalogue = SHIPPED.model_copy(update={"programme": programme})
    totals: Counter[str] = Counter()
    for (unit, period, number), count in people.items():
        cells = (f"{unit} {period} {number}", f"{unit} {period}", unit, period, "all", f"{period} {number}")
        totals.update(dict.fromkeys((*cells, *_groups(catalogue, unit, period)), count))
    return figures_of(kept(handed_in), catalogue, TODAY), totals


def _groups(catalogue: Catalogue, unit: str, period: str) -> Iterator[str]:
    for one in catalogue.programme.areas.units:
        if one.id == unit:
            yield from (one.group, f"{one.group} {period}", f"{one.group} {period[:4]}", f"{unit} {period[:4]}")


def written(figures: Figures, file_format: str) -> Iterator[str]:
    """Everything in an evaluator's file, as text: of an archive or a workbook each part, of Parquet each cell."""
    found = RestrictedFigures(figures, EVALUATOR).export_file(Choice(AS_OF), file_format)
    if not zipfile.is_zipfile(io.BytesIO(found.content)):
        yield found.content.decode("utf-8")
        return
    with zipfile.ZipFile(io.BytesIO(found.content)) as archive:
        for name in archive.namelist():
            yield name
            yield _cells(archive.read(name)) if name.endswith(".parquet") else archive.read(name).decode("utf-8")


def _cells(parquet: bytes) -> str:
    with NamedTemporaryFile(suffix=".parquet") as file, duckdb.connect() as connection:
        file.write(parquet)
        file.flush()
        return str(connection.execute("SELECT * FROM read_parquet(?)", [file.name]).fetchall())


@pytest.mark.parametrize("file_format", FORMATS)
def test_no_count_of_people_below_the_minimum_stands_anywhere(file_format: str) -> None:
    figures, people = counted(ABOVE_ALL)
    text = "\n".join(written(figures, file_format))
    assert "AL-07" in text
    assert [place for place, count in people.items() if str(count) in text] == []


def test_the_same_counts_stand_in_the_package_where_they_are_large_enough() -> None:
    """So the look for them finds them: those of single rows, and the totals that are published."""
    figures, people = counted(SHIPPED.programme.disclosure.minimum)
    text = "\n".join(written(figures, "package"))
    found = {place for place, count in people.items() if str(count) in text}
    assert {"AL-07 2009-S1 0", "AL-07 2009-S1", "AL-07", "2009-S1", "all", "eastern"} <= found


# --- in a browser


@pytest.fixture
def page(site: Site, visitor: Visitor) -> Page:
    """Where an evaluator has just signed in."""
    site.grant("university evaluator")
    opened = visitor().new_page()
    sign_in(opened, site, "university")
    return opened


def still(page: Page) -> None:
    """Wait until all of the page is drawn."""
    page.locator("[data-test-script-state=notRunning]").wait_for(timeout=PATIENCE)


def taken(page: Page, ending: str) -> bytes:
    """Take the file away in the format that was chosen just now."""
    with page.expect_download(timeout=PATIENCE) as download:
        page.get_by_role("button", name=WORDS.say("export.download")).click()
    assert download.value.suggested_filename.endswith(ending)
    return Path(download.value.path()).read_bytes()


def test_what_is_taken_away_is_what_the_command_writes(page: Page, site: Site, tmp_path: Path) -> None:
    wrong = listen(page)
    see(page, f"{site.base}/export?as_of=2010-12-31")
    for one in FORMATS:
        page.get_by_role("radiogroup").get_by_text(WORDS.say(f"export.name.{one}"), exact=True).click()
        content = taken(page, WORDS.say(f"export.ending.{one}"))
        out = tmp_path / one
        assert (
            main(["export", "--data", str(site.data), "--out", str(out), "--as-of", "2010-12-31", "--format", one]) == 0
        )
        files = {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}
        if len(files) == 1:
            assert [content] == list(files.values())
            continue
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            assert {name: archive.read(name) for name in archive.namelist()} == files
    assert wrong == []


def test_only_what_is_open_is_offered(page: Page, site: Site) -> None:
    """On each page, open or closed, of each programme; one sign-in serves them all."""
    for programme in programmes():
        for path in ("export", "catalogue", "", "committee?area=AL-07", "coordination-tools"):
            see(page, f"{site.base}/{path}{'&' if '?' in path else '?'}programme={programme}")
            still(page)
            assert offered_beside_the_open(page) == {"#stMain"}, (programme, path)


def offered_beside_the_open(page: Page) -> set[str]:
    """Where the links of a page lead besides the open pages; its navigation names these alone.

    The one that is no page leads past the navigation, to where this page begins.
    """
    titles = [WORDS.say(f"page.{one.id}.title") for one in open_pages(EVALUATOR, SHIPPED)]
    assert page.locator("nav.pages a").all_inner_texts() == titles
    links = page.locator("a[href]:not(nav.languages a)").all()
    led_to = {(link.get_attribute("href") or "").partition("?")[0] for link in links}
    return led_to - {one.path for one in open_pages(EVALUATOR, SHIPPED)}
