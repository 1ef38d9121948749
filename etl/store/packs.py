"""Packs: many kept submissions consolidated for good, so that a build reads a few tables and not as many files.

A pack is a folder `packs/<first number>-<last number>-<sum of the names>` that never changes:

`pack.json`     the manifest: the SHA-256 of each table, the columns of each record kind, and a seal
`index`         the names, one a line of equal length in the order of the SHA-256: one is found without reading all
`received.parquet`, `sheets.parquet`, `records_<kind>.parquet`
                the tables of the same names of the database; `_beside` holds as JSON what has no column there
`files/`        the files as they were handed in, `<name>.xlsx` or `<name>.zip`

Where seal and SHA-256 do not fit, none of the pack's submissions counts, and everybody is told.
"""

from __future__ import annotations

import hashlib
import json
import mmap
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb

from etl.store.kept import SEAL, Kept, plain, seal
from etl.store.names import digest_of, hash_of_names, name_of, number_of, version_of
from etl.store.versions import refuse_newer
from indicators.keys import FOLDING
from indicators.ledger import all_columns
from indicators.model import RecordKind
from indicators.sql import name as quoted
from indicators.sql import text

FOLDER, MANIFEST, INDEX, FILES = "packs", "pack.json", "index", "files"
RECEIVED, SHEETS, BESIDE = "received", "sheets", "_beside"
_NAME = re.compile(r"^(\d{6,})-(\d{6,})-([0-9a-f]{64})$")
# What a data folder's name may hold, and DuckDB would take for a pattern of names.
_NO_PATTERN = re.compile(r"([*?[])")
_LINE = 64 + 1 + 12 + 1 + 4 + 1


