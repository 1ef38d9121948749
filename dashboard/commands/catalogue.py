"""`rcat catalogue check`, `show` and `diff`: what is measured, and what another definition would change."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from dashboard.commands.common import DONE, FINDINGS, FaultError, catalogue_of, named_date, say, speak, unknown
from etl.build.catalogue_rows import measure_sheet, reference_sheet
from etl.figures.read_api import Figure
from etl.figures.worked_examples import wrong_examples
from etl.store.store import Store
from indicators.language import Language
from indicators.loader import CATALOGUES, check, programmes
from indicators.model import Catalogue
from indicators.record_rules import counts_given_up
from indicators.schedule import default_as_of
from indicators.today import today_of


def check_catalogue(options: Namespace) -> int:
    """Check a catalogue and run its worked examples: every problem with file, line, what is wrong and what to do."""
    words = speak(options.lang)
    if options.folder is None and options.programme not in programmes():
        raise FaultError("programme", name=options.programme, known=", ".join(programmes()))
    folder = options.folder or CATALOGUES / options.programme
    _be_a_catalogue(folder)
    statuses = [_check_one(one, words) for one in _folders(folder)]
    return max(statuses)


def _be_a_catalogue(folder: Path) -> None:
    """A fault where a folder is none, or holds nothing that a catalogue is made of."""
    if not folder.exists():
        raise FaultError("no_file", file=folder)
    if not folder.is_dir():
        raise FaultError("is_a_file", file=folder)
    if next(folder.rglob("*.yaml"), None) is None:
        raise FaultError("no_catalogue", folder=folder)


def _folders(folder: Path) -> list[Path]:
    """The folder itself, or, where it holds catalogues and is none, each of them."""
    inside = [] if (folder / "programme.yaml").exists() else [folder / name for name in programmes(folder)]
    return inside or [folder]


def _check_one(folder: Path, words: Language) -> int:
    catalogue, problems = check(folder)
    if catalogue is not None:
        problems = wrong_examples(catalogue, folder)
    for problem in problems:
        say(problem.text(words))
    if catalogue is None or problems:
        say(words.say("out.problems", count=len(problems)))
        return FINDINGS
    counts = {key: len(getattr(catalogue, key)) for key in ("indicators", "measures", "records")}
    say(words.say("out.catalogue_good_measures" if catalogue.measures else "out.catalogue_good", **counts))
    return DONE


def show(options: Namespace) -> int:
    """Print the reference sheet of an indicator or a measure, or of all; with `--out` as a document."""
    catalogue, words = catalogue_of(options), speak(options.lang)
    known = list(catalogue.titles)
    if options.indicator is not None and options.indicator not in known:
        raise unknown("indicator", options.indicator, known, words)
    if options.out is not None:
        from dashboard.commands.report import reference_sheets  # noqa: PLC0415 - seldom wanted, and heavy

        return reference_sheets(options)
    for name in [options.indicator] if options.indicator else known:
        _show_sheet(name, catalogue, words)
    return DONE


def _show_sheet(name: str, catalogue: Catalogue, words: Language) -> None:
    sheet = (
        measure_sheet(catalogue.measure(name), words.code)
        if name in {one.id for one in catalogue.measures}
        else reference_sheet(catalogue.indicator(name), catalogue, words.code)
    )
    say(sheet["title"])
    say("=" * len(sheet["title"]))
    for field, value in sheet.items():
        if field not in ("title", "short") and value:
            say(f"{words.say(f'sheet.{field}')}: {value}")
    say("")


def diff(options: Namespace) -> int:
    """Say which statuses a changed catalogue would flip, without adopting it."""
    from etl.what_if.flips import flips  # noqa: PLC0415 - only this command computes two worlds

    present, words = catalogue_of(options), speak(options.lang)
    _be_a_catalogue(options.folder)
    inside = options.folder / present.programme.id
    folder = inside if inside.is_dir() and not (options.folder / "programme.yaml").exists() else options.folder
    changed, problems = check(folder)
    problems = problems if changed is None else counts_given_up(present, changed)
    if changed is None or problems:
        raise FaultError("catalogue", count=len(problems), problem=problems[0].text(words))
    kept = list(Store(options.data, present.programme.id).all())
    last = max((one.submitted_on for one in kept), default=None)
    as_of = named_date(options.as_of) if options.as_of else default_as_of(present, last, today_of(present))
    found = [one for one in flips(kept, present, changed, today_of(present), as_of) if one.changes_status]
    for one in found:
        catalogue = present if one.before else changed
        line = words.say(
            "out.flip",
            indicator=catalogue.indicator(one.indicator).title[words.code],
            area=catalogue.area_labels[one.area][words.code],
            period=words.period(one.period),
            before=_status(one.before, words),
            after=_status(one.after, words),
        )
        say(line)
    say(words.say("out.flips", count=len(found)))
    return DONE


def _status(figure: Figure | None, words: Language) -> str:
    if figure is None:
        return "–"
    status = words.say(f"status.{figure.status}")
    if figure.value is None:
        # Nothing is known of it: no share of nought may be read there (FIGURES.md 5).
        return f"{status} ?/{figure.denominator}" if figure.denominator else status
    return f"{status} {figure.numerator}/{figure.denominator}"
