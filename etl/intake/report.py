"""Collects the findings of one submission while it is being checked."""

from __future__ import annotations

from dataclasses import dataclass, field

from etl.intake.findings import Finding


@dataclass(frozen=True)
class Place:
    """Where something was found; what is not known is None."""

    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    value: str | None = None


@dataclass
class Report:
    """The findings of one file, in the order found, and what follows from them."""

    file: str
    findings: list[Finding] = field(default_factory=list)
    stops: list[Finding] = field(default_factory=list)
    refused: bool = False
    holds_more: bool = False

    def stop(self, rule: str, place: Place = Place(), /, **values: object) -> None:
        """An error that stops the whole submission."""
        self.refused = True
        self.error(rule, place, **values)
        self.stops.append(self.findings[-1])

    def stopping_first(self) -> tuple[Finding, ...]:
        """All findings in the order found, but those that stop the submission before the others."""
        stopping = {id(one) for one in self.stops}
        return (*self.stops, *(one for one in self.findings if id(one) not in stopping))

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
        self.findings.append(
            Finding(
                "error" if level == "error" else "warning",
                self.file, place.sheet, place.row, place.column, place.value, rule,
                tuple((name, value) for name, value in values.items() if value is not None),
            )
        )  # fmt: skip
