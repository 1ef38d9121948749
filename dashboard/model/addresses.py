"""The pages' public addresses, the parameters they understand, and links between them (INTERFACES.md, "Addresses")."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import parse_qsl, urlencode, urlsplit

Parameter = Literal["lang", "programme", "period", "as_of", "since", "area", "indicator", "sort", "first"]
PARAMETERS: tuple[Parameter, ...] = (
    "lang", "programme", "period", "as_of", "since", "area", "indicator", "sort", "first",
)  # fmt: skip
PLACE = "first"
"""The place that a list too long for a page begins at: it means something in that very list alone."""


@dataclass(frozen=True)
class Page:
    """A page: its id (which names its texts), its path, the filters in its bar, and whether it is about one unit.

    `without_data`: it is of use before anything has been handed in. `of_indicators`: it shows what indicators owe, and
    nothing where a programme has none. `every_programme`: it shows several programmes, whichever is chosen.
    `lists_units`: it lists units, of many of them some at a time: all units, or those of the chosen area.
    `several_units`: the area chosen on it is the whole or a group; of one unit that an address carries it shows all.
    """

    id: str
    path: str
    filters: tuple[Parameter, ...] = ()
    one_unit: bool = False
    own_periods: bool = False
    without_data: bool = False
    of_indicators: bool = False
    every_programme: bool = False
    lists_units: Literal["all", "area"] | None = None
    several_units: bool = False


PAGES: tuple[Page, ...] = (
    Page(
        "overview", "", ("period", "as_of", "since", "area"), of_indicators=True, lists_units="area", several_units=True
    ),
    Page(
        "committee",
        "committee",
        ("area", "period", "as_of", "since"),
        one_unit=True,
        of_indicators=True,
        lists_units="area",
    ),
    Page("indicator", "indicator", ("indicator", "period", "area", "as_of"), of_indicators=True, lists_units="all"),
    Page("explain", "explain", ("indicator", "area", "period", "as_of", "since"), own_periods=True, of_indicators=True),
    Page("calendar", "calendar", ("area", "as_of"), of_indicators=True),
    Page("self_assessment", "self-assessment", without_data=True),
    Page("data_quality", "data-quality", ("area", "as_of"), lists_units="area"),
    Page("export", "export", ("as_of",)),
    Page("catalogue", "catalogue", without_data=True),
    Page("coordination_tools", "coordination-tools", ("as_of",), without_data=True, every_programme=True),
    Page("access", "access", without_data=True),
)


def page(name: str) -> Page:
    """The page with this id; KeyError where there is none."""
    for one in PAGES:
        if one.id == name:
            return one
    raise KeyError(name)


@dataclass(frozen=True)
class Links:
    """Addresses that keep what the reader has chosen. `given` is what the present address says and is valid."""

    given: Mapping[str, str] = field(default_factory=dict)

    def parameters(self, **changes: str | None) -> dict[str, str]:
        """What is chosen, with changes; None takes a parameter away. A place in a list is kept only where asked for."""
        merged = {**self.given, PLACE: None, **changes}
        return {name: value for name in PARAMETERS if (value := merged.get(name)) is not None}

    def to(self, name: str, **changes: str | None) -> str:
        """The address of a page, relative so that it holds behind any proxy's path."""
        query = urlencode(self.parameters(**changes))
        return f"{page(name).path or './'}{'?' if query else ''}{query}"


def read(address: object) -> tuple[Page, dict[str, str]] | None:
    """The page and the parameters of a followed link; None for anything that is not an address of ours.

    The browser says which link was followed, so the answer is judged like any other input.
    """
    if not isinstance(address, str):
        return None
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return None
    path = parts.path.strip("./")
    for one in PAGES:
        if one.path == path:
            known: dict[str, str] = {name: value for name, value in parse_qsl(parts.query) if name in PARAMETERS}
            return one, known
    return None
