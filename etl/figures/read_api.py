"""The one read API: figures, obligations and the rows behind them, as of a date.

Pages, exports and commands all ask here, so they can never disagree. `BuildFigures` answers from a build's tables,
`HeldFigures` (etl/figures/large) from memory what pages of many areas ask often, `RestrictedFigures` (etl/access) what
a viewer may know.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Protocol

from etl.figures.build_reader import DamagedBuildError
from etl.figures.choice import Choice
from etl.figures.people_counts import PeopleCounts
from etl.figures.result_types import (
    Figure,
    Obligation,
    Reporting,
    SharedWork,
    SourceRow,
    SubmissionCounts,
    SubmissionInfo,
    ToDo,
)
from etl.figures.work import Work
from indicators.model import Catalogue

__all__ = ["DamagedBuildError", "Figure", "Figures", "Obligation", "SharedWork", "SourceRow", "SubmissionInfo", "ToDo"]


class Figures(Protocol):
    """The questions that can be asked of one build, which is only read; threads may share it.

    DamagedBuildError from any question where the build's file cannot be read, KeyError for an unknown area.
    """

    @property
    def build(self) -> str:
        """What tells this build, as it may be read here, from any other: answers may be kept by it."""

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue that the build was made by."""

    @property
    def demonstration(self) -> bool:
        """Whether anything in it is made up."""

    @property
    def lacking(self) -> tuple[int, ...]:
        """The numbers of submissions that were handed in and do not count, for they are damaged or gone."""

    @property
    def empty(self) -> bool:
        """Whether nothing has been handed in at all."""

    @property
    def default_as_of(self) -> date:
        """The as-of date where none is named (FIGURES.md 4)."""

    def close(self) -> None:
        """Let go of the build's file."""

    def values(self, choice: Choice) -> tuple[Figure, ...]:
        """The chosen figures, in the order of the tables."""

    def values_count(self, choice: Choice) -> int:
        """How many figures these are."""

    def units_behind(
        self, as_of: date, boxes: Mapping[str, str], *, areas: Sequence[str] = (), limit: int, offset: int = 0
    ) -> tuple[str, ...]:
        """The units furthest behind: most figures not met for certain first, then most not known, then most partly met.

        `boxes` are the figures looked at: each indicator's period. Units alike stand as the catalogue groups them.
        """

    def statuses(self, as_of: date, indicator: str, period: str, *, areas: Sequence[str] = ()) -> Mapping[str, int]:
        """How many units stand where in one indicator and period."""

    def to_do(self, as_of: date, work: Work, *, areas: Sequence[str] = (), limit: int) -> ToDo:
        """The obligations of the first works, owed longest or due soonest first, and how many there are in all."""

    def to_do_shared(self, as_of: date, work: Work, *, areas: Sequence[str] = (), named: int) -> tuple[SharedWork, ...]:
        """The same work of several units as one, with how many units and the first of them; soonest due first."""

    def obligations(self, choice: Choice, *, with_evidence: bool = True) -> tuple[Obligation, ...]:
        """The obligations of the chosen indicators, of the units in the areas, of the periods and all inside them.

        `with_evidence`: each with its rows of evidence, which take longer to find than all else.
        """

    def obligation_rows(self, choice: Choice) -> Iterator[tuple[Any, ...]]:
        """The same as rows of the public table, evidence as JSON, read bit by bit: for exports of any size."""

    def obligations_count(self, choice: Choice) -> int:
        """How many obligations these are."""

    def behind(
        self, indicator: str, area: str, period: str, as_of: date, *, states: Sequence[str] = (), limit: int = 0
    ) -> tuple[Obligation, ...]:
        """Exactly the obligations that a figure is made of; `latest` takes those of one period only (FIGURES.md 5).

        With a `limit`, only so many: those of the first of the `states` first, then by due date, unit, body and item.
        """

    def behind_states(self, indicator: str, area: str, period: str, as_of: date) -> Mapping[str, int]:
        """How many of the obligations that a figure is made of stand in each state."""

    def submissions(
        self, as_of: date, *, areas: Sequence[str] = (), newest: int | None = None, first: int | None = None
    ) -> tuple[SubmissionInfo, ...]:
        """The submissions known on a day, in the order of receipt; superseded where none of its sheets speaks.

        Those of the units in the areas and those that cover all units (no areas: all); `newest`, or `first`: only so
        many, the last or the first of them.
        """

    def submission_counts(self, as_of: date, *, areas: Sequence[str] = ()) -> SubmissionCounts:
        """How many submissions there are of the same, how many superseded, and their rows accepted and rejected."""

    def known_hashes(self, as_of: date) -> tuple[str, ...]:
        """What identifies every submission known on a day, in the order of receipt: what a citation rests on.

        Its SHA-256; of one with counts of people, which could be tried against it, what is published of it instead.
        """

    def least_reported(
        self,
        as_of: date,
        forms: Sequence[str],
        periods: Sequence[str],
        *,
        areas: Sequence[str] = (),
        limit: int,
        offset: int = 0,
    ) -> Reporting:
        """How many units lack a submission of these forms for any of the periods; those that lack most come first."""

    def records(self, kind: str, as_of: date, *, areas: Sequence[str] = ()) -> list[dict[str, Any]]:
        """The rows of a record kind that speak on a day: submission, sheet, row, qark, period, its columns."""

    def measured(self, kind: str, as_of: date, *, is_cited: bool) -> list[dict[str, Any]]:
        """The rows that a measure may rest on: of a standing kind only each unit's latest sheet, even an empty one.

        `is_cited` says that they are statements of published documents.
        """

    def row_values(self, sources: Sequence[SourceRow], *, areas: Sequence[str] = ()) -> dict[SourceRow, dict[str, Any]]:
        """The values of rows of evidence, as they were accepted.

        `areas`: the rows are of the units in these, so that no others need be looked at (FIGURES.md 4: a unit's
        obligation is proven by its own rows).
        """

    def findings(self, submissions: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
        """The findings kept with some submissions, as `rcat check --json` gave them; known ones alone."""

    def people(self, as_of: date) -> PeopleCounts:
        """What may be published of all counts of people."""

    def table(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of a query of this package; exports and benchmarks use it."""

    def stream(self, query: str) -> Iterator[tuple[Any, ...]]:
        """The same, read bit by bit: for tables of any size."""
