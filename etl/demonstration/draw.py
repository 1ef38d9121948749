"""Chance that is the same on every machine: everything is drawn from `Random.random()` alone, seeded by a text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import TypeVar

Item = TypeVar("Item")
SATURDAY = 5


class Draw:
    """One stream of chance. Streams with different names do not disturb each other."""

    def __init__(self, *name: object) -> None:
        self._random = Random("|".join(str(part) for part in name))

    def happens(self, chance: float) -> bool:
        """Whether something of this chance (0 to 1) happens."""
        return self._random.random() < chance

    def between(self, least: int, most: int) -> int:
        """A whole number from least to most."""
        return least + int(self._random.random() * (most - least + 1))

    def weighted(self, weights: Mapping[Item, float]) -> Item:
        """One of some things, by their weights."""
        left = self._random.random() * sum(weights.values())
        for item, weight in weights.items():
            left -= weight
            if left < 0:
                return item
        return next(reversed(list(weights)))

    def shuffled(self, items: Sequence[Item]) -> list[Item]:
        """The same things in another order."""
        left = list(items)
        return [left.pop(self.between(0, len(left) - 1)) for _ in items]

    def day(self, first: date, last: date) -> date:
        """A working day from first to last; any day where there is none in between."""
        found = first + timedelta(days=self.between(0, (last - first).days))
        weekend = max(0, found.weekday() - SATURDAY + 1)
        friday, monday = found - timedelta(days=weekend), found + timedelta(days=3 - weekend)
        if not weekend:
            return found
        return friday if friday >= first else monday if monday <= last else found
