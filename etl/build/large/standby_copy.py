"""A copy of a large build made ahead, so that the next build costs what is new in it and not the copying.

Nobody reads a spare: the next builder takes it away by a rename and adds to it. Where none is ready, or it is of
another build, the builder copies then. Run as `python -m etl.build.large.standby_copy BUILD` beside the
program that published the build.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from etl.build.file_integrity import WHOLE_UP_TO
from etl.store.disk import force_to_disk, remove

_SPARE, _PART = ".spare-", ".part"
_NICE = 10
_ROOT = Path(__file__).resolve().parents[3]


def take(build: Path, into: Path) -> None:
    """A copy of a build to add to: the spare where it is ready, else copied now."""
    try:
        _spare_of(build).rename(into)
    except FileNotFoundError:
        shutil.copyfile(build, into)


def make_ahead(build: Path, programme: str) -> None:
    """Have a spare of a large build made by a process of its own; spares of older builds go."""
    for old in build.parent.glob(f"{_SPARE}{programme}-*"):
        if not old.name.startswith(_spare_of(build).name):
            remove(old)
    if build.stat().st_size <= WHOLE_UP_TO:
        return
    path = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH", ""))))
    subprocess.Popen(
        [sys.executable, "-m", "etl.build.large.standby_copy", str(build)],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": path}, start_new_session=True,
    )  # fmt: skip


def make(build: Path) -> None:
    """Make the spare: forced to the disk now, so that the builder need not wait for that either."""
    part = _spare_of(build).with_name(f"{_spare_of(build).name}{_PART}")
    shutil.copyfile(build, part)
    force_to_disk(part)
    # A build that was removed in the meantime has a newer one in its place.
    if build.exists():
        part.rename(_spare_of(build))
    remove(part)


def _spare_of(build: Path) -> Path:
    return build.with_name(f"{_SPARE}{build.name}")


if __name__ == "__main__":
    os.nice(_NICE)
    make(Path(sys.argv[1]))
