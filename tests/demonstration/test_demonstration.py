"""The demonstration data has the variety of life, keeps the forms' rules, and is the same on every run."""

import hashlib
import random
import re
from collections import Counter
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest

from etl.demonstration import write_demonstration
from etl.demonstration.draw import Draw
from etl.demonstration.hand_ins import HandIn
from etl.demonstration.history import Event
from etl.demonstration.plan import Plan
from indicators.model import Catalogue
from indicators.periods import parse
from indicators.schedule import hand_in_periods
from tests.demonstration.conftest import Histories

Drawn = tuple[HandIn, ...]


def fingerprint(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def of(drawn: Drawn, unit: str | None, period: str) -> list[HandIn]:
    return [one for one in drawn if (one.unit, one.period) == (unit, period)]


def days_late(one: HandIn) -> int:
    return (one.on - parse(one.period).end).days


# --- a full set


def test_every_unit_but_the_silent_one_and_every_semester_are_there(catalogue: Catalogue, drawn: Drawn) -> None:
    units = {unit.id for unit in catalogue.programme.areas.units}
    periods = {period.code for period in hand_in_periods(catalogue)}
    by_committees = [one for one in drawn if one.unit]
    assert len(units - {one.unit for one in by_committees}) == 1, "one committee never reports"
    assert {one.period for one in by_committees} == periods
    assert {one.period for one in drawn if one.unit is None} == periods, "a register for every semester"
    for period in periods:
        assert len({one.unit for one in by_committees if one.period == period}) >= 8


def test_every_record_kind_is_handed_in_with_rows(catalogue: Catalogue, drawn: Drawn) -> None:
    rows: Counter[str] = Counter()
    for one in drawn:
        rows.update({kind: len(several) for kind, several in one.rows.items()})
    assert {kind.id for kind in catalogue.records if rows[kind.id] < 50} == set()


def test_workbooks_folders_and_zips_in_both_languages(written: list[Path], drawn: Drawn) -> None:
    assert {(one.shape.write, one.shape.language) for one in drawn} == {
        ("workbook", "sq"), ("workbook", "en"), ("folder", "sq"), ("folder", "en"), ("zip", "sq"),
    }  # fmt: skip
    kinds = Counter(path.suffix for path in written)
    assert kinds[".xlsx"] > 60
    assert kinds[""] > 5
    assert kinds[".zip"] > 3


# --- the variety of life


def test_most_hand_ins_come_within_forty_days_and_some_much_later(drawn: Drawn) -> None:
    first: dict[tuple[str, str], int] = {}
    for one in drawn:
        if one.unit:
            first.setdefault((one.unit, one.period), days_late(one))
    in_time = [days for days in first.values() if 0 < days <= 40]
    assert len(in_time) > len(first) * 0.6
    assert any(days > 60 for days in first.values())
    assert any(days <= 0 for days in first.values()), "handed in before the semester's end"


def test_semesters_without_a_hand_in(catalogue: Catalogue, drawn: Drawn) -> None:
    possible = len(catalogue.programme.areas.units) * len(hand_in_periods(catalogue))
    handed_in = {(one.unit, one.period) for one in drawn if one.unit}
    assert 6 < possible - len(handed_in) < possible / 3


def test_corrections_hold_more_than_what_they_correct(drawn: Drawn) -> None:
    pairs = [of(drawn, unit, period) for unit, period in {(one.unit, one.period) for one in drawn if one.unit}]
    corrected = [(found[0], found[-1]) for found in pairs if len(found) > 1]
    assert len(corrected) >= 8
    assert all(one.on < other.on for one, other in corrected)
    more = [sum(map(len, other.rows.values())) > sum(map(len, one.rows.values())) for one, other in corrected]
    assert sum(more) > len(more) / 2


def test_sheets_left_out_and_sheets_left_empty(catalogue: Catalogue, drawn: Drawn) -> None:
    left_out = Counter(
        name for one in drawn if one.unit for name in catalogue.form(one.form.id).records if name not in one.rows
    )
    empty = Counter(name for one in drawn for name, rows in one.rows.items() if not rows)
    assert sum(left_out.values()) > 5
    assert len(left_out) > 2
    assert sum(empty.values()) > 10


def test_late_reports_and_reports_that_never_came(catalogue: Catalogue, histories: Histories) -> None:
    events = [event for one in histories.values() for event in one["reports"]]
    activity = [event for event in events if event.values["kind"] == "activity_report"]
    late = [event for event in activity if event.on > parse(event.period).end + timedelta(days=30)]
    owed = len(histories) * len(hand_in_periods(catalogue))
    assert len(late) > 10
    assert 6 < owed - len(activity) < owed / 2


def test_register_comes_again_with_the_reports_that_came_late(drawn: Drawn, catalogue: Catalogue) -> None:
    for period in hand_in_periods(catalogue):
        first, second = of(drawn, None, period.code)
        assert first.on < second.on
        assert len(first.rows["reports"]) < len(second.rows["reports"])
        assert all(isinstance(day := row["received_on"], date) and day <= first.on for row in first.rows["reports"])


def test_terms_of_reference_expire_and_some_are_renewed(histories: Histories) -> None:
    expired, renewed = 0, 0
    for one in histories.values():
        terms = one["terms_of_reference"]
        for event in terms:
            end = event.values.get("valid_until")
            if isinstance(end, date) and end < date(2010, 12, 31):
                expired += 1
                same_body = [other for other in terms if other.values["body"] == event.values["body"]]
                renewed += any(other.on > end for other in same_body)
    assert expired > renewed > 2


def test_joint_sittings_are_minuted_once_for_each_body(histories: Histories) -> None:
    joint = [
        (unit, day)
        for unit, one in histories.items()
        for day, count in Counter(event.on for event in one["meetings"]).items()
        if count == 2
    ]
    assert len(joint) > 10


def test_members_join_later_and_leave(histories: Histories) -> None:
    seats = [event for one in histories.values() for event in one["members"]]
    assert sum(event.on >= date(2009, 1, 1) for event in seats) > 10
    assert sum(event.values.get("until") is not None for event in seats) > 5


def test_trainings_cover_part_of_the_members(histories: Histories) -> None:
    def named(event: Event) -> tuple[object, ...]:
        return tuple(event.values.get(column) for column in ("body", "institution", "organisation"))

    shares = []
    for one in histories.values():
        trained = {named(event) for event in one["trainings"] if event.values["topic"] == "structure_and_tasks"}
        members = {named(event) for event in one["members"]}
        assert trained <= members
        shares.append(len(trained) / len(members))
    assert sum(0 < share < 1 for share in shares) >= 8


def test_what_happens_later_is_not_known_at_the_time_of_handing_in(drawn: Drawn) -> None:
    late = [
        (one.on, row["done_on"])
        for one in drawn
        for row in one.rows.get("actions", ())
        if isinstance(row.get("done_on"), date)
    ]
    assert late
    assert all(isinstance(done, date) and done <= on for on, done in late)


# --- mishaps


def test_same_file_is_sent_again(written: list[Path]) -> None:
    names = Counter(hashlib.sha256(path.read_bytes()).hexdigest() for path in written if path.is_file())
    assert [count for count in names.values() if count > 1] == [2]


def test_badly_filled_in_workbook_holds_what_somebody_typed(written: list[Path], plan: Plan) -> None:
    spoilt = next(one for one in plan.mishaps if one.cells)
    path = next(path for path in written if f"{spoilt.unit}_{spoilt.period}" in path.name)
    cells = [cell.value for sheet in openpyxl.load_workbook(path) for row in sheet.iter_rows() for cell in row]
    assert len(spoilt.cells) >= 4
    assert [cell.text for cell in spoilt.cells if cell.text not in cells] == []


def test_refused_hand_in_was_handed_in_again_corrected(drawn: Drawn) -> None:
    refused = next(one for one in drawn if "period" in one.cover)
    corrected = of(drawn, refused.unit, refused.period)[-1]
    assert corrected.on > refused.on
    assert "period" not in corrected.cover


# --- the forms' rules and the house's


def test_every_cover_says_that_it_is_demonstration_data(written: list[Path], catalogue: Catalogue) -> None:
    marks = catalogue.programme.demonstration.prepared_by
    for path in written:
        if path.suffix == ".xlsx":
            with closing(openpyxl.load_workbook(path, read_only=True)) as workbook:
                said = {row[1] for row in workbook.worksheets[0].values}
            assert said & {*marks.values()}, path.name
        elif path.is_dir():
            text = (path / "cover.csv").read_text("utf-8-sig")
            assert any(mark in text for mark in marks.values())


def test_names_sort_by_day_of_handing_in(written: list[Path]) -> None:
    pattern = re.compile(r"\d{4}-\d{2}-\d{2}_AL(-\d{2})?_\d{4}-S[12]_(committee|register)(\.xlsx|\.zip)?")
    assert [path.name for path in written if not pattern.fullmatch(path.name)] == []
    assert written == sorted(written)


def test_no_day_lies_after_the_hand_in_that_tells_of_it(catalogue: Catalogue, drawn: Drawn) -> None:
    wrong = [
        (kind, row)
        for one in drawn
        for kind, rows in one.rows.items()
        for row in rows
        if isinstance(day := row.get(catalogue.record(kind).date or ""), date) and day > one.on
    ]
    assert wrong == []


def test_meetings_and_trainings_fall_on_working_days(histories: Histories) -> None:
    days = [event.on for one in histories.values() for kind in ("meetings", "trainings") for event in one[kind]]
    assert [day for day in days if day.weekday() > 4] == []


def test_second_run_gives_the_same_bytes(tmp_path: Path, written: list[Path], catalogue: Catalogue) -> None:
    random.seed(1)
    again = write_demonstration(tmp_path / "again", catalogue)
    assert [path.name for path in again] == [path.name for path in written]
    assert fingerprint(tmp_path / "again") == fingerprint(written[0].parent)


def test_one_committee_more_does_not_change_the_others(catalogue: Catalogue, plan: Plan, histories: Histories) -> None:
    """Each stream of chance has a name of its own, so that a changed plan changes what it names and nothing else."""
    from etl.demonstration.history import history  # noqa: PLC0415 - beside the test's fixture of that name

    fewer = plan.model_copy(update={"records": {name: one for name, one in plan.records.items() if name != "actions"}})
    unit = catalogue.programme.areas.units[3]
    changed = history(catalogue, fewer, unit, 3)
    assert {**changed, "actions": histories[unit.id]["actions"]} == histories[unit.id]


# --- chance


def test_stream_of_chance_is_the_same_wherever_it_is_drawn() -> None:
    """Written down once: were it another on some machine, its demonstration data would not have the same bytes."""
    draw = Draw("seed", "AL-07", 3)
    assert [draw.between(1, 100) for _ in range(6)] == [31, 40, 97, 36, 38, 59]
    assert draw.shuffled("abcdef") == ["b", "a", "f", "e", "d", "c"]


def test_day_is_a_working_day_between_its_bounds_wherever_there_is_one() -> None:
    draw = Draw("days")
    first, last = date(2009, 3, 1), date(2009, 3, 31)
    days = {draw.day(first, last) for _ in range(500)}
    assert len(days) == 22, "every working day of March 2009"
    assert all(first <= day <= last and day.weekday() < 5 for day in days)
    saturday = date(2009, 3, 7)
    assert draw.day(saturday, saturday) == saturday
    assert draw.day(saturday, saturday + timedelta(days=2)) == date(2009, 3, 9)


@pytest.mark.parametrize(("chance", "expected"), [(0.0, 0), (1.0, 200)])
def test_never_and_always_are_meant(chance: float, expected: int) -> None:
    draw = Draw("chance")
    assert sum(draw.happens(chance) for _ in range(200)) == expected


def test_weights_are_kept() -> None:
    draw = Draw("weights")
    found = Counter(draw.weighted({"often": 9, "seldom": 1}) for _ in range(1000))
    assert 850 < found["often"] < 950
