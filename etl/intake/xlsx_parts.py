"""The parts of a workbook beside its sheets: relations, shared strings, number formats, comments."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field

from etl.intake.cells import Comment
from etl.intake.guard import RefusedError
from etl.intake.xml_events import Attributes, local, read_xml

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_QUOTED = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_DATE_FORMATS = frozenset((*range(14, 18), 22, *range(27, 32), 36, *range(50, 59)))
PLAIN_FORMATS = frozenset((0, 1, 49))


@dataclass(frozen=True)
class Relation:
    """What a part points to: kind (the last word of its type), target part, and whether it lies outside the file."""

    kind: str
    target: str
    outside: bool


@dataclass
class StringItems:
    """A collector of `<si>` or `<is>` items: the text of their runs, without phonetic hints."""

    items: list[str] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    in_text: bool = False
    in_phonetic: bool = False

    def start(self, name: str, _: Attributes) -> None:
        """An element opens."""
        if name == "si":
            self.pieces.clear()
        elif name == "rPh":
            self.in_phonetic = True
        elif name == "t":
            self.in_text = not self.in_phonetic

    def end(self, name: str) -> None:
        """An element closes."""
        if name == "t":
            self.in_text = False
        elif name == "rPh":
            self.in_phonetic = False
        elif name == "si":
            self.items.append(unescaped("".join(self.pieces)))

    def text(self, text: str) -> None:
        """Characters between tags."""
        if self.in_text:
            self.pieces.append(text)


def unescaped(text: str) -> str:
    """A text with the `_x000D_` escapes of spreadsheets resolved."""
    if "_x" not in text:
        return text
    return (
        _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
        .encode("utf-16", "surrogatepass")
        .decode("utf-16", "replace")
    )


def shared_strings(content: bytes) -> list[str]:
    """The texts of `sharedStrings.xml`, by their number."""
    strings = StringItems()
    read_xml(content, strings.start, strings.end, strings.text)
    return strings.items


def relations(content: bytes, folder: str) -> dict[str, Relation]:
    """The relations of a part that lies in `folder`, by their id."""
    found: dict[str, Relation] = {}

    def start(name: str, attributes: Attributes) -> None:
        if name != "Relationship":
            return
        outside = local(attributes, "TargetMode") == "External"
        target = local(attributes, "Target")
        path = target if outside else posixpath.normpath(posixpath.join("/" + folder, target)).lstrip("/")
        kind = local(attributes, "Type").rstrip("/").rpartition("/")[2]
        found[local(attributes, "Id")] = Relation(kind, path, outside)

    read_xml(content, start)
    return found


@dataclass(frozen=True)
class Styles:
    """For each cell style: whether it shows a date, and whether it shows a number as it is."""

    dates: tuple[bool, ...] = ()
    plain: tuple[bool, ...] = ()

    def is_date(self, style: str) -> bool:
        """Whether the style with this number shows a date."""
        return _at(self.dates, style, otherwise=False)

    def is_plain(self, style: str) -> bool:
        """Whether the style with this number shows a number as it is."""
        return _at(self.plain, style, otherwise=True)


def _at(values: tuple[bool, ...], number: str, *, otherwise: bool) -> bool:
    return values[int(number)] if number.isascii() and number.isdigit() and int(number) < len(values) else otherwise


def styles(content: bytes) -> Styles:
    """The cell styles of `styles.xml`."""
    formats: dict[int, str] = {}
    used: list[int] = []
    inside = [False]

    def start(name: str, attributes: Attributes) -> None:
        if name == "numFmt":
            formats[_number(local(attributes, "numFmtId"))] = local(attributes, "formatCode")
        elif name == "cellXfs":
            inside[0] = True
        elif name == "xf" and inside[0]:
            used.append(_number(local(attributes, "numFmtId")))

    def end(name: str) -> None:
        if name == "cellXfs":
            inside[0] = False

    read_xml(content, start, end)
    dates = {code for code in used if shows_date(code, formats.get(code))}
    plain = {code for code in used if code in PLAIN_FORMATS or formats.get(code, "").lower() in ("general", "0", "@")}
    return Styles(tuple(code in dates for code in used), tuple(code in plain for code in used))


def shows_date(number: int, code: str | None) -> bool:
    """Whether a number format shows a day: it has a year, a day or a month's name. A mere time of day does not."""
    if code is None:
        return number in _DATE_FORMATS
    bare = _QUOTED.sub("", code.partition(";")[0]).lower()
    return "general" not in bare and ("y" in bare or "d" in bare or "mmm" in bare)


def _number(text: str) -> int:
    try:
        return int(text or 0)
    except ValueError as error:
        raise RefusedError("unreadable") from error


def comments(content: bytes) -> list[Comment]:
    """The comments of a sheet, plain or threaded, with the address of their cell."""
    found: list[Comment] = []
    place = [""]
    pieces: list[str] = []

    def start(name: str, attributes: Attributes) -> None:
        if name in ("comment", "threadedComment"):
            place[0] = local(attributes, "ref")[:20]
            pieces.clear()

    def end(name: str) -> None:
        if name in ("comment", "threadedComment"):
            found.append(Comment(place[0], "".join(pieces)))

    read_xml(content, start, end, pieces.append)
    return found
