"""A language that nobody speaks: every text changed by a rule, longer by a third. Made of files alone, in a copy."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import yaml

from indicators.plain_yaml import texts

ROOT = Path(__file__).resolve().parents[2]
CODE = "it"
PACKAGES = ("indicators", "etl", "dashboard")
FACTS = {"name": "Izng", "tag": "it-IT", "alphabet": "a b c d e f g h i j k l m n o p q r s t u v w x y z"}
_KEPT = re.compile(r"(\{[^{}]*\})")
_VOWEL = re.compile("[aeiouyàâçéèêëíîïóôöúü]", re.IGNORECASE)
_LEFT = re.compile(r"[aeiouyàâéèêëíîïóôöúü](?!z)", re.IGNORECASE)


def changed(text: str) -> str:
    """The text in the language: `z` behind every vowel, but for what is put in later."""
    return "".join(one if one.startswith("{") else _VOWEL.sub(r"\g<0>z", one) for one in _KEPT.split(text))


def is_changed(word: str) -> bool:
    """Whether a word is one of the language."""
    return not _LEFT.search(word)


def tree(path: Path) -> dict[str, object]:
    found = texts(path.read_text("utf-8"))
    assert isinstance(found, dict)
    return found


def write(path: Path, content: object) -> None:
    text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=10_000)
    path.write_text(text.replace("default: 'true'", "default: true"), "utf-8")


def mapped(content: object, change: Callable[[dict[str, object]], dict[str, object]]) -> object:
    """A tree with each mapping changed, from the leaves up."""
    if isinstance(content, dict):
        return change({key: mapped(value, change) for key, value in content.items()})
    return [mapped(one, change) for one in content] if isinstance(content, list) else content


def _translated(content: dict[str, object]) -> dict[str, object]:
    return {key: changed(text) if isinstance(text, str) else text for key, text in content.items()}


def _with_one_more(content: dict[str, object]) -> dict[str, object]:
    english = content.get("en")
    return {**content, CODE: changed(english)} if isinstance(english, str) else content


def add_to_locales(folder: Path) -> None:
    """A locale file more in every locale folder."""
    for path in folder.rglob("locale/en.yaml"):
        of = tree(path)
        of.pop("this_language", None)
        facts = {"this_language": FACTS} if path.parent.parent.name == "indicators" else {}
        translated = mapped(of, _translated)
        assert isinstance(translated, dict)
        write(path.with_name(f"{CODE}.yaml"), facts | translated)


def add_to_catalogues(folder: Path) -> None:
    """The language beside the others in every text of every programme."""
    for path in (folder / "indicators" / "catalogue").rglob("*.yaml"):
        write(path, mapped(tree(path), _with_one_more))


def copied(folder: Path) -> Path:
    """The product's packages in a folder of their own."""
    for name in PACKAGES:
        shutil.copytree(ROOT / name, folder / name)
    shutil.copytree(ROOT / ".streamlit", folder / ".streamlit")
    return folder
