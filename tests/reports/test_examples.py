"""Every worked example of the shipped catalogue, run by the engine that computes all figures."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from dashboard.cli import main
from etl.figures.read_api import Figure
from etl.figures.worked_examples import run_example
from indicators.loader import CATALOGUES, load, programmes
from indicators.model import Catalogue, Example, ExpectedFigure, Indicator

SHIPPED = [load(CATALOGUES / name) for name in programmes()]
EXAMPLES = [
    pytest.param(catalogue, indicator, example, id=f"{catalogue.programme.id}-{indicator.id}-{number}")
    for catalogue in SHIPPED
    for indicator in catalogue.indicators
    for number, example in enumerate(indicator.examples, 1)
]


def agrees(expected: ExpectedFigure, figure: Figure) -> bool:
    return all(getattr(figure, name) == value for name, value in expected)


@pytest.mark.parametrize(("catalogue", "indicator", "example"), EXAMPLES)
def test_example_gives_its_figures(catalogue: Catalogue, indicator: Indicator, example: Example) -> None:
    ran = run_example(example, indicator, catalogue)
    assert [expected for expected, _ in ran] == list(example.expect)
    assert [figure for expected, figure in ran if not agrees(expected, figure)] == []


def test_wrong_expectation_is_noticed() -> None:
    catalogue = next(one for one in SHIPPED if one.indicators)
    indicator = catalogue.indicators[0]
    example = indicator.examples[0]
    wrong = tuple(one.model_copy(update={"numerator": one.numerator + 1}) for one in example.expect)
    ran = run_example(example.model_copy(update={"expect": wrong}), indicator, catalogue)
    assert not any(agrees(expected, figure) for expected, figure in ran)


SOUND = Path(__file__).parents[1] / "catalogue" / "sound"


def test_catalogue_check_runs_the_examples(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "own"
    shutil.copytree(SOUND, folder)
    assert main(["catalogue", "check", str(folder)]) == 0
    path = folder / "indicators" / "regular-visits.yaml"
    text, right = path.read_text("utf-8"), "numerator: 1, denominator: 2, unreported: 0, status: partly_met"
    assert text.count(right) == 1
    path.write_text(text.replace(right, right.replace("numerator: 1", "numerator: 2")), "utf-8")
    capsys.readouterr()
    assert main(["catalogue", "check", str(folder)]) == 1
    line = text[: text.index(right)].count("\n") + 1
    said = (
        f"indicators/regular-visits.yaml:{line}: The example expects ‘numerator: 2’, but from what it hands in the "
        "definition gives 1. Correct the example, or the definition."
    )
    assert capsys.readouterr().out.splitlines() == [said, "1 problem."]
