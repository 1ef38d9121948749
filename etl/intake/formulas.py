"""Whether a formula takes its value from another workbook, directly or by a name that the workbook defines."""

from __future__ import annotations

import re
from collections.abc import Mapping

_OUTSIDE = re.compile(r"\[[^\[\]]+\][^\[\]!,()+*]*!|[^|]+\|[^|]*!")
_QUOTED_TEXT = re.compile(r'"[^"]*"')
_NAME = re.compile(r"[^\W\d][\w.\\]*")


def reaches_outside(formula: str, names: frozenset[str] = frozenset()) -> bool:
    """Whether a formula names another workbook, or one of the defined names (case-folded) that do."""
    bare = _QUOTED_TEXT.sub("", formula)
    if _OUTSIDE.search(bare):
        return True
    return bool(names) and not names.isdisjoint(name.casefold() for name in _NAME.findall(bare))


def names_that_reach_outside(formulas: Mapping[str, str]) -> frozenset[str]:
    """Of the defined names (case-folded) those whose formula reaches into another workbook, also by other names."""
    found: frozenset[str] = frozenset()
    while True:
        more = found | {name for name, formula in formulas.items() if reaches_outside(formula, found)}
        if more == found:
            return found
        found = more
