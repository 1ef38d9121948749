"""What a changed catalogue would flip: every figure whose status or counts differ, before anyone adopts it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from datetime import date

from etl.figures.choice import Choice
from etl.figures.opened import figures_of
from etl.figures.read_api import Figure
from etl.store.store import Kept
from etl.what_if.changes import FigureChange, changes
from indicators.model import Catalogue


def flips(
    kept: Sequence[Kept], present: Catalogue, changed: Catalogue, today: date, as_of: date
) -> tuple[FigureChange, ...]:
    """Every figure that the changed catalogue would give otherwise, from the same submissions on the same day.

    In the order of the present catalogue, then whatever the changed one adds.
    """
    before, after = (_values(kept, one, today, as_of) for one in (present, changed))
    return changes(before, after)


def _values(kept: Sequence[Kept], catalogue: Catalogue, today: date, as_of: date) -> tuple[Figure, ...]:
    with closing(figures_of(kept, catalogue, today)) as figures:
        return figures.values(Choice(as_of))
