"""A build made from the one before and what was handed in since, equal to one made anew in every cell.

That takes conditions, and where one of them does not hold the build is made anew: the same catalogue, DuckDB and shape
of tables; every pack and folder of the build before still there and untouched; nothing damaged, mended or left out;
new submissions with higher numbers only; and an as-of date that moved over no due date and past no hand-in.

Then a new submission can change only the obligations of the units that it covers under the indicators that read its
record kinds, of the periods that its own can touch (etl/build/large/affected.py), their counts, the figures of the
areas that hold those units, and which submissions of the same units, periods and record kinds are superseded. These are
computed by the very same queries over the rows of those units, put before the whole tables under the same names, and
take the place of what stood there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from etl.build import computing, dictionary_codes, loading, tables
from etl.build.file_integrity import sandbox_settings
from etl.build.large.affected import Box, Scope, scope_of
from etl.build.shadow_tables import Stage
from etl.store import kept_rows
from etl.store.kept import DamagedSubmissionError, Kept
from etl.store.names import number_of
from etl.store.store import Contents, Store
from indicators import ledger, schedule
from indicators.model import Catalogue
from indicators.sql import day, name, text

SOURCES, RECIPE = "sources", "recipe"
_SOURCES = {"name": "VARCHAR", "signature": "VARCHAR"}
_RECIPE = {"recipe": "VARCHAR"}
# With more new submissions than this a build is made anew: that is as fast then.
MOST_NEW = 2_000
_ALL = "TRUE"
_GAPS_CLOSED = 4


@dataclass(frozen=True)
class Before:
    """What the build before says of itself."""

    recipe: str
    sources: Mapping[str, str]
    as_of: date
    last_submitted_on: date | None
    last_number: int
    damaged: int


def write_recipe(connection: duckdb.DuckDBPyConnection, recipe: str, sources: Mapping[str, str]) -> None:
    """Write into a new build what it was made from."""
    kept_rows.insert(connection, RECIPE, _RECIPE, [{"recipe": recipe}])
    kept_rows.insert(connection, SOURCES, _SOURCES, ({"name": one, "signature": of} for one, of in sources.items()))


def before(build: Path) -> Before | None:
    """What a build says of itself; None where it cannot be read or is of a shape that says nothing."""
    try:
        with duckdb.connect(str(build), read_only=True, config=sandbox_settings()) as connection:
            return _before(connection)
    except duckdb.Error:
        return None


def _before(connection: duckdb.DuckDBPyConnection) -> Before:
    (recipe,) = connection.execute(f"SELECT recipe FROM {RECIPE}").fetchone() or ("",)
    sources = dict(connection.execute(f"SELECT name, signature FROM {SOURCES}").fetchall())
    as_of, last = connection.execute("SELECT as_of, last_submitted_on FROM build").fetchone() or (date.min, None)
    (number,) = connection.execute("SELECT COALESCE(MAX(submission), 0) FROM received").fetchone() or (0,)
    (damaged,) = connection.execute("SELECT COUNT(*) FROM damaged_submissions").fetchone() or (0,)
    return Before(recipe, sources, as_of, last, number, damaged)


@dataclass(frozen=True)
class Plan:
    """What must be done to the build before: what is new, and what the build then says of itself."""

    new: tuple[Kept, ...]
    sources: Mapping[str, str]
    as_of: date
    last_submitted_on: date | None


def plan(known: Before | None, store: Store, catalogue: Catalogue, today: date, recipe: str) -> Plan | None:
    """How to bring the build before up to what stands in the store; None where it must be made anew instead."""
    if known is None or known.recipe != recipe or known.damaged:
        return None
    contents = store.contents()
    sources = _sources_now(store, contents, known)
    new = _new(store, contents, known) if sources is not None else None
    if sources is None or new is None:
        return None
    days = (known.last_submitted_on, *(one.submitted_on for one in new))
    last = max((one for one in days if one is not None), default=None)
    as_of = schedule.default_as_of(catalogue, last, today)
    return Plan(new, sources, as_of, last) if _nothing_became_due(catalogue, known, as_of) else None


def carry_out(connection: duckdb.DuckDBPyConnection, catalogue: Catalogue, found: Plan) -> None:
    """Bring a copy of the build before up to date by a plan."""
    # A register takes rows out of every block of the tables: to close all gaps at once would take as long as all else.
    connection.execute(f"SET max_vacuum_tasks = {_GAPS_CLOSED}")
    connection.execute("BEGIN")
    if found.new:
        _add(connection, catalogue, found.new)
        _settle_again(connection, catalogue, found.as_of, scope_of(catalogue, found.new))
    _restate(connection, catalogue, found)
    connection.execute(f"DELETE FROM {SOURCES}")
    rows = ({"name": one, "signature": of} for one, of in found.sources.items())
    kept_rows.append(connection, SOURCES, _SOURCES, rows)
    connection.execute("COMMIT")


def _sources_now(store: Store, contents: Contents, known: Before) -> dict[str, str] | None:
    """What packs and folders look like now; None where anything of the build before is gone, changed or doubled."""
    packs = {pack.name: pack for pack in contents.packs}
    loose = set(contents.loose)
    if contents.replaced or any(one not in packs and one not in loose and not _packed(contents, known, one)
                                for one in known.sources):  # fmt: skip
        return None
    now = {one: pack.signature() for one, pack in packs.items()}
    now |= {one: loading.signature_of(store, one) for one in contents.loose}
    for one, pack in packs.items():
        # A signature changes with the bytes, but also by copying or moving the folder: then reading settles it.
        if known.sources.get(one) != now[one] and not pack.is_sound():
            return None
    if any(one in known.sources and known.sources[one] != now[one] for one in loose):
        return None
    return now


def _packed(contents: Contents, known: Before, submission: str) -> bool:
    """Whether a folder of the build before has gone into a new pack."""
    return any(pack.name not in known.sources and pack.holds(submission) for pack in contents.packs)


def _new(store: Store, contents: Contents, known: Before) -> tuple[Kept, ...] | None:
    """What was handed in since; None where it cannot simply be added."""
    names = [one for one in contents.loose if one not in known.sources]
    for pack in contents.packs:
        if pack.name not in known.sources:
            names += [one for one in pack.names() if one not in known.sources]
    numbers = [number_of(one) for one in names]
    if len(names) > MOST_NEW or len(set(numbers)) < len(numbers) or any(one <= known.last_number for one in numbers):
        return None
    try:
        return tuple(store.read(one) for one in sorted(names, key=number_of))
    except DamagedSubmissionError:
        return None


def _nothing_became_due(catalogue: Catalogue, known: Before, as_of: date) -> bool:
    """Whether whatever was known and due on the as-of date of before is known and due now, and nothing else."""
    if as_of == known.as_of:
        return True
    first, last = sorted((known.as_of, as_of))
    if known.last_submitted_on is not None and known.last_submitted_on > first:
        return False
    dues = (one.due_on for one in schedule.parts(catalogue) if one.due_on is not None)
    return not any(first <= due < last for due in dues)


def _add(connection: duckdb.DuckDBPyConnection, catalogue: Catalogue, new: tuple[Kept, ...]) -> None:
    for table, columns, rows in tables.loaded_rows(catalogue, new):
        kept_rows.append(connection, table, columns, rows)


def _settle_again(connection: duckdb.DuckDBPyConnection, catalogue: Catalogue, as_of: date, scope: Scope) -> None:
    """Compute what may have changed by the same queries over those units' rows alone, and put it in place."""
    among = _among_units(catalogue, scope)
    with Stage(connection) as stage:
        _units(stage, scope)
        _boxes(stage, "changed_owed", scope.owed)
        _boxes(stage, "changed_added", scope.added)
        if scope.indicators:
            for table, where in _read_by_unit(catalogue, scope, among):
                if where != _ALL:
                    stage.part_of(table, where)
            stage.part_of("duties", _within("changed_owed"))
            computing.compute_ledger(connection, catalogue, as_of, scope.indicators, aside="new_")
            for table in ("ledger", "evidence"):
                stage.made(f"new_{table}")
                stage.replace(table, f"{among} AND {_within('changed_owed')}", f"SELECT * FROM new_{table}")
            stage.part_of("parts", _within("changed_added"))
            stage.part_of("ledger", f"{among} AND (indicator, period) IN (SELECT (indicator, part) FROM parts)")
            stage.rows("new_counted", computing.counted(as_of))
            stage.replace(computing.COUNTED, f"{among} AND {_within('changed_added')}", "FROM new_counted")
            stage.part_of(computing.COUNTED, _within("changed_added"))
            stage.part_of(
                "areas", "area IN (SELECT area FROM area_units WHERE qark IN (SELECT qark FROM changed_units))"
            )
            stage.rows("new_values", computing.figures_from_counted(as_of))
            where = f"{_within('changed_added')} AND area IN (SELECT area FROM areas)"
            stage.replace("indicator_values", where, "SELECT * FROM new_values")
    _supersede_again(connection, catalogue, as_of, scope)


