"""The files and folders that outside testers found to be read wrongly, each under its fault's number.

`cases/` holds them as they were handed over; its README names the tests where siblings of each kind stand. W24 is made
anew by `test_blank_cells_with_a_format_cost_little`: it is large, and says nothing more.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from etl.intake.submission import CheckedSubmission
from indicators.keys import fold_key
from tests.intake.conftest import Check

CASES = Path(__file__).parent / "cases"


@dataclass(frozen=True)
class Right:
    """What is right: the rows accepted and rejected of the sheets that have any, and each rule that is named."""

    accepted: int
    rules: dict[str, int] = field(default_factory=dict)
    rejected: int = 0
    refused: bool = False


BESIDE = {"extra_parts": 1}
RIGHT = {
    "W01.xlsx": Right(2, {"date_from_text": 1}),
    "W02.xlsx": Right(2),
    "W03.xlsx": Right(2, {"unknown_column": 1}),
    "W04.xlsx": Right(2, BESIDE),
    "W05.zip": Right(2, {"extra_files": 1}),
    "W06.xlsx": Right(2, {"unknown_column": 1}),
    "W07.xlsx": Right(2),
    "W08.xlsx": Right(2, BESIDE),
    "W09": Right(0, {"encoding_unknown": 1}, refused=True),
    "W10": Right(1, {"date_with_offset": 1}, rejected=1),
    "W11.xlsx": Right(1, {"date_day_not_shown": 1}, rejected=1),
    "W12.xlsx": Right(3, {"text_says_nothing": 1}),
    "W13.xlsx": Right(18, {"date_from_text": 21, "extra_collected": 1}),
    "W14.xlsx": Right(4, {"date_from_text": 2, "date_turned_round": 2}),
    "W15.xlsx": Right(1, {"text_digits_lost": 1}, rejected=1),
    "W16.xlsx": Right(2, {"text_as_shown": 1}),
    "W17_dorezimi": Right(1, {"date_from_text": 1}),
    "W17_korrik": Right(1, {"date_from_text": 1}),
    "W18": Right(0, {"lines_in_one_cell": 1}, rejected=2, refused=True),
    "W19": Right(1, {"text_after_quote": 1}, rejected=1),
    "W20": Right(2),
    "W21.zip": Right(0, {"zip_of_workbook": 1}, refused=True),
    "W22.xlsb": Right(0, {"old_format": 1}, refused=True),
    "W23.xlsx": Right(2, {"extra_author": 1}),
    "W25": Right(2, {"sheet_read_as": 2}),
    "W26.xlsx": Right(2),
    "W28.xlsx": Right(5),
    "~$W29.xlsx": Right(0, {"excel_lock": 1}, refused=True),
}


@pytest.mark.parametrize("name", RIGHT)
def test_case(check: Check, name: str) -> None:
    found, right = check(CASES / name), RIGHT[name]
    assert Counter(one.rule for one in found.findings) == right.rules
    counts = sum(found.accepted.values()), sum(found.rejected.values()), found.refused
    assert counts == (right.accepted, right.rejected, right.refused)


def values(found: CheckedSubmission, kind: str, column: str) -> list[object]:
    (sheet,) = [one for one in found.sheets if one.kind == kind]
    return [row.values.get(column) for row in sheet.rows]


@pytest.mark.parametrize(
    ("name", "kind", "column", "expected"),
    [
        ("W01.xlsx", "members", "since", [date(2008, 1, 15)] * 2),
        ("W07.xlsx", "meetings", "minutes_ref", [None, "P-1"]),
        ("W12.xlsx", "members", "organisation", [None, "Tjetër Vizion"]),
        ("W14.xlsx", "meetings", "held_on",
         [date(2009, 5, 3), date(2009, 3, 13), date(2009, 3, 25), date(2009, 2, 4)]),
        ("W16.xlsx", "meetings", "minutes_ref", ["007", "P-1"]),
        ("W17_dorezimi", "terms_of_reference", "adopted_on", [date(2008, 9, 12)]),
        ("W17_korrik", "terms_of_reference", "adopted_on", [date(2008, 7, 12)]),
        ("W20", "members", "organisation", [None, "Tjetër Vizion"]),
    ],
)  # fmt: skip
def test_case_is_read_as_it_was_meant(check: Check, name: str, kind: str, column: str, expected: list[object]) -> None:
    assert values(check(CASES / name), kind, column) == expected


def test_case_w26_is_one_organisation(check: Check) -> None:
    found = check(CASES / "W26.xlsx")
    texts = {str(*values(found, kind, "organisation")) for kind in ("members", "trainings")}
    assert len(texts) == 2
    assert len(set(map(fold_key, texts))) == 1
