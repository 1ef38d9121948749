"""A tree of markup that cannot carry anything harmful: known tags, known attributes, and text that stays text.

The browser builds it node by node (`assets/board.js`) and sets every text through `textContent`, so what a committee
typed into a workbook is shown as it was typed and never read as HTML.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

_TAGS = """
a abbr article aside b blockquote br caption cite code col colgroup dd details div dl dt em figcaption figure footer
h1 h2 h3 h4 header hr i li main nav ol p q s section small span strong sub summary sup table tbody td tfoot th thead
time tr ul
svg g path defs pattern
"""
_ATTRIBUTES = """
aria-current aria-describedby aria-hidden aria-label aria-labelledby aria-sort class colspan data-tip datetime headers
href id lang open role rowspan scope style-column style-height style-left style-row style-top style-width tabindex title
d focusable height patternTransform patternUnits viewBox width
"""
Inside: TypeAlias = "Node | str | Iterable[Inside] | None"
TAGS = frozenset(_TAGS.split())
ATTRIBUTES = frozenset(_ATTRIBUTES.split())


@dataclass(frozen=True)
class Node:
    """One element: its tag, its attributes, and what is inside, in order."""

    tag: str
    attributes: tuple[tuple[str, str], ...] = ()
    children: tuple[Node | str, ...] = ()

    def as_json(self) -> list[object]:
        """The element as `[tag, {attribute: value}, child, ...]`, which is what the browser's builder reads."""
        inside = (child if isinstance(child, str) else child.as_json() for child in self.children)
        return [self.tag, dict(self.attributes), *inside]

    def text(self) -> str:
        """All text inside, in reading order, the pieces parted by a space: what a test or a search looks at."""
        pieces = (child if isinstance(child, str) else child.text() for child in self.children)
        return " ".join(piece for piece in pieces if piece)

    def find(self, name: str) -> tuple[Node, ...]:
        """This element and those inside that carry the class `name`, in reading order."""
        own = (self,) if name in dict(self.attributes).get("class", "").split() else ()
        return own + tuple(one for child in self.children if isinstance(child, Node) for one in child.find(name))


def element(tag: str, *children: Inside, **attributes: str | None) -> Node:
    """An element. `class_` is the class, other underscores are hyphens; what is None is left out.

    Raises:
        ValueError: a tag or attribute that is not on the list, or an address that leaves the dashboard.
    """
    if tag not in TAGS:
        raise ValueError(f"<{tag}> is not a known element")
    pairs = tuple(
        (name.rstrip("_").replace("_", "-"), value) for name, value in attributes.items() if value is not None
    )
    for name, value in pairs:
        if name not in ATTRIBUTES:
            raise ValueError(f"{name!r} is not a known attribute")
        if name == "href" and (":" in value.partition("?")[0] or value.startswith("//")):
            raise ValueError(f"an address may not leave the dashboard: {value!r}")
    return Node(tag, pairs, tuple(_flat(children)))


def _flat(children: Iterable[Inside]) -> Iterable[Node | str]:
    for child in children:
        if isinstance(child, (Node, str)):
            yield child
        elif child is not None:
            yield from _flat(child)


def classes(*names: str | None) -> str:
    """Class names put together; None is left out."""
    return " ".join(name for name in names if name)
