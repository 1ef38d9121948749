"""What a unit's report says of one period, before anything is drawn: figures, their history, what is owed, the records.

The editable draft and the printed scorecard both draw this, so they can never disagree.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from etl.figures.choice import Choice
from etl.figures.people_counts import PeopleCounts
from etl.figures.read_api import Figure, Figures, Obligation, SourceRow, SubmissionInfo
from indicators import schedule
from indicators.language import Language
from indicators.model import Catalogue, Indicator, RecordKind
from indicators.periods import ALL, Period

STATUSES = ("met", "partly_met", "not_met", "open", "no_data", "not_due", "not_applicable")
SATISFIED = ("early", "on_time", "late")


@dataclass(frozen=True)
class Line:
    """An indicator with its figure; `borrowed` where the figure is not of the report's own period."""

    indicator: Indicator
    figure: Figure
    borrowed: bool


@dataclass(frozen=True)
class Stretch:
    """A figure of an indicator's history and over how many of the history's periods it reaches; None: no figure."""

    figure: Figure | None
    periods: int


@dataclass(frozen=True)
class History:
    """An indicator over all hand-in periods of the programme."""

    indicator: Indicator
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True)
class Owed:
    """Obligations alike but for their item: the same indicator, body, period, day and state."""

    obligations: tuple[Obligation, ...]

    @property
    def first(self) -> Obligation:
        """One of them, for all that they share."""
        return self.obligations[0]


@dataclass(frozen=True)
class Sheet:
    """The unit's rows of the sheet of a record kind that speaks for the period; of which submission, None: of none.

    `withheld` are the counts of people that must not be published: the row's place in `rows`, and the column.
    """

    kind: RecordKind
    speaks: SubmissionInfo | None
    rows: tuple[dict[str, Any], ...]
    withheld: frozenset[tuple[int, str]]

    @property
    def rejected(self) -> int:
        """How many rows of the whole sheet were rejected."""
        return self.speaks.rejected.get(self.kind.id, 0) if self.speaks else 0

    @property
    def says(self) -> str:
        """What the sheet says of the unit: a sheet without rows of it need not have been empty."""
        if self.rows:
            return "rows"
        if self.speaks is None:
            return "absent"
        if self.rejected:
            return "rejected"
        return "elsewhere" if self.speaks.accepted[self.kind.id] else "empty"


