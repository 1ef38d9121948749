"""Cached answers to why a figure is what it is, and what it can still be: each asked of a build once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

import streamlit as st

from etl.access.restricted import RestrictedFigures
from etl.what_if.attainable import Attainable, Box, attainable_by_box, reach
from etl.what_if.moves import Moved, moved


def what_moved(
    figures: RestrictedFigures, indicator: str, area: str, period: str, since: date, as_of: date
) -> Moved | None:
    """What moved a figure between two days; None where there is no such figure."""
    return _what_moved(figures.build, indicator, area, period, since, as_of, figures)


@st.cache_resource(max_entries=64, show_spinner=False)
def _what_moved(
    build: str,  # noqa: ARG001 - the build is the key
    indicator: str,
    area: str,
    period: str,
    since: date,
    as_of: date,
    _figures: RestrictedFigures,
) -> Moved | None:
    return moved(_figures, indicator, area, period, since, as_of)


def reachable(figures: RestrictedFigures, area: str, boxes: tuple[Box, ...], as_of: date) -> Mapping[Box, Attainable]:
    """What can still be reached in some figures of an area; of one unit also since when it cannot."""
    return _reachable(figures.build, area, boxes, as_of, figures)


@st.cache_resource(max_entries=64, show_spinner=False)
def _reachable(
    build: str,  # noqa: ARG001 - the build is the key
    area: str,
    boxes: tuple[Box, ...],
    as_of: date,
    _figures: RestrictedFigures,
) -> Mapping[Box, Attainable]:
    catalogue = _figures.catalogue
    if catalogue.units_of(area) == (area,):
        return MappingProxyType(dict(reach(_figures, area, boxes, as_of)))
    indicators = tuple(dict.fromkeys(indicator for indicator, _ in boxes))
    owed = _figures.obligations(as_of, indicators=indicators, areas=(area,), with_evidence=False)
    return MappingProxyType(dict(attainable_by_box(catalogue, boxes, owed)))
