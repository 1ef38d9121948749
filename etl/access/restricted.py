"""The read API for one viewer: each question of `etl.figures.read_api.Figures`, no answer that the role does not allow.

A question about areas that the viewer may not see is refused; one that names no area is answered for those that the
viewer may see. A question that the read API gains and that has no rule here fails the type check. The
build's id carries role and unit: whatever is kept by it is kept for them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, NoReturn

from etl.access.viewer import NotAllowedError, Right, Viewer
from etl.figures.choice import Choice
from etl.figures.people_counts import PeopleCounts, counting_columns, without_counts
from etl.figures.read_api import Figure, Figures, Obligation, SharedWork, SourceRow, SubmissionInfo, ToDo
from etl.figures.result_types import Reporting, SubmissionCounts
from etl.figures.work import Work
from etl.outputs.exports.export import Download, citation, download
from etl.outputs.exports.preview import first_rows, table_counts
from etl.outputs.exports.tables import Table
from indicators.draft import SOURCES
from indicators.model import Catalogue, Words


class RestrictedFigures(Figures):
    """One build as one viewer may read it. NotAllowedError from any call that asks for more."""

    def __init__(self, figures: Figures, viewer: Viewer) -> None:
        self._whole = figures
        self.viewer = viewer

    @property
    def build(self) -> str:
        """What tells this build for this role and unit from any other."""
        return f"{self._whole.build} {self.viewer.key}"

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue that the build was made by."""
        return self._whole.catalogue

    @property
    def demonstration(self) -> bool:
        """Whether anything in it is made up."""
        return self._whole.demonstration

    def close(self) -> NoReturn:
        """The build belongs to all viewers: none closes it."""
        raise NotAllowedError("details")

    @property
    def lacking(self) -> tuple[int, ...]:
        """The numbers of submissions that were handed in and do not count."""
        return self._whole.lacking

    @property
    def empty(self) -> bool:
        """Whether nothing has been handed in at all."""
        return self._whole.empty

    @property
    def default_as_of(self) -> date:
        """The as-of date where none is named (FIGURES.md 4)."""
        return self._whole.default_as_of

    def values(self, choice: Choice) -> tuple[Figure, ...]:
        """The figures of the areas that the viewer may see."""
        return self._whole.values(self._visible_part(choice))

    def values_count(self, choice: Choice) -> int:
        """How many they are."""
        return self._whole.values_count(self._visible_part(choice))

    def units_behind(
        self, as_of: date, boxes: Mapping[str, str], *, areas: Sequence[str] = (), limit: int, offset: int = 0
    ) -> tuple[str, ...]:
        """Those furthest behind of the units whose figures the viewer may see."""
        chosen = self._visible(areas)
        return self._whole.units_behind(as_of, boxes, areas=chosen, limit=limit, offset=offset)

    def statuses(self, as_of: date, indicator: str, period: str, *, areas: Sequence[str] = ()) -> Mapping[str, int]:
        """How many of the units whose figures the viewer may see stand where."""
        return self._whole.statuses(as_of, indicator, period, areas=self._visible(areas))

    def to_do(self, as_of: date, work: Work, *, areas: Sequence[str] = (), limit: int) -> ToDo:
        """The first works of the units that the viewer sees in detail."""
        return self._whole.to_do(as_of, work, areas=self._detailed(areas), limit=limit)

    def to_do_shared(self, as_of: date, work: Work, *, areas: Sequence[str] = (), named: int) -> tuple[SharedWork, ...]:
        """The same, what several of these units have to do as one."""
        return self._whole.to_do_shared(as_of, work, areas=self._detailed(areas), named=named)

    def obligations(self, choice: Choice, *, with_evidence: bool = True) -> tuple[Obligation, ...]:
        """The obligations of the units that the viewer sees in detail."""
        return self._whole.obligations(self._detailed_part(choice), with_evidence=with_evidence)

    def obligation_rows(self, choice: Choice) -> Iterator[tuple[Any, ...]]:
        """The same as rows of the public table."""
        return self._whole.obligation_rows(self._detailed_part(choice))

    def obligations_count(self, choice: Choice) -> int:
        """How many they are."""
        return self._whole.obligations_count(self._detailed_part(choice))

    def behind(
        self, indicator: str, area: str, period: str, as_of: date, *, states: Sequence[str] = (), limit: int = 0
    ) -> tuple[Obligation, ...]:
        """Exactly the obligations that a figure is made of, or the first of them."""
        self._detailed((area,))
        return self._whole.behind(indicator, area, period, as_of, states=states, limit=limit)

    def behind_states(self, indicator: str, area: str, period: str, as_of: date) -> Mapping[str, int]:
        """How many of the same stand in each state."""
        self._detailed((area,))
        return self._whole.behind_states(indicator, area, period, as_of)

    def submissions(
        self, as_of: date, *, areas: Sequence[str] = (), newest: int | None = None, first: int | None = None
    ) -> tuple[SubmissionInfo, ...]:
        """The submissions of the units that the viewer sees in detail, and those that cover all units.

        Of a submission that covers all, only its cover and its counts are told here, as in the published tables.
        """
        return self._whole.submissions(as_of, areas=self._detailed(areas), newest=newest, first=first)

    def known_hashes(self, as_of: date) -> tuple[str, ...]:
        """What a citation rests on: of all submissions, for those who may take the tables away."""
        self.viewer.need("export")
        return self._whole.known_hashes(as_of)

    def submission_counts(self, as_of: date, *, areas: Sequence[str] = ()) -> SubmissionCounts:
        """How many they are, and how many rows they have."""
        return self._whole.submission_counts(as_of, areas=self._detailed(areas))

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
        """Who lacks a submission, of the units that the viewer sees in detail."""
        own = self._detailed(areas)
        return self._whole.least_reported(as_of, forms, periods, areas=own, limit=limit, offset=offset)

    def records(self, kind: str, as_of: date, *, areas: Sequence[str] = ()) -> list[dict[str, Any]]:
        """The rows of a record kind that speak on a day, of the units that the viewer sees in detail."""
        chosen = self._detailed(areas)
        return self._whole.records(kind, as_of, areas=chosen)

    def measured(self, kind: str, as_of: date, *, is_cited: bool) -> list[dict[str, Any]]:
        """What published documents state is open to all who see figures; a body's own word as `records` is.

        Counts of people of other units are left out: which of them may be published is not this viewer's to know. A row
        of another unit that names no document is its own word, whatever the caller says of the kind.
        """
        self._detailed(())
        rows = self._whole.measured(kind, as_of, is_cited=is_cited)
        if self.viewer.sees_everything:
            return rows
        own, columns = frozenset(self.viewer.detailed_units(self.catalogue)), self.catalogue.record(kind).columns
        counting = [column.id for column in columns if column.counts]
        naming = [column.id for column in columns if column.codes == SOURCES]
        shown = [row if row["qark"] in own else {**row, **dict.fromkeys(counting)} for row in rows]
        return [
            row
            for row in shown
            if row["qark"] in own or (is_cited and any(row[column] is not None for column in naming))
        ]

    def row_values(self, sources: Sequence[SourceRow], *, areas: Sequence[str] = ()) -> dict[SourceRow, dict[str, Any]]:
        """The values of rows of evidence; all of them must be of units that the viewer sees in detail."""
        self._detailed(areas)
        units = frozenset(self.viewer.detailed_units(self.catalogue))
        found = self._whole.row_values(sources, areas=areas)
        for row in found.values():
            if row["qark"] not in units:
                raise NotAllowedError("details", row["qark"])
        return found

    def findings(self, submissions: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
        """The findings kept with some submissions: of one's own alone, for they quote what was written.

        Never a count of people, which may be one that is withheld.
        """
        areas = self._detailed(())
        if not self.viewer.sees_everything:
            units = self.viewer.detailed_units(self.catalogue)
            known = self._whole.submissions(date.max, areas=areas or units)
            own = {one.submission for one in known if one.qark in units}
            submissions = [one for one in submissions if one in own]
        kept = self._whole.findings(submissions)
        return {number: without_counts(found, self.catalogue) for number, found in kept.items()}

    def table(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of a query of this package, for those who see everything."""
        if not self.viewer.sees_everything:
            raise NotAllowedError("details")
        return self._whole.table(query)

    def stream(self, query: str) -> Iterator[tuple[Any, ...]]:
        """The same, read bit by bit."""
        if not self.viewer.sees_everything:
            raise NotAllowedError("details")
        return self._whole.stream(query)

    def people(self, as_of: date) -> PeopleCounts:
        """What may be shown of counts of people: decided over all rows, told of those that the viewer sees."""
        areas = self._detailed(())
        found = self._whole.people(as_of)
        if self.viewer.sees_everything:
            return found
        own = {
            SourceRow(row["submission"], kind, row["row"])
            for kind in dict.fromkeys(kind.id for kind, _ in counting_columns(self.catalogue))
            for row in self._whole.records(kind, as_of, areas=areas)
        }
        return replace(
            found,
            totals=tuple(one for one in found.totals if one.area in areas),
            withheld=frozenset(one for one in found.withheld if one[0] in own),
            shown_rows={
                key: rows for key, rows in found.shown_rows.items() if key[0] in {one.submission for one in own}
            },
        )

    def export_counts(self, choice: Choice) -> Mapping[str, int]:
        """How many rows each published table has."""
        self.viewer.need("export")
        return table_counts(self._whole, choice)

    def export_first(self, choice: Choice, table: str, limit: int) -> Table:
        """A published table with its first rows alone; KeyError for one that there is not."""
        self.viewer.need("export")
        return first_rows(self._whole, choice, table, limit)

    def export_file(self, choice: Choice, file_format: str) -> Download:
        """A choice as one file, as `rcat export` writes it; errors as in `etl.outputs.exports.export.download`."""
        self.viewer.need("export")
        return download(self._whole, choice, file_format)

    def export_citation(self, as_of: date) -> Words:
        """How the published tables are cited, in each language."""
        self.viewer.need("export")
        return citation(self._whole, as_of)

    def _visible_part(self, choice: Choice) -> Choice:
        return replace(choice, areas=self._visible(choice.areas))

    def _detailed_part(self, choice: Choice) -> Choice:
        return replace(choice, areas=self._detailed(choice.areas))

    def _visible(self, areas: Sequence[str]) -> tuple[str, ...]:
        return self._chosen("figures", areas, self.viewer.figure_areas)

    def _detailed(self, areas: Sequence[str]) -> tuple[str, ...]:
        return self._chosen("details", areas, self.viewer.detailed_areas)

    def _chosen(
        self, right: Right, areas: Sequence[str], allowed_in: Callable[[Catalogue], Sequence[str]]
    ) -> tuple[str, ...]:
        """The areas asked for, where all are allowed; none asked for: all that are allowed (none named means any)."""
        self.viewer.need(right)
        if self.viewer.sees_everything:
            return tuple(areas)
        allowed = allowed_in(self.catalogue)
        known = set(allowed)
        refused = [area for area in areas if area not in known]
        if refused or not allowed:
            raise NotAllowedError(right, *refused[:1])
        # Where all are allowed they are not named: the text of a query must not grow with the programme.
        return tuple(areas) if areas or known.issuperset(self.catalogue.area_labels) else tuple(allowed)
