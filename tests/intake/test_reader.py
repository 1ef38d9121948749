"""Reading happens where a crash or a hang is a finding, not the end of the program (FORMS.md 4)."""

from __future__ import annotations

import json
import resource
import time
from dataclasses import replace
from pathlib import Path

import pytest

from etl.formats.locale_folder import ETL_LOCALE
from etl.intake.cells import raw_submission
from etl.intake.container.guard import LIMITS, Limits
from etl.intake.reader import Reader
from etl.intake.submission import check_submission
from etl.intake.worker import answer, read_file, request
from indicators.language import language
from indicators.model import Catalogue
from tests.intake.builders import COVER, MEETING, MEETINGS, TODAY, cover_rows, edited, packed, rules, saved, workbook

SHEET = "xl/worksheets/sheet2.xml"
# The limits without the clock's: on a busy machine five seconds pass before the reader has had its turn.
PATIENT = replace(LIMITS, seconds=120.0)


def many_rows(folder: Path, count: int) -> Path:
    """A workbook with so many good meetings of ten columns, three of which are unknown."""
    rows = []
    for number in range(count):
        serial = 39814 + number % 181  # the days of the semester
        text = f'<c t="inlineStr"><is><t>text number {number}</t></is></c>'
        body = '<c t="inlineStr"><is><t>rcat</t></is></c>'
        rows.append(
            f'<row r="{number + 3}">{body}<c s="1"><v>{serial}</v></c><c/><c/><c><v>9</v></c><c/>{text * 4}</row>'
        )
    book = workbook({"meetings": ((*MEETINGS, "x1", "x2", "x3"), MEETING)})
    return edited(folder / "a.xlsx", SHEET, "</sheetData>", "".join(rows) + "</sheetData>", book)


def test_twenty_thousand_rows_of_ten_columns_within_time_and_memory(catalogue: Catalogue, tmp_path: Path) -> None:
    path = many_rows(tmp_path, 19_999)
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    with Reader(PATIENT) as reader:
        found = check_submission(path, catalogue, today=TODAY, reader=reader)
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before < LIMITS.seconds
    assert not found.refused
    assert found.accepted["meetings"] + found.rejected["meetings"] == 20_000


def test_reader_that_takes_too_long_is_stopped_and_the_next_file_is_read(catalogue: Catalogue, tmp_path: Path) -> None:
    slow = many_rows(tmp_path, 19_000)
    good = saved(workbook(), tmp_path / "good.xlsx")
    with Reader(replace(LIMITS, seconds=0.3)) as reader:
        found = check_submission(slow, catalogue, today=TODAY, reader=reader)
        assert (found.refused, rules(found)) == (True, ["took_too_long"])
        reader.limits = LIMITS
        assert check_submission(good, catalogue, today=TODAY, reader=reader).findings == ()


SLEEPY = """
import time, zipfile
read = zipfile.ZipFile.read
def sleepy(self, name, *rest):
    time.sleep({seconds})
    return read(self, name, *rest)
zipfile.ZipFile.read = sleepy
"""


