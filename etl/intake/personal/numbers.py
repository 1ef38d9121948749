"""Numbers of persons in a text: identity documents, accounts and cards, telephones (FORMS.md 4).

Everything here takes a text in its plain form (`plain_form`): lower case, Latin letters without marks, digits 0-9, one
kind of dash. What has a well-known harmless form (a date, `112/2009`, a sum of money, a decimal fraction, a GUID) is
taken out before numbers are looked for; then a word before a number (`tel`, `ID`, `llogari`; or `prot`, `fature`) says
what a number is that could be either.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from etl.intake.text.characters import visible
from etl.intake.text.keys import latin_look
from indicators.keys import fold_key

_DASHES = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
_DIGIT = re.compile("[0-9]")
_FEWEST_DIGITS = 6
_FOREIGN_DIGIT = re.compile("(?![0-9])\\d")
_ROUND = str.maketrans("[]{}*|", "()()..")
_DOTS = str.maketrans("·•∙・。", ".....")
_GAP = " \N{BROKEN BAR} "  # stands for what was taken out, so that the numbers beside it do not run together


def plain_form(text: str) -> str:
    """A text as this module reads it: what cannot be seen is gone, white space is one space."""
    seen = visible(unicodedata.normalize("NFKC", text))
    if not seen.isascii():
        seen = seen.translate(_DOTS)
        seen = _FOREIGN_DIGIT.sub(lambda found: str(unicodedata.decimal(found[0])), _DASHES.sub("-", seen))
    return latin_look(fold_key(seen)).translate(_ROUND)


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.VERBOSE)


# --- what is harmless

_SHORTEST_ID = 32
# GUIDs, and the sums that programs make of files: 32, 40 or 64 hexadecimal digits, with a letter among them.
_GUID = re.compile(
    r"[0-9a-f]{8}([-_])[0-9a-f]{4}(?:\1[0-9a-f]{4}){2}\1[0-9a-f]{12}|(?<![0-9a-z])0x[0-9a-f]{8,}"
    r"|(?<![0-9a-z])(?=[0-9]*[a-f])(?:[0-9a-f]{64}|[0-9a-f]{40}|[0-9a-f]{32})(?![0-9a-z])"
)
_DATES_AND_REFERENCES = _pattern(
    r"""
      (?<![\d/.-]) (?:3[01]|[12]\d|0?[1-9]) \ ? ([./-]) \ ? (?:1[0-2]|0?[1-9]) \ ? \1 \ ? (?:19|20)\d\d (?!\d)
    | (?<!\d) (?:19|20)\d\d ([./\ -]) (?:1[0-2]|0?[1-9]) \2 (?:3[01]|[12]\d|0?[1-9]) (?!\d)
    | (?<!\d) (?:19|20)\d\d \ ? [-/] \ ? (?:19|20)\d\d (?!\d)   # 2008-2009
    | (?<!\d) (?:19|20)\d\d (?: [ ,;]{1,2} (?:19|20)\d\d )+ (?!\d)    # 2008 2009 2010
    | (?<!\d) \d{1,8} \ ? / \ ? (?:19|20)\d\d (?!\d)             # 112/2009
    | (?<![\d+]) (?:19|20)\d\d \ ? / \ ? \d{1,8} (?!\d)          # 2009/000451
    | (?<![\d-]) \d{3,8} - (?:19|20)\d\d (?![\d-])               # 04656-2020
    | (?<![\d.,]) [+-]? \d+ [.,] \d{5,} (?:e[+-]?\d+)? [ij] (?![a-z])  # a complex number
    | (?<!\d) \d{1,2} : \d\d (?: : \d\d )? (?!\d)              # a time of day
    | (?<!\d) \d{1,3} \ ? ° [^a-z]{0,12}                          # a coordinate
    """
)
_CURRENCY = r"(?:leke?|lekesh|all|eur|euro|usd|dollare?|chf|[$€£])"
_FRACTION = r"(?<![\d.,+]) (?: 0 | [1-9]\d* ) [.,] \d{5,} (?: e[+-]?\d+ )? (?!\d)"
_FRACTIONS = _pattern(_FRACTION)
_QUANTITIES = _pattern(
    rf"""
      (?<![\d.,+/()-]) (?<!\d\ ) [1-9]\d{{0,2}} ([\ .,']) \d{{3}} (?: \1 \d{{3}} )* (?: [.,]\d{{1,2}} )? (?![\d/-]|\ \d)
    | {_FRACTION}
    | (?<![\d+]) [1-9]\d* (?: [.,]\d+ )? \ ? {_CURRENCY} (?![a-z])
    """
)
_SUMS = _pattern(
    rf"(?<![\d.,+/()-]) [1-9]\d{{0,2}} (?: [\ .,]\d{{3}} )* (?: [.,]\d{{1,2}} )? \ ? {_CURRENCY} (?![a-z])"
)
_PROGRAM_HASH = re.compile(r"(?<![0-9a-z])(?=[0-9]*[a-f])[0-9a-f]{25,}(?![0-9a-z])")
# Words before a number that is no telephone and no person's: documents, registers, organisations, series.
_DOCUMENT = (
    r"(?:prot\w*|serie|seria|serial\w*|fatur\w*|invoice|kontrat\w*|contract|ref|referenc\w*|reference|dosj\w*|file"
    r"|arkiv\w*|archive|vendim\w*|decision|urdher\w*|order|ligj\w*|law|kod\w*|code|procesverbal\w*|minutes|regjist\w*"
    r"|register|projekt\w*|project|grant\w*|barkod\w*|barcode|issn|isbn|doi|nuis|nipt|tender\w*|lot|inventar\w*"
    r"|shkres\w*|letter|dokument\w*|document|flet\w*|fl|faq\w*|pages?|artik\w*|neni|article|mandat\w*|rast\w*|case"
    r"|award|output|parcel\w*|pasuri\w*|licenc\w*|license|licence|certifikat\w*|certificate|akt|buxhet\w*|budget|kuot\w*)"
)
_AFTER_DOCUMENT = re.compile(
    rf"(?<![a-z]){_DOCUMENT}[^a-z0-9]{{0,4}}(?:(?:nr|no|num|numri|number|i|e|me|id)[^a-z0-9]{{0,3}}){{0,3}}$"
)


def _without(pattern: re.Pattern[str], text: str) -> str:
    return pattern.sub(_GAP, text)


def without_program_ids(text: str) -> str:
    """A plain text without the ids that programs make: GUIDs, which hold any digits and letters."""
    return _without(_GUID, text) if len(text) >= _SHORTEST_ID else text


def _names_a_document(text: str, start: int) -> bool:
    """Whether the number at `start` is announced as that of a document."""
    return _AFTER_DOCUMENT.search(text, max(0, start - 40), start) is not None


def personal_number(plain: str) -> str | None:
    """The kind of number of a person that a plain text holds: `identity_number`, `bank_account`, `phone`, or None."""
    text = without_program_ids(plain)
    digits = len(_DIGIT.findall(text))
    bare = _without(_DATES_AND_REFERENCES, text) if digits >= _FEWEST_DIGITS else text
    if digits < _FEWEST_DIGITS or len(_DIGIT.findall(bare)) < _FEWEST_DIGITS:
        return "identity_number" if _is_misread_identity(text) or _names_a_persons_document(bare) else None
    if _holds_identity_number(text, bare):
        return "identity_number"
    if _holds_account(text, bare):
        return "bank_account"
    return "phone" if _holds_telephone(text, bare) else None


# --- identity numbers and documents

_MISREAD = str.maketrans("oilsbz", "011582")
_IDENTITY = re.compile(r"(?<![a-z0-9])([a-z])([0-9]{8})([a-z])(?![a-z0-9])")
_IDENTITY_GLUED = re.compile(r"(?<=[a-z0-9])([a-z])([0-9]{8})([a-z])(?![0-9])|([a-z])([0-9]{8})([a-z])(?=[a-z])")
_IDENTITY_MISREAD = re.compile(r"(?<![a-z0-9])([a-z])([0-9oilsbz]{8})([a-z])(?![a-z0-9])")
_IDENTITY_SPACED = re.compile(r"(?<![a-z0-9])([a-z])((?:[ ._/-]{0,3}[0-9o]){8})[ ._/-]{0,3}([a-z])(?![a-z0-9])")
_ORGANISATION = re.compile(
    r"(?<![a-z])(?:n\.?u\.?i\.?s|n\.?i\.?p\.?t|numri unik i identifikimit|tax (?:id|number)|vat)[^0-9]{0,30}$"
)
_ORGANISATION_BEHIND = re.compile(r"[^a-z0-9]{0,4}(?:nipt|nuis)(?![a-z])")
_ITALIAN_TAX_CODE = re.compile(r"(?<![a-z0-9])[a-z]{6}[0-9]{2}[a-ehlmprst][0-9]{2}[a-z][0-9]{3}[a-z](?![a-z0-9])")
_THIRTEEN_DIGITS = re.compile(r"(?<![0-9])[0-9](?:[ ._-]{0,2}[0-9]){12}(?![0-9])")
_NAMED_DOCUMENT = _pattern(
    r"""
    (?<![a-z0-9?&])
    (?: nid | id(?!=) | amka | ausweis\w* | identitetskarte | pasap | codice [ ] fiscale
      | leternjoftim\w* | letenjoftim\w*
      | pass?h?aport\w* (?:[ ] (?!tregues) [a-z]{1,12}){0,2} | passport | doc\w* [.]? [ ] di [ ] identita
      | carta [ ] (?:d.?)? identita | kart\w* [ ] (?:e [ ])? (?:identit\w* | id) | identity [ ] card | id [ ] card
      | (?: num[ie]?r\w* | nr) [^a-z0-9]{1,2} (?:i [ ])? (?:personal\w* | identit\w*) (?:[ ] \( [a-z ]{1,15} \))?
      | personal [ ] (?:no|nr|number|id) )
    [^a-z0-9]{0,4}
    (?: (?:nr|no|n|num|numri|number|numer|eshte|is|i|e|me|tij|saj|shtetasit|card|karte) (?![a-z]) [^a-z0-9]{0,3} ){0,4}
    (?: [a-z]{0,2} [ -]? [0-9] (?: [ .-]? [0-9] ){5,}
      | (?=(?:[a-z]*[0-9]){4}) [a-z]{1,2} [0-9] [a-z0-9]{6,9} (?![a-z0-9]) )
    """
)


def _holds_identity_number(text: str, bare: str) -> bool:
    """Whether a text holds the number of a person or of a person's document; `bare` is without dates and references."""
    if any(_is_person(text, found) for found in _IDENTITY.finditer(text)) or _is_misread_identity(text):
        return True
    glued = _IDENTITY_GLUED.finditer(_without(_PROGRAM_HASH, text))
    if any(_dates_a_birth(found[2] or found[5]) for found in glued):
        return True
    spaced = (found for found in _IDENTITY_SPACED.finditer(bare) if not _names_an_organisation(bare, found))
    return (
        any(_dates_a_birth(found[2]) for found in spaced)
        or _ITALIAN_TAX_CODE.search(bare) is not None
        or any(_is_former_yugoslav(found) for found in _THIRTEEN_DIGITS.findall(_without(_FRACTIONS, text)))
        or _names_a_persons_document(bare)
    )


def _names_a_persons_document(text: str) -> bool:
    """Whether a number is announced as a person's; the `id` of a project or a document is not."""
    return any(
        not found[0].startswith("id") or not _names_a_document(text, found.start())
        for found in _NAMED_DOCUMENT.finditer(text)
    )


def _is_misread_identity(text: str) -> bool:
    """Whether letters stand for some of an identity number's digits."""
    return any(
        len(_DIGIT.findall(found[2])) >= 4 and _dates_a_birth(found[2]) and not _names_an_organisation(text, found)
        for found in _IDENTITY_MISREAD.finditer(text)
    )


def holds_plain_identity_number(text: str) -> bool:
    """Whether a plain text holds an identity number in its commonest form: for what programs write around the cells."""
    return any(_is_person(text, found) for found in _IDENTITY.finditer(text))


def _is_person(text: str, found: re.Match[str]) -> bool:
    """Whether a letter, eight digits and a letter number a person: organisations have the same form, later months."""
    if _names_an_organisation(text, found):
        return False
    month, day = int(found[2][1:3]), int(found[2][3:5])
    return not (found[1] in "jklm" and 13 <= month <= 24 and 1 <= day <= 31)


def _names_an_organisation(text: str, found: re.Match[str]) -> bool:
    """Whether a number is announced as that of an organisation, before it or behind."""
    before = _ORGANISATION.search(text, max(0, found.start() - 50), found.start())
    return before is not None or _ORGANISATION_BEHIND.match(text, found.end()) is not None


def _dates_a_birth(written: str) -> bool:
    """Whether eight digits begin with a year's last one, a month and a day, as those of persons do.

    Women's months are 50 more, those of foreigners 30 more.
    """
    digits = re.sub("[^0-9a-z]", "", written).translate(_MISREAD)
    month, day = int(digits[1:3]), int(digits[3:5])
    return any(1 <= month - more <= 12 for more in (0, 30, 50, 80)) and 1 <= day <= 31


def _is_former_yugoslav(written: str) -> bool:
    """The number of the former Yugoslav countries: a birth date, and a check digit."""
    digits = [int(one) for one in written if one.isdigit()]
    day, month = digits[0] * 10 + digits[1], digits[2] * 10 + digits[3]
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return False
    weights = (7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
    rest = 11 - sum(weight * digit for weight, digit in zip(weights, digits, strict=False)) % 11
    return digits[12] == (0 if rest > 9 else rest)


# --- accounts and cards

_ACCOUNT_START = re.compile(r"[a-z]{2} ?[0-9]{2}(?=[ ._/-]{0,2}[a-z0-9])")
# How long an account number is, by country (the standard's register).
_ACCOUNT_LENGTHS = {
    "al": 28, "ad": 24, "at": 20, "ba": 20, "be": 16, "bg": 22, "ch": 21, "cy": 28, "cz": 24, "de": 22, "dk": 18,
    "ee": 20, "es": 24, "fi": 18, "fr": 27, "gb": 22, "gr": 27, "hr": 21, "hu": 28, "ie": 22, "is": 26, "it": 27,
    "li": 21, "lt": 20, "lu": 20, "lv": 21, "mc": 27, "md": 24, "me": 22, "mk": 19, "mt": 31, "nl": 18, "no": 15,
    "pl": 28, "pt": 25, "ro": 24, "rs": 22, "se": 24, "si": 19, "sk": 24, "sm": 27, "tr": 26, "ua": 29, "va": 22,
    "xk": 20,
}  # fmt: skip
_NAMED_ACCOUNT = _pattern(
    r"""
    (?<![a-z]) (?: (?:xhiro)?llogari(?:a|ja|ne|n|se|te|ve|e|st|s)? | llog | account | acc | [ac]/c | iban | konto
      | conto [ ] corrente ) (?![a-z])
    [^a-z0-9]{0,4}
    (?: (?:[ ]? [a-z]{1,12}){1,4} : [ ]?
      | (?: (?:nr|no|n|numri|number|bankare?|bank|e|i|te|me|ne|tij|saj|rrjedhese) (?![a-z]) [^a-z0-9]{0,3} ){0,4} )
    [a-z]{0,2} [0-9] (?: [ ./-]? [0-9] ){5,}
    """
)
_CARD = re.compile(
    r"(?<![0-9a-z])(?:[2-6][0-9]{3}(?:[ ._-]{0,2}[0-9]{4}){3}|3[47][0-9]{2}[ ._-]{0,2}[0-9]{6}[ ._-]{0,2}[0-9]{5})"
    r"(?![0-9])"
)


def _holds_account(text: str, bare: str) -> bool:
    """Whether a text holds a bank account or a card number."""
    if holds_iban(text):
        return True
    bare = _without(_SUMS, bare)
    if _NAMED_ACCOUNT.search(bare):
        return True
    return any(_passes_luhn(found) for found in _CARD.findall(_without(_QUANTITIES, bare)))


def holds_iban(text: str) -> bool:
    """Whether a plain text holds an international account number: its country's length, and check digits that fit."""
    text = _without(_PROGRAM_HASH, text)
    for found in _ACCOUNT_START.finditer(text):
        length = _ACCOUNT_LENGTHS.get(text[found.start() : found.start() + 2])
        if length is not None and _account_fits(text[found.start() : found.start() + 3 * length], length):
            return True
    return False


def _account_fits(text: str, length: int) -> bool:
    whole = ""
    for number, character in enumerate(text):
        if character in " ._/-":
            continue
        if not character.isalnum() or not character.isascii():
            break
        whole += character
        if len(whole) == length:
            following = text[number + 1 : number + 2]
            return not following.isdigit() and _mod_97(whole) == 1
    return False


def _mod_97(account: str) -> int:
    return int("".join(str(int(one, 36)) for one in account[4:] + account[:4])) % 97


def _passes_luhn(text: str) -> bool:
    digits = [int(one) for one in text if one.isdigit()]
    doubled = [digit * 2 - 9 * (digit > 4) for digit in digits[-2::-2]]
    return any(digits) and (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


# --- telephones

_NAMED_PHONE = _pattern(
    r"""
    (?<![a-z])
    (?: (?:tel | tele?fon(?!at)\w* | cell? | celular\w* | mob | mobile? | phone | telephone | fax | faks\w* | viber
          | whatsapp | gsm | sms | telegram) (?![a-z]) (?P<between>[^0-9+(]{0,30})
      | (?:kontakt\w* | contact | thirr\w* | call) (?![a-z]) [^0-9+(]{0,12} )
    (?P<number> \+? \(? [0-9] (?: [\ ().\-/_,]{0,2} [0-9] ){5,14})
    """
)
_LINKED_PHONE = re.compile(
    r"(?<![a-z])(?:tel|callto|sms|whatsapp|viber):[^0-9+]{0,4}\+?[0-9](?:[ ().\-/]{0,2}[0-9]){5,14}"
)
_RUN = re.compile(r"\+?[ ]?\(?[0-9](?:[ ().\-/_]{0,3},?[0-9])*")
_LISTED_MOBILE = re.compile(r"(?<![\d,] )(?<!\d)0 ?6 ?[6-9](?:, ?\d+)+(?![\d/])")
# Between the word `telephone` and a number: the number is of something else.
_ANOTHER_NUMBER = re.compile(rf"(?<![a-z])(?:{_DOCUMENT}|dat\w*|dt|viti|ora)(?![a-z])|{_GAP.strip()}")
_LETTERS_FOR_DIGITS = re.compile(r"(?<=[0-9])[oil]{1,2}(?=[ .-]?[0-9])")
_FREE_CALL = re.compile(r"(?<![0-9/.-])0 ?800[ -](?:[0-9]{2,3}[ -]?[0-9]{2,3})(?![0-9/])")
# A comma beside a single digit parts two numbers of a list.
_LISTING_COMMA = re.compile(r"(?<=(?<![0-9])[0-9]),|,(?=[0-9](?![0-9]))")
_SHORT_NUMBERS = re.compile(r"[0-9]{3}(?:/[0-9]{3})+|0[0-9]{2}(?:[ ,/]{1,2}0[0-9]{2})+")
_CHUNK = re.compile(r"[0-9]+")
_MOBILE_DIGITS = re.compile(r"06[6-9]\d{7}|(?:00)?3556[6-9]\d{7}|00(?:(?:3[0-9]|4[0-9]|90)\d{7,11}|[17]\d{10})")
_GROUPS_OF_NINE = frozenset(
    ((9,), (2, 7), (2, 3, 4), (2, 2, 2, 3), (2, 2, 3, 2), (2, 3, 2, 2), (3, 2, 2, 2), (2, 4, 3))
)


def _holds_telephone(text: str, bare: str) -> bool:
    """Whether a text holds a telephone number."""
    bare = _LETTERS_FOR_DIGITS.sub(lambda found: found[0].translate(_MISREAD), bare)
    if any(_is_announced(found) for found in _NAMED_PHONE.finditer(bare)) or _FREE_CALL.search(bare):
        return True
    if _is_nothing_but_a_telephone(text) or any(map(_is_abroad, _runs(bare))):
        return True
    if any(len(_DIGIT.findall(found)) == 10 for found in _LISTED_MOBILE.findall(bare)):
        return True
    loose = _without(_LISTING_COMMA, _without(_QUANTITIES, bare))
    return any(_is_telephone(loose, found) for found in _RUN.finditer(loose))


def holds_plain_telephone(text: str) -> bool:
    """Whether a plain text holds what a link dials, or a whole mobile number: for what programs write."""
    if _LINKED_PHONE.search(text):
        return True
    bare = _without(_QUANTITIES, _without(_DATES_AND_REFERENCES, text))
    return any(_is_abroad(chunks) or re.fullmatch(r"06[6-9]\d{7}", "".join(chunks)) for chunks in _runs(bare))


def _runs(text: str) -> Iterator[list[str]]:
    """The digits of each run, group by group; a run after a plus begins with one."""
    for found in _RUN.finditer(text):
        chunks = _CHUNK.findall(found[0])
        yield ["+", *chunks] if found[0].startswith("+") else chunks


def _is_abroad(chunks: list[str]) -> bool:
    """Whether a run's groups begin with a country's code; groups of three would else pass for thousands."""
    digits = "".join(chunks)
    return re.fullmatch(r"(?:\+|00)355\d{8,9}|3556[6-9]\d{7}|\+[1-9]\d{8,14}", digits) is not None


def _is_announced(found: re.Match[str]) -> bool:
    between = found["between"] or ""
    if _ANOTHER_NUMBER.search(between) or _SHORT_NUMBERS.fullmatch(found["number"]):
        return False
    return not re.match(r"(?:[1-9][0-9]{0,2})(?:[ .,][0-9]{3})+ ?(?:lek|eur|usd|all)", found["number"])


def _is_nothing_but_a_telephone(text: str) -> bool:
    """Whether a text of digits alone has the length and the beginning of a number in the country."""
    is_number = re.fullmatch(r"[0-9 ()\-./]+", text) is not None and not _SHORT_NUMBERS.fullmatch(text)
    if not is_number or _DATES_AND_REFERENCES.search(text):
        return False
    digits = re.sub(r"\D", "", text)
    if text[0] == "6" and re.fullmatch(r"6[6-9]\d{7}", digits):
        return "." not in text and "/" not in text
    return re.fullmatch(r"0[2-8]\d{7}", digits) is not None and "." not in text


def _is_telephone(text: str, found: re.Match[str]) -> bool:
    chunks = _CHUNK.findall(found[0])
    digits = "".join(chunks)
    if _SHORT_NUMBERS.fullmatch(found[0].strip()):
        return False
    if found[0].startswith("+"):
        return digits[0] != "0" and 9 <= len(digits) <= 15
    if _has_mobile(chunks):
        return True
    if len(digits) == 9 and not _names_a_document(text, found.start()):
        is_mobile = digits[0] == "6" and digits[1] in "6789" and tuple(map(len, chunks)) in _GROUPS_OF_NINE
        return is_mobile or re.fullmatch(r"0[2-8]\d{7}", digits) is not None
    return False


def _has_mobile(chunks: list[str]) -> bool:
    """Whether some groups that follow each other make a whole mobile or international number."""
    for first in range(len(chunks)):
        if not chunks[first].startswith(("0", "3")):
            continue
        digits = ""
        for chunk in chunks[first:]:
            digits += chunk
            if len(digits) > 17:
                break
            if _MOBILE_DIGITS.fullmatch(digits):
                return True
    return False
