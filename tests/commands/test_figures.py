"""`rcat export`, `explain` and `catalogue`: the tables to the letter, the same bytes, the rows behind a figure."""

from __future__ import annotations

import csv
import json
import shutil
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pytest

from dashboard.cli import main
from dashboard.commands.catalogue import _status
from dashboard.commands.common import speak
from etl.figures.read_api import Figure
from indicators.loader import CATALOGUES
from tests.commands.forms import MEETINGS, hand_in_folder, meeting

VALUES = "indicator,area,period,numerator,denominator,unreported,value,value_high,status,provisional,as_of"
OBLIGATIONS = "indicator,qark,body,period,item,due_on,satisfied_on,state,still_owed,evidence"
TABLES = {"indicator_values", "obligations", "submissions", "indicators", "areas", "periods"}


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("handed_in")
    rows = [meeting("2009-02-10"), meeting("2009-03-20")]
    form = hand_in_folder(folder / "form", {"meetings": (MEETINGS, rows)})
    assert main(["submit", str(form), "--data", str(folder / "data")]) == 0
    return folder / "data"


@pytest.fixture
def data(handed_in: Path, tmp_path: Path) -> Path:
    """A data folder: Kukës met in the first quarter of 2009 only, and handed in after the semester."""
    return shutil.copytree(handed_in, tmp_path / "data", symlinks=True)


