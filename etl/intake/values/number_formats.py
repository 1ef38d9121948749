"""What a cell's number format shows: a date and which parts of it, or a number and in which dress. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from types import MappingProxyType

# The formats that every program has without their being written down, but for those that show a date.
_BUILT_IN: Mapping[int, str] = MappingProxyType(
    {0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?",
     13: "# ??/??", 14: "mm-dd-yy", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM",
     20: "h:mm", 21: "h:mm:ss", 22: "m/d/yy h:mm", 32: "h:mm", 33: "h:mm:ss", 34: "h:mm", 35: "h:mm:ss",
     37: "#,##0;-#,##0", 38: "#,##0;-#,##0", 39: "#,##0.00;-#,##0.00",
     40: "#,##0.00;-#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@"}
)  # fmt: skip
# Dates of East Asia, which differ with the language of the program; these two show day and year in all of them.
_OTHER_DATES = frozenset((*range(27, 32), 36, *range(50, 59)))
_WHOLE_DATES = frozenset((30, 31))
_PLAIN = frozenset(("general", "0", "@"))
_TOKEN = re.compile(r'"([^"]*)"|\\(.)|(_).|\*.|\[([^\]]*)\]|(general)|([0#?]|[.,%;@])|(.)', re.IGNORECASE | re.DOTALL)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)(-?[0-9.]+)")
_CURRENCY = re.compile(r"\$([^-]*)")
_DAY = re.compile(r"(?<!d)dd?(?!d)")
_SHOWN = re.compile(r"(?<![^\W_])[0-9]+(?:\.[0-9]+)?")
_GROUPING = re.compile(r"(?<=[0-9])[,'’ \u00a0\u202f](?=[0-9]{3}(?![0-9]))")
_BY_ITSELF = frozenset("-+():!^&'~{}<>=$ €£")
_LONGEST_GENERAL = 11
MOST_DIGITS = 15


@dataclass(frozen=True)
class _Section:
    """One of up to four sections of a format. `tokens` are pairs of a kind (`literal`, `digit`, `sign`) and a text."""

    tokens: tuple[tuple[str, str], ...] = ()
    letters: str = ""
    condition: tuple[str, float] | None = None
    general: bool = False

    @property
    def is_date(self) -> bool:
        """Whether it shows a year, a day or a month's name; a mere time of day is none."""
        return not self.general and ("y" in self.letters or "d" in self.letters or "mmm" in self.letters)

    def applies(self, value: float) -> bool:
        """Whether its own condition fits a number; without one it always does."""
        if self.condition is None:
            return True
        sign, limit = self.condition
        return {
            "<": value < limit, "<=": value <= limit, ">": value > limit, ">=": value >= limit, "=": value == limit,
            "<>": value != limit,
        }[sign]  # fmt: skip


@dataclass(frozen=True)
class NumberFormat:
    """A number format, taken apart. `plain` says that it shows a whole number as it is.

    `other_date` that it shows a date in some way of the program's, and `whole_date` that this has its day and year.
    """

    sections: tuple[_Section, ...]
    plain: bool = False
    other_date: bool = False
    whole_date: bool = False
    seen: dict[float, str | None] = field(default_factory=dict, compare=False, repr=False)

    def _section(self, value: float) -> tuple[_Section, bool]:
        """The section that a number is shown by, and whether that leaves a minus to the reader."""
        numeric = self.sections[:3]
        if any(one.condition for one in numeric):
            return next((one for one in numeric if one.applies(value)), numeric[-1]), value < 0
        place = 1 if value < 0 else 2 if value == 0 else 0
        return (numeric[place], False) if place < len(numeric) else (numeric[0], value < 0)

    def is_date(self, value: float) -> bool:
        """Whether a number is shown as a date: by the first section, unless conditions choose another."""
        if self.other_date:
            return True
        has_conditions = any(one.condition for one in self.sections[:3])
        return (self._section(value)[0] if has_conditions else self.sections[0]).is_date

    def date_parts(self, value: float) -> tuple[bool | None, bool]:
        """Whether a date's day and its year are shown; None where the one or the other differs with the program.

        A weekday alone is taken for a day: nobody types one.
        """
        section = self._section(value)[0]
        if self.other_date:
            return self.whole_date or None, True
        if not section.is_date:
            return True, True
        letters = section.letters
        has_year = not set("yeb").isdisjoint(letters)
        has_day = _DAY.search(letters) is not None or not (has_year or "mmm" in letters)
        return has_day, has_year

    def is_time(self, value: float) -> bool:
        """Whether a number is shown as a time of day or a length of time."""
        section = self._section(value)[0]
        return not section.general and not section.is_date and not {"h", "m", "s"}.isdisjoint(section.letters)

    def shown(self, value: float) -> str | None:
        """A number as the cell shows it, with the point and comma of English; None where that cannot be told.

        Whole numbers without a format are as they are, and give None.
        """
        if value not in self.seen:
            if len(self.seen) > 10_000:
                self.seen.clear()
            self.seen[value] = self._shown(value)
        return self.seen[value]

    def _shown(self, value: float) -> str | None:
        if abs(value) >= 10**MOST_DIGITS:
            return None
        section, minus = self._section(value)
        if section.letters:
            return None
        if not section.general:
            text = _with_digits(section.tokens, abs(Decimal(repr(value))))
        elif value.is_integer() and not "".join(text for _, text in section.tokens):
            return None
        else:
            number = _general(abs(value))
            text = None if number is None else "".join(number if k == "general" else t for k, t in section.tokens)
        if text is None:
            return None
        return f"-{text}".strip() if minus and any(one in "123456789" for one in text) else text.strip()


