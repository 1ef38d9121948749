"""A workbook to fill in: complete cover, standing sheets as last accepted, nothing that would be rejected."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from etl.figures import Figures, figures_of
from etl.forms.template import TemplateRequest, last_accepted, prefilled_cover, write_template
from etl.forms.workbook import Row
from etl.storage.store import Kept
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


def test_standing_sheets_are_prefilled_and_all_sheets_are_there(
    tmp_path: Path, request_for_kukes: TemplateRequest
) -> None:
    standing: dict[str, list[Row]] = {
        "members": [{"body": "twt", "institution": "police", "since": date(2007, 2, 1), "submission": 3, "row": 9}],
        "meetings": [{"body": "rcat", "held_on": date(2009, 8, 1), "members_present": 5}],
    }
    write_template(tmp_path / "form.xlsx", request_for_kukes, standing)
    members = rows_of(tmp_path / "form.xlsx", "Anëtarët")
    assert [str(value)[:10] if value else "" for value in members[0]] == ["Tryeza Tek", "Policia", "", "2007-02-01", ""]
    assert rows_of(tmp_path / "form.xlsx", "Mbledhjet") == [], "a meeting belongs to its own semester"
    assert len(openpyxl.load_workbook(tmp_path / "form.xlsx").sheetnames) == 10


def test_row_that_began_after_the_period_is_left_out(tmp_path: Path, request_for_kukes: TemplateRequest) -> None:
    late: Row = {"body": "twt", "institution": "police", "since": date(2010, 1, 1)}
    write_template(tmp_path / "form.xlsx", request_for_kukes, {"members": [late]})
    assert rows_of(tmp_path / "form.xlsx", "Anëtarët") == []


def test_programme_of_a_community_that_is_gone_is_left_out(tmp_path: Path, request_for_kukes: TemplateRequest) -> None:
    known: Row = {"community": "Lagjja e Re", "municipality": "Kukës", "identified_on": date(2008, 5, 1)}
    programme: Row = {"title": "Klub", "provider": "Bashkia", "started_on": date(2008, 6, 1)}
    standing: dict[str, list[Row]] = {
        "vulnerable_communities": [known],
        "programmes": [{**programme, "community": "LAGJJA E RE"}, {**programme, "community": "Fshati"}],
    }
    write_template(tmp_path / "form.xlsx", request_for_kukes, standing)
    assert [row[0] for row in rows_of(tmp_path / "form.xlsx", "Programet")] == ["LAGJJA E RE"]


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
