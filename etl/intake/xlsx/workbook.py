"""A workbook (XLSX) -> its sheets, cell by cell, in one pass a part and with nothing executed or fetched.

We read the XML ourselves because FORMS.md needs what spreadsheet libraries leave out or read in separate passes: a
formula and its cached value, hidden rows, comments, cells outside the grid, left-over texts.
"""

from __future__ import annotations

import contextlib
import re
import zipfile
from dataclasses import dataclass, field
from datetime import date

from etl.intake.cells import Comment, RawSheet, RawSubmission
from etl.intake.container.guard import Limits, RefusedError, read_member, refuse_document_type, refuse_macros
from etl.intake.container.zip_bytes import bytes_beside
from etl.intake.personal.accounts import without_accounts
from etl.intake.values.formulas import names_that_reach_outside
from etl.intake.xlsx.beside_cells import Beside, looked_through
from etl.intake.xlsx.parts import Relation, Styles, comments, content_types, relations, shared_strings, styles
from etl.intake.xlsx.sheet import EPOCH_1900, EPOCH_1904, SheetEvents, Workbook
from etl.intake.xlsx.xml_events import (
    Attributes,
    all_texts,
    is_true,
    local_name,
    raw_texts,
    read_places,
    read_xml,
    relation_id,
)

CONTENT_TYPES = "[Content_Types].xml"
# Parts that a form has when it holds nothing else, and what may stand in them; whatever else there is is not kept.
_PLAIN_PARTS = (
    (re.compile(r"\[content_types\]\.xml"), "types"),
    (re.compile(r"(?:.*/)?_rels/[^/]*\.rels"), "relations"),
    (re.compile(r"docprops/core\.xml"), "core"),
    (re.compile(r"docprops/app\.xml"), "application"),
    (re.compile(r"docprops/custom\.xml"), "custom"),
    (re.compile(r"xl/calcchain\.xml"), "calculation"),
    (re.compile(r"xl/metadata\.xml"), "metadata"),
    (re.compile(r"xl/theme/theme[0-9]*\.xml"), "theme"),
)
# Parts that one program writes alike into many workbooks.
_ALIKE = frozenset(("styles", "theme"))
# Where properties name a person.
_PEOPLE = {"core": frozenset(("creator", "lastModifiedBy")), "application": frozenset(("Manager",))}
_PERSONS = re.compile(r"/persons/[^/]*\.xml$")
_ACCOUNT = frozenset(("displayName", "id", "userId", "providerId"))
_FRAME_OF_A_COMMENT = re.compile(r"/(vmldrawing|commentsdrawing|legacydrawing)[^/]*\.vml$")
# Names that programs put where an author stands.
_PROGRAMS = re.compile(
    r"^(openpyxl|xlsxwriter|libreoffice.*|apache poi|microsoft.*|excel.*|google.*|unknown|user|administrator|admin"
    r"|windows user|perdorues|owner|hp|dell|lenovo|asus|acer|toshiba|pc)?$",
    re.IGNORECASE,
)


@dataclass
class _Listed:
    """A sheet as the workbook lists it."""

    name: str
    relation: str
    hidden: bool


@dataclass
class _WorkbookPart:
    """What `workbook.xml` says: its sheets, from when days count, its defined names (folded) and their formulas.

    `to_be_calculated` says that the values of its formulas are not to be trusted before a program calculates them.
    """

    sheets: list[_Listed] = field(default_factory=list)
    epochs: set[date] = field(default_factory=set)
    names: dict[str, str] = field(default_factory=dict)
    to_be_calculated: bool = False
    under_way: str = ""

    def start(self, place: str, attributes: Attributes) -> None:
        """An element opens."""
        name = attributes.get("name", "")
        self.under_way = ""
        if place == "/workbookPr":
            self.epochs.add(_epoch(attributes.get("date1904", "")))
        elif place == "sheets/sheet":
            hidden = attributes.get("state") in ("hidden", "veryHidden")
            self.sheets.append(_Listed(name, relation_id(attributes), hidden))
        elif place == "definedNames/definedName":
            self.under_way = name.casefold()
        elif place == "/calcPr":
            self.to_be_calculated = is_true(attributes.get("fullCalcOnLoad", ""))

    def text(self, text: str) -> None:
        """Characters between tags."""
        if self.under_way:
            self.names[self.under_way] = self.names.get(self.under_way, "") + text

    def end(self, _: str) -> None:
        """An element closes."""
        self.under_way = ""

    def epoch(self) -> date:
        """From when days count; RefusedError where it is said in two ways."""
        if len(self.epochs) > 1:
            raise RefusedError("date_system_unclear")
        return next(iter(self.epochs), EPOCH_1900)


def _epoch(date1904: str) -> date:
    try:
        return EPOCH_1904 if is_true(date1904) else EPOCH_1900
    except RefusedError as error:
        raise RefusedError("date_system_unclear") from error


