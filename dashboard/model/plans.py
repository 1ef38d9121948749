"""What a standing plan and a self-rating say on a day: the state of each action, how many items are fulfilled. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from indicators.model import Plan, Rating

Row = Mapping[str, Any]
ActionState = Literal["done", "overdue", "planned", "undated"]


@dataclass(frozen=True)
class Action:
    """One action of a plan: its row, whether it is a priority, how it stands, and the day that says so (if any)."""

    row: Row
    chosen: bool
    state: ActionState
    day: date | None


def actions(plan: Plan, rows: Sequence[Row], as_of: date) -> tuple[Action, ...]:
    """The actions of a plan as they stand on a day, by their number, else in the order of the sheet."""
    number = plan.number
    ordered = sorted(rows, key=lambda row: (row[number] is None, row[number] or 0)) if number else rows
    return tuple(_action(plan, row, as_of) for row in ordered)


def _action(plan: Plan, row: Row, as_of: date) -> Action:
    due, done = row[plan.due], row[plan.done]
    chosen = any(row[column] == code for column, code in plan.chosen.items())
    if done is not None and done <= as_of:
        return Action(row, chosen, "done", done)
    if due is None:
        return Action(row, chosen, "undated", None)
    return Action(row, chosen, "overdue" if due < as_of else "planned", due)


@dataclass(frozen=True)
class OwnWord:
    """A self-rating of one day: each item answered, and whether it is fulfilled."""

    on: date
    answers: Mapping[str, bool]

    @property
    def fulfilled(self) -> int:
        """How many items are fulfilled."""
        return sum(self.answers.values())


def own_words(rating: Rating, rows: Sequence[Row]) -> tuple[OwnWord, ...]:
    """The self-ratings that rows hold, the newest day first."""
    found: dict[date, dict[str, bool]] = {}
    for row in rows:
        found.setdefault(row[rating.on], {})[row[rating.item]] = row[rating.answer] == rating.fulfilled
    return tuple(OwnWord(day, found[day]) for day in sorted(found, reverse=True))


def with_rating(rating: Rating, rows: Sequence[Row], on: date, answers: Mapping[str, str]) -> list[Row]:
    """Rows that hold a new rating beside those of other days: one of the same day is replaced."""
    others = [row for row in rows if row[rating.on] != on]
    return [*others, *({rating.item: item, rating.answer: answer, rating.on: on} for item, answer in answers.items())]
