"""What a text was most likely meant to be: letters of other scripts, and the nearest known text (forms.md 3)."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

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
