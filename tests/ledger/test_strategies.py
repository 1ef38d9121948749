"""The random worlds keep the rules of forms, section 2, reach every state, and the oracle's figures add up on them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample

from tests.oracle import STRATEGY, Row, Submission, indicator_values, match_key, obligations, period_named
from tests.strategies import World, drawn, submissions, worlds

UNIQUE = {
    "meetings": ("body", "held_on"),
    "terms_of_reference": ("body", "document_ref"),
    "members": ("body", "institution", "organisation"),
    "vulnerable_communities": ("community",),
    "programmes": ("community", "title"),
    "actions": ("action",),
    "reports": ("qark", "kind", "received_on"),
}
REQUIRED = {
    "meetings": ("body", "held_on", "members_present"),
    "terms_of_reference": ("body", "adopted_on", "document_ref"),
    "members": ("body", "institution", "since"),
    "trainings": ("trained_on", "topic", "body", "institution", "participants"),
    "vulnerable_communities": ("community", "municipality", "identified_on"),
    "programmes": ("community", "title", "provider", "started_on"),
    "actions": ("action", "theme"),
    "reports": ("qark", "kind", "received_on"),
}
# Whether a world, its obligations and its figures show it.
Situation = Callable[[World, list[dict[str, Any]], list[dict[str, Any]]], bool]
ENDS = (("adopted_on", "valid_until"), ("since", "until"), ("started_on", "ended_on"))
SLOW_IS_FINE = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much)


def on(row: Row, column: str) -> date:
    value = row.values[column]
    assert isinstance(value, date)
    return value


def dates_keep_the_rules(kind: str, row: Row, submission: Submission) -> bool:
    """“within the period”, “on or before the period's end”, “on or after the period's first day”."""
    semester, received = period_named(STRATEGY, submission.period), submission.submitted_on
    earliest = date(1990, 1, 1)
    first, last, column = {
        "meetings": (semester.start, semester.end, "held_on"),
        "trainings": (semester.start, semester.end, "trained_on"),
        "terms_of_reference": (earliest, semester.end, "adopted_on"),
        "members": (earliest, semester.end, "since"),
        "vulnerable_communities": (earliest, semester.end, "identified_on"),
        "programmes": (earliest, received, "started_on"),
        "reports": (semester.start, received, "received_on"),
    }[kind]
    return first <= on(row, column) <= min(last, received)


def keys(rows: Iterable[Row], columns: Iterable[str]) -> list[tuple[str | None, ...]]:
    wanted = tuple(columns)
    return [tuple(match_key(row.values[column]) for column in wanted) for row in rows]


@settings(max_examples=drawn(60), suppress_health_check=SLOW_IS_FINE)
@given(submissions())
def test_random_submissions_are_numbered_in_order_differ_and_keep_the_rules(handed_in: list[Submission]) -> None:
    assert [submission.number for submission in handed_in] == list(range(1, len(handed_in) + 1))
    contents = [(one.form, one.qark, one.period, one.submitted_on, dict(one.sheets)) for one in handed_in]
    assert all(contents.count(content) == 1 for content in contents)
    for submission in handed_in:
        assert submission.submitted_on >= period_named(STRATEGY, submission.period).start
        assert (submission.qark is None) == (submission.form == "register") == ("reports" in submission.sheets)
        assert submission.sheets
        for kind, rows in submission.sheets.items():
            assert all(row.values[column] is not None for row in rows for column in REQUIRED[kind])
            assert kind == "actions" or all(dates_keep_the_rules(kind, row, submission) for row in rows)
            unique = UNIQUE.get(kind) or tuple(sorted({column for row in rows for column in row.values}))
            assert len(set(keys(rows, unique))) == len(rows)
            for row in rows:
                assert row.values.get("institution") not in {"npo", "other"} or row.values["organisation"]
                for start, end in ENDS:
                    assert row.values.get(end) is None or on(row, end) >= on(row, start)
        named = keys(submission.sheets.get("vulnerable_communities", ()), ["community"])
        assert set(keys(submission.sheets.get("programmes", ()), ["community"])) <= set(named)


# --- every kind of situation turns up -----------------------------------------------------------------------------


def ledger(world: World) -> list[dict[str, Any]]:
    return obligations(world.programme, world.indicators, world.submissions, world.as_of)


def figures(world: World) -> list[dict[str, Any]]:
    return indicator_values(world.programme, world.indicators, world.submissions, world.as_of)


def has_obligation(**columns: object) -> Situation:
    return lambda _world, owed, _figures: any(all(one[key] == value for key, value in columns.items()) for one in owed)


def has_figure(**columns: object) -> Situation:
    return lambda _world, _owed, found: any(all(one[key] == value for key, value in columns.items()) for one in found)


def has_tie(world: World, *_: object) -> bool:
    """Two submissions of one day contain the same sheet of the same qark and semester."""
    said = [
        (one.qark, one.period, one.submitted_on, kind)
        for one in world.submissions
        for kind in one.sheets
        if one.submitted_on <= world.as_of
    ]
    return len(set(said)) < len(said)


def is_back_dated(world: World, *_: object) -> bool:
    days = [one.submitted_on for one in world.submissions]
    return days != sorted(days)


STATES = ("early", "not_due", "on_time", "late", "missing", "no_data")
STATUSES = ("met", "partly_met", "not_met", "no_data", "not_due", "not_applicable")
SITUATIONS = {
    **{f"state {name}": has_obligation(state=name) for name in STATES},
    **{f"status {name}": has_figure(status=name) for name in STATUSES},
    "still owed": has_obligation(still_owed=True),
    "provisional": has_figure(provisional=True),
    "tie": has_tie,
    "back-dated": is_back_dated,
}


@pytest.mark.parametrize("strategy_only", [True, False], ids=["strategy", "random"])
def test_random_worlds_reach_every_situation(strategy_only: bool) -> None:
    """In one drawing of worlds, until none is missing: working out a world costs more than all questions about it."""
    missing = set(SITUATIONS)

    def all_reached(world: World) -> bool:
        owed, found = ledger(world), figures(world)
        missing.difference_update([name for name in missing if SITUATIONS[name](world, owed, found)])
        return not missing

    quick = settings(max_examples=1500, phases=[Phase.generate], database=None, derandomize=True)
    quick = settings(quick, suppress_health_check=SLOW_IS_FINE)
    with suppress(NoSuchExample):
        find(
            worlds(strategy_only=strategy_only),
            all_reached,
            settings=settings(quick, suppress_health_check=SLOW_IS_FINE),
        )
    assert missing == set()


# --- the oracle holds together on them ----------------------------------------------------------------------------

random_worlds = st.one_of(worlds(strategy_only=True), worlds())


@settings(max_examples=drawn(33), suppress_health_check=SLOW_IS_FINE)
@given(random_worlds, st.randoms(use_true_random=False))
def test_the_oracle_holds_together(world: World, random: Any) -> None:
    owed, found = ledger(world), figures(world)
    each_obligation_is_there_once(owed)
    areas_add_up(found)
    shares_keep_their_order(found)
    # “Only what was known on D is used”; the order of receipt is the number, not the place in the list.
    known = [submission for submission in world.submissions if submission.submitted_on <= world.as_of]
    random.shuffle(known)
    assert obligations(world.programme, world.indicators, known, world.as_of) == owed


def each_obligation_is_there_once(owed: list[dict[str, Any]]) -> None:
    names = [(one["indicator"], one["qark"], one["body"], one["period"], one["item"]) for one in owed]
    assert len(set(names)) == len(names)


def areas_add_up(found: list[dict[str, Any]]) -> None:
    """“Areas always add obligations”: clusters and qarks both add up to the country."""
    for key in {(one["indicator"], one["period"]) for one in found}:
        by_area = {one["area"]: one for one in found if (one["indicator"], one["period"]) == key}
        for count in ("numerator", "denominator", "unreported"):
            country = by_area[STRATEGY.country][count]
            assert sum(by_area[qark][count] for qark in STRATEGY.qarks) == country
            assert sum(by_area[cluster][count] for cluster in STRATEGY.clusters) == country


def shares_keep_their_order(found: list[dict[str, Any]]) -> None:
    """value <= value_high, and neither is said where nothing is known."""
    for one in found:
        assert (one["value"] is None) == (one["value_high"] is None) == (one["denominator"] == one["unreported"])
        assert one["value"] is None or 0 <= one["value"] <= one["value_high"] <= 1
        assert one["numerator"] + one["unreported"] <= one["denominator"]
