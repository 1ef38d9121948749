"""How bounds carry over into sums and shares: every combination, written down beforehand."""

from __future__ import annotations

import pytest

from etl.figures.measures import BoundName, Stated, _bound_of_share, _sum


def of(number: float | None, bound: BoundName = "exact") -> Stated:
    return Stated(number, bound, ())


@pytest.mark.parametrize(
    ("parts", "number", "bound"),
    [
        ([of(2), of(3)], 5, "exact"),
        ([of(2), of(3, "lower")], 5, "lower"),
        ([of(2, "upper"), of(3)], 5, "upper"),
        ([of(2, "lower"), of(3, "lower")], 5, "lower"),
        ([of(2, "lower"), of(3, "upper")], None, "exact"),
        ([of(0)], 0, "exact"),
        ([of(2), of(None)], None, "exact"),
        ([], None, "exact"),
    ],
)
def test_a_sum_is_as_sure_as_its_parts(parts: list[Stated], number: float | None, bound: BoundName) -> None:
    """More than 3 and 2 is more than 5; more than 2 and less than 3 is anything."""
    assert _sum(parts) == Stated(number, bound, ())


@pytest.mark.parametrize(
    ("above", "below", "bound"),
    [
        ("exact", "exact", "exact"),
        ("lower", "exact", "lower"),
        ("upper", "exact", "upper"),
        ("exact", "lower", "upper"),
        ("exact", "upper", "lower"),
        ("lower", "upper", "lower"),
        ("upper", "lower", "upper"),
        ("lower", "lower", None),
        ("upper", "upper", None),
    ],
)
def test_more_of_the_whole_lowers_a_share(above: BoundName, below: BoundName, bound: BoundName | None) -> None:
    """Over 80 of 119 is more than 67 percent; 80 of over 119 is less; over 80 of over 119 is anything."""
    assert _bound_of_share(of(80, above), of(119, below)) == bound
