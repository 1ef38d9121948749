"""What a text was most likely meant to be: letters of other scripts, and the nearest known text (FORMS.md 3)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from difflib import get_close_matches
from functools import lru_cache

from indicators.keys import fold_key

# Lower-case letters of other scripts, and the Latin ones that they or their capitals pass for.
_CYRILLIC = ("авеѕіјкмнорстухԁԛԝһӏп", "abesijkmhopctyxdqwhln")
_GREEK = ("αβεζηικμνορτυχ", "abezhikmvoptyx")
_OTHERS = ("ıɑɡօսհ", "iagouh")
_LOOK_ALIKES = {
    ord(letter): latin
    for foreign, same in (_CYRILLIC, _GREEK, _OTHERS)
    for letter, latin in zip(foreign, same, strict=True)
}
_LATIN_LETTERS = {
    ord(foreign): latin
    for letter, small in _LOOK_ALIKES.items()
    for foreign, latin in ((chr(letter), small), (chr(letter).upper(), small.upper()))
    if len(foreign) == 1 and not unicodedata.name(foreign).startswith("LATIN")
}
# Letters that are drawn as the Latin ones are: nobody can see of which script a word of only these is.
_SAME_SHAPE = frozenset("АВЕЅІЈКМНОРСТУХԚԜаеѕіјорсухһӏԁԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧο")
_WORD_OR_NUMBER = re.compile(r"[^\W_]+")
_WORD = re.compile(r"[^\W\d_]+")
LEAST_LETTERS = 4  # of a word in which one letter may be a slip; `A` and `B` are two things
_FOREIGN = frozenset(map(chr, _LATIN_LETTERS))


def latin_look(folded: str) -> str:
    """A folded key with the look-alike letters of other scripts replaced by the Latin ones they pass for."""
    return folded.translate(_LOOK_ALIKES)


def nearest(text: str, candidates: Iterable[str]) -> str | None:
    """The candidate that `text` was most likely meant to be, or None where none is near."""
    by_key = {fold_key(candidate): candidate for candidate in candidates}
    wanted = fold_key(latin_look(fold_key(text)))[:80]
    if wanted in by_key:
        return by_key[wanted]
    close = get_close_matches(wanted, by_key, n=1, cutoff=0.7)
    return by_key[close[0]] if close else None


def comparable(value: object) -> str | None:
    """A value as keys compare it; empty equals only empty."""
    if value is None:
        return None
    return value.isoformat() if isinstance(value, date) else fold_key(str(value))


def in_latin(text: str) -> str | None:
    """The text in Latin letters, where a word of it only seems to be; None where it is what it seems to be."""
    if text.isascii():
        return None
    apart = _apart(text)
    if _FOREIGN.isdisjoint(apart):
        return None
    words = _WORD.findall("".join(one for one in apart if not unicodedata.combining(one)))
    if not any(_only_seems_latin(word) for word in words):
        return None
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", text).translate(_LATIN_LETTERS))


def passes_for_latin(text: str) -> str | None:
    """The text in Latin letters, where its letters of other scripts are all drawn as Latin ones; else None."""
    meant = in_latin(text)
    if meant is None or not _SAME_SHAPE.issuperset(one for one in _apart(text) if ord(one) in _LATIN_LETTERS):
        return None
    return meant


def _apart(text: str) -> str:
    return unicodedata.normalize("NFKD", text)


def _only_seems_latin(word: str) -> bool:
    if not any(ord(one) in _LATIN_LETTERS for one in word):
        return False
    return _SAME_SHAPE.issuperset(word) or any(unicodedata.name(one, "").startswith("LATIN") for one in word)


def is_near(one: str, other: str) -> bool:
    """Whether two folded keys that differ were most likely meant to be the same.

    They differ by no more than signs and spaces, or in one letter of one longer word; never in a number.
    """
    first, second = _words(one), _words(other)
    if "".join(first) == "".join(second):
        return bool(first)
    if len(first) != len(second):
        return False
    differing = [pair for pair in zip(first, second, strict=True) if pair[0] != pair[1]]
    return len(differing) == 1 and _is_a_slip(*differing[0])


@lru_cache(maxsize=4096)
def _words(folded: str) -> tuple[str, ...]:
    return tuple(_WORD_OR_NUMBER.findall(latin_look(folded)))


def _is_a_slip(one: str, other: str) -> bool:
    """Whether two words differ by a letter left out, put in, put in place of another, or by two in turned order."""
    if min(len(one), len(other)) < LEAST_LETTERS or not (one.isalpha() and other.isalpha()):
        return False
    start = next((place for place, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), None)
    if start is None:
        return abs(len(one) - len(other)) == 1
    rest, rest_of_other = one[start:], other[start:]
    turned = rest[:2] == rest_of_other[1::-1] and rest[2:] == rest_of_other[2:]
    return turned or rest_of_other[1:] in (rest[1:], rest) or rest[1:] == rest_of_other
