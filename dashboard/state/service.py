"""Cached access to the figures: one opened build a process, and each question asked of it once."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Any

import streamlit as st

from dashboard.model.area_table import AreaTable
from dashboard.model.context import FigureTable
from dashboard.model.selection import ByAreas, is_large
from dashboard.state import handed_in
from dashboard.state.asked_once import asked_once
from etl import hand_in
from etl.access.archive import DecisionFolder
from etl.access.decisions import Decisions
from etl.access.restricted import RestrictedFigures
from etl.access.viewer import Viewer
from etl.build.warehouse import Warehouse
from etl.figures.measures import MeasureValue, measure_values
from etl.figures.odd_values import Odd
from etl.figures.odd_values import odd_values as found_odd
from etl.figures.people_counts import PeopleCounts, all_withheld
from etl.figures.read_api import Obligation, SourceRow, SubmissionInfo
from etl.formats.boundaries import Boundaries, BoundaryFault, boundary_file, read_boundaries
from etl.opening import Opened, open_current
from etl.outputs.exports.csv_files import cell
from etl.outputs.exports.export import Choice, Download
from etl.store.versions import refuse_newer_folder
from indicators import loader
from indicators.loader import CATALOGUES, load, programmes
from indicators.model import ENGLISH, Catalogue, Unit, Words
from indicators.today import today_of


def data_folder() -> Path:
    """The data folder: `RCAT_DATA`, or `data/` of the project."""
    return Path(os.environ.get("RCAT_DATA") or Path(__file__).resolve().parents[2] / "data")


def shown_folder(programme: str) -> Path:
    """The data folder, or, while nothing is handed in there, the demonstration data that somebody asked for."""
    own, demonstration = data_folder(), data_folder() / hand_in.DEMONSTRATION
    if handed_in.contents(own, programme).is_empty and not handed_in.contents(demonstration, programme).is_empty:
        return demonstration
    return own


def load_demonstration(catalogue: Catalogue, viewer: Viewer) -> None:
    """Hand in the demonstration data, into a folder of its own beside the real submissions; takes some seconds."""
    viewer.need("demonstration")
    hand_in.demonstration(data_folder(), catalogue, today_of(catalogue))


def default_language() -> str:
    """The language where the address names none: `RCAT_LANG`, or English."""
    return os.environ.get("RCAT_LANG") or ENGLISH


def default_programme() -> str:
    """The programme where the address names none: `RCAT_PROGRAMME`, or the one that the commands take."""
    return os.environ.get("RCAT_PROGRAMME") or loader.default_programme()


def known_programmes() -> tuple[str, ...]:
    """The programmes of the catalogue."""
    return programmes()


def known_units() -> tuple[str, ...]:
    """The units of all programmes: those that somebody's role may be for."""
    return _units_of(tuple(ByAreas(catalogue_of(programme=name)) for name in known_programmes()))


