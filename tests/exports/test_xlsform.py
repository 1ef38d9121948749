"""A form as an XLSForm: it converts without a word of complaint, and what was collected comes in by the front door."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from pyxform.xls2xform import convert

from dashboard.cli import main
from etl.intake.submission import CheckedSubmission, check_submission
from etl.outputs.forms.xlsform import write_xlsform
from indicators.model import Form
from tests.exports.folders import digests
from tests.ledger.bridge import SHIPPED

TODAY = date(2026, 1, 1)
FORMS = SHIPPED.programme.forms
Table = Sequence[Mapping[str, str]]

COVER = {
    "form": "committee", "qark": "AL-07", "period": "2009-S1", "submitted_on": "2009-07-12",
    "prepared_by": "Sekretariati Teknik", "period_start": "2009-01-01", "period_end": "2009-06-30",
    "about_persons": "", "meetings_reported": "rows", "terms_of_reference_reported": "none",
    "members_reported": "silent",
}  # fmt: skip
MEETINGS = [
    {"body": "rcat", "held_on": "2009-03-03", "members_present": "9", "members_total": "12"},
    {"body": "twt", "held_on": "2009-05-04", "members_present": "4", "members_total": ""},
]
ODK = {
    "SubmissionDate": "2009-07-12T08:00:00.000Z", "KEY": "uuid:1", "SubmitterID": "7", "SubmitterName": "office",
    "DeviceID": "", "Edits": "0", "FormVersion": "1",
}  # fmt: skip


def questions(form: Form, folder: Path) -> list[dict[str, str]]:
    path = folder / f"{form.id}.xlsx"
    write_xlsform(path, SHIPPED, form)
    header, *rows = load_workbook(path)["survey"].iter_rows(values_only=True)
    return [{str(name): str(cell or "") for name, cell in zip(header, row, strict=True)} for row in rows]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_pyxform_converts_every_form_without_a_warning(form: Form, tmp_path: Path) -> None:
    write_xlsform(tmp_path / "form.xlsx", SHIPPED, form)
    converted = convert(tmp_path / "form.xlsx", validate=False)
    assert converted.warnings == []
    for kind in form.records:
        assert f"/data/{kind}" in converted.xform
    assert "Kukës" in converted.xform or form.covers == "all"


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_every_column_is_asked_in_both_languages(form: Form, tmp_path: Path) -> None:
    rows = questions(form, tmp_path)
    inside: dict[str, list[str]] = {}
    current = ""
    for row in rows:
        if row["type"] == "begin_repeat":
            current = row["name"]
        elif row["type"] == "end_repeat":
            current = ""
        elif current:
            inside.setdefault(current, []).append(row["name"])
            assert row["label::English (en)"]
            assert row["label::Shqip (sq)"]
    assert inside == {kind: [column.id for column in SHIPPED.record(kind).columns] for kind in form.records}


def test_rules_of_the_form_are_asked_for(tmp_path: Path) -> None:
    rows = {row["name"]: row for row in questions(FORMS[0], tmp_path) if row["type"] != "end_repeat"}
    assert rows["organisation"]["required"] == "../institution = 'npo' or ../institution = 'other'"
    assert ". >= 1" in rows["participants"]["constraint"]
    assert ". >= ${period_start}" in rows["trained_on"]["constraint"]
    assert ". <= ${submitted_on}" in rows["trained_on"]["constraint"]


def test_same_bytes_each_time(tmp_path: Path) -> None:
    for name in ("one", "other"):
        assert main(["template", "--xlsform", "--out", str(tmp_path / name / "form.xlsx")]) == 0
    assert digests(tmp_path / "one") == digests(tmp_path / "other")


def test_period_is_still_needed_for_a_workbook(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["template", "--out", str(tmp_path / "form.xlsx")]) == 2
    assert "--period" in capsys.readouterr().err


def csv_of(table: Table) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(table[0]))
    writer.writeheader()
    writer.writerows(table)
    return text.getvalue()


def odk_zip(path: Path, main_rows: Table, **repeats: Table) -> Path:
    """As ODK Central exports: one file a form's main table, one a repeat, in a zip."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("rcat_committee.csv", csv_of(main_rows))
        for name, rows in repeats.items():
            keyed = [
                {**row, "PARENT_KEY": "uuid:1", "KEY": f"uuid:1/{name}[{number}]"} for number, row in enumerate(rows, 1)
            ]
            archive.writestr(f"rcat_committee-{name}.csv", csv_of(keyed))
    return path


