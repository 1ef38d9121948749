"""A cell says one thing: what it holds twice, shows otherwise or has never calculated is told of (forms.md 3)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.intake.builders import edited, packed, parts_of, rules, sharing_strings, workbook
from tests.intake.conftest import Check

SHEET, BOOK, STRINGS = "xl/worksheets/sheet2.xml", "xl/workbook.xml", "xl/sharedStrings.xml"

# --- two values in one cell

TWICE = [
    "<v>8</v><v>9</v>",
    "<v>9</v><v>9</v>",
    "<v/><v>9</v>",
    "<v>8</v><is><t>9</t></is>",
    "<is><t>8</t></is><v>9</v>",
    "<is><t>8</t></is><is><t>9</t></is>",
    "<is><t>8</t><t>9</t></is>",
    "<is><r><t>8</t><t>9</t></r></is>",
    "<f>4+4</f><f>4+5</f><v>9</v>",
]


@pytest.mark.parametrize("kind", ["n", "str", "inlineStr"])
@pytest.mark.parametrize("content", TWICE)
def test_cell_with_two_values_is_unreadable(check: Check, tmp_path: Path, content: str, kind: str) -> None:
    found = check(edited(tmp_path / "a.xlsx", SHEET, '<c r="E2".*?</c>', f'<c r="E2" t="{kind}">{content}</c>'))
    assert rules(found) == ["unreadable"]


@pytest.mark.parametrize(
    "content",
    [
        "<is><t>9</t></is>", "<is><r><t>9</t></r></is>", "<is><t></t><r><t>9</t></r></is>", "<is><t>9</t></is><v/>",
        '<is><t>9</t><rPh sb="0" eb="1"><t>x</t></rPh></is>', "<is><r><t></t></r><r><rPr><b/></rPr><t>9</t></r></is>",
    ],
)  # fmt: skip
def test_cell_with_one_value_in_pieces_is_read(check: Check, tmp_path: Path, content: str) -> None:
    found = check(edited(tmp_path / "a.xlsx", SHEET, '<c r="E2".*?</c>', f'<c r="E2" t="inlineStr">{content}</c>'))
    assert found.sheets[0].rows[0].values["members_present"] == 9


@pytest.mark.parametrize(("more", "expected"), [("<t>2010</t>", ["unreadable"]), ("<r><t> (copy)</t></r>", [])])
def test_shared_text_with_two_values(check: Check, tmp_path: Path, more: str, expected: list[str]) -> None:
    parts = sharing_strings(parts_of(workbook()))
    text = parts[STRINGS].replace(b"Minutes 1/2009</t>", f"Minutes 1/2009</t>{more}".encode())
    assert text != parts[STRINGS]
    assert rules(check(packed(tmp_path / "a.xlsx", {**parts, STRINGS: text}))) == expected


# --- formulas that were never calculated, as programs write them that calculate nothing


def to_be_calculated(path: Path, cell: str, said: str) -> Path:
    parts = parts_of(workbook())
    for part, pattern, put in ((SHEET, '<c r="E2".*?</c>', cell), (BOOK, "<calcPr[^>]*/>", f"<calcPr {said}/>")):
        text, count = re.subn(pattern, put, parts[part].decode())
        assert count == 1
        parts[part] = text.encode()
    return packed(path, parts)


FORMULA = "<f>COUNTA(A2:A9)</f>"


@pytest.mark.parametrize("said", ['fullCalcOnLoad="1"', 'calcId="124519" fullCalcOnLoad="true"'])
@pytest.mark.parametrize("value", ["<v>0</v>", "<v>0.0</v>", "<v> 0 </v>", "<v></v>", "<v/>", ""])
def test_zero_of_a_program_that_calculates_nothing(check: Check, tmp_path: Path, value: str, said: str) -> None:
    found = check(to_be_calculated(tmp_path / "a.xlsx", f'<c r="E2">{FORMULA}{value}</c>', said))
    assert (rules(found), found.rejected) == (["formula_not_calculated"], {"meetings": 1})


@pytest.mark.parametrize("said", ['fullCalcOnLoad="0"', 'calcId="191029"'])
def test_zero_that_was_calculated_counts(check: Check, tmp_path: Path, said: str) -> None:
    found = check(to_be_calculated(tmp_path / "a.xlsx", f'<c r="E2">{FORMULA}<v>0</v></c>', said))
    assert "formula_not_calculated" not in rules(found)


@pytest.mark.parametrize("cell", [f'<c r="E2">{FORMULA}<v>9</v></c>', '<c r="E2"><v>9</v></c>'])
def test_value_beside_a_formula_still_counts(check: Check, tmp_path: Path, cell: str) -> None:
    found = check(to_be_calculated(tmp_path / "a.xlsx", cell, 'fullCalcOnLoad="1"'))
    assert (found.accepted, found.sheets[0].rows[0].values["members_present"]) == ({"meetings": 1}, 9)


def test_typed_zero_is_no_formula(check: Check, tmp_path: Path) -> None:
    found = check(to_be_calculated(tmp_path / "a.xlsx", '<c r="E2"><v>0</v></c>', 'fullCalcOnLoad="1"'))
    assert rules(found) == ["minimum"]
