"""A figure before and after a draft is handed in, and which way it goes."""

from __future__ import annotations

from dataclasses import dataclass

from etl.figures.read_api import Figure
from etl.what_if.changes import way_of_share

_GRADES = ("not_met", "partly_met", "met")


@dataclass(frozen=True)
class Cell:
    """One figure before and after handing in, as of the same day."""

    before: Figure
    after: Figure

    @property
    def changes(self) -> bool:
        """Whether anything that is shown of it changes: counts, status, or whether it is provisional."""
        return self.before != self.after

    @property
    def direction(self) -> int:
        """1 where it rises, -1 where it falls; 0 otherwise, also where it was or becomes unknown.

        Its grade decides; where that stays, the share, unless what is unknown could make up for it.
        """
        grades = self.before.status, self.after.status
        if any(one not in _GRADES for one in grades):
            return 0
        before, after = map(_GRADES.index, grades)
        return (after > before) - (after < before) or way_of_share(self.before, self.after)

    @property
    def falls(self) -> bool:
        """Whether the confirmed share falls, or there was one and there is none left."""
        return (self.before.value or 0) > (self.after.value or 0)

    @property
    def becomes_known_undone(self) -> bool:
        """Whether less is unreported though no more is done: what could have been done is known not to be."""
        before, after = self.before, self.after
        is_known = after.unreported < before.unreported and after.denominator > 0
        return is_known and after.numerator <= before.numerator
