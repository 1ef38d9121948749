"""The plan of a programme's demonstration data: every assumption behind it, as a frozen model read from YAML.

The plan says in the catalogue's own names what is drawn; Python only knows how to draw. What a number in it means is
written beside the number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import Field

from indicators.base import AreaCode, Frequency, Identifier, LanguageCode, Model, Text
from indicators.document import Document, Problem, read_document, typed
from indicators.language import Language
from indicators.model import Catalogue, Span

PLANS = Path(__file__).parent / "plans"

Pair = tuple[int, int]
Amount = float | Identifier
"""A share from 0 to 1, or the name of one in the profile."""
Range = Pair | Identifier
"""The least and the most of a whole number, or the name of such a pair in the profile."""
Profile = dict[Identifier, float | Pair]


class PlanError(Exception):
    """There is no demonstration data for a programme, or its plan does not fit the catalogue; `problems` says why."""

    def __init__(self, programme: str, problems: tuple[Problem, ...] = ()) -> None:
        super().__init__(programme)
        self.programme = programme
        self.problems = problems

    def message(self, speaks: Language) -> str:
        """What is wrong, in words; `speaks` must know the texts of etl/locale."""
        if not self.problems:
            return speaks.say("demonstration.none", programme=self.programme)
        found = " ".join(problem.text(speaks) for problem in self.problems)
        return speaks.say("demonstration.does_not_fit", problems=found)


class Value(Model):
    """How a column gets its value: exactly one of the ways below, and only with `chance`."""

    chance: Amount = 1.0
    weights: dict[Text, float] = Field({})
    pool: Identifier | None = None
    number: Range | None = None
    plus: Identifier | None = None  # a whole-number column that `number` is added to
    days: Range | None = None  # days after `since`
    since: Identifier | None = None  # a date column; without it, the row's own day
    once_past: bool = False  # nobody knows it before its day: it stays empty in what was handed in earlier
    copied: Identifier | None = Field(None, alias="copy")


Values = dict[Identifier, Value | Text]


class Rows(Model):
    """Rows already drawn that a series builds on: a record kind's with these values, `in_force` on the day if asked."""

    record: Identifier
    where: dict[Identifier, Text] = Field({})
    in_force: bool = False


class After(Model):
    """A day counted from a date column of the row that is built on."""

    column: Identifier
    days: Range


class Series(Model):
    """One thing that happens again and again, or once, in every committee, and the rows that tell of it.

    It is drawn `times` times in each period of `every`, once within `once`, or once `after` each row of `for_each`; it
    happens with `chance`. Its rows are every combination of `each`, times the given `rows`, times those of `for_each`;
    each of them is there with `share`. Its day lies in the period, or `after_end` of it. Its values are those of the
    plan that it is `like`, and its own.
    """

    every: Frequency | None = None
    once: Span | None = None
    after: After | None = None
    after_end: Range | None = None
    times: int = 1
    chance: Amount = 1.0
    share: Amount = 1.0
    each: dict[Identifier, tuple[Text, ...]] = Field({})
    rows: tuple[dict[Identifier, Text], ...] = Field(({},))
    for_each: Rows | None = None
    like: Identifier | None = None
    values: Values = Field({})


class Corrections(Model):
    """Hand-ins that were corrected by a second one, so many days later; the first had forgotten a share of its rows."""

    chance: Amount
    days: Range
    forgets: Amount


class Early(Model):
    """Hand-ins that came so many days before the period's end."""

    chance: Amount
    days: Range


class Shape(Model):
    """In which shape a unit hands in: a workbook, a folder of CSV files, or a zip of one; and in which language."""

    write: Literal["workbook", "folder", "zip"]
    language: LanguageCode


class HandIns(Model):
    """How one form is handed in: by which share, how many days after the period's end, and what goes wrong with it.

    `shapes` are given to the units in turn.
    """

    chance: Amount
    days: Range
    left_out: dict[Identifier, Amount] = Field({})
    early: Early | None = None
    corrections: Corrections | None = None
    shapes: tuple[Shape, ...]


class SpoiltCell(Model):
    """A cell of the n-th row that holds what it should not, as somebody typed it."""

    record: Identifier
    row: int = Field(ge=1)
    column: Identifier
    text: str


class Mishap(Model):
    """What befell one hand-in: cells or cover badly filled in, or the same file sent `again` so many days later."""

    form: Identifier
    unit: AreaCode | None = None
    period: Text
    cover: dict[Identifier, str] = Field({})
    cells: tuple[SpoiltCell, ...] = ()
    corrected_after: int | None = None
    again_after: int | None = None


