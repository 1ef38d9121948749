"""Exports of the demonstration data: the same numbers in every format, the same bytes, the mark, nothing disclosed."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
import zipfile
from collections import defaultdict
from collections.abc import Hashable, Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest
from openpyxl import Workbook, load_workbook

from etl.build.warehouse import Warehouse
from etl.figures.opened import open_figures
from etl.figures.people import people_counts
from etl.figures.read_api import Figures
from etl.outputs.exports.export import FORMATS, Choice, download, write_export
from tests.exports.attack import Sum, bounds, recovered, told_small
from tests.exports.folders import digests, exported, read, recomputed, recomputed_elsewhere
from tests.ledger.bridge import SHIPPED

ROOT = Path(__file__).resolve().parents[2]
TODAY = date(2026, 1, 1)
PUBLIC = ("indicator_values", "obligations", "submissions", "indicators", "areas", "periods")
MINIMUM = SHIPPED.programme.disclosure.minimum


@pytest.fixture(scope="module")
def figures(demonstration: Path) -> Iterator[Figures]:
    opened = open_figures(Warehouse(demonstration, SHIPPED).ensure(TODAY).path, SHIPPED, TODAY)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def exports(figures: Figures, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every format, each in a folder of its name."""
    folder = tmp_path_factory.mktemp("exports")
    for name in FORMATS:
        write_export(folder / name, figures, Choice(figures.default_as_of), name)
    return folder


@pytest.fixture(scope="module")
def book(exports: Path) -> Workbook:
    """The workbook, read once."""
    return load_workbook(exports / "xlsx" / f"{SHIPPED.programme.id}.xlsx")


def test_package_recomputes_on_three_days(figures: Figures, exports: Path, tmp_path: Path) -> None:
    assert recomputed(exports / "package") == exported(exports / "package")
    for as_of in (date(2009, 7, 15), date(2010, 3, 1)):
        folder = tmp_path / as_of.isoformat()
        write_export(folder, figures, Choice(as_of), "package")
        assert recomputed(folder) == exported(folder)


def test_package_recomputes_where_there_is_only_python_and_duckdb(exports: Path) -> None:
    found = json.loads(recomputed_elsewhere(exports / "package"))
    assert found == [[None if cell is None else str(cell) for cell in row] for row in exported(exports / "package")]


def test_same_bytes_elsewhere_and_later(demonstration: Path, exports: Path, tmp_path: Path) -> None:
    """Another process, another time zone, another locale, another seed of hashes, another day."""
    code = (
        "import sys; from datetime import date; from pathlib import Path\n"
        "from etl.outputs.exports.export import FORMATS, Choice, write_export\n"
        "from etl.figures.opened import open_figures\n"
        "from etl.build.warehouse import Warehouse; from indicators.loader import CATALOGUES, load\n"
        "catalogue = load(CATALOGUES / 'rcat-2008-2010'); data, out = map(Path, sys.argv[1:])\n"
        "build = Warehouse(data, catalogue).ensure(date(2027, 3, 4))\n"
        "figures = open_figures(build.path, catalogue, date(2027, 3, 4))\n"
        "for name in FORMATS: write_export(out / name, figures, Choice(figures.default_as_of), name)\n"
    )
    elsewhere = os.environ | {"TZ": "Asia/Tokyo", "LC_ALL": "tr_TR.UTF-8", "PYTHONHASHSEED": "7", "RCAT_LANG": "sq"}
    subprocess.run([sys.executable, "-c", code, str(demonstration), str(tmp_path)], cwd=ROOT, env=elsewhere, check=True)
    assert digests(tmp_path) == digests(exports)


@pytest.mark.parametrize("name", FORMATS)
def test_download_holds_the_files_of_the_export(figures: Figures, exports: Path, name: str) -> None:
    found = download(figures, Choice(figures.default_as_of), name)
    written = {path: (exports / name / path).read_bytes() for path in digests(exports / name)}
    if not found.name.endswith(".zip"):
        assert [found.content] == list(written.values())
        return
    with zipfile.ZipFile(io.BytesIO(found.content)) as archive:
        assert {member: archive.read(member) for member in archive.namelist()} == written
    assert download(figures, Choice(figures.default_as_of), name) == found


