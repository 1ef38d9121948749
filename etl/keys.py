"""How texts are compared: keys match without case, diacritics or superfluous white space (forms.md 3)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches

# Lower-case letters of other scripts, and the Latin ones that they or their capitals pass for.
_CYRILLIC = ("авеѕіјкмнорстухԁԛԝһӏп", "abesijkmhopctyxdqwhln")
_GREEK = ("αβεζηικμνορτυχ", "abezhikmvoptyx")
_OTHERS = ("ıɑɡօսհ", "iagouh")
_LOOK_ALIKES = {
    ord(letter): latin
    for foreign, same in (_CYRILLIC, _GREEK, _OTHERS)
    for letter, latin in zip(foreign, same, strict=True)
}


class _MarksDropped(dict[int, int | None]):
    """A translation table that drops combining marks; each character is looked up in the Unicode tables once."""

    def __missing__(self, character: int) -> int | None:
        self[character] = None if unicodedata.combining(chr(character)) else character
        return self[character]


_WITHOUT_MARKS = _MarksDropped()


def fold_key(text: str) -> str:
    """`text` as keys compare it: NFKD, no combining marks, casefolded, white space folded and trimmed."""
    if text.isascii():
        return " ".join(text.casefold().split())
    bare = unicodedata.normalize("NFKD", text).translate(_WITHOUT_MARKS)
    return " ".join(bare.casefold().split())


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
