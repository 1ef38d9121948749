"""Sheets and files whose names a program lengthened are read where one sheet alone can be meant (FORMS.md 1)."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.intake.submission import submissions_in
from tests.intake.builders import (
    COVER,
    MEETING,
    MEETINGS,
    REGISTER,
    Cells,
    cover_rows,
    csv_folder,
    csv_text,
    packed,
    rules,
    saved,
    workbook,
)
from tests.intake.conftest import Check

ROW = tuple(str(value) for value in MEETING)
MEETINGS_CSV, COVER_CSV = csv_text((MEETINGS, ROW)), csv_text(cover_rows(COVER))
ROWS = (MEETINGS, MEETING)


@pytest.mark.parametrize(
    ("cover", "meetings"),
    [
        ("Raporti Kukes - Kopertina", "Raporti Kukes - Mbledhjet"),
        ("Raporti 2009 - S1 - Cover", "Raporti 2009 - S1 - Meetings"),
        ("Raporti-Kopertina", "Raporti-Mbledhjet"),
        ("Kopertina - Table 1", "Mbledhjet - Table 1"),
        ("Raporti-Kopertina-Table 1", "Raporti-Mbledhjet-Table 1"),
        ("Cover (1)", "Meetings (1)"),
        ("cover_", "meetings_"),
        ("Copy of Cover", "Meetings - Copy"),
        ("Raporti – Kopertina (2)", "Raporti – Mbledhjet (2)"),
        ("Raporti_Kopertina", "Raporti_Mbledhjet"),
        ("raporti.kopertina", "raporti.mbledhjet"),
        ("Raporti_2009_S1_cover", "Raporti_2009_S1_meetings"),
        ("Kopertina 2009-S1", "Mbledhjet 2009-S1"),
        ("cover_2009_S1", "meetings_2009_S1"),
        ("2009-S1 Kopertina", "S1-2009 Mbledhjet"),
        ("Kopertina (2009-S1)", "Mbledhjet_S1_2009"),
        ("Kopje e Kopertina", "Kopje e Mbledhjet"),
        ("Copy of Kopertina", "Copy of Mbledhjet (2)"),
        ("cover.csv", "meetings.csv"),
        ("Kopertina.CSV", "Raporti_Mbledhjet.csv"),
        ("cover.xlsx", "meetings.xlsx"),
    ],
)
def test_lengthened_name_is_read_with_a_warning(check: Check, tmp_path: Path, cover: str, meetings: str) -> None:
    files = {f"{cover}.csv": COVER_CSV, f"{meetings}.csv": MEETINGS_CSV}
    for path in (csv_folder(tmp_path / "x", files, cover=None), packed(tmp_path / "x.zip", files)):
        found = check(path)
        assert (rules(found), found.accepted, found.keeps_file) == (["sheet_read_as"] * 2, {"meetings": 1}, False)
        assert {one.sheet for one in found.findings} == {cover, meetings}


@pytest.mark.parametrize("folder", ["", "raporti/"])
def test_csv_file_that_windows_shows_without_its_second_ending(check: Check, tmp_path: Path, folder: str) -> None:
    files = {"cover.csv.txt": COVER_CSV, "Mbledhjet.csv.txt": MEETINGS_CSV}
    for path in (
        csv_folder(tmp_path / "x", files, cover=None),
        packed(tmp_path / "x.zip", {folder + name: text for name, text in files.items()}),
    ):
        found = check(path)
        assert (rules(found), found.accepted) == (["sheet_read_as"] * 2, {"meetings": 1})
        assert submissions_in([path]) == [path]


@pytest.mark.parametrize(
    "name", ["terms_of_reference_v", "meetings_trainings", "mbledhjet.trajnimet", "S1 2009", "2009-S1", "Raporti_2009"]
)
def test_name_with_a_joint_that_says_no_one_sheet_is_unknown(check: Check, tmp_path: Path, name: str) -> None:
    found = check(csv_folder(tmp_path / "x", {"meetings.csv": MEETINGS_CSV, f"{name}.csv": "a,b\r\n"}))
    assert (rules(found), found.accepted) == (["unknown_sheet"], {"meetings": 1})


@pytest.mark.parametrize(
    "name",
    [
        "Mbledhjet - Table 1",
        "Meetings (2)",
        "Mbledhjet 2009-S1",
        "Kopje e Mbledhjet",
        "Mbledhjet - Tabela 1",
        "Mbledhjet-Table 1-1",
    ],
)
def test_lengthened_name_of_a_sheet_in_a_workbook(check: Check, tmp_path: Path, name: str) -> None:
    found = check(saved(workbook({name: ROWS}), tmp_path / "a.xlsx"))
    assert (rules(found), found.accepted) == (["sheet_read_as"], {"meetings": 1})


def test_name_that_apple_numbers_had_to_cut_off(check: Check, tmp_path: Path) -> None:
    name = "Komunitetet e cenueshme - Table 1"[:31]
    header = ("community", "municipality", "identified_on")
    found = check(saved(workbook({"meetings": ROWS, name: (header,)}), tmp_path / "a.xlsx"))
    assert (rules(found), found.accepted) == (["sheet_read_as"], {"meetings": 1, "vulnerable_communities": 0})


def test_two_that_could_be_the_cover_are_named_and_neither_is_taken(check: Check, tmp_path: Path) -> None:
    files = {"Cover (1).csv": COVER_CSV, "Cover (2).csv": COVER_CSV, "meetings.csv": MEETINGS_CSV}
    found = check(csv_folder(tmp_path / "x", files, cover=None))
    assert (found.refused, rules(found, "error")) == (True, ["no_cover_but"])
    assert dict(found.findings[0].values)["candidates"] == ("Cover (1)", "Cover (2)")


def test_two_that_could_be_the_same_sheet_stop_and_neither_is_taken(check: Check, tmp_path: Path) -> None:
    files = {"Kukes - Mbledhjet.csv": MEETINGS_CSV, "Has - Mbledhjet.csv": MEETINGS_CSV}
    found = check(csv_folder(tmp_path / "x", files))
    assert found.refused
    assert rules(found, "error").count("sheet_unclear") == 2


def test_name_that_says_two_sheets_is_not_taken(check: Check, tmp_path: Path) -> None:
    found = check(saved(workbook({"meetings": ROWS, "Anëtarët - Trajnimet": (("body",),)}), tmp_path / "a.xlsx"))
    assert (rules(found), found.accepted) == (["unknown_sheet"], {"meetings": 1})


def test_lengthened_name_beside_the_sheet_itself_is_unknown_with_a_suggestion(check: Check, tmp_path: Path) -> None:
    found = check(saved(workbook({"Meetings": ROWS, "Meetings (2)": ROWS}), tmp_path / "a.xlsx"))
    assert (rules(found), found.accepted) == (["unknown_sheet"], {"meetings": 1})
    assert "suggestion" in dict(found.findings[0].values)


def test_hidden_sheet_with_a_lengthened_name_stops_as_any_other(check: Check, tmp_path: Path) -> None:
    book = workbook({"meetings": ROWS, "Trajnimet (2)": ROWS})
    book["Trajnimet (2)"].sheet_state = "hidden"
    assert "hidden_sheet" in rules(check(saved(book, tmp_path / "a.xlsx")), "error")


@pytest.mark.parametrize("name", ["Kopertinna", "Të dhënat", "Cover 2009"])
def test_missing_cover_names_what_it_may_be(check: Check, tmp_path: Path, name: str) -> None:
    files = {f"{name}.csv": COVER_CSV, "meetings.csv": MEETINGS_CSV}
    found = check(csv_folder(tmp_path / "x", files, cover=None))
    assert rules(found, "error") == ["no_cover_but"]
    assert dict(found.findings[0].values)["candidates"] == (name,)


def test_sheet_of_the_other_form_stays_one(check: Check, tmp_path: Path) -> None:
    files = {"cover.csv": csv_text(cover_rows(REGISTER)), "Raporti - Mbledhjet.csv": MEETINGS_CSV}
    assert "sheet_of_other_form" in rules(check(csv_folder(tmp_path / "x", files, cover=None)))


def test_unreadable_file_with_a_lengthened_name_is_its_sheet(check: Check, tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"Raporti - Kopertina.csv": b"\0\0\0", "Raporti - Mbledhjet.csv": MEETINGS_CSV}
    assert rules(check(csv_folder(tmp_path / "x", files, cover=None)), "error") == ["not_text"]


def test_personal_header_is_found_under_a_lengthened_name(check: Check, tmp_path: Path) -> None:
    files = {"R - Kopertina.csv": COVER_CSV, "R - Mbledhjet.csv": csv_text(((*MEETINGS, "emri"), (*ROW, "x")))}
    assert rules(check(csv_folder(tmp_path / "x", files, cover=None))) == ["personal_header"]


# --- lines in one cell


def quoted_lines(text: str) -> str:
    return "".join(f'"{line}"\r\n' for line in text.replace('"', '""').splitlines())


@pytest.mark.parametrize("separator", [",", ";", "\t", "|", "^", "~"])
def test_each_line_in_quotation_marks_is_refused_with_one_reason(check: Check, tmp_path: Path, separator: str) -> None:
    files = {
        "cover.csv": quoted_lines(csv_text(cover_rows(COVER), separator)),
        "meetings.csv": quoted_lines(csv_text((MEETINGS, ROW), separator)),
    }
    found = check(csv_folder(tmp_path / "x", files, cover=None))
    expected = "lines_in_one_cell" if separator in ",;\t" else "separator_other"
    assert (found.refused, rules(found), found.rejected) == (True, [expected], {"meetings": 1})
    assert dict(found.findings[0].values)["sheets"] == ("cover", "meetings")


@pytest.mark.parametrize("separator", ["|", ":", "^", " ", "   ", "#"])
def test_other_separator_is_refused_with_one_reason(check: Check, tmp_path: Path, separator: str) -> None:
    found = check(csv_folder(tmp_path / "x", {"meetings.csv": csv_text((MEETINGS, ROW), separator)}))
    assert (found.refused, rules(found), found.rejected) == (True, ["separator_other"], {"meetings": 1})


def test_labels_in_one_cell_are_told_too(check: Check, tmp_path: Path) -> None:
    text = "Organi|Data e mbledhjes|Anëtarë të pranishëm\r\nrcat|2009-03-31|9\r\n"
    assert rules(check(csv_folder(tmp_path / "x", {"Mbledhjet.csv": text}))) == ["separator_other"]


def test_lines_pasted_into_one_column_of_a_workbook(check: Check, tmp_path: Path) -> None:
    rows = [(",".join(MEETINGS),), (",".join(ROW),)]
    assert rules(check(saved(workbook({"meetings": rows}), tmp_path / "a.xlsx"))) == ["lines_in_one_cell"]


FOUR = ("body", "held_on", "members_present", "minutes_ref")
GOOD = "rcat,2009-03-12,8,Prot 1\r\n"


@pytest.mark.parametrize(
    ("rows", "count"),
    [
        (quoted_lines("rcat,2009-03-12,8,Prot 1\ntwt,2009-03-13,7,"), 2),
        (quoted_lines("rcat;2009-03-12;8;Prot 1"), 1),
        ("rcat;2009-03-12;8;Prot 1\r\ntwt;2009-03-13;7;\r\n", 2),
        ("rcat;2009-03-12;8;Prot 1, nr. 2\r\n", 1),
        (quoted_lines("rcat;2009-03-12;8;Prot 1, 2, 3"), 1),
        ("rcat\t2009-03-12\t8\tProt 1\r\n", 1),
        ("rcat|2009-03-12|8|Prot 1\r\n", 1),
    ],
)
def test_rows_in_one_cell_under_a_good_header_have_one_reason(
    check: Check, tmp_path: Path, rows: str, count: int
) -> None:
    found = check(csv_folder(tmp_path / "x", {"meetings.csv": csv_text((FOUR,)) + rows}))
    assert (found.refused, rules(found), found.rejected) == (True, ["rows_in_one_cell"], {"meetings": count})
    assert (found.findings[0].sheet, found.findings[0].row) == ("meetings", 2)
    assert not any("{" in text for text in found.findings[0].as_json()["message"].values())  # type: ignore[attr-defined]


def test_rows_of_a_cover_in_one_cell_have_one_reason(check: Check, tmp_path: Path) -> None:
    cover = "field,value\r\n" + quoted_lines(csv_text(cover_rows(COVER)[1:]))
    meetings = csv_text((FOUR,)) + quoted_lines(GOOD)
    found = check(csv_folder(tmp_path / "x", {"cover.csv": cover, "meetings.csv": meetings}, cover=None))
    assert (rules(found), dict(found.findings[0].values)["sheets"]) == (["rows_in_one_cell"], ("cover", "meetings"))


def test_rows_pasted_into_the_first_column_of_a_workbook_have_one_reason(check: Check, tmp_path: Path) -> None:
    found = check(saved(workbook({"meetings": (FOUR, ("rcat,2009-03-12,8,Prot 1",))}), tmp_path / "a.xlsx"))
    assert (rules(found), found.rejected) == (["rows_in_one_cell"], {"meetings": 1})


def test_one_row_in_one_cell_is_rejected_for_one_reason(check: Check, tmp_path: Path) -> None:
    rows = GOOD + quoted_lines("twt,2009-03-13,8,Prot 1")
    found = check(csv_folder(tmp_path / "x", {"meetings.csv": csv_text((FOUR,)) + rows}))
    assert (found.refused, rules(found), found.findings[0].row) == (False, ["row_in_one_cell"], 3)
    assert (found.accepted, found.rejected) == ({"meetings": 1}, {"meetings": 1})


def test_text_with_separators_in_the_first_column_is_no_row(check: Check, tmp_path: Path) -> None:
    header = ("community", "municipality", "identified_on")
    rows = (header, ("Nivokaz; Bujan; Tropojë", "Kukës", "2009-03-12"), ("Has; Krumë; Golaj", "Has", ""))
    found = check(csv_folder(tmp_path / "x", {"vulnerable_communities.csv": csv_text(rows)}))
    assert (found.refused, rules(found)) == (False, ["required"])
    assert found.accepted == {"vulnerable_communities": 1}


@pytest.mark.parametrize("marks", ["“”", "„“", "‘’", "''", "«»", "``"])
def test_other_quotation_marks_around_every_field_have_one_reason(check: Check, tmp_path: Path, marks: str) -> None:
    def around(rows: Cells) -> list[list[str]]:
        return [[f"{marks[0]}{value}{marks[1]}" for value in row] for row in rows]

    row = ("rcat", "2009-03-12", "8", "Prot 1, nr. 2")
    files = {"cover.csv": csv_text(around(cover_rows(COVER))), "meetings.csv": csv_text(around((FOUR, row)))}
    found = check(csv_folder(tmp_path / "x", files, cover=None))
    assert (rules(found), found.rejected) == (["quotes_other"], {"meetings": 1})
    assert dict(found.findings[0].values)["sheets"] == ("cover", "meetings")
    under = {"meetings.csv": csv_text((FOUR, *around((row, row))))}
    found = check(csv_folder(tmp_path / "y", under))
    assert (rules(found), found.findings[0].row, found.rejected) == (["rows_quotes_other"], 2, {"meetings": 2})
    mixed = {"meetings.csv": csv_text((FOUR, ("twt", *row[1:3], "x"), *around((row,))))}
    found = check(csv_folder(tmp_path / "z", mixed))
    assert (found.refused, rules(found), found.accepted) == (False, ["row_quotes_other"], {"meetings": 1})


def test_quotation_marks_of_texts_and_of_one_optional_column_are_no_reason(check: Check, tmp_path: Path) -> None:
    rows = ((*FOUR, "“kind”"), ("rcat", "2009-03-12", "8", "‘Prot 1’", ""))
    found = check(csv_folder(tmp_path / "x", {"meetings.csv": csv_text(rows)}))
    assert (rules(found), found.accepted) == (["unknown_column"], {"meetings": 1})


def test_other_table_with_one_column_is_only_unknown(check: Check, tmp_path: Path) -> None:
    files = {"meetings.csv": MEETINGS_CSV, "notes.csv": "body|held_on|kind\r\n"}
    assert rules(check(csv_folder(tmp_path / "x", files))) == ["unknown_sheet"]
