"""What is to be done: what is still owed, and what falls due next, one entry a piece of work (FIGURES.md 7)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from etl.figures.read_api import Obligation, SharedWork, ToDo
from etl.figures.work import Work
from indicators.model import Catalogue, Indicator
from indicators.schedule import duties


@dataclass(frozen=True)
class Task:
    """Work of one committee for one period: the first obligation, how many pieces of the kind, the indicators.

    What the same evidence satisfies is one piece: a report may be owed under two indicators.
    """

    first: Obligation
    pieces: int
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
    """What is not done and falls due from the as-of date on, soonest first; within so many days where given.

    What is generally done, as the need arises, is nobody's to do (`Indicator.is_duty`).
    """
    last = date.max if days is None else as_of + timedelta(days=days)
    asked = {one.id for one in catalogue.indicators if one.is_duty}
    due = (one for one in obligations if one.state == "not_due" and one.due_on <= last and one.indicator in asked)
    return _tasks(catalogue, due, as_of)


def next_due(catalogue: Catalogue, obligations: Iterable[Obligation], as_of: date) -> date | None:
    """The first day from the as-of date on when something falls due that is not done; None where nothing does."""
    return min((task.first.due_on for task in due_next(catalogue, obligations, as_of)), default=None)


def last_due(catalogue: Catalogue) -> date | None:
    """The last day on which anything that is a duty falls due in the whole programme."""
    owed = {one.id for one in catalogue.indicators if one.is_duty}
    return max((one.due_on for one in duties(catalogue) if one.indicator in owed), default=None)


@dataclass(frozen=True)
class SharedTask:
    """The same work for the same period, the units that have it to do; `of`: how many where not all are named."""

    task: Task
    units: tuple[str, ...]
    of: int = 0

    @property
    def count(self) -> int:
        """How many units have it to do."""
        return self.of or len(self.units)


@dataclass(frozen=True)
class Listed:
    """The first tasks of a list, and how many pieces of work all of it is."""

    tasks: tuple[Task, ...]
    pieces: int


def owed_work(catalogue: Catalogue) -> Work:
    """The question for what is still owed."""
    return Work("still_owed", _kinds(catalogue, catalogue.indicators))


def coming_work(catalogue: Catalogue, as_of: date, days: int | None = None) -> Work:
    """The question for what falls due from the as-of date on, within so many days where given; duties alone."""
    until = None if days is None else as_of + timedelta(days=days)
    return Work("not_due", _kinds(catalogue, [one for one in catalogue.indicators if one.is_duty]), until)


def listed(catalogue: Catalogue, found: ToDo, as_of: date) -> Listed:
    """The first works as tasks."""
    return Listed(_tasks(catalogue, found.first, as_of), found.pieces)


def shared(catalogue: Catalogue, found: Iterable[SharedWork], as_of: date) -> tuple[SharedTask, ...]:
    """What several units have to do, as tasks."""
    return tuple(SharedTask(_tasks(catalogue, one.obligations, as_of)[0], one.units, one.count) for one in found)


def _kinds(catalogue: Catalogue, indicators: Iterable[Indicator]) -> tuple[tuple[str, str], ...]:
    """Each indicator with its kind of work: the first indicator that the same evidence satisfies."""
    firsts: dict[object, str] = {}
    return tuple((one.id, firsts.setdefault(_wanted(catalogue, one.id), one.id)) for one in indicators)


def across_units(tasks: Iterable[Task]) -> tuple[SharedTask, ...]:
    """Tasks that differ only in whose they are, put together, in the order of the first of each."""
    found: dict[tuple[object, ...], list[Task]] = {}
    for task in tasks:
        found.setdefault((task.indicators, task.first.period, task.first.due_on), []).append(task)
    return tuple(SharedTask(same[0], tuple(task.first.qark for task in same)) for same in found.values())


def pieces(tasks: Iterable[Task]) -> int:
    """How many pieces of work some tasks are."""
    return sum(task.pieces for task in tasks)


def _tasks(catalogue: Catalogue, obligations: Iterable[Obligation], as_of: date) -> tuple[Task, ...]:
    work: dict[tuple[object, ...], dict[tuple[str, str], list[Obligation]]] = {}
    for one in obligations:
        work.setdefault(_work(catalogue, one), {}).setdefault((one.body, one.item), []).append(one)
    tasks = (_task(tuple(same.values()), as_of) for same in work.values())
    return tuple(sorted(tasks, key=lambda task: (-task.days, task.first.qark, task.indicators)))


def _task(work: Sequence[Sequence[Obligation]], as_of: date) -> Task:
    first = work[0][0]
    indicators = dict.fromkeys(one.indicator for same in work for one in same)
    return Task(first, len(work), tuple(indicators), (as_of - first.due_on).days)


def _work(catalogue: Catalogue, one: Obligation) -> tuple[object, ...]:
    return (*_wanted(catalogue, one.indicator), one.qark, one.period, one.due_on)


def _wanted(catalogue: Catalogue, indicator: str) -> tuple[object, ...]:
    """What evidence an indicator wants."""
    evidence = catalogue.indicator(indicator).evidence
    return evidence.record, tuple(sorted(evidence.where.items())), evidence.at_least, evidence.timing
