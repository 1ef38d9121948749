"""How often personal data is missed, and how often something else is taken for it: over collections of texts.

`known.csv` stood beside whoever wrote the patterns; all of it must come out right. All values are made up.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from etl.intake.personal import personal_kind, worth_a_look

FOLDER = Path(__file__).parent / "personal"


def texts(name: str, expect: str) -> list[str]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return [row["text"] for row in csv.DictReader(file) if row["expect"] == expect]


@pytest.mark.parametrize("text", texts("known.csv", "refuse"))
def test_a_known_spelling_is_found(text: str) -> None:
    assert personal_kind(text) is not None
    assert worth_a_look(text)


@pytest.mark.parametrize("text", texts("known.csv", "accept"))
def test_a_known_harmless_text_passes(text: str) -> None:
    assert personal_kind(text) is None
