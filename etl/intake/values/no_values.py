"""Texts that stand where there is no value: what people and programs write for nothing, and errors (FORMS.md 3)."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

from etl.intake.text.characters import LONGEST_TEXT, clean_text
from indicators.keys import fold_key

# Lines, dots, and words for "there is none".
_SIGNS = r"[-‐-―−_./\\⁄∕… ·•∙]+|(?:s['‘’ʼ`´′]?|nuk )ka"
_NOT_APPLICABLE = r"n ?[/⁄∕\\] ?a|n\. ?a\.?"
_NOTHING_IN_WORDS = re.compile(
    rf"(?:{_SIGNS}|{_NOT_APPLICABLE})|[(\[](?:{_SIGNS}|{_NOT_APPLICABLE})[)\]]", re.IGNORECASE
)
_NOT_KNOWN = re.compile(rf"[(\[]?(?:{_NOT_APPLICABLE})[)\]]?", re.IGNORECASE)
# What databases and programs write for an empty field. `NA`, `None` and `null` may be texts.
_NOTHING_OF_PROGRAMS = frozenset(("NULL", "NaN", "NaT", r"\N", "<NA>"))

# By their kind: `#REF!`, `#BEZUG!`, `#¿NOMBRE?`, `#DIV/0!`; those without a mark at the end, and those of other makes.
_ERROR = re.compile(r"#[¡¿]?[^\W\d_a-z](?:[^\Wa-z]|[/.]| (?=\w))*[!?]|Err ?:[0-9]{3}")
_OTHER_ERRORS = frozenset(
    ("#N/A", "#N/D", "#N/B", "#N/C", "#N/V", "#I/T", "#Н/Д", "#Δ/Υ", "#NV", "#YOK", "#HIÁNYZIK", "#PUUTTUU",
     "#GETTING_DATA", "#OBTENIENDO_DATOS", "Loading...", "Loading…", "Po ngarkohet...", "Po ngarkohet…")
)  # fmt: skip
_TOO_NARROW = re.compile(r"#{3,}")

# True and false as spreadsheets show and save them, folded, in the languages that are used around here.
_TRUTHS = {
    **dict.fromkeys(("true", "vero", "wahr", "vrai", "verdadero", "e vertete", "i vertete", "αληθες"), True),
    **dict.fromkeys(("false", "falso", "falsch", "faux", "e gabuar", "i gabuar", "e rreme", "ψευδες"), False),
}  # fmt: skip


def says_nothing(text: str, *, in_numbers: bool = False) -> bool:
    """Whether a text means that there is nothing; where a number belongs, `n/a` says that it is not known."""
    if len(text) > LONGEST_TEXT:
        return False
    clean = clean_text(text)
    spellings = (clean, unicodedata.normalize("NFKC", clean))
    if in_numbers and any(_NOT_KNOWN.fullmatch(one) for one in spellings):
        return False
    return any(one in _NOTHING_OF_PROGRAMS or _NOTHING_IN_WORDS.fullmatch(one) for one in spellings)


def error_in(text: str) -> Literal["error", "too_narrow"] | None:
    """Which error of a spreadsheet a text is: one of its values, or signs for what its column was too narrow for."""
    if len(text) > LONGEST_TEXT:
        return None
    plain = clean_text(text)
    if _TOO_NARROW.fullmatch(plain):
        return "too_narrow"
    is_error = plain in _OTHER_ERRORS or (_ERROR.fullmatch(plain) and sum(one.isalpha() for one in plain) > 1)
    return "error" if is_error else None


def truth_of(text: str) -> bool | None:
    """True or false as a spreadsheet writes them, or None."""
    return _TRUTHS.get(fold_key(clean_text(text))) if len(text) <= LONGEST_TEXT else None
