"""Formulas whose value comes from elsewhere, and those that only look as if (FORMS.md 3)."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from etl.intake.values.formulas import names_that_reach_outside, reaches_outside
from tests.intake.builders import edited, rules
from tests.intake.conftest import Check

LOCAL = "file:" + "///"
FROM_GOOGLE = 'IFERROR(__xludf.DUMMYFUNCTION("IMPORTRANGE(""https://example.org/1abc"",""S!A1"")"),8)'


@pytest.mark.parametrize(
    "formula",
    [
        "[1]Sheet1!A1", "IF(A1=1,[1]x!A1)", "[Book2.xlsx]Sheet1!A1", "'[1]Sheet 1'!A1", r"'C:\x\[b.xlsx]S'!A1",
        r"'C:\x\b.xlsx'!Emri", "'https://example.org/[b.xlsx]S'!A1", "[1]!Emri", "[1]Sheet1:Sheet3!A1",
        f"'{LOCAL}C:/b.xlsx'#$S.A1", f"'{LOCAL}x/b.ods'#$'Fleta 1'.A1", "SUM([2]Sheet!A:A)", "[1]Fletë!A1",
        "Tabela1[Nr]&[1]Lista!A1", "cmd|'/c calc'!A0", "Excel|Sheet1!R1C1", 'DDE("soffice","b.ods","A1")',
        FROM_GOOGLE, 'IFERROR(__xludf.DUMMYFUNCTION("GOOGLEFINANCE(""X"")"),1)',
        'IMPORTRANGE("https://example.org","S!A1")', 'IMPORTDATA("https://example.org/a.csv")',
        'importhtml("https://example.org","table",1)', 'IMPORTXML("https://example.org","//a")',
        'WEBSERVICE("http://example.org/y")', '_xlfn.WEBSERVICE("http://example.org/y")',
        'RTD("x.y",,"z")', 'CUBEVALUE("a","b")', 'SUM(1,RTD ("x",,"y"))',
        'INDIRECT("[Book2.xlsx]Sheet1!A1")', "INDIRECT(\"'[Book2.xlsx]Sheet 1'!A1\")",
        "INDIRECT(\"'[\"&B1&\"]Sheet1'!A1\")", 'indirect("["&TEXT(B1,"0")&".xlsx]S!A"&ROW())',
        'SUM(INDIRECT("[b]S!A1"),1)',
    ],
)  # fmt: skip
def test_value_from_elsewhere(formula: str) -> None:
    assert reaches_outside(formula)


@pytest.mark.parametrize(
    "formula",
    [
        "Tabela1[@Nr]&Lista!A1", "Tabela[Nr]&' - '!A1", "Table1[[#This Row],[a]]-Lists!B1", "SUM(Tab[x])+Sheet!A1",
        "Tab[x]=S!A1", "Tab[x];S!A1", "Tab[x] S!A1", "Tab[x]/S!A1", "Tab[a|b]+S!A1", "Tab[[a]:[b]]*'Fleta 2'!B1",
        "'Fleta [1]'!A1",
        'HYPERLINK("http://example.org","Prot 12")', 'HYPERLINK("[b.xlsx]S!A1","Prot 12")', 'A1&"[x]y!"',
        "'Sheet 1:Sheet 3'!A1", 'CONCAT("[1]Sheet!A1")', 'INDIRECT("Tabela1[Nr]")', 'INDIRECT("Sheet2!A1")&"[x]y!"',
        "INDIRECT(\"'Fleta 2'!A\"&ROW())", 'IFERROR(__xludf.DUMMYFUNCTION("UNIQUE(A1:A3)"),"x")', "B2#", "'S 1'!A1#",
        'IF(A1="RTD(",1,2)', "MYRTD(A1)", "Sheet2!A1", '"a|b"&Lista!A1', "A1:A9",
    ],
)  # fmt: skip
def test_value_of_the_workbook_itself(formula: str) -> None:
    assert not reaches_outside(formula)


def test_name_for_what_lies_outside() -> None:
    names = {"rate": 'INDIRECT("[b.xlsx]S!A1")', "twice": "Rate*2", "own": "Tabela1[Nr]&Lista!A1", "page": FROM_GOOGLE}
    assert names_that_reach_outside(names) == {"rate", "twice", "page"}


@pytest.mark.parametrize(
    "formula", ['INDIRECT("' * 3_000, "'[" * 16_000, '"' * 32_001, "INDIRECT((" * 3_000, "[a]x" * 8_000]
)
def test_endless_formula_is_looked_at_in_time(formula: str) -> None:
    start = time.process_time()
    reaches_outside(formula)
    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    ("formula", "expected"),
    [(FROM_GOOGLE.replace('"', "&quot;"), ["formula_outside"]), ("Tabela1[@Nr]+Lista!A1", ["formula"])],
)
def test_formula_in_a_workbook(check: Check, tmp_path: Path, formula: str, expected: list[str]) -> None:
    path = edited(tmp_path / "a.xlsx", "xl/worksheets/sheet2.xml", r'<c r="E2"[^>]*>.*?</c>',
                  f'<c r="E2"><f>{formula}</f><v>9</v></c>')  # fmt: skip
    assert rules(check(path)) == expected