@dataclass(frozen=True)
class UnitReport:
    """One unit's report of one hand-in period, as known on a day. Everything is read once, when first asked for."""

    figures: Figures
    unit: str
    period: Period
    as_of: date

    @property
    def catalogue(self) -> Catalogue:
        """What is measured."""
        return self.figures.catalogue

    def unit_label(self, language: Language) -> str:
        """The unit's name."""
        return self.catalogue.area_labels[self.unit][language.code]

    def heading(self, language: Language) -> str:
        """What the report is: `Bi-annual report`."""
        return language.say(f"report.title.{self.period.frequency}")

    @cached_property
    def _values(self) -> dict[tuple[str, str], Figure]:
        return {(one.indicator, one.period): one for one in self.figures.values(Choice(self.as_of, areas=(self.unit,)))}

    @cached_property
    def _obligations(self) -> tuple[Obligation, ...]:
        return self.figures.obligations(Choice(self.as_of, areas=(self.unit,)))

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """Every indicator's figure of the period, or of the shortest longer one that it has one for.

        A period that reaches beyond the programme's span has no figure: it shows those of the longest periods inside
        it. `all` stands for what is owed once, and for a span that no hand-in period divides; else it says too much.
        """
        return tuple(
            Line(indicator, figure, figure.period != self.period.code)
            for indicator in self.catalogue.indicators
            for figure in self._figures(indicator)
        )

    def _figures(self, indicator: Indicator) -> tuple[Figure, ...]:
        inside = schedule.inside_span(self.catalogue, self.period)
        longer = [one for one in _holding(self.catalogue, self.period)
                  if one.code != ALL or indicator.once or inside.contains(one)]  # fmt: skip
        figure = self._figure(indicator, self.period, longer)
        if figure is not None:
            return (figure,)
        own = [one for one in schedule.all_periods(self.catalogue)
               if inside.contains(one) and (indicator.id, one.code) in self._values]  # fmt: skip
        longest = [one for one in own if not any(other.contains(one) for other in own if other != one)]
        chosen = sorted(longest, key=lambda one: one.start)
        return tuple(self._values[indicator.id, one.code] for one in chosen)

    @property
    def without_figure(self) -> tuple[Indicator, ...]:
        """The indicators that have no period inside this one and the programme, and none that holds it."""
        shown = {line.indicator.id for line in self.lines}
        return tuple(one for one in self.catalogue.indicators if one.id not in shown)

    def _figure(self, indicator: Indicator, period: Period, longer: Iterable[Period]) -> Figure | None:
        """The indicator's figure of a period, or of the first of some longer ones."""
        codes = (period.code, *(one.code for one in longer))
        return next((self._values[indicator.id, code] for code in codes if (indicator.id, code) in self._values), None)

    @cached_property
    def counts(self) -> Counter[str]:
        """How many indicators have each status."""
        return Counter(line.figure.graded for line in self.lines)

    @cached_property
    def history(self) -> tuple[History, ...]:
        """Every indicator over the programme, an annual figure reaching over its year's periods."""
        return tuple(History(one, tuple(self._stretches(one))) for one in self.catalogue.indicators)

    def _stretches(self, indicator: Indicator) -> list[Stretch]:
        found: list[Stretch] = []
        for period in schedule.hand_in_periods(self.catalogue):
            # What is owed once stands at its day alone, not in every period of the programme.
            longer = () if indicator.once else [one for one in _holding(self.catalogue, period) if one.code != ALL]
            figure = self._figure(indicator, period, longer)
            if figure is not None and found and found[-1].figure == figure:
                found[-1] = Stretch(figure, found[-1].periods + 1)
            else:
                found.append(Stretch(figure, 1))
        return found

    @cached_property
    def _mine(self) -> tuple[Obligation, ...]:
        """The obligations of the report's figures: of each, all periods inside its period."""
        chosen = {(line.indicator.id, line.figure.period) for line in self.lines}
        own = {(one.indicator, one.part) for one in schedule.parts(self.catalogue)
               if (one.indicator, one.period) in chosen}  # fmt: skip
        return tuple(one for one in self._obligations if (one.indicator, one.period) in own)

    @cached_property
    def _is_mine(self) -> frozenset[Obligation]:
        return frozenset(self._mine)

    @property
    def states(self) -> Counter[str]:
        """How many obligations of the period are in each state."""
        return Counter(one.state for one in self._mine)

    @cached_property
    def satisfied(self) -> tuple[Owed, ...]:
        """What was done."""
        return _alike(one for one in self._mine if one.state in SATISFIED)

    @cached_property
    def still_owed(self) -> tuple[Owed, ...]:
        """What is past its day and can still be done, longest first; also of earlier periods (FIGURES.md 7)."""
        known = {one.code: one for one in schedule.all_periods(self.catalogue)}
        owed = (one for one in self._obligations if one.still_owed)
        return _alike(one for one in owed if one in self._is_mine or known[one.period].end < self.period.start)

    @cached_property
    def missed(self) -> tuple[Owed, ...]:
        """What is past mending."""
        return _alike(one for one in self._mine if one.state == "missing" and not one.still_owed and self._is_duty(one))

    @cached_property
    def unreported(self) -> tuple[Owed, ...]:
        """What cannot be judged, because the sheets that would tell were not all handed in, or came too early."""
        return _alike(one for one in self._mine if one.state == "no_data")

    @cached_property
    def due_next(self) -> tuple[Owed, ...]:
        """What is not done and not yet due, of this period and of the next one."""
        following = [one for one in schedule.hand_in_periods(self.catalogue) if one.start > self.period.end][:1]
        inside = {
            one.code for one in schedule.all_periods(self.catalogue) for next_one in following if next_one.contains(one)
        }
        return _alike(one for one in self._obligations
                      if one.state == "not_due" and (one in self._is_mine or one.period in inside)
                      and self._is_duty(one))  # fmt: skip

    def _is_duty(self, one: Obligation) -> bool:
        """Nobody is told to do what is generally done, as the need arises."""
        return self.catalogue.indicator(one.indicator).is_duty

    @cached_property
    def submissions(self) -> tuple[SubmissionInfo, ...]:
        """The submissions of the period that concern the unit, and every other whose rows are evidence here."""
        proven = {row.submission for one in self._mine for row in one.evidence}
        return tuple(
            self._people.published(one)
            for one in self.figures.submissions(self.as_of)
            if one.submission in proven or (one.period == self.period.code and one.qark in (self.unit, None))
        )

    @cached_property
    def handed_in(self) -> tuple[SubmissionInfo, ...]:
        """What the unit itself has handed in for the period."""
        mine = [one for one in self.submissions if (one.qark, one.period) == (self.unit, self.period.code)]
        return tuple(sorted(mine, key=lambda one: (one.submitted_on, one.submission)))

    @cached_property
    def sheets(self) -> tuple[Sheet, ...]:
        """Every record kind with the rows that speak for the period, in the order of the forms."""
        return tuple(self._sheet(kind) for kind in self.catalogue.records)

    def _sheet(self, kind: RecordKind) -> Sheet:
        form = self.catalogue.form_of(kind.id)
        units = (self.unit,) if form.covers == "unit" else (self.unit, None)
        having = [one for one in self.submissions if one.period == self.period.code and one.qark in units
                  and one.accepted.get(kind.id) is not None]  # fmt: skip
        speaks = max(having, key=lambda one: (one.submitted_on, one.submission), default=None)
        rows = self.figures.records(kind.id, self.as_of, areas=(self.unit,)) if speaks else []
        mine = [row for row in rows if row["period"] == self.period.code]
        own_date = kind.date
        if own_date is not None:
            mine.sort(key=lambda row: (str(row[own_date] or ""), row["row"]))
        withheld = {
            (place, column.id)
            for place, row in enumerate(mine)
            for column in kind.columns
            if self._people.withholds(SourceRow(row["submission"], kind.id, row["row"]), column.id)
        }
        return Sheet(kind, speaks, tuple(mine), frozenset(withheld))

    @cached_property
    def _people(self) -> PeopleCounts:
        return self.figures.people(self.as_of)


