"""The demonstration data, drawn and written once for all tests of this folder."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from etl.demonstration import write_demonstration
from etl.demonstration.hand_ins import HandIn, hand_ins
from etl.demonstration.history import Event, history
from etl.demonstration.plan import Plan, load_plan
from indicators.loader import CATALOGUES, load
from indicators.model import Catalogue

Histories = Mapping[str, Mapping[str, tuple[Event, ...]]]


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load(CATALOGUES / "rcat-2008-2010")


@pytest.fixture(scope="session")
def plan(catalogue: Catalogue) -> Plan:
    return load_plan(catalogue)


@pytest.fixture(scope="session")
def histories(catalogue: Catalogue, plan: Plan) -> Histories:
    units = catalogue.programme.areas.units
    return {unit.id: history(catalogue, plan, unit, place) for place, unit in enumerate(units)}


@pytest.fixture(scope="session")
def drawn(catalogue: Catalogue, plan: Plan, histories: Histories) -> tuple[HandIn, ...]:
    return hand_ins(catalogue, plan, histories)


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory, catalogue: Catalogue) -> list[Path]:
    return write_demonstration(tmp_path_factory.mktemp("demonstration"), catalogue)
