"""Collects the findings of one submission while it is being checked."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace

from etl.intake.findings import Finding, in_all_languages

MOST_OF_A_RULE = 200
"""How many findings of one rule are kept of a file; of the others only how many there are."""


@dataclass(frozen=True)
class Place:
    """Where something was found; what is not known is None."""

    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    value: str | None = None


@dataclass
class Report:
    """The findings of one file, in the order found, and what follows from them.

    A small file can hold a hundred thousand faults: of each rule the first are kept, and the others counted.
    """

    file: str
    findings: list[Finding] = field(default_factory=list)
    stops: list[Finding] = field(default_factory=list)
    refused: bool = False
    holds_more: bool = False
    counts: Counter[str] = field(default_factory=Counter)

    def stop(self, rule: str, place: Place = Place(), /, **values: object) -> None:
        """An error that stops the whole submission."""
        self.refused = True
        self.error(rule, place, **values)
        if self.counts[rule] <= MOST_OF_A_RULE:
            self.stops.append(self.findings[-1])

    def stopping_first(self) -> tuple[Finding, ...]:
        """All findings in the order found, but those that stop the submission before the others; last, what is more."""
        stopping = {id(one) for one in self.stops}
        others = (one for one in self.findings if id(one) not in stopping)
        return (*self.stops, *others, *self._not_listed())

    def _not_listed(self) -> list[Finding]:
        """For each rule that was broken too often, how many of its findings are not kept."""
        first = {one.rule: one for one in reversed(self.findings)}
        return [
            replace(
                first[rule], sheet=None, row=None, column=None, value=None, rule="more_of_a_rule",
                values=(("count", count - MOST_OF_A_RULE), ("like", in_all_languages(first[rule].message))),
            )
            for rule, count in self.counts.items() if count > MOST_OF_A_RULE
        ]  # fmt: skip

    def error(self, rule: str, place: Place = Place(), /, **values: object) -> None:
        """An error that stops a row."""
        self._add("error", rule, place, values)

    def warn(self, rule: str, place: Place = Place(), /, **values: object) -> None:
        """Something that counts, but was read otherwise than written."""
        self._add("warning", rule, place, values)

    def more(self, rule: str, place: Place = Place(), /, **values: object) -> None:
        """A warning of something that is not of the form: it is not kept, and so neither is the file as such."""
        self.holds_more = True
        self.warn(rule, place, **values)

    def _add(self, level: str, rule: str, place: Place, values: dict[str, object]) -> None:
        self.counts[rule] += 1
        if self.counts[rule] > MOST_OF_A_RULE:
            return
        self.findings.append(
            Finding(
                "error" if level == "error" else "warning",
                self.file, place.sheet, place.row, place.column, place.value, rule,
                tuple((name, value) for name, value in values.items() if value is not None),
            )
        )  # fmt: skip
