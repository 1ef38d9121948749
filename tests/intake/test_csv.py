"""CSV: encodings, separators, quotes, records (FORMS.md sections 1 and 3)."""

from __future__ import annotations

import os
import time
from datetime import date
from pathlib import Path

import pytest

from tests.intake.builders import COVER, MEETING, MEETINGS, cover_rows, csv_folder, csv_text, packed, rules
from tests.intake.conftest import Check

ROW = tuple(str(value) for value in MEETING)
MEETINGS_CSV = csv_text((MEETINGS, ROW))
ALBANIAN = csv_text((MEETINGS, (*ROW[:-1], "Procesverbali i Kukësit, ç".replace(",", ""))))


def test_folder_of_csv_files(check: Check, tmp_path: Path) -> None:
    found = check(csv_folder(tmp_path / "x", {"meetings.csv": MEETINGS_CSV}))
    assert (found.findings, found.accepted, found.keeps_file, found.file) == ((), {"meetings": 1}, True, "x")
    assert found.sheets[0].rows[0].values["held_on"] == date(2009, 3, 31)
    assert found.sheets[0].sheet == "meetings"


@pytest.mark.parametrize("home", ["", "hand-in/"])
def test_zip_of_csv_files(check: Check, tmp_path: Path, home: str) -> None:
    parts = {f"{home}cover.csv": csv_text(cover_rows(COVER)), f"{home}meetings.csv": MEETINGS_CSV}
    found = check(packed(tmp_path / "a.zip", parts))
    assert (found.findings, found.accepted, found.keeps_file) == ((), {"meetings": 1}, True)


def test_zip_whose_cover_has_an_albanian_name(check: Check, tmp_path: Path) -> None:
    parts = {"dosja/Kopertina.csv": csv_text(cover_rows(COVER)), "dosja/Mbledhjet.csv": MEETINGS_CSV}
    assert check(packed(tmp_path / "a.zip", parts)).accepted == {"meetings": 1}


@pytest.mark.parametrize("name", ["Mbledhjet.csv", "MEETINGS.CSV", "Meetings.csv"])
def test_csv_file_by_machine_name_or_label(check: Check, tmp_path: Path, name: str) -> None:
    assert check(csv_folder(tmp_path / "x", {name: MEETINGS_CSV})).accepted == {"meetings": 1}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le-with-bom", "utf-16-be-with-bom"])
def test_encoding_that_can_be_told(check: Check, tmp_path: Path, encoding: str) -> None:
    marks = {"utf-16-le-with-bom": b"\xff\xfe", "utf-16-be-with-bom": b"\xfe\xff"}
    content = marks.get(encoding, b"") + ALBANIAN.encode(encoding.removesuffix("-with-bom"))
    found = check(csv_folder(tmp_path / "x", {"meetings.csv": content}))
    assert (found.findings, found.sheets[0].rows[0].values["minutes_ref"]) == ((), "Procesverbali i Kukësit ç")


def test_windows_1250_is_read_with_a_warning(check: Check, tmp_path: Path) -> None:
    found = check(csv_folder(tmp_path / "x", {"meetings.csv": ALBANIAN.encode("cp1250")}))
    assert (rules(found), found.refused) == (["encoding_guessed"], False)
    assert found.sheets[0].rows[0].values["minutes_ref"] == "Procesverbali i Kukësit ç"


@pytest.mark.parametrize("content", [b"\x81\x83\x98,\x90\r\n", b"\0\0\0\0", "body".encode("utf-16-le"), b"\xff\xfea"])
def test_what_is_no_text_stops(check: Check, tmp_path: Path, content: bytes) -> None:
    found = check(csv_folder(tmp_path / "x", {"meetings.csv": content}))
    assert (found.refused, rules(found)) == (True, ["not_text"])


