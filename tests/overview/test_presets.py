"""The days that are often asked for."""

from __future__ import annotations

from datetime import date

import pytest

from dashboard.model.presets import as_of_presets, since_presets
from tests.ledger.bridge import SHIPPED

FIRST = date(2008, 1, 1)


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        ("2010-03-31", ["2010-03-31", "2009-12-31", "2010-02-28"]),
        ("2009-07-01", ["2009-07-01", "2009-06-30", "2009-06-30"]),
        ("2009-06-30", ["2009-06-30", "2008-12-31", "2009-05-31"]),
        ("2026-12-01", ["2026-12-01", "2010-12-31", "2026-11-30"]),
        ("2008-01-15", ["2008-01-15"]),
    ],
)
def test_the_as_of_date(today: str, expected: list[str]) -> None:
    found = as_of_presets(SHIPPED, date.fromisoformat(today), FIRST)
    assert [one.day.isoformat() for one in found] == expected


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("2010-03-31", ["2010-02-28", "2009-12-31"]), ("2009-01-31", ["2008-12-31", "2008-12-31"]),
        ("2008-03-01", ["2008-02-01"]), ("2008-01-15", []),
    ],
)  # fmt: skip
def test_what_it_is_compared_with_lies_before_it_and_in_the_programme(as_of: str, expected: list[str]) -> None:
    assert [one.day.isoformat() for one in since_presets(SHIPPED, date.fromisoformat(as_of))] == expected
