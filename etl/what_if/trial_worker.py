"""The process that tries a catalogue out for `etl.what_if.trial`: a request comes in, the answer goes out.

Runs as `python -m etl.what_if.trial_worker MEMORY_BYTES SECONDS`, once a catalogue. It may write no file.
`etl.what_if.watched` stops it where it takes more than it may; its own limits, far above, hold where nobody watches.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from etl.store.store import Store
from etl.what_if.changes import FigureChange
from etl.what_if.flips import flips
from indicators.document import Problem
from indicators.language import language
from indicators.loader import check, load
from indicators.model import LANGUAGES, Catalogue
from indicators.record_rules import counts_given_up

MOST_PROBLEMS = 200
MOST_FLIPS = 2_000
_RESERVED = 4  # bytes of address space for each byte of memory: threads reserve far more than they use


def answer(asked: Mapping[str, str]) -> dict[str, Any]:
    """What came of it, as `etl.what_if.trial` reads it."""
    present = load(Path(asked["present"]))
    changed, problems = check(Path(asked["folder"]))
    if changed is not None:
        problems = counts_given_up(present, changed)
    if changed is None or problems:
        listed = [_problem(one) for one in problems[:MOST_PROBLEMS]]
        return {"problems": listed, "problem_count": len(problems), "flips": []}
    if changed.programme.id != present.programme.id:
        return {"fault": "other_programme"}
    kept = tuple(Store(Path(asked["data"]), asked["programme"]).all())
    found = flips(kept, present, changed, date.fromisoformat(asked["today"]), date.fromisoformat(asked["as_of"]))
    flipped = [one for one in found if one.changes_status]
    listed_flips = flipped[:MOST_FLIPS]
    return {
        "problems": [],
        "flips": [asdict(one) for one in listed_flips],
        "flip_count": len(flipped),
        "moved": len(found) - len(flipped),
        **_labels(listed_flips, present, changed),
    }


def _problem(problem: Problem) -> dict[str, object]:
    place = f"{problem.file}:{problem.line}: "
    message = {code: problem.text(language(code)).removeprefix(place) for code in LANGUAGES}
    return {"file": problem.file, "line": problem.line, "message": message}


def _labels(found: Iterable[FigureChange], present: Catalogue, changed: Catalogue) -> dict[str, Any]:
    """What the indicators and areas are called: as now, or as the changed catalogue calls what it adds."""
    indicators: dict[str, dict[str, str]] = {}
    areas: dict[str, dict[str, str]] = {}
    for one in found:
        catalogue = present if one.before else changed
        title, label = catalogue.indicator(one.indicator).title, catalogue.area_labels[one.area]
        indicators.setdefault(one.indicator, dict(title))
        areas.setdefault(one.area, dict(label))
    return {"indicators": indicators, "areas": areas}


def _limit(memory: int, seconds: int) -> None:
    try:
        import resource  # noqa: PLC0415 (only on Unix)
    except ImportError:
        return
    reserved, spent = memory * _RESERVED, seconds * (os.cpu_count() or 1)
    resource.setrlimit(resource.RLIMIT_AS, (reserved, reserved))
    resource.setrlimit(resource.RLIMIT_CPU, (spent, spent))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def main() -> None:
    """Answer one request."""
    _limit(int(sys.argv[1]), int(sys.argv[2]))
    asked: dict[str, str] = json.load(sys.stdin)
    sys.stdout.write(json.dumps(answer(asked), default=date.isoformat))


if __name__ == "__main__":
    main()
