"""What a catalogue that somebody hands over would flip, tried out without adopting it.

The catalogue comes from outside: it is unpacked under limits into a folder that is removed afterwards, and read and
reckoned in a process of its own (`etl.what_if.trial_worker`), where a crash, a hang or a hunger for memory ends that
process alone. Nothing in it is ever executed: it is YAML read as texts, and every name of it is checked or quoted.
"""

from __future__ import annotations

import json
import os
import re
import sys
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from etl.figures.read_api import Figure
from etl.intake.cells import Fault
from etl.intake.container.guard import MEGABYTE, Limits, RefusedError, open_archive, read_member
from etl.intake.container.zip_bytes import measure
from etl.what_if.changes import FigureChange
from etl.what_if.watched import answer_of
from indicators.loader import CATALOGUES

# A catalogue is a tenth of a megabyte, and trying it out takes two seconds.
LIMITS = Limits(file_bytes=MEGABYTE, unpacked_bytes=MEGABYTE, parts=300, seconds=30.0, memory_bytes=3 * 1024 * MEGABYTE)
_TOP = "programme.yaml"
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_PART = re.compile(
    r"(?:programme\.yaml|code_lists\.yaml|(?:records|indicators|measures)/[^/\\:\0]{1,120}\.y[^/\\:\0]{0,20}ml)"
)
_ROOT = Path(__file__).resolve().parents[2]
Labels = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class CatalogueProblem:
    """Something wrong in the catalogue: where, and what it is and what to do, by language."""

    file: str
    line: int
    message: Mapping[str, str]


@dataclass(frozen=True)
class Trial:
    """What came of trying a catalogue out.

    One of three: a `fault`, where it could not be read at all; problems; or what would change. `problem_count` and
    `flip_count` say how many there are where not all are listed; `moved` counts the figures that keep their status.
    `indicators` and `areas` are the names of what the changes speak about, by language.
    """

    fault: Fault | None = None
    problems: tuple[CatalogueProblem, ...] = ()
    problem_count: int = 0
    flips: tuple[FigureChange, ...] = ()
    flip_count: int = 0
    moved: int = 0
    indicators: Labels | None = None
    areas: Labels | None = None


def try_out(archive: bytes, data: Path, programme: str, days: tuple[date, date], limits: Limits = LIMITS) -> Trial:
    """What the figures of a data folder would be under another catalogue. Never raises for a bad archive.

    Args:
        archive: A .zip of a catalogue's folder, or of what is inside it.
        data: The data folder; only read.
        programme: Which of our programmes it is held against.
        days: Today, and the as-of date.
        limits: Of the archive, of time and of memory.
    """
    with TemporaryDirectory(prefix="rcat-") as aside:
        folder = Path(aside)
        try:
            unpack(archive, folder, limits)
        except RefusedError as error:
            return Trial(error.fault)
        asked = {
            "folder": str(folder), "present": str(CATALOGUES / programme), "data": str(data.absolute()),
            "programme": programme, "today": days[0].isoformat(), "as_of": days[1].isoformat(),
        }  # fmt: skip
        return _tried(asked, limits)


def unpack(archive: bytes, folder: Path, limits: Limits) -> None:
    """Write the files of the archive's one catalogue into a folder; RefusedError where there is none, or no safe one.

    Only the files that a catalogue has are written, under names made here; whatever else is in the archive is not.
    """
    if len(archive) > limits.file_bytes:
        raise RefusedError("too_big", limit=limits.file_bytes // MEGABYTE)
    packed = folder / "catalogue.zip"
    packed.write_bytes(archive)
    with open_archive(packed, limits) as opened:
        # What an entry announces may be a lie, and of other methods nothing can be measured without unpacking it all.
        if any(one.compress_type not in _METHODS for one in opened.infolist()):
            raise RefusedError("unreadable")
        measure(opened, limits)
        names = [one.filename.replace("\\", "/") for one in opened.infolist() if not one.is_dir()]
        root = _root(names)
        for name in names:
            inside = name.removeprefix(root)
            if name.startswith(root) and _PART.fullmatch(inside):
                path = folder / inside
                path.parent.mkdir(exist_ok=True)
                path.write_bytes(read_member(opened, name))
    packed.unlink()


def _root(names: list[str]) -> str:
    """The folder inside the archive that holds the catalogue: the one with `programme.yaml`."""
    found = [name.removesuffix(_TOP) for name in names if name == _TOP or name.endswith("/" + _TOP)]
    if not found:
        raise RefusedError("no_catalogue")
    least = min(root.count("/") for root in found)
    highest = [root for root in found if root.count("/") == least]
    if len(highest) > 1:
        raise RefusedError("several_catalogues")
    return highest[0]


def _tried(asked: Mapping[str, str], limits: Limits) -> Trial:
    path = os.pathsep.join(filter(None, (str(_ROOT), os.environ.get("PYTHONPATH", ""))))
    command = [sys.executable, "-m", "etl.what_if.trial_worker", str(limits.memory_bytes), str(int(limits.seconds))]
    found = answer_of(command, json.dumps(asked).encode(), limits.seconds, limits.memory_bytes, path)
    return Trial(found) if isinstance(found, Fault) else _trial(json.loads(found))


def _trial(data: Mapping[str, Any]) -> Trial:
    if "fault" in data:
        return Trial(Fault(data["fault"]))
    problems = tuple(CatalogueProblem(**one) for one in data["problems"])
    flips = tuple(_change(one) for one in data["flips"])
    return replace(Trial(**data), problems=problems, flips=flips)


def _change(data: Mapping[str, Any]) -> FigureChange:
    before, after = (
        figure and Figure(**{**figure, "as_of": date.fromisoformat(figure["as_of"])})
        for figure in (data["before"], data["after"])
    )
    return FigureChange(data["indicator"], data["area"], data["period"], before, after)
