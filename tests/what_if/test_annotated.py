"""What was sent, given back with each problem marked at its cell; and handed in again as it is."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from etl.formats.locale_folder import ETL_LOCALE
from etl.intake.container.guard import LIMITS
from etl.intake.personal.headers import personal_header
from etl.intake.reader import Reader
from etl.intake.submission import CheckedSubmission, check_submission
from etl.outputs.forms import annotate
from etl.outputs.forms.annotate import NotAnnotatedError, annotated_workbook
from etl.outputs.forms.marks import AUTHOR, COLOURS, COLUMNS
from etl.outputs.forms.workbook import write_form
from indicators.language import language
from indicators.loader import CATALOGUES, load
from tests.intake.builders import COVER, MEETINGS, TODAY, csv_folder, meeting, meetings_file

CATALOGUE = load(CATALOGUES / "rcat-2008-2010")
ALBANIAN, ENGLISH = language("sq", ETL_LOCALE), language("en", ETL_LOCALE)
RED, YELLOW = (COLOURS[level][0] for level in ("error", "warning"))


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader(replace(LIMITS, seconds=120.0)) as one:
        yield one


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests share their machine: a slow turn is no fault of the workbook."""
    monkeypatch.setattr(annotate, "_SECONDS", 120)


def check(path: Path, reader: Reader) -> CheckedSubmission:
    return check_submission(path, CATALOGUE, today=TODAY, reader=reader)


def annotated(path: Path, reader: Reader, speaks: object = ALBANIAN) -> Workbook:
    assert speaks in (ALBANIAN, ENGLISH)
    words = ALBANIAN if speaks is ALBANIAN else ENGLISH
    return load_workbook(io.BytesIO(annotated_workbook(path, check(path, reader), CATALOGUE, words, reader=reader)))


def colours(book: Workbook, sheet: str) -> dict[str, str]:
    """The marked cells of a sheet with their colour."""
    return {
        cell: rule.dxf.fill.bgColor.rgb
        for ranges in book[sheet].conditional_formatting
        for rule in ranges.rules
        if rule.formula == ["TRUE"]
        for cell in str(ranges.sqref).split()
    }


def comments(book: Workbook, sheet: str) -> dict[str, str]:
    cells = (cell for row in book[sheet].iter_rows() for cell in row)
    return {cell.coordinate: cell.comment.text for cell in cells if cell.comment}


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    """A meeting with two bad cells, one that was read otherwise than written, one good, texts like formulas."""
    return meetings_file(
        tmp_path,
        meeting(held_on="03/04/2009", members_present="n/a"),
        meeting(held_on="2009-02-03", minutes_ref="'=1+1"[1:] + " "),
        meeting(held_on=date(2009, 5, 6)),
    )


def test_each_problem_is_marked_at_its_cell(faulty: Path, reader: Reader) -> None:
    book = annotated(faulty, reader)
    assert colours(book, "meetings")["B2"] == RED
    assert colours(book, "meetings")["E2"] == RED
    assert colours(book, "meetings")["B3"] == YELLOW
    assert "B4" not in colours(book, "meetings")
    assert comments(book, "meetings")["B2"].startswith("Ndreqeni: “03/04/2009”")
    assert book["meetings"]["B2"].value == "03/04/2009"


def test_the_first_sheet_lists_every_finding_in_the_sender_s_language(faulty: Path, reader: Reader) -> None:
    found = check(faulty, reader).findings
    for speaks, name in ((ALBANIAN, "Gjetjet"), (ENGLISH, "Findings")):
        book = annotated(faulty, reader, speaks)
        assert book.sheetnames[0] == name
        rows = [tuple(cell.value for cell in row) for row in book.worksheets[0].iter_rows(min_row=12)]
        assert [row[-1] for row in rows] == [one.message(speaks) for one in found]
        assert rows[0][3] == "B2"
        link = book.worksheets[0]["D12"].hyperlink
        assert link is not None
        assert link.location == "'meetings'!B2"


def test_drop_downs_formats_and_protection_of_the_form_stay(tmp_path: Path, reader: Reader) -> None:
    path = tmp_path / "form.xlsx"
    form = CATALOGUE.form("committee")
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in form.records}
    rows["meetings"] = [dict(zip(MEETINGS, meeting(), strict=True))]
    cover: dict[str, Any] = COVER
    write_form(path, CATALOGUE, form, ALBANIAN, cover, rows)
    book = load_workbook(path)
    book["Mbledhjet"]["E2"] = "nëntë"
    book.save(path)
    copy = annotated(path, reader)
    before, after = load_workbook(path)["Mbledhjet"], copy["Mbledhjet"]
    assert colours(copy, "Mbledhjet") == {"E2": RED}
    assert after.data_validations.count == before.data_validations.count > 0
    assert after.protection.sheet
    assert after["A1"].fill.fgColor.rgb == before["A1"].fill.fgColor.rgb
    assert len(list(after.conditional_formatting)) == len(list(before.conditional_formatting)) + 1


