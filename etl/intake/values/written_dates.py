"""A date as people write it -> the one day, or month or year, that it can mean, or why there is none (FORMS.md 3)."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from typing import NamedTuple

from babel import Locale

from etl.formats.locale_folder import ETL_LOCALE
from indicators.keys import fold_key
from indicators.language import language
from indicators.languages import LANGUAGES

EARLIEST, LATEST = date(1990, 1, 1), date(2100, 12, 31)
"""No day lies outside of these; only those of validity and plans may lie after today."""
_TIME = r"(?:[ T]+\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?: ?[ap]m)?)?"
# A moment somewhere else on earth, and the same without what says where; a day alone has its colon, to be no telephone.
_ELSEWHERE = re.compile(
    r"(?P<moment>.*\d:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?: ?[ap]m)?)"
    r" ?(?:Z|(?:UTC|GMT)?[+\-−]\d{1,2}(?::?\d{2})?|UTC|GMT|CES?T)(?: ?[(\[].*)?"
    r"|(?P<day>\d{4}-\d{2}-\d{2})(?:Z|[+\-−]\d{2}:\d{2})",
    re.IGNORECASE,
)
_YEAR_FIRST = re.compile(rf"([0-9]{{4}})([-/.])([0-9]{{1,2}})\2([0-9]{{1,2}}){_TIME}")
_YEAR_LAST = re.compile(rf"([0-9]{{1,2}}) ?([-/.]) ?([0-9]{{1,2}}) ?\2 ?([0-9]{{4}})\.?{_TIME}")
_TWO_DIGIT_YEAR = re.compile(rf"([0-9]{{1,2}}) ?([-/.]) ?([0-9]{{1,2}}) ?\2 ?'?[0-9]{{2}}{_TIME}")
_MONTH_ONLY = re.compile(r"(?:([^\W\d_]+)\.?[ -]+'?[0-9]{2,4}|[0-9]{1,2}[./-][0-9]{4}|[0-9]{4}[./-][0-9]{1,2})")
_MONTH_AS_KEPT = re.compile(r"([0-9]{4})-([0-9]{2})")
_MONTH_AND_YEAR = re.compile(r"([^\W\d_]+)\.? ([0-9]{4})")
_YEAR = re.compile(r"[0-9]{4}")
# Not within a longer number: `13/03/2009 10.15` and `'13/03/2009` are, `113/03/2009` and `1/13/03/2009` are not.
_IN_FIGURES = re.compile(r"(?<![\d/.-])([0-9]{1,2}) ?([-/.]) ?([0-9]{1,2}) ?\2 ?(?:[0-9]{4}|'?[0-9]{2})(?![\d/-])")
_MIDNIGHT = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})[ T]00:00(?::00(?:[.,]0+)?)?")
_NUMBER = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?")


class DateReading(NamedTuple):
    """The day, or the rule that the text breaks; `readings` are the days between which nobody can tell."""

    day: date | None
    rule: str | None = None
    readings: tuple[date, ...] = ()


class LooseReading(NamedTuple):
    """The day, month or year as it is kept, or the rule that the text breaks, as for a day."""

    text: str | None
    rule: str | None = None
    readings: tuple[date, ...] = ()


_LEAST_LETTERS = 3
_FACTS = "this_language.dates."


@cache
def month_names() -> dict[str, int]:
    """Every name of a month in each language of the product, folded: in full, declined, and cut short.

    Programs cut names at different letters (`Sep` and `Sept`, `kor` and `korr`), and so do people: any beginning of
    three letters or more is the month's, where no other month begins so.
    """
    whole: dict[str, int] = {}
    beginnings: dict[str, set[int]] = {}
    for code in LANGUAGES:
        for number, name in Locale.parse(code).months["format"]["wide"].items():
            folded = fold_key(name)
            whole |= dict.fromkeys((folded, *map(fold_key, _facts(f"months_also.{number}", code, " "))), number)
            for length in range(_LEAST_LETTERS, len(folded)):
                beginnings.setdefault(folded[:length], set()).add(number)
    return {one: number for one, (number, *others) in beginnings.items() if not others} | whole


def _facts(name: str, code: str, between: str = ",") -> list[str]:
    """What a language's locale file lists under a name; nothing where it has no such thing."""
    listed = language(code, ETL_LOCALE).texts.get(_FACTS + name, "")
    return [one.strip() for one in listed.split(between) if one.strip()]


def _any(name: str) -> str:
    """The pattern of what is listed under a name in any language; one that nothing fits where none has it."""
    return "|".join(re.escape(one) for code in LANGUAGES for one in _facts(name, code)) or "(?!)"


class _InWords(NamedTuple):
    """Patterns of a date whose month is a word, with the small words that each language has around it."""

    day_first: re.Pattern[str]
    month_first: re.Pattern[str]
    two_digit_year: re.Pattern[str]


