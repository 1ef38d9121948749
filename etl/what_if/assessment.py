"""What if we hand this in: the figures before and after a draft, by the same engine, with nothing kept.

Two as-of dates, since a draft is often prepared before all is due:

* `now`: the day that the dashboard would show once the draft is handed in (FIGURES.md 4, the default as-of date). While
  a programme runs that is today; afterwards it is the day after its last due date or hand-in.
* `once_due`: the first day on which everything that the draft can speak for has fallen due, if nothing else were handed
  in; never before `now`. What is missing then is what there is still to be done.

Only the units that the draft speaks for, the indicators that its form feeds, and the submissions that these read are
looked at, so that an answer takes a fraction of a second however much is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date, timedelta

import duckdb

from etl.build import tables
from etl.figures.read_api import Figure, Obligation
from etl.intake.submission import CheckedSubmission
from etl.store.kept import Kept, kept_as, manifest
from etl.what_if.before_after import Cell
from etl.what_if.fixes import Fix, RejectedRows, ScopeCell, Situation, identity, rejected_rows, shortest_list
from etl.what_if.losses import Losses, adds_nothing, falls, may_lower, row_losses
from etl.what_if.losses import speaking as speaking_of
from indicators import aggregate, ledger, schedule
from indicators.model import Catalogue, Indicator
from indicators.periods import parse
from indicators.sql import name


@dataclass(frozen=True)
class Outlook:
    """All figures that the draft may touch, as of a day; `obligations` are those behind them after handing in."""

    as_of: date
    cells: tuple[Cell, ...]
    obligations: tuple[Obligation, ...]

    @property
    def changed(self) -> tuple[Cell, ...]:
        """The figures that change."""
        return tuple(one for one in self.cells if one.changes)

    @property
    def provisional(self) -> tuple[Figure, ...]:
        """The figures that could still be graded otherwise after handing in."""
        return tuple(one.after for one in self.cells if one.after.provisional)


@dataclass(frozen=True)
class Outranked:
    """A sheet of the draft that would not speak, because a kept submission of a later day has it too."""

    record: str
    submission: int


@dataclass(frozen=True)
class Assessment:
    """What handing in a draft would do.

    `known_as`: the number under which this very file is kept already; then nothing changes. `replaces`: the kept
    submissions of the same unit and period that would no longer speak for some sheet. `main` are the figures of the
    draft's own period, or of the shortest longer one where an indicator has none: indicator, area, period. `losses`:
    what it would take away.
    """

    now: Outlook
    once_due: Outlook
    main: frozenset[tuple[str, str, str]]
    fixes: tuple[Fix, ...]
    rejected: tuple[RejectedRows, ...]
    outranked: tuple[Outranked, ...]
    replaces: tuple[int, ...]
    known_as: int | None
    losses: Losses


def assess(
    kept: Sequence[Kept],
    checked: CheckedSubmission,
    catalogue: Catalogue,
    today: date,
    *,
    only: Collection[str] | None = None,
) -> Assessment:
    """What handing in `checked` would do to the figures.

    Args:
        kept: Every kept submission of the programme that counts (`Store.all()`).
        checked: The draft; ValueError where it is refused, for then there is nothing to assess.
        catalogue: The programme.
        today: No as-of date of `now` is later.
        only: The record kinds whose indicators are looked at, where not all of the form's.
    """
    if checked.refused or checked.form is None or checked.period is None or checked.submitted_on is None:
        raise ValueError(checked.file)
    draft = as_kept(kept, checked, catalogue)
    known_as = next((one.submission for one in kept if one.sha256 == draft.sha256), None)
    narrow = narrowed(catalogue, draft, only)
    last = max([draft.submitted_on, *(one.submitted_on for one in kept)])
    now = schedule.default_as_of(catalogue, last, today)
    once_due = max(now, _last_due(narrow, draft.period) + timedelta(days=1))
    relevant = [] if known_as else [draft]
    with closing(duckdb.connect(":memory:", config={"threads": 1})) as connection:
        tables.load(connection, narrow, [*_of_interest(kept, draft, narrow), *relevant])
        connection.execute("ALTER TABLE sheets RENAME TO all_sheets")
        outlooks = {day: _outlook(connection, narrow, draft.submission, day) for day in dict.fromkeys((now, once_due))}
        parts, speaking = _parts(connection, once_due), _speaking(connection, once_due)
    due_later = frozenset(identity(one) for one in outlooks[now].obligations if one.state in ("not_due", "early"))
    main = _main(narrow, draft.period)
    outranked = _outranked(kept, draft)
    rows = row_losses(kept, draft, catalogue, frozenset(one.record for one in outranked))
    cells, quiet = [cell for one in outlooks.values() for cell in one.cells], adds_nothing(kept, draft, catalogue)
    own = _own(narrow)
    fallen, longer = falls(
        cells,
        lambda one: _key(one.after) in main or (one.after.indicator, one.after.period) in own,
        lambda one: narrow.indicator(one.after.indicator).evidence.record in quiet,
    )
    scope = [_scope_cell(cell.after, outlooks[once_due], narrow, parts) for cell in outlooks[once_due].cells
             if _key(cell.after) in main]  # fmt: skip
    return Assessment(
        now=outlooks[now],
        once_due=outlooks[once_due],
        main=main,
        fixes=shortest_list(scope, Situation(narrow, due_later, speaking)),
        rejected=rejected_rows(scope, draft.rejected, narrow),
        outranked=outranked,
        replaces=_replaced(kept, draft),
        known_as=known_as,
        losses=Losses() if known_as else replace(rows, falls=fallen, longer=longer),
    )


def losses_of(kept: Sequence[Kept], checked: CheckedSubmission, catalogue: Catalogue, today: date) -> Losses:
    """What a draft would take away; figures are only worked out where there is something that could lower one."""
    draft = as_kept(kept, checked, catalogue)
    if any(one.sha256 == draft.sha256 for one in kept):
        return Losses()
    outranked = frozenset(one.record for one in _outranked(kept, draft))
    same = _same_place(kept, draft)
    speaking = {kind: speaking_of(same, kind, draft.period) for kind in draft.sheets.keys() - outranked if same}
    kinds = may_lower(draft, speaking, catalogue, _last_due(catalogue, draft.period))
    if kinds:
        return assess(kept, checked, catalogue, today, only=kinds).losses
    return row_losses(kept, draft, catalogue, outranked)


def as_kept(kept: Sequence[Kept], checked: CheckedSubmission, catalogue: Catalogue) -> Kept:
    """A draft as it would be kept, numbered after all others."""
    return kept_as(max((one.submission for one in kept), default=0) + 1, manifest(checked, catalogue))


def narrowed(catalogue: Catalogue, draft: Kept, only: Collection[str] | None = None) -> Catalogue:
    """The catalogue with the units that a draft speaks for, and the indicators that its form, or some of it, feeds."""
    areas = catalogue.programme.areas
    units = tuple(one for one in areas.units if draft.qark in (None, one.id))
    fed = set(catalogue.form(draft.form).records)
    read = fed if only is None else fed & set(only)
    indicators = tuple(one for one in catalogue.indicators if read & _records(one))
    used = {record for one in indicators for record in _records(one)} | fed
    programme = catalogue.programme.model_copy(
        update={"areas": areas.model_copy(update={"units": units, "groups": ()})}
    )
    records = tuple(kind for kind in catalogue.records if kind.id in used)
    return catalogue.model_copy(update={"programme": programme, "indicators": indicators, "records": records})


def _records(indicator: Indicator) -> set[str]:
    """The record kinds that an indicator reads."""
    split = indicator.for_each
    return {indicator.evidence.record} | ({split.record} if split and split.record else set())


def _of_interest(kept: Sequence[Kept], draft: Kept, narrow: Catalogue) -> list[Kept]:
    """The kept submissions that the narrowed indicators read, without their other sheets."""
    kinds = {kind.id for kind in narrow.records}
    found = []
    for one in kept:
        sheets = {kind: sheet for kind, sheet in one.sheets.items() if kind in kinds}
        if sheets and (draft.qark is None or one.qark in (None, draft.qark)):
            found.append(replace(one, sheets=sheets))
    return found


def _last_due(narrow: Catalogue, period: str) -> date:
    """The last due date of what a submission for a period can speak for."""
    touched = {one.period for one in schedule.touched(narrow) if one.hand_in == period}
    return max((one.due_on for one in schedule.duties(narrow) if one.period in touched), default=parse(period).end)


def _main(narrow: Catalogue, period: str) -> frozenset[tuple[str, str, str]]:
    """Of each indicator and unit the figure of the shortest period that holds the draft's whole period."""
    own, found = schedule.inside_span(narrow, parse(period)), {}
    having = {(one.indicator, one.period) for one in schedule.parts(narrow)}
    for longer in reversed(schedule.all_periods(narrow)):
        for indicator in narrow.indicators:
            if longer.contains(own) and (indicator.id, longer.code) in having:
                found[indicator.id] = longer.code
    return frozenset(
        (indicator, unit.id, code) for indicator, code in found.items() for unit in narrow.programme.areas.units
    )