def unit_report(figures: Figures, unit: str, period: str, as_of: date) -> UnitReport:
    """The report of a unit and a hand-in period.

    Raises:
        ValueError: The programme has no such unit, or nothing is handed in for such a period.
    """
    known = {one.code: one for one in schedule.hand_in_periods(figures.catalogue)}
    if unit not in {one.id for one in figures.catalogue.programme.areas.units}:
        raise ValueError(unit)
    if period not in known:
        raise ValueError(period)
    return UnitReport(figures, unit, known[period], as_of)


def _holding(catalogue: Catalogue, period: Period) -> list[Period]:
    """The longer periods that hold a period, as far as it lies inside the span, shortest first."""
    inside = schedule.inside_span(catalogue, period)
    return [one for one in schedule.all_periods(catalogue) if one.contains(inside) and one.code != period.code]


def _alike(obligations: Iterable[Obligation]) -> tuple[Owed, ...]:
    """Obligations that differ in their item alone, side by side; by due date, in the order of the ledger."""
    found: dict[tuple[object, ...], list[Obligation]] = {}
    for one in obligations:
        key = (one.indicator, one.body, one.period, one.due_on, one.satisfied_on, one.state)
        found.setdefault(key, []).append(one)
    return tuple(sorted((Owed(tuple(same)) for same in found.values()), key=lambda owed: owed.first.due_on))


def total(owed: Sequence[Owed]) -> int:
    """How many obligations there are."""
    return sum(len(one.obligations) for one in owed)