@dataclass(frozen=True)
class Pack:
    """One pack by its folder. Its name alone says which numbers it spans and what its names come to."""

    folder: Path
    first: int
    last: int
    total: int

    @property
    def name(self) -> str:
        """The folder's name."""
        return self.folder.name

    def names(self) -> tuple[str, ...]:
        """The names of its submissions in the order of receipt. OSError or ValueError where the index is damaged."""
        lines = (self.folder / INDEX).read_text("ascii").splitlines()
        parts = sorted((int(number), digest, int(version)) for digest, number, version in map(str.split, lines))
        return tuple(name_of(*part) for part in parts)

    def find(self, sha256: str) -> str | None:
        """The name of the submission with this SHA-256, found by halving the index; None in a damaged index, too."""
        try:
            with (
                (self.folder / INDEX).open("rb") as file,
                mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as lines,
            ):
                return _found(lines, sha256)
        except (FileNotFoundError, ValueError):
            # mmap refuses an empty file by the same error as a number that is none.
            return None

    def holds(self, name: str) -> bool:
        """Whether a submission of exactly this name is in it."""
        return self.first <= number_of(name) <= self.last and self.find(digest_of(name)) == name

    def signature(self) -> str:
        """What the disk says of its files without reading them; one that was written to has another."""
        return signature(self.folder / one for one in (MANIFEST, INDEX, *self.manifest().get("files", ())))

    def manifest(self) -> Mapping[str, Any]:
        """The manifest, or nothing where it is damaged."""
        return _manifest(self.folder)

    def is_sound(self) -> bool:
        """Whether every byte of tables and index is as it was written. OSError where it cannot be read just now."""
        content = self.manifest()
        if not content or not self._is_called_right(content):
            return False
        try:
            return all(sha256_of(self.folder / file) == digest for file, digest in content["files"].items())
        except FileNotFoundError:
            return False

    def _is_called_right(self, content: Mapping[str, Any]) -> bool:
        """Whether the folder's name fits what it holds; older manifests do not say, and all names must be added."""
        if "name" in content:
            return bool(content["name"] == self.name)
        return hash_of_names(self._names_or_none()) == self.total

    def _names_or_none(self) -> tuple[str, ...]:
        try:
            return self.names()
        except (OSError, ValueError):
            return ()

    def listed(self) -> tuple[str, ...]:
        """The names of its submissions, also of a damaged pack as far as they can be known."""
        names = self._names_or_none()
        return names or tuple(name_of(number, "0" * 64) for number in range(self.first, self.last + 1))

    def table(self, table: str) -> str:
        """A query's source: one of the pack's tables."""
        return together((self,), table)

    def columns(self, kind: str) -> Mapping[str, str]:
        """The columns of a record kind's table with their SQL types, as the catalogue had them then."""
        found: Mapping[str, str] = self.manifest()["columns"].get(kind, {})
        return found

    def is_ready(self, kind: RecordKind) -> bool:
        """Whether a record kind's rows are in it as the catalogue of today wants them."""
        return bool(self.manifest()["folding"] == FOLDING) and self.columns(kind.id) == all_columns(kind)

    def file(self, name: str) -> Path | None:
        """A submission's file as it was handed in, where it was kept."""
        return next((self.folder / FILES).glob(f"{name}.[xz]*"), None)

    def read(self, numbers: Collection[int] | None = None) -> Iterator[Kept]:
        """Its submissions, or those of some numbers, in the order of receipt. duckdb.Error where it is damaged."""
        chosen = "TRUE" if numbers is None else f"submission IN ({', '.join(map(str, map(int, numbers))) or 'NULL'})"
        with duckdb.connect(":memory:") as connection:
            connection.execute("SET TimeZone = 'UTC'")
            sheets = _sheets(self, connection, chosen)
            cursor = connection.execute(f"SELECT * FROM {self.table(RECEIVED)} WHERE {chosen} ORDER BY submission")
            columns = [str(one[0]) for one in cursor.description or ()]
            for values in cursor.fetchall():
                row = dict(zip(columns, values, strict=True))
                yield _kept(row, sheets.get(row["submission"], {}))

    def manifests(self, numbers: Collection[int]) -> Iterator[tuple[int, dict[str, Any]]]:
        """What the manifests of some of its submissions said; duckdb.Error where it is damaged."""
        listed = ", ".join(map(str, map(int, numbers))) or "NULL"
        query = f"SELECT submission, {quoted(BESIDE)} FROM {self.table(RECEIVED)} WHERE submission IN ({listed})"
        with duckdb.connect(":memory:") as connection:
            beside = dict(connection.execute(query).fetchall())
        for one in self.read(numbers):
            cover = {key: plain(value) for key, value in vars(one).items() if key != "submission"}
            yield one.submission, json.loads(beside[one.submission]) | cover | {"findings": list(one.findings)}

    def of_units(self, units: Collection[str]) -> Iterator[Kept]:
        """The submissions of some units, and those that cover all units."""
        query = f"SELECT submission FROM {self.table(RECEIVED)} WHERE qark IS NULL OR list_contains(?, qark)"
        with duckdb.connect(":memory:") as connection:
            numbers = [row[0] for row in connection.execute(query, [sorted(units)]).fetchall()]
        return self.read(numbers) if numbers else iter(())


def packs_in(folder: Path) -> tuple[Pack, ...]:
    """The packs of a programme's submissions, in the order of receipt."""
    try:
        found = [(_NAME.match(one.name), one) for one in (folder / FOLDER).iterdir()]
    except FileNotFoundError:
        return ()
    packs = (Pack(path, int(match[1]), int(match[2]), int(match[3], 16)) for match, path in found if match)
    return tuple(sorted(packs, key=lambda pack: (pack.first, pack.last, pack.total)))


def together(several: Iterable[Pack], table: str) -> str:
    """A query's source: the same table of several packs, read side by side."""
    return f"read_parquet({_files(several, table)})"


def row_counts(connection: duckdb.DuckDBPyConnection, several: Collection[Pack], table: str) -> Mapping[Pack, int]:
    """How many rows a table has in each of some packs; asked once for all, for asking takes longer than the answer."""
    if not several:
        return {}
    query = f"SELECT file_name, num_rows FROM parquet_file_metadata({_files(several, table)})"
    rows = dict(connection.execute(query).fetchall())
    return {pack: rows[str(_file(pack, table))] for pack in several}


def _file(pack: Pack, table: str) -> Path:
    return pack.folder / f"{table}.parquet"


