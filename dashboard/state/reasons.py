"""Cached answers to why a figure is what it is: what moved it between two days."""

from __future__ import annotations

from datetime import date

import streamlit as st

from etl.access.restricted import RestrictedFigures
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
