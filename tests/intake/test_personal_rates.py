"""How often personal data is missed, and how often something else is taken for it: over collections of texts.

`known.csv` stood beside whoever wrote the patterns; all of it must come out right. All values are made up.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from etl.intake.personal.recognised import personal_kind, worth_a_look

FOLDER = Path(__file__).parent / "personal"
DOCUMENT = Path(__file__).resolve().parents[2] / "etl" / "intake" / "PERSONAL_DATA.md"


def texts(name: str, expect: str) -> list[str]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return [row["text"] for row in csv.DictReader(file) if row["expect"] == expect]


def found(text: str) -> str | None:
    return personal_kind(text) if worth_a_look(text) else None


@pytest.mark.parametrize("text", texts("known.csv", "refuse"))
def test_a_known_spelling_is_found(text: str) -> None:
    assert found(text) is not None


@pytest.mark.parametrize("text", texts("known.csv", "accept"))
def test_a_known_harmless_text_passes(text: str) -> None:
    assert personal_kind(text) is None


@pytest.mark.parametrize("name", ["typed.csv", "typed_again.csv"])
def test_the_rates_are_those_that_are_documented(name: str) -> None:
    """What somebody typed who had not seen the patterns."""
    bad, good = texts(name, "refuse"), texts(name, "accept")
    missed = sum(found(text) is None for text in bad) / len(bad)
    refused = sum(found(text) is not None for text in good) / len(good)
    (line,) = [one for one in DOCUMENT.read_text("utf-8").splitlines() if one.startswith(f"| `{name}`")]
    cells = [cell.strip() for cell in line.strip("|").split("|")]
    assert cells[1:3] == [str(len(bad)), str(len(good))]
    assert cells[-2:] == [f"{missed:.1%}".replace("%", " %"), f"{refused:.1%}".replace("%", " %")]
    assert (missed, refused) <= (0.02, 0.005)
