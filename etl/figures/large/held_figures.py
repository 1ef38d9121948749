"""The read API that answers from memory what pages of many areas ask often."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import islice
from threading import Lock

import duckdb

from etl.figures.build_figures import BuildFigures
from etl.figures.build_reader import remembered
from etl.figures.choice import Choice
from etl.figures.large.figure_grid import FigureGrid, grid_columns
from etl.figures.large.reporting_grid import ReportingGrid, reporting_columns
from etl.figures.result_types import Figure, Reporting
from indicators import ledger
from indicators.model import Catalogue

# Of so many days the figures are held.
_MOST_HELD = 2


class HeldFigures(BuildFigures):
    """One build, of which the figures of a day, and who reported, are kept in memory from the first question on."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, catalogue: Catalogue, today: date, build: str) -> None:
        super().__init__(connection, catalogue, today, build)
        self._being_read = Lock()
        self._grids = remembered(self._read_grid, most=_MOST_HELD)
        self._reporting = remembered(self._read_reporting, most=_MOST_HELD)

    def values(self, choice: Choice) -> tuple[Figure, ...]:
        """The chosen figures; those of all areas are read from the table, bit by bit, as they are asked for once."""
        if not choice.areas and choice.first is None:
            return super().values(choice)
        found = self._grid(choice.as_of).values(choice.indicators, choice.areas, choice.periods)
        return tuple(islice(found, choice.first))

    def values_count(self, choice: Choice) -> int:
        """How many figures these are."""
        return self._grid(choice.as_of).count(choice.indicators, choice.areas, choice.periods)

    def units_behind(
        self, as_of: date, boxes: Mapping[str, str], *, areas: Sequence[str] = (), limit: int, offset: int = 0
    ) -> tuple[str, ...]:
        """The units furthest behind."""
        if not boxes:
            return ()
        return self._grid(as_of).units_behind(boxes, self._of_areas(areas), limit, offset)

    def statuses(self, as_of: date, indicator: str, period: str, *, areas: Sequence[str] = ()) -> Mapping[str, int]:
        """How many units stand where in one indicator and period."""
        return self._grid(as_of).statuses(indicator, period, self._of_areas(areas))

    def least_reported(
        self,
        as_of: date,
        forms: Sequence[str],
        periods: Sequence[str],
        *,
        areas: Sequence[str] = (),
        limit: int,
        offset: int = 0,
    ) -> Reporting:
        """How many units lack a submission, and who lacks most."""
        held = self._reporting(as_of, tuple(forms))
        return held.least_reported(periods, self._of_areas(areas), limit, offset)

    def _of_areas(self, areas: Sequence[str]) -> tuple[str, ...] | None:
        """The units in some areas, as the grids ask for them: no areas are None, all units."""
        return self._units_in(areas) if areas else None

    def _grid(self, as_of: date) -> FigureGrid:
        """The figures of a day as they are held, read first where they are not; by one at a time."""
        with self._being_read:
            return self._grids(as_of)

    def _read_grid(self, as_of: date) -> FigureGrid:
        grid = FigureGrid(self.catalogue, as_of)
        for one in self.catalogue.indicators:
            steps, source = self._figures(as_of, (one.id,))
            grid.fill(one.id, self._columns(ledger.with_steps(steps, grid_columns(source, one.id))))
        return grid

    def _read_reporting(self, as_of: date, forms: tuple[str, ...]) -> ReportingGrid:
        return ReportingGrid(self.catalogue, self._columns(reporting_columns(as_of, forms)))
