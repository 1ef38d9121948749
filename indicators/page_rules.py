"""Rules on what a page shows together and lets people fill in: topics, action plans, self-ratings."""

from __future__ import annotations

from collections.abc import Iterator

from indicators.document import Document, Loc
from indicators.draft import Draft, column_of, numbered, report_repeated
from indicators.model import Column, Plan, Rating, RecordKind


def _plans(draft: Draft) -> Iterator[tuple[RecordKind, Document, Plan]]:
    return ((kind, document, kind.plan) for kind, document in draft.records if kind.plan)


def _ratings(draft: Draft) -> Iterator[tuple[RecordKind, Document, Rating]]:
    return ((kind, document, kind.rating) for kind, document in draft.records if kind.rating)


def _column(document: Document, loc: Loc, kind: RecordKind, name: str, wanted: str) -> Column | None:
    """The column of a name and type; note where it is missing or of another type."""
    found = column_of(kind, name)
    if found is None:
        document.unknown(loc, "column", name, [one.id for one in kind.columns])
    elif found.type != wanted:
        document.report(loc, "wrong_type", column=name, type=found.type, expected=wanted)
        return None
    return found


def plans_stand_and_are_one_units(draft: Draft) -> None:
    """A plan is a standing kind that one unit hands in for itself: else there is nothing to start an update from."""
    for kind, document, _ in _plans(draft):
        if not kind.standing or any(form.covers != "unit" for form in draft.forms_of(kind.id)):
            document.report(("plan",), "plan_not_standing", record=kind.id)


def plans_name_columns(draft: Draft) -> None:
    """What is to be done is a text, its dates are dates, its number is one, the rest are codes."""
    for kind, document, plan in _plans(draft):
        _column(document, ("plan", "item"), kind, plan.item, "text")
        _column(document, ("plan", "due"), kind, plan.due, "date")
        _column(document, ("plan", "done"), kind, plan.done, "date")
        if plan.number is not None:
            _column(document, ("plan", "number"), kind, plan.number, "whole_number")
        for loc, name in numbered(("plan", "detail"), plan.detail):
            _column(document, loc, kind, name, "code")


def priorities_of_plans_are_codes(draft: Draft) -> None:
    """`chosen` names a code column and one of its codes."""
    for kind, document, plan in _plans(draft):
        for name, code in plan.chosen.items():
            column = _column(document, ("plan", "chosen", name), kind, name, "code")
            if column is not None and draft.refuses(column, code):
                document.unknown(("plan", "chosen", name), "code", code, draft.codes(column))


def ratings_name_columns(draft: Draft) -> None:
    """A rating's items and answers are codes, its day is a date, and one unit hands it in for itself."""
    for kind, document, rating in _ratings(draft):
        _column(document, ("rating", "item"), kind, rating.item, "code")
        _column(document, ("rating", "on"), kind, rating.on, "date")
        answer = _column(document, ("rating", "answer"), kind, rating.answer, "code")
        if answer is not None and draft.refuses(answer, rating.fulfilled):
            document.unknown(("rating", "fulfilled"), "code", rating.fulfilled, draft.codes(answer))
        if any(form.covers != "unit" for form in draft.forms_of(kind.id)):
            document.report(("rating",), "rating_of_all", record=kind.id)


def ratings_are_answered_once_a_day(draft: Draft) -> None:
    """Item and day are the key of a rating: one item is not answered twice on one day."""
    for kind, document, rating in _ratings(draft):
        if set(kind.unique) != {rating.item, rating.on}:
            document.report(("unique",), "rating_key", key=f"{rating.item}, {rating.on}")


def topics_name_what_there_is(draft: Draft) -> None:
    """A topic names indicators, measures, record kinds and units that there are."""
    known = {
        "indicators": ("indicator", [one.id for one, _ in draft.indicators]),
        "measures": ("measure", [one.id for one, _ in draft.measures]),
        "records": ("record", draft.record_names),
        "units": ("area", draft.unit_names),
    }
    for number, topic in enumerate(draft.programme.topics):
        for key, (what, names) in known.items():
            for loc, name in numbered(("topics", number, key), getattr(topic, key)):
                if name not in names:
                    draft.programme_document.unknown(loc, what, name, names)


def names_of_topics_are_unique(draft: Draft) -> None:
    """No two topics bear one id."""
    places = [(("topics", number, "id"), topic.id) for number, topic in enumerate(draft.programme.topics)]
    report_repeated(draft.programme_document, "topic", places)


RULES = (
    plans_stand_and_are_one_units,
    plans_name_columns,
    priorities_of_plans_are_codes,
    ratings_name_columns,
    ratings_are_answered_once_a_day,
    topics_name_what_there_is,
    names_of_topics_are_unique,
)
