"""Borders that a user gives: read, refused with words, drawn; never rendered as anything but shapes."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from playwright.sync_api import Browser, Page, expect

from dashboard.components.figures.tiles import tile_map
from dashboard.model.borders import TALLEST, WIDTH, drawing
from dashboard.model.context import Context, FigureTable
from etl.figures.choice import Choice
from etl.figures.read_api import Figures
from etl.formats.boundaries import MEGABYTES, Boundaries, BoundaryFault, area, boundary_file, read_boundaries
from indicators.model import Catalogue
from tests.pages.borders import feature, square, squares, write
from tests.pages.browser import headed, serving, settled
from tests.pages.conftest import words
from tests.pages.test_accessibility import AXE, RUN
from tests.pages.test_pages import opened, page_text

MakeContext = Callable[..., Context]
Read = Callable[..., Boundaries | BoundaryFault]
D = date(2009, 8, 14)


@pytest.fixture
def read(tmp_path: Path, catalogue: Catalogue) -> Read:
    """Writes features, or a text, to a file, and reads it."""

    def make(given: list[dict[str, object]] | str) -> Boundaries | BoundaryFault:
        path = tmp_path / "areas.geojson"
        if isinstance(given, str):
            path.write_text(given, "utf-8")
        else:
            write(path, given)
        return read_boundaries(path, catalogue.programme.areas.units)

    return make


def fault(found: Boundaries | BoundaryFault) -> tuple[str, tuple[str, ...]]:
    assert isinstance(found, BoundaryFault)
    return found.rule, found.units


# --- reading


def test_every_unit_is_found_by_its_code(read: Read, catalogue: Catalogue) -> None:
    found = read(squares(catalogue))
    assert isinstance(found, Boundaries)
    assert set(found.shapes) == {unit.id for unit in catalogue.programme.areas.units}


@pytest.mark.parametrize("name", ["iso", "iso_3166_2", "code", "ISO3166-2", "shapeISO", "whatever"])
def test_the_code_may_stand_in_any_property(read: Read, catalogue: Catalogue, name: str) -> None:
    units = catalogue.programme.areas.units
    assert isinstance(read([feature(unit, **{"no": 3, name: f" {unit.id.lower()} "}) for unit in units]), Boundaries)


def test_the_code_may_be_the_features_id(read: Read, catalogue: Catalogue) -> None:
    features = [feature(unit, name="x") | {"id": unit.id} for unit in catalogue.programme.areas.units]
    assert isinstance(read(features), Boundaries)


def test_a_neighbour_named_in_another_property_is_not_the_unit(read: Read, catalogue: Catalogue) -> None:
    units = catalogue.programme.areas.units
    found = read([feature(unit, neighbour=units[0].id, iso=unit.id) for unit in units])
    assert isinstance(found, Boundaries)
    assert all(len(shape) == 1 for shape in found.shapes.values())


def test_several_polygons_and_holes_are_kept(read: Read, catalogue: Catalogue) -> None:
    features = squares(catalogue)
    hole, island = square(20.0, 41.0, 0.1), square(18.0, 41.0, 0.1)
    features[0]["geometry"] = {"type": "MultiPolygon", "coordinates": [[square(19.9, 40.9), hole], [island]]}
    found = read(features)
    assert isinstance(found, Boundaries)
    assert [len(rings) for rings in found.shapes[catalogue.programme.areas.units[0].id]] == [2, 1]


def test_features_of_other_places_are_left_out(read: Read, catalogue: Catalogue) -> None:
    other: dict[str, object] = {"type": "Feature", "properties": {"iso": "XK"}, "geometry": {"type": "Point"}}
    found = read([*squares(catalogue), other])
    assert isinstance(found, Boundaries)


@pytest.mark.parametrize("text", ["", "{", "[NaN", '{"type": "FeatureCollection", "features": [NaN]}', "[" * 100_000])
def test_what_is_not_json_is_said(read: Read, text: str) -> None:
    assert fault(read(text)) == ("not_json", ())


@pytest.mark.parametrize("text", [
    "3", "[]", "{}", '{"type": "FeatureCollection", "features": {"a": 1}}',
    '{"type": "FeatureCollection", "features": [null, 1, {"type": "Feature"}]}',
])  # fmt: skip
def test_json_without_features_of_ours_is_said(read: Read, text: str) -> None:
    assert fault(read(text)) == ("no_features", ())


def test_missing_units_are_all_named(read: Read, catalogue: Catalogue) -> None:
    units = catalogue.programme.areas.units
    assert fault(read(squares(catalogue)[2:])) == ("missing", (units[0].id, units[1].id))


@pytest.mark.parametrize("place", [[500_000, 4_500_000], [19.5, 95], [10**400, 41], ["19.5", 41], [True, 41]])
def test_metres_and_other_things_that_are_not_degrees_are_said(
    read: Read, catalogue: Catalogue, place: list[object]
) -> None:
    features = squares(catalogue)
    ring: list[Any] = square(19.3, 41.0)
    ring[1] = place
    features[4]["geometry"] = {"type": "Polygon", "coordinates": [ring]}
    assert fault(read(features)) == ("range", (catalogue.programme.areas.units[4].id,))


@pytest.mark.parametrize("geometry", [
    None, {"type": "Point", "coordinates": [19, 41]}, {"type": "Polygon"}, {"type": "Polygon", "coordinates": []},
    {"type": "Polygon", "coordinates": [[]]}, {"type": "Polygon", "coordinates": [[[19, 41], [20, 41], [19, 41]]]},
    {"type": "Polygon", "coordinates": [square(19, 41)[:-1]]}, {"type": "Polygon", "coordinates": [[[19, 41]] * 5]},
    {"type": "MultiPolygon", "coordinates": [square(19, 41)]}, {"type": "Polygon", "coordinates": [[5, 6, 7, 8]]},
])  # fmt: skip
def test_a_shape_that_is_no_polygon_is_said(read: Read, catalogue: Catalogue, geometry: object) -> None:
    features = squares(catalogue)
    features[3]["geometry"] = geometry
    assert fault(read(features)) == ("shape", (catalogue.programme.areas.units[3].id,))


def test_a_file_that_is_too_large_is_not_read(read: Read) -> None:
    assert fault(read(" " * (MEGABYTES * 1024 * 1024 + 1))) == ("too_large", ())


def test_a_folder_in_the_files_place_is_said(tmp_path: Path, catalogue: Catalogue) -> None:
    assert fault(read_boundaries(tmp_path, catalogue.programme.areas.units)) == ("unreadable", ())


# --- drawing


def inside(point: tuple[float, float], ring: list[tuple[float, float]]) -> bool:
    x, y = point
    pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
    return (
        sum((ay > y) != (by > y) and x < ax + (y - ay) * (bx - ax) / (by - ay) for (ax, ay), (bx, by) in pairs) % 2 == 1
    )


def outline_rings(path: str) -> list[list[tuple[float, float]]]:
    """The rings of an SVG path, read back."""
    rings = []
    for part in path.removeprefix("M").removesuffix("Z").split("ZM"):
        numbers = [tuple(float(one) for one in step.split()) for step in part.split("L")]
        rings.append([(x, y) for x, y in numbers])
    return rings


def test_units_lie_as_on_the_map_and_labels_inside_them(read: Read, catalogue: Catalogue) -> None:
    found = read(squares(catalogue))
    assert isinstance(found, Boundaries)
    drawn = drawing(found)
    assert drawn.width <= WIDTH + 1e-9
    assert drawn.height <= TALLEST + 1e-9
    for unit in catalogue.programme.areas.units:
        outline = drawn.outlines[unit.id]
        (ring,) = outline_rings(outline.path)
        assert len(ring) == 4
        assert inside((outline.left * drawn.width, outline.top * drawn.height), ring)
        assert unit.tile is not None
        assert ring[0][0] == pytest.approx(unit.tile[0] * drawn.width / 3, abs=0.2)


def test_label_of_a_crooked_unit_with_a_hole_stands_on_its_ground(read: Read, catalogue: Catalogue) -> None:
    features = squares(catalogue)
    crooked = [[19.8, 40.0], [20.2, 40.0], [20.2, 40.4], [20.15, 40.4], [20.15, 40.05], [19.8, 40.05], [19.8, 40.0]]
    ringed = [square(20.3, 40.0, 0.4), square(20.32, 40.02, 0.3)]
    features[0]["geometry"] = {"type": "Polygon", "coordinates": [crooked]}
    features[1]["geometry"] = {"type": "Polygon", "coordinates": ringed}
    found = read(features)
    assert isinstance(found, Boundaries)
    drawn = drawing(found)
    for unit in catalogue.programme.areas.units[:2]:
        outline = drawn.outlines[unit.id]
        at = outline.left * drawn.width, outline.top * drawn.height
        assert sum(inside(at, ring) for ring in outline_rings(outline.path)) == 1


def test_many_points_come_to_little_markup(read: Read, catalogue: Catalogue) -> None:
    features = squares(catalogue)
    step = 0.5 / 4000
    fine = [[19.8 + number * step, 41.0 + (number % 2) * 1e-5] for number in range(4001)]
    features[0]["geometry"] = {"type": "Polygon", "coordinates": [[*fine, [20.3, 41.5], [19.8, 41.5], [19.8, 41.0]]]}
    found = read(features)
    assert isinstance(found, Boundaries)
    assert len(drawing(found).outlines[catalogue.programme.areas.units[0].id].path) < 200


def test_a_unit_smaller_than_a_pixel_still_has_its_box(read: Read, catalogue: Catalogue) -> None:
    features = squares(catalogue)
    features[0]["geometry"] = {"type": "Polygon", "coordinates": [square(20.0, 41.0, 1e-6)]}
    found = read(features)
    assert isinstance(found, Boundaries)
    outline = drawing(found).outlines[catalogue.programme.areas.units[0].id]
    assert 0 <= outline.left <= 1
    assert 0 <= outline.top <= 1


def test_area_does_not_ask_which_way_round() -> None:
    ring = tuple((x, y) for x, y in square(0, 0, 2))
    assert area(ring) == area(ring[::-1]) == 4


# --- the map


@pytest.fixture
def table(figures: Figures) -> FigureTable:
    return {(one.indicator, one.area, one.period): one for one in figures.values(Choice(D))}


@pytest.mark.parametrize("code", ["en", "sq"])
def test_the_same_boxes_stand_in_borders_as_on_tiles(
    read: Read, context: MakeContext, table: FigureTable, catalogue: Catalogue, code: str
) -> None:
    on_tiles = context("overview", code, as_of="2009-08-14", indicator="membership-expanded")
    found = read(squares(catalogue))
    in_borders = replace(on_tiles, boundaries=found)
    tiles, borders = tile_map(on_tiles, table), tile_map(in_borders, table)

    def boxes(drawn: Any) -> set[tuple[str, str, str]]:
        kept = ("class", "href", "aria-label")
        return {tuple(dict(one.attributes)[name] for name in kept) for one in drawn.find("cell")}

    assert boxes(tiles) == boxes(borders)
    assert len(boxes(borders)) == len(catalogue.programme.areas.units)
    assert "onerror" not in json.dumps(borders.as_json())
    shapes = [one for one in ("met", "partly_met", "not_met", "no_data") for _ in borders.find("borders")[0].find(one)]
    assert len(shapes) == 3 * len(catalogue.programme.areas.units)  # the outline, the box, and its glyph


def test_what_could_still_change_is_framed_and_drawn_last(
    read: Read, context: MakeContext, table: FigureTable, catalogue: Catalogue
) -> None:
    key = ("regular-meetings", catalogue.programme.areas.units[0].id, "2009-S1")
    changed = {**table, key: replace(table[key], provisional=True)}
    shown = replace(context("overview", as_of="2009-08-14", period="2009-S1"), boundaries=read(squares(catalogue)))
    svg = tile_map(shown, changed).find("borders")[0].children[0]
    assert not isinstance(svg, str)
    assert len(svg.find("provisional")) == 1
    last = svg.children[-1]
    assert not isinstance(last, str)
    assert last.find("provisional")


def test_a_unit_without_a_place_is_listed_beside(
    context: MakeContext, table: FigureTable, catalogue: Catalogue
) -> None:
    first, *others = catalogue.programme.areas.units
    areas = catalogue.programme.areas.model_copy(update={"units": (first.model_copy(update={"tile": None}), *others)})
    programme = catalogue.programme.model_copy(update={"areas": areas})
    shown = replace(
        context("overview", as_of="2009-08-14"), catalogue=catalogue.model_copy(update={"programme": programme})
    )
    drawn = tile_map(shown, table)
    (beside,) = drawn.find("beside")
    assert first.label["en"] in beside.text()
    assert len(drawn.find("cell")) == len(others) + 1


# --- the page


@pytest.fixture
def data(tmp_path: Path, demonstration: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A data folder of its own, with the demonstration's submissions and builds."""
    folder = tmp_path / "data"
    folder.mkdir()
    for one in demonstration.iterdir():
        if one.name != "reference":
            (folder / one.name).symlink_to(one.resolve() if one.name != "rcat.duckdb" else one.readlink())
    monkeypatch.setenv("RCAT_DATA", str(folder))
    st.cache_resource.clear()
    yield folder
    st.cache_resource.clear()


