"""Cached narrow questions, beside those of `service`: what pages show of a programme too large to read as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from dashboard.state.asked_once import asked_once
from etl.access.restricted import RestrictedFigures
from etl.figures.read_api import Obligation, SharedWork, ToDo
from etl.figures.result_types import Reporting, SubmissionCounts
from etl.figures.work import Work


@asked_once(most=64)
def least_reported(
    figures: RestrictedFigures,
    as_of: date,
    periods: tuple[str, ...],
    areas: tuple[str, ...],
    limit: int,
    offset: int = 0,
) -> Reporting:
    """How many units lack a submission of their own for a hand-in period, and who lacks most, from an offset on."""
    forms = tuple(form.id for form in figures.catalogue.programme.forms if form.covers == "unit")
    return figures.least_reported(as_of, forms, periods, areas=areas, limit=limit, offset=offset)


@asked_once(most=24)
def submission_counts(figures: RestrictedFigures, as_of: date, areas: tuple[str, ...] = ()) -> SubmissionCounts:
    """How many submissions are known, and how many rows they have."""
    return figures.submission_counts(as_of, areas=areas)


@asked_once(most=64)
def first_behind(
    figures: RestrictedFigures, box: tuple[str, str, str], as_of: date, states: tuple[str, ...], limit: int
) -> tuple[tuple[Obligation, ...], Mapping[str, int]]:
    """The first obligations that a figure (indicator, area, period) is made of, and how many stand in each state."""
    first = figures.behind(*box, as_of, states=states, limit=limit)
    return first, MappingProxyType(dict(figures.behind_states(*box, as_of)))


@asked_once(most=64)
def to_do(figures: RestrictedFigures, as_of: date, work: Work, areas: tuple[str, ...], limit: int) -> ToDo:
    """The obligations of the first works, and how many works and pieces there are."""
    return figures.to_do(as_of, work, areas=areas, limit=limit)


@asked_once(most=64)
def to_do_shared(
    figures: RestrictedFigures, as_of: date, work: Work, areas: tuple[str, ...], named: int
) -> tuple[SharedWork, ...]:
    """What several units have to do, as one."""
    return figures.to_do_shared(as_of, work, areas=areas, named=named)


@asked_once(most=64)
def units_behind(
    figures: RestrictedFigures,
    as_of: date,
    boxes: tuple[tuple[str, str], ...],
    areas: tuple[str, ...],
    limit: int,
    offset: int = 0,
) -> tuple[str, ...]:
    """The units furthest behind on some indicators, each with its period; without the first ones of an offset."""
    return figures.units_behind(as_of, dict(boxes), areas=areas, limit=limit, offset=offset)


@asked_once(most=64)
def statuses(figures: RestrictedFigures, as_of: date, indicator: str, period: str) -> Mapping[str, int]:
    """How many units stand where in an indicator and period."""
    return MappingProxyType(dict(figures.statuses(as_of, indicator, period)))
