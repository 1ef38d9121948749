"""What the tests of the front door share: the catalogue, one reader process, and a check that uses both."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from etl.intake.container.guard import LIMITS
from etl.intake.reader import Reader
from etl.intake.submission import CheckedSubmission, check_submission
from indicators.loader import CATALOGUES, load
from indicators.model import Catalogue
from tests.intake.builders import TODAY

Check = Callable[[Path], CheckedSubmission]


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load(CATALOGUES / "rcat-2008-2010")


@pytest.fixture(scope="session")
def reader() -> Iterator[Reader]:
    # Without the clock's limit: tests share their machine, and a slow turn is no fault of the file.
    with Reader(replace(LIMITS, seconds=120.0)) as one:
        yield one


@pytest.fixture(scope="session")
def check(catalogue: Catalogue, reader: Reader) -> Check:
    """Check a file; in every test the counts and the texts of the findings are looked at too."""

    def checked(path: Path) -> CheckedSubmission:
        found = check_submission(path, catalogue, today=TODAY, reader=reader)
        assert all(message for one in found.as_json()["findings"] for message in one["message"].values())  # type: ignore[attr-defined]
        assert not found.refused or sum(found.accepted.values()) == 0
        return found

    return checked
