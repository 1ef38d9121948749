"""The database: derived from catalogue and submissions alone, built aside and published at once.

`rcat.duckdb` is a symbolic link to the current build; it is replaced by a rename, so a reader finds the old build or
the new one and never a half. A build is named after all it was made from, so whether it is current is a comparison of
names. Builds may be deleted at any time.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from etl import tables
from etl.store import Store, force_to_disk
from indicators.model import Catalogue

# A build made by another shape of tables is not current; raise this when the shape changes.
SHAPE = "1"
DEFAULT_PROGRAMME = "rcat-2008-2010"
_KEPT_BUILDS = 2


class WarehouseError(Exception):
    """The database could not be built; the one before, if any, stays in place."""


@dataclass(frozen=True)
class Build:
    """A published build: its id and its file."""

    id: str
    path: Path


class Warehouse:
    """The builds of one programme in a data folder."""

    def __init__(self, data: Path, catalogue: Catalogue) -> None:
        self.data = data
        self.catalogue = catalogue
        self.store = Store(data, catalogue.programme.id)
        self.builds = data / "builds"
        self.pointer = data / pointer_name(catalogue.programme.id)

    def wanted(self) -> str:
        """The id of the build that catalogue and submissions would give now."""
        parts = (SHAPE, duckdb.__version__, self.catalogue.digest, *self.store.names())
        digest = hashlib.sha256("\n".join(parts).encode()).hexdigest()[:20]
        return f"{self.catalogue.programme.id}-{digest}"

    def current(self) -> Build | None:
        """The published build, or None where there is none."""
        try:
            target = self.data / self.pointer.readlink()
        except OSError:
            return None
        return Build(target.stem, target) if target.is_file() else None

    def fresh(self) -> Build | None:
        """The published build where it is made from what stands there now, or None."""
        build = self.current()
        return build if build and build.id == self.wanted() else None

    def ensure(self, today: date) -> Build:
        """The current build, built first where it is missing or older than catalogue or submissions."""
        return self.fresh() or self.build(today)

    def build(self, today: date) -> Build:
        """Build anew and publish. WarehouseError where it cannot be written; the build before stays."""
        try:
            self.builds.mkdir(parents=True, exist_ok=True)
            with self._alone():
                wanted = self.wanted()
                path = self.builds / f"{wanted}.duckdb"
                aside = self.builds / f".{wanted}.{os.getpid()}"
                try:
                    tables.write(aside, self.catalogue, self.store, today)
                    force_to_disk(aside)
                    aside.replace(path)
                finally:
                    for left in (aside, aside.with_name(aside.name + ".wal")):
                        left.unlink(missing_ok=True)
                self._publish(path)
                tables.write_reference(self.data / "reference", self.catalogue)
                return Build(wanted, path)
        except (OSError, duckdb.IOException) as error:
            raise WarehouseError(str(getattr(error, "strerror", None) or error)) from error

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One builder at a time, so that an older build never replaces a newer one."""
        with (self.builds / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            for left in self.builds.glob(f".{self.catalogue.programme.id}-*"):
                left.unlink(missing_ok=True)
            yield

    def _publish(self, path: Path) -> None:
        force_to_disk(self.builds)
        pointer = self.pointer.with_name(f".{self.pointer.name}.{os.getpid()}")
        pointer.unlink(missing_ok=True)
        pointer.symlink_to(path.relative_to(self.data))
        pointer.replace(self.pointer)
        force_to_disk(self.data)
        builds = sorted(self.builds.glob(f"{self.catalogue.programme.id}-*.duckdb"), key=_age, reverse=True)
        for old in [one for one in builds if one != path][_KEPT_BUILDS - 1 :]:
            # A reader that has it open keeps reading; the name alone goes.
            with suppress(OSError):
                old.unlink()


def _age(path: Path) -> float:
    return path.stat().st_mtime


def pointer_name(programme: str) -> str:
    """The name under which other programs open a programme's current build."""
    return "rcat.duckdb" if programme == DEFAULT_PROGRAMME else f"{programme}.duckdb"
