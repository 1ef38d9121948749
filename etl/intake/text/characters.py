"""White space and characters that cannot be seen, as people's programs leave them in texts (FORMS.md 3)."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

LONGEST_TEXT = 500
"""How many characters a text may have (FORMS.md 3)."""

# Format, control and surrogate characters that are not white space, fillers and variation selectors. Written out,
# because asking the Unicode tables character by character takes seconds for a large file.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160"
    "\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0"
    "\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0001\U000e0020-\U000e007f\U000e0100-\U000e01ef]+"
)


@lru_cache(maxsize=64)  # one cell's text is asked of several times in turn
def visible(text: str) -> str:
    """The text without what cannot be seen; white space stays."""
    return text if text.isascii() and text.isprintable() else _INVISIBLE.sub("", text)


def is_blank(text: str) -> bool:
    """Whether a text is nothing but white space and invisible characters."""
    if not text or text.isspace():
        return True
    return not text[0].isalnum() and not visible(text).strip()


def clean_text(text: str) -> str:
    """Trimmed, inner white space folded, invisible and direction characters removed, Unicode NFC."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    return unicodedata.normalize("NFC", " ".join(visible(text).split()))
