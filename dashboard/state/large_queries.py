"""Cached narrow questions, beside those of `service`: what pages show of a programme too large to read as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

import streamlit as st

from etl.access.restricted import RestrictedFigures
from etl.figures.large.queries import Reporting, SubmissionCounts, Work
from etl.figures.read_api import Obligation, SharedWork, ToDo


def least_reported(
    figures: RestrictedFigures,
    as_of: date,
    periods: tuple[str, ...],
    areas: tuple[str, ...],
    limit: int,
    offset: int = 0,
) -> Reporting:
    """How many units lack a submission of their own for a hand-in period, and who lacks most, from an offset on."""
    return _least_reported(figures.build, as_of, periods, areas, limit, offset, figures)


@st.cache_resource(max_entries=64, show_spinner=False)
def _least_reported(
    build: str,  # noqa: ARG001 - the build is the key
    as_of: date,
    periods: tuple[str, ...],
    areas: tuple[str, ...],
    limit: int,
    offset: int,
    _figures: RestrictedFigures,
) -> Reporting:
    forms = tuple(form.id for form in _figures.catalogue.programme.forms if form.covers == "unit")
    return _figures.least_reported(as_of, forms, periods, areas=areas, limit=limit, offset=offset)


def submission_counts(figures: RestrictedFigures, as_of: date, areas: tuple[str, ...] = ()) -> SubmissionCounts:
    """How many submissions are known, and how many rows they have."""
    return _submission_counts(figures.build, as_of, areas, figures)


@st.cache_resource(max_entries=24, show_spinner=False)
def _submission_counts(
    build: str,  # noqa: ARG001 - the build is the key
    as_of: date,
    areas: tuple[str, ...],
    _figures: RestrictedFigures,
) -> SubmissionCounts:
    return _figures.submission_counts(as_of, areas=areas)


def first_behind(
    figures: RestrictedFigures, box: tuple[str, str, str], as_of: date, states: tuple[str, ...], limit: int
) -> tuple[tuple[Obligation, ...], Mapping[str, int]]:
    """The first obligations that a figure (indicator, area, period) is made of, and how many stand in each state."""
    return _first_behind(figures.build, box, as_of, states, limit, figures)


@st.cache_resource(max_entries=64, show_spinner=False)
def _first_behind(
    build: str,  # noqa: ARG001 - the build is the key
    box: tuple[str, str, str],
    as_of: date,
    states: tuple[str, ...],
    limit: int,
    _figures: RestrictedFigures,
) -> tuple[tuple[Obligation, ...], Mapping[str, int]]:
    first = _figures.behind(*box, as_of, states=states, limit=limit)
    return first, MappingProxyType(dict(_figures.behind_states(*box, as_of)))


def to_do(figures: RestrictedFigures, as_of: date, work: Work, areas: tuple[str, ...], limit: int) -> ToDo:
    """The obligations of the first works, and how many works and pieces there are."""
    return _to_do(figures.build, as_of, work, areas, limit, figures)


@st.cache_resource(max_entries=64, show_spinner=False)
def _to_do(
    build: str,  # noqa: ARG001 - the build is the key
    as_of: date,
    work: Work,
    areas: tuple[str, ...],
    limit: int,
    _figures: RestrictedFigures,
) -> ToDo:
    return _figures.to_do(as_of, work, areas=areas, limit=limit)


def to_do_shared(
    figures: RestrictedFigures, as_of: date, work: Work, areas: tuple[str, ...], named: int
) -> tuple[SharedWork, ...]:
    """What several units have to do, as one."""
    return _to_do_shared(figures.build, as_of, work, areas, named, figures)


@st.cache_resource(max_entries=64, show_spinner=False)
def _to_do_shared(
    build: str,  # noqa: ARG001 - the build is the key
    as_of: date,
    work: Work,
    areas: tuple[str, ...],
    named: int,
    _figures: RestrictedFigures,
) -> tuple[SharedWork, ...]:
    return _figures.to_do_shared(as_of, work, areas=areas, named=named)


def units_behind(
    figures: RestrictedFigures,
    as_of: date,
    boxes: tuple[tuple[str, str], ...],
    areas: tuple[str, ...],
    limit: int,
    offset: int = 0,
) -> tuple[str, ...]:
    """The units furthest behind on some indicators, each with its period; without the first ones of an offset."""
    return _units_behind(figures.build, as_of, boxes, areas, limit, offset, figures)


@st.cache_resource(max_entries=64, show_spinner=False)
def _units_behind(
    build: str,  # noqa: ARG001 - the build is the key
    as_of: date,
    boxes: tuple[tuple[str, str], ...],
    areas: tuple[str, ...],
    limit: int,
    offset: int,
    _figures: RestrictedFigures,
) -> tuple[str, ...]:
    return _figures.units_behind(as_of, dict(boxes), areas=areas, limit=limit, offset=offset)


def statuses(figures: RestrictedFigures, as_of: date, indicator: str, period: str) -> Mapping[str, int]:
    """How many units stand where in an indicator and period."""
    return _statuses(figures.build, as_of, indicator, period, figures)


@st.cache_resource(max_entries=64, show_spinner=False)
def _statuses(build: str, as_of: date, indicator: str, period: str, _figures: RestrictedFigures) -> Mapping[str, int]:  # noqa: ARG001
    return MappingProxyType(dict(_figures.statuses(as_of, indicator, period)))
