"""Every worked example of the shipped catalogue, read by the oracle: the arithmetic is right before any engine runs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal

import pytest

from indicators.loader import CATALOGUES, load
from indicators.model import Example, ExampleSubmission, ExpectedFigure, Indicator, RecordKind
from tests.oracle import STRATEGY, Row, Submission, Value, indicator_values, strategy_indicator

CATALOGUE = load(CATALOGUES / "rcat-2008-2010")
KINDS = {kind.id: kind for kind in CATALOGUE.records}
EXAMPLES = [
    pytest.param(indicator, example, id=f"{indicator.id}-{number}")
    for indicator in CATALOGUE.indicators
    for number, example in enumerate(indicator.examples, 1)
]


def typed_cell(kind: RecordKind, column: str, text: str | None) -> Value:
    if text is None:
        return None
    column_type = kind.column(column).type
    if column_type == "date":
        return date.fromisoformat(text)
    return int(text) if column_type == "whole_number" else text


def typed_row(kind: RecordKind, number: int, written: Mapping[str, str]) -> Row:
    values = {column.id: typed_cell(kind, column.id, written.get(column.id)) for column in kind.columns}
    return Row(number, values)


def handed_in(number: int, written: ExampleSubmission) -> Submission:
    sheets = {
        name: tuple(typed_row(KINDS[name], row, cells) for row, cells in enumerate(rows, 2))
        for name, rows in written.sheets.items()
    }
    form: Literal["committee", "register"] = "committee" if written.form == "committee" else "register"
    return Submission(number, form, written.unit, written.period, written.submitted_on, sheets)


def as_expected(figure: Mapping[str, object], expected: ExpectedFigure) -> ExpectedFigure:
    return ExpectedFigure.model_validate({name: figure[name] for name in type(expected).model_fields})


@pytest.mark.parametrize(("indicator", "example"), EXAMPLES)
def test_example_gives_the_figure_it_says(indicator: Indicator, example: Example) -> None:
    submissions = [handed_in(number, written) for number, written in enumerate(example.submissions, 1)]
    computed = {
        (figure["area"], figure["period"]): figure
        for figure in indicator_values(STRATEGY, [strategy_indicator(indicator.id)], submissions, example.as_of)
    }
    found = tuple(as_expected(computed[one.area, one.period], one) for one in example.expect)
    assert found == example.expect


@pytest.mark.parametrize(("indicator", "example"), EXAMPLES)
def test_example_could_be_handed_in(indicator: Indicator, example: Example) -> None:
    """Forms, section 2: no record is dated after its hand-in; and every hand-in is known on the as-of date."""
    for submission in example.submissions:
        assert submission.submitted_on <= example.as_of, indicator.id
        for name, rows in submission.sheets.items():
            kind = KINDS[name]
            for cells in rows:
                own_date = cells.get(kind.date or "")
                assert own_date is None or date.fromisoformat(own_date) <= submission.submitted_on
