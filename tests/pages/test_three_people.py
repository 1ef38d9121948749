"""The three people's tasks, walked in a browser in both languages: on the screen stands what `rcat export` writes."""

import csv
import json
import re
import zipfile
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from dashboard.cli import main
from indicators.model import Catalogue
from tests.pages.browser import headed, settled
from tests.pages.conftest import words

D = "2009-08-14"
Row = dict[str, str]
Tables = dict[str, list[Row]]


@pytest.fixture(scope="module")
def exported(demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Tables:
    """What `rcat export` writes for the day."""
    out = tmp_path_factory.mktemp("export")
    assert main(["export", "--data", str(demonstration), "--as-of", D, "--out", str(out)]) == 0
    return {path.stem: read(path) for path in out.glob("*.csv")}


def read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def the(rows: list[Row], **wanted: str) -> Row:
    """The one row with these values."""
    (row,) = (row for row in rows if all(row[name] == value for name, value in wanted.items()))
    return row


def fraction(row: Row) -> str:
    return f"{row['numerator']}/{row['denominator']}"


@pytest.mark.parametrize("code", ["en", "sq"])
def test_officer_sees_who_is_behind_and_opens_it_down_to_the_row(
    screen: Page, address: str, exported: Tables, catalogue: Catalogue, code: str
) -> None:
    screen.goto(f"{address}/?as_of={D}&period=2009-S1&lang={code}")
    settled(screen)
    values = exported["indicator_values"]
    for unit in catalogue.programme.areas.units:
        figure = the(values, indicator="regular-meetings", area=unit.id, period="2009-S1")
        box = screen.locator(f'table.matrix a.cell[href*="area={unit.id}"][href*="indicator=regular-meetings"]')
        expect(box).to_contain_text(fraction(figure) if figure["value"] else figure["denominator"])
        expect(box).to_have_attribute("aria-label", re.compile(words(code).say(f"status.{figure['status']}")))
    screen.locator('table.matrix a.cell[href*="area=AL-11"][href*="indicator=regular-meetings"]').click()
    headed(screen, words(code).say("page.explain.heading"))
    settled(screen)
    behind = [
        one for one in exported["obligations"]
        if (one["indicator"], one["qark"]) == ("regular-meetings", "AL-11") and one["period"] in ("2009-Q1", "2009-Q2")
    ]  # fmt: skip
    expect(screen.locator("table.stacks tbody tr")).to_have_count(len(behind))
    sources: list[Any] = [source for one in behind for source in json.loads(one["evidence"])]
    assert sources
    for source in sources:
        sheet = catalogue.record(source["sheet"]).label[code]
        place = words(code).say("obligation.source", submission=source["submission"], sheet=sheet, row=source["row"])
        expect(screen.locator("details", has_text=place[1:]).first).to_be_visible()


@pytest.mark.parametrize("code", ["en", "sq"])
def test_secretary_sees_how_the_committee_stands_and_what_it_owes(
    screen: Page, address: str, exported: Tables, code: str
) -> None:
    screen.goto(f"{address}/committee?as_of={D}&area=AL-07&lang={code}")
    settled(screen)
    strips = screen.locator("table.strips")
    for figure in exported["indicator_values"]:
        if figure["area"] == "AL-07" and figure["period"] == "2009-S1" and figure["indicator"].startswith("reports"):
            box = strips.locator(f'a.cell[href*="indicator={figure["indicator"]}"][href*="period=2009-S1"]')
            expect(box).to_contain_text(fraction(figure) if figure["value"] else figure["denominator"])
    owed = [one for one in exported["obligations"] if one["qark"] == "AL-07" and one["still_owed"] == "true"]
    assert owed
    longest = max((date.fromisoformat(D) - date.fromisoformat(one["due_on"])).days for one in owed)
    expect(screen.locator(".todo .overdue").first).to_have_text(words(code).say("todo.overdue", count=longest))
    screen.get_by_role("link", name=words(code).say("page.calendar.title"), exact=True).click()
    headed(screen, words(code).say("page.calendar.heading"))
    settled(screen)
    expect(screen.locator(".todo .overdue").first).to_have_text(words(code).say("todo.overdue", count=longest))


@pytest.mark.parametrize("code", ["en", "sq"])
def test_evaluator_takes_away_the_table_that_the_command_writes(
    screen: Page, address: str, exported: Tables, code: str
) -> None:
    screen.goto(f"{address}/export?as_of={D}&lang={code}")
    settled(screen)
    heads = screen.locator("table.preview thead th").all_inner_texts()
    assert heads == list(exported["indicator_values"][0])
    for number, row in enumerate(exported["indicator_values"][:5]):
        cells = screen.locator("table.preview tbody tr").nth(number).locator("td").all_inner_texts()
        assert cells == list(row.values())
    with screen.expect_download() as waiting:
        screen.get_by_role("button", name=words(code).say("export.download")).click()
    with zipfile.ZipFile(waiting.value.path()) as taken:
        tables = {Path(name).stem: taken.read(name).decode() for name in taken.namelist()}
    assert {name: list(csv.DictReader(StringIO(text, newline=""))) for name, text in tables.items()} == exported
