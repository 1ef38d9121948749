"""The rules that one row must keep, one small function each, all driven by the catalogue (FORMS.md 2)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from etl.intake.sheets.cover import Cover
from etl.intake.values.values import Value
from indicators.loose_dates import possible_days
from indicators.model import Column, RecordKind


class Breach(NamedTuple):
    """A rule that a row breaks, at which column, and what fills the text's placeholders."""

    column: str
    rule: str
    values: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True)
class RuleContext:
    """What rules may look at beside the row: its kind, the cover, and the columns whose values could not be read."""

    kind: RecordKind
    cover: Cover
    unreadable: frozenset[str]


Values = Mapping[str, Value]
Rule = Callable[[Values, Column, RuleContext], Iterator[Breach]]


def required(values: Values, column: Column, _: RuleContext) -> Iterator[Breach]:
    """A required column is filled in."""
    if column.required and values[column.id] is None:
        yield Breach(column.id, "required", (("help", column.help),))


def required_when(values: Values, column: Column, context: RuleContext) -> Iterator[Breach]:
    """A column is filled in where another one has certain values."""
    if values[column.id] is None:
        for other, wanted in column.required_when.items():
            if values[other] in wanted:
                yield Breach(column.id, "required_when", (("other", context.kind.column(other).label),))


def minimum(values: Values, column: Column, _: RuleContext) -> Iterator[Breach]:
    """A number is not below the least one."""
    value = values[column.id]
    if isinstance(value, int | float) and column.minimum is not None and value < column.minimum:
        yield Breach(column.id, "minimum", (("limit", column.minimum),))


def at_least(values: Values, column: Column, context: RuleContext) -> Iterator[Breach]:
    """A whole number is not below that of another column."""
    if column.at_least is None:
        return
    value, other = values[column.id], values[column.at_least]
    if isinstance(value, int) and isinstance(other, int) and value < other:
        label = context.kind.column(column.at_least).label
        yield Breach(column.id, "at_least", (("other", label), ("limit", other)))


def not_before(values: Values, column: Column, context: RuleContext) -> Iterator[Breach]:
    """A date is not before another date of the row or of the submission."""
    value = values[column.id]
    for name in column.not_before if isinstance(value, date) else ():
        limit = _limit(name, values, context.cover)
        if isinstance(value, date) and limit is not None and value < limit:
            yield _date_breach(column, "before", name, limit, context)


def not_after(values: Values, column: Column, context: RuleContext) -> Iterator[Breach]:
    """A date is not after another date of the row or of the submission; a record's own never after `submitted_on`."""
    value = values[column.id]
    names = column.not_after
    if column.id == context.kind.date and "submitted_on" not in names:
        names = (*names, "submitted_on")
    for name in names if isinstance(value, date) else ():
        limit = _limit(name, values, context.cover)
        if isinstance(value, date) and limit is not None and value > limit:
            yield _date_breach(column, "after", name, limit, context)


def known_when_handed_in(values: Values, column: Column, context: RuleContext) -> Iterator[Breach]:
    """A loose date does not lie wholly after `submitted_on`, where it is the record's own."""
    value, limit = values[column.id], context.cover.submitted_on
    own = column.type == "loose_date" and column.id == context.kind.date
    if own and isinstance(value, str) and limit is not None and possible_days(value)[0] > limit:
        yield _date_breach(column, "after", "submitted_on", limit, context)


def _limit(name: str, values: Values, cover: Cover) -> date | None:
    of_the_submission = {
        "period_start": cover.period.start if cover.period else None,
        "period_end": cover.period.end if cover.period else None,
        "submitted_on": cover.submitted_on,
    }
    if name in of_the_submission:
        return of_the_submission[name]
    value = values.get(name)
    return value if isinstance(value, date) else None


def _date_breach(column: Column, side: str, name: str, limit: date, context: RuleContext) -> Breach:
    if name in ("period_start", "period_end", "submitted_on"):
        return Breach(column.id, f"{side}_{name}", (("limit", limit),))
    other = context.kind.column(name).label
    return Breach(column.id, f"{side}_column", (("other", other), ("limit", limit)))


RULES: tuple[Rule, ...] = (required, required_when, minimum, at_least, not_before, not_after, known_when_handed_in)


def breaches(values: Values, context: RuleContext) -> list[Breach]:
    """Every rule that a row breaks; columns that could not be read have been reported already and are passed over."""
    return [
        breach
        for column in context.kind.columns
        if column.id not in context.unreadable
        for rule in RULES
        for breach in rule(values, column, context)
    ]
