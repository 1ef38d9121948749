"""Who has handed in what, for which period."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from etl.figures.read_api import SubmissionInfo
from indicators.model import Catalogue, Form
from indicators.periods import Period
from indicators.schedule import all_periods, hand_in_periods


@dataclass(frozen=True)
class SheetState:
    """What a unit's sheet of a record kind says for a hand-in period: its rows, and how many more were rejected."""

    rows: int
    submission: int
    rejected: int


def unit_forms(catalogue: Catalogue) -> tuple[Form, ...]:
    """The forms that a unit hands in for itself."""
    return tuple(form for form in catalogue.programme.forms if form.covers == "unit")


def hand_ins_of(catalogue: Catalogue, period: str) -> tuple[Period, ...]:
    """The hand-in periods that a period touches."""
    hand_ins = hand_in_periods(catalogue)
    chosen = next(one for one in (*all_periods(catalogue), *hand_ins) if one.code == period)
    return tuple(one for one in hand_ins if one.touches(chosen))


def ended_hand_ins(catalogue: Catalogue, period: str, as_of: date) -> tuple[Period, ...]:
    """Those of them that have ended before the as-of date: before, nobody can have reported them."""
    return tuple(one for one in hand_ins_of(catalogue, period) if one.end < as_of)


@dataclass(frozen=True)
class Silence:
    """How many units have handed in nothing for a hand-in period that has ended, and the first of them.

    `ended` are the hand-in periods that were asked for; `all_ended`: whether the chosen period has no other.
    """

    count: int
    units: tuple[str, ...]
    ended: tuple[str, ...]
    all_ended: bool


def not_reported(
    catalogue: Catalogue, submissions: Iterable[SubmissionInfo], period: str, as_of: date
) -> tuple[str, ...]:
    """The units that have handed in nothing for a hand-in period in `period` that has ended."""
    wanted = {one.code for one in ended_hand_ins(catalogue, period, as_of)}
    forms = {form.id for form in unit_forms(catalogue)}
    given = {(one.qark, one.period) for one in submissions if one.form in forms}
    units = (unit.id for unit in catalogue.programme.areas.units)
    return tuple(unit for unit in units if any((unit, code) not in given for code in wanted))


def never_reported(catalogue: Catalogue, submissions: Iterable[SubmissionInfo], as_of: date) -> tuple[str, ...]:
    """The units that have handed in nothing of their own; none while no hand-in period has ended."""
    if not any(one.end < as_of for one in hand_in_periods(catalogue)):
        return ()
    forms = {form.id for form in unit_forms(catalogue)}
    given = {one.qark for one in submissions if one.form in forms}
    return tuple(unit.id for unit in catalogue.programme.areas.units if unit.id not in given)


def sheet_states(
    catalogue: Catalogue, submissions: Iterable[SubmissionInfo]
) -> dict[tuple[str | None, str, str], SheetState]:
    """What speaks for each unit (None: a form for all units), hand-in period and record kind (FIGURES.md 4.1)."""
    order = sorted(submissions, key=lambda one: (one.submitted_on, one.submission))
    found: dict[tuple[str | None, str, str], SheetState] = {}
    for one in order:
        for kind in catalogue.form(one.form).records:
            rows = one.accepted.get(kind)
            if rows is not None:
                found[one.qark, one.period, kind] = SheetState(rows, one.submission, one.rejected.get(kind, 0))
    return found


def own_rows(
    catalogue: Catalogue, records: Callable[[str], Sequence[Mapping[str, Any]]]
) -> Mapping[tuple[str, str], int]:
    """How many of a unit's rows speak in the sheets that cover all units, by record kind and hand-in period."""
    kinds = [kind.id for kind in catalogue.records if catalogue.form_of(kind.id).covers == "all"]
    return Counter((kind, row["period"]) for kind in kinds for row in records(kind))
