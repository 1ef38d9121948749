"""Texts that stand where there is no value: errors of any spreadsheet; and ticked boxes as yes and no (FORMS.md 3)."""

from __future__ import annotations

from typing import Any

import pytest

from etl.formats.locale_folder import ETL_LOCALE
from etl.intake.cells import Cell
from etl.intake.findings import Finding
from etl.intake.values.values import CodeTable, Reading, read_value
from indicators.language import language
from indicators.model import Code, Words
from tests.intake.builders import TODAY
from tests.intake.test_values import read

# --- errors


@pytest.mark.parametrize("kind", ["text", "code", "date", "whole_number", "number", "loose_date"])
@pytest.mark.parametrize(
    "written",
    ["#RIF!", "#N/D", "#BEZUG!", "#WERT!", "#NV", "#ZAHL!", "#VALORE!", "#NOME?", "#VLERA!", "#EMRI?", "#PJES/0!",
     "#¡REF!", "#¿NOMBRE?", "#¡DIV/0!", "#N/B", "#ССЫЛКА!", "#Н/Д", "#ΤΙΜΗ!", "Err:502", "Err:508", "Err :522",
     "#ERROR!", "#FIELD!", "#BUSY!", "#SPILL!", "#CALC!", "#GETTING_DATA", "#CONNECT!", "Loading...", "Loading…",
     " #REF! ", "\u200e#REF!", "#SPILL RANGE!"],
)  # fmt: skip
def test_error_value_of_any_make_and_language_is_rejected(kind: Any, written: str) -> None:
    for plain_text in (True, False):
        reading = read(written, kind, plain_text=plain_text)
        assert (reading.value, reading.fault) == (None, "error_value")


@pytest.mark.parametrize(
    "written",
    ["#", "##", "#1", "#12!", "# REF", "#REF", "#Vatra!", "#bashkë!", "Vendim #REF!", "Err", "Err:50", "Err:5022",
     "Loading", "#1/2009", "Nr. #12/A", "#A!"],
)  # fmt: skip
def test_text_that_is_no_error_value_is_kept(written: str) -> None:
    assert read(written, "text") == Reading(written)


@pytest.mark.parametrize("kind", ["text", "date", "whole_number"])
@pytest.mark.parametrize("written", ["###", "########", " ##### "])
def test_signs_of_a_column_that_was_too_narrow_are_rejected(kind: Any, written: str) -> None:
    assert read(written, kind).fault == "error_value"


def test_error_value_says_what_to_do() -> None:
    narrow, wrong = (
        Finding("error", "a.csv", "x", 2, "y", written, "error_value", read(written, "text").values)
        for written in ("########", "#RIF!")
    )
    for code, (wide, right) in {"en": ("widen", "right value"), "sq": ("zgjerojeni", "vlerën e saktë")}.items():
        one = language(code, ETL_LOCALE)
        assert wide in narrow.message(one)
        assert "########" in narrow.message(one)
        assert right in wrong.message(one)
        assert wide not in wrong.message(one)


# --- ticked boxes in columns of yes and no

YES_NO = CodeTable.of(
    (
        Code(id="yes", label=Words(en="Yes", sq="Po"), truth=True),
        Code(id="no", label=Words(en="No", sq="Jo"), truth=False),
    )
)


@pytest.mark.parametrize(
    ("kind", "written", "code"),
    [("truth", True, "yes"), ("truth", False, "no"), ("text", "TRUE", "yes"), ("text", "false", "no"),
     ("text", "VERO", "yes"), ("text", "FALSO", "no"), ("text", "WAHR", "yes"), ("text", "E VËRTETË", "yes"),
     ("text", " True ", "yes")],
)  # fmt: skip
def test_ticked_box_is_yes_with_a_warning(kind: str, written: Any, code: str) -> None:
    reading = read_value(Cell(1, kind, written), "code", YES_NO, TODAY, plain_text=True)
    assert (reading.value, reading.fault, reading.notes) == (code, None, ("code_from_truth",))
    assert dict(reading.values)["reading"] == {"yes": Words(en="Yes", sq="Po"), "no": Words(en="No", sq="Jo")}[code]


@pytest.mark.parametrize("written", ["x", "1", "ON", "true yes"])
def test_what_is_no_truth_is_no_yes(written: str) -> None:
    assert read_value(Cell(1, "text", written), "code", YES_NO, TODAY, plain_text=True).fault == "code_unknown"


def test_list_without_yes_and_no_takes_no_truth() -> None:
    assert read("TRUE", "code").fault == "code_unknown"
