"""How a drawn page is read again: its markup, and how a figure is written (FIGURES.md 9), put together again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

from indicators.language import Language
from tests.worlds.told import Told, share_text

Node = Any
"""An element as the browser reads it: `[tag, {attribute: value}, child, ...]`, or a text."""
Row = dict[str, Any]
KNOWN = ("met", "partly_met", "not_met")
SIGNS = {
    "met": "●",
    "partly_met": "◐",
    "not_met": "○",
    "open": "?",
    "no_data": "?",
    "not_due": "·",
    "not_applicable": "–",
}
NBSP = "\N{NO-BREAK SPACE}"


def walk(node: Node) -> Iterator[list[Any]]:
    """Every element, in reading order."""
    if isinstance(node, list):
        yield node
        for child in node[2:]:
            yield from walk(child)


def text_of(node: Node) -> str:
    if isinstance(node, str):
        return node
    return " ".join(text for child in node[2:] if (text := text_of(child)))


def plain(node: Node) -> str:
    """The text without the signs of a status, which are drawn."""
    if isinstance(node, str):
        return node
    return " ".join(text for child in node[2:] if child[:1] != ["i"] and (text := plain(child)))


def classes(node: Node) -> list[str]:
    return str(node[1].get("class", "")).split()


def find(node: Node, name: str) -> list[list[Any]]:
    """The elements of a class."""
    return [one for one in walk(node) if name in classes(one)]


def tags(node: Node, tag: str) -> list[list[Any]]:
    return [one for one in walk(node) if one[0] == tag]


def leads_to(node: Node) -> tuple[str, dict[str, str]]:
    """The page and the parameters of a link."""
    parts = urlsplit(node[1]["href"])
    return parts.path, {name: values[0] for name, values in parse_qs(parts.query).items()}


def rows_of(node: Node) -> list[list[str]]:
    """The body of the first table inside, as texts."""
    (body,) = tags(tags(node, "table")[0], "tbody")[:1] or [["tbody", {}]]
    return [[text_of(cell) for cell in row[2:]] for row in tags(body, "tr")]


def section(node: Node, heading: str) -> list[Any]:
    """The one section under a heading."""
    found = [one for one in tags(node, "section") if any(text_of(h) == heading for h in one[2:3])]
    assert len(found) == 1, (heading, [text_of(one)[:60] for one in tags(node, "section")])
    return found[0]


# --- how a figure is written


def is_known(figure: Row) -> bool:
    return bool(figure["denominator"] > figure["unreported"])


def graded(figure: Row) -> str:
    """The status of a figure, or that what is not reported leaves it open."""
    return "open" if figure["provisional"] else str(figure["status"])


def sign_of(figure: Row) -> str:
    """The sign of a figure: what could still change is not known, whatever is confirmed of it."""
    return SIGNS[graded(figure)]


def box(figure: Row, words: Language) -> str:
    """What can be read in a figure's box: `1/2 +1?`, `of 2`, nothing where nothing has fallen due."""
    if not figure["denominator"]:
        return ""
    if not is_known(figure):
        return words.say("cell.unknown", denominator=figure["denominator"])
    more = f" +{figure['unreported']}?" if figure["unreported"] else ""
    return f"{figure['numerator']}/{figure['denominator']}{more}"


def phrase(figure: Row, words: Language) -> str:
    """A figure in a phrase: status, fraction, what is not reported, whether it could still change."""
    status = words.say(f"status.{figure['status']}")
    parts = [{"en": "so far ", "sq": "deri tani "}[words.code] + status if figure["provisional"] else status]
    if is_known(figure):
        between = {"en": "of", "sq": "nga"}[words.code]
        parts.append(f"{figure['numerator']} {between} {figure['denominator']}")
    if figure["unreported"]:
        one, more = {"en": ("not reported",) * 2, "sq": ("i paraportuar", "të paraportuara")}[words.code]
        parts.append(f"{figure['unreported']} {one if figure['unreported'] == 1 else more}")
    if figure["provisional"]:
        parts.append({"en": "could still change", "sq": "mund të ndryshojë ende"}[words.code])
    return ", ".join(parts)


def shares(figure: Row, told: Told, words: Language) -> tuple[str, str]:
    """The confirmed and the possible share as they are written."""
    if not is_known(figure):
        return "–", "–"
    graded = told.indicator(figure["indicator"]).thresholds
    both = (share_text(count, figure["denominator"], graded)
            for count in (figure["numerator"], figure["numerator"] + figure["unreported"]))  # fmt: skip
    low, high = (f"{one.replace('.', ',') if words.code == 'sq' else one}{NBSP}%" for one in both)
    return low, high


def numbers(text: str, *known: str) -> list[str]:
    """The numbers of a sentence, without those of the names, periods and days in it."""
    for one in sorted(filter(None, known), key=len, reverse=True):
        text = text.replace(one, " ")
    return re.findall(r"[<>]?\d+(?:[.,]\d+)?(?:\s%)?", text)
