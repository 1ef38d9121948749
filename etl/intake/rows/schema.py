"""A record kind as a pandera schema, built from the catalogue: the second judge, before anything is kept.

The first (`etl.intake.rows.validate`) words its findings for people and has to answer within two seconds of a cold
start, which pandera's import alone takes up. So it types and judges cell by cell; what it accepts must then pass this
schema, derived from the same catalogue through another library, in one pass over all that is handed in at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

from etl.intake.rows.validate import AcceptedRow
from etl.intake.values.written_dates import EARLIEST, LATEST
from indicators.keys import fold_key
from indicators.loose_dates import is_loose_date, possible_days
from indicators.model import Catalogue, Column, RecordKind
from indicators.periods import parse

_TYPES: dict[str, str] = {
    "text": "object", "code": "object", "date": "datetime64[ns]", "whole_number": "Int64", "number": "Float64",
    "loose_date": "object",
}  # fmt: skip
_OF = "submission"
# What a column's rules may be measured against beside other columns; a record kind cannot have columns of these names.
_LIMITS = ("period_start", "period_end", "submitted_on")


@dataclass(frozen=True)
class Batch:
    """The accepted rows of one record kind in one submission; `submission` is any number that tells it from others."""

    submission: int
    period: str
    submitted_on: date
    rows: Sequence[AcceptedRow]


def frame(kind: RecordKind, batches: Iterable[Batch]) -> pd.DataFrame:
    """Accepted rows as one table: the kind's columns, and beside each row its submission and the days it is held to."""
    flat = [(batch, row) for batch in batches for row in batch.rows]
    table = pd.DataFrame({_OF: pd.Series([batch.submission for batch, _ in flat], dtype="int64")})
    for column in kind.columns:
        table[column.id] = _series([row.values[column.id] for _, row in flat], column.type)
    days: Mapping[str, list[date]] = {
        "period_start": [parse(batch.period).start for batch, _ in flat],
        "period_end": [parse(batch.period).end for batch, _ in flat],
        "submitted_on": [batch.submitted_on for batch, _ in flat],
    }
    for name, values in days.items():
        table[name] = _series(values, "date")
    return table


def _series(values: Sequence[object], kind: str) -> pd.Series[Any]:
    if kind == "date":
        values = [pd.Timestamp(value) if isinstance(value, date) else pd.NaT for value in values]
    return pd.Series(values, dtype=_TYPES[kind])


def schema(kind: RecordKind, catalogue: Catalogue) -> pa.DataFrameSchema:
    """What every table of accepted rows of a kind keeps (FORMS.md 2 and 3).

    Nothing is coerced: cells are typed before, and a table that is not of these types is a defect.
    """
    columns = {_OF: pa.Column("int64"), **{one.id: _column(one, catalogue) for one in kind.columns}}
    columns |= {name: pa.Column(_TYPES["date"]) for name in _LIMITS}
    checks = [*_between_columns(kind), _unique(kind)]
    return pa.DataFrameSchema(columns, checks=checks, strict=True, ordered=True, name=kind.id)


def breaches(kind: RecordKind, batches: Sequence[Batch], catalogue: Catalogue) -> frozenset[int]:
    """The submissions with an accepted row that the schema refuses; none, unless the two judges disagree."""
    table = frame(kind, batches)
    if table.empty:
        return frozenset()
    try:
        schema(kind, catalogue).validate(table, lazy=True)
    except SchemaErrors as error:
        places = pd.to_numeric(error.failure_cases["index"], errors="coerce")
        if places.isna().any():  # a whole column is wrong, not a row
            return frozenset(batch.submission for batch in batches)
        return frozenset(int(one) for one in table.loc[places.astype(int), _OF])
    return frozenset()


def _column(column: Column, catalogue: Catalogue) -> pa.Column:
    checks: list[pa.Check] = []
    if column.type == "code":
        checks.append(pa.Check.isin([code.id for code in catalogue.codes(column)]))
    if column.minimum is not None:
        checks.append(pa.Check.ge(column.minimum))
    if column.type == "date":
        checks.append(pa.Check.in_range(pd.Timestamp(EARLIEST), pd.Timestamp(LATEST)))
    if column.type == "text":
        checks.append(pa.Check.str_length(1, 500))
    if column.type == "loose_date":
        checks.append(pa.Check(is_loose_date, element_wise=True, name="a day, a month or a year"))
    return pa.Column(_TYPES[column.type], checks=checks, nullable=not column.required)


def _between_columns(kind: RecordKind) -> list[pa.Check]:
    checks: list[pa.Check] = []
    for column in kind.columns:
        lower = (*column.not_before, *([column.at_least] if column.at_least else []))
        own = column.id == kind.date
        if own and column.type == "loose_date":
            checks.append(_begins_by("submitted_on", column.id))
            continue
        upper = (*column.not_after, *(["submitted_on"] if own else []))
        checks += [_not_below(column.id, name) for name in lower]
        checks += [_not_below(name, column.id) for name in dict.fromkeys(upper)]
        checks += [_filled_where(column.id, other, wanted) for other, wanted in column.required_when.items()]
    return checks


def _not_below(higher: str, lower: str) -> pa.Check:
    def holds(table: pd.DataFrame) -> pd.Series[bool]:
        known = table[higher].notna() & table[lower].notna()
        return ~known | (table[higher] >= table[lower]).fillna(value=True)

    return pa.Check(holds, name=f"{higher} is not below {lower}")


def _begins_by(limit: str, loose: str) -> pa.Check:
    def holds(table: pd.DataFrame) -> pd.Series[bool]:
        first = table[loose].map(lambda value: pd.NaT if pd.isna(value) else pd.Timestamp(possible_days(value)[0]))
        return table[loose].isna() | (pd.to_datetime(first) <= table[limit])

    return pa.Check(holds, name=f"{loose} does not begin after {limit}")


def _filled_where(name: str, other: str, wanted: tuple[str, ...]) -> pa.Check:
    def holds(table: pd.DataFrame) -> pd.Series[bool]:
        return ~table[other].isin(list(wanted)) | table[name].notna()

    return pa.Check(holds, name=f"{name} is filled in where {other} is one of {', '.join(wanted)}")


def _unique(kind: RecordKind) -> pa.Check:
    names = list(kind.unique) or [column.id for column in kind.columns]

    def holds(table: pd.DataFrame) -> pd.Series[bool]:
        keys = table[names].map(lambda value: "" if pd.isna(value) else fold_key(str(value)))
        return ~keys.assign(**{_OF: table[_OF]}).duplicated(keep=False)

    return pa.Check(holds, name=f"unique: {', '.join(names)}")
