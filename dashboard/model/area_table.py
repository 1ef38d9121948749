"""The figures of a day, read as a page asks for them: for programmes too large to read as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from etl.access.restricted import RestrictedFigures
from etl.figures.choice import Choice
from etl.figures.read_api import Figure

Key = tuple[str, str, str]
Boxes = Mapping[str, Iterable[str]]
"""Figures that a page shows of each area: the periods of each indicator."""
_MOST_FIGURES = 60_000


@dataclass(frozen=True)
class _FiguresRead:
    """What has been read: figures, None where there is none, and the areas of which there is nothing more to read."""

    figures: Mapping[Key, Figure | None] = field(default_factory=dict)
    areas: frozenset[str] = frozenset()

    def knows(self, key: Key) -> bool:
        return key in self.figures or key[1] in self.areas

    def with_more(self, figures: Mapping[Key, Figure | None], areas: frozenset[str]) -> _FiguresRead:
        """This and more; without this where it has become too much to keep."""
        if len(self.figures) > _MOST_FIGURES:
            return _FiguresRead(figures, areas)
        return _FiguresRead({**self.figures, **figures}, self.areas | areas)


class AreaTable(Mapping[Key, Figure]):
    """Figures by indicator, area and period; those of an area that the viewer may not see are not there.

    `fetch` reads what a page is about to show at once. What was not fetched is read when it is looked at, an area at a
    time with all that there is of it.
    """

    def __init__(self, figures: RestrictedFigures, as_of: date) -> None:
        self._figures = figures
        self._as_of = as_of
        seen = None if figures.viewer.sees_everything else figures.viewer.figure_areas(figures.catalogue)
        self._seen = frozenset(figures.catalogue.area_labels if seen is None else seen)
        # Never changed in place: another session may be looking at what was read before.
        self._read = _FiguresRead()

    def fetch(self, areas: Iterable[str], boxes: Boxes | None = None) -> None:
        """Read the figures of some areas at once: of some boxes, or all; what is read is not read again."""
        read = self._read
        wanted = [area for area in dict.fromkeys(areas) if area in self._seen and area not in read.areas]
        if boxes is None:
            self._add(wanted, {})
            return
        keys = [(one, area, period) for one, periods in boxes.items() for period in periods for area in wanted]
        lacking = [key for key in keys if key not in read.figures]
        periods: dict[str, dict[str, None]] = {}
        for indicator, _, period in lacking:
            periods.setdefault(indicator, {})[period] = None
        self._add(list(dict.fromkeys(area for _, area, _ in lacking)), periods)

    def _add(self, areas: list[str], boxes: Boxes) -> _FiguresRead:
        """Read the boxes of some areas, or all that there is of them, and keep it; what is known then."""
        if areas:
            periods = tuple(dict.fromkeys(period for own in boxes.values() for period in own))
            asked = ((one, area, period) for one, own in boxes.items() for area in areas for period in own)
            found: dict[Key, Figure | None] = dict.fromkeys(asked)
            values = self._figures.values(
                Choice(self._as_of, indicators=tuple(boxes), areas=tuple(areas), periods=periods)
            )
            found.update({(one.indicator, one.area, one.period): one for one in values})
            self._read = self._read.with_more(found, frozenset() if boxes else frozenset(areas))
        return self._read

    def __getitem__(self, key: Key) -> Figure:
        read = self._read
        if not read.knows(key):
            read = self._add([key[1]] if key[1] in self._seen else [], {})
        figure = read.figures.get(key)
        if figure is None:
            raise KeyError(key)
        return figure

    def __bool__(self) -> bool:
        return True

    def __iter__(self) -> Iterator[Key]:
        """The figures read so far."""
        return (key for key, figure in self._read.figures.items() if figure is not None)

    def __len__(self) -> int:
        """How many are read so far."""
        return sum(figure is not None for figure in self._read.figures.values())
