"""A third language is locale and catalogue files alone: in it runs every command, form, export and page."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from babel import Locale

from dashboard.model.context import DASHBOARD_LOCALE
from indicators.language import language
from tests.languages.pseudo import CODE, ROOT, add_to_catalogues, add_to_locales, changed, copied, is_changed

WORD = re.compile(r"[^\W\d_]{3,}")
# Python's own words around the help of a command, in every language.
OF_THE_LIBRARY = frozenset(("usage", "positional arguments", "options", "show this help message and exit"))
NO_WORDS = re.compile(
    r"--[\w-]+|\S*[/_]\S*|\b\w+\.(?:xlsx|docx|pdf|yaml|zip)\b|\w+…|\b(?=[0-9a-f]*[0-9])[0-9a-f]{8,}\b"
)


@cache
def of_the_locale() -> frozenset[str]:
    """The words that dates, numbers and names of languages have in the language whose code was borrowed."""
    found = Locale.parse(CODE)
    months = [*found.months["format"]["wide"].values(), *found.months["format"]["abbreviated"].values()]
    return frozenset((*months, *(found.languages[code] for code in ("en", "sq", CODE))))


@pytest.fixture(scope="module")
def walked(demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    copy = copied(tmp_path_factory.mktemp("third"))
    add_to_locales(copy)
    add_to_catalogues(copy)
    sound = ROOT / "tests" / "catalogue" / "sound"
    shutil.copytree(sound, copy / "older")
    shutil.copytree(sound, copy / "half")
    code_lists = copy / "half" / "code_lists.yaml"
    code_lists.write_text(
        re.sub(r"\{en: (\w+), sq: (\w+)\}", r"{en: \1, sq: \2, it: Za}", code_lists.read_text(), count=1)
    )
    data, out = copy / "data", copy / "said.json"
    shutil.copytree(demonstration, data)
    call = [sys.executable, "-m", "tests.languages.walk", CODE, str(data), str(out)]
    path = os.pathsep.join((str(copy), str(ROOT)))
    done = subprocess.run(
        call, cwd=copy, env=os.environ | {"PYTHONPATH": path}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    found: dict[str, Any] = json.loads(out.read_text("utf-8"))
    return found


Quotations = Mapping[str, set[str]]


@pytest.fixture(scope="module")
def quoted(walked: dict[str, Any]) -> Quotations:
    """What others wrote, by each word in it."""
    by_word = defaultdict(set)
    for one in map(one_line, (*walked["quoted"], *OF_THE_LIBRARY)):
        for word in WORD.findall(one):
            by_word[word].add(one)
    return by_word


def left(texts: Iterable[str], quoted: Quotations) -> set[str]:
    """The words of texts that are not of the language, where nobody is quoted and no program, file or option named."""
    found = set()
    for text in map(one_line, texts):
        rest = text
        for one in sorted({one for word in wrong(text) for one in quoted.get(word, ())}, key=len, reverse=True):
            rest = rest.replace(one, " ")
        found |= wrong(rest)
    return found


def one_line(text: str) -> str:
    return " ".join(text.split())


def wrong(text: str) -> set[str]:
    """The words of a text that are not of the language; options, files and what was cut short are none."""
    known = of_the_locale()
    found = WORD.findall(NO_WORDS.sub(" ", text))
    return {one for one in found if not is_changed(one) and one.lower() not in known and not one.isupper()}


def of_kind(walked: dict[str, Any], start: str) -> dict[str, list[str]]:
    found = {name: said for name, said in walked["said"].items() if name.startswith(start)}
    assert found
    return found


def test_the_rule_changes_and_lengthens() -> None:
    text = "Nothing {count} was reported: {names}."
    assert changed(text) == "Noztzhizng {count} wazs rezpozrtezd: {names}.".replace("Noztz", "Nozt")
    assert (is_changed("reported"), is_changed(changed("reported"))) == (False, True)


@pytest.mark.parametrize(
    "start", ["rcat", "template", "marked", "xlsform", "report", "pdf", "columns", "definitions", "page", "calendar"]
)
def test_no_text_is_left_in_another_language(walked: dict[str, Any], quoted: Quotations, start: str) -> None:
    found = {name: words for name, said in of_kind(walked, start).items() if (words := left(said, quoted))}
    assert found == {}


def test_a_text_of_another_language_would_be_found(quoted: Quotations) -> None:
    """However much is quoted: none of the texts that the pages have, a few words long."""
    for code in ("en", "sq"):
        said = [one for one in language(code, DASHBOARD_LOCALE).texts.values() if len(WORD.findall(one)) > 9][::3]
        assert len(said) > 40
        assert [one for one in said if not left([one], quoted)] == []


def test_the_forms_of_the_language_are_read_in_it(walked: dict[str, Any]) -> None:
    sound, faulty = walked["json"]["sound"], walked["json"]["faulty"]
    assert (sound["findings"], sound["accepted"]) == ([], {"meetings": 1, "trainings": 0})
    assert [one["rule"] for one in faulty["findings"]] == ["date_impossible", "number_unreadable"]
    assert [set(one["message"]) for one in faulty["findings"]] == [{"en", "sq", CODE}] * 2


def test_tables_have_columns_of_the_language(walked: dict[str, Any]) -> None:
    with_columns = {name.removeprefix("columns of ") for name, said in of_kind(walked, "columns of").items() if said}
    assert with_columns == {"areas", "indicators", "data_dictionary"}


def test_a_catalogue_older_than_the_language_goes_on_working(walked: dict[str, Any]) -> None:
    (older,), half = walked["said"]["catalogue older"], walked["said"]["catalogue half"]
    assert older == changed("The catalogue is in order: 3 indicators, 2 measures, 7 record kinds.")
    missing = changed("The key ‘|’ is missing. Add it.").replace("|", CODE)
    assert half[0] == f"code_lists.yaml:3: {missing}"
    assert all(one.endswith(missing) for one in half[:-1])
