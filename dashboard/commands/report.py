"""`rcat report` and `rcat catalogue show --out`: what is taken away on paper."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Mapping
from pathlib import Path

from dashboard.commands.common import DONE, FaultError, catalogue_of, note, say, speak, unknown
from dashboard.commands.figures import as_of_date, opened
from dashboard.commands.hand_in import unit_named
from etl import audit
from etl.formats.atomic_file import replaced
from etl.outputs.reports import ReportsNotInstalledError, reference_sheets_pdf, report_docx, scorecard_pdf
from indicators.schedule import hand_in_periods

WRITERS = {".docx": report_docx, ".pdf": scorecard_pdf}
SHEETS = ".pdf"


def report(options: Namespace) -> int:
    """Write the draft of a unit's report, or its scorecard; the file's ending chooses."""
    catalogue, words = catalogue_of(options), speak(options.lang)
    write = WRITERS[_ending(options.out, WRITERS)]
    unit = unit_named(options.qark, catalogue, words)
    periods = [period.code for period in hand_in_periods(catalogue)]
    if options.period not in periods:
        raise unknown("period", options.period, periods, words)
    figures = opened(options, catalogue)
    as_of = as_of_date(options, figures)
    _write(options.out, lambda: write(figures, unit, options.period, as_of, words))
    note(options, audit.REPORTED, programme=catalogue.programme.id, unit=unit, period=options.period,
         as_of=as_of.isoformat(), build=figures.build)  # fmt: skip
    say(words.say("out.wrote", path=options.out))
    if figures.demonstration:
        say(words.say("out.demonstration"))
    return DONE


def reference_sheets(options: Namespace) -> int:
    """Write the reference sheet of an indicator, or of all, as one document."""
    catalogue, words = catalogue_of(options), speak(options.lang)
    _ending(options.out, {SHEETS: None})
    chosen = (options.indicator,) if options.indicator else ()
    _write(options.out, lambda: reference_sheets_pdf(catalogue, words, chosen))
    say(words.say("out.wrote", path=options.out))
    return DONE


def _ending(path: Path, known: Mapping[str, object]) -> str:
    """The file's ending; a fault where none of the known ones."""
    ending = path.suffix.lower()
    if ending not in known:
        raise FaultError("ending", file=path.name, known=", ".join(known))
    return ending


def _write(path: Path, content: Callable[[], bytes]) -> None:
    """Write a file at once, so that nobody finds a half of it."""
    try:
        written = content()
    except ReportsNotInstalledError as error:
        raise FaultError("no_reports") from error
    with replaced(path) as aside:
        aside.write_bytes(written)
