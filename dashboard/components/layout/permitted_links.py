"""What is drawn, without the way to what is not open: nobody is led to a page that would only say so.

Whatever draws a link need not think of roles: it is taken out here, where all markup passes.
"""

from __future__ import annotations

from collections.abc import Iterator

from dashboard.components.layout.markup import Node
from dashboard.model import addresses, permits
from dashboard.model.context import Context

_STAYS = "languages"
"""The class of what leads to this very page in another language, be it open or not."""
_WAYS = "ways"
"""The class of what is nothing but links: there a closed one is left out, elsewhere its words stay."""


def offered(context: Context, node: Node) -> Node:
    """A piece of markup as its viewer may have it."""
    return node if context.viewer.sees_everything else _without_closed(context, node)


def _without_closed(context: Context, node: Node) -> Node:
    names = dict(node.attributes).get("class", "").split()
    if _STAYS in names:
        return node
    inside = tuple(_inside(context, node, leaves_out=_WAYS in names))
    if _is_closed(context, node):
        return Node("span", tuple(pair for pair in node.attributes if pair[0] != "href"), inside)
    return Node(node.tag, node.attributes, inside)


def _inside(context: Context, node: Node, *, leaves_out: bool) -> Iterator[Node | str]:
    for child in node.children:
        if isinstance(child, str):
            yield child
        elif not (leaves_out and _is_closed(context, child)):
            left = _without_closed(context, child)
            if left == child or not _leads_nowhere(left):
                yield left


def _leads_nowhere(node: Node) -> bool:
    """Whether nothing is left of what was nothing but links."""
    return _WAYS in dict(node.attributes).get("class", "").split() and not any(map(_is_element, node.children))


def _is_element(child: Node | str) -> bool:
    return isinstance(child, Node)


def _is_closed(context: Context, node: Node) -> bool:
    """Whether this is a link to a page that the viewer may not open."""
    followed = addresses.read(dict(node.attributes).get("href")) if node.tag == "a" else None
    return followed is not None and not permits.may_open(followed[0], context.viewer, context.catalogue)
