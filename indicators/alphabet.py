"""The order of words in the reader's alphabet: for every list that people read, in any language.

An alphabet is its letters with spaces between; one may be of several signs (`d dh e ë`). Whatever mark a letter carries
that the alphabet does not know tells two words apart only where all else is alike. Numbers go by their size, and a
space comes before every letter, so that “Durrës i Ri” stands before “Dhërmi”.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache

Key = tuple[tuple[tuple[int, int, str], ...], str, str]

_GAP, _NUMBER, _LETTER, _OTHER = range(4)


@cache
def _order(alphabet: str) -> tuple[Mapping[str, int], re.Pattern[str]]:
    """The place of each letter, and what finds them in a text, those of several signs first."""
    places = {letter: at for at, letter in enumerate(alphabet.split())}
    parts = [r"[0-9]+", *sorted(places, key=len, reverse=True), r"[^\W\d_]", r"(?:[\W_](?<!['’]))+"]
    return places, re.compile("|".join(parts))


@lru_cache(maxsize=32_768)
def alphabetical(text: str, alphabet: str) -> Key:
    """The key that sorts texts as a dictionary of that alphabet does."""
    places, letters = _order(alphabet)
    plain = _known_marks_alone(text.casefold(), places)
    parts = tuple(_part(found[0], places) for found in letters.finditer(plain))
    first = next((at for at, part in enumerate(parts) if part[0] != _GAP), 0)
    return parts[first:], text.casefold(), text


def _known_marks_alone(text: str, places: Mapping[str, int]) -> str:
    """Without the marks that make no letter of the alphabet."""
    kept = []
    for sign in unicodedata.normalize("NFC", text):
        apart = unicodedata.normalize("NFKD", sign)
        kept.append(sign if sign in places else "".join(one for one in apart if not unicodedata.combining(one)))
    return "".join(kept)


def _part(found: str, places: Mapping[str, int]) -> tuple[int, int, str]:
    if found in places:
        return _LETTER, places[found], ""
    if found.isascii() and found.isdecimal():
        return _NUMBER, int(found[:400]), ""
    return (_OTHER, 0, found) if found.isalpha() else (_GAP, 0, "")
