"""A small streaming XML reader: elements by namespace and place, no document type, no entities, nothing fetched.

The names of a part are those in the namespace of its first element, whatever that is (transitional, strict, none) and
whatever its prefix. What stands in another namespace, in a list of extensions, or in a choice for programs that know
more than we do, is of others: an extension's `workbookPr` is not the workbook's. A choice that asks for no more than
the part's own namespace (and that of relations) is for us.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from xml.parsers import expat

from etl.intake.container.guard import RefusedError

Attributes = dict[str, str]
_OUT_OF_MEMORY = expat.errors.codes[expat.errors.XML_ERROR_NO_MEMORY]
_BETWEEN = "\n"
_COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_ALTERNATIVES = "AlternateContent"
_EXTENSIONS = "extLst"
_RELATIONS = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
)
_RELATION_IDS = tuple(f"{namespace}{_BETWEEN}id" for namespace in _RELATIONS)


class _Names:
    """Tells a part's own elements from those of others, by the names that the parser gives them."""

    def __init__(self) -> None:
        self._own: str | None = None
        self.known: dict[str, tuple[str, bool]] = {}
        self.declared: Attributes = {}
        self._prefixes: dict[str, list[str]] = {}
        self._is_chosen: list[bool] = []

    def learn(self, raw: str) -> tuple[str, bool]:
        """The name to go by, and whether the element and all that stands inside are of others.

        For elements that offer a choice the latter is so unless `reads_through` says otherwise.
        """
        namespace, name = _namespace(raw), local_name(raw)
        if self._own is None:
            self._own = namespace
        is_own = namespace == self._own and namespace != _COMPATIBILITY
        found = (name, name == _EXTENSIONS) if is_own else (_foreign(raw), True)
        self.known[raw] = found
        return found

    def reads_through(self, raw: str, attributes: Attributes) -> bool:
        """Whether what stands in this element is ours: of several choices the first that we understand, else the rest.

        Called where a foreign element opens; `closes` is called where one that was read through closes.
        """
        if _namespace(raw) != _COMPATIBILITY:
            return False
        name = local_name(raw)
        if name == _ALTERNATIVES:
            self._is_chosen.append(False)
            return True
        if not self._is_chosen or self._is_chosen[-1]:
            return False
        self._is_chosen[-1] = name == "Fallback" or (
            name == "Choice" and self._understands(attributes.get("Requires", "").split())
        )
        return self._is_chosen[-1]

    def closes(self, raw: str) -> None:
        """An element closes that was read through."""
        if local_name(raw) == _ALTERNATIVES:
            self._is_chosen.pop()

    def declare(self, prefix: str | None, namespace: str | None) -> None:
        """A prefix stands for a namespace from the next element on."""
        self.declared[f"xmlns:{prefix}" if prefix else "xmlns"] = namespace or ""
        self._prefixes.setdefault(prefix or "", []).append(namespace or "")

    def undeclare(self, prefix: str | None) -> None:
        """A prefix stands for what it stood for before."""
        self._prefixes[prefix or ""].pop()

    def _understands(self, prefixes: list[str]) -> bool:
        required = [one for prefix in prefixes for one in self._prefixes.get(prefix, [])[-1:]]
        return 0 < len(required) == len(prefixes) and all(one in (self._own, *_RELATIONS) for one in required)


def _own_elements_apart(
    parser: expat.XMLParserType, start: Callable[[str, Attributes], None], end: Callable[[str], None] | None
) -> None:
    """Give the parser handlers that call back with the part's own names bare, and those of others in full.

    Called for every element of every file: written for speed. `below` counts the elements open inside one of others.
    """
    names = _Names()
    known, learn, declared = names.known, names.learn, names.declared
    below = 0

    def on_start(raw: str, attributes: Attributes) -> None:
        nonlocal below
        if declared:
            attributes.update(declared)
            declared.clear()
        name, is_of_others = known[raw] if raw in known else learn(raw)
        if below:
            below += 1
            name = _foreign(raw)
        elif is_of_others and not names.reads_through(raw, attributes):
            below = 1
        start(name, attributes)

    def on_end(raw: str) -> None:
        nonlocal below
        name, is_of_others = known[raw]
        if below:
            below -= 1
            if below or not is_of_others:
                name = _foreign(raw)
        elif is_of_others:
            names.closes(raw)
        if end is not None:
            end(name)

    parser.StartElementHandler = on_start
    parser.EndElementHandler = on_end
    parser.StartNamespaceDeclHandler = names.declare
    parser.EndNamespaceDeclHandler = names.undeclare


def _namespace(raw: str) -> str:
    return raw.rpartition(_BETWEEN)[0].split(_BETWEEN, 1)[0]


def _foreign(raw: str) -> str:
    return raw if _BETWEEN in raw else f"{_BETWEEN}{raw}"


def local_name(name: str) -> str:
    """The last word of an element's or attribute's name, whoever's it is."""
    return name.split(_BETWEEN)[1] if _BETWEEN in name else name


def prefix_and_name(key: str) -> tuple[str, str]:
    """The prefix and the name of an attribute."""
    if _BETWEEN in key:
        _, name, prefix = key.split(_BETWEEN)
        return prefix, name
    prefix, _, name = key.rpartition(":")
    return prefix, name


