"""What may be shown of counts of people, as etl/figures/people.py decides: totals, and which counts are withheld."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from etl.figures.result_types import SourceRow, SubmissionInfo
from etl.formats.locale_folder import ETL_LOCALE
from indicators.language import language
from indicators.model import LANGUAGES, Catalogue, Column, RecordKind

PUBLISHED, SUPPRESSED, NO_DATA = "A", "Q", "O"
"""What is said of a count, in the codes of SDMX's observation status."""


@dataclass(frozen=True)
class PeopleCount:
    """A total of people over an area and a period; `count` is None where it is suppressed or nothing is reported.

    `unreported` is how many of the units and hand-in periods that it adds are not reported at all.
    """

    record: str
    column: str
    area: str
    period: str
    count: int | None
    status: str
    unreported: int


@dataclass(frozen=True)
class PeopleCounts:
    """The totals, and the cells of single rows that are withheld."""

    totals: tuple[PeopleCount, ...] = ()
    withheld: frozenset[tuple[SourceRow, str]] = frozenset()
    closed: frozenset[tuple[str, str]] = frozenset()
    """Record kinds and columns of which every row is withheld, because it was not decided which must be."""
    shown_rows: Mapping[tuple[int, str, str], int] = field(default_factory=dict)
    """How many counts of a submission, a record kind and a column may be shown; none is not named."""
    counting: frozenset[tuple[str, str]] = frozenset()
    """The record kinds and columns that count people."""

    def published(self, one: SubmissionInfo) -> SubmissionInfo:
        """A submission as it may be published: with its SHA-256 only where each of its counts of people may be shown.

        Whoever has the digest of a file and all of it but one small number finds that number by trying.
        """
        tells = all(
            self.shown_rows.get((one.submission, kind, column), 0) == (one.accepted.get(kind) or 0)
            for kind, column in self.counting
        )
        return one if tells else replace(one, sha256="")

    def withholds(self, source: SourceRow, column: str) -> bool:
        """Whether a row's count may not be shown."""
        return (source, column) in self.withheld or (source.sheet, column) in self.closed

    def withholds_any(self, sources: Iterable[SourceRow]) -> bool:
        """Whether anything of some rows may not be shown."""
        rows, kinds = {source for source, _ in self.withheld}, {kind for kind, _ in self.closed}
        return any(source in rows or source.sheet in kinds for source in sources)

    def shown(self, source: SourceRow, values: Mapping[str, Any]) -> dict[str, Any]:
        """A row's values as they may be shown: what is withheld is None."""
        columns = self._columns.get(source.sheet, ())
        return {**values, **{one: None for one in columns if one in values and self.withholds(source, one)}}

    @cached_property
    def _columns(self) -> Mapping[str, frozenset[str]]:
        """The columns of each record kind of which anything is withheld: rows are many, and these are few."""
        found: dict[str, set[str]] = {}
        for kind, column in {*self.closed, *((source.sheet, column) for source, column in self.withheld)}:
            found.setdefault(kind, set()).add(column)
        return {kind: frozenset(columns) for kind, columns in found.items()}


def counting_columns(catalogue: Catalogue) -> Iterator[tuple[RecordKind, Column]]:
    """The columns that count people."""
    for kind in catalogue.records:
        for column in kind.columns:
            if column.counts is not None:
                yield kind, column


def without_counts(findings: Sequence[Mapping[str, Any]], catalogue: Catalogue) -> list[dict[str, Any]]:
    """Kept findings as pages may show them: what was written in a column that counts people is not repeated.

    A finding quotes the cell that it is about, and so would show a count that everything else withholds.
    """
    counting = {column.id for _, column in counting_columns(catalogue)}
    said = {code: language(code, ETL_LOCALE).say("kept_finding.count_of_people") for code in LANGUAGES}
    return [{**one, "value": None, "message": said} if one.get("column") in counting else dict(one) for one in findings]


def all_withheld(catalogue: Catalogue) -> PeopleCounts:
    """No count of people at all: for whoever cannot wait until it is decided over all rows which may be shown."""
    columns = frozenset((kind.id, column.id) for kind, column in counting_columns(catalogue))
    return PeopleCounts(closed=columns, counting=columns)
