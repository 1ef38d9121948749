"""The database: derived from catalogue and submissions alone, built aside and published at once.

`rcat.duckdb` is a symbolic link to the current build; it is replaced by a rename, so a reader finds the old build or
the new one and never a half. A build's name says what it was made from and what its bytes come to, so whether it is
current is a comparison of names, and whether it is sound a sum over its bytes. Builds may be deleted at any time.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path

import duckdb

from etl.build import loading, tables
from etl.build.file_integrity import reads_through, sum_of_file
from etl.build.large import incremental, standby_copy
from etl.store import kept_rows
from etl.store.disk import DiskError, alone, force_to_disk, make_folder, reason_in, reason_of, remove
from etl.store.kept import Damaged
from etl.store.store import Contents, Store
from indicators.keys import FOLDING
from indicators.model import Catalogue, Programme
from indicators.sql import text

# A build made by another shape of tables is not current; raise this when the shape changes.
SHAPE = "packs, body units, places, dated evidence, codes in rows, items told apart, hand-ins that touch the span"
DAMAGED = "damaged_submissions"
_DAMAGED_COLUMNS = {"submission": "BIGINT", "sha256": "VARCHAR"}
MEMORY = "1200MB"
# The oldest DuckDB that opens a build: texts are written in half the time of what still older ones could read.
READABLE_FROM = "v1.3.0"
_KEPT_BUILDS = 3
_ATTEMPTS = 3


class WarehouseError(DiskError):
    """The database could not be built; the one before, if any, stays in place."""


@dataclass(frozen=True)
class Build:
    """A published build: its id and its file.

    `replaces_damaged`: the build before was damaged, and people must be told. `damaged`: kept submissions that could
    not be read when it was made, and do not count in it; known only of a build that was looked into just now.
    """

    id: str
    path: Path
    replaces_damaged: bool = False
    damaged: tuple[Damaged, ...] = ()


class Warehouse:
    """The builds of one programme in a data folder; `compute` says which engine computes obligations and figures."""

    def __init__(self, data: Path, catalogue: Catalogue, compute: tables.Compute = tables.compute) -> None:
        self.data = data
        self.catalogue = catalogue
        self._compute = compute
        self.store = Store(data, catalogue.programme.id)
        self.builds = data / "builds"
        self.pointer = data / pointer_name(catalogue.programme)

    def wanted(self, contents: Contents | None = None) -> str:
        """What the id of the build begins with that catalogue and submissions would give now, if all are sound.

        Whoever has just looked at what stands in the store hands it in.
        """
        return self._id(contents or self.store.contents())

    def current(self) -> Build | None:
        """The published build, or None where there is none. Whether it is sound is not looked at."""
        try:
            target = self.data / self.pointer.readlink()
        except OSError:
            return None
        return Build(target.stem, target) if target.is_file() else None

    def fresh(self) -> Build | None:
        """The published build where it is sound and made from what stands there now, or None."""
        return self._sound(self.wanted())

    def discard_if_damaged(self) -> None:
        """Empty the published build where a block of it cannot be read; the next `ensure` makes it anew and says so."""
        build = self.current()
        if build and not reads_through(build.path):
            with suppress(OSError):
                os.truncate(build.path, 0)

    def ensure(self, today: date) -> Build:
        """The current build, built first where it is missing, damaged or older than catalogue or submissions."""
        return self.fresh() or self._make(today, anew=False)

    def build(self, today: date) -> Build:
        """Build anew and publish. WarehouseError where it cannot be written; the build before stays."""
        return self._make(today, anew=True)

    def _make(self, today: date, *, anew: bool) -> Build:
        """Builds may be deleted at any time, also from under the builder: then it begins again."""
        for _ in range(_ATTEMPTS - 1):
            try:
                return self._make_once(today, anew=anew)
            except WarehouseError as error:
                if error.reason != "gone":
                    raise
        return self._make_once(today, anew=anew)

    def _make_once(self, today: date, *, anew: bool) -> Build:
        try:
            make_folder(self.builds)
            with alone(self.builds / ".lock"):
                contents = self.store.contents()
                build = None if anew else self._sound(self._id(contents)) or self._extended(contents, today)
                return build or self._built(contents, today, anew=anew)
        except OSError as error:
            raise WarehouseError(reason_of(error)) from error
        except duckdb.Error as error:
            # A full disk shows as one of several errors, according to the moment; an internal one is DuckDB's own
            # fault; any other is ours.
            theirs = isinstance(error, duckdb.OperationalError | duckdb.InternalError)
            reason = reason_in(str(error)) or ("other" if theirs else None)
            if reason is None:
                raise
            raise WarehouseError(reason) from error

    def _sound(self, wanted: str) -> Build | None:
        build = self.current()
        return build if build and build.id.startswith(wanted) and is_sound(build) else None

    def _extended(self, contents: Contents, today: date) -> Build | None:
        """The build before with what is new, or None where that cannot be (etl/build/large/incremental.py)."""
        last = self.current()
        if last is None or not is_sound(last):
            return None
        plan = incremental.plan(incremental.before(last.path), self.store, self.catalogue, today, self._recipe())
        if plan is None:
            return None
        with self._aside() as folder:
            file = folder / "build.duckdb"
            standby_copy.take(last.path, file)
            with _writing(file) as connection:
                try:
                    incremental.carry_out(connection, self.catalogue, plan)
                except duckdb.ConversionException:  # a value that the build before has no code for
                    return None
                connection.execute("CHECKPOINT")
            path = self._name(file, self._id(contents))
        return self._publish(path, ())

    def _built(self, contents: Contents, today: date, *, anew: bool) -> Build:
        """A build made from everything; where submissions are damaged, the one that stands if it is that very build."""
        found = loading.look_over(self.store)
        wanted = self._id(contents, found.damaged)
        # Whoever had the lock before may have made the very build that we came for.
        build = None if anew else self._sound(wanted)
        if build:
            return replace(build, damaged=found.damaged)
        with self._aside() as folder:
            file = folder / "build.duckdb"
            with _writing(file) as connection:
                loading.fill(connection, self.catalogue, found, today, self._compute)
                kept_rows.insert(connection, DAMAGED, _DAMAGED_COLUMNS, map(asdict, found.damaged))
                incremental.write_recipe(connection, self._recipe(), found.sources)
                connection.execute("CHECKPOINT")
            path = self._name(file, wanted)
        tables.write_reference(self._reference(), self.catalogue)
        return self._publish(path, found.damaged)

    def _name(self, file: Path, wanted: str) -> Path:
        """Force a build to the disk and give it its name, but do not point to it yet.

        Never the name of one that stands there: whoever has that open, damaged perhaps, would take it for this one.
        """
        force_to_disk(file)
        while (path := self.builds / f"{wanted}{sum_of_file(file)}.duckdb").exists():
            _make_distinct(file)
            force_to_disk(file)
        file.rename(path)
        force_to_disk(self.builds)
        return path

    def _publish(self, path: Path, damaged: tuple[Damaged, ...]) -> Build:
        before = self.current()
        # A file in the link's place is nobody's build, whatever it holds.
        is_damaged = not is_sound(before) if before else self.pointer.exists()
        pointer = self.pointer.with_name(f".{self.pointer.name}.new")
        pointer.unlink(missing_ok=True)
        pointer.symlink_to(path.relative_to(self.data))
        pointer.replace(self.pointer)
        force_to_disk(self.data)
        self._remove_old(path)
        standby_copy.make_ahead(path, self.catalogue.programme.id)
        return Build(path.stem, path, is_damaged, damaged)

    @contextmanager
    def _aside(self) -> Iterator[Path]:
        """A folder to build in; what killed builders left there is removed first. Only while the lock is held.

        Named after the process: where somebody deletes the builds, and the lock with them, two may be here at once.
        """
        beginning = f".{self.catalogue.programme.id}.new"
        for left in self.builds.glob(f"{beginning}*"):
            remove(left)
        folder = self.builds / f"{beginning}-{os.getpid()}"
        folder.mkdir()
        try:
            yield folder
        finally:
            remove(folder)

    def _remove_old(self, current: Path) -> None:
        """Remove all but the newest builds. A reader that has one open keeps reading; the name alone goes."""
        pattern = re.compile(re.escape(self.catalogue.programme.id) + r"-[0-9a-f]{20}(?:-[0-9a-f]{16})?\.duckdb")
        others = [one for one in self.builds.iterdir() if pattern.fullmatch(one.name) and one != current]
        for old in sorted(others, key=_age, reverse=True)[_KEPT_BUILDS - 1 :]:
            remove(old)

    def _id(self, contents: Contents, damaged: Sequence[Damaged] = ()) -> str:
        """What a build's id begins with.

        One that lacks a submission never passes for what is wanted, and is looked at again at every call: the
        submission may be mended, or the device give it back.
        """
        lacking = (f"without {one.submission} {one.sha256}" for one in damaged)
        parts = (self._recipe(), f"{contents.total:x}", *lacking)
        digest = hashlib.sha256("\n".join(parts).encode()).hexdigest()[:20]
        return f"{self.catalogue.programme.id}-{digest}-"

    def _recipe(self) -> str:
        """What besides submissions makes a build what it is."""
        return f"{SHAPE} {FOLDING} {duckdb.__version__} {self.catalogue.digest}"

    def _reference(self) -> Path:
        """Where the areas and code lists go: each programme has its own."""
        programme, folder = self.catalogue.programme, self.data / "reference"
        return folder if programme.default else folder / programme.id


def is_sound(build: Build) -> bool:
    """Whether a build's bytes are those that were published, as far as etl/build/file_integrity.py looks."""
    try:
        return build.id.endswith(f"-{sum_of_file(build.path)}")
    except OSError:
        return False