def _files(several: Iterable[Pack], table: str) -> str:
    files = (_NO_PATTERN.sub(r"[\1]", str(_file(pack, table))) for pack in several)
    return f"[{', '.join(map(text, files))}]"


def pack_name(names: Collection[str]) -> str:
    """What a pack of some submissions is called."""
    numbers = [number_of(name) for name in names]
    return f"{min(numbers):06d}-{max(numbers):06d}-{hash_of_names(names):064x}"


def index_of(names: Collection[str]) -> str:
    """The index's text."""
    lines = sorted(f"{digest_of(name)} {number_of(name):012d} {version_of(name):04d}\n" for name in names)
    return "".join(lines)


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def signature(paths: Iterator[Path] | Collection[Path]) -> str:
    """What the disk says of some files: size, and when content and entry last changed. One not there is said, too."""
    digest = hashlib.sha256()
    for path in paths:
        try:
            found = path.stat()
            digest.update(
                f"{path.name} {found.st_size} {found.st_mtime_ns} {found.st_ctime_ns} {found.st_ino}\n".encode()
            )
        except OSError:
            digest.update(f"{path.name} gone\n".encode())
    return digest.hexdigest()[:32]


def _manifest(folder: Path) -> Mapping[str, Any]:
    try:
        content = (folder / MANIFEST).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return {}
    return manifest_in(content, "/".join((*folder.parts[-4:], MANIFEST)))


@lru_cache(maxsize=256)
def manifest_in(content: bytes, name: str) -> Mapping[str, Any]:
    """A manifest's content where its seal fits; NewerFormatError where a newer program wrote it."""
    try:
        found = json.loads(content)
        refuse_newer("pack", found, name)
        return found if found.pop(SEAL) == seal(found) and found["folding"] else {}
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return {}


def _entry(line: str) -> str:
    digest, number, version = line.split(" ")
    return name_of(int(number), digest, int(version))


def _found(lines: mmap.mmap, sha256: str) -> str | None:
    low, high, wanted = 0, len(lines) // _LINE, sha256.encode()
    while low < high:
        middle = (low + high) // 2
        line = lines[middle * _LINE : (middle + 1) * _LINE]
        if line[:64] == wanted:
            return _entry(line.decode("ascii").rstrip("\n"))
        low, high = (middle + 1, high) if line[:64] < wanted else (low, middle)
    return None


def _sheets(pack: Pack, connection: duckdb.DuckDBPyConnection, chosen: str) -> dict[int, dict[str, dict[str, Any]]]:
    """The sheets of the chosen submissions with their rows, as manifests hold them."""
    found: dict[int, dict[str, dict[str, Any]]] = {}
    kinds: dict[str, None] = {}
    query = f"SELECT submission, kind, sheet FROM {pack.table(SHEETS)} WHERE {chosen} ORDER BY submission, place"
    for number, kind, sheet in connection.execute(query).fetchall():
        found.setdefault(number, {})[kind] = {"sheet": sheet, "rows": []}
        kinds[kind] = None
    for kind in kinds:
        columns = pack.manifest()["values"].get(kind)
        if columns is None:
            # A sheet of an older catalogue; it is packed only where it has no row.
            continue
        listed = ", ".join(map(quoted, columns))
        table = pack.table(f"records_{kind}")
        query = f"""SELECT submission, sheet_row, {quoted(BESIDE)}, {listed} FROM {table} WHERE {chosen}
ORDER BY submission, sheet_row"""
        for number, row, beside, *values in connection.execute(query).fetchall():
            held = {column: plain(value) for column, value in zip(columns, values, strict=True)}
            found[number][kind]["rows"].append([row, held | json.loads(beside or "{}")])
    return found


def _kept(row: Mapping[str, Any], sheets: Mapping[str, Mapping[str, Any]]) -> Kept:
    return Kept(
        submission=row["submission"],
        sha256=row["sha256"],
        form=row["form"],
        qark=row["qark"],
        period=row["period"],
        submitted_on=row["submitted_on"],
        received_at=row["received_at"],
        demonstration=row["demonstration"],
        rejected=json.loads(row["rejected"]),
        sheets=sheets,
        findings=tuple(json.loads(row["findings"])),
    )
