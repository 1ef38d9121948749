"""Short ways to write down submissions and to find one obligation or figure, for tests one can hold in the head."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from tests.oracle import (
    STRATEGY,
    Indicator,
    Programme,
    Row,
    Submission,
    Value,
    indicator_values,
    obligations,
    strategy_indicator,
)

Values = dict[str, Value]


def day(text: str) -> date:
    return date.fromisoformat(text)


def rows(*values: Values) -> tuple[Row, ...]:
    """Rows as a spreadsheet numbers them: the header is row 1."""
    return tuple(Row(number, each) for number, each in enumerate(values, start=2))


def committee(
    number: int, period: str, submitted_on: str, qark: str = "AL-01", **sheets: Sequence[Values]
) -> Submission:
    kept = {kind: rows(*values) for kind, values in sheets.items()}
    return Submission(number, "committee", qark, period, day(submitted_on), kept)


def register(number: int, period: str, submitted_on: str, *reports: Values) -> Submission:
    return Submission(number, "register", None, period, day(submitted_on), {"reports": rows(*reports)})


def meeting(held_on: str, body: str = "rcat") -> Values:
    return {"body": body, "held_on": day(held_on), "members_present": 9}


def report(received_on: str, kind: str = "activity_report", qark: str = "AL-01") -> Values:
    return {"qark": qark, "kind": kind, "received_on": day(received_on)}


def terms(adopted_on: str, valid_until: str | None = None, body: str = "rcat", document: str = "1") -> Values:
    until = day(valid_until) if valid_until else None
    return {"body": body, "adopted_on": day(adopted_on), "valid_until": until, "document_ref": document}


def seat(
    institution: str, since: str, until: str | None = None, organisation: str | None = None, body: str = "rcat"
) -> Values:
    last = day(until) if until else None
    return {
        "body": body,
        "institution": institution,
        "organisation": organisation,
        "since": day(since),
        "until": last,
    }


def training(
    trained_on: str,
    institution: str = "police",
    organisation: str | None = None,
    body: str = "rcat",
    topic: str = "structure_and_tasks",
) -> Values:
    return {
        "trained_on": day(trained_on),
        "topic": topic,
        "body": body,
        "institution": institution,
        "organisation": organisation,
        "participants": 5,
    }


def community(name: str, identified_on: str = "2008-01-15", municipality: str = "Berat") -> Values:
    return {"community": name, "municipality": municipality, "identified_on": day(identified_on)}


def programme(name: str, started_on: str, ended_on: str | None = None, title: str = "Rruga") -> Values:
    last = day(ended_on) if ended_on else None
    return {"community": name, "title": title, "provider": "Vatra", "started_on": day(started_on), "ended_on": last}


def ledger(
    indicator: Indicator | str, submissions: Sequence[Submission], as_of: str, of: Programme = STRATEGY
) -> list[dict[str, Any]]:
    """The obligations of one indicator, given as itself or by the id of one of the Strategy's."""
    chosen = strategy_indicator(indicator) if isinstance(indicator, str) else indicator
    return obligations(of, [chosen], submissions, day(as_of))


def pick(found: Sequence[Mapping[str, Any]], **columns: str) -> list[Mapping[str, Any]]:
    """The rows with these values; the qark is AL-01 unless said otherwise."""
    wanted = {"qark": "AL-01"} | columns
    return [row for row in found if all(row[column] == value for column, value in wanted.items())]


def owed(
    indicator: Indicator | str,
    submissions: Sequence[Submission],
    as_of: str,
    period: str,
    of: Programme = STRATEGY,
    **columns: str,
) -> Mapping[str, Any]:
    """The one obligation of AL-01 (unless said otherwise) for a period."""
    (found,) = pick(ledger(indicator, submissions, as_of, of), period=period, **columns)
    return found


def state(
    indicator: Indicator | str, submissions: Sequence[Submission], as_of: str, period: str, **columns: str
) -> str:
    found = owed(indicator, submissions, as_of, period, STRATEGY, **columns)["state"]
    assert isinstance(found, str)
    return found


def figure(
    indicator: Indicator | str,
    submissions: Sequence[Submission],
    as_of: str,
    period: str,
    area: str = "AL-01",
    of: Programme = STRATEGY,
) -> dict[str, Any]:
    """The one figure of an area and a period."""
    chosen = strategy_indicator(indicator) if isinstance(indicator, str) else indicator
    found = indicator_values(of, [chosen], submissions, day(as_of))
    (one,) = [row for row in found if row["area"] == area and row["period"] == period]
    return one


def counts(found: Mapping[str, Any]) -> tuple[int, int, int]:
    """Numerator, denominator and unreported of one figure."""
    return found["numerator"], found["denominator"], found["unreported"]
