"""How two texts are held to be the same: without case, diacritics or superfluous white space (forms.md 3)."""

from __future__ import annotations

import unicodedata


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
