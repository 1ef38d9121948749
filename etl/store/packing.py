"""Consolidating kept submissions into a pack (etl/store/packs.py), by whoever holds the store's lock.

The pack is written aside, read back and held against what stands in the folders, forced to the disk, and renamed; only
then do the folders go. Between rename and removal a submission stands twice and counts once (`Store.contents`); the
next writer removes what is left. What a pack would not give back word for word stays in its folder.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Protocol

import duckdb

from etl.store import kept_rows, packs
from etl.store.disk import force_to_disk, make_folder, remove
from etl.store.kept import SEAL, DamagedSubmissionError, Kept, kept_as, seal
from etl.store.names import BUNDLE, number_of, version_of
from etl.store.packs import BESIDE, FILES, INDEX, Pack
from indicators.keys import FOLDING
from indicators.ledger import all_columns, records_table
from indicators.model import Catalogue, RecordKind
from indicators.sql import KEY, has_key
from indicators.sql import name as quoted

MOST_AT_ONCE = 5_000
_INCOMING = ".incoming-"
_COVER = (*kept_rows.RECEIVED, "sheets")
_RECEIVED = {**kept_rows.RECEIVED, "version": "BIGINT", BESIDE: "VARCHAR"}
_SHEETS = {**kept_rows.SHEETS, "place": "BIGINT"}


class Listed(Protocol):
    """What stands in a store, as far as consolidating it goes."""

    @property
    def loose(self) -> tuple[str, ...]:
        """The names of the submissions outside of packs."""


class Consolidated(Protocol):
    """A store, as far as consolidating it goes: this module stands below that of the store, which calls it."""

    folder: Path

    def contents(self) -> Listed:
        """What stands there now."""

    def manifest(self, name: str) -> dict[str, Any]:
        """The manifest of a submission outside of packs."""


def pack_loose(store: Consolidated, catalogue: Catalogue) -> tuple[Pack, ...]:
    """Consolidate every sound submission outside of packs; only while the store's lock is held. The new packs."""
    folder = store.folder / packs.FOLDER
    make_folder(folder)
    for left in (*folder.glob(f"{_INCOMING}*"), *store.folder.glob(f"{_INCOMING}*")):
        remove(left)
    _remove_packed(store)
    names = store.contents().loose
    found = (
        _pack(store, catalogue, names[first : first + MOST_AT_ONCE]) for first in range(0, len(names), MOST_AT_ONCE)
    )
    return tuple(pack for pack in found if pack)


def _pack(store: Consolidated, catalogue: Catalogue, names: Sequence[str]) -> Pack | None:
    contents = dict(_manifests(store, names))
    aside = store.folder / packs.FOLDER / f"{_INCOMING}{os.getpid()}"
    try:
        while contents:
            same = write_pack(aside, store, catalogue, contents)
            if len(same) == len(contents):
                break
            contents = {name: contents[name] for name in same}
            remove(aside)
        if not contents:
            return None
        _force(aside)
        final = aside.with_name(packs.pack_name(contents))
        aside.rename(final)
        force_to_disk(final.parent)
    finally:
        remove(aside)
    _remove_packed(store)
    return next(pack for pack in packs.packs_in(store.folder) if pack.folder == final)