def test_twice_encoded_text_rejects_the_row(check: Check, tmp_path: Path) -> None:
    content = ALBANIAN.encode().decode("cp1252").encode()
    found = check(csv_folder(tmp_path / "x", {"meetings.csv": content}))
    assert (found.refused, rules(found), found.rejected) == (False, ["text_broken"], {"meetings": 1})


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("first_line", ["", "sep=X\r\n"])
def test_separators(check: Check, tmp_path: Path, separator: str, first_line: str) -> None:
    text = first_line.replace("X", separator) + csv_text((MEETINGS, ROW), separator)
    found = check(csv_folder(tmp_path / "x", {"meetings.csv": text}))
    assert (found.findings, found.accepted, found.sheets[0].rows[0].row) == ((), {"meetings": 1}, 2)


def test_one_separator_throughout(check: Check, tmp_path: Path) -> None:
    text = csv_text((MEETINGS, ROW)) + csv_text((("twt", *ROW[1:]),), ";")
    found = check(csv_folder(tmp_path / "x", {"meetings.csv": text}))
    assert (found.accepted, found.rejected) == ({"meetings": 1}, {"meetings": 1})


@pytest.mark.parametrize("ending", ["\n", "\r", "\r\n"])
def test_line_endings(check: Check, tmp_path: Path, ending: str) -> None:
    text = MEETINGS_CSV.replace("\r\n", ending).removesuffix(ending)
    assert check(csv_folder(tmp_path / "x", {"meetings.csv": text})).accepted == {"meetings": 1}


def test_quoted_field_with_separator_quote_and_line_break(check: Check, tmp_path: Path) -> None:
    text = csv_text((MEETINGS, (*ROW[:-1], '"a, ""b""\r\nc"'))) + csv_text((("twt", *ROW[1:]),))
    found = check(csv_folder(tmp_path / "x", {"meetings.csv": text}))
    assert [row.row for row in found.sheets[0].rows] == [2, 3], "a row is a record, as a spreadsheet shows it"
    assert found.sheets[0].rows[0].values["minutes_ref"] == 'a, "b" c'


@pytest.mark.parametrize(
    "row",
    ['rcat,2009-03-31,"ordinary,prefect,9,12,x', 'rcat,2009-03-31,"ordinary,prefect,9,12,x\r\n"twt",2009-03-30,,,1,,'],
)
def test_unclosed_quote_stops_the_file(check: Check, tmp_path: Path, row: str) -> None:
    found = check(csv_folder(tmp_path / "x", {"meetings.csv": csv_text((MEETINGS,)) + row}))
    assert (found.refused, rules(found)) == (True, ["unclosed_quote"])
    assert (found.findings[0].sheet, found.findings[0].row) == ("meetings", 2)


@pytest.mark.parametrize(
    ("rows", "opened"),
    [
        (('rcat,2009-03-31,ordinary,prefect,9,12,"x', "twt,2009-03-30,,,1,,"), 2),
        (("twt,2009-03-30,,,1,,", "", 'rcat,2009-03-31,,,9,12,"x', "twt,2009-04-30,,,1,,"), 4),
        (('rcat,2009-03-31,ordinary,prefect,9,12,"x', 'twt,2009-03-30,,,1,,"y"'), 2),
        (('rcat,2009-03-31,"ordinary,prefect,9,12,x', 'twt,2009-03-30,ordinary",prefect,9,12,y'), 2),
        (("twt,2009-03-30,,,1,,", 'rcat,2009-03-31,,,9,12, "x'), 3),
    ],
)
def test_unclosed_quote_names_the_row_where_it_was_opened(
    check: Check, tmp_path: Path, rows: tuple[str, ...], opened: int
) -> None:
    text = csv_text((MEETINGS,)) + "\r\n".join(rows) + "\r\n"
    found = check(csv_folder(tmp_path / "x", {"meetings.csv": text}))
    assert (rules(found), found.findings[0].row) == (["unclosed_quote"], opened)


FOUR = ("body", "held_on", "members_present", "minutes_ref")


