"""Which submissions stand in a data folder, asked at every rerun: remembered while the folder has not changed.

A folder's time of change has the grain of the system's clock, so one that changed a moment ago is looked at each time:
what came in within the same tick would else stay unseen.
"""

from __future__ import annotations

import time
from functools import lru_cache
from pathlib import Path

from etl.store import packs
from etl.store.store import Contents, Store

_SETTLED_AFTER = 2.0


def contents(data: Path, programme: str) -> Contents:
    """What stands in a data folder of a programme's submissions, as names."""
    folder = Store(data, programme).folder
    changed = _changed(folder), _changed(folder / packs.FOLDER)
    if max(changed) > (time.time() - _SETTLED_AFTER) * 1e9:
        return Store(data, programme).contents()
    return _contents(data, programme, changed)


@lru_cache(maxsize=64)
def _contents(data: Path, programme: str, changed: tuple[int, int]) -> Contents:  # noqa: ARG001 - the times are the key
    return Store(data, programme).contents()


def _changed(folder: Path) -> int:
    """When something last came into a folder or went from it, in nanoseconds; 0 where there is none."""
    try:
        return folder.stat().st_mtime_ns
    except OSError:
        return 0
