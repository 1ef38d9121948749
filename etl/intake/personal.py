"""Personal data, which never enters (forms.md 4): how it looks in a text, and how a column for it is headed.

Patterns are narrow on purpose: references of documents (`Prot. 112/2009`), dates and counts must pass.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import unquote

from etl.intake.characters import clean_text
from etl.intake.keys import latin_look
from etl.intake.written_dates import read_date
from indicators.keys import fold_key

# --- values

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]++ ?(?:@|\(at\)|\[at\]) ?[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
_IDENTITY = re.compile(r"(?<![A-Z0-9])[A-Z][0-9]{8}[A-Z](?![A-Z0-9])", re.IGNORECASE)
_SPACED_IDENTITY = re.compile(
    r"(?<![A-Z0-9/])[A-Z][ .-][0-9](?:0[1-9]|1[0-2]|5[1-9]|6[0-2]|3[1-9]|4[0-2]|8[1-9]|9[0-2])"
    r"(?:0[1-9]|[12][0-9]|3[01])"
    r"[0-9]{3}[ .-][A-Z](?![A-Z0-9])",
    re.IGNORECASE,
)
_ITALIAN_TAX_CODE = re.compile(
    r"(?<![A-Z0-9])[A-Z]{6}[0-9]{2}[A-EHLMPRST][0-9]{2}[A-Z][0-9]{3}[A-Z](?![A-Z0-9])", re.IGNORECASE
)
_THIRTEEN_DIGITS = re.compile(r"(?<![0-9])[0-9]{13}(?![0-9])")
_NAMED_DOCUMENT = re.compile(
    r"\b(?:pasaport\w*|passport|leternjoftim\w*|kart\w* (?:e )?identitetit|id card|identity card|nid|nr\.? personal"
    r"|numr\w* personal\w*|personal (?:no|number)|id (?:no|number))\b"
    r"[^a-z0-9]{0,4}(?:(?:nr|no)\W{0,3})?[a-z]{0,2}[0-9]{6,}",
    re.IGNORECASE,
)
_INTERNATIONAL = re.compile(r"(?<![\w+])\+ ?[1-9](?:[ ().\-/]{0,2}[0-9]){8,14}(?![0-9])")
_INTERNATIONAL_00 = re.compile(r"(?<![\w/.\-])00 ?(?:3[0-9]|4[0-9]|90)(?:[ ().\-]{0,2}[0-9]){7,12}(?![0-9])")
_MOBILE = re.compile(r"(?<![\w/.\-])(?:\(06[0-9]\)|06[0-9])(?:[ .\-/]{0,2}[0-9]){7}(?![0-9/])")
_ALBANIAN_CODE = re.compile(r"(?<![\w/.\-])(?:\(?355\)?)[ .\-]?6[6-9](?:[ .\-]?[0-9]){7}(?![0-9])")
_LAND_LINE_ALONE = re.compile(r"\(?0[2-58][0-9]{0,3}\)?(?:[ \-]?[0-9]){5,8}")
_MOBILE_ALONE = re.compile(r"6[6-9](?:[ \-]?[0-9]){7}")
_NAMED_PHONE = re.compile(
    r"\b(?:tel|telefon\w*|cel|celular\w*|mob|phone|fax|faks|viber|whatsapp|gsm)\b[^0-9+]{0,8}"
    r"(\+?\(?[0-9](?:[ ().\-/]{0,2}[0-9]){5,14})",
    re.IGNORECASE,
)
_ACCOUNT = re.compile(r"(?<![A-Z0-9])[A-Z]{2}[0-9]{2}(?:[ -]?[A-Z0-9]){11,30}(?![A-Z0-9])", re.IGNORECASE)
_NAMED_ACCOUNT = re.compile(
    r"\b(?:llogari\w*|account|iban|konto)\b[^0-9]{0,20}(?!(?:19|20)[0-9]{2}-)[0-9](?:[ -]?[0-9]){9,}", re.IGNORECASE
)
_CARD = re.compile(r"(?<![0-9])[0-9]{4}(?:[ -]?[0-9]{4}){3}(?![0-9])")
_HEXADECIMAL = re.compile(r"[0-9A-F-]+", re.IGNORECASE)
_DIGITS_NEEDED = 6
# What programs compute and count with, and nobody is called by: the ids that they give to things (GUIDs and sums, in
# hexadecimal), and numbers with more decimals than anybody types.
_OF_PROGRAMS = re.compile(
    r"(?<![0-9A-Z])(?:\{?[0-9A-F]{8}-(?:[0-9A-F]{4}-){3}[0-9A-F]{12}\}?|[0-9A-F]{32}|[0-9A-F]{40}|[0-9A-F]{64})(?![0-9A-Z])"
    r"|(?<![\w])(?<![0-9][.,])(?:0|[1-9][0-9]{0,5})[.,][0-9]{10,}(?:E[+-]?[0-9]{1,3})?(?!\w|[.,][0-9])",
    re.IGNORECASE,
)


def personal_kind(text: str) -> str | None:
    """The kind of personal data that a text holds (`identity_number`, `phone`, `email`, `bank_account`), or None."""
    plain = clean_text(unicodedata.normalize("NFKC", text))
    if ("@" in plain or "at" in plain) and _EMAIL.search(plain):
        return "email"
    plain = _OF_PROGRAMS.sub(" ", plain)
    if sum(character.isdigit() for character in plain) < _DIGITS_NEEDED:
        return None
    latin = plain if plain.isascii() else _as_latin(plain)
    if _is_identity(latin):
        return "identity_number"
    if _is_account(latin):
        return "bank_account"
    return "phone" if _is_phone(latin) else None


_LINKED_PHONE = re.compile(
    r"\b(?:tel|callto|sms|whatsapp|viber):[^0-9+]{0,4}\+?[0-9](?:[ ().\-/]{0,2}[0-9]){5,14}", re.IGNORECASE
)
_ALBANIAN_PHONE = re.compile(r"(?<![\w+])(?:\+|00) ?355(?:[ ().\-/]{0,2}[0-9]){8,9}(?![0-9])")


def personal_kind_outside(text: str) -> str | None:
    """As `personal_kind`, for what programs write around the cells: ids and numbers of theirs must pass."""
    plain = clean_text(unicodedata.normalize("NFKC", unquote(text)))
    if "@" in plain and _EMAIL.search(plain):
        return "email"
    plain = _OF_PROGRAMS.sub(" ", plain)
    if _IDENTITY.search(plain):
        return "identity_number"
    if any(_is_iban(found) for found in _ACCOUNT.findall(plain) if not _HEXADECIMAL.fullmatch(found)):
        return "bank_account"
    return "phone" if any(one.search(plain) for one in (_LINKED_PHONE, _ALBANIAN_PHONE, _MOBILE)) else None


def _as_latin(text: str) -> str:
    """Digits of any script as 0-9 and letters without marks, look-alikes replaced: `fold_key` keeps the spacing."""
    digits = "".join(str(unicodedata.decimal(one, one)) for one in text)
    return latin_look(fold_key(digits))


def _is_identity(text: str) -> bool:
    if any(pattern.search(text) for pattern in (_IDENTITY, _SPACED_IDENTITY, _ITALIAN_TAX_CODE, _NAMED_DOCUMENT)):
        return True
    return any(_is_thirteen_digit_identity(found) for found in _THIRTEEN_DIGITS.findall(text))


def _is_thirteen_digit_identity(digits: str) -> bool:
    """The number of the former Yugoslav countries: a birth date, and a check digit."""
    day, month = int(digits[:2]), int(digits[2:4])
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return False
    weights = (7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
    rest = 11 - sum(weight * int(digit) for weight, digit in zip(weights, digits, strict=False)) % 11
    return int(digits[12]) == (0 if rest > 9 else rest)


def _is_phone(text: str) -> bool:
    if any(one.search(text) for one in (_INTERNATIONAL, _INTERNATIONAL_00, _MOBILE, _ALBANIAN_CODE)):
        return True
    if _LAND_LINE_ALONE.fullmatch(text) and sum(one.isdigit() for one in text) in (9, 10):
        return True
    if _MOBILE_ALONE.fullmatch(text):
        return True
    return any(not _is_date(found) for found in _NAMED_PHONE.findall(text))


def _is_date(text: str) -> bool:
    return read_date(text).rule != "date_unreadable"


def _is_account(text: str) -> bool:
    if _NAMED_ACCOUNT.search(text):
        return True
    if any(_is_iban(found) for found in _ACCOUNT.findall(text)):
        return True
    return any(_passes_luhn(found) for found in _CARD.findall(text))


def _is_iban(text: str) -> bool:
    """Whether the check digits of an account number fit; a following word may have run into it: shorter cuts count."""
    whole = re.sub(r"[ -]", "", text).upper()
    return any(_mod_97(whole[:length]) == 1 for length in range(15, min(len(whole), 34) + 1))


def _mod_97(account: str) -> int:
    return int("".join(str(int(one, 36)) for one in account[4:] + account[:4])) % 97


def _passes_luhn(text: str) -> bool:
    digits = [int(one) for one in text if one.isdigit()]
    doubled = [digit * 2 - 9 * (digit > 4) for digit in digits[-2::-2]]
    return any(digits) and (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


# --- headers

_SEPARATORS = re.compile(r"[^a-z0-9]+")
_IDENTITY_HEADER = re.compile(
    r"\b(?:(?:nr|no|num|numri|numer|number|kodi|code) (?:i |e )?"
    r"(?:personal|identitetit|identiteti|leternjoftimit|pasaportes|id|identifikimit personal)"
    r"|(?:personal|identity|id|national|national id|passport|citizen) (?:nr|no|num|number|code|card)"
    r"|(?:national|personal) id|nid|id (?:personal|kombetare)|leternjoftim\w*|letenjoftim\w*|karta (?:e )?identitetit"
    r"|pasaport\w*|passport|ssn|social security)\b"
)
_BIRTH_HEADER = re.compile(
    r"\b(?:datelindj\w*|ditelindj\w*|vendlindj\w*|(?:data|dita|viti|vendi) (?:e |i )?lindj\w*|birth ?da(?:te|y)"
    r"|date of birth|(?:year|place) of birth|birth(?:place| year| place)|dob|born(?: on)?)\b"
)
_PHONE_HEADER = re.compile(
    r"\b(?:telefon\w*|tel|cel|celular\w*|phone\w*|telephone\w*|cellphone|gsm|viber|whatsapp"
    r"|(?:nr|numri|number) (?:i )?(?:mobil|mobile|cel\w*)|mobile (?:nr|no|number|phone))\b|^mobil[ei]?$"
)
_ADDRESS_HEADER = re.compile(
    r"\b(?:adres[ae]\w*|address\w*|vendbanim\w*|banimi|residence|e ?mail\w*|emaili|posta elektronike)\b"
)
_ACCOUNT_HEADER = re.compile(
    r"\b(?:iban|llogari\w* bankare|bank account\w*|account (?:no|nr|number)|(?:nr|numri) (?:i )?llogaris\w*)\b"
)
_SURNAME_HEADER = re.compile(
    r"\b(?:mbiem\w*|surnames?|last ?names?|first ?names?|full ?names?|family ?names?|given ?names?|forenames?"
    r"|nicknames?|middle ?names?|maiden ?names?|atesi\w*|amesi\w*|emri (?:i )?(?:plote|babait|atit|nenes)"
    r"|contact person|person\w* (?:i |e |te )?kontakt\w*|kontakti)\b"
)
_NAME_HEADER = re.compile(r"\b(?:emri|emer|emrat|emra|name|names)\b")
# What may have a name without being a person.
_THING = re.compile(
    r"\b(?:organi[sz]a\w*|organi\w*|institu\w*|komunitet\w*|communit\w*|program\w*|proje[ck]t\w*|bashki\w*|komun\w*"
    r"|municipal\w*|commune\w*|fshat\w*|village\w*|lagj\w*|neighbou?rhood|quarter|qark\w*|rreth\w*|district|region\w*"
    r"|document\w*|dokument\w*|file|skedar\w*|report\w*|raport\w*|course|kurs\w*|trajnim\w*|training\w*|aktivitet\w*"
    r"|activit\w*|action|veprim\w*|shkoll\w*|school|zyr\w*|office|njesi\w*|unit|entit\w*|ojf\w*|ojq\w*|npo|ngo|forum\w*"
    r"|event|tryez\w*|table|body|qend\w*|cent\w*|ministri\w*|drejtori[as]\w*|agen[cs]\w*|donator\w*|donor|partner\w*"
    r"|provider|ofrues\w*|sheet|flet\w*|group|grup\w*|place|vend(?:i|it)?|indicator|tregues\w*|title|service|sherbim\w*)\b"
)


def personal_header(header: str) -> str | None:
    """The kind of personal data that a column of this header would hold, or None.

    Kinds: `person_name`, `identity_number`, `birth_date`, `phone`, `address`, `bank_account`.
    """
    words = _SEPARATORS.sub(" ", latin_look(fold_key(clean_text(header).replace("_", " ")))).strip()[:200]
    if not words:
        return None
    for kind, pattern in (
        ("identity_number", _IDENTITY_HEADER),
        ("birth_date", _BIRTH_HEADER),
        ("phone", _PHONE_HEADER),
        ("bank_account", _ACCOUNT_HEADER),
        ("person_name", _SURNAME_HEADER),
    ):
        if pattern.search(words):
            return kind
    if _THING.search(words):
        return None
    if _ADDRESS_HEADER.search(words):
        return "address"
    return "person_name" if _NAME_HEADER.search(words) else None


_HONORIFIC = re.compile(r"(?:z|znj|zj|zoti|zonja|zonjusha|mr|mrs|ms|miss|dr|prof)\.? [^\W\d_]{2,}", re.IGNORECASE)


def looks_like_a_person(text: str) -> bool:
    """Whether a text that should name an office begins as a person's name does, with a form of address."""
    return _HONORIFIC.match(clean_text(text)) is not None
