"""Rows that refer to rows of another sheet of the same form (FORMS.md 2), among rows that are about to be written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from etl.outputs.forms.workbook import Row
from indicators.keys import fold_key
from indicators.model import Catalogue, Form, RecordKind


def kinds_in_order_of_reference(catalogue: Catalogue, form: Form) -> list[RecordKind]:
    """The record kinds of a form, those that refer to others last."""
    kinds = [catalogue.record(name) for name in form.records]
    return sorted(kinds, key=lambda kind: bool(referred_kinds(kind)))


def referred_kinds(kind: RecordKind) -> set[str]:
    """The record kinds that a record kind refers to."""
    return {column.refers_to.record for column in kind.columns if column.refers_to is not None}


def finds_what_it_refers_to(kind: RecordKind, row: Row, rows: Mapping[str, Sequence[Row]]) -> bool:
    """Whether all that a row refers to stands in `rows`, by record kind; keys compare as FORMS.md 3 says."""
    for column in kind.columns:
        value = row.get(column.id)
        if column.refers_to is not None and value is not None:
            others = rows.get(column.refers_to.record, ())
            if fold_key(str(value)) not in {fold_key(str(one.get(column.refers_to.column))) for one in others}:
                return False
    return True
