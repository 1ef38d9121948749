"""What it means to be behind: the one rule that the headline, the order, the colours and the page's help go by. Pure.

A unit is behind in a period where at least one figure of a duty is not met for certain: even if all that is not
reported had been done, the share would stay below the threshold of "partly met". What is not reported is no failure:
while confirmed and possible share lie on two sides of a threshold a figure is `open`, neither met nor not met.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from etl.figures.read_api import Figure, Obligation
from indicators.model import Indicator

Settled = Literal["met", "partly_met", "not_met", "open", "no_data", "not_due", "not_applicable"]
Movement = Literal["up", "down", "same"]
PLACES: Mapping[str, int] = {
    "not_met": 0, "open": 1, "no_data": 1, "partly_met": 2, "met": 3, "not_due": 4, "not_applicable": 5,
}  # fmt: skip
"""The order of figures, worst first: what is not known stands between what falls short for certain and the rest."""
_NO_FIGURE = 6
_FALLEN_DUE = frozenset({"on_time", "late", "missing", "no_data"})


@dataclass(frozen=True)
class Standing:
    """How a unit stands: the indicators not met for certain, how many others are not known, partly met, met.

    `since`: the first due date of the unbroken row of due dates that it missed, of all that it is behind on.
    """

    unit: str
    not_met: tuple[str, ...] = ()
    unknown: int = 0
    partly: int = 0
    met: int = 0
    since: date | None = None

    @property
    def is_behind(self) -> bool:
        """Whether it is behind."""
        return bool(self.not_met)

    @property
    def due(self) -> int:
        """How many of its figures have fallen due."""
        return len(self.not_met) + self.unknown + self.partly + self.met


def standing(unit: str, figures: Iterable[Figure], since: Mapping[str, date] | None = None) -> Standing:
    """How a unit stands, from its figures of duties; `since`: for each indicator not met, from when on."""
    grades = {one.indicator: one.graded for one in figures}
    counted = list(grades.values())
    not_met = tuple(name for name, grade in grades.items() if grade == "not_met")
    unknown = counted.count("open") + counted.count("no_data")
    days = [since[name] for name in not_met if name in since] if since else []
    return Standing(unit, not_met, unknown, counted.count("partly_met"), counted.count("met"), min(days, default=None))


def missed_since(indicator: Indicator, obligations: Iterable[Obligation], inside: Collection[str]) -> date | None:
    """From when on a unit has missed each due date of an indicator, up to the last one missed in some periods.

    `obligations` are the unit's of the indicator, of every period; `inside` are the periods that its figure takes them
    from. A due date is missed where something due on it was not done, or came too late to count. One of which that is
    not known breaks the row, as one that was kept does.
    """
    failed: dict[date, bool] = {}
    last: date | None = None
    for one in obligations:
        if one.state in _FALLEN_DUE:
            fails = one.state == "missing" or (one.state == "late" and indicator.late == "fails")
            failed[one.due_on] = failed.get(one.due_on, False) or fails
            if fails and one.period in inside:
                last = max(last or one.due_on, one.due_on)
    first = last
    for day in sorted((day for day in failed if last and day < last), reverse=True):
        if not failed[day]:
            break
        first = day
    return first


def worst_first(standings: Iterable[Standing], by_name: Callable[[str], Any]) -> tuple[Standing, ...]:
    """Most indicators not met first, then most not known, then most partly met; of equal ones who is behind longest."""

    def key(one: Standing) -> tuple[Any, ...]:
        return -len(one.not_met), -one.unknown, -one.partly, one.since or date.max, by_name(one.unit)

    return tuple(sorted(standings, key=key))


def longest_first(standings: Iterable[Standing], by_name: Callable[[str], Any]) -> tuple[Standing, ...]:
    """Those behind longest first; those who are not behind stand last, worst first among them."""
    return tuple(sorted(worst_first(standings, by_name), key=lambda one: one.since or date.max))


def worst_figures_first(figures: Mapping[str, Figure | None], by_name: Callable[[str], Any]) -> tuple[str, ...]:
    """The units by their figures of one indicator: by `PLACES`, then what can reach least, then what is least sure."""

    def key(unit: str) -> tuple[Any, ...]:
        figure = figures[unit]
        if figure is None:
            return _NO_FIGURE, 0.0, 0.0, by_name(unit)
        grade = figure.graded
        shares = (0.0, 0.0) if PLACES[grade] == 1 else (figure.value_high or 0.0, figure.value or 0.0)
        return PLACES[grade], *shares, by_name(unit)

    return tuple(sorted(figures, key=key))


def movement(before: Figure | None, after: Figure | None) -> Movement | None:
    """Where a share went; None while what is not reported leaves that open, or where there is nothing to compare."""
    if before is None or after is None or before.value is None or after.value is None:
        return None
    if before.value_high is None or after.value_high is None:
        return None
    if after.value > before.value_high:
        return "up"
    if after.value_high < before.value:
        return "down"
    return "same" if not before.unreported and not after.unreported else None


def furthest(standings: Sequence[Standing]) -> Standing | None:
    """The one unit that is behind on more than any other; None where several are, or none is."""
    most = max((len(one.not_met) for one in standings), default=0)
    found = [one for one in standings if len(one.not_met) == most]
    return found[0] if most and len(found) == 1 else None
