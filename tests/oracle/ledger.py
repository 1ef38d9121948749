"""Every obligation and its state on the as-of date (figures, sections 3, 4 and 7)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tests.oracle.contract import RECORD_KINDS
from tests.oracle.model import (
    Evidence,
    ForEachList,
    Indicator,
    ItemPart,
    OwingBody,
    Programme,
    RecordKind,
    Row,
    Submission,
    Value,
    Wanted,
)
from tests.oracle.periods import Period, hand_in_periods, hand_ins_touched, schedule
from tests.oracle.speaking import SpeakingSheets, in_force_at
from tests.oracle.text import join_key, match_key

Item = Mapping[str, Value]


@dataclass(frozen=True)
class Match:
    """One record that matches: ordered by date, then submission, then row."""

    on: date
    submission: int
    row: int


@dataclass(frozen=True)
class Owed:
    """What one obligation is about, before any evidence. `item` is None where the items are unknown."""

    indicator: Indicator
    qark: str
    body: str
    period: Period
    due_on: date
    item: Item | None


@dataclass(frozen=True)
class Facts:
    """What is known on one as-of date of one programme."""

    programme: Programme
    kinds: Mapping[str, RecordKind]
    speaking: SpeakingSheets
    as_of: date


def obligations(
    programme: Programme,
    indicators: Sequence[Indicator],
    submissions: Sequence[Submission],
    as_of: date,
    kinds: Mapping[str, RecordKind] = RECORD_KINDS,
) -> list[dict[str, Any]]:
    """The `obligations` table: one dict an obligation, with that table's columns as keys.

    `due_on` and `satisfied_on` are dates (`satisfied_on` may be None), `still_owed` a bool, `evidence` the list of
    every matching row of a speaking sheet as {"submission", "sheet", "row"}, by date, submission and row.
    """
    facts = Facts(programme, kinds, SpeakingSheets(programme, kinds, submissions, as_of), as_of)
    return [_judge(facts, owed) for indicator in indicators for owed in _all_owed(facts, indicator)]


def _all_owed(facts: Facts, indicator: Indicator) -> Iterator[Owed]:
    for period, due_on in schedule(facts.programme, indicator):
        for body in indicator.owed_by:
            if not _owes(facts.programme, body, indicator, period, due_on):
                continue
            for qark in facts.programme.only_in.get(body, facts.programme.qarks):
                for item in _items(facts, indicator, qark, body, period):
                    yield Owed(indicator, qark, body, period, due_on, item)


def _owes(programme: Programme, body: str, indicator: Indicator, period: Period, due_on: date) -> bool:
    """Section 3: owed only for periods wholly inside the body's from and to; `once`: where its due date is."""
    first, last = programme.bodies[body]
    start, end = (due_on, due_on) if indicator.once is not None else (period.start, period.end)
    return (first is None or first <= start) and (last is None or end <= last)


def _items(facts: Facts, indicator: Indicator, qark: str, body: str, period: Period) -> list[Item | None]:
    """Section 4, last paragraph: what the obligation is split into; [None] is the placeholder for unknown items."""
    if indicator.for_each is None:
        return [{}]
    if isinstance(indicator.for_each, ForEachList):
        return [{"item": value} for value in indicator.for_each.values]
    kind = facts.kinds[indicator.for_each.record]
    last_semester = hand_ins_touched(facts.programme, period)[-1]
    sheet = facts.speaking.sheet(qark, last_semester.code, kind.name)
    if sheet is None:
        return [None]
    distinct: dict[tuple[str | None, ...], Item] = {}
    for row in sheet.rows:
        of_this_body = kind.body is None or match_key(row.values.get(kind.body)) == match_key(body)
        if of_this_body and in_force_at(row, kind, period.end):
            item = {column: row.values.get(column) for column in indicator.for_each.key}
            distinct.setdefault(tuple(match_key(value) for value in item.values()), item)
    return list(distinct.values())


