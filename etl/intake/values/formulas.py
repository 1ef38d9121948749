"""Whether a formula takes its value from elsewhere: another workbook, a page, or a name that stands for one.

A structured reference to a table of one's own (`Table1[Nr]`) is not a link, and neither is a link to click on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_TEXT = r'"(?:[^"]|"")*"'
_TEXT_OR_NAME = re.compile(rf"{_TEXT}|'(?:[^']|'')*'")
# `[1]Sheet!`, `[Book.xlsx]Sheet!`, `[1]!name`: nothing but a sheet's name stands between the bracket and the mark.
_BOOK = re.compile(r"\[[^\[\]]+\][\w.:\\]*!")
# The same within apostrophes, and a path: no sheet's name holds a stroke. LibreOffice writes `'C:/b'#$S.A1`.
_NAMED_BOOK = re.compile(r"^\[[^\[\]]+\]|\[[^\[\]]+\][^\[\]]|[\\/]")
# `cmd|'/C calc'!A0` asks another program.
_PROGRAM = re.compile(r"[\w.']\|(?:'[^']*'|[\w.:\\]+)!")
_FETCHES = re.compile(
    r"(?<![\w.])(?:_xlfn\.|_xlws\.|_+xludf\.)*"
    r"(?:WEBSERVICE|IMPORT(?:RANGE|DATA|HTML|XML|FEED)|GOOGLEFINANCE|STOCKHISTORY|RTD|DDE|SQL\.REQUEST|CUBE[A-Z]+)\s*\(",
    re.IGNORECASE,
)
# What is a reference, or a formula of another program, though it is written as a text.
_INDIRECT = re.compile(rf"(?<![\w.])INDIRECT\s*\(((?:{_TEXT}|[^\"()]|\([^()]*\)){{0,2000}}+)", re.IGNORECASE)
_NOT_OURS = re.compile(rf"DUMMYFUNCTION\s*\(\s*({_TEXT})", re.IGNORECASE)
_NAME = re.compile(r"[^\W\d][\w.\\]*")


def reaches_outside(formula: str, names: frozenset[str] = frozenset()) -> bool:
    """Whether a formula takes its value from elsewhere, or names one of the defined names (case-folded) that do."""
    bare = _TEXT_OR_NAME.sub(lambda match: "" if match[0][0] == '"' else match[0], formula)
    if _refers_outside(bare) or _FETCHES.search(bare) or _PROGRAM.search(bare):
        return True
    if names and not names.isdisjoint(name.casefold() for name in _NAME.findall(bare)):
        return True
    if any(_refers_outside(_joined(match[1])) for match in _INDIRECT.finditer(formula)):
        return True
    return any(reaches_outside(_unquoted(match[1])) for match in _NOT_OURS.finditer(formula))


def _refers_outside(bare: str) -> bool:
    """Whether a formula without its texts, or a reference, names another workbook."""
    for match in _TEXT_OR_NAME.finditer(bare):
        after = bare[match.end() : match.end() + 1]
        if after == "#" or (after == "!" and _is_in_a_book(match[0][1:-1])):
            return True
    return _BOOK.search(_TEXT_OR_NAME.sub("''", bare)) is not None


def _is_in_a_book(sheet: str) -> bool:
    """Whether a sheet's name within apostrophes stands in a book: `[1]S`, `[Book]S`, a path. `Sheet [1]` does not."""
    return _NAMED_BOOK.search(sheet) is not None


def _joined(arguments: str) -> str:
    """A reference that is put together from texts, with an x for each piece that is none."""
    texts = re.split(f"({_TEXT})", arguments)
    return "".join(_unquoted(one) if place % 2 else "x" * bool(one.strip()) for place, one in enumerate(texts))


def _unquoted(text: str) -> str:
    return text[1:-1].replace('""', '"')


def names_that_reach_outside(formulas: Mapping[str, str]) -> frozenset[str]:
    """Of the defined names (case-folded) those whose formula reaches outside, also by other names."""
    found: frozenset[str] = frozenset()
    while True:
        more = found | {name for name, formula in formulas.items() if reaches_outside(formula, found)}
        if more == found:
            return found
        found = more
