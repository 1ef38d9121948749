"""Every finding has its words in both languages, says where it is, and has the shape that INTERFACES.md fixes."""

from __future__ import annotations

import ast
import re
from datetime import date
from pathlib import Path
from typing import Any, cast

import pytest

from etl.formats.form_sheets import own_sheet_names
from etl.formats.locale_folder import ETL_LOCALE
from etl.intake.findings import Finding, Phrase
from etl.intake.report import MOST_OF_A_RULE
from indicators.language import language, read_locale
from indicators.model import Words
from tests.intake.builders import COVER, MEETING, MEETINGS, meeting, meetings_file, rules, saved, workbook
from tests.intake.conftest import Check

ETL = Path(ETL_LOCALE).parent
NOT_RULES = ("finding.place.", "finding.personal.", "finding.remedy.", "finding.did_you_mean")


def rules_with_words() -> set[str]:
    keys = read_locale(ETL_LOCALE, "en")
    rules = (
        key.removeprefix("finding.") for key in keys if key.startswith("finding.") and not key.startswith(NOT_RULES)
    )
    return {rule.removesuffix(".one").removesuffix(".other") for rule in rules}


def texts_in_the_code() -> set[str]:
    """Every text constant of etl: a rule's name is one, or begins with one that an f-string completes."""
    return {
        node.value
        for path in (*(ETL / "intake").rglob("*.py"), ETL / "what_if" / "loss_findings.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def test_every_rule_with_words_is_used() -> None:
    texts = texts_in_the_code()
    completed = ("extra_", "before_", "after_", "number_is_", "decimal_is_", "text_is_")
    assert {rule for rule in rules_with_words() if rule not in texts and not rule.startswith(completed)} == set()


def test_every_rule_used_has_words() -> None:
    starts = (
        r"\.(?:stop|error|warn|more)\(\s*",
        "fault=",
        r"RefusedError\(",
        r"Fault\(",
        r"DateReading\(None, ",
        r"column\.id, ",
    )
    pattern = re.compile(f'(?:{"|".join(starts)})"([a-z_0-9]+)"')
    used = {rule for path in (ETL / "intake").rglob("*.py") for rule in pattern.findall(path.read_text())}
    assert len(used) > 60
    assert used - rules_with_words() == set()


def test_message_in_both_languages() -> None:
    finding = Finding(
        "error", "a.xlsx", "Mbledhjet", 7, "members_total", "8", "at_least",
        (("label", Words(en="Members in all", sq="Anëtarë gjithsej")),
         ("other", Words(en="Members present", sq="Anëtarë të pranishëm")), ("limit", 9)),
    )  # fmt: skip
    english, albanian = language("en", ETL_LOCALE), language("sq", ETL_LOCALE)
    assert (
        finding.message(english)
        == "“8” is too small: “Members in all” cannot be less than “Members present”, which is 9."
    )
    assert finding.message(albanian).startswith("“8” është shumë i vogël: “Anëtarë gjithsej”")
    assert finding.place(english) == "sheet “Mbledhjet”, row 7, column “Members in all”"
    assert finding.place(albanian) == "fleta “Mbledhjet”, rreshti 7, kolona “Anëtarë gjithsej”"


def test_placeholders_are_worded_in_the_language() -> None:
    values = (("kind", Phrase("finding.personal.phone")), ("cell", "C7"), ("sheet_name", "x"))
    finding = Finding("error", "a", "x", 7, "C", None, "personal_cell", values)
    assert "një numër telefoni" in finding.message(language("sq", ETL_LOCALE))
    dated = Finding("error", "a", "x", 7, "C", "x", "after_period_end", (("limit", date(2009, 6, 30)),))
    assert "30 qershor 2009" in dated.message(language("sq", ETL_LOCALE))


def test_real_date_is_shown_in_words_and_given_in_iso(check: Check, tmp_path: Path) -> None:
    (finding,) = check(meetings_file(tmp_path, meeting(held_on=date(2009, 7, 1)))).findings
    assert finding.value == "2009-07-01"
    assert finding.message(language("sq", ETL_LOCALE)).startswith("“1 korrik 2009” është pas periudhës")


def test_did_you_mean_follows_the_message(check: Check, tmp_path: Path) -> None:
    found = check(meetings_file(tmp_path, meeting(chaired_by="Prefect of Kukës", body="Komiteti Rajonal Antitrafk")))
    messages = [finding.message(language("sq", ETL_LOCALE)) for finding in found.findings]
    assert messages[0].endswith("Mos deshët të shkruani “Komiteti Rajonal Antitrafik”?")


def test_braces_in_a_value_do_no_harm(check: Check, tmp_path: Path) -> None:
    found = check(meetings_file(tmp_path, meeting(kind="{label.__class__}", members_present="{}")))
    assert "{label.__class__}" in found.findings[0].message(language("en", ETL_LOCALE))


def test_json_has_the_fixed_shape(check: Check, tmp_path: Path) -> None:
    found = check(meetings_file(tmp_path, MEETING, meeting(body="twt", members_present="n/a"))).as_json()
    assert list(found) == [
        "file", "sha256", "form", "qark", "period", "submitted_on", "accepted", "rejected", "findings",
    ]  # fmt: skip
    assert found["submitted_on"] == "2009-07-10"
    (finding,) = cast("list[dict[str, Any]]", found["findings"])
    assert list(finding) == ["level", "sheet", "row", "column", "value", "rule", "message"]
    assert (finding["sheet"], finding["row"], finding["column"], finding["value"]) == (
        "meetings", 3, "members_present", "n/a",
    )  # fmt: skip
    assert list(finding["message"]) == ["en", "sq"]


@pytest.mark.parametrize("sheet", ["guide", "lists"])
def test_the_forms_own_sheets_are_known_by_every_name(check: Check, tmp_path: Path, sheet: str) -> None:
    for name in own_sheet_names(sheet):
        found = check(saved(workbook({"meetings": (MEETINGS, MEETING), name: ()}, COVER), tmp_path / "a.xlsx"))
        assert found.findings == ()


def test_something_written_on_the_forms_own_sheet_is_not_kept(check: Check, tmp_path: Path) -> None:
    sheets = {"meetings": (MEETINGS, MEETING), "guide": (("my own note",),)}
    found = check(saved(workbook(sheets), tmp_path / "a.xlsx"))
    assert ([one.rule for one in found.findings], found.keeps_file) == (["own_sheet_changed"], False)


def test_a_file_full_of_faults_keeps_the_first_of_each_rule_and_their_count(check: Check, tmp_path: Path) -> None:
    rows = [("nonsense", None, None, None, "n/a", None, None)] * (MOST_OF_A_RULE + 5)
    found = check(meetings_file(tmp_path, *rows))
    assert found.rejected == {"meetings": MOST_OF_A_RULE + 5}
    for rule in ("code_unknown", "number_unreadable"):
        assert [one.row for one in found.findings if one.rule == rule] == list(range(2, MOST_OF_A_RULE + 2))
    more = [one for one in found.findings if one.rule == "more_of_a_rule"]
    assert {dict(one.values)["count"] for one in more} == {5}
    assert {(one.level, one.sheet, one.row, one.value) for one in more} == {("error", None, None, None)}
    assert "nonsense" in more[0].message(language("sq", ETL_LOCALE))


def test_as_many_faults_as_are_kept_are_all_listed(check: Check, tmp_path: Path) -> None:
    rows = [("rcat", date(2009, 3, 31), None, None, "n/a", None, f"Prot. {number}") for number in range(MOST_OF_A_RULE)]
    assert rules(check(meetings_file(tmp_path, *rows))) == ["number_unreadable"] * MOST_OF_A_RULE


def test_what_stops_a_file_too_often_still_stands_first(check: Check, tmp_path: Path) -> None:
    rows = [("nonsense", None, None, None, 9, None, f"06912345{number:02}") for number in range(MOST_OF_A_RULE // 2)]
    sheet = (("Emri", *[f"Emri {number}" for number in range(90)]),) * 10
    found = check(
        saved(workbook({"meetings": (MEETINGS, *rows), "a": sheet, "b": sheet, "c": sheet}), tmp_path / "a.xlsx")
    )
    assert found.refused
    assert found.stopped_by == found.findings[0]
    listed = [one for one in found.findings if one.rule == "personal_header"]
    (more,) = [one for one in found.findings if one.rule == "more_of_a_rule"]
    assert len(listed) + cast("int", dict(more.values)["count"]) == 3 * 10 * 91
