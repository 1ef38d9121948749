"""A record kind as a pandera schema, built from the catalogue: the second judge of rows that were accepted.

The front door (`etl.validate`) words its findings for people and has to answer within two seconds of a cold start,
which pandera's import alone takes up. So it types and judges rows by itself; this schema, derived from the same
catalogue through another library, holds what is built from them: whole tables, before they are used.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd
import pandera.pandas as pa

from etl.keys import fold_key
from etl.validate import AcceptedRow
from indicators.model import Catalogue, Column, RecordKind
from indicators.periods import Period

_TYPES: dict[str, str] = {"text": "object", "code": "object", "date": "datetime64[ns]", "whole_number": "Int64"}


def frame(kind: RecordKind, rows: Sequence[AcceptedRow]) -> pd.DataFrame:
    """Accepted rows as a table, one column a column of the kind, indexed by the row's number in the spreadsheet."""
    index = pd.Index([row.row for row in rows], name="row", dtype="int64")
    columns: dict[str, Any] = {}
    for column in kind.columns:
        values = [row.values[column.id] for row in rows]
        if column.type == "date":
            days = [pd.Timestamp(value) if isinstance(value, date) else pd.NaT for value in values]
            columns[column.id] = pd.Series(days, index=index, dtype="datetime64[ns]")
        else:
            columns[column.id] = pd.Series(values, index=index, dtype=_TYPES[column.type])
    return pd.DataFrame(columns, index=index)


def schema(kind: RecordKind, catalogue: Catalogue, period: Period, submitted_on: date) -> pa.DataFrameSchema:
    """What every table of accepted rows of a kind keeps, for one submission's period and day (forms.md 2 and 3).

    Nothing is coerced: cells are typed before, and a table that is not of these types is a defect.
    """
    limits = {"period_start": period.start, "period_end": period.end, "submitted_on": submitted_on}
    columns = {column.id: _column(column, kind, catalogue, limits) for column in kind.columns}
    return pa.DataFrameSchema(
        columns, checks=[*_between_columns(kind, limits), _unique(kind)], strict=True, ordered=True, name=kind.id
    )


def _column(column: Column, kind: RecordKind, catalogue: Catalogue, limits: dict[str, date]) -> pa.Column:
    checks: list[pa.Check] = []
    if column.type == "code":
        checks.append(pa.Check.isin([code.id for code in catalogue.codes(column)]))
    if column.minimum is not None:
        checks.append(pa.Check.ge(column.minimum))
    if column.type == "text":
        checks.append(pa.Check.str_length(1, 500))
    names_after = (*column.not_after, "submitted_on") if column.id == kind.date else column.not_after
    checks += [pa.Check.ge(pd.Timestamp(limits[name])) for name in column.not_before if name in limits]
    checks += [pa.Check.le(pd.Timestamp(limits[name])) for name in names_after if name in limits]
    return pa.Column(_TYPES[column.type], checks=checks, nullable=not column.required)


def _between_columns(kind: RecordKind, limits: dict[str, date]) -> list[pa.Check]:
    checks: list[pa.Check] = []
    for column in kind.columns:
        lower = [name for name in column.not_before if name not in limits]
        if column.at_least is not None:
            lower.append(column.at_least)
        checks += [_not_below(column.id, name) for name in lower]
        checks += [_not_below(name, column.id) for name in column.not_after if name not in limits]
        checks += [_filled_where(column.id, other, wanted) for other, wanted in column.required_when.items()]
    return checks


def _not_below(higher: str, lower: str) -> pa.Check:
    def holds(table: pd.DataFrame) -> pd.Series[bool]:
        known = table[higher].notna() & table[lower].notna()
        return ~known | (table[higher] >= table[lower]).fillna(value=True)

    return pa.Check(holds, name=f"{higher} is not below {lower}")


def _filled_where(name: str, other: str, wanted: tuple[str, ...]) -> pa.Check:
    def holds(table: pd.DataFrame) -> pd.Series[bool]:
        return ~table[other].isin(list(wanted)) | table[name].notna()

    return pa.Check(holds, name=f"{name} is filled in where {other} is one of {', '.join(wanted)}")


def _unique(kind: RecordKind) -> pa.Check:
    names = list(kind.unique) or [column.id for column in kind.columns]

    def holds(table: pd.DataFrame) -> pd.Series[bool]:
        keys = table[names].map(lambda value: "" if pd.isna(value) else fold_key(str(value)))
        return ~keys.duplicated(keep=False)

    return pa.Check(holds, name=f"unique: {', '.join(names)}")
