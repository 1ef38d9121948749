"""Elements of a word processor's document, below what the library has calls for."""

from __future__ import annotations

from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn


def node(tag: str, *children: Any, **attributes: object) -> Any:
    """An element of the format with its attributes and children, in the order given."""
    made = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    made.extend(children)
    return made


def text_node(text: str) -> Any:
    """Text with its white space as it stands."""
    made = node("t")
    made.text = text
    made.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return made


def field_node(instruction: str) -> Any:
    """A number that the word processor fills in."""
    return node("fldSimple", node("r", text_node("1")), instr=f" {instruction} ")
