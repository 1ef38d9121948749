"""One resolver for everything a person reads: texts, plurals, numbers, shares, dates and periods, in each language.

Texts live in `locale/<language>.yaml` of each package, under dotted keys. A key that is missing is an error, never an
English fallback. A text that depends on a number has `other` and what else the language has (`one`, `few`, ...), chosen
by the value called `count`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal

from indicators.alphabet import Key, alphabetical
from indicators.languages import LANGUAGES, Words
from indicators.loose_dates import possible_days
from indicators.model import Programme
from indicators.periods import ALL, parse
from indicators.plain_yaml import texts
from indicators.shares import Rounding, exact, written

HERE = Path(__file__).parent / "locale"


OTHER = "other"  # the one plural form that every language has


class MissingTextError(KeyError):
    """A text that the locale files do not hold."""


class Language:
    """The texts of one language."""

    def __init__(self, code: str, texts: Mapping[str, str]) -> None:
        self.code = code
        self._texts = dict(texts)
        self._plural_form = Locale.parse(code).plural_form

    @property
    def texts(self) -> Mapping[str, str]:
        """Every text by its dotted key."""
        return MappingProxyType(self._texts)

    def has(self, key: str) -> bool:
        """Whether there is a text under this key."""
        return key in self._texts or f"{key}.{OTHER}" in self._texts

    def say(self, key: str, /, **values: object) -> str:
        """The text under a dotted key with its placeholders filled; MissingTextError where there is none."""
        text = self._texts.get(key)
        if text is None:
            count = values.get("count")
            form = self._plural_form(count) if isinstance(count, int) else OTHER
            text = self._texts.get(f"{key}.{form}", self._texts.get(f"{key}.{OTHER}"))
        if text is None:
            raise MissingTextError(f"{self.code}: {key}")
        return text.format(**values) if values else text

    def counted(self, key: str, count: int) -> str:
        """How many there are of something, in the form that the number asks for: `1 met`, `1,204 not reported`."""
        return self.say(key, count=count, number=self.number(count))

    def number(self, value: float) -> str:
        """A number with the language's separators."""
        return format_decimal(value, locale=self.code)

    def share(
        self,
        value: Fraction | float | None,
        thresholds: Iterable[Fraction | float] = (),
        rounding: Rounding = "nearest",
    ) -> str:
        """A share from 0 to 1 in per cent (FIGURES.md 9), the one way in which it is written; a dash for None.

        `thresholds`: what it is graded by. A computed share is a Fraction; a float is taken as somebody wrote it.
        """
        if value is None:
            return "–"
        sign, percent = written(exact(value), thresholds, rounding)
        return f"{sign}{self.per_cent(percent)}"

    def per_cent(self, number: Decimal) -> str:
        """A number of per cent, written as it is: 13.5 %, 13,5 %."""
        return f"{format_decimal(number, locale=self.code, decimal_quantization=False)}\N{NO-BREAK SPACE}%"

    def date(self, day: dt.date) -> str:
        """A day in words: 14 August 2009, 14 gusht 2009."""
        return format_date(day, format="d MMMM y", locale=self.code)

    def short_date(self, day: dt.date) -> str:
        """A day in figures and short words: 14 Aug 2009."""
        return format_date(day, format="d MMM y", locale=self.code)

    def loose_date(self, text: str) -> str:
        """As much as is known of a date: 14 May 2009, May 2009, 2009."""
        first, last = possible_days(text)
        if first == last:
            return self.date(first)
        return text if len(text) == len("2009") else format_date(first, format="MMMM y", locale=self.code)

    def alphabetical(self, text: str) -> Key:
        """The key that sorts a list of texts for whoever reads this language."""
        return alphabetical(text, self._texts["this_language.alphabet"])

    @property
    def name(self) -> str:
        """What the language calls itself."""
        return self.say("this_language.name")

    def name_of(self, code: str) -> str:
        """What a language is called in this one, inside a sentence: Albanian, shqip."""
        return str(Locale.parse(self.code).languages[code])

    def period(self, code: str) -> str:
        """A reporting period in words, from its code."""
        return _period(self, code)


@lru_cache(maxsize=4096)
def _period(language: Language, code: str) -> str:
    """A page says a few periods in words a thousand times."""
    if code == ALL:
        return language.say("period.all")
    found = parse(code)
    number = found.code.partition("-")[2].lstrip("MQS").lstrip("0")
    if found.frequency == "month":
        return format_date(found.start, format="MMMM y", locale=language.code)
    return language.say(f"period.{found.frequency}", year=found.start.year, number=number)


def flatten(tree: Mapping[str, object], prefix: str = "") -> dict[str, str]:
    """Nested locale keys as dotted ones."""
    flat: dict[str, str] = {}
    for key, value in tree.items():
        if isinstance(value, Mapping):
            flat |= flatten(value, f"{prefix}{key}.")
        else:
            flat[f"{prefix}{key}"] = str(value)
    return flat


def read_locale(folder: Path, code: str) -> dict[str, str]:
    """The texts of one locale file, dotted."""
    tree = texts((folder / f"{code}.yaml").read_text("utf-8"))
    return flatten(tree) if isinstance(tree, Mapping) else {}


@cache
def language(code: str, *folders: Path) -> Language:
    """A language with the texts of this package and of further locale folders; ValueError for one we do not have."""
    if code not in LANGUAGES:
        raise ValueError(code)
    texts: dict[str, str] = {}
    for folder in (HERE, *folders):
        texts |= read_locale(folder, code)
    return Language(code, texts)


def programme_language(code: str, programme: Programme, *folders: Path) -> Language:
    """The same, with what a programme says in its own words (`texts` of its programme.yaml)."""
    return _in_own_words(code, tuple(programme.texts.items()), folders)


@cache
def _in_own_words(code: str, own: tuple[tuple[str, Words], ...], folders: tuple[Path, ...]) -> Language:
    texts = dict(language(code, *folders).texts)
    texts |= {key: words[code] for key, words in own}
    return Language(code, texts)