def rows_of_csv(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def as_written(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return repr(value)
    return str(value)[:10] if hasattr(value, "isoformat") else str(value)


@pytest.mark.parametrize("table", PUBLIC)
def test_parquet_and_package_hold_the_rows_of_the_csv(exports: Path, table: str) -> None:
    rows = rows_of_csv(exports / "csv" / f"{table}.csv")
    assert (exports / "package" / f"{table}.csv").read_bytes() == (exports / "csv" / f"{table}.csv").read_bytes()
    with duckdb.connect() as connection:
        cursor = connection.execute("SELECT * FROM read_parquet(?)", [str(exports / "parquet" / f"{table}.parquet")])
        assert [column[0] for column in cursor.description or ()] == rows[0]
        assert [[as_written(cell) for cell in row] for row in cursor.fetchall()] == rows[1:]


@pytest.mark.parametrize("table", PUBLIC)
def test_sheet_holds_the_rows_of_the_csv_in_typed_cells(exports: Path, book: Workbook, table: str) -> None:
    rows = rows_of_csv(exports / "csv" / f"{table}.csv")
    sheet = book[table]
    numbers = {"numerator", "denominator", "unreported", "value", "value_high", "submission"}
    for number, (cells, expected) in enumerate(zip(sheet.iter_rows(values_only=True), rows, strict=True)):
        for column, cell, text in zip(rows[0], cells, expected, strict=True):
            if number and column in numbers and cell is not None:
                assert isinstance(cell, int | float)
                assert float(cell) == float(text)
            else:
                assert as_written(cell) == text


def test_every_file_says_that_the_data_is_made_up(exports: Path, book: Workbook) -> None:
    for path in exports.rglob("*"):
        if path.suffix == ".csv":
            marks = {row.get("demonstration") or row["COMMENT_OBS"] for row in read(path)}
            assert all("demonstration data" in one and "të dhëna demonstruese" in one for one in marks), path
        elif path.suffix in (".md", ".json", ".sql"):
            assert "demonstra" in path.read_text("utf-8"), path
    cover = book["cover"]
    assert "demonstration data" in " ".join(str(cell) for row in cover.iter_rows(values_only=True) for cell in row)


def attacked(folder: Path) -> tuple[dict[Hashable, tuple[float, float]], dict[Hashable, int | None]]:
    """What the package's own files say of participants, as an attacker reads them: counts, and what adds up."""
    published: dict[Hashable, int | None] = {}
    parts: defaultdict[Hashable, list[Hashable]] = defaultdict(list)
    groups = {row["area"]: row["cluster"] for row in read(folder / "areas.csv") if row["kind"] == "unit"}
    whole = next(row["area"] for row in read(folder / "areas.csv") if row["kind"] == "whole")
    for row in read(folder / "people_counts.csv"):
        cell = (row["area"], row["period"])
        published[cell] = int(row["count"]) if row["count"] else None if row["status"] == "Q" else 0
        if row["area"] in groups:
            for total in ((row["area"], "all"), (whole, row["period"])) if row["period"] != "all" else ():
                parts[total].append(cell)
    for unit, group in groups.items():
        parts[group, "all"].append((unit, "all"))
    inner = {cell for cell in published if isinstance(cell, tuple) and cell[0] in groups and cell[1] != "all"}
    for semester in sorted({cell[1] for cell in inner if isinstance(cell, tuple)}):
        parts[whole, semester[:4]].append((whole, semester))
    for row in read(folder / "records" / "trainings.csv"):
        name = ("row", row["submission"], row["row"])
        published[name] = int(row["participants"]) if row["participants"] else None
        assert (row["participants_suppressed"] == "true") == (published[name] is None)
        parts[row["qark"], row["period"]].append(name)
    for cell in inner - set(parts):
        parts[cell] = []
    sums = [Sum(total, tuple(several)) for total, several in parts.items()]
    sums.append(Sum((whole, "all"), tuple((group, "all") for group in sorted(set(groups.values())))))
    sums.append(Sum((whole, "all"), tuple((whole, year) for year in ("2008", "2009", "2010"))))
    return bounds(published, sums), published


def test_attack_by_linear_programming_recovers_no_suppressed_count(exports: Path) -> None:
    """Neither a row's nor a total's; and of no small row can it be told that it is small."""
    found, published = attacked(exports / "package")
    rows = [name for name in found if isinstance(name, tuple) and name[0] == "row"]
    assert len(rows) > 100
    assert recovered(found) == []
    assert told_small(found, rows, MINIMUM) == []
    assert sum(value is not None and value > 0 for value in published.values()) > 20, "the totals are still of use"
    assert all(value is None or value == 0 or value >= MINIMUM for value in published.values())


def test_what_one_export_withholds_no_other_shows(figures: Figures, tmp_path: Path) -> None:
    """Formats and filters obey one decision: nothing is published for a part that is suppressed in the whole."""
    as_of = figures.default_as_of
    whole = {(one.area, one.period): one for one in people_counts(figures, as_of).totals}
    write_export(tmp_path / "part", figures, Choice(as_of, areas=("AL-02", "AL"), periods=("2009-S1",)), "package")
    rows = read(tmp_path / "part" / "people_counts.csv")
    assert len(rows) == 2
    for row in rows:
        assert row["status"] == whole[row["area"], row["period"]].status


def test_sdmx_is_one_file(exports: Path) -> None:
    assert [path.name for path in (exports / "sdmx").iterdir()] == ["indicator_values.sdmx.csv"]


def test_figures_about_duties_are_never_suppressed(figures: Figures, exports: Path) -> None:
    assert len(read(exports / "csv" / "indicator_values.csv")) == len(figures.values(Choice(figures.default_as_of)))
    assert "Q" not in {row["OBS_STATUS"] for row in read(exports / "sdmx" / "indicator_values.sdmx.csv")}


def test_sdmx_holds_every_figure_with_sdmx_codes(figures: Figures, exports: Path) -> None:
    rows = read(exports / "sdmx" / "indicator_values.sdmx.csv")
    header = (exports / "sdmx" / "indicator_values.sdmx.csv").read_text("utf-8").partition("\n")[0]
    assert header == (
        "STRUCTURE,STRUCTURE_ID,ACTION,FREQ,REF_AREA,INDICATOR,TIME_PERIOD,OBS_VALUE,OBS_STATUS,UNIT_MEASURE,COMMENT_OBS"
    )
    values = figures.values(Choice(figures.default_as_of))
    status = {"not_applicable": "M", "not_due": "M", "no_data": "O"}
    frequency = {"Q": "Q", "S": "S", "a": "A3"}
    for row, one in zip(rows, values, strict=True):
        code = "a" if one.period == "all" else one.period[5:6]
        assert (row["REF_AREA"], row["INDICATOR"]) == (one.area, one.indicator)
        assert row["TIME_PERIOD"] == ("2008-01-01/P3Y" if one.period == "all" else one.period)
        assert row["FREQ"] == frequency.get(code, "A")
        assert row["OBS_VALUE"] == ("" if one.value is None else repr(one.value))
        assert row["OBS_STATUS"] == status.get(one.status, "P" if one.provisional else "A")
        assert ";" not in row["COMMENT_OBS"]


def test_descriptor_describes_every_file_as_it_is(exports: Path) -> None:
    folder = exports / "package"
    descriptor = json.loads((folder / "datapackage.json").read_text("utf-8"))
    found = digests(folder)
    described = {one["path"]: one for one in descriptor["resources"]}
    assert set(described) == {path for path in found if path.endswith(".csv")}
    dictionary = {(row["table"], row["column"]) for row in read(folder / "data_dictionary.csv")}
    for path, one in described.items():
        rows = rows_of_csv(folder / path)
        fields = [field["name"] for field in one["schema"]["fields"]]
        assert rows[0] == fields
        assert one["hash"] == f"sha256:{found[path]}"
        assert all(len(field["description"]) > 10 for field in one["schema"]["fields"])
        key = [fields.index(name) for name in one["schema"].get("primaryKey", ())]
        keys = [tuple(row[number] for number in key) for row in rows[1:]]
        assert not key or len(set(keys)) == len(keys)
        if one["name"] != "data_dictionary":
            assert {(Path(path).stem, name) for name in fields} <= dictionary


def test_no_digest_of_a_file_stands_where_a_withheld_count_could_be_tried_against_it(
    figures: Figures, exports: Path
) -> None:
    """All of a hand-in but a small count is published: with its digest, nine tries tell the count."""
    as_of = figures.default_as_of
    counts = people_counts(figures, as_of)
    known = {one.submission: one for one in figures.submissions(as_of)}
    speaking = {row["submission"] for row in figures.records("trainings", as_of)}
    withheld = {source.submission for source, _ in counts.withheld}
    superseded = {one.submission for one in known.values() if one.accepted["trainings"]} - speaking
    header, *rows = rows_of_csv(exports / "csv" / "submissions.csv")
    assert header[:2] == ["submission", "sha256"]
    published = {int(row[0]): row[1] for row in rows}
    assert withheld
    assert {number for number, digest in published.items() if not digest} == withheld | superseded
    assert all(digest in ("", known[number].sha256) for number, digest in published.items())
    everything = b"".join(
        path.read_bytes() for path in sorted(exports.rglob("*")) if path.suffix in (".csv", ".json", ".md")
    )
    for number in withheld | superseded:
        assert known[number].sha256[:12].encode() not in everything
