"""A cell says one thing: what it holds twice, shows otherwise or has never calculated is told of (FORMS.md 3)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from etl.formats.locale_folder import ETL_LOCALE
from etl.intake.values.number_formats import shows
from indicators.language import language
from indicators.model import LANGUAGES
from tests.intake.builders import edited, packed, parts_of, rules, saved, sharing_strings, workbook
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


# The text of a cell that says it holds one is its value; another beside it is only warned of (ECMA-376, 18.18.11).
BESIDE = {"<v>8</v><is><t>9</t></is>": 9, "<is><t>8</t></is><v>9</v>": 8}


@pytest.mark.parametrize(("content", "value"), BESIDE.items())
def test_text_in_a_cell_is_its_value(check: Check, tmp_path: Path, content: str, value: int) -> None:
    found = check(edited(tmp_path / "a.xlsx", SHEET, '<c r="E2".*?</c>', f'<c r="E2" t="inlineStr">{content}</c>'))
    assert found.sheets[0].rows[0].values["members_present"] == value
    assert rules(found) == ["number_from_text", "extra_outside"]


@pytest.mark.parametrize(
    ("content", "kind"),
    [(one, kind) for one in TWICE for kind in ("n", "str", "inlineStr") if kind != "inlineStr" or one not in BESIDE],
)
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


# --- counts that the cell shows otherwise


def formatted(path: Path, column: str, value: object, look: str | int) -> Path:
    """A workbook with a value and a format; a number of a format is one that programs have built in."""
    book = workbook()
    book["meetings"][f"{column}2"].value = value
    book["meetings"][f"{column}2"].number_format = look if isinstance(look, str) else "000.000"
    if isinstance(look, str):
        return saved(book, path)
    return edited(path, "xl/styles.xml", '<xf numFmtId="165"', f'<xf numFmtId="{look}"', book)


SHOWN_OTHERWISE: list[tuple[float, str | int, str | None]] = [
    (12000, "0,", "12"), (1, "0%", "100%"), (2, '"1"0', "12"), (3, '"-"', "-"), (3, ";;;", None), (3, '""', None),
    (12, "h:mm", None), (12, "[h]:mm", None), (12, 20, None), (12, 46, None), (12, 33, None), (1, 9, "100%"),
    (12, '0"0"', "120"), (12, "00-00", "00-12"), (12, "-0", "-12"), (3, '[>2]"shumë";0', "shumë"),
    (234, '"1 "000', "1 234"), (9, '0" nga 12"', "9 nga 12"), (12, "0.0,", "0.0"),
]  # fmt: skip


@pytest.mark.parametrize(("value", "look", "shown"), SHOWN_OTHERWISE)
def test_count_that_the_cell_shows_otherwise_is_told(
    check: Check, tmp_path: Path, value: float, look: str | int, shown: str | None
) -> None:
    found = check(formatted(tmp_path / "a.xlsx", "E", value, look))
    told = [one for one in found.findings if one.rule.startswith("number_")]
    assert [one.rule for one in told] == ["number_not_as_shown" if shown else "number_not_shown"]
    assert (told[0].level, told[0].column) == ("warning", "members_present")
    texts = [told[0].message(language(code, ETL_LOCALE)) for code in LANGUAGES]
    assert all(str(value) in text and (shown is None or f"“{shown}”" in text) for text in texts)


SHOWN_AS_IT_IS: list[tuple[float, str | int]] = [
    (9, "General"), (9, "0"), (9, "0.00"), (9, "000"), (9, "#,##0"), (9, '0 "veta"'), (9, "[Red]0"), (9, "??0"),
    (9, "@"), (9, 1), (9, 3), (9, 4), (9, '0 "m2"'), (9, '"Nr. "0'), (9, "0_)"), (9, "0.00E+00"), (9, "# ?/?"),
    (9, "General;-General"),
]  # fmt: skip


@pytest.mark.parametrize(("value", "look"), SHOWN_AS_IT_IS)
def test_count_that_the_cell_shows_needs_no_warning(
    check: Check, tmp_path: Path, value: float, look: str | int
) -> None:
    found = check(formatted(tmp_path / "a.xlsx", "E", value, look))
    assert (found.findings, found.sheets[0].rows[0].values["members_present"]) == ((), value)


@pytest.mark.parametrize(
    ("text", "value", "seen"),
    [
        ("1,234", 1234.0, True), ("1 234 567", 1234567.0, True), ("1,23", 123.0, False), ("12.50", 12.5, True),
        ("13.46", 13.456, True), ("13.45", 13.456, False), ("13", 12.5, False), ("13", 13.0, True), ("", 0.0, False),
        ("(5)", 5.0, False), ("0.3", 0.1 + 0.2, True),
    ],
)  # fmt: skip
def test_whether_a_number_is_seen(text: str, value: float, *, seen: bool) -> None:
    assert shows(text, value) == seen


# --- dates whose format shows them otherwise in other languages


@pytest.mark.parametrize("number", [27, 28, 29, 36, *range(50, 59)])
def test_date_that_some_programs_show_without_its_day_is_told(check: Check, tmp_path: Path, number: int) -> None:
    found = check(formatted(tmp_path / "a.xlsx", "B", 39903, number))
    assert (rules(found), found.accepted) == (["date_shown_otherwise"], {"meetings": 1})


@pytest.mark.parametrize("number", [14, 15, 22, 30, 31])
def test_date_that_all_programs_show_whole(check: Check, tmp_path: Path, number: int) -> None:
    assert rules(check(formatted(tmp_path / "a.xlsx", "B", 39903, number))) == []
