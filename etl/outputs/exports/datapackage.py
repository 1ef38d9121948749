"""`datapackage.json`: what a Frictionless Data Package says of its tables: types, keys, words, checksums."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from etl.figures.choice import Choice
from etl.figures.read_api import Figures
from etl.outputs.exports import tables as public
from etl.outputs.exports.citation import citation, data_set, method
from etl.outputs.exports.dictionary import described
from etl.outputs.exports.records import PEOPLE
from etl.outputs.exports.tables import ColumnType, Table, as_mapping
from etl.outputs.exports.words import beside
from indicators.model import LANGUAGES, Catalogue
from indicators.schedule import all_periods, hand_in_periods

FILE = "datapackage.json"
_TYPES: Mapping[ColumnType, str] = {
    "text": "string", "whole_number": "integer", "number": "number", "truth": "boolean", "date": "date",
    "json": "array",
}  # fmt: skip
_KEYS: Mapping[str, tuple[str, ...]] = {
    public.VALUES: ("indicator", "area", "period"), public.SUBMISSIONS: ("submission",),
    public.INDICATORS: ("indicator",), public.AREAS: ("area",), public.PERIODS: ("period",),
    PEOPLE: ("record", "column", "area", "period"),
}  # fmt: skip
# A column of this name names a row of another table, by its column. Only of tables that hold all there is to name.
_REFERENCES = {
    "area": (public.AREAS, "area"), "qark": (public.AREAS, "area"), "period": (public.PERIODS, "period"),
    "indicator": (public.INDICATORS, "indicator"), "submission": (public.SUBMISSIONS, "submission"),
}  # fmt: skip


@dataclass(frozen=True)
class Resource:
    """A table of the package as it was written: its path inside the folder."""

    table: Table
    path: Path
    record: bool = False


def datapackage(figures: Figures, choice: Choice, folder: Path, resources: Sequence[Resource]) -> str:
    """The descriptor of a package in a folder."""
    catalogue = figures.catalogue
    programme = catalogue.programme
    descriptor: dict[str, Any] = {
        "profile": "data-package",
        "name": programme.id,
        "id": f"{programme.id}@{data_set(figures, choice.as_of)}",
        "title": beside(programme.title),
        "description": "\n\n".join(_description(figures, choice, code) for code in LANGUAGES),
        "version": catalogue.digest[:16],
        "as_of": choice.as_of.isoformat(),
        "choice": as_mapping(choice),
        "demonstration": figures.demonstration,
        "sources": [{"title": f"{source.title}, {source.place}"} for source in programme.sources],
        "resources": [_resource(catalogue, folder, one) for one in resources],
    }
    if figures.lacking:
        descriptor["lacking_submissions"] = list(figures.lacking)
    if programme.licence:
        licence = programme.licence
        descriptor["licenses"] = [{"name": licence.name, "title": beside(licence.title), "path": licence.place}]
    return json.dumps(descriptor, ensure_ascii=False, indent=1, default=str) + "\n"


def _description(figures: Figures, choice: Choice, code: str) -> str:
    return f"{citation(figures, choice.as_of)[code]} {method(figures)[code]}"


def _resource(catalogue: Catalogue, folder: Path, one: Resource) -> dict[str, Any]:
    with one.path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {
        "profile": "tabular-data-resource",
        "name": f"records.{one.table.name}" if one.record else one.table.name,
        "path": one.path.relative_to(folder).as_posix(),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": one.path.stat().st_size,
        "hash": f"sha256:{digest}",
        "dialect": {"delimiter": ",", "quoteChar": '"', "doubleQuote": True, "lineTerminator": "\n", "header": True},
        "schema": _schema(catalogue, one),
    }


def _holds_all(catalogue: Catalogue, table: str, named: str) -> bool:
    """Whether a table has a row for whatever another names: not of hand-in periods that reach beyond the span."""
    if named != public.PERIODS or table in (public.VALUES, public.OBLIGATIONS):
        return True
    return set(hand_in_periods(catalogue)) <= set(all_periods(catalogue))


def _schema(catalogue: Catalogue, one: Resource) -> dict[str, Any]:
    names = [column.name for column in one.table.columns]
    key = ("submission", "sheet", "row", "qark") if one.record else _KEYS.get(one.table.name)
    schema: dict[str, Any] = {
        "fields": [
            {"name": each.column.name, "type": _TYPES[each.column.type], "description": beside(each.words)}
            for each in described(catalogue, one.table)
        ],
        "missingValues": [""],
    }
    if key:
        schema["primaryKey"] = list(key)
    references = [
        {"fields": [column], "reference": {"resource": table, "fields": [other]}}
        for column, (table, other) in _REFERENCES.items()
        if column in names and table != one.table.name and _holds_all(catalogue, one.table.name, table)
    ]
    if references:
        schema["foreignKeys"] = references
    return schema
