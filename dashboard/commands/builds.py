"""The database as the commands meet it: built, opened, and what people must be told about it, on standard error."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path

from dashboard.commands.common import FaultError
from etl import shipped_facts
from etl.build.large.engines.engine import VARIABLES, EngineError, engine_named
from etl.build.warehouse import Build, Warehouse, WarehouseError
from etl.figures.read_api import Figures
from etl.opening import missing_submissions, open_current
from etl.store.store import Damaged
from indicators.language import Language
from indicators.model import Catalogue
from indicators.today import today_of

MOST_NAMED = 10
"""Damaged submissions named one by one; of more, such as those of a damaged pack, one line gives the numbers."""


def current_figures(data: Path, catalogue: Catalogue, words: Language) -> Figures:
    """The figures of what stands in the data folder now; the database is built where it is missing, old or damaged."""
    opened = open_current(Warehouse(data, catalogue), today_of(catalogue))
    tell(opened.damaged, words, rebuilt=opened.replaces_damaged)
    tell_missing(opened.missing, words)
    if opened.unwritten:
        _warn(words.say("fault.in_memory", detail=words.say(f"disk.{opened.unwritten}")))
    return opened.figures


def built(data: Path, catalogue: Catalogue, words: Language) -> Path:
    """The file of a build of what stands there now. WarehouseError where it cannot be written."""
    shipped_facts.bring(data, catalogue, today_of(catalogue))
    return _told(Warehouse(data, catalogue).ensure(today_of(catalogue)), words)


def built_by(engine: str, data: Path, catalogue: Catalogue, words: Language) -> tuple[Path, bool]:
    """The file of a build made anew by an engine (etl/build/large/engines), and whether all that was handed in counts.

    FaultError where that cannot work.
    """
    shipped_facts.bring(data, catalogue, today_of(catalogue))
    try:
        warehouse = Warehouse(data, catalogue, engine_named(engine))
        build, missing = warehouse.build(today_of(catalogue)), missing_submissions(warehouse)
        tell_missing(missing, words)
        return _told(build, words), not (build.damaged or missing)
    except EngineError as error:
        named = {"engine": engine, "variable": VARIABLES.get(engine, "")}
        raise FaultError(f"engine_{error.reason}", detail=error.detail, **named) from error


def built_after_keeping(data: Path, catalogue: Catalogue, words: Language) -> bool:
    """Build after something was kept, and whether that went well: what is kept stays kept, and the next call builds."""
    try:
        built(data, catalogue, words)
    except WarehouseError as error:
        _warn(words.say("fault.not_rebuilt", detail=words.say(f"disk.{error.reason}")))
        return False
    except Exception as error:
        # Not one of the faults that are expected, and all the same nobody may be told that nothing was kept.
        if os.environ.get("RCAT_TRACE"):
            raise
        _warn(words.say("fault.not_rebuilt_unexpected", name=type(error).__name__))
        return False
    return True


def _told(build: Build, words: Language) -> Path:
    tell(build.damaged, words, rebuilt=build.replaces_damaged)
    return build.path


def tell(damaged: Iterable[Damaged], words: Language, *, rebuilt: bool) -> None:
    """Say on standard error that the database was rebuilt, and what of the store does not count."""
    if rebuilt:
        _warn(words.say("fault.rebuilt"))
    found = tuple(damaged)
    if len(found) > MOST_NAMED:
        _warn(words.say("fault.damaged_submissions", count=len(found), numbers=_spans(one.submission for one in found)))
        return
    for one in found:
        _warn(words.say("fault.damaged_submission", number=one.submission, sha256=one.sha256))


def tell_missing(missing: Iterable[Damaged], words: Language) -> None:
    """Say on standard error what was handed in and is gone."""
    if numbers := [one.submission for one in missing]:
        _warn(words.say("fault.missing_submissions", count=len(numbers), numbers=_spans(numbers)))


def _spans(numbers: Iterable[int]) -> str:
    """Numbers as people write them, what follows one another as one span: `1–1001, 1007`."""
    spans: list[list[int]] = []
    for number in sorted(set(numbers)):
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in spans)


def _warn(line: str) -> None:
    sys.stderr.write(" ".join(line.split()) + "\n")
