"""The words in exported files. A file is the same whoever asks for it, so it speaks every language at once."""

from __future__ import annotations

from pathlib import Path

from etl.formats.locale_folder import ETL_LOCALE
from indicators.language import Language, language
from indicators.model import Words

EXPORT_LOCALE = Path(__file__).parent / "locale"


def speak(code: str) -> Language:
    """The texts of exported files in a language."""
    return language(code, ETL_LOCALE, EXPORT_LOCALE)


def both(key: str, **values: object) -> Words:
    """A text in every language; a value that is itself `Words` is put in in the language of the text."""
    return Words.each(lambda code: speak(code).say(key, **{name: _in(value, code) for name, value in values.items()}))


def _in(value: object, code: str) -> object:
    return value[code] if isinstance(value, Words) else value


def beside(words: Words) -> str:
    """Every language on one line."""
    return " / ".join(words.values())


def mark() -> str:
    """What stands in every row of demonstration data, in every language."""
    return beside(both("mark"))