def _manifests(store: Consolidated, names: Iterable[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The manifests of sound submissions; of two with one number none, for nobody can tell them apart."""
    seen: set[int] = {number_of(name) for pack in packs.packs_in(store.folder) for name in pack.listed()}
    for name in names:
        try:
            content = store.manifest(name)
        except DamagedSubmissionError:
            continue
        if number_of(name) not in seen:
            seen.add(number_of(name))
            yield name, content


def write_pack(
    aside: Path, store: Consolidated, catalogue: Catalogue, contents: Mapping[str, dict[str, Any]]
) -> list[str]:
    """Write a pack aside, with the files that stand loose; the names of those that it gives back word for word."""
    (aside / FILES).mkdir(parents=True)
    kept = {name: kept_as(number_of(name), content) for name, content in contents.items()}
    columns = {kind.id: packed_columns(kind) for kind in catalogue.records}
    with duckdb.connect(":memory:") as connection:
        _table(connection, aside, packs.RECEIVED, _RECEIVED, map(_received, contents, contents.values(), kept.values()))
        _table(connection, aside, packs.SHEETS, _SHEETS, (row for one in kept.values() for row in _sheets(one)))
        for kind in catalogue.records:
            rows = (row for one in kept.values() for row in _records(one, kind, columns[kind.id]))
            _table(connection, aside, records_table(kind.id), columns[kind.id], rows)
    (aside / INDEX).write_text(packs.index_of(contents), "ascii")
    for name in contents:
        _link_file(store.folder / name, aside / FILES, name)
    seal_pack(aside, catalogue, columns, contents)
    again = {one.submission: one for one in Pack(aside, 0, 0, 0).read()}
    return [name for name, one in kept.items() if _says_the_same(one, again.get(one.submission))]


def _table(
    connection: duckdb.DuckDBPyConnection, aside: Path, table: str, columns: Mapping[str, str], rows: kept_rows.Rows
) -> None:
    kept_rows.insert(connection, table, columns, rows)
    path = str(aside / f"{table}.parquet").replace("'", "''")
    connection.execute(f"COPY {quoted(table)} TO '{path}' (FORMAT parquet, COMPRESSION zstd)")
    connection.execute(f"DROP TABLE {quoted(table)}")


def seal_pack(
    aside: Path, catalogue: Catalogue, columns: Mapping[str, Mapping[str, str]], names: Collection[str]
) -> None:
    """Write the manifest of a pack whose tables and index stand there."""
    files = sorted(path.name for path in aside.iterdir() if path.is_file())
    content = {
        "name": packs.pack_name(names),
        "folding": FOLDING,
        "programme": catalogue.programme.id,
        "catalogue": catalogue.digest,
        "submissions": len(names),
        "columns": {kind: {key: of for key, of in one.items() if key != BESIDE} for kind, one in columns.items()},
        "values": {kind.id: [column.id for column in kind.columns] for kind in catalogue.records},
        "files": {file: packs.sha256_of(aside / file) for file in files},
    }
    text = json.dumps({**content, SEAL: seal(content)}, ensure_ascii=False, indent=1)
    (aside / packs.MANIFEST).write_text(text, "utf-8")


def packed_columns(kind: RecordKind) -> dict[str, str]:
    """The columns of a record kind's table in a pack."""
    return {**all_columns(kind), BESIDE: "VARCHAR"}


def _received(name: str, content: Mapping[str, Any], one: Kept) -> dict[str, object]:
    beside = {key: value for key, value in content.items() if key not in _COVER}
    return kept_rows.received_row(one) | {"version": version_of(name), BESIDE: _json(beside)}


def _sheets(one: Kept) -> Iterator[dict[str, object]]:
    """A row a sheet; of a form that covers all units one without a unit."""
    for place, (kind, sheet) in enumerate(one.sheets.items()):
        yield {
            "submission": one.submission, "qark": one.qark, "period": one.period, "kind": kind, "place": place,
            "submitted_on": one.submitted_on, "sheet": sheet["sheet"], "accepted": len(sheet["rows"]),
        }  # fmt: skip


def _records(one: Kept, kind: RecordKind, columns: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """A record kind's rows; a value that its column cannot hold as it is stands beside."""
    for row, (_, values) in zip(
        kept_rows.record_rows(one, kind), one.sheets.get(kind.id, _NO_SHEET)["rows"], strict=True
    ):
        own = {column.id for column in kind.columns}
        beside = {key: value for key, value in values.items() if key not in own or not _fits(value, columns[key])}
        for key in beside.keys() & own:
            row[key] = None
            if has_key(kind.column(key)):
                row[key + KEY] = None
        yield row | {BESIDE: _json(beside) if beside else None}


_NO_SHEET: Mapping[str, Any] = {"rows": ()}


def _fits(value: object, kind: str) -> bool:
    """Whether a column of a type gives the value back as it was."""
    if value is None:
        return True
    if kind == "DATE":
        return isinstance(value, str) and _is_day(value)
    if kind == "BIGINT":
        return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 1 << 63
    if kind == "VARCHAR":
        return isinstance(value, str)
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_day(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _says_the_same(one: Kept, other: Kept | None) -> bool:
    return other is not None and _plain(one) == _plain(other)


def _plain(one: Kept) -> dict[str, Any]:
    """A submission without what says nothing: a column left out is one left empty."""
    sheets = {
        kind: (sheet["sheet"], [[row, {key: value for key, value in values.items() if value is not None}]
                                for row, values in sheet["rows"]])
        for kind, sheet in one.sheets.items()
    }  # fmt: skip
    return {**vars(one), "sheets": sheets, "order": list(sheets)}


def _link_file(bundle: Path, into: Path, name: str) -> None:
    """The file under the submission's name: the same bytes on the disk where that can be, else a copy."""
    for path in bundle.glob("file.*"):
        target = into / f"{name}{path.suffix}"
        try:
            os.link(path, target)
        except OSError:
            shutil.copyfile(path, target)
            force_to_disk(target)


def _force(aside: Path) -> None:
    for path in (*(one for one in aside.iterdir() if one.is_file()), aside / FILES, aside):
        force_to_disk(path)


def _remove_packed(store: Consolidated) -> None:
    """Remove the folders whose submission a sound pack holds, under the very same name."""
    loose = [path for path in store.folder.iterdir() if BUNDLE.match(path.name)]
    for pack in packs.packs_in(store.folder):
        held = [path for path in loose if pack.holds(path.name)]
        if held and pack.is_sound():
            for path in held:
                # Renamed first: a kill half way through must not leave a folder that looks like a damaged submission.
                aside = path.with_name(f"{_INCOMING}{path.name}")
                path.rename(aside)
                remove(aside)
            force_to_disk(store.folder)
