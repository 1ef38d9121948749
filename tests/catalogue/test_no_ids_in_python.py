"""The catalogue drives: no id of a shipped programme stands in the Python tree, so that another programme is YAML."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from indicators.loader import CATALOGUES, load, programmes
from indicators.model import Catalogue

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("indicators", "etl", "dashboard")
# Ids that are words of the program's own, too, each with what it means there.
GENERIC = {
    "rcat": "the name of the command, and so of the author of its comments",
    "committee": "the address of a page (INTERFACES.md, Addresses)",
    "coordination-tools": "the address of a page (INTERFACES.md, Addresses)",
    "group": "a set of units, the kind of an area (INTERFACES.md, Tables)",
    "register": "the right to hand in a form that covers all units",
    "grants": "the roles that a file grants",
    "features": "the key of a GeoJSON file",
    "region": "what assistive technology calls a part of a page",
    "document": "the part of a .docx file that holds the text",
}


def ids_of(catalogue: Catalogue) -> set[str]:
    """Everything that a programme names: itself, what is measured, what is handed in, who owes and where."""
    programme = catalogue.programme
    found = {programme.id, *(one.id for one in catalogue.indicators), *(one.id for one in catalogue.measures)}
    found |= {kind.id for kind in catalogue.records} | {form.id for form in programme.forms}
    found |= {body.id for body in programme.bodies} | {unit.id for unit in programme.areas.units}
    found |= {group.id for group in programme.areas.groups} | {programme.areas.whole.id}
    return found | {source.id for source in programme.sources} | {task.id for task in programme.tasks}


def literals(path: Path) -> Iterator[tuple[int, str]]:
    """The string literals of a module with their lines, but for docstrings."""
    tree = ast.parse(path.read_text("utf-8"))
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.lineno, node.value


@cache
def shipped() -> frozenset[str]:
    """The ids of all shipped programmes."""
    return frozenset(name for programme in programmes() for name in ids_of(load(CATALOGUES / programme)))


@cache
def all_literals() -> tuple[tuple[str, str], ...]:
    """Every string literal of the packages with its file and line."""
    return tuple(
        (f"{path.relative_to(ROOT).as_posix()}:{line}", text)
        for package in PACKAGES
        for path in sorted((ROOT / package).rglob("*.py"))
        for line, text in literals(path)
    )


def named(text: str) -> set[str]:
    """The ids that a literal is, or that stand in it as a word of their own."""
    words = set(re.findall(r"[A-Za-z0-9]+(?:[-_][A-Za-z0-9]+)+", text)) | {text}
    return words & shipped()


def test_no_shipped_id_stands_in_python() -> None:
    found = {place: named(text) - GENERIC.keys() for place, text in all_literals()}
    assert {place: names for place, names in found.items() if names} == {}


def test_every_exception_is_one() -> None:
    used = set[str]().union(*(named(text) for _, text in all_literals()))
    assert GENERIC.keys() - used == set()


@pytest.mark.parametrize("text", ["rcat-2008-2010", "WHERE kind = 'vulnerable_communities'", "AL-07", "meetings"])
def test_search_finds_what_it_should(text: str) -> None:
    assert named(text)
