"""Measures by everybody: what documents state is open, a body's own word is not, whatever a page asks of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

import pytest
import streamlit as st

from dashboard.state import service
from etl.access.restricted import RestrictedFigures
from etl.access.viewer import NotAllowedError, Viewer
from etl.figures.opened import figures_of
from etl.figures.read_api import Figures
from etl.store.kept import Kept
from indicators.draft import SOURCES
from indicators.loader import CATALOGUES, load
from indicators.model import Column, Form
from indicators.schedule import hand_in_periods
from tests.access.world import ADMINISTRATOR, EVALUATOR, LOCAL, STRANGER, UNITS, names, secretary, told, word_of

TODAY = date(2026, 1, 1)
TOOLS = load(CATALOGUES / "coordination-tools")
KINDS = tuple(kind.id for kind in TOOLS.records)
PERIOD = hand_in_periods(TOOLS)[0].code


@pytest.fixture(autouse=True)
def fresh_cache() -> Iterator[None]:
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


def value(column: Column, unit: str, *, is_cited: bool) -> Any:
    if column.codes == SOURCES and not column.required and not is_cited:
        return None
    if column.codes:
        return TOOLS.codes(column)[0].id
    numbers = {"date": date(2006, 2, 10), "whole_number": 7, "number": 7.0, "loose_date": "2006-02"}
    return numbers.get(column.type, word_of(unit))


def submission(number: int, form: Form, unit: str) -> Kept:
    """A form of which every second row names no document, where one may be left out."""
    sheets = {}
    for kind in (TOOLS.record(one) for one in form.records):
        rows = [[place, {one.id: value(one, unit, is_cited=place == 2) for one in kind.columns}] for place in (2, 3)]
        sheets[kind.id] = {"sheet": kind.id, "rows": rows}
    return Kept(
        submission=number, sha256=f"{number:064x}", form=form.id, qark=unit, period=PERIOD,
        submitted_on=date(2006, 3, 1), received_at="", demonstration=False, rejected={}, findings=(), sheets=sheets,
    )  # fmt: skip


@cache
def whole() -> Figures:
    """Forms of units from every unit: submission n is of unit n."""
    units = [unit.id for unit in TOOLS.programme.areas.units]
    forms = [form for form in TOOLS.programme.forms if form.covers == "unit"]
    found = [submission(number, form, unit) for number, unit in enumerate(units, 1) for form in forms]
    renumbered = [one.__class__(**{**vars(one), "submission": n}) for n, one in enumerate(found, 1)]
    return figures_of(renumbered, TOOLS, TODAY)


def own_words(kind: str) -> set[tuple[int, int]]:
    """The rows of a kind that name no document, by submission and row."""
    naming = [one.id for one in TOOLS.record(kind).columns if one.codes == SOURCES]
    rows = whole().measured(kind, TODAY, is_cited=True)
    return {(row["submission"], row["row"]) for row in rows if not any(row[one] for one in naming)}


@pytest.mark.parametrize("viewer", [secretary("AL-07"), secretary("AL-07", "figures")], ids=names)
def test_of_others_nothing_but_what_a_document_states(viewer: Viewer) -> None:
    figures, met = RestrictedFigures(whole(), viewer), 0
    for kind in KINDS:
        silent = own_words(kind)
        for cited in (True, False):
            rows = figures.measured(kind, TODAY, is_cited=cited)
            others = {(row["submission"], row["row"]) for row in rows if row["qark"] != "AL-07"}
            assert others & silent == set(), kind
            assert cited or not others
        met += len(silent)
    assert met > len(UNITS)


@pytest.mark.parametrize("viewer", [secretary("AL-07"), secretary("AL-07", "figures")], ids=names)
def test_no_measure_rests_on_the_own_word_of_others(viewer: Viewer) -> None:
    for measure in TOOLS.measures:
        everything = service.measured(RestrictedFigures(whole(), LOCAL), TODAY, measure.id)
        found = service.measured(RestrictedFigures(whole(), viewer), TODAY, measure.id)
        silent = own_words(measure.record)
        for one in found:
            rests_on = {(source.submission, source.row) for source in one.evidence}
            assert one.area == "AL-07" or not rests_on & silent, measure.id
        if measure.cite is None:
            assert {one.area for one in found} <= {"AL-07"}
            assert len({one.area for one in everything}) > 1
            texts = [one for one in told(found) if isinstance(one, str)]
            assert not any(word_of(unit) in text for unit in UNITS if unit != "AL-07" for text in texts)


@pytest.mark.parametrize("viewer", [EVALUATOR, ADMINISTRATOR, STRANGER], ids=names)
def test_who_sees_no_figure_sees_no_measure(viewer: Viewer) -> None:
    for measure in TOOLS.measures:
        service.measured(RestrictedFigures(whole(), LOCAL), TODAY, measure.id)
        with pytest.raises(NotAllowedError):
            service.measured(RestrictedFigures(whole(), viewer), TODAY, measure.id)
