"""What every page is given: the figures, the words, what is chosen, and how to link on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from dashboard.model.addresses import Links
from etl.access.restricted import RestrictedFigures
from etl.access.viewer import Viewer
from etl.figures.read_api import Figure
from etl.formats.boundaries import Boundaries, BoundaryFault
from indicators.language import Language
from indicators.model import Catalogue

FigureTable = Mapping[tuple[str, str, str], Figure]
DASHBOARD_LOCALE = Path(__file__).parent.parent / "locale"


@dataclass(frozen=True)
class Filters:
    """What is chosen; every value is one that exists."""

    language: str
    programme: str
    period: str
    area: str
    indicator: str
    as_of: date
    sort: str
    since: date | None = None
    first: int = 1


@dataclass(frozen=True)
class Context:
    """A page's view of the world, for one run of the script; `boundaries` are those that somebody gave, if any."""

    figures: RestrictedFigures
    catalogue: Catalogue
    language: Language
    filters: Filters
    links: Links
    boundaries: Boundaries | BoundaryFault | None = None

    @property
    def viewer(self) -> Viewer:
        """Who looks."""
        return self.figures.viewer

    def by_name(self, areas: Iterable[str]) -> tuple[str, ...]:
        """Some areas in the alphabet of the reader's language."""
        return tuple(sorted(areas, key=lambda area: self.language.alphabetical(self.area_name(area))))

    def area_names(self, areas: Iterable[str]) -> str:
        """The names of some areas in a row, in the alphabet."""
        return ", ".join(map(self.area_name, self.by_name(areas)))

    def area_name(self, area: str | None = None) -> str:
        """The name of an area, or of the chosen one, in the reader's language."""
        return self.catalogue.area_labels[area or self.filters.area][self.language.code]