def kobo_workbook(path: Path, main_rows: Table, **repeats: Table) -> Path:
    """As KoboToolbox exports XLS with XML names: the form's title, then a sheet a repeat, groups in the headers."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for name, rows in {"Formulari i komitetit": main_rows, **repeats}.items():
        sheet = workbook.create_sheet(name)
        sheet.append(list(rows[0]))
        for row in rows:
            sheet.append(list(row.values()))
    workbook.save(path)
    return path


def accepted_of(checked: CheckedSubmission) -> dict[str, int]:
    assert not checked.refused, [finding.rule for finding in checked.findings]
    assert [finding.rule for finding in checked.findings] == ["extra_collected"]
    assert (checked.form, checked.qark, checked.period, checked.submitted_on) == (
        "committee", "AL-07", "2009-S1", date(2009, 7, 12),
    )  # fmt: skip
    assert not checked.keeps_file
    return checked.accepted


def test_odk_export_comes_in_by_the_front_door(tmp_path: Path) -> None:
    path = odk_zip(tmp_path / "export.zip", [{**COVER, **ODK}], meetings=MEETINGS)
    checked = check_submission(path, SHIPPED, today=TODAY)
    assert accepted_of(checked) == {"meetings": 2, "terms_of_reference": 0}
    assert [row.row for row in checked.sheets[0].rows] == [2, 3]
    assert checked.sheets[0].rows[0].values["held_on"] == date(2009, 3, 3)


def test_kobo_export_comes_in_by_the_front_door(tmp_path: Path) -> None:
    own = {"_id": "12", "_uuid": "1", "_submitted_by": "office", "_index": "1"}
    repeated = {"_index": "1", "_parent_table_name": "Formulari i komitetit", "_parent_index": "1"}
    rows = [{**{f"meetings/{name}": value for name, value in row.items()}, **repeated} for row in MEETINGS]
    path = kobo_workbook(tmp_path / "export.xlsx", [{"start": "x", "end": "y", **COVER, **own}], meetings=rows)
    checked = check_submission(path, SHIPPED, today=TODAY)
    assert checked.accepted == {"meetings": 2, "terms_of_reference": 0}
    assert not checked.refused


def test_folder_of_an_export_comes_in_too(tmp_path: Path) -> None:
    with zipfile.ZipFile(odk_zip(tmp_path / "export.zip", [{**COVER, **ODK}], meetings=MEETINGS)) as archive:
        archive.extractall(tmp_path / "folder")
    checked = check_submission(tmp_path / "folder", SHIPPED, today=TODAY)
    assert accepted_of(checked) == {"meetings": 2, "terms_of_reference": 0}


def rules_of(path: Path) -> list[str]:
    checked = check_submission(path, SHIPPED, today=TODAY)
    assert checked.refused
    return [finding.rule for finding in checked.findings if finding.level == "error"]


def test_two_forms_in_one_export_are_not_mixed(tmp_path: Path) -> None:
    rows = [{**COVER, **ODK}, {**COVER, **ODK, "qark": "AL-08", "KEY": "uuid:2"}]
    assert rules_of(odk_zip(tmp_path / "export.zip", rows, meetings=MEETINGS)) == ["collected_not_one"]


def test_table_that_was_not_exported_does_not_say_that_there_were_none(tmp_path: Path) -> None:
    assert "collected_without_table" in rules_of(odk_zip(tmp_path / "export.zip", [{**COVER, **ODK}]))


def test_bad_row_of_an_export_is_found_where_it_stands(tmp_path: Path) -> None:
    rows = [MEETINGS[0], {**MEETINGS[1], "held_on": "2009-09-09"}]
    checked = check_submission(
        odk_zip(tmp_path / "export.zip", [{**COVER, **ODK}], meetings=rows), SHIPPED, today=TODAY
    )
    errors = [finding for finding in checked.findings if finding.level == "error"]
    assert {(one.sheet, one.row, one.rule) for one in errors} <= {
        ("meetings", 3, "after_period_end"), ("meetings", 3, "after_submitted_on"),
    }  # fmt: skip
    assert checked.accepted["meetings"] == 1


def test_personal_data_in_an_export_stops_it(tmp_path: Path) -> None:
    rows = [{**MEETINGS[0], "minutes_ref": "someone@example.org"}]
    checked = check_submission(
        odk_zip(tmp_path / "export.zip", [{**COVER, **ODK}], meetings=rows), SHIPPED, today=TODAY
    )
    assert checked.refused
    assert "someone" not in str(checked)
