"""Column headers that ask for personal data, in the languages that offices here write (FORMS.md 4)."""

from __future__ import annotations

import re

from etl.intake.text.characters import clean_text
from etl.intake.text.keys import latin_look
from indicators.keys import fold_key

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
