"""Questions that are asked of a build once: the pages' answers, kept for as long as the build is the same."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

import streamlit as st

from etl.access.restricted import RestrictedFigures

P = ParamSpec("P")
T = TypeVar("T")


def asked_once(most: int) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Keep the last so many answers of a question, by its arguments; figures are told apart by their build's id.

    That id carries the viewer's role and unit, so nobody is told what was read for another. The question is written as
    if it were asked each time.
    """
    return st.cache_resource(
        max_entries=most, show_spinner=False, hash_funcs={RestrictedFigures: lambda figures: figures.build}
    )
