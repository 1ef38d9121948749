"""What is to be done: what is still owed, and what falls due next, one entry a piece of work (figures.md 7)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from etl.figures import Obligation
from indicators.model import Catalogue


@dataclass(frozen=True)
class Task:
    """A piece of work and every indicator that it would satisfy: one report may be owed under two."""

    obligation: Obligation
    indicators: tuple[str, ...]
    days: int

    @property
    def overdue(self) -> bool:
        """Whether its day has passed."""
        return self.days > 0


def still_owed(catalogue: Catalogue, obligations: Iterable[Obligation], as_of: date) -> tuple[Task, ...]:
    """What is past its day and can still be done, owed longest first."""
    return _tasks(catalogue, (one for one in obligations if one.still_owed), as_of)


def due_next(
    catalogue: Catalogue, obligations: Iterable[Obligation], as_of: date, days: int | None = None
) -> tuple[Task, ...]:
    """What is not done and falls due from the as-of date on, soonest first; within so many days where given."""
    last = date.max if days is None else as_of + timedelta(days=days)
    return _tasks(catalogue, (one for one in obligations if one.state == "not_due" and one.due_on <= last), as_of)


def _tasks(catalogue: Catalogue, obligations: Iterable[Obligation], as_of: date) -> tuple[Task, ...]:
    """Obligations that the same evidence satisfies are one task."""
    found: dict[tuple[object, ...], list[Obligation]] = {}
    for one in obligations:
        found.setdefault(_work(catalogue, one), []).append(one)
    tasks = (
        Task(same[0], tuple(one.indicator for one in same), (as_of - same[0].due_on).days) for same in found.values()
    )
    return tuple(sorted(tasks, key=lambda task: (-task.days, task.obligation.qark, task.indicators)))


def _work(catalogue: Catalogue, one: Obligation) -> tuple[object, ...]:
    evidence = catalogue.indicator(one.indicator).evidence
    wanted = (evidence.record, tuple(sorted(evidence.where.items())), evidence.at_least, evidence.timing)
    return (*wanted, one.qark, one.body, one.period, one.item, one.due_on)
