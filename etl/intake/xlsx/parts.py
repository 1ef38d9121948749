"""The parts of a workbook beside its sheets: relations, shared strings, number formats, comments."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from etl.intake.cells import Comment
from etl.intake.container.guard import RefusedError
from etl.intake.values.number_formats import GENERAL, NumberFormat, number_format
from etl.intake.xlsx.xml_events import Attributes, read_places, read_xml

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
# The types of relations that the format itself defines; others may end in the same word.
_DEFINED = re.compile(
    r"https?://(?:schemas\.openxmlformats\.org/(?:officeDocument|package)/2006|purl\.oclc\.org/ooxml/\w+)"
    r"/relationships(?:/metadata)?"
)


@dataclass(frozen=True)
class Relation:
    """What a part points to: kind (the last word of its type), target part, and whether it lies outside the file.

    `defined` says that the type is the format's own, not an extension's.
    """

    kind: str
    target: str
    outside: bool
    defined: bool = True


@dataclass
class StringItems:
    """A collector of `<si>` or `<is>` items: the text of their runs, without phonetic hints."""

    items: list[str] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    in_text: bool = False
    in_phonetic: bool = False
    in_item: bool = False
    run_has_text: bool = False

    def start(self, name: str, _: Attributes) -> None:
        """An element opens."""
        if name == "si":
            self.pieces.clear()
            self.in_item, self.run_has_text = True, False
        elif name == "r":
            self.run_has_text = False
        elif name == "rPh":
            self.in_phonetic = True
        elif name == "t":
            self.in_text = self.in_item and not self.in_phonetic
            if self.in_text and self.run_has_text:
                raise RefusedError("unreadable")  # two texts of one cell: nobody can tell which is true
            self.run_has_text = self.run_has_text or self.in_text

    def end(self, name: str) -> None:
        """An element closes."""
        if name == "t":
            self.in_text = False
        elif name == "rPh":
            self.in_phonetic = False
        elif name == "si":
            self.in_item = False
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

    def start(place: str, attributes: Attributes) -> None:
        if place != "/Relationship":
            return
        outside = attributes.get("TargetMode") == "External"
        target = attributes.get("Target", "")
        path = target if outside else posixpath.normpath(posixpath.join("/" + folder, target)).lstrip("/")
        base, _, kind = attributes.get("Type", "").rstrip("/").rpartition("/")
        found[attributes.get("Id", "")] = Relation(kind, path, outside, _DEFINED.fullmatch(base) is not None)

    read_places(content, start)
    # Where several would do, one of the format's own comes before an extension's.
    return dict(sorted(found.items(), key=lambda one: not one[1].defined))


def content_types(content: bytes, names: Iterable[str]) -> dict[str, tuple[str, bool]]:
    """The type of each part that is there, by its name in lower case, and whether that is given for this part alone."""
    extensions: dict[str, str] = {}
    parts: dict[str, str] = {}

    def start(place: str, attributes: Attributes) -> None:
        kind = attributes.get("ContentType", "").strip().lower()
        if place == "/Default":
            extensions[attributes.get("Extension", "").lower()] = kind
        elif place == "/Override":
            parts[attributes.get("PartName", "").lstrip("/").lower()] = kind

    read_places(content, start)
    return {
        name: (parts[name], True) if name in parts else (extensions.get(name.rpartition(".")[2], ""), False)
        for name in (one.lower() for one in names)
    }


class Styles:
    """The number format of each cell style, by the style's number as cells write it; GENERAL where there is none."""

    def __init__(self, formats: Iterable[NumberFormat] = ()) -> None:
        self._formats = {str(number): one for number, one in enumerate(formats)}

    def of(self, style: str) -> NumberFormat:
        """The format of the style with this number."""
        found = self._formats.get(style)
        if found is None:
            found = self._formats.get(str(int(style)), GENERAL) if style.isascii() and style.isdigit() else GENERAL
        return found


def styles(content: bytes) -> Styles:
    """The cell styles of `styles.xml`."""
    formats: dict[int, str] = {}
    used: list[int] = []

    def start(place: str, attributes: Attributes) -> None:
        if place == "numFmts/numFmt":
            formats[_number(attributes.get("numFmtId", ""))] = attributes.get("formatCode", "")
        elif place == "cellXfs/xf":
            used.append(_number(attributes.get("numFmtId", "")))

    read_places(content, start)
    return Styles(number_format(number, formats.get(number)) for number in used)


def _number(text: str) -> int:
    try:
        return int(text or 0)
    except ValueError as error:
        raise RefusedError("unreadable") from error


def comments(content: bytes) -> list[Comment]:
    """The comments of a sheet, plain or threaded, with the address of their cell.

    Who wrote one is a program's entry, not a part of it: neither the list of authors nor the author's name with which
    programs begin a comment.
    """
    found: list[Comment] = []
    authors: list[str] = []
    place, author = "", ""
    pieces: list[str] = []

    def start(where: str, attributes: Attributes) -> None:
        nonlocal place, author
        if where in ("commentList/comment", "/threadedComment"):
            place = attributes.get("ref", "")[:20]
            number = attributes.get("authorId", "")
            author = authors[int(number)] if number.isdecimal() and int(number) < len(authors) else ""
            pieces.clear()
        elif where == "authors/author":
            pieces.clear()

    def end(where: str) -> None:
        if where == "authors/author":
            authors.append("".join(pieces).strip())
        elif where in ("commentList/comment", "/threadedComment"):
            text = "".join(pieces)
            named = f"{author}:"
            if author and text.lstrip().startswith(named):
                text = text.lstrip().removeprefix(named)
            found.append(Comment(place, text))

    read_places(content, start, end, pieces.append)
    return found
