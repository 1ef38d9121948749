"""Figures as SDMX-CSV 2.1: one observation a figure, in the columns that INTERFACES.md names.

Periods bear SDMX's own codes; the whole span is a time range, its first day and its length. The counts behind a share,
the possible share and the as-of date stand in the comment, as does that data is demonstration data.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from etl.figures.choice import Choice
from etl.figures.read_api import Figure, Figures
from etl.outputs.exports.tables import VALUES, Column, ColumnType, Row, Table
from etl.outputs.exports.words import mark
from indicators.model import Catalogue, Span
from indicators.periods import ALL, parse

COLUMNS = (
    "STRUCTURE", "STRUCTURE_ID", "ACTION", "FREQ", "REF_AREA", "INDICATOR", "TIME_PERIOD", "OBS_VALUE", "OBS_STATUS",
    "UNIT_MEASURE", "COMMENT_OBS",
)  # fmt: skip
ENDING = ".sdmx.csv"
_AGENCY, _VERSION, _INFORMATION = "RCAT_DASHBOARD", "1.0.0", "I"
_FREQUENCIES = {"month": "M", "quarter": "Q", "semester": "S", "year": "A"}
# Of SDMX's code list CL_FREQ: what covers so many years, and what covers another span.
_YEARS = {1: "A", 2: "A2", 3: "A3", 4: "A4", 5: "A5", 10: "A10", 20: "A20", 30: "A30"}
_OTHER = "_O"
_RATIO = "RATIO"
_STATUS = {"not_applicable": "M", "not_due": "M", "no_data": "O"}
_NORMAL, _PROVISIONAL = "A", "P"


def sdmx_tables(figures: Figures, choice: Choice) -> tuple[Table, ...]:
    """The one table: figures about duties, which are never suppressed; counts of people do not go out in it."""
    types: dict[str, ColumnType] = {"OBS_VALUE": "number"}
    columns = tuple(Column(name, types.get(name, "text")) for name in COLUMNS)
    return (Table(VALUES, columns, lambda: _observations(figures, choice)),)


def _observations(figures: Figures, choice: Choice) -> Iterator[Row]:
    structure = _structure(figures.catalogue)
    span = figures.catalogue.programme.span
    last = f" {mark()}" if figures.demonstration else ""
    found = figures.values(choice)
    for one in found:
        status = _STATUS.get(one.status, _PROVISIONAL if one.provisional else _NORMAL)
        frequency, period = time_period(one.period, span)
        comment = _comment(one) + last
        yield (*structure, frequency, one.area, one.indicator, period, one.value, status, _RATIO, comment)


def _comment(one: Figure) -> str:
    parts = {
        "numerator": one.numerator, "denominator": one.denominator, "unreported": one.unreported,
        "value_high": one.value_high, "status": one.status, "as_of": one.as_of.isoformat(),
    }  # fmt: skip
    return " ".join(f"{key}={value}" for key, value in parts.items() if value is not None)


def _structure(catalogue: Catalogue) -> tuple[str, str, str]:
    name = catalogue.programme.id.upper().replace("-", "_")
    return "dataflow", f"{_AGENCY}:{name}({_VERSION})", _INFORMATION


def time_period(code: str, span: Span) -> tuple[str, str]:
    """SDMX's frequency and time period of a period; the span is a time range: its first day and its length."""
    if code != ALL:
        return _FREQUENCIES[parse(code).frequency], code
    after = span.end + timedelta(days=1)
    months = (after.year - span.start.year) * 12 + after.month - span.start.month
    if after.day != span.start.day:
        return _OTHER, _range(span.start, f"{(after - span.start).days}D")
    if months % 12:
        return _OTHER, _range(span.start, f"{months}M")
    return _YEARS.get(months // 12, _OTHER), _range(span.start, f"{months // 12}Y")


def _range(start: date, length: str) -> str:
    return f"{start.isoformat()}/P{length}"
