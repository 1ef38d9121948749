"""From obligations to figures (figures, section 5), and the default as-of date (section 4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from tests.oracle.contract import RECORD_KINDS
from tests.oracle.ledger import obligations
from tests.oracle.model import Indicator, Programme, RecordKind, Submission, Thresholds
from tests.oracle.periods import Period, areas, figure_periods, schedule

FALLEN_DUE = ("on_time", "late", "missing", "no_data")


def indicator_values(
    programme: Programme,
    indicators: Sequence[Indicator],
    submissions: Sequence[Submission],
    as_of: date,
    kinds: Mapping[str, RecordKind] = RECORD_KINDS,
) -> list[dict[str, Any]]:
    """The `indicator_values` table: one dict a figure, with that table's columns as keys.

    Counts are ints, `value` and `value_high` floats made by one division of two ints, or None where nothing is known.
    """
    ledger = obligations(programme, indicators, submissions, as_of, kinds)
    figures = []
    for indicator in indicators:
        own = [obligation for obligation in ledger if obligation["indicator"] == indicator.id]
        for period in figure_periods(programme, indicator):
            counted = _periods_counted(programme, indicator, period, as_of)
            for area, qarks in areas(programme).items():
                chosen = [one for one in own if one["qark"] in qarks and one["period"] in counted]
                key = {"indicator": indicator.id, "area": area, "period": period.code}
                figures.append(key | _figure(chosen, indicator) | {"as_of": as_of})
    return figures


def _periods_counted(programme: Programme, indicator: Indicator, period: Period, as_of: date) -> set[str]:
    """The periods whose obligations one figure adds: all in it (`sum`), or the latest one fallen due (`latest`)."""
    plan = schedule(programme, indicator)
    inside = [(one, due) for one, due in plan if indicator.once is not None or period.contains(one)]
    fallen_due = [(one, due) for one, due in inside if due < as_of]
    if indicator.aggregation == "latest" and fallen_due:
        return {fallen_due[-1][0].code}
    return {one.code for one, _ in inside}


def _figure(chosen: Sequence[Mapping[str, Any]], indicator: Indicator) -> dict[str, Any]:
    states = [obligation["state"] for obligation in chosen]
    denominator = sum(state in FALLEN_DUE for state in states)
    numerator = states.count("on_time") + (states.count("late") if indicator.late == "counts" else 0)
    unreported = states.count("no_data")
    nothing_known = denominator == unreported  # 0 of 0, or all of it unreported
    grade = None if nothing_known else _grade(Fraction(numerator, denominator), indicator.thresholds)
    grade_high = None if nothing_known else _grade(Fraction(numerator + unreported, denominator), indicator.thresholds)
    return {
        "numerator": numerator,
        "denominator": denominator,
        "unreported": unreported,
        "value": None if nothing_known else numerator / denominator,
        "value_high": None if nothing_known else (numerator + unreported) / denominator,
        "status": grade or _status_without_value(states, denominator),
        "provisional": grade != grade_high,
    }


def _grade(share: Fraction, thresholds: Thresholds) -> str:
    if share >= thresholds.met:
        return "met"
    return "partly_met" if share >= thresholds.partly else "not_met"


def _status_without_value(states: Sequence[str], denominator: int) -> str:
    if not states:
        return "not_applicable"
    return "not_due" if denominator == 0 else "no_data"


def default_as_of(
    programme: Programme, indicators: Sequence[Indicator], submissions: Sequence[Submission], today: date
) -> date:
    """The later of the day after the programme's last due date and the last `submitted_on`; never after today."""
    dues = [due for indicator in indicators for _, due in schedule(programme, indicator)]
    last_due = max(dues, default=programme.end)
    last_received = [submission.submitted_on for submission in submissions]
    return min(today, max([last_due + timedelta(days=1), *last_received]))
