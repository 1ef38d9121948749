"""How two values are compared: keys match without case or diacritics; empty matches only empty."""

from __future__ import annotations

import unicodedata
from datetime import date

from tests.oracle.model import Value


def folded(text: str) -> str:
    """`text` without case, diacritics or superfluous white space (forms, section 3, "Text")."""
    decomposed = unicodedata.normalize("NFKD", text)
    bare = "".join(character for character in decomposed if not unicodedata.combining(character))
    return " ".join(bare.casefold().split())


def match_key(value: Value) -> str | None:
    """What `value` is compared by; None for an empty one, which equals nothing but another empty one."""
    if value is None:
        return None
    text = value.isoformat() if isinstance(value, date) else str(value)
    return folded(text) or None
