"""Going through every file of a data folder that cannot be made again, and making whole what is not.

Every file is read at a bounded speed and held against its name, its seal, its pack and the audit log. What is sound
gets a second copy under `copies/`, renewed only from what is sound; a flipped byte in either is put right from the
other, or from the originals (etl/scrub/remaking.py). Only `repairs` changes anything else than second copies. After a
kill a scrub goes on from where it was: files are replaced by a rename, and so is what is known of it.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path, PurePosixPath

from etl import audit
from etl.access.decisions import ACTIONS
from etl.access.decisions import FOLDER as REVIEWS
from etl.access.recorded import differences
from etl.audit.entry import FILE
from etl.audit.log import HEAD
from etl.scrub import audit_log
from etl.scrub.judging import IMMUTABLE, Judge, Pace, Seen
from etl.scrub.kept_files import COPIES, kept_files
from etl.scrub.mending import Mender, put
from etl.scrub.standing import programmes, standing
from etl.scrub.state import Finding, Kind, Result, State, read_state, write_state
from etl.store.disk import alone, make_folder, remove
from etl.store.names import BUNDLE, name_of
from etl.store.packs import packs_in
from etl.store.store import MANIFEST, SUBMISSIONS
from etl.store.versions import refuse_newer_folder
from indicators.model import Catalogue

Progress = Callable[[int, int], None]
SPEED = 50.0
"""Megabytes a second."""
_LOCK, _ASIDE = ".scrub.lock", ".aside"
_SAVED_EVERY = 2.0
_LOG_FILES = frozenset((FILE, f"audit/{HEAD}"))


@dataclass(frozen=True)
class How:
    """How to scrub: at how many bytes a second at most (0: as fast as it goes), and whether to repair what is found.

    `catalogue_of` gives a programme's catalogue by which things are made again; None where it is not known.
    """

    rate: float
    repairs: bool
    catalogue_of: Callable[[str], Catalogue | None]
    progress: Progress | None = None


def scrub(data: Path, how: How) -> Result:
    """Go through a data folder; what was found.

    FileNotFoundError where there is none, BusyError where another scrub is at work, OSError where something cannot be
    read or written just now: the next call goes on from there.
    """
    if not data.is_dir():
        raise FileNotFoundError(data)
    refuse_newer_folder(data)
    with alone(data / _LOCK, 0):
        return _Scrub(data, how).run()


class _Scrub:
    """One scrub at work."""

    def __init__(self, data: Path, how: How) -> None:
        self._data, self._how, self._copies = data, how, data / COPIES
        self._aside = self._copies / _ASIDE
        self._pace = Pace(how.rate)
        before = read_state(data)
        goes_on = before.at and before.repairs == how.repairs
        self._state = before if goes_on else State(repairs=how.repairs, last=before.last, sums=before.sums)
        self._sums = dict(self._state.sums)
        self._saved = time.monotonic()
        self._done = self._state.running

    def run(self) -> Result:
        """Go through log, files and what the log says of them."""
        remove(self._aside)
        make_folder(self._aside)
        self._log()
        self._judge = Judge(self._data, self._pace)
        self._mender = Mender(self._data, self._aside, self._judge, self._how.catalogue_of)
        names = self._names()
        for number, name in enumerate(names, 1):
            if name > self._state.at:
                self._one(name)
                self._save(name)
            if self._how.progress:
                self._how.progress(number, len(names))
        self._against_the_log()
        self._end()
        return self._state.last

    def _names(self) -> list[str]:
        here = (path.relative_to(self._data) for path in kept_files(self._data) if not path.is_symlink())
        copied = (path.relative_to(self._copies) for path in _files(self._copies) if _ASIDE not in path.parts)
        return sorted({path.as_posix() for path in chain(here, copied)} - _LOG_FILES)

    def _found(self, path: str, kind: Kind, *, mended: bool = False) -> None:
        self._done = self._done.with_found(Finding(path, kind, mended))

    def _save(self, name: str) -> None:
        """What was found is written down at once, how far it has come from time to time."""
        now = time.monotonic()
        running = replace(self._done, files=self._done.files + 1, size=self._state.running.size + self._pace.total)
        is_news = running.named != self._state.running.named
        self._done = replace(self._done, files=running.files)
        if is_news or now > self._saved + _SAVED_EVERY:
            self._pace.total, self._saved = 0, now
            self._state = replace(self._state, at=name, running=running, sums=dict(self._sums))
            write_state(self._data, self._state)

    def _one(self, name: str) -> None:
        """One file and its second copy."""
        path, copy = self._data / name, self._copies / name
        seen, twin = self._judge.look(name, path), self._judge.look(name, copy)
        if seen is None:
            if twin is not None:
                self._gone(name, twin)
            return
        was_known = name in self._sums
        if not self._is_sound(name, path, seen, twin):
            self._damaged(name, "damaged", twin)
        elif twin is None:
            self._copy(name)
        elif twin.sha256 != seen.sha256:
            self._unlike(name, twin, was_known=was_known)

    def _unlike(self, name: str, twin: Seen, *, was_known: bool) -> None:
        """A sound file that its second copy does not equal: somebody edited the one, or the other is damaged."""
        if name.partition("/")[0] not in IMMUTABLE and not _is_same_age(self._data / name, self._copies / name):
            self._copy(name)
        elif twin.sound or (twin.sound is None and not was_known):
            # Nobody here can say which of the two is right.
            self._found(name, "differs")
        else:
            self._found(f"{COPIES}/{name}", "copy", mended=True)
            self._copy(name)

    def _is_sound(self, name: str, path: Path, seen: Seen, twin: Seen | None) -> bool:
        """What it says itself, or, where it says nothing, whether two of file, second copy and known sum agree."""
        if seen.sound is not None:
            return seen.sound
        found = path.stat()
        known = self._sums.get(name)
        now = seen.sha256, found.st_size, found.st_mtime_ns
        may_be_edited = name.partition("/")[0] not in IMMUTABLE
        agrees = twin is not None and twin.sha256 == seen.sha256
        if known is None or seen.sha256 == known[0] or (may_be_edited and now[1:] != known[1:]) or agrees:
            self._sums[name] = now
            return True
        return False

    def _gone(self, name: str, twin: Seen) -> None:
        """A file that is not there any more though there is a second copy of it."""
        copy = self._copies / name
        if name.partition("/")[0] not in IMMUTABLE or self._is_packed(name):
            self._sums.pop(name, None)
            remove(copy)
            with suppress(OSError):
                copy.parent.rmdir()
        else:
            self._damaged(name, "missing", twin)

    def _is_packed(self, name: str) -> bool:
        parts = PurePosixPath(name).parts
        if len(parts) < 3 or not BUNDLE.match(parts[2]) or (self._data / name).exists():
            return False
        return any(pack.holds(parts[2]) and pack.is_sound() for pack in packs_in(self._data / SUBMISSIONS / parts[1]))

    def _damaged(self, name: str, kind: Kind, twin: Seen | None) -> None:
        mended = False
        if self._how.repairs:
            is_known = twin is not None and twin.sha256 == self._sums.get(name, ("",))[0]
            is_right = twin is not None and (twin.sound or (twin.sound is None and is_known))
            with self._alone(name):
                mended = self._mender.mend(name, self._copies / name if is_right else None)
        self._found(name, kind, mended=mended)
        if mended:
            self._copy(name)

    def _copy(self, name: str) -> None:
        """Make the second copy anew, with the age of the file; one that goes away meanwhile has none."""
        path, aside = self._data / name, self._aside / "copy"
        try:
            shutil.copyfile(path, aside)
        except FileNotFoundError:
            return
        found = path.stat()
        os.utime(aside, ns=(found.st_atime_ns, found.st_mtime_ns))
        put(aside, self._copies / name)

    @contextmanager
    def _alone(self, name: str) -> Iterator[None]:
        """While nobody else writes in the folder of a file's programme."""
        folder = self._data.joinpath(*PurePosixPath(name).parts[:2])
        with ExitStack() as held:
            if name.partition("/")[0] in IMMUTABLE and len(PurePosixPath(name).parts) > 2:
                make_folder(folder)
                held.enter_context(alone(folder / ".lock"))
            yield

    def _log(self) -> None:
        """The log first: everything else is held against it."""
        if not (self._data / "audit").is_dir() and not (self._copies / FILE).exists():
            return
        make_folder(self._data / "audit")
        with alone(audit_log.locked(self._data)):
            right, differs = audit_log.look(self._data, self._copies, repairs=self._how.repairs)
            for one in right.findings:
                self._found(one.path, one.kind, mended=one.mended)
            write_state(self._data, replace(self._state, running=self._done))
            if differs:
                self._write(FILE, right.log)
                if right.head is not None:
                    self._write(f"audit/{HEAD}", right.head)
            self._copy_log()

    def _copy_log(self) -> None:
        """The second copy of the log, where all of it is sound; while nobody writes there."""
        if all(one.mended for one in self._done.named if one.path in _LOG_FILES):
            for name in _LOG_FILES:
                self._copy(name)

    def _write(self, name: str, content: bytes) -> None:
        aside = self._aside / "log"
        aside.write_bytes(content)
        put(aside, self._data / name)

    def _against_the_log(self) -> None:
        """What the log says was handed in and decided, and is not there as it was."""
        for programme in programmes(self._data, SUBMISSIONS, (audit.HANDED_IN,)):
            stands = standing(self._data, programme)
            kinds: tuple[Kind, ...] = ("missing", "damaged", "changed")
            for kind, several in zip(kinds, (stands.missing, stands.damaged, stands.changed), strict=True):
                for one in several:
                    name = f"{SUBMISSIONS}/{programme}/{name_of(one.submission, one.sha256)}"
                    # Of a damaged pack the file that is damaged has been named.
                    if kind != "damaged" or (self._data / name).is_dir():
                        self._found(f"{name}/{MANIFEST}", kind)
            for one in stands.originals:
                self._found(f"{SUBMISSIONS}/{programme}/{name_of(one.submission, one.sha256)}/file", "missing")
        for programme in programmes(self._data, REVIEWS, ACTIONS):
            for difference in differences(self._data, programme):
                named = f"{difference.number:06d}.json" if difference.number else f"entry-{difference.entry}"
                told: Kind = "missing" if difference.kind == "lost" else difference.kind
                self._found(f"{REVIEWS}/{programme}/{named}", told)

    def _end(self) -> None:
        if self._done.mended and self._how.repairs:
            audit.noted(self._data, audit.LOCAL, audit.REPAIRED, files=self._done.mended, left=self._done.unmended)
        if (self._data / FILE).exists():
            with alone(audit_log.locked(self._data)):
                self._copy_log()
        running = replace(self._done, size=self._state.running.size + self._pace.total)
        self._state = replace(self._state, running=running, sums=self._sums).finished()
        write_state(self._data, self._state)
        remove(self._aside)


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file()) if folder.is_dir() else iter(())


def _is_same_age(path: Path, copy: Path) -> bool:
    found, other = path.stat(), copy.stat()
    return (found.st_size, found.st_mtime_ns) == (other.st_size, other.st_mtime_ns)
