"""A table whose lines each stand in one cell, because its separator is not the one that was expected."""

from __future__ import annotations

import re
from collections.abc import Iterable

from etl.intake.cells import RawSheet
from etl.intake.characters import LONGEST_TEXT
from etl.intake.csv_text import SEPARATORS
from etl.intake.headers import name_key

SPACE = " "
_SIGN = re.compile(r"[^\w\s'’\"-]")
_WIDE = re.compile(r"\s{2,}")


def joined_by(sheet: RawSheet, names: Iterable[str]) -> str | None:
    """The sign between the column names that stand in one cell of the header; None where columns are told apart.

    `names` are all headers of the sheet, folded.
    """
    known = frozenset(names)
    cells = [cell.written[:LONGEST_TEXT] for cell in sheet.rows[0].cells] if sheet.rows else []
    if any(name_key(text) in known for text in cells):
        return None
    for text in cells:
        signs: list[str] = [*SEPARATORS, *_SIGN.findall(text)]
        for sign in dict.fromkeys(signs):
            if _names_in(text.split(sign), known) > 1:
                return sign
        if max(_names_in(text.split(), known), _names_in(_WIDE.split(text), known)) > 1:
            return SPACE
    return None


def _names_in(parts: Iterable[str], known: frozenset[str]) -> int:
    return sum(name_key(part.strip('"')) in known for part in parts)
