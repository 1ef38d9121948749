"""The encoding of a CSV file: read rightly or refused, never misread (FORMS.md 3)."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.intake.container.guard import LIMITS
from etl.intake.csv.folder import read_folder
from etl.intake.text.encodings import looks_broken, misread_word, mixes_scripts
from tests.intake.builders import COVER, MEETING, MEETINGS, cover_rows, csv_folder, csv_text, rules
from tests.intake.conftest import Check

ROW = tuple(str(value) for value in MEETING)
# Each on its own, so that no other letter of the file gives the encoding away.
TEXTS = (
    "Tjetër Vizion", "Zyra e Vlorë", "është", "Kukës", "një", "çështje", "Reç", "reçel", "Çamëria", "Çami", "ÇAMI",
    "TJETËR VIZION", "SHQIPËRI", "Ëndrra", "ËNDRRA", "E RË", "SHTËPIA", "KOMUNITETI I ÇAMËVE", "ç’është kjo", "Ç’kemi",
    "“Tjetër Vizion”", "‘Tjetër Vizion’", "„Tjetër Vizion“", "«Ëndrra»", "“Vatra”", "‘Vatra’", "“VATRA”", "«VATRA»",
    "s’ka ende", "S’KA ENDE", "Prefekti i qarkut – “Vatra”", "2009 – 2010", "Kukës–Has", "n’Kukës", "Ë", "ë", "ç", "Ç",
    "etj…", "d’accord", "5 000 lekë", "Gjykata e Tiranës; Prokuroria", "më ’97", "“ç’është?”", "ÇELËSI", "Luçiano",
    "BREGÇAJ",
)  # fmt: skip
WINDOWS = ("cp1250", "cp1252")
OTHERS = (
    "cp437", "cp850", "cp852", "cp857", "cp858", "cp860", "cp861", "cp863", "cp865", "mac_roman", "mac_latin2",
    "mac_turkish", "mac_croatian", "mac_iceland", "cp1251", "cp1253", "cp1257", "iso8859_2", "iso8859_15", "iso8859_16",
    "cp037", "cp500", "utf-7", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", "utf-32",
    "big5", "gb18030", "shift_jis", "euc_jp", "iso2022_jp",
)  # fmt: skip


def folder_with(folder: Path, text: str, encoding: str) -> Path:
    content = csv_text((MEETINGS, (*ROW[:-1], f'"{text}"'))).encode(encoding)
    return csv_folder(folder, {"meetings.csv": content})


@pytest.mark.parametrize("encoding", [*WINDOWS, "utf-8", "utf-8-sig", "utf-16"])
def test_albanian_text_is_read_as_it_was_written(check: Check, tmp_path: Path, encoding: str) -> None:
    for number, text in enumerate(TEXTS):
        found = check(folder_with(tmp_path / str(number), text, encoding))
        assert not found.refused, (text, rules(found))
        assert found.sheets[0].rows[0].values["minutes_ref"] == text
        is_told = not encoding.startswith("cp") or text.isascii()
        assert rules(found) == ([] if is_told else ["encoding_guessed"])


@pytest.mark.parametrize("encoding", OTHERS)
def test_text_in_another_encoding_is_never_misread(tmp_path: Path, encoding: str) -> None:
    read = 0
    for text in TEXTS:
        try:
            content = csv_text((MEETINGS, (*ROW[:-1], f'"{text}"'))).encode(encoding)
        except UnicodeEncodeError:
            continue
        read += 1
        (tmp_path / "meetings.csv").write_bytes(content)
        found = read_folder(tmp_path, LIMITS)
        if not found.faults:
            kept = found.sheets[0].rows[1].cells[-1].written
            assert kept == text or looks_broken(kept), (encoding, text)
    assert read, "nothing was tried"


@pytest.mark.parametrize("encoding", ["cp437", "cp850", "cp852", "mac_roman"])
def test_refusal_names_row_and_word_and_how_to_save_it_again(check: Check, tmp_path: Path, encoding: str) -> None:
    found = check(folder_with(tmp_path / "x", "Tjetër Vizion", encoding))
    assert (found.refused, rules(found)) == (True, ["encoding_unknown"])
    one = found.findings[0]
    assert (one.sheet, one.row) == ("meetings", 2)
    assert dict(one.values)["written"] == "Tjetër".encode(encoding).decode("cp1250")
    assert all("CSV UTF-8" in text for text in one.as_json()["message"].values())  # type: ignore[attr-defined]


def test_warning_of_the_guess_names_row_and_word(check: Check, tmp_path: Path) -> None:
    content = csv_text((MEETINGS, ROW, ("twt", *ROW[1:-1], "e Kukësit"))).encode("cp1250")
    found = check(csv_folder(tmp_path / "x", {"meetings.csv": content}))
    one = found.findings[0]
    assert (one.rule, one.sheet, one.row, dict(one.values)["written"]) == ("encoding_guessed", "meetings", 3, "Kukësit")


def test_warning_of_the_guess_names_the_most_doubtful_word(check: Check, tmp_path: Path) -> None:
    content = csv_text((MEETINGS, (*ROW[:-1], "Tjetër Vizion i Kovačit"))).encode("cp1250")
    found = check(csv_folder(tmp_path / "x", {"meetings.csv": content}))
    assert dict(found.findings[0].values)["written"] == "Kovačit"


def test_cover_in_a_code_page_of_dos_is_refused(check: Check, tmp_path: Path) -> None:
    cover = csv_text(cover_rows({**COVER, "prepared_by": "Prefektura Kukës"})).encode("cp852")
    found = check(csv_folder(tmp_path / "x", {"cover.csv": cover, "meetings.csv": csv_text((MEETINGS, ROW))}))
    assert (found.refused, rules(found)) == (True, ["encoding_unknown"])


BROKEN = (
    "KukÃ«s", "Tjet‘r", "Tjet‰r", "Re‡", "‡ka", "Vlor‘", "Kuk\ufffds", "Kuk├½s", "Tjet√´r", "TjetÎr", "Tjet?r",
    "Tjet&euml;r", "Tjet&#235;r", "Tjet=C3=ABr", "Tjet%C3%ABr", "Tjet+AOs-r", "TJETčR", "reŤel", "Prefektura KukĂ«s",
    "Tjet\\u00ebr", "\\u00c7elësi", "Tjet\\u{eb}r", "Tjet\\xebr", "Tjet\\xEBr", "Tjet\\'ebr", "\\'c7el", "TjetU+00EBr",
    "Tjet=EBr", "Re=E7", "=C7el", "TJET=CBR", "Tjet%EBr", "Vlor%EB", "TJET%CBR", "Tjet#235;r", "Tjet&euml r",
    "Tjet&#0235;r",
    "Tjet¨r", "Tjet¸r", "Tjetºr", "Kuk½s",
    # Windows-1253, -1251, -1255 and DOS code pages; Albanian read in them, or they in it.
    "Tjetλr", "Kukλs", "Korηλ", "Tjetлr", "Korзл", "Лndrra", "Tjetδr", "Korτδ", "Korτa", "Tjetыr", "Tjetכr", "Tjet雛",
)  # fmt: skip
SOUND = (*TEXTS, "Çfarë?", "Pse? Sepse", "a=b&c=d", "http://example.org/a.php?id=3", "Müller & Co.", "50 %", "1+1",
         "R&D", "A+AMP", "Kovačević", "Łódź", "Université", "«Vatra»", "rock ‘n’ roll",
         "Shkodër/Vlorë", "A=E7", "n=E7", "50%EB", "x=ebër", "http://example.org/Tjet%EBr", "C:\\zyra\\raporti",
         "nr. #235", "Vendim #12;",
         "2½ orë", "Prot ¨12¨", "1º maj", "AT&T", "Shkodër/Vlorë", "C++", "100% gati", "Sh.p.k.",
         "Α Ω", "Прилеп", "€ 500", "5 ‰", "Vatra™")  # fmt: skip


@pytest.mark.parametrize("text", BROKEN)
def test_what_is_plainly_broken_rejects_its_row(check: Check, tmp_path: Path, text: str) -> None:
    assert looks_broken(text) or mixes_scripts(text)
    found = check(folder_with(tmp_path / "x", text, "utf-8"))
    assert (found.refused, rules(found), found.rejected) == (False, ["text_broken"], {"meetings": 1})


@pytest.mark.parametrize("text", SOUND)
def test_what_is_not_broken_is_kept(text: str) -> None:
    assert not looks_broken(text)
    assert not mixes_scripts(text)


@pytest.mark.parametrize(("text", "letter"), [("Tjetėr", "ė"), ("Korēė", "ē"), ("Ēelėsi", "Ē"), ("TJETĖR", "Ė")])
def test_letters_of_the_baltic_code_page_are_kept_with_a_warning(
    check: Check, tmp_path: Path, text: str, letter: str
) -> None:
    """They are letters of other languages, so nobody can tell."""
    found = check(folder_with(tmp_path / "x", text, "utf-8"))
    assert (rules(found), found.accepted) == (["text_doubted"], {"meetings": 1})
    assert found.sheets[0].rows[0].values["minutes_ref"] == text
    assert all(f" {letter}" in one for one in found.findings[0].as_json()["message"].values())  # type: ignore[attr-defined]


def test_text_of_spare_spaces_and_a_doubted_letter_has_both_warnings(check: Check, tmp_path: Path) -> None:
    assert rules(check(folder_with(tmp_path / "x", " Tjetėr ", "utf-8"))) == ["text_doubted", "text_tidied"]


@pytest.mark.parametrize(
    "text", ["‘Vatra", "Vatra‘", "‚Vatra", "5Ę000", "sŐka", "€amëri", "ÇVatraČ", "‡", "tjetËr", "Ťam"]
)
def test_guessed_text_with_one_odd_sign_is_misread(text: str) -> None:
    assert misread_word(text)
