"""Which units had handed in for which periods by a day, in memory: who lacks most, of ten thousand, at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from etl.figures.large.figure_grid import Columns, Grid
from etl.figures.queries import among
from etl.figures.result_types import Reporting
from indicators.model import Catalogue
from indicators.sql import day


def reporting_columns(as_of: date, forms: Iterable[str]) -> str:
    """The query for who handed in one of some forms for which period, by a day: the places of area and period."""
    return f"""SELECT DISTINCT a.at AS area, p.at AS period
FROM received r JOIN area_places a ON a.area = r.qark JOIN period_places p ON p.period = r.period
WHERE r.submitted_on <= {day(as_of)} AND {among("r.form", forms)}"""


class ReportingGrid(Grid):
    """Who had handed in for which period; never changed."""

    def __init__(self, catalogue: Catalogue, columns: Columns) -> None:
        """`columns`, as `reporting_columns` gives them."""
        super().__init__(catalogue)
        self._given: dict[str, NDArray[np.bool_]] = {}
        for at in np.unique(columns["period"]).tolist():
            row = np.zeros(len(self._areas), dtype=np.bool_)
            row[columns["area"][columns["period"] == at].astype(np.int64)] = True
            self._given[self._periods[at]] = row

    def least_reported(self, periods: Iterable[str], units: Sequence[str] | None, limit: int, offset: int) -> Reporting:
        """As `etl.figures.queries.least_reported` tells it."""
        wanted, columns = set(periods), self._of(units)
        given = np.zeros(len(columns), dtype=np.int64)
        for period in wanted & self._given.keys():
            given += self._given[period][columns]
        return Reporting(int((given < len(wanted)).sum()), self._page(columns, (given,), limit, offset))
