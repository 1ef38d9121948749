"""How a share is written: to the nearest whole per cent, and never as all, nothing or a threshold that it is not.

FIGURES.md 9 is the rule. Every page, document and command writes its shares by `Language.share`, which asks here; the
computation is exact, so that 7 of 8 is 88 % on every machine.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Literal, NamedTuple

Rounding = Literal["nearest", "down", "up"]
_MOST_DECIMALS = 2


class Written(NamedTuple):
    """A share as it is written: `>` or `<` before it where the number alone would say too much, and the per cent."""

    sign: str
    percent: Decimal


def exact(value: Fraction | float) -> Fraction:
    """A share as somebody wrote it: 0.35 is 7/20, not the binary number beside it."""
    return value if isinstance(value, Fraction) else Fraction(str(value))


def written(share: Fraction, thresholds: Iterable[Fraction | float] = (), rounding: Rounding = "nearest") -> Written:
    """A share as it is written.

    Args:
        share: From 0 (nothing) to 1 (all), or above.
        thresholds: What it is graded by: below one of them it is never written as that one or as more.
        rounding: `down` for a lower bound and `up` for an upper one, which must not claim more than is known.
    """
    percent = share * 100
    if rounding != "nearest":
        return Written("", Decimal(floor(percent) if rounding == "down" else ceil(percent)))
    whole = _rounded(percent, 0)
    if 0 < share < 1 and whole in (0, 100):
        return Written(">", Decimal(99)) if whole else Written("<", Decimal(1))
    above = [100 * one for one in map(exact, thresholds) if share < one]
    for decimals in range(_MOST_DECIMALS + 1):
        found = _rounded(percent, decimals)
        if all(found < one for one in above):
            return Written("", _decimal(found, decimals))
    scale = 10**_MOST_DECIMALS
    return Written("", _decimal(Fraction(floor(percent * scale), scale), _MOST_DECIMALS))


def _rounded(percent: Fraction, decimals: int) -> Fraction:
    """To the nearest, half up."""
    scale = 10**decimals
    return Fraction(floor(percent * scale + Fraction(1, 2)), scale)


def _decimal(number: Fraction, decimals: int) -> Decimal:
    return Decimal(int(number * 10**decimals)).scaleb(-decimals)
