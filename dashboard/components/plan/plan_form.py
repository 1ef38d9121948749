"""Updating an action plan on the page: the sheet as it was last accepted, to be changed, checked and handed in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from dashboard.components.plan.fill_in import check, found, office_and_check, period_control, place_of
from dashboard.model.context import Context
from dashboard.state import drafts
from dashboard.state.fill_in import FilledIn, standing_rows
from etl.figures.labels import value_label
from etl.formats.form_sheets import help_of
from indicators.model import Column, RecordKind

NUMBERS = ("whole_number", "number")


def plan_form(context: Context, kind: RecordKind, unit: str, today: date) -> None:
    """Draw the sheet of one unit for a hand-in period, and what was found in it."""
    place = place_of(context, kind, unit)
    period = period_control(context, place, today)
    rows = standing_rows(context.figures, kind, unit, period, context.language, today)
    with st.form(f"form_{place}", border=False):
        changed = st.data_editor(
            table(context, kind, rows),
            column_config={one.id: _control(context, kind, one) for one in kind.columns},
            column_order=_order(kind),
            num_rows="dynamic",
            hide_index=True,
            placeholder="–",
            key=f"sheet_{place}_{period}_{drafts.filling(place)}",
        )
        office, asked = office_and_check(context, place, unit)
    if asked:
        check(context, place, FilledIn(kind.id, unit, period, office, today, written(changed)))
    found(context, place)


def table(context: Context, kind: RecordKind, rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Rows as people read them: codes by their labels, which the reader of hand-ins knows; days as days."""
    return pd.DataFrame(
        {
            column.id: pd.Series([_shown(context, kind, column, row[column.id]) for row in rows], dtype="object")
            for column in kind.columns
        }
    )


def _order(kind: RecordKind) -> list[str]:
    """What is to be done and its dates first: what an update is about; then the other columns as they stand."""
    first = [kind.plan.item, kind.plan.done, kind.plan.due] if kind.plan else []
    return [*first, *(column.id for column in kind.columns if column.id not in first)]


def _shown(context: Context, kind: RecordKind, column: Column, value: object) -> object:
    return value_label(context.catalogue, kind, column.id, value, context.language) if column.codes else value


def _control(context: Context, kind: RecordKind, column: Column) -> Any:
    """The control of a column: what it is called, what stands in it, and what may."""
    code, needed = context.language.code, column.required
    label, told = column.label[code], help_of(kind, column)[code]
    if column.type == "code":
        labels = [one.label[code] for one in context.catalogue.codes(column)]
        return st.column_config.SelectboxColumn(label, help=told, required=needed, options=labels)
    if column.type == "date":
        return st.column_config.DateColumn(label, help=told, required=needed, format="DD/MM/YYYY")
    if column.type in NUMBERS:
        step = 1 if column.type == "whole_number" else None
        return st.column_config.NumberColumn(label, help=told, required=needed, step=step)
    return st.column_config.TextColumn(label, help=told, required=needed)


def written(changed: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a sheet; what is empty is None, a number that the sheet made a fraction is whole again."""
    return [
        {str(name): _plain(value) for name, value in row.items()} for row in changed.to_dict("records") if _says(row)
    ]


def _says(row: Mapping[Any, Any]) -> bool:
    return any(_plain(value) is not None for value in row.values())


def _plain(value: Any) -> Any:
    if value is None or value is pd.NaT or (isinstance(value, float) and pd.isna(value)) or value == "":
        return None
    if isinstance(value, pd.Timestamp):
        return value.date()
    return int(value) if isinstance(value, float) and value.is_integer() else value