def _boxes(stage: Stage, table: str, boxes: Iterable[Box]) -> None:
    """A temporary table of indicators and periods."""
    indicators, periods = ([box[at] for box in sorted(boxes)] for at in (0, 1))
    given = f"UNNEST(?::{dictionary_codes.INDICATOR}[]) AS indicator, UNNEST(?::{dictionary_codes.PERIOD}[]) AS period"
    stage.rows(table, f"SELECT {given}", [indicators, periods])


def _among_units(catalogue: Catalogue, scope: Scope) -> str:
    """The test that a row's unit is one of those; none where it is any, as with a register."""
    every = {unit.id for unit in catalogue.programme.areas.units}
    return _ALL if every <= set(scope.units) else "qark IN (SELECT qark FROM changed_units)"


def _units(stage: Stage, scope: Scope) -> None:
    """A temporary table of the units that a new submission covers."""
    stage.rows("changed_units", f"SELECT UNNEST(?::{dictionary_codes.AREA}[]) AS qark", [list(scope.units)])


def _within(boxes: str) -> str:
    return f"(indicator, period) IN (SELECT (indicator, period) FROM {boxes})"


def _supersede_again(connection: duckdb.DuckDBPyConnection, catalogue: Catalogue, as_of: date, scope: Scope) -> None:
    """The public table of submissions: those with a sheet of the same unit, period and record kind as a new one."""
    with Stage(connection) as stage:
        _units(stage, scope)
        stage.rows(
            "touched_submissions",
            f"""SELECT DISTINCT submission FROM sheets
WHERE {_among_units(catalogue, scope)} AND period IN ({_listed(scope.periods)}) AND kind IN ({_listed(scope.kinds)})""",
        )
        touched = "submission IN (SELECT submission FROM touched_submissions)"
        stage.rows("places", f"SELECT DISTINCT qark, period, kind FROM sheets WHERE {touched}")
        stage.part_of("sheets", "(qark, period, kind) IN (SELECT (qark, period, kind) FROM places)")
        stage.part_of("received", touched)
        stage.rows("new_submissions", tables.submissions_query(catalogue, as_of))
        stage.replace("submissions", touched, "SELECT * FROM new_submissions")


