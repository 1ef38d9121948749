"""Every case computed by hand holds both readings: the plain-Python oracle, and the product's generated SQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import pytest

from etl.figures.choice import Choice
from etl.figures.opened import figures_of
from etl.figures.read_api import Figures
from tests.ledger.bridge import catalogue, kept
from tests.oracle import Indicator, Programme, Submission, build

TODAY = date(2026, 1, 1)


@dataclass(frozen=True)
class _World:
    """What a case is computed from, compared by its content; it holds dictionaries, which have no hash."""

    of: Programme
    chosen: tuple[Indicator, ...]
    submissions: tuple[Submission, ...]

    def __hash__(self) -> int:
        return hash(len(self.submissions))


@lru_cache(maxsize=1)
def _figures(world: _World) -> Figures:
    """The figures of the world asked about last: a case asks about one world several times."""
    return figures_of(kept(world.submissions), catalogue(world.of, world.chosen), TODAY)


def _product(of: Programme, chosen: Sequence[Indicator], submissions: Sequence[Submission]) -> Figures:
    if any(value is None for one in chosen for _, value in one.evidence.where):
        pytest.skip("the catalogue has no word for an empty value; `$` references to an empty key are held elsewhere")
    return _figures(_World(of, tuple(chosen), tuple(submissions)))


def obligations(
    of: Programme, chosen: Sequence[Indicator], submissions: Sequence[Submission], as_of: date
) -> list[dict[str, Any]]:
    """The product's ledger, in the words of the oracle's."""
    found = _product(of, chosen, submissions).obligations(Choice(as_of))
    return [{**asdict(one), "evidence": [asdict(row) for row in one.evidence]} for one in found]


def indicator_values(
    of: Programme, chosen: Sequence[Indicator], submissions: Sequence[Submission], as_of: date
) -> list[dict[str, Any]]:
    """The product's figures, in the words of the oracle's."""
    return [asdict(one) for one in _product(of, chosen, submissions).values(Choice(as_of))]


@pytest.fixture(params=["oracle", "product"], autouse=True)
def reading(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Which reading computes what the case expects."""
    if request.param == "product":
        monkeypatch.setattr(build, "obligations", obligations)
        monkeypatch.setattr(build, "indicator_values", indicator_values)
    return str(request.param)
