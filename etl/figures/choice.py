"""What of the figures is asked for: one value for pages, exports and commands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from etl.build.catalogue_rows import period_rows
from indicators.model import Catalogue


@dataclass(frozen=True)
class Choice:
    """What is asked for: the as-of date, the indicators or measures, areas and periods (none named means all).

    `first`: only so many rows of a table, in its order.
    """

    as_of: date
    indicators: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()
    first: int | None = None


class UnknownChoiceError(ValueError):
    """An indicator, area or period that the programme does not have; `kind` and `known` say which would do."""

    def __init__(self, kind: str, value: str, known: Iterable[str]) -> None:
        super().__init__(value)
        self.kind = kind
        self.value = value
        self.known = tuple(known)


def check_choice(choice: Choice, catalogue: Catalogue) -> None:
    """UnknownChoiceError where the choice names what the programme does not have."""
    known = {
        "indicator": (list(catalogue.titles), choice.indicators),
        "area": (list(catalogue.area_labels), choice.areas),
        "period": ([str(row["period"]) for row in period_rows(catalogue)], choice.periods),
    }
    for kind, (names, wanted) in known.items():
        for value in wanted:
            if value not in names:
                raise UnknownChoiceError(kind, value, names)
