"""Rules on an indicator's definition: what is owed, when, and against which evidence. One small function a rule."""

from __future__ import annotations

from collections.abc import Iterator

from indicators.document import Document, Loc
from indicators.draft import BODIES, Draft, column_of, numbered, report_repeated, report_value
from indicators.model import Column, Due, Evidence, Indicator, RecordKind, Thresholds

BODY, ITEM = "$body", "$item"
DEFINITION = ("owed_by", "every", "once", "for_each", "due", "evidence", "late", "aggregation", "thresholds")
"""The keys that compute (FIGURES.md 3); the others describe."""


def indicator_files_are_called_after_their_id(draft: Draft) -> None:
    """An indicator's file is its id and `.yaml`."""
    for indicator, document in draft.indicators:
        if document.name != f"indicators/{indicator.id}.yaml":
            document.report(("id",), "file_name", expected=f"{indicator.id}.yaml")


def names_of_records_and_indicators_are_unique(draft: Draft) -> None:
    """No two files bear the same id."""
    for what, found in (("record", draft.records), ("indicator", draft.indicators)):
        seen: set[str] = set()
        for one, document in found:
            if one.id in seen:
                document.report(("id",), "repeated_name", what=what, name=one.id)
            seen.add(one.id)


def orders_are_unique(draft: Draft) -> None:
    """No two indicators claim the same place."""
    places: dict[int, str] = {}
    for indicator, document in draft.indicators:
        owner = places.setdefault(indicator.order, indicator.id)
        if owner != indicator.id:
            document.report(("order",), "order_taken", order=indicator.order, name=owner)


def owing_bodies_exist(draft: Draft) -> None:
    """`owed_by` names bodies of the programme, each once, and at least one."""
    for indicator, document in draft.indicators:
        if not indicator.owed_by:
            document.report(("owed_by",), "empty_list")
        places = list(numbered(("owed_by",), indicator.owed_by))
        report_repeated(document, "body", places)
        for loc, name in places:
            if name not in draft.body_names:
                document.unknown(loc, "body", name, draft.body_names)


def owed_every_period_or_once(draft: Draft) -> None:
    """Either `every` or `once`, and `once` is due on its own day (FIGURES.md 3)."""
    for indicator, document in draft.indicators:
        if (indicator.every is None) == (indicator.once is None):
            document.report(("every",) if indicator.every else ("id",), "every_or_once")
        elif indicator.once and isinstance(indicator.due, Due):
            document.report(("due",), "due_with_once")


def owed_once_within_the_span(draft: Draft) -> None:
    """The day of `once` lies in the programme's span."""
    span = draft.programme.span
    for indicator, document in draft.indicators:
        if indicator.once and not span.start <= indicator.once <= span.end:
            document.report(("once",), "once_outside", date=indicator.once)


def frequencies_are_the_programmes(draft: Draft) -> None:
    """`every` is one of the programme's frequencies."""
    known = draft.programme.frequencies
    for indicator, document in draft.indicators:
        if indicator.every and indicator.every not in known:
            document.report(("every",), "frequency_unknown", name=indicator.every, known=", ".join(known))


def items_come_from_a_list_or_a_record(draft: Draft) -> None:
    """`for_each` is a fixed list, each item once, or a record kind with its key."""
    for indicator, document in draft.indicators:
        split = indicator.for_each
        if split is None:
            continue
        if bool(split.list) == bool(split.record) or bool(split.record) != bool(split.key):
            document.report(("for_each",), "list_or_record")
        report_repeated(document, "code", numbered(("for_each", "list"), split.list))
        report_repeated(document, "column", numbered(("for_each", "key"), split.key))


def records_of_indicators_exist(draft: Draft) -> None:
    """`evidence` and `for_each` name record kinds."""
    for indicator, document in draft.indicators:
        named: list[tuple[Loc, str]] = [(("evidence", "record"), indicator.evidence.record)]
        if indicator.for_each and indicator.for_each.record:
            named.append((("for_each", "record"), indicator.for_each.record))
        for loc, name in named:
            if name not in draft.record_names:
                document.unknown(loc, "record", name, draft.record_names)


