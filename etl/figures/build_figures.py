"""The read API answered by a build's tables, with SQL."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import Any

import duckdb

from etl.build import tables
from etl.figures import queries
from etl.figures.build_reader import remembered
from etl.figures.choice import Choice
from etl.figures.people import people_counts
from etl.figures.people_counts import PeopleCounts
from etl.figures.queries import WorkKey, among
from etl.figures.record_reader import FEW, RecordReader
from etl.figures.result_types import Figure, Obligation, Reporting, SharedWork, SourceRow, ToDo
from etl.figures.work import Work
from indicators import aggregate, ledger, schedule
from indicators.model import Catalogue
from indicators.sql import name, text

_ORDER = "ORDER BY d.place, a.at, p.at"
_OBLIGATION = ", ".join(f"l.{column}" for column in ledger.OBLIGATION_COLUMNS)
_PROVEN = ", ".join(f"l.{column}" for column in ledger.EVIDENCE_ORDER)


class BuildFigures(RecordReader):
    """The read API of one build, answered by its tables. Each question takes a cursor of its own.

    `lacking` is set by whoever opens a data folder and knows what should be in it.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, catalogue: Catalogue, today: date, build: str) -> None:
        self.build = build
        self.lacking: tuple[int, ...] = ()
        self._today = today
        super().__init__(connection, catalogue)
        self._parts = remembered(self._read_parts, most=64)

    @cached_property
    def default_as_of(self) -> date:
        """The as-of date where none is named (FIGURES.md 4)."""
        return schedule.default_as_of(self.catalogue, self._last_submitted_on, self._today)

    def values(self, choice: Choice) -> tuple[Figure, ...]:
        """The chosen figures, in the order of the tables."""
        steps, source = self._figures(choice.as_of, choice.indicators)
        columns = ", ".join(f"f.{name(column)}" for column in aggregate.FIGURE_COLUMNS)
        limit = f"LIMIT {choice.first}" if choice.first is not None else ""
        query = f"""SELECT {columns} FROM {source} f JOIN definitions d ON d.indicator = f.indicator
JOIN area_places a ON a.area = f.area JOIN period_places p ON p.period = f.period
WHERE {queries.chosen_values(choice)} {_ORDER} {limit}"""
        return tuple(Figure(*row) for row in self._rows(ledger.with_steps(steps, query)))

    def values_count(self, choice: Choice) -> int:
        """How many figures these are."""
        steps, source = self._figures(choice.as_of, choice.indicators)
        where = queries.chosen_values(replace(choice, first=None))
        return int(self._rows(ledger.with_steps(steps, f"SELECT COUNT(*) FROM {source} f WHERE {where}"))[0][0])

    def units_behind(
        self, as_of: date, boxes: Mapping[str, str], *, areas: Sequence[str] = (), limit: int, offset: int = 0
    ) -> tuple[str, ...]:
        """The units furthest behind: most figures not met for certain first, then most not known, then most partly met.

        `boxes` are the figures looked at: each indicator's period. Units alike stand as the catalogue groups them.
        """
        steps, source = self._figures(as_of, tuple(boxes))
        query = queries.units_behind(source, boxes, self._in_areas("u.qark", areas), limit, offset)
        return tuple(row[0] for row in self._rows(ledger.with_steps(steps, query))) if boxes else ()

    def statuses(self, as_of: date, indicator: str, period: str, *, areas: Sequence[str] = ()) -> Mapping[str, int]:
        """How many units stand where in one indicator and period."""
        steps, source = self._figures(as_of, (indicator,))
        query = queries.statuses(source, indicator, period, self._in_areas("u.qark", areas))
        return dict(self._rows(ledger.with_steps(steps, query)))

    def to_do(self, as_of: date, work: Work, *, areas: Sequence[str] = (), limit: int) -> ToDo:
        """The obligations of the first works, owed longest or due soonest first, and how many there are in all."""
        steps = [*self._steps(as_of, work.indicators), *queries.works(work, self._in_areas("l.qark", areas))]
        found = self._rows(ledger.with_steps(steps, queries.first_works(limit))) if work.kinds else []
        first = self._work(as_of, work, [row[:4] for row in found])
        return ToDo(first, *(int(count) for count in found[0][4:])) if found else ToDo()

    def to_do_shared(self, as_of: date, work: Work, *, areas: Sequence[str] = (), named: int) -> tuple[SharedWork, ...]:
        """The same work of several units as one, with how many units and the first of them; soonest due first."""
        steps = [*self._steps(as_of, work.indicators), *queries.works(work, self._in_areas("l.qark", areas))]
        found = self._rows(ledger.with_steps(steps, queries.shared_works(named))) if work.kinds else []
        firsts = [(units[0], period, due_on, indicators) for period, due_on, indicators, _, units in found]
        own = self._work(as_of, work, firsts)
        return tuple(
            SharedWork(tuple(one for one in own if queries.is_of(one, first)), row[3], tuple(row[4]))
            for first, row in zip(firsts, found, strict=True)
        )

    def _work(self, as_of: date, work: Work, keys: Sequence[WorkKey]) -> tuple[Obligation, ...]:
        """The obligations of some works: those of the work's state, in the order of the tables."""
        where = queries.of_works(keys)
        found = self._ledger(as_of, work.indicators, where, with_evidence=False) if keys else ()
        own = {(indicator, *key[:3]) for key in keys for indicator in key[3]}
        return tuple(
            one for one in found if work.holds(one) and (one.indicator, one.qark, one.period, one.due_on) in own
        )

    def obligations(self, choice: Choice, *, with_evidence: bool = True) -> tuple[Obligation, ...]:
        """The obligations of the chosen indicators, of the units in the areas, of the periods and all inside them.

        `with_evidence`: each with its rows of evidence, which take longer to find than all else.
        """
        where = self._chosen_obligations(choice)
        return self._ledger(choice.as_of, tuple(choice.indicators), where, choice.areas, with_evidence=with_evidence)

    def obligation_rows(self, choice: Choice) -> Iterator[tuple[Any, ...]]:
        """The same as rows of the public table, evidence as JSON, read bit by bit."""
        where = self._chosen_obligations(choice)
        if choice.first is not None:
            where = queries.of_keys(tables.OBLIGATION_KEY, self._first_keys(choice, where, choice.first))
        query = f"""SELECT {_OBLIGATION}, l.evidence FROM ({tables.obligations_query(where)}) l
JOIN definitions d ON d.indicator = l.indicator
JOIN area_places a ON a.area = l.qark JOIN period_places p ON p.period = l.period {_ORDER}, l.body, l.item"""
        return self._stream(ledger.with_steps(self._steps(choice.as_of, choice.indicators), query))

    def obligations_count(self, choice: Choice) -> int:
        """How many obligations these are."""
        query = f"SELECT COUNT(*) FROM ledger l WHERE {self._chosen_obligations(choice)}"
        return int(self._rows(ledger.with_steps(self._steps(choice.as_of, choice.indicators), query))[0][0])

    def _first_keys(self, choice: Choice, where: str, first: int) -> list[tuple[Any, ...]]:
        """The keys of the first obligations in the order of the tables: one indicator after the other, until enough."""
        found: list[tuple[Any, ...]] = []
        for one in self.catalogue.indicators:
            if len(found) < first and (not choice.indicators or one.id in choice.indicators):
                query = queries.first_obligations(one.id, where, first - len(found))
                found += self._rows(ledger.with_steps(self._steps(choice.as_of, (one.id,)), query))
        return found

    def _chosen_obligations(self, choice: Choice) -> str:
        """The test that an obligation is one of the chosen."""
        where = f"{among('l.indicator', choice.indicators)} AND {self._in_areas('l.qark', choice.areas)}"
        if choice.periods:
            chosen = (part for part in schedule.parts(self.catalogue) if part.period in choice.periods)
            own = {(part.indicator, part.part) for part in chosen if part.part is not None}
            pairs = " OR ".join(f"(l.indicator = {text(one)} AND l.period = {text(part)})" for one, part in sorted(own))
            where += f" AND ({pairs or 'FALSE'})"
        return where

    def behind(
        self, indicator: str, area: str, period: str, as_of: date, *, states: Sequence[str] = (), limit: int = 0
    ) -> tuple[Obligation, ...]:
        """Exactly the obligations that a figure is made of; `latest` takes those of one period only (FIGURES.md 5).

        With a `limit`, only so many: those of the first of the `states` first, then by due date, unit, body and item.
        """
        chosen, steps = self._behind(indicator, area, period, as_of), self._steps(as_of, (indicator,), (area,))
        if limit:
            keys = self._rows(ledger.with_steps(steps, queries.first_behind(chosen, states, limit)))
            chosen = queries.of_keys(tables.OBLIGATION_KEY, keys)
        return self._ledger(as_of, (indicator,), chosen, (area,))

    def behind_states(self, indicator: str, area: str, period: str, as_of: date) -> Mapping[str, int]:
        """How many of the obligations that a figure is made of stand in each state."""
        query = f"""SELECT l.state, COUNT(*) FROM ledger l
WHERE {self._behind(indicator, area, period, as_of)} GROUP BY l.state"""
        return dict(self._rows(ledger.with_steps(self._steps(as_of, (indicator,), (area,)), query)))

    def _behind(self, indicator: str, area: str, period: str, as_of: date) -> str:
        parts = self._parts(as_of).get((indicator, period), ())
        inside = among("l.period", parts) if parts else "FALSE"
        return f"l.indicator = {text(indicator)} AND {self._in_areas('l.qark', (area,))} AND {inside}"

    def _read_parts(self, as_of: date) -> Mapping[tuple[str, str], Sequence[str]]:
        """The own periods that each figure, by its indicator and period, takes its obligations from."""
        found: dict[tuple[str, str], list[str]] = {}
        for indicator, period, part in self._rows(aggregate.chosen_parts(as_of)):
            found.setdefault((indicator, period), []).extend([part] if part else [])
        return found

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
        inside = self._in_areas("u.qark", areas)
        rows = self._rows(queries.least_reported(as_of, forms, periods, inside, limit, offset))
        return Reporting(int(rows[0][1]) if rows else 0, tuple(row[0] for row in rows))

    def people(self, as_of: date) -> PeopleCounts:
        """What may be published of all counts of people."""
        return people_counts(self, as_of)

    def table(self, query: str) -> list[tuple[Any, ...]]:
        """The rows of a query of this package; exports and benchmarks use it."""
        return self._rows(query)

    def stream(self, query: str) -> Iterator[tuple[Any, ...]]:
        """The same, read bit by bit: for tables of any size."""
        return self._stream(query)

    def _steps(self, as_of: date, indicators: Sequence[str], areas: Sequence[str] = ()) -> list[tuple[str, str]]:
        """The steps to the ledger, at least to that of some areas; none on the settled day, whose ledger is a table."""
        if as_of == self._settled_on:
            return []
        steps, units = ledger.steps(self.catalogue, as_of, tuple(indicators)), self._units_in(areas)
        return queries.of_units(steps, as_of, units) if 0 < len(units) <= FEW else steps

    def _figures(self, as_of: date, indicators: Sequence[str]) -> tuple[list[tuple[str, str]], str]:
        """The steps to the figures, and the relation that holds them."""
        if as_of == self._settled_on:
            return [], "indicator_values"
        return [*self._steps(as_of, indicators), *aggregate.steps(as_of)], "figures"

    @cached_property
    def _place(self) -> tuple[Mapping[str, int], ...]:
        """The places of indicators, areas and periods in the order of the tables."""
        ids = (one.id for one in self.catalogue.indicators)
        periods = (one.code for one in schedule.all_periods(self.catalogue))
        return tuple({one: at for at, one in enumerate(every)} for every in (ids, self.catalogue.area_labels, periods))

    def _ledger(
        self,
        as_of: date,
        indicators: tuple[str, ...],
        where: str,
        areas: Sequence[str] = (),
        *,
        with_evidence: bool = True,
    ) -> tuple[Obligation, ...]:
        steps = self._steps(as_of, indicators, areas)
        rows = self._rows(ledger.with_steps(steps, f"SELECT {_OBLIGATION} FROM ledger l WHERE {where}"))
        # Three joins for the sake of an order would take longer than all else.
        of_indicator, of_area, of_period = self._place
        rows.sort(key=lambda row: (of_indicator[row[0]], of_area[row[1]], of_period[row[3]], row[2], row[4]))
        proven = f"""SELECT l.indicator, l.qark, l.body, l.period, l.item, l.submission, l.sheet, l.sheet_row
FROM evidence l WHERE {where} ORDER BY {_PROVEN}"""
        evidence: dict[tuple[Any, ...], list[SourceRow]] = {}
        for row in self._rows(ledger.with_steps(steps, proven)) if with_evidence else ():
            evidence.setdefault(row[:5], []).append(SourceRow(*row[5:]))
        return tuple(Obligation(*(*row, tuple(evidence.get(row[:5], ())))) for row in rows)
