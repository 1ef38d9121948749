"""What differs between two sets of figures: of two as-of dates, or under two catalogues."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from etl.figures.read_api import Figure

Kind = Literal["rises", "falls", "falls_due", "becomes_known", "counts", "other"]
_GRADES = ("not_met", "partly_met", "met")


@dataclass(frozen=True)
class FigureChange:
    """A figure before and after; None where one of the two sets has no such figure."""

    indicator: str
    area: str
    period: str
    before: Figure | None
    after: Figure | None

    @property
    def changes_status(self) -> bool:
        """Whether the status differs, and not only the counts."""
        return (self.before and self.before.status) != (self.after and self.after.status)

    @property
    def kind(self) -> Kind:
        """What happened to it: a grade that rises or falls, a status that is reached, or the counts alone."""
        if self.before is None or self.after is None:
            return "other"
        before, after = self.before.status, self.after.status
        if before == after:
            return "counts"
        if before in _GRADES and after in _GRADES:
            return "rises" if _GRADES.index(after) > _GRADES.index(before) else "falls"
        if before == "not_due":
            return "falls_due"
        return "becomes_known" if before == "no_data" and after in _GRADES else "other"


def way_of_share(before: Figure, after: Figure) -> int:
    """1 where more is confirmed and no less is possible, -1 where less is possible and no more is confirmed; else 0."""
    if not before.denominator or not after.denominator:
        return 0
    (low, high), (new_low, new_high) = (
        [Fraction(count, one.denominator) for count in (one.numerator, one.numerator + one.unreported)]
        for one in (before, after)
    )
    if new_low > low and new_high >= high:
        return 1
    return -1 if new_high < high and new_low <= low else 0


def changes(before: Iterable[Figure], after: Iterable[Figure]) -> tuple[FigureChange, ...]:
    """Every figure whose status or counts differ, in the order of `before`, then what only `after` has."""
    earlier, later = _by_cell(before), _by_cell(after)
    found = (FigureChange(*cell, earlier.get(cell), later.get(cell)) for cell in dict.fromkeys((*earlier, *later)))
    return tuple(one for one in found if _shown(one.before) != _shown(one.after))


def _by_cell(figures: Iterable[Figure]) -> dict[tuple[str, str, str], Figure]:
    return {(one.indicator, one.area, one.period): one for one in figures}


def _shown(figure: Figure | None) -> tuple[object, ...] | None:
    """What is compared: the as-of date differs by intent, and the shares follow from the counts."""
    if figure is None:
        return None
    return figure.status, figure.numerator, figure.denominator, figure.unreported
