"""`rcat report` and `rcat catalogue show --out`: what they write, and the one line that they say when they cannot."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from docx import Document

from dashboard.cli import main
from dashboard.commands.common import speak

COVER = "field,value\nform,committee\nqark,Kukës\nperiod,2009-S1\nsubmitted_on,2009-07-10\nprepared_by,Prefecture\n"
MEETINGS = "body,held_on,members_present\nrcat,2009-02-10,9\n"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kukes")
    (folder / "cover.csv").write_text(COVER, "utf-8")
    (folder / "meetings.csv").write_text(MEETINGS, "utf-8")
    kept = tmp_path_factory.mktemp("data")
    assert main(["submit", str(folder), "--data", str(kept)]) == 0
    return kept


def write(data: Path, out: Path, *more: str) -> int:
    return main(["report", "--data", str(data), "--qark", "kukes", "--period", "2009-S1", "--out", str(out), *more])


def test_the_ending_chooses_what_is_written(data: Path, tmp_path: Path) -> None:
    assert write(data, tmp_path / "report.docx") == 0
    assert write(data, tmp_path / "card.PDF", "--lang", "sq") == 0
    opened = Document(BytesIO((tmp_path / "report.docx").read_bytes()))
    assert opened.core_properties.title == "Bi-annual report: Kukës, semester 1 of 2009"
    assert (tmp_path / "card.PDF").read_bytes().startswith(b"%PDF-")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["card.PDF", "report.docx"]


def test_the_as_of_date_is_obeyed(data: Path, tmp_path: Path) -> None:
    assert write(data, tmp_path / "then.docx", "--as-of", "2009-07-01") == 0
    said = [one.text for one in Document(BytesIO((tmp_path / "then.docx").read_bytes())).paragraphs]
    assert "As known on 1 July 2009" in said
    assert "No form has been handed in for this period." in said


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        (["--out", "report.odt"], "report.odt"),
        (["--out", "report"], ".docx, .pdf"),
        (["--period", "2009"], "2009-S"),
        (["--qark", "Kuks"], "Kukës"),
        (["--as-of", "yesterday"], "yesterday"),
    ],
    ids=["unknown-ending", "no-ending", "no-hand-in-period", "misspelt-qark", "no-date"],
)
def test_a_fault_is_one_line(
    more: list[str], fault: str, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert write(data, tmp_path / "report.docx", *more) == 2
    said = capsys.readouterr().err
    assert fault in said
    assert len(said.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_missing_libraries_are_said_with_the_remedy(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("etl.outputs.reports.find_spec", lambda _name: None)
    for name in ("report.docx", "card.pdf"):
        assert write(data, tmp_path / name) == 2
        assert capsys.readouterr().err == speak("en").say("fault.no_reports") + "\n"
    assert list(tmp_path.iterdir()) == []


def test_a_folder_in_the_way_leaves_nothing_behind(data: Path, tmp_path: Path) -> None:
    (tmp_path / "report.docx").mkdir()
    assert write(data, tmp_path / "report.docx") == 2
    assert [path.name for path in tmp_path.iterdir()] == ["report.docx"]


def test_reference_sheets_of_all_or_of_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    everything, one = tmp_path / "all.pdf", tmp_path / "one.pdf"
    assert main(["catalogue", "show", "--out", str(everything)]) == 0
    assert main(["catalogue", "show", "regular-meetings", "--out", str(one), "--lang", "sq"]) == 0
    assert one.stat().st_size < everything.stat().st_size
    assert main(["catalogue", "show", "--out", str(tmp_path / "sheets.docx")]) == 2
    assert ".pdf" in capsys.readouterr().err
