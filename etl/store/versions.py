"""Versions of what stands in a data folder: one of the folder, and one of each kind of file in it.

Every kind begins at version 1, and a file that states none has that: so the folders of before versions were stated stay
as they are. The folder's own version stands in `format.json`. What a newer program wrote is refused whole, with its
place and both versions, never read in part: half of it could be a figure that nobody handed in.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from etl.store.disk import DiskError, alone, force_to_disk, remove

Kind = Literal["folder", "submission", "pack", "decision", "roles", "entry", "backup"]
OURS: Mapping[Kind, int] = {
    "folder": 1, "submission": 1, "pack": 1, "decision": 1, "roles": 1, "entry": 1, "backup": 1,
}  # fmt: skip
"""The newest version of each that this program reads, and the one that it writes."""
FORMAT = "format"
STAMP = "format.json"


class NewerFormatError(DiskError):
    """A newer program wrote this: `file` of the data folder has version `found`, this program knows up to `ours`."""

    def __init__(self, file: str, found: int, ours: int) -> None:
        super().__init__("newer_format")
        self.file, self.found, self.ours = file, found, ours


def version_in(content: object) -> int:
    """The version that a file's content states; 1 where it states none, or none that could be one."""
    found = content.get(FORMAT, 1) if isinstance(content, Mapping) else 1
    return found if isinstance(found, int) and not isinstance(found, bool) and found > 0 else 1


def refuse_newer(kind: Kind, content: object, file: str) -> None:
    """NewerFormatError where a file's content is of a newer version than this program's."""
    found = version_in(content)
    if found > OURS[kind]:
        raise NewerFormatError(file, found, OURS[kind])


def refuse_newer_folder(data: Path) -> None:
    """NewerFormatError where a newer program has written the data folder. OSError where that cannot be read."""
    refuse_newer("folder", _stamp(data), STAMP)


def is_stamped(data: Path) -> bool:
    """Whether the folder states its version."""
    return isinstance(_stamp(data).get(FORMAT), int)


def stamp(data: Path) -> None:
    """State the folder's version where it is not stated; a kill leaves it stated or not, two at once state it once.

    OSError where that cannot be written.
    """
    aside = data / f".{STAMP}"
    with alone(data / ".lock"):
        if is_stamped(data):
            return
        try:
            aside.write_text(json.dumps({FORMAT: OURS["folder"]}) + "\n", "ascii")
            force_to_disk(aside)
            aside.rename(data / STAMP)
            force_to_disk(data)
        finally:
            remove(aside)


def _stamp(data: Path) -> Mapping[str, object]:
    """What the stamp says; nothing where there is none, or where it is damaged: every file states its own."""
    try:
        found = json.loads((data / STAMP).read_bytes())
    except (FileNotFoundError, NotADirectoryError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
