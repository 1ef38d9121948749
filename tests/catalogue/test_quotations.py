"""Every quotation of the catalogue stands in its source, character by character.

The sources lie beside the project, in `../shared/sources`. Only white space is folded, and what the transcription of a
source adds: its marks of emphasis, its escapes and its numbers of footnotes. Passages that do not follow one another
are joined by ` … `.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from indicators.loader import CATALOGUES

SOURCES = Path(__file__).resolve().parents[3] / "shared" / "sources"
FILES = {
    "caaht-toolkit": "caaht-toolkit-chapter-3-coordination.txt",
    "conference-extracts-2006": "kukes-2006-annual-conference-extracts.txt",
    "irex-secat": "irex-secat-workshop-skopje.txt",
    "legis-training": "legis-training-2018.txt",
    "atina-seven-cities": "atina-seven-cities-monitoring.txt",
}
JOIN = " … "
_OTHER_JOINS = re.compile(r"\.\.\.|\S…|…\S|\[…")
# Columns that hold what the document says, beside its `words`.
SAID = ("words", "action", "presented_by", "topic")

at_hand = pytest.mark.skipif(not SOURCES.is_dir(), reason="the sources are not beside the project")


class Quotation(NamedTuple):
    """Words of a source, and where the catalogue quotes them; `source` is None where it names none."""

    where: str
    source: str | None
    words: str


def folded(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


@cache
def text_of(source: str) -> str:
    written = (SOURCES / FILES[source]).read_text("utf-8")
    return folded(re.sub(r"\*|\\(?=[$&_])|[⁰¹²³⁴-⁹]", "", written))


def stands(quotation: Quotation) -> bool:
    """Whether its passages stand in the source, in their order; where no source is named, in any one of them."""
    named = FILES if quotation.source is None else (quotation.source,)
    return any(_stands_in(text_of(one), quotation.words) for one in named)


def _stands_in(text: str, words: str) -> bool:
    at = 0
    for passage in words.split(JOIN):
        at = text.find(folded(passage), at)
        if at < 0:
            return False
        at += len(folded(passage))
    return True


def quotations() -> Iterator[Quotation]:
    for path in sorted(CATALOGUES.rglob("*")):
        where = str(path.relative_to(CATALOGUES))
        if path.suffix == ".csv":
            yield from _of_rows(path, where)
        elif path.suffix == ".yaml":
            yield from _of_node(yaml.load(path.read_text("utf-8"), yaml.CSafeLoader), where)


def _of_rows(path: Path, where: str) -> Iterator[Quotation]:
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), 2):
            if "source" in row:
                yield from (Quotation(f"{where}:{number}", row["source"], row[one]) for one in SAID if one in row)


def _of_node(node: Any, where: str) -> Iterator[Quotation]:
    if isinstance(node, dict):
        words, source = node.get("words"), node.get("source")
        if source in FILES and words:
            yield Quotation(where, source, words["en"] if isinstance(words, dict) else words)
        # A key factor is the toolkit's own sentence; what is said in guidance of it names the toolkit.
        if "guidance" in node or str(where).endswith("/key_factor"):
            yield Quotation(where, "caaht-toolkit", node["help"]["en"])
        for key, value in node.items():
            if key != "sq":
                yield from _of_node(value, f"{where}/{key}")
    elif isinstance(node, list):
        for one in node:
            yield from _of_node(one, where)
    elif isinstance(node, str):
        yield from (Quotation(where, None, one) for one in re.findall("“([^”]+)”", node))


ALL = tuple(quotations())


@at_hand
@pytest.mark.parametrize("quotation", ALL, ids=lambda one: f"{one.where}-{one.words[:30]}")
def test_quotation_stands_in_its_source(quotation: Quotation) -> None:
    assert stands(quotation)


def test_joins_are_marked_in_one_way() -> None:
    assert [one.where for one in ALL if _OTHER_JOINS.search(one.words)] == []


def test_every_kind_of_quotation_is_looked_at() -> None:
    assert {one.source for one in ALL} == {*FILES, None}
    factors = [one for one in ALL if one.where.endswith("/key_factor") and "responsibilities" in one.words]
    assert len(factors) >= 3
    assert sum(one.where.endswith("legal_clause") for one in ALL) == 16
    assert sum(one.where.endswith("/tasks") for one in ALL) == 7
    assert sum("actions.csv" in one.where for one in ALL) == 2 * 13


@at_hand
@pytest.mark.parametrize(
    "words",
    [
        "More than 2 million",
        "Victims of Mines Association",
        "responsible for anti-trafficking coordination, to enable",
        "Regular meetings held At minimum, it is expected",
        "At minimum, it is expected … Regular meetings held;",
        "Regional Cluster Groups'",
        "Quarterly",
    ],
)
def test_a_changed_word_sign_or_order_is_noticed(words: str) -> None:
    assert not stands(Quotation("", "caaht-toolkit", words))


@at_hand
@pytest.mark.parametrize(
    "words",
    [
        "more than $2 million",
        "multi-qarku forums called “Regional Cluster Groups”",
        "over the next three years. At this",
    ],
)
def test_marks_of_the_transcription_are_no_words(words: str) -> None:
    assert stands(Quotation("", "caaht-toolkit", words))
