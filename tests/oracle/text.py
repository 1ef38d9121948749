"""How two values are compared, and how an item's key is written: forms, section 3, and interfaces, "Tables"."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import date

from tests.oracle.model import Value

# “without … the kind of dash, quotation mark or apostrophe”: the kinds that people write, each row one kind.
DASHES = "-‐‑‒–—―−﹘﹣－"
QUOTATION_MARKS = '"“”„‟«»″＂'
APOSTROPHES = "'’‘‚‛ʼ′`´＇"
_KINDS = {ord(one): kind[0] for kind in (DASHES, QUOTATION_MARKS, APOSTROPHES) for one in kind}


def folded(text: str) -> str:
    """`text` without case, diacritics, kinds of marks or superfluous white space (forms, section 3, "Text")."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_KINDS))
    bare = "".join(character for character in decomposed if not unicodedata.combining(character))
    return " ".join(bare.casefold().split())


def match_key(value: Value) -> str | None:
    """What `value` is compared by; None for an empty one, which equals nothing but another empty one."""
    if value is None:
        return None
    text = value.isoformat() if isinstance(value, date) else str(value)
    return folded(text) or None


def join_key(values: Sequence[str]) -> str:
    r"""“The key's values joined by `|` …; a `|` of a value's own is written `\|`”, so that it can be split again.

    That needs one thing more: where a backslash would come to stand before a `|`, its value doubles its backslashes.
    """
    written = []
    for place, value in enumerate(values, start=1):
        ends_in_the_middle = place < len(values) and value.endswith("\\")
        doubles = "\\|" in value or ends_in_the_middle
        signs = {"|": "\\|", "\\": "\\\\" if doubles else "\\"}
        written.append("".join(signs.get(sign, sign) for sign in value))
    return "|".join(written)
