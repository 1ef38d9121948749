"""Made-up borders for the units of a programme: squares where the tiles are. Not the shape of any real place."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from indicators.model import Catalogue, Unit

Json = dict[str, object]
SIDE = 0.5


def square(west: float, south: float, side: float = SIDE) -> list[list[float]]:
    """A closed ring."""
    east, north = west + side, south + side
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def feature(unit: Unit, **properties: object) -> Json:
    """A unit's square, with its code among the properties unless others are given."""
    column, row = unit.tile or (0, 0)
    ring = square(19.3 + column * SIDE, 42.0 - row * SIDE)
    return {
        "type": "Feature",
        "properties": properties or {"ISO3166-2": unit.id, "name": "<img src=x onerror=alert(1)>"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def squares(catalogue: Catalogue) -> list[Json]:
    """A square for every unit."""
    return [feature(unit) for unit in catalogue.programme.areas.units]


def write(path: Path, features: Sequence[Json]) -> Path:
    """A file with these features."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    return path