def relation_id(attributes: Attributes) -> str:
    """The id of a relation that an element names; empty where it names none."""
    found = {key.rpartition(_BETWEEN)[0]: value for key, value in attributes.items() if _BETWEEN in key}
    known = next((found[name] for name in _RELATION_IDS if name in found), None)
    return known if known is not None else next((value for key, value in found.items() if local_name(key) == "id"), "")


def _refuse_document_type(*_: object) -> None:
    raise RefusedError("document_type")


def read_xml(
    content: bytes,
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
    remark: Callable[[str], None] | None = None,
) -> None:
    """Calls back for each element's start and end, each text, and each remark (an XML comment or an instruction).

    RefusedError where it is not well-formed XML. The part's own elements come with their bare name; those of others
    with their namespace (`local_name` gives the bare one), so that no own name equals them. Attributes without a
    prefix come with their bare name, declarations of namespaces as `xmlns:prefix`.
    """
    parser = expat.ParserCreate(namespace_separator=_BETWEEN)
    parser.namespace_prefixes = True
    parser.buffer_text = True
    parser.buffer_size = 1 << 16
    _own_elements_apart(parser, start, end)
    if text is not None:
        parser.CharacterDataHandler = text
    if remark is not None:
        parser.CommentHandler = remark
        parser.ProcessingInstructionHandler = lambda target, data: remark(f"{target} {data}")
    parser.StartDoctypeDeclHandler = _refuse_document_type
    parser.EntityDeclHandler = _refuse_document_type
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        if isinstance(error, expat.ExpatError) and error.code == _OUT_OF_MEMORY:
            raise MemoryError from error
        raise RefusedError("unreadable") from error


def read_places(
    content: bytes,
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """As `read_xml`, of the part's own elements only, each named with the one that it stands in: `sheets/sheet`.

    What stands directly in the first element is named without it: `/workbookPr`.
    """
    places: list[str] = []

    def on_start(name: str, attributes: Attributes) -> None:
        if _BETWEEN not in name:
            place = f"{places[-1].rpartition('/')[2] if len(places) > 1 else ''}/{name}"
            places.append(place)
            start(place, attributes)

    def on_end(name: str) -> None:
        if _BETWEEN not in name:
            place = places.pop()
            if end is not None:
                end(place)

    read_xml(content, on_start, on_end, text)


_TRUTHS = {"1": True, "true": True, "on": True, "0": False, "false": False, "off": False, "": False}


def is_true(value: str) -> bool:
    """Whether an attribute says yes, in any of the ways that spreadsheet programs take; RefusedError for other words.

    What is left empty says no.
    """
    found = _TRUTHS.get(value.strip().lower())
    if found is None:
        raise RefusedError("unreadable")
    return found


# What a text's runs (bold, plain) stand in, in spreadsheets and drawings; the end of anything else ends the text.
_WHOLE_TEXTS = frozenset(("p", "si", "is", "comment", "text"))


# Numbers that drawings and charts give to their axes and shapes, and sizes: nobody typed them.
_WITH_IDS = frozenset(("axId", "crossAx", "creationId", "uniqueId"))
_SIZES = frozenset(("id", "x", "y", "cx", "cy", "w", "h"))
_IDS = _SIZES | {"val"}


def all_texts(content: bytes) -> list[tuple[str, str]]:
    """Every text between tags, the runs of one paragraph together, and every attribute's value of some length.

    Each comes with its place: `parent/element` or `element@attribute`. An element `property` is called by its name too.
    """
    found: list[tuple[str, str]] = []
    pieces: list[str] = []
    is_leaf = [False]
    parents = [""]

    def start(name: str, attributes: Attributes) -> None:
        is_leaf[0] = False
        element = local_name(name)
        technical = _IDS if element in _WITH_IDS else _SIZES
        for key, value in attributes.items():
            if len(value) > 5 and not (key in technical and value.removeprefix("-").isdecimal()):
                found.append((f"{element}@{prefix_and_name(key)[1]}", value))
        parents.append(f"property:{attributes.get('name', '')}" if element == "property" else element)

    def end(name: str) -> None:
        bare = local_name(name)
        parents.pop()
        if bare in _WHOLE_TEXTS or (is_leaf[0] and bare != "t"):
            found.append((f"{parents[-1]}/{bare}", "".join(pieces)))
            pieces.clear()
        is_leaf[0] = False

    def text(characters: str) -> None:
        is_leaf[0] = is_leaf[0] or not characters.isspace()
        pieces.append(characters)

    read_xml(content, start, end, text)
    return [(place, text) for place, text in (*found, ("", "".join(pieces))) if text.strip()]


_TAG_OR_TEXT = re.compile(r"""[<>"'\0-\x08\x0b\x0c\x0e-\x1f\x7f\ufffd]+""")


def raw_texts(content: bytes) -> tuple[list[str], bool]:
    """The texts of something that is no XML, between its tags and quotation marks, and whether it is text at all."""
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"
    written = content.decode(encoding, "replace")
    is_text = not re.search(r"[\0-\x08\x0e-\x1a]", written)
    return [piece for piece in _TAG_OR_TEXT.split(unescape(written)) if len(piece) > 5 and piece.strip()], is_text
