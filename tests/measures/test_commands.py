"""`rcat` and measures: explain, catalogue show, catalogue check, on a programme that stands among the shipped ones."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dashboard.cli import main
from indicators.model import Catalogue

DAY = "2009-01-31"


@pytest.fixture
def run(tmp_path: Path, shipped: Catalogue, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Options that every call takes; the programme is found where the commands look for programmes."""
    catalogues = tmp_path / "catalogue"
    for module in ("common", "catalogue"):
        monkeypatch.setattr(f"dashboard.commands.{module}.CATALOGUES", catalogues)
    monkeypatch.setattr("dashboard.commands.common.programmes", lambda: ("sound",))
    (tmp_path / "data").mkdir()
    return ["--programme", shipped.programme.id, "--data", str(tmp_path / "data")]


def test_explain_says_each_value_and_its_rows(run: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "guests-by-origin", "T-1", "all", "--as-of", DAY, *run]) == 0
    said = capsys.readouterr().out
    said = said.replace("\N{NO-BREAK SPACE}", " ")
    assert "Guests by origin, First town, Spring fair, From far (Foreign): over 60 % (percent of the guests)." in said
    assert "Source: Yearbook, page 4." in said
    assert "sheet Guests, row 3: Fair: Spring fair; Who: Foreign; Percentage: 60; Exactness: Over" in said
    assert said.count("no data") == 2


@pytest.mark.parametrize("point", ["spring", "Spring fair", "panairi i pranveres"])
def test_explain_one_point_as_json(run: list[str], capsys: pytest.CaptureFixture[str], point: str) -> None:
    assert main(["explain", "guests-by-origin", "coast", point, "--as-of", DAY, "--json", *run]) == 0
    found = json.loads(capsys.readouterr().out)
    values = [(one["area"], one["lane"], one["value"], one["bound"], one["status"]) for one in found["values"]]
    assert values == [
        ("T-1", "near", 13.5, "exact", "known"), ("T-1", "far", 60.0, "lower", "known"),
        ("T-2", "near", None, "exact", "no_data"), ("T-2", "far", None, "exact", "no_data"),
    ]  # fmt: skip
    first = found["values"][0]
    assert first["evidence"][0]["values"]["percentage"] == 13.5
    assert first["stated_in"] == {"en": "Yearbook, page 4", "sq": "Yearbook, page 4"}
    assert first["first_day"] == "2004-05-01"


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (("guests-by-origine", "T-1", "all"), "guests-by-origin"),
        (("guests-by-origin", "T-9", "all"), "Did you mean ‘T-"),
        (("guests-by-origin", "T-1", "sprung"), "spring"),
    ],
)
def test_explain_suggests_what_was_meant(
    run: list[str], capsys: pytest.CaptureFixture[str], names: tuple[str, ...], said: str
) -> None:
    assert main(["explain", *names, "--as-of", DAY, *run]) == 2
    assert said in capsys.readouterr().err


def test_nothing_was_known_yet(run: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "guests-by-origin", "T-1", "all", "--as-of", "2008-01-31", *run]) == 0
    assert "Nothing of it was known on that day." in capsys.readouterr().out


@pytest.mark.parametrize("code", ["en", "sq"])
def test_reference_sheet_of_a_measure(run: list[str], capsys: pytest.CaptureFixture[str], code: str) -> None:
    assert main(["catalogue", "show", "foreign-share", "--lang", code, *run]) == 0
    said = capsys.readouterr().out
    assert {"en": "Share of foreign guests", "sq": "Pjesa e mysafirëve të huaj"}[code] in said
    assert {"en": "Who came.", "sq": "Kush erdhi."}[code] in said


def test_catalogue_in_order_counts_its_measures(run: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["catalogue", "check", *run, str(Path(__file__).parent.parent / "catalogue" / "sound")]) == 0
    assert "2 measures" in capsys.readouterr().out


def test_reference_sheets_to_print_hold_the_measures(run: list[str], tmp_path: Path) -> None:
    for chosen in ([], ["foreign-share"], ["regular-visits"]):
        assert main(["catalogue", "show", *chosen, "--out", str(tmp_path / "sheets.pdf"), *run]) == 0
        assert (tmp_path / "sheets.pdf").read_bytes().startswith(b"%PDF")