@pytest.mark.parametrize(
    ("last", "read"),
    [
        ('"a,b,c,d\ne,f,g,h"', "a,b,c,d e,f,g,h"),
        ('"a\ne,f,g,h"', "a e,f,g,h"),
        ('"a,b\r\nc,d,e,f\r\ng,h,i,j"', "a,b c,d,e,f g,h,i,j"),
        ('"1, 2, 3, 4\n5, 6, 7, 8"', "1, 2, 3, 4 5, 6, 7, 8"),
        ('"Prefekti, bashkia, policia, arsimi\n, shëndetësia, prokuroria, OJF"',
         "Prefekti, bashkia, policia, arsimi , shëndetësia, prokuroria, OJF"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("after", ["", "twt,2009-03-13,7,\n", 'twt,2009-03-13,7,"x, y"\n'])
def test_closed_text_of_several_lines_with_many_separators_is_one_field(
    check: Check, tmp_path: Path, last: str, read: str, after: str
) -> None:
    text = csv_text((FOUR,)) + f"rcat,2009-03-12,8,{last}\n{after}"
    found = check(csv_folder(tmp_path / "x", {"meetings.csv": text}))
    assert (found.refused, rules(found), found.accepted) == (False, ["text_tidied"], {"meetings": 1 + bool(after)})
    assert found.sheets[0].rows[0].values["minutes_ref"] == read


@pytest.mark.parametrize(
    "rows",
    [
        'rcat,2009-03-12,8,"x\ntwt,2009-03-13,7,y"\n',
        'rcat,2009-03-12,8,"x\ntwt,2009-03-13,7,y\nrcat,2009-04-12,9,z"\n',
        'rcat,"12.03.2009,8,x\ntwt,13.03.2009",7,y\n',
    ],
)
def test_quotation_mark_that_swallowed_rows_is_unclosed(check: Check, tmp_path: Path, rows: str) -> None:
    found = check(csv_folder(tmp_path / "x", {"meetings.csv": csv_text((FOUR,)) + rows}))
    assert (found.refused, rules(found), found.findings[0].row) == (True, ["unclosed_quote"], 2)


@pytest.mark.parametrize("line", ['"sep=;"', '"SEP=;"', "sep=;;;;", '"sep=;",,,', "sep=;"])
def test_line_that_names_the_separator_in_quotation_marks(check: Check, tmp_path: Path, line: str) -> None:
    text = line + "\r\n" + csv_text((MEETINGS, ROW), ";")
    found = check(csv_folder(tmp_path / "x", {"meetings.csv": text}))
    assert (found.findings, found.accepted) == ((), {"meetings": 1})


@pytest.mark.parametrize(
    "last", ['"Prot" 12', '"Prot"12', '"a" "b"', '"Komiteti "Vatra"', ' "Prot" nr. 12', '""x', '"a"\xa0b']
)
def test_text_after_a_closing_quote_rejects_its_row(check: Check, tmp_path: Path, last: str) -> None:
    text = csv_text((MEETINGS, ROW)) + csv_text((("twt", *ROW[1:-1], last),))
    found = check(csv_folder(tmp_path / "x", {"meetings.csv": text}))
    assert (found.refused, rules(found), found.findings[0].row) == (False, ["text_after_quote"], 3)
    assert (found.accepted, found.rejected) == ({"meetings": 1}, {"meetings": 1})


def test_text_after_a_closing_quote_on_the_cover_stops(check: Check, tmp_path: Path) -> None:
    cover = csv_text(cover_rows({**COVER, "prepared_by": '"Zyra" 12'}))
    found = check(csv_folder(tmp_path / "x", {"cover.csv": cover, "meetings.csv": MEETINGS_CSV}))
    assert (found.refused, rules(found)) == (True, ["text_after_quote"])


@pytest.mark.parametrize("text", ['a "b" c', '12" gjatë', "5'", 'x""y'])
def test_quote_inside_a_field_is_text(check: Check, tmp_path: Path, text: str) -> None:
    found = check(csv_folder(tmp_path / "x", {"meetings.csv": csv_text((MEETINGS, (*ROW[:-1], text)))}))
    assert (found.findings, found.sheets[0].rows[0].values["minutes_ref"]) == ((), text)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("around", [" {} ", " {}", "{} ", "\t{}\t", "\xa0{}", "{}\xa0", "\u2003{}", "\u200b{}"])
def test_white_space_around_a_quoted_field_is_no_part_of_it(
    check: Check, tmp_path: Path, separator: str, around: str
) -> None:
    if "\t" in around and separator == "\t":
        around = around.replace("\t", " ")
    rows = (*ROW[:-1], around.format('"Tjetër, Vizion; Vatra"'))
    text = csv_text((MEETINGS, rows), separator)
    found = check(csv_folder(tmp_path / "x", {"meetings.csv": text}))
    assert (found.findings, found.accepted) == ((), {"meetings": 1})
    assert found.sheets[0].rows[0].values["minutes_ref"] == "Tjetër, Vizion; Vatra"


def test_fields_beyond_the_header_in_every_row_stop_the_file(check: Check, tmp_path: Path) -> None:
    text = csv_text((MEETINGS, (*ROW, "x"), ("twt", *ROW[1:], "y")))
    found = check(csv_folder(tmp_path / "x", {"meetings.csv": text}))
    assert (found.refused, rules(found), found.rejected) == (True, ["extra_fields_everywhere"], {"meetings": 2})


def test_fields_beyond_the_header_in_one_row_reject_that_row(check: Check, tmp_path: Path) -> None:
    text = csv_text((MEETINGS, (*ROW, "x"), ("twt", *ROW[1:])))
    found = check(csv_folder(tmp_path / "x", {"meetings.csv": text}))
    assert (found.refused, rules(found)) == (False, ["extra_fields"])
    assert (found.accepted, found.rejected) == ({"meetings": 1}, {"meetings": 1})


def test_empty_fields_beyond_the_header_are_nothing(check: Check, tmp_path: Path) -> None:
    text = csv_text(((*MEETINGS, "", ""), (*ROW, "", "")))
    assert check(csv_folder(tmp_path / "x", {"meetings.csv": text})).findings == ()


def test_fewer_fields_are_missing_values(check: Check, tmp_path: Path) -> None:
    text = csv_text((MEETINGS, ROW[:5]))
    found = check(csv_folder(tmp_path / "x", {"meetings.csv": text}))
    assert found.sheets[0].rows[0].values["minutes_ref"] is None


def test_blank_lines_keep_their_numbers(check: Check, tmp_path: Path) -> None:
    text = "\r\n" + csv_text((MEETINGS,)) + "\r\n,,,,,,\r\n" + csv_text((ROW,)) + "\r\n"
    found = check(csv_folder(tmp_path / "x", {"meetings.csv": text}))
    assert [row.row for row in found.sheets[0].rows] == [5]


def test_empty_file_has_no_header(check: Check, tmp_path: Path) -> None:
    assert rules(check(csv_folder(tmp_path / "x", {"meetings.csv": ""}))) == ["no_header"]


def test_header_alone_says_there_were_none(check: Check, tmp_path: Path) -> None:
    assert check(csv_folder(tmp_path / "x", {"meetings.csv": csv_text((MEETINGS,))})).accepted == {"meetings": 0}


def test_texts_that_look_like_something_else_come_back_as_they_were(check: Check, tmp_path: Path) -> None:
    refs = ("NO", "NA", "007", "=1+1", "1e5", "TRUE")
    rows = [("rcat", f"2009-03-{day:02d}", "", "", "9", "", ref) for day, ref in enumerate(refs, start=1)]
    found = check(csv_folder(tmp_path / "x", {"meetings.csv": csv_text((MEETINGS, *rows))}))
    assert (found.findings, tuple(row.values["minutes_ref"] for row in found.sheets[0].rows)) == ((), refs)


def test_other_files_are_not_read_with_a_warning(check: Check, tmp_path: Path) -> None:
    found = check(csv_folder(tmp_path / "x", {"meetings.csv": MEETINGS_CSV, "notes.txt": "hello"}))
    assert (rules(found), found.keeps_file, found.accepted) == (["extra_files"], False, {"meetings": 1})


def test_unknown_csv_file_is_a_warning(check: Check, tmp_path: Path) -> None:
    found = check(csv_folder(tmp_path / "x", {"meetings.csv": MEETINGS_CSV, "meeting.csv": "a,b\r\n1,2\r\n"}))
    assert (rules(found), found.keeps_file) == (["unknown_sheet"], False)
    assert dict(found.findings[0].values)["suggestion"] == "Meetings"


def test_same_sheet_in_two_files_stops(check: Check, tmp_path: Path) -> None:
    found = check(csv_folder(tmp_path / "x", {"meetings.csv": MEETINGS_CSV, "Mbledhjet.csv": MEETINGS_CSV}))
    assert (found.refused, rules(found)) == (True, ["repeated_sheet"])


def test_link_in_a_folder_is_not_followed(check: Check, tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text(MEETINGS_CSV)
    folder = csv_folder(tmp_path / "x", {"trainings.csv": csv_text((("a",),))})
    os.symlink(tmp_path / "secret.csv", folder / "meetings.csv")  # noqa: PTH211 (reads the right way round)
    assert "meetings" not in check(folder).accepted


def test_unquoted_comma_on_the_cover_stops(check: Check, tmp_path: Path) -> None:
    cover = csv_text(cover_rows({**COVER, "prepared_by": "Prefektura, Kukës"}))
    found = check(csv_folder(tmp_path / "x", {"cover.csv": cover, "meetings.csv": MEETINGS_CSV}))
    assert (found.refused, rules(found)) == (True, ["extra_fields"])


def test_decimal_comma_in_quotes(check: Check, tmp_path: Path) -> None:
    text = csv_text((MEETINGS, (*ROW[:4], '"9,0"', *ROW[5:])))
    found = check(csv_folder(tmp_path / "x", {"meetings.csv": text}))
    assert (rules(found), found.sheets[0].rows[0].values["members_present"]) == (["number_from_text"], 9)


def test_error_value_in_csv_rejects_the_row(check: Check, tmp_path: Path) -> None:
    text = csv_text((MEETINGS, (*ROW[:6], "#REF!")))
    assert rules(check(csv_folder(tmp_path / "x", {"meetings.csv": text}))) == ["error_value"]


def test_very_long_field_rejects_its_row_alone(check: Check, tmp_path: Path) -> None:
    text = csv_text((MEETINGS, (*ROW[:6], "x" * 500_000), ("twt", *ROW[1:])))
    found = check(csv_folder(tmp_path / "x", {"meetings.csv": text}))
    assert (rules(found), found.accepted) == (["text_too_long", "extra_endless"], {"meetings": 1})
    assert len(found.findings[0].as_json()["value"]) <= 200  # type: ignore[arg-type]
    assert not found.keeps_file


@pytest.mark.parametrize("text", ["\ufdfa" * 200_000, " " * 200_000 + "x", "\u200b" * 200_000 + "x", "x " * 40_000])
def test_cell_longer_than_any_spreadsheets_is_cut_before_anything_is_done_with_it(
    check: Check, tmp_path: Path, text: str
) -> None:
    """One letter of these is eighteen once normalised: the whole cell took the server a minute and 4 GB."""
    row = (*ROW[:6], text)
    started = time.process_time()
    found = check(csv_folder(tmp_path / "x", {"meetings.csv": csv_text((MEETINGS, row, ("twt", *ROW[1:])))}))
    assert (rules(found), found.accepted, found.keeps_file) == (
        ["text_too_long", "extra_endless"], {"meetings": 1}, False,
    )  # fmt: skip
    assert time.process_time() - started < 5
