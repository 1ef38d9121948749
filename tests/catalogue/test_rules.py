"""Every rule of the catalogue: a sound catalogue passes it, and a fault of `broken/` fails it, alone and at its line.

A file of `broken/` says which text of which file of `sound/` is replaced, which rule that breaks (and which others in
its wake), at which line (that of `at`, by default of the new text) and what is said about it.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from indicators.document import Problem
from indicators.draft import Draft
from indicators.language import language
from indicators.loader import CatalogueError, check, draft, load
from indicators.plain_yaml import texts
from indicators.rules import RULES

HERE = Path(__file__).parent
SOUND = HERE / "sound"
FAULTS = sorted(HERE.glob("broken/*.yaml"))
TYPE = "the type"


def fault(path: Path) -> dict[str, Any]:
    content = texts(path.read_text("utf-8"))
    assert isinstance(content, dict)
    assert set(content) <= {"breaks", "which_also_breaks", "file", "replace", "with", "found_in", "at", "says"}
    return content


def broken_copy(wrong: dict[str, Any], folder: Path) -> Path:
    copy = folder / "catalogue"
    shutil.copytree(SOUND, copy)
    file = copy / wrong["file"]
    text = file.read_text("utf-8")
    assert text.count(wrong["replace"]) == 1
    file.write_text(text.replace(wrong["replace"], wrong["with"]), "utf-8")
    return copy


def line_with(file: Path, text: str) -> int:
    """The line on which a text stands that stands in the file once."""
    content = file.read_text("utf-8")
    assert content.count(text) == 1, text
    return content[: content.index(text)].count("\n") + 1


def broken_rules(folder: Path) -> set[str]:
    """The rules that find something."""
    read, documents = draft(folder)
    assert read is not None
    found = set()
    for rule in RULES:
        before = sum(len(document.problems) for document in documents)
        rule(read)
        if sum(len(document.problems) for document in documents) > before:
            found.add(rule.__name__)
    return found


def test_sound_catalogue_passes_every_rule() -> None:
    assert check(SOUND)[1] == ()
    assert broken_rules(SOUND) == set()


@pytest.mark.parametrize("path", FAULTS, ids=lambda path: path.stem)
def test_fault_is_found_where_it_stands(path: Path, tmp_path: Path) -> None:
    wrong = fault(path)
    folder = broken_copy(wrong, tmp_path)
    catalogue, problems = check(folder)
    assert catalogue is None
    found_in = wrong.get("found_in", wrong["file"])
    place = f"{found_in}:{line_with(folder / found_in, wrong.get('at', wrong['with']))}: "
    said = [problem.text(language("en")) for problem in problems]
    assert [text for text in said if text.startswith(place) and wrong["says"] in text], said


@pytest.mark.parametrize("path", [path for path in FAULTS if fault(path)["breaks"] != TYPE], ids=lambda path: path.stem)
def test_fault_breaks_one_rule(path: Path, tmp_path: Path) -> None:
    wrong = fault(path)
    assert broken_rules(broken_copy(wrong, tmp_path)) == {wrong["breaks"], *wrong.get("which_also_breaks", ())}


def test_every_rule_has_a_fault() -> None:
    of_two_files = {"names_of_records_and_indicators_are_unique"}  # see test_two_files_with_one_id
    assert {rule.__name__ for rule in RULES} - {fault(path)["breaks"] for path in FAULTS} == of_two_files


@pytest.mark.parametrize("path", FAULTS, ids=lambda path: path.stem)
def test_fault_is_said_in_both_languages(path: Path, tmp_path: Path) -> None:
    _, problems = check(broken_copy(fault(path), tmp_path))
    for problem in problems:
        english, albanian = (problem.text(language(code)) for code in ("en", "sq"))
        assert english != albanian
        assert "{" not in english.replace("{days", "") + albanian


def test_all_problems_come_at_once(tmp_path: Path) -> None:
    copy = tmp_path / "catalogue"
    shutil.copytree(SOUND, copy)
    for name, old, new in (
        ("programme.yaml", "tile: [0, 1]", "tile: [0, 0]"),
        ("records/visits.yaml", "codes: purpose", "codes: porpose"),
        ("indicators/regular-visits.yaml", "timing: during", "timing: durin"),
        ("indicators/roles-filled.yaml", "owed_by: [board]", "owed_by: [bord]"),
    ):
        file = copy / name
        file.write_text(file.read_text("utf-8").replace(old, new), "utf-8")
    with pytest.raises(CatalogueError) as raised:
        load(copy)
    assert {problem.file for problem in raised.value.problems} == {
        "programme.yaml",
        "records/visits.yaml",
        "indicators/regular-visits.yaml",
        "indicators/roles-filled.yaml",
    }


def test_record_kind_that_cannot_be_typed_is_no_unknown_name_elsewhere(tmp_path: Path) -> None:
    copy = tmp_path / "catalogue"
    shutil.copytree(SOUND, copy)
    file = copy / "records" / "visits.yaml"
    file.write_text(file.read_text("utf-8").replace("date: made_on", "dat: made_on"), "utf-8")
    assert [problem.rule for problem in check(copy)[1]] == ["unknown_key_near"]


def test_folder_without_a_catalogue(tmp_path: Path) -> None:
    said = [problem.text(language("en")) for problem in check(tmp_path / "nowhere")[1]]
    assert said == [
        "code_lists.yaml:1: The file is missing. Add it.",
        "programme.yaml:1: The file is missing. Add it.",
    ]


def test_file_that_would_be_overlooked(tmp_path: Path) -> None:
    copy = tmp_path / "catalogue"
    shutil.copytree(SOUND, copy)
    file = copy / "records" / "visits.yaml"
    file.rename(file.with_suffix(".yml"))
    assert ("records/visits.yml", "file_name") in {(one.file, one.rule) for one in check(copy)[1]}


def test_file_in_another_encoding(tmp_path: Path) -> None:
    copy = tmp_path / "catalogue"
    shutil.copytree(SOUND, copy)
    file = copy / "code_lists.yaml"
    file.write_bytes(file.read_text("utf-8").encode("utf-16"))
    assert check(copy)[1] == (Problem("code_lists.yaml", 1, "unreadable_file"),)


def test_two_files_with_one_id(tmp_path: Path) -> None:
    copy = tmp_path / "catalogue"
    shutil.copytree(SOUND, copy)
    (copy / "indicators" / "visits.yaml").write_bytes((copy / "indicators" / "regular-visits.yaml").read_bytes())
    rules = {problem.rule for problem in check(copy)[1]}
    assert rules == {"file_name", "repeated_name"}


def test_scalars_are_read_as_text_and_typed_by_the_model(tmp_path: Path) -> None:
    """`NO` is not false, `1.10` is not 1.1, `12:30` is not 750."""
    copy = tmp_path / "catalogue"
    shutil.copytree(SOUND, copy)
    file = copy / "code_lists.yaml"
    file.write_text(file.read_text("utf-8").replace("also: [Course]", "also: [NO, 1.10, 12:30, 007, ~]"), "utf-8")
    found: Draft | None = draft(copy)[0]
    assert found is not None
    assert found.code_lists["purpose"][1].also == ("NO", "1.10", "12:30", "007", "~")
