"""Rules on record kinds and their columns. One small function a rule."""

from __future__ import annotations

from collections.abc import Iterator

from indicators.document import Document, Loc, Problem
from indicators.draft import BODIES, UNITS, Draft, column_of, numbered, report_ambiguous, report_repeated
from indicators.model import Catalogue, Column, RecordKind

TABLE_COLUMNS = ("submission", "sheet", "row", "sheet_row", "period")
"""What every table of records holds beside the kind's own columns (INTERFACES.md, "Tables")."""
UNIT_COLUMN = "qark"
KEY_ENDING = "_key"
COVER_DATES = ("period_start", "period_end", "submitted_on")


def _columns(draft: Draft) -> Iterator[tuple[RecordKind, Document, Loc, Column]]:
    for kind, document in draft.records:
        for number, column in enumerate(kind.columns):
            yield kind, document, ("columns", number), column


def record_files_are_called_after_their_id(draft: Draft) -> None:
    """A record kind's file is its id and `.yaml`."""
    for kind, document in draft.records:
        if document.name != f"records/{kind.id}.yaml":
            document.report(("id",), "file_name", expected=f"{kind.id}.yaml")


def columns_are_unique(draft: Draft) -> None:
    """A column stands once in its kind."""
    for kind, document in draft.records:
        places = [(("columns", number, "id"), column.id) for number, column in enumerate(kind.columns)]
        report_repeated(document, "column", places)


def columns_leave_the_tables_their_own(draft: Draft) -> None:
    """No column bears a name that every table of records has already."""
    for kind, document, loc, column in _columns(draft):
        names = {one.id for one in kind.columns}
        unit_elsewhere = column.id == UNIT_COLUMN and kind.unit != UNIT_COLUMN
        is_key = column.id.endswith(KEY_ENDING) and column.id.removesuffix(KEY_ENDING) in names
        if column.id in TABLE_COLUMNS or unit_elsewhere or is_key:
            document.report((*loc, "id"), "column_taken", name=column.id)


def labels_of_columns_are_clear(draft: Draft) -> None:
    """Within a kind no column could be taken for another."""
    for kind, document in draft.records:
        report_ambiguous(
            document,
            [(("columns", n), one.id, one.label.values()) for n, one in enumerate(kind.columns)],
        )


def code_columns_name_their_list(draft: Draft) -> None:
    """A code column names a list that exists; no other column does."""
    for _, document, loc, column in _columns(draft):
        if column.type == "code" and column.codes is None:
            document.report(loc, "missing_key", key="codes")
        elif column.type != "code" and column.codes is not None:
            document.report((*loc, "codes"), "wrong_type", column=column.id, type=column.type, expected="code")
        elif column.codes is not None and column.codes not in draft.code_lists:
            document.unknown((*loc, "codes"), "code_list", column.codes, draft.code_lists)


def _named_column(draft_place: tuple[Document, Loc], kind: RecordKind, name: str, *wanted: str) -> None:
    document, loc = draft_place
    other = column_of(kind, name)
    if other is None:
        document.unknown(loc, "column", name, [one.id for one in kind.columns])
    elif other.type not in wanted:
        document.report(loc, "wrong_type", column=name, type=other.type, expected=wanted[0])


def limits_of_numbers_name_numbers(draft: Draft) -> None:
    """`minimum` stands at a number, `at_least` and `counts` at a whole one; `at_least` names another whole one."""
    for kind, document, loc, column in _columns(draft):
        for key in ("minimum", "at_least", "counts"):
            fits = column.type == "whole_number" or (key == "minimum" and column.type == "number")
            if getattr(column, key) is not None and not fits:
                values = {"column": column.id, "type": column.type, "expected": "whole_number"}
                document.report((*loc, key), "wrong_type", **values)
        if column.at_least is not None:
            _named_column((document, (*loc, "at_least")), kind, column.at_least, "whole_number")


def limits_of_dates_name_dates(draft: Draft) -> None:
    """`not_before` and `not_after` stand at a date and name date columns, or dates of the cover."""
    for kind, document, loc, column in _columns(draft):
        for key in ("not_before", "not_after"):
            names: tuple[str, ...] = getattr(column, key)
            if names and column.type != "date":
                document.report((*loc, key), "wrong_type", column=column.id, type=column.type, expected="date")
            for place, name in numbered((*loc, key), names):
                if name in COVER_DATES:
                    continue
                if column_of(kind, name) is None:
                    document.unknown(place, "date", name, [*(c.id for c in kind.columns), *COVER_DATES])
                else:
                    _named_column((document, place), kind, name, "date")


def conditions_name_columns_and_codes(draft: Draft) -> None:
    """`required_when` names columns of the kind and, where they hold codes, codes of their list."""
    for kind, document, loc, column in _columns(draft):
        for name, values in column.required_when.items():
            place = (*loc, "required_when", name)
            other = column_of(kind, name)
            if other is None:
                document.unknown(place, "column", name, [one.id for one in kind.columns])
                continue
            for value_place, value in numbered(place, values):
                if draft.refuses(other, value):
                    document.unknown(value_place, "code", value, draft.codes(other))


