"""Texts that rows are joined by: letters of other scripts, and a sign or letter that parts two sheets (FORMS.md 3)."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from etl.formats.locale_folder import ETL_LOCALE
from etl.intake.rows.joins import key_columns, misses
from etl.intake.text.keys import in_latin, is_near
from indicators.keys import fold_key
from indicators.language import language
from indicators.model import Catalogue
from tests.intake.builders import Cells, meeting, meetings_file, rules, saved, workbook
from tests.intake.conftest import Check
from tests.intake.test_rows import COMMUNITIES, COMMUNITY, MEMBERS, SINCE, TERMS, TRAINING, TRAININGS


def test_key_columns_are_what_the_catalogue_compares(catalogue: Catalogue) -> None:
    found = {kind.id: set(key_columns(catalogue, kind)) for kind in catalogue.records}
    assert {kind: names for kind, names in found.items() if names} == {
        "terms_of_reference": {"document_ref"},
        "members": {"organisation"},
        "trainings": {"organisation"},
        "vulnerable_communities": {"community"},
        "programmes": {"community", "title"},
        "actions": {"action"},
    }


# --- letters of another script in a key


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Vаtra", "Vatra"), ("Qendra Vatrа", "Qendra Vatra"), ("Оrganizata", "Organizata"), ("ΑBC", "ABC"),
        ("АВС", "ABC"), ("Lagjja Ваr", "Lagjja Bar"), ("Kukёs", "Kukës"), ("SOS Ο", "SOS O"),
        ("Vatrа–Vlorë", "Vatra–Vlorë"),
    ],
)  # fmt: skip
def test_word_that_only_seems_latin(written: str, meant: str) -> None:
    assert not written.isascii()
    assert in_latin(written) == meant


@pytest.mark.parametrize(
    "written",
    ["Vatra", "Tjetër Vizion", "Çamëria", "Ομόνοια", "Qendra Ομόνοια", "Ново Место", "Дом", "Kırklareli", "Łódź",
     "№ 12", "β-test", "“Vatra” – Vlorë", "５", "Ωmega"],
)  # fmt: skip
def test_word_that_is_what_it_seems(written: str) -> None:
    assert in_latin(written) is None


@pytest.mark.parametrize(
    ("kind", "rows", "column"),
    [
        ("members", (MEMBERS, ("rcat", "npo", "Vаtra", SINCE, None)), "organisation"),
        ("trainings", (TRAININGS, (*TRAINING[:4], "npo", "Vatrа", 2)), "organisation"),
        ("vulnerable_communities", (COMMUNITIES, ("Lagjjа", *COMMUNITY[1:])), "community"),
        ("terms_of_reference", (TERMS, ("rcat", SINCE, None, "Vendim А1")), "document_ref"),
    ],
)
def test_look_alike_letters_in_a_key_reject_the_row(
    check: Check, tmp_path: Path, kind: str, rows: Cells, column: str
) -> None:
    found = check(saved(workbook({kind: rows}), tmp_path / "a.xlsx"))
    (finding,) = found.findings
    assert (finding.rule, finding.column, found.rejected) == ("text_look_alike", column, {kind: 1})
    assert str(dict(finding.values)["suggestion"]).isascii()
    assert "Mos deshët të shkruani" in finding.message(language("sq", ETL_LOCALE))


@pytest.mark.parametrize("written", ["Ново Место", "Дом 1", "Qendra Ομόνοια", "АВС", "β-test", "5 μ", "Vatra–Дом"])
def test_text_that_nothing_is_joined_by_may_be_of_any_letters(check: Check, tmp_path: Path, written: str) -> None:
    found = check(meetings_file(tmp_path, meeting(minutes_ref=written)))
    assert (found.findings, found.sheets[0].rows[0].values["minutes_ref"]) == ((), written)


@pytest.mark.parametrize("written", ["Prоt. 1", "Kukёs", "Αktet"])
def test_letters_that_pass_for_latin_ones_stand_in_a_text_that_nothing_is_joined_by(
    check: Check, tmp_path: Path, written: str
) -> None:
    found = check(meetings_file(tmp_path, meeting(minutes_ref=written)))
    assert (found.findings, found.sheets[0].rows[0].values["minutes_ref"]) == ((), written)


# --- keys that miss each other


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Vatra - Vlorë", "Vatra Vlorë"), ("Vatra-Vlorë", "Vatra Vlorë"), ("VatraVlorë", "Vatra Vlorë"),
        ("“Vatra”", "Vatra"), ("Vatra.", "Vatra"), ("O.J.F. Vatra", "OJF Vatra"), ("Lagja e Re", "Lagjja e Re"),
        ("Qendra Vatar", "Qendra Vatra"), ("Qendra Vatre", "Qendra Vatra"), ("Qendra Vatras", "Qendra Vatra"),
        ("Shoqata “A”", "Shoqata A"), ("Nr 5", "Nr. 5"),
    ],
)  # fmt: skip
def test_texts_that_were_most_likely_meant_to_be_the_same(one: str, other: str) -> None:
    assert is_near(fold_key(one), fold_key(other))
    assert is_near(fold_key(other), fold_key(one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Shoqata A", "Shoqata B"), ("Lagjja 1", "Lagjja 2"), ("Lagjja nr. 11", "Lagjja nr. 1"), ("Vatra", "Vizion"),
        ("Qendra Vatra", "Vatra"), ("Vatra Vlorë", "Vatra Tiranë"), ("IOM", "ICM"), ("Fshat1", "Fshat2"), ("", "Vatra"),
        ("“”", "–"), ("Qendra Vatre", "Qendrat Vatra"), ("AB", "A B C"),
    ],
)  # fmt: skip
def test_texts_that_may_be_two_things(one: str, other: str) -> None:
    assert not is_near(fold_key(one), fold_key(other))


def trained(*organisations: str, body: str = "rcat", institution: str = "npo") -> Cells:
    return (TRAININGS, *((*TRAINING[:3], body, institution, one, 2) for one in organisations))


def members(*organisations: str, body: str = "rcat") -> Cells:
    return (MEMBERS, *((body, "npo", one, SINCE, None) for one in organisations))


@pytest.mark.parametrize("written", ["Vatra Vlorë", "“Vatra” Vlorë", "Vatra-Vlore.", "Vatra – Vlora", "Vatra/Vlorë"])
def test_organisation_that_misses_the_members_by_a_sign_or_a_letter(check: Check, tmp_path: Path, written: str) -> None:
    sheets = {"trainings": trained("Tjetër Vizion", written), "members": members("Vatra-Vlorë", "Tjetër Vizion")}
    found = check(saved(workbook(sheets), tmp_path / "a.xlsx"))
    if fold_key(written) == fold_key("Vatra-Vlorë"):  # as soon as keys do without the kind of sign
        assert found.findings == ()
        return
    (finding,) = found.findings
    assert (finding.level, finding.rule, finding.sheet, finding.row) == ("warning", "near_key", "trainings", 3)
    assert finding.message(language("sq", ETL_LOCALE)).endswith("Mos deshët të shkruani “Vatra-Vlorë”?")
    assert found.accepted == {"trainings": 2, "members": 2}


@pytest.mark.parametrize(
    ("training", "seats"),
    [
        (trained("Vatra - Vlorë"), members("Vatra-Vlorë", body="twt")),
        (trained("Vatra Vlorë", institution="other"), members("Vatra-Vlorë")),
        (trained("Vatra-Vlorë"), members("Vatra-Vlorë", "Vatra Vlorë")),
        (trained("Vatra"), members("Tjetër Vizion")),
        (trained("Shoqata A"), members("Shoqata B")),
        (trained("VATRA-VLORE"), members("Vatra-Vlorë")),
        (trained("Vatra-Vlorë"), (MEMBERS, ("rcat", "police", None, SINCE, None))),
    ],
)
def test_organisation_that_joins_or_is_another_one_is_not_warned_of(
    check: Check, tmp_path: Path, training: Cells, seats: Cells
) -> None:
    found = check(saved(workbook({"trainings": training, "members": seats}), tmp_path / "a.xlsx"))
    assert "near_key" not in rules(found)


def test_organisation_is_held_against_accepted_rows_only(check: Check, tmp_path: Path) -> None:
    seats = (MEMBERS, ("rcat", "npo", "Vatra-Vlorë", "mars 2009", None))
    found = check(saved(workbook({"trainings": trained("Vatra Vlorë"), "members": seats}), tmp_path / "a.xlsx"))
    assert rules(found) == ["date_without_day"]


def test_trainings_without_the_members_sheet_are_not_warned_of(check: Check, tmp_path: Path) -> None:
    assert check(saved(workbook({"trainings": trained("Vatra Vlorë")}), tmp_path / "a.xlsx")).findings == ()


def test_sheets_that_never_meet_are_held_against_each_other_in_time(catalogue: Catalogue) -> None:
    def rows(count: int, name: str) -> dict[int, dict[str, Any]]:
        return {
            number: {"body": "rcat", "institution": "npo", "organisation": f"{name} {number} e qytetit", "topic": None}
            for number in range(2, count)
        }

    def seconds(count: int) -> float:
        sheets = {"members": rows(count, "Shoqata"), "trainings": rows(count, "Qendra")}
        start = time.process_time()
        assert list(misses(catalogue, sheets)) == []
        return time.process_time() - start

    # What is quadratic costs sixty times as much for eight times the rows, on any machine.
    eighth = seconds(2_500)
    assert seconds(20_000) < 2 * 8 * eighth
