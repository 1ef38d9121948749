"""What a changed catalogue would flip: every figure whose status or counts differ, before anyone adopts it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from etl.figures import Figure, figures_of
from etl.store import Kept
from indicators.model import Catalogue


@dataclass(frozen=True)
class Flip:
    """A figure under the present definition and under the changed one; None where that one has no such figure."""

    indicator: str
    area: str
    period: str
    before: Figure | None
    after: Figure | None

    @property
    def changes_status(self) -> bool:
        """Whether the status differs, and not only the counts."""
        return (self.before and self.before.status) != (self.after and self.after.status)


def flips(kept: Sequence[Kept], present: Catalogue, changed: Catalogue, today: date, as_of: date) -> tuple[Flip, ...]:
    """Every figure that the changed catalogue would give otherwise, from the same submissions on the same day.

    In the order of the present catalogue, then whatever the changed one adds.
    """
    before, after = (_values(kept, one, today, as_of) for one in (present, changed))
    found = (Flip(*cell, before.get(cell), after.get(cell)) for cell in dict.fromkeys((*before, *after)))
    return tuple(one for one in found if one.before != one.after)


def _values(kept: Sequence[Kept], catalogue: Catalogue, today: date, as_of: date) -> dict[tuple[str, str, str], Figure]:
    figures = figures_of(kept, catalogue, today)
    try:
        return {(one.indicator, one.area, one.period): one for one in figures.values(as_of)}
    finally:
        figures.close()
