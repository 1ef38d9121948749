"""The figures of a day, read area by area as a page asks for them: for programmes too large to read as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from etl.access.restricted import RestrictedFigures
from etl.figures import Figure

Key = tuple[str, str, str]
_MOST_AREAS = 600


class AreaTable(Mapping[Key, Figure]):
    """Figures by indicator, area and period; those of an area that the viewer may not see are not there."""

    def __init__(self, figures: RestrictedFigures, as_of: date) -> None:
        self._figures = figures
        self._as_of = as_of
        seen = None if figures.viewer.sees_everything else figures.viewer.figure_areas(figures.catalogue)
        self._seen = frozenset(figures.catalogue.area_labels if seen is None else seen)
        self._read: dict[str, dict[Key, Figure]] = {}

    def fetch(self, areas: Iterable[str]) -> None:
        """Read the figures of some areas at once, where they are not read yet."""
        read = self._read
        wanted = tuple(dict.fromkeys(area for area in areas if area in self._seen and area not in read))
        if not wanted:
            return
        found: dict[str, dict[Key, Figure]] = {area: {} for area in wanted}
        for one in self._figures.values(self._as_of, areas=wanted):
            found[one.area][one.indicator, one.area, one.period] = one
        # Never changed in place: another session may be looking at what was read before.
        self._read = found if len(read) > _MOST_AREAS else {**read, **found}

    def __getitem__(self, key: Key) -> Figure:
        if key[1] not in self._read:
            self.fetch((key[1],))
        return self._read.get(key[1], {})[key]

    def __bool__(self) -> bool:
        return True

    def __iter__(self) -> Iterator[Key]:
        """The figures read so far."""
        return (key for area in self._read.values() for key in area)

    def __len__(self) -> int:
        """How many are read so far."""
        return sum(map(len, self._read.values()))
