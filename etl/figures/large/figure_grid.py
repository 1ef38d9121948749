"""All figures of one day in memory, as arrays: what a page asks of ten thousand areas is then a matter of moments.

A build's table of figures has a row for every indicator, area and period. A page shows the figures of some areas, and
needs those of all to say which are furthest behind; the table would be read through for each such question. Here an
indicator's figures of a period are one row of numbers, a column an area: 14 bytes a figure, 56 MB for ten thousand
areas over eleven years.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from etl.figures.result_types import Figure
from indicators.model import Catalogue
from indicators.schedule import all_periods
from indicators.sql import text

STATUSES = ("met", "partly_met", "not_met", "no_data", "not_due", "not_applicable")
_WORST_FIRST = ("not_met", "no_data", "partly_met")
_COUNTS = ("numerator", "denominator", "unreported")
_KEPT = (*_COUNTS, "status", "provisional")
Columns = Mapping[str, NDArray[np.generic]]
Units = tuple[str, ...]


def grid_columns(source: str, indicator: str) -> str:
    """The query for an indicator's figures as numbers: the places of area and period, counts, status, provisional."""
    counts = ", ".join(f"CAST(f.{column} AS INTEGER) AS {column}" for column in _COUNTS)
    statuses = " ".join(f"WHEN '{status}' THEN {code}" for code, status in enumerate(STATUSES, 1))
    return f"""SELECT a.at AS area, p.at AS period, {counts},
  CAST(CASE f.status {statuses} END AS TINYINT) AS status, f.provisional
FROM {source} f JOIN area_places a ON a.area = f.area JOIN period_places p ON p.period = f.period
WHERE f.indicator = {text(indicator)}"""


class Grid:
    """What is known of areas and periods by their places in the catalogue's order: an area is a column."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._areas = tuple(catalogue.area_labels)
        self._column = {area: at for at, area in enumerate(self._areas)}
        self._periods = tuple(period.code for period in all_periods(catalogue))
        self._units = self._places(unit.id for unit in catalogue.programme.areas.units)

    def _places(self, areas: Iterable[str]) -> NDArray[np.int64]:
        """The columns of some areas; one past the last for an area that there is not."""
        return np.array([self._column.get(area, len(self._areas)) for area in areas], dtype=np.int64)

    def _of(self, units: Sequence[str] | None) -> NDArray[np.int64]:
        """The columns of some units (None: of all), in order."""
        return self._units if units is None else np.sort(self._places(units))

    def _page(self, columns: NDArray[np.int64], keys: Sequence[NDArray[np.int64]], limit: int, offset: int) -> Units:
        """Those of some units that stand at some places of their list when it is put in order by some keys."""
        # The last key is the first to be looked at.
        order = np.lexsort((columns, *reversed(keys)))
        return tuple(self._areas[column] for column in columns[order[offset : offset + limit]].tolist())


class FigureGrid(Grid):
    """The figures of a day; filled indicator by indicator, and never changed after."""

    def __init__(self, catalogue: Catalogue, as_of: date) -> None:
        super().__init__(catalogue)
        self._as_of = as_of
        self._groups = np.zeros(len(self._areas), dtype=np.int64)
        self._groups[self._units] = self._places(unit.group or "" for unit in catalogue.programme.areas.units)
        self._rows: dict[tuple[str, str], Mapping[str, NDArray[np.generic]]] = {}

    def fill(self, indicator: str, columns: Columns) -> None:
        """Take the figures of an indicator, as `grid_columns` gives them."""
        for at in np.unique(columns["period"]).tolist():
            own = columns["period"] == at
            places = columns["area"][own].astype(np.int64)
            row: dict[str, NDArray[np.generic]] = {}
            for name in _KEPT:
                row[name] = np.zeros(len(self._areas), dtype=columns[name].dtype)
                row[name][places] = columns[name][own]
            self._rows[indicator, self._periods[at]] = row

    def values(self, indicators: Collection[str], areas: Collection[str], periods: Collection[str]) -> Iterator[Figure]:
        """The chosen figures (none chosen: all), in the order of the tables."""
        chosen = self._chosen(areas)
        names = [self._areas[column] for column in chosen.tolist()]
        for indicator, codes in self._boxes(indicators, periods).items():
            rows = (self._rows[indicator, code] for code in codes)
            taken = [zip(*(row[name][chosen].tolist() for name in _KEPT), strict=True) for row in rows]
            for area, figures in zip(names, zip(*taken, strict=True), strict=True):
                for code, (*counts, status, provisional) in zip(codes, figures, strict=True):
                    if status:
                        yield self._figure((indicator, area, code), counts, status, provisional)

    def count(self, indicators: Collection[str], areas: Collection[str], periods: Collection[str]) -> int:
        """How many figures these are."""
        chosen = self._chosen(areas)
        boxes = ((one, code) for one, codes in self._boxes(indicators, periods).items() for code in codes)
        return sum(int(np.count_nonzero(self._rows[box]["status"][chosen])) for box in boxes)

    def statuses(self, indicator: str, period: str, units: Sequence[str] | None) -> dict[str, int]:
        """How many of some units (None: of all) stand where in one indicator and period."""
        row = self._rows.get((indicator, period))
        if row is None:
            return {}
        own = self._of(units)
        codes = np.where(row["provisional"][own], len(STATUSES) + 1, row["status"][own]).astype(np.int64)
        counted = np.bincount(codes, minlength=len(STATUSES) + 2)
        return {status: int(counted[code]) for code, status in enumerate((*STATUSES, "open"), 1) if counted[code]}

    def units_behind(
        self, boxes: Mapping[str, str], units: Sequence[str] | None, limit: int, offset: int
    ) -> tuple[str, ...]:
        """The units furthest behind on some boxes, as `etl.figures.queries.units_behind` orders them."""
        columns = self._of(units)
        rows = [self._rows[box] for box in boxes.items() if box in self._rows]
        unknown = STATUSES.index("no_data") + 1
        shown = [np.where(row["provisional"], unknown, row["status"])[columns] for row in rows]
        codes = (STATUSES.index(status) + 1 for status in _WORST_FIRST)
        worst = [-sum((row == code).astype(np.int64) for row in shown) + 0 * columns for code in codes]
        return self._page(columns, (*worst, self._groups[columns]), limit, offset)

    def _chosen(self, areas: Collection[str]) -> NDArray[np.int64]:
        """The columns of the chosen areas (none chosen: all), in order."""
        if not areas:
            return np.arange(len(self._areas))
        return np.unique(self._places(area for area in areas if area in self._column))

    def _boxes(self, indicators: Collection[str], periods: Iterable[str]) -> dict[str, list[str]]:
        """The chosen indicators with the chosen periods that they have figures for, both in order."""
        wanted = set(periods)
        found: dict[str, list[str]] = {}
        for indicator, code in self._rows:
            if (not indicators or indicator in indicators) and (not wanted or code in wanted):
                found.setdefault(indicator, []).append(code)
        return found

    def _figure(self, key: tuple[str, str, str], counts: Sequence[int], status: int, provisional: bool) -> Figure:
        """A figure with its shares, which follow from its counts (FIGURES.md 5)."""
        numerator, denominator, unreported = counts
        known = denominator > unreported
        return Figure(
            *key, numerator, denominator, unreported,
            numerator / denominator if known else None,
            (numerator + unreported) / denominator if known else None,
            STATUSES[status - 1], provisional, self._as_of,
        )  # fmt: skip
