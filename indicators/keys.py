"""How two texts are held to be the same: without case, diacritics, the kind of dash or quotation mark, spare space.

This is the one folding (FORMS.md 3): whatever compares texts compares what `fold_key` makes of them. No SQL folds:
tables carry the folded texts beside the texts (indicators/ledger.py), and the evaluator's package does, too.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

FOLDING = 2
"""Raise it when texts are folded otherwise: packs and builds then make the keys that they hold anew."""

# Besides every dash of Unicode (its category Pd): the minus sign, a bullet and a modifier letter that look like one.
_DASHES = "\u2043\u2212\u02d7\u2796"
# Double quotation marks, angle and corner ones, and what is typed for them: double primes, modifier letters.
_QUOTES = (
    "\u00ab\u00bb\u201c\u201d\u201e\u201f\u2039\u203a\u2e42\u300c\u300d\u300e\u300f\u301d\u301e\u301f\u275d\u275e\u2760"
    "\u02ba\u02ee\u05f4\u3003\U0001f676\U0001f677\U0001f678"
)
# Single quotation marks, apostrophes, and what is typed for them: primes, the grave accent, modifier letters.
_APOSTROPHES = (
    "`\u2018\u2019\u201a\u201b\u2032\u2035\u275b\u275c\u275f\u02b9\u02bb\u02bc\u02bd\u02be\u02bf\u02c8\u02ca\u02cb\u02f4"
    "\u055a\u05f3\u07f4\u07f5\ua78b\ua78c"
)
# What an acute accent, a double one and double primes are once they are taken apart.
_APART = ((" \u0301", "'"), (" \u030b", '"'), ("\u2032\u2032", '"'), ("\u2035\u2035", '"'))


class _Plain(dict[int, str | int | None]):
    """A translation table to one dash, quotation mark and apostrophe, without combining marks.

    Each other character is looked up in the Unicode tables once.
    """

    def __missing__(self, character: int) -> str | int | None:
        sign = chr(character)
        is_dash, is_mark = unicodedata.category(sign) == "Pd", unicodedata.combining(sign)
        self[character] = "-" if is_dash else None if is_mark else character
        return self[character]


_PLAIN = _Plain(
    {ord(sign): plain for plain, signs in (("-", _DASHES), ('"', _QUOTES), ("'", _APOSTROPHES)) for sign in signs}
)


def fold_key(text: str) -> str:
    """`text` as keys compare it: NFKD, casefolded, no combining marks, one dash, one quotation mark, one apostrophe.

    White space is folded and trimmed.
    """
    if text.isascii():
        return " ".join(text.replace("`", "'").casefold().split())
    return _folded(text)


@lru_cache(maxsize=256)  # one text is compared several times in turn
def _folded(text: str) -> str:
    # Twice, for what folding the case brings forth may be taken apart again.
    return " ".join(_plain(_plain(text).casefold()).casefold().split())


def _plain(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text)
    for sign, plain in _APART:
        apart = apart.replace(sign, plain)
    return apart.translate(_PLAIN)
