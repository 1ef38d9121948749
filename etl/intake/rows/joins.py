"""The texts by which rows are held to be the same, and those that miss each other by a letter or sign (FORMS.md 3)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import NamedTuple

from etl.intake.text.keys import comparable, is_near
from etl.intake.values.values import Value
from indicators.model import Catalogue, Indicator, RecordKind

Key = tuple[str | None, ...]
Rows = Mapping[int, Mapping[str, Value]]
# Finding what was meant takes time; a sheet that is wrong throughout is not helped by a thousand suggestions.
MOST_SUGGESTIONS = 50
MOST_CANDIDATES = 500
MOST_MISSES = 200


class Miss(NamedTuple):
    """A row of `kind` whose text in `column` stands for nothing on the sheet of `other`, though it is near to one."""

    kind: str
    row: int
    column: str
    other: str
    meant: str


def key_columns(catalogue: Catalogue, kind: RecordKind) -> frozenset[str]:
    """The text columns of a kind that tell its rows apart, or that others' rows or figures find them by."""
    names = set(kind.unique) | {column.id for column in kind.columns if column.refers_to}
    for one in catalogue.records:
        names |= {c.refers_to.column for c in one.columns if c.refers_to and c.refers_to.record == kind.id}
    for indicator in catalogue.indicators:
        if indicator.evidence.record == kind.id:
            names |= indicator.evidence.where.keys()
        if indicator.for_each and indicator.for_each.record == kind.id:
            names |= set(indicator.for_each.key)
    return frozenset(column.id for column in kind.columns if column.id in names and column.type == "text")


def misses(catalogue: Catalogue, sheets: Mapping[str, Rows]) -> Iterator[Miss]:
    """What a figure would not find in the sheets of one submission because it is written otherwise there."""
    told: set[tuple[str, int, str]] = set()
    for indicator in catalogue.indicators:
        listed = indicator.for_each.record if indicator.for_each else None
        if listed is None or listed not in sheets or indicator.evidence.record not in sheets:
            continue
        for miss in _misses_of(catalogue, indicator, catalogue.record(listed), sheets):
            if miss[:3] not in told:
                told.add(miss[:3])
                yield miss


def _misses_of(
    catalogue: Catalogue, indicator: Indicator, listed: RecordKind, sheets: Mapping[str, Rows]
) -> Iterator[Miss]:
    kind = catalogue.record(indicator.evidence.record)
    keys = indicator.for_each.key if indicator.for_each else ()
    # Which column of the evidence must be the same as which column of the listed rows.
    where = indicator.evidence.where.items()
    joined = {name: value[1:] for name, value in where if value.startswith("$") and value[1:] in keys}
    if listed.body:
        joined |= {name: listed.body for name, value in where if value == "$body"}
    texts = [name for name in joined if kind.column(name).type == "text"]
    firm = [name for name in joined if name not in texts]
    if not texts:
        return
    known: dict[Key, dict[Key, Mapping[str, Value]]] = {}
    for values in sheets[listed.id].values():
        listed_texts = known.setdefault(_key(values, [joined[name] for name in firm]), {})
        listed_texts.setdefault(_key(values, [joined[name] for name in texts]), values)
    meant: dict[tuple[Key, Key], Key | None] = {}
    for row, values in sheets[kind.id].items():
        of_firm, written = _key(values, firm), _key(values, texts)
        candidates = known.get(of_firm, {})
        if written in candidates or len(meant) > MOST_MISSES:
            continue
        if (of_firm, written) not in meant:
            near = (one for one in islice(candidates, MOST_CANDIDATES) if _are_near(written, one))
            meant[of_firm, written] = next(near, None)
        found = meant[of_firm, written]
        if found is not None:
            place = next(number for number, text in enumerate(written) if text != found[number])
            said = candidates[found][joined[texts[place]]]
            yield Miss(kind.id, row, texts[place], listed.id, str(said))


def _key(values: Mapping[str, Value], columns: Iterable[str]) -> Key:
    return tuple(comparable(values[name]) for name in columns)


def _are_near(one: Key, other: Key) -> bool:
    pairs = zip(one, other, strict=True)
    return all(first == second or (first and second and is_near(first, second)) for first, second in pairs)