@lru_cache(maxsize=8)
def _units_of(keys: tuple[ByAreas, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(unit.id for key in keys for unit in key.catalogue.programme.areas.units))


@st.cache_resource(max_entries=16, show_spinner=False)
def catalogue_of(programme: str) -> Catalogue:
    """A programme's catalogue."""
    return load(CATALOGUES / programme)


@dataclass(frozen=True)
class OpenedFor(Opened):
    """Opened figures as one viewer may read them, and what people must be told of them."""

    figures: RestrictedFigures


def current(programme: str, viewer: Viewer) -> OpenedFor:
    """The figures of what stands in the data folder now, as a viewer may read them; what is new is seen at a rerun.

    NewerFormatError where a newer program has written there.
    """
    folder = shown_folder(programme)
    refuse_newer_folder(folder)
    catalogue = catalogue_of(programme=programme)
    wanted = Warehouse(folder, catalogue).wanted(handed_in.contents(folder, programme))
    found = _opened(wanted=wanted, folder=str(folder), programme=programme, today=today_of(catalogue))
    figures = RestrictedFigures(found.figures, viewer)
    return OpenedFor(figures, found.replaces_damaged, found.damaged, found.unwritten, found.missing)


def open_anew(programme: str) -> None:
    """Let go of a build that turned out to be damaged; the next look opens a sound one, built anew where needed."""
    folder = shown_folder(programme)
    warehouse = Warehouse(folder, catalogue_of(programme=programme))
    warehouse.discard_if_damaged()
    wanted, today = warehouse.wanted(), today_of(warehouse.catalogue)
    _opened.clear(wanted=wanted, folder=str(folder), programme=programme, today=today)


@st.cache_resource(max_entries=4, show_spinner=False)
def _opened(*, wanted: str, folder: str, programme: str, today: date) -> Opened:  # noqa: ARG001 - the build is the key
    catalogue = catalogue_of(programme=programme)
    return open_current(Warehouse(Path(folder), catalogue), today, holds=is_large(catalogue))


@asked_once(most=48)
def figure_table(figures: RestrictedFigures, as_of: date) -> FigureTable:
    """Every figure as of a day, by indicator, area and period."""
    if is_large(figures.catalogue):
        return AreaTable(figures, as_of)
    return MappingProxyType({(one.indicator, one.area, one.period): one for one in figures.values(Choice(as_of))})


@asked_once(most=128)
def measured(figures: RestrictedFigures, as_of: date, measure: str) -> tuple[MeasureValue, ...]:
    """The values of a measure as they were known on a day."""
    return measure_values(figures, as_of, (measure,))


def earlier_table(figures: RestrictedFigures, since: date | None) -> FigureTable:
    """Every figure as of the day to compare with; none where no such day is chosen."""
    return figure_table(figures, since) if since else MappingProxyType({})


@asked_once(most=24)
def ledger(figures: RestrictedFigures, as_of: date, areas: tuple[str, ...] = ()) -> tuple[Obligation, ...]:
    """The obligations as of a day, without the rows of their evidence: of some areas, or of all."""
    return figures.obligations(Choice(as_of, areas=areas), with_evidence=False)


@asked_once(most=64)
def behind(figures: RestrictedFigures, indicator: str, area: str, period: str, as_of: date) -> tuple[Obligation, ...]:
    """Exactly the obligations that a figure is made of."""
    return figures.behind(indicator, area, period, as_of)


@asked_once(most=24)
def submissions(
    figures: RestrictedFigures, as_of: date, areas: tuple[str, ...] = (), newest: int | None = None
) -> tuple[SubmissionInfo, ...]:
    """The submissions known on a day: of some areas and those that cover all, or of all; only the newest if asked."""
    return figures.submissions(as_of, areas=areas, newest=newest)


@asked_once(most=32)
def row_values(
    figures: RestrictedFigures, as_of: date, sources: tuple[SourceRow, ...], areas: tuple[str, ...] = ()
) -> Mapping[SourceRow, Mapping[str, object]]:
    """The values of rows of evidence, as they were accepted; a count of people that must not be shown is None.

    `areas`: the rows are of the units in these, so that no others need be looked at.
    """
    counts, found = counts_of_people(figures, as_of), figures.row_values(sources, areas=areas)
    return MappingProxyType({one: counts.shown(one, row) for one, row in found.items()})


@asked_once(most=24)
def counts_of_people(figures: RestrictedFigures, as_of: date) -> PeopleCounts:
    """What may be shown of counts of people on a day."""
    if is_large(figures.catalogue):
        return all_withheld(figures.catalogue)
    return figures.people(as_of)


@asked_once(most=128)
def records(figures: RestrictedFigures, as_of: date, area: str, kind: str) -> Sequence[Mapping[str, Any]]:
    """The rows of a record kind that speak for an area on a day; a count of people that must not be shown is None."""
    counts = counts_of_people(figures, as_of)
    return tuple(
        counts.shown(SourceRow(row["submission"], kind, row["row"]), row)
        for row in figures.records(kind, as_of, areas=(area,))
    )


def findings(figures: RestrictedFigures, of: Sequence[SubmissionInfo]) -> Mapping[int, Sequence[Mapping[str, Any]]]:
    """What was found in some submissions when they came in."""
    return _findings(figures, tuple(one.submission for one in of))


@asked_once(most=16)
def odd_values(figures: RestrictedFigures, as_of: date, area: str) -> tuple[Odd, ...]:
    """What is odd in the rows that speak on a day, of the units in an area."""
    return found_odd(figures, as_of, areas=(area,))


@asked_once(most=16)
def _findings(figures: RestrictedFigures, numbers: tuple[int, ...]) -> Mapping[int, Sequence[Mapping[str, Any]]]:
    return MappingProxyType(figures.findings(numbers))


def boundaries(catalogue: Catalogue) -> Boundaries | BoundaryFault | None:
    """The borders that somebody put beside the reference tables, or what is wrong with them; None where none are."""
    path = boundary_file(data_folder(), catalogue.programme)
    try:
        found = path.stat()
    except OSError:
        return None
    version = f"{path}|{found.st_mtime_ns}|{found.st_size}|{found.st_ino}|{catalogue.digest}"
    return _boundaries(version=version, _path=path, _units=catalogue.programme.areas.units)


@st.cache_resource(max_entries=8, show_spinner=False)
def _boundaries(*, version: str, _path: Path, _units: tuple[Unit, ...]) -> Boundaries | BoundaryFault:  # noqa: ARG001
    return read_boundaries(_path, _units)


@dataclass(frozen=True)
class TableHead:
    """The first rows of a public table, each value written as in the CSV file."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@asked_once(most=16)
def export_counts(figures: RestrictedFigures, choice: Choice) -> Mapping[str, int]:
    """How many rows each public table of a choice has."""
    return MappingProxyType(dict(figures.export_counts(choice)))


@asked_once(most=16)
def export_rows(figures: RestrictedFigures, choice: Choice, table: str, limit: int) -> TableHead:
    """The first rows of a public table; KeyError for a table that there is not."""
    found = figures.export_first(choice, table, limit)
    rows = (tuple(str(cell(value)) for value in row) for row in islice(found.read(), limit))
    return TableHead(table, tuple(column.name for column in found.columns), tuple(rows))


@asked_once(most=16)
def export_citation(figures: RestrictedFigures, as_of: date) -> Words:
    """How the public tables are cited, in each language."""
    return figures.export_citation(as_of)


def export_file(figures: RestrictedFigures, choice: Choice, file_format: str) -> Download:
    """A choice as one file, as `rcat export` writes it; made when it is asked for, and not kept."""
    return figures.export_file(choice, file_format)


def decisions(figures: RestrictedFigures) -> Decisions:
    """What was decided of the semesters of the data that is shown, of the units that the viewer sees in detail."""
    programme = figures.catalogue.programme.id
    data = str(shown_folder(programme))
    folder = _decision_folder(data, programme)
    return _decisions_seen(figures, data, programme, folder.signature())


@asked_once(most=64)
def _decisions_seen(figures: RestrictedFigures, data: str, programme: str, signature: str) -> Decisions:
    own, found = frozenset(figures.viewer.detailed_units(figures.catalogue)), _decisions(data, programme, signature)
    taken = tuple(one for one in found.taken if one.unit in own)
    return replace(found, taken=taken, missed=tuple(one for one in found.missed if one.unit in own))


@st.cache_resource(max_entries=16, show_spinner=False)
def _decisions(data: str, programme: str, signature: str) -> Decisions:  # noqa: ARG001 - the signature is the key
    return _decision_folder(data, programme).read()


@st.cache_resource(max_entries=16, show_spinner=False)
def _decision_folder(data: str, programme: str) -> DecisionFolder:
    """Held, so that the audit log is read on and not anew each time that something was recorded."""
    return DecisionFolder(Path(data), programme)