def references_lead_to_a_text_of_the_same_form(draft: Draft) -> None:
    """`refers_to` names a text column of a record kind that is handed in together with this one."""
    for kind, document, loc, column in _columns(draft):
        reference = column.refers_to
        if reference is None:
            continue
        place = (*loc, "refers_to")
        beside = [name for form in draft.forms_of(kind.id) for name in form.records]
        if reference.record not in beside:
            document.unknown((*place, "record"), "record", reference.record, beside)
            continue
        target = draft.kind(reference.record)
        if target is not None:
            _named_column((document, (*place, "column")), target, reference.column, "text")
        if column.type != "text":
            document.report(place, "wrong_type", column=column.id, type=column.type, expected="text")


def unique_names_columns(draft: Draft) -> None:
    """`unique` names columns of the kind."""
    for kind, document in draft.records:
        for place, name in numbered(("unique",), kind.unique):
            if column_of(kind, name) is None:
                document.unknown(place, "column", name, [column.id for column in kind.columns])


def dates_of_a_kind_are_date_columns(draft: Draft) -> None:
    """`date`, `valid_from` and `valid_to` name date columns, `date` also a loose one; `valid_to` needs `valid_from`."""
    for kind, document in draft.records:
        for key in ("date", "valid_from", "valid_to"):
            name: str | None = getattr(kind, key)
            if name is not None:
                _named_column((document, (key,)), kind, name, "date", *(("loose_date",) if key == "date" else ()))
        if kind.valid_to is not None and kind.valid_from is None:
            document.report(("valid_to",), "needs_column", record=kind.id, name="valid_from")


def columns_that_figures_need_are_required(draft: Draft) -> None:
    """The columns of `date`, `valid_from`, `body` and `unit` are required: a row without them would count nowhere.

    A loose date need not be: of some facts nobody knows when they were.
    """
    for kind, document in draft.records:
        for name in dict.fromkeys((kind.date, kind.valid_from, kind.body, kind.unit)):
            column = column_of(kind, name)
            if column is not None and not column.required and column.type != "loose_date":
                document.report(("columns", kind.columns.index(column)), "not_required", column=column.id)


def body_and_unit_are_columns_of_their_lists(draft: Draft) -> None:
    """`body` names a column that holds bodies, `unit` one that holds units."""
    for kind, document in draft.records:
        for key, name, codes in (("body", kind.body, BODIES), ("unit", kind.unit, UNITS)):
            if name is None:
                continue
            column = column_of(kind, name)
            _named_column((document, (key,)), kind, name, "code")
            if column is not None and column.type == "code" and column.codes != codes:
                document.report((key,), "wrong_list", column=name, expected=codes)


def forms_and_records_agree_on_the_unit(draft: Draft) -> None:
    """Where the cover names no unit each row does; else none does (FORMS.md 1)."""
    for kind, document in draft.records:
        for form in draft.forms_of(kind.id):
            if form.covers == "all" and kind.unit is None:
                document.report(("id",), "unit_missing", form=form.id)
            elif form.covers == "unit" and kind.unit is not None:
                document.report(("unit",), "unit_twice", form=form.id)


def odd_values_name_columns(draft: Draft) -> None:
    """Each says one thing that would be odd, of columns of the right type; `beyond` counts a kind that is in force."""
    kinds = {kind.id: kind for kind, _ in draft.records}
    for kind, document in draft.records:
        for number, odd in enumerate(kind.odd):
            place: Loc = ("odd", number)
            wanted = ((odd.same, "text"), (odd.on_one_day, "date"), (odd.beyond, "whole_number"))
            said = [(name, of_type) for name, of_type in wanted if name is not None]
            if len(said) != 1 or (odd.beyond is None) != (odd.of is None):
                document.report(place, "one_oddity")
            for name, of_type in said:
                _named_column((document, place), kind, name, of_type)
            if odd.of is not None and odd.of not in kinds:
                document.unknown(place, "record", odd.of, kinds)
            elif odd.of is not None and kinds[odd.of].valid_from is None:
                document.report(place, "needs_column", record=odd.of, what="valid_from")


def counts_given_up(present: Catalogue, changed: Catalogue) -> tuple[Problem, ...]:
    """Columns that count people in the present catalogue, and in a changed one no longer.

    Without `counts` a duty may be decided by the column; what the changed catalogue then flips would tell, question by
    question, each count that is withheld.
    """
    kinds = {kind.id: kind for kind in changed.records}
    return tuple(
        Problem(f"records/{kind.id}.yaml", 1, "counts_given_up", (("column", column.id),))
        for kind in present.records
        for column in kind.columns
        if column.counts is not None and kind.id in kinds
        for other in kinds[kind.id].columns
        if other.id == column.id and other.counts is None
    )


RULES = (
    record_files_are_called_after_their_id,
    columns_are_unique,
    columns_leave_the_tables_their_own,
    labels_of_columns_are_clear,
    code_columns_name_their_list,
    limits_of_numbers_name_numbers,
    limits_of_dates_name_dates,
    conditions_name_columns_and_codes,
    references_lead_to_a_text_of_the_same_form,
    unique_names_columns,
    dates_of_a_kind_are_date_columns,
    columns_that_figures_need_are_required,
    body_and_unit_are_columns_of_their_lists,
    forms_and_records_agree_on_the_unit,
    odd_values_name_columns,
)
