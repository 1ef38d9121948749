"""INTERFACES.md says what the parser, the pages, the exporter and the readers of the environment have."""

import re
from argparse import ArgumentParser, _HelpAction, _SubParsersAction
from collections.abc import Iterator
from datetime import date
from itertools import chain
from types import SimpleNamespace
from typing import Any, cast

import pytest

from dashboard.cli import parser
from dashboard.commands.common import speak
from dashboard.model.addresses import PAGES, PARAMETERS
from dashboard.model.choice import SORTS
from dashboard.server.health import HEADER
from etl.figures.choice import Choice
from etl.outputs.exports import records
from etl.outputs.exports.sdmx import COLUMNS
from etl.outputs.exports.tables import Table, public_tables
from indicators.languages import LANGUAGES
from indicators.loader import CATALOGUES, load
from tests.documents.markdown import ROOT, quoted, section, table

PAGE = "dashboard/INTERFACES.md"
SHARED = {"data", "programme", "lang"}


def commands(one: ArgumentParser, name: str) -> Iterator[tuple[str, list[str]]]:
    """Every command with what it takes beside that which all take: options, choices, and names of what is needed."""
    inner = [action for action in one._actions if isinstance(action, _SubParsersAction)]
    for action in inner:
        for word, sub in action.choices.items():
            yield from commands(sub, f"{name} {word}")
    if not inner:
        own = [one for one in one._actions if one.dest not in SHARED and not isinstance(one, _HelpAction)]
        taken = [([*action.option_strings] or [str(action.metavar)]) + [*(action.choices or ())] for action in own]
        yield name, sorted(chain.from_iterable(taken))


def test_commands_and_options_are_those_of_the_parser() -> None:
    named = {quoted(row[0])[0]: sorted(quoted(row[1])) for row in table(PAGE, "command")}
    assert named == dict(commands(parser(speak("en")), "rcat"))


def test_what_every_command_takes() -> None:
    first = section(PAGE, "Commands").split("\n\n")[1]
    assert {option.split()[0] for option in quoted(first) if option.startswith("--")} == {f"--{one}" for one in SHARED}
    assert f"({', '.join(f'`{code}`' for code in LANGUAGES)};" in first


def test_pages_and_parameters_are_those_of_the_dashboard() -> None:
    rows = [[row[0], quoted(row[1])[0], quoted(row[2])] for row in table(PAGE, "page")]
    assert rows == [[page.id, f"/{page.path}", list(page.filters)] for page in PAGES]
    parameters = table(PAGE, "parameter")
    assert tuple(quoted(row[0])[0] for row in parameters) == PARAMETERS
    values = {quoted(row[0])[0]: quoted(row[1]) for row in parameters}
    assert tuple(values["sort"]) == SORTS
    assert tuple(values["lang"]) == LANGUAGES
    assert f"`{HEADER}`" in section(PAGE, "Addresses")


@pytest.mark.parametrize("programme", ["rcat-2008-2010", "coordination-tools"])
def test_tables_and_columns_are_those_of_the_exporter(programme: str) -> None:
    """One programme without measures, one with; a table's columns are known without a build."""
    catalogue = load(CATALOGUES / programme)
    figures, choice = cast(Any, SimpleNamespace(catalogue=catalogue, demonstration=False)), Choice(date(2011, 1, 1))
    tables: tuple[Table, ...] = (*public_tables(figures, choice), records.people_table(figures, choice))
    found = {one.name: [column.name for column in one.columns] for one in tables}
    kinds = [kind.id for kind in catalogue.records]
    assert found["submissions"][-len(kinds) :] == kinds
    found["submissions"] = found["submissions"][: -len(kinds)]
    named = {quoted(row[0])[0]: quoted(row[1]) for row in table(PAGE, "table")}
    assert found == {name: named[name] for name in found}
    assert named.keys() - found.keys() <= (set() if catalogue.measures else {"measure_values", "measures"})


def test_records_begin_with_the_columns_that_are_named() -> None:
    text = " ".join(section(PAGE, "Tables of `rcat export`").split())
    found = re.search(r"`records/<kind>.csv` \((.+?), the kind's columns", text)
    assert found is not None
    catalogue = load(CATALOGUES / "rcat-2008-2010")
    for kind in catalogue.records:
        columns = [one.name for one in records._record_columns(catalogue, kind)]
        assert columns[:5] == quoted(found[1])
        own = {one.removesuffix("_key").removesuffix(records.WITHHELD) for one in columns[5:]}
        assert own == {one.id for one in kind.columns} - {kind.unit}


def test_sdmx_has_the_columns_that_are_named() -> None:
    text = section(PAGE, "Tables of `rcat export`").partition("of version 2.1:")[2].partition(".")[0]
    assert tuple(quoted(text)) == COLUMNS


def test_environment_is_what_the_code_reads() -> None:
    named = [quoted(row[0])[0] for row in table(PAGE, "variable")]
    read: set[str] = set()
    for package in ("indicators", "etl", "dashboard"):
        for path in (ROOT / package).rglob("*.py"):
            read |= set(re.findall(r"\"(RCAT_[A-Z_]+)\"", path.read_text("utf-8")))
    assert set(named) == read - {"RCAT_DASHBOARD"}  # SDMX's name of who keeps the tables
    assert len(named) == len(set(named))