def _restate(connection: duckdb.DuckDBPyConnection, catalogue: Catalogue, found: Plan) -> None:
    """The build's own row, the as-of date beside every figure, and what is computed whole."""
    as_of = day(found.as_of)
    connection.execute(f"UPDATE indicator_values SET as_of = {as_of} WHERE as_of <> {as_of}")
    connection.execute(
        f"UPDATE build SET as_of = {as_of}, last_submitted_on = ?, demonstration = demonstration OR ?",
        [found.last_submitted_on, any(one.demonstration for one in found.new)],
    )
    for table, query in tables.computed(catalogue, found.as_of):
        if table not in computing.COMPUTED:
            connection.execute(f"DROP TABLE {name(table)}")
            connection.execute(f"CREATE TABLE {name(table)} AS {query}")


def _read_by_unit(catalogue: Catalogue, scope: Scope, among: str) -> list[tuple[str, str]]:
    """The tables that the ledger's queries read by unit, each with the test on the rows that they read."""
    owing = [one.name for one in tables.calendar(catalogue) if "qark" in one.columns and "area" not in one.columns]
    handed_in = among if scope.read is None else f"{among} AND period IN ({_listed(sorted(scope.read))})"
    return [
        *((table, among) for table in owing),
        *((ledger.records_table(kind), handed_in) for kind in scope.kinds_read),
        ("sheets", f"{handed_in} AND kind IN ({_listed(scope.kinds_read)})"),
    ]


def _listed(values: Iterable[str]) -> str:
    return ", ".join(map(text, values)) or "NULL"
