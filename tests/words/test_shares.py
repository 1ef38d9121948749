"""How a share is written (FIGURES.md 9): every clause, over every share that is seen, and by one function alone.

Fault D8 of those that outsiders found (tests/intake/cases/README.md).
"""

import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from indicators.language import language
from indicators.shares import exact, written

ROOT = Path(__file__).parents[2]
THRESHOLDS = (Fraction(1, 2), Fraction(1), Fraction(2, 3), Fraction(9, 10), Fraction(1, 3), Fraction(991, 1000))


def share(numerator: int, denominator: int, *thresholds: float, code: str = "en") -> str:
    return language(code).share(Fraction(numerator, denominator), thresholds).replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("numerator", "denominator", "expected"),
    [
        (16, 24, "67 %"), (21, 24, "88 %"), (23, 24, "96 %"), (15, 24, "63 %"), (3, 24, "13 %"), (1, 8, "13 %"),
        (0, 24, "0 %"), (24, 24, "100 %"), (1, 200, "1 %"), (1, 201, "<1 %"), (1, 10_000, "<1 %"),
        (199, 200, ">99 %"), (299, 300, ">99 %"), (99, 100, "99 %"), (197, 199, "99 %"), (57, 100, "57 %"),
        (29, 100, "29 %"), (115, 200, "58 %"), (13_906, 19_632, "71 %"),
    ],
)  # fmt: skip
def test_a_share_to_the_nearest_whole_per_cent_half_up(numerator: int, denominator: int, expected: str) -> None:
    assert share(numerator, denominator) == expected
    assert share(numerator, denominator, code="sq") == expected


@pytest.mark.parametrize(
    ("numerator", "denominator", "threshold", "expected"),
    [
        (124, 250, 0.5, "49.6 %"), (1249, 2500, 0.5, "49.96 %"), (49_999, 100_000, 0.5, "49.99 %"),
        (199, 399, 0.5, "49.9 %"), (1, 2, 0.5, "50 %"), (49, 100, 0.5, "49 %"), (174, 200, 0.875, "87 %"),
        (873, 1000, 0.875, "87 %"), (8748, 10_000, 0.875, "87 %"), (796, 1000, 0.8, "79.6 %"),
        (9896, 10_000, 0.99, "98.96 %"), (9962, 10_000, 1.0, ">99 %"), (4, 1000, 0.005, "<1 %"),
        (4955, 10_000, 0.496, "49.55 %"), (7, 20, 0.35, "35 %"),
    ],
)  # fmt: skip
def test_below_a_threshold_it_is_never_written_as_the_threshold(
    numerator: int, denominator: int, threshold: float, expected: str
) -> None:
    assert share(numerator, denominator, threshold, 1.0) == expected
    assert share(numerator, denominator, threshold, 1.0, code="sq") == expected.replace(".", ",")


def test_an_unknown_share_is_a_dash() -> None:
    assert language("en").share(None) == language("sq").share(None) == "–"


def test_a_share_that_somebody_wrote_is_the_number_written() -> None:
    assert exact(0.35) == Fraction(7, 20)
    assert language("en").share(0.285) == "29\N{NO-BREAK SPACE}%"  # half up, where the binary number lies below it


def test_a_bound_claims_no_more_than_is_known() -> None:
    assert written(Fraction(676, 1000), rounding="down").percent == Decimal(67)
    assert written(Fraction(672, 1000), rounding="up").percent == Decimal(68)


@pytest.mark.parametrize("threshold", THRESHOLDS)
def test_every_clause_holds_for_every_share(threshold: Fraction) -> None:
    for denominator in range(1, 401):
        for numerator in range(denominator + 1):
            of = Fraction(numerator, denominator)
            sign, percent = written(of, (threshold,))
            said = Fraction(percent)
            assert (said == 100) == (of == 1), of
            assert (said == 0) == (of == 0), of
            if sign:
                assert f"{sign}{said}" == (">99" if of > Fraction(1, 2) else "<1"), of
                assert Fraction(99, 100) < of < 1 or 0 < of < Fraction(1, 100), of
                continue
            if of < threshold:
                assert said < 100 * threshold, of
            unit = Fraction(1, 10 ** max(0, -int(percent.as_tuple().exponent)))
            assert abs(said - 100 * of) <= unit / 2 or (unit < Fraction(1, 10) and 0 <= 100 * of - said < unit), of
            if unit == 1:
                assert said - 100 * of != Fraction(-1, 2), "half is rounded up"
            else:
                assert of < threshold <= Fraction(int(100 * of + Fraction(1, 2)), 100), "decimals only where needed"


def test_the_ends_of_a_span_never_cross() -> None:
    for denominator in range(1, 101):
        said = [written(Fraction(one, denominator), (0.5, 1.0)).percent for one in range(denominator + 1)]
        assert said == sorted(said)


# --- by one function


WRITTEN_ELSEWHERE = re.compile(
    r"""format_percent|:\.\d*%\}|tickformat|ticksuffix|\} ?%["'\s]|NO-BREAK SPACE\}%|\+ ?["'] ?%["']"""
)
NOT_TEXT = {
    "indicators/language.py": "the one place",
    "dashboard/components/figures/boundary_map.py": "places in a style sheet's own per cent",
    "dashboard/components/figures/multiples.py": "heights of bars",
    "dashboard/components/figures/headlines.py": "widths of bars",
}


def test_no_other_place_writes_a_share() -> None:
    found = {
        path.relative_to(ROOT).as_posix()
        for folder in ("indicators", "etl", "dashboard")
        for path in (ROOT / folder).rglob("*.py")
        if WRITTEN_ELSEWHERE.search(path.read_text("utf-8"))
    }
    assert found <= NOT_TEXT.keys()
    assert "indicators/language.py" in found


@pytest.mark.parametrize("package", ["indicators", "etl", "dashboard", "dashboard/commands", "etl/outputs/exports"])
@pytest.mark.parametrize("code", ["en", "sq"])
def test_no_text_adds_a_per_cent_sign_to_a_value(package: str, code: str) -> None:
    text = (ROOT / package / "locale" / f"{code}.yaml").read_text("utf-8")
    assert re.findall(r"\}\s?%|\d%", text) == []
