"""Worked examples, run: what an example hands in goes through the engine of every figure, and must give its figures."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from etl.figures.choice import Choice
from etl.figures.opened import figures_of
from etl.figures.read_api import Figure
from etl.store.store import Kept
from indicators.document import Problem, read_document
from indicators.model import Catalogue, Example, ExampleSubmission, Indicator, RecordKind
from indicators.model import ExpectedFigure as ExpectedFigure  # noqa: PLC0414 - half of what `run_example` gives

FIRST_ROW = 2  # the header is row 1


def run_example(
    example: Example, indicator: Indicator, catalogue: Catalogue
) -> tuple[tuple[ExpectedFigure, Figure], ...]:
    """Hand in what an example hands in, and compute its figures as of its day.

    Returns:
        Each figure that the example expects, beside the one that was computed.

    Raises:
        KeyError: The example expects a figure that the indicator does not have; the catalogue's rules refuse that.
    """
    narrowed = catalogue.model_copy(update={"indicators": (indicator,)})
    kept = [_kept(number, one, catalogue) for number, one in enumerate(example.submissions, 1)]
    figures = figures_of(kept, narrowed, example.as_of)
    computed = {(one.area, one.period): one for one in figures.values(Choice(example.as_of))}
    figures.close()
    return tuple((one, computed[one.area, one.period]) for one in example.expect)


def wrong_examples(catalogue: Catalogue, folder: Path) -> tuple[Problem, ...]:
    """Every figure that a worked example expects and the engine does not give, at its line of the catalogue.

    Args:
        catalogue: A catalogue without problems.
        folder: Where it was read.
    """
    return tuple(problem for one in catalogue.indicators for problem in _wrong_examples_of(one, catalogue, folder))


def _wrong_examples_of(indicator: Indicator, catalogue: Catalogue, folder: Path) -> list[Problem]:
    name = f"indicators/{indicator.id}.yaml"
    document = read_document(folder / name, name)
    for number, example in enumerate(indicator.examples):
        for place, (expected, figure) in enumerate(run_example(example, indicator, catalogue)):
            for field, value in expected:
                computed = getattr(figure, field)
                if computed != value:
                    loc = ("examples", number, "expect", place, field)
                    document.report(loc, "example_wrong", field=field, expected=value, computed=computed)
    return document.problems


def _kept(number: int, written: ExampleSubmission, catalogue: Catalogue) -> Kept:
    """A submission of an example as the store would keep it."""
    return Kept(
        submission=number,
        sha256=f"{number:064x}",
        form=written.form,
        qark=written.unit,
        period=written.period,
        submitted_on=written.submitted_on,
        received_at=f"{written.submitted_on.isoformat()}T00:00:00+00:00",
        demonstration=False,
        rejected={},
        sheets={
            name: {"sheet": name, "rows": [[row, _typed(catalogue.record(name), cells)] for row, cells in
                                           enumerate(rows, FIRST_ROW)]}
            for name, rows in written.sheets.items()
        },
        findings=(),
    )  # fmt: skip


def _typed(kind: RecordKind, cells: Mapping[str, str]) -> dict[str, Any]:
    """An example's row with every column of its kind: numbers as such, codes and days as they are written."""
    numbers = {"whole_number": int, "number": float}
    return {
        column.id: numbers[column.type](cells[column.id])
        if column.type in numbers and column.id in cells
        else cells.get(column.id)
        for column in kind.columns
    }