@cache
def _in_words() -> _InWords:
    """Also `12 i marsit 2009`, `12 mars të vitit 2009` and `12 of March 2009`."""
    day = rf"([0-9]{{1,2}})(?:{_any('after_day')}|\.)?(?: ?[-/.] ?| (?:(?:{_any('before_month')}) )?)([^\W\d_]+)\.?,?"
    before_year = rf"(?: ?[-/.] ?| (?:(?:{_any('before_year')}) )?)"
    behind_month = rf"([^\W\d_]+)\.? ([0-9]{{1,2}})(?:{_any('after_day_behind_month')})?,? ([0-9]{{4}})"
    return _InWords(
        re.compile(rf"{day}{before_year}([0-9]{{4}}){_TIME}", re.IGNORECASE),
        re.compile(behind_month),
        re.compile(rf"{day}{before_year}['’]?[0-9]{{2}}{_TIME}", re.IGNORECASE),
    )


def read_date(text: str) -> DateReading:
    """The day that a trimmed text means. It may lie outside the permitted range: `out_of_range` looks at that."""
    if match := _ELSEWHERE.fullmatch(text):
        found = read_date(match["moment"] or match["day"])
        return found if found.day is None else DateReading(None, "date_with_offset")
    if match := _YEAR_FIRST.fullmatch(text):
        return _day(int(match[1]), int(match[3]), int(match[4]))
    if match := _YEAR_LAST.fullmatch(text):
        return _day_and_month(int(match[1]), int(match[3]), int(match[4]), dotted=match[2] == ".")
    if match := _in_words().day_first.fullmatch(text):
        return _named_month(match[2], int(match[1]), int(match[3]))
    if match := _in_words().month_first.fullmatch(text):
        return _named_month(match[1], int(match[2]), int(match[3]))
    return DateReading(None, _why_unreadable(text))


def read_loose_date(text: str) -> LooseReading:
    """What a trimmed text means: a year (`2004`), a month (`2004-05`, `May 2004`) or a day, in any of its spellings."""
    if _YEAR.fullmatch(text):
        return LooseReading(text)
    if match := _MONTH_AS_KEPT.fullmatch(text):
        is_month = 1 <= int(match[2]) <= 12
        return LooseReading(text) if is_month else LooseReading(None, "loose_date_unreadable")
    if match := _MONTH_AND_YEAR.fullmatch(text):
        month = month_names().get(fold_key(match[1]))
        return LooseReading(f"{match[2]}-{month:02d}") if month else LooseReading(None, "loose_date_unreadable")
    day = read_date(text)
    if day.day is not None:
        return LooseReading(day.day.isoformat())
    kept = ("date_ambiguous", "date_impossible", "date_with_offset")
    rule = day.rule if day.rule in kept else "loose_date_unreadable"
    return LooseReading(None, rule, day.readings)


def _why_unreadable(text: str) -> str:
    words = _in_words().two_digit_year.fullmatch(text)
    if _TWO_DIGIT_YEAR.fullmatch(text) or (words and fold_key(words[2]) in month_names()):
        return "date_two_digit_year"
    month = _MONTH_ONLY.fullmatch(text)
    if month and (month[1] is None or fold_key(month[1]) in month_names()):
        return "date_without_day"
    return "date_is_number" if _NUMBER.fullmatch(text) else "date_unreadable"


def _day_and_month(first: int, second: int, year: int, *, dotted: bool) -> DateReading:
    """Dots are written day first; with `/` and `-` either could be the day, unless one of them cannot be a month."""
    if dotted or first == second or first > 12:
        return _day(year, second, first)
    if second > 12:
        return _day(year, first, second)
    if not (year and first and second):
        return DateReading(None, "date_impossible")
    return DateReading(None, "date_ambiguous", (date(year, second, first), date(year, first, second)))


def _named_month(name: str, day: int, year: int) -> DateReading:
    month = month_names().get(fold_key(name))
    return _day(year, month, day) if month else DateReading(None, "date_unreadable")


def _day(year: int, month: int, day: int) -> DateReading:
    try:
        return DateReading(date(year, month, day))
    except ValueError:
        return DateReading(None, "date_impossible")


def could_not_be_turned_round(text: str) -> bool:
    """Whether a text holds day, month and year in figures, and one of the first two can only be the day.

    It may hold more, such as a time of day in any spelling: that hinders the reading, and says the same of the others.
    """
    match = _IN_FIGURES.search(text)
    if match is None:
        return False
    smaller, greater = sorted((int(match[1]), int(match[3])))
    return 1 <= smaller <= 12 < greater <= 31


def midnight_as_text(text: str) -> date | None:
    """The day of a text such as `2009-05-03 00:00:00`: what a program writes for a real date."""
    match = _MIDNIGHT.fullmatch(text)
    return _day(int(match[1]), int(match[2]), int(match[3])).day if match else None


def out_of_range(day: date, latest: date) -> str | None:
    """The rule that a day breaks which lies before 1990 or after the latest day that can be, or None."""
    if day < EARLIEST:
        return "date_too_early"
    if day <= latest:
        return None
    return "date_too_late" if latest == LATEST else "date_in_future"
