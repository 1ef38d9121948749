"""The order of words in the reader's alphabet: for every list that people read, in either language.

Albanian has letters of its own and of two signs (ç after c, dh after d, zh after z); English reads none. Whatever mark
a letter carries that the alphabet does not know tells two words apart only where all else is alike. Numbers go by
their size, and a space comes before every letter, so that “Durrës i Ri” stands before “Dhërmi”.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

Key = tuple[tuple[tuple[int, int, str], ...], str, str]

_LETTERS: Mapping[str, str] = {
    "sq": "a b c ç d dh e ë f g gj h i j k l ll m n nj o p q r rr s sh t th u v w x xh y z zh",
    "en": "a b c d e f g h i j k l m n o p q r s t u v w x y z",
}
_PLACES = {code: {letter: at for at, letter in enumerate(letters.split())} for code, letters in _LETTERS.items()}
_LONGEST_FIRST = {
    code: re.compile("|".join([r"[0-9]+", *sorted(places, key=len, reverse=True), r"[^\W\d_]", r"(?:[\W_](?<!['’]))+"]))
    for code, places in _PLACES.items()
}
_GAP, _NUMBER, _LETTER, _OTHER = range(4)


@lru_cache(maxsize=32_768)
def alphabetical(text: str, code: str) -> Key:
    """The key that sorts texts as a dictionary of the language does."""
    plain = _known_marks_alone(text.casefold(), _PLACES[code])
    parts = tuple(_part(found[0], _PLACES[code]) for found in _LONGEST_FIRST[code].finditer(plain))
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
