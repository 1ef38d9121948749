"""What a world's figures, obligations and sheets are, by the oracle alone: what every page is held against."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property
from typing import Any

from tests import oracle
from tests.oracle.periods import LENGTHS, Period, figure_periods
from tests.oracle.speaking import Sheet, SpeakingSheets
from tests.strategies import World

Owed = dict[str, Any]
AT_ONCE = 8
FALLEN_DUE = ("on_time", "late", "missing", "no_data")
COMMITTEE_KINDS = [kind.name for kind in oracle.RECORD_KINDS.values() if kind.form == "committee"]


@dataclass(frozen=True)
class Work:
    """One piece of a to-do list: what the same evidence satisfies, of one unit and period, due on one day."""

    owed: tuple[Owed, ...]
    indicators: tuple[str, ...]
    pieces: int

    @property
    def first(self) -> Owed:
        return self.owed[0]


@dataclass(frozen=True)
class Told:
    """A world on one day."""

    world: World
    as_of: date

    @cached_property
    def owed(self) -> list[Owed]:
        one = self.world
        return oracle.obligations(one.programme, one.indicators, one.submissions, self.as_of)

    @cached_property
    def figures(self) -> dict[tuple[str, str, str], dict[str, Any]]:
        one = self.world
        rows = oracle.indicator_values(one.programme, one.indicators, one.submissions, self.as_of)
        return {(row["indicator"], row["area"], row["period"]): row for row in rows}

    @cached_property
    def speaking(self) -> SpeakingSheets:
        one = self.world
        return SpeakingSheets(one.programme, oracle.RECORD_KINDS, one.submissions, self.as_of)

    def sheet(self, unit: str, period: str, kind: str) -> Sheet | None:
        return self.speaking.sheet(unit, period, kind)

    def indicator(self, name: str) -> oracle.Indicator:
        return next(one for one in self.world.indicators if one.id == name)

    def submission(self, number: int) -> oracle.Submission:
        return self.world.submissions[number - 1]

    @cached_property
    def known(self) -> list[oracle.Submission]:
        return [one for one in self.world.submissions if one.submitted_on <= self.as_of]

    @cached_property
    def units(self) -> tuple[str, ...]:
        return self.world.programme.qarks

    @cached_property
    def hand_ins(self) -> list[Period]:
        return oracle.hand_in_periods(self.world.programme)

    @cached_property
    def choosable(self) -> list[Period]:
        """The periods that can be chosen: the programme's own."""
        return [one for length in LENGTHS for one in oracle.periods(self.world.programme, length)]

    def answering(self, indicator: str, chosen: str) -> str:
        """The shortest period with a figure that contains the chosen one."""
        programme = self.world.programme
        wanted = oracle.period_named(programme, chosen)
        return next(one.code for one in figure_periods(programme, self.indicator(indicator)) if one.contains(wanted))

    def figure(self, indicator: str, area: str, chosen: str) -> dict[str, Any]:
        return self.figures[indicator, area, self.answering(indicator, chosen)]

    def touched(self, chosen: str) -> list[Period]:
        """The hand-in periods that a period touches."""
        return oracle.hand_ins_touched(self.world.programme, oracle.period_named(self.world.programme, chosen))

    def ended(self, chosen: str) -> list[Period]:
        return [one for one in self.touched(chosen) if one.end < self.as_of]

    def laid_out(self, chosen: str) -> list[Period]:
        """The hand-in periods that a page shows side by side: all, or eight up to the chosen one that has begun."""
        if len(self.hand_ins) <= AT_ONCE:
            return self.hand_ins
        touched = self.touched(chosen)
        begun = [one for one in touched if one.start <= self.as_of]
        last = self.hand_ins.index((begun or touched[:1])[-1])
        last = max(last, AT_ONCE - 1)
        return self.hand_ins[last - AT_ONCE + 1 : last + 1]

    def shown_days(self, chosen: str) -> tuple[date, date]:
        """The days whose periods a page lays out."""
        shown, programme = self.laid_out(chosen), self.world.programme
        if len(shown) == len(self.hand_ins):
            return programme.start, programme.end
        return shown[0].start, shown[-1].end

    def handed_in(self, unit: str, period: str) -> list[oracle.Submission]:
        """A unit's own submissions for a hand-in period that are known."""
        return [one for one in self.known if (one.form, one.qark, one.period) == ("committee", unit, period)]

    def superseded(self, one: oracle.Submission) -> bool:
        """Whether another known one has each of its sheets, handed in later (figures, section 4, rule 1)."""
        same = [
            other for other in self.known if (other.form, other.qark, other.period) == (one.form, one.qark, one.period)
        ]
        later = [other for other in same if (other.submitted_on, other.number) > (one.submitted_on, one.number)]
        return bool(one.sheets) and all(any(kind in other.sheets for other in later) for kind in one.sheets)

    def work(self, state: str, units: Sequence[str], days: int | None = None) -> list[Work]:
        """What is `still_owed` or `not_due`, put together: one entry for what the same evidence would satisfy."""
        found: dict[tuple[object, ...], list[Owed]] = {}
        for one in self.owed:
            is_wanted = one["still_owed"] if state == "still_owed" else one["state"] == "not_due"
            if is_wanted and one["qark"] in units and self._within(one, days):
                evidence = self.indicator(one["indicator"]).evidence
                wanted = (evidence.record, frozenset(evidence.where), evidence.at_least, evidence.timing)
                found.setdefault((*wanted, one["qark"], one["period"], one["due_on"]), []).append(one)
        order = [one.id for one in self.world.indicators]
        works = []
        for rows in found.values():
            indicators = sorted({row["indicator"] for row in rows}, key=order.index)
            rows.sort(key=lambda row: order.index(row["indicator"]))
            works.append(Work(tuple(rows), tuple(indicators), len({(row["body"], row["item"]) for row in rows})))
        return sorted(works, key=lambda one: one.first["due_on"])

    def _within(self, one: Owed, days: int | None) -> bool:
        return days is None or one["due_on"] <= self.as_of + timedelta(days=days)

    def behind(self, indicator: str, area: str, period: str) -> list[Owed]:
        """The obligations that a figure adds up, found again by its own rule."""
        programme, of = self.world.programme, self.indicator(indicator)
        wanted = oracle.period_named(programme, period)
        plan = [(one, due) for one, due in oracle.schedule(programme, of) if of.once or wanted.contains(one)]
        passed = [one for one, due in plan if due < self.as_of]
        inside = [passed[-1]] if of.aggregation == "latest" and passed else [one for one, _ in plan]
        units, codes = oracle.areas(programme)[area], {one.code for one in inside}
        return [one for one in self.owed if (one["indicator"], one["qark"] in units, one["period"] in codes)
                == (indicator, True, True)]  # fmt: skip


def pieces(works: Iterable[Work]) -> int:
    return sum(one.pieces for one in works)


def share_text(count: int, of: int, thresholds: oracle.Thresholds) -> str:
    """A share as FIGURES.md 9 writes it, in digits with a point: found by trying, not by a formula."""
    share = Fraction(count, of)
    percent = share * 100
    whole = int(percent + Fraction(1, 2))
    if 0 < share < 1 and whole in (0, 100):
        return ">99" if whole else "<1"
    above = [100 * one for one in (thresholds.partly, thresholds.met) if share < one]
    for scale in (1, 10, 100):
        rounded = Fraction(int(percent * scale + Fraction(1, 2)), scale)
        if all(rounded < one for one in above):
            return _digits(rounded, scale)
    return _digits(Fraction(int(percent * 100), 100), 100)


def _digits(number: Fraction, scale: int) -> str:
    decimals = {1: 0, 10: 1, 100: 2}[scale]
    return f"{float(number):.{decimals}f}"
