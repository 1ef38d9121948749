"""Which files of a data folder cannot be made again: what a backup holds, what a scrub goes through."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

COPIES, STATE = "copies", "scrub.json"
"""Where second copies stand, and what is known of the last scrub: both are made again from what they speak of."""
_BUILDS, _BUILD = "builds", ".duckdb"
_DERIVED = frozenset((_BUILDS, "demonstration", COPIES, STATE))
_DERIVED_FILES = re.compile(r"rcat.*\.duckdb(\.wal)?|dashboard\.log.*")
# Locks, and what a writer has under a name of its own until it is whole.
_UNFINISHED = re.compile(r"\..*")


def kept_files(data: Path) -> Iterator[Path]:
    """Every file and link of a data folder that is not derived, whatever the link leads to."""
    return _below(data, data)


def folders_in(folder: Path) -> list[Path]:
    """The folder of each programme in one of these, in the order of their names; what is linked to is elsewhere."""
    return sorted(filter(_is_folder, folder.iterdir())) if _is_folder(folder) else []


def _below(folder: Path, data: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if _UNFINISHED.fullmatch(path.name) or (folder == data and _is_derived(path)):
            continue
        if _is_folder(path):
            yield from _below(path, data)
        elif path.is_file() or path.is_symlink():
            yield path


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def _is_derived(path: Path) -> bool:
    """Whether what stands in the data folder under a name is made again by `rcat build`, or is the server's log."""
    if path.name in _DERIVED or _DERIVED_FILES.fullmatch(path.name):
        return True
    # The pointer to a programme's current build bears the programme's name.
    return path.suffix == _BUILD and path.is_symlink() and path.readlink().parts[:-1] == (_BUILDS,)