def items_have_a_key_and_a_validity(draft: Draft) -> None:
    """The record kind that splits an obligation has the key's columns, and says from when a row is in force."""
    for indicator, document in draft.indicators:
        kind = draft.kind(indicator.for_each.record) if indicator.for_each else None
        if indicator.for_each is None or kind is None:
            continue
        for loc, name in numbered(("for_each", "key"), indicator.for_each.key):
            if column_of(kind, name) is None:
                document.unknown(loc, "column", name, [column.id for column in kind.columns])
        if kind.valid_from is None:
            document.report(("for_each", "record"), "needs_column", record=kind.id, name="valid_from")


def timing_has_its_dates(draft: Draft) -> None:
    """What is held against a period has the dates for it: `in_force` a `valid_from`, every other timing a `date`."""
    for indicator, document in draft.indicators:
        kind = draft.kind(indicator.evidence.record)
        key = "valid_from" if indicator.evidence.timing == "in_force" else "date"
        if kind is not None and getattr(kind, key) is None:
            document.report(("evidence", "timing"), "needs_column", record=kind.id, name=key)


def evidence_is_dated_to_the_day(draft: Draft) -> None:
    """What is held against a due date has a whole date: a year alone is in time or late, nobody knows which."""
    for indicator, document in draft.indicators:
        named: list[tuple[Loc, str | None]] = [(("evidence", "record"), indicator.evidence.record)]
        named.append((("for_each", "record"), indicator.for_each.record if indicator.for_each else None))
        for loc, name in named:
            kind = draft.kind(name)
            column = column_of(kind, kind.date) if kind else None
            if column is not None and column.type == "loose_date":
                document.report(loc, "wrong_type", column=column.id, type=column.type, expected="date")


def no_duty_is_added_twice(draft: Draft) -> None:
    """Of a unit and one that covers it, only one owes what an indicator asks for: sums add every unit."""
    bodies = {body.id: body for body in draft.programme.bodies}
    units = draft.programme.areas.units
    for indicator, document in draft.indicators:
        owing = [bodies[name] for name in indicator.owed_by if name in bodies]
        owe = {unit.id: unit for unit in units if any(body.stands_in(unit.id) for body in owing)}
        for unit in owe.values():
            both = [name for name in unit.covers if name in owe]
            if both:
                document.report(("owed_by",), "owed_over_others", unit=unit.id, names=", ".join(both))


def decimals_decide_no_duty(draft: Draft) -> None:
    """No filter, and so no key, is a number with decimals: such numbers do not compare exactly."""
    for _, document, loc, _, column, _ in _filters(draft):
        if column.type == "number":
            document.report(loc, "wrong_type", column=column.id, type=column.type, expected="whole_number")


Filter = tuple[Indicator, Document, Loc, RecordKind, Column, str]


def _filters(draft: Draft) -> Iterator[Filter]:
    """Every part of every `where` on a column that exists."""
    for indicator, document in draft.indicators:
        kind = draft.kind(indicator.evidence.record)
        if kind is None:
            continue
        for name, value in indicator.evidence.where.items():
            column = column_of(kind, name)
            if column is not None:
                yield indicator, document, ("evidence", "where", name), kind, column, value


def filters_name_columns(draft: Draft) -> None:
    """`where` filters columns of the evidence's record kind."""
    for indicator, document in draft.indicators:
        kind = draft.kind(indicator.evidence.record)
        for name in indicator.evidence.where if kind else ():
            if kind is not None and column_of(kind, name) is None:
                known = [column.id for column in kind.columns]
                document.unknown(("evidence", "where", name), "column", name, known)


def _references(indicator: Indicator) -> tuple[str, ...]:
    """What `where` may refer to with a `$`."""
    split = indicator.for_each
    if split is None:
        return (BODY,)
    return (BODY, ITEM) if split.list else (BODY, *(f"${name}" for name in split.key))


def references_name_something_of_the_obligation(draft: Draft) -> None:
    """`$body` always, `$item` with a fixed list, `$<column>` with a key of that column."""
    for indicator, document, loc, _, _, value in _filters(draft):
        known = _references(indicator)
        if value.startswith("$") and value not in known:
            document.unknown(loc, "reference", value, known)


