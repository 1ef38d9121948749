"""Loading a build's tables from a store: rows of packs as they lie there, others one submission at a time.

What a store holds is looked over first: which packs and submissions are sound, which are damaged and do not count.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import duckdb

from etl.storage import packs, tables
from etl.storage.kept import Damaged, DamagedSubmissionError, Kept
from etl.storage.names import digest_of, number_of
from etl.storage.packs import FOLDING, Pack
from etl.storage.store import MANIFEST, Store
from indicators import ledger, schedule
from indicators.model import Catalogue, RecordKind
from indicators.sql import name


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
    sound, damaged, taken = [], [], set[int]()
    sources: dict[str, str] = {}
    for pack in contents.packs:
        signature = pack.signature()
        names = [one for one in pack.listed() if one not in contents.replaced]
        numbers = {number_of(one) for one in names}
        if numbers & taken or not pack.is_sound():
            damaged += [Damaged(number_of(one), digest_of(one)) for one in names]
            continue
        taken |= numbers
        sound.append(pack)
        sources[pack.name] = signature
    kept = []
    for one in contents.loose:
        signature = signature_of(store, one)
        found = _sound(store, one)
        if found is None or found.submission in taken:
            damaged.append(Damaged(number_of(one), digest_of(one)))
            continue
        taken.add(found.submission)
        kept.append(found)
        sources[one] = signature
    left_out = frozenset(map(number_of, contents.replaced))
    ordered = tuple(sorted(damaged, key=lambda one: (one.submission, one.sha256)))
    return Found(tuple(sound), left_out, tuple(kept), ordered, sources)


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
    connection.execute("SET preserve_insertion_order = false")
    for pack in found.packs:
        add_pack(connection, catalogue, pack, found.left_out)
    last, demonstration = received(connection)
    as_of = schedule.default_as_of(catalogue, last, today)
    tables.settle(connection, catalogue, as_of, compute)
    row = {"as_of": as_of, "last_submitted_on": last, "demonstration": demonstration}
    tables.insert(connection, "build", tables.BUILD, [row])


def received(connection: duckdb.DuckDBPyConnection) -> tuple[date | None, bool]:
    """The day of the last hand-in, and whether any is demonstration data."""
    query = "SELECT MAX(submitted_on), COALESCE(BOOL_OR(demonstration), FALSE) FROM received"
    row = connection.execute(query).fetchone() or (None, False)
    return row[0], bool(row[1])


def add_pack(
    connection: duckdb.DuckDBPyConnection, catalogue: Catalogue, pack: Pack, left_out: Collection[int]
) -> None:
    """Add a pack's rows to the loaded tables, without some submissions."""
    numbers = ", ".join(map(str, sorted(number for number in left_out if pack.first <= number <= pack.last)))
    where = f"WHERE s.submission NOT IN ({numbers})" if numbers else ""
    columns = ", ".join(tables.RECEIVED)
    connection.execute(f"INSERT INTO received SELECT {columns} FROM {pack.table(packs.RECEIVED)} s {where}")
    for unit, whose in (("s.qark", "WHERE s.qark IS NOT NULL"), ("u.qark", "CROSS JOIN units u WHERE s.qark IS NULL")):
        columns = ", ".join(unit if one == "qark" else f"s.{one}" for one in tables.SHEETS)
        left_out_too = where.replace("WHERE", "AND", 1)
        connection.execute(
            f"INSERT INTO sheets SELECT {columns} FROM {pack.table(packs.SHEETS)} s {whose} {left_out_too}"
        )
    others = [kind for kind in catalogue.records if not _add_records(connection, kind, pack, where)]
    if others:
        _add_one_by_one(connection, others, (one for one in pack.read() if one.submission not in left_out))


def _add_records(connection: duckdb.DuckDBPyConnection, kind: RecordKind, pack: Pack, where: str) -> bool:
    """Add a record kind's rows as they lie there; False where the catalogue has changed since and they cannot be."""
    columns = tables.record_columns(kind)
    if pack.manifest()["folding"] != FOLDING or pack.columns(kind.id) != columns:
        return False
    table, listed = ledger.records_table(kind.id), ", ".join(map(name, columns))
    connection.execute(f"INSERT INTO {table} SELECT {listed} FROM {pack.table(table)} s {where}")
    return True


def _add_one_by_one(connection: duckdb.DuckDBPyConnection, kinds: Iterable[RecordKind], kept: Iterator[Kept]) -> None:
    submissions = tuple(kept)
    for kind in kinds:
        rows = (row for one in submissions for row in tables.record_rows(one, kind))
        tables.append(connection, ledger.records_table(kind.id), tables.record_columns(kind), rows)
