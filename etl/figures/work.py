"""Which work is asked for of many obligations at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from etl.figures.result_types import Obligation


@dataclass(frozen=True)
class Work:
    """Which work is asked for: what is past its day and still owed, or what falls due, up to a day where one is given.

    `kinds`: the indicators asked for, each with the name of its kind of work. Indicators of one kind are satisfied by
    the same evidence, so that what they owe together is one piece of work.
    """

    state: Literal["still_owed", "not_due"]
    kinds: tuple[tuple[str, str], ...]
    until: date | None = None

    @property
    def indicators(self) -> tuple[str, ...]:
        """The indicators asked for."""
        return tuple(indicator for indicator, _ in self.kinds)

    def holds(self, one: Obligation) -> bool:
        """Whether an obligation of one of the indicators is in the state asked for."""
        return one.still_owed if self.state == "still_owed" else one.state == self.state
