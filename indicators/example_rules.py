"""Rules on worked examples: what they hand in could be handed in, what they expect could be a figure."""

from __future__ import annotations

from collections.abc import Iterator

from indicators.document import Document, Loc
from indicators.draft import Draft, column_of, report_value
from indicators.model import ExampleSubmission, ExpectedFigure, Indicator, RecordKind
from indicators.periods import touching


def _submissions(draft: Draft) -> Iterator[tuple[Document, Loc, ExampleSubmission]]:
    for indicator, document in draft.indicators:
        for number, example in enumerate(indicator.examples):
            for place, submission in enumerate(example.submissions):
                yield document, ("examples", number, "submissions", place), submission


def _figures(draft: Draft) -> Iterator[tuple[Indicator, Document, Loc, ExpectedFigure]]:
    for indicator, document in draft.indicators:
        for number, example in enumerate(indicator.examples):
            for place, figure in enumerate(example.expect):
                yield indicator, document, ("examples", number, "expect", place), figure


def _sheets(draft: Draft) -> Iterator[tuple[Document, Loc, RecordKind, tuple[dict[str, str], ...]]]:
    for document, loc, submission in _submissions(draft):
        for name, rows in submission.sheets.items():
            kind = draft.kind(name)
            if kind is not None:
                yield document, (*loc, "sheets", name), kind, rows


def examples_name_forms_and_their_sheets(draft: Draft) -> None:
    """An example's submission is one of the forms, with sheets of that form."""
    forms = {form.id: form for form in draft.programme.forms}
    for document, loc, submission in _submissions(draft):
        if submission.form not in forms:
            document.unknown((*loc, "form"), "form", submission.form, forms)
            continue
        known = forms[submission.form].records
        for name in submission.sheets:
            if name not in known:
                document.unknown((*loc, "sheets", name), "record", name, known)


def examples_name_units(draft: Draft) -> None:
    """An example's submission names one of the units where its form covers one, and none where it covers all."""
    covers = {form.id: form.covers for form in draft.programme.forms}
    for document, loc, submission in _submissions(draft):
        wanted = covers.get(submission.form)
        if wanted == "all" and submission.unit is not None:
            document.report((*loc, "unit"), "unit_twice", form=submission.form)
        elif wanted == "unit" and submission.unit is None:
            document.report(loc, "missing_key", key="unit")
        elif submission.unit is not None and submission.unit not in draft.unit_names:
            document.unknown((*loc, "unit"), "area", submission.unit, draft.unit_names)


def examples_are_handed_in_for_a_period(draft: Draft) -> None:
    """An example's submission is for one of the programme's hand-in periods."""
    span = draft.programme.span
    known = [one.code for one in touching(span.start, span.end, draft.programme.submission_period)]
    for document, loc, submission in _submissions(draft):
        if submission.period not in known:
            document.unknown((*loc, "period"), "period", submission.period, known)


def examples_fill_columns(draft: Draft) -> None:
    """An example's cells stand in columns of the record kind, those that are required among them."""
    for document, loc, kind, rows in _sheets(draft):
        for number, row in enumerate(rows):
            for name in row:
                if column_of(kind, name) is None:
                    document.unknown((*loc, number, name), "column", name, [column.id for column in kind.columns])
            for column in kind.columns:
                if column.required and column.id not in row:
                    document.report((*loc, number), "missing_key", key=column.id)


def examples_hold_values_of_their_columns(draft: Draft) -> None:
    """An example's cells hold codes of their list, dates as 2009-12-31 and plain whole numbers."""
    for document, loc, kind, rows in _sheets(draft):
        for number, row in enumerate(rows):
            for name, value in row.items():
                column = column_of(kind, name)
                if column is not None:
                    report_value(draft, (document, (*loc, number, name)), column, value)


def expected_figures_exist(draft: Draft) -> None:
    """An expected figure is of an area of the programme and a period that the indicator has figures for."""
    areas = draft.programme.areas
    known = [*draft.unit_names, *(group.id for group in areas.groups), areas.whole.id]
    for indicator, document, loc, figure in _figures(draft):
        if figure.area not in known:
            document.unknown((*loc, "area"), "area", figure.area, known)
        periods = draft.figure_periods(indicator)
        if figure.period not in periods:
            document.unknown((*loc, "period"), "period", figure.period, periods)


def expected_figures_are_possible(draft: Draft) -> None:
    """What is done and what is unreported are together not more than what has fallen due (FIGURES.md 5)."""
    for _, document, loc, figure in _figures(draft):
        if min(figure.numerator, figure.unreported) < 0 or figure.numerator + figure.unreported > figure.denominator:
            document.report(loc, "figure_impossible")


RULES = (
    examples_name_forms_and_their_sheets,
    examples_name_units,
    examples_are_handed_in_for_a_period,
    examples_fill_columns,
    examples_hold_values_of_their_columns,
    expected_figures_exist,
    expected_figures_are_possible,
)
