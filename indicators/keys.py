"""How two texts are held to be the same (forms.md 3): by their keys."""

from __future__ import annotations

import unicodedata


def fold_key(text: str) -> str:
    """A text as keys compare: without case, diacritics or doubled white space (forms.md 3)."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return " ".join(unicodedata.normalize("NFKC", bare.casefold()).split())
