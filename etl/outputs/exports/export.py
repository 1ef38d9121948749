"""Exports of the figures in every format of `rcat export` (INTERFACES.md, "Tables of `rcat export`").

Same data, catalogue and as-of date give the same bytes, whenever and wherever: no clock, no locale, a fixed order. Each
file appears whole or not at all.

What it costs (tests/benchmarks/exports.py, November 2026, 2 cores): all formats of the demonstration data take 1 s of
processor time. A million obligations with 700,000 rows of evidence take 6 s and 0.4 GB as CSV, 8 s and 0.5 GB as
Parquet, 12 s and 0.5 GB as a workbook, for tables are read and written bit by bit. As of another day than the settled
one the ledger is computed first, which takes another 5 s and more than 1 GB.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from etl.figures.choice import Choice, UnknownChoiceError, check_choice
from etl.figures.read_api import Figures
from etl.outputs.exports.citation import citation
from etl.outputs.exports.csv_files import ENDING as CSV
from etl.outputs.exports.csv_files import write_table
from etl.outputs.exports.package import write_package
from etl.outputs.exports.parquet import ENDING as PARQUET
from etl.outputs.exports.parquet import write_parquet
from etl.outputs.exports.sdmx import ENDING as SDMX
from etl.outputs.exports.sdmx import sdmx_tables
from etl.outputs.exports.spreadsheet import ENDING as XLSX
from etl.outputs.exports.spreadsheet import write_workbook
from etl.outputs.exports.tables import Table, public_tables

__all__ = [
    "FORMATS", "Choice", "Download", "UnknownChoiceError", "Written", "check_choice", "citation",
    "download", "write_export",
]  # fmt: skip

Done = Callable[[Path, int | None], None]
_FIXED_TIME = (1980, 1, 1, 0, 0, 0)
_ZIP = ".zip"


@dataclass(frozen=True)
class Written:
    """A file of an export, and how many rows it has where it is a table."""

    path: Path
    rows: int | None


@dataclass(frozen=True)
class Download:
    """An export as one file to take away."""

    name: str
    content: bytes


def write_export(
    folder: Path, figures: Figures, choice: Choice, file_format: str, progress: Done | None = None
) -> tuple[Written, ...]:
    """Write an export into a folder, which is created where it does not exist; the files in the order of writing.

    Args:
        folder: Where the files go. Files of the same name are replaced, others stay.
        figures: The build.
        choice: What of it; `check_choice` says whether the programme has it.
        file_format: One of FORMATS; KeyError for any other.
        progress: Hears of each file once it is written.
    """
    write = _WRITERS[file_format]
    written: list[Written] = []

    def done(path: Path, rows: int | None) -> None:
        written.append(Written(path, rows))
        if progress:
            progress(path, rows)

    folder.mkdir(parents=True, exist_ok=True)
    write(folder, figures, choice, done)
    return tuple(written)


def download(figures: Figures, choice: Choice, file_format: str) -> Download:
    """An export as one file: the file itself where there is one only, else a .zip of all."""
    name = f"{figures.catalogue.programme.id}_{choice.as_of.isoformat()}"
    with TemporaryDirectory() as aside:
        folder = Path(aside)
        written = write_export(folder, figures, choice, file_format)
        if len(written) == 1:
            only = written[0].path
            ending = only.name.removeprefix(only.name.partition(".")[0])
            return Download(name + ending, only.read_bytes())
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
            for one in written:
                member = zipfile.ZipInfo(one.path.relative_to(folder).as_posix(), _FIXED_TIME)
                member.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(member, one.path.read_bytes())
        return Download(f"{name}_{file_format}{_ZIP}", content.getvalue())


def _write_csv(folder: Path, figures: Figures, choice: Choice, done: Done) -> None:
    _each(public_tables(figures, choice), folder, CSV, write_table, done)


def _write_parquet(folder: Path, figures: Figures, choice: Choice, done: Done) -> None:
    _each(public_tables(figures, choice), folder, PARQUET, write_parquet, done)


def _write_sdmx(folder: Path, figures: Figures, choice: Choice, done: Done) -> None:
    _each(sdmx_tables(figures, choice), folder, SDMX, write_table, done)


def _write_workbook(folder: Path, figures: Figures, choice: Choice, done: Done) -> None:
    path = folder / f"{figures.catalogue.programme.id}{XLSX}"
    done(path, write_workbook(path, figures, choice))


def _each(
    tables: tuple[Table, ...], folder: Path, ending: str, write: Callable[[Path, Table], int], done: Done
) -> None:
    for table in tables:
        path = folder / f"{table.name}{ending}"
        done(path, write(path, table))


_WRITERS: dict[str, Callable[[Path, Figures, Choice, Done], None]] = {
    "csv": _write_csv, "xlsx": _write_workbook, "parquet": _write_parquet, "package": write_package,
    "sdmx": _write_sdmx,
}  # fmt: skip
FORMATS = tuple(_WRITERS)
