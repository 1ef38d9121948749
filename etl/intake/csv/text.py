"""The bytes of a CSV file -> its text, and its text -> records. Nothing is guessed in silence (FORMS.md 3, CSV)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from etl.intake.container.guard import RefusedError
from etl.intake.text.encodings import GUESSED, might_be_utf_8_by_chance

TAB = "\t"
SEPARATORS = (",", ";", TAB)
# White space inside a line, the tab aside, and what cannot be seen.
_SPACES = " \x0b\x0c\x1c-\x1f\x85\xa0\u1680\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff"
_MARKS_OF_UTF_16, _MARK_OF_UTF_8 = (b"\xff\xfe", b"\xfe\xff"), b"\xef\xbb\xbf"
# A spreadsheet that saves such a file anew may put the line in quotation marks, and empty fields behind it.
_SEPARATOR_LINE = re.compile(r"^(\"?)sep=(.)\1[,;\t]*(?:\r\n|\r|\n|\Z)", re.IGNORECASE)
_BEGINS_WITH_DIGIT = re.compile(r'["\s]*[0-9]')
_LINE_END = re.compile(r"\r\n|\r|\n|\Z")
# Fewer columns than this are no table in which a line could be told from a text of several lines.
_FEWEST_COLUMNS = 3


@dataclass(frozen=True)
class Record:
    """A record as a spreadsheet shows it in a row; `fault` is the rule that it breaks as a whole, if any."""

    number: int
    fields: list[str]
    fault: str = ""


def decode(content: bytes) -> tuple[str, bool]:
    """The text of a CSV file, and whether its encoding had to be taken for Windows-1250; RefusedError if it is none.

    A guessed text holds U+FFFD for bytes that Windows-1250 does not have.
    """
    encoding = "utf-16" if content.startswith(_MARKS_OF_UTF_16) else "utf-8-sig"
    try:
        text, is_guess = content.decode(encoding), False
    except UnicodeDecodeError:
        text, is_guess = content.decode(GUESSED, "replace"), True
        if encoding == "utf-16" or not _is_mostly_ascii(content):
            raise RefusedError("not_text") from None
    if not content.startswith((*_MARKS_OF_UTF_16, _MARK_OF_UTF_8)) and might_be_utf_8_by_chance(text):
        text, is_guess = content.decode(GUESSED, "replace"), True
    if "\0" in text:
        raise RefusedError("not_text")
    return text, is_guess


def _is_mostly_ascii(content: bytes) -> bool:
    """Whether it is a text of our alphabet at all, in whatever code page."""
    sample = content[: 1 << 16]
    return sum(32 <= byte < 127 for byte in sample) * 2 >= len(sample)


def records(text: str) -> Iterator[Record]:
    """The records of a CSV text in order, blank ones included; RefusedError where a quotation mark is not closed."""
    declared = _SEPARATOR_LINE.match(text)
    if declared:
        text = text[declared.end() :]
        if declared[2] not in SEPARATORS:
            raise RefusedError("separator_unknown")
    return _Records(text, declared[2] if declared else _separator_of(text)).all()


def _separator_of(text: str) -> str:
    """The separator of the header: the one that stands in it most often outside quotation marks."""
    counts = dict.fromkeys(SEPARATORS, 0)
    quoted = False
    for character in text.lstrip():
        if character == '"':
            quoted = not quoted
        elif not quoted and character in "\r\n":
            break
        elif not quoted and character in counts:
            counts[character] += 1
    return max(SEPARATORS, key=lambda separator: counts[separator])


@dataclass
class _Records:
    """Reads one text. A quoted field may have white space around its quotation marks; a line without any is split."""

    text: str
    separator: str
    columns: int = 0
    _quoted: re.Pattern[str] = field(init=False)
    _opening: re.Pattern[str] = field(init=False)
    _plain: re.Pattern[str] = field(init=False)

    def __post_init__(self) -> None:
        space = f"[{_SPACES if self.separator == TAB else _SPACES + TAB}]*+"
        self._quoted = re.compile(f'{space}"([^"]*+(?:""[^"]*+)*+)"{space}')
        self._opening = re.compile(f'{space}"')
        self._plain = re.compile(f"[^{re.escape(self.separator)}\r\n]*")

    def all(self) -> Iterator[Record]:
        """Every record, one after the other."""
        place, number = 0, 0
        while place < len(self.text):
            number += 1
            end = _LINE_END.search(self.text, place)
            stop, following = (end.start(), end.end()) if end else (len(self.text), len(self.text))
            if self.text.find('"', place, stop) < 0:
                record, place = Record(number, self.text[place:stop].split(self.separator)), following
            else:
                record, place = self._with_quotes(number, place)
            self.columns = self.columns or (len(record.fields) if any(record.fields) else 0)
            yield record

    def _with_quotes(self, number: int, start: int) -> tuple[Record, int]:
        """A record with quotation marks in it, and where the next one begins."""
        fields: list[str] = []
        place, fault = start, ""
        while True:
            quoted = self._quoted.match(self.text, place)
            if quoted is None and self._opening.match(self.text, place):
                raise RefusedError("unclosed_quote", row=number)
            if quoted is None:
                plain = self._plain.match(self.text, place)
                place = plain.end() if plain else place
                fields.append(plain[0] if plain else "")
            else:
                place = quoted.end()
                fields.append(quoted[1].replace('""', '"'))
                if place < len(self.text) and self.text[place] not in (self.separator, "\r", "\n"):
                    # A quotation mark that was opened earlier runs into one that opens a text further down.
                    if "\n" in quoted[1] or "\r" in quoted[1]:
                        raise RefusedError("unclosed_quote", row=number)
                    rest = self._plain.match(self.text, place)
                    place = rest.end() if rest else place
                    fault = "text_after_quote"
            if place >= len(self.text) or self.text[place] != self.separator:
                break
            place += 1
        if self._runs_over_rows(self.text[start:place]):
            raise RefusedError("unclosed_quote", row=number)
        end = _LINE_END.match(self.text, place)
        return Record(number, fields, fault), end.end() if end else len(self.text)

    def _runs_over_rows(self, written: str) -> bool:
        """Whether a record that takes several lines is several rows, and its quotation marks belong to two of them.

        Each line then has all columns, and numbers or dates where the first one has them. A text of several lines in
        quotation marks may have as many separators, but not that.
        """
        lines = [line.split(self.separator) for line in re.split(r"\r\n|\r|\n", written)]
        if len(lines) == 1 or self.columns < _FEWEST_COLUMNS or any(len(line) < self.columns for line in lines):
            return False
        return all(_are_alike(lines[0], line) for line in lines[1:])


def _are_alike(one: list[str], other: list[str]) -> bool:
    """Whether two lines have numbers or dates in the same columns, as far as both have anything there."""
    pairs = [
        (_BEGINS_WITH_DIGIT.match(first) is not None, _BEGINS_WITH_DIGIT.match(second) is not None)
        for first, second in zip(one, other, strict=False)
        if first.strip('" ') and second.strip('" ')
    ]
    return (True, True) in pairs and (True, False) not in pairs and (False, True) not in pairs
