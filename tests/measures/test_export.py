"""Measures in every export: what they are, the same bytes every time, nothing where a programme has none."""

from __future__ import annotations

import csv
import hashlib
import json
from datetime import date
from pathlib import Path

import duckdb
import openpyxl
import pytest

from etl.build.warehouse import Warehouse
from etl.figures.opened import figures_of
from etl.figures.read_api import Figures
from etl.opening import open_current
from etl.outputs.exports.export import FORMATS, Choice, UnknownChoiceError, check_choice, write_export
from indicators.loader import CATALOGUES, load
from indicators.model import Catalogue

DAY = date(2009, 1, 31)
TODAY = date(2010, 1, 1)


@pytest.fixture
def figures(tmp_path: Path, shipped: Catalogue) -> Figures:
    return open_current(Warehouse(tmp_path / "data", shipped), TODAY).figures


def exported(tmp_path: Path, figures: Figures, choice: Choice = Choice(DAY)) -> Path:  # noqa: B008 - frozen
    write_export(tmp_path / "out", figures, choice, "csv")
    return tmp_path / "out"


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_values_go_out_with_bounds_breaks_and_sources(tmp_path: Path, figures: Figures) -> None:
    first, second, *others = rows_of(exported(tmp_path, figures) / "measure_values.csv")
    assert [first[name] for name in ("measure", "area", "point", "lane", "series", "value", "unit", "bound")] == [
        "guests-by-origin", "T-1", "spring", "near", "local", "13.5", "percent", "exact",
    ]  # fmt: skip
    assert [first[name] for name in ("first_day", "last_day", "source", "place", "words", "as_of")] == [
        "2004-05-01", "2004-05-31", "yearbook", "page 4", "some were local", "2009-01-31",
    ]  # fmt: skip
    assert json.loads(first["evidence"]) == [{"submission": 2, "sheet": "guests", "row": 2}]
    assert (second["value"], second["bound"], second["status"]) == ("60.0", "lower", "known")
    assert {(row["value"], row["bound"], row["status"]) for row in others} == {("", "", "no_data")}


def test_choice_of_measures_and_areas(tmp_path: Path, figures: Figures) -> None:
    chosen = rows_of(exported(tmp_path, figures, Choice(DAY, ("guests-by-origin",), ("T-2",))) / "measure_values.csv")
    assert {(row["measure"], row["area"]) for row in chosen} == {("guests-by-origin", "T-2")}
    none = rows_of(exported(tmp_path, figures, Choice(DAY, ("regular-visits",))) / "measure_values.csv")
    assert none == []
    check_choice(Choice(DAY, ("foreign-share",)), figures.catalogue)
    with pytest.raises(UnknownChoiceError):
        check_choice(Choice(DAY, ("foreign-shares",)), figures.catalogue)


@pytest.mark.parametrize("file_format", FORMATS)
def test_same_bytes_every_time(tmp_path: Path, figures: Figures, file_format: str) -> None:
    def digest(folder: Path) -> dict[str, str]:
        write_export(folder, figures, Choice(DAY), file_format)
        files = (path for path in sorted(folder.rglob("*")) if path.is_file())
        return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}

    assert digest(tmp_path / "one") == digest(tmp_path / "two")


def test_workbook_and_parquet_have_the_table(tmp_path: Path, figures: Figures) -> None:
    write_export(tmp_path / "out", figures, Choice(DAY), "xlsx")
    write_export(tmp_path / "out", figures, Choice(DAY), "parquet")
    (workbook,) = (tmp_path / "out").glob("*.xlsx")
    assert "measure_values" in openpyxl.load_workbook(workbook, read_only=True).sheetnames
    file = tmp_path / "out" / "measure_values.parquet"
    with duckdb.connect() as connection:
        found = connection.execute(f"SELECT value, first_day FROM '{file}' WHERE value IS NOT NULL").fetchall()
    assert found == [(13.5, date(2004, 5, 1)), (60.0, date(2004, 5, 1))]


def test_package_describes_every_column(tmp_path: Path, figures: Figures) -> None:
    write_export(tmp_path / "out", figures, Choice(DAY), "package")
    descriptor = json.loads((tmp_path / "out" / "datapackage.json").read_text("utf-8"))
    resource = next(one for one in descriptor["resources"] if one["name"] == "measure_values")
    assert all(field["description"] for field in resource["schema"]["fields"])
    described = {(row["table"], row["column"]) for row in rows_of(tmp_path / "out" / "data_dictionary.csv")}
    assert {("measure_values", "bound"), ("measures", "definition"), ("guests", "percentage")} <= described
    assert "measure_values.csv" in (tmp_path / "out" / "README.md").read_text("utf-8")


def test_programme_without_measures_has_no_such_table(tmp_path: Path) -> None:
    plain = load(CATALOGUES / "rcat-2008-2010")
    folder = exported(tmp_path, figures_of((), plain, TODAY))
    assert list(folder.glob("measure*")) == []


def without_indicators(catalogue: Catalogue) -> Catalogue:
    return catalogue.model_copy(update={"indicators": ()})


def test_programme_that_owes_nothing_has_empty_tables_with_headers(tmp_path: Path, shipped: Catalogue) -> None:
    figures = open_current(Warehouse(tmp_path / "data", without_indicators(shipped)), TODAY).figures
    assert figures.default_as_of == date(2009, 1, 1)
    folder = exported(tmp_path, figures)
    usual = open_current(Warehouse(tmp_path / "usual-data", shipped), TODAY).figures
    assert headers_of(folder) == headers_of(exported(tmp_path / "usual", usual))
    for name in ("indicator_values", "obligations", "indicators"):
        assert rows_of(folder / f"{name}.csv") == []


def headers_of(folder: Path) -> dict[str, str]:
    return {path.stem: path.read_text("utf-8").splitlines()[0] for path in folder.glob("*.csv")}


@pytest.mark.parametrize("owes_nothing", [False, True])
def test_package_recomputes_itself(
    tmp_path: Path, shipped: Catalogue, monkeypatch: pytest.MonkeyPatch, owes_nothing: bool
) -> None:
    catalogue = without_indicators(shipped) if owes_nothing else shipped
    figures = open_current(Warehouse(tmp_path / "data", catalogue), TODAY).figures
    write_export(tmp_path / "out", figures, Choice(DAY), "package")
    monkeypatch.chdir(tmp_path / "out")
    with duckdb.connect() as connection:
        found = connection.execute((tmp_path / "out" / "recompute.sql").read_text("utf-8")).fetchall()
    assert len(found) == len(rows_of(tmp_path / "out" / "indicator_values.csv"))
    assert bool(found) is not owes_nothing
