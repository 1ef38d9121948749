"""A collection tool's export with the labels of the form comes in as the one with XML names does."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from etl.formats.locale_folder import ETL_LOCALE
from etl.formats.xlsform_names import NOTE, SAID
from etl.intake.submission import CheckedSubmission, check_submission
from indicators.language import language
from tests.exports.test_xlsform import COVER, MEETINGS, TODAY, Table, kobo_workbook, odk_zip
from tests.ledger.bridge import SHIPPED

KOBO = {"_id": "7", "_uuid": "a-b", "_submission_time": "2009-07-12T08:00:00", "__version__": "v1", "_index": "1"}
PARENT = {
    "_index": "1",
    "_parent_table_name": "x",
    "_parent_index": "1",
    "_submission__id": "7",
    "_submission__uuid": "a",
}


def labelled(code: str, group: str = "") -> tuple[Table, Table]:
    """The main table and the meetings of tests/exports/test_xlsform.py, as KoboToolbox writes them with labels."""
    speaks = language(code, ETL_LOCALE)
    kinds = {kind.id: kind for kind in SHIPPED.records}
    fields = {field.id: field.label[code] for field in SHIPPED.programme.cover if field.id != "form"}
    questions = {f"{name}{SAID}": speaks.say("xlsform.said", sheet=kind.label[code]) for name, kind in kinds.items()}
    questions |= {**fields, NOTE: speaks.say("template.step.persons")}
    answers = {name: speaks.say(f"xlsform.{name}") for name in ("rows", "none", "silent")}
    answers |= {unit.id: unit.label[code] for unit in SHIPPED.programme.areas.units} | {
        "2009-S1": speaks.period("2009-S1")
    }
    main = {group + questions.get(name, name): answers.get(value, value) for name, value in COVER.items()}
    columns = {column.id: column for column in kinds["meetings"].columns}
    rows = []
    for row in MEETINGS:
        said = {}
        for name, value in row.items():
            codes = {one.id: one.label[code] for one in SHIPPED.codes(columns[name])}
            said[group + columns[name].label[code]] = codes.get(value, value)
        rows.append({**said, **PARENT})
    return [{**main, **KOBO}], rows


def read(path: Path) -> CheckedSubmission:
    return check_submission(path, SHIPPED, today=TODAY)


@pytest.mark.parametrize("group", ["", "Kopertina/", "Grupi - "])
@pytest.mark.parametrize("code", ["sq", "en"])
def test_export_with_labels_has_the_rows_of_the_one_with_names(tmp_path: Path, code: str, group: str) -> None:
    main, meetings = labelled(code, group)
    found = read(kobo_workbook(tmp_path / "labels.xlsx", main, meetings=meetings))
    named = read(
        kobo_workbook(tmp_path / "names.xlsx", [{**COVER, **KOBO}], meetings=[{**r, **PARENT} for r in MEETINGS])
    )
    assert not found.refused
    assert [one.rule for one in found.findings] == [one.rule for one in named.findings]
    assert (found.form, found.qark, found.period) == ("committee", "AL-07", "2009-S1")
    assert found.submitted_on == date(2009, 7, 12)
    assert {one.kind: [row.values for row in one.rows] for one in found.sheets} == {
        one.kind: [row.values for row in one.rows] for one in named.sheets
    }
    assert found.accepted == {"meetings": 2, "terms_of_reference": 0}


def test_repeat_s_sheet_may_go_by_its_label_too(tmp_path: Path) -> None:
    main, meetings = labelled("sq")
    assert read(kobo_workbook(tmp_path / "a.xlsx", main, Mbledhjet=meetings)).accepted["meetings"] == 2


def test_rows_that_were_announced_and_not_exported_are_missed_with_labels_too(tmp_path: Path) -> None:
    main, _ = labelled("en")
    found = read(kobo_workbook(tmp_path / "a.xlsx", main))
    assert [one.rule for one in found.findings if one.level == "error"] == ["collected_without_table"]


def without(row: Mapping[str, str], name: str) -> dict[str, str]:
    return {key: value for key, value in row.items() if key != name}


@pytest.mark.parametrize("tool", ["kobo", "odk"])
def test_export_that_is_not_recognised_says_how_to_download_it_again(tmp_path: Path, tool: str) -> None:
    main = [{f"Q{number}": value for number, value in enumerate(COVER.values())}]
    if tool == "kobo":
        path = kobo_workbook(tmp_path / "a.xlsx", [{**main[0], **KOBO}], meetings=[{**MEETINGS[0], **PARENT}])
    else:
        path = odk_zip(tmp_path / "a.zip", [{**main[0], "KEY": "uuid:1"}], meetings=MEETINGS)
    found = read(path)
    assert [one.rule for one in found.findings if one.level == "error"] == ["collected_unknown"]
    assert "XML values and headers" in found.findings[0].message(language("en", ETL_LOCALE))


def test_export_without_one_line_of_the_cover_is_not_guessed_at(tmp_path: Path) -> None:
    path = kobo_workbook(tmp_path / "a.xlsx", [{**without(COVER, "period"), **KOBO}], meetings=MEETINGS)
    assert [one.rule for one in read(path).findings][:1] == ["collected_unknown"]


def test_workbook_without_a_tool_s_marks_only_lacks_its_cover(tmp_path: Path) -> None:
    book = Workbook()
    book.active.title = "meetings"  # type: ignore[union-attr]
    book.active.append(list(MEETINGS[0]))  # type: ignore[union-attr]
    book.save(tmp_path / "a.xlsx")
    assert read(tmp_path / "a.xlsx").findings[0].rule == "no_cover"