class Plan(Model):
    """The demonstration data of a programme.

    `committees` gives each unit, by its place in the programme, a profile for each year; the last one stays.
    `pools` are words to choose from; in `unit_pools` they are a unit's own. `values` are what several series share.
    """

    seed: Text
    profiles: dict[Identifier, Profile]
    committees: tuple[tuple[Identifier, ...], ...]
    pools: dict[Identifier, tuple[Text, ...]] = Field({})
    unit_pools: dict[Identifier, dict[AreaCode, tuple[Text, ...]]] = Field({})
    values: dict[Identifier, Values] = Field({})
    records: dict[Identifier, tuple[Series, ...]]
    hand_ins: dict[Identifier, HandIns]
    mishaps: tuple[Mishap, ...] = ()

    def profile(self, place: int, day: date, start: date) -> Profile:
        """The profile of the unit at a place (from 0) on a day, in a programme that starts on a day."""
        names = self.committees[place % len(self.committees)]
        return self.profiles[names[max(0, min(day.year - start.year, len(names) - 1))]]

    def values_of(self, series: Series) -> Values:
        """How the columns of a series get their values: what it shares with others, then its own."""
        return {**(self.values[series.like] if series.like else {}), **series.values}


def share(amount: Amount, profile: Profile) -> float:
    """A share, looked up in the profile where it is a name."""
    value = profile[amount] if isinstance(amount, str) else amount
    if isinstance(value, tuple):
        raise TypeError(amount)
    return value


def span(amount: Range, profile: Profile) -> Pair:
    """The least and the most, looked up in the profile where they are a name."""
    value = profile[amount] if isinstance(amount, str) else amount
    if not isinstance(value, tuple):
        raise TypeError(amount)
    return value


def load_plan(catalogue: Catalogue, folder: Path = PLANS) -> Plan:
    """The plan for a programme; PlanError where there is none, or where it names what the catalogue does not have."""
    programme = catalogue.programme.id
    path = folder / f"{programme}.yaml"
    if not path.is_file():
        raise PlanError(programme)
    document = read_document(path, path.name)
    plan: Plan | None = typed(document, Plan)
    if plan is not None:
        _check_names(plan, catalogue, document)
    if plan is None or document.problems:
        raise PlanError(programme, tuple(document.problems))
    return plan


def _check_names(plan: Plan, catalogue: Catalogue, document: Document) -> None:
    """Note every form, record kind, column and unit that the catalogue does not have, and every unknown name."""
    kinds = {kind.id: [column.id for column in kind.columns] for kind in catalogue.records}
    forms = [form.id for form in catalogue.programme.forms]
    units = [unit.id for unit in catalogue.programme.areas.units]
    _known(document, ("hand_ins",), "form", plan.hand_ins, forms)
    for form, hand_ins in plan.hand_ins.items():
        _known(document, ("hand_ins", form, "left_out"), "record", hand_ins.left_out, kinds)
    _known(document, ("records",), "record", plan.records, kinds)
    for name, several in plan.records.items():
        for number, series in enumerate(several):
            _check_series(plan, series, (name, number), kinds, document)
    for pool, words in plan.unit_pools.items():
        _known(document, ("unit_pools", pool), "area", words, units)
    for number, mishap in enumerate(plan.mishaps):
        place = ("mishaps", number)
        _known(document, place, "form", [mishap.form], forms)
        _known(document, place, "area", [mishap.unit] if mishap.unit else [], units)
        for cell in mishap.cells:
            _known(document, place, "record", [cell.record], kinds)
            _known(document, place, "column", [cell.column], kinds.get(cell.record, [cell.column]))


def _check_series(
    plan: Plan, series: Series, at: tuple[str, int], kinds: Mapping[str, list[str]], document: Document
) -> None:
    place = ("records", *at)
    rows = [column for row in series.rows for column in row]
    known = kinds.get(at[0])
    if known is not None:
        _known(document, (*place, "values"), "column", [*series.each, *rows, *plan.values_of(series)], known)
    if series.for_each is not None:
        _known(document, (*place, "for_each"), "record", [series.for_each.record], kinds)


def _known(
    document: Document, place: tuple[str | int, ...], what: str, names: Iterable[str], known: Iterable[str]
) -> None:
    valid = list(known)
    for name in names:
        if name not in valid:
            document.unknown((*place, name), what, name, valid)
