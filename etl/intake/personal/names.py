"""Names of persons as far as they can be told from other text: those after a form of address (`Znj.`, `Dr.`)."""

from __future__ import annotations

import re

from etl.intake.text.characters import clean_text
from indicators.keys import fold_key

_ADDRESS = (
    r"(?:z|zt|znj\.? ?sh|znj|zj|zoti\w{0,2}|zot[eë]ri\w{0,2}|zonj[aeë][sn]?|zonjush\w{1,2}|mr|mrs|ms|miss|herr|frau"
    r"|sig\.?ra|sig|signor[ae]?|dott\.?ssa|dott|dr|prof|asoc|doktor\w{0,2}|profesor\w{0,2})"
)
_BEGINS_WITH_ADDRESS = re.compile(rf"{_ADDRESS}\.? [^\W\d_]{{2,}}", re.IGNORECASE)
# A form of address, perhaps another, and the words with a capital letter behind it.
_ADDRESSED = re.compile(
    rf"(?<![\w.])(?P<address>(?i:{_ADDRESS}))(?![^\W\d_]) ?(?P<dot>\.|(?<=..)[:,](?= ))? ?(?:(?i:{_ADDRESS})\.? ?)*"
    r"(?P<name>[^\W\d_a-z](?:[^\W\d_]+|\.(?= ?[^\W\d_a-z]))(?:[ -][^\W\d_a-z][^\W\d_]*\.?)*)"
)
_ADDRESS_ANYWHERE = re.compile(rf"(?<![\w.]){_ADDRESS}(?![^\W\d_])", re.IGNORECASE)
# What is called after a person is no person: `Spitali Dr. ...`, `Rruga Prof. ...`.
_CALLED_AFTER = re.compile(
    r"(?:spital|shkoll|gjimnaz|rrug|fondacion|qend|klinik|shesh|universitet|kopsht|institut|poliklinik|hospital|school"
    r"|street|foundation|clinic|cent|square|bulevard|biblioteke?|library|kollegj|college|shoqat|association|stadium|lagj"
    r"|farmaci|pharmacy|konvikt|memorial|pik|germ|shkronj|grup|tabel|klas)\w*(?: [\w-]+){0,2}[ \"'“”„«»(]*$"
)
# What stands behind a form of address and is no name: an office, or what an office is called by.
_OFFICES = frozenset(
    (
        "prefekt", "prefetto", "ambassador", "asoc", "dr", "prof", "mr", "nenprefekt", "kryetar", "nenkryetar",
        "drejtor", "drejtues", "sekretar", "minister", "ministre", "zevendesminister", "koordinator", "deputet",
        "president", "komisar", "shef", "mjek", "inspektor", "specialist", "pergjegjes", "kryeminister",
        "ambasador", "prokuror", "gjyqtar", "avokat", "anetar", "prefect", "mayor", "director", "secretary",
        "deputy", "coordinator", "chair", "chairman", "chairwoman", "head", "officer", "arsimore", "arsimit",
        "policise", "shendetesise", "shendetit", "punes", "kufirit", "sherbimit", "sociale", "rajonale",
        "industriale", "ekonomike", "publike", "financave", "drejtesise", "mbrojtjes", "bujqesise", "urbane",
        "rurale", "e", "i", "te", "s",
    )
)  # fmt: skip


def looks_like_a_person(text: str) -> bool:
    """Whether a text that should name an office begins as a person's name does, with a form of address."""
    return _BEGINS_WITH_ADDRESS.match(clean_text(text)) is not None


def names_a_person(text: str) -> bool:
    """Whether a form of address with a name stands anywhere in a tidied text."""
    if not _ADDRESS_ANYWHERE.search(text):
        return False
    return any(_is_name(text, found) for found in _ADDRESSED.finditer(text))


def _is_name(text: str, found: re.Match[str]) -> bool:
    words = found["name"].split()
    folded = [fold_key(word).strip(".") for word in words]
    offices = [_is_office(word) for word in folded]
    if not words[0][0].isupper() or (found[0].isupper() and " " not in found[0]):  # `MS.MIL.TOTL` is a code
        return False
    names = [word for word, office in zip(folded, offices, strict=True) if not office and len(word.strip(".")) > 1]
    if not names or (offices[0] and len(names) < 2) or _CALLED_AFTER.search(fold_key(text[: found.start()])):
        return False
    # `z`, `mr` and the like without a dot may be a letter of a list, or short for an office: two words make a name.
    if found["dot"] is None and found["address"].lower() in ("z", "zj", "mr", "ms"):
        return len(words) > 1 and not any(offices) and not found["name"].isupper()
    return found["dot"] is not None or found["name"].isupper() or not found["address"].isupper()


def _is_office(word: str) -> bool:
    return word in _OFFICES or any(len(one) > 4 and word.startswith(one) for one in _OFFICES)
