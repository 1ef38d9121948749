"""A workbook to fill in: complete cover, standing sheets as last accepted, nothing that would be rejected."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from etl.figures.opened import figures_of
from etl.figures.read_api import Figures
from etl.formats.form_sheets import record_sheet_name
from etl.outputs.forms.template import TemplateRequest, last_accepted, prefilled, prefilled_cover, write_template
from etl.store.store import Kept
from indicators.language import Language
from indicators.model import Catalogue

TODAY = date(2010, 3, 1)


@pytest.fixture
def request_for_kukes(catalogue: Catalogue, albanian: Language) -> TemplateRequest:
    return TemplateRequest(catalogue, catalogue.form("committee"), "AL-07", "2009-S2", albanian, TODAY)


def rows_of(path: Path, sheet: str) -> list[list[object]]:
    cells = openpyxl.load_workbook(path)[sheet].iter_rows(min_row=2)
    return [[cell.value for cell in row] for row in cells]


def kept(number: int, period: str, submitted_on: date, sheets: Mapping[str, list[dict[str, object]]]) -> Kept:
    """A submission of Kukës with rows from row 2 on."""
    content = {
        kind: {"sheet": kind, "rows": [[place, dict(row)] for place, row in enumerate(rows, 2)]}
        for kind, rows in sheets.items()
    }
    return Kept(
        number, f"{number:064x}", "committee", "AL-07", period, submitted_on, "2010-01-01", False, {}, content, ()
    )


def figures(catalogue: Catalogue, *submissions: Kept) -> Figures:
    return figures_of(submissions, catalogue, TODAY)


def seat(institution: str, since: str = "2008-01-10", **more: object) -> dict[str, object]:
    empty = {"organisation": None, "until": None}
    return {"body": "rcat", "institution": institution, "since": since, **empty, **more}


def held(day: str) -> dict[str, object]:
    empty = dict.fromkeys(("kind", "chaired_by", "members_total", "minutes_ref"))
    return {"body": "rcat", "held_on": day, "members_present": 5, **empty}


def community(name: str) -> dict[str, object]:
    return {"community": name, "municipality": "Kukës", "identified_on": "2008-05-01", "basis": None}


def programme(name: str) -> dict[str, object]:
    return {"community": name, "title": "Klub", "provider": "Bashkia", "provider_sector": None,
            "started_on": "2008-06-01", "ended_on": None}  # fmt: skip


# --- the cover


def test_cover_is_complete_so_that_the_workbook_can_be_handed_in(request_for_kukes: TemplateRequest) -> None:
    assert prefilled_cover(request_for_kukes) == {
        "form": "committee",
        "qark": "AL-07",
        "period": "2009-S2",
        "submitted_on": TODAY,
        "prepared_by": "Zyra përgjegjëse, Kukës",
    }


def test_register_names_no_qark(request_for_kukes: TemplateRequest, catalogue: Catalogue) -> None:
    register = replace(request_for_kukes, form=catalogue.form("register"), unit=None)
    assert prefilled_cover(register)["prepared_by"] == "Zyra përgjegjëse, Shqipëria"
    assert "qark" not in prefilled_cover(register)


def test_day_of_handing_in_stays_open_before_the_period_has_begun(request_for_kukes: TemplateRequest) -> None:
    early = replace(request_for_kukes, period="2010-S2")
    assert prefilled_cover(early)["submitted_on"] is None


# --- what is prefilled


def written(path: Path, known: Figures, request: TemplateRequest) -> dict[str, list[list[object]]]:
    """The rows of each record sheet of a workbook, by its name there."""
    write_template(path / "form.xlsx", request, prefilled(known, request))
    names = [record_sheet_name(request.catalogue.record(name), request.speaks) for name in request.form.records]
    there = openpyxl.load_workbook(path / "form.xlsx").sheetnames
    return {name: rows_of(path / "form.xlsx", name) for name in names if name in there}


def test_a_new_period_has_all_sheets_and_its_standing_ones_are_prefilled(
    tmp_path: Path, catalogue: Catalogue, request_for_kukes: TemplateRequest
) -> None:
    police: dict[str, object] = {
        "body": "twt",
        "institution": "police",
        "since": "2007-02-01",
        "organisation": None,
        "until": None,
    }
    known = figures(
        catalogue, kept(1, "2009-S1", date(2009, 7, 20), {"members": [police], "meetings": [held("2009-02-03")]})
    )
    sheets = written(tmp_path, known, request_for_kukes)
    members = [str(value)[:10] if value else "" for value in sheets["Anëtarët"][0]]
    assert members == ["Tryeza Tek", "Policia", "", "2007-02-01", ""]
    assert sheets["Mbledhjet"] == [], "a meeting belongs to its own semester"
    assert len(openpyxl.load_workbook(tmp_path / "form.xlsx").sheetnames) == 10


def test_row_that_began_after_the_period_is_left_out(
    tmp_path: Path, catalogue: Catalogue, request_for_kukes: TemplateRequest
) -> None:
    known = figures(catalogue, kept(1, "2009-S1", date(2009, 7, 20), {"members": [seat("police", "2010-01-01")]}))
    assert written(tmp_path, known, request_for_kukes)["Anëtarët"] == []


def test_programme_of_a_community_that_is_gone_is_left_out(
    tmp_path: Path, catalogue: Catalogue, request_for_kukes: TemplateRequest
) -> None:
    """The communities of the second hand-in are newer than the programmes of the first."""
    known = figures(
        catalogue,
        kept(1, "2009-S1", date(2009, 7, 20), {
            "vulnerable_communities": [community("Lagjja e Re"), community("Fshati")],
            "programmes": [programme("LAGJJA E RE"), programme("Fshati")],
        }),
        kept(2, "2009-S1", date(2009, 8, 20), {"vulnerable_communities": [community("Lagjja e Re")]}),
    )  # fmt: skip
    assert [row[0] for row in written(tmp_path, known, request_for_kukes)["Programet"]] == ["LAGJJA E RE"]


# --- a period that was handed in already


@pytest.fixture
def handed_in(catalogue: Catalogue) -> Figures:
    """Of 2009-S2 Kukës handed in two meetings and one seat, of the semester before terms of reference too."""
    terms: dict[str, object] = {"body": "rcat", "adopted_on": "2008-05-06", "valid_until": None, "document_ref": "1"}
    return figures(
        catalogue,
        kept(1, "2009-S1", date(2009, 7, 20), {"terms_of_reference": [terms], "members": [seat("prefect")]}),
        kept(2, "2009-S2", date(2010, 1, 20), {
            "meetings": [held("2009-08-03"), held("2009-11-03")], "members": [seat("police")], "trainings": [],
        }),
    )  # fmt: skip


def test_events_are_prefilled_too_and_no_sheet_that_was_not_handed_in(
    tmp_path: Path, handed_in: Figures, request_for_kukes: TemplateRequest
) -> None:
    sheets = written(tmp_path, handed_in, request_for_kukes)
    assert {name: len(rows) for name, rows in sheets.items()} == {"Mbledhjet": 2, "Anëtarët": 1, "Trajnimet": 0}
    guide = [row[0] for row in rows_of(tmp_path / "form.xlsx", request_for_kukes.speaks.say("template.sheet.guide"))]
    said = guide.index(request_for_kukes.speaks.say("template.guide.left_out"))
    left_out = ("terms_of_reference", "vulnerable_communities", "programmes", "actions")
    names = [record_sheet_name(request_for_kukes.catalogue.record(one), request_for_kukes.speaks) for one in left_out]
    assert guide[said + 1 : said + 5] == names


def test_with_all_sheets_what_was_not_handed_in_is_there_as_for_a_new_period(
    tmp_path: Path, handed_in: Figures, request_for_kukes: TemplateRequest
) -> None:
    sheets = written(tmp_path, handed_in, replace(request_for_kukes, all_sheets=True))
    assert {name: len(rows) for name, rows in sheets.items() if rows} == {
        "Mbledhjet": 2, "Anëtarët": 1, "Termat e referencës": 1,
    }  # fmt: skip
    assert len(sheets) == 7


def test_a_sheet_whose_row_would_be_rejected_now_is_left_out_so_that_what_stands_stays(
    catalogue: Catalogue, request_for_kukes: TemplateRequest
) -> None:
    first = {
        "vulnerable_communities": [community("Lagjja e Re"), community("Fshati")], "programmes": [programme("Fshati")],
    }  # fmt: skip
    known = figures(
        catalogue,
        kept(1, "2009-S2", date(2010, 1, 20), first),
        kept(2, "2009-S2", date(2010, 2, 20), {"vulnerable_communities": [community("Lagjja e Re")]}),
    )
    found = prefilled(known, request_for_kukes)
    assert [row["community"] for row in found.rows["vulnerable_communities"]] == ["Lagjja e Re"]
    assert "programmes" in found.left_out


def test_register_is_prefilled_with_the_reports_of_its_semester_in_the_order_of_its_rows(
    catalogue: Catalogue, request_for_kukes: TemplateRequest
) -> None:
    rows: list[dict[str, object]] = [
        {"qark": unit, "kind": "activity_report", "received_on": "2010-01-20", "document_ref": None}
        for unit in ("AL-09", "AL-02", "AL-07")
    ]
    content = replace(kept(1, "2009-S2", date(2010, 2, 1), {"reports": rows}), form="register", qark=None)
    other = replace(kept(2, "2009-S1", date(2010, 2, 1), {"reports": []}), form="register", qark=None)
    register = replace(request_for_kukes, form=catalogue.form("register"), unit=None)
    found = prefilled(figures(catalogue, content, other), register)
    assert [row["qark"] for row in found.rows["reports"]] == ["AL-09", "AL-02", "AL-07"]
    assert found.left_out == ()


# --- what was last accepted


def test_newest_semester_up_to_the_one_asked_for_is_taken(
    catalogue: Catalogue, request_for_kukes: TemplateRequest
) -> None:
    known = figures(
        catalogue,
        kept(1, "2008-S2", date(2009, 1, 20), {"members": [seat("police")]}),
        kept(2, "2009-S1", date(2009, 7, 20), {"members": [seat("police"), seat("npo", organisation="Shoqata A")]}),
        kept(3, "2010-S1", date(2010, 2, 20), {"members": [seat("prefect")]}),
    )
    rows = last_accepted(known, request_for_kukes)["members"]
    assert [(row["institution"], row["since"]) for row in rows] == [
        ("police", date(2008, 1, 10)),
        ("npo", date(2008, 1, 10)),
    ]


def test_corrected_submission_is_taken_and_the_superseded_one_is_not(
    catalogue: Catalogue, request_for_kukes: TemplateRequest
) -> None:
    known = figures(
        catalogue,
        kept(1, "2009-S1", date(2009, 7, 20), {"members": [seat("police")]}),
        kept(2, "2009-S1", date(2009, 8, 20), {"members": [seat("prefect")]}),
    )
    assert [row["institution"] for row in last_accepted(known, request_for_kukes)["members"]] == ["prefect"]


def test_empty_sheet_says_there_were_none_and_older_rows_do_not_come_back(
    catalogue: Catalogue, request_for_kukes: TemplateRequest
) -> None:
    known = figures(
        catalogue,
        kept(1, "2008-S2", date(2009, 1, 20), {"members": [seat("police")]}),
        kept(2, "2009-S1", date(2009, 7, 20), {"members": []}),
    )
    assert last_accepted(known, request_for_kukes)["members"] == []


def test_sheet_that_was_left_out_last_time_comes_from_the_time_before(
    catalogue: Catalogue, request_for_kukes: TemplateRequest
) -> None:
    known = figures(
        catalogue,
        kept(1, "2008-S2", date(2009, 1, 20), {"members": [seat("police")]}),
        kept(2, "2009-S1", date(2009, 7, 20), {"trainings": []}),
    )
    assert [row["institution"] for row in last_accepted(known, request_for_kukes)["members"]] == ["police"]


def test_what_was_handed_in_after_the_day_of_asking_is_not_known(
    catalogue: Catalogue, request_for_kukes: TemplateRequest
) -> None:
    known = figures(catalogue, kept(1, "2009-S1", date(2009, 7, 20), {"members": [seat("police")]}))
    assert last_accepted(known, replace(request_for_kukes, on=date(2009, 7, 19))) == {}


def test_register_has_nothing_standing(catalogue: Catalogue, request_for_kukes: TemplateRequest) -> None:
    register = replace(request_for_kukes, form=catalogue.form("register"), unit=None)
    assert last_accepted(figures(catalogue), register) == {}
