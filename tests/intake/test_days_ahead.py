"""Days of validity and plans may lie ahead, up to the end of 2100; all others end today (FORMS.md 2 and 3).

Terms of reference handed in in July 2009 and valid until 2010 were rejected then and accepted years later, so that a
replay showed what nobody could have handed in.

Fault D5 of those that outsiders found (tests/intake/cases/README.md).
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from etl.formats.locale_folder import ETL_LOCALE
from etl.intake.reader import Reader
from etl.intake.rows.schema import Batch, breaches
from etl.intake.rows.validate import AcceptedRow
from etl.intake.submission import CheckedSubmission, check_submission
from etl.intake.values.values import Value
from etl.intake.values.written_dates import EARLIEST, LATEST
from etl.outputs.exports.dictionary import described
from etl.outputs.exports.tables import Column as ExportColumn
from etl.outputs.exports.tables import Table
from etl.outputs.forms.workbook import write_form
from etl.outputs.forms.xlsform import write_xlsform
from indicators.language import language
from indicators.loader import CATALOGUES, load
from indicators.model import Catalogue
from tests.intake.builders import COVER, Cells, csv_folder, csv_text, rules, saved, workbook
from tests.intake.test_rows import ACTIONS, COMMUNITIES, COMMUNITY, MEMBERS, PROGRAMMES, TERMS

HANDED_IN = date(2009, 7, 10)
SINCE = date(2008, 5, 1)
AHEAD: dict[str, set[str]] = {
    "terms_of_reference": {"valid_until"}, "members": {"until"}, "programmes": {"ended_on"}, "actions": {"due_on"},
}  # fmt: skip


def sheets(day: Any, kind: str) -> dict[str, Cells]:
    """A submission with one row of a kind, in which the day that may lie ahead is this one."""
    found: dict[str, dict[str, Cells]] = {
        "terms_of_reference": {"terms_of_reference": (TERMS, ("rcat", SINCE, day, "Vendim 1"))},
        "members": {"members": (MEMBERS, ("rcat", "police", None, SINCE, day))},
        "programmes": {
            "vulnerable_communities": (COMMUNITIES, COMMUNITY),
            "programmes": (PROGRAMMES, (COMMUNITY[0], "Rikthim", "Bashkia", None, SINCE, day)),
        },
        "actions": {"actions": (ACTIONS, ("Ditë informimi", "awareness", None, None, day, None))},
    }
    return found[kind]


def on_that_day(sheet: dict[str, Cells], tmp_path: Path, catalogue: Catalogue, reader: Reader) -> CheckedSubmission:
    path = saved(workbook(sheet), tmp_path / "a.xlsx")
    return check_submission(path, catalogue, today=HANDED_IN, reader=reader)


@pytest.mark.parametrize("day", [date(2009, 7, 11), date(2010, 12, 31), LATEST])
@pytest.mark.parametrize("kind", AHEAD)
def test_day_of_validity_or_plan_may_lie_ahead(
    tmp_path: Path, catalogue: Catalogue, reader: Reader, kind: str, day: date
) -> None:
    found = on_that_day(sheets(day, kind), tmp_path, catalogue, reader)
    assert (rules(found), found.accepted[kind]) == ([], 1)
    (column,) = AHEAD[kind]
    assert next(one for one in found.sheets if one.kind == kind).rows[0].values[column] == day


@pytest.mark.parametrize("day", [date(2101, 1, 1), date(2999, 12, 31)])
@pytest.mark.parametrize("kind", AHEAD)
def test_no_day_lies_after_2100(tmp_path: Path, catalogue: Catalogue, reader: Reader, kind: str, day: date) -> None:
    found = on_that_day(sheets(day, kind), tmp_path, catalogue, reader)
    assert rules(found) == ["date_too_late"]
    message = found.findings[0].message(language("sq", ETL_LOCALE))
    assert "31 dhjetor 2100" in message


@pytest.mark.parametrize("kind", AHEAD)
def test_no_day_lies_before_1990(tmp_path: Path, catalogue: Catalogue, reader: Reader, kind: str) -> None:
    assert "date_too_early" in rules(on_that_day(sheets(date(1989, 12, 31), kind), tmp_path, catalogue, reader))


@pytest.mark.parametrize(
    "sheet",
    [
        {"terms_of_reference": (TERMS, ("rcat", date(2009, 7, 11), date(2010, 1, 1), "Vendim 1"))},
        {"members": (MEMBERS, ("rcat", "police", None, date(2010, 1, 1), None))},
        {"actions": (ACTIONS, ("Ditë informimi", "awareness", None, None, None, date(2009, 7, 11)))},
        {"vulnerable_communities": (COMMUNITIES, (*COMMUNITY[:2], date(2009, 8, 1), None))},
    ],
)
def test_what_has_happened_is_not_later_than_today(
    tmp_path: Path, catalogue: Catalogue, reader: Reader, sheet: dict[str, Cells]
) -> None:
    assert rules(on_that_day(sheet, tmp_path, catalogue, reader)) == ["date_in_future"]


def test_day_of_handing_in_does_not_lie_ahead(tmp_path: Path, catalogue: Catalogue, reader: Reader) -> None:
    path = saved(workbook(cover={**COVER, "submitted_on": date(2009, 7, 11)}), tmp_path / "a.xlsx")
    assert rules(check_submission(path, catalogue, today=HANDED_IN, reader=reader)) == ["date_in_future"]


def test_day_ahead_in_a_csv_file(tmp_path: Path, catalogue: Catalogue, reader: Reader) -> None:
    text = csv_text((TERMS, ("rcat", "2008-05-01", "31.12.2010", "Vendim 1"), ("twt", "2008-05-01", "3010", "x")))
    folder = csv_folder(tmp_path / "x", {"terms_of_reference.csv": text})
    found = check_submission(folder, catalogue, today=HANDED_IN, reader=reader)
    assert (rules(found), found.accepted) == (["date_is_number"], {"terms_of_reference": 1})


def test_catalogue_says_which_days_may_lie_ahead() -> None:
    found = {
        (folder, kind.id): {column.id for column in kind.columns if kind.may_lie_ahead(column.id)}
        for folder in ("rcat-2008-2010", "coordination-tools")
        for kind in load(CATALOGUES / folder).records
    }
    expected = {("rcat-2008-2010", kind): columns for kind, columns in AHEAD.items()}
    expected |= {("coordination-tools", "actions"): {"due_on"}, ("coordination-tools", "presidencies"): {"until"}}
    assert {name: columns for name, columns in found.items() if columns} == expected


def test_second_judge_knows_the_same_bounds(catalogue: Catalogue) -> None:
    def judge(until: date) -> frozenset[int]:
        row: dict[str, Value] = {
            "body": "rcat",
            "institution": "police",
            "organisation": None,
            "since": EARLIEST,
            "until": until,
        }
        batch = Batch(7, "2009-S1", HANDED_IN, [AcceptedRow(2, row)])
        return breaches(catalogue.record("members"), [batch], catalogue)

    assert judge(date(2010, 1, 1)) == frozenset()
    assert judge(LATEST) == frozenset()
    assert judge(date(2101, 1, 1)) == {7}


@pytest.mark.parametrize(("code", "text"), [("en", "may lie in the future"), ("sq", "në të ardhmen")])
def test_template_allows_and_says_it(tmp_path: Path, catalogue: Catalogue, code: str, text: str) -> None:
    form = catalogue.form("committee")
    write_form(
        tmp_path / "form.xlsx",
        catalogue,
        form,
        language(code, ETL_LOCALE),
        {"form": "committee"},
        dict.fromkeys(form.records, ()),
    )
    book = load_workbook(tmp_path / "form.xlsx")
    found: dict[tuple[str, str], str] = {}
    for kind in (catalogue.record(name) for name in form.records):
        sheet = book[kind.label[code]]
        for place, column in enumerate(kind.columns, start=1):
            cell = sheet.cell(2, place).coordinate
            check = next(one for one in sheet.data_validations.dataValidation if cell in one.sqref)
            if column.type == "date":
                found[kind.id, column.id] = str(check.formula2)
                assert (text in str(check.prompt)) == kind.may_lie_ahead(column.id), column.id
    ahead = {place for place, last in found.items() if "DATE(2100,12,31)" in last}
    assert ahead == {(kind, column) for kind, columns in AHEAD.items() for column in columns}
    assert all("TODAY()" in last for place, last in found.items() if place not in ahead)


def test_collection_tools_allow_and_say_it(tmp_path: Path, catalogue: Catalogue) -> None:
    write_xlsform(tmp_path / "form.xlsx", catalogue, catalogue.form("committee"))
    header, *rows = load_workbook(tmp_path / "form.xlsx")["survey"].iter_rows(values_only=True)
    asked = {str(row[1]): dict(zip(header, row, strict=True)) for row in rows}
    for columns in AHEAD.values():
        for column in columns:
            assert "<= date('2100-12-31')" in str(asked[column]["constraint"])
            assert "may lie in the future" in str(asked[column]["hint::English (en)"])
    for column in ("held_on", "done_on", "since"):
        assert ". >= date('1990-01-01') and . <= today()" in str(asked[column]["constraint"])


def test_data_dictionary_says_it(catalogue: Catalogue) -> None:
    columns = (ExportColumn("adopted_on", "date"), ExportColumn("valid_until", "date"))
    adopted, valid = described(catalogue, Table("terms_of_reference", columns, list))
    assert valid.words["sq"].endswith("Mund të jetë edhe në të ardhmen.")
    assert "future" not in adopted.words["en"]