def shows(text: str, value: float) -> bool:
    """Whether a reader of this text sees a number that is not negative: alone, without a sign, rounded at the most."""
    found = _SHOWN.findall(_GROUPING.sub("", text))
    if len(found) != 1 or "%" in text or text.startswith(("-", "(")):
        return False
    decimals = len(found[0].partition(".")[2])
    return abs(Decimal(found[0]) - Decimal(repr(value))) <= (Decimal(5).scaleb(-decimals - 1) if decimals else 0)


GENERAL = NumberFormat((_Section((("general", ""),), "", None, general=True),), plain=True)


@lru_cache(maxsize=1024)
def number_format(number: int, code: str | None) -> NumberFormat:
    """The format with this number, or with this code where one is written for it; an empty code is none."""
    code = code or None
    if number == 0 and code is None:
        return GENERAL
    built_in = _BUILT_IN.get(number)
    text = code if code is not None else built_in or "General"
    is_plain = text.lower() in _PLAIN and not (code is None and built_in is None)
    other_date = code is None and number in _OTHER_DATES
    return NumberFormat(_sections(text), is_plain, other_date, whole_date=number in _WHOLE_DATES)


def _sections(code: str) -> tuple[_Section, ...]:
    found: list[_Section] = []
    tokens: list[tuple[str, str]] = []
    letters: list[str] = []
    condition: tuple[str, float] | None = None
    for match in _TOKEN.finditer(code + ";"):
        quoted, escaped, space, bracket, general, sign, other = match.groups()
        if not other or other in _BY_ITSELF:
            letters.append(" ")  # `ddd d` is a weekday and a day
        if sign == ";":
            names = {kind for kind, _ in tokens}
            found.append(_Section(tuple(tokens), "".join(letters).strip(), condition, general="general" in names))
            tokens, letters, condition = [], [], None
        elif bracket is not None:
            limit = _CONDITION.fullmatch(bracket)
            currency = _CURRENCY.match(bracket)
            condition = (limit[1], float(limit[2])) if limit and _is_number(limit[2]) else condition
            tokens.append(("literal", currency[1] if currency else ""))
            letters.extend(bracket.lower() if bracket.lower().strip("hms") == "" else "")
        elif general or sign == "@":
            tokens.append(("general", ""))
        elif sign:
            tokens.append(("digit" if sign in "0#?" else "sign", sign))
        elif other and other not in _BY_ITSELF:
            letters.append(other.lower())
        else:
            tokens.append(("literal", quoted or escaped or (" " if space else other) or ""))
    return tuple(found)


def _is_number(text: str) -> bool:
    return text.count(".") <= 1 and any(one.isdigit() for one in text)


def _general(value: float) -> str | None:
    """A positive number without a format: as many decimals as have room."""
    if value.is_integer():
        return str(int(value))
    exact = Decimal(repr(value))
    room = _LONGEST_GENERAL - 1 - len(str(int(value)))
    if room < 1 or value < 0.0001:
        return None
    return format(exact.quantize(Decimal(1).scaleb(-room), ROUND_HALF_UP).normalize(), "f")


def _with_digits(tokens: tuple[tuple[str, str], ...], value: Decimal) -> str | None:
    """A number in the places that a format has for its digits."""
    places = [number for number, (kind, _) in enumerate(tokens) if kind == "digit"]
    if not places:  # the same for every number, and often nothing
        return "".join(text for kind, text in tokens if kind == "literal" or text in ".%")
    point = next((number for number, token in enumerate(tokens) if token == ("sign", ".")), len(tokens))
    whole, after = [one for one in places if one < point], [one for one in places if one > point]
    commas = [number for number, token in enumerate(tokens) if token == ("sign", ",")]
    last = whole[-1] if whole else -1
    thousands = sum(1 for one in commas if last < one < point or one > places[-1])
    percents = tokens.count(("sign", "%"))
    scaled = (value * 100**percents / 1000**thousands).quantize(Decimal(1).scaleb(-len(after)), ROUND_HALF_UP)
    digits, _, decimals = format(scaled, "f").partition(".")
    shown = [text if kind == "literal" or text in ".%" else "" for kind, text in tokens]
    _fill_whole(shown, tokens, whole, "" if digits == "0" else digits, in_groups=any(one < last for one in commas))
    _fill_decimals(shown, tokens, after, decimals)
    if not whole and point < len(tokens) and digits != "0":
        shown[point] = f"{digits}."
    return "".join(shown)


def _fill_whole(
    shown: list[str], tokens: tuple[tuple[str, str], ...], places: list[int], digits: str, *, in_groups: bool
) -> None:
    """Digits before the point, from the last one; the first place takes all that are left."""
    count = 0
    for number in reversed(places):
        taken = digits[-1:] if number != places[0] else digits
        digits = digits[: len(digits) - len(taken)]
        taken = taken or {"0": "0", "?": " "}.get(tokens[number][1], "")
        for one in reversed(taken):
            comma = "," if in_groups and count and count % 3 == 0 and one != " " else ""
            shown[number] = one + comma + shown[number]
            count += 1


def _fill_decimals(shown: list[str], tokens: tuple[tuple[str, str], ...], places: list[int], decimals: str) -> None:
    significant = len(decimals.rstrip("0"))
    for order, number in enumerate(places):
        blank = order >= significant and tokens[number][1] != "0"
        shown[number] = (" " if tokens[number][1] == "?" else "") if blank else decimals[order]
