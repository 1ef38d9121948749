"""Putting one damaged file right: from its second copy where that is sound, else made again from the originals."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path, PurePosixPath

from etl.scrub.judging import Judge
from etl.scrub.kept_files import COPIES
from etl.scrub.remaking import Workshop, is_sealed_so
from etl.store import packs
from etl.store.disk import force_to_disk, make_folder, remove
from etl.store.names import BUNDLE
from etl.store.packs import Pack, packs_in
from etl.store.store import MANIFEST, SUBMISSIONS, manifest_text
from indicators.model import Catalogue


def put(aside: Path, path: Path) -> None:
    """Give a file its place, forced to the disk first: what stood there or what is new, never a half."""
    make_folder(path.parent)
    force_to_disk(aside)
    aside.replace(path)
    force_to_disk(path.parent)


class Mender:
    """Mends the files of one data folder; what is half made stands in `aside`."""

    def __init__(self, data: Path, aside: Path, judge: Judge, catalogue_of: Callable[[str], Catalogue | None]) -> None:
        self._data, self._aside, self._judge, self._catalogue_of = data, aside, judge, catalogue_of
        self._workshops: dict[str, Workshop | None] = {}

    def mend(self, name: str, copy: Path | None) -> bool:
        """Whether a file is as it was again; `copy` is its second copy, where that is sound."""
        new, path = self._aside / "new", self._data / name
        if copy is not None:
            shutil.copyfile(copy, new)
            found = copy.stat()
            os.utime(new, ns=(found.st_atime_ns, found.st_mtime_ns))
        elif not self._made_again(name, path, new):
            remove(new)
            return False
        put(new, path)
        seen = self._judge.look(name, path)
        return seen is not None and seen.sound is not False

    def _made_again(self, name: str, path: Path, new: Path) -> bool:
        parts = PurePosixPath(name).parts
        workshop = self._workshop(parts[1]) if parts[0] == SUBMISSIONS and len(parts) > 3 else None
        if workshop is None:
            return False
        if BUNDLE.match(parts[2]) and parts[3:] == (MANIFEST,):
            return self._manifest(workshop, parts[2], path, new)
        if parts[2] == packs.FOLDER and len(parts) == 5:
            return self._pack(workshop, parts, path, new)
        return False

    def _manifest(self, workshop: Workshop, name: str, path: Path, new: Path) -> bool:
        original = self._sound(next(path.parent.glob("file.*"), None))
        damaged = path.read_bytes() if path.is_file() else b""
        content = workshop.manifest(name, original, damaged) if original else None
        if content is None:
            return False
        new.write_text(manifest_text(content), "utf-8")
        return True

    def _pack(self, workshop: Workshop, parts: tuple[str, ...], path: Path, new: Path) -> bool:
        """One of a pack's files, taken where it is the very one that its manifest names, or that it still says."""
        pack = next((one for one in packs_in(self._data / SUBMISSIONS / parts[1]) if one.name == parts[3]), None)
        if pack is None:
            return False
        made = self._aside / "pack"
        remove(made)
        workshop.pack(pack, self._names(pack), lambda name: self._sound(pack.file(name)), made)
        if not (made / parts[4]).is_file():
            return False
        again = Pack(made, 0, 0, 0).manifest()
        if parts[4] == packs.MANIFEST:
            is_right = is_sealed_so(again, path.read_bytes() if path.is_file() else b"")
        else:
            is_right = pack.manifest().get("files", {}).get(parts[4]) == again["files"][parts[4]]
        if is_right:
            (made / parts[4]).replace(new)
        remove(made)
        return is_right

    def _names(self, pack: Pack) -> tuple[str, ...]:
        """The names of a pack's submissions, by its index or by its originals."""
        held = (path.stem for path in (pack.folder / packs.FILES).glob("*"))
        named = tuple(sorted(one for one in held if BUNDLE.match(one)))
        listed = pack.listed()
        return listed if packs.pack_name(listed) == pack.name or not named else named

    def _sound(self, original: Path | None) -> Path | None:
        """An original that is as it was, or else its second copy where that is."""
        if original is None:
            return None
        name = original.relative_to(self._data).as_posix()
        for path in (original, self._data / COPIES / name):
            seen = self._judge.look(name, path)
            if seen is not None and seen.sound:
                return path
        return None

    def _workshop(self, programme: str) -> Workshop | None:
        if programme not in self._workshops:
            catalogue = self._catalogue_of(programme)
            self._workshops[programme] = Workshop(self._data, catalogue) if catalogue else None
        return self._workshops[programme]
