"""A small streaming XML reader: events of local names, no document type, no entities, nothing fetched."""

from __future__ import annotations

from collections.abc import Callable
from xml.parsers import expat

from etl.intake.guard import RefusedError

Attributes = dict[str, str]
_OUT_OF_MEMORY = expat.errors.codes[expat.errors.XML_ERROR_NO_MEMORY]


def read_xml(
    content: bytes,
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
    remark: Callable[[str], None] | None = None,
) -> None:
    """Calls back for each element's start and end, each text, and each remark (an XML comment or an instruction).

    RefusedError where it is not well-formed XML.

    Names come without their prefix: producers differ in prefixes and namespaces, not in local names.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.buffer_size = 1 << 16

    def on_start(name: str, attributes: Attributes) -> None:
        start(name.rpartition(":")[2], attributes)

    def on_end(name: str) -> None:
        if end is not None:
            end(name.rpartition(":")[2])

    def refuse(*_: object) -> None:
        raise RefusedError("document_type")

    parser.StartElementHandler = on_start
    if end is not None:
        parser.EndElementHandler = on_end
    if text is not None:
        parser.CharacterDataHandler = text
    if remark is not None:
        parser.CommentHandler = remark
        parser.ProcessingInstructionHandler = lambda target, data: remark(f"{target} {data}")
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        if isinstance(error, expat.ExpatError) and error.code == _OUT_OF_MEMORY:
            raise MemoryError from error
        raise RefusedError("unreadable") from error


def local(attributes: Attributes, name: str) -> str:
    """An attribute by its local name, empty where there is none."""
    if name in attributes:
        return attributes[name]
    return next((value for key, value in attributes.items() if key.rpartition(":")[2] == name), "")


def is_true(value: str) -> bool:
    """How XML writes yes: `1` or `true`."""
    return value in ("1", "true")


# What a text's runs (bold, plain) stand in, in spreadsheets and drawings; the end of anything else ends the text.
_WHOLE_TEXTS = frozenset(("p", "si", "is", "comment", "text"))


def all_texts(content: bytes) -> list[str]:
    """Every text between tags, the runs of one paragraph together, and every attribute's value of some length."""
    found: list[str] = []
    pieces: list[str] = []
    is_leaf = [False]

    def start(_: str, attributes: Attributes) -> None:
        is_leaf[0] = False
        found.extend(value for value in attributes.values() if len(value) > 5)

    def end(name: str) -> None:
        if name in _WHOLE_TEXTS or (is_leaf[0] and name != "t"):
            found.append("".join(pieces))
            pieces.clear()
        is_leaf[0] = False

    def text(characters: str) -> None:
        is_leaf[0] = is_leaf[0] or not characters.isspace()
        pieces.append(characters)

    read_xml(content, start, end, text)
    return [text for text in (*found, "".join(pieces)) if text.strip()]
