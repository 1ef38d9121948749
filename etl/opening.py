"""Opening the figures of what stands in a data folder now, whatever state its database is in.

A damaged build is made anew; where nothing can be written (a full disk, a folder that may only be read) the figures are
computed in memory from the submissions, so that pages and exports go on working.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import duckdb

from etl import shipped_facts
from etl.build.warehouse import DAMAGED, Warehouse, WarehouseError
from etl.figures.build_figures import BuildFigures
from etl.figures.opened import figures_of, open_figures
from etl.figures.read_api import DamagedBuildError, Figures
from etl.scrub.standing import missing
from etl.store.store import Damaged, Kept
from etl.store.versions import NewerFormatError

_ATTEMPTS = 3


@dataclass(frozen=True)
class Opened:
    """Opened figures, and what people must be told of them.

    `replaces_damaged`: the database was damaged and has been rebuilt. `damaged`: kept submissions that cannot be read
    and do not count; `missing`: those that the audit log names and that are gone. `unwritten`: why the database could
    not be written (a key under `disk.` of the locale files), so that these figures live in memory alone; None where it
    could.
    """

    figures: Figures
    replaces_damaged: bool = False
    damaged: tuple[Damaged, ...] = ()
    unwritten: str | None = None
    missing: tuple[Damaged, ...] = ()


def open_current(warehouse: Warehouse, today: date, *, holds: bool = False) -> Opened:
    """The figures of catalogue and submissions as they are now. DamagedBuildError only where memory fails, too.

    `holds`: keep in memory what is asked for often.
    """
    unkept = shipped_facts.bring(warehouse.data, warehouse.catalogue, today)
    if unkept is not None:
        return _in_memory(warehouse, today, unkept.reason, unkept.submissions)
    replaces_damaged = False
    for _ in range(_ATTEMPTS):
        try:
            build = warehouse.ensure(today)
        except WarehouseError as error:
            return _in_memory(warehouse, today, error.reason)
        replaces_damaged = replaces_damaged or build.replaces_damaged
        try:
            figures = open_figures(build.path, warehouse.catalogue, today, holds=holds)
        except DamagedBuildError:
            # A newer build may have taken its place and removed it just now, or somebody else did.
            continue
        return _told(warehouse, figures, damaged_submissions(figures), replaces_damaged=replaces_damaged)
    return _in_memory(warehouse, today, "gone")


def damaged_submissions(figures: Figures) -> tuple[Damaged, ...]:
    """The kept submissions that could not be read when the build was made, and do not count in it."""
    return tuple(
        Damaged(*row) for row in figures.table(f"SELECT submission, sha256 FROM {DAMAGED} ORDER BY submission")
    )


def _in_memory(warehouse: Warehouse, today: date, reason: str, unkept: tuple[Kept, ...] = ()) -> Opened:
    kept, damaged = warehouse.store.survey(warehouse.store.names())
    try:
        figures = figures_of((*kept, *unkept), warehouse.catalogue, today)
    except duckdb.Error as error:
        raise DamagedBuildError(str(error)) from error
    figures.build = f"{warehouse.wanted()}memory"
    return _told(warehouse, figures, damaged, unwritten=reason)


def missing_submissions(warehouse: Warehouse) -> tuple[Damaged, ...]:
    """What the log says was handed in and is gone; nothing where the log cannot be read, which stops no figure."""
    try:
        return missing(warehouse.data, warehouse.catalogue.programme.id)
    except (OSError, NewerFormatError):
        return ()


def _told(
    warehouse: Warehouse,
    figures: BuildFigures,
    damaged: tuple[Damaged, ...],
    *,
    replaces_damaged: bool = False,
    unwritten: str | None = None,
) -> Opened:
    """The figures with what does not count in them: what is damaged, and what the log names and is gone."""
    gone = missing_submissions(warehouse)
    figures.lacking = tuple(sorted({one.submission for one in (*damaged, *gone)}))
    return Opened(figures, replaces_damaged, damaged, unwritten, gone)
