"""Personal data in a text, which never enters (FORMS.md 4): which kind it is, if any.

Patterns are narrow on purpose: references of documents (`Prot. 112/2009`), dates, sums and counts must pass. How often
they miss, and how often they refuse what is none, stands in PERSONAL_DATA.md, from a test.
"""

from __future__ import annotations

import re
import unicodedata
from html import unescape
from urllib.parse import unquote

from etl.intake.personal.names import names_a_person
from etl.intake.personal.numbers import (
    holds_iban,
    holds_plain_identity_number,
    holds_plain_telephone,
    personal_number,
    plain_form,
    without_program_ids,
)
from etl.intake.text.characters import clean_text, visible

_AT = r"(?: ?@ ?| ?[(\[{<] ?(?:at?|et|ne|@) ?[)\]}>] ?)"
_DOT = r"(?: ?\.| \. | ?[(\[{<] ?(?:dot|pike|pikë|\.) ?[)\]}>] ?| (?:dot|pike|pikë) )"
_EMAIL = re.compile(
    rf"(?<![\w.+-])[\w.+-]++\"?{_AT}(?:[\w-]+(?:{_DOT}[\w-]+)*{_DOT}[^\W\d_]{{2,}}|\[?[0-9]{{1,3}}(?:\.[0-9]{{1,3}}){{3}})"
    r"|[^\W_]{2,}_at_[\w-]+\.[^\W\d_]{2,}"
    rf"|(?<![\w.+-])[\w.+-]++ at [\w-]+(?: (?:dot|pike|pikë) [\w-]+)+",
    re.IGNORECASE,
)
_MAY_BE_EMAIL = re.compile(r"@|_at_|\bat\b|[(\[{<] ?(?:a|et|ne) ?[)\]}>]", re.IGNORECASE)
_SPACED_LETTERS = re.compile(r"(?<!\S)(\S) (?=\S(?!\S))")
# Most cells are passed over at these two glances, the first without regard to what stands behind a letter.
_GLANCE = re.compile(
    r"[@＠﹫\d\[({<%&_]|\b(?:[zZ]|[mM][rRsSiI]|[dD][rRoO]|[pP][rR]|[sS][iI][rRgG]|[hH][eE]|[fF][rR]|[aA][tT]\b)"
)
_WORTH_A_LOOK = re.compile(
    r"[@＠﹫]|%40|&#|&commat|_at_|\d(?:\D*+\d){5}|[a-z][0-9oilsbz]{8}[a-z]|(?<![^\W_])[a-z]{1,2}\d[a-z0-9]{6,9}"
    r"|[(\[{<] ?(?:at?|et|ne)\b|\bat\b"
    r"|(?<![^\W\d_])(?:z|zj|znj|znjsh|zt|zot\w{1,6}|zonj\w{1,6}|mr|mrs|ms|miss|sir|dr|prof|doktor\w*"
    r"|profesor\w*|sig|signor\w*|dott|herr|frau)[\s.:,]",
    re.IGNORECASE,
)


def worth_a_look(text: str) -> bool:
    """Whether a text could hold any personal data at all; `personal_kind` finds none where it does not."""
    text = visible(text)
    return _GLANCE.search(text) is not None and _WORTH_A_LOOK.search(text) is not None


def personal_kind(text: str) -> str | None:
    """The kind of personal data that a text holds, or None.

    One of `identity_number`, `phone`, `email`, `bank_account`, `person_name`; the last only where a form of address
    stands before a name.
    """
    written = clean_text(unicodedata.normalize("NFKC", text))
    if _is_email(written):
        return "email"
    return personal_number(plain_form(text)) or ("person_name" if names_a_person(written) else None)


def _is_email(text: str) -> bool:
    """Whether a tidied text holds an e-mail address, also as people and programs disguise one."""
    plain = unescape(text).replace("%40", "@").replace("。", ".")
    if not _MAY_BE_EMAIL.search(plain):
        return False
    return _EMAIL.search(plain) is not None or _EMAIL.search(_SPACED_LETTERS.sub(r"\1", plain)) is not None


def personal_kind_outside(text: str) -> str | None:
    """As `personal_kind`, for what programs write around the cells: ids and numbers of theirs must pass."""
    written = clean_text(unicodedata.normalize("NFKC", unquote(text)))
    if "@" in written and _EMAIL.search(written):
        return "email"
    plain = without_program_ids(plain_form(written))
    if holds_plain_identity_number(plain):
        return "identity_number"
    if holds_iban(plain):
        return "bank_account"
    return "phone" if holds_plain_telephone(plain) else None