def items_are_looked_for(draft: Draft) -> None:
    """Where an obligation is split into items, the evidence asks for them; else one record would satisfy all."""
    for indicator, document in draft.indicators:
        split, named = indicator.for_each, set(indicator.evidence.where.values())
        for reference in _references(indicator)[1:] if split else ():
            if reference not in named:
                document.report(("for_each",), "item_not_used", name=reference)


def values_can_stand_in_their_column(draft: Draft) -> None:
    """A fixed value, each owing body and each item of a list can be a value of the column that it is looked for in."""
    for indicator, document, loc, _, column, value in _filters(draft):
        wanted: tuple[str, ...] = () if value.startswith("$") else (value,)
        if value == BODY and column.codes != BODIES:
            wanted = indicator.owed_by
        if value == ITEM and indicator.for_each:
            wanted = indicator.for_each.list
        for one in wanted:
            report_value(draft, (document, loc), column, one)


def counts_of_people_decide_no_duty(draft: Draft) -> None:
    """No filter and no key is a count of people: small ones are withheld, and figures must be open to all."""
    for _, document, loc, _, column, _ in _filters(draft):
        if column.counts is not None:
            document.report(loc, "counts_people", column=column.id)
    for indicator, document in draft.indicators:
        kind = draft.kind(indicator.for_each.record) if indicator.for_each else None
        for number, name in enumerate(indicator.for_each.key if kind and indicator.for_each else ()):
            found = column_of(kind, name) if kind else None
            if found is not None and found.counts is not None:
                document.report(("for_each", "key", number), "counts_people", column=name)


def keys_are_of_one_type(draft: Draft) -> None:
    """An item's key is compared with a column of its own type and, for codes, its own list."""
    for indicator, document, loc, _, column, value in _filters(draft):
        items = draft.kind(indicator.for_each.record) if indicator.for_each else None
        key = column_of(items, value[1:]) if items and value in _references(indicator)[1:] else None
        if key is not None and (key.type, key.codes) != (column.type, column.codes):
            document.report(loc, "key_differs", column=column.id, key=key.id)


def thresholds_rise(draft: Draft) -> None:
    """`partly` is not above `met`."""
    for indicator, document in draft.indicators:
        found = indicator.thresholds
        if found.partly > found.met:
            document.report(("thresholds",), "thresholds_order", partly=found.partly, met=found.met)


def clauses_name_a_source(draft: Draft) -> None:
    """The clause stands in one of the programme's sources."""
    for indicator, document in draft.indicators:
        if indicator.legal_clause.source not in draft.source_names:
            document.unknown(("legal_clause", "source"), "source", indicator.legal_clause.source, draft.source_names)


def assumptions_explain_the_definition(draft: Draft) -> None:
    """An assumption is about a key of the definition, such as `due` or `evidence.at_least`."""
    known = [*DEFINITION, "benchmark", *(f"evidence.{name}" for name in Evidence.model_fields)]
    known += [f"thresholds.{name}" for name in Thresholds.model_fields]
    for indicator, document in draft.indicators:
        for number, assumption in enumerate(indicator.assumptions):
            if assumption.about not in known:
                document.unknown(("assumptions", number, "about"), "definition_key", assumption.about, known)


def changes_begin_with_a_first_version(draft: Draft) -> None:
    """There is at least one dated change, from which `last_updated` comes."""
    for indicator, document in draft.indicators:
        if not indicator.changes:
            document.report(("changes",), "empty_list")


RULES = (
    indicator_files_are_called_after_their_id,
    names_of_records_and_indicators_are_unique,
    orders_are_unique,
    owing_bodies_exist,
    owed_every_period_or_once,
    owed_once_within_the_span,
    frequencies_are_the_programmes,
    items_come_from_a_list_or_a_record,
    records_of_indicators_exist,
    items_have_a_key_and_a_validity,
    timing_has_its_dates,
    evidence_is_dated_to_the_day,
    no_duty_is_added_twice,
    decimals_decide_no_duty,
    filters_name_columns,
    references_name_something_of_the_obligation,
    items_are_looked_for,
    values_can_stand_in_their_column,
    counts_of_people_decide_no_duty,
    keys_are_of_one_type,
    thresholds_rise,
    clauses_name_a_source,
    assumptions_explain_the_definition,
    changes_begin_with_a_first_version,
)
