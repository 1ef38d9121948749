"""Pages drawn from a random world: everything that a browser would get of them, without Streamlit around them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import Any
from unittest.mock import patch

import plotly.graph_objects as go

from dashboard.components.layout import page as page_module
from dashboard.model.addresses import Links
from dashboard.model.context import DASHBOARD_LOCALE, Context, Filters
from etl.access.restricted import RestrictedFigures
from etl.access.viewer import local_viewer
from etl.figures.opened import figures_of
from etl.figures.read_api import Figures
from etl.formats.locale_folder import ETL_LOCALE
from indicators.language import Language, programme_language
from indicators.model import Indicator, Words
from tests.ledger.bridge import SHIPPED, catalogue, kept
from tests.oracle import STRATEGY_INDICATORS
from tests.strategies import World

LATER = date(2026, 1, 1)
_NUMBERS = count(1)


def words(code: str) -> Language:
    return programme_language(code, SHIPPED.programme, ETL_LOCALE, DASHBOARD_LOCALE)


@dataclass
class Drawn:
    """What one run of a page put on the screen: pieces of markup as the browser reads them, and charts."""

    boards: list[Any] = field(default_factory=list)
    charts: list[tuple[go.Figure, str]] = field(default_factory=list)

    @property
    def tree(self) -> list[Any]:
        return ["", {}, *self.boards]


@contextmanager
def opened(world: World, today: date = LATER) -> Iterator[Figures]:
    """The figures of a world; its catalogue and its build are like no other's, as the pages' caches need it."""
    number = next(_NUMBERS)
    of = catalogue(world.programme, world.indicators)
    if world.indicators != STRATEGY_INDICATORS:
        own = zip("ABCDEFGHIJKL", of.indicators, strict=False)
        of = of.model_copy(update={"indicators": tuple(_named(letter, one) for letter, one in own)})
    else:
        of = of.model_copy(update={"indicators": SHIPPED.indicators})
    of = of.model_copy(update={"digest": f"{number:064x}"})
    figures = figures_of(kept(world.submissions), of, today)
    figures.build = f"world {number}"
    try:
        yield figures
    finally:
        figures.close()


def _named(letter: str, one: Indicator) -> Indicator:
    """A random indicator with a name of its own, without digits: whatever number a sentence holds is a figure's."""
    name = Words(en=f"Duty {letter}", sq=f"Detyrimi {letter}")
    return one.model_copy(update={"title": name, "short": name})


def context_of(figures: Figures, code: str, as_of: date, **chosen: Any) -> Context:
    of = figures.catalogue
    filters = Filters(
        language=code, programme=of.programme.id, period=chosen.pop("period", "all"),
        area=chosen.pop("area", of.programme.areas.whole.id), indicator=chosen.pop("indicator", of.indicators[0].id),
        as_of=as_of, sort=chosen.pop("sort", "worst"), **chosen,
    )  # fmt: skip
    return Context(RestrictedFigures(figures, local_viewer()), of, words(code), filters, Links({}))


def draw(render: Callable[[Context], None], context: Context) -> Drawn:
    """Run a page."""
    found = Drawn()

    def show(_key: str, drawn: bytes, _follow: object) -> None:
        found.boards.extend(json.loads(drawn)["nodes"])

    def chart(figure: go.Figure, *, alt: str, **_: object) -> None:
        found.charts.append((figure, alt))

    with patch.object(page_module, "show", show), patch("streamlit.plotly_chart", chart):
        render(context)
    return found