def test_text_that_begins_like_a_formula_stays_text(tmp_path: Path, reader: Reader) -> None:
    path = meetings_file(tmp_path, meeting(minutes_ref="x", members_present="x"))
    book = load_workbook(path)
    for place in ("G2", "E2"):
        book["meetings"][place].value = '=HYPERLINK("http://example.org")'
        book["meetings"][place].data_type = "s"
    book.save(path)
    copy = annotated(path, reader)
    texts = [cell for sheet in copy for row in sheet.iter_rows() for cell in row
             if isinstance(cell.value, str) and cell.value.startswith("=")]  # fmt: skip
    assert len(texts) == 3
    assert {cell.data_type for cell in texts} == {"s"}


def test_the_annotated_workbook_handed_in_again_is_no_obstacle(faulty: Path, tmp_path: Path, reader: Reader) -> None:
    first = check(faulty, reader)
    path = tmp_path / "back.xlsx"
    path.write_bytes(annotated_workbook(faulty, first, CATALOGUE, ALBANIAN, reader=reader))
    again = check(path, reader)
    assert (again.accepted, again.rejected, again.refused) == (first.accepted, first.rejected, False)
    more = {one.rule for one in again.findings} - {one.rule for one in first.findings}
    assert more == {"unknown_sheet", "comment"}  # all warnings: the marks are more than the form
    assert not again.keeps_file


