"""Borders as they are drawn: degrees laid flat, thinned out to what a screen shows, and a place for each label. Pure.

The projection is the equirectangular one, true at the middle latitude: enough for a country, and the figures do not
depend on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import cos, hypot, radians

from etl.formats.boundaries import Boundaries, Point, Polygon, Ring, area

WIDTH, TALLEST = 300.0, 660.0
# A point is left out where the line without it runs within half a pixel; the gap drawn between units hides the rest.
_TOLERANCE, _GRID, _LEAST_AREA = 0.5, 5, 1.0
_SCANS = 40
_LEAST_POINTS = 4


@dataclass(frozen=True)
class Outline:
    """A unit's outline as the path of an SVG, and where its label stands, as shares of the map's width and height."""

    path: str
    left: float
    top: float


@dataclass(frozen=True)
class Drawing:
    """All outlines, and the size of the map that they are drawn on, in pixels."""

    width: float
    height: float
    outlines: Mapping[str, Outline]


@lru_cache(maxsize=8)
def drawing(boundaries: Boundaries) -> Drawing:
    """The borders laid flat on a map as wide as WIDTH, or less where it would be taller than TALLEST."""
    points = [point for shape in boundaries.shapes.values() for rings in shape for point in rings[0]]
    west, east = min(one[0] for one in points), max(one[0] for one in points)
    south, north = min(one[1] for one in points), max(one[1] for one in points)
    shrink = cos(radians((south + north) / 2))
    scale = min(WIDTH / ((east - west) * shrink), TALLEST / (north - south))
    width, height = (east - west) * shrink * scale, (north - south) * scale

    def flat(ring: Ring) -> Ring:
        placed = ((_snapped((x - west) * shrink * scale), _snapped((north - y) * scale)) for x, y in ring)
        return _thinned(tuple(_without_repeats(placed)))

    outlines = {}
    for unit, shape in boundaries.shapes.items():
        laid = [tuple(flat(ring) for ring in polygon) for polygon in shape]
        polygons = _worth_drawing(laid)
        left, top = _label_place(max(polygons, key=lambda polygon: area(polygon[0])))
        path = "".join(_path(ring) for rings in polygons for ring in rings)
        outlines[unit] = Outline(path, left / width, top / height)
    return Drawing(width, height, outlines)


def _snapped(value: float) -> float:
    """A coordinate on a grid of a fifth of a pixel, the same for both sides of a border."""
    return round(value * _GRID) / _GRID


def _without_repeats(points: Iterator[Point]) -> Iterator[Point]:
    last = None
    for point in points:
        if point != last:
            yield point
        last = point


def _worth_drawing(polygons: Sequence[Polygon]) -> list[Polygon]:
    """The polygons and holes of more than a pixel; of a unit that has no such, its largest polygon."""
    largest = max(polygons, key=lambda polygon: area(polygon[0]))
    kept = [polygon for polygon in polygons if area(polygon[0]) >= _LEAST_AREA] or [largest]
    return [(outer, *(hole for hole in holes if area(hole) >= _LEAST_AREA)) for outer, *holes in kept]


def _thinned(ring: Ring) -> Ring:
    """A closed ring without the points that the eye would not miss (Douglas and Peucker, on its two halves)."""
    if len(ring) <= _LEAST_POINTS:
        return ring
    first = ring[0]
    far = max(range(len(ring)), key=lambda place: hypot(ring[place][0] - first[0], ring[place][1] - first[1]))
    kept = {0, far, len(ring) - 1}
    waiting = [(0, far), (far, len(ring) - 1)]
    while waiting:
        start, end = waiting.pop()
        if end - start < 2:
            continue
        distance, place = max((_distance(ring[one], ring[start], ring[end]), one) for one in range(start + 1, end))
        if distance > _TOLERANCE:
            kept.add(place)
            waiting += [(start, place), (place, end)]
    return tuple(ring[place] for place in sorted(kept))


def _distance(point: Point, start: Point, end: Point) -> float:
    """How far a point lies from the line through two others."""
    x, y = end[0] - start[0], end[1] - start[1]
    length = hypot(x, y)
    if not length:
        return hypot(point[0] - start[0], point[1] - start[1])
    return abs(x * (start[1] - point[1]) - y * (start[0] - point[0])) / length


def _path(ring: Ring) -> str:
    """A ring as SVG draws it; holes come out of the even-odd rule. Nothing where it shrank to a point or a line."""
    if len(ring) < _LEAST_POINTS:
        return ""
    steps = [f"{x:g} {y:g}" for x, y in ring[:-1]]
    return f"M{'L'.join(steps)}Z"


def _label_place(polygon: Polygon) -> Point:
    """A point inside, where there is room to both sides: on the widest of some level lines, rather near the middle."""
    ys = [y for _, y in polygon[0]]
    low, high = min(ys), max(ys)
    best, place = -1.0, polygon[0][0]
    for number in range(1, _SCANS):
        share = number / _SCANS
        y = low + (high - low) * share + 1e-6  # never through a point of the ring, which lies on the grid
        crossings = sorted(_crossings(polygon, y))
        for left, right in zip(crossings[::2], crossings[1::2], strict=False):
            room = (right - left) * (1 - abs(share - 0.5))
            if room > best:
                best, place = room, ((left + right) / 2, y)
    return place


def _crossings(polygon: Polygon, y: float) -> Iterator[float]:
    """Where a level line crosses the rings."""
    for ring in polygon:
        for (ax, ay), (bx, by) in pairwise(ring):
            if (ay > y) != (by > y):
                yield ax + (y - ay) * (bx - ax) / (by - ay)
