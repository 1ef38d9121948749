"""Facts of documents as they were entered, each with its source, its place and its own words one click away."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from dashboard.components.layout.markup import Node, element
from dashboard.model.context import Context
from etl.figures.labels import value_label
from indicators.model import Column, RecordKind

SAID = ("loose_date", "date", "number", "whole_number")
"""Columns of these types stand in a fact's line beside its key; the others behind it."""


def facts_list(context: Context, kind: RecordKind, rows: Sequence[Mapping[str, Any]]) -> Node | None:
    """The rows of a record kind, a line each; None where there are none."""
    if not rows:
        return None
    title = element("h3", kind.label[context.language.code])
    return element("section", title, element("div", [_fact(context, kind, row) for row in rows], class_="facts"))


def _fact(context: Context, kind: RecordKind, row: Mapping[str, Any]) -> Node:
    said = [column.id for column in kind.columns if _is_said(kind, column)]
    texts = [value_label(context.catalogue, kind, name, row[name], context.language) for name in said]
    line = " · ".join(text for text in texts if text)
    return element("details", element("summary", line), _pairs(context, kind, row, set(said)), class_="fact")


def _is_said(kind: RecordKind, column: Column) -> bool:
    return _is_open(kind, column) and (column.id in kind.unique or column.type in SAID)


def _is_open(kind: RecordKind, column: Column) -> bool:
    """Whether a column may stand here: counts of people are shown as measures, which withhold small ones."""
    return column.id != kind.unit and column.counts is None


def row_details(context: Context, kind: RecordKind, row: Mapping[str, Any], shown: Collection[str]) -> Node | None:
    """What else a row holds, one click away; None where nothing else is filled in."""
    pairs = _pairs(context, kind, row, shown)
    if not pairs.children:
        return None
    return element("details", element("summary", context.language.say("facts.source")), pairs, class_="fact")


def _pairs(context: Context, kind: RecordKind, row: Mapping[str, Any], shown: Collection[str]) -> Node:
    """The columns that are filled in and not shown yet, each under its name."""
    language = context.language
    pairs = [
        (element("dt", column.label[language.code]), element("dd", text))
        for column in kind.columns
        if column.id not in shown and _is_open(kind, column)
        and (text := value_label(context.catalogue, kind, column.id, row[column.id], language))
    ]  # fmt: skip
    return element("dl", pairs, class_="sheet")