@contextmanager
def _writing(file: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A build that nobody reads yet, open to be written; what does not fit into memory goes to the disk beside it.

    DuckDB keeps no log to recover it by, which would be forced to the disk at each step, with all that was written so
    far looked through: a build is whole once it has a name, and where it was not finished it is thrown away.
    """
    aside = f"{file}.tmp"
    with closing(duckdb.connect(":memory:", config={"memory_limit": MEMORY, "temp_directory": aside})) as connection:
        options = f"RECOVERY_MODE no_wal_writes, STORAGE_VERSION {text(READABLE_FROM)}"
        connection.execute(f"ATTACH {text(str(file))} AS build ({options})")
        connection.execute("USE build")
        # It writes out every plan with the codes of all areas, for longer than many of the steps run; and what is read
        # twice is a table already.
        connection.execute("SET disabled_optimizers = 'common_subplan'")
        yield connection


def _make_distinct(file: Path) -> None:
    """Change a build's bytes and nothing that it holds: each time it is written, DuckDB counts on in its head."""
    with _writing(file) as connection:
        connection.execute("CREATE TABLE again (written INTEGER); CHECKPOINT; DROP TABLE again; CHECKPOINT")


def _age(path: Path) -> float:
    try:
        return os.lstat(path).st_mtime
    except OSError:
        return 0.0


def pointer_name(programme: Programme) -> str:
    """The name under which other programs open a programme's current build."""
    return "rcat.duckdb" if programme.default else f"{programme.id}.duckdb"