@pytest.mark.parametrize("code", ["en", "sq"])
@pytest.mark.parametrize("page", ["indicator", "explain"])
def test_a_bad_file_is_said_and_the_tiles_stay(data: Path, catalogue: Catalogue, page: str, code: str) -> None:
    units = catalogue.programme.areas.units
    path = write(boundary_file(data, catalogue.programme), squares(catalogue)[1:])
    text = page_text(opened(page, lang=code, as_of="2009-08-14"))
    said = words(code).say("borders.missing", file=path.name, units=f"{units[0].label[code]} ({units[0].id})")
    assert said in text
    write(path, squares(catalogue))
    mended = page_text(opened(page, lang=code, as_of="2009-08-14"))
    assert said not in mended


def test_borders_in_a_browser(browser: Browser, data: Path, catalogue: Catalogue) -> None:
    write(boundary_file(data, catalogue.programme), squares(catalogue))
    with serving(data) as address:
        borders_are_well(browser, address, catalogue, "light", "en", 1280)
        borders_are_well(browser, address, catalogue, "dark", "sq", 400)


def borders_are_well(browser: Browser, address: str, catalogue: Catalogue, scheme: Any, code: str, width: int) -> None:
    """Drawn, accessible, inside the window, and open onto why a figure is what it is."""
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    page.goto(f"{address}/indicator?as_of=2009-08-14&period=2009-S1&lang={code}")
    settled(page)
    expect(page.locator(".borders a.cell")).to_have_count(len(catalogue.programme.areas.units))
    page.evaluate(AXE)
    assert page.evaluate(RUN) == []
    assert stays_within(page)
    page.locator(".borders svg path.met").first.click(position={"x": 12, "y": 12})
    headed(page, words(code).say("page.explain.heading"))
    context.close()


def stays_within(page: Page) -> bool:
    """Whether every shape has an area, and the map is no wider than the screen."""
    return bool(
        page.evaluate("""() => [...document.querySelectorAll('.borders svg a path')].every(e => e.getBBox().width > 20)
            && document.documentElement.scrollWidth <= innerWidth""")
    )
