"""The borders of the units, from a GeoJSON file that a user puts beside the reference tables (RFC 7946).

No map of Albania's qarks is free to be shipped, so pages draw schematic tiles until somebody gives their own borders.
A feature is a unit's where its `id`, or any of its properties, is the unit's code; nothing else of it is read, and none
of its texts is ever shown. A file that cannot be used is a fault with the units concerned, never an error.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Literal, NoReturn, TypeAlias

from indicators.model import Programme, Unit

FILE = "areas.geojson"
MEGABYTES = 5
Point: TypeAlias = tuple[float, float]
Ring: TypeAlias = tuple[Point, ...]
Polygon: TypeAlias = tuple[Ring, ...]
Rule = Literal["too_large", "unreadable", "not_json", "no_features", "missing", "range", "shape"]
# What publishers of borders call the code; asked before other properties, in which a neighbour may be named.
_NAMES = ("iso", "iso_3166_2", "iso3166-2", "iso3166_2", "iso_code", "code", "hasc", "nuts_id", "id")
_LEAST_POINTS = 4


@dataclass(frozen=True, eq=False)
class Boundaries:
    """The polygons of each unit in degrees, longitude first; of a polygon the outer ring first, then its holes."""

    digest: str
    shapes: Mapping[str, tuple[Polygon, ...]]


@dataclass(frozen=True, eq=False)
class BoundaryFault:
    """Why a file cannot be used: the rule that it breaks, and the codes of the units concerned, if any."""

    digest: str
    rule: Rule
    units: tuple[str, ...] = ()


class _ShapeError(ValueError):
    """A geometry that cannot be used; `rule` says why."""

    def __init__(self, rule: Rule) -> None:
        super().__init__(rule)
        self.rule: Rule = rule


def boundary_file(data: Path, programme: Programme) -> Path:
    """Where a programme's borders are looked for in a data folder: beside its table of areas."""
    reference = data / "reference"
    return (reference if programme.default else reference / programme.id) / FILE


def read_boundaries(path: Path, units: Iterable[Unit]) -> Boundaries | BoundaryFault:
    """Read a file; every unit that has a place on the map must be in it.

    Args:
        path: the file.
        units: the programme's units, known by their code, or by their NUTS code where they have one.
    """
    try:
        with path.open("rb") as file:
            content = file.read(MEGABYTES * 1024 * 1024 + 1)
    except OSError:
        return BoundaryFault("", "unreadable")
    digest = hashlib.sha256(content).hexdigest()
    if len(content) > MEGABYTES * 1024 * 1024:
        return BoundaryFault(digest, "too_large")
    try:
        found = json.loads(content.decode("utf-8-sig"), parse_constant=_no_number)
    except (ValueError, RecursionError):
        return BoundaryFault(digest, "not_json")
    return _judged(digest, found, tuple(units))


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)  # NaN and Infinity, which Python's reader would take and JSON does not know


def _judged(digest: str, found: object, units: tuple[Unit, ...]) -> Boundaries | BoundaryFault:
    """The shapes of the units, or the first rule that is broken, with all units that break it."""
    codes = {code.upper(): unit.id for unit in units for code in (unit.nuts, unit.id) if code}
    shapes: dict[str, list[Polygon]] = {}
    broken: dict[Rule, dict[str, None]] = {}
    for feature in _features(found):
        unit = _unit_of(feature, codes)
        if unit is None:
            continue
        shape = shapes.setdefault(unit, [])
        try:
            shape += _polygons(feature.get("geometry"))
        except _ShapeError as error:
            broken.setdefault(error.rule, {})[unit] = None
    if not shapes:
        return BoundaryFault(digest, "no_features")
    absent = tuple(unit.id for unit in units if unit.tile and unit.id not in shapes)
    if absent:
        return BoundaryFault(digest, "missing", absent)
    for rule, concerned in broken.items():
        return BoundaryFault(digest, rule, tuple(concerned))
    return Boundaries(digest, {unit: tuple(polygons) for unit, polygons in shapes.items()})


def _features(found: object) -> Iterator[Mapping[str, object]]:
    """The features of a collection, or the one feature that the file is."""
    if isinstance(found, dict):
        listed = found.get("features") if found.get("type") == "FeatureCollection" else [found]
        if isinstance(listed, list):
            yield from (one for one in listed if isinstance(one, dict) and one.get("type") == "Feature")


def _unit_of(feature: Mapping[str, object], codes: Mapping[str, str]) -> str | None:
    """The unit that a feature says it is."""
    properties = feature.get("properties")
    known = {str(name).lower(): value for name, value in properties.items()} if isinstance(properties, dict) else {}
    said = (feature.get("id"), *(known.get(name) for name in _NAMES), *known.values())
    asked = (value.strip().upper() for value in said if isinstance(value, str))
    return next((codes[value] for value in asked if value in codes), None)


def _polygons(geometry: object) -> Iterator[Polygon]:
    """The polygons of a geometry; _ShapeError where it is not made of polygons in degrees."""
    if not isinstance(geometry, dict):
        raise _ShapeError("shape")
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    several = {"Polygon": [coordinates], "MultiPolygon": coordinates}.get(str(kind))
    if not isinstance(several, list) or not several:
        raise _ShapeError("shape")
    for rings in several:
        if not isinstance(rings, list) or not rings:
            raise _ShapeError("shape")
        yield tuple(_ring(one) for one in rings)


def _ring(points: object) -> Ring:
    if not isinstance(points, list) or len(points) < _LEAST_POINTS:
        raise _ShapeError("shape")
    ring = tuple(_point(one) for one in points)
    if ring[0] != ring[-1] or not area(ring):
        raise _ShapeError("shape")
    return ring


def _point(position: object) -> Point:
    """Longitude and latitude; a height, which may follow, is left out."""
    if not isinstance(position, list) or len(position) < len(("longitude", "latitude")):
        raise _ShapeError("shape")
    longitude, latitude = position[:2]
    if not (_within(longitude, 180) and _within(latitude, 90)):
        raise _ShapeError("range")
    return float(longitude), float(latitude)


def _within(value: object, limit: int) -> bool:
    """Whether a value is a number of degrees; compared before it is converted, since JSON's numbers have no end."""
    return isinstance(value, int | float) and not isinstance(value, bool) and -limit <= value <= limit


def area(ring: Ring) -> float:
    """The area of a closed ring, in square units of its coordinates, whichever way round it runs."""
    return abs(sum(one[0] * other[1] - other[0] * one[1] for one, other in pairwise(ring))) / 2