def _own(narrow: Catalogue) -> frozenset[tuple[str, str]]:
    """Each indicator with its own periods: the shortest of which it has figures."""
    having = {(one.indicator, one.period) for one in schedule.parts(narrow)}
    frequency: dict[str, str] = {}
    found = set()
    for period in schedule.all_periods(narrow):
        for indicator in (one.id for one in narrow.indicators if (one.id, period.code) in having):
            if frequency.setdefault(indicator, period.frequency) == period.frequency:
                found.add((indicator, period.code))
    return frozenset(found)


def _outlook(connection: duckdb.DuckDBPyConnection, narrow: Catalogue, draft: int, as_of: date) -> Outlook:
    before, _ = _figures(connection, narrow, f"submission <> {draft}", as_of)
    after, obligations = _figures(connection, narrow, "TRUE", as_of)
    order = _order(narrow)
    cells = sorted((Cell(before[key], figure) for key, figure in after.items()), key=lambda cell: order(cell.after))
    return Outlook(as_of, tuple(cells), obligations)


def _order(narrow: Catalogue) -> Callable[[Figure], tuple[int, int, int]]:
    """The order of the public tables: indicator, area, period."""
    indicators = [one.id for one in narrow.indicators]
    areas = list(narrow.area_labels)
    periods = [one.code for one in schedule.all_periods(narrow)]
    return lambda one: (indicators.index(one.indicator), areas.index(one.area), periods.index(one.period))


