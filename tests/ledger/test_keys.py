"""One folding (FORMS.md 3): NFKD, without case, diacritics, the kind of dash, quotation mark or apostrophe.

Fault D4 of those that outsiders found (tests/intake/cases/README.md).
"""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterator

import pytest

from indicators.keys import fold_key
from tests.oracle import folded


def every() -> Iterator[str]:
    """Every character of Unicode."""
    return (chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code < 0xE000)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Oﬁçina", "OFICINA"),
        ("Ｖａｔｒａ", "vatra"),
        ("m²", "M2"),
        ("Straße", "STRASSE"),
        ("ſtatut", "Statut"),
        ("Fier – Vlorë", "Fier-Vlore".replace("-", " - ")),
        ("a\u2011b", "a\u2014b"),
        ("a−b", "a－b"),
        ("„Vatra”", '"Vatra"'),
        ("«Vatra»", "“VATRA”"),
        ("″Vatra″", "＂Vatra＂"),
        ("D’Arta", "d'arta"),
        ("D´Arta", "D`Arta"),
        ("Dʼarta", "D＇ARTA"),
        ("D′Arta", "d‘arta"),
        (" Fushë \u00a0 Arrëz ", "fushe arrez"),
    ],
)
def test_keys_that_are_the_same(first: str, second: str) -> None:
    assert fold_key(first) == fold_key(second)
    assert folded(first) == folded(second)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Vatra 1", "Vatra-1"),
        ('"Vatra"', "Vatra"),
        ('"Vatra"', "'Vatra'"),
        ("dhe", "đhe"),
        ("Lac", "Łac"),
        ("m2", "m3"),
    ],
)
def test_keys_that_are_not(first: str, second: str) -> None:
    assert fold_key(first) != fold_key(second)


def test_a_folded_key_stays_as_it_is_whatever_the_character() -> None:
    """So a key that the package carries, or a catalogue writes, may be folded again."""
    folded_once = ((one, fold_key(one)) for one in every())
    assert [one for one, key in folded_once if key != one and fold_key(key) != key] == []


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
def test_no_normal_form_changes_a_key(form: str) -> None:
    others = ((one, unicodedata.normalize(form, one)) for one in every())  # type: ignore[arg-type]
    changed = {one: normal for one, normal in others if normal != one}
    assert changed
    assert [one for one, normal in changed.items() if fold_key(f"a{normal}a") != fold_key(f"a{one}a")] == []
