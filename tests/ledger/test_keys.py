"""One folding (forms.md 3): NFKD, without case, diacritics, the kind of dash, quotation mark or apostrophe."""

from __future__ import annotations

import sys
import unicodedata

import pytest

from indicators.keys import fold_key
from tests.oracle import folded

EVERY = [chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code < 0xE000]


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
    assert [one for one in EVERY if fold_key(fold_key(one)) != fold_key(one)] == []


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
def test_no_normal_form_changes_a_key(form: str) -> None:
    changed = [one for one in EVERY if fold_key(f"a{unicodedata.normalize(form, one)}a") != fold_key(f"a{one}a")]  # type: ignore[arg-type]
    assert changed == []