def _judge(facts: Facts, owed: Owed) -> dict[str, Any]:
    indicator = owed.indicator
    matches = [] if owed.item is None else _matches(facts, owed, owed.item)
    wanted = indicator.evidence.at_least
    satisfied_on = matches[wanted - 1].on if len(matches) >= wanted else None
    reported = owed.item is not None and _is_reported(facts, owed)
    state = _state(facts.as_of, owed.due_on, satisfied_on, reported=reported)
    may_come_late = indicator.evidence.timing in {"for_period", "any"} and indicator.late == "counts"
    return {
        "indicator": indicator.id,
        "qark": owed.qark,
        "body": owed.body,
        "period": owed.period.code,
        "item": _item_text(owed.item),
        "due_on": owed.due_on,
        "satisfied_on": satisfied_on,
        "state": state,
        "still_owed": state == "missing" and may_come_late,
        "evidence": [
            {"submission": match.submission, "sheet": indicator.evidence.record, "row": match.row} for match in matches
        ],
    }


def _item_text(item: Item | None) -> str:
    """Interfaces, "Tables": empty, or the key's values joined by `|`; an empty one leaves its place empty."""
    return join_key(["" if value is None else str(value) for value in (item or {}).values()])


def _state(as_of: date, due_on: date, satisfied_on: date | None, *, reported: bool) -> str:
    """The table of section 4, rule 4."""
    if as_of <= due_on:
        return "not_due" if satisfied_on is None else "early"
    if satisfied_on is None:
        return "missing" if reported else "no_data"
    return "on_time" if satisfied_on <= due_on else "late"


def _is_reported(facts: Facts, owed: Owed) -> bool:
    """Section 4, rule 2: silence is an answer only from a sheet handed in once the facts were in."""
    kind = owed.indicator.evidence.record
    if owed.indicator.once is not None:
        for semester in hand_in_periods(facts.programme):
            sheet = facts.speaking.sheet(owed.qark, semester.code, kind)
            if sheet is not None and sheet.submitted_on >= owed.due_on:
                return True
        return False
    semesters = hand_ins_touched(facts.programme, owed.period)
    for semester in semesters:
        sheet = facts.speaking.sheet(owed.qark, semester.code, kind)
        if sheet is None or sheet.submitted_on < min(semester.end, owed.period.end):
            return False
        if semester == semesters[-1] and sheet.submitted_on < owed.due_on:
            return False
    return True


def _matches(facts: Facts, owed: Owed, item: Item) -> list[Match]:
    """Section 4, rule 3: the rows of speaking sheets that are evidence, in date order."""
    evidence = owed.indicator.evidence
    kind = facts.kinds[evidence.record]
    found = []
    for semester in _semesters_searched(facts.programme, evidence, owed.period):
        sheet = facts.speaking.sheet(owed.qark, semester.code, kind.name)
        for row in sheet.rows if sheet is not None else ():
            on = _row_date(row, kind, evidence)
            if _date_fits(row, on, kind, evidence, owed.period) and _where_holds(row, evidence, owed.body, item):
                assert sheet is not None
                found.append(Match(on, sheet.submission, row.row))
    return sorted(found, key=lambda match: (match.on, match.submission, match.row))


def _semesters_searched(programme: Programme, evidence: Evidence, period: Period) -> list[Period]:
    """Section 3, `timing`: the semesters whose sheets are searched."""
    every = hand_in_periods(programme)
    touched = [semester for semester in every if semester.touches(period)]
    return {
        "during": every,
        "for_period": touched,
        "in_force": touched[-1:],
        "by_end": [semester for semester in every if semester.start <= touched[-1].start],
        "any": every,
    }[evidence.timing]


def _row_date(row: Row, kind: RecordKind, evidence: Evidence) -> date:
    column = kind.valid_from if evidence.timing == "in_force" else kind.own_date
    on = row.values.get(column) if column is not None else None
    if not isinstance(on, date):
        message = f"{kind.name}, row {row.row}: a record that is to be evidence needs a date"
        raise TypeError(message)
    return on


def _date_fits(row: Row, on: date, kind: RecordKind, evidence: Evidence, period: Period) -> bool:
    """Section 3, `timing`: what is asked of the record's dates."""
    if evidence.timing == "during":
        return period.holds(on)
    if evidence.timing == "in_force":
        return in_force_at(row, kind, period.end)
    if evidence.timing == "by_end":
        return on <= period.end
    return True


def _where_holds(row: Row, evidence: Evidence, body: str, item: Item) -> bool:
    return all(
        match_key(row.values.get(column)) == match_key(_asked(wanted, body, item)) for column, wanted in evidence.where
    )


def _asked(wanted: Wanted, body: str, item: Item) -> Value:
    if isinstance(wanted, OwingBody):
        return body
    if isinstance(wanted, ItemPart):
        return item[wanted.column]
    return wanted
