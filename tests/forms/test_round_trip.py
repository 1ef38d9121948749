"""What goes out comes back through the front door: accepted, without a single finding, and kept byte for byte."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from etl.intake.submission import check_submission
from etl.outputs.forms.template import Prefilled, TemplateRequest, blank, write_template
from etl.outputs.forms.workbook import Row, write_form
from indicators.language import Language
from indicators.model import Catalogue

TODAY = date(2026, 11, 22)
STANDING: dict[str, list[Row]] = {
    "members": [
        {"body": "rcat", "institution": "npo", "organisation": "=1+1", "since": date(2007, 1, 1)},
        {"body": "twt", "institution": "police", "since": date(2007, 2, 1), "until": date(2010, 1, 31)},
    ],
    "terms_of_reference": [{"body": "rcat", "adopted_on": date(2008, 5, 6), "document_ref": "007"}],
    "vulnerable_communities": [
        {"community": "Lagjja e Re", "municipality": "Kukës", "identified_on": date(2008, 5, 1)},
    ],
    "programmes": [
        {"community": "Lagjja e Re", "title": "Klub", "provider": "NO", "started_on": date(2008, 6, 1)},
    ],
    "actions": [{"action": "Ditë informimi", "theme": "awareness", "chosen": "yes", "done_on": date(2009, 2, 1)}],
}  # fmt: skip

FILLED = Prefilled({"meetings": [], "trainings": [], **STANDING})


@pytest.fixture
def request_for_kukes(catalogue: Catalogue, speaks: Language) -> TemplateRequest:
    return TemplateRequest(catalogue, catalogue.form("committee"), "AL-07", "2009-S1", speaks, TODAY)


def test_template_of_a_committee_is_accepted_as_it_comes(
    tmp_path: Path, catalogue: Catalogue, request_for_kukes: TemplateRequest
) -> None:
    write_template(tmp_path / "form.xlsx", request_for_kukes, FILLED)
    checked = check_submission(tmp_path / "form.xlsx", catalogue, today=TODAY)
    assert checked.findings == ()
    assert not checked.refused
    assert checked.keeps_file
    assert (checked.form, checked.qark, checked.period) == ("committee", "AL-07", "2009-S1")
    assert checked.accepted == {
        "meetings": 0, "terms_of_reference": 1, "members": 2, "trainings": 0,
        "vulnerable_communities": 1, "programmes": 1, "actions": 1,
    }  # fmt: skip


def test_prefilled_values_come_back_as_they_went_out(
    tmp_path: Path, catalogue: Catalogue, request_for_kukes: TemplateRequest
) -> None:
    write_template(tmp_path / "form.xlsx", request_for_kukes, FILLED)
    checked = check_submission(tmp_path / "form.xlsx", catalogue, today=TODAY)
    for sheet in checked.sheets:
        came_back = [{name: value for name, value in row.values.items() if value is not None} for row in sheet.rows]
        assert came_back == STANDING.get(sheet.kind, [])


def test_template_of_the_register_is_accepted_as_it_comes(
    tmp_path: Path, catalogue: Catalogue, request_for_kukes: TemplateRequest
) -> None:
    register = replace(request_for_kukes, form=catalogue.form("register"), unit=None)
    write_template(tmp_path / "form.xlsx", register, blank(register))
    checked = check_submission(tmp_path / "form.xlsx", catalogue, today=TODAY)
    assert (checked.findings, checked.keeps_file, checked.accepted) == ((), True, {"reports": 0})


def test_filled_in_workbook_saved_by_another_program_is_accepted(
    tmp_path: Path, catalogue: Catalogue, request_for_kukes: TemplateRequest, speaks: Language
) -> None:
    write_template(tmp_path / "form.xlsx", request_for_kukes, FILLED)
    workbook = openpyxl.load_workbook(tmp_path / "form.xlsx")
    meetings = workbook.worksheets[1]
    meetings["A2"] = catalogue.codes(catalogue.record("meetings").column("body"))[0].label[speaks.code]
    meetings["B2"] = date(2009, 3, 31)
    meetings["E2"] = 9
    workbook.save(tmp_path / "saved.xlsx")
    checked = check_submission(tmp_path / "saved.xlsx", catalogue, today=TODAY)
    assert [finding.rule for finding in checked.findings if finding.level == "error"] == []
    assert checked.accepted["meetings"] == 1
    assert checked.rejected["meetings"] == 0


def test_every_kind_of_value_comes_back_from_a_full_sheet(
    tmp_path: Path, catalogue: Catalogue, speaks: Language
) -> None:
    """Every code of every list once, in rows that nothing else could reject."""
    kind = catalogue.record("trainings")
    topics = [code.id for code in catalogue.codes(kind.column("topic"))]
    institutions = [code.id for code in catalogue.codes(kind.column("institution"))]
    rows: list[Row] = [
        {"trained_on": date(2009, 3, 31), "topic": topic, "provider": "Qendra", "body": "twt",
         "institution": institution, "organisation": "Shoqata A", "participants": 1}
        for topic in topics for institution in institutions
    ]  # fmt: skip
    cover: Row = {
        "form": "committee", "qark": "AL-01", "period": "2009-S1", "submitted_on": date(2009, 7, 1),
        "prepared_by": "Zyra",
    }  # fmt: skip
    write_form(tmp_path / "form.xlsx", catalogue, catalogue.form("committee"), speaks, cover, {"trainings": rows})
    checked = check_submission(tmp_path / "form.xlsx", catalogue, today=TODAY)
    assert checked.findings == ()
    assert [dict(row.values) for row in checked.sheets[0].rows] == rows
