"""Every function by which a page asks for figures, asked by a secretary of every area: no leak, also from a cache."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import streamlit as st

from dashboard.model.todo import owed_work
from dashboard.state import large_queries, service
from etl.access.archive import DecisionFolder
from etl.access.decisions import Decision
from etl.access.restricted import RestrictedFigures
from etl.access.viewer import NotAllowedError, Viewer
from etl.figures.read_api import SourceRow
from etl.outputs.exports.export import Choice
from tests.access.world import AS_OF, LOCAL, PERIOD, UNITS, leaks, names, secretary, whole, word_of
from tests.ledger.bridge import SHIPPED

AREAS = tuple(SHIPPED.area_labels)
CHOICE = Choice(AS_OF)
KIND = SHIPPED.records[0].id
INDICATOR = SHIPPED.indicators[0].id
OWED = owed_work(SHIPPED)
Ask = Callable[[RestrictedFigures], Any]
ASKED: dict[str, Callable[[str], Ask]] = {
    "figure_table": lambda _: lambda figures: tuple(service.figure_table(figures, AS_OF).values()),
    "earlier_table": lambda _: lambda figures: tuple(service.earlier_table(figures, AS_OF).values()),
    "ledger": lambda area: lambda figures: service.ledger(figures, AS_OF, (area,) if area else ()),
    "behind": lambda area: lambda figures: service.behind(figures, INDICATOR, area or "AL", PERIOD, AS_OF),
    "submissions": lambda area: lambda figures: service.submissions(figures, AS_OF, (area,) if area else ()),
    "first_behind": lambda area: (
        lambda figures: large_queries.first_behind(figures, (INDICATOR, area or "AL", PERIOD), AS_OF, ("missing",), 9)
    ),
    "to_do": lambda area: lambda figures: large_queries.to_do(figures, AS_OF, OWED, (area,) if area else (), 9),
    "to_do_shared": lambda area: (
        lambda figures: large_queries.to_do_shared(figures, AS_OF, OWED, (area,) if area else (), 9)
    ),
    "least_reported": lambda area: (
        lambda figures: large_queries.least_reported(figures, AS_OF, (PERIOD,), (area,) if area else (), 20)
    ),
    "submission_counts": lambda area: (
        lambda figures: large_queries.submission_counts(figures, AS_OF, (area,) if area else ())
    ),
    "statuses": lambda _: lambda figures: large_queries.statuses(figures, AS_OF, INDICATOR, PERIOD),
    "row_values": lambda area: (
        lambda figures: service.row_values(
            figures, AS_OF, (SourceRow(UNITS.index(area) + 1 if area in UNITS else 1, "meetings", 2),)
        )
    ),
    "counts_of_people": lambda _: lambda figures: service.counts_of_people(figures, AS_OF),
    "records": lambda area: lambda figures: service.records(figures, AS_OF, area or "AL", KIND),
    "findings": lambda _: lambda figures: service.findings(figures, whole().submissions(AS_OF)),
    "decisions": lambda _: service.decisions,
    "odd_values": lambda area: lambda figures: service.odd_values(figures, AS_OF, area or "AL"),
    "export_counts": lambda _: lambda figures: service.export_counts(figures, CHOICE),
    "export_rows": lambda _: lambda figures: service.export_rows(figures, CHOICE, "obligations", 9),
    "export_citation": lambda _: lambda figures: service.export_citation(figures, AS_OF),
    "export_file": lambda _: lambda figures: service.export_file(figures, CHOICE, "csv"),
}
# Measures are asked below, of a programme that has them; which units are behind, in test_restricted.py.
ELSEWHERE = {"measured", "units_behind"}


@pytest.fixture(autouse=True)
def fresh_cache() -> Iterator[None]:
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


@pytest.fixture(autouse=True)
def decided(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A data folder in which every committee's semester was returned, with a word of its own as the reason."""
    monkeypatch.setenv("RCAT_DATA", str(tmp_path))
    folder = DecisionFolder(tmp_path, SHIPPED.programme.id)
    with folder.held():
        for number, unit in enumerate(UNITS, 1):
            folder.add(Decision(number, "returned", unit, PERIOD, word_of(unit), "onac:0", "2009-08-01", number))


def test_every_question_of_the_pages_is_asked_here() -> None:
    public = {
        name
        for module in (service, large_queries)
        for name, one in inspect.getmembers(module, callable)
        if not name.startswith("_")
        and getattr(one, "__module__", "") == module.__name__
        and "figures" in inspect.signature(one).parameters
    }
    assert public - {"OpenedFor"} == ASKED.keys() | ELSEWHERE


@pytest.mark.parametrize("viewer", [secretary("AL-07"), secretary("AL-07", "figures")], ids=names)
@pytest.mark.parametrize("name", ASKED)
def test_a_page_is_told_what_its_viewer_may_know(name: str, viewer: Viewer) -> None:
    for area in ("", *AREAS):
        ask = ASKED[name](area)
        # Somebody who sees everything has asked before: what is kept of that answer is not for others.
        ask(RestrictedFigures(whole(), LOCAL))
        try:
            found = ask(RestrictedFigures(whole(), viewer))
        except NotAllowedError:
            continue
        if name == "findings":
            found = {number: told for number, told in found.items() if told}
        assert leaks(viewer, found) == []


def test_the_office_reads_every_decision_and_a_secretary_the_own() -> None:
    assert {one.unit for one in service.decisions(RestrictedFigures(whole(), LOCAL)).taken} == set(UNITS)
    own = service.decisions(RestrictedFigures(whole(), secretary("AL-07")))
    assert [(one.unit, one.reason) for one in own.taken] == [("AL-07", word_of("AL-07"))]
