"""What published documents state is open to all who see figures; a body's own word to those who see it in detail."""

from __future__ import annotations

from datetime import date

import pytest

from etl.access.restricted import RestrictedFigures
from etl.access.viewer import NotAllowedError, RoleName, local_viewer, signed_in
from etl.figures.measures import measure_values
from etl.figures.opened import figures_of
from indicators.model import Catalogue
from tests.measures.test_values import CATALOGUE, FOREIGN, SPRING, TODAY, changed, guests, kept

OWN_WORD = changed(FOREIGN, cite=None, value={"count": "rows"}, unit="number", where={})
SHEETS: dict[str, list[dict[str, object]]] = {"fairs": [{**SPRING}], "guests": [guests("spring", "local", 13.5)]}


def seen(catalogue: Catalogue, role: RoleName, unit: str | None = None) -> set[str]:
    figures = figures_of([kept(1, "2008-S1", date(2008, 3, 1), SHEETS)], catalogue, TODAY)
    viewer = local_viewer() if role == "local" else signed_in(role, ("issuer", "subject"), unit)
    return {one.measure for one in measure_values(RestrictedFigures(figures, viewer), TODAY) if one.value is not None}


def test_stated_by_documents() -> None:
    for role, unit in (("local", None), ("onac", None), ("secretary", "T-2")):
        assert seen(CATALOGUE, role, unit) == {"guests-by-origin"}, role  # type: ignore[arg-type]


def test_own_word() -> None:
    both = {"guests-by-origin", "foreign-share"}
    assert seen(OWN_WORD, "local") == seen(OWN_WORD, "onac") == seen(OWN_WORD, "secretary", "T-1") == both
    assert seen(OWN_WORD, "secretary", "T-2") == {"guests-by-origin"}


def test_evaluators_have_the_exports() -> None:
    with pytest.raises(NotAllowedError):
        seen(CATALOGUE, "evaluator")