def exported(data: Path, out: Path, *more: str) -> dict[str, list[dict[str, str]]]:
    """The tables of an export."""
    assert main(["export", "--data", str(data), "--out", str(out), *more]) == 0
    found = {}
    for path in sorted(out.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as handle:
            found[path.stem] = list(csv.DictReader(handle))
    return found


def test_tables_have_the_columns_of_the_contract(data: Path, tmp_path: Path) -> None:
    found = exported(data, tmp_path / "out", "--as-of", "2009-07-15")
    assert set(found) == TABLES
    assert (tmp_path / "out" / "indicator_values.csv").read_text("utf-8").splitlines()[0] == VALUES
    assert (tmp_path / "out" / "obligations.csv").read_text("utf-8").splitlines()[0] == OBLIGATIONS
    assert len(found["areas"]) == 17
    assert len(found["periods"]) == 12 + 6 + 3 + 1
    # a quarterly indicator has 22 periods (two do), a half-yearly 10 (seven), the yearly one 4, what is owed once 4
    assert len(found["indicator_values"]) == 17 * (2 * 22 + 7 * 10 + 4 + 4)


def test_a_figure_by_hand(data: Path, tmp_path: Path) -> None:
    """Two meetings in the first quarter, none in the second, handed in on 10 July: 1 of 2; 1 of 24 in all."""
    rows = exported(data, tmp_path / "out", "--as-of", "2009-07-15")["indicator_values"]
    cells = {(row["indicator"], row["area"], row["period"]): row for row in rows}
    kukes = cells["regular-meetings", "AL-07", "2009-S1"]
    assert [kukes[name] for name in VALUES.split(",")[3:]] == [
        "1", "2", "0", "0.5", "0.5", "partly_met", "false", "2009-07-15",
    ]  # fmt: skip
    country = cells["regular-meetings", "AL", "2009-S1"]
    assert [country[name] for name in VALUES.split(",")[3:10]] == [
        "1", "24", "22", repr(1 / 24), repr(23 / 24), "not_met", "true",
    ]  # fmt: skip
    assert cells["regular-meetings", "AL-01", "2009-S1"]["value"] == ""
    assert cells["regular-meetings", "AL-01", "2009-S1"]["status"] == "no_data"


def test_twice_gives_the_same_bytes_and_so_does_a_rebuild(data: Path, tmp_path: Path) -> None:
    exported(data, tmp_path / "first")
    exported(data, tmp_path / "second")
    shutil.rmtree(data / "builds")
    (data / "rcat.duckdb").unlink()
    exported(data, tmp_path / "third")
    for path in (tmp_path / "first").iterdir():
        content = path.read_bytes()
        assert (tmp_path / "second" / path.name).read_bytes() == content
        assert (tmp_path / "third" / path.name).read_bytes() == content


def test_a_choice_keeps_only_what_is_chosen(data: Path, tmp_path: Path) -> None:
    chosen = ("--indicator", "regular-meetings", "--area", "AL-07", "--area", "AL", "--period", "2009-S1")
    found = exported(data, tmp_path / "out", *chosen)
    assert [(row["area"], row["period"]) for row in found["indicator_values"]] == [
        ("AL-07", "2009-S1"),
        ("AL", "2009-S1"),
    ]
    assert {row["period"] for row in found["obligations"]} == {"2009-Q1", "2009-Q2"}


def test_a_misspelt_indicator_gets_a_suggestion(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call = ["export", "--data", str(data), "--out", str(tmp_path / "out"), "--indicator", "regular-meeting"]
    assert main(call) == 2
    assert "Did you mean ‘regular-meetings’?" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_explain_says_what_moved_a_figure_between_two_days(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """On 1 July both quarters have fallen due, unreported; the sheet of 10 July has two meetings in the first alone."""
    call = ["explain", "regular-meetings", "AL-07", "2009-S1", "--data", str(data), "--as-of", "2009-07-15"]
    capsys.readouterr()
    assert main([*call, "--since", "2009-07-01", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["since"] == "2009-07-01"
    assert found["before"] == {"numerator": 0, "denominator": 2, "unreported": 2}
    assert found["change"] == {"numerator": 1, "denominator": 0, "unreported": -2}
    told = [(one["reason"], one["period"], one["before"], one["after"], one["submissions"]) for one in found["moves"]]
    assert told == [
        ("done", "2009-Q1", "no_data", "on_time", [1]),
        ("reported", "2009-Q2", "no_data", "missing", [1]),
    ]
    assert found["moves"][0]["why"]["en"] == "Was not reported; was done on 10 February 2009."
    assert main([*call, "--since", "2009-07-01"]) == 0
    text = capsys.readouterr().out
    assert "What changed since 1 July 2009" in text
    assert "Done: 0 → 1 (+1). Fallen due: 2 → 2 (0). Not reported: 2 → 0 (−2)." in text
    assert "+1 done, 0 due, −1 not reported" in text
    assert main([*call, "--since", "2009-07-15", "--lang", "sq"]) == 0
    assert "Asgjë." in capsys.readouterr().out
    assert main([*call, "--since", "gestern"]) == 2


def test_explain_opens_a_figure_down_to_the_row(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call = ["explain", "regular-meetings", "AL-07", "2009-S1", "--data", str(data), "--as-of", "2009-07-15", "--json"]
    capsys.readouterr()
    assert main(call) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["numerator"], found["denominator"], found["status"]) == (1, 2, "partly_met")
    first, second = found["obligations"]
    assert (first["state"], first["satisfied_on"]) == ("on_time", "2009-02-10")
    assert [(row["submission"], row["sheet"], row["row"]) for row in first["evidence"]] == [
        (1, "meetings", 2),
        (1, "meetings", 3),
    ]
    assert first["evidence"][0]["values"]["members_present"] == 9
    assert (second["state"], second["evidence"]) == ("missing", [])
    assert "30 June 2009" in second["needs"]["en"]
    assert "30 qershor 2009" in second["needs"]["sq"]


@pytest.mark.parametrize("as_of", ["2009-14-01", "yesterday"])
def test_an_impossible_date_is_one_line(data: Path, as_of: str, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["explain", "regular-meetings", "AL-07", "2009-S1", "--data", str(data), "--as-of", as_of]) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1


def test_a_damaged_database_is_rebuilt_and_says_so(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = exported(data, tmp_path / "before")
    (data / "rcat.duckdb").resolve().write_bytes(b"not a database")
    assert exported(data, tmp_path / "after") == before
    assert "rebuilt" in capsys.readouterr().err


def test_a_catalogue_that_gives_up_counting_people_is_not_tried(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without `counts`, the duty could ask for `participants: "3"`, and what flips would tell a withheld count."""
    changed = tmp_path / "changed"
    shutil.copytree(CATALOGUES / "rcat-2008-2010", changed)
    path = changed / "records" / "trainings.yaml"
    path.write_text(path.read_text("utf-8").replace("    counts: people\n", ""), "utf-8")
    capsys.readouterr()
    assert main(["catalogue", "diff", str(changed), "--data", str(data), "--as-of", "2009-07-15"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "participants" in said.err
    assert len(said.err.strip().splitlines()) == 1


def test_one_line_of_yaml_moves_the_target_of_meetings(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changed = tmp_path / "changed"
    shutil.copytree(CATALOGUES / "rcat-2008-2010", changed)
    path = changed / "indicators" / "regular-meetings.yaml"
    text = path.read_text("utf-8")
    assert text.count("at_least: 1") == 1
    path.write_text(text.replace("at_least: 1", "at_least: 3"), "utf-8")
    capsys.readouterr()
    assert main(["catalogue", "diff", str(changed), "--data", str(data), "--as-of", "2009-07-15"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "Regular meetings held, Kukës, semester 1 of 2009: partly met 1/2 → not met 0/2" in lines


def test_a_status_without_a_figure_shows_no_share_of_nought() -> None:
    unknown = Figure("i", "a", "2009", 0, 1, 1, None, None, "no_data", provisional=False, as_of=date(2009, 7, 15))
    say = speak("en").say
    assert _status(unknown, speak("en")) == f"{say('status.no_data')} ?/1"
    not_due = replace(unknown, denominator=0, unreported=0, status="not_due")
    assert _status(not_due, speak("en")) == say("status.not_due")
    known = replace(unknown, unreported=0, value=0.0, value_high=0.0, status="not_met")
    assert _status(known, speak("en")) == f"{say('status.not_met')} 0/1"


def test_the_database_carries_the_tables_of_the_export_for_other_programs(data: Path, tmp_path: Path) -> None:
    found = exported(data, tmp_path / "out")
    with closing(duckdb.connect(str(data / "rcat.duckdb"), read_only=True)) as opened:
        for name, rows in found.items():
            described = opened.execute(f'SELECT * FROM "{name}"').description or ()
            counted = opened.execute(f'SELECT COUNT(*) FROM "{name}"').fetchone()
            assert [column[0] for column in described] == list(rows[0])
            assert counted == (len(rows),)


def test_a_folder_of_catalogues_is_taken_by_diff_as_by_check(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["catalogue", "check", str(CATALOGUES)]) == 0
    assert main(["catalogue", "diff", str(CATALOGUES), "--data", str(data)]) == 0
    assert "0 statuses would flip." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("code", "order"),
    [("sq", ["Cerrik", "Çorovodë", "Durrës i Ri", "Dhërmi", "Zall"]),
     ("en", ["Cerrik", "Çorovodë", "Dhërmi", "Durrës i Ri", "Zall"])],
)  # fmt: skip
def test_items_stand_in_the_reader_s_alphabet(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], code: str, order: list[str]
) -> None:
    names = ("Zall", "Dhërmi", "Cerrik", "Durrës i Ri", "Çorovodë")
    rows = [{"community": name, "municipality": "Kukës", "identified_on": "2008-03-01"} for name in names]
    columns = ("community", "municipality", "identified_on", "basis")
    form = hand_in_folder(tmp_path / "form", {"vulnerable_communities": (columns, rows)})
    assert main(["submit", str(form), "--data", str(tmp_path / "data")]) == 0
    capsys.readouterr()
    asked = ["explain", "community-programmes", "AL-07", "2009-S1", "--lang", code]
    assert main([*asked, "--data", str(tmp_path / "data")]) == 0
    told = [line for line in capsys.readouterr().out.splitlines() if any(f", {name}:" in line for name in order)]
    assert [next(name for name in order if f", {name}:" in line) for line in told] == order