@dataclass
class _Opened:
    """A workbook under way."""

    archive: zipfile.ZipFile
    limits: Limits
    names: dict[str, str]
    texts: list[str] = field(default_factory=list)
    extras: list[str] = field(default_factory=list)
    comment_parts: set[str] = field(default_factory=set)
    understood: dict[str, str] = field(default_factory=dict)
    beside: Beside = field(default_factory=Beside)

    def content(self, name: str) -> bytes:
        """The bytes of a part, found without regard to case."""
        return read_member(self.archive, self.names.get(name.lower(), name))

    def has(self, name: str) -> bool:
        """Whether there is such a part."""
        return name.lower() in self.names

    def relations_of(self, part: str) -> dict[str, Relation]:
        """The relations of a part."""
        folder, _, name = part.rpartition("/")
        path = f"{folder}/_rels/{name}.rels".lstrip("/")
        return relations(self.content(path), folder) if self.has(path) else {}


def read_xlsx(archive: zipfile.ZipFile, limits: Limits) -> RawSubmission:
    """All sheets of a workbook whose members were found safe to unpack; RefusedError where it cannot be used."""
    names = archive.namelist()
    opened = _Opened(archive, limits, {name.replace("\\", "/").lower(): name for name in names})
    types = content_types(opened.content(CONTENT_TYPES), opened.names)
    refuse_macros(archive, types)
    for name in names:
        if name.lower().endswith((".xml", ".rels", ".vml")):
            refuse_document_type(read_member(archive, name))
    part = _workbook_part(opened)
    if part.lower().endswith(".bin") or "sheet.binary" in types[part.lower()][0]:
        raise RefusedError("old_format")
    said = _WorkbookPart()
    read_places(opened.content(part), said.start, said.end, said.text)
    related = opened.relations_of(part)
    opened.understood[part.lower()] = "workbook"
    book = Workbook(
        strings=_strings(opened, related),
        styles=_styles(opened, related),
        epoch=said.epoch(),
        limits=limits,
        outside_names=names_that_reach_outside(said.names),
        sheet_names=frozenset(one.name for one in said.sheets),
        to_be_calculated=said.to_be_calculated,
    )
    used: set[int] = set()
    sheets = tuple(_read_sheet(opened, book, one, related, used) for one in said.sheets)
    _left_over_strings(opened, book, used)
    _look_beside_the_sheets(opened)
    _look_around_the_content(opened)
    return RawSubmission(
        sheets=sheets,
        other_texts=tuple(dict.fromkeys(opened.texts)),
        extras=tuple(dict.fromkeys(opened.extras)),
        outside_texts=tuple(dict.fromkeys(opened.beside.texts)),
    )


def _workbook_part(opened: _Opened) -> str:
    if opened.has("_rels/.rels"):
        for relation in relations(opened.content("_rels/.rels"), "").values():
            if relation.kind == "officeDocument" and opened.has(relation.target):
                return relation.target
    for usual in ("xl/workbook.xml", "xl/workbook.bin"):
        if opened.has(usual):
            return usual
    raise RefusedError("not_a_submission")


def _related_content(opened: _Opened, related: dict[str, Relation], kind: str) -> bytes | None:
    for relation in related.values():
        if relation.kind == kind and not relation.outside and opened.has(relation.target):
            opened.understood[relation.target.lower()] = kind
            return opened.content(relation.target)
    return None


def _strings(opened: _Opened, related: dict[str, Relation]) -> list[str]:
    content = _related_content(opened, related, "sharedStrings")
    return shared_strings(content) if content is not None else []


def _styles(opened: _Opened, related: dict[str, Relation]) -> Styles:
    content = _related_content(opened, related, "styles")
    return styles(content) if content is not None else Styles()


def _read_sheet(
    opened: _Opened, book: Workbook, listed: _Listed, related: dict[str, Relation], used: set[int]
) -> RawSheet:
    if not listed.relation:
        return RawSheet(listed.name, hidden=listed.hidden)  # a sheet without a part, which Excel shows empty
    relation = related.get(listed.relation)
    if relation is None or relation.outside or not opened.has(relation.target):
        raise RefusedError("unreadable")
    if relation.kind.lower() in ("xlmacrosheet", "xlintlmacrosheet"):
        raise RefusedError("macros")
    if relation.kind != "worksheet":
        return RawSheet(listed.name, hidden=listed.hidden)  # a chart sheet: nothing to read, nothing of the form
    events = SheetEvents(book)
    try:
        read_xml(opened.content(relation.target), events.start, events.end, events.text, events.beside.remark)
    except RefusedError as error:
        values = (*error.fault.values, ("sheet_name", listed.name))
        raise RefusedError(error.fault.rule, **dict(values)) from error
    used |= events.used_strings
    opened.understood[relation.target.lower()] = "worksheet"
    opened.beside.texts.extend(events.beside.texts)
    opened.beside.more = opened.beside.more or events.beside.more
    opened.beside.names_account = opened.beside.names_account or events.beside.names_account
    opened.texts.extend(events.texts)
    notes = _comments_of(opened, relation.target)
    return RawSheet(
        name=listed.name,
        rows=tuple(sorted(events.rows, key=lambda row: row.number)),
        hidden=listed.hidden,
        hidden_columns=events.columns_out_of_sight(),
        merged=tuple(events.merged),
        comments=tuple(dict.fromkeys(notes)),
    )


