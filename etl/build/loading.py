"""Loading a build's tables from a store: rows of packs as they lie there, others one submission at a time.

What a store holds is looked over first: which packs and submissions are sound, which are damaged and do not count.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

import duckdb

from etl.build import dictionary_codes, tables
from etl.build.concurrent_steps import Work, side_by_side
from etl.store import kept_rows, packs
from etl.store.kept import Damaged, DamagedSubmissionError, Kept
from etl.store.names import digest_of, number_of
from etl.store.packs import Pack
from etl.store.store import MANIFEST, Store
from indicators import ledger, schedule
from indicators.model import Catalogue

MOST_SORTED = 1_500_000
"""So many rows are put in order at a time: more would go over the disk, and many more over it several times."""
MANY_ROWS = 1_000_000
"""So many rows keep all cores busy, and two such pieces of work at a time would push each other out of memory."""


@dataclass(frozen=True)
class Found:
    """What counts in a store: whole packs without the numbers `left_out`, and the submissions outside of packs.

    `damaged` does not count. `sources` says what each pack and folder that counts looked like on the disk.
    """

    packs: tuple[Pack, ...]
    left_out: frozenset[int]
    kept: tuple[Kept, ...]
    damaged: tuple[Damaged, ...]
    sources: Mapping[str, str]


def look_over(store: Store) -> Found:
    """Read and check all that a store holds. OSError where something cannot be read just now."""
    contents = store.contents()
    taken, damaged, kept = _KnownNumbers(contents.replaced), [], []
    sources: dict[str, str] = {}
    for pack in contents.packs:
        signature = pack.signature()
        if taken.clashes(pack) or not pack.is_sound():
            damaged += [Damaged(number_of(one), digest_of(one)) for one in taken.names(pack)]
            continue
        taken.packs.append(pack)
        sources[pack.name] = signature
    for one in contents.loose:
        signature = signature_of(store, one)
        found = _sound(store, one)
        if found is None or found.submission in taken:
            damaged.append(Damaged(number_of(one), digest_of(one)))
            continue
        taken.loose.add(found.submission)
        kept.append(found)
        sources[one] = signature
    left_out = frozenset(map(number_of, contents.replaced))
    ordered = tuple(sorted(damaged, key=lambda one: (one.submission, one.sha256)))
    return Found(tuple(taken.packs), left_out, tuple(kept), ordered, sources)


class _KnownNumbers:
    """The numbers of what counts already. Names are read of packs alone whose numbers may meet: that is most of it."""

    def __init__(self, replaced: Collection[str]) -> None:
        self.packs: list[Pack] = []
        self.loose: set[int] = set()
        self._replaced = replaced
        self._numbers: dict[Pack, frozenset[int]] = {}

    def __contains__(self, number: int) -> bool:
        within = (pack for pack in self.packs if pack.first <= number <= pack.last)
        return number in self.loose or any(number in self._numbers_of(pack) for pack in within)

    def clashes(self, pack: Pack) -> bool:
        """Whether a number of a pack is taken by one before it."""
        meeting = (one for one in self.packs if one.first <= pack.last and pack.first <= one.last)
        return any(self._numbers_of(pack) & self._numbers_of(one) for one in meeting)

    def names(self, pack: Pack) -> list[str]:
        """The names in a pack but for those that a mended copy replaces."""
        return [one for one in pack.listed() if one not in self._replaced]

    def _numbers_of(self, pack: Pack) -> frozenset[int]:
        if pack not in self._numbers:
            self._numbers[pack] = frozenset(map(number_of, self.names(pack)))
        return self._numbers[pack]


def signature_of(store: Store, submission: str) -> str:
    """What the disk says of a submission outside of packs, without reading it."""
    return packs.signature((store.folder / submission / MANIFEST,))


def _sound(store: Store, submission: str) -> Kept | None:
    try:
        return store.read(submission)
    except DamagedSubmissionError:
        return None


def fill(
    connection: duckdb.DuckDBPyConnection, catalogue: Catalogue, found: Found, today: date, compute: tables.Compute
) -> None:
    """All tables of a build, from the catalogue and what counts in a store."""
    tables.load(connection, catalogue, found.kept)
    _add_changed(connection, catalogue, found.packs, found.left_out)
    dictionary_codes.encode(connection, catalogue, tables.read_by_queries(catalogue), found.packs)
    connection.execute("SET preserve_insertion_order = false")
    add_packs(connection, catalogue, found.packs, found.left_out)
    last, demonstration = received(connection)
    as_of = schedule.default_as_of(catalogue, last, today)
    tables.settle(connection, catalogue, as_of, compute)
    row = {"as_of": as_of, "last_submitted_on": last, "demonstration": demonstration}
    kept_rows.insert(connection, "build", tables.BUILD, [row])


def received(connection: duckdb.DuckDBPyConnection) -> tuple[date | None, bool]:
    """The day of the last hand-in, and whether any is demonstration data."""
    query = "SELECT MAX(submitted_on), COALESCE(BOOL_OR(demonstration), FALSE) FROM received"
    row = connection.execute(query).fetchone() or (None, False)
    return row[0], bool(row[1])


def add_packs(
    connection: duckdb.DuckDBPyConnection, catalogue: Catalogue, found: Sequence[Pack], left_out: Collection[int]
) -> None:
    """Add the rows of packs to the loaded tables, without some submissions; of all packs at once, so that cores share.

    Rows go in as they lie there; of some packs at a time those of a unit beside each other, as computing goes through
    the units and pages ask for one. Those of a record kind that the catalogue has changed since stand there already.
    """
    if not found:
        return
    numbers = ", ".join(map(str, sorted(left_out)))
    kept = f"s.submission NOT IN ({numbers})" if numbers else "TRUE"

    def add_received(here: duckdb.DuckDBPyConnection) -> None:
        source, columns = packs.together(found, packs.RECEIVED), ", ".join(kept_rows.RECEIVED)
        here.execute(f"INSERT INTO received SELECT {columns} FROM {source} s WHERE {kept}")

    # What has codes becomes codes before it is put in order: less to move, and a quarter less time at many units.
    def add_sheets(unit: str, whose: str, some: Sequence[Pack], here: duckdb.DuckDBPyConnection) -> None:
        columns = dictionary_codes.columns({one: unit if one == "qark" else f"s.{one}" for one in kept_rows.SHEETS})
        query = f"SELECT {columns} FROM {packs.together(some, packs.SHEETS)} s {whose} AND {kept}"
        here.execute(f"INSERT INTO sheets SELECT * FROM ({query}) ORDER BY qark")

    def add_records(table: str, columns: str, some: Sequence[Pack], here: duckdb.DuckDBPyConnection) -> None:
        query = f"SELECT {columns} FROM {packs.together(some, table)} s WHERE {kept}"
        here.execute(f"INSERT INTO {table} SELECT * FROM ({query}) ORDER BY qark")

    large: list[Work] = []
    small: list[Work] = []
    for kind in catalogue.records:
        ready = [one for one in found if one.is_ready(kind)]
        table, columns = ledger.records_table(kind.id), dictionary_codes.record_columns(catalogue, kind)
        for some, rows in _runs(connection, ready, table):
            (large if rows >= MANY_ROWS else small).append(partial(add_records, table, columns, some))
    for some, rows in _runs(connection, found, packs.SHEETS):
        (large if rows >= MANY_ROWS else small).append(partial(add_sheets, "s.qark", "WHERE s.qark IS NOT NULL", some))
    small += [partial(add_sheets, "u.qark", "CROSS JOIN units u WHERE s.qark IS NULL", found), add_received]
    for work in large:
        work(connection)
    side_by_side(connection, small)


def _runs(
    connection: duckdb.DuckDBPyConnection, found: Sequence[Pack], table: str
) -> Iterator[tuple[Sequence[Pack], int]]:
    """The packs in groups whose rows of a table are put in order at a time, each with how many these are."""
    group: list[Pack] = []
    rows = 0
    for pack, more in packs.row_counts(connection, found, table).items():
        if group and rows + more > MOST_SORTED:
            yield group, rows
            group, rows = [], 0
        group.append(pack)
        rows += more
    if group:
        yield group, rows


def _add_changed(
    connection: duckdb.DuckDBPyConnection, catalogue: Catalogue, found: Sequence[Pack], left_out: Collection[int]
) -> None:
    """Add the rows of record kinds that the catalogue has changed since a pack was made, one submission at a time.

    Before there are codes, so that whatever such a row holds gets one.
    """
    for kind in catalogue.records:
        for pack in found:
            if not pack.is_ready(kind):
                kept = (one for one in pack.read() if one.submission not in left_out)
                rows = (row for one in kept for row in kept_rows.record_rows(one, kind))
                kept_rows.append(
                    connection, ledger.records_table(kind.id), ledger.record_columns(catalogue, kind), rows
                )
