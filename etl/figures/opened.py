"""Opening figures: of a build's file, or of submissions that no store holds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import duckdb

from etl.build import tables
from etl.build.file_integrity import sandbox_settings
from etl.figures.build_figures import BuildFigures
from etl.figures.build_reader import DamagedBuildError
from etl.figures.large.held_figures import HeldFigures
from etl.store.store import Kept
from indicators.model import Catalogue


def open_figures(path: Path, catalogue: Catalogue, today: date, *, holds: bool = False) -> BuildFigures:
    """The figures of a build's file, opened so that nothing can be written, loaded or reached from it.

    `holds`: those that are asked for often are kept in memory; for pages of many areas.
    """
    try:
        connection = duckdb.connect(str(path), read_only=True, config=sandbox_settings())
    except duckdb.Error as error:
        raise DamagedBuildError(str(error)) from error
    return (HeldFigures if holds else BuildFigures)(connection, catalogue, today, path.stem)


def figures_of(kept: Sequence[Kept], catalogue: Catalogue, today: date) -> BuildFigures:
    """The figures of some submissions that no store holds: a worked example, or a draft before it is handed in."""
    connection = duckdb.connect(":memory:", config=sandbox_settings())
    tables.fill(connection, catalogue, kept, today)
    return BuildFigures(connection, catalogue, today, "memory")
