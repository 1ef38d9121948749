"""What a text looks like whose letters were read in the wrong encoding (FORMS.md 3).

A text is plainly broken where a sign stands that no word has there: `looks_broken` says so of any text, from whatever
file. `misread_word` is stricter: it is for a text whose encoding had to be guessed, where one odd sign is enough.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

GUESSED = "cp1250"
"""What is taken where nothing says the encoding: what Excel writes on a computer set to Albanian."""
ALBANIAN = "ëçËÇ"
# No other code page has a letter of ours where this one has these. Ç is the Macintosh's opening quotation mark.
_TELLING = re.compile("[ëËç]")
_OTHERS = ("mac_roman", "cp852", "cp850")
# Letters that Windows-1250 and -1252 have at the same place, and those of the neighbours' languages.
_LOWER, _UPPER = "áâäéíîóôöúüýšžčćđ", "ÁÂÄÉÍÎÓÔÖÚÜÝŠŽČĆĐ"
_LETTER = r"[^\W\d_]"
_ASCII_LOWER, _ASCII_UPPER = "a-zëç", "A-ZËÇ"

# Images of ë, ç, Ë and Ç: UTF-8 taken for a code page of Windows, DOS or Macintosh, one of those taken for another, and
# ways to write them that only programs understand (HTML, percent signs, e-mail, UTF-7). A question mark between two
# letters is what is left where a code page had no such letter.
_BROKEN = re.compile(
    "(?=[^\x00-\x7f]|[&=%+\x1b])(?:[\u0080-\u0084\u0086-\u009f\ufffd]|\u00e2\u20ac|\u00ef\u00bb\u00bf"
    "|[\u00c3\u0102\u00c4\u00c5\u0139\u00c2][\u0080-\u00bf\u20ac\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160"
    "\u2039\u0152\u017d\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u017e\u0178\u02c7"
    "\u02d8\u0141\u0104\u015e\u017b\u02db\u0142\u0105\u015f\u013d\u02dd\u013e\u017c\u2021\u0164\u0179\u0165\u017a]"
    f"|(?<={_LETTER})[‘‚€](?=[{_ASCII_LOWER}])|(?<={_LETTER})[‰‡]|[‰‡](?={_LETTER})"
    f"|(?<=[{_ASCII_LOWER}])[ŤÎÙÓÍÁÀŰ]|(?<={_LETTER})þ|(?<=[{_ASCII_UPPER}])č(?=[{_ASCII_UPPER}])"
    f"|(?<=[{_ASCII_LOWER}])[¨¸º½¤¦¬](?=[{_ASCII_LOWER}])"
    f"|√[´ßãá]|(?<={_LETTER})[\u2500-\u259f]|[\u2500-\u259f](?={_LETTER})"
    r"|&(?:[eE]uml|[cC]cedil|#[0-9]{2,5}|#x[0-9A-Fa-f]{2,4});|[=%]C3[=%](?:AB|A7|8B|87)|\x1b"
    r"|\+(?:A[I-P]|I[BC])[AEIMQUYcgkosw048](?:[Ag][A-Za-z0-9+/]{2,}|(?![A-Za-z0-9+/])))"
)
# The same written as programs write what they cannot: `Tjet\u00ebr`, `Tjet\xebr`, `Tjet\'ebr`, `Tjet=EBr`, `Tjet%EBr`.
_ESCAPED = re.compile(
    r"\\u[02][0-9A-Fa-f]{3}|\\u\{[0-9A-Fa-f]{2,4}\}|\\(?:x|')(?:[89]|[A-Fa-f])[0-9A-Fa-f]|[Uu]\+00[CEce][7Bb]"
    "|(?<=[A-Za-zëç][a-zëç])=(?:EB|E7)(?![A-Z0-9:])|(?<=[A-ZËÇ]{2})=C[B7](?=[A-Z])|(?<![^\\s\"'“„‘(])=C[7B](?=[a-z])"
    "|(?<=[a-zëç])%(?:EB|E7|eb|e7)(?![0-9])|(?<=[A-ZËÇ]{2})%C[B7](?=[A-Z])|(?<![^\\s\"'“„‘(])%C[7B](?=[a-z])"
    f"|(?<={_LETTER})#(?:235|231|203|199);|&(?:[eE]uml|[cC]cedil)(?![A-Za-z])"
)
# A letter of another script at a Latin one, as in `Tjetλr`: no word has both. (The sign for a millionth is none.)
_LATIN, _OF_ANOTHER = "[A-Za-zÀ-ÖØ-öø-ɏ]", f"(?=[\u0370-\u1cff\u1f00-\u1fff\u2c00-\u2c5f\u3040-\ud7ff]){_LETTER}"
_MIXED = re.compile(f"(?<={_LATIN}){_OF_ANOTHER}|{_OF_ANOTHER}(?={_LATIN})")
# What ë and ç become in the Baltic code pages. Other languages do have these letters.
_DOUBTED = re.compile(f"(?<={_LATIN})[ėē]|[ėēĖĒ](?={_LATIN})|(?<={_LATIN})[ĖĒ]")
_CLOSED_UNOPENED = re.compile(f"^[^‘‚]*+(?<={_LETTER})‘(?!{_LETTER})")
_LOST = re.compile(f"{_LETTER}\\?[{_ASCII_LOWER}]")
_ADDRESS = re.compile(r"://|www\.|\.(?:php|aspx?|html?)\?", re.IGNORECASE)
_DOUBTFUL = re.compile(f"(?![{ALBANIAN}])[^\\W\\d_\x00-\x7f]")
_OURS, _NOT_ASCII = re.compile(f"[{ALBANIAN}]"), re.compile(r"[^\x00-\x7f]")
_BY_CHANCE = re.compile("[\x00-\x7f\u01c0-\u01ff\u02c0-\u02ff]*")
_WORTH_A_LOOK = re.compile(r"[^\x00-\x7f]|[?&=%+#\\\x1b]")

_NOTHING_ODD = re.compile("[ -~ëç\t\r\n]*")
_NEAR, _FAR_ENOUGH = "{0,500}", 1_000  # as far as a text goes that could be kept
_NO_SIGN_AFTER_A_LETTER = "‘‚„‹‰†€¤¦¨¬±µ¶¸ˇ˘˛˙˝÷×"
_NO_SIGN_BEFORE_A_LETTER = "‰†€¤¦¨¬±µ¶¸ˇ˘˛˙˝÷×"
_ODD = re.compile(
    "(?=[^ -~\t\r\n])(?:[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffd‡]"
    # Letters of neither Albanian nor its neighbours, and letters in the wrong case.
    f"|(?![A-Za-z{ALBANIAN}{_LOWER}{_UPPER}µ]){_LETTER}"
    f"|(?<=[{_ASCII_LOWER}{_LOWER}])[{_UPPER}ËÇ]|(?<=[{_ASCII_UPPER}{_UPPER}])[{_LOWER}](?=[{_ASCII_UPPER}{_UPPER}])"
    f"|(?<!{_LETTER})[{_LOWER}](?=[{_ASCII_UPPER}{_UPPER}])|(?<!{_LETTER})[{_UPPER}ËÇ](?=[A-Z][a-z])"
    # Signs at a letter, where no word has them.
    f"|(?<={_LETTER})[{_NO_SIGN_AFTER_A_LETTER}]|[{_NO_SIGN_BEFORE_A_LETTER}](?={_LETTER})"
    f"|(?<={_LETTER})[“”«»›•©®™](?={_LETTER})|(?<!{_LETTER})[®™](?={_LETTER})|(?<!{_LETTER})´"
    # Opening marks that nothing closes; signs of money and of thousandths without a number.
    f"|‘(?![0-9])(?![^’]{_NEAR}’)|‘(?=[\\s,.;:!?)]|$)|‚(?![\\w“”][^’]{_NEAR}’)"
    "|(?<![0-9])(?<![0-9][ \xa0])‰"
    "|(?<![0-9(/])(?<![0-9][ \xa0])(?<![^\\W\\d_][ \xa0])€(?![0-9]|[ \xa0][0-9])|€(?=['’´]))"
)
_ODD_CLOSING = re.compile(f"^[^“„”]*+(”)(?![^”]{_NEAR}”)")
_WORD = re.compile("[^\\s\\d\x00-\x2f:-@\\[-`{-\x7e]+")


def looks_broken(text: str) -> bool:
    """Whether a text is plainly in a broken encoding, such as KukÃ«s, Tjet‘r, Tjet?r, Tjet=EBr."""
    sample = text[:_FAR_ENOUGH]
    if not _WORTH_A_LOOK.search(sample):
        return False
    is_broken = _BROKEN.search(sample) or _CLOSED_UNOPENED.search(sample)
    perhaps = _LOST.search(sample) or _ESCAPED.search(sample)
    return is_broken is not None or (perhaps is not None and not _ADDRESS.search(sample))


def mixes_scripts(text: str) -> bool:
    """Whether a word holds letters of Latin and of another script: one of them was misread, or passes for the other."""
    return not text.isascii() and _MIXED.search(unicodedata.normalize("NFC", text)) is not None


def doubted_letter(text: str) -> str | None:
    """The first letter of a text that Albanian does not have, and that ë and ç become in a Baltic code page."""
    found = None if text.isascii() else _DOUBTED.search(text)
    return found[0] if found else None


def misread_word(text: str) -> str | None:
    """The first word of a text that no word looks like, so that the encoding was guessed wrongly; None where all do."""
    if _NOTHING_ODD.fullmatch(text):
        return None
    odd = _ODD.search(text)
    if odd:
        return word_at(text, odd.start())
    closing = _ODD_CLOSING.search(text)
    return word_at(text, closing.start(1)) if closing else None


def word_at(text: str, place: int) -> str:
    """The word around a place of a text: letters and odd signs, so never a number or an address."""
    near = text[max(place - 40, 0) : place + 40]
    at = min(place, 40)
    return next((one[0] for one in _WORD.finditer(near) if one.start() <= at < one.end()), text[place : place + 1])


def could_be_another(texts: Sequence[str]) -> bool:
    """Whether texts that were read in the guessed encoding would look as well in one of DOS or Macintosh."""
    letters = "".join(texts)
    if _TELLING.search(letters) or not _DOUBTFUL.search(letters):
        return False
    return any(all(misread_word(text.encode(GUESSED).decode(other)) is None for text in texts) for other in _OTHERS)


def might_be_utf_8_by_chance(text: str) -> bool:
    """Whether what was read as UTF-8 is rather Windows-1250: Ç or Ë and a typographic sign make a letter of UTF-8."""
    return not text.isascii() and _BY_CHANCE.fullmatch(text) is not None


def telling_word(texts: Sequence[str]) -> tuple[int, str]:
    """The place among texts, and the word, by which a person sees best whether the encoding was guessed rightly."""
    for pattern in (_DOUBTFUL, _OURS, _NOT_ASCII):
        for place, text in enumerate(texts):
            found = pattern.search(text)
            if found:
                return place, word_at(text, found.start())
    return 0, ""