def test_time_in_which_the_reader_has_no_turn_is_not_counted(
    catalogue: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sitecustomize.py").write_text(SLEEPY.format(seconds=0.1), "utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    good = saved(workbook(), tmp_path / "good.xlsx")
    with Reader(replace(LIMITS, seconds=1.0)) as reader:
        start = time.monotonic()
        for _ in range(2):
            assert check_submission(good, catalogue, today=TODAY, reader=reader).findings == ()
        assert time.monotonic() - start > 2 * reader.limits.seconds


def test_reader_that_only_waits_is_stopped_by_the_clock(
    catalogue: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sitecustomize.py").write_text(SLEEPY.format(seconds=300), "utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    good = saved(workbook(), tmp_path / "good.xlsx")
    with Reader(replace(LIMITS, seconds=0.2)) as reader:
        assert rules(check_submission(good, catalogue, today=TODAY, reader=reader)) == ["took_too_long"]


def blank_looks(folder: Path, rows: int, cells: int) -> Path:
    """A workbook with two meetings, and many rows of blank cells that only have a format."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[:cells]
    blank = "".join(
        f'<row r="{row}" spans="1:8">{"".join(f"""<c r="{one}{row}" s="1"/>""" for one in letters)}</row>'
        for row in range(4, rows + 4)
    )
    book = workbook({"meetings": (MEETINGS, MEETING, ("twt", *MEETING[1:]))})
    return edited(folder / "a.xlsx", SHEET, "</sheetData>", f"{blank}</sheetData>", book)


@pytest.mark.parametrize(("rows", "cells"), [(60_000, 7), (20_000, 20), (100_000, 1), (60_000, 0)])
def test_blank_cells_with_a_format_cost_little(catalogue: Catalogue, tmp_path: Path, rows: int, cells: int) -> None:
    path = blank_looks(tmp_path, rows, cells)
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    with Reader(PATIENT) as reader:
        found = check_submission(path, catalogue, today=TODAY, reader=reader)
    assert (found.findings, found.accepted) == ((), {"meetings": 2})
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before < LIMITS.seconds


def test_message_of_a_stopped_reading_speaks_of_no_number_of_rows() -> None:
    for code, words in (("en", "very many"), ("sq", "janë shumë")):
        assert words not in language(code, ETL_LOCALE).say("finding.took_too_long", limit=5)


def test_how_long_the_process_takes_to_start_says_nothing_about_the_file(
    catalogue: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sitecustomize.py").write_text("import time\ntime.sleep(3)\n", "utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    good = saved(workbook(), tmp_path / "good.xlsx")
    with Reader(replace(LIMITS, seconds=2.0)) as reader:
        assert check_submission(good, catalogue, today=TODAY, reader=reader).findings == ()


def test_reader_that_needs_too_much_memory_says_so(catalogue: Catalogue, tmp_path: Path) -> None:
    path = many_rows(tmp_path, 19_000)
    with Reader(replace(PATIENT, memory_bytes=48 * 1024 * 1024)) as reader:
        found = check_submission(path, catalogue, today=TODAY, reader=reader)
    assert found.refused
    assert rules(found)[0] in ("too_much_memory", "reader_died")


def test_reader_that_dies_is_a_finding_and_is_started_again(catalogue: Catalogue, tmp_path: Path) -> None:
    good = saved(workbook(), tmp_path / "good.xlsx")
    with Reader() as reader:
        assert reader._process is not None
        reader._process.kill()
        reader._process.wait()
        assert check_submission(good, catalogue, today=TODAY, reader=reader).findings == ()
        reader._process.kill()
        assert reader._process.wait() != 0
        reader.start()
        assert check_submission(good, catalogue, today=TODAY, reader=reader).findings == ()


def test_process_that_ends_while_it_reads_is_a_finding(
    catalogue: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = saved(workbook(), tmp_path / "good.xlsx")
    with Reader() as reader:
        assert reader._process is not None
        monkeypatch.setattr("etl.intake.reader.request", lambda *_: b"this is no request\n")
        found = check_submission(good, catalogue, today=TODAY, reader=reader)
    assert (found.refused, rules(found)) == (True, ["reader_died"])


def test_answer_is_the_same_as_reading_at_once(tmp_path: Path) -> None:
    path = saved(workbook(), tmp_path / "a.xlsx")
    assert raw_submission(json.loads(answer(request(path, LIMITS)))) == read_file(path, LIMITS)


def test_memory_error_is_an_answer() -> None:
    def hungry(_: Path, __: Limits) -> None:
        raise MemoryError

    assert answer(request(Path("x"), LIMITS), hungry) == b'{"stopped": "memory"}'  # type: ignore[arg-type]


def test_without_limits_more_rows_are_read(catalogue: Catalogue, tmp_path: Path) -> None:
    path = many_rows(tmp_path, 20_500)
    with Reader(PATIENT) as reader:
        assert rules(check_submission(path, catalogue, today=TODAY, reader=reader)) == ["too_many_rows"]
    found = check_submission(path, catalogue, today=TODAY, limits=False)
    assert found.accepted["meetings"] + found.rejected["meetings"] == 20_501


def test_without_limits_what_means_harm_is_still_refused(catalogue: Catalogue, tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", {"cover.csv": str(cover_rows(COVER)), "../x": "x"})
    assert rules(check_submission(path, catalogue, today=TODAY, limits=False)) == ["bad_member"]
