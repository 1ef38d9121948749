"""The engines, where this machine has them."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Iterator

import pytest

from etl.build.large.engines.engine import VARIABLES, engine_named
from etl.build.tables import Compute
from tests.engines import server


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A PostgreSQL server of our own, as libpq names it."""
    if server.programs() is None:
        pytest.skip("no PostgreSQL server on this machine: its figures are not compared (apt-get install postgresql)")
    with server.running() as name:
        yield name


@pytest.fixture(scope="session")
def postgres(postgres_server: str) -> Iterator[Compute]:
    """The engine that computes there."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLES["postgres"], postgres_server)
        yield engine_named("postgres")


@pytest.fixture(scope="session")
def spark() -> Iterator[Compute]:
    """Spark on two cores, one session for all tests: starting it takes longer than they do."""
    if importlib.util.find_spec("pyspark") is None:
        pytest.skip("PySpark is not installed: its figures are not compared (pip install '.[spark]')")
    if shutil.which("java") is None:
        pytest.skip("no Java on this machine: Spark's figures are not compared")
    from etl.build.large.engines.spark import session  # noqa: PLC0415 - not installed everywhere

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLES["spark"], "local[2]")
        with session():
            yield engine_named("spark")