def _figures(
    connection: duckdb.DuckDBPyConnection, narrow: Catalogue, which: str, as_of: date
) -> tuple[dict[tuple[str, str, str], Figure], tuple[Obligation, ...]]:
    """The units' figures and obligations, these without their evidence, with only some of the sheets."""
    connection.execute(f"CREATE OR REPLACE VIEW sheets AS SELECT * FROM all_sheets WHERE {which}")
    if not narrow.indicators:
        return {}, ()
    owed = ledger.with_steps(ledger.steps(narrow, as_of), "SELECT * FROM ledger")
    connection.execute(f"CREATE OR REPLACE TEMP TABLE ledger AS {owed}")
    columns = ", ".join(name(column) for column in aggregate.FIGURE_COLUMNS)
    query = ledger.with_steps(aggregate.steps(as_of), f"SELECT {columns} FROM figures")
    figures = (Figure(*row) for row in connection.execute(query).fetchall())
    units = {unit.id for unit in narrow.programme.areas.units}
    values = {_key(one): one for one in figures if one.area in units}
    columns = ", ".join(ledger.OBLIGATION_COLUMNS)
    rows = connection.execute(f"SELECT {columns} FROM ledger ORDER BY {columns}").fetchall()
    return values, tuple(Obligation(*(*row, ())) for row in rows)


def _parts(connection: duckdb.DuckDBPyConnection, as_of: date) -> Collection[tuple[str, str, str]]:
    """Which own periods each indicator's figure of a period is made of: indicator, period, own period."""
    return {(one, period, part) for one, period, part in connection.execute(aggregate.chosen_parts(as_of)).fetchall()}


def _speaking(connection: duckdb.DuckDBPyConnection, as_of: date) -> dict[tuple[str, str, str], date]:
    """When the sheet that speaks for a unit, record kind and hand-in period was handed in."""
    query = f"SELECT qark, kind, period, submitted_on FROM ({ledger.speaking(as_of)}) s"
    return {(unit, kind, period): day for unit, kind, period, day in connection.execute(query).fetchall()}


def _scope_cell(
    figure: Figure, outlook: Outlook, narrow: Catalogue, parts: Collection[tuple[str, str, str]]
) -> ScopeCell:
    behind = tuple(
        one for one in outlook.obligations
        if (one.indicator, one.qark) == (figure.indicator, figure.area)
        and (one.indicator, figure.period, one.period) in parts
    )  # fmt: skip
    return ScopeCell(figure, narrow.indicator(figure.indicator).thresholds, behind)


def _key(figure: Figure) -> tuple[str, str, str]:
    return figure.indicator, figure.area, figure.period


def _same_place(kept: Sequence[Kept], draft: Kept) -> list[Kept]:
    return [one for one in kept if (one.form, one.qark, one.period) == (draft.form, draft.qark, draft.period)]


def _outranked(kept: Sequence[Kept], draft: Kept) -> tuple[Outranked, ...]:
    """The sheets of the draft that a submission of a later day outranks (FIGURES.md 4.1)."""
    later = [one for one in _same_place(kept, draft) if one.submitted_on > draft.submitted_on]
    later.sort(key=lambda one: (one.submitted_on, one.submission))
    newest = {kind: one.submission for one in later for kind in one.sheets if kind in draft.sheets}
    return tuple(Outranked(kind, number) for kind, number in newest.items())


def _replaced(kept: Sequence[Kept], draft: Kept) -> tuple[int, ...]:
    """The submissions that speak now for a sheet of the draft, and no longer would."""
    outranked = {one.record for one in _outranked(kept, draft)}
    speaking: dict[str, Kept] = {}
    for one in sorted(_same_place(kept, draft), key=lambda one: (one.submitted_on, one.submission)):
        speaking |= {kind: one for kind in one.sheets if kind in draft.sheets.keys() - outranked}
    return tuple(sorted({one.submission for one in speaking.values() if one.sha256 != draft.sha256}))