def _comments_of(opened: _Opened, part: str) -> list[Comment]:
    found: list[Comment] = []
    for one in opened.relations_of(part).values():
        if one.kind in ("comments", "threadedComment") and not one.outside and opened.has(one.target):
            with contextlib.suppress(RefusedError):  # what cannot be parsed is looked at as any other part
                found.extend(comments(opened.content(one.target)))
                opened.comment_parts.add(one.target.lower())
    return found


def _left_over_strings(opened: _Opened, book: Workbook, used: set[int]) -> None:
    """Texts that no cell shows any more still stand in the file: they are looked at, and the file is not kept."""
    left = [text for number, text in enumerate(book.strings) if number not in used and text.strip()]
    if left:
        opened.texts.extend(left)
        opened.extras.append("parts")


def _look_beside_the_sheets(opened: _Opened) -> None:
    """Properties, drawings and whatever else a workbook may carry."""
    for name in opened.names:
        part = _plain_part(opened, name)
        if part == "worksheet" or name in opened.comment_parts or name.endswith("/"):
            continue
        try:
            if part is not None:
                _look_at_plain_part(opened, name, part)
            elif _PERSONS.search(name):
                _look_at_persons(opened, name)
            else:
                _look_at_another_part(opened, name)
        except RefusedError as error:
            if error.fault.rule != "unreadable" or name in opened.understood:
                raise
            _look_at_raw_part(opened, name)


def _look_at_plain_part(opened: _Opened, name: str, part: str) -> None:
    if part in _PEOPLE:
        _look_at_properties(opened, name, _PEOPLE[part])
    content = opened.content(name)
    if part in _ALIKE:
        texts, more = looked_through(content, part)
        opened.beside.texts.extend(texts)
        opened.beside.more = opened.beside.more or more
    else:
        opened.beside.look_through(content, part, texts=part != "sharedStrings")


def _look_at_persons(opened: _Opened, name: str) -> None:
    """The accounts that programs note of whoever commented: as an author in the properties, not kept and not judged."""
    texts: list[str] = []
    is_empty = True

    def start(_: str, attributes: Attributes) -> None:
        nonlocal is_empty
        is_empty = is_empty and "displayName" not in attributes
        texts.extend(value for key, value in attributes.items() if key not in _ACCOUNT)

    read_xml(opened.content(name), start, None, texts.append, texts.append)
    opened.texts.extend(texts)
    opened.extras.append("parts" if is_empty else "author")


def _look_at_another_part(opened: _Opened, name: str) -> None:
    if not (opened.comment_parts and _FRAME_OF_A_COMMENT.search(name)):
        opened.extras.append("parts")
    if name.endswith((".xml", ".vml", ".rels")):
        opened.texts.extend(opened.beside.besides_accounts(*one) for one in all_texts(opened.content(name)))


def _look_at_raw_part(opened: _Opened, name: str) -> None:
    """A part that is no XML, though its name says so: nothing is read from it, and its texts are looked at as bytes."""
    opened.extras.append("parts")
    found, is_text = raw_texts(opened.content(name))
    if is_text:
        opened.texts.extend(found)
    else:
        for text in found:
            opened.beside.look_at(text)


def _plain_part(opened: _Opened, name: str) -> str | None:
    """What a part of the form is by its name or by what points to it; None where it is not of the form."""
    if name in opened.understood:
        return opened.understood[name]
    kind = next((kind for pattern, kind in _PLAIN_PARTS if pattern.fullmatch(name)), None)
    # LibreOffice leaves an empty list of custom properties in every workbook.
    return None if kind == "custom" and b"<property " in opened.content(name) else kind


def _look_around_the_content(opened: _Opened) -> None:
    """What only the container holds: its parts' names, comments, and bytes that belong to no part."""
    hidden = bytes_beside(opened.archive)
    for text in (*hidden, *opened.names):
        opened.beside.look_at(text)
    if hidden or opened.beside.more:
        opened.extras.append("outside")
    if opened.beside.names_account:
        opened.extras.append("author")


def _look_at_properties(opened: _Opened, name: str, people: frozenset[str]) -> None:
    element = [""]

    def start(tag: str, _: Attributes) -> None:
        element[0] = local_name(tag)

    def text(text: str) -> None:
        opened.texts.append(without_accounts(element[0], text))
        if element[0] in people and not _PROGRAMS.match(text.strip()):
            opened.extras.append("author")

    def end(_: str) -> None:
        element[0] = ""

    read_xml(opened.content(name), start, end, text)
