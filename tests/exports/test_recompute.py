"""`recompute.sql` rebuilds `indicator_values` from the package's own records, in every cell, whatever was chosen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from etl.figures.opened import figures_of
from etl.figures.read_api import Figures
from etl.outputs.exports.export import Choice, write_export
from tests import oracle
from tests.exports.folders import exported, read, recomputed
from tests.ledger.bridge import SHIPPED, catalogue, kept
from tests.oracle.build import committee, day, meeting, register, report, seat, training
from tests.strategies import World, drawn, worlds

TODAY = date(2026, 1, 1)


def world_figures(world: World) -> Figures:
    return figures_of(kept(world.submissions), catalogue(world.programme, world.indicators), TODAY)


def assert_recomputes(figures: Figures, choice: Choice) -> None:
    with TemporaryDirectory() as folder:
        write_export(Path(folder), figures, choice, "package")
        assert recomputed(Path(folder)) == exported(Path(folder))


@given(worlds(), st.data())
@settings(max_examples=drawn(2))
def test_random_worlds_recompute_on_three_days(world: World, data: st.DataObject) -> None:
    figures = world_figures(world)
    another = data.draw(st.dates(world.programme.start, world.programme.end + timedelta(days=400)))
    for as_of in (world.as_of, figures.default_as_of, another):
        assert_recomputes(figures, Choice(as_of))


def strategy_figures(submissions: Sequence[oracle.Submission]) -> Figures:
    return figures_of(kept(submissions), SHIPPED, TODAY)


SUBMISSIONS = (
    committee(1, "2009-S1", "2009-07-05", meetings=[meeting("2009-02-11")], members=[seat("police", "2008-02-01")]),
    committee(2, "2009-S2", "2010-01-09", meetings=[], trainings=[training("2009-11-03"), training("2009-11-04")]),
    committee(3, "2009-S1", "2009-09-05", meetings=[meeting("2009-02-11"), meeting("2009-05-12")]),
    register(4, "2009-S1", "2009-08-02", report("2009-07-20"), report("2009-07-30", qark="AL-12")),
)


def test_what_is_chosen_narrows_the_tables_but_never_what_they_are_computed_from(tmp_path: Path) -> None:
    figures = strategy_figures(SUBMISSIONS)
    choice = Choice(day("2010-02-01"), ("regular-meetings", "reports-received"), ("AL-01", "southern"), ("2009", "all"))
    write_export(tmp_path, figures, choice, "package")
    assert len(read(tmp_path / "indicator_values.csv")) == 2 * 2 * 2
    assert recomputed(tmp_path) == exported(tmp_path)
    whole = tmp_path / "whole"
    write_export(whole, figures, Choice(choice.as_of), "package")
    for name in ("submissions.csv", "records/meetings.csv", "records/reports.csv"):
        assert (tmp_path / name).read_bytes() == (whole / name).read_bytes()


def test_records_are_those_that_speak_and_submissions_are_all(tmp_path: Path) -> None:
    """Submission 3 took the place of 1's meetings, and said nothing of its members; 2 came after the day."""
    write_export(tmp_path, strategy_figures(SUBMISSIONS), Choice(day("2009-12-31")), "package")
    meetings = read(tmp_path / "records" / "meetings.csv")
    assert [(row["submission"], row["sheet"], row["row"]) for row in meetings] == [
        ("3", "meetings", "2"),
        ("3", "meetings", "3"),
    ]
    assert [row["submission"] for row in read(tmp_path / "records" / "members.csv")] == ["1"]
    assert [row["submission"] for row in read(tmp_path / "submissions.csv")] == ["1", "3", "4"]
    assert read(tmp_path / "records" / "trainings.csv") == []


def test_text_that_a_reader_could_stumble_over_recomputes(tmp_path: Path) -> None:
    """Quotes, separators, NULL and what begins like a formula: items stand in the file as they were handed in."""
    odd = ['=1+1, "quoted"', "NULL", "Qendra ‘Ëndrra’; Çlirimi", "-"]
    members = [seat("npo", "2008-02-01", organisation=name) for name in odd]
    trained = [training("2009-03-03", "npo", name) for name in odd[:2]]
    figures = strategy_figures([committee(1, "2009-S1", "2009-07-05", members=members, trainings=trained)])
    write_export(tmp_path, figures, Choice(day("2009-08-01")), "package")
    assert recomputed(tmp_path) == exported(tmp_path)
    items = {row["item"] for row in read(tmp_path / "obligations.csv") if row["indicator"] == "training-coverage"}
    assert {f"npo|{name}" for name in odd} <= items