@pytest.mark.parametrize("source", ["workbook", "csv", "drawn"])
def test_our_own_marks_are_no_more_than_our_own_marks(
    faulty: Path, tmp_path: Path, reader: Reader, source: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if source == "csv":
        faulty = csv_folder(tmp_path / "R - dorezimi", {"R - Mbledhjet.csv": CSV["meetings.csv"]})
    if source == "drawn":
        monkeypatch.setattr(annotate, "_marked_copy", lambda *_: None)
    path = tmp_path / "back.xlsx"
    path.write_bytes(annotated_workbook(faulty, check(faulty, reader), CATALOGUE, ENGLISH, reader=reader))
    assert "extra_outside" not in {one.rule for one in check(path, reader).findings}
    # What is not ours is still seen, wherever among our marks it stands.
    for number, place in enumerate(('tooltip="Fjalë të fshehura"', 'display="fjalë, fjalë"')):
        other = tmp_path / f"other{number}.xlsx"
        with zipfile.ZipFile(path) as archive, zipfile.ZipFile(other, "w") as changed:
            for name in archive.namelist():
                content = archive.read(name)
                if name == "xl/worksheets/sheet1.xml":
                    assert b"<hyperlink " in content
                    content = re.sub(
                        rb'(<hyperlink )(?:display="[^"]*" )?', rb"\1" + place.encode() + b" ", content, count=1
                    )
                    content = re.sub(rb'(display="fj[^>]*?) display="[^"]*"', rb"\1", content)
                changed.writestr(name, content)
        assert "extra_outside" in {one.rule for one in check(other, reader).findings}


def test_annotated_again_after_a_correction_the_old_marks_are_gone(
    faulty: Path, tmp_path: Path, reader: Reader
) -> None:
    path = tmp_path / "back.xlsx"
    path.write_bytes(annotated_workbook(faulty, check(faulty, reader), CATALOGUE, ALBANIAN, reader=reader))
    book = load_workbook(path)
    book["meetings"]["B2"] = date(2009, 4, 3)
    book.save(path)
    copy = annotated(path, reader, ENGLISH)
    assert [name for name in copy.sheetnames if name in ("Findings", "Gjetjet")] == ["Findings"]
    assert "B2" not in comments(copy, "meetings")
    assert colours(copy, "meetings")["E2"] == RED
    assert comments(copy, "meetings")["E2"].count("Correct this") == 1
    listed = [copy.worksheets[0].cell(row, 7).value for row in range(12, copy.worksheets[0].max_row + 1)]
    assert len(listed) == len(check(path, reader).findings) - 2


def test_a_comment_of_the_sender_stays_above_ours(faulty: Path, reader: Reader) -> None:
    from openpyxl.comments import Comment  # noqa: PLC0415

    book = load_workbook(faulty)
    book["meetings"]["B2"].comment = Comment("Shih procesverbalin", "Zyra")
    book.save(faulty)
    text = comments(annotated(faulty, reader), "meetings")["B2"]
    assert text.startswith("Shih procesverbalin\n\n")
    assert "03/04/2009" in text


CSV = {
    "cover.csv": "field,value\nform,committee\nqark,AL-07\nperiod,2009-S1\nsubmitted_on,2009-07-10\n"
    "prepared_by,Prefektura Kukës\n",
    "meetings.csv": ",".join(MEETINGS) + "\nrcat,2009-03-31,,,9,,007\nrcat,31.02.2009,,,9,,=1+1\n",
}


def test_csv_files_come_back_as_a_workbook_with_the_same_marks(tmp_path: Path, reader: Reader) -> None:
    path = tmp_path / "form.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in CSV.items():
            archive.writestr(name, text)
    first = check(path, reader)
    content = annotated_workbook(path, first, CATALOGUE, ENGLISH, reader=reader)
    book = load_workbook(io.BytesIO(content))
    sheet = book["meetings"]
    assert [cell.value for cell in sheet[2]][6] == "007"
    assert (sheet["G3"].value, sheet["G3"].data_type) == ("=1+1", "s")
    assert list(comments(book, "meetings")) == ["B3"]
    assert sheet["B3"].fill.fgColor.rgb == RED
    back = tmp_path / "back.xlsx"
    back.write_bytes(content)
    again = check(back, reader)
    assert (again.accepted, again.rejected) == (first.accepted, first.rejected) == ({"meetings": 1}, {"meetings": 1})


def test_a_workbook_that_is_too_much_to_copy_is_drawn_anew(
    faulty: Path, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(annotate, "_SECONDS", 0.01)
    book = annotated(faulty, reader)
    assert book.sheetnames == ["Gjetjet", "cover", "meetings"]
    assert "B2" in comments(book, "meetings")
    assert book["meetings"]["B2"].fill.fgColor.rgb == RED


@pytest.mark.parametrize("text", ["0692345678", "somebody@example.org"])
def test_a_file_that_held_personal_data_is_never_given_back(tmp_path: Path, reader: Reader, text: str) -> None:
    path = meetings_file(tmp_path, meeting(minutes_ref=text))
    with pytest.raises(NotAnnotatedError, match="personal_data"):
        annotated_workbook(path, check(path, reader), CATALOGUE, ALBANIAN, reader=reader)


def test_a_file_that_changed_since_it_was_checked_is_not_given_back(faulty: Path, reader: Reader) -> None:
    found = check(faulty, reader)
    meetings_file(faulty.parent, meeting())
    with pytest.raises(NotAnnotatedError, match="changed"):
        annotated_workbook(faulty, found, CATALOGUE, ALBANIAN, reader=reader)


def test_what_cannot_be_read_is_not_given_back(tmp_path: Path, reader: Reader) -> None:
    path = tmp_path / "form.xlsx"
    path.write_bytes(b"no workbook")
    with pytest.raises(NotAnnotatedError, match="unreadable"):
        annotated_workbook(path, check(path, reader), CATALOGUE, ALBANIAN, reader=reader)


def test_ten_plain_rows_stand_before_what_the_list_quotes(faulty: Path, reader: Reader) -> None:
    """In the first ten rows of a sheet that it does not know the reader looks for headers of personal data."""
    for speaks in (ALBANIAN, ENGLISH):
        sheet = annotated(faulty, reader, speaks).worksheets[0]
        texts = [str(sheet.cell(row, 1).value) for row in range(1, 11)]
        assert all(text and text != "None" for text in texts)
        assert [personal_header(text) for text in texts] == [None] * 10
        assert sheet["A11"].value == speaks.say("annotated.column.number")


def test_a_quoted_value_that_sounds_like_a_personal_header_does_not_stop_the_return(
    tmp_path: Path, reader: Reader
) -> None:
    path = meetings_file(tmp_path, meeting(members_present="Mbiemri"))
    back = tmp_path / "back.xlsx"
    back.write_bytes(annotated_workbook(path, check(path, reader), CATALOGUE, ALBANIAN, reader=reader))
    assert not check(back, reader).refused


def test_the_author_of_our_comments_is_no_person() -> None:
    assert AUTHOR == "rcat"
    assert len(COLUMNS) == 7
